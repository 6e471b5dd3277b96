"""What an editor can offer while one writes: our terms with their definitions, and the plan's things.

Words are in one language; a label that is missing in it is given in the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from pyoxigraph import QuerySolutions

from trama.namespaces import PREFIXES, TRAMA, Names
from trama.query.extent import bounds
from trama.store import Store

# Terms of others that our data uses and our ontology does not define: name, kind, Italian, English.
_OTHERS = (
    ("skos:prefLabel", "property", "nome di una cosa", "name of a thing"),
    (
        "skos:notation",
        "property",
        "codice di una cosa, come M2-15",
        "code of a thing, such as M2-15",
    ),
    ("skos:definition", "property", "definizione", "definition"),
    ("skos:inScheme", "property", "schema di concetti", "concept scheme"),
    ("skos:broader", "property", "concetto più ampio", "broader concept"),
    ("skos:exactMatch", "property", "stesso concetto altrove", "same concept elsewhere"),
    ("skos:closeMatch", "property", "concetto vicino altrove", "close concept elsewhere"),
    ("skos:Concept", "class", "concetto di un vocabolario", "concept of a vocabulary"),
    ("dcterms:description", "property", "testo di una cosa", "text of a thing"),
    ("dcterms:title", "property", "titolo", "title"),
    ("dcterms:source", "property", "fonte", "source"),
    ("dcterms:isPartOf", "property", "parte di", "part of"),
    ("rdf:type", "property", "classe di una cosa", "class of a thing"),
    ("rdfs:label", "property", "etichetta", "label"),
    ("rdfs:comment", "property", "commento", "comment"),
    ("oa:exact", "property", "parole citate", "quoted words"),
    ("oa:hasSelector", "property", "dove sta una citazione", "where a quote stands"),
    ("oa:hasSource", "property", "testo citato", "quoted text"),
    ("oa:start", "property", "carattere in cui la citazione comincia", "where the quote begins"),
    ("oa:end", "property", "carattere in cui la citazione finisce", "where the quote ends"),
    ("prov:wasAttributedTo", "property", "chi ha posto il legame", "who made the link"),
    ("prov:generatedAtTime", "property", "quando è nato il legame", "when the link was made"),
    ("geo:lat", "property", "latitudine", "latitude"),
    ("geo:long", "property", "longitudine", "longitude"),
)

_TERMS = """
SELECT ?term ?kind (SAMPLE(?own) AS ?label) (SAMPLE(?said) AS ?definition) WHERE {
  VALUES (?type ?kind) {
    (owl:Class "class") (owl:ObjectProperty "property") (owl:DatatypeProperty "property")
    (owl:NamedIndividual "value")
  }
  ?term a ?type ; rdfs:label ?own .
  FILTER(STRSTARTS(STR(?term), STR(trama:)) && LANG(?own) = "LANGUAGE")
  OPTIONAL { ?term skos:definition ?said . FILTER(LANG(?said) = "LANGUAGE") }
} GROUP BY ?term ?kind ORDER BY ?kind ?term
"""

_THINGS = """
SELECT ?thing ?type ?code (MIN(?order) AS ?place) (MIN(?own) AS ?label) (MIN(?any) AS ?other) WHERE {
  VALUES ?type {
    trama:Plan trama:Mission trama:Driver trama:StrategicObjective trama:VisionKeyword trama:Theme
    trama:Instrument trama:Actor trama:Programme trama:TerritorialArea trama:MunicipalUnion
    trama:Municipality trama:Place skos:Concept
  }
  ?thing a ?type ; skos:prefLabel ?any .
  FILTER(STRSTARTS(STR(?thing), "BASEid/"))BOUNDS
  OPTIONAL { ?thing skos:notation ?code }
  OPTIONAL { ?thing trama:order ?order }
  OPTIONAL { ?thing skos:prefLabel ?own . FILTER(LANG(?own) = "LANGUAGE") }
} GROUP BY ?thing ?type ?code ORDER BY ?type ?place ?code ?label ?thing
"""

_MARKS = """
SELECT DISTINCT ?code WHERE { ?passage a trama:Passage ; skos:notation ?code } ORDER BY ?code
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or value that a query can name."""

    name: str
    kind: str
    label: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the dataset that a query can name, by its local name or its code."""

    local: str
    kind: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that can be offered, in one language."""

    terms: tuple[Term, ...]
    things: tuple[Thing, ...]
    marks: tuple[str, ...]


def read_vocabulary(store: Store, names: Names, lang: str) -> Vocabulary:
    """Return what a dataset offers to whoever writes a query, in `it` or `en`; of a large one, not all things."""
    own = tuple(
        Term(
            _text(row["term"]).replace(TRAMA.iri, "trama:"),
            _text(row["kind"]),
            _text(row["label"]),
            _text(row["definition"]),
        )
        for row in _rows(store, _TERMS, names, lang)
    )
    others = (Term(name, kind, en if lang == "en" else it) for name, kind, it, en in _OTHERS)
    start = len(names.thing("").value)
    things = tuple(
        Thing(
            _text(row["thing"])[start:],
            _text(row["type"]).rpartition("#")[2],
            _text(row["code"]),
            _text(row["label"]) or _text(row["other"]),
        )
        for row in _rows(store, _THINGS.replace("BOUNDS", bounds(store)), names, lang)
    )
    marks = tuple(_text(row["code"]) for row in _rows(store, _MARKS, names, lang))
    return Vocabulary((*own, *others), things, marks)


def as_json(vocabulary: Vocabulary, names: Names) -> dict[str, Any]:
    """Return a vocabulary as the editor takes it: short rows, for there are some hundreds."""
    return {
        "prefixes": PREFIXES,
        "base": names.thing("").value,
        "terms": [[t.name, t.kind, t.label, t.definition] for t in vocabulary.terms],
        "things": [[t.local, t.kind, t.code, t.label] for t in vocabulary.things],
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a parameter, and what a person calls it."""

    value: str
    label: str


