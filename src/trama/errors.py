"""The errors that Trama tells its users, each one clear sentence with its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class TramaError(Exception):
    """Something a person can mend; its text is one sentence, fit to be shown as it is."""


class SourceError(TramaError):
    """A source file cannot be used, with the place of the trouble."""

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        cell: str | None = None,
        value: str | None = None,
    ) -> None:
        self.message = message
        self.path = str(path) if path is not None else None
        self.line = line
        self.cell = cell
        self.value = value
        super().__init__(str(self))

    def __str__(self) -> str:
        where = ":".join(
            str(part) for part in (self.path, self.line, self.cell) if part is not None
        )
        what = f"{self.message}: {self.value!r}" if self.value is not None else self.message
        return f"{where}: {what}" if where else what


class SourceProblems(TramaError):
    """Several source errors found in one reading, so that all can be mended at once."""

    def __init__(self, problems: Sequence[SourceError]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class QueryError(TramaError):
    """A query cannot be run: its syntax, its parameters, or something it may not do."""


class StoreError(TramaError):
    """The store is missing or cannot be opened."""
