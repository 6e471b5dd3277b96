"""How sure a row is: what its rule says, held against how often rows of that rule were right.

`certainties.csv` has, by rule and strength, how many rows were found and right in layouts of others' hands, and how
many of these at a first meeting; `benchmarks/certainty.py` counts them again. A certainty is a lower bound, so that of
the rows told with 0.9 nine in ten are right, unless luck was against us.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import floor, sqrt

BANDS = (0.0, 0.85, 0.93)
"""Where the strengths of rules are parted: what they say is too fine to be counted by each value."""
ENOUGH = 20
"""So many rows met for the first time tell of a rule by themselves."""
MOST = 0.97
FIELDS = ("rule", "from", "rows", "right", "first_rows", "first_right", "lower")
# One-sided, nine times in ten.
_DEVIATION = 1.2816
_FORMS = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """How often rows of one rule and band were right: all of them, and those of layouts met for the first time."""

    rows: int
    right: int
    first_rows: int
    first_right: int
    lower: float


def certain(rule: str, strength: float) -> float:
    """Return how sure a row is, from 0 to 1, that a rule found with a strength.

    Only rows at a first meeting can say more than the rule itself does: of layouts that rules have seen, all are right.
    """
    counted = counts().get((rule, band_of(strength)))
    if counted is None:
        return strength
    if counted.first_rows >= ENOUGH:
        return counted.lower
    return min(strength, counted.lower)


def band_of(strength: float) -> float:
    """Return where the band of a strength begins."""
    return max(start for start in BANDS if start <= strength)


def bound(rows: int, right: int, first_rows: int, first_right: int) -> float:
    """Return the lower bound of the share that is right (E. B. Wilson, 1927), that of first meetings if there are enough.

    Each layout was read in two forms, which are right or wrong together: a row counts for half. All of a rule is
    counted where its band has fewer rows than ENOUGH.
    """
    if first_rows >= ENOUGH:
        rows, right = first_rows, first_right
    count, share, z = rows / _FORMS, right / rows, _DEVIATION
    middle = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return floor(100 * min(MOST, (middle - spread) / (1 + z * z / count))) / 100


@cache
def counts() -> Mapping[tuple[str, float], Counted]:
    """Return what was counted, by rule and where its band begins."""
    text = files(__package__).joinpath("certainties.csv").read_text(encoding="utf-8")
    return {
        (row["rule"], float(row["from"])): Counted(
            int(row["rows"]),
            int(row["right"]),
            int(row["first_rows"]),
            int(row["first_right"]),
            float(row["lower"]),
        )
        for row in csv.DictReader(text.splitlines())
    }
