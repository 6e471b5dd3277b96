"""Read a folder of real documents: objectives found, seconds of processor, memory, what was left out.

    python benchmarks/documents.py FOLDER

Beside `plan.docx` may stand `plan.objectives.txt`, an objective a line as `CODE - words`: then recall and the rows that
it does not list are told too.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from trama.errors import TramaError
from trama.plans.readers.documents import propose

FORMS = (".docx", ".odt", ".pdf", ".html", ".txt")


def main(folder: Path) -> None:
    """Read each document in a process of its own, so that its memory is its own too."""
    for path in sorted(folder.iterdir()):
        if path.suffix in FORMS and not path.name.endswith(".objectives.txt"):
            subprocess.run([sys.executable, __file__, "--one", str(path)], check=False)  # noqa: S603


def one(path: Path) -> None:
    """Print the figures of one document."""
    start = time.process_time()
    try:
        proposal = propose(path.read_bytes(), path.name)
    except TramaError as error:
        print(f"{path.name}: {error.said('en')}")
        return
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = proposal.rows
    print(
        f"{path.name}: {len(rows)} objectives, {len(proposal.left)} left out, {proposal.document.pages} pages, "
        f"{seconds:.1f} s, {megabytes:.0f} MB"
    )
    listed = path.with_suffix("").with_suffix(".objectives.txt")
    if listed.exists():
        codes = {
            line.split(" - ")[0].strip()
            for line in listed.read_text(encoding="utf-8").splitlines()
            if line
        }
        found = {row.code for row in rows}
        more = sorted(found - codes)
        print(
            f"    of {len(codes)} listed, found {len(codes & found)}; not listed: {', '.join(more) or 'none'}"
        )
    kinds = sorted({re.sub(r"\d+", "#", row.code) for row in rows})
    print(f"    codes: {', '.join(kinds[:12])}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
