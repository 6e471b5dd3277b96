"""What the plan asks of a comune, a zone or a union: its own words, the objectives that name it, and how sure.

Nothing here is written by hand: the words are passages of the plan's last chapter, the objectives are those
that a link with evidence joins to the place, to its zone or union, or to the comuni as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from trama.build.geometry import FILE, read_boundaries
from trama.drawing.territory import Chart, Comune, draw
from trama.namespaces import TRAMA
from trama.network.links import Link
from trama.publish.dataset import Dataset
from trama.store.select import select
from trama.suggest.budget import Proposal, propose

KINDS = ("Municipality", "TerritorialArea", "MunicipalUnion")
_COMUNI = re.compile(r"\bComun[ei]\b|\bZon[ae] [Oo]mogene[ae]\b")
_PASSAGES = """
SELECT ?passage ?mark ?exact WHERE {
  ?plan trama:sourceText ?text .
  ?passage a trama:Passage ; oa:hasSource ?text ; skos:notation ?mark ;
    oa:hasSelector/oa:exact ?exact .
  FILTER(STRSTARTS(?mark, "p-5-"))
  FILTER NOT EXISTS { ?plan trama:guidedBy ?above }
} ORDER BY ?mark"""
_ACTORS = """
SELECT ?actor ?label WHERE {
  ?actor a trama:Actor ; trama:actorKind <https://w3id.org/trama/ns/actor-kind/municipality> ;
    rdfs:label ?label .
  FILTER(LANG(?label) = "it")
}"""
_PLACES = """
SELECT DISTINCT ?thing ?place WHERE {
  ?thing a ?class ; ?relation ?place . ?place a trama:Municipality .
  FILTER(?class IN (trama:Instrument, trama:Place) && ?relation != trama:target)
}"""
_OBJECTIVES = """
SELECT ?objective ?mission ?number ?order ?code ?label ?text WHERE {
  ?plan trama:sourceText ?source .
  ?objective a trama:StrategicObjective ; trama:inPlan ?plan ; trama:inMission ?mission ;
    trama:order ?order ; skos:notation ?code ; rdfs:label ?label ; dcterms:description ?text .
  ?mission trama:order ?number .
  FILTER(LANG(?label) = "it" && LANG(?text) = "it")
  # Who is asked by the plan above is not asked by the plans of others.
  FILTER NOT EXISTS { ?plan trama:guidedBy ?above }
} ORDER BY ?number ?order"""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the plan about the comuni: the passage's IRI, its mark, the words."""

    passage: str
    mark: str
    exact: str


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of the plan: IRI, code, IRI of its Mission, Italian name and text."""

    iri: str
    code: str
    mission: str
    label: str
    text: str

    @property
    def budget(self) -> Proposal | None:
        """The budget programme under which a DUP may answer it: a proposal, never a fact."""
        return next(iter(propose(self.label, self.text)), None)


@dataclass(frozen=True, slots=True)
class Ask:
    """An objective that concerns a place, the links that say so, and what they join it to (an IRI)."""

    objective: Objective
    links: tuple[Link, ...]
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A comune, a zone or a union, and what the plan asks of it.

    `comuni` are its members (of a comune, itself), `near` its neighbours, `around` what its map shows (of a
    comune its zone too; those with a shape only), `others` the objectives that no link joins to it, and `sites` the IRIs of instruments and places known to lie on its territory.
    """

    iri: str
    kind: str
    name: str
    code: str
    comuni: tuple[Comune, ...]
    zones: tuple[str, ...]
    unions: tuple[str, ...]
    near: tuple[Comune, ...]
    around: tuple[Comune, ...]
    words: tuple[Words, ...]
    asks: tuple[Ask, ...]
    others: tuple[Objective, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for all places, read once a release: no page goes through all comuni or actors.

    `actors` are those that bear a comune's name, by that name, and `general` those of the comuni as a whole;
    `within` are the comuni of each place, and `order` that of their names, by ISTAT code.
    """

    words: tuple[Words, ...]
    actors: dict[str, tuple[str, ...]]
    general: frozenset[str]
    objectives: dict[str, Objective]
    lying: dict[str, tuple[str, ...]]
    within: dict[str, tuple[Comune, ...]]
    order: dict[str, int]


def chart_of(dataset: Dataset) -> Chart:
    """Return the map of a release; without the file of boundaries it has lists only."""

    def made() -> Chart:
        path = dataset.settings.root / "graph" / FILE
        return draw(dataset.store, read_boundaries(path) if path.is_file() else ())

    return dataset.once("chart", made)


def comuni_of(dataset: Dataset, iri: str) -> tuple[Comune, ...]:
    """Return the comuni of a zone or a union, by name; of anything else none."""
    if _kind(dataset, iri) in ("", "Municipality"):
        return ()
    return _known(dataset).within.get(iri, ())


def read_place(dataset: Dataset, iri: str) -> Place | None:
    """Return what the plan asks of a place, or None if the IRI names no comune, zone or union."""
    kind = _kind(dataset, iri)
    if not kind:
        return None
    known = _known(dataset)
    comuni = known.within.get(iri, ())
    if not comuni:
        return None
    name = dataset.directory.name(iri).label("it")
    own = {c.istat for c in comuni}
    near = _named(dataset, known, {istat for c in comuni for istat in c.near} - own)
    zones = tuple(sorted({c.zone for c in comuni} - {iri}))
    beside = [c for zone in zones for c in known.within[zone]] if len(own) == 1 else []
    around = {c.istat for c in (*comuni, *near, *beside) if c.shape}
    ends = {iri, *known.general}
    if kind == "Municipality":
        ends |= {actor for c in comuni for actor in known.actors.get(_called(c), ())}
        ends |= {end for c in comuni for end in (c.zone, c.union) if end}
    sites = tuple(sorted({site for c in comuni for site in known.lying.get(c.iri, ())}))
    asks = _asks(dataset, known, ends | set(sites))
    asked = {ask.objective.iri for ask in asks}
    return Place(
        iri=iri,
        kind=kind,
        name=name,
        code=comuni[0].istat if kind == "Municipality" else dataset.directory.name(iri).code,
        comuni=comuni,
        zones=zones,
        unions=tuple(sorted({c.union for c in comuni if c.union} - {iri})),
        near=near,
        around=_named(dataset, known, around),
        words=_words_for(known.words, comuni, kind),
        asks=asks,
        others=tuple(o for o in known.objectives.values() if o.iri not in asked),
        sites=sites,
    )


def _kind(dataset: Dataset, iri: str) -> str:
    classes = {c.removeprefix(TRAMA.iri) for c in dataset.directory.name(iri).classes}
    return next((kind for kind in KINDS if kind in classes), "")


def _known(dataset: Dataset) -> _Known:
    return dataset.once("places", lambda: _read(dataset))


def _named(dataset: Dataset, known: _Known, codes: Iterable[str]) -> tuple[Comune, ...]:
    """The comuni with some ISTAT codes, by name; what is not on the map is left out."""
    comuni = chart_of(dataset).comuni
    return tuple(comuni[n] for n in sorted(known.order[c] for c in codes if c in known.order))


def _read(dataset: Dataset) -> _Known:
    store = dataset.store
    words = tuple(
        Words(row["passage"].value, row["mark"].value, row["exact"].value)
        for row in select(store, _PASSAGES)
        if _COMUNI.search(row["exact"].value)
    )
    objectives = {
        row["objective"].value: Objective(
            row["objective"].value,
            row["code"].value,
            row["mission"].value,
            row["label"].value,
            row["text"].value,
        )
        for row in select(store, _OBJECTIVES)
    }
    lying: dict[str, set[str]] = {}
    for row in select(store, _PLACES):
        if isinstance(row["thing"], NamedNode):
            lying.setdefault(row["place"].value, set()).add(row["thing"].value)
    comuni = chart_of(dataset).comuni
    within: dict[str, list[Comune]] = {}
    for comune in comuni:
        for place in {comune.iri, comune.zone, comune.union} - {""}:
            within.setdefault(place, []).append(comune)
    actors: dict[str, list[str]] = {}
    for row in select(store, _ACTORS):
        actors.setdefault(row["label"].value.casefold(), []).append(row["actor"].value)
    called = set(map(_called, comuni))
    return _Known(
        words,
        {label: tuple(of) for label, of in actors.items() if label in called},
        frozenset(actor for label, of in actors.items() if label not in called for actor in of),
        objectives,
        {place: tuple(sorted(things)) for place, things in lying.items()},
        {place: tuple(of) for place, of in within.items()},
        {comune.istat: number for number, comune in enumerate(comuni)},
    )


def _called(comune: Comune) -> str:
    """What the actor that stands for a comune is called, in small letters."""
    return f"comune di {comune.name}".casefold()


def _words_for(
    words: tuple[Words, ...], comuni: tuple[Comune, ...], kind: str
) -> tuple[Words, ...]:
    """The passages that speak of the comuni, but for those that speak of one other comune alone."""
    names = {c.name for c in comuni} if kind == "Municipality" else set()

    def concerns(text: str) -> bool:
        single = re.search(r"\bComune di ([A-Z]\w+)", text)
        return single is None or single[1] in names

    return tuple(w for w in words if concerns(w.exact))


def _asks(dataset: Dataset, known: _Known, ends: set[str]) -> tuple[Ask, ...]:
    found: dict[str, list[Link]] = {}
    for end in sorted(ends):
        for link in dataset.directory.links_among(end, known.objectives):
            found.setdefault(link.source if link.target == end else link.target, []).append(link)
    return tuple(
        Ask(
            objective,
            tuple(sorted(set(found[iri]), key=lambda link: (-link.confidence, link.iri))),
            tuple(sorted({e for link in found[iri] for e in (link.source, link.target)} & ends)),
        )
        for iri, objective in known.objectives.items()
        if iri in found
    )
