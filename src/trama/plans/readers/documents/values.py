"""The values that plans write in words: periods, numbers with their unit, years."""

from __future__ import annotations

import re
from decimal import Decimal

from trama.language.months import MONTHS
from trama.plans.readers.amounts import UNITS, number_of

_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?\\.?" for month in MONTHS["it"])
_POINT = re.compile(
    rf"(?P<d>\d{{1,2}})[/.\-](?P<m>\d{{1,2}})[/.\-](?P<y>20\d\d)"
    rf"|(?:(?P<day>\d{{1,2}})[°º]?\s+)?\b(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?\b"
    rf"|(?P<m2>\d{{1,2}})/(?P<y2>20\d\d)"
    rf"|(?P<only>\b20\d\d\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(20[1-6]\d)\b")


LAST = "+end"
"""The year of what is wanted at the end of a plan, whichever that is."""


def period_of(text: str) -> tuple[str, str]:
    """Return the first and last day, month or year that words name, empty where they name none.

    «gennaio 2020 - dicembre 2023» is 2020-01 and 2023-12, «entro giugno 2026» has no beginning.
    """
    points: list[tuple[int, int, int]] = []
    for found in _POINT.finditer(text[:400]):
        point = _point(found)
        if point:
            points.append(point)
    # The first month of «gennaio - dicembre 2020» has its year after the second.
    for place in range(len(points) - 2, -1, -1):
        year, month, day = points[place]
        if not year and points[place + 1][0]:
            points[place] = (points[place + 1][0], month, day)
    points = [point for point in points if point[0]]
    if not points:
        return "", ""
    until = re.match(r"\s*(?:entro|fino a|al|scadenza|termine)\b", text, re.IGNORECASE)
    since = re.match(r"\s*(?:da|dal|dall['’]|a partire da)\b", text, re.IGNORECASE)
    if len(points) == 1:
        if until:
            return "", _iso(points[0])
        if since:
            return _iso(points[0]), ""
        return (_iso(points[0]),) * 2
    first, last = points[0], points[-1]
    if first > last:
        return "", _iso(max(points))
    return _iso(first), _iso(last)


def _point(found: re.Match[str]) -> tuple[int, int, int] | None:
    if found["y"]:
        point = int(found["y"]), int(found["m"]), int(found["d"])
    elif found["month"]:
        month = next(
            i for i, m in enumerate(MONTHS["it"], 1) if m.startswith(found["month"].lower()[:3])
        )
        point = int(found["year"] or 0), month, int(found["day"] or 0)
    elif found["y2"]:
        point = int(found["y2"]), int(found["m2"]), 0
    else:
        point = int(found["only"]), 0, 0
    return point if point[1] <= 12 and point[2] <= 31 else None


def _iso(point: tuple[int, int, int]) -> str:
    year, month, day = point
    if day and month:
        return f"{year:04}-{month:02}-{min(day, _days(year, month)):02}"
    return f"{year:04}-{month:02}" if month else f"{year:04}"


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def year_of(text: str) -> str:
    """Return the one year that words name, empty if there is none or more than one."""
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else ""


def of_plan(year: str, start: str, end: str = "") -> str:
    """Return a year; `+1`, the second of the plan, by the year in which the plan begins, `+end` by that in which it ends."""
    if year == LAST:
        return end[:4]
    if not year.startswith("+"):
        return year
    return str(int(start[:4]) + int(year)) if start[:4].isdigit() else ""


