"""Objectives that were merged into one, or split into several, told by whose words went where.

The words of a whole (the new objective of a merge, the old one of a split) are shared out among those
that may be its parts: the longest run of telling words that two have in common, in order, is taken first,
and each word is taken once. So what two parts have in common counts for one of them only, and a part that
is like the whole because it is like another part is not taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from trama.language.italian import stem, words

RUN = 2
"""The least run of telling words in common that counts: one word alone is no evidence."""

PART = 0.6
"""The least share of a part's telling words that must be found in the whole."""

WHOLE = 0.6
"""The least share of the whole's telling words that all its parts together must account for."""

FOUND = 4
"""The fewest telling words of a part that must be found in the whole."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Shared:
    """A run of words that went from an old objective into a new one, as each of them writes it."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Part:
    """What of one part stands in its whole.

    `place` is its place among the parts, `share` the share of its telling words (0 to 1) that stand there,
    `runs` the runs of words, in the part's order, each as the part writes it and as the whole does.

    Of a part told by what the two mean, `reworded`, the share is how sure it is, and the runs are the words that
    led there.
    """

    place: int
    share: float
    runs: tuple[tuple[str, str], ...]
    reworded: bool = False


Matches = dict[int, tuple[int, float]]
"""What each objective of one edition is matched with in the other, and how alike the two are."""

Groups = dict[int, list[Part]]
"""The wholes, each with its parts."""


class Telling:
    """The telling words of a text as stems, each with the place where it stands in the text."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)

    @cached_property
    def found(self) -> tuple[tuple[str, int, int], ...]:
        """Return stem, start and end of each telling word."""
        return tuple(
            (stem(word), match.start(), match.end())
            for match in _WORD.finditer(self.text)
            for word in words(match.group())
        )

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Return the stems in order."""
        return tuple(stem for stem, _, _ in self.found)

    def words(self, start: int, end: int) -> str:
        """Return the text from one telling word to another, the second not included."""
        return self.text[self.found[start][1] : self.found[end - 1][2]]


def shared_out(whole: Telling, parts: Sequence[Telling]) -> list[Part]:
    """Return what of each part stands in the whole, if at least two are parts of it; else nothing.

    A part is one with FOUND telling words and PART of all its telling words in the whole; together the
    parts account for WHOLE of it. What is no part gives its words back to those that may be.
    """
    left = [place for place, part in enumerate(parts) if _may_be(part, whole)]
    while len(left) >= 2:
        blocks = _blocks(whole, {place: parts[place] for place in left})
        found = [_part(place, parts[place], whole, blocks[place]) for place in left]
        kept = [
            part
            for part in found
            if part.share >= PART and sum(b[2] for b in blocks[part.place]) >= FOUND
        ]
        if len(kept) == len(left):
            taken = sum(size for place in left for _, _, size in blocks[place])
            return kept if taken / len(whole.stems) >= WHOLE else []
        # Without the worst, whose words may have kept another from being a part.
        bad = min((p for p in found if p not in kept), key=lambda p: (p.share, -p.place))
        left.remove(bad.place)
    return []


def _may_be(part: Telling, whole: Telling) -> bool:
    """A quick look that leaves no part out."""
    if not part.stems:
        return False
    known = set(whole.stems)
    common = sum(stem in known for stem in part.stems)
    return common >= FOUND and common / len(part.stems) >= PART


Block = tuple[int, int, int]


def _blocks(whole: Telling, parts: Mapping[int, Telling]) -> dict[int, list[Block]]:
    """The runs in common, longest first, no word twice: (start in part, start in whole, length)."""
    free = [True] * len(whole.stems)
    unused = {place: [True] * len(part.stems) for place, part in parts.items()}
    blocks: dict[int, list[Block]] = {place: [] for place in parts}
    while True:
        best = max(
            (
                (size, -place, -here, -there)
                for place, part in parts.items()
                for here, there, size in _runs(part.stems, whole.stems, unused[place], free)
            ),
            default=(0, 0, 0, 0),
        )
        size, place, here, there = best[0], -best[1], -best[2], -best[3]
        if size < RUN:
            break
        blocks[place].append((here, there, size))
        for step in range(size):
            unused[place][here + step] = free[there + step] = False
    for place, part in parts.items():
        for start, there, size in sorted(blocks[place]):
            blocks[place] += _after(part, whole, unused[place], free, start + size, there + size)
    return blocks


