"""The query page in a real browser: ask, complete, see an error, share, download, with and without script."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import WIDTHS, examine, watched
from trama.namespaces import Names
from trama.query.library import read_queries

pytestmark = pytest.mark.integration

# A browser says this of each answer with an error's status, which the page then shows.
REFUSED = "status of 400"
READY = "#query-page[data-editor=ready]"
GRAPH = (
    "CONSTRUCT { ?d <https://w3id.org/trama/ns#combines> ?o } "
    "WHERE { ?d <https://w3id.org/trama/ns#combines> ?o } ORDER BY ?d ?o LIMIT 12"
)


def opened(page: Page, server: str) -> Iterator[Page]:
    yield from watched(page, server, also=(f"blob:{server}",), forgiven=REFUSED)


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDTHS["desktop"], "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    yield from opened(context.new_page(), server)
    context.close()


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield from opened(context.new_page(), server)
    context.close()


def with_editor(page: Page) -> None:
    """Unfold the question, if it is folded, and wait for its editor."""
    if page.locator("#sparql:not([open])").count():
        page.locator("#sparql > summary").click()
    page.wait_for_selector(READY)


def write(page: Page, text: str) -> None:
    """Put a text in the editor in place of what is there, typed but for its last character."""
    page.locator(".CodeMirror-line").first.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text[:-1])
    page.keyboard.type(text[-1])


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_each_form_of_the_page_is_accessible(
    browser: Browser, server: str, width: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme
    )
    for page in opened(context.new_page(), server):
        for address, shown in (
            ("lang=en", READY),
            ("pronta=why", "#view table"),
            ("pronta=comuni-per-zone&vista=chart", "#view svg rect"),
            ("pronta=comuni-of-zone&vista=map", "#view svg a"),
            (f"vista=graph&query={quote(GRAPH)}", "#view svg circle"),
        ):
            page.goto(f"{server}/interroga?{address}")
            page.locator(shown).first.wait_for()
            examine(page)
    context.close()


def test_a_ready_query_is_found_run_with_a_parameter_and_downloaded(
    page: Page, server: str
) -> None:
    page.goto(f"{server}/interroga")
    page.get_by_label("Cerca fra le domande").fill("obiettivi missione strategici ha")
    expect(page.locator("#gallery-found")).to_have_text("1 domanda")
    page.get_by_role("link", name="Quali obiettivi strategici ha una Missione?").click()
    expect(page.locator("#summary")).to_contain_text("17 righe")
    page.get_by_label("Numero della Missione").select_option(
        label="3 – Infrastrutture per una mobilità sostenibile"
    )
    expect(page.locator("#summary")).to_contain_text("15 righe")
    assert "mission=3" in page.url
    page.get_by_label("Formato").select_option("CSV")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Scarica").click()
    assert downloading.value.suggested_filename == "objectives-of-mission.csv"
    with downloading.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["mission"] for row in rows} == {"3"}
    assert len(rows) == 15


def test_a_query_is_written_with_completion(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga")
    page.wait_for_selector(READY)
    write(page, "SELECT ?x WHERE { ?x a obiettivo")
    options = page.get_by_role("listbox", name="Completamenti").get_by_role("option")
    expect(options.first).to_contain_text("trama:StrategicObjective")
    expect(page.get_by_role("listbox", name="Completamenti")).to_be_visible()
    # The definition is told in the language of the page.
    expect(options.first).to_contain_text(re.compile("Piano|piano"))
    examine(page)
    page.keyboard.press("Enter")
    page.keyboard.type(' ; skos:notation "M2-1')
    expect(options.filter(has_text="M2-15")).to_be_visible()
    options.filter(has_text="M2-15").click()
    # A click takes the focus from the editor for a moment: what is typed then would go nowhere.
    editor = page.get_by_role("textbox", name="Testo SPARQL")
    expect(editor).to_be_focused()
    page.keyboard.type('" }')
    # The editor reads what is typed at its next turn.
    expect(page.locator("#query")).to_have_value(re.compile('"M2-15" }$'))
    text = page.locator("#query").input_value()
    assert "?x a trama:StrategicObjective" in text
    # A prefix is declared when a name with it is taken, or on asking.
    assert text.startswith("PREFIX trama: <https://w3id.org/trama/ns#>\n")
    expect(page.locator("#syntax")).to_contain_text("il prefisso «skos:» non è dichiarato")
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.type("PREFIX sko")
    page.keyboard.press("Control+Space")
    options.filter(has_text="skos:").first.click()
    expect(editor).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#syntax")).to_have_text("")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#summary")).to_contain_text("1 riga")
    link = page.locator("#view td").get_by_role("link", name="M2-15 ")
    expect(link).to_have_attribute("href", "/page/psttm-2025-2027/objective/M2-15")
    expect(link).to_have_attribute(
        "title", "https://w3id.org/trama/id/psttm-2025-2027/objective/M2-15"
    )
    expect(page.locator("#view .q-iri")).to_have_text("psttm-2025-2027/objective/M2-15")


def test_an_error_is_shown_at_its_place(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga")
    page.wait_for_selector(READY)
    write(page, "SELECT ?x WHERE {\n  ?x ?y }}\n")
    expect(page.locator("#syntax")).to_contain_text("Riga 2, colonna 9")
    mark = page.locator(".q-error-mark")
    expect(mark).to_have_text("}")
    expect(page.locator(".q-error-sign")).to_be_visible()
    page.get_by_role("button", name="Vai all’errore").click()
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getCursor().line") == 1
    examine(page)


def test_what_only_the_service_refuses_is_shown_at_its_place_too(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga")
    page.wait_for_selector(READY)
    # The grammar takes it; only who evaluates knows that ?y is neither grouped nor counted.
    write(page, "SELECT ?x ?y WHERE { ?x a ?y } GROUP BY ?x ")
    expect(page.locator("#syntax")).to_have_text("")
    page.get_by_role("button", name="Esegui").click()
    expect(page.locator("#problem")).to_contain_text("La query non è riuscita")
    assert page.locator("#problem").get_attribute("role") == "alert"
    expect(page.locator("#problem, #syntax").filter(has_text="y")).not_to_have_count(0)
    expect(page.locator("#answer")).to_be_hidden()


def test_a_shared_link_brings_everything_back(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga?pronta=drivers-and-missions")
    page.get_by_role("button", name="Grafico").click()
    page.get_by_role("button", name="Copia il collegamento").click()
    expect(page.locator("#told")).to_have_text("Collegamento copiato.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert (
        link
        == f"{server}/interroga?pronta=drivers-and-missions&mission=&driver=&plan=psttm-2025-2027&vista=chart"
    )

    with_editor(page)
    write(page, "SELECT (COUNT(*) AS ?mobilità) WHERE { ?s a <https://w3id.org/trama/ns#Driver> }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#summary")).to_contain_text("1 riga")
    page.get_by_role("button", name="Copia il collegamento").click()
    expect(page.locator("#told")).to_have_text("Collegamento copiato.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert len(link) < 200
    page.goto(link)
    expect(page.locator("#summary")).to_contain_text("1 riga")
    assert "AS ?mobilità)" in page.locator("#query").input_value()
    expect(page.locator("#view td")).to_have_text("10")
    page.locator("header").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Query the plan")
    expect(page.locator("#view td")).to_have_text("10")


def test_the_table_sorts(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga?pronta=comuni-per-zone")
    cells = page.locator("#view tbody td.q-number")
    cells.first.wait_for()
    before = [int(text) for text in cells.all_inner_texts()]
    head = page.locator("#view th.q-number")
    head.get_by_role("button").click()
    assert [int(text) for text in cells.all_inner_texts()] == sorted(before)
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    assert [int(text) for text in cells.all_inner_texts()] == sorted(before, reverse=True)
    expect(head).to_have_attribute("aria-sort", "descending")
    assert sum(before) == 133


def test_the_chart_and_the_map_have_an_equal_in_words(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga?pronta=comuni-per-zone&vista=chart")
    page.locator("#view svg rect").first.wait_for()
    assert page.locator("#view svg rect").count() == page.locator("#view tbody tr").count() == 8
    page.get_by_label("Tipo").select_option("Linea")
    assert page.locator("#view svg circle").count() == 8
    page.goto(f"{server}/interroga?pronta=comuni-of-zone&zone=4&vista=map")
    page.locator("#view svg a").first.wait_for()
    assert page.locator("#view svg path").count() == 133
    assert page.locator("#view svg a").count() == page.locator(".q-names li").count() == 29


def test_a_graph_is_drawn_and_had_as_turtle(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga?vista=graph&query={quote(GRAPH)}")
    page.locator("#view svg").wait_for()
    assert page.locator("#view svg .q-tie").count() == 12
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Scarica").click()
    assert downloading.value.suggested_filename == "trama.ttl"
    assert "trama:combines" in downloading.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Tabella").click()
    assert page.locator("#view tbody tr").count() == 12


def test_the_answer_comes_first_in_the_readers_words(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga?pronta=comuni-per-zone&lang=en")
    page.locator("#view table").wait_for()
    # The answer stands above the question, which is folded, and the editor is not even loaded.
    assert page.locator("#view").bounding_box()["y"] < page.locator("#sparql").bounding_box()["y"]  # type: ignore[index]
    expect(page.locator(".CodeMirror")).to_have_count(0)
    heads = [each.inner_text() for each in page.locator("#view th").all()]
    assert heads == ["Zone", "Name", "Municipalities"]
    expect(page.locator("#view").get_by_role("link", name="South East")).to_be_visible()
    page.goto(f"{server}/interroga?pronta=results-of-previous-period&vista=chart")
    page.locator("#view svg rect").first.wait_for()
    units = page.get_by_label("Unità").locator("option").all_inner_texts()
    assert len(units) > 1
    for unit in units:
        page.get_by_label("Unità").select_option(unit)
        expect(page.locator("#view figcaption")).to_contain_text(f"Valore ({unit})")
    # What was asked is kept beside, and Back leads through it.
    page.locator("#history > summary").click()
    asked = page.locator("#history-list a")
    expect(asked.first).to_have_text("Che cosa è stato fatto nel triennio precedente?")
    expect(asked.nth(1)).to_have_text("How many municipalities does each zone have?")
    page.get_by_role("button", name="Cancella l’elenco").click()
    expect(page.locator("#history")).to_be_hidden()
    page.goto(f"{server}/interroga?pronta=objectives-of-mission&mission=2")
    expect(page.locator("#summary")).to_contain_text("17 righe")
    page.locator("#parameters select[name=mission]").select_option("3")
    expect(page.locator("#summary")).to_contain_text("15 righe")
    page.go_back()
    expect(page.locator("#summary")).to_contain_text("17 righe")
    expect(page.locator("#parameters select[name=mission]")).to_have_value("2")


def test_no_label_of_a_graph_lies_on_another(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga?vista=graph&query={quote(GRAPH.replace('12', '60'))}")
    page.locator("#view .q-node-name").first.wait_for()
    overlaps = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll(".q-node-name")].map((e) => e.getBBox());
          return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
            a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)).length;
        }"""
    )
    assert overlaps == 0
    expect(page.locator(".q-tie-names")).to_have_text("combina")


