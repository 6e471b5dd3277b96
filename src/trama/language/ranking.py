"""Ranking short documents by a query: TF-IDF with cosine, and BM25, in plain Python.

A document is a bag of tokens with weights; a few hundred documents rank in about a millisecond.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

Bag = Mapping[str, float]


class Ranker(Protocol):
    """Gives each document a score from 0 to 1 for a query."""

    def scores(self, tokens: Iterable[str]) -> list[float]:
        """Return a score for each document, in their order."""


class TfIdf:
    """TF-IDF vectors compared by cosine (Salton and Buckley, 1988), with smoothed IDF."""

    def __init__(
        self, documents: Sequence[Bag], *, sublinear: bool = False, unknown: bool = False
    ) -> None:
        found = Counter(token for document in documents for token in document)
        number = len(documents)
        self._sublinear = sublinear
        self._unknown = math.log(number + 1) + 1 if unknown else 0.0
        self._idf = {token: math.log((number + 1) / (n + 1)) + 1 for token, n in found.items()}
        self._number = number
        self._index = _inverted([self._vector(document) for document in documents])

    def scores(self, tokens: Iterable[str] | Bag) -> list[float]:
        """Return the cosine of the query with each document.

        With `unknown`, what no document has counts in the length of the query, as the rarest of all.
        """
        bag = tokens if isinstance(tokens, Mapping) else Counter(tokens)
        query = self._vector(bag, of_query=True)
        found = [0.0] * self._number
        for token, weight in query.items():
            for place, other in self._index.get(token, ()):
                found[place] += weight * other
        return found

    def _vector(self, bag: Bag, *, of_query: bool = False) -> dict[str, float]:
        rarest = self._unknown if of_query else 0.0
        weights = {
            token: self._frequency(count) * self._idf.get(token, rarest)
            for token, count in bag.items()
            if token in self._idf or rarest
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {token: weight / length for token, weight in weights.items()}

    def _frequency(self, count: float) -> float:
        return 1 + math.log(count) if self._sublinear and count > 1 else count


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza, 2009), as a share of the best score a query could have."""

    def __init__(self, documents: Sequence[Bag], *, k1: float = 1.2, b: float = 0.6) -> None:
        found = Counter(token for document in documents for token in document)
        number = len(documents)
        self._idf = {
            token: math.log(1 + (number - n + 0.5) / (n + 0.5)) for token, n in found.items()
        }
        lengths = [sum(document.values()) for document in documents]
        average = sum(lengths) / number if number else 1.0
        self._number = number
        weighed = [
            {
                token: count * (k1 + 1) / (count + k1 * (1 - b + b * length / average))
                for token, count in document.items()
            }
            for document, length in zip(documents, lengths, strict=True)
        ]
        self._index = _inverted(weighed)
        self._most = k1 + 1

    def scores(self, tokens: Iterable[str]) -> list[float]:
        """Return the share of each document in the most that the query could score."""
        query = sorted(set(tokens) & self._idf.keys())
        most = sum(self._idf[token] for token in query) * self._most or 1.0
        found = [0.0] * self._number
        for token in query:
            for place, weight in self._index[token]:
                found[place] += self._idf[token] * weight
        return [score / most for score in found]


def _inverted(documents: Sequence[Bag]) -> dict[str, list[tuple[int, float]]]:
    """Return for each token the documents that have it, with its weight in each."""
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, document in enumerate(documents):
        for token, weight in document.items():
            index[token].append((place, weight))
    return index