def _after(
    part: Telling, whole: Telling, unused: list[bool], free: list[bool], here: int, there: int
) -> Iterator[Block]:
    """Single words that go on where a run breaks off, past one word left out, added or changed."""
    near = ((1, 0), (0, 1), (1, 1))
    while True:
        for skipped, added in near:
            mine, its = here + skipped, there + added
            if (
                mine < len(part.stems)
                and its < len(whole.stems)
                and part.stems[mine] == whole.stems[its]
                and unused[mine]
                and free[its]
            ):
                unused[mine] = free[its] = False
                yield mine, its, 1
                here, there = mine + 1, its + 1
                break
        else:
            return


def _runs(
    part: Sequence[str], whole: Sequence[str], unused: Sequence[bool], free: Sequence[bool]
) -> Iterator[Block]:
    for here, word in enumerate(part):
        for there, other in enumerate(whole):
            if word != other:
                continue
            size = 0
            while (
                here + size < len(part)
                and there + size < len(whole)
                and unused[here + size]
                and free[there + size]
                and part[here + size] == whole[there + size]
            ):
                size += 1
            if size:
                yield here, there, size


def _part(place: int, part: Telling, whole: Telling, blocks: Sequence[Block]) -> Part:
    share = sum(size for _, _, size in blocks) / len(part.stems)
    runs = tuple(
        (part.words(here, here + size), whole.words(there, there + size))
        for here, there, size in sorted(blocks)
    )
    return Part(place, share, runs)


def groups_of(
    wholes: Sequence[Telling],
    parts: Sequence[Telling],
    of_whole: Matches,
    of_part: Matches,
    sure: float,
    without: Set[int] = frozenset(),
) -> Groups:
    """Find the wholes with at least two parts, each part in one whole, the fullest first.

    Parts are what the whole is matched with (which must be one of them) and what is matched with nothing;
    a match less alike than `sure` rests on the code, which may be another's now, and counts for nothing.
    """
    loose = [n for n in range(len(parts)) if n not in of_part or of_part[n][1] < sure]
    taken: set[int] = set()

    def group(whole: int) -> list[Part]:
        own = of_whole.get(whole)
        mine = [own[0]] if own else []
        places = [n for n in [*mine, *(n for n in loose if n not in mine)] if n not in taken]
        kept = [
            Part(places[part.place], part.share, part.runs)
            for part in shared_out(wholes[whole], [parts[n] for n in places])
        ]
        fits = own is None or own[1] < sure or any(part.place == own[0] for part in kept)
        return sorted(kept, key=lambda part: part.place) if fits else []

    may_be = [
        whole
        for whole in range(len(wholes))
        if loose and whole not in without and not (whole in of_whole and of_whole[whole][1] == 1)
    ]
    found = {whole: kept for whole in may_be if (kept := group(whole))}
    groups: Groups = {}
    while found:
        whole = min(found, key=lambda w: (-sum(p.share for p in found[w]) / len(found[w]), w))
        kept = found.pop(whole)
        if not taken & {part.place for part in kept}:
            groups[whole] = kept
            taken |= {part.place for part in kept}
        elif again := group(whole):
            found[whole] = again
    return groups


def note(groups: Groups, of_whole: Matches, of_part: Matches) -> None:
    """Undo the matches that a group puts an end to, and keep its own from being used again."""
    for whole, parts in groups.items():
        for place in [part.place for part in parts]:
            if place in of_part:
                of_whole.pop(of_part.pop(place)[0], None)
        if whole in of_whole:
            of_part.pop(of_whole.pop(whole)[0], None)
        for part in parts:
            of_part[part.place] = (whole, 1.0)
        of_whole[whole] = (parts[0].place, 1.0)
