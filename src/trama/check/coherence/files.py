"""A coherence matrix as a file: a workbook (.xlsx), an office document (.odt, .docx) or a page (.html)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from trama.check.coherence.assessment import Assessment, alone
from trama.check.coherence.document import (
    change_blocks,
    internal_blocks,
    intro,
    matrix_document,
)
from trama.check.coherence.matrix import VERTICAL, Matrix
from trama.check.coherence.text import (
    counts_table,
    group_table,
    limit,
    named,
    reason_blocks,
    sign,
    statement,
    titles,
)
from trama.check.coherence.words import LABELS, SIGNS, VERDICTS, T
from trama.errors import TramaError
from trama.messages import Message
from trama.office.blocks import Block, Bullets, Heading, Paragraph, Table, Text, plain
from trama.office.docx import to_docx
from trama.office.html import LINE, TONES, to_html
from trama.office.odt import to_odt
from trama.office.spreadsheet import safe_text
from trama.office.workbook import book_bytes

_SHEETS = {
    "it": ("Matrice", "Per Missione", "Per Driver", "Motivazioni", "Relazioni art. 35"),
    "en": ("Matrix", "By Mission", "By Driver", "Reasons", "Relations art. 35"),
}
_BESIDE = {
    "it": (
        "Orizzontale",
        "Orizz. per Missione",
        "Orizz. per Driver",
        "Orizz. motivazioni",
        "Orizz. relazioni",
    ),
    "en": (
        "Horizontal",
        "Horiz. by Mission",
        "Horiz. by Driver",
        "Horiz. reasons",
        "Horiz. relations",
    ),
}
_LAST = {
    "it": ("Coerenza interna", "Interna in parole", "Che cosa è cambiato", "Leggimi"),
    "en": ("Internal coherence", "Internal in words", "What changed", "Read me"),
}
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_THIN = Side(style="thin", color=LINE[1:])
_EDGE = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write_matrix(
    whole: Assessment | Matrix, form: str, lang: str = "it", by: str = "objective"
) -> bytes:
    """Return an assessment, or one matrix, as the bytes of a file; `form` is xlsx, odt, docx or html."""
    return FORMS[form](alone(whole) if isinstance(whole, Matrix) else whole, lang, by)


def form_of(path: Path) -> str:
    """Return the form that a file's name asks for. Raises TramaError if there is none such."""
    form = path.suffix.lower().lstrip(".")
    if form not in FORMS:
        known = ", ".join(f".{name}" for name in FORMS)
        raise TramaError(
            "check.matrix-format", known=known, ending=path.suffix or Message("nearest.nothing")
        )
    return form


def _html(matrix: Assessment, lang: str, by: str) -> bytes:
    return to_html(matrix_document(matrix, lang, by)).encode()


def _docx(matrix: Assessment, lang: str, by: str) -> bytes:
    return to_docx(matrix_document(matrix, lang, by))


def _odt(matrix: Assessment, lang: str, by: str) -> bytes:
    return to_odt(matrix_document(matrix, lang, by))


def _xlsx(whole: Assessment, lang: str, by: str) -> bytes:
    """The workbook holds every view, whatever `by` says."""
    book = Workbook()
    wide = []
    first = book.active
    assert isinstance(first, Worksheet)
    for names, matrices in ((_SHEETS[lang], whole.vertical), (_BESIDE[lang], whole.beside)):
        for number, matrix in enumerate(matrices, 1):
            # A second plan's sheets have its number after their names.
            mark = f" {number}" if number > 1 else ""
            wide.append(_sheets(book, matrix, [name + mark for name in names], lang))
    book.remove(first)
    inner, words, changed, about = _LAST[lang]
    if whole.internal and whole.internal.matrix:
        wide.append(book.create_sheet(inner))
        _objectives(wide[-1], whole.internal.matrix, lang)
    if whole.internal:
        _blocks_sheet(book.create_sheet(words), internal_blocks(whole.internal, lang))
    if whole.changes:
        _blocks_sheet(book.create_sheet(changed), change_blocks(whole.changes, lang))
    _read_me(book.create_sheet(about), whole, lang)
    for each in book.worksheets:
        each.page_setup.orientation = "landscape"
        each.page_setup.paperSize = 8 if each in wide else 9
        each.page_setup.fitToWidth, each.page_setup.fitToHeight = (3 if each in wide else 1), 0
        each.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    book.properties.title = T[lang]["title"]
    book.properties.creator = "Trama"
    # The same matrix gives the same file.
    book.properties.created = book.properties.modified = _LONG_AGO
    return _steady(book_bytes(book))


