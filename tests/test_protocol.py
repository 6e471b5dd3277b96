"""The W3C SPARQL 1.1 protocol tests, against the real server; `protocol/cases.toml` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from served import Served, serving, write_build

pytestmark = pytest.mark.integration

CASES = tomllib.loads((Path(__file__).parent / "protocol" / "cases.toml").read_text())["case"]
DATA = {f"data{n}": f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in range(4)}
NQUADS = "".join(
    f"<{iri}> <{RDF.type}> <http://xmlns.com/foaf/0.1/Document> <{iri}> .\n"
    for name, iri in DATA.items()
    if name != "data0"
)
TYPES = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    build = tmp_path_factory.mktemp("protocol")
    write_build(build, NQUADS)
    with serving(build, query_length=2000) as served:
        yield served


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 50


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(server: Served, case: dict) -> None:
    def filled(text: str, *, escaped: bool) -> str:
        for name, iri in DATA.items():
            text = text.replace("{" + name + "}", quote(iri, safe="") if escaped else iri)
        return text.replace("{long}", "x" * 2000)

    address = filled(case.get("address", ""), escaped=True)
    if "query" in case:
        address = f"?query={quote(filled(case['query'], escaped=False))}&{address}"
    headers = {"Accept": case.get("accept", "*/*")}
    headers |= {"Content-Type": case["type"]} if "type" in case else {}
    headers |= {"Content-Encoding": case["coding"]} if "coding" in case else {}
    body = filled(case["body"], escaped=False) if "body" in case else None
    raw = body.encode(case.get("charset", "utf-8")) if body is not None else None
    path = case.get("path", "/sparql") + address
    reply = server.ask(case.get("method", "GET"), path, raw, **headers)
    wanted = case["status"]
    assert wanted in (reply.status, reply.status // 100), reply.body
    media_type = reply.headers.get("Content-Type", "").split(";")[0]
    if reply.status >= 400:
        assert media_type == "application/problem+json"
        assert reply.json["status"] == reply.status
    if "boolean" in case:
        assert media_type in TYPES["boolean"]
        assert reply.json["boolean"] is case["boolean"]
    if "format" in case:
        assert media_type in TYPES[case["format"]]


def test_nothing_was_changed(server: Served) -> None:
    reply = server.query("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert reply.json["results"]["bindings"][0]["n"]["value"] == "3"


def test_the_service_describes_itself(server: Served) -> None:
    reply = server.ask("GET", "/sparql", Accept="application/rdf+xml")
    graph = Graph().parse(data=reply.body, format="xml")
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert list(graph.objects(service, SD.endpoint)) == [URIRef(server.url + "sparql")]
    assert SD.SPARQL11Query in set(graph.objects(service, SD.supportedLanguage))
    assert SD.UnionDefaultGraph in set(graph.objects(service, SD.feature))
    names = {str(name) for name in graph.objects(None, SD.name)}
    assert names == {iri for name, iri in DATA.items() if name != "data0"}


def test_a_reader_of_pages_is_led_to_the_start_page(server: Served) -> None:
    reply = server.ask("GET", "/sparql", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (reply.status, reply.headers["Location"]) == (303, "/")


def test_relative_iris_are_resolved_at_the_endpoint(server: Served) -> None:
    query = "CONSTRUCT { <s> <p> 1 } WHERE {}"
    reply = server.query(query, Accept="application/n-triples")
    assert reply.body.decode().startswith(f"<{server.url}s> <{server.url}p> ")


def test_pages_of_any_site_may_ask(server: Served) -> None:
    assert server.query("ASK {}").headers["Access-Control-Allow-Origin"] == "*"
    reply = server.ask("OPTIONS", "/sparql", Origin="http://a.example")
    assert "POST" in reply.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in reply.headers["Access-Control-Allow-Headers"]
    assert server.query("ASK {").headers["Access-Control-Allow-Origin"] == "*"


def test_head_is_get_without_a_body(server: Served) -> None:
    path = f"/sparql?query={quote('SELECT * WHERE { ?s ?p ?o }')}"
    head, get = server.ask("HEAD", path), server.ask("GET", path)
    assert head.body == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == get.headers[name] is not None
