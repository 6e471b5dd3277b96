"""What may be merged or split: an objective left over, and one that is paired already with another.

The one that is paired is the whole; the two others may be its parts. It speaks for that, that the whole has several
parts, that the one left over is nearer to one of them than the other is, and that it has nowhere else to go.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trama.check.odds import ALWAYS, NEW_FROM, OLD_WENT, RIVAL, Odds

MANY = 4
"""From so many parts on, more say nothing."""


@dataclass(frozen=True, slots=True)
class Parting:
    """An old and a new objective, by their places, of which one may be a part of the other and `merged` says which.

    If it is true, the new one is the whole. `measures` are what speaks for it.
    """

    old: int
    new: int
    merged: bool
    measures: Mapping[str, float]

    def odds(self, weights: Mapping[str, float]) -> float:
        """Return the log odds that it is a part."""
        found = (weights[name] * value for name, value in self.measures.items())
        return round(weights[ALWAYS] + math.fsum(found), 6)


def partings(
    odds: Odds,
    of_old: Mapping[int, int],
    of_new: Mapping[int, int],
    left: tuple[Sequence[int], Sequence[int]],
) -> Iterator[Parting]:
    """Yield all that may be parts, by their places.

    `of_old` and `of_new` are with what the old and the new objectives are paired that may be wholes, `left` the
    old and the new ones that are not paired.
    """
    old, new = left
    columns = list(zip(*odds.sums, strict=True))
    for part in old:
        for whole, other in of_new.items():
            near = odds.parts.by_old[part][whole], odds.parts.by_old[other][whole]
            rivals = [columns[whole][n] for n in old if n != part]
            found = _measures(odds, part, whole, near, (odds.sums[part], whole), rivals)
            found |= {
                "where its chapter went": odds.places[OLD_WENT][part][whole],
                "where the chapter of the whole is from": odds.places[NEW_FROM][part][whole],
            }
            yield Parting(part, whole, True, found)
    for part in new:
        for whole, other in of_old.items():
            near = odds.parts.by_new[part][whole], odds.parts.by_new[other][whole]
            rivals = [odds.sums[whole][n] for n in new if n != part]
            found = _measures(odds, whole, part, near, (columns[part], whole), rivals)
            found |= {
                "where its chapter went": odds.places[NEW_FROM][whole][part],
                "where the chapter of the whole is from": odds.places[OLD_WENT][whole][part],
            }
            yield Parting(whole, part, False, found)


def _measures(
    odds: Odds,
    old: int,
    new: int,
    near: tuple[Sequence[float], Sequence[float]],
    own: tuple[Sequence[float], int],
    rivals: Sequence[float],
) -> dict[str, float]:
    """What an old and a new objective say of the one being a part of the other.

    `near` is how near the part and the other part are to each part of the whole, `own` the sums of the part with
    all that might be its whole and the place of this one, `rivals` the sums of the whole with all else left over.
    """
    sums, place = own
    elsewhere = max([RIVAL, *(score for n, score in enumerate(sums) if n != place)])
    return {
        "odds": odds.table[old][new],
        "sum": odds.sums[old][new],
        "nearer to a part than the other": max(mine - its for mine, its in zip(*near, strict=True)),
        "above its next": sums[place] - elsewhere,
        "above the next of the whole": sums[place] - max([RIVAL, *rivals]),
        "parts": min(len(near[0]), MANY),
    }
