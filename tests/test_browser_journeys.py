"""Four people come with a question each, and the pages answer: a councillor, a journalist, a planner, a researcher."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import WIDTHS, watched

pytestmark = pytest.mark.integration

MELZO = "015142"

LIGHT = """
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
const paper = (place) => {
  for (let at = place; at; at = at.parentElement) {
    const found = getComputedStyle(at).backgroundColor.match(/[\\d.]+/g).map(Number);
    if (found.length < 4 || found[3] > 0.5) return found.slice(0, 3);
  }
  return [255, 255, 255];
};
"""
# The strongest of the pixels that a canvas holds, against what lies behind it; nothing if it is empty.
CONTRAST = f"""(canvas) => {{
  {LIGHT}
  const ground = paper(canvas.parentElement);
  const {{ data }} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let most = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 250) most = Math.max(most, ratio([data[i], data[i + 1], data[i + 2]], ground));
  return most;
}}"""
# A text of a drawing, by the colour it is filled with.
DRAWN = f"""(text) => {{
  {LIGHT}
  return ratio(getComputedStyle(text).fill.match(/[\\d.]+/g).map(Number).slice(0, 3), paper(text));
}}"""


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDTHS["desktop"], "height": 900})
    yield from watched(context.new_page(), server)
    context.close()


def test_the_councillor_of_melzo_gets_a_filled_dup_in_four_actions(page: Page, server: str) -> None:
    page.goto(server)
    # One: her comune; two: its page; three: the document.
    page.get_by_label("Nome del Comune").select_option("Melzo")
    page.get_by_role("button", name="Apri la pagina").click()
    page.wait_for_url(f"**/page/comune/{MELZO}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Melzo")
    expect(
        page.get_by_role("heading", name="Che cosa chiede il Piano al tuo Comune")
    ).to_be_visible()
    asked = "ciascun Comune metropolitano informa il contenuto del rispettivo Documento Unico"
    expect(page.get_by_text(asked)).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Documento Word").click()
    written = docx.Document(io.BytesIO(downloading.value.path().read_bytes()))
    words = [p.text for p in written.paragraphs]
    words += [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert "Melzo" in words
    assert MELZO in words
    assert any("Adda Martesana" in text for text in words)
    assert any("M6-04" in text and "Protezione civile" in text for text in words)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Foglio di calcolo").click()
    book = openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
    plan = [str(cell.value) for cell in book["Piano"][2]]
    assert any("Melzo" in value for value in plan)
    answered = [str(cell.value) for row in book["Obiettivi"].iter_rows(min_row=2) for cell in row]
    assert any(value.startswith("psttm-2025-2027#M6-04") for value in answered)


def test_the_journalist_finds_all_about_social_housing(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_role("searchbox", name="Cerca nel piano").or_(
        page.get_by_label("Cerca nel piano")
    ).first.fill("case popolari")
    page.get_by_role("button", name="Cerca").click()
    main = page.locator("main")
    expect(
        main.get_by_role("link", name="Potenziamento dell'edilizia residenziale")
    ).to_be_visible()
    expect(main.get_by_role("link", name="Qualità dell'Abitare").first).to_be_visible()
    main.get_by_role("link", name="casa sociale").first.click()
    page.goto(f"{server}/page/psttm-2025-2027/objective/M5-07")
    expect(page.get_by_role("heading", name="Chi se ne occupa")).to_be_visible()
    expect(page.get_by_text("Il Piano non nomina un ufficio responsabile")).to_be_visible()
    page.goto(f"{server}/page/psttm-2025-2027")
    expect(page.get_by_text("464,3 milioni di euro").first).to_be_visible()
    expect(page.get_by_text("215 interventi").first).to_be_visible()


def test_the_planner_opens_a_knot_and_goes_back(page: Page, server: str) -> None:
    page.goto(f"{server}/trama")
    assert page.locator(".cloth.lying .warp").count() == 75
    box = page.locator(".cloth.lying").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 900, "the picture stands above the fold"
    page.locator(".cloth.lying .knot").first.click()
    reason = page.locator("#nodo")
    expect(reason.locator("blockquote").first).to_be_visible()
    assert "nodo=" in page.url
    page.go_back()
    expect(reason).to_be_empty()
    page.get_by_role("navigation", name="Fili di trama").get_by_role("link", name="Attori").click()
    expect(page.locator(".cloth.lying .weft", has_text="Regione Lombardia").first).to_be_visible()


def test_the_researcher_takes_a_citation_and_a_table(page: Page, server: str) -> None:
    page.goto(f"{server}/page/psttm-2025-2027/driver/4")
    page.get_by_text("BibTeX").click()
    expect(page.locator("pre")).to_contain_text("@misc{trama-driver-4")
    page.goto(f"{server}/page/psttm-2025-2027")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Scarica in CSV").first.click()
    assert "464,3 milioni di euro" in downloading.value.path().read_text(encoding="utf-8-sig")


def test_the_menu_folds_on_a_phone_and_names_the_page(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 740})
    for page in watched(context.new_page(), server):
        page.goto(f"{server}/mappa")
        header = page.locator("header").bounding_box()
        assert header
        assert header["height"] < 200
        menu = page.get_by_role("button", name="Menu")
        menu.click()
        here = page.locator(".sections a[aria-current=page]")
        expect(here).to_have_text("Mappa")
        for target in page.locator("header a:visible, header button:visible").all():
            size = target.bounding_box()
            assert size
            assert size["height"] >= 24, target.inner_text()
    context.close()


def test_the_older_pictures_stand_above_the_fold_and_say_what_they_cannot_find(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(viewport={"width": WIDTHS["desktop"], "height": 900})
    for page in watched(context.new_page(), server):
        page.goto(f"{server}/trama?layout=layered")
        page.wait_for_selector("#weave-stage[data-ready=yes]")
        box = page.locator("#weave-picture").bounding_box()
        assert box
        assert box["y"] + box["height"] <= 900
        said = page.locator("#weave-missing")
        expect(said).to_be_hidden()
        find = page.get_by_label("Cerca un elemento")
        find.fill("Atlantide")
        find.press("Enter")
        expect(said).to_have_text("Nulla si chiama «Atlantide»")
        find.fill("Melzo")
        find.press("Enter")
        # A comune of its own list is found, or it is said why it is not shown.
        expect(said.or_(page.locator("#weave-panel")).filter(has_text="Melzo")).to_be_visible()
    context.close()


def test_what_is_drawn_can_be_told_from_its_ground(browser: Browser, server: str) -> None:
    """Contrast on the pixels, where axe sees only a canvas or an image (WCAG 2.2, 1.4.11 and 1.4.3)."""
    for scheme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": WIDTHS["desktop"], "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        for page in watched(context.new_page(), server):
            page.goto(f"{server}/trama?layout=layered")
            page.wait_for_selector("#weave-stage[data-ready=yes]")
            for place in ("#weave-picture canvas", "#weave-legend canvas"):
                for canvas in page.locator(place).all():
                    if contrast := canvas.evaluate(CONTRAST):
                        assert contrast >= (4.5 if "picture" in place else 3), (scheme, place)
            page.goto(f"{server}/trama")
            for text in page.locator(".cloth.lying text").all()[:40]:
                assert text.evaluate(DRAWN) >= 4.5, (scheme, text.text_content())
        context.close()


def test_every_legend_can_be_read_in_the_dark(browser: Browser, server: str) -> None:
    context = browser.new_context(color_scheme="dark")
    for page in watched(context.new_page(), server):
        page.goto(f"{server}/trama?layout=layered")
        page.wait_for_selector("#weave-stage[data-ready=yes]")
        ink = page.evaluate("getComputedStyle(document.body).color")
        shown = page.locator("legend, #weave-legend li").all()
        assert shown
        assert {each.evaluate("e => getComputedStyle(e).color") for each in shown} == {ink}
    context.close()
