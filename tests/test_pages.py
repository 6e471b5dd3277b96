"""The reading pages: the start page, the plan's text, the suggestions, the small drawing of neighbours."""

from __future__ import annotations

import gzip
import html
import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from trama.drawing import neighbours
from trama.namespaces import TRAMA
from trama.network.links import Link
from trama.plans.text import SourceText, read_text
from trama.publish.dataset import Dataset, open_dataset
from trama.publish.suggestions import SUGGESTED, fold
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app
from trama.web.pages.text import Reading, bundles, quote_name, read

FIRST_VIEW = 300_000
KINDS = {
    "home": "/",
    "text": "/testo",
    "accessibility": "/accessibilita",
    "objective": "/page/psttm-2025-2027/objective/M2-15",
    "mission": "/page/psttm-2025-2027/mission/3",
    "comune": "/page/comune/015146",
}
# What is measured besides: every other kind of page, without the drawing and the editor that come later.
FIRST = KINDS | {
    "driver": "/page/psttm-2025-2027/driver/4",
    "passage": "/page/psttm-2025-2027/passage/M2-15",
    "search": "/search?q=verde",
    "weave": "/trama",
    "matrix": "/matrici",
    "instruments": "/matrici/strumenti",
    "map": "/mappa",
    "query": "/interroga?pronta=why",
    "catalogue": "/catalogo",
    "vocabulary": "/ns/?lang=it",
    "graph": "/graph/territory",
    "api": "/api",
    "check": "/verifica",
}
DRAWING = {"/static/weave/weave.js"}
_PLAIN = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.fixture(scope="module")
def dataset(built: Settings, store: OxigraphStore) -> Dataset:
    return open_dataset(built, store, read_manifest(built.build))


@pytest.fixture(scope="module")
def reading(dataset: Dataset) -> Reading:
    return read(dataset)


@pytest.fixture(scope="module")
def source(root: Path) -> SourceText:
    return read_text(root / "graph" / "psttm-2025-2027" / "text.md", shown="text.md")


def _page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def test_every_passage_is_on_the_text_page_whole_and_in_order(
    client: FlaskClient, reading: Reading, source: SourceText
) -> None:
    shown = [(block.anchor, block.words) for block in reading.blocks if block.passage]
    assert shown == [(passage.id, passage.text) for passage in source.passages]
    page = _page(client, "/testo")
    places = [page.index(f'id="{passage.id}"') for passage in source.passages]
    assert places == sorted(places)
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


def test_the_words_of_a_passage_are_shown_as_they_are(
    client: FlaskClient, source: SourceText
) -> None:
    page = _page(client, "/testo")
    for passage in source.passages:
        start = page.index(f'id="{passage.id}">')
        element = re.compile(r"<(p|h\d)>(.*?)</\1>", re.DOTALL).search(page, start)
        assert element is not None
        words = html.unescape(_PLAIN.sub("", element[2]))
        assert words.endswith(passage.text), passage.id


def test_every_quote_of_a_link_is_marked_word_for_word(dataset: Dataset, reading: Reading) -> None:
    blocks = {block.anchor: block for block in reading.blocks}
    quotes = {quote for link in dataset.directory.links.values() for quote in link.evidence}
    assert len(quotes) > 500
    for quote in quotes:
        name = quote_name(quote.iri)
        block = blocks[reading.quotes[name]]
        covered = "".join(s.text for s in block.segments if name in s.quotes)
        assert covered == quote.exact
        assert sum(name in s.begins for s in block.segments) == 1


def test_every_link_stands_under_each_passage_it_quotes(dataset: Dataset, reading: Reading) -> None:
    listed = {
        (block.anchor, iri)
        for block in reading.blocks
        for bundle in block.bundles
        for iri, _ in bundle.links
    }
    quoted = {
        (quote.iri.split("/passage/")[1].partition("/")[0], link.iri)
        for link in dataset.directory.links.values()
        for quote in link.evidence
    }
    assert listed == quoted


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_way_leads_from_a_link_to_its_quote_and_back(client: FlaskClient, lang: str) -> None:
    entity = _page(client, f"{KINDS['objective']}?lang={lang}")
    ways = re.findall(r'href="(/testo\?[^"]*q=[^"]+)"', entity)
    assert ways
    for way in map(html.unescape, ways):
        address, _, anchor = way.partition("#")
        text = _page(client, address)
        assert f'<html lang="{lang}">' in text
        assert f'id="{anchor}"' in text
        assert '<mark class="hit">' in text
    link = re.search(r'href="(/page/link/[0-9a-f]{16})[?"]', entity)
    assert link is not None
    assert link[1] in _page(client, f"/testo?lang={lang}")


