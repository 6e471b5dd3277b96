"""The links as a network: the things that they join, the part that a filter keeps, and its graph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import networkx as nx
from pyoxigraph import Literal

from trama.namespaces import KIND
from trama.network.links import Link, Thing, read_links, read_things
from trama.store import Store
from trama.store.select import select

KINDS = (
    "Mission",
    "StrategicObjective",
    "Driver",
    "Instrument",
    "Actor",
    "Programme",
    "VisionKeyword",
    "Theme",
    "Place",
    "Event",
    "Concept",
    "Plan",
    "TerritorialArea",
    "HomogeneousZone",
    "MunicipalUnion",
    "Municipality",
)
"""The classes of things that links join, in the order in which people read a plan."""
APART = frozenset(KINDS[KINDS.index("Concept") :])
"""The classes left out unless asked for: territory and vocabularies would drown the plan itself."""
BASES = ("Stated", "Curated", "Inferred")
MEMBERSHIP = "inMission"

# Objectives without links are part of the plan too, so they are read beside the ends of links.
_PARTS = """
SELECT ?thing ?kind ?label ?code ?mission WHERE {
  VALUES ?kind { trama:Mission trama:StrategicObjective trama:Driver trama:Theme }
  ?thing a ?kind ; rdfs:label ?label .
  OPTIONAL { ?thing skos:notation ?code }
  OPTIONAL { ?thing trama:inMission ?mission }
}"""
_PLANS = """
SELECT DISTINCT ?plan ?label WHERE {
  ?mission a trama:Mission ; trama:inPlan ?plan . ?plan rdfs:label ?label .
}"""


_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?link a trama:Link }"
_IN_FORCE = """
SELECT DISTINCT ?plan WHERE {{
  ?plan trama:planKind {kind} .
  FILTER NOT EXISTS {{ ?newer dcterms:replaces ?plan }}
  FILTER EXISTS {{ ?objective trama:inPlan ?plan ; a trama:StrategicObjective }}
}}"""
# An instrument or an actor is in no plan, and a link may join two of them.
_OF_PLANS = """
SELECT DISTINCT ?link ?source ?target WHERE {{
  ?link a trama:Link ; trama:source ?source ; trama:target ?target .
  OPTIONAL {{ ?source trama:inPlan ?one }}
  OPTIONAL {{ ?target trama:inPlan ?other }}
  FILTER ((!BOUND(?one) || ?one IN ({plans})) && (!BOUND(?other) || ?other IN ({plans})))
}}"""
_BESIDE = """
SELECT DISTINCT ?link ?source ?target WHERE {{
  VALUES ?plan {{ {plans} }}
  ?thing trama:inPlan ?plan . ?link trama:source|trama:target ?thing .
  ?link a trama:Link ; trama:source ?source ; trama:target ?target .
  OPTIONAL {{ ?source trama:inPlan ?one }}
  OPTIONAL {{ ?target trama:inPlan ?other }}
  FILTER ((!BOUND(?one) || ?one IN ({named})) && (!BOUND(?other) || ?other IN ({named})))
}}"""
MOST = 5_000
"""Links of a dataset up to which all are read; of more only those of the plan in force, or of plans that are named."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the network to keep; an empty set keeps all, but for kinds and bases.

    No `kinds` means all but APART; `bases` leaves inferred links out, for they repeat what the others
    already say. Missions and Drivers are IRIs; `trama.network.filters` turns what people write into them.
    """

    kinds: frozenset[str] = frozenset()
    missions: frozenset[str] = frozenset()
    drivers: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset({"Stated", "Curated"})
    least: Decimal = Decimal(0)

    def trusts(self, link: Link) -> bool:
        """Say whether a link's basis and confidence are good enough."""
        return link.basis in self.bases and link.confidence >= self.least


