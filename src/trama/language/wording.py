"""How a text is worded: as one that takes something away, refuses it or goes alone, or as one that does not.

The weights of words, of words side by side and of how a text begins are learnt from pairs that people wrote
(`wording_it.csv`, made by `benchmarks/wording.py`): a logistic regression, whose every weight can be read. It
knows nothing of what the text is about; that is what `matter` and `themes` are for.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from trama.language.phrases import tokens

ALWAYS = "*"
"""The row of the table that counts for every text."""

_FIRST = 3
_BEGUN = 5

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Words of a text as they stand there, and how much they speak for taking away (below 0: against)."""

    words: str
    weight: float


@lru_cache(maxsize=256)
def features(text: str) -> Mapping[str, Span]:
    """Return the features of a text, each with the first token that has it and the last (not included).

    `vend` is a stem, `vendi-` the beginning of a word, `non vend` two words side by side, `vend…tett` two
    telling words with nothing but empty ones between them, `1:vend` the stem of the first word of three.
    """
    parts = tokens(text)
    found: dict[str, Span] = {}
    telling = [n for n, token in enumerate(parts) if token.telling and token.form.isalnum()]
    for place, token in enumerate(parts):
        found.setdefault(token.key, (place, place + 1))
        if len(token.form) > _BEGUN:
            found.setdefault(f"{token.form[:_BEGUN]}-", (place, place + 1))
        if place < _FIRST:
            found.setdefault(f"{place + 1}:{token.key}", (place, place + 1))
        if place + 1 < len(parts):
            found.setdefault(f"{token.key} {parts[place + 1].key}", (place, place + 2))
    for here, there in pairwise(telling):
        found.setdefault(f"{parts[here].key}…{parts[there].key}", (here, there + 1))
    return found


class Wording:
    """Weights of wording, ready to be asked of texts."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def score(self, text: str) -> float:
        """Return how much a text is worded as one that takes away: log odds, about 0 where it is not sure."""
        found = features(text)
        known = (self._weights[name] for name in found if name in self._weights)
        # An exact sum is the same on every machine, in whatever order.
        length = math.sqrt(len(found)) or 1.0
        return round(self._weights.get(ALWAYS, 0.0) + math.fsum(known) / length, 6)

    def spans(self, text: str) -> list[tuple[float, Span]]:
        """Return what of a text speaks for taking away, what weighs most first, with its tokens."""
        found = features(text)
        told = [(self._weights.get(name, 0.0), span) for name, span in found.items()]
        return sorted(
            ((weight, span) for weight, span in told if weight > 0),
            key=lambda one: (-one[0], one[1]),
        )

    def weighed(self, text: str, most: int = 3) -> tuple[Weighed, ...]:
        """Return the words of a text that speak most for taking away, none of them within others."""
        parts = tokens(text)
        taken: list[Weighed] = []
        seen: set[int] = set()
        for weight, (first, last) in self.spans(text):
            if len(taken) == most:
                break
            places = set(range(first, last))
            words = text[parts[first].start : parts[last - 1].end].strip(".;:!?,() \n")
            if not places & seen and any(parts[place].telling for place in places) and words:
                taken.append(Weighed(words, weight))
                seen |= places
        return tuple(taken)


def read_wording(table: str) -> Wording:
    """Return the wording of a table in CSV. ValueError if a weight is no number."""
    rows = csv.reader(table.splitlines())
    next(rows)
    return Wording({name: float(weight) for name, weight in rows})


@cache
def wording() -> Wording:
    """Return the weights that come with Trama."""
    here = files("trama.language").joinpath("wording_it.csv")
    return read_wording(here.read_text(encoding="utf-8"))
