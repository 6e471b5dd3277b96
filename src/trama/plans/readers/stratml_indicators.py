"""The performance indicators of StratML, Part 2 (ISO 17469-2): what is measured, its targets, its results.

A `PerformanceIndicator` becomes an indicator of the objective in which it stands, each `TargetResult` a
target, each `ActualResult` a result with the indicator's name and unit. The schema does not say which way
an indicator should go: where Trama did not write it, the numbers tell, from the earliest to the last
target. An indicator whose numbers do not, or which has no unit, is not read, and that is told.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from trama.messages import Message
from trama.plans.defaults import REACH
from trama.plans.place import Place
from trama.plans.readers.goals import COLUMNS, read_goals
from trama.plans.readers.stratml_tree import INDICATOR, MEASURED, Node, code_of, raw, written
from trama.plans.tables import RawTable

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SPAN = re.compile(r"[0-9]{4}-[0-9]{4}")
_SHOWN = 80

Rows = list[tuple[int, dict[str, str]]]


def indicators_of(
    objectives: Sequence[tuple[str, Node]], place: Place
) -> tuple[list[RawTable], list[Message]]:
    """Return the tables of indicators, targets and results of the objectives, and what is not read of them."""
    found: list[tuple[str, Rows, Rows, Rows]] = []
    notes: list[Message] = []
    for code, objective in objectives:
        for number, node in enumerate(objective.all("PerformanceIndicator"), start=1):
            row = {
                "id": _identifier(node) or f"{code}.{number}",
                "label_it": node.words("MeasurementDimension"),
                "unit": node.words("UnitOfMeasurement"),
                "objective": code,
            } | written(node.written("OtherInformation"))
            name = row["label_it"][:_SHOWN] or row["id"][:_SHOWN]
            if not row["unit"]:
                notes.append(Message("note.indicator-no-unit", name=name))
                continue
            if "direction" not in row:
                row["direction"] = _direction(node)
                if not row["direction"]:
                    notes.append(Message("note.indicator-no-way", name=name))
                    continue
                notes.append(Message("note.indicator-way", name=name))
            targets, results = _targets(node, row, notes), _results(node, row, notes)
            order = node.words("SequenceIndicator")
            found.append((order, [(node.line, row)], targets, results))
    # Indicators stand in their objectives; the sequence gives the order of the table back.
    if all(order.isascii() and order.isdigit() and len(order) < 10 for order, *_ in found):
        found.sort(key=lambda one: int(one[0]))
    tables = {
        "indicators.csv": [row for _, rows, _, _ in found for row in rows],
        "targets.csv": [row for _, _, rows, _ in found for row in rows],
        "results.csv": [row for _, _, _, rows in found for row in rows],
    }
    return [raw(name, place, rows) for name, rows in tables.items() if rows], notes


def _identifier(node: Node) -> str:
    return code_of(node.words("Identifier")).removeprefix(INDICATOR)


def _all(node: Node, tag: str) -> Iterator[tuple[int, Node]]:
    instances = node.all("MeasurementInstance")
    return enumerate((one for instance in instances for one in instance.all(tag)), start=1)


def _targets(node: Node, indicator: dict[str, str], notes: list[Message]) -> Rows:
    rows = []
    for number, target in _all(node, "TargetResult"):
        start, end, value = (target.words(t) for t in ("StartDate", "EndDate", "NumberOfUnits"))
        year = _when(start, end)
        name = indicator["label_it"][:_SHOWN]
        if not value or not year:
            what = "NumberOfUnits" if year else "date"
            notes.append(Message("note.target-unread", name=name, what=what))
            continue
        if start and end and period_days(year) != (start, end):
            notes.append(Message("note.target-start-unread", name=name, start=start[:_SHOWN]))
        row = {"id": f"{indicator['id']}-{number}", "indicator": indicator["id"]}
        row |= {"value": value, "year": year} | written(target.written("Description"))
        row = _with_goal(row)
        rows.append((target.line, row))
    return rows


def _with_goal(row: dict[str, str]) -> dict[str, str]:
    """Return a target with what its number of units wants, where that is a day, a bound, a yes or no.

    Words alone are no number of units, unless Trama wrote them there.
    """
    if _number(row["value"]) is not None:
        return row
    if any(row.get(name) for name in COLUMNS):
        return {name: cell for name, cell in row.items() if name != "value"}
    made = read_goals(row)
    return made if any(made.get(name) for name in COLUMNS if name != "words") else row


def _results(node: Node, indicator: dict[str, str], notes: list[Message]) -> Rows:
    rows = []
    for number, result in _all(node, "ActualResult"):
        start, end, value = (result.words(t) for t in ("StartDate", "EndDate", "NumberOfUnits"))
        row = {
            "id": f"{indicator['id']}-r{number}",
            "label_it": indicator["label_it"],
            "kind": MEASURED,
            "value": value,
            "unit": indicator["unit"],
            "period": _period(start, end) or "/".join(dict.fromkeys(filter(None, (start, end)))),
        } | written(result.written("Description"))
        if not value or not row["period"]:
            what = "date" if value else "NumberOfUnits"
            name = indicator["label_it"][:_SHOWN]
            notes.append(Message("note.result-unread", name=name, what=what))
            continue
        rows.append((result.line, row))
    return rows


def _when(start: str, end: str) -> str:
    """The year, month or day in which a target should be reached: the last of a longer time."""
    if (found := _period(start, end)) and not _SPAN.fullmatch(found):
        return found
    last = _DAY.fullmatch(end)
    return last[1] if last and (last[2], last[3]) == ("12", "31") else end or start


def _period(start: str, end: str) -> str:
    """The year, span of years, month or day between two days, as Trama writes it; empty if it is none."""
    first, last = _DAY.fullmatch(start), _DAY.fullmatch(end)
    if not first or not last:
        return ""
    if start == end:
        return end
    if (first[2], first[3], last[2], last[3]) == ("01", "01", "12", "31"):
        return first[1] if first[1] == last[1] else f"{first[1]}-{last[1]}"
    month = (first[1], first[2])
    if first[3] == "01" and month == (last[1], last[2]) and last[3] == _last_day(*month):
        return "-".join(month)
    return ""


def _last_day(year: str, month: str) -> str:
    known = int(year) and 1 <= int(month) <= 12
    return str(calendar.monthrange(int(year), int(month))[1]) if known else ""


def period_days(period: str) -> tuple[str, str]:
    """Return the first and the last day of a year, span of years, month or day; empty if it is another.

    `2025` gives 2025-01-01 and 2025-12-31; reading the two gives `2025` again.
    """
    for pattern, first, last in (
        (r"([0-9]{4})", "{0}-01-01", "{0}-12-31"),
        (r"([0-9]{4})-([0-9]{4})", "{0}-01-01", "{1}-12-31"),
        (r"([0-9]{4}-[0-9]{2})", "{0}-01", "{0}-{last}"),
        (r"([0-9]{4}-[0-9]{2}-[0-9]{2})", "{0}", "{0}"),
    ):
        if match := re.fullmatch(pattern, period, re.ASCII):
            days = ("", "")
            parts = match.groups()
            month = parts[0].split("-")
            last_day = _last_day(month[0], month[1]) if len(month) == 2 else ""
            days = first.format(*parts), last.format(*parts, last=last_day)
            return days if _period(*days) == period else ("", "")
    return "", ""


def _direction(node: Node) -> str:
    """Which way the numbers of an indicator go, from the earliest of all to the last target."""
    numbers: list[tuple[str, bool, Decimal]] = []
    for tag in ("ActualResult", "TargetResult"):
        for _, result in _all(node, tag):
            number = _number(result.words("NumberOfUnits"))
            if number is not None:
                day = result.words("EndDate") or result.words("StartDate")
                numbers.append((day, tag == "TargetResult", number))
    numbers.sort(key=lambda one: one[:2])
    targets = [number for _, target, number in numbers if target]
    wanted = [result.words("NumberOfUnits") for _, result in _all(node, "TargetResult")]
    if wanted and not any(_with_goal({"value": one}).get("value") for one in wanted):
        return REACH
    if len(numbers) < 2 or not targets:
        return ""
    before, after = numbers[0][2], targets[-1]
    if before == after:
        return "keep"
    return "increase" if after > before else "decrease"


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
