"""The SPARQL endpoint at `/sparql` (SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from trama.query.sparql import check_query, formats_for_form
from trama.rdf.forms import GRAPH_FORMATS
from trama.rdf.tokens import query_form
from trama.web.accept import choose
from trama.web.crossorigin import preflight
from trama.web.negotiation import wanted_form
from trama.web.problems import Refusal
from trama.web.protocol.answers import admit, respond
from trama.web.protocol.asked import address_fields, read_query
from trama.web.protocol.service import describe_service
from trama.web.replies import HTML, root
from trama.web.state import current

blueprint = Blueprint("endpoint", __name__)

METHODS = "GET, HEAD, POST, OPTIONS"
_EVERY = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_OF_NO_QUERY = {"format", "output", "results", "lang"}


@blueprint.route("/sparql", methods=_EVERY, provide_automatic_options=False, strict_slashes=False)
@blueprint.route("/sparql/", methods=_EVERY, provide_automatic_options=False, endpoint="slashed")
def answer() -> Response:
    """Answer a query given by GET, by POST of a form, or by POST of the query itself.

    Without a query, GET answers with the description of the service.
    """
    if request.method == "OPTIONS":
        return preflight(METHODS)
    if request.method not in METHODS:
        raise not_allowed(METHODS)
    admit()
    if request.method != "POST" and not set(address_fields()) - _OF_NO_QUERY:
        return _describe()
    asked = read_query()
    check_query(asked.text, current().settings.query.services)
    formats = formats_for_form(query_form(asked.text))
    return respond(
        asked.text,
        wanted_form(asked.fields, formats),
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )


def not_allowed(methods: str) -> Refusal:
    """Return the refusal of a method."""
    return Refusal(
        405,
        "method",
        f"qui si può usare {methods}",
        f"{methods} can be used here",
        {"Allow": methods},
    )


def _describe() -> Response:
    fields = address_fields()
    if "format" not in fields:
        offers = [*(form.media_type for form in GRAPH_FORMATS), HTML]
        if choose(request.headers.get("Accept"), offers) == HTML:
            page = redirect(url_for("home.home"), 303)
            page.headers["Vary"] = "Accept"
            return page  # type: ignore[return-value]
    form = wanted_form(fields, GRAPH_FORMATS)
    body = describe_service(current(), f"{root()}sparql", form)
    return Response(body, content_type=form.content_type, headers={"Vary": "Accept"})
