"""Instruments as plans: the aims that public sources state, which a plan can be held against.

Of the PTM, the PUMS and the PULS the graph has no objectives, but aims in the words of public sources. They are
put together here as the objectives of a plan, for a matrix; nothing of it is published as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from trama.model import Instrument, InstrumentAim, Plan, StrategicObjective
from trama.plans.package import Package

AIMS = "instrument-aims"
"""The kind of such a plan."""

_TITLE_IT = "{label}: finalità dichiarate da fonti pubbliche"
_TITLE_EN = "{label}: aims that public sources state"


def aims_as_plans(packages: Iterable[Package]) -> dict[str, Package]:
    """Return for each instrument with aims, by its identifier, a plan whose objectives they are."""
    found: dict[str, Package] = {}
    for package in packages:
        aims: dict[str, list[InstrumentAim]] = defaultdict(list)
        for aim in package.rows(InstrumentAim):
            aims[aim.instrument[0]].append(aim)
        for instrument in package.rows(Instrument):
            if instrument.id in aims:
                found[instrument.id] = _plan(instrument, aims[instrument.id], package)
    return found


def of_aims(package: Package) -> bool:
    """Whether a plan was put together from the aims of an instrument."""
    return any(plan.kind == AIMS for plan in package.rows(Plan))


def _plan(instrument: Instrument, aims: list[InstrumentAim], package: Package) -> Package:
    named = f" ({instrument.acronym})" if instrument.acronym else ""
    english = instrument.label_en or instrument.label_it
    plan = Plan(
        line=instrument.line,
        file=instrument.file,
        id=instrument.id,
        title_it=_TITLE_IT.format(label=instrument.label_it + named),
        title_en=_TITLE_EN.format(label=english + named),
        kind=AIMS,
        start=instrument.in_force_from or instrument.approved,
        end="",
        publisher=(),
    )
    # Aims of two instruments have the same numbers: the acronym tells them apart.
    prefix = instrument.acronym or instrument.id.upper()
    rows = [
        StrategicObjective(
            line=aim.line,
            file=aim.file,
            code=f"{prefix}-{aim.code}",
            label_it=aim.label_it,
            label_en=aim.label_en,
            text_it=f"{aim.text_it or aim.label_it} ({aim.source})",
            text_en=aim.text_en,
            mission=(),
            order=order,
        )
        for order, aim in enumerate(aims, 1)
    ]
    tables = {Plan.table: [plan], StrategicObjective.table: rows}
    return Package(instrument.id, package.path, package.shown, tables)  # type: ignore[arg-type]
