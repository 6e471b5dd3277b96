"""The reading pages in a real browser: by keyboard, on a phone, in the dark."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsing import WIDTHS, examine, watched

pytestmark = pytest.mark.integration

OBJECTIVE = "/page/psttm-2025-2027/objective/M2-15"


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails its test if it complains or asks another host."""
    page = browser.new_page(viewport={"width": WIDTHS[request.param], "height": 900})
    yield from watched(page, server)


def test_light_or_dark_is_chosen_and_kept(page: Page, server: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    page.goto(server)
    light = page.evaluate(ground)
    page.get_by_role("button", name="Tema scuro").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(server + OBJECTIVE)
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name="Tema chiaro").click()
    assert page.evaluate(ground) == light


def test_an_answer_that_comes_late_does_not_undo_a_choice(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_label("Cerca nel piano").press_sequentially("rete verde")
    option = page.get_by_role("option", name=re.compile("M2-15"))
    expect(option).to_be_visible()
    held: list[Route] = []
    last = re.compile(r"/suggest\?q=rete(\+|%20)verde(\+|%20)metro$")
    page.route(re.compile(r"/suggest\?"), lambda route: held.append(route))
    with page.expect_request(last):
        page.keyboard.type(" metro")
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    option.evaluate("one => one.dataset.first = ''")
    for route in held:
        route.continue_()
    expect(page.locator("[role=option][data-first]")).to_have_count(0)
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("M2-15")


def test_an_objective_is_found_and_read_why_it_is_linked(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_label("Cerca nel piano").press_sequentially("rete verde metro")
    option = page.get_by_role("option", name=re.compile("M2-15"))
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    examine(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("M2-15")
    tie = page.locator(".ties > li", has_text="Politiche verdi e blu")
    tie.locator("summary").click()
    quote = tie.locator(".quote").first
    words = quote.locator("p").inner_text().strip("«»")
    quote.get_by_role("link", name=re.compile("Nel testo del Piano")).click()
    hit = page.locator("mark.hit")
    expect(hit.first).to_be_in_viewport()
    assert "".join(hit.all_inner_texts()).replace("\n", " ") in words


def test_the_suggestions_close_with_escape_and_enter_searches(page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("Cerca nel piano")
    box.press_sequentially("verde")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=verde"))


def test_the_text_leads_to_the_links_that_rest_on_it(page: Page, server: str) -> None:
    page.goto(f"{server}/testo#M2-15")
    passage = page.locator("[id='M2-15']")
    expect(passage).to_be_in_viewport()
    passage.locator("summary").click()
    passage.locator(".bundle a", has_text="Politiche verdi e blu").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Politiche verdi e blu")


def test_the_first_key_leads_to_the_content(page: Page, server: str) -> None:
    page.goto(server)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_paper_is_white_and_has_no_menus(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(server + OBJECTIVE)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for part in (".top .sections", ".seek", ".top .slim"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_scripts_one_reads_and_searches(browser: Browser, server: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(server)
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    page.get_by_label("Cerca nel piano").fill("verde")
    page.get_by_role("button", name="Cerca").click()
    expect(page).to_have_url(re.compile(r"/search\?q=verde"))
    page.close()
