"""The static site: every link leads somewhere, every thing is there, and it is written whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import html
import re
import socketserver
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from rdflib import Graph, URIRef
from typer.testing import CliRunner

from trama.build.dataset import build_dataset
from trama.cli import app
from trama.errors import TramaError
from trama.options import StoreOptions
from trama.publish import static_site as module
from trama.publish.catalogue_pages import page_keys
from trama.publish.dataset import Dataset, open_dataset
from trama.publish.static_site import MARK, Published, publish
from trama.settings import Settings
from trama.store import OxigraphStore, open_store
from trama.store.release import read_manifest, write_release
from trama.store.versions import tidy

ADDRESS = "https://example.org/trama/"
_LINK = re.compile(r'<(?:a|link|script|img|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"')
_ANCHOR = re.compile(r'\sid="([^"]*)"')
_URL = re.compile(r"url\(['\"]?([^'\")]+)['\"]?\)")


@pytest.fixture(scope="module")
def dataset(built: Settings, store: OxigraphStore) -> Dataset:
    return open_dataset(built, store, read_manifest(built.build))


@pytest.fixture(scope="module")
def published(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published]:
    """The site of the whole real plan; it takes most of this file's time."""
    out = tmp_path_factory.mktemp("published") / "site"
    return out, publish(dataset, out, address=ADDRESS)


HEADER = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vann: <http://purl.org/vocab/vann/> .
<https://w3id.org/trama/ns> a owl:Ontology ; dcterms:title "Prova"@it ;
    vann:preferredNamespaceUri "https://w3id.org/trama/ns#" ; vann:preferredNamespacePrefix "trama" .
trama:Plan rdfs:label "Piano"@it .
"""


@pytest.fixture
def small(small: Settings) -> Settings:
    """The small plan with a vocabulary that can be documented."""
    with (small.root / "ontology" / "small.ttl").open("a", encoding="utf-8") as file:
        file.write(HEADER)
    return small


@pytest.fixture
def little(small: Settings) -> Dataset:
    manifest = write_release(build_dataset(small), small.build)
    return open_dataset(small, open_store(small.build / "store"), manifest)


def broken_links(site: Path) -> list[str]:
    """Every link of every page and style sheet that leads to no file or no anchor of the site."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    anchors: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    for name in files:
        if not name.endswith((".html", ".css")):
            continue
        text = (site / name).read_text(encoding="utf-8")
        if name.endswith(".html"):
            anchors[name] = {html.unescape(anchor) for anchor in _ANCHOR.findall(text)}
        for link in set((_LINK if name.endswith(".html") else _URL).findall(text)):
            address = urlsplit(urljoin(f"file:///{name}", html.unescape(link)))
            if address.scheme == "file":
                target = unquote(address.path).removeprefix("/")
                wanted.append((f"{name}: {link}", target, unquote(address.fragment)))
    return [
        place
        for place, target, fragment in wanted
        if target not in files or (fragment and fragment not in anchors.get(target, {fragment}))
    ]


def test_every_link_of_the_whole_site_leads_somewhere(published: tuple[Path, Published]) -> None:
    assert broken_links(published[0]) == []


def test_the_link_checker_finds_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<h1 id="x"></h1><a href="b.html">b</a> <a href="#y">y</a>')
    (tmp_path / "s.css").write_text("p { background: url(none.png) }")
    (tmp_path / "c.html").write_text(
        '<a href="a.html#x">x</a> <a href="https://example.org/">e</a>'
    )
    found = sorted(broken_links(tmp_path))
    assert found == ["a.html: #y", "a.html: b.html", "s.css: none.png"]


def test_every_thing_has_its_pages_and_documents(
    published: tuple[Path, Published], dataset: Dataset
) -> None:
    site, counts = published
    for key in page_keys(dataset):
        assert (site / key / "index.html").is_file(), key
        assert (site / key / "en.html").is_file(), key
        if not key.startswith("graph/"):
            for ending in ("ttl", "jsonld", "nt", "rdf"):
                assert (site / f"{key}.{ending}").is_file(), key
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len(files) == counts.files
    assert sum(path.stat().st_size for path in files) == counts.bytes


def test_documents_hold_all_pages_of_what_points_at_a_thing(
    published: tuple[Path, Published], dataset: Dataset
) -> None:
    site, _ = published
    plan = site / "id" / "psttm-2025-2027"
    assert (plan / "index-2.html").is_file()
    graph = Graph().parse(plan.with_suffix(".ttl"))
    node = URIRef(f"{dataset.settings.base}id/psttm-2025-2027")
    query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s ?p <{node}> }}"
    (row,) = dataset.store.query(query)  # type: ignore[misc]
    assert len(set(graph.subjects(None, node))) >= int(row["n"].value)


def test_dumps_and_catalogue_are_there(
    published: tuple[Path, Published], dataset: Dataset, built: Settings
) -> None:
    site, _ = published
    folder = site / "dataset" / dataset.version
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    whole = gzip.decompress((folder / "trama.nq.gz").read_bytes())
    assert whole == (built.build / "dataset.nq").read_bytes()
    for path in (built.root / "ontology").glob("*.ttl"):
        assert (site / "ns" / path.name).read_bytes() == path.read_bytes()
    catalogue = Graph().parse(site / "catalogo.ttl")
    address = URIRef(f"{ADDRESS}dataset/{dataset.version}/trama.nq.gz")
    assert (None, URIRef("http://www.w3.org/ns/dcat#downloadURL"), address) in catalogue
    void = Graph().parse(site / ".well-known" / "void", format="turtle")
    assert len(void) == len(catalogue)
    places = re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text())
    assert len(places) > 500
    for place in places:
        assert (site / unquote(place.removeprefix(ADDRESS))).is_file(), place


