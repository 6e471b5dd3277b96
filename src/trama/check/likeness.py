"""How likely two objectives of two editions are the same, reworded: a sum of measures, each with its weight.

The first sum (`pair`) is of what two texts have in common: things, stems, letters, meaning, numbers, names. The second
(`place`) sees the pair among all others: how far its sum is above the next best of either, and whether the
chapters of the two follow one another. Both are log odds. The weights are learnt from editions that people
reworded, and can be read: `language/editions_it.csv`, made by `benchmarks/editions.py`.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from trama.language.italian import fold, grams, stems, telling
from trama.language.meaning import nearest_parts, nearness
from trama.language.numerals import numbers
from trama.language.ranking import TfIdf
from trama.language.things import things

Table = list[list[float]]
"""A number for each old objective (the rows) and each new one (the columns)."""

Weights = Mapping[str, Mapping[str, float]]
"""The weights of the two sums, `pair` and `place`, by the names of the measures."""

ALWAYS = "*"
"""The weight that counts for every pair."""

FEW = 50
"""The least number of objectives among which a word is called rare: in small plans every word would be common."""

RIVAL = -4.0
"""The sum of a pair that has nothing in common: the least that the next best is taken to have."""

_PARTS = re.compile(r"[.;:,()]\s|\s(?:e|ed|con|nonché|oltre a)\s")
_NAME = re.compile(r"(?<![.;:!?]\s)(?<!^)\b[A-ZÀ-Ý]\w+")
_NO_NAMES = frozenset(["comune", "comuni"])


def measures(old: Sequence[str], new: Sequence[str]) -> dict[str, Table]:
    """Return what each old and each new text have in common, a table for each measure."""
    thing, thing_sum = shared(list(map(things, old)), list(map(things, new)))
    stem_sum = shared([stems(text) for text in old], [stems(text) for text in new])[1]
    ranker = TfIdf([Counter(grams(text)) for text in new], sublinear=True, unknown=True)
    return {
        "meaning": nearness(old, new),
        "meaning of parts": nearest_parts(list(map(parts_of, old)), list(map(parts_of, new))),
        "things": thing,
        "weight of things": thing_sum,
        "weight of stems": stem_sum,
        "letters": [ranker.scores(Counter(grams(text))) for text in old],
        "numbers": shared(list(map(numbers, old)), list(map(numbers, new)))[1],
        "names": shared(list(map(_names, old)), list(map(_names, new)))[1],
    }


def parts_of(text: str) -> list[str]:
    """Return the parts of a text that punctuation, «e» and «con» keep apart, those that say something."""
    return [part.strip() for part in _PARTS.split(text) if telling(part)] or [text]


def _names(text: str) -> frozenset[str]:
    """Words with a capital within a sentence."""
    return frozenset(fold(match[0]) for match in _NAME.finditer(text)) - _NO_NAMES


def rarity(tokens: Sequence[Collection[Hashable]]) -> dict[Hashable, float]:
    """Return how much each token tells one text from the others: the logarithm of how few have it."""
    count = Counter(token for found in tokens for token in set(found))
    whole = max(len(tokens), FEW) + 1
    return {token: math.log(whole / number) for token, number in count.items()}


def shared(
    old: Sequence[Collection[Hashable]], new: Sequence[Collection[Hashable]]
) -> tuple[Table, Table]:
    """Return the cosine of each old with each new text, and the sum of the rarity of what they share."""
    rare = rarity([*old, *new])
    having: dict[Hashable, list[int]] = defaultdict(list)
    for there, found in enumerate(new):
        for token in set(found):
            having[token].append(there)
    # Exact sums are the same in whatever order a set is gone through.
    lengths = [math.sqrt(math.fsum(rare[token] ** 2 for token in set(found))) for found in new]
    cosines, sums = [], []
    for found in old:
        own = math.sqrt(math.fsum(rare[token] ** 2 for token in set(found)))
        common: dict[int, list[float]] = defaultdict(list)
        for token in set(found):
            for there in having.get(token, ()):
                common[there].append(rare[token])
        sums.append([math.fsum(common.get(there, ())) for there in range(len(new))])
        cosines.append(
            [
                math.fsum(one**2 for one in common[there]) / (own * lengths[there])
                if there in common
                else 0.0
                for there in range(len(new))
            ]
        )
    return cosines, sums


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
        "how many have one likely": [[whole] * len(row) for row in sums],
        "sum": sums,
        "above the next of either": [[min(two) for two in row] for row in both],
        "above the next of one": [[max(two) for two in row] for row in both],
        "where the old chapter went": [[from_old.get(p, 0.0) for p in row] for row in chapters],
        "where the new chapter is from": [[from_new.get(p, 0.0) for p in row] for row in chapters],
    }


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


def log_odds(
    old: Sequence[str],
    new: Sequence[str],
    old_chapters: Sequence[str],
    new_chapters: Sequence[str],
    weights: Weights | None = None,
) -> Table:
    """Return the log odds that each old and each new objective are the same, from their texts and chapters.

    `weights` are those that come with Trama, if none are given. Both editions have at least one objective.
    """
    by = weights or shipped()
    sums = summed(measures(old, new), by["pair"])
    return summed(places(sums, old_chapters, new_chapters), by["place"])


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
