"""The weave, the matrices and the map in a real browser: a path found, a filter shared, all by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsing import WIDTHS, examine, watched
from served import serving
from trama.network.network import KINDS
from trama.settings import Settings
from woven_large import LINKS, large_network

pytestmark = pytest.mark.integration

READY = "[data-ready=yes]"


def _opened(browser: Browser, server: str, width: int) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    yield from watched(page, server, also=(f"blob:{server}",))


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails its test if it complains or asks another host."""
    yield from _opened(browser, server, WIDTHS[request.param])


@pytest.fixture
def desktop(browser: Browser, server: str) -> Iterator[Page]:
    yield from _opened(browser, server, WIDTHS["desktop"])


@pytest.mark.parametrize("address", ["/trama?at=PTM", "/trama?from=driver/4&to=PTM&lang=en"])
def test_the_weave_with_its_filters_unfolded_is_accessible(
    page: Page, server: str, address: str
) -> None:
    # The narrow page is looked at in the dark, the wide one in the light.
    narrow = page.viewport_size == {"width": WIDTHS["phone"], "height": 900}
    page.emulate_media(color_scheme="dark" if narrow else "light")
    page.goto(server + address)
    page.wait_for_selector(READY)
    page.locator(".weave-filters summary").click()
    examine(page)


def test_a_path_is_found_in_the_weave(page: Page, server: str) -> None:
    page.goto(f"{server}/trama?layout=layered")
    page.wait_for_selector(READY)
    page.get_by_label("Da", exact=True).fill("4 Metabolismo circolare metropolitano")
    page.get_by_label("A", exact=True).fill("PTM")
    page.get_by_role("button", name="Trova il cammino").click()
    steps = page.locator(".weave-steps li")
    steps.first.wait_for()
    assert steps.count() >= 2
    assert steps.locator("blockquote").count() >= 2
    assert page.locator("#weave-picture canvas.dim").count() == 1
    shared = page.url
    assert "from=" in shared
    assert "to=PTM" in shared
    page.goto(shared)
    page.wait_for_selector(READY)
    assert page.locator(".weave-steps li").count() == steps.count()
    assert page.locator("#weave-picture canvas.dim").count() == 1
    page.get_by_role("button", name="Togli il cammino").click()
    assert page.locator("#weave-picture canvas.dim").count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        "mission=2",
        "driver=4",
        "driver=4&mission=2",
        "relation=combines&basis=Curated",
        "basis=Inferred&basis=Stated&least=0.95",
        "kind=HomogeneousZone&kind=Municipality&basis=Inferred",
        "kind=Driver&kind=Instrument&mission=3",
    ],
)
def test_the_drawing_keeps_what_the_table_says(desktop: Page, server: str, query: str) -> None:
    desktop.goto(f"{server}/trama?layout=layered&{query}")
    desktop.wait_for_selector(READY)
    drawn = desktop.locator("#weave-count").get_attribute("data-links")
    assert drawn == desktop.locator("#weave-links").inner_text()


def test_a_filter_changes_drawing_table_and_address(desktop: Page, server: str) -> None:
    desktop.goto(f"{server}/trama?layout=layered")
    desktop.wait_for_selector(READY)
    before = desktop.locator("#weave-links").inner_text()
    desktop.locator(".weave-filters summary").click()
    desktop.get_by_label("4 Metabolismo circolare metropolitano").check()
    drawn = desktop.locator("#weave-count").get_attribute("data-links")
    assert drawn
    assert int(drawn) < int(before)
    desktop.wait_for_function(
        "drawn => document.getElementById('weave-links').textContent === drawn", arg=drawn
    )
    assert desktop.url.endswith("/trama?layout=layered&driver=4")


