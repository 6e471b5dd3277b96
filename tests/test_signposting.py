"""A program that knows only FAIR Signposting finds its way: identifiers, authors, licences, files and back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, URIRef

from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.dumps import SUMS
from trama.store.release import read_manifest
from trama.web import create_app

SCHEMA = "https://schema.org/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
HERE = "http://localhost"
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*\w+="[^"]*")*)')
PAGES = (
    "/catalogo",
    "/dataset/{version}",
    "/graph/links",
    "/page/psttm-2025-2027/objective/M2-15",
    "/page/comune/015146",
    "/page/ns/plan-kind/strategic-plan",
    "/page/ns/function/matches",
    "/ns/",
)
HTML = {"Accept": "text/html"}

Link = tuple[str, dict[str, str]]


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore, root: Path) -> FlaskClient:
    manifest, queries = read_manifest(built.build), read_queries(root / "queries")
    return create_app(built, store, manifest, queries).test_client()


@pytest.fixture(scope="module")
def version(built: Settings) -> str:
    return str(read_manifest(built.build)["version"])


def links(client: FlaskClient, address: str, **headers: str) -> list[Link]:
    """The typed links of an answer (RFC 8288), their targets in full."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    found = []
    for target, rest in _LINK.findall(answer.headers["Link"]):
        facts = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        found.append((urljoin(HERE + address, target), facts))
    return found


def targets(found: list[Link], relation: str) -> list[str]:
    return [target for target, facts in found if facts["rel"] == relation]


def local(address: str, base: str) -> str:
    """The address on the server of an IRI that is ours."""
    return address.replace(base, "/").replace(HERE, "")


@pytest.mark.parametrize("pattern", PAGES)
def test_a_landing_page_has_every_relation_it_must(
    client: FlaskClient, built: Settings, version: str, pattern: str
) -> None:
    found = links(client, pattern.format(version=version), **HTML)
    (iri,) = targets(found, "cite-as")
    assert iri.startswith("https://w3id.org/trama/")
    assert targets(found, "license") == [LICENCE]
    (author,) = targets(found, "author")
    assert client.get(local(author, built.base), headers=HTML).status_code == 303
    types = [target for target in targets(found, "type") if target.startswith(SCHEMA)]
    assert f"{SCHEMA}AboutPage" in types
    assert len(types) >= 2
    described = [(t, facts["type"]) for t, facts in found if facts["rel"] == "describedby"]
    assert len(described) == 4
    for target, media_type in described:
        answer = client.get(target.replace(HERE, ""))
        assert (answer.status_code, answer.mimetype) == (200, media_type)
    # The name that is to be cited leads here, or to what is here.
    lead = client.get(local(iri, built.base), headers=HTML, follow_redirects=True)
    assert lead.status_code == 200
    # HEAD says the same, which is all that a harvester reads.
    head = client.head(pattern.format(version=version), headers=HTML)
    assert (
        head.headers["Link"]
        == client.get(pattern.format(version=version), headers=HTML).headers["Link"]
    )


@pytest.mark.parametrize("pattern", PAGES)
def test_a_description_leads_back_to_what_it_describes(
    client: FlaskClient, version: str, pattern: str
) -> None:
    page = links(client, pattern.format(version=version), **HTML)
    for target in targets(page, "describedby"):
        document = links(client, target.replace(HERE, ""))
        (back,) = targets(document, "describes")
        assert client.get(back.replace(HERE, "")).mimetype == "text/html"
        assert targets(document, "license") == [LICENCE]
        assert len(targets(document, "author")) == len(targets(document, "cite-as")) == 1
        if pattern.startswith("/page/") or pattern == "/catalogo":
            assert back == HERE + pattern


