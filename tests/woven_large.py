"""A made-up weave of the size that the drawing must stand, for its tests and its benchmark."""

from __future__ import annotations

import random
from typing import Any

THINGS, LINKS = 5_000, 20_000
_SIZES = {
    "Mission": 20,
    "Driver": 180,
    "StrategicObjective": 2800,
    "Instrument": 1200,
    "Actor": 800,
}


def large_network(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of the weave's page with made-up things and links in the place of its own."""
    chance = random.Random(7)
    kinds = [kind for kind, _ in data["kinds"]]
    things: list[list[Any]] = [
        [f"{kind}/{n}", kinds.index(kind), f"{kind[0]}-{n}", f"{kind} number {n}", -1]
        for kind, size in _SIZES.items()
        for n in range(size)
    ]
    for thing in things[200:3000]:
        thing[4] = chance.randrange(20)
    relations = len(data["relations"])
    links = [
        [
            chance.randrange(20, 200),
            chance.randrange(200, THINGS),
            chance.randrange(relations),
            chance.randrange(2),
            0.5 + chance.random() / 2,
            f"{n:016x}",
        ]
        for n in range(LINKS)
    ]
    return data | {"things": things, "links": links}
