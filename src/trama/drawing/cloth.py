"""The weave as cloth: the objectives of a plan as warp threads, another kind of things as weft, knots as links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trama.network.links import Link, Thing
from trama.network.network import Network, natural

SWEEPS = 12
# The kinds that may be the weft, by the name that an address has for them.
WEFTS: dict[str, tuple[str, str, str]] = {
    "driver": ("Driver", "Driver", "Drivers"),
    "strumenti": ("Instrument", "Strumenti", "Instruments"),
    "attori": ("Actor", "Attori", "Actors"),
    "parole": ("VisionKeyword", "Parole chiave", "Keywords"),
    "onu": ("Concept", "Obiettivi ONU", "UN goals"),
}
_GOALS = "/concept/sdg-"


@dataclass(frozen=True, slots=True)
class Knot:
    """A crossing: the places of its warp and weft thread, and the surest link that ties them."""

    warp: int
    weft: int
    link: Link


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread: its thing, the code of its Mission (of a warp thread), and how many knots it has."""

    thing: Thing
    mission: str
    knots: int


@dataclass(frozen=True, slots=True)
class Cloth:
    """The cloth: threads in the order in which they lie, knots, and the Missions with how many threads."""

    warp: tuple[Thread, ...]
    weft: tuple[Thread, ...]
    knots: tuple[Knot, ...]
    missions: tuple[tuple[Thing, int], ...]

    @property
    def loose(self) -> tuple[Thread, ...]:
        """The warp threads without a knot."""
        return tuple(thread for thread in self.warp if not thread.knots)


def weave(network: Network, weft: str = "driver", *, by_plan: bool = False) -> Cloth:
    """Return the cloth of a network whose weft is one of `WEFTS`.

    Threads that share knots lie beside each other, warp threads within their Mission, by the barycentre of
    what they are tied to; `by_plan` leaves all in the plan's order. Links that a rule inferred tie no knot.
    """
    kind = WEFTS[weft][0]
    objectives = [t for t in network.of_kind("StrategicObjective") if t.iri in network.missions]
    others = {t.iri: t for t in network.of_kind(kind) if weft != "onu" or _GOALS in t.iri}
    tied = _tied(network.links, {t.iri for t in objectives}, others)
    across = sorted((others[i] for i in {w for _, w in tied}), key=natural)
    if weft == "driver":
        across = sorted(others.values(), key=natural)
    groups: dict[str, list[Thing]] = defaultdict(list)
    for thing in sorted(objectives, key=natural):
        groups[network.missions[thing.iri].iri].append(thing)
    missions = sorted((network.things[iri] for iri in groups), key=natural)
    columns = [thing for mission in missions for thing in groups[mission.iri]]
    if not by_plan:
        columns, across = _ordered(columns, across, tied, network.missions)
    place = {t.iri: i for i, t in enumerate(columns)}
    row = {t.iri: i for i, t in enumerate(across)}
    knots = [Knot(place[o], row[w], link) for (o, w), link in tied.items()]
    return Cloth(
        tuple(
            Thread(t, network.missions[t.iri].code, sum(k.warp == i for k in knots))
            for i, t in enumerate(columns)
        ),
        tuple(Thread(t, "", sum(k.weft == i for k in knots)) for i, t in enumerate(across)),
        tuple(sorted(knots, key=lambda knot: (knot.weft, knot.warp))),
        tuple((mission, len(groups[mission.iri])) for mission in missions),
    )


def _tied(
    links: Iterable[Link], objectives: set[str], others: Mapping[str, Thing]
) -> dict[tuple[str, str], Link]:
    """The surest link between each objective and each thing of the weft."""
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        for objective, other in ((link.source, link.target), (link.target, link.source)):
            if link.basis != "Inferred" and objective in objectives and other in others:
                known = found.get((objective, other))
                if known is None or (known.confidence, link.iri) < (link.confidence, known.iri):
                    found[objective, other] = link
    return found


def _ordered(
    columns: list[Thing],
    rows: list[Thing],
    tied: Mapping[tuple[str, str], Link],
    missions: Mapping[str, Thing],
) -> tuple[list[Thing], list[Thing]]:
    """Order by barycentre sweeps (Sugiyama, Tagawa and Toda, IEEE SMC 11, 1981); loose threads come last."""
    near: dict[str, list[str]] = defaultdict(list)
    for objective, other in tied:
        near[objective].append(other)
        near[other].append(objective)
    for _ in range(SWEEPS):
        at = {t.iri: i for i, t in enumerate(columns)}
        rows = sorted(rows, key=lambda t: (_middle(near[t.iri], at), natural(t)))
        at = {t.iri: i for i, t in enumerate(rows)}
        columns = sorted(
            columns,
            key=lambda t: (natural(missions[t.iri]), _middle(near[t.iri], at), natural(t)),
        )
    return columns, rows


def _middle(ends: list[str], at: Mapping[str, int]) -> float:
    return sum(at[end] for end in ends) / len(ends) if ends else float("inf")
