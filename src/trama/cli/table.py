"""Rows on a screen: as a table where it fits, otherwise a record a row and a field a line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trama.cli.screen import has_colour, is_screen

_BETWEEN = 2


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print rows: on a terminal as wide as it is, elsewhere as wide as they are, a row a line."""
    width = shutil.get_terminal_size().columns if is_screen() else None
    sys.stdout.write(as_lines(columns, rows, title, width=width, colour=has_colour()))


def as_lines(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    title: str = "",
    *,
    width: int | None = None,
    colour: bool = False,
) -> str:
    """Return rows as lines: a table, or records where that would be wider than `width` columns."""
    sizes = [
        max(map(cell_len, (name, *(line for row in rows for line in row[at].splitlines()))))
        for at, name in enumerate(columns)
    ]
    whole = sum(sizes) + _BETWEEN * max(0, len(sizes) - 1)
    fits = width is None or whole <= width
    console = Console(
        width=max(whole, cell_len(title), 1) + 1 if fits else width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
    )
    with console.capture() as shown:
        if fits:
            console.print(_table(columns, rows, title))
        else:
            _print_records(console, columns, rows, title)
    return "\n".join(line.rstrip() for line in shown.get().splitlines()) + "\n"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> Table:
    table = Table(*columns, box=None, pad_edge=False, title=title or None, title_justify="left")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _print_records(
    console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]], title: str
) -> None:
    if title:
        console.print(Text(title, "italic"))
    for number, row in enumerate(rows):
        if number:
            console.print()
        fields = Table(box=None, pad_edge=False, show_header=False)
        fields.add_column(style="bold", no_wrap=True)
        fields.add_column(overflow="fold")
        for name, cell in zip(columns, row, strict=True):
            if cell:
                fields.add_row(Text(name), Text(cell))
        console.print(fields)