def test_every_name_of_the_list_is_found_or_it_is_said_why_not(desktop: Page, server: str) -> None:
    desktop.goto(f"{server}/trama?layout=layered")
    desktop.wait_for_selector(READY)
    count, lost = desktop.evaluate(
        """() => {
            const box = document.querySelector("input[name=at]"), lost = [];
            const said = document.getElementById("weave-missing"), panel = document.getElementById("weave-panel");
            const names = [...document.querySelectorAll("#weave-things option")].map((each) => each.value);
            for (const name of names.filter((_, at) => at % 6 === 0)) {
                box.value = name;
                box.dispatchEvent(new Event("change", { bubbles: true }));
                const bare = name.replace(/^\\S*\\d\\S* | \\([^)]*\\)$/g, "");
                const found = !panel.hidden && panel.textContent.includes(bare);
                const why = !said.hidden && said.textContent.startsWith(`«${name}» non ha legami`);
                if (found === why) lost.push(`${name}: ${said.textContent} ${panel.textContent.slice(0, 60)}`);
            }
            return [names.length, lost];
        }"""
    )
    assert count > 300
    assert lost == []
    # A name that several have is told apart by their kinds.
    box = desktop.get_by_label("Cerca un elemento")
    box.fill("protezione civile")
    box.press("Enter")
    expect(desktop.locator("#weave-missing")).to_contain_text("è il nome di più cose")


def test_back_steps_through_what_was_looked_at_filtered_and_seen(
    desktop: Page, server: str
) -> None:
    desktop.goto(f"{server}/trama")
    desktop.get_by_role("link", name="A colonne").click()
    desktop.wait_for_selector(READY)
    box, panel = desktop.get_by_label("Cerca un elemento"), desktop.locator("#weave-panel")
    box.fill("M2-15")
    box.press("Enter")
    expect(panel).to_contain_text("Rete Verde")
    desktop.locator(".weave-filters summary").click()
    driver = desktop.get_by_role("checkbox", name="Politiche verdi e blu")
    driver.check()
    expect(desktop).to_have_url(re.compile("driver=2"))
    few = desktop.locator("#weave-count").get_attribute("data-links")
    desktop.go_back()
    expect(driver).not_to_be_checked()
    expect(desktop.locator("#weave-count")).not_to_have_attribute("data-links", few or "")
    expect(panel).to_contain_text("Rete Verde")
    desktop.go_back()
    expect(panel).to_be_hidden()
    expect(box).to_have_value("")
    desktop.go_back()
    expect(desktop.locator(".cloth.lying")).to_be_visible()


def test_the_weave_is_walked_by_keyboard(desktop: Page, server: str) -> None:
    desktop.goto(f"{server}/trama?layout=layered")
    desktop.wait_for_selector(READY)
    desktop.locator("#weave-picture").focus()
    desktop.keyboard.press("Home")
    said = desktop.locator("#weave-said")
    assert said.inner_text().startswith("Missioni: 1 ")
    desktop.keyboard.press("ArrowDown")
    assert said.inner_text().startswith("Missioni: 2 ")
    desktop.keyboard.press("ArrowRight")
    assert said.inner_text().startswith("Obiettivi strategici: M")
    desktop.keyboard.press("Escape")
    assert desktop.locator("#weave-panel").is_hidden()
    desktop.keyboard.press("Home")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/page/psttm-2025-2027/mission/1")


def test_a_thing_is_clicked_and_its_links_lead_on(desktop: Page, server: str) -> None:
    desktop.goto(f"{server}/trama?at=driver/4")
    desktop.wait_for_selector(READY)
    panel = desktop.locator("#weave-panel")
    assert "Metabolismo circolare" in panel.get_by_role("heading", level=3).inner_text()
    panel.locator("li button").first.click()
    assert "Metabolismo circolare" not in panel.get_by_role("heading", level=3).inner_text()
    panel.get_by_role("link", name="Apri la scheda").click()
    desktop.wait_for_url("**/page/**")


def test_the_drawing_is_exported(desktop: Page, server: str) -> None:
    desktop.goto(f"{server}/trama?mission=6")
    desktop.wait_for_selector(READY)
    for what, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg "), ("GraphML", b"<?xml")):
        role = "link" if what == "GraphML" else "button"
        with desktop.expect_download() as downloading:
            desktop.get_by_role(role, name=what, exact=True).click()
        content = downloading.value.path().read_bytes()
        assert content.startswith(start)
        assert what == "PNG" or b"M6-01" in content
        assert what == "PNG" or b"M2-01" not in content


