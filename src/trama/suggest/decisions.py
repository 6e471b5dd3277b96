"""What a person decided on suggestions: kept in a CSV file, and written back to a copy of the table.

A decision is written as soon as it is taken, so that a review can be left and taken up again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from trama.errors import SourceError, TramaError
from trama.messages import Message
from trama.model.cells import SEPARATOR

ACCEPTED, REFUSED = "accepted", "refused"
COLUMNS = ("lower", "upper", "decision")
CONTRIBUTES = "contributes_to"


class Decisions:
    """The decisions of a file: for each lower and upper code, accepted or refused.

    Codes of the upper plan are written with its identifier: `psttm-2025-2027#M2-15`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken = dict(_read(path)) if path.exists() else {}

    def of(self, lower: str, upper: str) -> str:
        """Return the decision on a pair, empty if there is none."""
        return self._taken.get((lower, upper), "")

    def take(self, lower: str, upper: str, decision: str) -> None:
        """Write down a decision, at once."""
        if self.of(lower, upper) == decision:
            return
        new = not self.path.exists() or not self.path.stat().st_size
        try:
            with self.path.open("a", encoding="utf-8", newline="") as file:
                table = csv.writer(file, lineterminator="\n")
                if new:
                    table.writerow(COLUMNS)
                table.writerow((lower, upper, decision))
        except OSError as error:
            raise TramaError("file.unwritable", path=self.path, reason=error) from error
        self._taken[lower, upper] = decision

    def accepted(self, lower: str) -> list[str]:
        """Return the accepted upper codes of an objective, in the order they were accepted."""
        return [
            upper
            for (code, upper), decision in self._taken.items()
            if code == lower and decision == ACCEPTED
        ]

    def count(self, decision: str) -> int:
        """Return how many pairs have a decision."""
        return sum(taken == decision for taken in self._taken.values())


def _read(path: Path) -> Iterable[tuple[tuple[str, str], str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=path) from error
    except UnicodeDecodeError as error:
        raise SourceError("file.not-utf8", path=path) from error
    rows = csv.reader(io.StringIO(text, newline=""))
    for number, row in enumerate(rows, 1):
        if number == 1:
            if tuple(row) != COLUMNS:
                reason = Message("decisions.columns", columns=", ".join(COLUMNS))
                raise SourceError(reason, path=path, line=1, value=",".join(row))
            continue
        if len(row) != len(COLUMNS) or row[2] not in (ACCEPTED, REFUSED):
            reason = Message("decisions.wrong", accepted=ACCEPTED, refused=REFUSED)
            raise SourceError(reason, path=path, line=number, value=",".join(row))
        yield (row[0], row[1]), row[2]


def written_back(table: str, decisions: Decisions, *, shown: str) -> str:
    """Return a copy of an `objectives.csv` with the accepted alignments added to `contributes_to`.

    Every other cell stays as it is. Raises SourceError if the table has no column `code`.
    """
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    header = [name.strip() for name in rows[0]] if rows else []
    if "code" not in header:
        raise SourceError("table.no-code-column", path=shown, line=1)
    if CONTRIBUTES not in header:
        header.append(CONTRIBUTES)
    code, contributes = header.index("code"), header.index(CONTRIBUTES)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows[1:]:
        cells = row + [""] * (len(header) - len(row))
        accepted = decisions.accepted(cells[code].strip())
        if accepted:
            cells[contributes] = _joined(cells[contributes], accepted)
        writer.writerow(cells)
    return out.getvalue()


def _joined(cell: str, more: Sequence[str]) -> str:
    values = [part.strip() for part in cell.split(SEPARATOR) if part.strip()]
    return SEPARATOR.join(dict.fromkeys([*values, *more]))
