"""A document of blocks as an office document (.docx), which LibreOffice opens too."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx as office
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell, _Row

from trama.office.blocks import (
    Bullets,
    Card,
    Document,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Table,
    Text,
    plain,
)
from trama.office.html import FAINT, TONES
from trama.office.spreadsheet import safe_text

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH = Cm(26.7)


def to_docx(document: Document) -> bytes:
    """Return the bytes of an office document, in A4 laid flat."""
    docx = office.Document()
    _set_up(docx, document)
    docx.add_heading(safe_text(document.title), 0)
    if document.subtitle:
        docx.add_paragraph(safe_text(document.subtitle), style="Subtitle")
    for block in document.blocks:
        match block:
            case Heading(level, text, _):
                docx.add_heading(safe_text(text), level - 1)
            case Paragraph(text, tone):
                paragraph = docx.add_paragraph(safe_text(text))
                if tone == "note":
                    paragraph.runs[0].italic = True
            case Bullets(items):
                for item in items:
                    docx.add_paragraph(safe_text(item), style="List Bullet")
            case Table():
                _table(docx, block)
            case Figure(_, caption, table):
                docx.add_paragraph(safe_text(caption)).runs[0].bold = True
                _table(docx, table)
            case Quote(who, words, where):
                docx.add_paragraph(safe_text(f"«{words}» — {who} {where}".strip()), style="Quote")
            case Card():
                _card(docx, block)
    if document.footer:
        docx.add_paragraph(safe_text(document.footer))
    out = io.BytesIO()
    docx.save(out)
    return out.getvalue()


def _set_up(docx: Docx, document: Document) -> None:
    section = docx.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.5)
    normal = docx.styles["Normal"]
    normal.font.name = "Liberation Sans"
    normal.font.size = Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), {"it": "it-IT", "en": "en-GB"}[document.lang])
    normal.element.get_or_add_rPr().append(language)
    facts = docx.core_properties
    facts.title, facts.author, facts.comments = safe_text(document.title)[:255], "Trama", ""
    facts.language = document.lang
    # The same matrix gives the same file.
    facts.created = facts.modified = _LONG_AGO


def _table(docx: Docx, table: Table) -> None:
    if table.caption:
        caption = docx.add_paragraph(safe_text(table.caption))
        caption.runs[0].bold = True
        caption.paragraph_format.keep_with_next = True
    grid = docx.add_table(rows=1, cols=len(table.header))
    grid.style = "Table Grid"
    size = Pt(8 if table.dense else 9)
    widths = _widths(table)
    for place, cell in enumerate(table.header):
        _write(
            grid.rows[0].cells[place],
            cell,
            Pt(7) if table.dense and place else size,
            bold=True,
            fill="#edf1f5",
        )
    _mark_row(grid.rows[0], "w:tblHeader")
    for row in table.rows:
        added = grid.add_row()
        _mark_row(added, "w:cantSplit")
        for place, value in enumerate(row):
            _write(added.cells[place], value, size, centred=table.dense and place > 0)
    for place, width in enumerate(widths):
        grid.columns[place].width = width
        for each in grid.columns[place].cells:
            each.width = width
    docx.add_paragraph()


def _widths(table: Table) -> list[int]:
    """Return a width for each column: narrow ones for signs, wide ones for quotes."""
    number = len(table.header)
    if table.dense:
        first = int(_WIDTH * 0.3) if number < 12 else int(_WIDTH * 0.2)
        return [first, *[int((_WIDTH - first) / (number - 1))] * (number - 1)]
    weights = [
        min(60, max(16, *(len(plain(row[place])) for row in table.rows))) if table.rows else 16
        for place in range(number)
    ]
    total = max(sum(weights), 100)
    return [int(_WIDTH * weight / total) for weight in weights]


def _write(
    cell: _Cell,
    value: Text | str,
    size: Pt,
    *,
    bold: bool = False,
    fill: str = "",
    centred: bool = False,
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(safe_text(plain(value)))
    run.font.size, run.bold = size, bold
    if isinstance(value, Text) and value.tone in TONES:
        ink, fill = TONES[value.tone]
        run.font.color.rgb = RGBColor.from_string(ink[1:].upper())
        run.bold = True
    if fill:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), fill[1:].upper())
        cell._tc.get_or_add_tcPr().append(shade)


def _mark_row(row: _Row, name: str) -> None:
    """Say that a row stays whole on a page, or that it heads each page."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _card(docx: Docx, card: Card) -> None:
    heading = docx.add_paragraph()
    label = heading.add_run(safe_text(f"{card.label}  "))
    label.bold = True
    label.font.color.rgb = RGBColor.from_string(TONES.get(card.tone, (FAINT, ""))[0][1:].upper())
    heading.add_run(safe_text(card.heading)).bold = True
    docx.add_paragraph(safe_text(card.message))
    for quote in card.quotes:
        docx.add_paragraph(safe_text(f"«{quote.words}» — {quote.who} {quote.where}"), style="Quote")
    docx.add_paragraph(safe_text(f"{card.advice_label} {card.advice}"))
