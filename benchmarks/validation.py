"""How fast data are validated, beside other engines of SHACL: runs interleaved, processor and memory of each.

    python benchmarks/validation.py [--plans 20 133] [--rounds 3] [--engine NAME=COMMAND …]

Each run is a process of its own, from its start to its report. Of each engine the median of the rounds
counts, and its ratio to ours within one round, which other people's work on the machine touches alike. In a
COMMAND `{nt}` stands for the data as N-Triples, `{shapes}` for the shapes in one Turtle file and `{root}` for
the folder with the sources and the build. Known by name: `trama`, `pyshacl`.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from country import ROOT, make

KNOWN = {
    "trama": f"{sys.executable} -m trama validate",
    "pyshacl": f"{sys.executable} -m pyshacl -s {{shapes}} -df nt {{nt}}",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    seconds: float
    megabytes: float


def run(command: str, environment: dict[str, str]) -> Run:
    """Run a command to its end; what it says does not count."""
    with subprocess.Popen(  # noqa: S603 - commands are given by who runs this
        shlex.split(command),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment,
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command}: exit status {process.returncode}")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def sources(folder: Path, plans: int) -> dict[str, str]:
    """Make a country of plans, build it, and return what commands may want."""
    root = make(folder / str(plans), plans)
    environment = os.environ | {"TRAMA_ROOT": str(root)}
    command = [sys.executable, "-m", "trama", "build"]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    nt, shapes = root / "data.nt", root / "all.ttl"
    lines = dict.fromkeys(
        line.rpartition(b" <")[0] for line in (root / "build" / "dataset.nq").open("rb")
    )
    nt.write_bytes(b"".join(line + b" .\n" for line in lines))
    shapes.write_text(
        "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "shapes").glob("*.ttl"))), "utf-8"
    )
    return {"root": str(root), "nt": str(nt), "shapes": str(shapes), "triples": str(len(lines))}


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[20, 133])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", action="append", default=[], metavar="NAME=COMMAND")
    given = parser.parse_args()
    engines = {"trama": KNOWN["trama"]}
    for engine in given.engine:
        name, _, command = engine.partition("=")
        engines[name] = command or KNOWN[name]
    print("| plans | triples | engine | processor | ratio | memory | bytes a triple |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for plans in given.plans:
            facts = sources(Path(folder), plans)
            runs: dict[str, list[Run]] = {name: [] for name in engines}
            for _ in range(given.rounds):
                for name, command in engines.items():
                    at = run(command.format(**facts), {"TRAMA_ROOT": facts["root"]})
                    runs[name].append(at)
            triples = int(facts["triples"])
            for name, taken in runs.items():
                ratios = [a.seconds / b.seconds for a, b in zip(taken, runs["trama"], strict=True)]
                memory = max(r.megabytes for r in taken)
                print(
                    f"| {plans} | {triples} | {name} "
                    f"| {statistics.median(r.seconds for r in taken):.2f} s "
                    f"| {statistics.median(ratios):.1f} | {memory:.0f} MB "
                    f"| {memory * 1024 * 1024 / triples:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
