"""The SPARQL endpoint at `/sparql` (SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import HTTPException

from trama.errors import TramaError
from trama.query.sparql import GRAPH_FORMATS, check_query, formats_for_form
from trama.rdf.tokens import query_form
from trama.web import negotiation
from trama.web.problems import Refusal, failed, problem, refused
from trama.web.protocol.answers import admit, respond
from trama.web.protocol.asked import address_fields, read_query
from trama.web.protocol.service import describe_service
from trama.web.state import current

blueprint = Blueprint("endpoint", __name__)

METHODS = "GET, HEAD, POST, OPTIONS"
_EVERY = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_OF_NO_QUERY = {"format", "lang"}


@blueprint.route("/sparql", methods=_EVERY, provide_automatic_options=False, strict_slashes=False)
@blueprint.route("/sparql/", methods=_EVERY, provide_automatic_options=False, endpoint="slashed")
def answer() -> Response:
    """Answer a query given by GET, by POST of a form, or by POST of the query itself.

    Without a query, GET answers with the description of the service.
    """
    if request.method == "OPTIONS":
        return negotiation.preflight(METHODS)
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
        negotiation.choose(formats, asked.format),
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
    wanted = address_fields().get("format", [""])[0]
    accepted = request.accept_mimetypes
    if not wanted and accepted["text/html"] > accepted["text/turtle"]:
        page = redirect(url_for("home.home"), 303)
        page.headers["Vary"] = "Accept"
        return page  # type: ignore[return-value]
    format = negotiation.choose(GRAPH_FORMATS, wanted)
    body = describe_service(current(), request.base_url.rstrip("/"), format)
    response = Response(body, content_type=negotiation.content_type(format))
    response.headers["Vary"] = "Accept"
    return negotiation.open_to_all(response)


def tells_problems(blueprint: Blueprint) -> None:
    """Have a blueprint answer what goes wrong with a problem (RFC 9457)."""

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        return negotiation.open_to_all(refused(refusal))

    @blueprint.errorhandler(TramaError)
    def _failed(error: TramaError) -> Response:
        return negotiation.open_to_all(failed(error))

    @blueprint.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        kind = "length" if status in (413, 414) else "request"
        return negotiation.open_to_all(problem(status, kind, error.description or error.name))


tells_problems(blueprint)
