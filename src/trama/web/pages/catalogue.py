"""The catalogue at `/catalogo`, VoID at `/.well-known/void`, and the versions with their files."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, send_from_directory

from trama.publish import catalogue, catalogue_pages
from trama.rdf import forms
from trama.rdf.forms import BY_NAME, BY_TYPE, Form
from trama.store.dumps import SUMS, dumps_of
from trama.store.release import Release
from trama.web.pages import signposts
from trama.web.replies import HTML, accepted, dataset, link, page, problem, reply, site

blueprint = Blueprint("catalogue", __name__)

_OFFERS = [HTML, *BY_TYPE]


@blueprint.get("/catalogo")
def show() -> Response:
    """Show the catalogue, as a page or as RDF."""
    chosen = accepted(_OFFERS)
    if chosen is None:
        return problem(406, f"{', '.join(_OFFERS)}")
    if chosen != HTML:
        return _document(BY_TYPE[chosen])
    here = site()
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
    return problem(404, f"catalogo.{name}?") if form is None else _document(form)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Give the description of the dataset (https://www.w3.org/TR/void/#well-known)."""
    chosen = accepted(list(BY_TYPE))
    return _document(BY_TYPE[chosen or "text/turtle"])


@blueprint.get("/dataset")
def versions() -> Response:
    """Lead to the version in use, or to the description of the dataset for programs."""
    chosen = accepted(_OFFERS)
    target = "/catalogo" if chosen in (HTML, None) else f"/catalogo.{BY_TYPE[chosen].name}"
    response = redirect(request.script_root + target, 303)
    response.headers["Vary"] = "Accept"
    return response  # type: ignore[return-value]


@blueprint.get("/dataset/<version>")
def release(version: str) -> Response:
    """Show a version that is still kept."""
    found = _find(version)
    if found is None:
        return _unknown(version)
    data, here = dataset(), site()
    _, dumps = dumps_of(found.folder, data.settings.base)
    iri = f"{data.settings.base}dataset/{version}"
    links = signposts.for_page(data, here, iri, types=("Dataset",), described="catalogo")
    links += signposts.items(here, version, dumps)
    links.append(link(here.page("catalogo"), "collection", type=HTML))
    # RFC 5829: where the version in use is always found.
    links.append(link(f"{data.settings.base}dataset", "latest-version"))
    return page(catalogue_pages.release_page(data, found, here), links=links)


@blueprint.get("/dataset/<version>/<name>")
def file(version: str, name: str) -> Response:
    """Give a file of a version."""
    found = _find(version)
    if found is None:
        return _unknown(version)
    folder, dumps = dumps_of(found.folder, dataset().settings.base)
    if name != SUMS and name not in {dump.name for dump in dumps}:
        return problem(404, f"{name}?")
    mime = "text/plain" if name == SUMS else "application/gzip"
    response = send_from_directory(folder.resolve(), name, mimetype=mime)
    # A version never changes, so what is in it may be kept for good.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Access-Control-Allow-Origin"] = "*"
    iri = f"{dataset().settings.base}dataset/{version}"
    response.headers["Link"] = ", ".join(
        signposts.for_file(dataset(), site(), iri, f"dataset/{version}", "catalogo")
    )
    return response


def _find(version: str) -> Release | None:
    return next((r for r in dataset().releases() if r.version == version), None)


def _unknown(version: str) -> Response:
    kept = ", ".join(r.version for r in dataset().releases())
    return problem(404, f"{version}? ({kept})")


def _document(form: Form) -> Response:
    data = dataset()
    statements = catalogue.statements(data, request.url_root)
    links = signposts.for_document(data, site(), f"{data.settings.base}catalogo", "catalogo")
    return reply(
        forms.write(statements, form),
        form.content_type,
        links=links,
        headers={"Vary": "Accept"},
    )
