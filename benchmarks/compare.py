"""Compare the service with rdflib-endpoint, and with Oxigraph in process, on the same data and queries.

    python -m venv /path/peer && /path/peer/bin/pip install rdflib-endpoint uvicorn
    python benchmarks/compare.py --peer /path/peer/bin/python

One run after another on the same machine: throughput at 8 clients, Trama with its result cache off and
on, and the time that HTTP, limits and process bounds add to a small answer (p50).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pyoxigraph as ox
from asked import SMALL
from client import Client
from load import ROOT, load, start_server

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


def main() -> None:
    """Run each in its turn and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", help="a Python that has rdflib-endpoint and uvicorn")
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    report: dict[str, object] = {"queries": len(SMALL), "load_average": os.getloadavg()[0]}
    off = on = peer = None
    server, url = start_server({"TRAMA_QUERY_CACHE": "0"})
    try:
        report["overhead"] = overhead(url)
        off = measure(url, options.seconds)
    finally:
        server.terminate()
        server.wait()
    server, url = start_server({"TRAMA_QUERY_CACHE": "16"})
    try:
        on = measure(url, options.seconds)
    finally:
        server.terminate()
        server.wait()
    if options.peer:
        peer = measure_peer(options.peer, options.seconds)
    report |= {"trama_cache_off": off, "trama_cache_on": on, "rdflib_endpoint": peer}
    if peer:
        for name, found in (("off", off), ("on", on)):
            report[f"times_faster_cache_{name}"] = round(
                found["per_second"] / peer["per_second"], 1
            )
    print(json.dumps(report, indent=2))


def measure(url: str, seconds: float) -> dict[str, object]:
    """Return throughput and latencies at 8 clients, after a warm-up."""
    load(url, 8, 2, 0)
    return load(url, 8, seconds, 0)


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


def measure_peer(python: str, seconds: float) -> dict[str, object]:
    """Return the same figures for rdflib-endpoint."""
    port = 18741
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(PEER)
        script.flush()
        dataset = str(ROOT / "build" / "dataset.nq")
        command = [python, script.name, dataset, str(port)]
        process = subprocess.Popen(command)  # noqa: S603 - the caller names the program
        try:
            url = f"http://127.0.0.1:{port}/"
            for _ in range(300):
                if Client(url).query("ASK {}", accept=JSON)[0] == 200:
                    break
                time.sleep(0.3)
            return measure(url, seconds)
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
