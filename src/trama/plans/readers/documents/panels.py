"""Boxes of colour on a page in which facts stand, beside the words that they are about: a table of two cells without lines."""

from __future__ import annotations

from trama.plans.readers.documents.grid import NEAR, Grid, Region
from trama.plans.readers.documents.labels import field_in
from trama.plans.readers.documents.page import Page, Rule, Word, rows_of

LEAST = 2


def panelled(words: list[Word], page: Page) -> tuple[list[Grid], list[Word]]:
    """Return each coloured box of labelled facts with the words beside it as a table, and the words that are in none."""
    grids: list[Grid] = []
    left = words
    for panel in sorted(set(page.panels), key=lambda one: one.top):
        inside = [word for word in left if _holds(panel, word)]
        if sum(bool(field_in(row.text)) for row in rows_of(inside, page.number)) < LEAST:
            continue
        held = {id(word) for word in inside}
        level = [
            word
            for word in left
            if id(word) not in held and panel.top - NEAR <= word.middle <= panel.bottom + NEAR
        ]
        before = [word for word in level if word.right <= panel.left + NEAR]
        after = [word for word in level if word.left >= panel.right - NEAR]
        beside = before or after
        if len(beside) != len(level) or len(beside) < 3 or _runs_on(beside, inside):
            # Words on both sides, or across its edge, are laid out otherwise.
            continue
        grids.append(_grid(panel, inside, beside, page.number))
        held |= {id(word) for word in beside}
        left = [word for word in left if id(word) not in held]
    return grids, left


def _runs_on(one: list[Word], other: list[Word]) -> bool:
    """Whether a line goes on over the edge of a box, as only a word's distance tells."""
    return any(
        abs(a.middle - b.middle) < 2
        and min(abs(b.left - a.right), abs(a.left - b.right)) < 0.4 * a.size
        for a in one
        for b in other
    )


def _grid(panel: Rule, inside: list[Word], beside: list[Word], page: int) -> Grid:
    first = beside[0].centre < panel.left
    edge = min(word.left for word in beside) if first else max(word.right for word in beside)
    across = [edge, panel.left, panel.right] if first else [panel.left, panel.right, edge]
    cells = (beside, inside) if first else (inside, beside)
    regions = {(0, at): Region(0, at, 0, at, list(words)) for at, words in enumerate(cells)}
    return Grid(page, across, [panel.top, panel.bottom], regions)


def _holds(panel: Rule, word: Word) -> bool:
    return (
        panel.left <= word.centre <= panel.right
        and panel.top - NEAR <= word.middle <= panel.bottom + NEAR
    )
