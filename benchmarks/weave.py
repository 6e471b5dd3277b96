"""How many frames a second the weave is moved at, with 5,000 things and 20,000 links: made-up data.

    .venv/bin/python benchmarks/weave.py                 # the page as it is
    .venv/bin/python benchmarks/weave.py --against HEAD  # and with the script of a revision, in one run

A real Chromium without a graphics card opens the page of a server that this script starts. Each step of
a pan, a zoom or a hover is one event and waits for the next frame, so the numbers say what a hand gets:
frames a second (a screen's 60 is the most), the time that 19 of 20 frames keep within, the longest, and how
long the page's thread worked for each, what is painted afterwards included. A pan rests now and then.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browsing import FLAGS, NAMES  # noqa: E402
from woven_large import LINKS, THINGS, large_network  # noqa: E402

BUNDLE = "src/trama/publish/static/weave"
FILES = ("weave.js", "worker.js", "weave.css")
# Every event is followed by a frame; what a frame took is kept, and the first few are left out.
_STEPS = """async ({ how, steps }) => {
  const host = document.getElementById("weave-picture"), box = host.getBoundingClientRect();
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const middle = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
  const point = (kind, x, y) => host.dispatchEvent(
    new PointerEvent(kind, { pointerId: 1, clientX: x, clientY: y, bubbles: true }));
  host.setPointerCapture = () => {};
  const acts = {
    pan: (i) => point("pointermove", middle[0] + 200 * Math.sin(i / 20), middle[1] + 80 * Math.sin(i / 13)),
    zoom: (i) => host.dispatchEvent(new WheelEvent("wheel",
      { deltaY: i % 80 < 40 ? -40 : 40, ctrlKey: true, clientX: middle[0], clientY: middle[1], cancelable: true })),
    hover: (i) => point("pointermove", box.left + (i * 37) % box.width, box.top + 20 + (i * 23) % 500),
  };
  if (how === "pan") point("pointerdown", ...middle);
  const took = [];
  let last = await frame();
  const next = async () => { const now = await frame(); took.push(now - last); last = now; };
  for (let i = 0; i < steps; i++) {
    acts[how](i);
    await next();
    // A hand that rests for a moment: what is then painted must not hold up its next move.
    for (let rest = 0; how === "pan" && i % 30 === 29 && rest < 20; rest++) await next();
  }
  if (how === "pan") point("pointercancel", ...middle);
  await new Promise((done) => setTimeout(done, 600));
  await frame();
  return took.slice(5);
}"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--against", metavar="REV", help="a git revision to measure too")
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    bundles: dict[str, dict[str, bytes] | None] = {"now": None}
    if asked.against:
        bundles = {asked.against: _bundle(asked.against), **bundles}
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        print(f"{THINGS} things, {LINKS} links, Chromium {browser.version} without a graphics card")
        print("| script | layout | first picture | pan | zoom | hover |\n|---|---|---|---|---|---|")
        for layout in ("layered", "force"):
            for name, bundle in bundles.items():
                print(_row(browser, server, name, bundle, layout, asked), flush=True)
        browser.close()


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Serve the current build on a free port, and give the address."""
    command = [sys.executable, "-m", "trama", "serve", "--port", "0", *options]
    process = subprocess.Popen(  # noqa: S603 - this script's own command
        command, env={**os.environ, "TRAMA_ROOT": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        told = process.stdout.readline()
        if " http://" not in told:
            sys.exit(f"the server did not start: {told}")
        yield told.split()[-1].rstrip("/")
    finally:
        process.terminate()
        process.wait(30)


def _row(
    browser: Browser,
    server: str,
    name: str,
    bundle: dict[str, bytes] | None,
    layout: str,
    asked: argparse.Namespace,
) -> str:
    found: dict[str, list[list[float]]] = {"pan": [], "zoom": [], "hover": []}
    busy: dict[str, list[float]] = {how: [] for how in found}
    drawn: list[float] = []
    for _ in range(asked.rounds):
        page = _opened(browser, server, bundle, layout)
        drawn.append(page.evaluate("performance.getEntriesByName('weave-drawn')[0].startTime"))
        meter = page.context.new_cdp_session(page)
        meter.send("Performance.enable", {"timeDomain": "threadTicks"})
        for how, takes in found.items():
            before = _busy(meter)
            takes.append(page.evaluate(_STEPS, {"how": how, "steps": asked.steps}))
            busy[how].append(1000 * (_busy(meter) - before) / asked.steps)
        page.close()
    cells = [
        f"{_rate(takes)}, {statistics.median(busy[how]):.1f} ms" for how, takes in found.items()
    ]
    return f"| {name} | {layout} | {statistics.median(drawn):.0f} ms | {' | '.join(cells)} |"


def _busy(meter: CDPSession) -> float:
    """Seconds of processor that the page's own thread has taken."""
    metrics = meter.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def _rate(takes: list[list[float]]) -> str:
    """Frames a second in the middle round, and the time that 19 of 20 frames keep within."""
    rates = sorted(1000 * len(each) / sum(each) for each in takes)
    every = sorted(took for each in takes for took in each)
    late = every[int(0.95 * len(every))]
    return f"{statistics.median(rates):.0f}/s (95 % within {late:.0f} ms, worst {every[-1]:.0f})"


def _opened(browser: Browser, server: str, bundle: dict[str, bytes] | None, layout: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/*.json*", _made_up)
    for file, content in (bundle or {}).items():
        page.route(f"**/static/weave/{file}", partial(_in_place, content))
    page.goto(f"{server}/trama?layout={layout}")
    page.wait_for_selector("[data-ready=yes]", timeout=60_000)
    if layout == "force":
        page.wait_for_selector("[data-layout=done]", timeout=120_000)
    page.locator("#weave-picture").scroll_into_view_if_needed()
    page.locator("#weave-picture").focus()
    page.wait_for_timeout(1_000)
    return page


def _in_place(content: bytes, route: Route) -> None:
    style = route.request.url.endswith(".css")
    route.fulfill(body=content, content_type="text/css" if style else "text/javascript")


def _made_up(route: Route) -> None:
    answer = route.fetch()
    data: dict[str, Any] = answer.json()
    if "things" not in data:
        route.fulfill(response=answer)
        return
    body = json.dumps(large_network(data))
    route.fulfill(response=answer, body=body, headers={"content-type": "application/json"})


def _bundle(revision: str) -> dict[str, bytes]:
    return {
        file: subprocess.run(  # noqa: S603 - a revision that who runs this names
            ["git", "show", f"{revision}:{BUNDLE}/{file}"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for file in FILES
    }


if __name__ == "__main__":
    main()
