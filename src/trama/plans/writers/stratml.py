"""A plan as StratML, in the element order of its schema.

A plan without indicators is written in Part 1 (ISO 17469-1:2015), one with indicators in Part 2
(ISO 17469-2), which has elements for them, their targets and their results.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

from trama.errors import SourceError
from trama.files import write_atomically
from trama.messages import Message
from trama.model import (
    Actor,
    Indicator,
    Mission,
    Plan,
    Result,
    StrategicObjective,
    Target,
    VisionKeyword,
)
from trama.plans.defaults import slug
from trama.plans.form import SEPARATOR
from trama.plans.package import Package
from trama.plans.readers.stratml import RESPONSIBLE
from trama.plans.readers.stratml_indicators import period_days
from trama.plans.readers.stratml_tree import INDICATOR, MARK, MEASURED, NAMESPACE, PERFORMANCE
from trama.plans.writers.cells import row_of

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HELD = (
    "plan.csv",
    "missions.csv",
    "objectives.csv",
    "keywords.csv",
    "actors.csv",
    "indicators.csv",
    "targets.csv",
    "results.csv",
)


def write_stratml(package: Package, path: Path) -> list[Message]:
    """Write a plan as StratML and return a sentence for each thing that it cannot hold.

    Raises SourceError if the package is no plan, or has no Mission.
    """
    content, lost = stratml(package)
    write_atomically(path, content)
    return lost


def stratml(package: Package) -> tuple[bytes, list[Message]]:
    """Return a plan as a StratML document, and what the document does not hold."""
    plans, missions = package.rows(Plan), package.rows(Mission)
    if not plans or not missions:
        raise SourceError("stratml.no-mission", path=package.shown)
    plan = plans[0]
    measures = _Measures(package)
    root = ET.Element("StrategicPlan", xmlns=NAMESPACE)
    if measures.indicators:
        root = ET.Element("PerformancePlanOrReport", xmlns=PERFORMANCE, Type="Performance_Plan")
    _add(root, "Name", plan.title_it)
    held = {"title_it"} | ({"approved"} if _DAY.fullmatch(plan.approved) else set())
    held |= {name for name in ("start", "end") if _DAY.fullmatch(getattr(plan, name))}
    _other(root, row_of(plan), held | {"passages"})
    core = ET.SubElement(root, "StrategicPlanCore")
    _organization(core, package, plan)
    for keyword in sorted(package.rows(VisionKeyword), key=lambda keyword: keyword.number):
        value = ET.SubElement(core, "Value")
        _add(value, "Name", keyword.label_it)
        _add(value, "Description", keyword.text_it)
    actors = {actor.id: actor.label_it for actor in package.rows(Actor)}
    objectives = package.rows(StrategicObjective)
    for mission in missions:
        goal = ET.SubElement(core, "Goal")
        _add(goal, "Name", mission.label_it)
        _add(goal, "Description", mission.text_it or mission.label_it)
        _add(goal, "Identifier", f"_missione-{mission.number}")
        _add(goal, "SequenceIndicator", str(mission.number))
        _other(goal, row_of(mission), {"number", "label_it", "text_it", "passages"})
        for objective in objectives:
            if objective.mission[0] == str(mission.number):
                _objective(goal, objective, actors, measures)
    _administration(root, plan)
    ET.indent(root)
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return content, [*_lost(package), *measures.lost]


def _objective(
    goal: ET.Element, objective: StrategicObjective, actors: dict[str, str], measures: _Measures
) -> None:
    node = ET.SubElement(goal, "Objective")
    _add(node, "Name", objective.label_it)
    _add(node, "Description", objective.text_it)
    _add(node, "Identifier", f"_{objective.code}")
    _add(node, "SequenceIndicator", str(objective.order))
    for actor in objective.responsible:
        stakeholder = ET.SubElement(node, "Stakeholder", StakeholderTypeType="Organization")
        _add(stakeholder, "Name", actors.get(actor, actor))
        _add(stakeholder, "Description", f"{RESPONSIBLE}{SEPARATOR}{actor}")
    held = {"code", "mission", "label_it", "text_it", "responsible", "passages"}
    _other(node, row_of(objective), held)
    for number, indicator in measures.of(objective.code):
        _indicator(node, number, indicator, measures)


class _Measures:
    """The indicators of a plan that have an objective to stand in, their targets and their results."""

    def __init__(self, package: Package) -> None:
        missions = {str(mission.number) for mission in package.rows(Mission)}
        codes = {o.code for o in package.rows(StrategicObjective) if o.mission[0] in missions}
        rows = package.rows(Indicator)
        self.indicators = [
            (number, row)
            for number, row in enumerate(rows, start=1)
            if row.objective and row.objective[0] in codes
        ]
        placed = {row.id for _, row in self.indicators}
        self.targets = [row for row in package.rows(Target) if row.indicator[0] in placed]
        # A result is the measure of an indicator if it has its name and its unit.
        named = {(row.label_it, row.unit): row.id for _, row in reversed(self.indicators)}
        self.results = [
            (named[row.label_it, row.unit], row)
            for row in package.rows(Result)
            if row.value is not None and (row.label_it, row.unit) in named
        ]
        self.lost = [
            Message(key, count=count)
            for key, count in (
                ("lost.indicators", len(rows) - len(placed)),
                ("lost.targets", len(package.rows(Target)) - len(self.targets)),
                ("lost.results", len(package.rows(Result)) - len(self.results)),
            )
            if count
        ]

    def of(self, code: str) -> list[tuple[int, Indicator]]:
        """Return the indicators that stand in an objective, with their places in the table."""
        return [(number, row) for number, row in self.indicators if row.objective[0] == code]


def _indicator(
    objective: ET.Element, number: int, indicator: Indicator, measures: _Measures
) -> None:
    node = ET.SubElement(objective, "PerformanceIndicator", PerformanceIndicatorType="Quantitative")
    _add(node, "SequenceIndicator", str(number))
    _add(node, "MeasurementDimension", indicator.label_it)
    _add(node, "UnitOfMeasurement", indicator.unit)
    _add(node, "Identifier", f"_{INDICATOR}{indicator.id}")
    for target in measures.targets:
        if target.indicator[0] == indicator.id:
            held = {"indicator", "value", "year", "passages"}
            wanted = target.said if target.value is None else f"{target.value:f}"
            _result(node, "TargetResult", target.year, wanted, row_of(target), held)
    for owner, result in measures.results:
        if owner == indicator.id:
            held = {"label_it", "unit", "value", "passages"}
            held |= {"kind"} if result.kind == MEASURED else set()
            held |= {"period"} if any(period_days(result.period)) else set()
            reached = f"{result.value:f}"
            _result(node, "ActualResult", result.period, reached, row_of(result), held)
    held = {"id", "label_it", "unit", "passages"}
    held |= {"objective"} if len(indicator.objective) == 1 else set()
    _other(node, row_of(indicator), held)


def _result(
    indicator: ET.Element,
    tag: str,
    period: str,
    number: str,
    row: dict[str, str],
    held: set[str],
) -> None:
    node = ET.SubElement(ET.SubElement(indicator, "MeasurementInstance"), tag)
    for name, day in zip(("StartDate", "EndDate"), period_days(period), strict=True):
        if day:
            _add(node, name, day)
    _add(node, "NumberOfUnits", number)
    _other(node, row, held, "Description")


def _organization(core: ET.Element, package: Package, plan: Plan) -> None:
    if not plan.publisher:
        return
    publisher = plan.publisher[0]
    node = ET.SubElement(core, "Organization")
    own = next((actor for actor in package.rows(Actor) if actor.id == publisher), None)
    _add(node, "Name", own.label_it if own else publisher)
    if own and own.acronym:
        _add(node, "Acronym", own.acronym)
    _add(node, "Identifier", f"_{publisher}")
    if own:
        _other(node, row_of(own), {"id", "label_it", "acronym", "passages"}, "Description")


def _administration(root: ET.Element, plan: Plan) -> None:
    admin = ET.SubElement(root, "AdministrativeInformation")
    for tag, day in (
        ("StartDate", _whole_day(plan.start, "-01-01")),
        ("EndDate", _whole_day(plan.end, "-12-31")),
        ("PublicationDate", plan.approved if _DAY.fullmatch(plan.approved) else ""),
    ):
        if day:
            _add(admin, tag, day)


def _whole_day(date: str, rest: str) -> str:
    """A day for the schema, which knows nothing else; a month's last is left to OtherInformation."""
    if len(date) == 7:
        return date + "-01" if rest == "-01-01" else ""
    return date + rest if len(date) == 4 else date


