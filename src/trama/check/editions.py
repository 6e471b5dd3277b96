"""What became of the objectives of a plan in its next edition: continued, revised, dropped, new.

Every objective of the old edition is compared with every one of the new. Pairs are taken in order of
likeness, the same code first among equals, each objective once. A pair with the same words is `continued`;
one that is alike enough is `revised`; what is left is `dropped` or `new`. Where the code changed it is also
renumbered, where the Mission did, moved. The measure is that of `trama.language.similarity.Words`.

What is left may have gone into one objective together with another (`merged`), or come from one that was
divided (`split`): `trama.check.merges` tells by the words that went over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trama.check.findings import Side
from trama.check.likeness import Compared
from trama.check.merges import Groups, Matches, Part, Shared, Telling, groups_of, note
from trama.check.odds import Odds, Weights
from trama.check.reworded import Near, Reasons, TakingUp, nearest
from trama.language.similarity import Change, Words, changes
from trama.model import Mission, StrategicObjective
from trama.namespaces import Names
from trama.plans.declared import own_words
from trama.plans.package import Package

REVISED = 0.55
"""The least likeness of two objectives with different codes for one to be the other, revised."""

REVISED_SAME_CODE = 0.40
"""The same for two objectives with the same code."""

SAME_MISSION = 0.60
"""The least likeness of the names of two Missions for them to be the same Mission."""

KINDS = ("continued", "revised", "merged", "split", "new", "dropped")


@dataclass(frozen=True)
class Item:
    """An objective to be compared: its side, its Mission's name, its words."""

    side: Side
    mission: Words
    words: Words


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one objective, from one edition to the next.

    `kind` is one of KINDS. Where one side is missing, `nearest` is the most similar objective of the other
    edition, which was not like enough or was taken by another. `changes` are the runs of words of a
    revision.

    A merge is a step for each old objective, with the others in `merged_with`; a split one for each new
    objective, with the others in `split_with`. `shared` are the runs of words that went over, and `share`
    is how much of the part they are, from 0 to 1: of the old objective in a merge, of the new in a split.
    Where it was told by what the two mean, it is `reworded`: `shared` are the words that led there, `share` is
    how sure it is. A dropped or new objective is `unsure` if it
    may yet be `nearest` in other words, or a part of it.
    """

    kind: str
    old: Side | None
    new: Side | None
    similarity: float
    renumbered: bool = False
    moved: bool = False
    changes: tuple[Change, ...] = ()
    nearest: Side | None = None
    share: float = 0.0
    shared: tuple[Shared, ...] = ()
    merged_with: tuple[Side, ...] = ()
    split_with: tuple[Side, ...] = ()
    unsure: bool = False
    reworded: bool = False


def compare_editions(
    old: Sequence[Item], new: Sequence[Item], weights: Weights | None = None
) -> list[Step]:
    """Return what became of every objective: those of the new edition in order, then the dropped ones.

    `weights` are those of `trama.check.odds`, if others than come with Trama.
    """
    pairs = _pairs(old, new)
    matched_old: Matches = {}
    matched_new: Matches = {}
    for likeness, same_code, before, after in sorted(
        pairs, key=lambda p: (-p[0], not p[1], p[2], p[3])
    ):
        if before in matched_old or after in matched_new:
            continue
        if likeness >= (REVISED_SAME_CODE if same_code else REVISED):
            matched_old[before], matched_new[after] = (after, likeness), (before, likeness)
    merges, splits = _merges_and_splits(old, new, matched_old, matched_new)
    in_words = {(before, after) for before, (after, _) in matched_old.items()}
    texts = [item.words.text for item in old], [item.words.text for item in new]
    reasons = Reasons(*texts)
    may_be: list[Near] = []
    near: list[Near] = []
    if old and new:
        chapters = [item.mission.plain for item in old], [item.mission.plain for item in new]
        odds = Odds(Compared(*texts), chapters, weights)
        may_be = TakingUp(odds, (matched_old, matched_new), (merges, splits), reasons).take()
        near = nearest(odds)
    split_from = {part.place: whole for whole, parts in splits.items() for part in parts}
    steps = []
    for number, item in enumerate(new):
        if number in merges:
            steps += _merged(old, item, merges[number])
        elif number in split_from:
            steps.append(_split(old[split_from[number]], new, number, splits[split_from[number]]))
        elif number in matched_new:
            before, likeness = matched_new[number]
            step = _matched(old[before], item, likeness)
            if (before, number) not in in_words:
                step = replace(step, reworded=True, shared=reasons.of(before, number))
            steps.append(step)
        else:
            unsure = next((one for one in may_be if one.new == number), None)
            one = unsure or next((one for one in near if one.new == number), None)
            steps.append(_alone("new", item, one, old[one.old] if one else None, bool(unsure)))
    for number, item in enumerate(old):
        if number not in matched_old:
            unsure = next((one for one in may_be if one.old == number), None)
            one = unsure or next((one for one in near if one.old == number), None)
            steps.append(_alone("dropped", item, one, new[one.new] if one else None, bool(unsure)))
    return steps


def _merges_and_splits(
    old: Sequence[Item], new: Sequence[Item], matched_old: Matches, matched_new: Matches
) -> tuple[Groups, Groups]:
    """Find the merges, then the splits, and note in the matches what they take up."""
    before = [Telling(item.words.text) for item in old]
    after = [Telling(item.words.text) for item in new]
    merges = groups_of(after, before, matched_new, matched_old, REVISED)
    note(merges, matched_new, matched_old)
    # An objective is told of once: what was merged is not split as well.
    gone = {part.place for parts in merges.values() for part in parts}
    splits = groups_of(before, after, matched_old, matched_new, REVISED, gone)
    note(splits, matched_old, matched_new)
    return merges, splits


def _merged(old: Sequence[Item], new: Item, parts: Sequence[Part]) -> list[Step]:
    return [
        replace(
            _matched(old[part.place], new, old[part.place].words.similarity(new.words)),
            kind="merged",
            changes=(),
            share=round(part.share, 3),
            shared=tuple(Shared(run[0], run[1]) for run in part.runs),
            reworded=part.reworded,
            merged_with=tuple(old[other.place].side for other in parts if other != part),
        )
        for part in parts
    ]


def _split(old: Item, new: Sequence[Item], number: int, parts: Sequence[Part]) -> Step:
    part = next(part for part in parts if part.place == number)
    return replace(
        _matched(old, new[number], old.words.similarity(new[number].words)),
        kind="split",
        changes=(),
        share=round(part.share, 3),
        shared=tuple(Shared(run[1], run[0]) for run in part.runs),
        reworded=part.reworded,
        split_with=tuple(new[other.place].side for other in parts if other != part),
    )


def _pairs(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[float, bool, int, int]]:
    pairs = []
    for before, left in enumerate(old):
        for after, right in enumerate(new):
            likeness = left.words.overlap(right.words)
            # The mean with the order of words cannot reach the threshold from below this.
            if (likeness + 1) / 2 >= REVISED_SAME_CODE and likeness > 0.2:
                likeness = left.words.similarity(right.words)
            same = bool(left.side.code) and left.side.code == right.side.code
            pairs.append((likeness, same, before, after))
    return pairs


def _matched(old: Item, new: Item, likeness: float) -> Step:
    same = old.words.plain == new.words.plain
    return Step(
        kind="continued" if same else "revised",
        old=old.side,
        new=new.side,
        similarity=round(likeness, 3),
        renumbered=old.side.code != new.side.code,
        moved=old.mission.similarity(new.mission) < SAME_MISSION,
        changes=() if same else changes(old.words.text, new.words.text),
    )


def _alone(kind: str, item: Item, near: Near | None, nearest: Item | None, unsure: bool) -> Step:
    old, new = (None, item.side) if kind == "new" else (item.side, None)
    likeness = near.likeness if near else 0.0
    return Step(kind, old, new, likeness, nearest=nearest.side if nearest else None, unsure=unsure)


def items_of(package: Package, names: Names) -> list[Item]:
    """Return the objectives of a plan, ready to be compared."""
    missions = {str(row.number): Words(row.label_it) for row in package.rows(Mission)}
    items = []
    for row in package.rows(StrategicObjective):
        quote = own_words(row, package)
        side = Side(
            names.thing(row.local(package.plan)).value,
            row.code,
            row.label_it,
            quote.mark if quote else "",
            quote.exact if quote else row.text_it,
            package.plan,
        )
        mission = missions.get(row.mission[0]) or Words(row.mission[0])
        items.append(Item(side, mission, Words(row.text_it)))
    return items
