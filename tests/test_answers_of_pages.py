"""What four people did not find when they tried the pages: each fault that they met is a test here."""

from __future__ import annotations

import html
import io
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise

import docx
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from trama.drawing import clothsvg
from trama.drawing.cloth import WEFTS, weave
from trama.network.network import Network, read_network
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.store.select import select
from trama.web import create_app

PLAN = "/page/psttm-2025-2027"
HTML = {"Accept": "text/html"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.fixture(scope="module")
def plan(store: OxigraphStore) -> Network:
    return read_network(store)


def seen(page: str) -> str:
    """The words of a page's content, as they are read."""
    main_part = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main_part)).split())


def headings(page: str) -> list[str]:
    found = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page, re.DOTALL)
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", "", each).split())) for each in found]


def unfolded(page: str) -> str:
    """A page without what is folded, however deep."""
    folded = re.compile(r"<details(?:(?!<details).)*?</details>", re.DOTALL)
    while folded.search(page):
        page = folded.sub("", page)
    return page


# 1. What a comune is asked.


def test_every_comune_is_told_what_the_plan_asks_of_it(
    client: FlaskClient, store: OxigraphStore
) -> None:
    query = "SELECT ?c ?n WHERE { ?c a trama:Municipality ; skos:prefLabel ?n } ORDER BY ?c"
    comuni = {row["c"].value.rpartition("/")[2]: row["n"].value for row in select(store, query)}
    assert len(comuni) == 133
    for code, name in comuni.items():
        page = client.get(f"/page/comune/{code}").text
        found = headings(page)
        assert found[:3] == [name, "Che cosa chiede il Piano al tuo Comune", "Prepara il DUP"], code
        for words in ("Zona omogenea", "Unione di Comuni", "Confina con", "informa il contenuto"):
            assert words in page, (code, words)
        assert '<svg viewBox="' in page
        assert page.count("Nel DUP: un obiettivo operativo") >= 10, code
        assert f"/prepara/comune/{code}.docx" in page
        # Coordinates are for programs.
        assert "POLYGON" not in page


@pytest.mark.parametrize("place", ["zone/4", "union/adda-martesana", "comune/015146"])
def test_a_dup_is_prepared_for_every_kind_of_place(client: FlaskClient, place: str) -> None:
    name = headings(client.get(f"/page/{place}").text)[0].lstrip("0123456789 ")
    written = docx.Document(io.BytesIO(client.get(f"/prepara/{place}.docx").data))
    words = [p.text for p in written.paragraphs]
    words += [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert any(name in text for text in words)
    assert any("M6-04" in text for text in words)
    book = load_workbook(io.BytesIO(client.get(f"/prepara/{place}.xlsx").data))
    cells = [str(cell.value) for row in book["Obiettivi"].iter_rows() for cell in row]
    assert any(cell.startswith("psttm-2025-2027#M6-04") for cell in cells)


# 2. Pages begin with what they are about.


def test_the_plan_begins_with_missions_drivers_results_and_money(client: FlaskClient) -> None:
    page = client.get(PLAN).text
    order = [page.index(f'id="{mark}"') for mark in ("missions", "drivers", "results", "links")]
    assert order == sorted(order)
    for words in ("464,3 milioni di euro", "215 interventi", "Programma", "Finanziato da"):
        assert words in page[order[2] : order[3]], words
    # Its many links are folded, so that one need not scroll past them.
    assert unfolded(page[order[3] :]).count("<blockquote") < 40


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("mission/3", "I suoi obiettivi (15)"),
        ("objective/M2-15", "Chi se ne occupa"),
        ("driver/4", "I suoi obiettivi, Missione per Missione"),
    ],
)
def test_a_page_begins_with_what_it_is_about(client: FlaskClient, address: str, first: str) -> None:
    assert headings(client.get(f"{PLAN}/{address}").text)[1] == first


def test_an_objective_says_who_does_it_or_that_the_plan_names_nobody(client: FlaskClient) -> None:
    assert (
        "Il Piano non nomina un ufficio responsabile" in client.get(f"{PLAN}/objective/M2-15").text
    )
    with_actors = seen(client.get(f"{PLAN}/objective/M3-05").text)
    part = with_actors.partition("Chi se ne occupa")[2][:600]
    assert "Regione Lombardia" in part


