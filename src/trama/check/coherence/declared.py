"""What two plans declare of each other, and the relations that they declare with a code that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from trama.check.codes import like
from trama.check.coherence.entries import Entry, entries
from trama.model import Link, Plan, StrategicObjective
from trama.namespaces import Names
from trama.plans.package import Package

RELATIONS = ("implements", "alignsTo", "contributesTo")
CONFLICT = "conflictsWith"
NO_CODE, EDITION, NO_PLAN, BARE = "no-code", "edition", "no-plan", "bare"
# How alike the identifier of a plan must be to one that exists to be a slip of it.
_PLANS = 0.8

Reasons = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Declared:
    """A relation that a plan declares: of two things by local name, and why, if it says so.

    One that the other plan declares of this one is `backwards`.
    """

    source: str
    relation: str
    target: str
    words: Reasons = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """A relation declared with a wrong code: by which objective, as it is written, why, and what may be meant.

    `why` is NO_CODE (the plan has no such objective), EDITION (it was replaced), NO_PLAN (there is no such plan),
    or BARE (the code stands without its plan).
    """

    row: Entry
    relation: str
    written: str
    why: str
    near: Entry | None = None


def declared(lower: Package, upper: Package, *, beside: bool = False) -> Iterator[Declared]:
    """Yield what a plan declares of another, and the conflicts that the other declares.

    Of a plan `beside` it, what the other declares counts too.
    """
    explained = set()
    # The actions of a plan and its objectives stand in one and the same.
    sides = ((lower, False),) if lower is upper else ((lower, False), (upper, True))
    for package, backwards in sides:
        for link in package.rows(Link):
            source, target, relation = link.source[0], link.target[0], link.relation
            if relation != CONFLICT and (relation not in RELATIONS or (backwards and not beside)):
                continue
            if backwards:
                source, target = target, source
            explained.add((source, relation, target))
            words = (link.rationale_it, link.rationale_en)
            yield Declared(source, relation, target, words, backwards and relation != CONFLICT)
    for source, relation, target, _ in _columns(lower):
        if (source, relation, target) not in explained:
            yield Declared(source, relation, target)
    if beside:
        for source, relation, target, _ in _columns(upper):
            if (target, relation, source) not in explained:
                yield Declared(target, relation, source, None, True)


def wrong(lower: Package, upper: Package, names: Names, others: Collection[str]) -> list[Wrong]:
    """Return the relations of a plan that were meant for another, and name nothing there.

    `others` are the identifiers of further plans that are known: what names them is for them to say.
    """
    rows = {row.local(lower.plan): entry for row, entry in _rows(lower, names)}
    columns = {entry.code: entry for _, entry in _rows(upper, names)}
    editions = {one for plan in upper.rows(Plan) for one in plan.replaces}
    found: dict[tuple[str, str, str], Wrong] = {}
    told = list(_columns(lower))
    told += [
        (link.source[0], link.relation, link.target[0], link.target[0].replace("/objective/", "#"))
        for link in lower.rows(Link)
        if link.relation in (*RELATIONS, CONFLICT)
    ]
    for source, relation, target, written in told:
        row = rows.get(source)
        owner, kind, code = target.partition("/objective/")
        if row is None or not kind:
            continue
        why, near = "", like(code, tuple(columns))
        if owner == upper.plan:
            why = "" if code in columns else NO_CODE
        elif owner in editions:
            # What became of it the new edition says, and not its code.
            why, near = EDITION, ""
        elif owner == lower.plan:
            why = BARE if code in columns and target not in rows else ""
        elif owner not in others and _alike(owner, upper.plan):
            why = NO_PLAN
            near = code if code in columns else near
        if why:
            found[source, relation, target] = Wrong(row, relation, written, why, columns.get(near))
    return list(found.values())


def _rows(package: Package, names: Names) -> Iterator[tuple[StrategicObjective, Entry]]:
    return zip(package.rows(StrategicObjective), entries(package, names), strict=True)


def _columns(package: Package) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the columns of a plan's objectives declare: source, relation, target, and as it is written."""
    for row in package.rows(StrategicObjective):
        for relation, codes in (
            ("implements", row.implements),
            ("contributesTo", row.contributes_to),
        ):
            for code in codes:
                owner, _, own = code.rpartition("#")
                target = f"{owner or package.plan}/objective/{own}"
                yield row.local(package.plan), relation, target, code


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other).ratio() >= _PLANS
