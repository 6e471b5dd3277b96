"""Statements put in order, however many: what does not fit in memory is sorted part by part on disk."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize
from pyoxigraph import Store as Engine

AT_ONCE = 500_000
"""Statements that are held in memory, about 150 MB."""

_PIECE = 1 << 20


class Runs:
    """Statements as lines of N-Quads, in runs each of which is in order.

    Until there are `most` they are in memory; then each run is a file, and an engine over them is on disk too.
    """

    def __init__(self, most: int = AT_ONCE) -> None:
        self._most = most
        self._lines: set[bytes] = set()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: list[Path] = []

    def add(self, quads: Iterable[Quad]) -> None:
        """Take in statements; the same one may come again."""
        written = serialize(quads, format=RdfFormat.N_QUADS)
        self.add_lines((written or b"").splitlines(keepends=True))

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Take in statements that are lines of N-Quads already."""
        self._lines.update(lines)
        if len(self._lines) > self._most:
            self._lay_down()

    def in_order(self) -> Iterator[bytes]:
        """Yield every line once, in order."""
        if not self._files:
            yield from sorted(self._lines)
            return
        files = [path.open("rb") for path in self._files]
        last = b""
        try:
            for line in heapq.merge(*files, sorted(self._lines)):
                if line != last:
                    yield line
                last = line
        finally:
            for file in files:
                file.close()

    def engine(self) -> Engine:
        """Return an engine with the statements, on disk if they are many; it lasts as long as this."""
        if not self._folder:
            engine = Engine()
        else:
            engine = Engine(str(Path(self._folder.name) / "engine"))
            for path in self._files:
                engine.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        engine.bulk_load(b"".join(self._lines), format=RdfFormat.N_QUADS)
        return engine

    @property
    def on_disk(self) -> bool:
        """Whether there are too many for memory."""
        return self._folder is not None

    def _lay_down(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="trama-build-")
        path = Path(self._folder.name) / f"{len(self._files)}.nq"
        with path.open("wb", buffering=_PIECE) as file:
            file.writelines(sorted(self._lines))
        self._files.append(path)
        self._lines = set()
