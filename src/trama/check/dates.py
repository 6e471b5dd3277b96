"""The first and the last day of dates that are as precise as their source: a year, a month, a day."""

from __future__ import annotations

import calendar

from trama.language.months import MONTHS


def spoken(date: str, lang: str) -> str:
    """Return a date as people write it: 5 marzo 2026, marzo 2026, 2026."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = MONTHS[lang][int(rest[0]) - 1]
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month} {year}"


def first_day(date: str) -> str:
    """Return the first day of a year, a month or a day."""
    return date + "-01-01"[3 * date.count("-") :]


def last_day(date: str) -> str:
    """Return the last day of a year, a month or a day."""
    if date.count("-") == 1:
        year, month = map(int, date.split("-"))
        return f"{date}-{calendar.monthrange(year, month)[1]:02}"
    return f"{date}-12-31" if "-" not in date else date
