"""Where a text pulls against another: the same theme, opposite directions.

The texts that may be pulled against are read once; each has the themes that its words speak of, and the
way it pulls on each. Nothing is asserted: a contrast is a question for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trama.language.directions import Pull, Reader, reader

FULL, PART = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two texts pull opposite ways on.

    `place` is the place of the upper text among those it was looked for in; `theme` is their common theme;
    `lower` and `upper` are the words of each, with what governs them. `strength` is 1 if both speak of the
    theme by words that tell a direction, less if one only mentions it.
    """

    place: int
    theme: str
    lower: Pull
    upper: Pull
    strength: float


@dataclass(frozen=True, slots=True)
class _Stand:
    """The way a text pulls on a theme, by all its words together."""

    sign: int
    pull: Pull
    strength: float


class Contrasts:
    """Texts that others may pull against."""

    def __init__(self, texts: Sequence[str], by: Reader | None = None) -> None:
        self._reader = by or reader()
        self._stands = [self._upper(text) for text in texts]
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, stands in enumerate(self._stands):
            for theme in stands:
                self._having[theme].append(place)

    def against(self, text: str) -> list[Contrast]:
        """Return what a text pulls against, the strongest first."""
        found: dict[int, Contrast] = {}
        for theme, stand in self._lower(text).items():
            for place in self._having.get(theme, ()):
                upper = self._stands[place][theme]
                if stand.sign * upper.sign >= 0:
                    continue
                strength = stand.strength * upper.strength
                if place not in found or strength > found[place].strength:
                    found[place] = Contrast(place, theme, stand.pull, upper.pull, strength)
        return sorted(found.values(), key=lambda one: (-one.strength, one.place))

    def _lower(self, text: str) -> dict[str, _Stand]:
        stands = {}
        for theme, pulls in _by_theme(self._reader.read(text)).items():
            total = sum(pull.sign for pull in pulls)
            if total:
                sign = 1 if total > 0 else -1
                pull = next(pull for pull in pulls if pull.sign == sign)
                stands[theme] = _Stand(sign, pull, FULL)
        return stands

    def _upper(self, text: str) -> dict[str, _Stand]:
        """The themes of an upper text: unless its words say otherwise, it wants what the theme wants."""
        stands = {}
        for theme, pulls in _by_theme(self._reader.read(text)).items():
            telling = [pull for pull in pulls if pull.want != "words"]
            against = telling and all(pull.sign < 0 and pull.want != "less" for pull in telling)
            pull = (telling or pulls)[0]
            stands[theme] = _Stand(-1 if against else 1, pull, FULL if telling else PART)
        return stands


def _by_theme(pulls: Iterable[Pull]) -> dict[str, list[Pull]]:
    found: dict[str, list[Pull]] = defaultdict(list)
    for pull in pulls:
        found[pull.theme].append(pull)
    return found