# 3. Links in words.


def test_links_are_told_in_words_with_how_sure_they_are(client: FlaskClient) -> None:
    page = seen(client.get("/page/instrument/ptm").text)
    for words in ("Oggetto di", "Object of"):
        assert words not in page
    degrees = re.findall(r"(sicuro|probabile|incerto) \((\d,\d\d)\)", page)
    assert len(degrees) > 10
    for word, number in degrees:
        value = float(number.replace(",", "."))
        assert word == ("sicuro" if value >= 0.9 else "probabile" if value >= 0.7 else "incerto")


def test_the_first_quote_of_a_link_is_not_folded_away(client: FlaskClient) -> None:
    page = client.get(f"{PLAN}/objective/M2-15").text
    ties = re.findall(r'<ul class="ties">(.*?)</ul>', page, re.DOTALL)
    entries = [entry for part in ties for entry in re.split(r"<li\b", part)[1:]]
    assert entries
    for entry in entries:
        assert "<blockquote" in re.sub(r"<details.*", "", entry, flags=re.DOTALL)


# 4. The weave as cloth.


def test_membership_of_a_mission_is_no_link(client: FlaskClient, plan: Network) -> None:
    data = json.loads(client.get("/trama.json").data)
    relations = {link.relation for link in plan.links}
    assert "inMission" not in relations
    assert len(data["links"]) == len(plan.links)
    table = client.get("/trama/tabella?kind=Mission&kind=StrategicObjective&kind=Driver").text
    combines = sum(link.relation == "combines" for link in plan.links)
    told = re.search(r'id="weave-links">(\d+)<', table)
    assert told
    assert int(told[1]) == combines == 90


@pytest.mark.parametrize("weft", WEFTS)
def test_the_cloth_has_every_objective_and_knots_of_its_own(plan: Network, weft: str) -> None:
    cloth = weave(plan, weft)
    assert len(cloth.warp) == 75
    assert [t.mission for t in cloth.warp] == sorted(t.mission for t in cloth.warp)
    kind = WEFTS[weft][0]
    assert {t.thing.kind for t in cloth.weft} == {kind}
    assert len({(k.warp, k.weft) for k in cloth.knots}) == len(cloth.knots) > 20
    # Loose threads come last in their Mission.
    for one, other in pairwise(cloth.warp):
        assert one.mission != other.mission or one.knots or not other.knots


def test_a_knot_tells_by_its_size_how_sure_and_by_its_form_on_what_basis(plan: Network) -> None:
    cloth = weave(plan, "strumenti")
    drawn = ET.fromstring(clothsvg.lying(cloth, "it", str, str))
    knots = {a.get("data-at"): a for a in drawn.iter(f"{SVG}a") if a.get("data-at")}
    assert len(knots) == len(cloth.knots)
    bases = Counter(knot.link.basis for knot in cloth.knots)
    assert {"Stated", "Curated"} <= bases.keys()
    sizes = {}
    for knot in cloth.knots:
        mark = list(knots[f"{knot.warp} {knot.weft}"])[-1]
        square = mark.tag == f"{SVG}rect"
        assert square == (knot.link.basis == "Stated")
        radius = float(mark.get("width", "0")) / 1.8 if square else float(mark.get("r", "0"))
        sizes.setdefault(knot.link.confidence, set()).add(round(radius, 0))
    surest, weakest = max(sizes), min(sizes)
    assert min(sizes[surest]) > max(sizes[weakest])


def test_on_a_phone_the_cloth_names_its_objectives(plan: Network) -> None:
    cloth = weave(plan)
    drawn = ET.fromstring(clothsvg.standing(cloth, "it", str, str))
    names = [t.text or "" for t in drawn.iter(f"{SVG}text") if "called" in (t.get("class") or "")]
    assert len(names) == 75
    for name, thread in zip(names, cloth.warp, strict=True):
        assert f"{thread.thing.code} {thread.thing.label('it')}".startswith(
            name.rstrip("…").strip()
        )
        assert len(name) > len(thread.thing.code) + 10
    assert float(drawn.get("width", "0")) <= 328


