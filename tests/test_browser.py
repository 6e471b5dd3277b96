"""The pages in a real browser: they work by keyboard and ask nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from browsing import WIDTHS, watched

pytestmark = pytest.mark.integration


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails its test if it complains or asks another host."""
    page = browser.new_page(viewport={"width": WIDTHS[request.param], "height": 900})
    yield from watched(page, server)


def test_a_query_is_asked_by_keyboard(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_label("La tua interrogazione").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    lines = downloading.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "code,label"
    assert len(lines) == 76


def test_the_language_is_switched(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_role("link", name="English").click()
    assert "thread by thread" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Italiano").click()
    assert "filo per filo" in page.get_by_role("heading", level=1).inner_text()


def test_an_example_is_run(page: Page, server: str) -> None:
    page.goto(server)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Esegui e scarica CSV").first.click()
    assert b"M2-15" in downloading.value.path().read_bytes()
