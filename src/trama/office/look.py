"""How the workbook looks: the colours of Italian public design, readable in print and on a dim screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

BLUE, PALE, INK = "FF0066CC", "FFE6F0FA", "FF17324D"
_FONT = "Titillium Web"

HEADER = {
    "font": Font(name=_FONT, bold=True, color="FFFFFFFF", size=11),
    "fill": PatternFill("solid", fgColor=BLUE),
    "alignment": Alignment(wrap_text=True, vertical="center"),
    "border": Border(bottom=Side(style="medium", color=INK)),
}
OPTIONAL = HEADER | {
    "font": Font(name=_FONT, bold=True, color=INK, size=11),
    "fill": PatternFill("solid", fgColor=PALE),
}
CELL = {
    "font": Font(name=_FONT, color=INK, size=11),
    "alignment": Alignment(wrap_text=True, vertical="top"),
    "border": Border(bottom=Side(style="thin", color="FFD9DADB")),
}
CODE = CELL | {"alignment": Alignment(vertical="top")}
TITLE = {"font": Font(name=_FONT, bold=True, size=20, color=BLUE)}
SUBTITLE = {"font": Font(name=_FONT, bold=True, size=13, color=INK)}
PLAIN = {
    "font": Font(name=_FONT, size=11, color=INK),
    "alignment": Alignment(wrap_text=True, vertical="top"),
}
TABS = {
    "Istruzioni": "008055",
    "Instructions": "008055",
    "Esempio": "995C00",
    "Codici": "5B6F82",
}


MAX_HEIGHT = 409
"""The greatest height of a row that workbooks know, in points."""


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height, in points, of a row of wrapped texts, each with the width of its column.

    Not every programme fits rows to their text when it opens a workbook. A line is taken to hold fewer
    letters than the width says, for a wider font stands in where this one is not there.
    """
    lines = (
        sum(max(1, math.ceil(len(line) / (0.85 * width))) for line in text.split("\n"))
        for text, width in cells
    )
    return min(6 + 15 * max(lines, default=1), MAX_HEIGHT)


# What an A4 page, lying, holds across in print that can still be read, in widths of columns.
_ACROSS = 220


def printed(sheet: Worksheet, width: float) -> None:
    """Have a sheet of a width printed lying, on as many pages across as it takes to be readable."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToWidth = max(1, math.ceil(width / _ACROSS))
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def style(cell: object, look: Mapping[str, object]) -> None:
    """Give a cell a look."""
    for name, value in look.items():
        setattr(cell, name, value)
