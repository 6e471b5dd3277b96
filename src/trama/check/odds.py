"""How likely two objectives of two editions are the same, reworded: sums of measures, each with its weight.

The first sum (`pair`) is of what two texts have in common (`trama.check.likeness`). The second (`place`) sees the pair
among all others: how far its sum is above the next best of either, and whether the chapters of the two follow
one another. The third (`part`) is for an objective left over and one that is paired already (`trama.check.parting`). The
last two are log odds. The weights are learnt from editions that people reworded, and can be read:
`language/editions_it.csv`, made by `benchmarks/editions.py`.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from operator import mul

from trama.check.likeness import Compared, Table

Weights = Mapping[str, Mapping[str, float]]
"""The weights of the three sums, `pair`, `place` and `part`, by the names of the measures."""

ALWAYS = "*"
"""The weight that counts for every pair."""

RIVAL = -3.0
"""The sum of a pair that has nothing in common: the least that the next best is taken to have."""

OLD_WENT, NEW_FROM = "where the old chapter went", "where the new chapter is from"
WHOLE = "how many have one likely"

ROUNDS, ALONE = 12, 1.0
"""How often what is shared out is made even again, and how much being nobody's counts beside the pairs of an objective."""


def places(
    sums: Table, old_chapters: Sequence[str], new_chapters: Sequence[str]
) -> dict[str, Table]:
    """Return how each pair stands among the others, by the sums of all."""
    rows = [_two_best(row) for row in sums]
    columns = [_two_best(column) for column in zip(*sums, strict=True)]
    over_row = [[score - _rival(rows[n], score) for score in row] for n, row in enumerate(sums)]
    over_column = [
        [score - _rival(columns[there], score) for there, score in enumerate(row)] for row in sums
    ]
    both = [list(zip(*pair, strict=True)) for pair in zip(over_row, over_column, strict=True)]
    from_old, from_new = _heirs(sums, rows, columns, old_chapters, new_chapters)
    chapters = [[(before, after) for after in new_chapters] for before in old_chapters]
    sure = sum(best > 0 for best, _ in rows) + sum(best > 0 for best, _ in columns)
    whole = sure / (len(rows) + len(columns))
    return {
        WHOLE: [[whole] * len(row) for row in sums],
        "sum": sums,
        "above the next of either": [[min(two) for two in row] for row in both],
        "above the next of one": [[max(two) for two in row] for row in both],
        "shared out among all": shared_out(sums),
        OLD_WENT: [[from_old.get(p, 0.0) for p in row] for row in chapters],
        NEW_FROM: [[from_new.get(p, 0.0) for p in row] for row in chapters],
    }


def shared_out(sums: Table) -> Table:
    """Return the log odds of each pair if every objective is shared out once among all of the other edition, or nobody.

    What is surely another's is nobody else's: so those rise that are left for each other. (Sinkhorn's way of making
    rows and columns of a table sum up to one, by turns.)
    """
    likely = [[math.exp(max(-20.0, min(20.0, score))) for score in row] for row in sums]
    turned = list(zip(*likely, strict=True))
    rows, columns = [1.0] * len(likely), [1.0] * len(turned)
    for _ in range(ROUNDS):
        rows = [1 / (ALONE + sum(map(mul, row, columns))) for row in likely]
        columns = [1 / (ALONE + sum(map(mul, column, rows))) for column in turned]
    return [
        [_log_odds(mine * one * its) for one, its in zip(row, columns, strict=True)]
        for row, mine in zip(likely, rows, strict=True)
    ]


def _log_odds(share: float) -> float:
    bound = min(1 - 1e-6, max(1e-6, share))
    return round(math.log(bound / (1 - bound)), 6)


def _two_best(scores: Sequence[float]) -> tuple[float, float]:
    best, second = sorted([*scores, RIVAL, RIVAL], reverse=True)[:2]
    return best, second


def _rival(two: tuple[float, float], score: float) -> float:
    """The best of the others: the second where the score itself is the best."""
    return two[1] if score >= two[0] else two[0]


def _heirs(
    sums: Table,
    rows: Sequence[tuple[float, float]],
    columns: Sequence[tuple[float, float]],
    old_chapters: Sequence[str],
    new_chapters: Sequence[str],
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """The share of each old chapter that went to each new one, by pairs that are sure and each other's best."""
    went = Counter(
        (old_chapters[here], new_chapters[there])
        for here, row in enumerate(sums)
        for there, score in enumerate(row)
        if score > 0 and score >= rows[here][0] and score >= columns[there][0]
    )
    from_old, to_new = Counter[str](), Counter[str]()
    for (before, after), count in went.items():
        from_old[before] += count
        to_new[after] += count
    # One more than there are: of a chapter with a single pair only half is known.
    return (
        {pair: count / (from_old[pair[0]] + 1) for pair, count in went.items()},
        {pair: count / (to_new[pair[1]] + 1) for pair, count in went.items()},
    )


def summed(tables: Mapping[str, Table], weights: Mapping[str, float]) -> Table:
    """Return the sum of measures by their weights, for each pair."""
    named = [(weights[name], tables[name]) for name in sorted(tables)]
    first = next(iter(tables.values()))
    return [
        [
            round(
                weights[ALWAYS] + math.fsum(weight * table[here][there] for weight, table in named),
                6,
            )
            for there in range(len(row))
        ]
        for here, row in enumerate(first)
    ]


class Odds:
    """The odds that objectives of two editions are the same, from what their texts have in common, and their chapters.

    Both editions have at least one objective. `weights` are those that come with Trama, if none are given.
    """

    def __init__(
        self,
        texts: Compared,
        chapters: tuple[Sequence[str], Sequence[str]],
        weights: Weights | None = None,
    ) -> None:
        self.weights = weights or shipped()
        self.parts = texts.parts
        self._chapters = chapters
        self.sums = summed(texts.measures, self.weights["pair"])
        self.places = places(self.sums, *chapters)
        self.table = summed(self.places, self.weights["place"])

    def among(self, old: Sequence[int], new: Sequence[int]) -> dict[tuple[int, int], float]:
        """Return the odds of some old and some new objectives, by their places, if all others are out of question."""
        if not old or not new:
            return {}
        sums = [[self.sums[here][there] for there in new] for here in old]
        chapters = [self._chapters[0][here] for here in old], [self._chapters[1][n] for n in new]
        found = places(sums, *chapters)
        # What all of the editions say of chapters still holds.
        for name in (OLD_WENT, NEW_FROM, WHOLE):
            found[name] = [[self.places[name][here][there] for there in new] for here in old]
        table = summed(found, self.weights["place"])
        return {
            (here, there): table[row][column]
            for row, here in enumerate(old)
            for column, there in enumerate(new)
        }


def probability(odds: float) -> float:
    """Return the share, from 0 to 1, that some log odds stand for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def read_weights(table: str) -> Weights:
    """Return the weights of a table in CSV. ValueError if a weight is no number."""
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(table.splitlines()):
        found.setdefault(row["sum"], {})[row["measure"]] = float(row["weight"])
    return found


@cache
def shipped() -> Weights:
    """Return the weights that come with Trama."""
    here = files("trama.language").joinpath("editions_it.csv")
    return read_weights(here.read_text(encoding="utf-8"))
