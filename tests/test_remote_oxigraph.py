"""Oxigraph's own server as the store, and connections that are used again."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean

from needs import program
from served import serving
from test_remote import differing
from trama.settings import Settings
from trama.store import OxigraphStore, RemoteStore
from trama.store.release import read_manifest

ANSWER = b'{"head": {}, "boolean": true}'
ASK = "ASK { ?s ?p ?o }"


@pytest.fixture(scope="module")
def oxigraph(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server that holds the real plan."""
    beside = Path(sys.executable).with_name("oxigraph")
    path = str(beside) if beside.exists() else program("oxigraph", what="Oxigraph server")
    folder = tmp_path_factory.mktemp("oxigraph")
    dataset = str(built.build / "dataset.nq")
    load = [path, "load", "--location", str(folder / "db"), "--file", dataset]
    subprocess.run(load, check=True, capture_output=True, timeout=120)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    serve = [
        path,
        "serve-read-only",
        "--location",
        str(folder / "db"),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.integration
def test_oxigraphs_server_answers_for_the_real_plan(
    built: Settings, store: OxigraphStore, oxigraph: str, root: Path
) -> None:
    graphs = read_manifest(built.build)["graphs"]
    remote = RemoteStore(oxigraph, graphs, seconds=60)
    assert remote.counts() == graphs
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/trama/ns#Mission> ; ?p ?o }"
    assert set(map(str, remote.query(text))) == set(map(str, store.query(text)))
    assert differing(store, remote, root, built) == set()


@pytest.mark.integration
def test_pages_are_served_from_oxigraphs_server(built: Settings, oxigraph: str) -> None:
    with serving(built.build, store_remote=oxigraph) as front:
        page = front.ask("GET", "/page/psttm-2025-2027/objective/M2-15")
        assert (page.status, b"Rete Verde" in page.body) == (200, True)
        assert front.ask("GET", "/api/missions").json["total"] == 6


class Counting(ThreadingHTTPServer):
    """A server that counts its connections, and ends each after so many answers."""

    def __init__(self, most: int) -> None:
        self.connections, self.most = 0, most
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server.connections += 1
                self.answered = 0

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answered += 1
                self.send_response(200)
                self.send_header("Content-Length", str(len(ANSWER)))
                self.end_headers()
                self.wfile.write(ANSWER)
                # It does not say so: the client finds out.
                self.close_connection = self.answered >= server.most

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.daemon_threads = True
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


def yes(remote: RemoteStore) -> bool:
    answer = remote.query(ASK)
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def test_one_connection_serves_many_questions() -> None:
    with Counting(1_000) as server:
        remote = RemoteStore(server.address, ("http://e/g",), seconds=10)
        assert all(yes(remote) for _ in range(20))
        assert server.connections == 1
        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(lambda _: yes(remote), range(80)))
        assert server.connections <= 9
        server.shutdown()


def test_a_connection_that_the_server_ended_is_made_anew() -> None:
    with Counting(3) as server:
        remote = RemoteStore(server.address, ("http://e/g",), seconds=10)
        for _ in range(12):
            assert yes(remote)
            time.sleep(0.01)
        assert server.connections == 4
        server.shutdown()
