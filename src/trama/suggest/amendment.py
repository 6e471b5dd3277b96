"""A plan amended by what a person decided on suggestions, and the workbook that holds both.

The workbook is the plan's own, with what was accepted among the objectives that each contributes to. Every
decision stands in a sheet of its own, so that what was refused is not suggested again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from openpyxl import Workbook

from trama.language.italian import fold
from trama.model import Agent, Link, Plan, StrategicObjective
from trama.model.cells import Objectives, Quote
from trama.model.element import Element
from trama.office.look import CELL, HEADER, style
from trama.office.workbook import book_bytes
from trama.plans.declared import own_words
from trama.plans.form import DECISIONS_SHEET
from trama.plans.package import Package
from trama.plans.readers.sheets import open_workbook
from trama.plans.writers.codes import Codes
from trama.plans.writers.xlsx import book_of
from trama.suggest.decisions import (
    ACCEPTED,
    CHANGING,
    CONFLICT,
    MOTIVATED,
    PARTIAL,
    SERVING,
    WRITTEN,
    Answer,
    Taken,
)

_HEADINGS = (
    "Obiettivo",
    "Obiettivo del piano sovraordinato",
    "Decisione",
    "Motivazione",
    "Chi ha deciso",
    "Data",
)
_MEANT = {said: decision for decision, said in WRITTEN.items()}
_BY = "chi-ha-deciso"
_UNKNOWN = ("Chi ha sottoposto il piano", "Whoever submitted the plan")


def amended(plan: Package, taken: Taken, above: Sequence[Package] = ()) -> Package:
    """Return a plan as a person's decisions make it.

    What was accepted, whole or in part, is added to what its objectives contribute to (and what serves in part is
    taken out of what they implement); what was found in conflict is taken out of both, and becomes a link
    `conflictsWith`; each reason becomes the rationale of a link, with the name of whoever decided. `above` are the
    plans whose objectives are quoted.
    """
    rows = [
        _row(row, {upper: one for (lower, upper), one in taken.items() if lower == row.code})
        for row in plan.rows(StrategicObjective)
    ]
    own = {row.code: row for row in rows}
    said = {(link.source, link.target): link.relation for link in plan.rows(Link) if _aligns(link)}
    links = {
        (link.source, link.relation, link.target): link
        for (lower, upper), answer in taken.items()
        if lower in own
        and answer.reason
        and (link := _link(own[lower], upper, answer, plan, above, said))
    }
    tables: dict[str, list[Element]] = dict(plan.tables)
    if StrategicObjective.table in tables:
        tables[StrategicObjective.table] = list(rows)
    if links:
        # One relation joins a pair: what a person found in conflict, or to serve in part, was not so.
        answered = {(source, target) for source, _, target in links}
        known = [
            link
            for link in plan.rows(Link)
            if (link.source, link.relation, link.target) not in links
            and not (_aligns(link) and (link.source, link.target) in answered)
        ]
        tables[Link.table] = [*known, *links.values()]
        agents = {row.id: row for row in plan.rows(Agent)}
        agents |= {agent.id: agent for agent in _agents(taken.values(), plan)}
        tables[Agent.table] = list(agents.values())
    return replace(plan, tables=tables)


def _aligns(link: Link) -> bool:
    return link.relation in ("alignsTo", "implements", "contributesTo")


def _row(row: StrategicObjective, answers: Mapping[str, Answer]) -> StrategicObjective:
    serves = [*row.contributes_to]
    serves += [code for code, one in answers.items() if one.decision in SERVING]
    against = {code for code, one in answers.items() if one.decision == CONFLICT}
    # A code of the one upper plan may stand without the plan.
    against |= {code.rpartition("#")[2] for code in against}
    # What serves in part contributes, whatever was declared before.
    partly = {code for code, one in answers.items() if one.decision == PARTIAL}
    partly |= {code.rpartition("#")[2] for code in partly}
    whole = tuple(code for code in row.implements if code not in against | partly)
    told = {*whole}
    return replace(
        row,
        implements=whole,
        contributes_to=tuple(code for code in dict.fromkeys(serves) if code not in against | told),
    )


def _link(
    row: StrategicObjective,
    upper: str,
    answer: Answer,
    plan: Package,
    above: Sequence[Package],
    said: Mapping[tuple[tuple[str, ...], tuple[str, ...]], str],
) -> Link | None:
    target = Objectives().local(upper, plan.plan)
    relation = _relation(row, upper, answer, said.get(((row.local(plan.plan),), (target,)), ""))
    if not relation:
        return None
    quotes = [own_words(row, plan)]
    owner = next((each for each in above if target.startswith(f"{each.plan}/")), None)
    if owner:
        theirs = next(
            (o for o in owner.rows(StrategicObjective) if o.local(owner.plan) == target), None
        )
        theirs_said = own_words(theirs, owner) if theirs else None
        quotes.append(
            Quote(f"{owner.plan}#{theirs_said.mark}", theirs_said.exact) if theirs_said else None
        )
    return Link(
        line=row.line,
        file=row.file,
        source=(row.local(plan.plan),),
        relation=relation,
        target=(target,),
        basis="curated",
        confidence=Decimal(1),
        evidence=tuple(quote for quote in quotes if quote),
        rationale_it=answer.reason,
        rationale_en=answer.reason,
        attributed_to=(_agent(answer.author),),
        date=answer.date or _day(plan),
    )


def _relation(row: StrategicObjective, upper: str, answer: Answer, before: str) -> str:
    """The relation that an answer gives its reason to; one that a link says stays what it is."""
    if answer.decision == CONFLICT:
        return "conflictsWith"
    if answer.decision == MOTIVATED and before:
        return before
    if answer.decision in CHANGING:
        whole = {upper, upper.rpartition("#")[2]} & {*row.implements}
        return "implements" if whole else "contributesTo"
    return ""


def _agent(author: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(author)).strip("-")
    return plain or _BY


def _agents(answers: Iterable[Answer], plan: Package) -> Iterator[Agent]:
    for author in dict.fromkeys(one.author for one in answers if one.reason):
        it, en = (author, author) if author else _UNKNOWN
        yield Agent(
            line=1, file=f"{plan.shown}/{Agent.table}", id=_agent(author), label_it=it, label_en=en
        )


def _day(plan: Package) -> str:
    told = plan.rows(Plan)
    day = (told[0].approved or told[0].adopted or told[0].start) if told else ""
    return day + "-01-01"[3 * day.count("-") :]


def decided_workbook(
    plan: Package, taken: Taken, codes: Codes, also: Callable[[Workbook], None] | None = None
) -> bytes:
    """Return an amended plan as the bytes of a workbook, with a sheet of what was decided on it.

    `also` adds further sheets that the form leaves aside.
    """
    book, _ = book_of(plan, codes)
    if taken:
        sheet = book.create_sheet(DECISIONS_SHEET)
        for place, heading in enumerate(_HEADINGS, start=1):
            style(sheet.cell(1, place, heading), HEADER)
            sheet.column_dimensions["ABCDEF"[place - 1]].width = 36
        for line, (pair, one) in enumerate(sorted(taken.items()), start=2):
            told = (*pair, WRITTEN[one.decision], one.reason, one.author, one.date)
            for place, value in enumerate(told, start=1):
                cell = sheet.cell(line, place, value)
                cell.data_type = "s"
                style(cell, CELL)
        sheet.freeze_panes = "A2"
    if also:
        also(book)
    return book_bytes(book)


def still_there(plan: Package, taken: Taken) -> dict[tuple[str, str], Answer]:
    """Return decisions without what was accepted and its owner has taken out of the plan again."""
    serves = {
        row.code: {*row.contributes_to, *row.implements} for row in plan.rows(StrategicObjective)
    }
    return {
        (lower, upper): one
        for (lower, upper), one in taken.items()
        if one.decision != ACCEPTED or upper in serves.get(lower, ())
    }


def decided_in(content: bytes, name: str, *, every: bool = False) -> dict[tuple[str, str], Answer]:
    """Return what a workbook says was decided, nothing if it has no such sheet.

    What was accepted, or has its reason in a link, stands in the plan's own sheets, where its owner may
    have taken it out again: of those only what keeps a question from being asked again is returned, unless `every` decision is wanted.
    Raises SourceError if the workbook cannot be read.
    """
    found: dict[tuple[str, str], Answer] = {}
    with open_workbook(content, name) as book:
        if DECISIONS_SHEET not in book.sheets:
            return {}
        for _, cells in book.rows(DECISIONS_SHEET):
            values = [
                cells[place].value.strip() if place in cells else ""
                for place in range(len(_HEADINGS))
            ]
            decision = _MEANT.get(values[2].lower(), "")
            if decision and (every or decision != ACCEPTED):
                found[values[0], values[1]] = Answer(decision, *values[3:])
    return found
