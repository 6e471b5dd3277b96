"""The data that are validated: in memory or in a store, with what a store loses of how they were written."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox
from pyoxigraph import Quad, RdfFormat, Triple

from ordito import Written, census
from ordito.ask import Row
from trama.errors import QueryError, StoreError, TramaError
from trama.language.matching import functions
from trama.rdf.files import read_nquads
from trama.settings import Settings
from trama.store import Store
from trama.store.current import open_current
from trama.store.release import dataset_of, read_manifest

IN_MEMORY = 6_000_000
"""Statements of a build that are held in memory wherever it runs."""

STATEMENT = 600
"""Bytes that a statement takes in memory, with the results about it (docs/growth.md)."""

_PIECE = 1 << 20
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


@dataclass(slots=True)
class Data:
    """What is validated: something to ask, its literals as they were written, and how much it is."""

    store: ox.Store | Store
    written: Written | None
    statements: int

    def ask(self, query: str) -> Iterator[Row]:
        """Yield the solutions of a SELECT query over the data, whatever their graphs.

        Raises TramaError with what is wrong with a query that the engine refuses.
        """
        try:
            if isinstance(self.store, ox.Store):
                found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples = self.store.query(
                    query, custom_functions=functions()
                )
            else:
                found = self.store.query(query)
        except StoreError:
            raise
        except (SyntaxError, ValueError, RuntimeError, QueryError) as error:
            raise TramaError("shapes.unusable", reason=error) from None
        if not isinstance(found, ox.QuerySolutions):
            raise TramaError("shapes.not-select")
        try:
            yield from found
        except (ValueError, RuntimeError) as error:
            raise TramaError("shapes.unusable", reason=error) from None

    def triples(self) -> Iterator[Triple]:
        """Yield all the statements, for an engine that wants them itself."""
        if isinstance(self.store, ox.Store):
            yield from (Triple(q.subject, q.predicate, q.object) for q in self.store)
            return
        found = self.store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        if isinstance(found, ox.QueryTriples):
            yield from found


def of_statements(quads: Iterable[Quad]) -> Data:
    """Return some statements, whatever their graphs, in memory."""
    quads = list(quads)
    for quad in quads:
        if isinstance(quad.object, Triple) or isinstance(quad.subject, Triple):
            term = quad.object if isinstance(quad.object, Triple) else quad.subject
            raise TramaError("rdf.triple-term", term=term)
    store = ox.Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in quads)
    return Data(store, census(quads), len(store))


def of_build(dataset: Path, more: Iterable[Quad] = (), *, store: Store | None = None) -> Data:
    """Return the statements of a built `dataset.nq`, and some more, in memory.

    With `store`, that is asked instead, and `more` cannot be given: the file then only tells how literals
    were written. Raises SourceError with the line if the file is not N-Quads.
    """
    more = list(more)
    own = ox.Store() if store is None else None
    with dataset.open("rb") as file:
        lines = _Triples(file)
        try:
            if own is not None:
                own.bulk_load(cast("BinaryIO", lines), format=RdfFormat.N_TRIPLES)
            else:
                lines.read_all()
        except (SyntaxError, ValueError):
            # Read as what it is, the file has its error in its own line.
            return of_statements([*read_nquads(dataset, shown=str(dataset)), *more])
    written = census(chain(lines.typed(), more))
    if store is not None or own is None:
        return Data(store or ox.Store(), written, lines.count)
    own.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in more)
    return Data(own, written, len(own))


def current_data(settings: Settings, *, in_store: bool = False) -> Data:
    """Return the current build: in memory, in its own store if it is large, or where `store.remote` is.

    Large is what would take more than half of the machine's memory, and more than `IN_MEMORY`: the store is
    slower and takes next to none. With `in_store` not in memory, which is better for few questions. Raises StoreError as
    `trama.store.current.open_current` does.
    """
    dataset = dataset_of(settings.build)
    statements: int = read_manifest(settings.build)["quads"]
    if in_store or settings.store.remote or statements > _most():
        return of_build(dataset, store=open_current(settings))
    return of_build(dataset)


def _most() -> int:
    """How many statements are held in memory here."""
    try:
        held = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # not every system tells
        return IN_MEMORY
    # A container may have less than its machine; what is no number there is no limit.
    with suppress(OSError, ValueError):
        held = min(held, int(_CONTAINER.read_text(encoding="ascii")))
    return max(IN_MEMORY, held // 2 // STATEMENT)


class _Triples(io.RawIOBase):
    """N-Quads as `trama build` writes them, read as N-Triples: without their graphs.

    ValueError if there is a line that does not end with the name of a graph: the file is somebody else's.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._typed: list[bytes] = []
        self._last = b""
        self._ready = memoryview(b"")
        self.count = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return bytes, at most as many as are asked for."""
        if not self._ready:
            self._ready = memoryview(self._more())
        piece = bytes(self._ready[: size if size >= 0 else None])
        self._ready = self._ready[len(piece) :]
        return piece

    def _more(self) -> bytes:
        lines = self._file.readlines(_PIECE)
        found = []
        for line in lines:
            statement, _, graph = line.rpartition(b" <")
            if not graph.endswith(b"> .\n") or b" " in graph[:-3]:
                raise ValueError("a line is not a statement of a named graph")
            # In a build what several graphs state stands in lines that follow each other.
            self.count += statement != self._last
            self._last = statement
            found.append(statement + b" .\n")
        self._typed += [line for line in found if b'"^^<' in line]
        return b"".join(found)

    def read_all(self) -> None:
        """Read to the end."""
        while self.read(_PIECE):
            pass

    def typed(self) -> Iterator[Quad]:
        """Yield the statements of literals with a datatype, of what has been read."""
        yield from ox.parse(b"".join(self._typed), format=RdfFormat.N_TRIPLES)
