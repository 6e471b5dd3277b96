"""What comes out of a printer: the pages of real PDFs are read, for what is cut off on paper is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from browsing import watched

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A reader in the dark theme, who prints on white all the same."""
    context = browser.new_context(locale="it-IT", color_scheme="dark")
    yield from watched(context.new_page(), server, also=(f"blob:{server}",))
    context.close()


def printed(page: Page) -> list[str]:
    """Print a page as a person would, and return the letters inside the edges of each sheet, without spaces.

    Letters that stand upright in a row of a table come one a line.
    """
    content = page.pdf(prefer_css_page_size=True, format="A4")
    found = []
    with pypdfium2.PdfDocument(content) as document:
        for sheet in document:
            text = sheet.get_textpage()
            # Words beyond the edge of the paper are in the file, but not on the paper.
            seen = text.get_text_bounded(0, 0, sheet.get_width(), sheet.get_height())
            found.append("".join(seen.split()))
    return found


def is_on(sheet: str, words: str) -> bool:
    """Whether words are on a sheet; those with a halo are written twice, letter by letter."""
    letters = "".join(words.split())
    return letters in sheet or "".join(letter * 2 for letter in letters) in sheet


def test_the_matrix_is_printed_whole_with_its_heads_on_every_sheet(page: Page, server: str) -> None:
    page.goto(f"{server}/matrici/strumenti")
    heads = page.locator(".matrix thead th:not(.corner):not(.sum) a").all_inner_texts()
    rows = page.locator(".matrix tbody th").all_inner_texts()
    assert (len(heads), len(rows)) == (32, 75)
    sheets = [sheet for sheet in printed(page) if "Tot." in sheet]
    assert len(sheets) > 3
    for row in rows:
        assert any(is_on(sheet, row[:20]) for sheet in sheets), row
    # The last columns are those that were cut off.
    for head in heads[-6:]:
        assert all(is_on(sheet, head.split("\n")[0]) for sheet in sheets), head
    totals = "".join(page.locator(".matrix tfoot td").all_inner_texts())
    assert is_on(sheets[-1], f"Totale{totals}")


def test_the_cloth_is_printed_whole_on_one_sheet(page: Page, server: str) -> None:
    page.goto(f"{server}/trama")
    (first, *_) = printed(page)
    names = [
        text.split("\n")[0] for text in page.locator(".cloth.lying .weft title").all_text_contents()
    ]
    assert len(names) == 10
    for name in names:
        assert is_on(first, name), name
    for words in ("M1-01", "M6-03", "filo senza nodi"):
        assert is_on(first, words)
    # What asks to be clicked is not printed.
    assert not is_on(first, "A colonne")


def test_the_weave_is_printed_whole_in_dark_ink(page: Page, server: str) -> None:
    page.goto(f"{server}/trama?layout=layered")
    page.wait_for_selector("#weave-stage[data-ready=yes]")
    (first, *_) = printed(page)
    for column in ("Missioni (6)", "Obiettivi strategici (75)", "Driver (10)"):
        assert is_on(first, column), column
    assert is_on(first, "10 Sistema salute e territorio")
    assert is_on(first, "M6-04")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    ground = page.locator(".weave-paper > rect").first.get_attribute("fill")
    assert ground == "#ffffff"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".weave-paper").count() == 0


def test_a_thing_is_printed_with_all_that_is_folded(page: Page, server: str) -> None:
    page.goto(f"{server}/page/psttm-2025-2027/objective/M2-15")
    words = "".join(printed(page))
    assert is_on(words, "PTM con le relative Strategie")
    # A long line is broken, not cut.
    assert is_on(words, "Rete Verde Metropolitana},")
