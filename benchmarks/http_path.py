"""What the way through HTTP costs a point query: processor time a request, and requests a second.

    python benchmarks/http_path.py [--beside OLD=FOLDER …] [--rounds 3] [--oxigraph]

Asks who a thing is (`SELECT ?p ?o`), one thing after another, of this tree's server without its cache, of the
servers of other trees (a checkout of an earlier commit, which reads the same build) and of Oxigraph's own
server over the same store. All are up at once and take turns, round by round, so that what else the machine
does falls on each alike. The processor time is that of every process of a server, from `/proc`.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from client import Client
from load import ROOT, family, load

THINGS = [f"psttm-2025-2027/mission/{n}" for n in range(1, 7)]
THINGS += [f"psttm-2025-2027/driver/{n}" for n in range(1, 11)]
THINGS += [f"zone/{n}" for n in range(1, 8)]
POINTS = [f"SELECT ?p ?o WHERE {{ <https://w3id.org/trama/id/{name}> ?p ?o }}" for name in THINGS]
GROWING = {
    "count": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "classes": "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n)",
    "plans": "SELECT ?plan (COUNT(?o) AS ?n) WHERE { ?o <https://w3id.org/trama/ns#inPlan> ?plan } "
    "GROUP BY ?plan ORDER BY DESC(?n)",
    "objectives": "SELECT ?o ?l WHERE { ?o a <https://w3id.org/trama/ns#StrategicObjective> ; "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?l }",
}
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run each in its turn and print the figures."""
    options = _options()
    servers: dict[str, tuple[subprocess.Popen[str], str]] = {}
    try:
        for name, folder in [("this tree", ROOT), *options.beside]:
            servers[name] = _trama(Path(folder), options.root)
        if options.oxigraph:
            servers["oxigraph"] = _oxigraph(options.root / "build" / "store")
        report = growing(servers, options) if options.growing else points(servers, options)
    finally:
        for server, _ in servers.values():
            server.terminate()
            server.wait()
    print(json.dumps({"load_average": os.getloadavg()[0], **report}, indent=2))


def points(
    servers: dict[str, tuple[subprocess.Popen[str], str]], options: argparse.Namespace
) -> dict[str, object]:
    """Return, of each server, what point queries cost, with the ratios to the first."""
    seen: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(options.rounds + 1):
        for name, (server, url) in servers.items():
            for clients in options.clients:
                before = processor(server.pid)
                told = load(url, clients, options.seconds, 0, POINTS)
                spent = processor(server.pid) - before
                if told["failed"]:
                    raise SystemExit(f"{name} failed: {told['failed']}")
                # The first round warms up.
                if number:
                    seen[name][f"per_second_{clients}"].append(told["per_second"])
                    seen[name][f"ms_of_processor_{clients}"].append(1000 * spent / told["good"])
    return {
        name: {key: round(statistics.median(values), 3) for key, values in figures.items()}
        for name, figures in seen.items()
    }


def growing(
    servers: dict[str, tuple[subprocess.Popen[str], str]], options: argparse.Namespace
) -> dict[str, object]:
    """Return how long each server takes for answers that grow with the data, and the engine alone."""
    import pyoxigraph as ox

    store = ox.Store.read_only(str((options.root / "build" / "store").resolve()))
    seen: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(options.rounds + 1):
        for name, text in GROWING.items():
            begun = time.perf_counter()
            answer = store.query(text, use_default_graph_as_union=True)
            answer.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
            took = {"engine": time.perf_counter() - begun}
            for server, (_, url) in servers.items():
                client = Client(url)
                status, _, took[server] = client.query(
                    text, accept="application/sparql-results+json"
                )
                client.close()
                if status != 200:
                    raise SystemExit(f"{server}: {status} for {name}")
            for server, seconds in took.items():
                if number:
                    seen[name][server].append(1000 * seconds)
    return {
        name: {server: round(statistics.median(times), 1) for server, times in each.items()}
        for name, each in seen.items()
    }


def processor(root: int) -> float:
    """Return the seconds of processor that a process and those below it, also ended ones, have used."""
    ticks = 0
    for pid in family(root):
        try:
            facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(fact) for fact in facts[11:15])
    return ticks / _TICKS


def _trama(folder: Path, root: Path) -> tuple[subprocess.Popen[str], str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "trama", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(folder / "src"),
            "TRAMA_ROOT": str(root),
            "TRAMA_QUERY_CACHE": "0",
        },
    )
    line = server.stdout.readline() if server.stdout else ""
    if "http" not in line:
        raise SystemExit(f"the server of {folder} did not start")
    return server, line.split()[-1]


def _oxigraph(store: Path) -> tuple[subprocess.Popen[str], str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "oxigraph"
    bind = f"127.0.0.1:{port}"
    server = subprocess.Popen(  # noqa: S603 - the program that pip installed
        [program, "serve-read-only", "-l", store, "-b", bind, "--union-default-graph"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    # Its address for queries is /query, and /sparql as well.
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    return server, f"http://{bind}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--beside",
        nargs="*",
        default=[],
        type=lambda text: tuple(text.split("=", 1)),
        help="servers of other trees, as NAME=FOLDER",
    )
    parser.add_argument("--oxigraph", action="store_true", help="Oxigraph's own server too")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project with the build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument(
        "--growing", action="store_true", help="ask for answers that grow with the data instead"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