# What a parameter of a ready query can be: the kinds of thing, and what its value is of them.
_PARAMETERS: dict[str, tuple[tuple[str, ...], str]] = {
    "mission": (("Mission",), "code"),
    "other": (("Mission",), "code"),
    "driver": (("Driver",), "code"),
    "objective": (("StrategicObjective",), "code"),
    "zone": (("TerritorialArea",), "code"),
    "goal": (("Concept",), "goal"),
    "name": (("Municipality",), "label"),
    "plan": (("Plan",), "local"),
    "instrument": (("Instrument",), "local"),
    "whole": (("Instrument",), "local"),
    "actor": (("Actor",), "local"),
    "keyword": (("VisionKeyword",), "local"),
    "union": (("MunicipalUnion",), "local"),
    "place": (("Place",), "local"),
    "programme": (("Programme",), "local"),
    "theme": (("Theme",), "local"),
    "thing": ((), "local"),
    "source": ((), "local"),
    "target": ((), "local"),
}


def choices(vocabulary: Vocabulary, parameter: str) -> tuple[Choice, ...]:
    """Return the values that a parameter of a ready query can have; none if anything goes."""
    if parameter == "passage":
        return tuple(Choice(mark, mark) for mark in vocabulary.marks)
    kinds, part = _PARAMETERS.get(parameter, ((), ""))
    if not part:
        return ()
    things = (thing for thing in vocabulary.things if not kinds or thing.kind in kinds)
    if part == "goal":
        things = (thing for thing in things if thing.local.startswith("concept/sdg-"))
    found = {_value(thing, part): Choice(_value(thing, part), _shown(thing)) for thing in things}
    found.pop("", None)
    if part in ("code", "goal"):
        return tuple(sorted(found.values(), key=lambda choice: _order(choice.value)))
    return tuple(sorted(found.values(), key=lambda choice: choice.label.casefold()))


def _value(thing: Thing, part: str) -> str:
    return {"local": thing.local, "label": thing.label}.get(part, thing.code)


def _shown(thing: Thing) -> str:
    # The ISTAT code of a comune says nothing to whoever looks for it by name.
    coded = thing.code and thing.kind != "Municipality"
    return f"{thing.code} – {thing.label}" if coded else thing.label


def _order(code: str) -> tuple[int, str]:
    return (int(code), "") if code.isdecimal() else (0, code)


def _rows(store: Store, query: str, names: Names, lang: str) -> Iterable[Any]:
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    text = query.replace("LANGUAGE", lang).replace("BASE", names.base)
    return cast(QuerySolutions, store.query(prologue + text))


def _text(term: Any) -> str:
    return "" if term is None else str(term.value)
