"""Every kind of page on a few sheets: desktop and phone, one in the light and the other in the dark, in turn.

.venv/bin/python docs/screenshots/sheets.py              # all sheets, here
.venv/bin/python docs/screenshots/sheets.py --png away/  # each picture of each kind alone, to look at
"""

from __future__ import annotations

import argparse
import base64
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
for _folder in ("benchmarks", "tests"):
    sys.path.insert(0, str(HERE.parent.parent / _folder))

from weave import FLAGS, NAMES, served  # noqa: E402

from browsing import WIDTHS  # noqa: E402
from kinds import KINDS, address_of  # noqa: E402

ON_A_SHEET = 12
HIGH = {"desktop": 800, "phone": 720}
THEMES = ("light", "dark")
_SHEET = """<style>
body { margin: 0; padding: 12px; font: 600 15px sans-serif; background: #cfd6dd; }
main { display: grid; grid-template-columns: repeat(3, auto); gap: 12px; justify-content: start; }
p { margin: 0 0 4px } div { display: flex; gap: 4px; align-items: flex-start }
img.desktop { width: 384px } img.phone { width: 120px }
</style><main>"""


def main() -> None:
    """Take the pictures, and put them together unless they are asked for one by one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--png", type=Path, metavar="FOLDER", help="each picture alone, as PNG")
    asked = parser.parse_args()
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        facts = _facts(browser, server)
        kinds = list(KINDS)
        for start in range(0, len(kinds), ON_A_SHEET):
            cells = []
            for number, kind in enumerate(kinds[start : start + ON_A_SHEET], start):
                taken = dict(_taken(browser, server + address_of(kind, "it", **facts)))
                if asked.png:
                    for name, content in taken.items():
                        (asked.png / f"{kind.replace(' ', '-')}-{name}.png").write_bytes(content)
                wide, narrow = (THEMES[(number + place) % 2] for place in (0, 1))
                cells.append((kind, taken[f"desktop-{wide}"], taken[f"phone-{narrow}"]))
            if not asked.png:
                name = f"kinds-{start // ON_A_SHEET + 1}.webp"
                (HERE / name).write_bytes(_sheet(browser, cells))
                print(f"{name}: {(HERE / name).stat().st_size} bytes", flush=True)
        browser.close()


def _facts(browser: Browser, server: str) -> dict[str, str]:
    """The version in use and a link, from the pages themselves."""
    page = browser.new_page()
    page.goto(f"{server}/catalogo")
    version = page.locator("a[href*='dataset/']").first.get_attribute("href") or ""
    page.goto(f"{server}/page/psttm-2025-2027/driver/4")
    link = page.locator("a[href*='/page/link/']").first.get_attribute("href") or ""
    page.close()
    found = re.search(r"link/([0-9a-f]{16})", link)
    return {"version": version.rpartition("/")[2], "link": found[1] if found else ""}


def _taken(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    page = browser.new_page(reduced_motion="reduce", locale="it-IT")
    page.goto(address)
    page.wait_for_timeout(300)
    # A drawing is painted again over some frames when the theme changes.
    pause = 1000 if "/trama?" in address else 150
    for width, size in WIDTHS.items():
        page.set_viewport_size({"width": size, "height": HIGH[width]})
        for theme in THEMES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.wait_for_timeout(pause)
            yield f"{width}-{theme}", page.screenshot()
    page.close()


def _sheet(browser: Browser, cells: list[tuple[str, bytes, bytes]]) -> bytes:
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    parts = [_SHEET]
    for kind, wide, narrow in cells:
        images = "".join(
            f'<img class="{name}" src="data:image/png;base64,{base64.b64encode(content).decode()}">'
            for name, content in (("desktop", wide), ("phone", narrow))
        )
        parts.append(f"<section><p>{kind}</p><div>{images}</div></section>")
    page.set_content("".join(parts))
    page.wait_for_function("[...document.images].every((each) => each.complete)")
    content = _webp(page)
    page.close()
    return content


def _webp(page: Page) -> bytes:
    box = page.locator("main").bounding_box()
    assert box
    page.set_viewport_size({"width": int(box["width"]) + 24, "height": int(box["height"]) + 24})
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 60})
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main()
