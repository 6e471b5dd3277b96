"""Another server as the engine: any that speaks the SPARQL 1.1 Protocol and holds the dataset.

https://www.w3.org/TR/sparql11-protocol/. The server is asked only for the graphs of the dataset, by the
protocol's own parameters, so that neither its other graphs nor its notion of a default graph show.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import time
from collections import deque
from collections.abc import Iterable, Sequence
from http.client import (
    BadStatusLine,
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    RemoteDisconnected,
)
from urllib.parse import SplitResult, urlencode, urlsplit

import pyoxigraph as ox

from trama.errors import QueryError, StoreError
from trama.rdf.tokens import FORMS, from_targets, iris, keywords, query_form, unescaped
from trama.store.base import Answer
from trama.store.credentials import TRIES, Identity
from trama.store.dialects import portable, read_answer

MOST = 64_000_000
"""Bytes of an answer, which is held in memory."""

_RESULTS, _STATEMENTS = "application/sparql-results+json", "application/n-triples"
_HELD = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_NO_GRAPH = "urn:x-trama:no-graph"
_PIECE = 1 << 16
# Connections that are kept for the next questions.
_IDLE = 16
_AT = re.compile(r"error at (\d+):(\d+)")
# Functions of Virtuoso that reach beyond the dataset, to its SQL, its files and other machines.
_BEYOND = ("bif:", "sql:")
_CUT = "X-SPARQL-MaxRows"
_EMPTY = ox.Store()
BUSY = (429, 502, 503, 504)
"""What a server answers that may do better later."""
PAUSES = (0.1, 0.4, 1.2)
"""Seconds before what is safe is sent again to a server that is not there or is busy."""


class _NotSent(Exception):
    """The server was not reached, or left without an answer."""

    def __init__(self, reason: OSError | HTTPException) -> None:
        self.reason = reason
        super().__init__(reason)


class RemoteStore:
    """A dataset in another server, read only."""

    def __init__(self, address: str, graphs: Iterable[str], *, seconds: float = 20.0) -> None:
        """Name the server, the graphs of it that are the dataset, and the time of a query.

        Raises StoreError if the address is not an http(s) one. Nothing is asked yet.
        """
        self.address = address
        self._graphs = tuple(graphs)
        self._seconds = seconds
        self._parts = _parts_of(address)
        path, query = self._parts.path or "/", self._parts.query
        self._target = f"{path}?{query}" if query else path
        self._identity = Identity(self._parts.hostname or "")
        self._idle: deque[HTTPConnection] = deque()

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> Answer:
        """Evaluate a query; see `trama.store.base.Store`.

        Raises StoreError if the server cannot be reached, answers late, or cuts its answer short.
        """
        form = query_form(text)
        _check(text, base)
        text = portable(text)
        fields = [("query", f"BASE <{base}> {text}" if base else text)]
        if default_graphs or named_graphs or "FROM" not in keywords(text):
            fields += self._chosen(default_graphs, named_graphs)
        else:
            self._check_from(text)
        accept = _STATEMENTS if form in ("CONSTRUCT", "DESCRIBE") else _RESULTS
        body = self._ask(urlencode(fields).encode(), accept)
        try:
            return read_answer(body, form)
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                "store.answers-other", address=self.address, accept=accept, reason=error
            ) from None

    def count(self) -> int:
        """Return how many statements the dataset holds."""
        return sum(self.counts().values())

    def counts(self) -> dict[str, int]:
        """Return how many statements each graph of the dataset holds there."""
        found = self.query(_HELD)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("SELECT gives solutions")
        counts = {row["g"].value: int(row["n"].value) for row in found if row["g"]}
        return {graph: counts.get(graph, 0) for graph in self._graphs}

    def held(self) -> dict[str, int]:
        """Return how many statements each graph of the server holds, of the dataset or not."""
        body = self._ask(urlencode([("query", _HELD)]).encode(), _RESULTS)
        try:
            found = read_answer(body, "SELECT")
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                "store.answers-other", address=self.address, accept=_RESULTS, reason=error
            ) from None
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("SELECT gives solutions")
        return {row["g"].value: int(row["n"].value) for row in found if row["g"]}

    def _chosen(self, default: Sequence[str], named: Sequence[str]) -> list[tuple[str, str]]:
        if not default and not named:
            default = named = self._graphs
        # A graph that is not of the dataset is empty here, whatever the server has of that name.
        known = set(self._graphs)
        return [
            (name, graph if graph in known else _NO_GRAPH)
            for name, graphs in (("default-graph-uri", default), ("named-graph-uri", named))
            for graph in graphs or (_NO_GRAPH,)
        ]

    def _check_from(self, text: str) -> None:
        for graph in from_targets(text):
            if graph not in self._graphs:
                raise QueryError("query.from")

    def _ask(self, body: bytes, accept: str) -> bytes:
        until = time.monotonic() + self._seconds
        for pause in (*PAUSES, 0.0):
            try:
                answer, content = self._known(body, accept, until)
            except _NotSent as error:
                # Nothing was asked yet, or nothing answered: a query changes nothing, so it may go again.
                if time.monotonic() + pause > until or not pause:
                    raise StoreError(
                        "store.unasked", address=self.address, reason=error.reason
                    ) from None
            else:
                if answer.status not in BUSY or time.monotonic() + pause > until or not pause:
                    return self._good(answer, content)
                pause = max(pause, _retry_after(answer, until))
            time.sleep(pause)
        raise StoreError("store.no-answer", address=self.address, seconds=self._seconds)

    def _known(self, body: bytes, accept: str, until: float) -> tuple[HTTPResponse, bytes]:
        """Ask, and ask again if the server wants to be told otherwise who asks."""
        for _ in range(TRIES):
            answer, content = self._once(body, accept, until)
            challenges = answer.headers.get_all("WWW-Authenticate") or []
            if answer.status != 401 or not self._identity.challenged(self._target, challenges):
                break
        return answer, content

    def _once(self, body: bytes, accept: str, until: float) -> tuple[HTTPResponse, bytes]:
        try:
            return self._exchange(body, accept, until)
        except TimeoutError:
            raise StoreError(
                "store.no-answer", address=self.address, seconds=self._seconds
            ) from None
        except (ConnectionError, RemoteDisconnected) as error:
            raise _NotSent(error) from None
        except (OSError, HTTPException) as error:
            raise StoreError("store.unasked", address=self.address, reason=error) from None

    def _exchange(self, body: bytes, accept: str, until: float) -> tuple[HTTPResponse, bytes]:
        """Send a question and return the answer, over a connection that was used before if there is one.

        One that the server has ended meanwhile is told from one that fails: nothing has come over it.
        """
        while True:
            connection, used = self._connection()
            whole = False
            try:
                try:
                    answer = self._send(connection, body, accept)
                except (ConnectionError, BadStatusLine):
                    if used:
                        continue
                    raise
                # A server that answers a byte at a time is as late as one that does not answer.
                content = _whole(answer, connection.sock, until)
                answer.close()
                whole = not answer.will_close
                return answer, content
            finally:
                if whole and len(self._idle) < _IDLE:
                    self._idle.append(connection)
                else:
                    connection.close()

    def _connection(self) -> tuple[HTTPConnection, bool]:
        """A connection, and whether it was used before; nobody else has it."""
        # Taking from a deque is one step, so two threads never get the same.
        with contextlib.suppress(IndexError):
            return self._idle.pop(), True
        make = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        return make(self._parts.hostname or "", self._parts.port, timeout=self._seconds), False

    def _send(self, connection: HTTPConnection, body: bytes, accept: str) -> HTTPResponse:
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        headers |= self._identity.header("POST", self._target)
        if connection.sock:
            connection.sock.settimeout(self._seconds)
        connection.request("POST", self._target, body, headers)
        return connection.getresponse()

    def _good(self, answer: HTTPResponse, content: bytes) -> bytes:
        """Return the content of an answer; an error if it is a refusal, or not whole."""
        if answer.status == 200 and _CUT not in answer.headers:
            return content
        if answer.status in (200, 206):
            raise StoreError("store.cut-short", address=self.address)
        reason = reason_of(content, answer.headers.get_content_type()) or answer.reason
        if answer.status in (400, 403, 413, 414, 422):
            raise QueryError(reason)
        raise StoreError(
            "store.answers-error", address=self.address, status=answer.status, reason=reason
        )


def _parts_of(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        if good and "@" in parts.netloc:
            raise StoreError("store.password")
    except ValueError:
        good = False
    if not good or not address.isascii() or not address.isprintable() or " " in address:
        raise StoreError("store.address", address=address)
    return parts


def _retry_after(answer: HTTPResponse, until: float) -> float:
    """The seconds that a busy server asks to wait (RFC 9110, section 10.2.3), if there is time for them."""
    given = answer.headers.get("Retry-After", "")
    wait = float(given) if given.isascii() and given.isdigit() else 0.0
    return wait if time.monotonic() + wait < until else 0.0


def _check(text: str, base: str | None) -> None:
    """Refuse what is not SPARQL 1.1, with its place, before it leaves this machine.

    Servers have their own additions to the language, some of which fetch documents. Errors in the last
    few words are left for the server to tell.
    """
    for word in keywords(text):
        if word in FORMS:
            break
        if word not in ("BASE", "PREFIX"):
            raise QueryError("query.begins", word=word)
    if "\0" in text:
        raise QueryError("query.null")
    # The mark ends the reading of a good query before anything is evaluated; an error that is told before
    # it is one of the query.
    marked = f"{text}\n\0"
    try:
        _EMPTY.query(marked, base_iri=base)
    except SyntaxError as error:
        place = _AT.search(str(error))
        if not place or int(place[1]) <= unescaped(text).count("\n") + 1:
            raise QueryError(str(error)) from None
    except (ValueError, RuntimeError) as error:
        raise QueryError(str(error)) from None
    for iri in iris(text):
        if iri.lower().startswith(_BEYOND):
            raise QueryError("query.forbidden", iri=iri[:4])


def _whole(answer: HTTPResponse, sock: socket.socket | None, until: float) -> bytes:
    parts, size = [], 0
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if sock and sock.fileno() >= 0:
            sock.settimeout(left)
        piece = answer.read1(_PIECE)
        if not piece:
            break
        size += len(piece)
        if size > MOST:
            raise QueryError("query.too-long", bytes=MOST)
        parts.append(piece)
    if answer.length:
        raise HTTPException("the answer broke off")
    return b"".join(parts)


def reason_of(content: bytes, media_type: str) -> str:
    """Return the first line of what a server says is wrong."""
    text = content.decode("utf-8", "replace")
    if media_type == "application/problem+json":
        try:
            return str(json.loads(text)["detail"])
        except (ValueError, KeyError, TypeError):
            return ""
    if media_type == "text/html":
        return ""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:300]
