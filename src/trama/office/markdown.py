"""A document of blocks as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trama.office.blocks import (
    Block,
    Bullets,
    Card,
    Document,
    Figure,
    Fold,
    Heading,
    Page,
    Paragraph,
    Quote,
    Table,
    Text,
    plain,
)
from trama.office.spreadsheet import safe_text

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!])")
# A line that begins so would be read as a list, a heading, a quote or a rule.
_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def to_markdown(document: Document) -> str:
    """Return a document as Markdown; the words of plans are escaped, so that they stay words."""
    lines = [f"# {_text(document.title)}", ""]
    if document.subtitle:
        lines += [_text(document.subtitle), ""]
    for block in document.blocks:
        lines += [*_block(block), ""]
    if document.footer:
        lines += ["---", "", _text(document.footer), ""]
    return "\n".join(lines)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text, _):
            yield f"{'#' * level} {_text(text)}"
        case Paragraph(text, _):
            yield _text(text)
        case Bullets(items):
            yield from (f"- {_text(item)}" for item in items)
        case Table():
            yield from _table(block)
        case Figure(_, caption, table):
            yield from (f"**{_text(caption)}**", "")
            yield from _table(table, caption=False)
        case Quote():
            yield from _quote(block)
        case Fold(summary, blocks):
            yield from (f"**{_text(summary)}**", "")
            for one in blocks:
                yield from (*_block(one), "")
        case Page(blocks):
            for one in blocks:
                yield from (*_block(one), "")
        case Card():
            yield from (f"#### {_text(block.label)}: {_text(block.heading)}", "")
            yield from (_text(block.message), "")
            for quote in block.quotes:
                yield from (*_quote(quote), "")
            yield f"**{_text(block.advice_label)}** {_text(block.advice)}"


def _table(table: Table, *, caption: bool = True) -> Iterator[str]:
    if caption and table.caption:
        yield from (f"**{_text(table.caption)}**", "")
    yield _row(table.header)
    yield "|" + " --- |" * len(table.header)
    yield from (_row(row) for row in table.rows)


def _row(cells: tuple[Text | str, ...]) -> str:
    return "| " + " | ".join(_text(plain(cell)) for cell in cells) + " |"


def _quote(quote: Quote) -> Iterator[str]:
    where = f" · {quote.where}" if quote.where else ""
    yield f"> «{_text(quote.words)}»"
    yield ">"
    yield f"> — {_text(quote.who + where)}"


def _text(text: str) -> str:
    flat = " ".join(safe_text(text).split())
    return _STARTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", flat))
