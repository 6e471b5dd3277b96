"""What arrives at a thing: how many statements by property, and its links, told apart by whose they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from trama.namespaces import TRAMA
from trama.network.links import Link
from trama.store import Store
from trama.store.select import select


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What arrives at a thing.

    `counts` are the statements that point at it by property, `told` from how many things links lead to it, by the
    property that says the same, and `others` its links that come from other plans than its own.
    """

    counts: Mapping[NamedNode, int]
    told: Mapping[str, int]
    own: Sequence[Link]
    others: Sequence[Link]


def count_arriving(store: Store, iri: str) -> dict[NamedNode, int]:
    """Return how many statements point at a thing, by property, but for those of links themselves."""
    arriving = (
        f"GRAPH ?g {{ ?s ?p {NamedNode(iri)} }} FILTER(?p NOT IN ({TRAMA.source}, {TRAMA.target}))"
    )
    rows = select(store, f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ {arriving} }} GROUP BY ?p")
    return {row["p"]: int(row["n"].value) for row in rows}


def plan_of(iri: str) -> str:
    """Return what the IRIs of the things of a plan begin with, of the plan that a thing would be of; else empty."""
    root, middle, rest = iri.partition("/id/")
    return f"{root}{middle}{rest.partition('/')[0]}/" if middle else ""
