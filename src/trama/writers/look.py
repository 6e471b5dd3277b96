"""How the workbook looks: the colours of Italian public design, readable in print and on a dim screen."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

BLUE, PALE, GREY, INK = "FF0066CC", "FFE6F0FA", "FFF5F6F7", "FF17324D"
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


def style(cell: object, look: Mapping[str, object]) -> None:
    """Give a cell a look."""
    for name, value in look.items():
        setattr(cell, name, value)
