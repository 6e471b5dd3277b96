"""What a person reads on a screen: wrapped to its width, coloured and linked where it can be, plain elsewhere.

`NO_COLOR` and a `TERM` that is dumb ask for plain letters. What is not a terminal gets each line whole, so that other
programs can read it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trama.check.reports.text import Line

_STYLES = {
    "result": "bold",
    "title": "bold underline",
    "violation": "bold red",
    "warning": "bold yellow",
    "info": "cyan",
    "advice": "green",
    "quote": "dim",
    "note": "dim",
    "plain": "",
}
# The label is what these are known by; the rest of the line is to be read without effort.
_LABELLED = ("violation", "warning", "info", "advice")


def is_screen() -> bool:
    """Whether a person is likely to be looking: standard output is a terminal."""
    return sys.stdout.isatty()


def has_colour() -> bool:
    """Whether the screen is to have colours, bold letters and links."""
    return is_screen() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show(lines: Iterable[Line]) -> None:
    """Show lines of a report on the screen."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False, color_system="auto" if has_colour() else None)
    for line in lines:
        style = _STYLES[line.kind]
        text = Text(overflow="fold")
        link = f" link {line.link}" if line.link.startswith(("http://", "https://")) else ""
        text.append(line.label, f"{style}{link}")
        text.append(line.text, "" if line.label and line.kind in _LABELLED else style)
        console.print(Padding(text, (0, 0, 0, line.indent)))
