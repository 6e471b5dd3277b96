"""What the browser tests share: how Chromium is started, a page that is watched, and how it is examined."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = {"phone": 360, "desktop": 1280}
# What axe holds a page to: WCAG 2.2 at AA (2.5.8, target size, is among it) and good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What a change of theme can break, for a theme is nothing but colours.
COLOURS = ("color-contrast", "link-in-text-block")

_RUN = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map((node) => [node.target.join(" "), node.html.slice(0, 200), node.failureSummary]),
  }));
}"""
_CUT = """(most) => {
  for (const host of document.querySelectorAll("main *")) {
    const alike = new Map();
    for (const child of [...host.children]) {
      const kind = `${child.tagName} ${child.getAttribute("class")}`;
      alike.set(kind, (alike.get(kind) ?? 0) + 1);
      if (alike.get(kind) > most) child.remove();
    }
  }
}"""


def watched(
    page: Page, server: str, *, also: tuple[str, ...] = (), forgiven: str = ""
) -> Iterator[Page]:
    """Hand a page out, and fail the test if it complains or asks another host.

    `also` holds the beginnings of further addresses that it may ask, `forgiven` words of a complaint
    that it may make.
    """
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: asked.append(sent.url))
    yield page
    page.close()
    assert [each for each in complaints if not forgiven or forgiven not in each] == []
    assert [url for url in asked if not url.startswith((server, "data:", *also))] == []


def examine(page: Page, rules: Sequence[str] = RULES) -> None:
    """Fail if axe finds a violation in a page as it stands, or if the page is wider than the window."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(_RUN, list(rules))
    shown = (page.url, page.viewport_size, json.dumps(found, ensure_ascii=False, indent=1))
    assert found == [], "\n".join(map(str, shown))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), shown[:2]


def examine_in_both_themes(page: Page) -> None:
    """Examine a page in the light and in the dark, at the width that it has."""
    page.emulate_media(color_scheme="light")
    examine(page)
    page.emulate_media(color_scheme="dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground != "rgb(255, 255, 255)", page.url
    examine(page, COLOURS)


def shorten(page: Page, most: int) -> None:
    """Leave of what is alike (one element and class beside another) only so many in the page's content."""
    page.evaluate(_CUT, most)
