"""Where a table stands, so that whatever is wrong in it is told with its place, in the words of who wrote it."""

from __future__ import annotations

from collections.abc import Mapping

from trama.errors import SourceError
from trama.messages import Message


class Place(str):
    """A file, as errors name it; its rows have lines. `titles` are the headings that stand over its columns."""

    titles: Mapping[str, str] = {}

    def problem(
        self,
        reason: str | Message,
        *,
        line: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> SourceError:
        """Return the error of a row, or of the column of a row."""
        return SourceError(self.titled(reason), path=str(self), line=line, value=value)

    def titled(self, reason: str | Message) -> str | Message:
        """Return a message with the column that it names called by its heading."""
        if not isinstance(reason, Message):
            return reason
        column = str(reason.values.get("column", ""))
        title = self.titles.get(column, column)
        if title == column:
            return reason
        return Message(reason.key, **(reason.values | {"column": f"«{title}»"}))


class Sheet(Place):
    """A sheet of a workbook; its rows have cells, such as `Obiettivi!C7`."""

    book: str
    name: str
    letters: dict[str, str]

    def __new__(
        cls,
        book: str,
        name: str,
        letters: Mapping[str, str] | None = None,
        titles: Mapping[str, str] | None = None,
    ) -> Sheet:
        """Name a sheet of a workbook, with the letter and the heading of each column that it has."""
        self = super().__new__(cls, f"{book} {name}")
        self.book, self.name, self.letters = book, name, dict(letters or {})
        self.titles = dict(titles or {})
        return self

    def problem(
        self,
        reason: str | Message,
        *,
        line: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> SourceError:
        """Return the error of a cell, or of a row where the sheet has no such column."""
        cell = self.name if line is None else f"{self.name}!{self.letters.get(column, 'A')}{line}"
        return SourceError(self.titled(reason), path=self.book, cell=cell, value=value)


class Sheets(Place):
    """Several sheets of one kind taken together: the rows of each have lines of their own thousand thousands."""

    parts: tuple[Place, ...]

    def __new__(cls, parts: tuple[Place, ...]) -> Sheets:
        """Take the places of some tables together."""
        self = super().__new__(cls, parts[0])
        self.parts = parts
        return self

    def problem(
        self,
        reason: str | Message,
        *,
        line: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> SourceError:
        """Return the error as that of the sheet that the row stands in."""
        part, own = divmod(line or 0, STEP)
        place = self.parts[part] if part < len(self.parts) else self.parts[0]
        if isinstance(reason, Message) and isinstance(reason.values.get("line"), int):
            reason = Message(
                reason.key, **(reason.values | {"line": self.shown(reason.values["line"])})
            )
        return place.problem(reason, line=None if line is None else own, column=column, value=value)

    def shown(self, line: object) -> str:
        """Return a line as a person finds it: the sheet and the number of the row."""
        part, own = divmod(line if isinstance(line, int) else 0, STEP)
        place = self.parts[part] if part < len(self.parts) else self.parts[0]
        return f"{place.name}!A{own}" if isinstance(place, Sheet) else f"{place}:{own}"


STEP = 1_000_000
"""How far apart the lines of sheets taken together stand."""


def place(shown: str) -> Place:
    """Return what a text names as a place, itself if it is one."""
    return shown if isinstance(shown, Place) else Place(shown)


def titled(shown: str, titles: Mapping[str, str]) -> Place:
    """Return a file as a place whose columns have headings of somebody's own."""
    made = Place(shown)
    made.titles = dict(titles)
    return made
