"""The colours of drawings: safe for the colour-blind, readable on white and on dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_RESTS_ON = {"touches": "combines", "serves": "carriedBy", "engages": "involves"}


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a drawing on one ground."""

    ground: str
    ink: str
    faint: str
    box: str
    edge: str
    strong: str
    on_strong: str
    soft: str
    relations: Mapping[str, str]
    other: str

    def relation(self, name: str) -> str:
        """Return the colour of a relation; what a rule infers has that of what it rests on."""
        return self.relations.get(_RESTS_ON.get(name, name), self.other)


# Found by search: far apart as seen with each of the three kinds of colour-blindness (simulated after
# Machado, Oliveira and Fernandes, IEEE TVCG 15, 2009), at a contrast of at least 4 to 1 with the ground.
LIGHT = Theme(
    ground="#ffffff",
    ink="#17212b",
    faint="#4a5763",
    box="#f5f7f9",
    edge="#b4bec8",
    strong="#17324d",
    on_strong="#ffffff",
    soft="#dfe9f3",
    relations={
        "combines": "#0036e2",
        "carriedBy": "#503201",
        "involves": "#018c71",
        "guides": "#af45ae",
        "relatesTo": "#817604",
        "concerns": "#15596d",
        "advances": "#7d0635",
        "contributesTo": "#26275c",
    },
    other="#4f5b66",
)
DARK = Theme(
    ground="#12171c",
    ink="#e8edf2",
    faint="#aab5c0",
    box="#1d252d",
    edge="#56636f",
    strong="#2f5a85",
    on_strong="#ffffff",
    soft="#26394b",
    relations={
        "combines": "#2376fd",
        "carriedBy": "#ec542b",
        "involves": "#1bec92",
        "guides": "#bb52b5",
        "relatesTo": "#ebd95a",
        "concerns": "#bdf5ef",
        "advances": "#f169a3",
        "contributesTo": "#c9befb",
    },
    other="#b5bfc9",
)
