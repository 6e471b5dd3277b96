"""A plan in an Excel workbook of before 2007 (BIFF), read by xlrd with the formats of its cells."""

from __future__ import annotations

import struct
from datetime import date
from typing import Any

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.form import IGNORED, TEXT_SHEET
from trama.plans.package import Package
from trama.plans.readers.formats import is_date, number_cell, shown_day
from trama.plans.readers.grid import Cell, Grid
from trama.plans.readers.sheets import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, text_of
from trama.plans.readers.workbook import package_of

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of a compound file (MS-CFB), in which old Office programs keep everything."""


def ole_form(content: bytes) -> str:
    """Return what a compound file holds: `password`, `doc`, `xls` or nothing that is known."""
    for stream, form in (("EncryptedPackage", "password"), ("WordDocument", "doc")):
        if stream.encode("utf-16-le") in content:
            return form
    named = any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book"))
    return "xls" if named else ""


def read_xls(content: bytes, name: str) -> Package:
    """Read a plan from an old workbook.

    Raises SourceError if it is damaged, has a password or passes a limit, SourceProblems with every bad cell.
    """
    grids = _grids(content, name)
    text = next((text_of(g.rows, name) for g in grids if g.name == TEXT_SHEET), None)
    kept = [grid for grid in grids if grid.name not in (*IGNORED, TEXT_SHEET)]
    return package_of(kept, name, text=text)


def _grids(content: bytes, name: str) -> list[Grid]:
    import xlrd  # few files need it

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=_Silence(), ragged_rows=True
        )
        return [_grid(book, book.sheet_by_index(n), name) for n in range(book.nsheets)]
    except SourceError:
        raise
    except xlrd.XLRDError as error:
        key = "read.password" if "ncrypt" in str(error) or "password" in str(error) else "read.xls"
        raise SourceError(key, path=name) from None
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        NotImplementedError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        xlrd.compdoc.CompDocError,
    ):
        # xlrd trusts the file; a damaged one fails anywhere in it.
        raise SourceError("read.xls", path=name) from None


class _Silence:
    """Takes what xlrd would print."""

    def write(self, words: str) -> None:
        """Do nothing."""


def _grid(book: Any, sheet: Any, name: str) -> Grid:
    grid = Grid(sheet.name.strip(), hidden=sheet.visibility != 0)
    if sheet.nrows > MAX_ROWS:
        raise SourceError(Message("sheet.too-many-rows", sheet=grid.name, most=MAX_ROWS), path=name)
    seen = 0
    for number in range(sheet.nrows):
        row: dict[int, Cell] = {}
        for index in range(min(sheet.row_len(number), MAX_COLUMNS + 1)):
            cell = _cell(book, sheet.cell(number, index))
            if cell is None:
                continue
            if index >= MAX_COLUMNS:
                raise SourceError(
                    Message("sheet.too-many-columns", sheet=grid.name, most=MAX_COLUMNS), path=name
                )
            row[index] = cell
        seen += len(row)
        if seen > MAX_CELLS:
            raise SourceError("sheet.too-many-cells", most=MAX_CELLS, path=name)
        if row:
            grid.rows.append((number + 1, row))
            info = sheet.rowinfo_map.get(number)
            grid.hidden_rows += bool(info and info.hidden)
    for top, bottom, left, _ in sheet.merged_cells:
        grid.merge(top + 1, bottom, left)
    return grid


def _cell(book: Any, cell: Any) -> Cell | None:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return Cell(cell.value[:MAX_CELL]) if cell.value else None
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell("sì" if cell.value else "no")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell("", error=Message("sheet.formula-error"))
    if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return None
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    found = book.format_map.get(style.format_key) if style else None
    format = found.format_str if found else ""
    if cell.ctype == xlrd.XL_CELL_DATE or is_date(format):
        try:
            year, month, day, *_ = xlrd.xldate_as_tuple(cell.value, book.datemode)
            when = date(year, month, day)
        except (xlrd.xldate.XLDateError, ValueError):
            return Cell(str(cell.value), error=Message("sheet.no-number"))
        return Cell(when.isoformat(), number=True, shown=shown_day(when, format))
    return number_cell(float(cell.value), format)
