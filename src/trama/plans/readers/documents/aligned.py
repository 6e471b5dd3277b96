"""Tables without ruling lines on a page: columns that stand under headings which are known."""

from __future__ import annotations

import re

from trama.plans.readers.documents.grid import Grid, Region
from trama.plans.readers.documents.labels import label_of
from trama.plans.readers.documents.page import Row, Word, rows_of

_FIGURE = re.compile(r"[\d.,%€+\-–≤≥/]+")


def aligned(words: list[Word], page: int) -> tuple[list[Grid], list[Word]]:
    """Return the tables that words make by standing in columns, and the words that stand in none."""
    grids: list[Grid] = []
    lines = _lines(rows_of(words, page, gap=0.9))
    place = 0
    while place < len(lines):
        head = lines[place]
        known = sum(1 for part in head if label_of(part.text))
        if len(head) > 2 and known > 1 and known >= 0.6 * len(head):
            rows, used = _body(lines[place + 1 :], head)
            if rows:
                grids.append(_grid([_cells(head, head), *rows], head, page))
                place += used
        place += 1
    taken = {id(word) for grid in grids for word in grid.words()}
    return grids, [word for word in words if id(word) not in taken]


def _lines(rows: list[Row]) -> list[list[Row]]:
    """Return the parts of each printed line, from left to right."""
    lines: list[list[Row]] = []
    for row in sorted(rows, key=lambda one: (one.top + one.bottom) / 2):
        last = lines[-1][0] if lines else None
        low = min(row.bottom, last.bottom) - max(row.top, last.top) if last else 0
        if last and low > 0.5 * min(row.bottom - row.top, last.bottom - last.top):
            lines[-1].append(row)
        else:
            lines.append([row])
    for line in lines:
        line.sort(key=lambda one: one.left)
    return lines


def _body(lines: list[list[Row]], head: list[Row]) -> tuple[list[dict[int, list[Word]]], int]:
    """Return the rows below headings, the words of each by column, and how many lines they take."""
    rows: list[dict[int, list[Word]]] = []
    above = head
    used = 0
    for line in lines:
        high = max(part.size for part in line)
        if min(part.top for part in line) - max(part.bottom for part in above) > 1.6 * high:
            break
        cells = _cells(line, head)
        alone = len(cells) == 1
        if len(line) == 1 and (line[0].bold or _crosses(line[0], head)):
            break
        if alone and rows and abs(high - max(part.size for part in above)) > 0.12 * high:
            # Smaller or larger letters below a row are no part of it.
            break
        if rows and (alone or 0 not in cells):
            for column, words in cells.items():
                rows[-1].setdefault(column, []).extend(words)
        elif alone:
            break
        else:
            rows.append(cells)
        above = line
        used += 1
    return rows, used


def _crosses(part: Row, head: list[Row]) -> bool:
    """Whether a line of text goes on where the next column begins."""
    column = _column(part.words[0], head)
    return column + 1 < len(head) and part.right > head[column + 1].left + 6


def _cells(line: list[Row], head: list[Row]) -> dict[int, list[Word]]:
    cells: dict[int, list[Word]] = {}
    for part in line:
        if not _crosses(part, head):
            cells.setdefault(_column(part.words[0], head), []).extend(part.words)
            continue
        for word in part.words:
            cells.setdefault(_column(word, head), []).append(word)
    return cells


def _column(word: Word, head: list[Row]) -> int:
    if _FIGURE.fullmatch(word.text):
        # Figures may be set to the right or in the middle of their column.
        return min(
            range(len(head)),
            key=lambda one: min(
                abs(head[one].left - word.left),
                abs(head[one].right - word.right),
                abs(head[one].left + head[one].right - word.left - word.right) / 2,
            ),
        )
    return max((one for one in range(len(head)) if head[one].left - 4 <= word.left), default=0)


def _grid(rows: list[dict[int, list[Word]]], head: list[Row], page: int) -> Grid:
    everything = [word for row in rows for words in row.values() for word in words]
    across = [min(word.left for word in everything) - 2]
    across += [part.left - 3 for part in head[1:]]
    across.append(max(word.right for word in everything) + 2)
    down = [min(word.top for words in row.values() for word in words) - 1 for row in rows]
    down.append(max(word.bottom for word in everything) + 1)
    regions = {
        (line, column): Region(line, column, line, column, row.get(column, []))
        for line, row in enumerate(rows)
        for column in range(len(head))
    }
    return Grid(page, across, down, regions)
