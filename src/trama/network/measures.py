"""Measures of the network of links, each with its definition and source.

`docs/measures.md` says how to read them, with the real plan's figures. All of them take the links that
a filter has kept; belonging to a Mission is no link and never counts as one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from trama.network.links import Thing
from trama.network.network import Network, natural

SHARED = ("Driver", "Instrument", "Actor")
"""The kinds of things by sharing which two objectives are tied."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """How far one objective reaches beyond its Mission."""

    objective: Thing
    mission: Thing
    drivers: tuple[Thing, ...]
    reaches: tuple[Thing, ...]
    participation: float


@dataclass(frozen=True, slots=True)
class Joint:
    """How many objectives and Missions one Driver, instrument or actor joins."""

    thing: Thing
    objectives: tuple[Thing, ...]
    missions: tuple[Thing, ...]
    participation: float


@dataclass(frozen=True, slots=True)
class Centrality:
    """How central one thing is: neighbours, their share of all, summed confidence, betweenness."""

    thing: Thing
    neighbours: int
    degree: float
    strength: float
    betweenness: float


@dataclass(frozen=True, slots=True)
class Dependence:
    """An objective, the one instrument that carries it, and how many others that one carries."""

    objective: Thing
    instrument: Thing
    others: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two Drivers and the objectives that both combine, by number and by Jaccard index."""

    one: Thing
    other: Thing
    shared: tuple[Thing, ...]
    jaccard: float