def _other(
    node: ET.Element, row: dict[str, str], held: set[str], tag: str = "OtherInformation"
) -> None:
    """What the schema has no element for, a line for each column."""
    lines = [
        f"{column}: " + value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        for column, value in row.items()
        if column not in held
    ]
    if lines:
        _add(node, tag, "\n".join([MARK, *lines]))


def _add(node: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(node, tag).text = _FORBIDDEN.sub("\ufffd", words)


def _lost(package: Package) -> list[Message]:
    lost = [
        Message("lost.rows", table=name, count=len(rows))
        for name, rows in package.tables.items()
        if name not in _HELD and rows
    ]
    publisher = {actor for plan in package.rows(Plan) for actor in plan.publisher}
    others = [actor for actor in package.rows(Actor) if actor.id not in publisher]
    if others:
        lost.append(Message("lost.actors", count=len(others)))
    for keyword in package.rows(VisionKeyword):
        if keyword.id != slug(keyword.label_it) or keyword.label_en or keyword.text_en:
            lost.append(Message("lost.keyword", id=keyword.id))
    if package.text and not package.composed:
        lost.append(Message("lost.text"))
    missions = {str(mission.number) for mission in package.rows(Mission)}
    orphans = [o for o in package.rows(StrategicObjective) if o.mission[0] not in missions]
    if orphans:
        lost.append(Message("lost.missions", count=len(orphans)))
    if count := sum(_unfit(package).values()):
        lost.append(Message("lost.controls", count=count))
    return lost


def _unfit(package: Package) -> Counter[str]:
    words = (cell for row in package.elements() for cell in row_of(row).values())
    return Counter(character for cell in words for character in _FORBIDDEN.findall(cell))
