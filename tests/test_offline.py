"""Documents and queries that point elsewhere are read, or refused, and no connection is made."""

from __future__ import annotations

import io
import json
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

from trama.errors import TramaError
from trama.plans.readers import read_bytes
from trama.rdf.files import read_turtle
from trama.settings import Settings
from trama.store import memory_store
from trama.web import create_app

TURTLE = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix trama: <https://w3id.org/trama/ns#> .
@base <{here}base/> .
@prefix here: <{here}> .
<{here}id/piano> a trama:Plan ; owl:imports <{here}o.ttl> , here:p , <relative> .
<https://example.org/id/piano> a trama:Plan ; owl:imports <{here}> ;
  <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{here}> .
"""
RDF = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF SYSTEM "{here}x.dtd" [<!ENTITY out SYSTEM "{here}x"> <!ENTITY % p SYSTEM "{here}p"> %p;]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xml:base="{here}">
<rdf:Description rdf:about="{here}"><a xmlns="{here}">&out;</a></rdf:Description></rdf:RDF>"""
STRATML = """<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="{here}x.xsl"?>
{doctype}<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xi="http://www.w3.org/2001/XInclude"
 xsi:schemaLocation="urn:ISO:std:iso:17469:tech:xsd:stratml_core {here}x.xsd">
<Name>Piano{entity}</Name><xi:include href="{here}x"/><StrategicPlanCore><Organization><Name>Ente</Name>
</Organization><Goal><Name>Meta</Name><Objective><Name>Scopo</Name></Objective></Goal></StrategicPlanCore>
</StrategicPlan>"""


def workbook(here: str) -> bytes:
    """A workbook whose cells, links, pictures and other books are elsewhere."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "obiettivi"
    sheet.append(["codice", "obiettivo"])
    sheet.append(["1", f'=WEBSERVICE("{here}w")'])
    sheet.append(["2", f"='{here}[x.xlsx]a'!A1"])
    sheet.append(["3", "=[1]a!A1"])
    sheet["B2"].hyperlink = f"{here}h"
    other = ExternalLink(externalBook=ExternalBook())
    other.file_link = Relationship(
        type="externalLinkPath", Target=f"{here}x.xlsx", TargetMode="External"
    )
    book._external_links.append(other)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def with_entity(content: bytes, here: str) -> bytes:
    """The same workbook, its parts declaring entities that are elsewhere."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(("sheet1.xml", "workbook.xml", "sharedStrings.xml")):
                head, _, rest = part.partition(b"?>")
                part = head + f'?><!DOCTYPE x [<!ENTITY out SYSTEM "{here}e">]>'.encode() + rest
                part = part.replace(b"obiettivo<", b"obiettivo&out;<")
            new.writestr(name, part)
    return output.getvalue()


def jsonld(context: object) -> bytes:
    thing = {
        "@context": context,
        "@id": "https://example.org/id/p",
        "@type": "https://w3id.org/trama/ns#Plan",
    }
    return json.dumps(thing).encode()


