"""Putting a build into another server, by the SPARQL 1.1 Graph Store HTTP Protocol, whole or not at all.

https://www.w3.org/TR/sparql11-http-rdf-update/. Each graph is first laid down beside the one in use, under
a name of its own, and counted; then one update, which servers with transactions do at once or not at all,
moves them all into place. What fails before leaves the old graphs as they were.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from trama.errors import StoreError
from trama.messages import Message
from trama.store.credentials import TRIES, Identity
from trama.store.remote import BUSY, PAUSES, RemoteStore, reason_of

_NO_GRAPH = "urn:x-trama:no-graph"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server is asked, changed, and has its graphs."""

    query: str
    update: str
    graphs: str


def addresses(query: str, update: str = "", graphs: str = "") -> Addresses:
    """Return the addresses of a server, those not given as Oxigraph and Fuseki have them.

    Raises StoreError if they cannot be told from the first one.
    """
    for end, to_change, to_store in (
        ("/query", "/update", "/store"),
        ("/sparql", "/update", "/data"),
    ):
        if query.endswith(end):
            stem = query.removesuffix(end)
            return Addresses(query, update or stem + to_change, graphs or stem + to_store)
    if not update or not graphs:
        raise StoreError("store.load-addresses", address=query)
    return Addresses(query, update, graphs)


def load(
    dataset: Path,
    counts: Mapping[str, int],
    server: Addresses,
    *,
    version: str,
    seconds: float = 600.0,
    progress: Callable[[Message], None] = lambda _: None,
) -> None:
    """Load a build's N-Quads into a server, and put it in the place of what the server has of its graphs.

    `counts` are the statements of each graph, which are counted there before anything is replaced. Raises
    StoreError with what failed; the old graphs are then as they were.
    """
    there = _Server(server, seconds)
    staged = {graph: f"{graph}?loading={version}" for graph in counts}
    try:
        with tempfile.TemporaryDirectory() as folder:
            there.greet()
            for graph, path in split(dataset, Path(folder)).items():
                progress(Message("step.copied", graph=graph))
                there.put(staged[graph], path)
        progress(Message("step.counting"))
        _count(server.query, {staged[graph]: number for graph, number in counts.items()}, seconds)
    except BaseException:
        # The server may be what failed: what can be cleared is, and the first error is the one told.
        with contextlib.suppress(StoreError):
            there.change(_dropped(staged.values()))
        raise
    progress(Message("step.graphs"))
    there.change(" ;\n".join(_moved(graph, name) for graph, name in staged.items()))
    # What a server without transactions left half done is at least told.
    _count(server.query, counts, seconds)


def _count(address: str, counts: Mapping[str, int], seconds: float) -> None:
    there = RemoteStore(address, counts, seconds=seconds).counts()
    for graph, number in counts.items():
        if there[graph] != number:
            raise StoreError(
                "store.load-count",
                address=address,
                found=there[graph],
                count=number,
                graph=graph,
            )


def split(dataset: Path, folder: Path) -> dict[str, Path]:
    """Write each graph of N-Quads, as `trama build` writes them, as N-Triples, and return the files."""
    paths: dict[str, Path] = {}
    waiting: dict[str, list[bytes]] = {}
    size = 0

    def written() -> None:
        for graph, lines in waiting.items():
            with paths[graph].open("ab") as file:
                file.writelines(lines)
        waiting.clear()

    with dataset.open("rb") as file:
        for line in file:
            statement, _, end = line.rpartition(b" <")
            graph = end.removesuffix(b"> .\n").decode()
            paths.setdefault(graph, folder / f"{len(paths)}.nt")
            waiting.setdefault(graph, []).append(statement + b" .\n")
            size += len(line)
            if size > 1 << 26:
                written()
                size = 0
    written()
    return paths


def _dropped(names: Iterable[str]) -> str:
    return " ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in names)


def _moved(graph: str, name: str) -> str:
    # MOVE says the same; Jena 4.5 refuses it, and its MOVE SILENT does nothing.
    return (
        f"DROP SILENT GRAPH <{graph}> ;\n"
        f"INSERT {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }} ;\n"
        f"DROP SILENT GRAPH <{name}>"
    )


class _Server:
    """Where changes are sent; each address may want to know in its own way who sends them."""

    def __init__(self, at: Addresses, seconds: float) -> None:
        self._at, self._seconds = at, seconds
        self._identities: dict[str, Identity] = {}

    def greet(self) -> None:
        """Ask for a graph without a body: a server that refuses a long one may not read it to its end."""
        if self._identity(self._at.graphs).known():
            target = self._target(_NO_GRAPH)
            try:
                self._once("HEAD", target, b"", {})
            except (OSError, HTTPException) as error:
                raise _unwritten(target, error) from None

    def put(self, graph: str, path: Path) -> None:
        """Lay a graph down; what is laid down twice is there once, so this may be sent again."""
        headers = {"Content-Type": "application/n-triples"}
        target = self._target(graph)
        for pause in (*PAUSES, None):
            with path.open("rb") as body:
                try:
                    answer, told = self._once("PUT", target, body, headers)
                except (OSError, HTTPException) as error:
                    if pause is None or isinstance(error, TimeoutError):
                        raise _unwritten(target, error) from None
                else:
                    if pause is None or answer.status not in BUSY:
                        return _accepted("PUT", target, answer, told)
            time.sleep(pause)
        raise AssertionError("the last pause is none")

    def change(self, update: str) -> None:
        """Send an update, a single time: it is not one to be made twice."""
        headers = {"Content-Type": "application/sparql-update"}
        try:
            answer, told = self._once("POST", self._at.update, update.encode(), headers)
        except (OSError, HTTPException) as error:
            raise _unwritten(self._at.update, error) from None
        _accepted("POST", self._at.update, answer, told)

    def _target(self, graph: str) -> str:
        mark = "&" if urlsplit(self._at.graphs).query else "?"
        return f"{self._at.graphs}{mark}graph={quote(graph, safe='')}"

    def _identity(self, address: str) -> Identity:
        host = urlsplit(address).hostname or ""
        return self._identities.setdefault(host, Identity(host))

    def _once(
        self, method: str, address: str, body: BinaryIO | bytes, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        """Send a request, and again if the server wants to be told otherwise who sends it."""
        parts, identity = urlsplit(address), self._identity(address)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        tries = TRIES
        while True:
            make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
            connection = make(parts.hostname or "", parts.port, timeout=self._seconds)
            size = str(len(body) if isinstance(body, bytes) else body.seek(0, os.SEEK_END))
            if not isinstance(body, bytes):
                body.seek(0)
            own = {"Content-Length": size, **identity.header(method, target), **headers}
            try:
                connection.request(method, target, body, own)
                answer = connection.getresponse()
                told = answer.read(2_000)
            finally:
                connection.close()
            challenges = answer.headers.get_all("WWW-Authenticate") or []
            tries -= 1
            if answer.status != 401 or not tries or not identity.challenged(target, challenges):
                return answer, told


def _unwritten(address: str, error: Exception) -> StoreError:
    return StoreError("store.load-unwritten", host=urlsplit(address).hostname, reason=error)


def _accepted(method: str, address: str, answer: HTTPResponse, told: bytes) -> None:
    if not 200 <= answer.status < 300:
        kind = answer.headers.get_content_type()
        raise StoreError(
            "store.load-refused",
            host=urlsplit(address).hostname,
            status=answer.status,
            method=method,
            reason=reason_of(told, kind) or answer.reason,
        )