@dataclass(frozen=True, slots=True)
class Network:
    """Things and the links between them.

    `missions` gives the Mission of each objective and theme that belongs to one, whether or not
    Missions are among the things; `titles` the plans' names by language.
    """

    things: Mapping[str, Thing]
    links: tuple[Link, ...]
    missions: Mapping[str, Thing] = field(default_factory=dict, hash=False)
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)

    def of_kind(self, kind: str) -> tuple[Thing, ...]:
        """Return the things of a kind in natural order."""
        return tuple(sorted((t for t in self.things.values() if t.kind == kind), key=natural))

    def ends(self, link: Link) -> tuple[Thing, Thing]:
        """Return the source and the target of a link."""
        return self.things[link.source], self.things[link.target]

    def graph(self) -> nx.MultiDiGraph[str]:
        """Return the network as a networkx graph, with all that a file of it should hold.

        Nodes are IRIs with `kind`, `code`, `label_it`, `label_en` and, for what belongs to one,
        `mission` (its code). Edges are keyed by the IRI of their link and hold `relation`, `basis`,
        `confidence`, `weight` (the same) and `link`. An objective or theme has also an edge
        `inMission` to its Mission if that is kept; the plan's own order needs no link, so its
        `link` is empty.
        """
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for thing in sorted(self.things.values(), key=natural):
            mission = thing if thing.kind == "Mission" else self.missions.get(thing.iri)
            graph.add_node(
                thing.iri,
                kind=thing.kind,
                code=thing.code,
                label_it=thing.label("it"),
                label_en=thing.label("en"),
                mission=mission.code if mission else "",
            )
        for link in self.links:
            facts = _facts(link.relation, link.basis, float(link.confidence), link.iri)
            graph.add_edge(link.source, link.target, key=link.iri, **facts)
        for member, mission in self.memberships():
            facts = _facts(MEMBERSHIP, "Stated", 1.0, "")
            graph.add_edge(member.iri, mission.iri, key=f"{member.iri} {MEMBERSHIP}", **facts)
        return graph

    def memberships(self) -> tuple[tuple[Thing, Thing], ...]:
        """Return the pairs of a kept objective or theme and its Mission, if that is kept too."""
        return tuple(
            (thing, self.missions[thing.iri])
            for thing in sorted(self.things.values(), key=natural)
            if thing.iri in self.missions and self.missions[thing.iri].iri in self.things
        )

    def kept(self, wanted: Filter) -> Network:
        """Return the part of the network that a filter keeps.

        A Mission keeps its own objectives, a Driver those that it combines; of the rest only what
        a trusted link joins to these (or to the chosen Driver) stays. Objectives stay without links
        also, and Missions as long as one of their objectives does.
        """
        links = [link for link in self.links if wanted.trusts(link)]
        inside = {
            iri: thing
            for iri, thing in self.things.items()
            if self._is_inside(thing, wanted) and thing.kind != "Mission"
        }
        if wanted.missions or wanted.drivers:
            inside = self._near(inside, links, wanted)
        inside |= self._own_missions(inside)
        kinds = wanted.kinds or frozenset(KINDS) - APART
        inside = {iri: thing for iri, thing in inside.items() if thing.kind in kinds}
        links = [
            link
            for link in links
            if link.source in inside
            and link.target in inside
            and (not wanted.relations or link.relation in wanted.relations)
        ]
        joined = {end for link in links for end in (link.source, link.target)}
        things = {
            iri: thing
            for iri, thing in inside.items()
            if iri in joined or thing.kind in ("StrategicObjective", "Mission")
        }
        missions = {iri: mission for iri, mission in self.missions.items() if iri in things}
        return Network(things, tuple(links), missions, self.titles)

    def _is_inside(self, thing: Thing, wanted: Filter) -> bool:
        if wanted.missions and thing.iri in self.missions:
            return self.missions[thing.iri].iri in wanted.missions
        return not (wanted.drivers and thing.kind == "Driver" and thing.iri not in wanted.drivers)

    def _near(
        self, inside: Mapping[str, Thing], links: Iterable[Link], wanted: Filter
    ) -> dict[str, Thing]:
        """What is left when only some Missions or Drivers are asked for."""
        objectives = {iri for iri, thing in inside.items() if thing.kind == "StrategicObjective"}
        if wanted.drivers:
            objectives &= {
                link.target
                for link in links
                if link.relation == "combines" and link.source in wanted.drivers
            }
        anchors = objectives | {iri for iri in wanted.drivers if iri in inside}
        near = set(anchors)
        for link in links:
            if link.source in anchors or link.target in anchors:
                near |= {link.source, link.target}
        return {
            iri: thing
            for iri, thing in inside.items()
            if iri in near and (thing.kind != "StrategicObjective" or iri in objectives)
        }

    def _own_missions(self, inside: Mapping[str, Thing]) -> dict[str, Thing]:
        owners = {
            self.missions[iri].iri
            for iri, thing in inside.items()
            if thing.kind == "StrategicObjective" and iri in self.missions
        }
        return {iri: self.things[iri] for iri in sorted(owners) if iri in self.things}


def read_network(store: Store, plans: Collection[str] | None = None) -> Network:
    """Return the network of a dataset: of the plans with these IRIs, and of what is in no plan.

    Without `plans`, all of it up to MOST links, and beyond them that of the strategic plan in force; an
    empty collection is all plans, however many.
    """
    if plans is None:
        # A dataset without such a plan is read whole.
        plans = plans_in_force(store) if is_large(store) else ()
    joined, links = _joined(store, plans)
    return _network(store, plans, joined, links)


