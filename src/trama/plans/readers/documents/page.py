"""A page of a PDF as words and rules, each with its box in points from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, field

from trama.plans.readers.documents.blocks import Box


@dataclass(slots=True)
class Word:
    """A word as it is printed. `spaced` is whether a space follows it in the file."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float = 0.0
    bold: bool = False
    spaced: bool = False

    @property
    def middle(self) -> float:
        """Half its height on the page."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Half its way across the page."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line that was drawn, lying or standing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def lies(self) -> bool:
        """Whether it goes across the page."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(slots=True)
class Page:
    """A page: its number from 1, its size, what is printed and drawn; `scanned` if it is but a picture.

    `panels` are the boxes that are filled with a colour.
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    panels: list[Rule] = field(default_factory=list)
    scanned: bool = False
    upright: bool = True


@dataclass(slots=True)
class Row:
    """A line of words as it is printed."""

    page: int
    words: list[Word]

    @property
    def text(self) -> str:
        """Its words with single spaces."""
        text = self.words[0].text
        for before, word in zip(self.words, self.words[1:], strict=False):
            near = word.left - before.right < 0.1 * max(word.size, 6) and not before.spaced
            # A sign that was set apart from its word in the file is not so on the page.
            text += ("" if near and word.text[:1] in ".,;:)’'»" else " ") + word.text
        return text

    @property
    def left(self) -> float:
        """Where it begins."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        """The height of its upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The height of its lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def bold(self) -> bool:
        """Whether every word of it is bold."""
        return all(word.bold for word in self.words if word.text.strip("•-–▪◦·*"))

    def box(self) -> Box:
        """Return its rectangle."""
        return Box(self.page, self.left, self.top, self.right, self.bottom)


def rows_of(words: list[Word], page: int, gap: float = 0.0) -> list[Row]:
    """Return words as lines from top to bottom.

    With a `gap`, in heights of letters, a line is parted where the space between words is wider.
    """
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.middle, one.left)):
        for line in reversed(lines[-4:]):
            other = line[-1]
            low = min(word.bottom, other.bottom) - max(word.top, other.top)
            if low > 0.5 * min(word.bottom - word.top, other.bottom - other.top):
                line.append(word)
                break
        else:
            lines.append([word])
    rows: list[Row] = []
    for line in lines:
        line.sort(key=lambda one: one.left)
        part = [line[0]]
        for word in line[1:]:
            if gap and word.left - part[-1].right > gap * max(word.size, 6):
                rows.append(Row(page, part))
                part = []
            part.append(word)
        rows.append(Row(page, part))
    return rows
