"""Describing one thing: what is said of it, what points at it, the links it takes part in, and why.

Statements come with the graph that holds them; those that point at the thing, and its links, come a
page at a time. The names of all neighbours are part of the description, so that a reader, human or
machine, need not ask again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from trama.namespaces import OA, TRAMA
from trama.network.links import Link
from trama.publish.directory import Directory
from trama.publish.named import Name
from trama.store import Store
from trama.store.select import select

PER_PAGE = 100
FROM_OTHERS = 8
"""How many links from other plans a page of people shows at once: thousands may serve one objective."""
MEMBERS = 40
"""How many comuni the page of a zone or a union names at once; a country may put hundreds in one."""
FRAGMENTS = ("#quote", "#position")
_FEW = 5000
_MEMBERSHIP = (TRAMA.inZone, TRAMA.inUnion)

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
    `document` is the page of the document beside it, which has fewer pages, for each says more.
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
    document: int

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
    for_people: bool = False,
    members: int = 0,
) -> Resource | None:
    """Return the description of a thing, or None if the dataset does not know it.

    `page` chooses among pages of incoming statements and links; with `per_page` None all are on one. A page
    for people shows few links of those that come from other plans, and leaves out statements that say what
    the links say, or which comuni are in a place when it names that many `members` itself. Raises ValueError
    if `iri` is no IRI.
    """
    node = NamedNode(iri)
    outgoing = about(store, [node, *(NamedNode(iri + fragment) for fragment in FRAGMENTS)])
    arrivals = directory.arrivals(store, iri)
    counts, own, others = arrivals.counts, arrivals.own, arrivals.others
    links = len(own) + len(others)
    if not outgoing and not counts and not links:
        return None
    said = sum(counts.values())
    if for_people:
        counts = {p: n for p, n in counts.items() if n != arrivals.told.get(p.value, 0)}
        if members and members == sum(counts.get(p, 0) for p in _MEMBERSHIP):
            counts = {p: n for p, n in counts.items() if p not in _MEMBERSHIP}
    count = sum(counts.values())
    size = per_page or max(count, links, 1)
    fewer = min(FROM_OTHERS, size) if for_people else size
    first = (page - 1) * size
    longest = max(count, len(own))
    return Resource(
        iri=iri,
        name=directory.name(iri),
        outgoing=tuple(outgoing),
        incoming=_incoming(store, directory, node, arrivals.told, counts, first, size),
        links=(*own[first : first + size], *others[(page - 1) * fewer : page * fewer]),
        page=page,
        pages=max(1, -(-longest // size), -(-len(others) // fewer), -(-members // MEMBERS)),
        incoming_count=count,
        link_count=links,
        document=min(page, max(1, -(-max(said, len(own), len(others)) // size))),
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
    neighbours = resource.neighbours()
    directory.know(neighbours)
    for iri in neighbours:
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
    store: Store,
    directory: Directory,
    node: NamedNode,
    told: Mapping[str, int],
    counts: Mapping[NamedNode, int],
    first: int,
    size: int,
) -> tuple[Statement, ...]:
    """One page of the statements that point at a thing, by property and subject.

    Only properties with statements on the page are read; of one that says what the links say, whose subjects
    are known, only those on the page.
    """
    found: list[Statement] = []
    before = 0
    for predicate in sorted(counts, key=lambda p: p.value):
        count = counts[predicate]
        start, end = max(first - before, 0), min(first + size - before, count)
        before += count
        if start >= end:
            continue
        part: list[Statement] = []
        if told.get(predicate.value, 0) == count:
            relation = predicate.value.removeprefix(TRAMA.iri)
            known = directory.sources(node.value, relation, start, end)
            wanted = " ".join(f"<{iri}>" for iri in known)
            part = _pointing(store, node, predicate, f"VALUES ?s {{ {wanted} }}", "")
        if len(part) == end - start:
            found += part
        elif count <= _FEW:
            found += _pointing(store, node, predicate, "", "")[start:end]
        else:
            # The engine orders slowly, so it is asked to only when there are more than we care to hold.
            few = f"ORDER BY ?s ?g LIMIT {end - start} OFFSET {start}"
            found += _pointing(store, node, predicate, "", few)
    return tuple(found)


def _pointing(
    store: Store, node: NamedNode, predicate: NamedNode, among: str, part: str
) -> list[Statement]:
    text = f"SELECT ?g ?s WHERE {{ GRAPH ?g {{ {among} ?s {predicate} {node} }} }} {part}"
    found = [Statement(row["g"].value, row["s"], predicate, node) for row in select(store, text)]
    return sorted(found, key=lambda s: (s.subject.value, s.graph))


def _key(statement: Statement) -> tuple[str, ...]:
    subject, predicate, term, graph = (
        statement.subject,
        statement.predicate,
        statement.object,
        statement.graph,
    )
    return (predicate.value, str(term), subject.value, graph)
