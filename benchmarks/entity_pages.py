"""How long the server takes for each entity page of the current build, in both languages, by kind of page.

    .venv/bin/python benchmarks/entity_pages.py [--sample 20] [--among FOLDER] [--rounds 3]

`--sample` takes so many pages of each kind, always the same. `--among` is another project, a large one: the
pages of our own are asked of both, page by page in turn, each in a process of its own, and the table tells
how many times as long they take there. Every page is asked of the application once before it is measured, and
then `--rounds` times, of which the best counts: by the processor, for the clock of a busy machine tells of
others too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import time
from collections import defaultdict
from multiprocessing.connection import Connection
from pathlib import Path

from trama.publish.catalogue_pages import page_keys
from trama.publish.dataset import open_dataset
from trama.publish.site import LANGUAGES, served_path
from trama.settings import load_settings
from trama.web.board import Board
from trama.web.server.app import create_app_of
from trama.web.state import Service, load_state


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--among", type=Path)
    parser.add_argument("--sample", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    kinds: dict[str, list[str]] = defaultdict(list)
    for key in _keys():
        kinds[_kind(key)].append(served_path(key))
    chosen = random.Random(3)  # noqa: S311
    servers = [_Server(None), *([_Server(given.among)] if given.among else [])]
    took: dict[str, list[list[float]]] = {}
    for kind, paths in sorted(kinds.items()):
        some = chosen.sample(paths, min(len(paths), given.sample))
        asked = [f"{path}?lang={lang}" for path in some for lang in LANGUAGES]
        took[kind] = [
            [min(server.asks(path) for _ in range(given.rounds)) for server in servers]
            for path in asked
        ]
    took["**all**"] = [times for each in list(took.values()) for times in each]
    print("| kind | pages | here | there | ratio |\n|---|---|---|---|---|")
    for kind, times in sorted(took.items()):
        medians = [statistics.median(each) * 1000 for each in zip(*times, strict=True)]
        shown = " | ".join(f"{median:.1f} ms" for median in medians)
        print(f"| {kind} | {len(times)} | {shown} | {medians[-1] / medians[0]:.2f} |")
    for server in servers:
        server.stop()


def _keys() -> list[str]:
    state = load_state(load_settings())
    found = page_keys(open_dataset(state.settings, state.store, state.manifest))
    return [key for key in found if key.startswith("id/")]


class _Server:
    """The application over one project, in a process of its own."""

    def __init__(self, root: Path | None) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        apart = multiprocessing.get_context("spawn")
        self._process = apart.Process(target=_serve, args=(root, theirs), daemon=True)
        self._process.start()

    def asks(self, path: str) -> float:
        """The seconds of processor that a page takes."""
        self._pipe.send(path)
        took: float = self._pipe.recv()
        return took

    def stop(self) -> None:
        """End the process."""
        self._pipe.send("")
        self._process.join()


def _serve(root: Path | None, pipe: Connection) -> None:
    state = load_state(load_settings({"TRAMA_ROOT": str(root)} if root else None))
    client = create_app_of(Service(state, pool=None, board=Board())).test_client()
    known: set[str] = set()
    while path := pipe.recv():
        if path not in known:
            known.add(path)
            if (answer := client.get(path)).status_code != 200:
                print(f"{path}: {answer.status_code}")
        began = time.process_time()
        client.get(path)
        pipe.send(time.process_time() - began)


def _kind(key: str) -> str:
    """What an address is of: `objective` of `id/psttm-2025-2027/objective/M2-15`."""
    parts = key.split("/")
    for kind in ("quote", "geometry"):
        if kind in parts:
            return kind
    return parts[-2] if len(parts) > 2 else "plan"


if __name__ == "__main__":
    main()
