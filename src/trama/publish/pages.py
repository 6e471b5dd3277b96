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
from trama.namespaces import DCTERMS, OA, PROV, RDF, RDFS, SKOS, TRAMA, XSD
from trama.network.links import Link
from trama.plans.text import legible
from trama.publish.about import about, quotation, tie
from trama.publish.catalogue import modified, publisher
from trama.publish.dataset import LICENCE, Dataset
from trama.publish.naming import Ref as Ref
from trama.publish.naming import code_of, label_of
from trama.publish.naming import reference as reference
from trama.publish.numbers import day, number
from trama.publish.place import comuni_of
from trama.publish.provenance import Objection, objection, readings
from trama.publish.relations import heading
from trama.publish.rendering import render
from trama.publish.resource import MEMBERS, Resource, Term, describe
from trama.publish.retired import Retired
from trama.publish.site import Site, key_of
from trama.publish.words import curie, foreign, word

_PARENTS = (TRAMA.inPlan, TRAMA.inMission, TRAMA.inZone, SKOS.inScheme)
_SHOWN = {p.value for p in (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.notation, OA.hasSelector)}
_CROSSING = {TRAMA[name].value for name in CROSSING}
# What the page of a link tells before anything else.
_TOLD_OF_LINKS = {
    TRAMA[name].value
    for name in ("source", "relation", "target", "basis", "confidence", "rationale", "evidence")
}
_PLAIN = {XSD.string.value, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}


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


def describe_for_people(dataset: Dataset, iri: str, page: int = 1) -> Resource | None:
    """Return one page of the description of a thing as people read it, or None if it is not known."""
    members = len(comuni_of(dataset, iri))
    return describe(
        dataset.store, dataset.directory, iri, page=page, for_people=True, members=members
    )


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
    dataset.directory.know(resource.neighbours())
    name = resource.name
    key = key_of(resource.iri, dataset.settings.base)
    prefix, exact, suffix = quotation(resource)
    label = label_of(dataset, resource.iri, lang) or key.removeprefix("id/")
    return {
        "iri": resource.iri,
        "key": key,
        "label": label,
        "label_lang": name.lang(lang),
        "code": "" if name.code in label else code_of(name, key),
        "kinds": [refer(iri) for iri in _kinds(name.classes)],
        "parents": [
            refer(term.value)
            for predicate in _PARENTS
            for term in resource.values(predicate)
            if isinstance(term, NamedNode)
        ],
        "texts": [
            {"value": v.text, "lang": v.lang} for v in _texts(resource, DCTERMS.description, lang)
        ],
        "exact": exact,
        "prefix": prefix,
        "suffix": suffix,
        "about": about(dataset, resource, lang) if resource.page == 1 else None,
        "members": _members(dataset, resource, lang),
        "groups": _groups(dataset, resource, lang),
        **_drawing(dataset, resource, lang),
        "facts": _facts(dataset, resource, lang),
        "arrivals": _arrivals(dataset, resource, lang),
        "read": [
            {"relation": refer(read.relation), "of": read}
            for read in (readings(dataset, resource.iri) if _is(resource, PROV.Agent) else ())
        ],
        "objection": _objection(dataset, resource, lang),
        "graphs": [refer(graph) for graph in resource.graphs],
        "page": resource.page,
        "pages": resource.pages,
        "document": resource.document,
        "link_count": resource.link_count,
        "shown_links": len(resource.links),
        "incoming_count": resource.incoming_count,
        "shown_incoming": len(resource.incoming),
        **_citation(dataset, resource.iri, label, lang),
        "schema_org": schema_org(dataset, resource, lang),
    }


def _members(dataset: Dataset, resource: Resource, lang: str) -> dict[str, Any] | None:
    """The comuni of a zone or a union that are on this page, with their numbers, or None if there are none."""
    comuni = comuni_of(dataset, resource.iri)
    first = (resource.page - 1) * MEMBERS
    shown = [reference(dataset, c.iri, lang) for c in comuni[first : first + MEMBERS]]
    if not shown:
        return None
    return {
        "shown": shown,
        "first": first + 1,
        "last": first + len(shown),
        "count": len(comuni),
    }


def _kinds(classes: Iterable[str]) -> list[str]:
    """The classes that a page tells its thing by: our own, or those of others if it has none of ours."""
    found = list(classes)
    ours = [each for each in found if each.startswith(TRAMA.iri)]
    return ours or [each for each in found if foreign(each, "it") != curie(each)] or found


def _is(resource: Resource, class_: NamedNode) -> bool:
    return class_ in resource.values(RDF.type)


