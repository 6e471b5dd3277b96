"""Every kind of page in a real browser, at two widths and in both themes: axe finds nothing (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browsing import WIDTHS, examine_in_both_themes, shorten, watched
from kinds import KINDS, WITHOUT_ADDRESS, address_of
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.store.select import select

pytestmark = pytest.mark.integration

# Of things that are alike on a page, so many are examined: the thousandth passage is like the first.
ALIKE = 6
# Targets that lie close, all of which are looked at; an editor, which misses what is taken from it; headings that
# would skip a level without those between.
WHOLE = ("cloth", "map", "query", "text")
WAITS = {
    "weave by columns": "#weave-stage[data-ready=yes]",
    "weave by forces": "#weave-stage[data-ready=yes]",
    "weave about a thing": "#weave-stage[data-ready=yes]",
    "path in the weave": "#weave-stage[data-ready=yes]",
    "ready question": "#view table",
    "ready question about one thing": "#view table",
    "query": "#query-page[data-editor=ready]",
}


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all: what a page needs is fetched once."""
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture(scope="module")
def facts(built: Settings, store: OxigraphStore) -> dict[str, str]:
    """The version in use, and a link that a Driver has."""
    query = "SELECT ?l WHERE { ?l trama:relation trama:combines } ORDER BY ?l LIMIT 1"
    link = next(iter(select(store, query)))["l"].value.rpartition("/")[2]
    return {"version": read_manifest(built.build)["version"], "link": link}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_accessible(
    context: BrowserContext, server: str, facts: dict[str, str], kind: str
) -> None:
    # The browser complains of what is not there, as it should.
    forgiven = "404" if kind in WITHOUT_ADDRESS else ""
    also = (f"blob:{server}",)
    for page in watched(context.new_page(), server, also=also, forgiven=forgiven):
        # One kind in Italian and the next in English: nothing but words changes with the language.
        lang = ("it", "en")[list(KINDS).index(kind) % 2]
        page.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
        page.goto(server + address_of(kind, lang, **facts))
        assert page.locator("html").get_attribute("lang") == lang
        if sign := WAITS.get(kind):
            page.locator(sign).first.wait_for()
        _every_table_is_had_as_csv(page, lang)
        if kind not in WHOLE:
            shorten(page, 2 if kind == "vocabulary" else ALIKE)
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            examine_in_both_themes(page)


def _every_table_is_had_as_csv(page: Page, lang: str) -> None:
    name = "Scarica in CSV" if lang == "it" else "Download as CSV"
    tables = page.locator("main table").count()
    offers = page.locator("main button", has_text=name)
    other = page.locator("main :is(a, option)", has_text="CSV")
    assert offers.count() == tables or (tables and other.count()), page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_a_method_that_is_refused_is_told_by_an_accessible_page(
    context: BrowserContext, server: str, width: str
) -> None:
    for page in watched(context.new_page(), server, forgiven="405"):
        page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        page.goto(f"{server}/accessibilita")
        with page.expect_navigation():
            page.evaluate(
                """() => {
                    const form = document.createElement("form");
                    form.method = "post";
                    form.action = "/glossario";
                    document.body.append(form);
                    form.submit();
                }"""
            )
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("header nav.sections")).to_be_attached()
        examine_in_both_themes(page)
