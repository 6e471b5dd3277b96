"""The network as short JSON, from which the page draws the weave."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from trama.drawing.layout import name
from trama.drawing.palette import DARK, LIGHT, Theme
from trama.drawing.terms import BASIS, KIND, RELATION
from trama.network.links import Thing
from trama.network.network import BASES, KINDS, Network, natural

# What the picture begins with; the rest comes on demand, or it would drown the plan itself.
SHOWN = frozenset({"Mission", "StrategicObjective", "Driver"})
# A kind has the colour of the relation that most often leads to it.
_COLOURS = {
    "Driver": "combines",
    "Instrument": "carriedBy",
    "Actor": "involves",
    "Programme": "advances",
    "VisionKeyword": "concerns",
    "Theme": "relatesTo",
    "Concept": "contributesTo",
}


def name_with_kind(thing: Thing, lang: str) -> str:
    """Return the name of a thing with its kind, where its name alone would not tell which it is."""
    return f"{name(thing, lang)} ({KIND[thing.kind][lang]})"


def names_apart(things: Iterable[Thing], lang: str) -> list[str]:
    """Return the names of things, with their kinds where several have the same name."""
    found = list(things)
    count = Counter(name(thing, lang).casefold() for thing in found)
    return [
        name(each, lang) if count[name(each, lang).casefold()] == 1 else name_with_kind(each, lang)
        for each in found
    ]


def write_data(whole: Network, lang: str, base: str) -> bytes:
    """Return the network with labels in one language; things and links name others by their place."""
    things = sorted(whole.things.values(), key=natural)
    place = {thing.iri: index for index, thing in enumerate(things)}
    relations = sorted({link.relation for link in whole.links})
    content = {
        "kinds": [[kind, KIND[kind][lang]] for kind in KINDS],
        "apart": sorted(set(KINDS) - SHOWN),
        "relations": [[name, RELATION.get(name, {}).get(lang, name)] for name in relations],
        "bases": [[name, BASIS[name][lang]] for name in BASES],
        "colours": {"light": _colours(LIGHT, relations), "dark": _colours(DARK, relations)},
        "things": [
            [
                thing.iri.removeprefix(f"{base}id/"),
                KINDS.index(thing.kind),
                thing.code,
                thing.label(lang),
                place[whole.missions[thing.iri].iri] if thing.iri in whole.missions else -1,
            ]
            for thing in things
        ],
        "links": [
            [
                place[link.source],
                place[link.target],
                relations.index(link.relation),
                BASES.index(link.basis),
                float(link.confidence),
                link.iri.removeprefix(f"{base}id/link/"),
            ]
            for link in whole.links
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _colours(theme: Theme, relations: Iterable[str]) -> dict[str, Any]:
    return {
        "ground": theme.ground,
        "ink": theme.ink,
        "faint": theme.faint,
        "edge": theme.edge,
        "relations": [theme.relation(name) for name in relations],
        "kinds": [
            theme.relation(_COLOURS[kind]) if kind in _COLOURS else _plain_colour(kind, theme)
            for kind in KINDS
        ],
    }


def _plain_colour(kind: str, theme: Theme) -> str:
    return theme.ink if kind == "Mission" else theme.other
