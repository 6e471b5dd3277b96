"""Linked data: every IRI of the dataset and the vocabulary leads to a page or a document that tells all."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, Graph, Namespace, URIRef

from trama.build.dataset import build_dataset
from trama.errors import SourceError
from trama.publish.catalogue_pages import page_keys
from trama.publish.dataset import Dataset, open_dataset
from trama.publish.named import Name
from trama.publish.place import comuni_of
from trama.publish.resource import describe, triples
from trama.publish.retired import COLUMNS, read_retired
from trama.publish.site import ServedSite, StaticSite
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore, open_store
from trama.store.release import read_manifest, write_release
from trama.web import create_app
from trama.web.accept import choose
from trama.web.replies import link as link_header

TRAMA = Namespace("https://w3id.org/trama/ns#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
OBJECTIVE = "psttm-2025-2027/objective/M2-15"
FORMS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
}


@pytest.fixture(scope="module")
def dataset(built: Settings, store: OxigraphStore) -> Dataset:
    return open_dataset(built, store, read_manifest(built.build))


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore, root: Path) -> FlaskClient:
    queries = read_queries(root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0.2, text/turtle;q=0.3", "text/turtle"),
        ("text/*;q=0.5, text/html;q=0.1", "text/turtle"),
        ("*/*;q=0.1, text/html;q=0", "text/turtle"),
        ("TEXT/Turtle ; Q=1.0", "text/turtle"),
        ("application/pdf, */*;q=0.001", "text/html"),
        ("text/html;level=1;q=0.4, application/ld+json;q=0.5", "application/ld+json"),
        ("application/pdf", None),
        ("text/html;q=0, text/turtle;q=0, application/ld+json;q=0", None),
        ("nonsense, ;;, text/turtle;q=7", "text/html"),
        ("text/html;q=nan, text/turtle;q=0.1", "text/turtle"),
    ],
)
def test_the_accept_header_is_read_as_rfc_9110_has_it(
    header: str | None, chosen: str | None
) -> None:
    assert choose(header, ["text/html", "text/turtle", "application/ld+json"]) == chosen


@pytest.mark.parametrize("ending", FORMS)
def test_a_thing_leads_to_the_form_asked_for(client: FlaskClient, ending: str) -> None:
    media_type, parser = FORMS[ending]
    found = client.get(f"/id/{OBJECTIVE}", headers={"Accept": media_type})
    assert found.status_code == 303
    assert found.headers["Vary"] == "Accept"
    assert found.headers["Location"] == f"/data/{OBJECTIVE}.{ending}"
    document = client.get(found.headers["Location"])
    assert document.mimetype == media_type
    assert len(Graph().parse(data=document.data, format=parser)) > 100


def test_all_forms_say_the_same(client: FlaskClient, built: Settings) -> None:
    said = []
    for ending, (_, parser) in FORMS.items():
        graph = Graph().parse(data=client.get(f"/data/{OBJECTIVE}.{ending}").data, format=parser)
        address = URIRef(f"{built.base}data/{OBJECTIVE}.{ending}")
        assert graph.value(address, FOAF.primaryTopic) == URIRef(f"{built.base}id/{OBJECTIVE}")
        graph.remove((address, None, None))
        said.append(set(graph))
    assert all(graph == said[0] for graph in said)


def test_people_are_led_to_a_page(client: FlaskClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    found = client.get(f"/id/{OBJECTIVE}", headers=browser)
    assert (found.status_code, found.headers["Location"]) == (303, f"/page/{OBJECTIVE}")
    english = client.get(f"/id/{OBJECTIVE}?lang=en", headers=browser)
    assert english.headers["Location"] == f"/page/{OBJECTIVE}?lang=en"
    assert client.get(f"/id/{OBJECTIVE}", headers={"Accept": "image/png"}).status_code == 406
    by_ending = client.get(f"/id/{OBJECTIVE}.ttl", headers=browser)
    assert by_ending.headers["Location"] == f"/data/{OBJECTIVE}.ttl"


def test_every_kind_of_thing_has_a_page_in_both_languages(
    client: FlaskClient, dataset: Dataset
) -> None:
    first: dict[str, str] = {}
    for key in page_keys(dataset):
        name = dataset.directory.names.get(dataset.iri(key), Name())
        for kind in name.classes or (key.partition("/")[0],):
            first.setdefault(kind, key)
    assert len(first) > 20
    for key in first.values():
        path = f"/{key}" if key.startswith("graph/") else f"/page/{key.removeprefix('id/')}"
        for lang in ("it", "en"):
            page = client.get(f"{path}?lang={lang}", headers={"Accept": "text/html"})
            assert page.status_code == 200, key
            assert f'<html lang="{lang}">' in page.text
            assert page.text.count("<h1") == 1


def test_every_iri_of_ours_is_known_to_the_pages(dataset: Dataset) -> None:
    """Subject or object, a thing that a statement names has a page, or is said to be retired: nothing dangles."""
    base = dataset.settings.base
    keys = {dataset.iri(key) for key in page_keys(dataset)}
    keys |= {dataset.iri(f"id/{local}") for local in dataset.retired}
    query = "SELECT DISTINCT ?o WHERE { ?s ?p ?o FILTER(ISIRI(?o)) }"
    for row in dataset.store.query(query):  # type: ignore[union-attr]
        iri = row["o"].value
        if iri.startswith((f"{base}id/", f"{base}graph/")):
            assert iri.partition("#")[0] in keys, iri


def test_a_document_has_both_directions_names_evidence_and_provenance(
    client: FlaskClient, built: Settings
) -> None:
    text = client.get("/data/instrument/ptm.ttl").text
    graph = Graph().parse(data=text, format="turtle")
    thing = URIRef(f"{built.base}id/instrument/ptm")
    objective = next(graph.subjects(TRAMA.carriedBy, thing))
    assert (objective, RDF.type, TRAMA.StrategicObjective) in graph
    assert {label.language for label in graph.objects(objective, RDFS.label)} == {"it", "en"}
    assert list(graph.objects(thing, RDFS.label))
    link = next(graph.subjects(TRAMA.target, thing))
    passage = next(graph.objects(link, TRAMA.evidence))
    exact = graph.value(URIRef(f"{passage}#quote"), URIRef("http://www.w3.org/ns/oa#exact"))
    assert exact
    assert list(graph.objects(link, TRAMA.rationale))
    document = URIRef(f"{built.base}data/instrument/ptm.ttl")
    assert graph.value(document, DCTERMS.license)
    graphs = set(graph.objects(document, DCTERMS.source))
    assert URIRef(f"{built.base}graph/instruments") in graphs
    assert URIRef(f"{built.base}graph/links") in graphs


def test_the_page_shows_each_link_with_its_reason_and_words(
    client: FlaskClient, dataset: Dataset
) -> None:
    text = client.get(f"/page/{OBJECTIVE}").text
    shown = _text(text)
    for link in dataset.directory.by_end[f"{dataset.settings.base}id/{OBJECTIVE}"]:
        assert link.rationale["it"] in shown
        for quote in link.evidence:
            assert quote.exact in shown


def test_what_many_point_at_comes_a_page_at_a_time(client: FlaskClient, dataset: Dataset) -> None:
    key = "psttm-2025-2027"
    iri = f"{dataset.settings.base}id/{key}"
    whole = describe(dataset.store, dataset.directory, iri, per_page=None)
    assert whole is not None
    parts = []
    number = 1
    while True:
        part = describe(dataset.store, dataset.directory, iri, page=number)
        assert part is not None
        parts.append(part)
        if number == part.pages:
            break
        number += 1
    assert len(parts) > 3
    assert tuple(s for part in parts for s in part.incoming) == whole.incoming
    assert tuple(link for part in parts for link in part.links) == whole.links
    first = client.get(f"/data/{key}.ttl")
    assert f'</data/{key}.ttl?page=2>; rel="next"' in first.headers["Link"]
    more = Graph().parse(data=first.data, format="turtle").objects(None, RDFS.seeAlso)
    assert URIRef(f"{dataset.settings.base}data/{key}.ttl?page=2") in set(more)
    assert 'rel="next"' in client.get(f"/page/{key}").text
    assert client.get(f"/page/{key}?page={number}").status_code == 200
    assert client.get(f"/page/{key}?page={number + 1}").status_code == 404
    for wrong in ("0", "-1", "x", "1e9", "٢"):
        refused = client.get(f"/page/{key}?page={wrong}")
        assert (refused.status_code, refused.json["parameter"]) == (400, "page")


def test_a_page_of_the_incoming_is_the_same_when_the_engine_orders(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    iri = f"{dataset.settings.base}id/agent/redazione-trama"
    ours = describe(dataset.store, dataset.directory, iri, page=2, per_page=50)
    monkeypatch.setattr("trama.publish.resource._FEW", 0)
    assert describe(dataset.store, dataset.directory, iri, page=2, per_page=50) == ours


def test_the_comuni_of_a_zone_come_a_page_at_a_time(
    client: FlaskClient, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    iri = f"{dataset.settings.base}id/zone/4"
    comuni = comuni_of(dataset, iri)
    assert len(comuni) > 20
    whole = _text(client.get("/page/zone/4").text)
    assert "pagina 2" not in whole
    monkeypatch.setattr("trama.publish.resource.MEMBERS", 10)
    monkeypatch.setattr("trama.publish.pages.MEMBERS", 10)
    texts = [client.get(f"/page/zone/4?page={number}").text for number in (1, 2, 3)]
    assert client.get("/page/zone/4?page=4").status_code == 404
    assert f"gli altri {len(comuni) - 10} dalla pagina 2" in " ".join(_text(texts[0]).split())
    assert f"11–20 / {len(comuni)}" in texts[1]
    named = [re.findall(r'href="/page/comune/(\d+)">[^<]', text) for text in texts]
    # Those on the border stand on the first page too, and what says that they are in the zone nowhere again.
    assert named[0][:10] == [c.istat for c in comuni[:10]]
    assert [*named[1], *named[2]] == [c.istat for c in comuni[10:]]
    document = describe(dataset.store, dataset.directory, iri)
    assert document is not None
    assert len(document.incoming) >= len(comuni)


def test_what_is_not_there_is_not_found(client: FlaskClient) -> None:
    for path in (
        "/id/nothing",
        "/page/nothing",
        "/data/nothing.ttl",
        f"/data/{OBJECTIVE}",
        f"/data/{OBJECTIVE}.exe",
        "/graph/nothing",
        "/graph/nothing.ttl",
        "/ns/nothing",
        "/ns.exe",
        "/id/a%20b%3Cc%3E",
        "/page/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        found = client.get(path, headers={"Accept": "text/html"})
        assert found.status_code == 404, path
        assert "<script>alert" not in found.text
        assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 404


def test_graphs_are_documents(client: FlaskClient, dataset: Dataset) -> None:
    page = client.get("/graph/territory", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    turtle = client.get("/graph/territory", headers={"Accept": "text/turtle"})
    assert turtle.data == client.get("/graph/territory.ttl").data
    size = dataset.manifest["graphs"][f"{dataset.settings.base}graph/territory"]
    # All that the graph holds, and under which licence.
    assert len(Graph().parse(data=turtle.data, format="turtle")) == size + 1
    assert "creativecommons.org/licenses/by/4.0" in turtle.text


def test_the_vocabulary_resolves(client: FlaskClient, root: Path) -> None:
    html = {"Accept": "text/html"}
    assert client.get("/ns", headers=html).headers["Location"] == "/ns/"
    turtle = client.get("/ns", headers={"Accept": "text/turtle"}).headers["Location"]
    graph = Graph().parse(data=client.get(turtle).data, format="turtle")
    page = client.get("/ns/", headers=html)
    anchors = set(re.findall(r'id="([^"]+)"', page.text))
    terms = {str(s).removeprefix(TRAMA) for s in graph.subjects() if str(s).startswith(TRAMA)}
    assert len(terms) > 80
    assert terms - {""} <= anchors
    assert client.get("/ns/trama.ttl").data == (root / "ontology" / "trama.ttl").read_bytes()
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    concept = client.get("/ns/plan-kind/strategic-plan", headers=html)
    assert concept.headers["Location"] == "/page/ns/plan-kind/strategic-plan"
    assert client.get(concept.headers["Location"]).status_code == 200
    for version in ("/ns/0.1.0", "/ns/schemes/0.1.0"):
        assert client.get(version, headers=html).headers["Location"] == "/ns/"
    data = client.get("/ns/plan-kind/strategic-plan", headers={"Accept": "text/turtle"})
    assert client.get(data.headers["Location"]).mimetype == "text/turtle"


def test_signposts_stand_on_pages_and_documents(client: FlaskClient, built: Settings) -> None:
    page = client.get(f"/page/{OBJECTIVE}")
    links = page.headers["Link"]
    assert f'<{built.base}id/{OBJECTIVE}>; rel="cite-as"' in links
    assert f'</data/{OBJECTIVE}.ttl>; rel="describedby"; type="text/turtle"' in links
    assert 'by/4.0/>; rel="license"' in links
    assert 'rel="type"' in links
    document = client.get(f"/data/{OBJECTIVE}.ttl").headers["Link"]
    assert f'</page/{OBJECTIVE}>; rel="describes"' in document
    assert 'rel="collection"' in document


def test_pages_carry_schema_org_as_data_and_no_script_runs(client: FlaskClient) -> None:
    page = client.get("/page/comune/015146")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert block
    facts = json.loads(block[1])
    assert (facts["@type"], facts["name"]) == ("City", "Milano")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert not re.findall(r"<[^>]+ (?:style|on\w+)=", page.text)


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"/page/{OBJECTIVE}")
    again = client.get(f"/page/{OBJECTIVE}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(f"/page/{OBJECTIVE}").status_code == 200


def test_the_same_release_gives_the_same_documents(dataset: Dataset, client: FlaskClient) -> None:
    found = describe(dataset.store, dataset.directory, f"{dataset.settings.base}id/{OBJECTIVE}")
    assert found is not None
    once, twice = (triples(dataset.store, dataset.directory, found) for _ in range(2))
    assert once == twice
    text = client.get(f"/data/{OBJECTIVE}.ttl").text
    prefixes = [line for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    root = re.search(r"<rdf:RDF([^>]*)>", client.get(f"/data/{OBJECTIVE}.rdf").text)
    assert root
    names = re.findall(r"xmlns:(\w+)", root[1])
    assert names == sorted(names)


def test_sitemap_and_robots(client: FlaskClient) -> None:
    sitemap = client.get("/sitemap.xml")
    places = re.findall(r"<loc>([^<]+)</loc>", sitemap.text)
    assert f"http://localhost/page/{OBJECTIVE}" in places
    assert len(places) == len(set(places)) > 500
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text


def test_things_of_any_base_are_served_at_the_same_paths(small: Settings) -> None:
    settings = Settings(root=small.root, build=small.build, base="https://example.org/plans/")
    client = _serve(settings)
    found = client.get("/id/piano-esempio", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=client.get(found.headers["Location"]).data, format="turtle")
    assert (URIRef("https://example.org/plans/id/piano-esempio"), RDF.type, TRAMA.Plan) in graph


def test_texts_of_a_plan_are_shown_as_text(small: Settings) -> None:
    missions = small.root / "graph" / "piano-esempio" / "missions.csv"
    bad = "<script>alert(1)</script>&amp;"
    head, row, *rest = missions.read_text(encoding="utf-8").splitlines()
    cells = row.split(",")
    cells[head.split(",").index("label_it")] = bad
    missions.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    client = _serve(small)
    page = client.get(f"/page/piano-esempio/mission/{cells[0]}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert bad in _text(page.text)
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert block
    assert json.loads(block[1])["name"] == bad


def test_a_retired_thing_is_gone_for_good(small: Settings) -> None:
    register = small.root / "graph" / "retired.csv"
    rows = [
        ",".join(COLUMNS),
        "piano-esempio/objective/X9,2026-03-01,Unito a un altro.,Merged.,piano-esempio",
        "actor/nessuno,2026-03-02,Inserito per errore.,,",
    ]
    register.write_text("\n".join(rows) + "\n", encoding="utf-8")
    client = _serve(small)
    html = {"Accept": "text/html"}
    for path in ("/id/", "/page/"):
        gone = client.get(f"{path}piano-esempio/objective/X9", headers=html)
        assert gone.status_code == 410
        assert "Unito a un altro." in gone.text
        assert "/page/piano-esempio" in gone.text
        assert 'rel="successor-version"' in gone.headers["Link"]
    data = client.get("/data/piano-esempio/objective/X9.ttl", headers={"Accept": "text/turtle"})
    assert (data.status_code, data.mimetype) == (410, "application/problem+json")
    english = client.get("/id/actor/nessuno?lang=en", headers=html)
    assert english.status_code == 410
    assert "Inserito per errore." in english.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("local,date\nx,2026-01-01\n", "retired.csv:1: the columns"),
        (f"{','.join(COLUMNS)}\nx,yesterday,r,,\n", "retired.csv:2: date must be a day"),
        (f"{','.join(COLUMNS)}\na b,2026-01-01,r,,\n", "retired.csv:2: is no local name"),
        (f"{','.join(COLUMNS)}\nx,2026-01-01,,,\n", "retired.csv:2: local and reason_it"),
        (f"{','.join(COLUMNS)}\nx,2026-01-01,r,,\nx,2026-01-01,r,,\n", "retired.csv:3: is retired"),
        (f"{','.join(COLUMNS)}\nx,2026-01-01\n", "retired.csv:2: a row has 5 cells"),
    ],
)
def test_a_bad_register_of_retired_things_is_told(small: Settings, text: str, said: str) -> None:
    (small.root / "graph" / "retired.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        read_retired(small.root)


def test_nothing_retired_is_still_in_use(root: Path, dataset: Dataset) -> None:
    in_use = {key.removeprefix("id/") for key in page_keys(dataset)}
    assert not in_use.intersection(read_retired(root))


def test_a_link_header_holds_plain_letters_only() -> None:
    told = link_header("https://example.org/città/a b>?x=1&y=%20#z", "cite-as", type="text/html")
    address = "https://example.org/citt%C3%A0/a%20b%3E?x=1&y=%20#z"
    assert told == f'<{address}>; rel="cite-as"; type="text/html"'


def test_sites_give_addresses() -> None:
    served = ServedSite("en", "/trama", "/page/x", (("page", "2"), ("lang", "en")))
    assert served.page("id/a/b", page=3) == "/trama/page/a/b?lang=en&page=3"
    assert served.page("ns#Driver") == "/trama/ns/?lang=en#Driver"
    assert served.page("graph/links", lang="it") == "/trama/graph/links"
    assert served.data("ns/plan-kind/x", "ttl") == "/trama/data/ns/plan-kind/x.ttl"
    assert served.data("catalogo", "rdf") == "/trama/catalogo.rdf"
    assert served.translated("it") == "/trama/page/x?page=2&lang=it"
    static = StaticSite("it", "id/a/b")
    assert static.page("id/a/c") == "../../../id/a/c/index.html"
    assert static.page("") == "../../../index.html"
    assert static.page("ns#Driver", lang="en") == "../../../ns/en.html#Driver"
    assert static.data("id/a/b", "ttl") == "../../../id/a/b.ttl"
    assert static.at("catalogo", "en", 2).translated("it") == "../catalogo/index-2.html"


def _serve(settings: Settings) -> FlaskClient:
    manifest = write_release(build_dataset(settings), settings.build)
    store = open_store(settings.build / "store")
    return create_app(settings, store, manifest, {}).test_client()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _text(page: str) -> str:
    parser = _Text()
    parser.feed(page)
    return "".join(parser.parts)


@pytest.mark.parametrize(("lang", "home"), [("it", "/"), ("en", "/?lang=en")])
def test_the_vocabulary_is_a_page_of_the_site(client: FlaskClient, lang: str, home: str) -> None:
    answer = client.get(f"/ns/?lang={lang}")
    assert f'href="{home}"' in answer.text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    assert styles
    assert all(client.get(address).status_code == 200 for address in styles)
    assert "font-src 'self'" in answer.headers["Content-Security-Policy"]
