"""A plan in one workbook (ECMA-376, Office Open XML), read as `trama.plans.form` has it.

A workbook from a stranger is read as a stream with limits of its own: what its dimensions, its shared
strings or its archive claim is never trusted, no entity is expanded and nothing outside is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trama.errors import SourceError, SourceProblems
from trama.language.nearest import nearest
from trama.model import element_of
from trama.model.cells import BudgetCode, Choice, Concept, Flag, Objectives, Pattern, Reference
from trama.model.element import columns
from trama.plans.form import IGNORED, SHEETS, TEXT_SHEET, code_of, column_of, table_of
from trama.plans.package import Package, assemble
from trama.plans.place import Sheet
from trama.plans.readers.sheets import Cell, Workbook, open_workbook
from trama.plans.tables import RawTable
from trama.plans.text import SourceText, parse_text

HEADER_ROWS = 5


def read_xlsx(content: bytes, name: str) -> Package:
    """Read a plan from a workbook.

    Raises SourceError if it is no workbook or passes a limit, SourceProblems with every bad cell.
    """
    tables: list[RawTable] = []
    problems: list[SourceError] = []
    text: SourceText | None = None
    notes: list[str] = []
    with open_workbook(content, name) as book:
        for sheet in book.sheets:
            if sheet in IGNORED:
                continue
            if sheet == TEXT_SHEET:
                text = _text(book, name)
                continue
            table = table_of(sheet)
            if table is None:
                known = nearest(sheet, SHEETS)
                notes.append(f"sheet {sheet!r} is none of the form's and was left aside{known}")
                continue
            try:
                raw = _table(book, sheet, table, name, problems)
            except SourceProblems as error:
                problems += error.problems
                continue
            if raw:
                tables.append(raw)
    if not tables and not problems:
        known = ", ".join(SHEETS)
        raise SourceError(
            f"the workbook has none of the sheets {known}, or they are empty", path=name
        )
    if not any(table.name in ("plan.csv", "objectives.csv") for table in tables) and not problems:
        raise SourceError("the workbook has neither a sheet Piano nor a sheet Obiettivi", path=name)
    return assemble(
        tables,
        Path(name).stem,
        path=Path(name),
        shown=name,
        text=text,
        notes=notes,
        problems=problems,
    )


def _table(
    book: Workbook, sheet: str, table: str, name: str, problems: list[SourceError]
) -> RawTable | None:
    """The rows of a sheet below its headings; None if there are no rows."""
    rows = iter(book.rows(sheet))
    header, first = _header(rows, table)
    if not header:
        if first:
            reason = "no row at the top of the sheet holds its headings"
            problems.append(Sheet(name, sheet).problem(reason, line=first))
        return None
    letters = {column: letters_of(index) for index, column in header.items()}
    where = Sheet(name, sheet, letters)
    names = list(header.values())
    raw = RawTable(table, where, names, line=first)
    element = element_of(table)
    coded = {field.name: field.column.cell for field in columns(element)} if element else {}
    doubled = {column for column in names if names.count(column) > 1}
    for column in sorted(doubled):
        problems.append(
            where.problem("the column stands twice", line=first, column=column, value=column)
        )
    for line, cells in rows:
        values: list[str] = []
        for index, column in header.items():
            cell = cells.get(index)
            if cell and cell.error:
                problems.append(
                    where.problem(cell.error, line=line, column=column, value=cell.value)
                )
            values.append(_value(cell, coded.get(column)))
        strays = [i for i in cells if i not in header and cells[i].value.strip()]
        if strays:
            place = f"{sheet}!{letters_of(strays[0])}{line}"
            reason = "the cell stands in a column without a heading"
            problems.append(
                SourceError(reason, path=name, cell=place, value=cells[strays[0]].value[:80])
            )
        if any(values):
            raw.rows.append((line, values))
    return raw if raw.rows and not doubled else None


def _header(rows: Iterator[tuple[int, dict[int, Cell]]], table: str) -> tuple[dict[int, str], int]:
    """The columns by their places, and the row that names them: the first that is half headings.

    Without such a row there are no columns, and the row is the first that holds anything.
    """
    element = element_of(table)
    known = {field.name for field in columns(element)} if element else set()
    first = 0
    for seen, (line, cells) in enumerate(rows):
        found = {
            index: column_of(table, cell.value)
            for index, cell in sorted(cells.items())
            if cell.value.strip()
        }
        if found and 2 * sum(column in known for column in found.values()) >= len(found):
            return found, line
        first = first or line
        if seen + 1 >= HEADER_ROWS:
            break
    return {}, first


def _value(cell: Cell | None, kind: object) -> str:
    if cell is None:
        return ""
    value = cell.value.strip()
    if isinstance(kind, Reference | Objectives):
        many = getattr(kind, "many", True)
        parts = value.split(";") if many else [value]
        value = ";".join(filter(None, (code_of(part) for part in parts)))
        # A spreadsheet takes the first zero off an ISTAT code.
        if getattr(kind, "kind", "") == "comune":
            value = ";".join(_istat(part) for part in value.split(";"))
    elif isinstance(kind, Concept | Choice | BudgetCode | Flag):
        value = code_of(value)
    elif isinstance(kind, Pattern) and cell.number and kind.pattern == "[0-9]{6}":
        value = _istat(value)
    return value


def _istat(code: str) -> str:
    return code.zfill(6) if len(code) == 5 and code.isascii() and code.isdigit() else code


def letters_of(index: int) -> str:
    """Return the letters of a column by its place, from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text(book: Workbook, name: str) -> SourceText | None:
    lines: dict[int, str] = {}
    for line, cells in book.rows(TEXT_SHEET):
        lines[line] = cells[0].value if 0 in cells else ""
    if not lines:
        return None
    whole = "\n".join(lines.get(n, "") for n in range(1, max(lines) + 1)) + "\n"
    return parse_text(whole.encode(), shown=f"{name} {TEXT_SHEET}")
