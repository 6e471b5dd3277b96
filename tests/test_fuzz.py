"""Requests of every kind, made from our own OpenAPI and list of addresses: none fails, all keep to what is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app
from trama.web.protocol.openapi import describe

ROOT = Path(__file__).resolve().parent.parent
DESCRIBED = describe(read_queries(ROOT / "queries").values(), "/")
COMPONENTS = DESCRIBED["components"]


def steady(examples: int) -> settings:
    """The same requests each time, so that what fails once fails again."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


ANYTHING = st.text(max_size=30) | st.sampled_from(
    [
        *(
            "",
            "0",
            "-1",
            "9" * 40,
            "1e9",
            "NaN",
            "true",
            "null",
            "[]",
            "a b",
            "%00",
            "\x00",
            "\r\n",
        ),
        *(
            "../../etc/passwd",
            "<script>",
            "{{7*7}}",
            "' OR 1=1",
            "http://192.0.2.1/",
            "//e",
            "\u202e",
        ),
        *("psttm-2025-2027", "psttm-2025-2027/objective/M2-15", "comune/015146.ttl", "x" * 5_000),
    ]
)
ACCEPTS = st.sampled_from(
    [
        *(None, "*/*", "application/json", "text/html", "text/csv", "text/turtle", "image/png"),
        *(
            "application/sparql-results+json",
            "application/ld+json;q=0.5, */*;q=0.1",
            ";;q=,",
            "a" * 300,
        ),
    ]
)


QUERIES = st.sampled_from(
    [
        *("ASK { ?s ?p ?o }", "SELECT * { ?s ?p ?o } LIMIT 3", "SELECT ?s { ?s ?p }", "ASK {"),
        *("DESCRIBE <https://w3id.org/trama/id/driver/4>", "INSERT DATA { <a:b> <a:b> 1 }"),
        *("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3", "ASK { SERVICE <http://e/> {} }"),
    ]
)


@pytest.fixture(scope="module")
def app(built: Settings, store: OxigraphStore, root: Path) -> Flask:
    app = create_app(built, store, read_manifest(built.build), read_queries(root / "queries"))
    # The server answers 500 to what escapes; the test is to see that as 500 too.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a part of the description says, where it may refer to another."""
    while "$ref" in part:
        _, _, kind, name = part["$ref"].split("/")
        part = COMPONENTS[kind][name]
    return part


def fitting(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Values that a schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("pattern", "").startswith("^"):
        return st.from_regex(schema["pattern"], fullmatch=True) | st.sampled_from(
            ["psttm-2025-2027", "instrument/ptm", "https://w3id.org/trama/id/driver/4"]
        )
    if schema.get("type") == "integer":
        # Without bounds it is the number of something; no plan has more than a machine counts to.
        least, most = schema.get("minimum", -(2**63)), schema.get("maximum", 2**63)
        return st.integers(least, most).map(str) | st.integers(least, min(most, 5)).map(str)
    if schema.get("type") == "array":
        return st.sampled_from(["https://w3id.org/trama/graph/links", "http://e/none"])
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=schema.get("maxLength", 40))


OPERATIONS = {path: facts["get"] for path, facts in DESCRIBED["paths"].items()}


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, list[tuple[str, str]], bool]:
    """An operation's path, the address, its parameters, and whether all of these are as described."""
    path = draw(st.sampled_from(sorted(OPERATIONS)))
    address, good, fields = path, True, []
    for part in map(resolved, OPERATIONS[path]["parameters"]):
        if not part.get("required") and draw(st.booleans()):
            continue
        fits = draw(st.integers(0, 9)) > 0
        known = QUERIES if part["name"] == "query" else fitting(part["schema"])
        value = draw(known if fits else ANYTHING)
        good = good and fits
        if part["in"] == "path":
            address = path.replace("{" + part["name"] + "}", quote(value.lstrip("/")))
        else:
            fields.append((part["name"], value))
    if draw(st.integers(0, 9)) == 0:
        fields.append((draw(st.text(min_size=1, max_size=8)), draw(ANYTHING)))
        good = False
    return path, address, fields, good


