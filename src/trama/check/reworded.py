"""Objectives of two editions that speak of the same thing in other words.

What the order of words does not show, their themes, stems and runs of letters may: each old objective is
compared with each new one by all three, rare ones telling more. Two that are each other's best are a pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from trama.language.italian import grams, stems
from trama.language.themes import themes
from trama.suggest.ranking import TfIdf

LEAST = 0.3
"""The least likeness of two that are each other's best."""

MARGIN = 2.0
"""How many times the likeness of either to any other theirs must be."""


def reworded(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Yield the places of an old and a new text that are each other's best, and how alike they are (0 to 1)."""
    if not old or not new:
        return
    table = [[0.0] * len(new) for _ in old]
    tokens: tuple[Callable[[str], Iterable[str]], ...] = (_themes, stems, grams)
    for of in tokens:
        ranker = TfIdf([Counter(of(text)) for text in new], sublinear=True, unknown=True)
        for place, text in enumerate(old):
            for other, score in enumerate(ranker.scores(Counter(of(text)))):
                table[place][other] += score / len(tokens)
    for place, row in enumerate(table):
        best = max(range(len(new)), key=lambda other: (row[other], -other))
        back = max(range(len(old)), key=lambda here: (table[here][best], -here))
        rest = [score for other, score in enumerate(row) if other != best]
        rest += [other[best] for here, other in enumerate(table) if here != place]
        if back == place and row[best] >= max(LEAST, MARGIN * max(rest, default=0.0)):
            yield place, best, row[best]


def _themes(text: str) -> list[str]:
    return [one.theme for one in themes().spoken(text)]
