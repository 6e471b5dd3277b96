"""The catalogue at `/catalogo`, VoID at `/.well-known/void`, and the versions with their files."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, send_from_directory

from trama.publish import catalogue, catalogue_pages
from trama.rdf import forms
from trama.rdf.forms import BY_NAME, BY_TYPE, Form
from trama.store.dumps import SUMS, dumps_of
from trama.store.release import Release
from trama.web.negotiation import not_acceptable
from trama.web.pages import signposts
from trama.web.problems import Refusal, unknown
from trama.web.replies import HTML, accepted, dataset, link, page, reply, root, view

blueprint = Blueprint("catalogue", __name__)

_OFFERS = [HTML, *BY_TYPE]


@blueprint.get("/catalogo")
def show() -> Response:
    """Show the catalogue, as a page or as RDF."""
    chosen = accepted(_OFFERS)
    if chosen is None:
        raise not_acceptable(_OFFERS)
    if chosen != HTML:
        return _document(BY_TYPE[chosen])
    here = view()
    data = dataset()
    iri = f"{data.settings.base}catalogo"
    types = ("Dataset", "DataCatalog")
    links = signposts.for_page(data, here, iri, types=types, described="catalogo")
    links += signposts.items(here, data.version, catalogue.current_dumps(data)[1])
    return page(catalogue_pages.catalogue_page(data, here), links=links, headers={"Vary": "Accept"})


@blueprint.get("/catalogo.<name>")
def document(name: str) -> Response:
    """Give the catalogue in the form of RDF that the ending tells."""
    form = BY_NAME.get(name)
    if form is None:
        raise unknown()
    return _document(form)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Give the description of the dataset (https://www.w3.org/TR/void/#well-known)."""
    chosen = accepted(list(BY_TYPE))
    if chosen is None:
        raise not_acceptable(BY_TYPE)
    return _document(BY_TYPE[chosen])


@blueprint.get("/dataset")
def versions() -> Response:
    """Lead to the version in use, or to the description of the dataset for programs."""
    chosen = accepted(_OFFERS)
    if chosen is None:
        raise not_acceptable(_OFFERS)
    target = "/catalogo" if chosen == HTML else f"/catalogo.{BY_TYPE[chosen].name}"
    response = redirect(request.script_root + target, 303)
    response.headers["Vary"] = "Accept"
    return response  # type: ignore[return-value]


@blueprint.get("/dataset/<version>")
def release(version: str) -> Response:
    """Show a version that is still kept."""
    found = _find(version)
    if found is None:
        raise _unknown(version)
    data, here = dataset(), view()
    chosen = accepted(_OFFERS)
    if chosen is None:
        raise not_acceptable(_OFFERS)
    if chosen != HTML:
        form = BY_TYPE[chosen]
        statements = catalogue.version_statements(data, found, root())
        node = f"{data.settings.base}dataset/{version}"
        return reply(
            forms.write(statements, form),
            form.content_type,
            links=signposts.for_document(data, here, node, f"dataset/{version}"),
            headers={"Vary": "Accept"},
        )
    _, dumps = dumps_of(found.folder, data.settings.base)
    iri = f"{data.settings.base}dataset/{version}"
    links = signposts.for_page(data, here, iri, types=("Dataset",), described="catalogo")
    links += signposts.items(here, version, dumps)
    links.append(link(here.page("catalogo"), "collection", type=HTML))
    # RFC 5829: where the version in use is always found.
    links.append(link(f"{data.settings.base}dataset", "latest-version"))
    body = catalogue_pages.release_page(data, found, here)
    return page(body, links=links, headers={"Vary": "Accept"})


@blueprint.get("/dataset/<version>/<name>")
def file(version: str, name: str) -> Response:
    """Give a file of a version."""
    found = _find(version)
    if found is None:
        raise _unknown(version)
    folder, dumps = dumps_of(found.folder, dataset().settings.base)
    packing = {dump.name: dump.packing for dump in dumps}
    if name != SUMS and name not in packing:
        known = ", ".join(dump.name for dump in dumps)
        raise unknown(
            f"La versione non ha il file {name!r}, ma {known}.",
            f"The version has no file {name!r}, but {known}.",
        )
    mime = packing.get(name, "text/plain")
    response = send_from_directory(folder.resolve(), name, mimetype=mime)
    # A version never changes, so what is in it may be kept for good.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    iri = f"{dataset().settings.base}dataset/{version}"
    response.headers["Link"] = ", ".join(
        signposts.for_file(dataset(), view(), iri, f"dataset/{version}", "catalogo")
    )
    return response


def _find(version: str) -> Release | None:
    return next((r for r in dataset().releases() if r.version == version), None)


def _unknown(version: str) -> Refusal:
    kept = ", ".join(r.version for r in dataset().releases())
    return unknown(
        f"Non c’è una versione {version!r}. Ci sono: {kept}.",
        f"There is no version {version!r}. There are: {kept}.",
    )


def _document(form: Form) -> Response:
    data = dataset()
    statements = catalogue.statements(data, root())
    links = signposts.for_document(data, view(), f"{data.settings.base}catalogo", "catalogo")
    return reply(
        forms.write(statements, form),
        form.content_type,
        links=links,
        headers={"Vary": "Accept"},
    )
