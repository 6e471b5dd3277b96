"""A plan as one workbook: the form's sheets, and a sheet for each other table it has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from trama.files import write_atomically
from trama.messages import Message
from trama.model import TABLES, Target
from trama.model.cells import SEPARATOR, Objectives, Reference
from trama.model.element import columns
from trama.office.look import CELL, CODE, HEADER, OPTIONAL, TABS, height, printed, style
from trama.office.workbook import book_bytes
from trama.plans.form import HEADINGS, NEEDED, SHEETS, TEXT_SHEET, Heading, sheet_of
from trama.plans.package import Package
from trama.plans.readers.goals import written
from trama.plans.writers.cells import header_of, row_of
from trama.plans.writers.codes import Codes

MAX_CELL = 32_767
FILLED_ROWS = 500
CODES_SHEET = "Codici"

# What a workbook cannot hold (ECMA-376 takes XML 1.0's characters).
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LISTS = {
    ("plan.csv", "kind"): "plan-kinds",
    ("plan.csv", "publisher"): "actors",
    ("plan.csv", "guided_by"): "plans",
    ("plan.csv", "replaces"): "plans",
    ("plan.csv", "territory"): "places",
    ("objectives.csv", "section"): "sections",
    ("objectives.csv", "dup_mission"): "dup-missions",
    ("objectives.csv", "dup_programme"): "dup-programmes",
    ("objectives.csv", "implements"): "objectives",
    ("objectives.csv", "contributes_to"): "objectives",
    ("objectives.csv", "local"): "yes-no",
    ("objectives.csv", "responsible"): "actors",
    ("objectives.csv", "instruments"): "instruments",
    ("objectives.csv", "actors"): "actors",
    ("objectives.csv", "places"): "comuni",
    ("indicators.csv", "direction"): "directions",
    ("indicators.csv", "same_as"): "indicators",
    ("targets.csv", "place"): "places",
    ("actors.csv", "kind"): "actor-kinds",
    ("instruments.csv", "kind"): "instrument-kinds",
}
_OWN = {
    ("objectives.csv", "mission"): "Missioni",
    ("objectives.csv", "also_in"): "Missioni",
    ("indicators.csv", "objective"): "Obiettivi",
    ("targets.csv", "indicator"): "Indicatori",
}
# Whoever publishes or is responsible may be described in the sheet of actors.
_OPEN = ("publisher", "replaces", "responsible", "actors")


def write_xlsx(package: Package, path: Path, codes: Codes | None = None) -> list[Message]:
    """Write a plan as a workbook and return a sentence for each thing that it cannot hold."""
    book, lost = workbook(package, codes or Codes())
    write_atomically(path, book)
    return lost


def workbook(package: Package, codes: Codes) -> tuple[bytes, list[Message]]:
    """Return a plan as the bytes of a workbook, and what it does not hold."""
    book, lost = book_of(package, codes)
    return book_bytes(book), lost


def book_of(package: Package, codes: Codes) -> tuple[Workbook, list[Message]]:
    """Return a plan as a workbook, and a sentence for each thing that it does not hold."""
    book = new_book()
    lost: list[Message] = []
    for name in dict.fromkeys([*SHEETS.values(), *package.tables]):
        rows = [row_of(element) for element in package.tables.get(name, ())]
        if package.composed:
            rows = [{k: v for k, v in row.items() if k != "passages"} for row in rows]
        if name == Target.table:
            rows = [written(row) for row in rows]
        add_table(book, name, rows, codes, lost)
    if package.text and not package.composed:
        sheet = book.create_sheet(TEXT_SHEET)
        sheet.column_dimensions["A"].width = 120
        for line, words in enumerate(package.text.content.split("\n"), start=1):
            if words:
                _put(sheet, line, 1, words, f"text.md:{line}", lost)
                sheet.row_dimensions[line].height = height([(words, 120)])
    add_codes(book, codes)
    return book, lost


def new_book() -> Workbook:
    """Return an empty workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def add_table(
    book: Workbook,
    name: str,
    rows: Sequence[Mapping[str, str]],
    codes: Codes,
    lost: list[Message],
) -> Worksheet:
    """Add the sheet of a table: headings with their help, rows, drop-downs."""
    sheet: Worksheet = book.create_sheet(sheet_of(name))
    element = TABLES.get(name) or TABLES[f"{name.partition('-')[0]}.csv"]
    required = {field.name for field in columns(element) if field.required}
    required = set(NEEDED.get(name, required))
    headings = list(HEADINGS.get(name, ()))
    known = {heading.column for heading in headings}
    more = [c for c in header_of([dict(row) for row in rows], element) if c not in known]
    if name in HEADINGS:
        more = [column for column in more if any(column in row for row in rows)]
    headings += [Heading(column, column, "", "", width=24) for column in more]
    for place, heading in enumerate(headings, start=1):
        _head(sheet, place, heading, heading.column in required)
        if name in HEADINGS:
            _validate(sheet, place, name, heading, codes)
    kinds = {field.name: field.column.cell for field in columns(element)}
    for line, row in enumerate(rows, start=2):
        shown: list[tuple[str, float]] = []
        for place, heading in enumerate(headings, start=1):
            value = row.get(heading.column, "")
            cell = kinds[heading.column]
            named = _LISTS.get((name, heading.column))
            if value and named and isinstance(cell, Reference | Objectives):
                parts = (codes.written(named, part) for part in value.split(SEPARATOR))
                value = f"{SEPARATOR} ".join(parts)
            elif value and named:
                value = codes.written(named, value)
            _put(sheet, line, place, value, f"{sheet.title}!{get_column_letter(place)}{line}", lost)
            shown.append((value, heading.width))
        sheet.row_dimensions[line].height = height(shown)
    sheet.freeze_panes = "C2" if len(headings) > 3 else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{max(2, len(rows) + 1)}"
    sheet.row_dimensions[1].height = 36
    sheet.sheet_view.zoomScale = 100
    printed(sheet, sum(heading.width for heading in headings))
    return sheet


