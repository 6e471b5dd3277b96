"""Text made safe for spreadsheets, which take a cell that begins like a formula for one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# What neither XML nor a spreadsheet can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_CELL = 32_767


def safe_text(value: object) -> str:
    """Return the text of a value without characters that a spreadsheet file cannot hold."""
    text = _CONTROL.sub("�", "" if value is None else str(value))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def safe_cell(value: object) -> str:
    """Return the text of a value with an apostrophe before what would be read as a formula."""
    text = safe_text(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV table that a spreadsheet opens without running anything."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(header)
    table.writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue()