def ties(network: Network) -> nx.Graph[str]:
    """Return the objectives, tied by the Drivers, instruments and actors that they share.

    Each shared thing k adds c_ik·c_jk / (n_k - 1) to the weight of the tie between objectives i and j:
    n_k is the number of objectives that k is linked with, c the confidence of its surest link with each.
    With c = 1 this is the projection of Newman, «Scientific collaboration networks II», Physical
    Review E 64, 016132 (2001), eq. 2: what many objectives share ties each pair of them less.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(thing.iri for thing in network.of_kind("StrategicObjective"))
    for objectives in _objectives_by_thing(network).values():
        for one, other in combinations(sorted(objectives), 2):
            weight = objectives[one] * objectives[other] / (len(objectives) - 1)
            before = graph.get_edge_data(one, other, {"weight": 0.0})["weight"]
            graph.add_edge(one, other, weight=before + weight)
    return graph


def bridges(network: Network) -> tuple[Bridge, ...]:
    """Return the objectives by how far they bridge Missions, the widest bridge first.

    First by the number of Drivers that combine the objective, then by its participation coefficient
    P_i = 1 - Σ_s (k_is / k_i)², where k_is is the weight of its `ties` with the objectives of Mission s
    and k_i that of all its ties: 0 when all lie in one Mission, near 1 - 1/(number of Missions) when they
    are spread evenly (Guimerà and Amaral, «Functional cartography of complex metabolic networks»,
    Nature 433, 2005). `reaches` holds the other Missions that a tie leads to.
    """
    graph = ties(network)
    found = []
    for objective in network.of_kind("StrategicObjective"):
        own = network.missions.get(objective.iri)
        if own is None:
            continue
        by_mission: dict[str, float] = defaultdict(float)
        for other, facts in graph.adj[objective.iri].items():
            if other in network.missions:
                by_mission[network.missions[other].iri] += facts["weight"]
        drivers = _sources(network, "combines", objective)
        missions = {m.iri: m for m in network.missions.values()}
        reaches = _ordered(missions[iri] for iri in by_mission if iri != own.iri)
        found.append(Bridge(objective, own, drivers, reaches, _participation(by_mission.values())))
    found.sort(key=lambda b: (-len(b.drivers), -round(b.participation, 9), natural(b.objective)))
    return tuple(found)


def joints(network: Network) -> tuple[Joint, ...]:
    """Return what joins Missions: Drivers, instruments and actors with objectives of two or more.

    Ordered by Missions, then objectives. The participation coefficient is as in `bridges`, of the
    numbers of objectives in each Mission.
    """
    found = []
    for iri, objectives in _objectives_by_thing(network).items():
        counts = Counter(network.missions[o].iri for o in objectives if o in network.missions)
        if len(counts) < 2:
            continue
        missions = {m.iri: m for o in objectives if (m := network.missions.get(o))}
        things = _ordered(network.things[o] for o in objectives)
        joined = _ordered(missions.values())
        found.append(Joint(network.things[iri], things, joined, _participation(counts.values())))
    found.sort(key=lambda j: (-len(j.missions), -len(j.objectives), natural(j.thing)))
    return tuple(found)


def centrality(network: Network) -> tuple[Centrality, ...]:
    """Return how central each linked thing is, by betweenness, then neighbours.

    On the simple undirected projection: two things are neighbours if at least one link joins them.
    Degree centrality is k / (n - 1) (Freeman, «Centrality in social networks: conceptual
    clarification», Social Networks 1, 1978), strength the sum over neighbours of the surest link's
    confidence (Barrat et al., «The architecture of complex weighted networks», PNAS 101, 2004),
    betweenness the share of shortest paths between two others that pass through, mean over all
    pairs (Freeman, «A set of measures of centrality based on betweenness», Sociometry 40, 1977;
    computed as in Brandes 2001). A step counts 1 whatever its confidence: confidence says how sure
    a link is, not how short.
    """
    graph = projection(network)
    degree, between = nx.degree_centrality(graph), nx.betweenness_centrality(graph)
    found = [
        Centrality(
            thing=network.things[iri],
            neighbours=len(graph.adj[iri]),
            degree=degree[iri],
            strength=math.fsum(facts["weight"] for facts in graph.adj[iri].values()),
            betweenness=between[iri],
        )
        for iri in graph
    ]
    found.sort(key=lambda c: (-round(c.betweenness, 9), -c.neighbours, natural(c.thing)))
    return tuple(found)


def projection(network: Network) -> nx.Graph[str]:
    """Return the linked things as a simple undirected graph, weighted by the surest link."""
    graph: nx.Graph[str] = nx.Graph()
    ends = {end for link in network.links for end in (link.source, link.target)}
    graph.add_nodes_from(thing.iri for thing in _ordered(network.things[iri] for iri in ends))
    for link in network.links:
        if link.source != link.target:
            before = graph.get_edge_data(link.source, link.target, {"weight": 0.0})["weight"]
            weight = max(before, float(link.confidence))
            graph.add_edge(link.source, link.target, weight=weight)
    return graph


def one_instrument(network: Network) -> tuple[Dependence, ...]:
    """Return the objectives that exactly one instrument carries.

    If that instrument falls, no other that the plan names carries the objective: a leaf of the bipartite
    graph of objectives and instruments on the objectives' side (degree one; Diestel, «Graph Theory»,
    ch. 1). `others` is the number of other objectives that the same instrument carries.
    """
    carried = _carried(network)
    load = Counter(instrument for instruments in carried.values() for instrument in instruments)
    return tuple(
        Dependence(objective, network.things[iri], load[iri] - 1)
        for objective in network.of_kind("StrategicObjective")
        for iri in carried[objective.iri]
        if len(carried[objective.iri]) == 1
    )


def one_objective(network: Network) -> tuple[Dependence, ...]:
    """Return the instruments that carry exactly one objective.

    The other reading of dependence: a leaf on the instruments' side of the same graph. `others` is the
    number of other instruments that carry that objective.
    """
    carried = _carried(network)
    by_instrument: dict[str, list[str]] = defaultdict(list)
    for objective, instruments in carried.items():
        for instrument in instruments:
            by_instrument[instrument].append(objective)
    return tuple(
        Dependence(network.things[iri], instrument, len(carried[iri]) - 1)
        for instrument in network.of_kind("Instrument")
        for iri in by_instrument[instrument.iri]
        if len(by_instrument[instrument.iri]) == 1
    )


def overlap(network: Network) -> tuple[Overlap, ...]:
    """Return the pairs of Drivers that share objectives, the most alike first.

    The Jaccard index is |A ∩ B| / |A ∪ B| of the objectives that each combines (Jaccard, «The
    distribution of the flora in the alpine zone», New Phytologist 11, 1912). Pairs that share none have
    index 0 and are left out.
    """
    sets = {d: set(_targets(network, "combines", d)) for d in network.of_kind("Driver")}
    found = [
        Overlap(
            one,
            other,
            _ordered(sets[one] & sets[other]),
            len(sets[one] & sets[other]) / len(sets[one] | sets[other]),
        )
        for one, other in combinations(sets, 2)
        if sets[one] & sets[other]
    ]
    found.sort(key=lambda o: (-o.jaccard, -len(o.shared), natural(o.one), natural(o.other)))
    return tuple(found)


def matrix(network: Network) -> dict[Thing, dict[Thing, int]]:
    """Return for each Driver how many objectives of each Mission it combines.

    The cross-tabulation of the links `combines`; rows and columns in the plan's order.
    """
    columns = _ordered({m.iri: m for m in network.missions.values()}.values())
    table = {}
    for driver in network.of_kind("Driver"):
        combined = _targets(network, "combines", driver)
        counts = Counter(network.missions[t.iri].iri for t in combined if t.iri in network.missions)
        table[driver] = {mission: counts[mission.iri] for mission in columns}
    return table


def _objectives_by_thing(network: Network) -> dict[str, dict[str, float]]:
    """The objectives that each shareable thing is linked with, and the surest link's confidence."""
    found: dict[str, dict[str, float]] = {
        thing.iri: {} for kind in SHARED for thing in network.of_kind(kind)
    }
    for link in network.links:
        source, target = network.ends(link)
        for thing, objective in ((source, target), (target, source)):
            if thing.iri in found and objective.kind == "StrategicObjective":
                before = found[thing.iri].get(objective.iri, 0.0)
                found[thing.iri][objective.iri] = max(before, float(link.confidence))
    return found


def _carried(network: Network) -> dict[str, list[str]]:
    return {
        thing.iri: [instrument.iri for instrument in _targets(network, "carriedBy", thing)]
        for thing in network.of_kind("StrategicObjective")
    }


def _targets(network: Network, relation: str, source: Thing) -> tuple[Thing, ...]:
    links = (k for k in network.links if k.relation == relation and k.source == source.iri)
    return _ordered({network.things[link.target] for link in links})


def _sources(network: Network, relation: str, target: Thing) -> tuple[Thing, ...]:
    links = (k for k in network.links if k.relation == relation and k.target == target.iri)
    return _ordered({network.things[link.source] for link in links})


def _ordered(things: Iterable[Thing]) -> tuple[Thing, ...]:
    return tuple(sorted(things, key=natural))


def _participation(weights: Iterable[float]) -> float:
    parts = list(weights)
    whole = math.fsum(parts)
    return 1 - math.fsum((part / whole) ** 2 for part in parts) if whole else 0.0
