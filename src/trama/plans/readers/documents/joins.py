"""A table that goes on over the end of a page: its rows joined, its cut cells sewn together."""

from __future__ import annotations

import itertools
import re

from trama.plans.readers.documents.blocks import Cell, Table, Where
from trama.plans.readers.documents.body import Body
from trama.plans.readers.documents.grid import Grid, Region
from trama.plans.readers.documents.labels import labelled
from trama.plans.readers.documents.words import sewn


def same_edges(one: Grid, other: Grid) -> bool:
    """Whether two tables reach from the same left edge to the same right one."""
    return abs(one.across[0] - other.across[0]) < 6 and abs(one.across[-1] - other.across[-1]) < 6


def within(few: list[float], many: list[float]) -> bool:
    """Whether each of a few edges is among many."""
    return all(any(abs(one - other) < 6 for other in many) for one in few)


def widened(row: list[Cell], few: list[float], many: list[float]) -> list[Cell]:
    """Return a row of few columns as one of many, its cells repeated where they reach."""
    cells: list[Cell] = []
    last = -1
    for left, right in itertools.pairwise(many):
        centre = (left + right) / 2
        place = next((i for i in range(len(few) - 1) if centre < few[i + 1]), len(few) - 2)
        cell = row[place]
        cells.append(cell if place != last else Cell(cell.text, cell.where, True, cell.bold))
        last = place
    return cells


def replace_columns(grid: Grid, other: Grid) -> Grid:
    """Return the last grid of a table that has the columns of one before it."""
    regions = {(0, place): Region(0, place, 0, place) for place in range(other.columns)}
    return Grid(grid.page, other.across, grid.down[-2:], regions)


def same_columns(one: Grid, other: Grid) -> bool:
    """Whether two tables have the same columns."""
    return one.columns == other.columns and all(
        abs(a - b) < 6 for a, b in zip(one.across, other.across, strict=True)
    )


def join(table: Table, rows: list[list[Cell]], grid: Grid, last: Grid, body: Body) -> None:
    """Add the rows of a page to a table that began on a page before."""
    heads = 0
    while heads < min(len(rows), 3, len(table.rows)) and _same_row(table.rows[heads], rows[heads]):
        heads += 1
    rest = rows[heads:]
    if not rest:
        return
    above, first = table.rows[-1], rest[0]
    filled = [
        place
        for place in range(len(first))
        if all(row[place].text for row in (table.rows[1:] + rest[1:]) or [above])
    ]
    split = any(not first[place].text for place in filled) and any(cell.text for cell in first)
    split = (split or goes_on(above, first)) and not _both_count(above, first)
    for place, cell in enumerate(first):
        region = grid.regions[heads, place]
        if split:
            continue
        if not cell.text and (
            region.bottom > region.top or last.regions[last.rows - 1, place].top < last.rows - 1
        ):
            for line in range(region.bottom - region.top + 1):
                if line < len(rest):
                    rest[line][place] = Cell(above[place].text, above[place].where, True)
    if split:
        origin: dict[int, Cell] = {}
        for place, cell in enumerate(first):
            if cell.text and not cell.spread and cell.where.column == place + 1:
                whole = above[place]
                target = origin.setdefault(id(whole), whole)
                text = (
                    f"{target.text}\n{cell.text}"
                    if _ended(target, cell, last.across[min(place + 1, last.columns)])
                    else sewn(target.text, cell.text, body.vocabulary)
                )
                boxes = target.where.boxes + cell.where.boxes
                where = Where(
                    target.where.page,
                    0,
                    target.where.table,
                    target.where.row,
                    target.where.column,
                    boxes,
                )
                _rewrite(table, target.where, text, where)
            region = grid.regions[heads, place]
            for line in range(1, region.bottom - region.top + 1):
                if line < len(rest) and not rest[line][place].text:
                    rest[line][place] = Cell(
                        table.rows[-1][place].text, table.rows[-1][place].where, True
                    )
        rest = rest[1:]
        for place in range(len(first)):
            for row in rest:
                if row[place].spread and row[place].where == first[place].where:
                    row[place] = Cell(table.rows[-1][place].text, table.rows[-1][place].where, True)
    for row in rest:
        place = len(table.rows) + 1
        moved: dict[Where, Where] = {}
        for column, cell in enumerate(row):
            if not cell.spread:
                moved[cell.where] = Where(
                    cell.where.page, 0, table.where.table, place, column + 1, cell.where.boxes
                )
            cell.where = moved.get(cell.where, cell.where)
        table.rows.append(row)


def goes_on(above: list[Cell], first: list[Cell]) -> bool:
    """Whether the first row of a page is the rest of the row above: most of its cells begin within a sentence."""
    pairs = [(one.text, two.text) for one, two in zip(above, first, strict=False) if two.text]
    if len(first) > 2 and sum(bool(cell.text) and not cell.spread for cell in first) == 1:
        # A single cell that goes on, within a sentence or with the next of its labelled parts.
        one, two = next(
            (one.text, two.text)
            for one, two in zip(above, first, strict=False)
            if two.text and not two.spread
        )
        return bool(one) and (labelled(two) or _within(one, two))
    within = sum(1 for one, two in pairs if one and _within(one, two))
    return within > 1 and within >= 0.5 * len(pairs)


def _within(one: str, two: str) -> bool:
    return two[0].islower() and not one.endswith((".", ";", ":"))


def _both_count(above: list[Cell], first: list[Cell]) -> bool:
    """Whether two rows have figures, or each a code, in the same columns: neither is the rest of the other."""
    pairs = [(one.text.strip(), two.text.strip()) for one, two in zip(above, first, strict=False)]
    if any(a != b and _CODE.fullmatch(a) and _CODE.fullmatch(b) for a, b in pairs):
        return True
    figures = sum(
        1
        for one, two in zip(above, first, strict=False)
        if _FIGURE.fullmatch(one.text.strip()) and _FIGURE.fullmatch(two.text.strip())
    )
    return figures > 1


_CODE = re.compile(r"[A-Z]{1,5}[.\-_ ]?\d{1,2}(?:[.\-_]\d{1,2}){0,3}")
_FIGURE = re.compile(r"[≥≤<>+±−–-]?\s?\d[\d.,]*\s?[%€]?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


def _ended(above: Cell, below: Cell, edge: float) -> bool:
    """Whether a paragraph of a cell ended with the page: its last line had room for the next word."""
    if not above.where.boxes or not below.where.boxes or not below.text[:1].isupper():
        return False
    last, first = above.where.boxes[-1], below.where.boxes[0]
    word = below.text.split()[0]
    return edge - last.right > 0.5 * (first.bottom - first.top) * len(word) + 4


def _rewrite(table: Table, old: Where, text: str, where: Where) -> None:
    for row in table.rows:
        for cell in row:
            if cell.where == old:
                cell.text, cell.where = text, where


def _same_row(one: list[Cell], other: list[Cell]) -> bool:
    return [cell.text for cell in one] == [cell.text for cell in other] and any(c.text for c in one)