def test_a_quote_is_highlighted_whole(client: FlaskClient, dataset: Dataset) -> None:
    links = dataset.directory.links.values()
    exact = {quote_name(q.iri): q.exact for link in links for q in link.evidence}
    for name in sorted(exact)[::40]:
        page = _page(client, f"/testo?q={name}")
        hits = re.findall(r'<mark class="hit">(.*?)</mark>|<span class="lost">(.*?)</span>', page)
        words = "".join(html.unescape(hit or "") for hit, _ in hits)
        assert words in exact[name]
        assert words


def test_the_same_words_in_two_passages_are_two_quotes(
    client: FlaskClient, dataset: Dataset
) -> None:
    links = dataset.directory.links.values()
    found = {(q.exact, q.iri) for link in links for q in link.evidence}
    twice = sorted(iri for exact, iri in found if sum(other == exact for other, _ in found) > 1)
    assert twice
    for iri in twice:
        mark = iri.partition("/passage/")[2].partition("/")[0]
        page = _page(client, f"/testo?q={quote_name(iri)}")
        start = page.index(f'id="{mark}">')
        end = page.index("</div>", start)
        assert 'class="hit"' in page[start:end]
        assert 'class="hit"' not in page[:start] + page[end:]


def test_an_unknown_quote_is_said_to_be_missing(client: FlaskClient) -> None:
    page = _page(client, "/testo?q=%3Cscript%3E")
    assert "Nel testo non c’è una citazione con questo nome." in page
    assert 'class="hit"' not in page
    assert "<script>" not in page


def test_without_a_source_text_the_reading_is_empty(dataset: Dataset, tmp_path: Path) -> None:
    elsewhere = replace(dataset, settings=replace(dataset.settings, root=tmp_path))
    assert read(elsewhere) == Reading("", (), {})


def test_links_are_bundled_by_the_end_that_most_share() -> None:
    links = [_link("plan", "addresses", f"comune{n}") for n in range(3)]
    links += [_link(f"objective{n}", "concerns", "theme") for n in range(2)]
    found = bundles(links)
    assert [(b.shared, b.relation, b.forward, len(b.links)) for b in found] == [
        ("plan", "addresses", True, 3),
        ("theme", "concerns", False, 2),
    ]


@pytest.mark.parametrize(("lang", "word"), [("it", "obiettivi strategici"), ("en", "objectives")])
def test_the_start_page_shows_the_plan(client: FlaskClient, lang: str, word: str) -> None:
    page = _page(client, f"/?lang={lang}")
    counts = re.findall(r'class="tally">(?:[a-z]+ )?(\d+) ', page)
    assert list(map(int, counts[:6])) == [15, 17, 15, 11, 13, 4]
    assert len(counts) == 6 + 10
    assert all(int(count) >= 2 for count in counts[6:])
    assert word in page
    for keyword in ("sostenibilita", "connettivita", "prossimita", "inclusione", "attrattivita"):
        assert f"/keyword/{keyword}" in page


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("kind", ["home", "accessibility", "objective"])
def test_no_link_of_a_page_is_dead(client: FlaskClient, kind: str, lang: str) -> None:
    page = _page(client, f"{KINDS[kind]}?lang={lang}")
    found = {
        html.unescape(a).partition("#")[0] for a in re.findall(r'(?:href|src)="(/[^"]*)"', page)
    }
    assert len(found) > 10
    dead = [a for a in sorted(found) if client.get(a, follow_redirects=True).status_code != 200]
    assert dead == []


