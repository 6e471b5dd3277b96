"""Dumps of a release: the whole dataset and each graph, as RDF and as tables, compressed, with checksums.

They are made from `dataset.nq` at the first need and kept beside it. The same release gives the same
bytes, whenever and wherever they are made.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from trama.errors import StoreError
from trama.rdf.forms import steady_turtle
from trama.rdf.tables import packed_tables
from trama.store.release import kept_beside

SUMS = "SHA256SUMS"
_WHOLE = "trama"
_FORMS = {
    "nq.gz": ("application/n-quads", "application/gzip"),
    "ttl.gz": ("text/turtle", "application/gzip"),
    "csv.zip": ("text/csv", "application/zip"),
}


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of a release: its name, form, graph (empty for the whole dataset) and checksum.

    `media_type` is that of what is packed, `packing` that of the file.
    """

    name: str
    media_type: str
    packing: str
    graph: str
    statements: int
    size: int
    sha256: str


def dumps_of(release: Path, base: str) -> tuple[Path, tuple[Dump, ...]]:
    """Return the folder of a release's dumps and what it holds, making them if need be.

    Raises StoreError if the release has no dataset.
    """
    return _dumps_of(release.resolve(), base)


@lru_cache(maxsize=16)
def _dumps_of(release: Path, base: str) -> tuple[Path, tuple[Dump, ...]]:
    folder = kept_beside(release, "dumps", lambda out: _make(release, base, out))
    return folder, tuple(_read(folder))


def file_of(graph: str, base: str) -> str:
    """Return the stem of the files of a graph."""
    return graph.removeprefix(f"{base}graph/").replace("/", "-")


def _make(release: Path, base: str, out: Path) -> None:
    source = release / "dataset.nq"
    try:
        content = source.read_bytes()
    except OSError as error:
        raise StoreError("store.unreadable-file", path=source, reason=error) from error
    quads = list(parse(content, format=RdfFormat.N_QUADS))
    graphs: dict[str, list[Quad]] = {}
    for quad in quads:
        graphs.setdefault(getattr(quad.graph_name, "value", ""), []).append(quad)
    rows = []

    def put(name: str, graph: str, count: int, data: bytes) -> None:
        is_packed = name.endswith(".zip")
        packed = data if is_packed else gzip.compress(data, compresslevel=9, mtime=0)
        (out / name).write_bytes(packed)
        rows.append((hashlib.sha256(packed).hexdigest(), name, graph, count))

    put(f"{_WHOLE}.nq.gz", "", len(quads), content)
    put(
        f"{_WHOLE}.ttl.gz",
        "",
        len({q.triple for q in quads}),
        steady_turtle(q.triple for q in quads),
    )
    put(
        f"{_WHOLE}.csv.zip",
        "",
        len({q.triple for q in quads}),
        packed_tables(q.triple for q in quads),
    )
    for graph, found in sorted(graphs.items()):
        stem = file_of(graph, base)
        lines = sorted(f"{quad} .\n" for quad in found)
        put(f"{stem}.nq.gz", graph, len(found), "".join(lines).encode())
        put(f"{stem}.ttl.gz", graph, len(found), steady_turtle(q.triple for q in found))
        put(f"{stem}.csv.zip", graph, len(found), packed_tables(q.triple for q in found))
    sums = "".join(f"{digest}  {name}\n" for digest, name, _, _ in rows)
    (out / SUMS).write_text(sums, encoding="utf-8")
    table = "".join(f"{name}\t{graph}\t{count}\n" for _, name, graph, count in rows)
    (out / ".contents").write_text(table, encoding="utf-8")


def _read(folder: Path) -> Iterable[Dump]:
    sums = {}
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        sums[name] = digest
    for line in (folder / ".contents").read_text(encoding="utf-8").splitlines():
        name, graph, count = line.split("\t")
        media_type, packing = _FORMS[name.partition(".")[2]]
        size = (folder / name).stat().st_size
        yield Dump(name, media_type, packing, graph, int(count), size, sums[name])
