"""A dataset that stands elsewhere than in the build: in a server at an address, or in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, QuerySolutions, QueryTriples

from trama.errors import StoreError
from trama.settings import Settings
from trama.store import Store, open_store
from trama.store.oxigraph import check_sums
from trama.store.release import current_of, read_manifest

_AT_ONCE = 100_000
"""Statements of a graph beyond which they are asked predicate by predicate: servers bound their answers."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A dataset of ours in another store: its graphs, each with how many statements it holds."""

    store: Store
    graphs: dict[str, int]
    version: str
    """The version of the build if that is known; otherwise where it stands."""

    def quads(self) -> Iterator[Quad]:
        """Yield all statements, graph by graph.

        Raises StoreError if fewer come than are there: a check of a part would find other things.
        """
        for graph, count in self.graphs.items():
            found = 0
            for text in self._parts(graph) if count > _AT_ONCE else (_ALL,):
                answer = self.store.query(text, default_graphs=[graph])
                if isinstance(answer, QueryTriples):
                    for triple in answer:
                        found += 1
                        yield Quad(
                            triple.subject, triple.predicate, triple.object, NamedNode(graph)
                        )
            if found != count:
                raise StoreError("store.part", found=found, count=count, graph=graph)

    def _parts(self, graph: str) -> Iterator[str]:
        answer = self.store.query("SELECT DISTINCT ?p WHERE { ?s ?p ?o }", default_graphs=[graph])
        if isinstance(answer, QuerySolutions):
            for predicate in sorted({str(row["p"]) for row in answer}):
                yield f"CONSTRUCT {{ ?s {predicate} ?o }} WHERE {{ ?s {predicate} ?o }}"


_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def open_elsewhere(where: str, settings: Settings) -> Elsewhere:
    """Open the dataset at an address of a SPARQL 1.1 server, or in a folder: of builds, or a store's own.

    Raises StoreError if there is none, or none whose graphs have names of ours.
    """
    if where.startswith(("http://", "https://")):
        # What speaks HTTP is long to load, and few runs ask another server.
        from trama.store.remote import RemoteStore

        begins = settings.names.graph("").value
        held = RemoteStore(where, (), seconds=settings.query.time).held()
        # What a load has laid beside the graphs in use is not in use yet.
        graphs = {g: n for g, n in sorted(held.items()) if g.startswith(begins) and "?" not in g}
        store: Store = RemoteStore(where, graphs, seconds=settings.query.time)
        check_sums(store)
        version = _version(settings, graphs) or where
    else:
        folder = Path(where)
        built = (current_of(folder) / "manifest.json").is_file()
        store = open_store(current_of(folder) / "store" if built else folder)
        graphs = read_manifest(folder)["graphs"] if built else _counted(store)
        version = str(read_manifest(folder)["version"]) if built else where
    if not graphs:
        raise StoreError("store.no-graphs", where=where)
    return Elsewhere(store, graphs, version)


def _counted(store: Store) -> dict[str, int]:
    answer = store.query(_GRAPHS)
    if not isinstance(answer, QuerySolutions):
        return {}
    return dict(sorted((row["g"].value, int(row["n"].value)) for row in answer if row["g"]))


def _version(settings: Settings, graphs: dict[str, int]) -> str:
    """The version of the build here, if a server holds just what it holds."""
    try:
        manifest = read_manifest(settings.build)
    except StoreError:
        return ""
    return str(manifest["version"]) if manifest["graphs"] == graphs else ""
