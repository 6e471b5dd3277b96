"""Each ready query as an address: formats, pages, refusals, and a true OpenAPI description."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from pyoxigraph import Literal, QueryResultsFormat, parse_query_results

from trama.namespaces import XSD
from trama.office.spreadsheet import safe_cell
from trama.query.library import Query, bare_query, read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app
from trama.web.protocol import openapi
from trama.web.protocol.tabular import FORMS, Answer, write

NAME = "objectives-of-mission"
ADDRESS = f"/api/{NAME}"


@pytest.fixture(scope="module")
def queries(root: Path) -> dict[str, Query]:
    return read_queries(root / "queries")


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore, queries: dict[str, Query]) -> FlaskClient:
    return create_app(built, store, read_manifest(built.build), queries).test_client()


def test_every_ready_query_answers_with_the_columns_of_its_header(
    client: FlaskClient, queries: dict[str, Query]
) -> None:
    for query in queries.values():
        answer = client.get(f"/api/{query.name}")
        assert answer.status_code == 200, query.name
        columns = {column["name"]: column["type"] for column in answer.json["columns"]}
        assert columns == dict(query.columns), query.name


def test_a_parameter_chooses(client: FlaskClient) -> None:
    rows = client.get(f"{ADDRESS}?mission=3").json["rows"]
    assert rows
    assert {row["mission"] for row in rows} == {"3"}
    everything = client.get(f"{ADDRESS}?mission=").json["rows"]
    assert len({row["objective"] for row in everything}) == 75


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.4, text/tab-separated-values;q=0.5", "text/tab-separated-values"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ],
)
def test_the_form_follows_the_accept_header(
    client: FlaskClient, accept: str | None, media_type: str
) -> None:
    answer = client.get(ADDRESS, headers={"Accept": accept} if accept else {})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_all_forms_hold_the_same_rows(client: FlaskClient) -> None:
    rows = client.get(f"{ADDRESS}?format=json").json["rows"]
    plain = [tuple("" if value is None else str(value) for value in r.values()) for r in rows]
    for name, delimiter in (("csv", ","), ("tsv", "\t")):
        text = client.get(f"{ADDRESS}?format={name}").text
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        assert [tuple(row) for row in table[1:]] == plain
    for name, form in (("srj", QueryResultsFormat.JSON), ("srx", QueryResultsFormat.XML)):
        found = parse_query_results(client.get(f"{ADDRESS}?format={name}").data, format=form)
        terms = [tuple("" if t is None else t.value for t in row) for row in found]
        assert terms == plain


def test_pages_join_up_to_the_whole(client: FlaskClient) -> None:
    whole = client.get(f"{ADDRESS}?mission=").json["rows"]
    gathered: list[Any] = []
    address = f"{ADDRESS}?mission=&per_page=20"
    while address:
        answer = client.get(address)
        gathered += answer.json["rows"]
        assert answer.json["total"] == len(whole) == int(answer.headers["X-Total-Count"])
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers["Link"])
        address = following[1] if following else ""
    assert gathered == whole
    last = re.search(r'<([^>]+)>; rel="last"', client.get(f"{ADDRESS}?per_page=5").headers["Link"])
    assert last
    assert client.get(last[1]).json["rows"]
    second = client.get(f"{ADDRESS}?per_page=5&page=2").headers["Link"]
    assert 'rel="prev"' in second
    assert 'rel="first"' in second


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        (f"{ADDRESS}?misson=2", 400, "misson"),
        (f"{ADDRESS}?mission=2&mission=3", 400, "mission"),
        (f"{ADDRESS}?plan=%3Cx%3A%20y%3E", 400, "plan"),
        (f"{ADDRESS}?page=0", 400, "page"),
        (f"{ADDRESS}?page=x", 400, "page"),
        (f"{ADDRESS}?page=999", 404, "page"),
        (f"{ADDRESS}?per_page=10001", 400, "per_page"),
        (f"{ADDRESS}?per_page=-1", 400, "per_page"),
        ("/api/no-such-query", 404, None),
    ],
)
def test_a_refusal_names_the_parameter(
    client: FlaskClient, address: str, status: int, parameter: str | None
) -> None:
    for lang in ("it", "en"):
        joint = "&" if "?" in address else "?"
        refused = client.get(f"{address}{joint}lang={lang}")
        problem = json.loads(refused.data)
        assert refused.mimetype == "application/problem+json"
        assert refused.headers["Content-Language"] == lang
        assert (refused.status_code, problem["status"]) == (status, status)
        assert problem.get("parameter") == parameter
        assert problem["detail"]


def test_no_form_that_fits_is_406(client: FlaskClient) -> None:
    assert client.get(ADDRESS, headers={"Accept": "image/png"}).status_code == 406


def test_a_value_is_a_value_and_never_part_of_the_query(client: FlaskClient) -> None:
    hostile = '2" } UNION { ?s ?p ?o } #'
    answer = client.get(ADDRESS, query_string={"mission": hostile})
    assert (answer.status_code, answer.json["total"]) == (200, 0)
    for value in ("><", "x>", "a b", "{", "http://e/ VALUES"):
        answer = client.get(ADDRESS, query_string={"plan": f"http://example.org/{value}"})
        assert answer.status_code == 400
        assert answer.json["parameter"] == "plan"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "|", "%", "\n=", "  =", " +"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(sign: str) -> None:
    text = f'{sign}HYPERLINK("http://example.org")'
    row = (Literal(text), Literal("-5", datatype=XSD.integer), Literal("a=b"), None)
    answer = Answer(("a", "b", "c", "d"), (row,), 1, 10, 1)
    for form in FORMS[1:3]:
        delimiter = "," if form.name == "csv" else "\t"
        written = write(answer, bare_query(""), form).decode()
        reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)
        assert list(reader)[1] == [f"'{text}", "-5", "a=b", ""]
    assert json.loads(write(answer, bare_query(""), FORMS[0]))["rows"][0]["a"] == text


def test_no_cell_of_any_ready_query_runs_in_a_spreadsheet(
    client: FlaskClient, queries: dict[str, Query]
) -> None:
    numbers = re.compile(r"-?[0-9.]+")
    for name in queries:
        text = client.get(f"/api/{name}?format=csv").text
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not [c for c in row if safe_cell(c) != c and not numbers.fullmatch(c)]


def test_the_page_of_a_query_has_its_form_and_rows(client: FlaskClient) -> None:
    page = client.get(f"{ADDRESS}?format=html&mission=%22%3E%3Cscript%3E&lang=en").text
    assert "<script>" not in page
    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    page = client.get(f"{ADDRESS}?format=html").text
    assert '<label for="p-mission">' in page
    assert 'href="/page/psttm-2025-2027/objective/M2-01"' in page
    assert "format=csv" in page


def test_the_list_names_every_query(client: FlaskClient, queries: dict[str, Query]) -> None:
    page = client.get("/api", headers={"Accept": "text/html"}).text
    for name in queries:
        assert f'href="/api/{name}"' in page
    assert client.get("/api/").headers["Location"] == "/api"
    assert client.get("/api", headers={"Accept": "application/json"}).json["openapi"]


def test_the_description_is_valid_openapi(client: FlaskClient, queries: dict[str, Query]) -> None:
    served = client.get("/api/openapi.json").json
    OpenAPIV31SpecValidator(served).validate()
    paths = {path for path in served["paths"] if path.startswith("/api/")}
    assert paths == {f"/api/{name}" for name in queries}
    parameters = served["paths"][ADDRESS]["get"]["parameters"]
    mission = next(p for p in parameters if p.get("name") == "mission")
    assert mission["schema"] == {"type": "string", "default": "2"}


@pytest.mark.parametrize("missing", ["info", "openapi"])
def test_an_invalid_description_is_found(queries: dict[str, Query], missing: str) -> None:
    whole = openapi.describe([queries[NAME]], "http://localhost")
    assert not list(OpenAPIV31SpecValidator(whole).iter_errors())
    broken = {**whole, missing: None}
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_answers_keep_to_the_description(client: FlaskClient) -> None:
    from jsonschema import Draft202012Validator

    served = client.get("/api/openapi.json").json
    for path, facts in served["paths"].items():
        if path.startswith("/api/"):
            content = facts["get"]["responses"]["200"]["content"]
            schema = content["application/json"]["schema"]
            errors = list(Draft202012Validator(schema).iter_errors(client.get(path).json))
            assert not errors, (path, errors[:1])
