"""The links that a plan declares in its own tables: each value of such a column is one stated link.

A lower plan says in `objectives.csv` what its objectives implement, contribute to and are carried by. The
evidence is the objective's own words; the author is the plan's publisher.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from trama.messages import Message
from trama.model import Link, Plan, StrategicObjective
from trama.model.cells import Objectives, Quote, Reference
from trama.model.element import Element, columns

if TYPE_CHECKING:
    from trama.plans.package import Package

_RATIONALE = {
    "implements": (
        "Il piano dichiara che l'obiettivo {source} attua {target}.",
        "The plan declares that objective {source} implements {target}.",
    ),
    "contributesTo": (
        "Il piano dichiara che l'obiettivo {source} contribuisce a {target}.",
        "The plan declares that objective {source} contributes to {target}.",
    ),
    "carriedBy": (
        "Il piano dichiara che l'obiettivo {source} è attuato con lo strumento {target}.",
        "The plan declares that objective {source} is carried out by the instrument {target}.",
    ),
}


_STATED = (
    "Il documento del piano afferma che l'obiettivo {source} è in relazione ({relation}) con {target}.",
    "The plan's document states that objective {source} is related ({relation}) to {target}.",
)


def declared_links(package: Package) -> Iterator[tuple[Link, str]]:
    """Yield the links that a plan's objectives declare, each with the local name of its author.

    One that `links.csv` explains is left to it. An objective without words of its own in the plan's
    text declares nothing.
    """
    plans = package.rows(Plan)
    if not plans or not plans[0].publisher or not package.text:
        return
    author = f"actor/{plans[0].publisher[0]}"
    explained = {(link.source[0], link.relation, link.target[0]) for link in package.rows(Link)}
    for objective in package.rows(StrategicObjective):
        quote = own_words(objective, package)
        if not quote:
            continue
        for relation, target, shown in _declared(objective, package.plan):
            source = objective.local(package.plan)
            if (source, relation, target) in explained:
                continue
            names = {"source": objective.code, "target": shown}
            ends = (source, relation, target)
            yield _stated(objective, ends, quote, plans[0], _RATIONALE[relation], names), author


def with_links(package: Package, stated: Sequence[tuple[str, str, str]]) -> Package:
    """Return a package with a link for each statement of its objectives: source, relation, target by local name.

    The evidence is the objective's own words. A statement without words, or in a plan without a publisher,
    is told in a note and not kept, for a link says why and who says so.
    """
    plans = package.rows(Plan)
    objectives = {row.local(package.plan): row for row in package.rows(StrategicObjective)}
    made: list[Element] = []
    lost = 0
    for source, relation, target in stated:
        row = objectives.get(source)
        quote = own_words(row, package) if row else None
        if not (row and quote and plans and plans[0].publisher):
            lost += 1
            continue
        names = {"source": row.code, "relation": relation, "target": target}
        made.append(_stated(row, (source, relation, target), quote, plans[0], _STATED, names))
    if lost:
        note = Message("note.links-unread", count=lost)
        package = replace(package, notes=(*package.notes, note))
    if not made:
        return package
    links = [*package.tables.get(Link.table, ()), *made]
    return replace(package, tables=package.tables | {Link.table: links})


def own_words(objective: StrategicObjective, package: Package) -> Quote | None:
    """Return the words of an objective where the plan's text has them, or None."""
    for mark in objective.passages:
        passage = package.text.by_id.get(mark) if package.text else None
        if passage:
            exact = objective.text_it if objective.text_it in passage.text else passage.text
            return Quote(mark, exact)
    return None


def _declared(objective: StrategicObjective, plan: str) -> Iterator[tuple[str, str, str]]:
    for field in columns(type(objective)):
        cell = field.column.cell
        if field.column.declares and isinstance(cell, Objectives | Reference):
            for value in getattr(objective, field.attribute):
                yield field.column.declares, cell.local(value, plan), value


def _stated(
    row: StrategicObjective,
    ends: tuple[str, str, str],
    quote: Quote,
    plan: Plan,
    rationale: tuple[str, str],
    names: Mapping[str, str],
) -> Link:
    """The link for what a row states, with its own words; `ends` are source, relation and target."""
    source, relation, target = ends
    it, en = rationale
    return Link(
        line=row.line,
        file=row.file,
        source=(source,),
        relation=relation,
        target=(target,),
        basis="stated",
        confidence=Decimal(1),
        evidence=(quote,),
        rationale_it=it.format(**names),
        rationale_en=en.format(**names),
        attributed_to=plan.publisher,
        date=_day(plan),
    )


def _day(plan: Plan) -> str:
    """The day on which the plan says it: of its approval or adoption, or the first of its period."""
    day = plan.approved or plan.adopted or plan.start
    return day + "-01-01"[3 * day.count("-") :]
