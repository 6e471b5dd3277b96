"""Every kind of page is valid HTML, tells machines what it is, and says nothing in the words of programs."""

from __future__ import annotations

import html
import os
import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kinds import KINDS, PARTS, WITHOUT_ADDRESS, address_of
from needs import missing
from trama.namespaces import TRAMA
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.store.select import select
from trama.web import create_app

# What is a matter of taste, or of programs that write pages by hand.
RULES = """{"extends": ["html-validate:standard"], "root": true, "rules": {
  "no-trailing-whitespace": "off", "long-title": "off", "require-sri": "off", "void-style": "off",
  "doctype-style": "off", "prefer-native-element": "off", "tel-non-breaking": "off", "valid-id": "off",
  "wcag/h30": "off"}}"""
# A term by the prefix of its vocabulary, such as xsd:decimal.
PREFIXED = r"\b(?:dcterms|geo|geosparql|oa|owl|prov|rdfs?|sf|sh|skos|trama|xsd):[A-Za-z]\w*"
SEEN = re.compile(r"<(script|style|pre|textarea|code)\b.*?</\1>|<[^>]+>", re.DOTALL)


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.fixture(scope="module")
def pages(built: Settings, store: OxigraphStore, client: FlaskClient) -> dict[str, str]:
    """Every kind of page in both languages, by its address."""
    query = "SELECT ?l WHERE { ?l trama:relation trama:combines } ORDER BY ?l LIMIT 1"
    link = next(iter(select(store, query)))["l"].value.rpartition("/")[2]
    version = read_manifest(built.build)["version"]
    found = {}
    for kind in KINDS:
        for lang in ("it", "en"):
            address = address_of(kind, lang, version=version, link=link)
            found[address] = client.get(address, headers={"Accept": "text/html"}).text
    return found


