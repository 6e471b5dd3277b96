"""The SPARQL endpoint and the start page, by Flask's own client."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app

MISSIONS = """PREFIX trama: <https://w3id.org/trama/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?number ?label WHERE { ?m a trama:Mission ; skos:notation ?number ; skos:prefLabel ?label
  FILTER(LANG(?label) = "it") } ORDER BY ?number"""
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/trama/ns#Mission> ; ?p ?o }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


def test_get_answers_json(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": MISSIONS})
    assert response.status_code == 200
    assert response.content_type == "application/sparql-results+json"
    bindings = response.get_json(force=True)["results"]["bindings"]
    assert [row["number"]["value"] for row in bindings] == list("123456")


def test_post_of_a_form_and_of_the_query_itself_give_the_same(client: FlaskClient) -> None:
    by_get = client.get("/sparql", query_string={"query": MISSIONS})
    by_form = client.post("/sparql", data={"query": MISSIONS}, content_type=FORM)
    direct = client.post("/sparql", data=MISSIONS, content_type=DIRECT)
    assert by_get.data == by_form.data == direct.data


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("*/*", "application/sparql-results+json"),
        ("text/*, application/sparql-results+json;q=0.1", "text/csv; charset=utf-8"),
    ],
)
def test_select_is_negotiated(client: FlaskClient, accept: str, content_type: str) -> None:
    response = client.get("/sparql", query_string={"query": MISSIONS}, headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (200, content_type)
    assert "Accept" in response.headers["Vary"]


def test_the_formats_hold_the_same_answer(client: FlaskClient) -> None:
    def body(format: str) -> str:
        query = {"query": MISSIONS, "format": format}
        return client.get("/sparql", query_string=query).get_data(as_text=True)

    rows = list(csv.DictReader(io.StringIO(body("csv"))))
    names = [row["label"] for row in rows]
    assert names[1] == "Rivoluzione verde e transizione ecologica"
    found = [row["label"]["value"] for row in json.loads(body("json"))["results"]["bindings"]]
    assert found == names
    literals = ElementTree.fromstring(body("xml")).iter(
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert [node.text for node in literals][1::2] == names
    assert [line.split("\t")[1] for line in body("tsv").splitlines()[1:]] == [
        f'"{name}"@it' for name in names
    ]


@pytest.mark.parametrize(
    ("accept", "parser"),
    [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml")],
)
def test_construct_is_negotiated(client: FlaskClient, accept: str, parser: str) -> None:
    response = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": accept})
    assert response.content_type.startswith(accept)
    assert len(Graph().parse(data=response.data, format=parser)) > 30


def test_ask_and_describe_are_answered(client: FlaskClient) -> None:
    ask = client.get("/sparql", query_string={"query": "ASK { ?s ?p ?o }"})
    assert ask.get_json(force=True)["boolean"] is True
    describe = "DESCRIBE <https://w3id.org/trama/id/instrument/ptm>"
    response = client.get("/sparql", query_string={"query": describe})
    assert len(Graph().parse(data=response.data, format="turtle")) > 5


def test_the_dataset_may_be_chosen(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/trama/ns#Municipality> }"

    def found(graph: str) -> str:
        query = {"query": count, "default-graph-uri": f"https://w3id.org/trama/graph/{graph}"}
        answer = client.get("/sparql", query_string=query).get_json(force=True)
        return str(answer["results"]["bindings"][0]["n"]["value"])

    assert (found("territory"), found("actors")) == ("133", "0")


@pytest.mark.parametrize(
    ("method", "options", "status", "reason"),
    [
        ("GET", {"query_string": {"query": "SELECT"}}, 400, "1:7"),
        ("GET", {"query_string": {"named-graph-uri": "a:b"}}, 400, "one query parameter"),
        ("GET", {"query_string": {"query": ["ASK {}", "ASK {}"]}}, 400, "this one has 2"),
        ("GET", {"query_string": {"query": "ASK{}", "default-graph-uri": "x y"}}, 400, ""),
        (
            "GET",
            {"query_string": {"query": MISSIONS}, "headers": {"Accept": "image/png"}},
            406,
            "text/csv",
        ),
        ("POST", {"data": "ASK {}", "content_type": "text/plain"}, 415, "text/plain"),
        ("POST", {"data": b"ASK \xff", "content_type": DIRECT}, 400, "UTF-8"),
        ("POST", {"data": {"update": "CLEAR ALL"}, "content_type": FORM}, 403, "read only"),
        ("POST", {"data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403, "read"),
        ("POST", {"data": "CLEAR ALL", "content_type": DIRECT}, 400, ""),
        ("POST", {"data": "x" * 1_000_001, "content_type": DIRECT}, 413, ""),
        ("PUT", {"data": "ASK {}", "content_type": DIRECT}, 405, ""),
        ("DELETE", {}, 405, ""),
        (
            "GET",
            {"query_string": {"query": "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }"}},
            400,
            "SERVICE",
        ),
    ],
)
def test_a_bad_request_gets_its_status_and_one_sentence(
    client: FlaskClient, method: str, options: dict[str, object], status: int, reason: str
) -> None:
    response = client.open("/sparql", method=method, **options)  # type: ignore[arg-type]
    assert response.status_code == status
    text = response.get_data(as_text=True)
    assert reason in text
    assert "Traceback" not in text


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_start_page_says_what_is_here(client: FlaskClient, lang: str) -> None:
    page = client.get("/", query_string={"lang": lang}).get_data(as_text=True)
    assert f'<html lang="{lang}">' in page
    for number, name in ((75, "obiettivi strategici"), (133, "comuni"), (7, "zone omogenee")):
        if lang == "it":
            assert f"<strong>{number}</strong> {name}" in page
    assert page.count("<article>") == 3


def test_pages_carry_safe_headers(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_address_is_404(client: FlaskClient) -> None:
    assert client.get("/nothing-here").status_code == 404
