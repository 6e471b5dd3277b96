"""What arrives at a thing: how many statements by property, and its links, told apart by whose they are."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from trama.namespaces import TRAMA
from trama.network.links import Link
from trama.store import Store
from trama.store.select import select

CROWD = 100
"""From how many links on this is read once for a release, and not again for each page."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What arrives at a thing.

    `counts` are the statements that point at it by property, `ends` whence links lead to it, by the property
    that says the same, and `others` its links that come from other plans than its own.
    """

    counts: Mapping[NamedNode, int]
    ends: Mapping[str, frozenset[str]]
    own: Sequence[Link]
    others: Sequence[Link]


def read_arrivals(store: Store, names: Container[str], iri: str, links: Sequence[Link]) -> Arrivals:
    """Return what arrives at a thing that has some links; `names` knows the plans there are."""
    arriving = (
        f"GRAPH ?g {{ ?s ?p {NamedNode(iri)} }} FILTER(?p NOT IN ({TRAMA.source}, {TRAMA.target}))"
    )
    rows = select(store, f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ {arriving} }} GROUP BY ?p")
    own, others = _parted(names, iri, links)
    return Arrivals({row["p"]: int(row["n"].value) for row in rows}, _ends(links, iri), own, others)


def _ends(links: Iterable[Link], iri: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for link in links:
        if link.target == iri:
            found.setdefault(TRAMA.iri + link.relation, set()).add(link.source)
    return {relation: frozenset(sources) for relation, sources in found.items()}


def _parted(
    names: Container[str], iri: str, links: Sequence[Link]
) -> tuple[Sequence[Link], Sequence[Link]]:
    """The links of a thing, and apart those which come from other plans than the one that it is of."""
    plan = _plan_of(names, iri)
    if not plan:
        return links, ()
    near = {link.iri for link in links if link.source == iri or link.source.startswith(plan)}
    own = [link for link in links if link.iri in near]
    return own, [link for link in links if link.iri not in near]


def _plan_of(names: Container[str], iri: str) -> str:
    """What the IRIs of the things of a plan begin with, of the plan that a thing is of; else empty."""
    root, middle, rest = iri.partition("/id/")
    plan = f"{root}{middle}{rest.partition('/')[0]}"
    return f"{plan}/" if middle and plan in names else ""