def test_no_page_needs_a_program_or_another_host(published: tuple[Path, Published]) -> None:
    site, _ = published
    for name in ("index.html", "id/comune/015146/index.html", "catalogo/en.html"):
        text = (site / name).read_text(encoding="utf-8")
        assert "/sparql" not in text
        assert "<form" not in text
        loaded = re.findall(r'<(?:script|img)\b[^>]*\ssrc="([^"]+)"', text)
        loaded += re.findall(r'<link rel="(?:stylesheet|icon|preload)" href="([^"]+)"', text)
        assert loaded
        assert not [address for address in loaded if "://" in address or address[0] == "/"]


@pytest.fixture
def host(published: tuple[Path, Published]) -> Iterator[str]:
    """A plain web host that serves the site from a folder of its own."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    handler = partial(Quiet, directory=str(published[0].parent))
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/site/"
        server.shutdown()


@pytest.mark.integration
def test_any_web_host_can_serve_it(host: str) -> None:
    for path in ("", "id/comune/015146/", "id/comune/015146", "ns/", "catalogo/", "graph/links/"):
        with urllib.request.urlopen(host + path) as answer:
            assert answer.headers.get_content_type() == "text/html"
            assert b"<h1" in answer.read()
    with urllib.request.urlopen(f"{host}id/comune/015146.ttl") as answer:
        graph = Graph().parse(data=answer.read(), format="turtle")
    assert len(graph) > 20


def test_the_same_release_gives_the_same_site(little: Dataset, tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish(little, tmp_path / name)
    one, two = (
        {
            p.relative_to(tmp_path / name): p.read_bytes()
            for p in (tmp_path / name).rglob("*")
            if p.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two


def test_a_site_takes_the_place_of_an_earlier_one(little: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(little, out)
    (out / "stale.html").write_text("from an earlier release")
    publish(little, out)
    assert not (out / "stale.html").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_every_version_that_is_kept_is_on_the_site(small: Settings, tmp_path: Path) -> None:
    missions = small.root / "graph" / "piano-esempio" / "missions.csv"
    versions = []
    for label in ("Trasporti", "Mobilità", "Acqua"):
        missions.write_text(f"number,label_it,passages\n1,Istruzione,p-1\n2,{label},p-2\n")
        manifest = write_release(build_dataset(small), small.build)
        versions.append(str(manifest["version"]))
    tidy(small.build, small.base, StoreOptions(whole=1))
    site = tmp_path / "site"
    publish(open_dataset(small, open_store(small.build / "store"), manifest), site)
    for version, label in zip(versions, ("Trasporti", "Mobilità", "Acqua"), strict=True):
        folder = site / "dataset" / version
        whole = gzip.decompress((folder / "trama.nq.gz").read_bytes()).decode()
        assert f'"{label}"@it' in whole
        assert {"index.html", "en.html", "SHA256SUMS"} <= {path.name for path in folder.iterdir()}
    assert broken_links(site) == []


def test_a_site_that_fails_leaves_the_earlier_one(
    little: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    publish(little, out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def fail(*_: object) -> Iterator[tuple[str, bytes]]:
        yield "id/half.html", b"half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_thing", fail)
    with pytest.raises(TramaError, match="No space left"):
        publish(little, out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_with_other_things_is_not_touched(little: Dataset, tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(TramaError, match="neither empty nor a site"):
        publish(little, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name == "thesis.odt"]
    empty = tmp_path / "empty"
    empty.mkdir()
    publish(little, empty)
    assert (empty / MARK).read_text().strip() == little.version


def test_retired_things_keep_a_page_that_says_so(small: Settings, tmp_path: Path) -> None:
    register = small.root / "graph" / "retired.csv"
    register.write_text(
        "local,date,reason_it,reason_en,replaced_by\n"
        "actor/nessuno,2026-03-02,Inserito per errore.,,piano-esempio\n",
        encoding="utf-8",
    )
    manifest = write_release(build_dataset(small), small.build)
    publish(open_dataset(small, open_store(small.build / "store"), manifest), tmp_path / "site")
    page = (tmp_path / "site" / "id" / "actor" / "nessuno" / "index.html").read_text()
    assert "Inserito per errore." in page
    assert broken_links(tmp_path / "site") == []


def test_the_command_publishes(
    little: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(little.settings.root))
    monkeypatch.setenv("TRAMA_BUILD", str(little.settings.build))
    done = CliRunner().invoke(app, ["publish", str(tmp_path / "site"), "--address", ADDRESS[:-1]])
    assert done.exit_code == 0, done.output
    assert little.version in done.output
    assert ADDRESS in (tmp_path / "site" / "sitemap.xml").read_text()
    refused = CliRunner().invoke(app, ["publish", str(tmp_path / "x"), "--address", "ftp://x/"])
    assert isinstance(refused.exception, TramaError)
    assert not (tmp_path / "x").exists()
