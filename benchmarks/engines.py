"""One report on engines: validation, point queries and answers that grow, of ours and of all peers there are.

    python -m venv /path/peers
    /path/peers/bin/pip install pyshacl-turbo pyshifty rdflib-endpoint uvicorn
    python benchmarks/engines.py --peers /path/peers/bin/python [--before CHECKOUT] [--plans 20 133]

Each part runs its engines interleaved and tells ratios to ours (`validation.py`, `http_path.py`). Jena and
Virtuoso take part where Debian's packages are installed, pySHACL with one plan of the smallest country only:
it takes minutes for what the others do in a second.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
JENA = Path("/usr/share/java/jena-core.jar")


def validation(given: argparse.Namespace) -> str:
    """Return the table of validation."""
    command = ["validation.py", "--rounds", given.rounds, "--limit", given.limit]
    if given.keep:
        command += ["--keep", given.keep]
    if given.before:
        command += ["--before", given.before]
    if JENA.exists():
        command += ["--engine", "jena"]
    if given.peers:
        turbo = Path(given.peers).with_name("pyshacl-turbo")
        command += ["--shifty", given.peers, "--engine", "pyshifty"]
        command += ["--engine", f"pyshacl-turbo={turbo} -s {{shapes}} -df nt {{nt}}"]
    sizes = sorted(given.plans)
    smallest = _run([*command, "--engine", "pyshacl", "--plans", sizes[0]])
    rest = _run([*command, "--plans", *sizes[1:]]) if sizes[1:] else ""
    return smallest + "".join(rest.splitlines(keepends=True)[2:])


def queries(given: argparse.Namespace, *, growing: bool) -> str:
    """Return the table of point queries, or of answers that grow, with ratios to ours."""
    command = ["http_path.py", "--oxigraph", "--rounds", given.rounds, "--clients", 8]
    if given.root:
        command += ["--root", given.root]
    command += ["--virtuoso"] if shutil.which("virtuoso-t") else []
    command += ["--jena"] if JENA.exists() and shutil.which("javac") else []
    command += ["--rdflib-endpoint", given.peers] if given.peers else []
    command += ["--growing"] if growing else []
    told = json.loads(_run(command))
    del told["load_average"]
    memory = told.pop("megabytes")
    if growing:
        servers = list(next(iter(told.values())))
        lines = [f"| milliseconds | {' | '.join(servers)} |", "|---" * (len(servers) + 1) + "|"]
        for name, took in told.items():
            cells = (f"{took[one]:.0f} ({took[one] / took['this tree']:.1f})" for one in servers)
            lines.append(f"| {name} | {' | '.join(cells)} |")
        return "\n".join(lines) + "\n"
    lines = ["| server | a second | ratio | processor each | memory |", "|---|---|---|---|---|"]
    ours = told["this tree"]["per_second_8"]
    for name, figures in told.items():
        rate, spent = figures["per_second_8"], figures["ms_of_processor_8"]
        lines.append(
            f"| {name} | {rate:.0f} | {rate / ours:.2f} | {spent:.2f} ms | {memory[name]} MB |"
        )
    return "\n".join(lines) + "\n"


def _run(command: list[object]) -> str:
    program, *rest = map(str, command)
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, HERE / program, *rest], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{program} ended with {done.returncode}")
    return done.stdout


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="a Python with pyshacl-turbo, pyshifty, rdflib-endpoint")
    parser.add_argument("--before", help="an unpacked earlier version of this repository")
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 20, 133])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=600)
    parser.add_argument("--keep", help="countries stand here, and are used again")
    parser.add_argument("--root", help="the project whose build the servers serve")
    given = parser.parse_args()
    print("## Validation\n", validation(given), sep="\n", flush=True)
    print("## Point queries, 8 clients, no cache\n", queries(given, growing=False), sep="\n")
    print("## Answers that grow\n", queries(given, growing=True), sep="\n")


if __name__ == "__main__":
    main()
