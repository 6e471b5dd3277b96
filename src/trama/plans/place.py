"""Where a table stands, so that whatever is wrong in it is told with its place."""

from __future__ import annotations

from collections.abc import Mapping

from trama.errors import SourceError


class Place(str):
    """A file, as errors name it; its rows have lines."""

    __slots__ = ()

    def problem(
        self,
        reason: str,
        *,
        line: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> SourceError:
        """Return the error of a row, or of the column of a row."""
        return SourceError(reason, path=str(self), line=line, value=value)


class Sheet(Place):
    """A sheet of a workbook; its rows have cells, such as `Obiettivi!C7`."""

    book: str
    name: str
    letters: dict[str, str]

    def __new__(cls, book: str, name: str, letters: Mapping[str, str] | None = None) -> Sheet:
        """Name a sheet of a workbook, with the letter of each column that it has."""
        self = super().__new__(cls, f"{book} {name}")
        self.book, self.name, self.letters = book, name, dict(letters or {})
        return self

    def problem(
        self,
        reason: str,
        *,
        line: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> SourceError:
        """Return the error of a cell, or of a row where the sheet has no such column."""
        cell = self.name if line is None else f"{self.name}!{self.letters.get(column, 'A')}{line}"
        return SourceError(reason, path=self.book, cell=cell, value=value)


def place(shown: str) -> Place:
    """Return what a text names as a place, itself if it is one."""
    return shown if isinstance(shown, Place) else Place(shown)