@pytest.mark.parametrize("kind", FIRST)
def test_the_first_view_of_a_page_is_small(client: FlaskClient, kind: str) -> None:
    page = _page(client, FIRST[kind])
    assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) - DRAWING
    style = client.get("/static/site/site.css").get_data(as_text=True)
    assets |= {f"/static/site/{font}" for font in re.findall(r'url\("?(fonts/[^")]+)', style)}
    # The vocabulary has a style of its own.
    assert len(assets) >= 8 or kind == "vocabulary"
    size = sum(_packed(client, address) for address in (FIRST[kind], *assets))
    print(f"{kind}: {size} bytes compressed")
    assert size < FIRST_VIEW


def _packed(client: FlaskClient, address: str) -> int:
    """The bytes of an answer as a client that takes gzip gets them."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return len(answer.data if is_packed else gzip.compress(answer.data))


@pytest.mark.parametrize(
    ("contact", "told", "leads"),
    [
        ("", "TRAMA_SERVER_CONTACT", None),
        ("accesso@comune.example", "accesso@comune.example", "mailto:accesso@comune.example"),
        ("https://comune.example/aiuto", "comune.example/aiuto", "https://comune.example/aiuto"),
        ("ufficio <b>URP</b>, via 1@2", "ufficio &lt;b&gt;URP", None),
        ("javascript:alert(1)@x.example", "javascript:alert(1)@x.example", None),
    ],
)
def test_the_accessibility_statement_names_the_contact_of_the_settings(
    built: Settings, store: OxigraphStore, contact: str, told: str, leads: str | None
) -> None:
    settings = replace(built, server=replace(built.server, contact=contact))
    app = create_app(settings, store, read_manifest(built.build), {})
    for lang in ("it", "en"):
        page = app.test_client().get(f"/accessibilita?lang={lang}").text
        main = page[page.index("<main") : page.index("</main>")]
        assert told in main
        assert (f'href="{leads}"' in main) if leads else ("mailto:" not in main)
        assert "javascript:" not in re.findall(r'href="([^"]*)"', main)
        assert ("TRAMA_SERVER_CONTACT" in main) == (not contact)


def test_the_accessibility_statement_has_the_headings_of_the_model(client: FlaskClient) -> None:
    headings = re.findall(r"<h2>([^<]+)</h2>", client.get("/accessibilita").text)
    assert headings[:4] == [
        "Stato di conformità",
        "Contenuti non accessibili",
        "Redazione della dichiarazione di accessibilità",
        "Feedback e recapiti",
    ]


def test_pages_ask_no_other_host(client: FlaskClient) -> None:
    for address in KINDS.values():
        page = _page(client, address)
        assert re.findall(r'(?:src|action|data-suggest)="(?:https?:)?//', page) == []
        assert (
            re.findall(r'<link rel="(?:stylesheet|icon|preload)" href="(?:https?:)?//', page) == []
        )
        assert " style=" not in page
        assert re.findall(r"<script(?! src=| type=\"application/ld\+json\")", page) == []
    style = client.get("/static/site/site.css").get_data(as_text=True)
    assert re.findall(r"url\([\"']?(?:https?:)?//", style) == []
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "'unsafe" not in policy
    assert "script-src 'self'" in policy


def _suggested(client: FlaskClient, words: str, lang: str = "it") -> list[dict[str, str]]:
    answer = client.get("/suggest", query_string={"q": words, "lang": lang})
    assert answer.content_type == "application/json"
    return json.loads(answer.data)["suggestions"]


def test_a_code_is_suggested_first(client: FlaskClient) -> None:
    assert _suggested(client, "m2-15")[0]["href"] == "/page/psttm-2025-2027/objective/M2-15"


def test_suggestions_ignore_accents_and_capitals(client: FlaskClient) -> None:
    assert _suggested(client, "SOSTENIBILITA") == _suggested(client, "sostenibilità")
    assert _suggested(client, "melz")[0]["label"].endswith("Melzo")


def test_suggestions_are_few_and_lead_somewhere(client: FlaskClient) -> None:
    found = _suggested(client, "mobility", "en")
    assert 1 < len(found) <= 8
    for suggestion in found:
        assert suggestion["kind"]
        assert client.get(suggestion["href"]).status_code == 200


def test_suggestions_are_what_going_through_all_names_finds(dataset: Dataset) -> None:
    base = dataset.names.thing("").value
    for lang in ("it", "en"):
        every = []
        for iri, name in dataset.directory.names.items():
            rank = min(
                (rank for rank, kind in enumerate(SUGGESTED) if TRAMA[kind].value in name.classes),
                default=None,
            )
            if rank is not None and iri.startswith(base):
                words = tuple(fold(name.label(lang)).split()) or ("",)
                every.append((iri, rank, words, fold(name.code)))
        for sought in ("m", "m2", "m2-15", "d", "zona", "citt", "di m", "de", "comune mel", "015"):
            wanted = sought.split()
            fit = [
                each
                for each in every
                if all(any(w.startswith(word) for w in (*each[2], each[3])) for word in wanted)
            ]
            fit.sort(key=lambda e: (e[3] != wanted[0], e[2][0] != wanted[0], e[1], e[2]))
            found = dataset.directory.suggest(wanted, lang, within=base, most=8)
            assert found == [(iri, SUGGESTED[rank]) for iri, rank, _, _ in fit[:8]], sought


@pytest.mark.parametrize("words", ["", "   ", "xyzzy", "%", "a" * 5000])
def test_there_may_be_nothing_to_suggest(client: FlaskClient, words: str) -> None:
    assert _suggested(client, words) == []


def test_folding_drops_accents_and_signs() -> None:
    assert fold("L’Attrattività, M2-15") == "l attrattivita  m2-15"


def _link(source: str, relation: str, target: str, confidence: str = "1") -> Link:
    return Link(
        f"{source}-{relation}-{target}", source, relation, target, "Stated", Decimal(confidence)
    )


def test_a_drawing_shows_what_leads_in_on_the_left_and_out_on_the_right() -> None:
    links = [_link("me", "carriedBy", "ptm"), _link("driver", "combines", "me")]
    drawing = neighbours.draw("me", links, str, str)
    assert drawing is not None
    places = {box.iri: box.x for box in drawing.boxes}
    assert places["driver"] < drawing.middle.x < places["ptm"]
    assert [head.text for head in drawing.heads] == ["combines", "carriedBy"]
    assert drawing.left_out == 0


def test_a_drawing_leaves_out_what_does_not_fit_but_no_relation() -> None:
    links = [_link("me", "carriedBy", f"i{n}") for n in range(30)]
    links += [_link("me", "involves", "actor")]
    drawing = neighbours.draw("me", links, str, str)
    assert drawing is not None
    assert len(drawing.boxes) == neighbours.MOST
    assert drawing.left_out == 31 - neighbours.MOST
    assert "actor" in {box.iri for box in drawing.boxes}
    boxes = sorted(drawing.boxes, key=lambda box: box.y)
    assert all(a.y + a.height < b.y for a, b in pairwise(boxes))
    assert all(box.y > 0 and box.y + box.height < drawing.height for box in boxes)


def test_nothing_is_drawn_of_what_has_no_links() -> None:
    assert neighbours.draw("me", [], str, str) is None


def test_the_drawing_of_a_page_names_each_neighbour(client: FlaskClient) -> None:
    page = _page(client, KINDS["objective"])
    drawing = page[page.index('<figure class="neighbours">') : page.index("</figure>")]
    for name in ("instrument/ptm", "driver/2", "keyword/sostenibilita"):
        assert f'{name}"' in drawing


def test_the_locks_of_the_bundles_name_no_registry(root: Path) -> None:
    frontend = root / "src" / "frontend"
    locks = [frontend / "package-lock.json", *sorted(frontend.glob("*/package-lock.json"))]
    assert len(locks) > 1
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        assert [name for name, facts in packages.items() if "resolved" in facts] == []
        assert all("integrity" in facts for name, facts in packages.items() if name)


def test_the_bundle_carries_its_licences(client: FlaskClient) -> None:
    licences = client.get("/static/site/LICENSES.txt").get_data(as_text=True)
    assert "SIL Open Font License" in licences.replace(
        "SIL OPEN FONT LICENSE", "SIL Open Font License"
    )
    assert "BSD 3-Clause" in licences or "Redistribution and use in source" in licences
