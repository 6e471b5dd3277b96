"""Formats of numbers in workbooks (ECMA-376, part 1, section 18.8.30): what a cell shows of the value that it holds."""

from __future__ import annotations

import re
from datetime import date

from trama.plans.readers.grid import Cell

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "dd/mm/yyyy h:mm",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm"),
}  # fmt: skip
"""Formats by number, as far as it matters here what they show."""

_NOT_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def _letters(format: str) -> str:
    return _NOT_LETTERS.sub("", format.partition(";")[0]).lower()


def is_date(format: str) -> bool:
    """Whether a format shows a number as a day."""
    letters = _letters(format)
    return "y" in letters or "d" in letters or "h:mm" in letters


def shown_day(day: date, format: str) -> str:
    """Return what was typed, if it was no day: an Italian Excel takes 4.2 for the fourth of February."""
    letters = _letters(format)
    return f"{day.day}.{day.month}" if "d" in letters and "y" not in letters else ""


def number_cell(value: float, format: str = "") -> Cell:
    """Return the cell of a number, with what its format shows of it."""
    plain = str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    letters = _letters(format)
    if "%" in letters:
        return Cell(plain, number=True, percent=True)
    shown = ""
    digits = re.fullmatch(r"[#0,]*?(0*)(?:\.(0+))?", letters)
    if digits and letters:
        decimals = len(digits[2] or "")
        zeros = len(digits[1])
        whole = f"{value:.{decimals}f}"
        head, dot, tail = whole.partition(".")
        shown = head.zfill(zeros) + dot + tail
    return Cell(plain, number=True, shown=shown if shown != plain else "")