def test_the_editor_does_not_hold_the_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga")
    page.wait_for_selector(READY)
    write(page, "SELECT ?x WHERE { ?x a obi")
    expect(page.get_by_role("listbox", name="Completamenti")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Completamenti")).to_have_count(0)
    # What is wrong with the text is told a moment later, with a way to its place.
    expect(page.locator(".q-go")).to_be_visible()
    page.locator(".CodeMirror-line").first.click()
    page.keyboard.press("Tab")
    expect(page.locator(".q-go")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('.CodeMirror'))")
    expect(page.locator("#query")).to_have_value("SELECT ?x WHERE { ?x a obi")


def test_the_code_follows_the_editor(page: Page, server: str) -> None:
    page.goto(f"{server}/interroga?pronta=vision-keywords")
    with_editor(page)
    page.locator("#code-sparqlwrapper summary").click()
    shown = page.locator("#code-sparqlwrapper code")
    expect(shown).to_contain_text(f"{server}/sparql")
    expect(shown).to_contain_text("trama:VisionKeyword")
    write(page, "ASK { ?plan a <https://w3id.org/trama/ns#Plan> }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#summary")).to_contain_text("Sì")
    expect(shown).to_contain_text('print(answer["boolean"])')


def test_the_first_view_is_light(page: Page, server: str) -> None:
    loaded: dict[str, int] = {}
    page.on(
        "response",
        lambda answer: loaded.update({answer.url: len(answer.body())}) if answer.ok else None,
    )
    page.goto(f"{server}/interroga")
    page.wait_for_selector(READY)
    own = {url.rpartition("/")[2]: size for url, size in loaded.items() if "/static/query/" in url}
    assert set(own) == {"page.css", "page.js", "editor.css", "editor.js"}
    assert own["page.css"] + own["page.js"] < 40_000


def test_it_works_without_script(plain: Page, server: str, root: Path) -> None:
    plain.goto(f"{server}/interroga")
    plain.get_by_role("link", name="Quali comuni appartengono a una zona omogenea?").click()
    plain.get_by_label("Numero della zona").select_option("7")
    plain.get_by_role("button", name="Applica").click()
    query = read_queries(root / "queries")["comuni-of-zone"]
    assert plain.get_by_label("Testo SPARQL").input_value() == query.filled_in(
        Names(), {"zone": "7"}
    )
    expect(plain.get_by_role("button", name="Esegui")).to_be_hidden()
    plain.get_by_label("Formato").select_option("CSV")
    with plain.expect_download() as downloading:
        plain.get_by_role("button", name="Scarica").click()
    with downloading.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["zone"] for row in rows} == {"7"}
    assert len(rows) > 10
