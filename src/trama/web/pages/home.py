"""The start page: what the plan is, its parts, what is here in numbers, and where to begin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from trama.namespaces import TRAMA
from trama.network.network import plans_in_force
from trama.publish.dataset import Dataset
from trama.publish.place import chart_of
from trama.publish.site import key_of
from trama.query.library import Query
from trama.store.select import select
from trama.web.pages.suggest import reading_page
from trama.web.replies import language, remembered, root
from trama.web.state import current

blueprint = Blueprint("home", __name__)

EXAMPLES = ("objectives-of-mission", "comuni-of-zone", "unions-across-zones")
COUNTED = (
    ("StrategicObjective", "obiettivi strategici", "strategic objectives"),
    ("Instrument", "strumenti", "instruments"),
    ("Programme", "programmi", "programmes"),
    ("Actor", "attori", "actors"),
    ("Municipality", "comuni", "municipalities"),
    ("HomogeneousZone", "zone omogenee", "homogeneous zones"),
    ("MunicipalUnion", "unioni di comuni", "unions of municipalities"),
    ("Passage", "passi del testo", "passages of the text"),
    ("Link", "legami motivati", "links with their reasons"),
)
_PARTS = """
SELECT ?kind ?part ?order WHERE {
  VALUES ?kind { trama:Mission trama:Driver trama:VisionKeyword trama:Aim }
  ?plan trama:sourceText ?text .
  ?part a ?kind ; trama:inPlan ?plan ; trama:order ?order .
  %s
}"""
_OBJECTIVES = """
SELECT ?mission (COUNT(DISTINCT ?objective) AS ?count) WHERE {
  ?objective a trama:StrategicObjective ; trama:inMission ?mission
} GROUP BY ?mission"""
_TEXTS = """
SELECT ?part ?text WHERE {
  VALUES ?kind { trama:Mission trama:Driver trama:VisionKeyword trama:Aim }
  ?part a ?kind ; dcterms:description ?text .
}"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plan on the start page; `count` is of its objectives."""

    key: str
    code: str
    label: str
    label_lang: str
    text: str
    count: int


@blueprint.get("/")
def home() -> Response:
    """Show the start page, in Italian or, with `?lang=en`, in English."""
    state = current()
    lang = language()
    classes = state.manifest["classes"]
    counts = [
        (classes[name], it if lang == "it" else en) for name, it, en in COUNTED if name in classes
    ]
    return reading_page(
        "home.html",
        parts=remembered(f"parts-{lang}", lambda data: read_parts(data, lang)),
        counts=counts,
        comuni=remembered("comuni", read_comuni),
        manifest=state.manifest,
        quads=f"{state.manifest['quads']:,}".replace(",", "." if lang == "it" else ","),
        endpoint=f"{root()}sparql",
        address=url_for("endpoint.answer"),
        examples=[_example(state.queries[name]) for name in EXAMPLES if name in state.queries],
    )


def read_comuni(data: Dataset) -> list[str]:
    """Return the names of the comuni, in alphabetical order."""
    return sorted(comune.name for comune in chart_of(data).comuni)


def read_parts(data: Dataset, lang: str) -> dict[str, list[Part]]:
    """Return the aims, keywords, missions and drivers of the plan in force, each in the plan's order.

    Plans below it, of which a region has hundreds, have Missions of their own. Where no plan is in force, those of all are shown.
    """
    plans = ", ".join(f"<{plan}>" for plan in plans_in_force(data.store))
    of_these = f"FILTER(?plan IN ({plans}))" if plans else ""
    counts: Counter[str] = Counter()
    for row in select(data.store, _OBJECTIVES):
        counts[row["mission"].value] = int(row["count"].value)
    texts: dict[str, str] = {}
    for row in sorted(select(data.store, _TEXTS), key=lambda row: row["text"].language == lang):
        texts[row["part"].value] = row["text"].value
    found: dict[str, list[tuple[int, Part]]] = {
        kind: [] for kind in ("Mission", "Driver", "VisionKeyword", "Aim")
    }
    for row in select(data.store, _PARTS % of_these):
        iri, name = row["part"].value, data.directory.name(row["part"].value)
        part = Part(
            key_of(iri, data.settings.base),
            name.code,
            name.label(lang),
            name.lang(lang),
            texts.get(iri, ""),
            counts[iri] + data.directory.count_from(iri, "combines"),
        )
        kind = row["kind"].value.removeprefix(TRAMA.iri)
        found[kind].append((int(row["order"].value), part))
    return {
        kind: [part for _, part in sorted(parts, key=lambda pair: (pair[0], pair[1].key))]
        for kind, parts in found.items()
    }


def _example(query: Query) -> tuple[Query, str, str]:
    """A ready query, its text with its parameters filled in, and the address that runs it."""
    text = query.filled_in(current().settings.names)
    return query, text, url_for("endpoint.answer", query=text, format="csv")
