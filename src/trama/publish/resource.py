"""Describing one thing: what is said of it, what points at it, the links it takes part in, and why.

Statements come with the graph that holds them; those that point at the thing, and its links, come a
page at a time. The names of all neighbours are part of the description, so that a reader, human or
machine, need not ask again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from trama.namespaces import OA, TRAMA
from trama.network.links import Link
from trama.publish.directory import Directory, Name
from trama.store import Store
from trama.store.select import select

PER_PAGE = 100
FRAGMENTS = ("#quote", "#position")
_FEW = 5000

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple with the graph that holds it."""

    graph: str
    subject: NamedNode | BlankNode
    predicate: NamedNode
    object: Term

    def triple(self) -> Triple:
        """The statement without its graph."""
        return Triple(self.subject, self.predicate, self.object)


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing as its page and its documents tell it.

    `incoming` and `links` hold one page of each, of which there are `pages`; the counts are of all.
    """

    iri: str
    name: Name
    outgoing: tuple[Statement, ...]
    incoming: tuple[Statement, ...]
    links: tuple[Link, ...]
    page: int
    pages: int
    incoming_count: int
    link_count: int

    @property
    def graphs(self) -> tuple[str, ...]:
        """The graphs that say something of the thing, in order."""
        return tuple(sorted({s.graph for s in (*self.outgoing, *self.incoming)}))

    def values(self, predicate: NamedNode) -> list[Term]:
        """What the thing's own statements say with one property."""
        return [
            s.object
            for s in self.outgoing
            if s.predicate == predicate and s.subject.value == self.iri
        ]

    def neighbours(self) -> list[str]:
        """The IRIs named in the description, but for the thing itself and its fragments."""
        found = {
            term.value
            for s in (*self.outgoing, *self.incoming)
            for term in (s.subject, s.object)
            if isinstance(term, NamedNode)
        }
        found |= {end for link in self.links for end in (link.source, link.target)}
        return sorted(found - {self.iri, *(self.iri + fragment for fragment in FRAGMENTS)})


def describe(
    store: Store,
    directory: Directory,
    iri: str,
    *,
    page: int = 1,
    per_page: int | None = PER_PAGE,
) -> Resource | None:
    """Return the description of a thing, or None if the dataset does not know it.

    `page` chooses among pages of incoming statements and links; with `per_page` None all are on one.
    Raises ValueError if `iri` is no IRI.
    """
    node = NamedNode(iri)
    outgoing = about(store, [node, *(NamedNode(iri + fragment) for fragment in FRAGMENTS)])
    arriving = f"GRAPH ?g {{ ?s ?p {node} }} FILTER(?p NOT IN ({TRAMA.source}, {TRAMA.target}))"
    counted = next(iter(select(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {arriving} }}")))
    count, links = int(counted["n"].value), directory.by_end.get(iri, ())
    if not outgoing and not count and not links:
        return None
    most = max(count, len(links), 1)
    size = per_page or most
    first = (page - 1) * size
    incoming = _incoming(store, node, arriving, count, first, size)
    return Resource(
        iri=iri,
        name=directory.name(iri),
        outgoing=tuple(outgoing),
        incoming=incoming,
        links=links[first : first + size],
        page=page,
        pages=-(-most // size),
        incoming_count=count,
        link_count=len(links),
    )


def triples(store: Store, directory: Directory, resource: Resource) -> list[Triple]:
    """Return all that a document about a thing says: its statements, links, quotes and names."""
    links = about(store, [NamedNode(link.iri) for link in resource.links])
    quotes = sorted({quote.iri for link in resource.links for quote in link.evidence})
    passages = about(store, map(NamedNode, quotes))
    words = about(store, (NamedNode(f"{quote}#quote") for quote in quotes))
    found = [
        s.triple() for s in (*resource.outgoing, *resource.incoming, *links, *passages, *words)
    ]
    for iri in resource.neighbours():
        found += directory.naming(iri)
    return list(dict.fromkeys(found))


def selector(resource: Resource, predicate: NamedNode) -> str:
    """What a selector of a passage says, such as `oa:exact`; empty if it says nothing."""
    fragment = "#position" if predicate in (OA.start, OA.end) else "#quote"
    for s in resource.outgoing:
        if s.predicate == predicate and s.subject.value == resource.iri + fragment:
            return getattr(s.object, "value", "")
    return ""


def local_names(store: Store, prefix: str) -> list[str]:
    """Return what follows a prefix in the IRIs of the dataset's subjects, fragments left out."""
    text = (
        f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), {Literal(prefix)}) && "
        "!CONTAINS(STR(?s), '#')) }"
    )
    return sorted(row["s"].value.removeprefix(prefix) for row in select(store, text))


def about(store: Store, subjects: Iterable[NamedNode]) -> list[Statement]:
    """Return every statement about some things, ordered by property and value."""
    listed = " ".join(map(str, subjects))
    if not listed:
        return []
    # VALUES inside GRAPH: outside, the engine joins the list with a scan of all graphs.
    text = f"SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ VALUES ?s {{ {listed} }} ?s ?p ?o }} }}"
    found = {Statement(row["g"].value, row["s"], row["p"], row["o"]) for row in select(store, text)}
    return sorted(found, key=_key)


def _incoming(
    store: Store, node: NamedNode, arriving: str, count: int, first: int, size: int
) -> tuple[Statement, ...]:
    """One page of the statements that point at a thing, by property and subject.

    The engine orders slowly, so it is asked to only when there are more than we care to hold.
    """
    few = count <= _FEW
    part = "" if few else f"ORDER BY ?p ?s ?g LIMIT {size} OFFSET {first}"
    found = [
        Statement(row["g"].value, row["s"], row["p"], node)
        for row in select(store, f"SELECT ?g ?s ?p WHERE {{ {arriving} }} {part}")
    ]
    if not few:
        return tuple(found)
    found.sort(key=lambda s: (s.predicate.value, s.subject.value, s.graph))
    return tuple(found[first : first + size])


def _key(statement: Statement) -> tuple[str, ...]:
    subject, predicate, term, graph = (
        statement.subject,
        statement.predicate,
        statement.object,
        statement.graph,
    )
    return (predicate.value, str(term), subject.value, graph)
