"""Every kind of page is valid HTML, tells machines what it is, and says nothing in the words of programs."""

from __future__ import annotations

import html
import os
import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from needs import missing
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app

KINDS = (
    "/",
    "/search?q=verde",
    "/page/psttm-2025-2027",
    "/page/psttm-2025-2027/mission/3",
    "/page/psttm-2025-2027/objective/M2-15",
    "/page/psttm-2025-2027/driver/4",
    "/page/psttm-2025-2027/passage/M2-15",
    "/page/instrument/ptm",
    "/page/actor/regione-lombardia",
    "/page/comune/015142",
    "/page/zone/4",
    "/page/ns/plan-kind/strategic-plan",
    "/testo",
    "/glossario",
    "/trama",
    "/trama?layout=layered",
    "/matrici",
    "/matrici/strumenti",
    "/mappa",
    "/interroga",
    "/interroga?pronta=comuni-per-zone",
    "/verifica",
    "/catalogo",
    "/graph/territory",
    "/ns/",
    "/api",
    "/api/comuni-per-zone?format=html",
    "/accessibilita",
    "/page/nowhere",
)
# What is a matter of taste, or of programs that write pages by hand.
RULES = """{"extends": ["html-validate:standard"], "root": true, "rules": {
  "no-trailing-whitespace": "off", "long-title": "off", "require-sri": "off", "void-style": "off",
  "doctype-style": "off", "prefer-native-element": "off", "tel-non-breaking": "off", "valid-id": "off",
  "wcag/h30": "off"}}"""
SEEN = re.compile(r"<(script|style|pre|textarea|code)\b.*?</\1>|<[^>]+>", re.DOTALL)


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.fixture(scope="module")
def pages(client: FlaskClient) -> dict[str, str]:
    """Every kind of page in both languages, by its address."""
    found = {}
    for kind in KINDS:
        for lang in ("it", "en"):
            address = f"{kind}{'&' if '?' in kind else '?'}lang={lang}"
            found[address] = client.get(address, headers={"Accept": "text/html"}).text
    return found


def test_every_kind_of_page_is_valid_html(
    pages: dict[str, str], root: Path, tmp_path: Path
) -> None:
    judge = root / "src" / "frontend" / "node_modules" / ".bin" / "html-validate"
    if not judge.is_file():
        missing("html-validate (python3 src/frontend/build.py --check brings it)")
    (tmp_path / ".htmlvalidate.json").write_text(RULES)
    for number, (address, page) in enumerate(pages.items()):
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
        if "nowhere" not in address:
            assert '<link rel="canonical" href="' in page, address
            assert 'property="og:image"' in page, address


def test_no_page_shows_the_names_of_programs(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        seen = html.unescape(SEEN.sub(" ", page))
        # The vocabulary documents the names of columns and types of data; people's pages do not.
        if address.startswith("/ns/"):
            continue
        for name in ("label_it", "label_en", "<!-- ocr", "{#M", "Oggetto di «"):
            assert name not in seen, (address, name)
        if not address.startswith(("/api?", "/interroga")):
            assert "xsd:" not in seen, address
        title = re.search(r"<title>(.*?)</title>", page)
        assert title
        assert not re.match(r"[A-Z]\d-\d\d — ", title[1]), address


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
