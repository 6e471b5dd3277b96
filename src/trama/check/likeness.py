"""What the objectives of two editions have in common, pair by pair: things, stems, letters, numbers, names, meaning."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from copy import copy
from itertools import accumulate

from trama.language.italian import fold, grams, stems, telling
from trama.language.meaning import nearness
from trama.language.numerals import numbers
from trama.language.ranking import TfIdf
from trama.language.things import Spoken, things

Table = list[list[float]]
"""A number for each old objective (the rows) and each new one (the columns)."""

Weighed = Collection[Hashable] | Mapping[Hashable, float]
"""The tokens of a text, each with a weight, or all alike."""

Speaks = Callable[[str], Mapping[str, Spoken]]
"""What gives the things that a text speaks of."""

FEW = 50
"""The least number of objectives among which a word is called rare: in small plans every word would be common."""

_PARTS = re.compile(r"[.;:,()]\s|\s(?:e|ed|con|nonché|oltre a)\s")
_NAME = re.compile(r"(?<![.;:!?]\s)(?<!^)\b[A-ZÀ-Ý]\w+")
_NO_NAMES = frozenset(["comune", "comuni"])


class Compared:
    """What each old and each new text have in common (a table for each measure), and their parts."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._texts = old, new
        self.parts = Parts(old, new)
        ranker = TfIdf([Counter(grams(text)) for text in new], sublinear=True, unknown=True)
        self.measures: dict[str, Table] = {
            "meaning": nearness(old, new),
            "meaning of parts": self.parts.nearest(),
            "weight of stems": shared(list(map(stems, old)), list(map(stems, new)))[1],
            "letters": [ranker.scores(Counter(grams(text))) for text in old],
            "numbers": shared(list(map(numbers, old)), list(map(numbers, new)))[1],
            "names": shared(list(map(_names, old)), list(map(_names, new)))[1],
            **_of_things(old, new, things),
        }

    def by(self, speaks: Speaks) -> Compared:
        """Return the same, but for the things, which are those that another table finds in the texts."""
        other = copy(self)
        other.measures = self.measures | _of_things(*self._texts, speaks)
        return other


def _of_things(old: Sequence[str], new: Sequence[str], speaks: Speaks) -> dict[str, Table]:
    ours, theirs = (
        [{name: one.weight for name, one in speaks(text).items()} for text in texts]
        for texts in (old, new)
    )
    cosines, sums = shared(ours, theirs)
    return {"things": cosines, "weight of things": sums}


class Parts:
    """The parts of old and new texts, and how near each text is in meaning to each part of the others.

    A sentence of two aims is near to a text that speaks of one of them only by the part that does.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = [parts_of(text) for text in old], [parts_of(text) for text in new]
        table = nearness(
            [one for of in self.old for one in of], [one for of in self.new for one in of]
        )
        of_old, of_new = _spans(self.old), _spans(self.new)
        by_old = [[max(column) for column in zip(*table[a:b], strict=True)] for a, b in of_old]
        by_new = [[max(row[a:b]) for row in table] for a, b in of_new]
        self.by_old = [[row[a:b] for a, b in of_new] for row in by_old]
        """For each old and each new text, how near the old one is to each part of the new."""
        self.by_new = [[row[a:b] for a, b in of_old] for row in by_new]
        """For each new and each old text, how near the new one is to each part of the old."""

    def nearest(self) -> Table:
        """Return how near the nearest parts of each old and each new text are."""
        return [[max(near) for near in row] for row in self.by_old]


def _spans(texts: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Where the parts of each text begin and end, one text after the other."""
    ends = list(accumulate(map(len, texts)))
    return list(zip([0, *ends], ends, strict=False))


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


def shared(old: Sequence[Weighed], new: Sequence[Weighed]) -> tuple[Table, Table]:
    """Return the cosine of each old with each new text, and the sum of the rarity of what they share.

    Tokens have weights, 0 to 1, or count fully if they are given without.
    """
    before, after = list(map(_weights, old)), list(map(_weights, new))
    rare = rarity([*before, *after])
    having: dict[Hashable, list[int]] = defaultdict(list)
    for there, found in enumerate(after):
        for token in found:
            having[token].append(there)
    # Exact sums are the same in whatever order a set is gone through.
    lengths = [_length(found, rare) for found in after]
    cosines, sums = [], []
    for found in before:
        own = _length(found, rare)
        common: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for token, weight in found.items():
            for there in having.get(token, ()):
                both = weight * after[there][token]
                common[there].append((rare[token] * math.sqrt(both), rare[token] ** 2 * both))
        whole = range(len(new))
        sums.append([math.fsum(one for one, _ in common.get(there, ())) for there in whole])
        cosines.append(
            [
                math.fsum(square for _, square in common[there]) / (own * lengths[there])
                if there in common
                else 0.0
                for there in whole
            ]
        )
    return cosines, sums


def _weights(found: Weighed) -> Mapping[Hashable, float]:
    if isinstance(found, Mapping):
        return found
    return dict.fromkeys(found, 1.0)


def _length(found: Mapping[Hashable, float], rare: Mapping[Hashable, float]) -> float:
    return math.sqrt(math.fsum((rare[token] * weight) ** 2 for token, weight in found.items()))
