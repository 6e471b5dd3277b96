"""Compare the service with rdflib-endpoint, a bare Flask page over Oxigraph, and Oxigraph in process.

    python -m venv /path/peer && /path/peer/bin/pip install rdflib-endpoint uvicorn
    python benchmarks/compare.py --peer /path/peer/bin/python

One run after another on the same machine, data and queries: throughput at 8 clients, Trama with its
result cache off and on, and the time that HTTP, limits and process bounds add to a small answer (p50).
There are two mixes: *small*, lookups with answers of a few rows, and *ready*, the whole library of
`queries/`, as researchers ask it, less what the peer takes more than two seconds for on its own: one
such query would decide the figure alone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pyoxigraph as ox
from asked import SMALL, ready
from client import Client
from load import ANSWERS, ROOT, load, start_server

JSON = "application/sparql-results+json"
PEER = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
app = SparqlEndpoint(graph=data, path="/sparql")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", workers=1)
"""


BARE = """
import logging, sys
import pyoxigraph as ox, waitress
from flask import Flask, Response, request
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
store, app = ox.Store.read_only(sys.argv[1]), Flask(__name__)
@app.route("/sparql")
def answer():
    found = store.query(request.args["query"], use_default_graph_as_union=True)
    graph = isinstance(found, ox.QueryTriples)
    form = ox.RdfFormat.TURTLE if graph else ox.QueryResultsFormat.JSON
    return Response(found.serialize(format=form), content_type=form.media_type)
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[2]), threads=8)
"""
TOO_LONG = 2.0


def main() -> None:
    """Run each in its turn and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", help="a Python that has rdflib-endpoint and uvicorn")
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    report: dict[str, object] = {"load_average": os.getloadavg()[0]}
    mixes = {"small": dict(enumerate(SMALL)), "ready": ready()}
    found: dict[str, dict[str, dict[str, object]]] = {name: {} for name in mixes}
    if options.peer:
        data = str(ROOT / "build" / "dataset.nq")
        left_out = slow_queries(options.peer, data, mixes["ready"])
        report["left_out"] = sorted(left_out)
        for name in left_out:
            del mixes["ready"][name]
        with listening(options.peer, PEER, data) as url:
            for name, mix in mixes.items():
                found[name]["rdflib_endpoint"] = measure(url, options.seconds, mix)
    store = str((ROOT / "build" / "store").resolve())
    with listening(sys.executable, BARE, store) as url:
        for name, mix in mixes.items():
            found[name]["bare_flask"] = measure(url, options.seconds, mix)
    for cache, megabytes in (("off", "0"), ("on", "16")):
        server, url = start_server({"TRAMA_QUERY_CACHE": megabytes})
        try:
            if cache == "off":
                report["overhead"] = overhead(url)
            for name, mix in mixes.items():
                found[name][f"trama_cache_{cache}"] = measure(url, options.seconds, mix)
        finally:
            server.terminate()
            server.wait()
    report["queries"] = {name: len(mix) for name, mix in mixes.items()}
    report["throughput"] = found
    if options.peer:
        report["times_rdflib_endpoint"] = {name: times(each) for name, each in found.items()}
    print(json.dumps(report, indent=2))


def times(found: dict[str, dict[str, object]]) -> dict[str, float]:
    """Return how many times the peer's throughput each of the others has."""
    peer = found["rdflib_endpoint"]["per_second"]
    return {name: round(one["per_second"] / peer, 1) for name, one in found.items()}  # type: ignore[operator]


def measure(url: str, seconds: float, mix: dict[object, str]) -> dict[str, object]:
    """Return throughput and latencies at 8 clients, after a warm-up."""
    load(url, 8, 2, 0, list(mix.values()))
    return load(url, 8, seconds, 0, list(mix.values()))


def slow_queries(python: str, data: str, mix: dict[str, str]) -> list[str]:
    """Return the names of the queries that the peer takes too long for, asked one at a time.

    It cannot be told to stop, so it is started again after each of them.
    """
    slow, waiting = [], dict(mix)
    while waiting:
        with listening(python, PEER, data) as url:
            for name in mix:
                if name not in waiting:
                    continue
                client = Client(url, timeout=TOO_LONG)
                status, _, _ = client.query(waiting.pop(name), accept=ANSWERS)
                client.close()
                if status != 200:
                    slow.append(name)
                    break
    return slow


def overhead(url: str, rounds: int = 15) -> dict[str, float]:
    """Return the p50 of each small query over HTTP less that in process, in milliseconds."""
    store = ox.Store.read_only(str((ROOT / "build" / "store").resolve()))
    client = Client(url)
    inside, outside = [], []
    for _ in range(rounds):
        for text in SMALL:
            begun = time.perf_counter()
            answer = store.query(text, use_default_graph_as_union=True)
            answer.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
            inside.append(time.perf_counter() - begun)
            status, _, took = client.query(text, accept=JSON)
            if status != 200:
                raise SystemExit(f"status {status}")
            outside.append(took)
    median_in, median_out = statistics.median(inside) * 1000, statistics.median(outside) * 1000
    differences = sorted(b - a for a, b in zip(inside, outside, strict=True))
    return {
        "in_process_p50_ms": round(median_in, 3),
        "http_p50_ms": round(median_out, 3),
        "added_p50_ms": round(statistics.median(differences) * 1000, 3),
    }


@contextlib.contextmanager
def listening(python: str, program: str, data: str) -> Iterator[str]:
    """Run a server's program and yield its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(program)
        script.flush()
        command = [python, script.name, data, str(port)]
        process = subprocess.Popen(command)  # noqa: S603 - the caller names the program
        try:
            url = f"http://127.0.0.1:{port}/"
            for _ in range(300):
                if Client(url).query("ASK {}", accept=JSON)[0] == 200:
                    break
                time.sleep(0.3)
            yield url
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
