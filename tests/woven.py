"""A network small enough to measure by hand, for the tests of measures and drawings.

Two Missions; objectives a, b in the first and c, d, e in the second:

    Driver 1 -1.0- a, b           Instrument A -1.0- a
    Driver 2 -1.0- b, c  -0.5- d  Instrument B -0.8- c  -1.0- d
                                  Instrument C -1.0- e
                                  Instrument D -0.6- c
"""

from __future__ import annotations

from decimal import Decimal

from trama.network.links import Link, Quoted, Thing
from trama.network.network import Network

BASE = "https://example.org/id/"


def thing(local: str, kind: str, code: str, it: str, en: str) -> Thing:
    return Thing(BASE + local, kind, {"it": it, "en": en}, code)


MISSION_1 = thing("mission/1", "Mission", "1", "Acqua", "Water")
MISSION_2 = thing("mission/2", "Mission", "2", "Terra", "Land")
A, B, C, D, E = (
    thing(f"objective/{code}", "StrategicObjective", code, f"Obiettivo {code}", f"Objective {code}")
    for code in ("M1-01", "M1-02", "M2-01", "M2-02", "M2-03")
)
DRIVER_1 = thing("driver/1", "Driver", "1", "Fiume", "River")
DRIVER_2 = thing("driver/2", "Driver", "2", "Campo", "Field")
IN_A, IN_B, IN_C, IN_D = (
    thing(f"instrument/{x}", "Instrument", "", f"Piano {x.upper()}", f"Plan {x.upper()}")
    for x in "abcd"
)
PLAN = thing("plan", "Plan", "", "Il piano", "The plan")
TOWN = thing("comune/1", "Municipality", "1", "Borgo", "Town")


def link(
    source: Thing, relation: str, target: Thing, confidence: str = "1", basis: str = "Curated"
) -> Link:
    name = f"{BASE}link/{source.iri.removeprefix(BASE)}-{relation}-{target.iri.removeprefix(BASE)}"
    quote = Quoted("p-1", "le parole", f"{BASE}passage/p-1/quote/1")
    why = {"it": "Perché sì.", "en": "Because."}
    return Link(name, source.iri, relation, target.iri, basis, Decimal(confidence), why, (quote,))


LINKS = (
    link(DRIVER_1, "combines", A),
    link(DRIVER_1, "combines", B, basis="Stated"),
    link(DRIVER_2, "combines", B),
    link(DRIVER_2, "combines", C),
    link(DRIVER_2, "combines", D, "0.5"),
    link(A, "carriedBy", IN_A, basis="Stated"),
    link(C, "carriedBy", IN_B, "0.8"),
    link(D, "carriedBy", IN_B),
    link(E, "carriedBy", IN_C),
    link(C, "carriedBy", IN_D, "0.6"),
    link(DRIVER_1, "touches", MISSION_1, "0.9", basis="Inferred"),
    link(PLAN, "addresses", TOWN, basis="Stated"),
)
THINGS = (
    MISSION_1, MISSION_2, A, B, C, D, E, DRIVER_1, DRIVER_2, IN_A, IN_B, IN_C, IN_D, PLAN, TOWN,
)  # fmt: skip
WHOLE = Network(
    things={t.iri: t for t in THINGS},
    links=LINKS,
    missions={
        A.iri: MISSION_1,
        B.iri: MISSION_1,
        C.iri: MISSION_2,
        D.iri: MISSION_2,
        E.iri: MISSION_2,
    },
    titles={"it": "Piano di prova", "en": "Trial plan"},
)
