"""A plan in a workbook (ECMA-376): a sheet a table, known by its name or its headings."""

from __future__ import annotations

from trama.plans.form import IGNORED, TEXT_SHEET
from trama.plans.package import Package
from trama.plans.readers.sheets import Workbook, open_workbook
from trama.plans.readers.workbook import package_of
from trama.plans.text import SourceText, parse_text


def read_xlsx(content: bytes, name: str) -> Package:
    """Read a plan from a workbook.

    Raises SourceError if it is no workbook or passes a limit, SourceProblems with every bad cell.
    """
    with open_workbook(content, name) as book:
        text = _text(book, name) if TEXT_SHEET in book.sheets else None
        grids = [book.grid(sheet) for sheet in book.sheets if sheet not in (*IGNORED, TEXT_SHEET)]
    return package_of(grids, name, text=text)


def _text(book: Workbook, name: str) -> SourceText | None:
    lines: dict[int, str] = {}
    for line, cells in book.rows(TEXT_SHEET):
        lines[line] = cells[0].value if 0 in cells else ""
    if not lines:
        return None
    whole = "\n".join(lines.get(n, "") for n in range(1, max(lines) + 1)) + "\n"
    return parse_text(whole.encode(), shown=f"{name} {TEXT_SHEET}")