def test_every_kind_of_page_is_valid_html(
    pages: dict[str, str], root: Path, tmp_path: Path
) -> None:
    judge = root / "src" / "frontend" / "node_modules" / ".bin" / "html-validate"
    if not judge.is_file():
        missing("html-validate (python3 src/frontend/build.py --check brings it)")
    (tmp_path / ".htmlvalidate.json").write_text(RULES)
    # One kind in Italian and the next in English: the same template makes both.
    for number, (address, page) in enumerate(pages.items()):
        if number % 4 in (1, 2):
            continue
        (tmp_path / f"{number:02}.html").write_text(f"{page}\n<!-- {address} -->\n")
    done = subprocess.run(
        [judge, *sorted(tmp_path.glob("*.html"))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # A judge that finds nothing wrong with what is wrong proves nothing.
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><p><div id=a></div></p><a id=a>")
    assert subprocess.run([judge, "wrong.html"], cwd=tmp_path, capture_output=True).returncode


def test_every_kind_of_page_is_in_the_frame_and_says_what_it_is(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        lang = address[-2:]
        assert f'<html lang="{lang}">' in page, address
        assert 'class="sections"' in page, address
        assert '<meta name="description" content="' in page, address
        for name in ("og:title", "og:description", "og:site_name"):
            assert f'property="{name}"' in page, address
        assert page.count("<h1") == 1, address
        if not any(address.startswith(KINDS[kind]) for kind in WITHOUT_ADDRESS):
            assert '<link rel="canonical" href="' in page, address
            assert 'property="og:image"' in page, address


def test_the_menu_is_grouped_and_marks_the_page_that_one_is_on(pages: dict[str, str]) -> None:
    home = pages["/?lang=it"]
    assert re.findall(r'<span class="group">([^<]+)</span>', home) == [
        "Leggi",
        "Esplora",
        "Verifica",
        "Dati",
    ]
    menu = home[home.index('class="sections"') : home.index("</header>")]
    assert "aria-current" not in menu
    places = re.findall(r'<a href="([^"]+)"', menu)
    assert len(places) == 10
    # The documentation has a frame of its own.
    for place in (each for each in places if each != "/docs"):
        there = pages[f"{place}?lang=it"]
        marked = r'<a href="([^"]+)" aria-current="page"'
        assert re.findall(marked, there[: there.index("</header>")]) == [place]


def test_no_page_shows_the_names_of_programs(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        seen = html.unescape(SEEN.sub(" ", page))
        # The vocabulary documents the names of columns and types of data; people's pages do not.
        if address.startswith("/ns/"):
            continue
        for name in ("label_it", "label_en", "<!-- ocr", "{#M", "Oggetto di «", "/quote/"):
            assert name not in seen, (address, name)
        if not address.startswith("/interroga"):
            assert not re.findall(PREFIXED, seen), address


def test_no_title_is_a_code(pages: dict[str, str]) -> None:
    """What a page, a section of it or a hit is headed by has a word in it, and no name of a program."""
    for address, page in pages.items():
        if address.startswith(("/ns/", "/dataset/")):
            continue
        titles = re.findall(r"<title>(.*?)</title>", page)
        titles += re.findall(r"<h[1-4][^>]*>(.*?)</h[1-4]>", page, re.DOTALL)
        for title in titles:
            words = html.unescape(re.sub(r"<[^>]+>", "", title)).strip()
            assert re.search(r"[^\W\d_]{3}", words), (address, title)
            assert not re.fullmatch(r"\S*[/_#]\S*", words), (address, title)
            assert not re.match(r"[a-z]+-[\w-]+ [A-Z]", words), (address, title)
        assert not re.match(r"[A-Z]\d-\d\d — ", titles[0]), address


def test_every_passage_and_quote_is_named_by_its_words(
    built: Settings, client: FlaskClient, store: OxigraphStore
) -> None:
    query = "SELECT ?p WHERE { ?p oa:hasSelector/oa:exact ?words } ORDER BY ?p"
    found = [row["p"].value for row in select(store, query)]
    assert len(found) > 700
    for iri in found[::60]:
        page = client.get(iri.replace(f"{built.base}id/", "/page/")).text
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
        assert heading
        assert "«" in heading[1], iri
    # Where a thing is stated, and what a search finds beside objectives, is told by words too.
    page = client.get("/page/psttm-2025-2027/objective/M2-15").text
    assert re.search(r"enunciato in</a>.{0,300}M2-15 «Attuazione", page, re.DOTALL)
    hits = client.get("/search?q=piano&tipo=Passage").text
    titles = re.findall(r"<h2><a[^>]*>(.*?)</a></h2>", hits)
    assert titles
    assert all("«" in title for title in titles)


def test_every_kind_of_page_is_among_the_kinds(
    built: Settings, store: OxigraphStore, pages: dict[str, str]
) -> None:
    """A new endpoint that answers with a page, or a new class of things, asks for a line in `kinds.py`."""
    app = create_app(built, store, read_manifest(built.build), {})
    adapter = app.url_map.bind("localhost")
    shown = {
        adapter.match(address.partition("?")[0])[0] for address in pages if "nulla" not in address
    }
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and rule.endpoint not in shown:
            answer = client.get(rule.rule, headers={"Accept": "text/html,*/*;q=0.1"})
            is_page = answer.status_code == 200 and answer.mimetype == "text/html"
            assert not is_page or rule.endpoint in PARTS, rule
    query = (
        "SELECT DISTINCT ?c WHERE { GRAPH ?g { ?t a ?c } FILTER(STRSTARTS(STR(?c), STR(trama:))) }"
    )
    classes = {row["c"].value for row in select(store, query)}
    asked = " ".join(
        f"<{built.base}id/{a[6:].partition('?')[0]}>" for a in pages if a.startswith("/page/")
    )
    query = f"SELECT DISTINCT ?c WHERE {{ VALUES ?t {{ {asked} }} ?t a ?c }}"
    seen = {row["c"].value for row in select(store, query)}
    # Classes of the vocabulary's own terms have no page but the vocabulary's.
    terms = {f"{TRAMA.iri}{name}" for name in ("CrossingProperty", "Basis")}
    assert classes - seen - terms == set()


def test_the_vocabulary_stands_in_the_frame_of_the_site(client: FlaskClient) -> None:
    page = client.get("/ns/?lang=en").text
    assert 'href="/ns/?lang=en" aria-current="page"' in page
    assert 'id="Driver"' in page
    assert "<style" not in page
    assert client.get("/ns/trama.ttl").content_type.startswith("text/turtle")


def test_a_method_that_a_page_does_not_take_is_told_in_the_readers_language(
    client: FlaskClient,
) -> None:
    headers = {"Accept": "text/html"}
    for lang, words in (("it", "Vai al contenuto"), ("en", "Skip to the content")):
        for method, address, status in (("POST", "/glossario", 405), ("GET", "/nulla", 404)):
            answer = client.open(f"{address}?lang={lang}", method=method, headers=headers)
            assert answer.status_code == status
            assert words in answer.text
            assert f'<html lang="{lang}">' in answer.text
