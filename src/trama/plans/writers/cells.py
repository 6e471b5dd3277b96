"""The cells of an element's row, as its table has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trama.model.cells import SEPARATOR, Evidence, Quote
from trama.model.element import Element, Field, columns


def row_of(element: Element) -> dict[str, str]:
    """Return the filled cells of an element by column; reading them gives the element again."""
    found = {field.name: cell_of(element, field) for field in columns(type(element))}
    return {name: cell for name, cell in found.items() if cell}


def cell_of(element: Element, field: Field) -> str:
    """Return the text of one cell; empty if the element has no value there."""
    value: Any = getattr(element, field.attribute)
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(field.column.cell, Evidence):
        return " | ".join(_quoted(quote) for quote in value)
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return str(value)


def _quoted(quote: Quote) -> str:
    return f"{quote.mark}: «{quote.exact}»"


def header_of(rows: list[dict[str, str]], element: type[Element]) -> list[str]:
    """Return the columns that some row fills or that all must, in the order of the table."""
    return [
        field.name
        for field in columns(element)
        if field.required or any(field.name in row for row in rows)
    ]
