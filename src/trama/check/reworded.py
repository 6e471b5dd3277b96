"""Objectives of two editions that speak of the same thing in other words.

Each old objective is compared with each new one by themes, stems, runs of letters and meaning. A pair counts
if it stands out: it is nearer than others are to either of the two. Chapters that most pairs have in common
make a pair of theirs a little nearer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trama.check.merges import Groups, Matches, Part
from trama.language.italian import grams, stems
from trama.language.meaning import nearness
from trama.language.ranking import TfIdf
from trama.language.themes import themes

MEANING = 6
"""How many times as much meaning counts as themes, stems or runs of letters do."""

HEIR = 0.08
"""How much nearer two objectives are whose chapters all pairs found so far have in common."""

LEAST = 0.04
"""How far a pair must stand out, of two that are each other's nearest."""

MARGIN = 0.02
"""How much farther, if it is only nearest to one of the two."""

KEPT = 0.25
"""How much farther it must, if all others of its edition kept their words."""

FLOOR = 0.15
"""The least likeness of any pair."""

SAME_WORDS = 0.55
"""The likeness of two matched objectives from which neither is taken to be merged or split by meaning."""

_OTHERS = 3
_ROUNDS = 2

Table = list[list[float]]


@dataclass(frozen=True, slots=True)
class Near:
    """An old and a new objective, by their places: how alike (0 to 1), how far the pair stands out.

    It is `mutual` if they are each other's nearest, and `sure` if it stands out far enough.
    """

    old: int
    new: int
    likeness: float
    out: float
    mutual: bool
    sure: bool


def reworded(
    old: Sequence[str],
    new: Sequence[str],
    old_chapters: Sequence[str] = (),
    new_chapters: Sequence[str] = (),
) -> list[Near]:
    """Return the pairs that are nearest to one of their two, those that stand out most first."""
    if not old or not new:
        return []
    alike = _likeness(old, new)
    out = _standing_out(alike)
    for _ in range(_ROUNDS if old_chapters and new_chapters else 0):
        heirs = _heirs(out, old_chapters, new_chapters)
        nearer = [
            [
                score + HEIR * heirs.get((old_chapters[here], new_chapters[there]), 0.0)
                for there, score in enumerate(row)
            ]
            for here, row in enumerate(alike)
        ]
        out = _standing_out(nearer)
    found = []
    for here, row in enumerate(out):
        for there, score in enumerate(row):
            first = score >= max(row)
            back = score >= max(other[there] for other in out)
            if first or back:
                mutual = first and back
                enough = score >= (LEAST if mutual else LEAST + MARGIN)
                sure = enough and alike[here][there] >= FLOOR
                likeness = round(min(1.0, max(0.0, alike[here][there])), 3)
                found.append(Near(here, there, likeness, score, mutual, sure))
    return sorted(found, key=lambda one: (not one.mutual, -one.out, one.old, one.new))


def take_up(
    near: Sequence[Near], matched: tuple[Matches, Matches], groups: tuple[Groups, Groups]
) -> None:
    """Note the sure pairs among the matches of the old and the new objectives.

    Where the other of a pair is taken already, the two old ones are merged in it, or the two new ones are
    what it was split into: that is noted in the groups, merges and splits.
    """
    (of_old, of_new), (merges, splits) = matched, groups
    # Where most kept their words, one that did not is rather another.
    kept = len(of_old) / max(1, len({one.old for one in near} | of_old.keys()))
    for one in near:
        free_old, free_new = one.old not in of_old, one.new not in of_new
        enough = one.sure and one.out >= LEAST + KEPT * kept
        if not enough or not (free_old or free_new):
            continue
        if not free_new:
            other, likeness = of_new[one.new]
            if other in splits or likeness >= SAME_WORDS:
                continue
            merges.setdefault(one.new, [Part(other, likeness, ())])
            merges[one.new].append(Part(one.old, one.likeness, ()))
        elif not free_old:
            other, likeness = of_old[one.old]
            if other in merges or likeness >= SAME_WORDS:
                continue
            splits.setdefault(one.old, [Part(other, likeness, ())])
            splits[one.old].append(Part(one.new, one.likeness, ()))
        of_old.setdefault(one.old, (one.new, one.likeness))
        of_new.setdefault(one.new, (one.old, one.likeness))


def _likeness(old: Sequence[str], new: Sequence[str]) -> Table:
    whole = MEANING + 3
    table = [[MEANING * score / whole for score in row] for row in nearness(old, new)]
    tokens: tuple[Callable[[str], Iterable[str]], ...] = (_themes, stems, grams)
    for of in tokens:
        ranker = TfIdf([Counter(of(text)) for text in new], sublinear=True, unknown=True)
        for here, text in enumerate(old):
            for there, score in enumerate(ranker.scores(Counter(of(text)))):
                table[here][there] += score / whole
    return table


def _standing_out(table: Table) -> Table:
    """How much nearer each pair is than the next nearest of either."""
    rows = [_next(row) for row in table]
    columns = [_next([row[there] for row in table]) for there in range(len(table[0]))]
    return [
        [score - (rows[here] + columns[there]) / 2 for there, score in enumerate(row)]
        for here, row in enumerate(table)
    ]


def _next(scores: Sequence[float]) -> float:
    """The mean of those that come after the best."""
    after = sorted(scores, reverse=True)[1 : 1 + _OTHERS]
    return sum(after) / len(after) if after else 0.0


def _heirs(
    out: Table, old_chapters: Sequence[str], new_chapters: Sequence[str]
) -> Mapping[tuple[str, str], float]:
    """The share of an old chapter's pairs that went to a new one, among those that are each other's nearest."""
    went: dict[str, Counter[str]] = defaultdict(Counter)
    for here, row in enumerate(out):
        there = max(range(len(row)), key=lambda place: row[place])
        if row[there] >= max(LEAST, *(other[there] for other in out)):
            went[old_chapters[here]][new_chapters[there]] += 1
    return {
        (before, after): count / (sum(counts.values()) + 1)
        for before, counts in went.items()
        for after, count in counts.items()
    }


def _themes(text: str) -> list[str]:
    return [one.theme for one in themes().spoken(text)]
