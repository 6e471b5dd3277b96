"""Counting the rows of a result while it is written, in whatever form it is written.

The engine writes a SELECT result by itself, much faster than Python could row by row, so the rows are
counted in what it has written. Pieces may end anywhere, also within a character.
"""

from __future__ import annotations


class RowCounter:
    """The rows seen so far of a result in JSON, XML, CSV or TSV."""

    def __init__(self, format: str) -> None:
        self._count = getattr(self, f"_{format}")
        self._kept = b""
        self._quoted = False
        self._colon = False
        self._seen = 0
        self._header = {"csv": 1, "tsv": 1, "json": 1}.get(format, 0)

    @property
    def rows(self) -> int:
        """How many rows have begun (JSON, XML) or ended (CSV, TSV)."""
        return max(0, self._seen - self._header)

    def feed(self, data: bytes) -> None:
        """Take the next piece of the result."""
        self._seen += self._count(data)

    def _xml(self, data: bytes) -> int:
        tag = b"<result>"
        found: int = (self._kept + data).count(tag)
        self._kept = (self._kept + data)[-len(tag) + 1 :]
        return found

    def _tsv(self, data: bytes) -> int:
        # A line break in a literal is written \n, so each one ends a row (section 4 of the format).
        return data.count(b"\n")

    def _csv(self, data: bytes) -> int:
        # A quote in a quoted cell is doubled, which leaves the parity as it was (RFC 4180).
        return self._outside(data).count(b"\n")

    def _json(self, data: bytes) -> int:
        data = self._kept + data
        # A backslash at the end may belong to what follows.
        cut = len(data) - (len(data) - len(data.rstrip(b"\\"))) % 2
        self._kept, data = data[cut:], data[:cut]
        plain = self._outside(data.replace(b"\\\\", b"").replace(b'\\"', b""))
        # Every object but the whole and the rows is the value of a name, after a colon.
        colon = b":" if self._colon else b""
        self._colon = plain.endswith(b":") if plain else self._colon
        joined = colon + plain
        return joined.count(b"{") - joined.count(b":{")

    def _outside(self, data: bytes) -> bytes:
        """Return what is not between quotes."""
        parts = data.split(b'"')
        outside = parts[1::2] if self._quoted else parts[::2]
        if len(parts) % 2 == 0:
            self._quoted = not self._quoted
        return b"".join(outside)
