"""The register of retired IRIs: things that once had a name here, and what became of them.

An IRI is never given to anything else. When a thing leaves the dataset, a row in `graph/retired.csv`
says when and why, and what took its place if something did; its address then answers 410 Gone.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from trama.errors import SourceError

FILE = "retired.csv"
COLUMNS = ("local", "date", "reason_it", "reason_en", "replaced_by")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LOCAL = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True, slots=True)
class Retired:
    """A local name that is no longer in use: since when, why, and the local name that replaces it."""

    local: str
    date: str
    reason: dict[str, str]
    replaced_by: str


def read_retired(root: Path) -> dict[str, Retired]:
    """Return the retired things by local name; none if the register does not exist.

    Raises SourceError, with file and line, if a row cannot be used.
    """
    path = root / "graph" / FILE
    if not path.exists():
        return {}
    shown = f"graph/{FILE}"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError("file.unreadable", reason=error, path=shown) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise SourceError("publish.retired-columns", columns=",".join(COLUMNS), path=shown, line=1)
    retired: dict[str, Retired] = {}
    for line, row in enumerate(rows[1:], start=2):
        found = _row(row, shown, line)
        if found.local in retired:
            raise SourceError("publish.retired-twice", path=shown, line=line, value=found.local)
        retired[found.local] = found
    return retired


def _row(row: list[str], shown: str, line: int) -> Retired:
    if len(row) != len(COLUMNS):
        raise SourceError("publish.retired-cells", count=len(COLUMNS), path=shown, line=line)
    local, date, reason_it, reason_en, replaced_by = (cell.strip() for cell in row)
    for name in filter(None, (local, replaced_by)):
        if not _LOCAL.fullmatch(name):
            raise SourceError("publish.retired-name", path=shown, line=line, value=name)
    if not local or not reason_it:
        raise SourceError("publish.retired-empty", path=shown, line=line)
    if not _DATE.fullmatch(date):
        raise SourceError("publish.retired-date", path=shown, line=line, value=date)
    return Retired(local, date, {"it": reason_it, "en": reason_en or reason_it}, replaced_by)
