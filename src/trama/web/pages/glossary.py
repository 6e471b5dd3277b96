"""The glossary: what the plan's words mean, from the vocabulary's definitions and the registers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from trama.publish import rendering
from trama.publish.dataset import Dataset
from trama.publish.naming import Ref, reference
from trama.store.select import select
from trama.web.replies import dataset, language, page, view

blueprint = Blueprint("glossary", __name__)

TERMS = (
    "Plan",
    "Mission",
    "StrategicObjective",
    "Driver",
    "VisionKeyword",
    "Theme",
    "Instrument",
    "Programme",
    "Actor",
    "Municipality",
    "HomogeneousZone",
    "MunicipalUnion",
    "Indicator",
    "Target",
    "Passage",
    "Link",
)
_DEFINITIONS = """
SELECT ?term ?text WHERE {{
  VALUES ?term {{ {terms} }} ?term skos:definition ?text FILTER(LANG(?text) = "{lang}")
}}"""
_ACRONYMS = """
SELECT ?thing ?acronym ?text WHERE {{
  ?thing trama:acronym ?acronym .
  OPTIONAL {{ ?thing dcterms:description ?text FILTER(LANG(?text) = "{lang}") }}
}}"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the glossary: what it is called, its page, what it means, and its acronym."""

    word: str
    ref: Ref
    text: str
    acronym: str = ""


@blueprint.get("/glossario")
def glossary() -> Response:
    """Show the plan's words in alphabetical order."""
    data, lang = dataset(), language()
    entries = data.once(f"glossary-{lang}", lambda: read_entries(data, lang))
    return page(rendering.render("glossary.html", view(), entries=entries))


def read_entries(data: Dataset, lang: str) -> list[Entry]:
    """Return the words that the vocabulary defines, and the acronyms that the plan uses."""
    terms = " ".join(f"trama:{name}" for name in TERMS)
    found: dict[str, Entry] = {}
    for row in select(data.store, _DEFINITIONS.format(terms=terms, lang=lang)):
        ref = reference(data, row["term"].value, lang)
        found[row["term"].value] = Entry(ref.label, ref, row["text"].value)
    for row in select(data.store, _ACRONYMS.format(lang=lang)):
        ref = reference(data, row["thing"].value, lang)
        acronym = row["acronym"].value
        name = data.directory.name(row["thing"].value).label(lang)
        text = row["text"].value if row["text"] else ""
        found[row["thing"].value] = Entry(name, ref, text, acronym)
    return sorted(found.values(), key=lambda e: ((e.acronym or e.word).casefold(), e.word))
