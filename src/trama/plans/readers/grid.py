"""A table as it stands in a file, whatever file that is: cells by row and column, and what was hidden or merged."""

from __future__ import annotations

from dataclasses import dataclass, field

from trama.messages import Message


@dataclass(slots=True)
class Cell:
    """The value of a cell as text: numbers with a dot, days as ISO 8601 writes them.

    `error` says why it has none. `number` and `percent` tell what a spreadsheet took it for; `shown` is what it
    shows, where that may differ: `1.30`, `76%`, or `4.2` that became the fourth of February.
    """

    value: str
    number: bool = False
    error: Message | None = None
    percent: bool = False
    shown: str = ""


@dataclass(slots=True)
class Grid:
    """A sheet, or a file of one table: rows with their line numbers, cells by column from 0.

    `exact` says that a program wrote it, so that numbers are as ISO and CSVW have them.
    """

    name: str
    rows: list[tuple[int, dict[int, Cell]]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: int = 0
    merged: int = 0
    exact: bool = False

    def merge(self, first: int, last: int, left: int) -> None:
        """Give the value at the top of merged cells, of rows `first` to `last`, to each row they span."""
        by_line = dict(self.rows)
        top = by_line.get(first, {}).get(left)
        if top is None or last <= first:
            return
        told = False
        for line, cells in self.rows:
            if first < line <= last and not (left in cells and cells[left].value.strip()):
                cells[left] = top
                told = True
        self.merged += told


def letters_of(index: int) -> str:
    """Return the letters of a column by its place, from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
