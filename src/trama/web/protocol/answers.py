"""Answering a query: its entity tag, the answer that is kept, the limits, and the pieces."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from flask import Response, request

from trama.errors import TramaError
from trama.options import QueryOptions
from trama.query.evaluation import Job, LimitReached
from trama.rdf.forms import Form
from trama.web import packing
from trama.web.board import Board
from trama.web.problems import Refusal
from trama.web.replies import root
from trama.web.state import current, service
from trama.workers.pool import Busy
from trama.workers.worker import Piece

DECIDED = "trama.decided"
"""Where, in the environment of a request that is answered at once, stands what was decided of its answer."""

BEGUN = "trama.begun"
"""Where, in the environment of a request, stands its query if a worker has it in hand already."""

ADMITTED = "trama.admitted"
"""Where, in the environment of a request, stands whether its client was found not to ask too much."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided of an answer whatever its query: the form, the base of its IRIs, whether it is packed."""

    format: str
    base: str
    packed: bool


class Cut(Exception):
    """An answer broke off after its beginning was sent; the connection is closed without its end."""


def admit() -> None:
    """Refuse the request at hand if its client asks too much."""
    options = current().settings.query
    if not request.environ.get(ADMITTED):
        admit_client(request.remote_addr or "", options.rate, options.burst)


def admit_client(client: str, rate: float, burst: int) -> None:
    """Refuse the request at hand if a client asks more than its rate, of which 0 is any number."""
    if not rate:
        return
    wait = service().board.admit(client, rate, burst)
    if wait:
        seconds = str(math.ceil(wait))
        raise Refusal(
            429,
            "rate",
            f"troppe richieste da questo indirizzo: riprova tra {seconds} secondi",
            f"too many requests from this address: try again in {seconds} seconds",
            {"Retry-After": seconds},
        )


def respond(
    text: str,
    format: Form,
    *,
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
) -> Response:
    """Return the response with the answer to a query, in a format.

    What the client or this server already has is not evaluated again. Raises what `Service.run` raises,
    if the answer has not begun.
    """
    state, options = current(), current().settings.query
    packed = packing.wants_gzip()
    decided = Decided(format.name, f"{root()}{request.path.lstrip('/')}", packed)
    job = job_of(decided, text, default_graphs, named_graphs, options)
    # An answer from other servers may change without the dataset.
    tag = "" if options.services else tag_of(state.manifest.get("version", ""), job, packed)
    board = service().board
    if tag and request.if_none_match.contains(tag):
        board.add("queries_not_modified")
        return _dress(Response(status=304), tag, packed)
    body = service().cache.get(tag) if tag else None
    if body is not None:
        board.add("queries_cached")
    else:
        pieces = service().run(state, job, request.environ.pop(BEGUN, None))
        try:
            first, last = next(pieces)
        except TramaError as error:
            count_failure(board, error)
            raise
        if not last:
            return _dress(_stream(pieces, first, packed, tag), tag, packed, format)
        pieces.close()
        board.add("queries_answered")
        body = packing.packed(first) if packed else first
        if tag:
            service().cache.put(tag, body, len(body))
    board.add("answer_bytes", len(body))
    if tag:
        request.environ[DECIDED] = decided
    return _dress(Response(body), tag, packed, format)


def _stream(pieces: Generator[Piece], first: bytes, packed: bool, tag: str) -> Response:
    board, cache = service().board, service().cache

    def rest() -> Generator[bytes]:
        try:
            board.add("answer_bytes", len(first))
            yield first
            for piece, _ in pieces:
                board.add("answer_bytes", len(piece))
                yield piece
            board.add("queries_answered")
        except TramaError as error:
            count_failure(board, error)
            raise Cut(str(error)) from None
        finally:
            pieces.close()

    def kept(sent: Iterator[bytes]) -> Iterator[bytes]:
        """Pass an answer on, and keep it if it is whole in the end and not long."""
        parts: list[bytes] | None = []
        size = 0
        for part in sent:
            if parts is not None:
                parts.append(part)
                size += len(part)
                if size > cache.LONGEST:
                    parts = None
            yield part
        if parts is not None and tag:
            cache.put(tag, b"".join(parts), size)

    body = rest()
    response = Response(kept(packing.zipped(body) if packed else body))
    # Closing a generator that has not begun runs nothing of it.
    response.call_on_close(body.close)
    response.call_on_close(pieces.close)
    return response


def count_failure(board: Board, error: TramaError) -> None:
    """Count a query that was not answered."""
    if isinstance(error, Busy):
        board.add("queries_busy")
    else:
        board.add("queries_limited" if isinstance(error, LimitReached) else "queries_refused")


def _dress(response: Response, tag: str, packed: bool, format: Form | None = None) -> Response:
    if format:
        response.content_type = format.content_type
    if packed and format:
        response.headers["Content-Encoding"] = "gzip"
    if tag:
        response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept, Accept-Encoding"
    return response


def job_of(
    decided: Decided,
    text: str,
    default_graphs: tuple[str, ...],
    named_graphs: tuple[str, ...],
    options: QueryOptions,
) -> Job:
    """Return what a worker is to do for a query."""
    return Job(
        text,
        decided.format,
        default_graphs,
        named_graphs,
        decided.base,
        options.services,
        options.rows,
        options.bytes,
    )


def tag_of(version: str, job: Job, packed: bool) -> str:
    """Return the entity tag of an answer: it can only change with the dataset or the request."""
    graphs = [job.default_graphs, job.named_graphs]
    facts = [version, job.text, job.format, graphs, job.base, packed]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]
