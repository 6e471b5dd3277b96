"""How alike two texts are, and where they differ, word by word."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


def plain_words(text: str) -> str:
    """Return the words of a text in small letters without accents, one space between them."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(_WORD.findall(bare))


class Words:
    """A text made ready to be compared with many others."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = plain_words(text)
        self.list = self.plain.split()
        # With each run numbered, what two texts share of them is the intersection of two sets.
        self._grams = frozenset(_numbered(_grams(self.plain)))
        self._size = len(self._grams)

    def overlap(self, other: Words) -> float:
        """Return the part of runs of three letters that two texts share (Dice's coefficient), 0 to 1.

        It is quick, and blind to the order of words.
        """
        if not self._size or not other._size:
            return float(self.plain == other.plain)
        return 2 * len(self._grams & other._grams) / (self._size + other._size)

    def similarity(self, other: Words) -> float:
        """Return how alike two texts are, 0 to 1: the mean of `overlap` and of the words in order.

        The second is the ratio of Python's `difflib` over words: 2 × words in common, in order, over all.
        """
        if self.plain == other.plain:
            return 1.0
        matcher = difflib.SequenceMatcher(None, self.list, other.list, autojunk=False)
        return (self.overlap(other) + matcher.ratio()) / 2


def _grams(plain: str) -> Iterator[str]:
    for word in plain.split():
        bounded = f" {word} "
        for start in range(len(bounded) - 2):
            yield bounded[start : start + 3]


def _numbered(runs: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each run with how many times it came before."""
    seen: Counter[str] = Counter()
    for run in runs:
        yield run, seen[run]
        seen[run] += 1


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that two versions share (`kept`), or that one has (`removed`, `added`)."""

    kind: str
    text: str


def changes(old: str, new: str) -> tuple[Change, ...]:
    """Return how one text becomes another, in runs of whole words.

    The texts of what is kept and removed make up the old one, of what is kept and added the new one.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    runs: list[Change] = []
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            runs.append(Change("kept", "".join(before[start:end])))
            continue
        if end > start:
            runs.append(Change("removed", "".join(before[start:end])))
        if last > first:
            runs.append(Change("added", "".join(after[first:last])))
    return tuple(runs)
