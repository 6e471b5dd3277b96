"""Numbers and days as people write them in Italian and English."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from trama.language.months import MONTHS

_LARGE = ((Decimal(10**9), ("miliardi", "billion")), (Decimal(10**6), ("milioni", "million")))


def number(text: str, lang: str) -> str:
    """Return a number with separators: `464267194` as `464.267.194`; what is no number stays as it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    shown = f"{value:,f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.translate(str.maketrans(",.", ".,")) if lang == "it" else shown


def amount(text: str, unit: str, lang: str) -> str:
    """Return an amount for reading: `464,3 milioni di euro`, `215 interventi`."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return f"{text} {unit}".strip()
    for size, names in _LARGE:
        if unit == "euro" and value >= size:
            short = number(str((value / size).quantize(Decimal("0.1"))), lang)
            return f"{short} {names[lang == 'en']} {'di euro' if lang == 'it' else 'euros'}"
    return f"{number(text, lang)} {unit}".strip()


def day(text: str, lang: str) -> str:
    """Return a date such as `2025-02-27` as `27 febbraio 2025`; what is no date stays as it is."""
    parts = text[:10].split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return text
    year, month, of_month = (int(part) for part in parts)
    if not 1 <= month <= 12:
        return text
    return f"{of_month} {MONTHS[lang][month - 1]} {year}"
