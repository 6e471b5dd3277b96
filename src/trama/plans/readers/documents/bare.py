"""Lists that nothing announces, right below titles of Missions, and those that only a sentence does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.kinds import is_lead
from trama.plans.readers.documents.proposal import Left, Row
from trama.plans.readers.documents.state import State


def bare(state: State, rows: Sequence[Row]) -> list[Row]:
    """Return the items that stand right below titles of Missions, where nothing else is an objective.

    In a plan that announces its objectives elsewhere, only Missions without any are so filled.
    """
    if not state.bare:
        return []
    depth = min(line.depth for _, line in state.bare)
    taken = {_title_of(row) for row in rows}
    items = [
        row
        for row, line in state.bare
        if line.depth == depth and not is_lead(row.text) and not row.text[:1].islower()
    ]
    count = Counter(_title_of(row) for row in items)
    return [
        row
        for row in items
        if not taken
        or (_title_of(row) not in taken and count[_title_of(row)] > 2 and _of_mission(row))
    ]


def _title_of(row: Row) -> tuple[str, str]:
    return row.mission, row.chapters[0].label if row.chapters else ""


def _of_mission(row: Row) -> bool:
    return any(chapter.word.startswith("mission") for chapter in row.chapters)


def count_on(rows: Sequence[Row], lines: Iterable[Line]) -> None:
    """Give objectives the numbers of their items for codes, where these count on from one chapter to the next."""
    counted = {
        line.mark: line.marker for line in lines if re.fullmatch(r"\(?\d{1,2}[.)]", line.marker)
    }
    numbered = [row for row in rows if row.said.mark in counted]
    numbers = [int(re.sub(r"\D", "", counted[row.said.mark])) for row in numbered]
    if len(numbers) < 3 or numbers != list(range(1, len(numbers) + 1)):
        return
    if any(row.code for row in rows):
        return
    if len({_title_of(row) for row in numbered}) > 1:
        for row, number in zip(numbered, numbers, strict=True):
            row.code = str(number)


STRONG = 5


def told_apart(state: State) -> list[Row]:
    """Return the rows without those of lists that only a sentence announced, where others are surer.

    A plan that sets its objectives under «Obiettivi», in tables or by codes speaks of aims in its text too.
    """
    coded = sum(
        1 for row in state.rows if row.code and row.rule in ("code", "word", "table", "sheet")
    )
    guessed = sum(1 for row in state.rows if row.rule == "form")
    weak = {"announced", "form"} if coded > STRONG and coded > 2 * guessed else {"announced"}
    sure = [row for row in state.rows if row.rule not in weak]
    if len(sure) < STRONG:
        return state.rows
    # A mixed plan may list the objectives of some programmes only.
    filled = {row.programme for row in sure}
    listed = [row for row in state.rows if row.rule == "form" and row.programme not in filled]
    sure = [row for row in state.rows if row in sure or row in listed] if all(filled) else sure
    for row in state.rows:
        if row.rule in weak and row not in sure:
            state.left.append(Left(row.text[:200], "announced", row.said.where))
    return sure
