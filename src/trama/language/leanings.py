"""How texts of one matter lean: which words stand in those that pull against an objective, and which in those that serve it.

«Gasolio» says nothing of a text as such; of one on renewable energy it says much. `leanings_it.csv` has a row an
objective of an upper plan: its place (plan, kind, code), and words with their weights, above 0 if they speak against it. They
are learnt from pairs that people wrote (`benchmarks/wording.py`). A plan that has no rows is read without.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from trama.language.italian import stem
from trama.language.phrases import tokens
from trama.language.wording import features

Leaning = Mapping[str, float]
"""The stems of words with their weights."""


class Leanings:
    """The leanings of some upper texts, in their order."""

    def __init__(self, leanings: Iterable[Leaning]) -> None:
        by_word: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, leaning in enumerate(leanings):
            for word, weight in leaning.items():
                by_word[word].append((place, weight))
        self._by_word = dict(by_word)

    def __bool__(self) -> bool:
        """Whether any word is known to lean."""
        return bool(self._by_word)

    def of(self, text: str) -> Mapping[int, float]:
        """Return how much the words of a text lean against each upper text: log odds, of those that have any."""
        found: dict[int, list[float]] = defaultdict(list)
        for word in leaning_words(text):
            for place, weight in self._by_word.get(word, ()):
                found[place].append(weight)
        length = math.sqrt(len(features(text))) or 1.0
        # An exact sum is the same on every machine, in whatever order.
        return {place: round(math.fsum(some) / length, 6) for place, some in found.items()}


@lru_cache(maxsize=256)
def leaning_words(text: str) -> Sequence[str]:
    """Return the stems of the words of a text that may lean, each once."""
    telling = (token for token in tokens(text) if token.telling and token.form.isalpha())
    return tuple(dict.fromkeys(token.key for token in telling))


def read_leanings(table: str) -> Mapping[str, Leaning]:
    """Return the leanings of a table in CSV, by objective. ValueError if a weight is no number."""
    found: dict[str, Leaning] = {}
    for row in csv.DictReader(table.splitlines()):
        told = (one.strip().rpartition(" ") for one in row["words"].split(";") if one.strip())
        found[row["objective"]] = {stem(word): float(weight) for word, _, weight in told}
    return found


@cache
def leanings() -> Mapping[str, Leaning]:
    """Return the leanings that come with Trama."""
    here = files("trama.language").joinpath("leanings_it.csv")
    return read_leanings(here.read_text(encoding="utf-8"))
