"""The pages of things for people: what the templates show, gathered from descriptions.

The same templates serve the program and the static site; only addresses differ (`trama.publish.site`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyoxigraph import Literal, NamedNode

from trama.drawing import neighbours
from trama.model.element import CROSSING
from trama.namespaces import DCTERMS, OA, RDF, RDFS, SKOS, TRAMA, XSD
from trama.network.links import Link
from trama.publish.dataset import LICENCE, Dataset
from trama.publish.rendering import render
from trama.publish.resource import Resource, Term, selector
from trama.publish.retired import Retired
from trama.publish.site import Site, key_of
from trama.publish.words import curie, foreign, word

_PARENTS = (TRAMA.inPlan, TRAMA.inMission, TRAMA.inZone, SKOS.inScheme)
_SHOWN = {p.value for p in (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.notation, OA.hasSelector)}
_CROSSING = {TRAMA[name].value for name in CROSSING}
_PLAIN = {XSD.string.value, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}


@dataclass(frozen=True, slots=True)
class Ref:
    """Something that a page names: its label and, if it has a page here, its place."""

    label: str
    lang: str = ""
    key: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property: a reference, or a text with its language or datatype."""

    text: str = ""
    lang: str = ""
    note: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values."""

    property: Ref
    values: tuple[Value, ...]


def resource_page(dataset: Dataset, resource: Resource, site: Site) -> str:
    """Return the page of a thing."""
    return render(
        "resource.html", site, view=_view(dataset, resource, site), version=dataset.version
    )


def retired_page(dataset: Dataset, retired: Retired, site: Site) -> str:
    """Return the page of a thing that is no longer here."""
    lang = site.lang
    successor = f"id/{retired.replaced_by}" if retired.replaced_by else ""
    return render(
        "notice.html",
        site,
        heading=word("gone", lang),
        texts=(word("gone_text", lang, retired.date), retired.reason[lang]),
        successor=successor,
        successor_label=reference(dataset, dataset.iri(successor), lang).label if successor else "",
    )


def reference(dataset: Dataset, iri: str, lang: str) -> Ref:
    """Return how a page names something, and where it stands if that is here."""
    base = dataset.settings.base
    name, key = dataset.directory.name(iri), key_of(iri, base)
    if key.startswith("graph/"):
        return Ref(key.removeprefix("graph/"), key=key if iri in dataset.manifest["graphs"] else "")
    known = key.startswith("ns#") or key == "ns" or iri in dataset.directory.names
    label = name.label(lang)
    if name.code and len(name.code) < 8 and key.startswith("id/") and name.code not in label:
        label = f"{name.code} {label}".strip()
    if key.startswith("ns#") and not name.classes:
        key = ""
    if not label:
        label = foreign(iri, lang) if not key else key.removeprefix("id/")
    web = iri if iri.startswith(("http://", "https://")) else ""
    return Ref(label, name.lang(lang), key if known else "", "" if key and known else web)


def schema_type(resource: Resource) -> str:
    """Return the class of schema.org that a thing is of."""
    kinds = {c.removeprefix(TRAMA.iri) for c in resource.name.classes}
    return next((type for kind, type in _SCHEMA.items() if kind in kinds), "CreativeWork")


def schema_org(dataset: Dataset, resource: Resource, lang: str) -> dict[str, Any]:
    """Return what search engines read of a thing (https://schema.org/)."""
    schema = schema_type(resource)
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": resource.iri,
        "@type": schema,
        "name": resource.name.label(lang) or resource.iri,
    }
    if resource.name.code:
        facts["identifier"] = resource.name.code
    described = _texts(resource, DCTERMS.description, lang)
    if described:
        facts["description"] = described[0].text
    if schema == "CreativeWork":
        facts["license"] = LICENCE
        facts["inLanguage"] = resource.name.lang(lang) or "it"
    return facts


_SCHEMA = {
    "Actor": "Organization",
    "MunicipalUnion": "AdministrativeArea",
    "TerritorialArea": "AdministrativeArea",
    "Municipality": "City",
    "LegalAct": "Legislation",
    "Concept": "DefinedTerm",
}


def _view(dataset: Dataset, resource: Resource, site: Site) -> dict[str, Any]:
    lang = site.lang
    refer = partial(reference, dataset, lang=lang)
    name = resource.name
    key = key_of(resource.iri, dataset.settings.base)
    label = name.label(lang) or key.removeprefix("id/")
    return {
        "iri": resource.iri,
        "key": key,
        "label": label,
        "label_lang": name.lang(lang),
        "code": name.code if name.code not in label else "",
        "kinds": [refer(iri) for iri in name.classes],
        "parents": [
            refer(term.value)
            for predicate in _PARENTS
            for term in resource.values(predicate)
            if isinstance(term, NamedNode)
        ],
        "texts": [
            {"value": v.text, "lang": v.lang} for v in _texts(resource, DCTERMS.description, lang)
        ],
        "exact": selector(resource, OA.exact),
        "prefix": selector(resource, OA.prefix),
        "suffix": selector(resource, OA.suffix),
        "groups": _groups(dataset, resource, lang),
        **_drawing(dataset, resource, lang),
        "facts": _facts(dataset, resource, lang),
        "arrivals": _arrivals(dataset, resource, lang),
        "graphs": [refer(graph) for graph in resource.graphs],
        "page": resource.page,
        "pages": resource.pages,
        "link_count": resource.link_count,
        "shown_links": len(resource.links),
        "incoming_count": resource.incoming_count,
        "shown_incoming": len(resource.incoming),
        "citation": f"Trama, «{label}», {word('version', lang).lower()} {dataset.version},",
        "schema_org": schema_org(dataset, resource, lang),
    }


