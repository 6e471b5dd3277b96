"""Putting a build into another server, by the SPARQL 1.1 Graph Store HTTP Protocol, whole or not at all.

https://www.w3.org/TR/sparql11-http-rdf-update/. Each graph is first laid down beside the one in use, under
a name of its own, and counted; then one update, which servers with transactions do at once or not at all,
moves them all into place. What fails before leaves the old graphs as they were.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from trama.errors import StoreError
from trama.messages import Message
from trama.store.credentials import authorization
from trama.store.remote import RemoteStore


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
    staged = {graph: f"{graph}?loading={version}" for graph in counts}
    try:
        with tempfile.TemporaryDirectory() as folder:
            for graph, path in split(dataset, Path(folder)).items():
                progress(Message("step.copied", graph=graph))
                _put(server.graphs, staged[graph], path, seconds)
        progress(Message("step.counting"))
        there = RemoteStore(server.query, staged.values(), seconds=seconds).counts()
        for graph, name in staged.items():
            if there[name] != counts[graph]:
                raise StoreError(
                    "store.load-count",
                    address=server.query,
                    found=there[name],
                    count=counts[graph],
                    graph=graph,
                )
    except BaseException:
        # The server may be what failed: what can be cleared is, and the first error is the one told.
        with contextlib.suppress(StoreError):
            _change(server.update, _dropped(staged.values()), seconds)
        raise
    progress(Message("step.graphs"))
    _change(
        server.update,
        " ;\n".join(f"MOVE GRAPH <{name}> TO GRAPH <{graph}>" for graph, name in staged.items()),
        seconds,
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


def _put(address: str, graph: str, path: Path, seconds: float) -> None:
    mark = "&" if urlsplit(address).query else "?"
    target = f"{address}{mark}graph={quote(graph, safe='')}"
    with ExitStack() as stack:
        body = stack.enter_context(path.open("rb"))
        size = str(path.stat().st_size)
        _send("PUT", target, body, "application/n-triples", size, seconds)


def _change(address: str, update: str, seconds: float) -> None:
    body = update.encode()
    _send("POST", address, body, "application/sparql-update", str(len(body)), seconds)


def _send(
    method: str, address: str, body: BinaryIO | bytes, kind: str, size: str, seconds: float
) -> None:
    """Send one request, once: a change is not one to be made twice."""
    parts = urlsplit(address)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=seconds)
    headers = {"Content-Type": kind, "Content-Length": size}
    allowed = authorization(parts.hostname or "")
    if allowed:
        headers["Authorization"] = allowed
    path = parts.path or "/"
    try:
        connection.request(method, f"{path}?{parts.query}" if parts.query else path, body, headers)
        answer = connection.getresponse()
        told = answer.read(2_000).decode("utf-8", "replace").strip().splitlines()
    except (OSError, HTTPException) as error:
        raise StoreError("store.load-unwritten", host=parts.hostname, reason=error) from None
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        reason = told[0][:300] if told else answer.reason
        raise StoreError(
            "store.load-refused",
            host=parts.hostname,
            status=answer.status,
            method=method,
            reason=reason,
        )
