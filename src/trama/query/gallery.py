"""The ready queries as a gallery: grouped by what they are about, in an order for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trama.query.library import Query
from trama.rdf.header import Words

# A query belongs to the first group that names it, or one of whose words its name holds.
_GROUPS: tuple[tuple[Words, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        {"it": "Perché: legami e qualità", "en": "Why: links and quality"},
        (
            "why",
            "threads-of-objective",
            "curated-facts",
            "inferred-links",
            "links-by-basis",
            "weakest-links",
            "changes-of-links",
        ),
        ("links-without", "without-link"),
    ),
    (
        {"it": "Agende e vocabolari", "en": "Agendas and vocabularies"},
        (),
        ("sdg", "eurovoc", "goals-of"),
    ),
    ({"it": "Il testo", "en": "The text"}, ("instruments-in-text",), ("passage",)),
    ({"it": "Driver", "en": "Drivers"}, (), ("driver",)),
    ({"it": "Territorio", "en": "Territory"}, (), ("comun", "union", "zone")),
    (
        {"it": "Obiettivi strategici", "en": "Strategic objectives"},
        (),
        ("objective-", "objectives-", "-objectives"),
    ),
    ({"it": "Attori", "en": "Actors"}, (), ("actor", "beneficiar")),
    ({"it": "Strumenti", "en": "Instruments"}, (), ("instrument",)),
    (
        {"it": "Piano e Missioni", "en": "Plan and Missions"},
        (),
        ("mission", "aims", "edition", "keyword", "legal", "theme", "plan"),
    ),
    (
        {"it": "Programmi e risultati", "en": "Programmes and results"},
        (),
        ("programme", "result", "funding"),
    ),
)
_OTHER: Words = {"it": "Altre", "en": "Others"}
_ORDER = (8, 5, 3, 7, 6, 4, 2, 9, 1, 0, len(_GROUPS))


@dataclass(frozen=True, slots=True)
class Group:
    """Some ready queries that are about the same."""

    title: Words
    queries: tuple[Query, ...]


def groups(queries: Mapping[str, Query]) -> list[Group]:
    """Return all queries in groups, none of them empty; a query of no group is in the last."""
    found: dict[int, list[Query]] = {}
    for query in queries.values():
        found.setdefault(_group(query.name), []).append(query)
    titles = [*(title for title, _, _ in _GROUPS), _OTHER]
    return [
        Group(
            titles[place], tuple(sorted(found[place], key=lambda query: query.title.get("it", "")))
        )
        for place in _ORDER
        if place in found
    ]


def _group(name: str) -> int:
    for place, (_, names, words) in enumerate(_GROUPS):
        if name in names or any(word in name for word in words):
            return place
    return len(_GROUPS)
