"""Mixed load: many clients, one in so many queries a runaway. `python benchmarks/load.py --help`.

It starts a server of its own on the current build, first loads it with good queries alone (the quiet
value), then mixes runaways in, and reports failed good queries, latencies and the server's memory. The
exit status is 1 if a good query failed, or the promises of the service do not hold.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from asked import SMALL, runaway
from client import Client

ANSWERS = "application/sparql-results+json, text/turtle;q=0.5"
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the load and print what came of it."""
    options = _options()
    server, url = start_server(
        {
            "TRAMA_QUERY_TIME": str(options.time),
            "TRAMA_QUERY_CACHE": "0",
            **dict(pair.split("=", 1) for pair in options.set),
        }
    )
    try:
        load(url, options.clients, 2, 0)
        quiet = load(url, options.clients, options.quiet or max(3, options.seconds / 4), 0)
        before = memory(server.pid)
        peaks: list[int] = []
        stop = threading.Event()
        watcher = threading.Thread(target=_watch, args=(server.pid, peaks, stop))
        watcher.start()
        mixed = load(url, options.clients, options.seconds, options.one_in)
        stop.set()
        watcher.join()
        time.sleep(options.time + 1.5)
        report = {
            "clients": options.clients,
            "seconds": options.seconds,
            "one_runaway_in": options.one_in,
            "quiet": quiet,
            "mixed": mixed,
            "p99_ratio": round(mixed["p99_ms"] / quiet["p99_ms"], 2),
            "memory_mb": {"before": before, "peak": max(peaks), "after": memory(server.pid)},
        }
    finally:
        below = family(server.pid)
        server.terminate()
        server.wait()
    report["left"] = still_there(below, seconds=30)
    print(json.dumps(report, indent=2))
    late = mixed["runaway_seconds"] > options.time + 1
    return int(bool(mixed["failed"]) or report["p99_ratio"] > 5 or late)


def still_there(pids: list[int], seconds: float) -> int:
    """Return how many of some processes are there still after that long, or 0 as soon as none is."""
    until = time.monotonic() + seconds
    while (left := sum(Path(f"/proc/{pid}").exists() for pid in pids)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def start_server(environment: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """Return a server of the current build and its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "trama", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    line = server.stdout.readline() if server.stdout else ""
    if "http" not in line:
        raise SystemExit("the server did not start")
    return server, line.split()[-1]


def load(
    url: str, clients: int, seconds: float, one_in: int, queries: list[str] = SMALL
) -> dict[str, object]:
    """Have that many clients ask for that long, and return what came of it."""
    processes = min(4, clients)
    results: multiprocessing.Queue = multiprocessing.Queue()
    shares = [clients // processes + (n < clients % processes) for n in range(processes)]
    workers = [
        multiprocessing.Process(
            target=_process, args=(url, share, seconds, one_in, queries, n, results)
        )
        for n, share in enumerate(shares)
    ]
    for worker in workers:
        worker.start()
    found = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    good = sorted(t for result in found for t in result["good"])
    runaways: Counter[int] = Counter()
    failed: Counter[int] = Counter()
    for result in found:
        runaways.update(result["runaways"])
        failed.update(result["failed"])
    return {
        "good": len(good),
        "failed": dict(failed),
        "per_second": round(len(good) / seconds, 1),
        "p50_ms": round(_at(good, 0.5), 2),
        "p99_ms": round(_at(good, 0.99), 2),
        "max_ms": round(_at(good, 1), 2),
        "runaways": dict(runaways),
        "runaway_seconds": round(max(result["longest"] for result in found), 2),
    }


def _at(times: list[float], part: float) -> float:
    return times[min(len(times) - 1, int(len(times) * part))] * 1000 if times else float("nan")


def _process(
    url: str, share: int, seconds: float, one_in: int, queries: list[str], seed: int, results
) -> None:
    end = time.monotonic() + seconds
    found = {"good": [], "failed": Counter(), "runaways": Counter(), "longest": 0.0}
    lock = threading.Lock()

    def client(number: int) -> None:
        chance = random.Random(seed * 1000 + number)  # noqa: S311
        connection = Client(url)
        good, failed, runaways, longest = [], Counter(), Counter(), 0.0
        while time.monotonic() < end:
            if one_in and chance.randrange(one_in) == 0:
                status, body, _ = connection.query(runaway(chance))
                runaways[status] += 1
                if status == 504:
                    longest = max(longest, json.loads(body).get("elapsed", 0))
                continue
            status, _, took = connection.query(chance.choice(queries), accept=ANSWERS)
            if status == 200:
                good.append(took)
            else:
                failed[status] += 1
        connection.close()
        with lock:
            found["good"] += good
            found["failed"].update(failed)
            found["runaways"].update(runaways)
            found["longest"] = max(found["longest"], longest)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(share)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(found)


def memory(root: int) -> int:
    """Return the megabytes that a process and those below it hold, shared pages counted once."""
    total = 0
    for pid in family(root):
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total // 1024


def family(root: int) -> list[int]:
    """Return a process and all below it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _watch(root: int, peaks: list[int], stop: threading.Event) -> None:
    peaks.append(memory(root))
    while not stop.wait(1):
        peaks.append(memory(root))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Mixed load of good queries and runaways.")
    seconds = float(os.environ.get("TRAMA_LOAD_SECONDS", "120"))
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=seconds, help="length of the mixed load")
    parser.add_argument("--quiet", type=float, default=0, help="length of the quiet load")
    parser.add_argument("--one-in", type=int, default=20, help="one query in so many is a runaway")
    parser.add_argument("--time", type=float, default=5, help="the server's time limit")
    parser.add_argument("--set", nargs="*", default=[], help="settings, as TRAMA_…=value")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
