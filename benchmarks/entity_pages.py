"""How long the server takes for each entity page of the current build, in both languages.

    .venv/bin/python benchmarks/entity_pages.py [--among FOLDER] [--sample 60]

`--among` is another project, whose things are asked for here: so the same pages are compared in a small
build and in a large one (`TRAMA_ROOT`) that holds it. `--sample` takes so many of the pages, always the same.
Every page is asked of the application once, in this process, after one of each kind has been: by the clock,
which on a busy machine tells of others too, and by the processor.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import defaultdict
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
    parser.add_argument("--sample", type=int, default=0)
    given = parser.parse_args()
    state = load_state(load_settings())
    client = create_app_of(Service(state, pool=None, board=Board())).test_client()
    other = load_state(load_settings({"TRAMA_ROOT": str(given.among)})) if given.among else state
    keys = [
        key
        for key in page_keys(open_dataset(other.settings, other.store, other.manifest))
        if key.startswith("id/")
    ]
    if given.sample:
        keys = random.Random(3).sample(keys, given.sample)  # noqa: S311
    kinds: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        kinds[_kind(key)].append(served_path(key))
    took: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for kind, paths in kinds.items():
        client.get(paths[0])
        for path in paths:
            for lang in LANGUAGES:
                clock, processor = time.perf_counter(), time.process_time()
                answer = client.get(f"{path}?lang={lang}")
                took[kind].append((time.perf_counter() - clock, time.process_time() - processor))
                if answer.status_code != 200:
                    print(f"{path}: {answer.status_code}")
    print(
        "| kind | pages | median | 19 of 20 within | median of processor |\n|---|---|---|---|---|"
    )
    took["**all**"] = [each for times in took.values() for each in times]
    for kind, times in sorted(took.items()):
        clock = sorted(wall for wall, _ in times)
        late, busy = clock[int(0.95 * (len(clock) - 1))], statistics.median(cpu for _, cpu in times)
        print(
            f"| {kind} | {len(times)} | {1000 * statistics.median(clock):.1f} ms "
            f"| {1000 * late:.1f} ms | {1000 * busy:.1f} ms |"
        )


def _kind(key: str) -> str:
    """What an address is of: `objective` of `id/psttm-2025-2027/objective/M2-15`."""
    parts = key.split("/")
    for kind in ("quote", "geometry"):
        if kind in parts:
            return kind
    return parts[-2] if len(parts) > 2 else "plan"


if __name__ == "__main__":
    main()
