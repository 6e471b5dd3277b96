"""The description of the HTTP interface in OpenAPI 3.1, made from the headers of the ready queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trama import __version__
from trama.publish.dataset import LICENCE
from trama.query.library import Parameter, Query
from trama.rdf.forms import FORMATS, GRAPH_FORMATS, RESULT_FORMATS
from trama.web.protocol.tabular import FORMS, MOST

_TYPES: Mapping[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "iri": {
        "type": "string",
        "description": "A local name, such as `instrument/ptm`, or an IRI.",
        # Narrower than what is taken: an IRI may have any letters.
        "pattern": r"^([A-Za-z0-9/_.~-]*|https?://[A-Za-z0-9.-]+(/[A-Za-z0-9/_.~-]*)?(#[A-Za-z0-9/_.~-]*)?)$",
    },
    "string": {"type": "string"},
}
_COLUMNS: Mapping[str, dict[str, Any]] = {
    "integer": {"type": ["integer", "null"]},
    "decimal": {"type": ["number", "null"]},
    "iri": {"type": ["string", "null"], "format": "iri"},
    # A date may be a day, a month or a year.
    "date": {"type": ["string", "null"]},
}
_TEXT = {"type": ["string", "null"]}
# What may become of a query: too long an answer, too many requests, no room, too much time or memory.
_EVALUATED = (422, 429, 503, 504, 507)


def describe(queries: Iterable[Query], server: str) -> dict[str, Any]:
    """Return the OpenAPI document of a server's ready queries, search and documents."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Trama",
            "version": __version__,
            "summary": "Strategic plans as linked data, where every link says why",
            "description": "Each ready query is an address. SPARQL 1.1 is at `/sparql`. Anything may be told "
            "to come back later (429, 503), and a query that takes too much is stopped (422, 504, 507).",
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        "servers": [{"url": server}],
        "tags": [
            {"name": "queries", "description": "Ready queries / Interrogazioni pronte"},
            {"name": "search", "description": "Full text / Testo"},
            {"name": "data", "description": "Linked data / Dati collegati"},
        ],
        "paths": {
            **{f"/api/{query.name}": {"get": _operation(query)} for query in queries},
            "/search": {"get": _search()},
            "/sparql": {"get": _sparql()},
            "/data/{name}": {"get": _document()},
        },
        "components": {
            "schemas": {"Problem": _problem_schema()},
            "parameters": {
                "page": _paging("page", "The page, from 1.", 1, 1_000_000_000),
                "per_page": _paging("per_page", "Rows on a page.", 1000, MOST),
                "lang": {
                    "name": "lang",
                    "in": "query",
                    "description": "Language of the words around the data.",
                    "schema": {"type": "string", "enum": ["it", "en"], "default": "it"},
                },
            },
            "responses": {
                "Problem": {
                    "description": "What is wrong, and with which parameter (RFC 9457).",
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        },
                        # A browser, which asks for a page, is told by one.
                        "text/html": {},
                    },
                }
            },
        },
    }


def _operation(query: Query) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": {name: _COLUMNS.get(kind, _TEXT) for name, kind in query.columns.items()},
    }
    answer = {
        "type": "object",
        "required": ["query", "columns", "rows", "page", "per_page", "total"],
        "properties": {
            "query": {"const": query.name},
            "columns": {"type": "array", "items": {"type": "object"}},
            "rows": {"type": "array", "items": row},
            "page": {"type": "integer"},
            "per_page": {"type": "integer"},
            "total": {"type": "integer"},
        },
    }
    content: dict[str, Any] = {form.media_type: {} for form in FORMS}
    content["application/json"] = {"schema": answer}
    formats = {
        "name": "format",
        "in": "query",
        "description": "The form of the answer, instead of an Accept header.",
        "schema": {"type": "string", "enum": [*(form.name for form in FORMS), "html"]},
    }
    return {
        "operationId": query.name,
        "tags": ["queries"],
        "summary": query.title["en"],
        "description": f"{query.description['en']}\n\n{query.title['it']} {query.description['it']}",
        "parameters": [
            *(_parameter(parameter) for parameter in query.parameters),
            formats,
            *({"$ref": f"#/components/parameters/{name}"} for name in ("page", "per_page", "lang")),
        ],
        "responses": {
            "200": {
                "description": "A page of the answer.",
                "headers": {
                    "Link": {
                        "description": "First, previous, next and last page (RFC 8288).",
                        "schema": {"type": "string"},
                    }
                },
                "content": {**content, "text/html": {}},
            },
            **_problems(404, *_EVALUATED),
        },
    }


