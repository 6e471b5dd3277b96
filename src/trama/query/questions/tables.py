"""The tables by which questions are understood, which a planner can read and mend: words, names, frames."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trama.language.italian import fold

FILLER = ""
"""What a word means that adds nothing to a question."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A way to ask a ready query: the things named, the words that must be there, and those that may.

    `slots` gives, for each parameter, the kind of thing that fills it; of each group in `needs` one word must
    be there; `first` is the word that must come before all other nouns, where the order tells questions apart.
    """

    query: str
    slots: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    may: frozenset[str]
    first: str

    @property
    def weight(self) -> int:
        """How much of a question it accounts for by itself: of two that fit, the heavier is meant."""
        # A slot that anything fills tells less than one for a kind of thing.
        return 2 * (len(self.slots) + len(self.needs)) - any(
            kind == "thing" for _, kind in self.slots
        )


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text, folded: `Cos'è l'M2-15?` gives `cos e l m2 15`."""
    spaced = "".join(char if char.isascii() and char.isalnum() else " " for char in fold(text))
    return spaced.split()


@cache
def frames() -> tuple[Frame, ...]:
    """Return the ways to ask, in the order of the table."""
    return tuple(
        Frame(
            row["query"],
            tuple(tuple(slot.split("=")) for slot in row["slots"].split()),  # type: ignore[misc]
            tuple(row["needs"].split()),
            frozenset(row["may"].split()),
            row["first"],
        )
        for row in _rows("frames.csv")
    )


@cache
def phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return, by the beginning of its first word, each phrase as its words, a `*` for any ending, with its meaning."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for row in _rows("words.csv"):
        for phrase in row["words"].split(";"):
            words = tuple(word for part in phrase.split() for word in _kept(part))
            found[words[0][:1]].append((words, row["concept"]))
    return {key: tuple(dict.fromkeys(value)) for key, value in found.items()}


@cache
def other_names() -> tuple[tuple[str, str], ...]:
    """Return what people call things beside their names in the dataset: the end of the local name, and a name."""
    return tuple(
        (row["thing"], name) for row in _rows("names.csv") for name in row["names"].split(";")
    )


@cache
def plain_words() -> frozenset[str]:
    """Return the whole words of the table, for a slip of the keyboard to be seen."""
    return frozenset(
        word
        for group in phrases().values()
        for words, _ in group
        for word in words
        if "*" not in word
    )


def _kept(part: str) -> Iterator[str]:
    ending = "*" if part.endswith("*") else ""
    words = tokens(part)
    yield from words[:-1]
    yield f"{words[-1]}{ending}"


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("trama.query.questions").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
