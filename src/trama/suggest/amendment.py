"""A plan amended by what a person decided on suggestions, and the workbook that holds both.

The workbook is the plan's own, with what was accepted among the objectives that each contributes to. Every
decision stands in a sheet of its own, so that what was refused is not suggested again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from trama.model import StrategicObjective
from trama.model.element import Element
from trama.office.look import CELL, HEADER, style
from trama.office.spreadsheet import write_csv
from trama.office.workbook import book_bytes
from trama.plans.form import DECISIONS_SHEET
from trama.plans.package import Package
from trama.plans.readers.sheets import open_workbook
from trama.plans.writers.codes import Codes
from trama.plans.writers.xlsx import book_of
from trama.suggest.decisions import ACCEPTED, COLUMNS, REFUSED

Taken = Mapping[tuple[str, str], str]
"""For each lower and upper code, the upper one with its plan, whether it was accepted or refused."""

_HEADINGS = ("Obiettivo", "Obiettivo del piano sovraordinato", "Decisione")
_SAID = {ACCEPTED: "accettata", REFUSED: "rifiutata"}


def amended(plan: Package, taken: Taken) -> Package:
    """Return a plan whose objectives also contribute to what was accepted for them."""
    accepted: dict[str, list[str]] = defaultdict(list)
    for (lower, upper), decision in taken.items():
        if decision == ACCEPTED:
            accepted[lower].append(upper)

    def row_of(row: Element) -> Element:
        if not isinstance(row, StrategicObjective) or row.code not in accepted:
            return row
        serves = dict.fromkeys([*row.contributes_to, *accepted[row.code]])
        return replace(row, contributes_to=tuple(serves))

    tables = {name: [row_of(row) for row in rows] for name, rows in plan.tables.items()}
    return replace(plan, tables=tables)


def decided_workbook(plan: Package, taken: Taken, codes: Codes) -> bytes:
    """Return an amended plan as the bytes of a workbook, with a sheet of what was decided on it."""
    book, _ = book_of(plan, codes)
    if taken:
        sheet = book.create_sheet(DECISIONS_SHEET)
        for place, heading in enumerate(_HEADINGS, start=1):
            style(sheet.cell(1, place, heading), HEADER)
            sheet.column_dimensions["ABC"[place - 1]].width = 36
        for line, ((lower, upper), decision) in enumerate(sorted(taken.items()), start=2):
            for place, value in enumerate((lower, upper, _SAID[decision]), start=1):
                cell = sheet.cell(line, place, value)
                cell.data_type = "s"
                style(cell, CELL)
        sheet.freeze_panes = "A2"
    return book_bytes(book)


def refused_in(content: bytes, name: str) -> dict[tuple[str, str], str]:
    """Return what a workbook says was refused, nothing if it has no such sheet.

    What was accepted stands among the objectives, where its owner may have taken it out again. Raises
    SourceError if the workbook cannot be read.
    """
    found: dict[tuple[str, str], str] = {}
    with open_workbook(content, name) as book:
        if DECISIONS_SHEET not in book.sheets:
            return {}
        for _, cells in book.rows(DECISIONS_SHEET):
            values = [cells[place].value.strip() if place in cells else "" for place in range(3)]
            if values[2].lower() == _SAID[REFUSED]:
                found[values[0], values[1]] = REFUSED
    return found


def decisions_csv(taken: Taken) -> str:
    """Return decisions as the file that `trama suggest --decisions` goes on from."""
    return write_csv(COLUMNS, ((*pair, decision) for pair, decision in taken.items()))
