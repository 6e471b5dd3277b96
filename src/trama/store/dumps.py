"""Dumps of a release: the whole dataset and each graph, as RDF and as tables, compressed, with checksums.

They are made from `dataset.nq` at the first need and kept beside it. The same release gives the same
bytes, whenever and wherever they are made. Of more than `MOST` statements there are N-Quads alone.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from trama.errors import StoreError
from trama.rdf.forms import steady_turtle
from trama.rdf.tables import packed_tables
from trama.store.release import kept_beside

SUMS = "SHA256SUMS"
MOST = 1_000_000
"""Of how many statements, at most, Turtle and tables are made: both need all of them in memory."""
_WHOLE = "trama"
_AT_ONCE = 500_000
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
    making = _Making(out)
    try:
        with tempfile.TemporaryDirectory(dir=out) as parts:
            graphs = _parted(source, Path(parts))
            making.put_all(_WHOLE, "", source, sum(count for _, count in graphs.values()))
            for graph, (path, count) in sorted(graphs.items()):
                making.put_all(file_of(graph, base), graph, path, count)
    except OSError as error:
        raise StoreError("store.unreadable-file", path=source, reason=error) from error
    making.tell()


def _parted(source: Path, folder: Path) -> dict[str, tuple[Path, int]]:
    """Write the statements of each graph into a file of its own, in the order they have.

    Only some of them are in memory at a time. Returns each graph's file and how many statements it has.
    """
    held: dict[str, list[str]] = defaultdict(list)
    counts: Counter[str] = Counter()
    paths: dict[str, Path] = {}

    def write() -> None:
        for graph, lines in held.items():
            path = paths.setdefault(graph, folder / f"{len(paths)}.nq")
            with path.open("a", encoding="utf-8") as file:
                file.writelines(lines)
        held.clear()

    for number, quad in enumerate(parse(path=str(source), format=RdfFormat.N_QUADS), start=1):
        graph = getattr(quad.graph_name, "value", "")
        held[graph].append(f"{quad} .\n")
        counts[graph] += 1
        if number % _AT_ONCE == 0:
            write()
    write()
    return {graph: (paths[graph], count) for graph, count in counts.items()}


class _Making:
    """The files of a release as they are made, with what is told of them."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._rows: list[tuple[str, str, str, int]] = []

    def put_all(self, stem: str, graph: str, path: Path, count: int) -> None:
        """Write some statements, which stand in a file, in all forms; in one alone if they are very many."""
        self._put_lines(f"{stem}.nq.gz", graph, count, path)
        if count > MOST:
            return
        triples = {quad.triple for quad in parse(path=str(path), format=RdfFormat.N_QUADS)}
        turtle = gzip.compress(steady_turtle(triples), compresslevel=9, mtime=0)
        self._put(f"{stem}.ttl.gz", graph, len(triples), turtle)
        self._put(f"{stem}.csv.zip", graph, len(triples), packed_tables(triples))

    def _put(self, name: str, graph: str, count: int, packed: bytes) -> None:
        (self._out / name).write_bytes(packed)
        self._rows.append((hashlib.sha256(packed).hexdigest(), name, graph, count))

    def _put_lines(self, name: str, graph: str, count: int, path: Path) -> None:
        # As `gzip.compress` packs, which holds all.
        packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        digest = hashlib.sha256()
        with path.open("rb") as source, (self._out / name).open("wb") as file:
            for piece in iter(lambda: source.read(1 << 20), b""):
                packed = packer.compress(piece)
                digest.update(packed)
                file.write(packed)
            packed = packer.flush()
            digest.update(packed)
            file.write(packed)
        self._rows.append((digest.hexdigest(), name, graph, count))

    def tell(self) -> None:
        """Write the checksums, and what each file holds."""
        sums = "".join(f"{digest}  {name}\n" for digest, name, _, _ in self._rows)
        (self._out / SUMS).write_text(sums, encoding="utf-8")
        table = "".join(f"{name}\t{graph}\t{count}\n" for _, name, graph, count in self._rows)
        (self._out / ".contents").write_text(table, encoding="utf-8")


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
