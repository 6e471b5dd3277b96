"""What Lighthouse gives six kinds of page: performance, accessibility, best practices, search engines.

    .venv/bin/python benchmarks/lighthouse.py                      # a table
    .venv/bin/python benchmarks/lighthouse.py --least 95           # and status 1 if a figure is below
    .venv/bin/python benchmarks/lighthouse.py /mappa /testo        # other pages

Serves the current build and measures it in a real Chromium with the mobile profile of Lighthouse: a slow phone,
simulated. The best of so many rounds counts, for other work on the machine only ever makes a page slower. Lighthouse
(Apache-2.0) is no part of the project: npx fetches the version named here into a temporary folder. It needs Node 22.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from weave import NAMES, served

VERSION = "12.8.2"
PAGES = {
    "home": "/",
    "comune": "/page/comune/015142",
    "plan": "/page/psttm-2025-2027",
    "cloth": "/trama",
    "ready question": "/interroga?pronta=comuni-per-zone",
    "check": "/verifica",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SECONDS = 240


def main() -> None:
    """Measure, print a table, and end with 1 if a figure is below the least."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="pages, instead of the six")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument(
        "--least", type=int, default=0, metavar="N", help="what each figure must be"
    )
    asked = parser.parse_args()
    if not shutil.which("npx"):
        sys.exit("npx is missing: it comes with Node")
    pages = {address: address for address in asked.addresses} or PAGES
    low = []
    with served() as server, tempfile.TemporaryDirectory() as folder:
        print(f"| page | {' | '.join(CATEGORIES)} |\n|---|{'---|' * len(CATEGORIES)}")
        for name, address in pages.items():
            best = dict.fromkeys(CATEGORIES, 0)
            for _ in range(asked.rounds):
                for category, figure in _measured(server + address, Path(folder)).items():
                    best[category] = max(best[category], figure)
                if min(best.values()) >= (asked.least or 100):
                    break
            print(f"| {name} | {' | '.join(str(best[each]) for each in CATEGORIES)} |", flush=True)
            low += [name for figure in best.values() if figure < asked.least]
    sys.exit(f"below {asked.least}: {', '.join(dict.fromkeys(low))}" if low else 0)


def _measured(url: str, folder: Path) -> dict[str, int]:
    """Return the figures of one run, of 100."""
    out = folder / "report.json"
    command = [
        "npx",
        "--yes",
        "--cache",
        str(folder / "npm"),
        f"lighthouse@{VERSION}",
        url,
        "--quiet",
        "--output=json",
        f"--output-path={out}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    path = next(filter(None, map(shutil.which, NAMES)), "")
    done = subprocess.run(  # noqa: S603 - this script's own command
        command,
        env={**os.environ, "CHROME_PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode:
        sys.exit(f"Lighthouse did not measure {url}:\n{done.stderr[-2000:]}")
    report = json.loads(out.read_text(encoding="utf-8"))
    return {each: round(100 * report["categories"][each]["score"]) for each in CATEGORIES}


if __name__ == "__main__":
    main()
