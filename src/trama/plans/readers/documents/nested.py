"""Tables that stand within the cells of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trama.plans.readers.documents.blocks import Cell, Line, Table, Where
from trama.plans.readers.documents.heads import distinct, head_of, words_of
from trama.plans.readers.documents.labels import year_in_label


def with_tables(row: list[Cell], inner: Sequence[tuple[Cell, list[Table]]]) -> list[list[Cell]]:
    """Return a row and, below it, the rows of the tables within its cells, if it is one of a card.

    In a row of a list their words go into the cells that hold them.
    """
    if len(distinct(row)) < 3:
        return [row, *(list(one) for _, tables in inner for table in tables for one in table.rows)]
    for cell, tables in inner:
        told = [line for table in tables for line in in_lines(table)]
        cell.text = "\n".join(filter(None, [cell.text, *told]))
    return [row]


def cell_of(blocks: Iterable[Line | Table], where: Where) -> tuple[Cell, list[Table]]:
    """Return the cell that holds some blocks, and the tables within it that are no mere frames."""
    lines: list[str] = []
    inner: list[Table] = []
    bold = True
    for block in blocks:
        if isinstance(block, Line):
            shown = "  " * (block.depth - 1) + f"{block.marker} " if block.marker else ""
            lines.append(shown + block.text)
            bold = bold and (block.bold or bool(block.level))
        elif is_table(block):
            inner.append(block)
        else:
            lines += in_lines(block)
    return Cell("\n".join(lines), where, False, bool(lines) and bold), inner


def is_table(table: Table) -> bool:
    """Whether a table in a cell has headings or labels of its own, and is not but a frame."""
    return len(table.rows) > 1 and max(len(distinct(row)) for row in table.rows) > 1


def in_lines(table: Table) -> Iterator[str]:
    """Yield a table as the lines of a cell, an indicator with its values by year a line where it has some."""
    head = head_of(table.rows)
    place = head[1].first("indicator") if head else -1
    years = (
        [one for one in head[1].all("target") if year_in_label(head[1].labels[one])] if head else []
    )
    unit = head[1].first("unit") if head else -1
    for row in table.rows[head[0] + head[1].rows if head and place >= 0 and years else 0 :]:
        if head and place >= 0 and years:
            told = [
                f"{year_in_label(head[1].labels[one])}: {words_of(row[one].text)}"
                for one in years
                if row[one].text.strip()
            ]
            of = f" ({words_of(row[unit].text)})" if unit >= 0 and row[unit].text.strip() else ""
            yield f"{words_of(row[place].text)}{of}: {'; '.join(told)}"
        else:
            yield " ".join(cell.text for cell in row if cell.text and not cell.spread)