def read_beside(
    store: Store, above: Collection[str], plans: Collection[str], base: Network
) -> Network:
    """Return the network of the plans `above`, whose network is `base`, and of some others beside them.

    It is what `read_network` reads of all of them, but only the links of the others are asked for.
    """
    named = ", ".join(f"<{plan}>" for plan in sorted({*above, *plans}))
    values = " ".join(f"<{plan}>" for plan in sorted(plans))
    rows = list(select(store, _BESIDE.format(plans=values, named=named)))
    links = {link.iri: link for link in base.links}
    found = {row["link"].value for row in rows} - links.keys()
    ends = {row[end].value for row in rows for end in ("source", "target")} - base.things.keys()
    links |= read_links(store, only=found) if found else {}
    things = {**base.things, **(read_things(store, only=ends) if ends else {})}
    own = _network(store, plans, things, tuple(links[iri] for iri in sorted(links)))
    missions = dict(sorted({**base.missions, **own.missions}.items()))
    return replace(own, missions=missions, titles=_titles(store, {*above, *plans}))


def _network(
    store: Store, plans: Collection[str], joined: Mapping[str, Thing], links: tuple[Link, ...]
) -> Network:
    """The network of some plans, whose links are known, and what these join."""
    kinds: dict[str, str] = {}
    codes: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    owner: dict[str, str] = {}
    for row in select(store, _of(_PARTS, "?thing trama:inPlan ?plan .", plans)):
        iri = row["thing"].value
        kinds[iri] = row["kind"].value.rpartition("#")[2]
        codes[iri] = row["code"].value if row["code"] else ""
        if row["mission"]:
            owner[iri] = row["mission"].value
        if isinstance(row["label"], Literal):
            labels[iri][row["label"].language or ""] = row["label"].value
    parts = {iri: Thing(iri, kinds[iri], labels[iri], codes[iri]) for iri in sorted(kinds)}
    things = {**parts, **joined}
    return Network(
        things={iri: things[iri] for iri in sorted(things)},
        links=links,
        missions={iri: things[owner[iri]] for iri in sorted(owner) if owner[iri] in things},
        titles=_titles(store, plans),
    )


def _titles(store: Store, plans: Collection[str]) -> dict[str, str]:
    titles: dict[str, list[str]] = defaultdict(list)
    for row in select(store, _of(_PLANS, "", plans)):
        if isinstance(row["label"], Literal):
            titles[row["label"].language or "it"].append(row["label"].value)
    return {lang: "; ".join(sorted(names)) for lang, names in sorted(titles.items())}


def is_large(store: Store) -> bool:
    """Say whether a dataset has so many links that only those of the plan in force are read."""
    return sum(int(row["n"].value) for row in select(store, _COUNT)) > MOST


def plans_in_force(store: Store) -> list[str]:
    """Return the IRIs of the strategic plans that none replaces, of which a dataset may have none."""
    query = _IN_FORCE.format(kind=KIND["plan-kind/strategic-plan"])
    return sorted(row["plan"].value for row in select(store, query))


def _of(query: str, joined: str, plans: Collection[str]) -> str:
    """A query of some plans only, by its variable `?plan`; of all if there are none."""
    if not plans:
        return query
    values = " ".join(f"<{plan}>" for plan in sorted(plans))
    return query.replace("WHERE {", f"WHERE {{ VALUES ?plan {{ {values} }} {joined}", 1)


def _joined(store: Store, plans: Collection[str]) -> tuple[dict[str, Thing], tuple[Link, ...]]:
    """The things that links join, and the links."""
    if not plans:
        return read_things(store), tuple(read_links(store).values())
    named = ", ".join(f"<{plan}>" for plan in sorted(plans))
    rows = list(select(store, _OF_PLANS.format(plans=named)))
    ends = {row[end].value for row in rows for end in ("source", "target")}
    found = {row["link"].value for row in rows}
    if not found:
        return {}, ()
    return read_things(store, only=ends), tuple(read_links(store, only=found).values())


def natural(thing: Thing) -> tuple[object, ...]:
    """Return the key by which things are put in order: kind, code with numbers as such, label."""
    kind = KINDS.index(thing.kind) if thing.kind in KINDS else len(KINDS)
    numbers = re.split(r"(\d+)", thing.code)
    code = tuple((1, int(n), "") if n.isdigit() else (0, 0, n) for n in numbers)
    # Acronyms name only some instruments and actors, so among these the label comes first.
    named = thing.kind in ("Instrument", "Actor", "Programme")
    label = thing.label("it").casefold()
    return (kind, label, code, thing.iri) if named else (kind, code, label, thing.iri)


def _facts(relation: str, basis: str, confidence: float, link: str) -> dict[str, str | float]:
    return {
        "relation": relation,
        "basis": basis,
        "confidence": confidence,
        "weight": confidence,
        "link": link,
    }
