"""A whole answer to a query of ours, evaluated as a stranger's would be: in a process that can be killed."""

from __future__ import annotations

import hashlib

from trama.errors import TramaError
from trama.query.evaluation import Job
from trama.web.protocol.answers import count_failure
from trama.web.protocol.asked import too_long
from trama.web.state import current, service

MOST = 32_000_000
"""Bytes of an answer that is held in memory, to be cut into pages."""


def whole_answer(text: str) -> bytes:
    """Return the answer to a SELECT query as SPARQL 1.1 JSON, within the limits of the settings.

    It is kept, so that the next page of it is not evaluated again. Raises Refusal for a query that
    is too long, and what `Service.run` raises.
    """
    state, options = current(), current().settings.query
    if len(text.encode()) > options.length:
        raise too_long(options.length)
    version = state.manifest.get("version", "")
    name = "whole " + hashlib.sha256(f"{version} {text}".encode()).hexdigest()
    board, cache = service().board, service().cache
    # An answer from other servers may change without the dataset.
    kept = None if options.services else cache.get(name)
    if kept is not None:
        board.add("queries_cached")
        return kept
    most = min(options.bytes, MOST)
    job = Job(text, "json", services=options.services, rows=options.rows, bytes=most)
    try:
        body = b"".join(piece for piece, _ in service().run(state, job))
    except TramaError as error:
        count_failure(board, error)
        raise
    board.add("queries_answered")
    if not options.services:
        cache.put(name, body, len(body))
    return body
