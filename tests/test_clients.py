"""Clients that people have are answered: SPARQLWrapper in every way it asks, and the formats of others."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from served import Served, serving, write_build
from trama.query.library import read_queries
from trama.rdf import xmlsafe
from trama.rdf.forms import GRAPH_FORMATS, RESULT_FORMATS, named
from trama.settings import Settings
from trama.store import OxigraphStore, memory_store
from trama.store.release import read_manifest
from trama.web import create_app
from trama.web.accept import choose, read_accept

NQUADS = '<http://e/s> <http://e/p> "uno\\rdue\\ttre & <quattro>" <http://e/g> .\n'
SELECT = "SELECT ?o WHERE { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
BINDINGS = {JSON: "json", XML: "xml", CSV: "csv", TSV: "tab-separated-values"}
GRAPHS = {TURTLE: "turtle", N3: "turtle", RDFXML: "rdf+xml", XML: "rdf+xml", JSONLD: "ld+json"}
# The form of the query, how it is sent, and what is asked for: 26 ways.
WAYS = [
    *(("SELECT", method, format) for method in (GET, POST) for format in BINDINGS),
    *(("ASK", method, format) for method in (GET, POST) for format in (JSON, XML)),
    *(("CONSTRUCT", method, format) for method in (GET, POST) for format in GRAPHS),
    *(("DESCRIBE", method, format) for method in (GET, POST) for format in (TURTLE, RDFXML)),
]
QUERIES = {
    "SELECT": SELECT,
    "ASK": "ASK { ?s ?p ?o }",
    "CONSTRUCT": CONSTRUCT,
    "DESCRIBE": "DESCRIBE <http://e/s>",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("clients")
    write_build(folder, NQUADS)
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore, root: Path) -> FlaskClient:
    queries = read_queries(root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


def test_there_are_26_ways() -> None:
    assert len(WAYS) == len(set(WAYS)) == 26


@pytest.mark.integration
@pytest.mark.parametrize(("form", "method", "format"), WAYS)
def test_sparqlwrapper_is_answered(server: Served, form: str, method: str, format: str) -> None:
    wrapper = SPARQLWrapper(f"{server.url}sparql")
    wrapper.setQuery(QUERIES[form])
    wrapper.setMethod(method)
    wrapper.setReturnFormat(format)
    with warnings.catch_warnings():
        # It warns when it gets another form than it asked for.
        warnings.simplefilter("error")
        # What rdflib says of its own classes.
        warnings.simplefilter("ignore", DeprecationWarning)
        result = wrapper.query()
        expected = (BINDINGS if form in ("SELECT", "ASK") else GRAPHS)[format]
        assert expected in result.info()["content-type"]
        converted = result.convert()
    assert converted is not None
    assert "uno" in str(getattr(converted, "serialize", lambda: b"")() or converted) or (
        form == "ASK" or hasattr(converted, "toxml")
    )


@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/csv; charset=utf-8", "text/csv"),
        (SELECT, "TSV", "text/tab-separated-values"),
        (SELECT, "application/sparql-results+json", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "srx", "application/sparql-results+xml"),
        (CONSTRUCT, "turtle", "text/turtle"),
        (CONSTRUCT, "n3", "text/turtle"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        (CONSTRUCT, "rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "json-ld", "application/ld+json"),
        (CONSTRUCT, "json", "application/ld+json"),
        (CONSTRUCT, "application/x-nice-turtle", "text/turtle"),
        (CONSTRUCT, "text/plain", "application/n-triples"),
        (CONSTRUCT, "text/turtle;charset=utf-8", "text/turtle"),
    ],
)
@pytest.mark.parametrize("parameter", ["format", "output", "results"])
def test_a_format_goes_by_its_usual_names(
    client: FlaskClient, query: str, name: str, media_type: str, parameter: str
) -> None:
    text = f"{query} LIMIT 3"
    answer = client.get("/sparql", query_string={"query": text, parameter: name})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    posted = client.post("/sparql", data={"query": text, parameter: name})
    assert (posted.status_code, posted.mimetype) == (200, media_type)


@pytest.mark.parametrize("name", ["pdf", "auto", "text/x-html+tr", "", "application/pdf"])
def test_a_format_that_is_none_here_leaves_it_to_accept(client: FlaskClient, name: str) -> None:
    for accept, media_type in (
        ("text/csv", "text/csv"),
        ("*/*", "application/sparql-results+json"),
    ):
        answer = client.get(
            "/sparql",
            query_string={"query": f"{SELECT} LIMIT 1", "format": name},
            headers={"Accept": accept},
        )
        assert (answer.status_code, answer.mimetype) == (200, media_type)
    listed = client.get(
        f"/api/objectives-of-mission?per_page=1&format={name}", headers={"Accept": "text/csv"}
    )
    assert (listed.status_code, listed.mimetype) == (200, "text/csv")


PROFILE = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, or ; other"'


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        (f"/sparql?query={CONSTRUCT} LIMIT 1", PROFILE, "application/ld+json"),
        (f"/sparql?query={CONSTRUCT} LIMIT 1", "text/turtle;charset=utf-8", "text/turtle"),
        (f"/sparql?query={SELECT} LIMIT 1", "text/csv; charset=utf-8", "text/csv"),
        (f"/sparql?query={SELECT} LIMIT 1", "text/csv;header=present;q=0.9", "text/csv"),
        ("/sparql", "text/turtle; charset=utf-8", "text/turtle"),
        ("/graphs?default", PROFILE, "application/ld+json"),
        ("/graphs?default", "text/turtle;charset=utf-8", "text/turtle"),
        ("/graph/territory", "text/turtle;charset=utf-8", "text/turtle"),
        ("/id/psttm-2025-2027", PROFILE, "application/ld+json"),
        ("/api/objectives-of-mission", "text/csv; charset=utf-8", "text/csv"),
        ("/catalogo", PROFILE, "application/ld+json"),
    ],
)
def test_a_media_type_may_have_parameters(
    client: FlaskClient, path: str, accept: str, media_type: str
) -> None:
    answer = client.get(path, headers={"Accept": accept}, follow_redirects=True)
    assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_what_stands_between_quotes_parts_nothing() -> None:
    found = read_accept('text/a;p="x, y; q=0";q=0.5, text/b;p="\\"", text/c;p="unended, text/d')
    assert [(r.subtype, r.quality) for r in found] == [("a", 0.5), ("b", 1.0), ("c", 1.0)]
    assert choose('text/turtle;a="b', ["text/turtle"]) == "text/turtle"


def test_an_empty_graph_is_none(client: FlaskClient) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        asked = {"query": "ASK { ?s ?p ?o }", name: ""}
        for answer in (
            client.get("/sparql", query_string=asked),
            client.post("/sparql", data=asked),
        ):
            assert json.loads(answer.data)["boolean"] is True


def test_the_api_says_by_what_it_varies(client: FlaskClient) -> None:
    for path in ("/api", "/api/objectives-of-mission"):
        for accept in ("text/html", "application/json"):
            answer = client.get(path, headers={"Accept": accept})
            assert answer.status_code == 200
            assert "Accept" in answer.vary


def test_names_are_of_one_form_each() -> None:
    for forms in (GRAPH_FORMATS, RESULT_FORMATS):
        for form in forms:
            for name in (form.name, form.media_type, *form.also):
                assert named(name.upper(), forms) == form, name


# XML


@pytest.fixture(scope="module")
def odd(root: Path, built: Settings) -> FlaskClient:
    """A store with texts that XML 1.0 would change, or cannot hold."""
    lines = [
        NQUADS,
        '<http://e/a> <http://e/bad> "\\u0001" <http://e/g> .\n',
        '<http://e/b> <http://e/worse> "\\uFFFE" <http://e/g> .\n',
    ]
    manifest = {"version": "0", "quads": 3, "graphs": {"http://e/g": 3}, "classes": {}}
    app = create_app(built, memory_store("".join(lines).encode()), manifest, {})
    return app.test_client()


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
def test_a_carriage_return_survives_in_xml(odd: FlaskClient, query: str) -> None:
    text = query.replace("WHERE { ?s ?p ?o }", "WHERE { ?s ?p ?o FILTER(?p = <http://e/p>) }")
    answer = odd.get("/sparql", query_string={"query": text, "format": "xml"})
    assert answer.status_code == 200
    found = "".join(ElementTree.fromstring(answer.data).itertext())
    assert "uno\rdue\ttre & <quattro>" in found


@pytest.mark.parametrize("property", ["bad", "worse"])
@pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
def test_what_xml_cannot_hold_is_refused(odd: FlaskClient, query: str, property: str) -> None:
    text = query.replace(
        "WHERE { ?s ?p ?o }", f"WHERE {{ ?s ?p ?o FILTER(?p = <http://e/{property}>) }}"
    )
    answer = odd.get("/sparql", query_string={"query": text, "format": "xml"})
    assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    assert "XML 1.0" in answer.json["detail"]
    assert odd.get("/sparql", query_string={"query": text, "format": "json"}).status_code == 200


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_pieces_of_xml_may_end_anywhere(size: int) -> None:
    def through(data: bytes) -> bytes:
        text = xmlsafe.XmlText()
        parts = [text.feed(data[start : start + size]) for start in range(0, len(data), size)]
        return b"".join(parts) + text.end()

    good = "a\rà\ufffc\ufbfcb\r\n\U0001f600".encode()
    assert through(good) == good.replace(b"\r", b"&#xD;")
    for bad in ("a\x00", "\x1fb", "a\ufffeb", "ab\uffff"):
        with pytest.raises(xmlsafe.NotXml):
            through(bad.encode() + b"more of it")
