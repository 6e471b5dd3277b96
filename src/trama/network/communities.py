"""The objectives divided into communities by their ties, held to the plan's own Missions."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

from trama.network.links import Thing
from trama.network.measures import ties
from trama.network.network import Network

SEED = 2025
"""The seed of the search for communities, so that the same links always give the same answer."""


@dataclass(frozen=True, slots=True)
class Division:
    """The objectives divided by their ties, against the plan's division into Missions.

    `apart` holds the objectives that share nothing with any other; they are in neither division.
    """

    communities: tuple[tuple[Thing, ...], ...]
    missions: tuple[tuple[Thing, ...], ...]
    modularity: float
    mission_modularity: float
    rand: float
    information: float
    apart: tuple[Thing, ...]


def division(network: Network) -> Division:
    """Divide the objectives into communities by their ties, and hold that to the Missions.

    Communities are sought by the Louvain method (Blondel et al., «Fast unfolding of communities in
    large networks», J. Stat. Mech. 2008, P10008) with resolution 1 and a fixed seed, on `ties`.
    Modularity is Q = Σ_c [ L_c/m - (d_c/2m)² ]: m is the weight of all ties, L_c of those inside
    group c, d_c the sum of its members' tie weights (Newman and Girvan, Physical Review E 69, 026113,
    2004; weighted as in Newman, Physical Review E 70, 056131, 2004). Agreement is told by
    `adjusted_rand` and `mutual_information`.
    """
    graph = ties(network)
    tied = [
        thing
        for thing in network.of_kind("StrategicObjective")
        if graph.adj[thing.iri] and thing.iri in network.missions
    ]
    apart = tuple(t for t in network.of_kind("StrategicObjective") if t not in set(tied))
    number = {thing.iri: index for index, thing in enumerate(tied)}
    # Whole numbers as nodes: the order of a set of texts differs from run to run.
    whole: nx.Graph[int] = nx.Graph()
    whole.add_nodes_from(range(len(tied)))
    whole.add_weighted_edges_from(
        sorted(
            (*sorted((number[a], number[b])), facts["weight"])
            for a, b, facts in graph.edges(data=True)
            if a in number and b in number
        )
    )
    missions = [network.missions[thing.iri].iri for thing in tied]
    own = _groups(missions)
    if not whole.number_of_edges():
        return Division((), _things(own, tied), 0.0, 0.0, 1.0, 1.0, apart)
    found = nx.community.louvain_communities(whole, weight="weight", resolution=1, seed=SEED)
    found = sorted(found, key=lambda group: (-len(group), min(group)))
    member = {node: index for index, group in enumerate(found) for node in group}
    communities = [member[node] for node in range(len(tied))]
    return Division(
        communities=_things(found, tied),
        missions=_things(own, tied),
        modularity=nx.community.modularity(whole, found, weight="weight"),
        mission_modularity=nx.community.modularity(whole, own, weight="weight"),
        rand=adjusted_rand(communities, missions),
        information=mutual_information(communities, missions),
        apart=apart,
    )


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return how well two divisions of the same things agree, corrected for chance.

    The Rand index counts the pairs that both put together or both apart; adjusted, it is 1 for equal
    divisions and 0 on average for unrelated ones of the same sizes (Hubert and Arabie, «Comparing
    partitions», Journal of Classification 2, 1985).
    """
    both = _pairs(zip(one, other, strict=True))
    first, second = _pairs(one), _pairs(other)
    expected = first * second / math.comb(len(one), 2) if len(one) > 1 else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def mutual_information(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return how much one division of the same things tells of the other, from 0 to 1.

    Normalised mutual information 2·I / (H_one + H_other) (Danon et al., «Comparing community structure
    identification», J. Stat. Mech. 2005, P09008). It is not corrected for chance: many small groups
    raise it, so read it beside `adjusted_rand`.
    """
    first, second = _entropy(one), _entropy(other)
    both = _entropy(list(zip(one, other, strict=True)))
    return 2 * (first + second - both) / (first + second) if first + second else 1.0


def _groups(labels: Sequence[str]) -> list[set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for index, label in enumerate(labels):
        groups[label].add(index)
    return list(groups.values())


def _things(
    groups: Iterable[Iterable[int]], things: Sequence[Thing]
) -> tuple[tuple[Thing, ...], ...]:
    return tuple(tuple(things[index] for index in sorted(group)) for group in groups)


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(math.comb(size, 2) for size in Counter(labels).values())


def _entropy(labels: Sequence[Hashable]) -> float:
    counts = Counter(labels)
    return -math.fsum(n / len(labels) * math.log(n / len(labels)) for n in counts.values())
