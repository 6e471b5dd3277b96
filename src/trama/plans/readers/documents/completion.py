"""An objective made whole when all of a document is read: who answers for it, its indicators' years, units and directions."""

from __future__ import annotations

from decimal import Decimal

from trama.plans.defaults import REACH, unit_of_goals
from trama.plans.readers.documents.fields import names_in
from trama.plans.readers.documents.offices import is_political
from trama.plans.readers.documents.proposal import STRATEGIC, Measure, Row
from trama.plans.readers.documents.values import direction_of, unit_of
from trama.plans.readers.goals import Goal, goal_of


def _numbers(goals: list[Goal]) -> bool:
    """Whether any of what is wanted has a number, if only as a bound."""
    return any(n is not None for goal in goals for n in (goal.value, goal.least, goal.most))


def _office(row: Row, political: bool) -> None:
    """Take who stands beside an objective, where nobody else is named; a politician for what is strategic, or if `political`."""
    for note in list(row.noted):
        if note[0] != "office" or row.responsible:
            continue
        if row.kind == STRATEGIC or political or not is_political(note[1]["label"]):
            row.responsible = names_in(note[1]["words"])
            row.noted.remove(note)


def answered(row: Row) -> bool:
    """Whether somebody who is no politician is named as the one who answers for an objective."""
    return bool(row.responsible) or any(
        note[0] == "office" and not is_political(note[1]["label"]) for note in row.noted
    )


def complete(row: Row, year: str = "", start: str = "", *, political: bool = False) -> None:
    """Give each indicator of a row its unit and direction, saying what was drawn from its numbers.

    A value without a year is of the one `year` of the plan, or is told; of years before its `start` are baselines. In a plan that names but politicians,
    the `political` one answers.
    """
    _office(row, political)
    kept: list[Measure] = []
    for measure in row.measures:
        # What has no year tells of what kind the indicator is, too.
        goals = [aim.goal for aim in measure.aims]
        for target in [one for one in measure.aims if not one.year]:
            target.year = target.goal.due[:4] or year or row.end[:4]
            if not target.year:
                measure.aims.remove(target)
                row.noted.append(("no-year", {"words": f"{measure.label}: {target.goal.said}"}))
            elif not target.goal.due:
                measure.inferred.append("year")
        for target in measure.aims:
            # «entro maggio» is of the year that was found for it last.
            target.goal = goal_of(target.goal.words, target.year) or target.goal
        before = [one for one in measure.aims if one.year and one.year < start[:4]]
        if len(before) < len(measure.aims):
            for target in before:
                measure.aims.remove(target)
                words = f"{target.year}: {target.goal.said}"
                row.noted.append(("baseline", {"words": words}))
        values: list[Decimal] = [
            target.value for target in sorted(measure.targets, key=lambda t: t.year)
        ]
        if not measure.unit:
            measure.unit = unit_of(measure.label, [])
            if not measure.unit and goals:
                wordy = [] if _numbers(goals) else [goal.row for goal in goals]
                measure.unit = unit_of_goals(wordy) or "numero"
                measure.inferred.append("unit")
        if not measure.direction and goals and not _numbers(goals):
            told, stated = direction_of(measure.label, [])
            measure.direction = told if stated else REACH
            measure.inferred += [] if stated else ["direction"]
        if not measure.direction:
            measure.direction, stated = direction_of(measure.label, values)
            if not stated:
                measure.inferred.append("direction")
        kept.append(measure)
    row.measures = kept
