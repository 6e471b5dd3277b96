"""The whole way with a country of plans: made, built, validated, checked, asked and served, within some memory.

    nice -n 15 python benchmarks/rehearsal.py FOLDER [--plans 7900] [--gigabytes 8] [--steps build validate …]

Each step is a command of its own (the server one with all its processes). Its memory is that of all its
processes together, shared pages counted once, looked at twice a second; a step that takes more than it may is
ended and counts as failed. What comes of each is printed as a line of JSON, and kept in FOLDER/rehearsal.jsonl.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from asked import ready
from client import Client
from country import make
from http_path import GROWING, POINTS, processor
from load import load, memory

from trama.publish.site import served_path

_CHECKED = 200
_THINGS = (
    "psttm-2025-2027",
    "psttm-2025-2027/objective/M2-15",
    "psttm-2025-2027/mission/2",
    "instrument/ptm",
    "actor/regione-lombardia",
    "comune/015146",
    "generato-015172",
)
_PAGES = (
    *(served_path(f"id/{thing}") for thing in _THINGS),
    "/",
    "/trama",
    "/trama.json",
    "/mappa",
    "/testo",
    "/catalogo",
    "/search?q=biblioteche",
)


class Rehearsal:
    """A country, and the steps that are taken with it."""

    def __init__(self, folder: Path, plans: int, gigabytes: float) -> None:
        self.root, self.plans = folder / str(plans), plans
        self._most = gigabytes * 1024
        self._told = folder / "rehearsal.jsonl"
        self._environment = {**os.environ, "TRAMA_ROOT": str(self.root), "TMPDIR": str(folder)}

    def make(self) -> None:
        """Make up the sources."""
        if not self.root.exists():
            begun = time.process_time()
            make(self.root, self.plans)
            self._tell("make", processor=round(time.process_time() - begun, 1))

    def build(self) -> None:
        """Build the dataset and load it into the store."""
        shutil.rmtree(self.root / "build", ignore_errors=True)
        self._command("build", "build")
        manifest = json.loads((self.root / "build" / "manifest.json").read_text())
        store = sum(path.stat().st_size for path in (self.root / "build" / "store/").glob("*"))
        dataset = (self.root / "build" / "dataset.nq").stat().st_size
        self._tell("built", statements=manifest["quads"], store_mb=store >> 20, mb=dataset >> 20)

    def validate(self) -> None:
        """Hold all against the shapes."""
        self._command("validate", "validate", "--format", "json", "--output", self.root / "v.json")

    def check(self) -> None:
        """Check some plans against the plan above, one and many."""
        plans = sorted((self.root / "graph").glob("generato-*"))
        some = random.Random(7).sample(plans, min(_CHECKED, len(plans)))  # noqa: S311
        report = ("--format", "json", "--output", self.root / "c.json")
        self._command("check one", "check", some[0], *report)
        self._command(f"check {len(some)}", "check", *some, *report)

    def ask(self) -> None:
        """Ask the ready queries, and what grows, through the server."""

        def asked(url: str) -> dict[str, object]:
            client, took = Client(url, timeout=130), {}
            for name, text in {**ready(), **GROWING}.items():
                status, _, seconds = client.query(text)
                took[name] = round(seconds, 3) if status == 200 else f"{status} in {seconds:.1f}"
            good = sorted(value for value in took.values() if isinstance(value, float))
            return {
                "queries": len(took),
                "median": good[len(good) // 2],
                "slowest": dict(sorted(took.items(), key=lambda one: str(one[1]))[-8:]),
                "failed": {name: value for name, value in took.items() if isinstance(value, str)},
            }

        self._serving("ask", asked, TRAMA_QUERY_TIME="120")

    def serve(self) -> None:
        """Serve pages and point queries."""

        def served(url: str) -> dict[str, object]:
            client, pages = Client(url, timeout=1_800), {}
            for path in _PAGES:
                first = client.get(path, accept="text/html")
                again = client.get(path, accept="text/html")
                pages[path] = [first[0], round(first[2], 3), round(again[2], 3), len(again[1])]
            points = load(url, 8, 10, 0, POINTS)
            return {"pages": pages, "points_per_second": points["per_second"]}

        self._serving("serve", served, TRAMA_QUERY_CACHE="0")

    def _serving(self, step: str, act: Callable[[str], dict[str, object]], **settings: str) -> None:
        server = subprocess.Popen(
            [sys.executable, "-m", "trama", "serve", "--port", "0"],
            env={**self._environment, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )
        begun, peaks = time.monotonic(), [0]
        watch = threading.Thread(target=self._watch, args=(server, peaks), daemon=True)
        watch.start()
        try:
            line = server.stdout.readline() if server.stdout else ""
            told = {"ready": round(time.monotonic() - begun, 1), **act(line.split()[-1])}
            told["processor"] = round(processor(server.pid), 1)
        finally:
            server.terminate()
            server.wait()
        watch.join()
        self._tell(step, memory_mb=max(peaks), **told)

    def _command(self, step: str, *arguments: object) -> None:
        begun = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 - the commands stand above
            [sys.executable, "-m", "trama", *map(str, arguments)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        peaks = [0]
        watch = threading.Thread(target=self._watch, args=(process, peaks), daemon=True)
        watch.start()
        _, said = process.communicate()
        watch.join()
        self._tell(
            step,
            status=process.returncode,
            seconds=round(time.monotonic() - begun, 1),
            processor=self._spent,
            memory_mb=max(peaks),
            said=said[-300:] if process.returncode not in (0, 1) else "",
        )

    def _watch(self, process: subprocess.Popen[str], peaks: list[int]) -> None:
        self._spent = 0.0
        while process.poll() is None:
            peaks.append(memory(process.pid))
            self._spent = max(self._spent, round(processor(process.pid), 1))
            if peaks[-1] > self._most:
                process.kill()
            time.sleep(0.5)

    def _tell(self, step: str, **facts: object) -> None:
        line = json.dumps({"plans": self.plans, "step": step, **facts}, ensure_ascii=False)
        print(line, flush=True)
        with self._told.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def main() -> None:
    """Take the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    steps = ("make", "build", "validate", "check", "ask", "serve")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plans", type=int, default=7_900)
    parser.add_argument("--gigabytes", type=float, default=8)
    parser.add_argument("--steps", nargs="+", default=steps, choices=steps)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    rehearsal = Rehearsal(given.folder.resolve(), given.plans, given.gigabytes)
    for step in given.steps:
        getattr(rehearsal, step)()


if __name__ == "__main__":
    main()
