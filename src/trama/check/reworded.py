"""Objectives of two editions that speak of the same thing in other words.

Each old objective is compared with each new one by `trama.check.odds`. Pairs that are sure are taken first; then
what is left is paired, or told to be a part of what is paired already: merged with it, or split. The words that
led there are told with each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trama.check.likeness import rarity
from trama.check.merges import Groups, Matches, Part, Shared
from trama.check.odds import Odds, probability
from trama.check.parting import partings
from trama.language.italian import telling
from trama.language.phrases import tokens
from trama.language.things import things

FIRST = 0.5
"""The least log odds of a pair that is taken before anything is said of parts."""

SURE = -1.6
"""The least log odds of a pair, when those are taken that are surer."""

PART = -0.8
"""The least log odds of a part: of one whose other is taken already, and which is merged with it, or split."""

ROUNDS = (1.5, 0.75, 0.0)
"""How much higher both must be, round by round: what one round takes leaves fewer for the next to choose among."""

KEPT = 20.0
"""How much higher all must be, if all others of an edition kept their words: one that did not is rather another.

It grows with the square of the share that did: a few that are copied say little of the rest.
"""

FEW, OF_FEW = 10, 5.0
"""How much higher all must be in an edition of hardly any objectives; from FEW on, nothing is added.

That none of one or two others is likelier says little.
"""

MAY_BE = -2.5
"""The least log odds of what is left alone for a person to be asked to look at it."""

SAME_WORDS = 0.55
"""The likeness in words of two matched objectives from which neither is taken to be merged or split by meaning."""

_MOST_WORDS = 3

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Near:
    """An old and a new objective, by their places, and the log odds that they are the same, or one a part of the other."""

    old: int
    new: int
    odds: float

    @property
    def likeness(self) -> float:
        """How sure it is, 0 to 1."""
        return round(probability(self.odds), 3)


def nearest(odds: Odds) -> list[Near]:
    """Return the pairs that are likeliest for one of their two, likeliest first."""
    rows = [max(row) for row in odds.table]
    columns = [max(column) for column in zip(*odds.table, strict=True)]
    found = [
        Near(here, there, score)
        for here, row in enumerate(odds.table)
        for there, score in enumerate(row)
        if score >= rows[here] or score >= columns[there]
    ]
    return _in_order(found)


def surest(odds: Odds, least: float) -> list[Near]:
    """Return the pairs of at least some log odds, likeliest first."""
    return _in_order(
        [
            Near(here, there, score)
            for here, row in enumerate(odds.table)
            for there, score in enumerate(row)
            if score >= least
        ]
    )


def _in_order(found: Sequence[Near]) -> list[Near]:
    return sorted(found, key=_order)


def _order(one: Near) -> tuple[float, int, int]:
    return -one.odds, one.old, one.new


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


class TakingUp:
    """The matches of the old and the new objectives, and what of one edition is merged or split in the other.

    What is known by words stands in them before, and is added to.
    """

    def __init__(
        self,
        odds: Odds,
        matched: tuple[Matches, Matches],
        groups: tuple[Groups, Groups],
        reasons: Reasons,
    ) -> None:
        self._odds, self._reasons = odds, reasons
        (self._of_old, self._of_new), (self._merges, self._splits) = matched, groups
        fewest = min(len(odds.table), len(odds.table[0]), FEW)
        kept = len(self._of_old) / len(odds.table)
        self._more = KEPT * kept**2 + OF_FEW * (1 - fewest / FEW)
        same = [pair for pair in self._of_old.items() if pair[1][1] >= SAME_WORDS]
        self._fixed_old = {before for before, _ in same}
        self._fixed_new = {after for _, (after, _) in same}

    def take(self) -> list[Near]:
        """Note all that is sure; return what a person may look at of what is left alone, likeliest first."""
        for one in surest(self._odds, FIRST + self._more):
            self._pair(one)
        found: dict[tuple[int, int, bool], Near] = {}
        for above in ROUNDS:
            left = list(self._left())
            for one, is_part in left:
                found.setdefault((one.old, one.new, is_part), one)
            for one, is_part in sorted(left, key=lambda told: _order(told[0])):
                if one.odds >= (PART if is_part else SURE) + above + self._more:
                    self._take(one, is_part)
        return [
            one
            for one in _in_order(list(found.values()))
            if one.odds >= MAY_BE and (one.old not in self._of_old or one.new not in self._of_new)
        ]

    def _take(self, one: Near, is_part: bool) -> None:
        if not is_part:
            self._pair(one)
        elif one.old not in self._of_old:
            self._merge(one)
        elif one.new not in self._of_new:
            self._split(one)

    def _left(self) -> Iterator[tuple[Near, bool]]:
        """Yield what may be said of those that are not paired: pairs, and parts of what is."""
        old = [n for n in range(len(self._odds.table)) if n not in self._of_old]
        new = [n for n in range(len(self._odds.table[0])) if n not in self._of_new]
        for (here, there), score in self._odds.among(old, new).items():
            yield Near(here, there, score), False
        paired_old = {
            n: other for n, (other, _) in self._of_old.items() if n not in self._fixed_old
        }
        paired_new = {
            n: other for n, (other, _) in self._of_new.items() if n not in self._fixed_new
        }
        weights = self._odds.weights["part"]
        for one in partings(self._odds, paired_old, paired_new, (old, new)):
            yield Near(one.old, one.new, one.odds(weights)), True

    def _pair(self, one: Near) -> None:
        if one.old not in self._of_old and one.new not in self._of_new:
            self._note(one)

    def _note(self, one: Near) -> None:
        self._of_old.setdefault(one.old, (one.new, one.likeness))
        self._of_new.setdefault(one.new, (one.old, one.likeness))

    def _merge(self, one: Near) -> None:
        other, likeness = self._of_new[one.new]
        if other not in self._splits:
            self._merges.setdefault(one.new, [self._old_part(other, one.new, likeness)])
            self._merges[one.new].append(self._old_part(one.old, one.new, one.likeness))
            self._note(one)

    def _split(self, one: Near) -> None:
        other, likeness = self._of_old[one.old]
        if other not in self._merges:
            self._splits.setdefault(one.old, [self._new_part(one.old, other, likeness)])
            self._splits[one.old].append(self._new_part(one.old, one.new, one.likeness))
            self._note(one)

    def _old_part(self, old: int, new: int, likeness: float) -> Part:
        runs = tuple((one.old, one.new) for one in self._reasons.of(old, new))
        return Part(old, likeness, runs, reworded=True)

    def _new_part(self, old: int, new: int, likeness: float) -> Part:
        runs = tuple((one.new, one.old) for one in self._reasons.of(old, new))
        return Part(new, likeness, runs, reworded=True)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _spoken(text: str) -> dict[str, Span]:
    """The things of a text and the stems of its telling words, each with where it stands."""
    found = {f"={name}": one.span for name, one in things(text).items()}
    tell = set(telling(text))
    for token in tokens(text):
        if token.form in tell:
            found.setdefault(token.key, (token.start, token.end))
    return found
