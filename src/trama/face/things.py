"""A thing of the dataset, with its links and their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from trama.errors import QueryError
from trama.language.nearest import nearest
from trama.network.explain import Reason, read_about
from trama.store.select import select

if TYPE_CHECKING:
    from trama.face.dataset import Dataset

_CODES = """
SELECT DISTINCT ?thing ?code ?class WHERE {
  ?thing a ?class ; rdfs:label ?label .
  { ?thing skos:notation ?code } UNION { ?thing trama:acronym ?code } UNION
  { ?thing a ?class . BIND("" AS ?code) }
  FILTER(STRSTARTS(STR(?class), STR(trama:)))
}"""
_ABOUT = """
SELECT ?class ?label ?text ?code ?acronym ?mission WHERE {{
  <{iri}> a ?class .
  OPTIONAL {{ <{iri}> rdfs:label ?label }}
  OPTIONAL {{ <{iri}> dcterms:description ?text }}
  OPTIONAL {{ <{iri}> skos:notation ?code }}
  OPTIONAL {{ <{iri}> trama:acronym ?acronym }}
  OPTIONAL {{ <{iri}> trama:inMission/skos:notation ?mission }}
  FILTER(STRSTARTS(STR(?class), STR(trama:)))
}}"""


@dataclass(frozen=True, eq=False)
class Thing:
    """Something that the dataset describes.

    `kind` is its class in the vocabulary (`StrategicObjective`), `labels` and `texts` are by language,
    `mission` is the number of the Mission that it belongs to, empty if it belongs to none.
    """

    iri: str
    kind: str
    code: str
    labels: Mapping[str, str]
    texts: Mapping[str, str]
    mission: str
    _dataset: Dataset = field(repr=False)

    def label(self, lang: str = "it") -> str:
        """Return the label in a language, or in Italian, or the IRI."""
        return self.labels.get(lang) or self.labels.get("it") or self.iri

    def text(self, lang: str = "it") -> str:
        """Return what the plan says of it, in a language or in Italian; empty if it says nothing."""
        return self.texts.get(lang) or self.texts.get("it") or ""

    @cached_property
    def links(self) -> tuple[Reason, ...]:
        """The links from it and to it, the surest first, each with its quotes and what it rests on."""
        return read_about(self._dataset.store, self.iri)


def find_thing(dataset: Dataset, name: str, *, kind: str = "", plan: str = "") -> Thing:
    """Return the thing that a name means; see `Dataset.thing`. QueryError if there is not just one."""
    base = dataset.settings.names.thing("").value
    codes: dict[str, set[str]] = {}
    for row in select(dataset.store, _CODES):
        if not kind or row["class"].value.endswith(f"#{kind}"):
            codes.setdefault(row["thing"].value, set()).add(row["code"].value.casefold())
    for iri in (name, base + name):
        if iri in codes:
            return _read(dataset, iri)
    inside = {iri for iri in codes if not plan or iri.startswith(f"{base}{plan}/")}
    found = sorted(iri for iri in inside if name.casefold() in codes[iri] - {""})
    found = found or sorted(iri for iri in inside if iri.endswith(f"/{name}"))
    if len(found) == 1:
        return _read(dataset, found[0])
    if found:
        meant = ", ".join(iri.removeprefix(base) for iri in found)
        raise QueryError("name.several", name=name, meant=meant)
    spelt = {iri.rpartition("/")[2] for iri in inside} if kind else set()
    known = spelt | {iri.removeprefix(base) for iri in inside}
    raise QueryError("face.nothing", name=name, near=nearest(name, known))


def _read(dataset: Dataset, iri: str) -> Thing:
    labels: dict[str, str] = {}
    texts: dict[str, str] = {}
    kinds: set[str] = set()
    code = mission = ""
    for row in select(dataset.store, _ABOUT.format(iri=iri)):
        kinds.add(row["class"].value.rpartition("#")[2])
        for found, term in ((labels, row["label"]), (texts, row["text"])):
            if isinstance(term, Literal):
                found[term.language or ""] = term.value
        named = row["acronym"] or row["code"]
        code = named.value if named else code
        mission = row["mission"].value if row["mission"] else mission
    # The most telling class of a thing that has several.
    kind = min(kinds, key=lambda one: (one in ("TerritorialArea", "Concept"), one), default="")
    return Thing(iri, kind, code, labels, texts, mission, dataset)