def _sheets(book: Workbook, matrix: Matrix, names: Sequence[str], lang: str) -> Worksheet:
    """Write the sheets of one matrix, and return the widest."""
    sheet: Worksheet = book.create_sheet(names[0])
    _objectives(sheet, matrix, lang)
    if matrix.missions:
        _table_sheet(book.create_sheet(names[1]), group_table(matrix, lang, "mission"), dense=True)
    if matrix.drivers:
        _table_sheet(book.create_sheet(names[2]), group_table(matrix, lang, "driver"), dense=True)
    reasons = book.create_sheet(names[3])
    for block in reason_blocks(matrix, lang):
        if isinstance(block, Table):
            _table_sheet(reasons, block)
        elif isinstance(block, Paragraph) and reasons.max_row == 1:
            reasons.append([None])
            _put(reasons["A1"], block.text)
            reasons["A1"].alignment = Alignment(wrap_text=False)
    _statement_sheet(book.create_sheet(names[4]), statement(matrix, lang))
    return sheet


def _steady(content: bytes) -> bytes:
    """Return a workbook without the moment it was written: openpyxl puts it in at the last."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                moment = _LONG_AGO.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, part)
            entry = zipfile.ZipInfo(name, _LONG_AGO.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()


FORMS: dict[str, Callable[[Assessment, str, str], bytes]] = {
    "xlsx": _xlsx,
    "odt": _odt,
    "docx": _docx,
    "html": _html,
}


def _put(cell: Any, value: Text | str, *, bold: bool = False, tone: str = "") -> SheetCell:
    """Write text that no spreadsheet takes for a formula: a string, whatever it begins with."""
    text = safe_text(plain(value))
    if len(text) <= 9 and text.isdecimal():
        cell.value = int(text)
    else:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = _EDGE
    tone = tone or (value.tone if isinstance(value, Text) else "")
    ink, fill = TONES.get(tone, ("#17212b", "#ffffff"))
    cell.font = Font(name="Liberation Sans", size=10, bold=bold or bool(tone), color=ink[1:])
    if tone:
        cell.fill = PatternFill("solid", fgColor=fill[1:])
    return cell  # type: ignore[no-any-return]


def _head(cell: Any, value: Text | str) -> None:
    _put(cell, value, bold=True)
    cell.fill = PatternFill("solid", fgColor="EDF1F5")


def _objectives(sheet: Worksheet, matrix: Matrix, lang: str) -> None:
    """The whole matrix: Missions over codes over labels, then a row an objective."""
    _head(sheet.cell(3, 1), T[lang]["objective"])
    title = safe_text(T[lang][matrix.kind].format(**titles(matrix, lang)))
    sheet.cell(1, 1, title).font = Font(name="Liberation Sans", size=14, bold=True)
    column = 2
    for group in matrix.missions:
        size = sum(each.code in group.codes for each in matrix.columns)
        if size:
            _head(sheet.cell(2, column), f"{T[lang]['mission']} {group.number}. {group.label}")
            if size > 1:
                sheet.merge_cells(
                    start_row=2, end_row=2, start_column=column, end_column=column + size - 1
                )
            column += size
    for place, each in enumerate(matrix.columns, 2):
        _head(sheet.cell(3, place), each.code)
        _put(sheet.cell(4, place), each.label)
        sheet.cell(4, place).alignment = Alignment(
            text_rotation=90, wrap_text=True, vertical="bottom"
        )
        sheet.column_dimensions[get_column_letter(place)].width = 6.5
    sheet.row_dimensions[2].height = 32
    sheet.row_dimensions[4].height = 190
    for line, row in enumerate(matrix.rows, 5):
        _put(sheet.cell(line, 1), named(row, matrix, lang), bold=True)
        sheet.row_dimensions[line].height = 30
        for place, each in enumerate(matrix.columns, 2):
            cell = matrix.cell(row.code, each.code)
            shown = _put(sheet.cell(line, place), sign(cell, lang))
            shown.alignment = Alignment(horizontal="center", vertical="center")
            if cell.source != "nobody":
                note = f"{row.code} × {each.code}\n{sign(cell, lang).title}"
                shown.comment = Comment(safe_text(note)[:1000], "Trama", height=120, width=320)
    sheet.column_dimensions["A"].width = 42
    sheet.freeze_panes = "B5"
    sheet.print_title_rows = "2:4"
    sheet.print_title_cols = "A:A"
    legend = "   ".join(f"{SIGNS[verdict]} {LABELS[verdict][lang]}" for verdict in VERDICTS)
    sheet.cell(2, 1, legend).font = Font(name="Liberation Sans", size=10)
    sheet.cell(2, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _fit(sheet: Worksheet, line: int) -> None:
    """Give a row the height that its texts need: not every program does when it opens the file."""
    needed = 1
    for place, cell in enumerate(sheet[line], 1):
        width = sheet.column_dimensions[get_column_letter(place)].width or 10
        text = str(cell.value or "")
        needed = max(needed, sum(1 + int(len(part) * 1.1 / width) for part in text.split("\n")))
    sheet.row_dimensions[line].height = min(400, 14 * needed + 3)


def _table_sheet(sheet: Worksheet, table: Table, *, dense: bool = False) -> None:
    sheet.cell(1, 1, safe_text(table.caption or table.name)).font = Font(
        name="Liberation Sans", bold=True
    )
    for place, cell in enumerate(table.header, 1):
        shown = cell.title if isinstance(cell, Text) and dense and cell.title else cell
        _head(sheet.cell(2, place), shown)
    for line, row in enumerate(table.rows, 3):
        for place, value in enumerate(row, 1):
            shown_cell = _put(sheet.cell(line, place), value)
            if dense and place > 1:
                shown_cell.alignment = Alignment(horizontal="center", vertical="center")
    if dense:
        sheet.column_dimensions["A"].width = 46
        for place in range(2, len(table.header) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = 22
    else:
        for place in range(1, len(table.header) + 1):
            longest = max((len(plain(row[place - 1])) for row in table.rows), default=10)
            sheet.column_dimensions[get_column_letter(place)].width = min(60, max(14, longest))
    for line in range(2, len(table.rows) + 3):
        _fit(sheet, line)
    sheet.freeze_panes = "B3"
    if not dense and table.rows:
        last = get_column_letter(len(table.header))
        sheet.auto_filter.ref = f"A2:{last}{len(table.rows) + 2}"


def _statement_sheet(sheet: Worksheet, blocks: Iterable[Block]) -> None:
    sheet.column_dimensions["A"].width = 140
    line = 0
    for block in blocks:
        texts = block.items if isinstance(block, Bullets) else (getattr(block, "text", ""),)
        for text in texts:
            line += 1
            cell = sheet.cell(line, 1)
            _put(cell, text, bold=isinstance(block, Heading))
            cell.border = Border()
            _fit(sheet, line)


def _blocks_sheet(sheet: Worksheet, blocks: Iterable[Block]) -> None:
    """Write blocks one under another: texts over the first columns, and tables but for those of signs."""
    for place, width in enumerate((16, 40, 40, 40, 40, 24), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    line = 0
    for block in blocks:
        match block:
            case Heading(_, text, _) | Paragraph(text, _):
                line += 1
                cell = _put(sheet.cell(line, 1), text, bold=isinstance(block, Heading))
                cell.border, cell.alignment = Border(), Alignment(wrap_text=False)
            case Bullets(items):
                for item in items:
                    line += 1
                    cell = _put(sheet.cell(line, 1), item)
                    cell.border, cell.alignment = Border(), Alignment(wrap_text=False)
            case Table() if not block.dense:
                line += 1
                for place, value in enumerate(block.header, 1):
                    _head(sheet.cell(line, place), value)
                for row in block.rows:
                    line += 1
                    for place, value in enumerate(row, 1):
                        _put(sheet.cell(line, place), value)
                    _fit(sheet, line)
            case _:
                pass


def _read_me(sheet: Worksheet, whole: Assessment, lang: str) -> None:
    sheet.column_dimensions["A"].width = 32
    for letter in "BCD":
        sheet.column_dimensions[letter].width = 24
    line = 0
    for matrix in (*whole.vertical, *whole.beside):
        told = [intro(matrix, lang), T[lang]["rule"]]
        told += [limit(matrix, lang)] if matrix.kind == VERTICAL else []
        for words in told:
            line += 1
            sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=6)
            _put(sheet.cell(line, 1), words).border = Border()
            sheet.row_dimensions[line].height = 48
        table = counts_table(matrix, lang)
        line += 2
        for place, head in enumerate(table.header, 1):
            _head(sheet.cell(line, place), head)
        for row in table.rows:
            line += 1
            for place, value in enumerate(row, 1):
                _put(sheet.cell(line, place), value)
        line += 1
