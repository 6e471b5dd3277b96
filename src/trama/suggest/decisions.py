"""What a person decided on suggestions: kept in a CSV file, and written back to a copy of the table.

A decision is written as soon as it is taken, so that a review can be left and taken up again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trama.errors import SourceError, TramaError
from trama.files import write_atomically
from trama.messages import Message
from trama.model.cells import SEPARATOR
from trama.office.spreadsheet import safe_cell, write_csv

ACCEPTED, REFUSED = "accepted", "refused"
CONFLICT, PARTIAL, COMPATIBLE, MOTIVATED = "conflict", "partial", "compatible", "motivated"
WRITTEN = {
    ACCEPTED: "accettata",
    REFUSED: "rifiutata",
    CONFLICT: "in contrasto",
    PARTIAL: "in parte",
    COMPATIBLE: "non contrasta",
    MOTIVATED: "motivata",
}
"""What each decision is called in the sheet «Decisioni» of a workbook."""

DECISIONS = tuple(WRITTEN)
"""What a person can say of a pair: that it serves, does not, is in conflict, serves in part, is in no
conflict, or (of a relation declared already) why it serves."""

REASONED = (CONFLICT, PARTIAL, MOTIVATED)
"""The decisions that say nothing without a reason."""

SERVING = (ACCEPTED, PARTIAL)
"""The decisions by which an objective contributes to another."""

CHANGING = (*SERVING, CONFLICT, MOTIVATED)
"""The decisions that change the plan; the others say that it is right as it stands."""

COLUMNS = ("lower", "upper", "decision", "reason", "author", "date")
_LEAST = 3
CONTRIBUTES, IMPLEMENTS = "contributes_to", "implements"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said of a pair, one of DECISIONS, with the reason, who it was, and the day."""

    decision: str
    reason: str = ""
    author: str = ""
    date: str = ""


Taken = Mapping[tuple[str, str], Answer]
"""For each lower and upper code, the upper one with its plan, what a person said of the pair."""


class Decisions:
    """The decisions of a file, for each lower and upper code; the last one on a pair holds.

    Codes of the upper plan are written with its identifier: `psttm-2025-2027#M2-15`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken = dict(_read(path)) if path.exists() else {}

    @property
    def taken(self) -> Taken:
        """All that was decided."""
        return self._taken

    def of(self, lower: str, upper: str) -> str:
        """Return the decision on a pair, empty if there is none."""
        answer = self._taken.get((lower, upper))
        return answer.decision if answer else ""

    def take(
        self, lower: str, upper: str, decision: str, reason: str = "", *, by: str = "", on: str = ""
    ) -> None:
        """Write down a decision, at once. TramaError if it cannot be written."""
        answer = Answer(decision, reason, by, on)
        if self._taken.get((lower, upper)) == answer:
            return
        new = not self.path.exists() or not self.path.stat().st_size
        try:
            if not new:
                self._widen()
            with self.path.open("a", encoding="utf-8", newline="") as file:
                table = csv.writer(file, lineterminator="\n")
                if new:
                    table.writerow(COLUMNS)
                table.writerow((lower, upper, decision, *map(safe_cell, (reason, by, on))))
        except OSError as error:
            raise TramaError("file.unwritable", path=self.path, reason=error) from error
        self._taken[lower, upper] = answer

    def _widen(self) -> None:
        """Give a file of the time when there were no reasons the columns for them."""
        text = self.path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        if rows and tuple(rows[0]) == COLUMNS[:_LEAST]:
            write_atomically(self.path, decisions_csv(self._taken).encode())

    def accepted(self, lower: str) -> list[str]:
        """Return the upper codes that an objective serves by decision, whole or in part."""
        return [
            upper
            for (code, upper), answer in self._taken.items()
            if code == lower and answer.decision in SERVING
        ]

    def upper(self, lower: str, decision: str) -> list[str]:
        """Return the upper codes that an objective has a decision on, with their plan and without."""
        found = [
            upper
            for (code, upper), answer in self._taken.items()
            if code == lower and answer.decision == decision
        ]
        return found + [code.rpartition("#")[2] for code in found]

    def count(self, decision: str) -> int:
        """Return how many pairs have a decision."""
        return sum(answer.decision == decision for answer in self._taken.values())


def decisions_csv(taken: Taken) -> str:
    """Return decisions as the file that `trama suggest --decisions` goes on from."""
    return write_csv(
        COLUMNS,
        ((*pair, one.decision, one.reason, one.author, one.date) for pair, one in taken.items()),
    )


def _read(path: Path) -> Iterable[tuple[tuple[str, str], Answer]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=path) from error
    except UnicodeDecodeError as error:
        raise SourceError("file.not-utf8", path=path) from error
    rows = csv.reader(io.StringIO(text, newline=""))
    for number, row in enumerate(rows, 1):
        if number == 1:
            if tuple(row) not in (COLUMNS, COLUMNS[:_LEAST]):
                reason = Message("decisions.columns", columns=", ".join(COLUMNS))
                raise SourceError(reason, path=path, line=1, value=",".join(row))
            continue
        if not _LEAST <= len(row) <= len(COLUMNS) or row[2] not in DECISIONS:
            reason = Message("decisions.wrong", known=", ".join(DECISIONS))
            raise SourceError(reason, path=path, line=number, value=",".join(row))
        if row[2] in REASONED and not (len(row) > _LEAST and row[_LEAST].strip()):
            reason = Message("decisions.reason", decision=row[2])
            raise SourceError(reason, path=path, line=number, value=",".join(row))
        yield (row[0], row[1]), Answer(row[2], *(cell.strip() for cell in row[_LEAST:]))


def written_back(table: str, decisions: Decisions, *, shown: str) -> str:
    """Return a copy of an `objectives.csv` with the accepted alignments added to `contributes_to`.

    What was found in conflict is taken out of it and of `implements`, and what serves in part moves from there to
    it. Every other cell stays as it is. Raises SourceError if the table has no column `code`.
    """
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    header = [name.strip() for name in rows[0]] if rows else []
    if "code" not in header:
        raise SourceError("table.no-code-column", path=shown, line=1)
    if CONTRIBUTES not in header:
        header.append(CONTRIBUTES)
    code, contributes = header.index("code"), header.index(CONTRIBUTES)
    implements = header.index(IMPLEMENTS) if IMPLEMENTS in header else None
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows[1:]:
        cells = row + [""] * (len(header) - len(row))
        own = cells[code].strip()
        accepted = decisions.accepted(own)
        if accepted:
            cells[contributes] = _joined(cells[contributes], accepted)
        against = decisions.upper(own, CONFLICT)
        cells[contributes] = _without(cells[contributes], against)
        if implements is not None:
            narrowed = decisions.upper(own, PARTIAL)
            cells[implements] = _without(cells[implements], against + narrowed)
        writer.writerow(cells)
    return out.getvalue()


def _joined(cell: str, more: Sequence[str]) -> str:
    values = [part.strip() for part in cell.split(SEPARATOR) if part.strip()]
    return SEPARATOR.join(dict.fromkeys([*values, *more]))


def _without(cell: str, codes: Sequence[str]) -> str:
    """Return a cell without some codes, and as it was if it has none of them."""
    values = [part.strip() for part in cell.split(SEPARATOR) if part.strip()]
    if not set(values) & set(codes):
        return cell
    return SEPARATOR.join(value for value in values if value not in codes)
