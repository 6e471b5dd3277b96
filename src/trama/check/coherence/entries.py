"""The objectives of a plan as the heads of rows and columns, and the chapters that they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trama.check.coherence.judgements import Axis
from trama.model import Driver, Link, Mission, StrategicObjective
from trama.model.dup import MISSIONS, PROGRAMMES
from trama.namespaces import Names
from trama.plans.package import Package
from trama.plans.text import legible


@dataclass(frozen=True, slots=True)
class Entry:
    """An objective of either plan: what stands at the head of a row or a column."""

    code: str
    iri: str
    label: str
    quote: str
    mark: str = ""
    mission: str = ""
    drivers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter of a plan, such as a Mission or a Driver, with the codes of its objectives.

    `kind` is `mission`, `driver`, `programme` or `budget-mission`.
    """

    kind: str
    number: str
    label: str
    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The chapter as a judgement names it."""
        return f"{self.kind} {self.number}"


def entries(package: Package, names: Names) -> list[Entry]:
    """Return the objectives of a plan, in its order."""
    combined = defaultdict(list)
    for link in package.rows(Link):
        if link.relation == "combines":
            combined[link.target[0]].append(link.source[0].rpartition("/")[2])
    return [
        Entry(
            code=row.code,
            iri=names.thing(row.local(package.plan)).value,
            label=legible(row.label_it),
            quote=legible(row.text_it or row.label_it),
            mark=row.passages[0] if row.passages else "",
            mission=row.mission[0] if row.mission else "",
            drivers=tuple(combined[row.local(package.plan)]),
        )
        for row in package.rows(StrategicObjective)
    ]


def missions(package: Package, columns: Sequence[Entry]) -> Iterator[Group]:
    """Yield the Missions of a plan with the codes of those columns that stand in each."""
    for mission in package.rows(Mission):
        number = str(mission.number)
        codes = tuple(column.code for column in columns if column.mission == number)
        yield Group("mission", number, legible(mission.label_it), codes)


def drivers(package: Package, columns: Sequence[Entry]) -> Iterator[Group]:
    """Yield the Drivers of a plan with the codes of those columns that each combines."""
    for driver in package.rows(Driver):
        number = str(driver.number)
        codes = tuple(column.code for column in columns if number in column.drivers)
        yield Group("driver", number, legible(driver.label_it), codes)


def chapters(package: Package, columns: Sequence[Entry]) -> list[Group]:
    """Return every chapter of a plan that has objectives: Missions, Drivers, and those of the budget."""
    found = [*missions(package, columns), *drivers(package, columns)]
    rows = {row.code: row for row in package.rows(StrategicObjective)}
    for kind, known, column in (
        ("budget-mission", MISSIONS, "dup_mission"),
        ("programme", PROGRAMMES, "dup_programme"),
    ):
        for number, (label, _) in known.items():
            codes = tuple(
                one.code for one in columns if getattr(rows.get(one.code), column, "") == number
            )
            found.append(Group(kind, number, label, codes))
    return [group for group in found if group.codes]


def axis(package: Package, columns: Sequence[Entry]) -> Axis:
    """Return the codes of a side of a matrix, with those of its chapters."""
    named = {group.name: group.codes for group in chapters(package, columns)}
    return Axis(tuple(column.code for column in columns), named)