def targets_in(text: str) -> list[tuple[str, str]]:
    """Return the years and values of one text, such as «2026: 10; 2027: 20» or «10 nel 2026, 20 nel 2027»."""
    text = re.sub(r"\s{2,}(?=20[1-6]\d\b)", "; ", text.replace("|", ";").replace("→", ":"))
    # A day is no number.
    text = re.sub(r"\b20[1-6]\d\s*[:=–—\-]\s*\d{1,2}[./]\d{1,2}[./]20\d\d", "", text)
    text = undated(text)
    together = _TOGETHER.fullmatch(text.strip())
    if together:
        years, values = (
            _YEAR.findall(together["years"]),
            re.split(r"\s*[/;]\s*", together["values"]),
        )
        return list(zip(years, values, strict=True)) if len(years) == len(values) else []
    text = re.sub(r"\s+[-–—/•·]\s+(?=20[1-6]\d\b)", "; ", text)
    if re.fullmatch(r"(?:20[1-6]\d\s+\d[\d.,]*\s?%?[\s,;]*){2,}", text):
        return re.findall(r"(20[1-6]\d)\s+(\d[\d.,]*?\s?%?)(?=[\s,;]|$)", text)
    pairs = re.findall(
        r"(?<![\d./])([\d.,]+\s*(?:%|€|euro|per\s?cento|[a-zà-ù²]{1,14})?)\s*\(?(?:nel |entro il |al |per il |nell['’]anno )(?:31[./]12[./])?(20[1-6]\d)\)?",
        text,
    )
    if not pairs:
        pairs = re.findall(r"([\d.,]+\s*%?)\s*\((20[1-6]\d)\)", text)
        # «dicembre 2026 (2026)» has a month.
        pairs = [(value, year) for value, year in pairs if value.strip() != year]
    if pairs and all(number_of(value) for value, _ in pairs):
        return [(year, value) for value, year in pairs]
    found = re.findall(
        r"\b(20[1-6]\d)\s*[:=–—\-]?\s*([^;\n]*?\d[^;\n]*?)(?=\s*(?:[;\n]|,\s|\b20[1-6]\d\s*[:=–—\-]|$))",
        text,
    )
    return found if all(number_of(value) for _, value in found) else []


def undated(text: str) -> str:
    """Return a text with blanks for the days and months that have the year of their target behind them."""
    return _DATE_OF.sub(lambda found: " " * len(found[0]), text)


# «30/11/2026 (2026)», «dicembre 2026 (2026)»
_DATE_OF = re.compile(
    rf"(?:\d{{1,2}}[./]\d{{1,2}}[./]|\b(?:{_MONTH})\s+)20\d\d\s*\(20[1-6]\d\)", re.IGNORECASE
)


# «2026/2027/2028: 45/70/96»
_TOGETHER = re.compile(
    r"(?P<years>20[1-6]\d(?:\s*[/,;–—-]\s*20[1-6]\d)+)\s*[:=]\s*(?P<values>[\d.,]+\s?%?(?:\s*[/;]\s*[\d.,]+\s?%?)+)"
)


def unit_of(label: str, units: list[str]) -> str:
    """Return the unit of an indicator by its values' or by the words that name it; empty if neither says."""
    given = [unit for unit in units if unit]
    if given:
        return max(set(given), key=given.count)
    low = f" {label.lower()} "
    if re.match(r" (?:n[.°]|nr\.?|num\.|numero)", low):
        return "numero"
    if re.search(r"%|percentual|\bquota\b|\btasso\b", low):
        return "%"
    if re.search(r"\beuro\b|€|import[oi]\b|spesa\b", low):
        return "euro"
    for sign in ("km", "kwh", "mwh", "mq", "ettari", "giorni", "ore", "mesi"):
        if re.search(rf"\b{sign}\b", low):
            return UNITS[sign]
    return ""


def direction_of(label: str, values: list[Decimal]) -> tuple[str, bool]:
    """Return which way an indicator should go, and whether words say so rather than its numbers."""
    low = label.lower()
    if re.search(
        r"riduzion|ridurre|diminu|in calo|decremento|contenimento|abbattiment|tempi? medi", low
    ):
        return "decrease", True
    if re.search(r"aument|increment|crescita|estension|ampliament|in crescita", low):
        return "increase", True
    if re.search(r"manteniment|mantenere|invarian|costante", low):
        return "keep", True
    if len(values) > 1:
        if values[-1] > values[0]:
            return "increase", False
        return ("decrease" if values[-1] < values[0] else "keep"), False
    return "increase" if values else "", False
