"""What the way through HTTP costs a point query: processor time a request, and requests a second.

    python benchmarks/http_path.py [--beside OLD=FOLDER …] [--rounds 3] [--growing]
        [--oxigraph] [--virtuoso] [--jena] [--rdflib-endpoint PYTHON]

Asks who a thing is (`SELECT ?p ?o`), one thing after another, of this tree's server without its cache, of the
servers of other trees (a checkout of an earlier commit, which reads the same build), of Oxigraph's own
server over the same store, and of Virtuoso, Jena and rdflib-endpoint (in a Python that has it and uvicorn),
into which the build is loaded. All are up at once and take turns, round by round, so that what else the machine
does falls on each alike. The processor time is that of every process of a server, from `/proc`; memory is
what they hold at the end. With `--growing`: answers that grow with the data, and the engine without a server.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

from client import Client
from compare import PEER
from load import ROOT, family, load
from load import memory as memory_of

from trama.store.loading import load as load_build

sys.path[:0] = [str(ROOT / "tests")]

from engines import ENGINES  # noqa: E402
from ports import free_port  # noqa: E402

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


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is asked: its process, and its address."""

    pid: int
    url: str


def main() -> None:
    """Run each in its turn and print the figures."""
    options = _options()
    servers: dict[str, Server] = {}
    with contextlib.ExitStack() as up:
        for name, folder in [("this tree", ROOT), *options.beside]:
            servers[name] = up.enter_context(_trama(Path(folder), options.root))
        if options.oxigraph:
            servers["oxigraph"] = up.enter_context(_oxigraph(options.root / "build" / "store"))
        for name in ("virtuoso", "jena"):
            if getattr(options, name):
                servers[name] = up.enter_context(_loaded(name, options.root / "build"))
        if options.rdflib_endpoint:
            data = options.root / "build" / "dataset.nq"
            servers["rdflib-endpoint"] = up.enter_context(_rdflib(options.rdflib_endpoint, data))
        report = growing(servers, options) if options.growing else points(servers, options)
        memory = {name: memory_of(server.pid) for name, server in servers.items()}
    load_average = os.getloadavg()[0]
    print(json.dumps({"load_average": load_average, **report, "megabytes": memory}, indent=2))


def points(servers: dict[str, Server], options: argparse.Namespace) -> dict[str, object]:
    """Return, of each server, what point queries cost, with the ratios to the first."""
    seen: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(options.rounds + 1):
        for name, server in servers.items():
            for clients in options.clients:
                before = processor(server.pid)
                told = load(server.url, clients, options.seconds, 0, POINTS)
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


def growing(servers: dict[str, Server], options: argparse.Namespace) -> dict[str, object]:
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
            for server, at in servers.items():
                client = Client(at.url)
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


@contextlib.contextmanager
def _trama(folder: Path, root: Path) -> Iterator[Server]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder / "src"),
        "TRAMA_ROOT": str(root),
        "TRAMA_QUERY_CACHE": "0",
    }
    command = [sys.executable, "-m", "trama", "serve", "--port", "0"]
    with _ended(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        line = server.stdout.readline() if server.stdout else ""
        if "http" not in line:
            raise SystemExit(f"the server of {folder} did not start")
        yield Server(server.pid, line.split()[-1])


@contextlib.contextmanager
def _oxigraph(store: Path) -> Iterator[Server]:
    bind = f"127.0.0.1:{free_port()}"
    program = Path(sys.executable).parent / "oxigraph"
    command = [program, "serve-read-only", "-l", store, "-b", bind, "--union-default-graph"]
    with _ended(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        # Its address for queries is /query, and /sparql as well.
        yield _answering(Server(server.pid, f"http://{bind}"))


@contextlib.contextmanager
def _rdflib(python: str, data: Path) -> Iterator[Server]:
    port = str(free_port())
    with _ended([python, "-c", PEER, data, port]) as server:
        yield _answering(Server(server.pid, f"http://127.0.0.1:{port}"))


@contextlib.contextmanager
def _loaded(name: str, build: Path) -> Iterator[Server]:
    """Virtuoso or Jena with the build loaded into it."""
    os.environ.update(TRAMA_STORE_USER="dba", TRAMA_STORE_PASSWORD="dba")  # noqa: S106 - as it comes
    with tempfile.TemporaryDirectory() as folder, ENGINES[name](Path(folder)) as at:
        graphs = json.loads((build / "manifest.json").read_text("utf-8"))["graphs"]
        load_build(build / "dataset.nq", graphs, at, version="benchmark", seconds=3600)
        pid = _listener(urlsplit(at.query).port or 80)
        yield Server(pid, at.query)


def _listener(port: int) -> int:
    """Return the process that listens at a port of this machine."""
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table]
    held = {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}
    for links in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if (place := str(links.readlink())).startswith("socket:") and place[8:-1] in held:
                return int(links.parts[2])
    raise SystemExit(f"nothing listens at port {port}")


@contextlib.contextmanager
def _ended(command: Sequence[object], **how: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([str(part) for part in command], **how) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()


def _answering(server: Server) -> Server:
    """Wait until a server answers."""
    for _ in range(1200):
        if Client(server.url).query("ASK {}")[0] == 200:
            return server
        time.sleep(0.1)
    raise SystemExit(f"{server.url} does not answer")


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
    parser.add_argument("--virtuoso", action="store_true", help="Virtuoso too")
    parser.add_argument(
        "--jena", action="store_true", help="Jena too, behind the server of the tests"
    )
    parser.add_argument("--rdflib-endpoint", metavar="PYTHON", help="rdflib-endpoint of a Python")
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
