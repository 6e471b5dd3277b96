"""Objectives of two editions that speak of the same thing in other words.

Each old objective is compared with each new one by `trama.check.likeness`, which gives the odds that the two are
the same. The likeliest pairs are taken first; one whose other is taken already is merged with it, or split. The
words that led there are told with each pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trama.check.likeness import Weights, log_odds, probability, rarity
from trama.check.merges import Groups, Matches, Part, Shared
from trama.language.italian import telling
from trama.language.phrases import tokens
from trama.language.things import things

SURE = -1.25
"""The least log odds of two that nothing else is taken for."""

PART = -0.75
"""The least log odds of one whose other is taken already: it is merged with it, or split."""

KEPT = 15.0
"""How much higher both must be, if all others of an edition kept their words: one that did not is rather another.

It grows with the square of the share that did: a few that are copied say little of the rest.
"""

MAY_BE = -4.0
"""The least log odds of two left alone, each other's likeliest, that a person is asked to look at."""

SAME_WORDS = 0.55
"""The likeness in words of two matched objectives from which neither is taken to be merged or split by meaning."""

_MOST_WORDS = 3

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Near:
    """An old and a new objective, by their places, and the log odds that they are the same.

    They are `mutual` if each is the other's likeliest.
    """

    old: int
    new: int
    odds: float
    mutual: bool

    @property
    def likeness(self) -> float:
        """How sure it is that they are the same, 0 to 1."""
        return round(probability(self.odds), 3)


def reworded(
    old: Sequence[str],
    new: Sequence[str],
    old_chapters: Sequence[str],
    new_chapters: Sequence[str],
    weights: Weights | None = None,
) -> list[Near]:
    """Return the pairs that may be the same and those that are likeliest for one of their two, likeliest first."""
    if not old or not new:
        return []
    table = log_odds(old, new, old_chapters, new_chapters, weights)
    of_row, of_column = [max(row) for row in table], [max(row) for row in zip(*table, strict=True)]
    found = [
        Near(here, there, odds, odds >= of_row[here] and odds >= of_column[there])
        for here, row in enumerate(table)
        for there, odds in enumerate(row)
        if odds >= min(SURE, PART, of_row[here], of_column[there])
    ]
    return sorted(found, key=lambda one: (-one.odds, one.old, one.new))


class Reasons:
    """The words by which two objectives are told to be the same, as each of them writes them."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._texts = old, new
        self._spoken = [[_spoken(text) for text in texts] for texts in (old, new)]
        self._rare = rarity([found.keys() for of in self._spoken for found in of])

    def of(self, old: int, new: int) -> tuple[Shared, ...]:
        """Return at most three pairs of words, by their places, those that tell most among all texts first.

        They are what a thing is called in each (`infissi`, `serramenti`), or words of one stem. There are
        none where only the sense of the whole is near.
        """
        before, after = self._spoken[0][old], self._spoken[1][new]
        taken: list[tuple[Span, Span]] = []
        for token in sorted(before.keys() & after.keys(), key=lambda n: (-self._rare[n], n)):
            spans = before[token], after[token]
            if not any(_meet(spans[n], known[n]) for known in taken for n in (0, 1)):
                taken.append(spans)
        return tuple(
            Shared(self._texts[0][old][slice(*mine)], self._texts[1][new][slice(*its)])
            for mine, its in taken[:_MOST_WORDS]
        )


def take_up(
    near: Sequence[Near],
    matched: tuple[Matches, Matches],
    groups: tuple[Groups, Groups],
    reasons: Reasons,
    whole: int,
) -> None:
    """Note the pairs that are sure among the matches of the old and the new objectives, `whole` of the old in all.

    Where the other of a pair is taken already, the two old ones are merged in it, or the two new ones are
    what it was split into: that is noted in the groups, merges and splits.
    """
    (of_old, of_new), (merges, splits) = matched, groups
    more = KEPT * (len(of_old) / whole) ** 2 if whole else 0.0
    same = [(before, after) for before, (after, alike) in of_old.items() if alike >= SAME_WORDS]
    fixed_old, fixed_new = {before for before, _ in same}, {after for _, after in same}

    def old_part(old: int, new: int, likeness: float) -> Part:
        runs = tuple((one.old, one.new) for one in reasons.of(old, new))
        return Part(old, likeness, runs, reworded=True)

    def new_part(old: int, new: int, likeness: float) -> Part:
        runs = tuple((one.new, one.old) for one in reasons.of(old, new))
        return Part(new, likeness, runs, reworded=True)

    for one in near:
        old, new = one.old, one.new
        free_old, free_new = old not in of_old, new not in of_new
        least = (SURE if free_old and free_new else PART) + more
        if one.odds < least or not (free_old or free_new):
            continue
        if not free_new:
            other, likeness = of_new[new]
            if other in splits or new in fixed_new:
                continue
            merges.setdefault(new, [old_part(other, new, likeness)])
            merges[new].append(old_part(old, new, one.likeness))
        elif not free_old:
            other, likeness = of_old[old]
            if other in merges or old in fixed_old:
                continue
            splits.setdefault(old, [new_part(old, other, likeness)])
            splits[old].append(new_part(old, new, one.likeness))
        of_old.setdefault(old, (new, one.likeness))
        of_new.setdefault(new, (old, one.likeness))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _spoken(text: str) -> dict[str, Span]:
    """The things of a text and the stems of its telling words, each with where it stands."""
    found = {f"={name}": span for name, span in things(text).items()}
    tell = set(telling(text))
    for token in tokens(text):
        if token.form in tell:
            found.setdefault(token.key, (token.start, token.end))
    return found