def _texts(resource: Resource, predicate: NamedNode, lang: str) -> list[Value]:
    """The texts of a property in the page's language, or else in whatever there is."""
    found = [term for term in resource.values(predicate) if isinstance(term, Literal)]
    chosen = [term for term in found if term.language == lang] or found
    return [Value(term.value, term.language or "") for term in chosen]


def _groups(dataset: Dataset, resource: Resource, lang: str) -> list[dict[str, Any]]:
    groups: dict[tuple[bool, str], list[Link]] = defaultdict(list)
    for link in resource.links:
        groups[link.source == resource.iri, link.relation].append(link)
    result = []
    for (forward, relation), links in groups.items():
        result.append(
            {
                "heading": _heading(dataset, relation, forward, lang),
                "ties": [_tie(dataset, link, forward, lang) for link in links],
            }
        )
    return result


def _drawing(dataset: Dataset, resource: Resource, lang: str) -> dict[str, Any]:
    """The thing among its neighbours, and where those have their pages."""
    named: Callable[[str], str] = lambda iri: reference(dataset, iri, lang).label  # noqa: E731
    drawing = neighbours.draw(
        resource.iri, resource.links, named, lambda relation: f"{named(TRAMA[relation].value)} →"
    )
    boxes = drawing.boxes if drawing else ()
    keys = {box.iri: key_of(box.iri, dataset.settings.base) for box in boxes}
    return {"drawing": drawing, "places": keys}


def _heading(dataset: Dataset, relation: str, forward: bool, lang: str) -> str:
    name = reference(dataset, TRAMA[relation].value, lang).label
    return name.capitalize() if forward else word("back", lang, name)


def _tie(dataset: Dataset, link: Link, forward: bool, lang: str) -> dict[str, Any]:
    base = dataset.settings.base
    return {
        "key": key_of(link.iri, base),
        "other": reference(dataset, link.target if forward else link.source, lang),
        "basis": reference(dataset, TRAMA[link.basis].value, lang).label,
        "basis_class": link.basis.lower(),
        "confidence": f"{link.confidence:.2f}".replace(".", "," if lang == "it" else "."),
        "rationale": link.rationale.get(lang) or link.rationale.get("it", ""),
        "quotes": [
            {"key": key_of(quote.iri, base), "mark": quote.mark, "exact": quote.exact}
            for quote in link.evidence
        ],
    }


def _facts(dataset: Dataset, resource: Resource, lang: str) -> list[Fact]:
    """The thing's own statements, but for those that the page tells in other ways."""
    linked = {(TRAMA[link.relation].value, link.target) for link in resource.links}
    found: dict[str, list[Term]] = defaultdict(list)
    for s in resource.outgoing:
        told = s.predicate.value in _SHOWN or s.predicate == DCTERMS.description
        crossing = s.predicate.value in _CROSSING and (
            (s.predicate.value, getattr(s.object, "value", "")) in linked or resource.pages > 1
        )
        if not told and not crossing and s.subject.value == resource.iri:
            found[s.predicate.value].append(s.object)
    return [
        Fact(reference(dataset, predicate, lang), _values(dataset, terms, lang))
        for predicate, terms in found.items()
    ]


def _arrivals(dataset: Dataset, resource: Resource, lang: str) -> list[Fact]:
    linked = {(TRAMA[link.relation].value, link.source) for link in resource.links}
    found: dict[str, list[Term]] = defaultdict(list)
    for s in resource.incoming:
        if (s.predicate.value, s.subject.value) not in linked:
            found[s.predicate.value].append(s.subject)
    return [
        Fact(reference(dataset, predicate, lang), _values(dataset, terms, lang))
        for predicate, terms in found.items()
    ]


def _values(dataset: Dataset, terms: Iterable[Term], lang: str) -> tuple[Value, ...]:
    terms = list(dict.fromkeys(terms))
    languages = {term.language for term in terms if isinstance(term, Literal)}
    values = []
    for term in terms:
        if isinstance(term, NamedNode):
            values.append(Value(ref=reference(dataset, term.value, lang)))
        elif isinstance(term, Literal):
            # A text in both languages is shown in the page's own.
            if term.language in ("it", "en") and lang in languages and term.language != lang:
                continue
            datatype = term.datatype.value
            note = "" if datatype in _PLAIN else curie(datatype)
            values.append(Value(term.value, term.language or "", note))
        else:
            values.append(Value(str(term)))
    return tuple(values)
