"""Connections to another server are used again."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pyoxigraph import QueryBoolean

from trama.store import RemoteStore

ANSWER = b'{"head": {}, "boolean": true}'
ASK = "ASK { ?s ?p ?o }"


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