@pytest.mark.parametrize("pattern", ["/catalogo", "/dataset/{version}", "/graph/links"])
def test_every_file_of_a_dataset_is_an_item_and_leads_back(
    client: FlaskClient, version: str, pattern: str
) -> None:
    page = links(client, pattern.format(version=version), **HTML)
    items = [(target, facts["type"]) for target, facts in page if facts["rel"] == "item"]
    assert len(items) >= 4
    for target, media_type in items:
        assert media_type in (
            "application/n-quads",
            "text/csv",
            "text/turtle",
            "application/ld+json",
            "application/n-triples",
            "application/rdf+xml",
        )
        item = links(client, target.replace(HERE, ""))
        (back,) = targets(item, "collection")
        assert client.get(back.replace(HERE, "")).mimetype == "text/html"
        assert targets(item, "license") == [LICENCE]
        assert len(targets(item, "author")) == 1
        assert targets(item, "type") == [f"{SCHEMA}Dataset"]
        assert targets(item, "describedby")


def test_a_version_leads_to_the_newest_one(
    client: FlaskClient, built: Settings, version: str
) -> None:
    found = links(client, f"/dataset/{version}")
    (newest,) = targets(found, "latest-version")
    lead = client.get(local(newest, built.base), headers=HTML)
    assert lead.headers["Location"] == "/catalogo"
    assert targets(found, "collection") == [f"{HERE}/catalogo"]


def test_every_thing_belongs_to_a_version(client: FlaskClient, version: str) -> None:
    for address in ("/data/comune/015146.ttl", "/page/comune/015146", "/graph/links"):
        found = links(client, address, **HTML)
        assert targets(found, "collection") == [f"{HERE}/dataset/{version}"]


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("pattern", ["/catalogo", "/dataset/{version}"])
def test_search_engines_read_a_dataset(
    client: FlaskClient, built: Settings, version: str, pattern: str, lang: str
) -> None:
    address = pattern.format(version=version)
    page = client.get(f"{address}?lang={lang}", headers=HTML)
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL
    )
    facts = json.loads(block)
    assert (facts["@context"], facts["@type"]) == ("https://schema.org", "Dataset")
    # What Google asks of a dataset: a name, and 50 to 5,000 letters that describe it.
    assert facts["name"]
    assert 50 <= len(facts["description"]) <= 5_000
    assert facts["license"] == LICENCE
    assert facts["version"] == version
    assert facts["creator"]["name"] == facts["publisher"]["name"]
    assert facts["url"] == built.base + address.removeprefix("/")
    sums = dict(
        line.split("  ")[::-1]
        for line in client.get(f"/dataset/{version}/{SUMS}").text.splitlines()
    )
    assert {d["name"]: d["sha256"] for d in facts["distribution"]} == sums
    for download in facts["distribution"]:
        answer = client.get(local(download["contentUrl"], built.base))
        assert answer.status_code == 200
        assert download["contentSize"] == f"{len(answer.data)} B"


def test_the_sitemap_is_valid_and_all_of_it_is_there(client: FlaskClient) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    assert len(answer.data) < 50 * 2**20
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ElementTree.fromstring(answer.data)
    assert tree.tag == f"{space}urlset"
    places = [str(node.findtext(f"{space}loc")) for node in tree]
    assert 1_000 < len(places) == len(set(places)) <= 50_000
    assert all(place.startswith(f"{HERE}/") for place in places)
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\d", str(node.findtext(f"{space}lastmod"))) for node in tree
    )
    robots = client.get("/robots.txt").text
    barred = [line.removeprefix("Disallow: ") for line in robots.splitlines() if "Disallow" in line]
    for place in places[::40]:
        path = place.removeprefix(HERE)
        assert client.get(path).status_code == 200, path
        assert not any(path.startswith(start) for start in barred)
    assert f"Sitemap: {HERE}/sitemap.xml" in robots


def test_void_is_where_it_is_looked_for(client: FlaskClient, built: Settings) -> None:
    void = "http://rdfs.org/ns/void#"
    for accept in ("text/turtle", "application/rdf+xml", "*/*"):
        answer = client.get("/.well-known/void", headers={"Accept": accept})
        assert answer.status_code == 200
        graph = Graph().parse(data=answer.data, format=answer.mimetype)
        described = URIRef(f"{built.base}.well-known/void")
        whole = URIRef(f"{built.base}dataset")
        assert (described, URIRef("http://xmlns.com/foaf/0.1/primaryTopic"), whole) in graph
        for name in ("triples", "entities", "uriSpace", "sparqlEndpoint", "dataDump"):
            assert graph.value(whole, URIRef(void + name)) is not None, name
