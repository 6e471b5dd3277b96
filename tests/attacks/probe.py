"""A visitor who goes on asking while a server is attacked, and what attackers need."""

from __future__ import annotations

import itertools
import socket
import stat
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, urlsplit

from served import Served

SMALL = f"/sparql?query={quote('ASK { ?s ?p ?o }')}"
ASKED = ("/accessibilita", SMALL, "/health")
VISITOR = "127.0.0.9"
LARGE = quote("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }")
NQUADS = "".join(f'<http://e/s{n}> <http://e/p> "{n}" <http://e/g> .\n' for n in range(1000))


class Probe:
    """Pages and small queries, asked again and again on new connections from an address of its own."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.seen: Counter[object] = Counter()

    def __enter__(self) -> Probe:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        if error is None:
            assert set(self.seen) == {200}, self.seen
            assert self.seen[200] >= len(ASKED)

    def wait_for(self, more: int) -> None:
        """Let so many more questions be asked."""
        until = sum(self.seen.values()) + more
        while sum(self.seen.values()) < until:
            time.sleep(0.02)

    def _ask(self) -> None:
        parts = urlsplit(self._server.url)
        for path in itertools.cycle(ASKED):
            if self._stop.wait(0.02):
                return
            # Whoever is not answered in this time is not being answered.
            connection = HTTPConnection(
                parts.hostname or "", parts.port, timeout=25, source_address=(VISITOR, 0)
            )
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                response.read()
                self.seen[response.status] += 1
            except (OSError, HTTPException) as error:
                self.seen[repr(error)] += 1
            finally:
                connection.close()


def connect(server: Served, source: str = "127.0.0.2", *, buffer: int = 0) -> socket.socket:
    """Open a connection from an address; with `buffer`, one that takes little at once."""
    parts = urlsplit(server.url)
    opened = socket.socket()
    if buffer:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    opened.bind((source, 0))
    opened.settimeout(25)
    opened.connect((parts.hostname, parts.port))
    return opened


def say(connection: socket.socket, text: str | bytes) -> bytes:
    """Send something and return all that comes until the connection ends."""
    connection.sendall(text.encode() if isinstance(text, str) else text)
    return read(connection)


def read(connection: socket.socket) -> bytes:
    """Return all that comes until the connection ends, however it ends."""
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def on_disk(server: Served) -> int:
    """How many bytes the server's processes hold in files that have no name."""
    total = 0
    for pid in server.children():
        for handle in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                facts = handle.stat()
            except OSError:
                continue
            if stat.S_ISREG(facts.st_mode) and not facts.st_nlink:
                total += facts.st_size
    return total


def until(true: Callable[[], object], seconds: float = 20) -> bool:
    """Whether something becomes true in a time that is long enough on any machine."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())