def add_codes(book: Workbook, codes: Codes) -> None:
    """Add the sheet of the lists that drop-downs choose from, a column each."""
    if not any(codes.lists.values()):
        return
    sheet = book.create_sheet(CODES_SHEET)
    sheet.sheet_properties.tabColor = TABS[CODES_SHEET]
    for place, name in enumerate(codes.lists, start=1):
        style(sheet.cell(1, place, name), HEADER)
        sheet.column_dimensions[get_column_letter(place)].width = 44
        for line, value in enumerate(codes.values(name), start=2):
            style(sheet.cell(line, place, value), CODE)
    sheet.freeze_panes = "A2"
    printed(sheet, 44 * len(codes.lists))


def _head(sheet: Worksheet, place: int, heading: Heading, required: bool) -> None:
    cell = sheet.cell(1, place, heading.title + (" *" if required else ""))
    style(cell, HEADER if required else OPTIONAL)
    if heading.it:
        example = f"\n\nEsempio: {heading.example}" if heading.example else ""
        cell.comment = Comment(
            f"{heading.it}\n\n{heading.en}{example}", "Trama", height=180, width=320
        )
    sheet.column_dimensions[get_column_letter(place)].width = heading.width


def _validate(sheet: Worksheet, place: int, name: str, heading: Heading, codes: Codes) -> None:
    """The drop-down of a column, or just its help, on the rows that are likely to be filled."""
    key = (name, heading.column)
    letter = get_column_letter(place)
    own, listed = _OWN.get(key), _LISTS.get(key)
    formula = None
    if own:
        formula = f"='{own}'!$A$2:$A${FILLED_ROWS}"
    elif listed and codes.lists.get(listed):
        column = get_column_letter(list(codes.lists).index(listed) + 1)
        formula = f"={CODES_SHEET}!${column}$2:${column}${len(codes.lists[listed]) + 1}"
    element = TABLES[name]
    cell = next(f.column.cell for f in columns(element) if f.name == heading.column)
    many = isinstance(cell, Objectives) or getattr(cell, "many", False)
    validation = DataValidation(
        type="list" if formula else None,
        formula1=formula,
        allow_blank=True,
        promptTitle=heading.title[:32],
        prompt=heading.it[:255] or None,
        errorTitle="Valore non in elenco",
        error="Scegli un valore dall'elenco del foglio Codici.",
    )
    validation.showInputMessage = bool(heading.it)
    # Several values in a cell are not in the list one by one.
    validation.showErrorMessage = bool(formula) and not many and heading.column not in _OPEN
    validation.add(f"{letter}2:{letter}{FILLED_ROWS}")
    sheet.add_data_validation(validation)


def _put(
    sheet: Worksheet, line: int, place: int, value: str, shown: str, lost: list[Message]
) -> None:
    """Write a text cell, never as a formula; tell what does not fit."""
    fit = _FORBIDDEN.sub("\ufffd", value)
    if fit != value:
        lost.append(Message("lost.cell-controls", where=shown))
    if len(fit) > MAX_CELL:
        lost.append(Message("lost.cell-too-long", where=shown, most=MAX_CELL))
        fit = fit[:MAX_CELL]
    cell = sheet.cell(line, place)
    cell.value = fit or None
    if fit:
        cell.data_type = "s"
    cell.number_format = "@"
    style(cell, CELL)
