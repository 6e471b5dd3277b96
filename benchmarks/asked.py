"""What the benchmarks ask: small answers over the plan, as its readers ask them, and runaways."""

from __future__ import annotations

import random
from pathlib import Path

from trama.namespaces import Names
from trama.query.library import read_queries
from trama.query.sparql import bind

PREFIXES = """PREFIX trama: <https://w3id.org/trama/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX id: <https://w3id.org/trama/id/>
"""
_PLAN = "https://w3id.org/trama/id/psttm-2025-2027"
_ZONE = "https://w3id.org/trama/id/zone"
SMALL = [
    f"SELECT ?code ?label WHERE {{ ?o trama:inMission <{_PLAN}/mission/{mission}> ; "
    "a trama:StrategicObjective ; skos:notation ?code ; skos:prefLabel ?label "
    'FILTER(LANG(?label) = "it") } ORDER BY ?code'
    for mission in range(1, 7)
]
SMALL += [
    f"SELECT ?name WHERE {{ ?c trama:inZone <{_ZONE}/{zone}> ; a trama:Municipality ; "
    'skos:prefLabel ?name FILTER(LANG(?name) = "it") } ORDER BY ?name'
    for zone in range(1, 8)
]
SMALL += [f"SELECT ?o WHERE {{ <{_PLAN}/driver/{n}> trama:combines ?o }}" for n in range(1, 11)]
SMALL += [
    "ASK { <https://w3id.org/trama/id/instrument/ptm> ?p ?o }",
    "SELECT ?p ?o WHERE { <https://w3id.org/trama/id/instrument/ptm> ?p ?o }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?m a trama:Mission }",
    "SELECT ?mission (COUNT(?o) AS ?n) WHERE { ?o trama:inMission ?mission ; "
    "a trama:StrategicObjective } GROUP BY ?mission ORDER BY ?mission",
    "SELECT ?driver ?objective WHERE { ?driver trama:combines ?objective . ?objective "
    "trama:inMission <https://w3id.org/trama/id/psttm-2025-2027/mission/2> } LIMIT 50",
]
SMALL = [PREFIXES + text for text in SMALL]


def ready() -> dict[str, str]:
    """Return the ready queries of `queries/` by name, as the gallery asks them: with their defaults."""
    library = read_queries(Path(__file__).resolve().parent.parent / "queries")
    return {name: bind(query.text, query.values({}, Names())) for name, query in library.items()}


def runaway(chance: random.Random) -> str:
    """Return a query that would run for hours, unlike any other."""
    return f"SELECT (COUNT(*) AS ?n{chance.randrange(10**9)}) WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}"
