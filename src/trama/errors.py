"""The errors that Trama tells its users, each one clear sentence with its place.

An error carries a key and values (`trama.messages`); `said(lang)` is its sentence in a language, and `str(error)` the
English one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trama.messages import ENGLISH, Message, message


class TramaError(Exception):
    """Something a person can mend; what it says is one sentence, fit to be shown as it is."""

    def __init__(self, what: str | Message, **values: object) -> None:
        self.message = message(what, **values)
        super().__init__(what)

    def said(self, lang: str) -> str:
        """Return the sentence in a language, with the place if there is one."""
        return self.message.said(lang)

    def __str__(self) -> str:
        return self.said(ENGLISH)


class SourceError(TramaError):
    """A source file cannot be used, with the place of the trouble."""

    def __init__(
        self,
        what: str | Message,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        cell: str | None = None,
        value: str | None = None,
        **values: object,
    ) -> None:
        self.path = str(path) if path is not None else None
        self.line = line
        self.cell = cell
        self.value = value
        super().__init__(what, **values)

    @property
    def where(self) -> str:
        """The file, and the line or cell in it, with colons between."""
        return ":".join(str(part) for part in (self.path, self.line, self.cell) if part is not None)

    def said(self, lang: str) -> str:
        """Return the place, the sentence in a language, and the value that is wrong."""
        what = self.message.said(lang)
        if self.value is not None:
            what = f"{what}: {self.value!r}"
        return f"{self.where}: {what}" if self.where else what


class SourceProblems(TramaError):
    """Several source errors found in one reading, so that all can be mended at once."""

    def __init__(self, problems: Sequence[SourceError]) -> None:
        self.problems = tuple(problems)
        super().__init__("source.problems")

    def said(self, lang: str) -> str:
        """Return every error, a line each."""
        return "\n".join(problem.said(lang) for problem in self.problems)


class QueryError(TramaError):
    """A query cannot be run: its syntax, its parameters, or something it may not do."""


class StoreError(TramaError):
    """The store is missing or cannot be opened."""


class UnfitError(ValueError):
    """A cell does not hold what its column asks for; the message goes on after the name of the column."""

    def __init__(self, what: str | Message, **values: object) -> None:
        self.message = message(what, **values)
        super().__init__(str(self.message))

    def said(self, lang: str) -> str:
        """Return the words in a language."""
        return self.message.said(lang)
