"""A CSV table that is mended row by row, so that a pull request shows the rows that changed and no other."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from trama.errors import SourceError
from trama.office.spreadsheet import safe_cell

Row = dict[str, str]


class Table:
    """A table in its own bytes: rows that are not touched stay as they are written, quotes and line ends too."""

    def __init__(self, content: bytes, columns: Sequence[str], *, shown: str) -> None:
        """Read a table; an empty one gets `columns`. SourceError if it is no CSV in UTF-8."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError("file.not-utf8", path=shown) from error
        self.end = "\r\n" if "\r\n" in text else "\n"
        self._raw: list[str] = []
        cells: list[list[str]] = []
        lines = io.StringIO(text, newline="").readlines()
        reader, before = csv.reader(lines, strict=True), 0
        try:
            for row in reader:
                self._raw.append("".join(lines[before : reader.line_num]))
                cells.append(row)
                before = reader.line_num
        except csv.Error as error:
            raise SourceError("file.unreadable", reason=error, path=shown) from error
        if not cells:
            cells, self._raw = [list(columns)], [self._written(columns)]
        if not self._raw[-1].endswith("\n"):
            self._raw[-1] += self.end
        self.columns = [name.strip().removeprefix("\ufeff") for name in cells[0]]
        self.rows: list[Row] = [
            dict(zip(self.columns, [*row, *[""] * len(self.columns)], strict=False))
            for row in cells[1:]
        ]

    def find(self, **wanted: str) -> Iterator[int]:
        """Yield the places of the rows that have some cells."""
        for at, row in enumerate(self.rows):
            if all(row.get(name, "").strip() == value for name, value in wanted.items()):
                yield at

    def widen(self, *names: str) -> None:
        """Add columns that are missing, at the end; their cells are empty."""
        missing = [name for name in names if name not in self.columns]
        if missing:
            self.columns += missing
            self._raw[0] = self._written(self.columns)
            for at in range(len(self.rows)):
                self.replace(at, dict.fromkeys(missing, ""))

    def replace(self, at: int, cells: Mapping[str, str]) -> None:
        """Put other values into some cells of a row."""
        self.rows[at] = self.rows[at] | dict(cells)
        self._raw[at + 1] = self._written([self.rows[at].get(name, "") for name in self.columns])

    def remove(self, at: int) -> None:
        """Take a row out."""
        del self.rows[at], self._raw[at + 1]

    def insert(self, cells: Mapping[str, str], key: Callable[[Row], Sequence[str]]) -> None:
        """Put a row where it belongs by a key if the table is in that order, else at the end."""
        row = {name: cells.get(name, "") for name in self.columns}
        keys = [tuple(key(each)) for each in self.rows]
        at = bisect_left(keys, tuple(key(row))) if keys == sorted(keys) else len(keys)
        self.rows.insert(at, row)
        self._raw.insert(at + 1, self._written([row[name] for name in self.columns]))

    def content(self) -> bytes:
        """Return the table as a file."""
        return "".join(self._raw).encode()

    def _written(self, cells: Sequence[str]) -> str:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator=self.end).writerow(cells)
        return out.getvalue()


def plain(text: str) -> str:
    """Return what a person typed as one line that no spreadsheet takes for a formula."""
    return safe_cell(" ".join(text.split()))
