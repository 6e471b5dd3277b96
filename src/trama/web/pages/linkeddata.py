"""Linked data: every IRI of the dataset and of the vocabulary leads to a page or a document.

A thing is no document, so `/id/X` answers 303 See Other and leads to `/page/X` or `/data/X.ttl` by
what the client accepts (https://www.w3.org/TR/cooluris/). Graphs are documents, and answer themselves.
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, redirect, request
from pyoxigraph import NamedNode, QueryTriples, Triple

from trama.namespaces import DCTERMS, OWL, TRAMA
from trama.publish import documents, pages, rendering
from trama.publish.catalogue_pages import graph_page
from trama.publish.dataset import LICENCE
from trama.publish.resource import Resource, describe
from trama.publish.site import LANGUAGES, ServedSite, key_of
from trama.publish.sitemap import sitemap
from trama.publish.vocabulary import vocabulary_files
from trama.publish.vocabulary import vocabulary_page as documentation
from trama.publish.words import word
from trama.rdf import forms
from trama.rdf.forms import BY_NAME, BY_TYPE, FORMATS, Form
from trama.store.select import select
from trama.web.negotiation import not_acceptable
from trama.web.pages import signposts
from trama.web.problems import Refusal, told, unknown, wrong
from trama.web.replies import HTML, accepted, dataset, language, link, page, reply, root, view

blueprint = Blueprint("resources", __name__)

_OFFERS = [HTML, *BY_TYPE]


@blueprint.get("/id/<path:local>")
def thing(local: str) -> Response:
    """Lead from a thing to its page or to a document about it."""
    form, stem = _extension(local)
    if form and not _exists(f"id/{local}"):
        return _see_other(f"id/{stem}", form.media_type)
    return _lead(f"id/{local}")


@blueprint.get("/ns/<path:local>")
def concept(local: str) -> Response:
    """Lead from a concept or scheme to its page or document; the vocabulary's own files are here too."""
    if content := vocabulary_files(dataset().settings.root).get(local):
        return reply(content, BY_NAME["ttl"].content_type)
    if not _exists(f"ns/{local}") and _is_version(dataset().iri(f"ns/{local}")):
        return vocabulary()
    return _lead(f"ns/{local}")


@blueprint.get("/page/<path:local>")
def thing_page(local: str) -> Response:
    """Show the page of a thing or concept."""
    key = _key(local)
    found = _find(key, for_people=True)
    here = view()
    return page(pages.resource_page(dataset(), found, here), links=_signposts(found, key, here))


@blueprint.get("/data/<path:name>")
def thing_document(name: str) -> Response:
    """Give a document about a thing or concept, in the form that the name's ending tells."""
    form, stem = _extension(name)
    if form is None:
        raise _missing()
    key = _key(stem)
    found = _find(key)
    data = dataset()
    address = f"{data.settings.base}data/{name}"
    following = f"{address}?page={found.page + 1}" if found.page < found.pages else ""
    here = view()
    links = signposts.for_document(data, here, found.iri, key)
    links.append(link(here.page(f"dataset/{data.version}"), "collection", type=HTML))
    if following:
        links.append(link(here.data(key, form.name, page=found.page + 1), "next"))
    statements = documents.document(data, found, address, following)
    return reply(forms.write(statements, form), form.content_type, links=links)


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """Give a named graph: its page, or all its statements."""
    data = dataset()
    form, stem = _extension(name)
    if form and f"{data.settings.base}graph/{name}" not in data.manifest["graphs"]:
        name = stem
    iri = f"{data.settings.base}graph/{name}"
    if iri not in data.manifest["graphs"]:
        raise _missing()
    if form is None:
        chosen = accepted(_OFFERS)
        if chosen is None:
            raise not_acceptable(_OFFERS)
        if chosen == HTML:
            here = view()
            key = f"graph/{name}"
            links = signposts.for_page(data, here, iri, types=("Dataset",), described="catalogo")
            links += [
                link(here.data(key, form.name), "item", type=form.media_type) for form in FORMATS
            ]
            links.append(link(here.page(f"dataset/{data.version}"), "collection", type=HTML))
            return page(graph_page(data, iri, here), links=links, headers={"Vary": "Accept"})
        form = BY_TYPE[chosen]
    return reply(
        _graph_document(iri, form),
        form.content_type,
        links=signposts.for_file(data, view(), iri, f"graph/{name}", "catalogo"),
        headers={"Vary": "Accept"},
    )


@blueprint.get("/ns")
def vocabulary() -> Response:
    """Lead from the vocabulary to its documentation or to its statements."""
    chosen = accepted(_OFFERS)
    if chosen is None:
        raise not_acceptable(_OFFERS)
    here = view()
    target = here.page("ns") if chosen == HTML else f"{here.root}/ns.{BY_TYPE[chosen].name}"
    return _redirect(target)


@blueprint.get("/ns/")
def vocabulary_page() -> Response:
    """Show the documentation of the vocabulary."""
    here = view()
    links = signposts.for_page(
        dataset(), here, TRAMA.iri.rstrip("#"), types=("TechArticle",), described="ns"
    )
    return page(documentation(dataset().settings.root, here), links=links)