DOCUMENTS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "turtle": ("piano.ttl", lambda here: TURTLE.format(here=here).encode()),
    "context": ("piano.jsonld", lambda here: jsonld(f"{here}c.jsonld")),
    "context in a list": ("piano.jsonld", lambda here: jsonld([{}, f"{here}c"])),
    "context of a term": (
        "piano.jsonld",
        lambda here: jsonld({"a": {"@id": "http://e/a", "@context": f"{here}c"}}),
    ),
    "import of a context": (
        "piano.jsonld",
        lambda here: jsonld({"@version": 1.1, "@import": f"{here}c"}),
    ),
    "RDF/XML": ("piano.rdf", lambda here: RDF.format(here=here).encode()),
    "RDF/XML by another name": ("piano.xml", lambda here: RDF.format(here=here).encode()),
    "StratML": (
        "piano.xml",
        lambda here: STRATML.format(here=here, doctype="", entity="").encode(),
    ),
    "StratML with a DTD": (
        "piano.xml",
        lambda here: STRATML.format(
            here=here, doctype=f'<!DOCTYPE StrategicPlan SYSTEM "{here}x.dtd">\n', entity=""
        ).encode(),
    ),
    "StratML with an entity": (
        "piano.xml",
        lambda here: STRATML.format(
            here=here, doctype=f'<!DOCTYPE x [<!ENTITY o SYSTEM "{here}e">]>\n', entity="&o;"
        ).encode(),
    ),
    "workbook": ("piano.xlsx", workbook),
    "workbook with entities": ("piano.xlsx", lambda here: with_entity(workbook(here), here)),
    "CSV": ("piano.csv", lambda here: f'codice;obiettivo\n1;"=WEBSERVICE(""{here}"")"\n'.encode()),
    "list": ("piano.txt", lambda here: f"1. Vedi {here}\n2. file:///etc/passwd\n".encode()),
}
_CONNECTIONS = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname")
_seen: list[tuple[str, object]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _CONNECTIONS:
        _seen.append((event, arguments[1] if event == "socket.connect" else arguments[0]))


@pytest.fixture(scope="module", autouse=True)
def _hook() -> None:
    # It cannot be taken off again, and only notes.
    sys.addaudithook(_watch)


@pytest.fixture
def here() -> Iterator[str]:
    """An address that documents point to: whoever asks for it is seen, by two ways.

    The hook sees what Python connects to, the listening socket what anything else does.
    """
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.1)
        _seen.clear()
        yield f"http://127.0.0.1:{trap.getsockname()[1]}/"
        assert _seen == []
        with pytest.raises(TimeoutError):
            trap.accept()


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_that_points_elsewhere_makes_no_connection(kind: str, here: str) -> None:
    name, make = DOCUMENTS[kind]
    try:
        read_bytes(make(here), name)
    except TramaError as error:
        told = str(error)
        assert "Traceback" not in told
        assert "root:" not in told


@pytest.mark.parametrize("kind", ["context", "StratML with an entity", "RDF/XML"])
def test_what_would_have_to_be_fetched_is_an_error(kind: str, here: str) -> None:
    name, make = DOCUMENTS[kind]
    with pytest.raises(TramaError):
        read_bytes(make(here), name)


def test_the_vocabulary_and_the_shapes_import_nothing(
    here: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("ttl") / "x.ttl"
    path.write_text(TURTLE.format(here=here), encoding="utf-8")
    assert len(list(read_turtle(path, shown="x.ttl"))) == 7


@pytest.fixture(scope="module")
def client(root, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = Settings(root=root, build=tmp_path_factory.mktemp("none"))
    manifest = {"version": "0", "quads": 0, "graphs": {}, "classes": {}}
    return create_app(settings, memory_store(b""), manifest, {}).test_client()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <{here}> { ?s ?p ?o } }",
        "SELECT * FROM <{here}> { ?s ?p ?o }",
        "SELECT * FROM NAMED <{here}> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <{here}>",
        "DESCRIBE <{here}>",
        "SELECT (<{here}>(1) AS ?x) {}",
        "BASE <{here}> SELECT * FROM <x> { ?s ?p ?o }",
    ],
)
def test_a_query_that_points_elsewhere_makes_no_connection(
    client: FlaskClient, here: str, query: str
) -> None:
    text = query.replace("{here}", here)
    asked = {"query": text, "default-graph-uri": here}
    for answer in (
        client.get("/sparql", query_string={"query": text}),
        client.get("/sparql", query_string=asked),
        client.post("/sparql", data=text, content_type="application/sparql-query"),
        client.get("/graphs", query_string={"graph": here}),
    ):
        assert answer.status_code < 500


def test_a_connection_would_be_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        address = trap.getsockname()
        _seen.clear()
        with socket.create_connection(address):
            trap.accept()[0].close()
    assert ("socket.connect", address) in _seen
    _seen.clear()
