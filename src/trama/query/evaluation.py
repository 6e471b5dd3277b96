"""Evaluating one query within its limits, its answer handed over in pieces as it is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from trama.errors import TramaError
from trama.messages import Message
from trama.namespaces import PREFIXES
from trama.query import sparql
from trama.query.counter import RowCounter
from trama.rdf.forms import GRAPH_FORMATS, RESULT_FORMATS
from trama.rdf.xmlsafe import XmlText
from trama.store import Store

FIRST = 16_384
PIECE = 65_536
SOON = 0.3


@dataclass(frozen=True, slots=True)
class Job:
    """A query to evaluate, the form of its answer, and the answer's limits."""

    text: str
    format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    services: tuple[str, ...] = ()
    rows: int = 2_000_000
    bytes: int = 1_000_000_000


class LimitReached(TramaError):
    """A query took more than it may; `kind` is time, memory, rows or bytes.

    `elapsed` is how many seconds it had run when it was stopped, if that is known.
    """

    def __init__(self, kind: str, limit: float, elapsed: float | None = None) -> None:
        self.kind = kind
        self.limit = limit
        self.elapsed = elapsed
        super().__init__("query.limit", limit=Message(f"limit.{kind}"), most=limit)


def evaluate(store: Store, job: Job, send: Callable[[bytes, bool], None]) -> None:
    """Evaluate a query and call `send` with each piece of its answer, and whether it is the last.

    The first piece is short and soon, so that a client sees an early first byte. Raises QueryError
    for a bad query and LimitReached for an answer that is too long, before or after some pieces.
    """
    answer = sparql.run(
        store,
        job.text,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        base=job.base,
        services=job.services,
    )
    format = sparql.FORMATS[job.format]
    output = _Output(job, send)
    if isinstance(answer, ox.QuerySolutions) and format in RESULT_FORMATS:
        output.counter = RowCounter(format.name)
        output.text = XmlText() if format.name in sparql.XML else None
        answer.serialize(output, format=format.engine)  # type: ignore[arg-type]
    elif isinstance(answer, ox.QueryTriples) and format in GRAPH_FORMATS:
        counted = _counted(answer, job.rows)
        output.text = XmlText() if format.name in sparql.XML else None
        ox.serialize(counted, output, format=format.engine, prefixes=PREFIXES)  # type: ignore[arg-type]
    else:
        output.write(sparql.write(answer, format))
    output.finish()


def _counted(triples: ox.QueryTriples, most: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= most:
            raise LimitReached("rows", most)
        yield triple


class _Output:
    """The file that the engine writes to."""

    counter: RowCounter | None = None
    text: XmlText | None = None

    def __init__(self, job: Job, send: Callable[[bytes, bool], None]) -> None:
        self._job, self._send = job, send
        self._kept: list[bytes] = []
        self._size = self._total = 0
        self._piece = FIRST
        self._begun = time.monotonic()

    def write(self, data: bytes) -> int:
        self._kept.append(data)
        self._size += len(data)
        if self._size >= self._piece or (
            self._piece == FIRST and time.monotonic() - self._begun > SOON
        ):
            self._pass_on(last=False)
            self._piece = PIECE
        return len(data)

    def flush(self) -> None:
        """Nothing: pieces go when they are long enough."""

    def finish(self) -> None:
        self._pass_on(last=True)

    def _pass_on(self, *, last: bool) -> None:
        data = b"".join(self._kept)
        if self.text:
            data = self.text.feed(data) + (self.text.end() if last else b"")
        self._kept, self._size = [], 0
        self._total += len(data)
        if self._total > self._job.bytes:
            raise LimitReached("bytes", self._job.bytes)
        # A row is a byte at least, so an answer of fewer bytes than the rows it may have needs no counting.
        if self.counter and not (last and self._total <= self._job.rows):
            self.counter.feed(data)
            if self.counter.rows > self._job.rows:
                raise LimitReached("rows", self._job.rows)
        self._send(data, last)