def test_forces_lay_the_weave_out(desktop: Page, server: str) -> None:
    desktop.goto(f"{server}/trama?layout=force")
    desktop.wait_for_selector("[data-layout=done]", timeout=20_000)
    assert desktop.get_by_label("Disposizione").input_value() == "force"


def test_the_first_picture_is_drawn_by_a_server_just_started(
    browser: Browser, built: Settings
) -> None:
    # Of a server that was just started, asked as soon as it says that it is ready.
    with serving(built.build) as served:
        for page in _opened(browser, served.url.rstrip("/"), WIDTHS["desktop"]):
            page.goto(f"{served.url}trama?layout=layered")
            page.wait_for_selector(READY)
            drawn = page.evaluate("performance.getEntriesByName('weave-drawn')[0].startTime")
            print(f"first picture after {drawn:.0f} ms")
            # How quick it is on a quiet machine is for `benchmarks/weave.py`.
            assert drawn > 0


def test_what_was_moved_is_painted_sharp_again(desktop: Page, server: str) -> None:
    desktop.goto(f"{server}/trama?layout=layered")
    desktop.wait_for_selector(READY)
    canvas = "document.querySelector('#weave-picture canvas')"
    sharp = f"() => {canvas}.style.transform === 'translate(0px, 0px) scale(1)'"
    desktop.wait_for_function(sharp)
    desktop.locator("#weave-picture").focus()
    # The letters of the page may come later than its first picture.
    desktop.evaluate("document.fonts.ready.then(() => true)")
    settled = (
        f"() => {{ const last = before; before = {canvas}.toDataURL(); return before === last }}"
    )
    desktop.evaluate("window.before = ''")
    desktop.wait_for_function(settled, polling=400)
    for key in ("+", "+", "Shift+ArrowRight"):
        desktop.keyboard.press(key)
    assert not desktop.evaluate(f"({sharp})()")
    desktop.wait_for_function(sharp)
    assert desktop.evaluate(f"{canvas}.toDataURL() !== before")
    desktop.keyboard.press("0")
    desktop.wait_for_function(f"() => {canvas}.toDataURL() === before")


def test_five_thousand_things_can_be_moved(desktop: Page, server: str) -> None:
    """How many frames a second that gives is for `benchmarks/weave.py`."""
    desktop.route("**/trama.json", _generated)
    kinds = "&".join(f"kind={kind}" for kind in KINDS)
    desktop.goto(f"{server}/trama?layout=layered&{kinds}")
    desktop.wait_for_selector(READY, timeout=60_000)
    assert desktop.locator("#weave-count").get_attribute("data-links") == str(LINKS)
    desktop.locator("#weave-picture").scroll_into_view_if_needed()
    box = desktop.locator("#weave-picture").bounding_box()
    assert box
    canvas = "document.querySelector('#weave-picture canvas')"
    desktop.evaluate(f"before = {canvas}.toDataURL()")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desktop.mouse.move(x, y)
    desktop.mouse.down()
    desktop.mouse.move(x + 180, y + 20, steps=20)
    desktop.mouse.up()
    desktop.wait_for_function(f"() => {canvas}.toDataURL() !== before")


def test_the_matrix_leads_to_reasons_and_is_sorted(page: Page, server: str) -> None:
    page.goto(f"{server}/matrici")
    page.get_by_role("link", name="Tot.").click()
    totals = [int(text) for text in page.locator("tbody td.sum").all_inner_texts()]
    assert totals == sorted(totals, reverse=True)
    cell = page.locator("tbody td[class^=heat] a").first
    count = cell.locator("span[aria-hidden]").inner_text()
    cell.click()
    assert page.locator("#weave-links").inner_text() == count


def test_a_comune_of_the_map_is_reached_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/mappa")
    areas = page.locator("svg.map a")
    assert areas.count() == 133
    area = page.get_by_role("link", name="San Colombano al Lambro").first
    area.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/comune/015191")


def _generated(route: Route) -> None:
    """Answer with a made-up network of the size that the drawing must stand."""
    answer = route.fetch()
    body = json.dumps(large_network(answer.json()))
    route.fulfill(response=answer, body=body, headers={"content-type": "application/json"})
