"""The tables that are drawn on a page: cells between rules, with the words that stand in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trama.plans.readers.documents.page import Page, Rule, Word

NEAR = 2.5
MAX_RULES = 4_000
MAX_LINES = 400


@dataclass(slots=True)
class Region:
    """A cell, or several merged: its first and last row and column, from 0, and its words."""

    top: int
    left: int
    bottom: int
    right: int
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A table on one page: where its columns and rows begin and end, and the region of each cell."""

    page: int
    across: list[float]
    down: list[float]
    regions: dict[tuple[int, int], Region]

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.across) - 1

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.down) - 1

    def words(self) -> list[Word]:
        """Return all words that stand in it."""
        regions = {id(region): region for region in self.regions.values()}
        return [word for region in regions.values() for word in region.words]

    def holds(self, word: Word) -> bool:
        """Whether a word stands in it."""
        return (
            self.across[0] - NEAR <= word.centre <= self.across[-1] + NEAR
            and self.down[0] - NEAR <= word.middle <= self.down[-1] + NEAR
        )


def grids_of(page: Page) -> tuple[list[Grid], list[Word]]:
    """Return the tables of a page from top to bottom, and the words that stand in none."""
    rules = [rule for rule in page.rules if _drawn(rule, page)][:MAX_RULES]
    grids = [grid for part in _touching(rules) if (grid := _grid(part, page.number))]
    left = page.words
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda one: (one.down[0], one.across[0])):
        inside = [word for word in left if grid.holds(word)]
        if not inside:
            continue
        _put(grid, inside)
        filled = {id(region) for region in grid.regions.values() if region.words}
        if len(filled) < 2 or (grid.columns < 2 and grid.rows < 3):
            continue
        left = [word for word in left if not grid.holds(word)]
        kept.append(grid)
    return kept, left


def _drawn(rule: Rule, page: Page) -> bool:
    return (
        rule.right >= 0
        and rule.left <= page.width
        and rule.bottom >= 0
        and rule.top <= page.height
        and max(rule.right - rule.left, rule.bottom - rule.top) >= 4
    )


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Return rules in groups of those that touch or cross."""
    parents = list(range(len(rules)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    order = sorted(range(len(rules)), key=lambda index: rules[index].top)
    active: list[int] = []
    for index in order:
        rule = rules[index]
        active = [other for other in active if rules[other].bottom + NEAR >= rule.top]
        for other in active:
            if rules[other].left - NEAR <= rule.right and rule.left <= rules[other].right + NEAR:
                parents[root(index)] = root(other)
        active.append(index)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(root(index), []).append(rule)
    return list(groups.values())


def _grid(rules: list[Rule], page: int) -> Grid | None:
    lying = [rule for rule in rules if rule.lies]
    standing = [rule for rule in rules if not rule.lies]
    across = _gathered((rule.left + rule.right) / 2 for rule in standing)
    down = _gathered((rule.top + rule.bottom) / 2 for rule in lying)
    if len(across) < 2 or len(down) < 2 or len(across) > 60 or len(down) > MAX_LINES:
        return None
    grid = Grid(page, across, down, {})
    walls = _walls(standing, across, down)
    floors = _floors(lying, across, down)
    for row in range(grid.rows):
        for column in range(grid.columns):
            if (row, column) in grid.regions:
                continue
            right = column
            while (
                right + 1 < grid.columns
                and (row, right + 1) not in walls
                and (row, right + 1) not in grid.regions
            ):
                right += 1
            bottom = row
            while bottom + 1 < grid.rows and not any(
                (bottom + 1, place) in floors for place in range(column, right + 1)
            ):
                bottom += 1
            region = Region(row, column, bottom, right)
            for line in range(row, bottom + 1):
                for place in range(column, right + 1):
                    grid.regions[line, place] = region
    return grid


def _gathered(values: Iterable[float]) -> list[float]:
    """Return values with those that are nearly the same as one."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= NEAR:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def _walls(rules: list[Rule], across: list[float], down: list[float]) -> set[tuple[int, int]]:
    """Return the (row, column) whose left edge is drawn."""
    walls: set[tuple[int, int]] = set()
    for rule in rules:
        middle = (rule.left + rule.right) / 2
        column = min(range(len(across)), key=lambda index: abs(across[index] - middle))
        for row in range(len(down) - 1):
            centre = (down[row] + down[row + 1]) / 2
            if rule.top - NEAR <= centre <= rule.bottom + NEAR:
                walls.add((row, column))
    return walls


def _floors(rules: list[Rule], across: list[float], down: list[float]) -> set[tuple[int, int]]:
    """Return the (row, column) whose upper edge is drawn."""
    floors: set[tuple[int, int]] = set()
    for rule in rules:
        middle = (rule.top + rule.bottom) / 2
        row = min(range(len(down)), key=lambda index: abs(down[index] - middle))
        for column in range(len(across) - 1):
            centre = (across[column] + across[column + 1]) / 2
            if rule.left - NEAR <= centre <= rule.right + NEAR:
                floors.add((row, column))
    return floors


def _put(grid: Grid, words: list[Word]) -> None:
    for word in words:
        column = _between(grid.across, word.centre)
        row = _between(grid.down, word.middle)
        grid.regions[row, column].words.append(word)


def _between(edges: list[float], value: float) -> int:
    for index in range(len(edges) - 2):
        if value < edges[index + 1]:
            return index
    return len(edges) - 2
