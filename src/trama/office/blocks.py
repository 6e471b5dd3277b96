"""A document as blocks: headings, paragraphs, lists, tables, figures, quotes.

Reports and matrices are put together once and written as HTML (`trama.office.html`), Markdown or an office
document from the same blocks, so that no form says more or less than another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text with a tone: a verdict or severity that is shown as a colour and in words.

    `title` is what more there is to say of it; `link` names the block it leads to.
    """

    text: str
    tone: str = ""
    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 to 4, with an anchor if something leads to it."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `tone` may be `note` or `lead`."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, a header row and rows whose first cell heads them.

    `dense` is for a matrix with many narrow columns. Without a caption, because a heading above it says the same, `name`
    is what the table is called to whom does not see it.
    """

    caption: str
    header: tuple[Text | str, ...]
    rows: tuple[tuple[Text | str, ...], ...]
    dense: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, as SVG, with the table that says the same for who does not see it."""

    svg: str
    caption: str
    table: Table


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a plan, word for word, and where they stand."""

    who: str
    words: str
    where: str = ""
    original: str = ""
    """The words as they stand, where `words` leaves out what a scan made of letters that it lost."""


@dataclass(frozen=True, slots=True)
class Card:
    """A finding: what was found, its tone, the quotes, what to do."""

    heading: str
    tone: str
    label: str
    message: str
    quotes: tuple[Quote, ...]
    advice_label: str
    advice: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that are shown on asking, and printed."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks that make a printed page of their own, at the beginning of a document."""

    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Bullets | Table | Figure | Quote | Card | Fold | Page


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one language."""

    title: str
    lang: str
    blocks: Sequence[Block]
    subtitle: str = ""
    footer: str = field(default="")


def plain(cell: Text | str) -> str:
    """Return the text of a cell."""
    return cell if isinstance(cell, str) else cell.text
