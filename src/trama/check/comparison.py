"""Checking plans against the plan above them, and beside one another.

All plans are set down once in one dataset in memory, with the build, and each check is asked once for all
of them; so the time grows with the number of plans, not with that of their pairs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, RdfFormat
from pyoxigraph import Store as Engine

from trama import __version__
from trama.check.beside import between
from trama.check.checks import Check, Row, read_checks
from trama.check.coverage import coverage
from trama.check.edition_links import edition_statements
from trama.check.editions import Item, compare_editions, items_of
from trama.check.findings import (
    SEVERITIES,
    Above,
    CheckReport,
    CheckRun,
    Finding,
    Limit,
    PlanInfo,
    ReadingNote,
)
from trama.check.offices import Offices
from trama.check.pulls import Answered, pulls
from trama.check.shares import shared, worth
from trama.check.sides import Sides
from trama.check.workbench import Workbench
from trama.errors import SourceError, TramaError
from trama.language.similarity import Words
from trama.messages import LANGUAGES, Message
from trama.model import StrategicObjective
from trama.namespaces import DCTERMS, KIND, RDF, RDFS, SKOS, TRAMA
from trama.plans.package import Package
from trama.settings import Settings
from trama.store.elsewhere import Elsewhere, open_elsewhere
from trama.store.release import current_of, read_manifest

_SIDES = ("plan", "lower", "upper", "unknown", "near")


def check_plans(
    plans: Sequence[Package],
    settings: Settings,
    *,
    upper: Package | str = "",
    further: Sequence[Package | str] = (),
    beside: Sequence[Package] = (),
    editions: Sequence[Package] = (),
    checks: Sequence[Check] | None = None,
    answered: Answered = (),
    processes: int = 1,
    store: str = "",
) -> CheckReport:
    """Check lower plans against an upper one, and against each other, and return what is found.

    `upper` is a plan read from a package or the identifier of one in the build; without it, the
    strategic plan in force there. `further` are more plans above, named likewise: all of them are held against at once,
    so that an objective that serves one of them is not said to serve none. `beside` are plans that stand beside; of what
    is found of them only what is between them and `plans` is told. `editions` are earlier editions of the upper plan, which tell what
    became of objectives that lower plans still refer to. `answered` are the pairs (lower code, upper code
    with its plan) that a person has answered about, which are not asked again. `processes` is how many may work at once, where there are
    many plans. `store` is where the dataset stands in place of the build: the address of a SPARQL server, or
    a folder (`trama.store.elsewhere`). Raises TramaError if there is no build, no such
    plan, or two plans of one name.
    """
    elsewhere = open_elsewhere(store, settings) if store else None
    bench = _workbench_of(elsewhere, settings) if elsewhere else open_workbench(settings)
    uppers = [_upper(bench, upper), *(_upper(bench, one) for one in further)]
    above = uppers[0]
    lower, others = _lower(bench, plans, beside, uppers)
    for edition in editions:
        _add(bench, edition)
    sides = Sides(bench)
    for edition in editions:
        steps = compare_editions(items_of(edition, bench.names), _items(bench, sides, above))
        bench.engine.extend(edition_statements(steps, above, bench.working))
    bench.prepare(uppers, [*lower, *others])
    bench.engine.extend(
        list(pulls(bench, uppers, [*lower, *others], answered, processes=processes))
    )
    checks = read_checks(settings.root / "queries" / "checks") if checks is None else checks
    offices = Offices(
        bench.plans, bench.names, lambda thing, lang: bench.literal(thing, RDFS.label, lang)
    )
    every = tuple(checks)

    def found_by(number: int) -> list[Finding]:
        return [
            replace(f, office=offices.of(f.plan, f.lower.iri if f.lower else ""))
            for f in _findings(every[number], bench, sides, uppers)
        ]

    most = worth(processes, len(lower))
    findings = [f for part in shared(found_by, len(every), most) for f in part]
    if others:
        own = {bench.local(plan.value) for plan in lower}
        findings = list(between(findings, own, offices))
    rank = {bench.local(plan.value): number for number, plan in enumerate(lower)}
    findings.sort(key=lambda f: (rank.get(f.plan, -1), -SEVERITIES.index(f.severity), *_key(f)))
    return CheckReport(
        upper=_info(bench, above),
        lower=tuple(_info(bench, plan) for plan in lower),
        findings=tuple(findings),
        coverage=coverage(bench, sides, above, lower),
        limits=tuple(_limits(bench, uppers, lower)),
        versions={
            "trama": __version__,
            "dataset": elsewhere.version
            if elsewhere
            else str(read_manifest(settings.build)["version"]),
            "checks": str(len(checks)),
        },
        checks=tuple(
            CheckRun(check.code, check.name, check.category, check.severity, check.title)
            for check in checks
        ),
        notes=tuple(
            ReadingNote(package.plan, note.key, {lang: note.said(lang) for lang in LANGUAGES})
            for package in (*plans, *beside)
            for note in package.notes
        ),
        further=tuple(
            Above(_info(bench, plan), coverage(bench, sides, plan, lower)) for plan in uppers[1:]
        ),
        beside=tuple(_info(bench, plan) for plan in others),
    )


def open_workbench(settings: Settings) -> Workbench:
    """Return a workbench with the built dataset; StoreError if nothing is built yet."""
    read_manifest(settings.build)
    engine = Engine()
    try:
        engine.bulk_load(
            path=str(current_of(settings.build) / "dataset.nq"), format=RdfFormat.N_QUADS
        )
    except (OSError, SyntaxError, ValueError) as error:
        raise TramaError("check.build-unreadable", reason=error) from None
    return Workbench(engine, settings.names)


def _workbench_of(elsewhere: Elsewhere, settings: Settings) -> Workbench:
    engine = Engine()
    engine.bulk_extend(elsewhere.quads())
    return Workbench(engine, settings.names)


def _add(bench: Workbench, package: Package) -> None:
    """Set a plan down in place of what the build says of it."""
    if not package.is_plan:
        raise SourceError("package.no-plan", path=package.shown)
    for graph in (package.plan, f"plan/{package.plan}"):
        bench.engine.remove_graph(bench.names.graph(graph))
    bench.add(package)


def _lower(
    bench: Workbench,
    plans: Sequence[Package],
    beside: Sequence[Package],
    uppers: Sequence[NamedNode],
) -> tuple[list[NamedNode], list[NamedNode]]:
    if not plans:
        raise TramaError("check.no-plan")
    twice = next((one for one in uppers if uppers.count(one) > 1), None)
    if twice:
        raise TramaError("check.above-twice", plan=bench.local(twice.value))
    times = Counter(package.plan for package in (*plans, *beside))
    for package in (*plans, *beside):
        name = package.plan
        if times[name] > 1:
            raise SourceError("check.same-identifier", path=package.shown, value=name)
        if bench.names.thing(name) in uppers:
            raise SourceError("check.against-itself", path=package.shown, value=name)
        _add(bench, package)
    first, others = (
        [bench.names.thing(package.plan) for package in some] for some in (plans, beside)
    )
    return first, others


def _upper(bench: Workbench, upper: Package | str) -> NamedNode:
    if isinstance(upper, Package):
        _add(bench, upper)
        return bench.names.thing(upper.plan)
    with_objectives = {
        plan
        for quad in bench.engine.quads_for_pattern(None, RDF.type, TRAMA.StrategicObjective)
        if isinstance(quad.subject, NamedNode)
        for plan in bench.values(quad.subject, TRAMA.inPlan)
    }
    if upper:
        plan = bench.names.thing(upper)
        if plan not in with_objectives:
            known = ", ".join(sorted(bench.local(one.value) for one in with_objectives))
            raise TramaError("check.no-upper", plan=upper, known=known or Message("nearest.none"))
        return plan
    strategic = KIND["plan-kind/strategic-plan"]
    replaced = set(bench.values(None, DCTERMS.replaces))
    found = [
        plan
        for plan in with_objectives - replaced
        if strategic in bench.values(plan, TRAMA.planKind)
    ]
    if len(found) != 1:
        raise TramaError("check.which-upper", count=len(found))
    return found[0]


def _items(bench: Workbench, sides: Sides, plan: NamedNode) -> list[Item]:
    """The objectives of a plan in the dataset, ready to be compared with those of another edition."""
    items = []
    for objective in bench.parts(plan, TRAMA.StrategicObjective):
        missions = bench.values(objective, TRAMA.inMission)
        name = bench.literal(missions[0], RDFS.label, "it") if missions else ""
        words = bench.literal(objective, DCTERMS.description, "it")
        items.append(Item(sides.side(objective), Words(name), Words(words)))
    return items


def _findings(
    check: Check, bench: Workbench, sides: Sides, uppers: Sequence[NamedNode]
) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for row in check.rows(bench.engine):
        finding = _finding(check, row, bench, sides, uppers)
        key = (finding.plan, *_key(finding))
        if key not in seen:
            seen.add(key)
            yield finding


def _finding(
    check: Check, row: Row, bench: Workbench, sides: Sides, uppers: Sequence[NamedNode]
) -> Finding:
    near, unknown = row.get("near"), row.get("unknown")
    if near is None and isinstance(unknown, NamedNode):
        near = sides.nearest(unknown, bench.names.thing(_plan(row, bench)), uppers)
    ends = {name: term for name, term in row.items() if isinstance(term, NamedNode)}
    if isinstance(near, NamedNode):
        ends["near"] = near
    sentence, advice = check.sentence, check.advice
    extra = {name: term for name, term in row.items() if name not in _SIDES}
    plain = {name: _plain(term, sides) for name, term in extra.items()}
    detail = {name: value for name, value in plain.items() if value}
    if isinstance(near, NamedNode):
        detail["nearest"] = sides.written(near, detail.get("reference", ""))
        if check.near:
            sentence, advice = check.near["sentence"], check.near["advice"]
    texts = {
        lang: {name: sides.text(term, lang) for name, term in (dict(row) | ends).items()}
        | {"nearest": detail.get("nearest", "")}
        for lang in ("it", "en")
    }
    low, high = ends.get("lower"), ends.get("upper") or ends.get("near")
    return Finding(
        code=check.code,
        check=check.name,
        category=check.category,
        severity=check.severity,
        lower=sides.side(low) if low else None,
        upper=sides.above(high) if high else None,
        message={lang: _fill(sentence[lang], texts[lang]) for lang in texts},
        advice={lang: _fill(advice[lang], texts[lang]) for lang in texts},
        detail=detail | {"coherence": check.coherence},
        plan=_plan(row, bench),
    )


def _plan(row: Row, bench: Workbench) -> str:
    return bench.local(row["plan"].value)


def _fill(template: str, texts: dict[str, str]) -> str:
    filled = template.format_map(texts)
    if not all(texts.values()):
        # Where there is no unit, no blank stands before the comma.
        filled = re.sub(r" +(?=[,.;])", "", filled)
    return filled[0].upper() + filled[1:]


def _plain(term: NamedNode | Literal, sides: Sides) -> str:
    return term.value if isinstance(term, Literal) else sides.written(term)


def _key(finding: Finding) -> tuple[str, ...]:
    ends = (end.iri if end else "" for end in (finding.lower, finding.upper))
    return (finding.code, *ends, *sorted(f"{k}={v}" for k, v in finding.detail.items()))


def _info(bench: Workbench, plan: NamedNode) -> PlanInfo:
    local = bench.local(plan.value)
    title = bench.literal(plan, DCTERMS.title, "it")
    objectives = bench.parts(plan, TRAMA.StrategicObjective)
    package = bench.plans.get(local)
    rows = package.rows(StrategicObjective) if package else []
    return PlanInfo(
        id=local,
        iri=plan.value,
        title={"it": title, "en": bench.literal(plan, DCTERMS.title, "en") or title},
        start=bench.literal(plan, TRAMA.startDate),
        end=bench.literal(plan, TRAMA.endDate),
        objectives=len(objectives),
        zones=tuple(sorted(bench.literal(zone, SKOS.notation) for zone in bench.zones(plan))),
        local=tuple(row.code for row in rows if row.by_choice),
        proposed=package.proposed if package else 0,
    )


def _limits(
    bench: Workbench, uppers: Sequence[NamedNode], lower: Sequence[NamedNode]
) -> Iterator[Limit]:
    if not any(bench.parts(upper, TRAMA.Indicator) for upper in uppers):
        one = len(uppers) == 1
        it = "Il piano sovraordinato non ha" if one else "I piani sovraordinati non hanno"
        en = "The upper plan has" if one else "The upper plans have"
        it += " indicatori: valori e direzioni sono stati confrontati solo fra i piani esaminati."
        en += " no indicators: values and directions were compared only among the plans examined."
        yield Limit("no-upper-indicators", {"it": it, "en": en})
    if not any(
        bench.values(one, TRAMA.responsible)
        for upper in uppers
        for one in bench.parts(upper, TRAMA.StrategicObjective)
    ):
        one = len(uppers) == 1
        it = "Il piano sovraordinato non affida" if one else "I piani sovraordinati non affidano"
        en = "The upper plan gives" if one else "The upper plans give"
        it += " compiti in esclusiva: gli attori sono stati confrontati solo fra i piani esaminati."
        en += " no exclusive tasks: actors were compared only among the plans examined."
        yield Limit("no-upper-tasks", {"it": it, "en": en})
    unplaced = [bench.local(plan.value) for plan in lower if not bench.territory(plan)]
    if unplaced:
        names = ", ".join(unplaced)
        it = f"Senza territorio dichiarato non si è potuto dire se agiscano fuori da esso: {names}."
        en = (
            f"Without a stated territory it could not be said whether they act outside it: {names}."
        )
        yield Limit("no-territory", {"it": it, "en": en})
    undated = sorted(
        bench.literal(one, SKOS.prefLabel, "it")
        for one in {
            instrument
            for plan in lower
            for objective in bench.parts(plan, TRAMA.StrategicObjective)
            for instrument in bench.values(objective, TRAMA.carriedBy)
            if bench.known(instrument) and not bench.literal(instrument, TRAMA.inForceFrom)
        }
    )
    if undated:
        names = "; ".join(undated)
        it = f"Di questi strumenti non si conosce l'entrata in vigore, che non è stata controllata: {names}."
        en = f"When these instruments came into force is not known, and was not checked: {names}."
        yield Limit("undated-instruments", {"it": it, "en": en})
    it = "Si confronta ciò che i piani dichiarano: se un obiettivo serva davvero quello che cita, lo giudica chi legge."
    en = "What the plans declare is compared: whether an objective truly serves the one it cites is for a reader to judge."
    yield Limit("declared-only", {"it": it, "en": en})