def _objection(dataset: Dataset, resource: Resource, lang: str) -> Objection | None:
    """The message that objects to the thing, if it is a link."""
    if not _is(resource, TRAMA.Link):
        return None
    parts = (TRAMA.source, TRAMA.relation, TRAMA.target)
    terms = [term for part in parts for term in resource.values(part)]
    named = [reference(dataset, t.value, lang).label for t in terms if isinstance(t, NamedNode)]
    return objection(dataset, resource.iri, " – ".join(named), lang)


def _texts(resource: Resource, predicate: NamedNode, lang: str) -> list[Value]:
    """The texts of a property in the page's language, or else in whatever there is.

    What the scan made of letters that it lost is left to the passages, which quote it word for word.
    """
    found = [term for term in resource.values(predicate) if isinstance(term, Literal)]
    chosen = [term for term in found if term.language == lang] or found
    return [Value(legible(term.value), term.language or "") for term in chosen]


def _groups(dataset: Dataset, resource: Resource, lang: str) -> list[dict[str, Any]]:
    groups: dict[tuple[bool, str], list[Link]] = defaultdict(list)
    for link in resource.links:
        groups[link.source == resource.iri, link.relation].append(link)
    result = []
    for (forward, relation), links in groups.items():
        result.append(
            {
                "heading": _heading(dataset, resource, relation, forward, lang),
                "ties": [tie(dataset, link, forward, lang) for link in links],
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


def _heading(dataset: Dataset, resource: Resource, relation: str, forward: bool, lang: str) -> str:
    kinds = {c.removeprefix(TRAMA.iri) for c in resource.name.classes}
    label = reference(dataset, TRAMA[relation].value, lang).label
    return heading(relation, forward, kinds, lang, label)


def _facts(dataset: Dataset, resource: Resource, lang: str) -> list[Fact]:
    """The thing's own statements, but for those that the page tells in other ways."""
    linked = {(TRAMA[link.relation].value, link.target) for link in resource.links}
    found: dict[str, list[Term]] = defaultdict(list)
    is_link = _is(resource, TRAMA.Link)
    for s in resource.outgoing:
        told = s.predicate.value in _SHOWN or s.predicate == DCTERMS.description
        told = told or (is_link and s.predicate.value in _TOLD_OF_LINKS)
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
    # Also of the links on other pages: what a link says is told as a link.
    linked = dataset.directory.relations_from(
        resource.iri, {s.subject.value for s in resource.incoming}
    )
    found: dict[str, list[Term]] = defaultdict(list)
    for s in resource.incoming:
        # The vocabulary's own terms quote the plan as their source, which says nothing of the plan.
        of_the_vocabulary = s.subject.value.startswith(TRAMA.iri)
        said = (s.predicate.value.removeprefix(TRAMA.iri), s.subject.value) in linked
        if not said and not of_the_vocabulary:
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
            values.append(_literal(term, lang))
        else:
            values.append(Value(str(term)))
    return tuple(values)


def _citation(dataset: Dataset, iri: str, label: str, lang: str) -> dict[str, str]:
    """How to cite the page of a thing: author, year, title, version; and the same as BibTeX."""
    author, year = dataset.once("author", lambda: (publisher(dataset)[1], modified(dataset)[:4]))
    version = f"{word('version', lang).lower()} {dataset.version}"
    key = "trama-" + "-".join(iri.rsplit("/", 2)[-2:])
    fields = {
        "author": f"{{{author}}}",
        "title": label.replace("{", "").replace("}", ""),
        "year": year,
        "howpublished": "Trama",
        "note": version,
        "url": iri,
    }
    inside = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items())
    first, last = "“”" if lang == "en" else "«»"
    return {
        "citation": f"{author} ({year}), {first}{label.strip('«»')}{last}, Trama, {version},",
        "bibtex": f"@misc{{{key},\n{inside}\n}}",
    }


def _literal(term: Literal, lang: str) -> Value:
    """A literal as people write it; what kind of value it is need be said only of the unusual."""
    datatype = term.datatype.value
    if datatype in _PLAIN:
        return Value(term.value, term.language or "")
    kind = datatype.removeprefix(XSD.iri) if datatype.startswith(XSD.iri) else ""
    if kind in ("decimal", "integer", "double", "nonNegativeInteger"):
        return Value(number(term.value, lang))
    if kind in ("date", "dateTime"):
        return Value(day(term.value, lang))
    if kind == "boolean":
        return Value({"true": ("sì", "yes")}.get(term.value, ("no", "no"))[lang == "en"])
    if kind in ("gYear", "gYearMonth", "anyURI", "duration"):
        return Value(term.value)
    return Value(term.value, "", foreign(datatype, lang))
