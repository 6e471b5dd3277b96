"""The cells of a table that is drawn on a page, their lines joined to words and paragraphs."""

from __future__ import annotations

import itertools
import re

from trama.plans.readers.documents.blocks import Cell, Where
from trama.plans.readers.documents.body import Body
from trama.plans.readers.documents.bullets import hang_of, is_bullet
from trama.plans.readers.documents.grid import Grid, Region
from trama.plans.readers.documents.labels import label_of, labelled
from trama.plans.readers.documents.page import Row, rows_of
from trama.plans.readers.documents.words import both_whole, joined

_ITEM = re.compile(
    r"(?:[A-Z]{0,3}\.?|[A-Z]{2}\s)\d{1,3}(?:\.\d{1,3}){1,4}[.)]?\s+(?:[–—-]\s+)?[A-ZÀ-Ù]|[•▪]\s"
)


_FIGURE = re.compile(r"[-–+≥≤<>]?\s*[\d.,]*\d\s*(?:%|€)?|[-–/]|n\.?d\.?|n\.|%|s[ìi]")


def cells_of(grid: Grid, number: int, body: Body) -> list[list[Cell]]:
    """Return the rows of a table with the words that stand in each cell."""
    made: dict[int, Cell] = {}
    rows: list[list[Cell]] = []
    for line in range(grid.rows):
        cells: list[Cell] = []
        for column in range(grid.columns):
            region = grid.regions[line, column]
            cell = made.get(id(region))
            if cell is None:
                cell = made[id(region)] = _cell(grid, region, number, body)
                cells.append(cell)
            else:
                cells.append(Cell(cell.text, cell.where, True, cell.bold))
        rows.append(cells)
    return rows


def _cell(grid: Grid, region: Region, number: int, body: Body) -> Cell:
    where = Where(grid.page, 0, number, region.top + 1, region.left + 1)
    if not region.words:
        return Cell("", where)
    rows = rows_of(region.words, grid.page)
    edge = grid.across[region.right + 1] - (
        min(row.left for row in rows) - grid.across[region.left]
    )
    text = _cell_text(rows, grid.across[region.right + 1] - grid.across[region.left], edge, body)
    boxes = tuple(row.box() for row in rows)
    bold = all(row.bold for row in rows)
    return Cell(
        text, Where(grid.page, 0, number, region.top + 1, region.left + 1, boxes), False, bold
    )


def _cell_text(rows: list[Row], width: float, edge: float, body: Body) -> str:
    """Join the lines of a cell: a line that is short of the cell's edge ends a paragraph of it."""
    widest = max(row.right for row in rows)
    left = min(row.left for row in rows)
    text = rows[0].text
    for above, row in itertools.pairwise(rows):
        word = row.words[0]
        fits = above.right + (word.right - word.left) + 0.25 * row.size < max(
            widest, left + width - 14
        )
        new = fits and (
            hang_of(row) or row.text[:1].isupper() or above.text.endswith((".", ";", ":"))
        )
        spare = width - 8 - (above.right - above.left) - (row.right - row.left)
        figures = _FIGURE.fullmatch(above.text) and _FIGURE.fullmatch(row.text)
        new = new or bool(figures and spare > 0.25 * row.size and row.text != "%")
        new = new or bool(_ITEM.match(row.text))
        new = new or (above.bold != row.bold and row.text[:1].isupper())
        # A label stands above its value in letters of its own.
        label = bool("\n" not in text and above.bold != row.bold and label_of(text))
        # And one with its value begins anew, however full the line above it.
        label = label or labelled(row.text)
        if (new and above.left <= left + 3) or is_bullet(row) or label:
            text += "\n" + row.text
            continue
        letter = (word.right - word.left) / max(len(word.text), 1)
        alone = len(above.words) == 1 and not above.words[-1].spaced
        room = edge - above.right
        full = alone and room < max(1.2 * letter, 0.75 * row.size)
        if full and re.search(r"\d[.,/]\d{0,2}$", above.text) and re.match(r"\d{1,3}\b", row.text):
            # A code or a number that its narrow cell cut.
            text += row.text
            continue
        if (
            body.spaces
            and full
            and 0.29 * row.size < room
            and row.text[:1].islower()
            and above.text[-1].isalpha()
            and not both_whole(above.text, row.text, body.vocabulary)
        ):
            # A space had its room and is not there: the line ends within a word.
            text += row.text
            continue
        text = joined(text, row.text, body.vocabulary, full=full, spaced=not alone)
    return text
