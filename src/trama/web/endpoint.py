"""The SPARQL endpoint at `/sparql` (SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from trama import sparql
from trama.errors import QueryError
from trama.web.state import current

blueprint = Blueprint("endpoint", __name__)

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_ALSO = {"application/json": "json", "application/xml": "xml", "text/plain": "csv"}


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """A request that cannot be served: the status and one sentence."""

    status: int
    reason: str


@blueprint.route("/sparql", methods=["GET", "POST"])
def answer() -> Response:
    """Answer a query given by GET, by POST of a form, or by POST of the query itself."""
    text, default_graphs, named_graphs = _request()
    found = sparql.run(
        current().store, text, default_graphs=default_graphs, named_graphs=named_graphs
    )
    format = _negotiate(sparql.formats_for(found))
    response = Response(sparql.write(found, format), content_type=_content_type(format))
    response.headers["Vary"] = "Accept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.errorhandler(QueryError)
def _bad_query(error: QueryError) -> Response:
    return _problem(400, str(error))


@blueprint.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    return _problem(refusal.status, refusal.reason)


@blueprint.errorhandler(HTTPException)
def _http_error(error: HTTPException) -> Response:
    response = _problem(error.code or 500, error.description or error.name)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _problem(status: int, reason: str) -> Response:
    return Response(reason + "\n", status=status, content_type="text/plain; charset=utf-8")


def _request() -> tuple[str, list[str], list[str]]:
    if request.method == "GET":
        return _parameters(request.args.getlist("query"))
    kind = request.mimetype
    if kind == FORM:
        return _parameters(request.form.getlist("query"))
    if kind == DIRECT:
        try:
            return request.get_data().decode("utf-8"), *_graphs()
        except UnicodeDecodeError:
            raise Refusal(400, "the query is not in UTF-8") from None
    if kind == "application/sparql-update":
        raise Refusal(403, "this endpoint is read only: updates are refused")
    raise Refusal(415, f"a query is posted as {FORM} or {DIRECT}, not as {kind or 'nothing'}")


def _parameters(queries: list[str]) -> tuple[str, list[str], list[str]]:
    if "update" in request.values:
        raise Refusal(403, "this endpoint is read only: updates are refused")
    if len(queries) != 1:
        raise Refusal(400, f"a request has one query parameter, and this one has {len(queries)}")
    return queries[0], *_graphs()


def _graphs() -> tuple[list[str], list[str]]:
    values = request.values
    return values.getlist("default-graph-uri"), values.getlist("named-graph-uri")


def _negotiate(formats: tuple[sparql.Format, ...]) -> sparql.Format:
    """Choose a format by `format=`, or by the Accept header (RFC 9110, section 12.5.1)."""
    by_name = {format.name: format for format in formats}
    wanted = request.values.get("format")
    if wanted:
        if wanted not in by_name:
            raise Refusal(400, f"format is one of {', '.join(by_name)} here, not {wanted!r}")
        return by_name[wanted]
    by_type = {format.media_type: format for format in formats}
    by_type |= {other: by_name[name] for other, name in _ALSO.items() if name in by_name}
    if not request.accept_mimetypes:
        return formats[0]
    best = request.accept_mimetypes.best_match(list(by_type))
    if best is None:
        raise Refusal(406, f"this answer can be had as {', '.join(f.media_type for f in formats)}")
    return by_type[best]


def _content_type(format: sparql.Format) -> str:
    text = format.media_type.startswith("text/")
    return format.media_type + ("; charset=utf-8" if text else "")
