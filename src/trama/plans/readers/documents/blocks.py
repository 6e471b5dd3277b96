"""A document as it reads: lines and tables in their order, each with the place where it stands.

Every reader makes this one form, whatever file it opens; whoever recognises a plan in it knows no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the page's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Where:
    """Where words stand: a page, from 1, or a paragraph; in a table its number, the row and the column.

    What a form does not know is 0: a Word file has no pages until it is laid out.
    """

    page: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    boxes: tuple[Box, ...] = ()

    def mark(self) -> str:
        """Return the beginning of the mark of a passage that stands here, such as `pag-12`."""
        if self.page:
            return f"pag-{self.page}"
        if self.table:
            return f"tab-{self.table}-r{self.row}-c{self.column}"
        return f"par-{self.paragraph}"


@dataclass(slots=True)
class Line:
    """A paragraph, a heading (`level` from 1) or an item of a list (`depth` from 1, with its `marker`).

    `bold` is whether all of it is, and `lead` the bold words that it begins with where not all is; `size` is that of its letters in points, 0 if unknown; `mark` is that of
    the passage which it becomes.
    """

    text: str
    where: Where
    level: int = 0
    depth: int = 0
    marker: str = ""
    bold: bool = False
    size: float = 0.0
    mark: str = ""
    lead: str = ""


def bold_start(pieces: Iterable[tuple[str, bool]]) -> str:
    """Return the bold words that a text begins with, of its pieces; nothing where all of it is bold or none."""
    start = ""
    for text, bold in pieces:
        if text.strip() and not bold:
            return " ".join(start.split())
        start += text
    return ""


@dataclass(slots=True)
class Cell:
    """A cell of a table. One that repeats the words of a merged cell has `spread`."""

    text: str
    where: Where
    spread: bool = False
    bold: bool = False
    mark: str = ""


@dataclass(slots=True)
class Table:
    """A table: rows of cells, each row as long as the others, merged cells repeated where they reach."""

    rows: list[list[Cell]]
    where: Where


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words that belong to no passage, such as a running head, and which rule took them out."""

    why: str
    text: str
    where: Where


@dataclass(slots=True)
class Document:
    """A document that was read: its blocks, what was dropped, and notes for whoever checks it.

    `form` is `docx`, `odt`, `pdf`, `html` or `text`; `pages` how many pages it has, 0 if unknown. A note
    is a key of `trama.plans.readers.documents.words` and its values.
    """

    form: str
    blocks: list[Block] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    pages: int = 0

    def lines(self) -> Iterator[Line]:
        """Yield the lines that stand outside tables."""
        for block in self.blocks:
            if isinstance(block, Line):
                yield block
