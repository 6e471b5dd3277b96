"""The named graphs at `/graphs`, to be read: the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/: `/graphs?graph=<IRI>` and `/graphs?default`. What would
change a graph is refused.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from trama.rdf.forms import GRAPH_FORMATS
from trama.web.crossorigin import preflight
from trama.web.negotiation import wanted_form
from trama.web.protocol.answers import admit, respond
from trama.web.protocol.asked import address_fields, bad
from trama.web.protocol.endpoint import not_allowed
from trama.web.state import current

blueprint = Blueprint("graphs", __name__)

METHODS = "GET, HEAD, OPTIONS"
_EVERY = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")


@blueprint.route("/graphs", methods=_EVERY, provide_automatic_options=False)
def graph() -> Response:
    """Answer with the statements of a named graph, or of the union of all (`?default`)."""
    if request.method == "OPTIONS":
        return preflight(METHODS)
    if request.method not in METHODS:
        raise not_allowed(METHODS)
    admit()
    fields = address_fields()
    chosen = fields.get("graph", [])
    if ("default" in fields) == bool(chosen) or len(chosen) > 1:
        raise bad(
            "la richiesta dice un grafo, con ?graph=IRI oppure con ?default",
            "the request tells one graph, by ?graph=IRI or by ?default",
        )
    format = wanted_form(fields, GRAPH_FORMATS)
    if not chosen:
        return respond("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", format)
    if chosen[0] not in current().manifest["graphs"]:
        raise bad(
            f"non c'è un grafo di nome {chosen[0]!r}",
            f"there is no graph by the name {chosen[0]!r}",
            404,
            "not-found",
        )
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    return respond(text, format, default_graphs=(chosen[0],))
