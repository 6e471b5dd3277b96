"""How fast data are validated, beside other engines of SHACL: runs interleaved, processor and memory of each.

    python benchmarks/validation.py [--plans 20 133] [--rounds 3] [--keep FOLDER] [--limit 300]
        [--engine jena] [--engine NAME=COMMAND …] [--before CHECKOUT]

Each run is a process of its own, from its start to its report. Of each engine the median of the rounds
counts, and its ratio to ours within one round, which other people's work on the machine touches alike. In a
COMMAND `{nt}` stands for the data as N-Triples, `{shapes}` for the shapes in one Turtle file and `{root}` for
the folder with the sources and the build. Known by name: `trama`, `pyshacl`, `jena` (Debian's jars),
`pyshacl-turbo` (on the PATH), `pyshifty` (in this Python, or the one that `--shifty` names). `--before` names
an unpacked earlier version of this repository, which validates the same build with its own shapes. A run
that takes more than `--limit` seconds of processor is ended, and told as more than that.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from country import ROOT
from growth import country

sys.path[:0] = [str(ROOT / "tests")]

from engines import classpath  # noqa: E402

_SHIFTY = (
    "import sys; from shifty._shifty import PreparedValidator; v = PreparedValidator(shapes_path=sys.argv[1], shapes_format='turtle'); "
    "v.validate_w3c(data_path=sys.argv[2], data_format='ntriples').report_turtle"
)
KNOWN = {
    "trama": f"{sys.executable} -m trama validate --whole",
    "pyshacl": f"{sys.executable} -m pyshacl -s {{shapes}} -df nt {{nt}}",
    "pyshacl-turbo": "pyshacl-turbo -s {shapes} -df nt {nt}",
    "pyshifty": f'{{shifty}} -c "{_SHIFTY}" {{shapes}} {{nt}}',
    "jena": "java -cp {jena} shacl.shacl validate --shapes {shapes} --data {nt}",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    seconds: float
    megabytes: float
    ended: bool = False
    """Whether it was ended because it took too long."""


def run(command: str, environment: dict[str, str], limit: int) -> Run:
    """Run a command to its end, or to its limit of processor; what it says counts only if it breaks."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 - commands are given by who runs this
            shlex.split(command),
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=os.environ | environment,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5)),
        ) as process,
    ):
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode(errors="replace")
    taken = used.ru_utime + used.ru_stime
    ended = process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    # 1 is what engines say of data that do not conform; Python says it of a program that broke.
    if (process.returncode not in (0, 1) and not ended) or "Traceback" in words:
        raise SystemExit(f"{command}: exit status {process.returncode}\n{words[-2000:]}")
    return Run(taken, used.ru_maxrss / 1024, ended)


def sources(folder: Path, plans: int) -> dict[str, str]:
    """Make a country of plans, build it, and return what commands may want."""
    root = country(folder, plans)
    nt, shapes = root / "data.nt", root / "all.ttl"
    lines = dict.fromkeys(
        line.rpartition(b" <")[0] for line in (root / "build" / "dataset.nq").open("rb")
    )
    nt.write_bytes(b"".join(line + b" .\n" for line in lines))
    shapes.write_text(
        "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "shapes").glob("*.ttl"))), "utf-8"
    )
    return {"root": str(root), "nt": str(nt), "shapes": str(shapes), "triples": str(len(lines))}


def earlier(checkout: Path | None, root: str, folder: Path) -> str:
    """Return a folder that has an earlier version's shapes and the build of a country."""
    if checkout is None:
        return ""
    folder.mkdir()
    for name in ("graph", "ontology", "queries", "shapes"):
        (folder / name).symlink_to(checkout.resolve() / name)
    (folder / "build").symlink_to(Path(root).resolve() / "build")
    return str(folder)


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[20, 133])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="countries stand here, and are used again")
    parser.add_argument("--limit", type=int, default=600)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--shifty", default=sys.executable, help="a Python that has pyshifty")
    parser.add_argument("--engine", action="append", default=[], metavar="NAME=COMMAND")
    given = parser.parse_args()
    engines = {"trama": KNOWN["trama"]}
    for engine in given.engine:
        name, _, command = engine.partition("=")
        engines[name] = command or KNOWN[name]
    if given.before:
        # Its own shapes and queries, and the build of today.
        engines["before"] = (
            f"env PYTHONPATH={given.before}/src TRAMA_ROOT={{before}} "
            f"{sys.executable} -m trama validate"
        )
    print("| plans | triples | engine | processor | ratio | memory | bytes a triple |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        for plans in given.plans:
            facts = sources(folder, plans) | {"shifty": given.shifty}
            facts["jena"] = classpath(Path(temporary)) if "jena" in engines else ""
            facts["before"] = earlier(given.before, facts["root"], Path(temporary) / str(plans))
            runs: dict[str, list[Run]] = {name: [] for name in engines}
            for _ in range(given.rounds):
                for name, command in engines.items():
                    at = run(command.format(**facts), {"TRAMA_ROOT": facts["root"]}, given.limit)
                    runs[name].append(at)
            triples = int(facts["triples"])
            for name, taken in runs.items():
                ratios = [a.seconds / b.seconds for a, b in zip(taken, runs["trama"], strict=True)]
                more = "more than " if any(r.ended for r in taken) else ""
                memory = max(r.megabytes for r in taken)
                print(
                    f"| {plans} | {triples} | {name} "
                    f"| {more}{statistics.median(r.seconds for r in taken):.2f} s "
                    f"| {more}{statistics.median(ratios):.1f} | {memory:.0f} MB "
                    f"| {memory * 1024 * 1024 / triples:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