def test_threads_without_a_knot_say_why(client: FlaskClient, plan: Network) -> None:
    loose = weave(plan).loose
    page = seen(client.get("/trama").text)
    assert len(loose) == 11
    for thread in loose:
        after = page.partition(f"Fili senza nodi ({len(loose)})")[2]
        assert re.search(rf"{thread.thing.code} .{{0,140}}Nessun Driver l[oa] combin", after), (
            thread
        )


@pytest.mark.parametrize("weft", WEFTS)
def test_the_cloth_is_had_as_a_file_that_stands_alone(client: FlaskClient, weft: str) -> None:
    answer = client.get(f"/trama/tela.svg?filo={weft}")
    drawn = ET.fromstring(answer.data)
    assert answer.mimetype == "image/svg+xml"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"http://www.w3.org" in answer.data
    assert not [e for e in drawn.iter() if e.tag.endswith(("image", "script", "link"))]


# 7. Search.


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Melzo", "/page/comune/015142"),
        ("M2-15", f"{PLAN}/objective/M2-15"),
        ("PTM", "/page/instrument/ptm"),
        ("015142", "/page/comune/015142"),
    ],
)
def test_a_name_or_code_finds_its_thing_first(
    client: FlaskClient, words: str, address: str, lang: str
) -> None:
    page = client.get(f"/search?q={words}&lang={lang}").text
    hits = re.findall(r'<h2><a href="([^"?]+)', page)
    assert hits[0] == address


def test_the_kinds_of_what_is_found_are_facets(client: FlaskClient) -> None:
    page = client.get("/search?q=verde").text
    facets = re.findall(r'href="([^"]*tipo=[^"]*)"[^>]*>([^<]+) <small>\((\d+)\)', page)
    assert len(facets) > 3
    for address, kind, count in facets:
        chosen = client.get(html.unescape(address)).text
        kinds = re.findall(r'<p class="small">([^<]+)</p>', chosen[chosen.index('class="hits"') :])
        assert set(kinds) == {kind}
        assert len(kinds) == min(int(count), 20)
        assert 'aria-current="true"' in chosen


# 8. The frame.


def test_a_page_shows_a_picture_where_it_is_shared(client: FlaskClient) -> None:
    page = client.get(f"{PLAN}/objective/M2-15", headers=HTML).text
    facts = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)"', page))
    picture = client.get("/" + facts["og:image"].split("/", 3)[3])
    assert picture.mimetype == "image/png"
    width, height = (int.from_bytes(picture.data[at : at + 4]) for at in (16, 20))
    assert (width, height) == (1200, 630)
    assert len(picture.data) < 300_000
    assert facts["og:title"].startswith("Attuazione del disegno")
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
    assert facts["og:url"] == canonical
    assert canonical.endswith(f"{PLAN}/objective/M2-15")
    english = client.get(f"{PLAN}/objective/M2-15?lang=en", headers=HTML).text
    assert canonical not in re.findall(r'<link rel="canonical" href="([^"]+)"', english)


@pytest.mark.parametrize(
    "address", ["/objective/M2-15", "/driver/4", "/passage/M2-15", "/result/R01", ""]
)
def test_every_page_says_how_to_cite_it(client: FlaskClient, address: str) -> None:
    page = client.get(PLAN + address).text
    name = headings(page)[0]
    entry = re.search(r"@misc\{([\w-]+),\n(.*?)\n\}", html.unescape(page), re.DOTALL)
    assert entry
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry[2], re.MULTILINE))
    assert fields.keys() >= {"author", "title", "year", "url", "note"}
    assert re.fullmatch(r"\{\w.*\}", fields["author"])
    assert re.fullmatch(r"20\d\d", fields["year"])
    assert fields["title"] in name
    assert fields["url"].endswith(f"/id/psttm-2025-2027{address}")
    author = fields["author"].strip("{}")
    assert f"{author} ({fields['year']}), «" in seen(page)


# 9. Words.


def test_the_glossary_explains_the_terms_of_the_plan(client: FlaskClient) -> None:
    page = seen(client.get("/glossario").text)
    for term in ("Driver", "DUP", "PTM", "STTM", "Missione", "Zona omogenea", "PUMS", "PUI"):
        assert term in page, term
