"""A plan in a workbook (ECMA-376): a sheet a table, known by its name or its headings."""

from __future__ import annotations

from trama.plans.form import IGNORED, TEXT_SHEET
from trama.plans.package import Package
from trama.plans.readers.sheets import open_workbook, text_of
from trama.plans.readers.workbook import package_of


def read_xlsx(content: bytes, name: str) -> Package:
    """Read a plan from a workbook.

    Raises SourceError if it is no workbook or passes a limit, SourceProblems with every bad cell.
    """
    with open_workbook(content, name) as book:
        text = text_of(book.rows(TEXT_SHEET), name) if TEXT_SHEET in book.sheets else None
        grids = [book.grid(sheet) for sheet in book.sheets if sheet not in (*IGNORED, TEXT_SHEET)]
    return package_of(grids, name, text=text)
