"""Take every picture of this folder anew, of the current build in a real Chromium.

.venv/bin/python docs/screenshots/take.py                     # all of them
.venv/bin/python docs/screenshots/take.py home map-phone      # some
.venv/bin/python docs/screenshots/take.py --png somewhere/    # to look at, elsewhere
"""

from __future__ import annotations

import argparse
import base64
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "benchmarks"))

from weave import FLAGS, NAMES, served  # noqa: E402

DESKTOP, PHONE = 1280, 360
WEAVE, EDITOR = "#weave-stage[data-ready=yes]", "#query-page[data-editor=ready]"
TABLE, CHART, CHOSEN = "#view table", "#view svg rect", "#view svg a"


def _nothing(page: Page) -> None:
    del page


def _forces(page: Page) -> None:
    page.wait_for_selector("[data-layout=done]", timeout=60_000)
    _drawing(page)


def _drawing(page: Page) -> None:
    page.evaluate("document.querySelector('.weave-drawing').scrollIntoView()")


def _answer(page: Page) -> None:
    page.evaluate("document.getElementById('answer').scrollIntoView()")


def _suggestions(page: Page) -> None:
    page.get_by_label("Cerca nel piano").press_sequentially("rete verde")
    page.get_by_role("option").first.wait_for()


def _report(page: Page) -> None:
    page.locator(".check-examples button").first.click()
    page.locator("[data-report]").wait_for(timeout=60_000)


def _finding(page: Page) -> None:
    _report(page)
    page.locator("[data-group='REF-01']").evaluate("group => group.scrollIntoView()")


def _proposal(page: Page) -> None:
    _report(page)
    page.locator("input[value$=accepted]").first.check()
    page.locator("#proposte").evaluate("heading => heading.scrollIntoView()")


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its address, size and theme, what must be there, and what is done before."""

    address: str
    sign: str = "main h1"
    width: int = DESKTOP
    height: int = 900
    dark: bool = False
    prepare: Callable[[Page], None] = _nothing


_OBJECTIVE, _QUESTION = "/page/psttm-2025-2027/objective/M2-15", "/interroga?pronta="
SHOTS = {
    "home": Shot("/", height=1500),
    "home-dark": Shot("/", dark=True),
    "home-phone": Shot("/", width=PHONE, height=800),
    "search-suggestions": Shot("/", height=700, prepare=_suggestions),
    "search": Shot("/search?q=verde"),
    "search-phone": Shot("/search?q=verde", width=PHONE, height=800),
    "objective": Shot(_OBJECTIVE, height=1300),
    "objective-phone": Shot(_OBJECTIVE, width=PHONE, height=1000),
    "objective-dark-phone": Shot(_OBJECTIVE, width=PHONE, height=800, dark=True),
    "comune": Shot("/page/comune/015142", height=1400),
    "comune-phone": Shot("/page/comune/015142", width=PHONE, height=1200),
    "comune-dark": Shot("/page/comune/015142", dark=True),
    "zone": Shot("/page/zone/4"),
    "plan": Shot("/page/psttm-2025-2027", height=1300),
    "plan-phone": Shot("/page/psttm-2025-2027", width=PHONE, height=900),
    "mission": Shot("/page/psttm-2025-2027/mission/3"),
    "glossary": Shot("/glossario"),
    "cloth": Shot("/trama", ".cloth.lying"),
    "cloth-dark": Shot("/trama", ".cloth.lying", dark=True),
    "cloth-instruments": Shot("/trama?filo=strumenti", ".cloth.lying", height=1500),
    "cloth-phone": Shot("/trama", ".cloth.standing", PHONE, 900),
    "text": Shot("/testo"),
    "text-phone": Shot("/testo", width=PHONE, height=800),
    "weave": Shot("/trama?at=driver/4", WEAVE, height=1000, prepare=_drawing),
    "weave-dark": Shot("/trama?layout=layered", WEAVE, height=1000, dark=True, prepare=_drawing),
    "weave-path": Shot("/trama?from=driver/4&to=PTM", WEAVE, height=1400),
    "weave-forces": Shot("/trama?layout=force", WEAVE, height=1000, prepare=_forces),
    "weave-phone": Shot("/trama?layout=layered", WEAVE, PHONE, 800, prepare=_drawing),
    "matrix": Shot("/matrici"),
    "matrix-instruments": Shot("/matrici/strumenti?sort=total", height=1000),
    "matrix-dark": Shot("/matrici", dark=True),
    "matrix-phone": Shot("/matrici", width=PHONE, height=800),
    "map": Shot("/mappa", "svg.map", height=1100),
    "map-dark": Shot("/mappa", "svg.map", height=1100, dark=True),
    "map-phone": Shot("/mappa", "svg.map", PHONE, 900),
    "query": Shot("/interroga", EDITOR),
    "query-table": Shot(f"{_QUESTION}why", TABLE, prepare=_answer),
    "query-chart": Shot(f"{_QUESTION}comuni-per-zone&vista=chart", CHART, prepare=_answer),
    "query-map": Shot(f"{_QUESTION}comuni-of-zone&vista=map", CHOSEN, prepare=_answer),
    "query-dark": Shot("/interroga", EDITOR, dark=True),
    "query-phone": Shot(f"{_QUESTION}comuni-of-zone", TABLE, PHONE, 800),
    "check": Shot("/verifica"),
    "check-phone": Shot("/verifica", width=PHONE, height=800),
    "check-report": Shot("/verifica", height=1200, prepare=_report),
    "check-finding": Shot("/verifica", height=900, prepare=_finding),
    "check-dark-phone": Shot("/verifica", width=PHONE, height=900, dark=True, prepare=_proposal),
    "catalogue": Shot("/catalogo"),
    "catalogue-phone": Shot("/catalogo", width=PHONE, height=800),
    "vocabulary": Shot("/ns/", "h1"),
    "vocabulary-phone": Shot("/ns/", "h1", PHONE, 800),
    "api": Shot("/api"),
    "accessibility": Shot("/accessibilita"),
    "accessibility-phone": Shot("/accessibilita", width=PHONE, height=800),
}


def main() -> None:
    """Take the pictures that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--png", type=Path, metavar="FOLDER", help="PNG, into another folder")
    asked = parser.parse_args()
    if unknown := set(asked.names) - SHOTS.keys():
        parser.error(f"no picture is named {', '.join(sorted(unknown))}")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for name in asked.names or SHOTS:
            kind, folder = ("png", asked.png) if asked.png else ("webp", HERE)
            content = _taken(browser, server, SHOTS[name], kind)
            (folder / f"{name}.{kind}").write_bytes(content)
            print(f"{name}.{kind}: {len(content)} bytes")
        browser.close()


def _taken(browser: Browser, server: str, shot: Shot, kind: str) -> bytes:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        locale="it-IT",
    )
    page = context.new_page()
    page.goto(server + shot.address)
    page.locator(shot.sign).first.wait_for(timeout=60_000)
    page.evaluate("document.fonts.ready")
    shot.prepare(page)
    # A drawing is painted over some frames.
    page.wait_for_timeout(800)
    facts = {"format": kind, **({"quality": 82} if kind == "webp" else {})}
    taken = context.new_cdp_session(page).send("Page.captureScreenshot", facts)
    context.close()
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main()