@blueprint.get("/ns.<name>")
def vocabulary_document(name: str) -> Response:
    """Give the whole vocabulary in a form of RDF."""
    form = BY_NAME.get(name)
    if form is None:
        raise _missing()
    return reply(
        _graph_document(dataset().names.graph("ontology").value, form),
        form.content_type,
        links=signposts.for_document(dataset(), view(), TRAMA.iri.rstrip("#"), "ns"),
    )


@blueprint.get("/problem/<kind>")
def problem_kind(kind: str) -> Response:
    """Say what a kind of problem is, where the `type` of a problem leads (RFC 9457)."""
    found = told(kind, language())
    if found is None:
        raise _missing()
    heading, text = found
    facts = {"heading": heading, "texts": (text,) if text else (), "successor": ""}
    return page(rendering.render("notice.html", view(), **facts, successor_label=""))


@blueprint.get("/sitemap.xml")
def site_map() -> Response:
    """List every page for search engines."""
    here = ServedSite("it", root().rstrip("/"))
    return reply(sitemap(dataset(), here.page), "application/xml")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what robots may read: pages, but not the queries, which cost work."""
    hung = request.script_root
    lines = [
        "User-agent: *",
        *(f"Disallow: {hung}{path}" for path in ("/sparql", "/api/", "/search", "/data/")),
        f"Sitemap: {root()}sitemap.xml",
    ]
    return reply("\n".join(lines) + "\n", "text/plain; charset=utf-8")


def _lead(key: str) -> Response:
    if not _exists(key):
        raise _gone(key) or _missing()
    chosen = accepted(_OFFERS)
    if chosen is None:
        raise not_acceptable(_OFFERS)
    return _see_other(key, chosen)


def _see_other(key: str, chosen: str) -> Response:
    if not _exists(key):
        raise _gone(key) or _missing()
    here = view()
    html = here.page(key)
    return _redirect(html if chosen == HTML else here.data(key, BY_TYPE[chosen].name))


def _redirect(target: str) -> Response:
    response = redirect(target, 303)
    response.headers["Vary"] = "Accept"
    return response  # type: ignore[return-value]


def _find(key: str, *, for_people: bool = False) -> Resource:
    """The thing at a place, as a page or a document tells it; Refusal if there is none."""
    number = request.args.get("page", "1")
    if not re.fullmatch(r"[1-9]\d{0,8}", number):
        raise wrong("page è un numero da 1 in su.", "page is a number from 1.", "page")
    data = dataset()
    found = None
    if _exists(key):
        iri = data.iri(key)
        if for_people:
            found = pages.describe_for_people(data, iri, int(number))
        else:
            found = describe(data.store, data.directory, iri, page=int(number))
    if found is None or found.page > found.pages:
        raise _gone(key) or _missing()
    return found


def _exists(key: str) -> bool:
    data = dataset()
    iri = data.iri(key)
    return iri in data.directory.names or iri in data.directory.by_end


def _is_version(iri: str) -> bool:
    """Whether an IRI names the version of the vocabulary that is in use, or of one of its modules."""
    versions = select(
        dataset().store, f"SELECT ?v WHERE {{ ?o {OWL.versionIRI}|{DCTERMS.hasVersion} ?v }}"
    )
    return iri in {row["v"].value for row in versions}


def _key(local: str) -> str:
    """The place that a path names: `ns/…` is of the vocabulary, all else a thing."""
    return local if local.startswith("ns/") else f"id/{local}"


def _extension(name: str) -> tuple[Form | None, str]:
    stem, _, ending = name.rpartition(".")
    return BY_NAME.get(ending) if stem else None, stem


def _signposts(found: Resource, key: str, here: ServedSite) -> list[str]:
    """The relations that FAIR Signposting asks of a landing page (https://signposting.org/FAIR/)."""
    data = dataset()
    types = (pages.schema_type(found),)
    links = signposts.for_page(
        data, here, found.iri, types=types, described=key, number=found.document
    )
    links.append(link(here.page(f"dataset/{data.version}"), "collection", type=HTML))
    plans = [key_of(iri, data.settings.base) for iri in found.name.classes]
    links += [link(data.iri(iri), "type") for iri in plans if iri.startswith("ns/")]
    if found.page > 1:
        links.append(link(here.page(key, page=found.page - 1), "prev"))
    if found.page < found.pages:
        links.append(link(here.page(key, page=found.page + 1), "next"))
    return links


def _missing() -> Refusal:
    return unknown(word("missing_text", "it"), word("missing_text", "en"))


def _gone(key: str) -> Refusal | None:
    data = dataset()
    retired = data.retired.get(key.removeprefix("id/")) if key.startswith("id/") else None
    if retired is None:
        return None
    it, en = (
        f"{word('gone_text', lang, retired.date)} {retired.reason[lang]}" for lang in LANGUAGES
    )
    headers = {}
    if retired.replaced_by:
        successor = data.names.thing(retired.replaced_by).value
        headers["Link"] = link(successor, "successor-version")
    return Refusal(
        410,
        "gone",
        it,
        en,
        headers,
        page=lambda lang: pages.retired_page(data, retired, view(lang)),
    )


def _graph_document(iri: str, form: Form) -> bytes:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    answer = dataset().store.query(query)
    if not isinstance(answer, QueryTriples):
        raise TypeError("CONSTRUCT gives triples")
    licence = Triple(NamedNode(iri), DCTERMS.license, NamedNode(LICENCE))
    return forms.write([*answer, licence], form)