def _problems(*statuses: int) -> dict[str, Any]:
    found = (400, 406, *statuses)
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in sorted(found)}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_TYPES[parameter.type])
    if parameter.default is not None:
        default = parameter.default
        schema["default"] = int(default) if parameter.type == "integer" else default
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.label['en']} / {parameter.label['it']}",
        "schema": schema,
        "allowEmptyValue": True,
    }


def _paging(name: str, description: str, default: int, most: int) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": default},
    }


def _search() -> dict[str, Any]:
    return {
        "operationId": "search",
        "tags": ["search"],
        "summary": "Find things and passages by their words",
        "parameters": [
            {
                "name": "q",
                "in": "query",
                "description": "The words, each by its stem or its beginning, or what plans call the same.",
                "required": True,
                # Words have letters or digits; a page for people may also be asked without any.
                "schema": {"type": "string", "maxLength": 500, "pattern": "[A-Za-z0-9]"},
            },
            {
                "name": "format",
                "in": "query",
                "description": "The form of the answer, instead of an Accept header.",
                "schema": {"type": "string", "enum": ["json", "html"]},
            },
            _paging("page", "The page, from 1.", 1, 100_000),
            _paging("per_page", "Hits on a page.", 20, 100),
            {"$ref": "#/components/parameters/lang"},
        ],
        "responses": {
            "200": {
                "description": "A page of what was found, the best first.",
                "content": {
                    "application/json": {"schema": _hits()},
                    "text/html": {},
                },
            },
            **_problems(429, 504),
        },
    }


def _hits() -> dict[str, Any]:
    part = {
        "type": "object",
        "required": ["text", "found"],
        "properties": {"text": {"type": "string"}, "found": {"type": "boolean"}},
    }
    hit = {
        "type": "object",
        "required": ["iri", "kind", "code", "title", "passage"],
        "properties": {
            **{name: {"type": "string", "format": "iri"} for name in ("iri", "kind")},
            **{name: {"type": "string"} for name in ("code", "title")},
            "passage": {"type": "array", "items": part},
            "led_by": {"type": "array", "items": {"type": "string"}},
        },
    }
    return {
        "type": "object",
        "required": ["q", "page", "per_page", "total", "hits"],
        "properties": {
            "q": {"type": "string"},
            **{name: {"type": "integer"} for name in ("page", "per_page", "total")},
            "hits": {"type": "array", "items": hit},
            "any_word": {"type": "boolean"},
            "kinds": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    }


def _sparql() -> dict[str, Any]:
    graphs = ("default-graph-uri", "named-graph-uri")
    return {
        "operationId": "sparql",
        "tags": ["queries"],
        "summary": "Ask a SPARQL 1.1 query, by the SPARQL 1.1 Protocol; it can be posted too",
        "parameters": [
            {
                "name": "query",
                "in": "query",
                "required": True,
                "description": "The query.",
                "schema": {"type": "string", "pattern": r"\S"},
            },
            *(
                {
                    "name": name,
                    "in": "query",
                    "description": "A graph of the dataset to ask, instead of all.",
                    "schema": {"type": "array", "items": {"type": "string", "format": "iri"}},
                }
                for name in graphs
            ),
        ],
        "responses": {
            "200": {
                "description": "The answer: a table, true or false, or statements.",
                "content": {form.media_type: {} for form in (*RESULT_FORMATS, *GRAPH_FORMATS)},
            },
            **_problems(403, 414, *_EVALUATED),
        },
    }


def _document() -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": "document",
        "tags": ["data"],
        "summary": "What is known of a thing, as RDF",
        "parameters": [
            {
                "name": "name",
                "in": "path",
                "required": True,
                "description": "Local name and ending, such as `comune/015146.ttl`; it may hold slashes.",
                "schema": {"type": "string"},
            }
        ],
        "responses": {
            "200": {
                "description": "The document.",
                "content": {form.media_type: {} for form in FORMATS},
            },
            "400": {"$ref": "#/components/responses/Problem"},
            **{
                status: {"description": told, "content": {**problem, "text/html": {}}}
                for status, told in (("404", "There is no such thing."), ("410", "It was retired."))
            },
        },
    }


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string"},
        },
    }