def told(response: TestResponse, operation: dict[str, Any]) -> dict[str, Any] | None:
    """What the description says of a response, by its status and media type; None if it says nothing."""
    known = operation["responses"].get(str(response.status_code))
    return resolved(known)["content"].get(response.mimetype) if known else None


# A problem's schema is the same everywhere, so that it is resolved once.
def errors(response: TestResponse, content: dict[str, Any]) -> list[str]:
    if "schema" not in content:
        return []
    validator = Draft202012Validator(resolved(content["schema"]))
    return [error.message for error in validator.iter_errors(json.loads(response.data))]


@steady(800)
@given(requests(), ACCEPTS)
def test_every_answer_keeps_to_the_description(
    client: FlaskClient, asked: tuple[str, str, list[tuple[str, str]], bool], accept: str | None
) -> None:
    path, address, fields, good = asked
    headers = {"Accept": accept} if accept else {}
    response = client.get(f"{address}?{urlencode(fields, errors='replace')}", headers=headers)
    event(str(response.status_code))
    where = (address, fields, accept, response.status_code, response.mimetype)
    assert response.status_code < 500, where
    if path == "/data/{name}" and address.endswith("/"):
        return
    content = told(response, OPERATIONS[path])
    assert content is not None, where
    assert errors(response, content) == [], where
    # A query's text and a search's words may be wrong in ways that no schema tells.
    if good and path.startswith("/api/"):
        assert response.status_code in (200, 404, 406), (where, response.text[:300])


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


@st.composite
def addresses(draw: st.DrawFn, patterns: list[str]) -> tuple[str, list[tuple[str, str]]]:
    pattern = draw(st.sampled_from(patterns))
    path = re.sub(r"<[^>]*>", lambda _: quote(draw(ANYTHING), safe="/"), pattern)
    names = st.sampled_from(
        [
            "lang",
            "page",
            "per_page",
            "format",
            "q",
            "query",
            "graph",
            "default",
            "from",
            "to",
            "a",
            "b",
            "plan",
            "mission",
            "view",
            "text",
            "x",
        ]
    )
    fields = draw(st.lists(st.tuples(names, ANYTHING), max_size=4))
    return path, fields


METHODS = st.sampled_from(
    ["GET", "GET", "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"]
)


@steady(800)
@given(st.data(), METHODS, ACCEPTS)
def test_no_address_fails_whatever_it_is_asked(
    app: Flask, client: FlaskClient, data: st.DataObject, method: str, accept: str | None
) -> None:
    path, fields = data.draw(addresses([rule.rule for rule in rules(app)]))
    headers = {"Accept": accept} if accept else {}
    response = client.open(
        f"{path}?{urlencode(fields, errors='replace')}", method=method, headers=headers
    )
    event(str(response.status_code))
    assert response.status_code < 500, (method, path, fields, accept)


BODIES = st.binary(max_size=200) | st.sampled_from(
    [b"", b"{", b"\x00" * 50, b"a=b&c", b"--x\r\n\r\n--x--", b"PK\x03\x04", b"\x1f\x8b\x08", b"<a>"]
)
TYPES = st.sampled_from(
    [
        *(
            "",
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain; charset=no-such",
        ),
        *(
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/sparql-query",
            "a",
        ),
    ]
)


@steady(400)
@given(st.data(), BODIES, TYPES)
def test_no_address_fails_whatever_it_is_sent(
    app: Flask, client: FlaskClient, data: st.DataObject, body: bytes, kind: str
) -> None:
    # Those that take nothing answer 405, and are asked as well.
    path, fields = data.draw(addresses([rule.rule for rule in rules(app)]))
    response = client.post(
        f"{path}?{urlencode(fields, errors='replace')}", data=body, content_type=kind or None
    )
    event(str(response.status_code))
    assert response.status_code < 500, (path, fields, body, kind)


def test_the_test_would_see_a_failure(app: Flask) -> None:
    """A response that the description does not have is one that `told` has nothing to say of."""
    operation = OPERATIONS["/search"]
    with app.test_client() as client:
        fine = client.get("/search?q=rete&format=json")
        assert told(fine, operation) is not None
        assert errors(fine, told(fine, operation) or {}) == []
        fine.data = b'{"q": 1}'
        assert errors(fine, told(fine, operation) or {})
        fine.status_code = 418
        assert told(fine, operation) is None
