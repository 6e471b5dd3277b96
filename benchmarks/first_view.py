"""How long the weave and the map take to show their first picture, from the start of the navigation.

    .venv/bin/python benchmarks/first_view.py

Each cold view is of a server that was just started and of a browser that knows nothing of it; the page is
opened as soon as the server says that it is ready. The warm view is the same page again.
"""

from __future__ import annotations

import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright
from weave import FLAGS, NAMES, served

ROUNDS = 5
# When the weave was drawn; of the map, when its first content was painted, by the browser's own clock.
_DRAWN = """() => {
  const at = performance.getEntriesByName("weave-drawn")[0]
    ?? performance.getEntriesByName("first-contentful-paint")[0];
  return at?.startTime ?? null;
}"""
PAGES = {"/trama": "[data-ready=yes]", "/mappa": "svg.map"}


def main() -> None:
    """Measure, and print a table of medians."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    print("| page | cold | slowest cold | warm |\n|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for address, sign in PAGES.items():
            cold, warm = [], []
            for _ in range(ROUNDS):
                with served() as server:
                    cold.append(_first(browser, server + address, sign))
                    for _ in range(5):
                        last = _first(browser, server + address, sign)
                    warm.append(last)
            middle = statistics.median
            print(
                f"| {address} | {middle(cold):.0f} ms | {max(cold):.0f} ms | {middle(warm):.0f} ms |"
            )
        browser.close()


def _first(browser: Browser, address: str, sign: str) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(sign)
    page.wait_for_function(f"({_DRAWN})() !== null")
    took = float(page.evaluate(_DRAWN))
    context.close()
    return took


if __name__ == "__main__":
    main()
