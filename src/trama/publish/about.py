"""What a page begins with: what its thing is about, before all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from pyoxigraph import Literal, NamedNode

from trama.drawing.territory import frame
from trama.namespaces import OA, TRAMA
from trama.network.links import Link, Quoted
from trama.publish.certainty import certainty, degree
from trama.publish.context import readable
from trama.publish.dataset import Dataset
from trama.publish.naming import Ref, reference
from trama.publish.numbers import amount
from trama.publish.place import KINDS, Place, read_place
from trama.publish.resource import Resource, selector
from trama.publish.site import key_of
from trama.store.select import select

# Their objectives, by Mission, are what these are about.
_BY_OBJECTIVES = (
    "Driver",
    "Actor",
    "Instrument",
    "Programme",
    "VisionKeyword",
    "Theme",
    "Place",
    "Event",
    "Concept",
)
_PARTS = """
SELECT ?kind ?part ?order ?mission WHERE {{
  VALUES ?kind {{ trama:Mission trama:Driver trama:StrategicObjective trama:Theme }}
  ?part a ?kind ; trama:inPlan <{plan}> .
  OPTIONAL {{ ?part trama:order ?order }} OPTIONAL {{ ?part trama:inMission ?mission }}
}}"""
_RESULTS = """
SELECT ?result ?value ?unit ?funder ?programme ?period WHERE {{
  ?result a trama:Result ; {which} . ?result trama:period ?period .
  OPTIONAL {{ ?result trama:value ?value . OPTIONAL {{ ?result trama:unit ?unit }} }}
  OPTIONAL {{ ?result trama:fundedBy ?funder }} OPTIONAL {{ ?result trama:aboutProgramme ?programme }}
}} ORDER BY ?result"""
_CONTEXT = """
SELECT ?passage ?prefix ?suffix WHERE {{
  VALUES ?passage {{ {passages} }} ?passage oa:hasSelector ?quote .
  ?quote oa:prefix ?prefix ; oa:suffix ?suffix
}}"""


def about(dataset: Dataset, resource: Resource, lang: str) -> dict[str, Any] | None:
    """Return what the page of a thing begins with, under the name of its template, or None.

    The templates are `about_<name>.html`, for a place, a plan, a Mission, an objective, a link, and for what
    is about objectives.
    """
    kinds = {c.removeprefix(TRAMA.iri) for c in resource.name.classes}
    if kinds & set(KINDS):
        place = read_place(dataset, resource.iri)
        return {"name": "place", **_place(dataset, place, lang)} if place else None
    if resource.iri in dataset.directory.links:
        return {"name": "link", **_link(dataset, resource.iri, lang)}
    if "Plan" in kinds and resource.values(TRAMA.sourceText):
        return {"name": "plan", **_plan(dataset, resource.iri, lang)}
    if "Mission" in kinds:
        return {"name": "mission", **_mission(dataset, resource, lang)}
    if "StrategicObjective" in kinds:
        return {"name": "objective", **_objective(dataset, resource, lang)}
    if kinds & set(_BY_OBJECTIVES):
        groups = _by_mission(dataset, resource, lang)
        results = _results(dataset, f"?any <{resource.iri}>", lang)
        if groups or results:
            return {"name": "objectives", "groups": groups, "results": results}
    return None


def tie(dataset: Dataset, link: Link, forward: bool, lang: str) -> dict[str, Any]:
    """Return a link as a page tells it, seen from one of its ends."""
    base = dataset.settings.base
    return {
        "key": key_of(link.iri, base),
        "other": reference(dataset, link.target if forward else link.source, lang),
        "basis": reference(dataset, TRAMA[link.basis].value, lang).label,
        "basis_class": link.basis.lower(),
        "degree": degree(link.confidence),
        "certainty": certainty(link.confidence, lang),
        "rationale": link.rationale.get(lang) or link.rationale.get("it", ""),
        "quotes": [quoted(quote, base) for quote in link.evidence],
    }


def quoted(quote: Quoted, base: str) -> dict[str, str]:
    """Return a quote with the place of its page."""
    return {"key": key_of(quote.iri, base), "mark": quote.mark, "exact": quote.exact}


def _place(dataset: Dataset, place: Place, lang: str) -> dict[str, Any]:
    base = dataset.settings.base
    own = {c.istat for c in place.comuni}
    near = {c.istat for c in place.near}
    ask_groups = []
    for mission, asks in groupby(place.asks, lambda ask: ask.objective.mission):
        lines = []
        for ask in asks:
            budget = ask.objective.budget
            lines.append(
                {
                    "ref": reference(dataset, ask.objective.iri, lang),
                    "tie": tie(dataset, ask.links[0], True, lang),
                    "through": [reference(dataset, iri, lang) for iri in ask.through],
                    "budget": budget
                    and (
                        budget.mission,
                        budget.mission_label(lang),
                        budget.programme[2:],
                        budget.label(lang),
                        ", ".join(budget.words),
                    ),
                }
            )
        ask_groups.append({"mission": reference(dataset, mission, lang), "asks": lines})
    others = [
        {
            "mission": reference(dataset, mission, lang),
            "objectives": [reference(dataset, o.iri, lang) for o in objectives],
        }
        for mission, objectives in groupby(place.others, lambda o: o.mission)
    ]
    return {
        "place": place,
        "around": [(c, key_of(c.iri, base), _standing(c.istat, own, near)) for c in place.around],
        "box": frame([c.box for c in place.around]),
        "zones": [reference(dataset, iri, lang) for iri in place.zones],
        "unions": [reference(dataset, iri, lang) for iri in place.unions],
        "near": [reference(dataset, c.iri, lang) for c in place.near],
        "words": [
            {"key": key_of(w.passage, base), "mark": w.mark, "exact": w.exact} for w in place.words
        ],
        "groups": ask_groups,
        "others": others,
        "sites": [reference(dataset, iri, lang) for iri in place.sites],
        "count": len(place.asks),
        "prepare": f"prepara/{place.iri.removeprefix(f'{base}id/')}",
    }


def _standing(istat: str, own: set[str], near: set[str]) -> str:
    return "own" if istat in own else "near" if istat in near else "zone"


def _plan(dataset: Dataset, plan: str, lang: str) -> dict[str, Any]:
    rows = list(select(dataset.store, _PARTS.format(plan=plan)))
    order = {r["part"].value: int(r["order"].value) if r["order"] else 0 for r in rows}
    of_kind: dict[str, list[str]] = {}
    missions: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda r: (order[r["part"].value], r["part"].value)):
        kind, part = row["kind"].value.removeprefix(TRAMA.iri), row["part"].value
        of_kind.setdefault(kind, []).append(part)
        if kind == "StrategicObjective" and row["mission"]:
            missions.setdefault(row["mission"].value, []).append(part)
    combined = {
        driver: dataset.directory.related(driver, "combines")
        for driver in of_kind.get("Driver", [])
    }
    return {
        "missions": [
            {
                "ref": reference(dataset, iri, lang),
                "number": dataset.directory.name(iri).code,
                "name": dataset.directory.name(iri).label(lang),
                "objectives": [reference(dataset, o, lang) for o in missions.get(iri, ())],
            }
            for iri in of_kind.get("Mission", [])
        ],
        "drivers": [(reference(dataset, iri, lang), len(links)) for iri, links in combined.items()],
        "results": _results(dataset, f"trama:inPlan <{plan}>", lang),
    }


def _results(dataset: Dataset, which: str, lang: str) -> list[dict[str, Any]]:
    """The results with what they amount to; figures first."""
    found: dict[str, dict[str, Any]] = {}
    for row in select(dataset.store, _RESULTS.format(which=which)):
        iri = row["result"].value
        known = found.setdefault(
            iri,
            {
                "ref": reference(dataset, iri, lang),
                "amount": "",
                "period": row["period"].value,
                "funders": {},
                "programmes": {},
            },
        )
        if row["value"]:
            unit = row["unit"].value if row["unit"] else ""
            known["amount"] = amount(row["value"].value, unit, lang)
        for role, name in (("funder", "funders"), ("programme", "programmes")):
            if row[role]:
                known[name][row[role].value] = reference(dataset, row[role].value, lang)
    return sorted(found.values(), key=lambda result: not result["amount"])


def _mission(dataset: Dataset, resource: Resource, lang: str) -> dict[str, Any]:
    arriving = (
        [s.subject.value for s in resource.incoming if s.predicate == TRAMA.inMission]
        if resource.pages == 1
        else _of_mission(dataset, resource.iri)
    )
    kind = TRAMA.StrategicObjective.value
    mine = [iri for iri in arriving if kind in dataset.directory.name(iri).classes]
    mine.sort(key=lambda iri: dataset.directory.name(iri).code)
    lines = []
    for iri in mine:
        links = dataset.directory.related(iri, "combines")
        drivers = [reference(dataset, link.source, lang) for link in links]
        lines.append({"ref": reference(dataset, iri, lang), "drivers": drivers})
    return {"objectives": lines}


def _of_mission(dataset: Dataset, mission: str) -> list[str]:
    text = f"SELECT DISTINCT ?o WHERE {{ ?o trama:inMission <{mission}> }}"
    return [row["o"].value for row in select(dataset.store, text)]


def _objective(dataset: Dataset, resource: Resource, lang: str) -> dict[str, Any]:
    links = [link for link in resource.links if link.source == resource.iri]
    responsible = [
        reference(dataset, term.value, lang)
        for term in resource.values(TRAMA.responsible)
        if isinstance(term, NamedNode)
    ]
    actor = TRAMA.Actor.value
    who = [link for link in links if actor in dataset.directory.name(link.target).classes]
    return {
        "who": [tie(dataset, link, True, lang) for link in who],
        "responsible": responsible,
        "drivers": [
            tie(dataset, link, False, lang)
            for link in resource.links
            if link.relation == "combines" and link.target == resource.iri
        ],
        "budget": [str(v.value) for v in resource.values(TRAMA.value) if isinstance(v, Literal)],
    }


def _by_mission(dataset: Dataset, resource: Resource, lang: str) -> list[dict[str, Any]]:
    """The objectives that links join a thing to, under their Missions."""
    directory, kind = dataset.directory, TRAMA.StrategicObjective.value
    found: dict[str, Link] = {}
    for link in directory.by_end.get(resource.iri, ()):
        other = link.target if link.source == resource.iri else link.source
        if kind in directory.name(other).classes and other not in found:
            found[other] = link
    missions = dataset.once("missions", lambda: _missions(dataset))
    ordered = sorted(found, key=lambda iri: (missions.get(iri, ""), directory.name(iri).code))
    return [
        {
            "mission": reference(dataset, mission, lang) if mission else Ref(""),
            "ties": [tie(dataset, found[i], found[i].source == resource.iri, lang) for i in mine],
        }
        for mission, mine in groupby(ordered, lambda iri: missions.get(iri, ""))
    ]


def _missions(dataset: Dataset) -> dict[str, str]:
    text = "SELECT ?o ?m WHERE { ?o a trama:StrategicObjective ; trama:inMission ?m }"
    return {row["o"].value: row["m"].value for row in select(dataset.store, text)}


def _link(dataset: Dataset, iri: str, lang: str) -> dict[str, Any]:
    link = dataset.directory.links[iri]
    base = dataset.settings.base
    around = _contexts(dataset, (quote.iri for quote in link.evidence))
    return {
        "source": reference(dataset, link.source, lang),
        "relation": reference(dataset, TRAMA[link.relation].value, lang),
        "target": reference(dataset, link.target, lang),
        "tie": tie(dataset, link, True, lang),
        "quotes": [
            {
                **quoted(quote, base),
                "prefix": around.get(quote.iri, ("", ""))[0],
                "suffix": around.get(quote.iri, ("", ""))[1],
            }
            for quote in link.evidence
        ],
    }


def _contexts(dataset: Dataset, passages: Iterable[str]) -> dict[str, tuple[str, str]]:
    listed = " ".join(f"<{iri}>" for iri in passages)
    if not listed:
        return {}
    rows = select(dataset.store, _CONTEXT.format(passages=listed))
    return {
        r["passage"].value: (readable(r["prefix"].value), readable(r["suffix"].value)) for r in rows
    }


def quotation(resource: Resource) -> tuple[str, str, str]:
    """The words of a passage with what stands before and after them, as a reader sees it."""
    return (
        readable(selector(resource, OA.prefix)),
        selector(resource, OA.exact),
        readable(selector(resource, OA.suffix)),
    )
