"""Reads damaged files in a process of little memory and time, and tells what came of each.

Run as `python run.py FORM FILE COUNT SEED`, or with `-` for COUNT to read the one file as it is; prints
JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mutations import mutants
from trama.errors import SourceError, SourceProblems
from trama.namespaces import Names
from trama.plans.readers.plan import FORMS
from trama.plans.statements import package_quads

MEMORY = 1_500_000_000
SECONDS = 120


def outcome(form: str, name: str, content: bytes) -> str:
    """`read`, `told`, or what went wrong: nothing else may come of a file."""
    try:
        package = FORMS[form].read(content, name)
    except (SourceError, SourceProblems) as error:
        problems = getattr(error, "problems", (error,))
        vague = [p for p in problems if not str(p.path or "").startswith(name) or not p.message]
        return f"without its place: {vague[0]}" if vague else "told"
    texts = {package.plan: package.text} if package.text else {}
    list(package_quads(package, Names(), texts=texts))
    return "read"


def peak() -> int:
    """The most bytes that this process itself had in memory.

    On Linux `ru_maxrss` begins at what the process had that started this one, however small this one is.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def main() -> None:
    form, file, count, seed = sys.argv[1:5]
    content = Path(file).read_bytes()
    name = Path(file).name
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    files = [content] if count == "-" else mutants(form, content, int(count), int(seed))
    found = {"read": 0, "told": 0}
    failed: list[str] = []
    slowest = 0.0
    for number, mutant in enumerate(files):
        start = time.perf_counter()
        try:
            what = outcome(form, name, mutant)
        except BaseException as error:
            what = f"{type(error).__name__}: {error}"
        slowest = max(slowest, time.perf_counter() - start)
        if what in found:
            found[what] += 1
        else:
            failed.append(f"{number}: {what[:300]}")
    print(json.dumps({**found, "failed": failed, "slowest": slowest, "peak": peak()}))


if __name__ == "__main__":
    main()
