"""Why two things are linked: the links between them, or the chain that joins them, with their quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from trama.errors import QueryError
from trama.language.nearest import nearest
from trama.namespaces import Names
from trama.network.links import (
    Link,
    Thing,
    read_between,
    read_codes,
    read_links,
    read_links_of,
    read_things,
)
from trama.store import Store

MAX_STEPS = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One link of a chain, with the ends' names and the reasons that it rests on."""

    link: Link
    source: Thing
    target: Thing
    rests_on: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How two things are joined: each step holds the links between two neighbours.

    One step is a direct link; several are the shortest chain; none means that nothing joins them
    within MAX_STEPS links.
    """

    source: Thing
    target: Thing
    steps: tuple[tuple[Reason, ...], ...]


def explain(store: Store, source: str, target: str, names: Names) -> Explanation:
    """Explain why two things are linked.

    Each is named by IRI, local name (`instrument/ptm`), its end (`driver/4`, `ptm`), or its code or
    acronym (`M2-15`, `PTM`). Links of both directions count. Chains go through stated and curated
    links only, for an inferred link is itself a chain. Raises QueryError if a name is unknown or
    could mean several things.
    """
    codes = read_codes(store)
    start, end = (find_linked(name, codes, names) for name in (source, target))
    if start == end:
        raise QueryError("name.both", thing=start)
    # Few things are needed for a direct link, and reading all of them would take most of the time.
    links = read_between(store, start, end)
    named = {start, end}.union(*((link.source, link.target) for link in links.values()))
    things = read_things(store, only=named)
    direct = _between(start, end, links, things)
    if direct:
        return Explanation(things[start], things[end], (direct,))
    everything, every_link = read_things(store), read_links(store)
    steps = _chain(start, end, every_link, everything)
    return Explanation(everything[start], everything[end], steps)


def read_about(store: Store, iri: str) -> tuple[Reason, ...]:
    """Return the links from a thing and to it, the surest first, inferred ones last."""
    links = read_links_of(store, iri)
    ends = {iri}.union(*((link.source, link.target) for link in links.values()))
    things = read_things(store, only=ends)
    own = [link for link in links.values() if iri in (link.source, link.target)]
    own.sort(key=lambda link: (link.basis == "Inferred", -link.confidence, link.iri))
    return tuple(_reason(link, links, things) for link in own)


def find_linked(name: str, codes: Mapping[str, str], names: Names) -> str:
    """Return the IRI that a name means among things with links, which `codes` gives with their codes.

    Raises QueryError, with the nearest name, if it means none of them, or several.
    """
    base = names.thing("").value
    for iri in (name, base + name):
        if iri in codes:
            return iri
    found = [iri for iri, code in codes.items() if code.casefold() == name.casefold()]
    found = found or [iri for iri in codes if iri.endswith(f"/{name}")]
    if len(found) == 1:
        return found[0]
    if found:
        meant = ", ".join(iri.removeprefix(base) for iri in found)
        raise QueryError("name.several", name=name, meant=meant)
    known = {*codes.values()} | {iri.removeprefix(base) for iri in codes}
    raise QueryError("name.no-links", name=name, near=nearest(name, known))


def _between(
    one: str, other: str, links: Mapping[str, Link], things: Mapping[str, Thing]
) -> tuple[Reason, ...]:
    ends = {one, other}
    found = [link for link in links.values() if {link.source, link.target} == ends]
    found.sort(key=lambda link: (link.basis == "Inferred", -link.confidence, link.iri))
    return tuple(_reason(link, links, things) for link in found)


def _reason(link: Link, links: Mapping[str, Link], things: Mapping[str, Thing]) -> Reason:
    rests = tuple(_reason(links[iri], links, things) for iri in link.rests_on if iri in links)
    rests = tuple(sorted(rests, key=lambda reason: (-reason.link.confidence, reason.link.iri)))
    return Reason(link, things[link.source], things[link.target], rests)


def _chain(
    start: str, end: str, links: Mapping[str, Link], things: Mapping[str, Thing]
) -> tuple[tuple[Reason, ...], ...]:
    """The shortest chain, and of several equally short the surest one."""
    # Most questions are answered by a direct link, and this is long to load.
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for link in links.values():
        if link.basis != "Inferred":
            doubt = min(
                1 - float(link.confidence),
                graph.get_edge_data(link.source, link.target, {"doubt": 1.0})["doubt"],
            )
            graph.add_edge(link.source, link.target, doubt=doubt)
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return ()
    # A step costs more than all the doubt of a whole chain, so length comes first.
    path = nx.dijkstra_path(graph, start, end, lambda _a, _b, facts: MAX_STEPS + facts["doubt"])
    if len(path) - 1 > MAX_STEPS:
        return ()
    return tuple(
        tuple(r for r in _between(a, b, links, things) if r.link.basis != "Inferred")
        for a, b in pairwise(path)
    )
