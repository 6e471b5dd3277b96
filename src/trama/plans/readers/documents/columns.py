"""Columns of text beside each other on a page, read one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from trama.plans.readers.documents.page import Page, Row

LEAST = 5


@dataclass(slots=True)
class Placed:
    """A line in reading order; `ends` says that the next one stands in another column."""

    row: Row
    ends: bool = False


def reading_order(rows: list[Row], gutter: float) -> list[Placed]:
    """Return lines in the order in which they are read, where columns are parted at a `gutter`, which may be 0 for none.

    A gap down the page with running text on both sides parts two columns; lines that cross it part what
    is above from what is below. Parts of a line beside each other, such as a code and its text, stay one.
    """
    if not gutter:
        return [Placed(row) for row in _whole(rows)]
    placed: list[Placed] = []
    left: list[Row] = []
    right: list[Row] = []

    def flush() -> None:
        for side in (left, right):
            lines = _whole(side)
            placed.extend(Placed(row) for row in lines)
            if lines:
                placed[-1].ends = True
            side.clear()

    lowest = max((row.bottom for row in rows if row.left >= gutter - 1), default=0.0)
    size = sorted(row.size for row in rows)[len(rows) // 2]
    for row in sorted(rows, key=lambda one: (one.top, one.left)):
        # A heading below both columns heads what comes after them.
        below = row.top >= lowest and row.size > 1.08 * size and bool(right)
        if row.right <= gutter + 1 and not below:
            left.append(row)
        elif row.left >= gutter - 1:
            right.append(row)
        else:
            flush()
            placed.append(Placed(row))
            placed[-1].ends = True
    flush()
    return placed


def gutter_of(rows: list[Row], page: Page, known: float = 0.0) -> float:
    """Return where a gap parts two columns of running text, or 0.

    Where one is `known` of the page before, the text may end on this one with but a few lines in the second column.
    """
    found = _gutter(rows, page)
    if found or not known:
        return found
    after = [row for row in rows if known - 1 <= row.left <= known + 0.08 * page.width]
    first = min((row.bottom for row in rows), default=0.0)
    if not after or min(row.top for row in after) > first:
        return 0.0
    top, bottom = min(row.top for row in after), max(row.bottom for row in after)
    beside = [row for row in rows if row.bottom > top and row.top < bottom]
    crossing = any(row.left < known < row.right for row in beside)
    return known if not crossing and any(row.right <= known for row in beside) else 0.0


def _gutter(rows: list[Row], page: Page) -> float:
    if len(rows) < 2 * LEAST:
        return 0.0
    best, most = 0.0, 0
    starts = sorted({round(row.left) for row in rows if row.left > page.width * 0.3})
    for start in starts:
        at = start - 2.0
        after = [row for row in rows if abs(row.left - start) <= 2]
        if len(after) < LEAST:
            continue
        top, bottom = min(row.top for row in after), max(row.bottom for row in after)
        before = [row for row in rows if row.right <= at and row.bottom > top and row.top < bottom]
        crossing = [
            row
            for row in rows
            if row.left < at < row.right and row.bottom > top and row.top < bottom
        ]
        if len(before) < LEAST or len(crossing) > 0.34 * len(after):
            continue
        wide = min(_typical(before), _typical(after))
        if wide < page.width * 0.2 or len(after) <= most:
            continue
        best, most = at, len(after)
    return best


def _typical(rows: list[Row]) -> float:
    widths = sorted(row.right - row.left for row in rows)
    return widths[int(len(widths) * 0.6)]


def _whole(rows: list[Row]) -> list[Row]:
    """Put the parts of a line together again."""
    whole: list[Row] = []
    for row in sorted(rows, key=lambda one: ((one.top + one.bottom) / 2, one.left)):
        for other in reversed(whole[-3:]):
            low = min(row.bottom, other.bottom) - max(row.top, other.top)
            if low > 0.5 * min(row.bottom - row.top, other.bottom - other.top):
                other.words = sorted([*other.words, *row.words], key=lambda word: word.left)
                break
        else:
            whole.append(Row(row.page, list(row.words)))
    return whole
