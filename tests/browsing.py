"""What the browser tests share: how Chromium is started, a page that is watched, and how it is examined."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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

# A page on a busy machine takes its time: what never comes is told all the same.
expect.set_options(timeout=60_000)

_RUN = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map((node) => [node.target.join(" "), node.html.slice(0, 200), node.failureSummary]),
  }));
}"""
# axe looks at no placeholder: the contrast of its colour with that of the field it is in.
_PLACEHOLDERS = """() => {
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [x, y, z] = rgb(colour).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const faint = [];
  for (const field of document.querySelectorAll("[placeholder]")) {
    const ground = getComputedStyle(field).backgroundColor, ink = getComputedStyle(field, "::placeholder").color;
    if (!field.checkVisibility() || rgb(ground)[3] === 0) continue;
    const [one, other] = [light(ground), light(ink)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push(`${field.id || field.name}: ${ink} on ${ground}, ${ratio.toFixed(1)}:1`);
  }
  return faint;
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
    unexpected = [each for each in complaints if not forgiven or forgiven not in each]
    assert unexpected == [], unexpected
    elsewhere = [url for url in asked if not url.startswith((server, "data:", *also))]
    assert elsewhere == [], elsewhere


def examine(page: Page, rules: Sequence[str] = RULES) -> None:
    """Fail if axe finds a violation in a page as it stands, or if the page is wider than the window."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(_RUN, list(rules))
    shown = (page.url, page.viewport_size, json.dumps(found, ensure_ascii=False, indent=1))
    assert found == [], "\n".join(map(str, shown))
    assert page.evaluate(_PLACEHOLDERS) == [], shown[:2]
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
