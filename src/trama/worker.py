"""The process that evaluates queries, and the nursery that makes such processes.

A nursery (`python -m trama.worker`) has everything imported and nothing open, so a new worker is one
fork away, and it never has threads. Its owner sends it, over a Unix socket, one end of a socket pair
for each worker it wants and gets back the worker's process id. When the owner goes away, however it
goes, the nursery ends its workers and itself; when the nursery goes, the kernel ends the workers.

A message is its length in four bytes and then JSON; a worker's frame is a length in four bytes, a kind
in one, and the content. Kinds: D a piece of the answer, L the last one, E an error.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from trama.errors import QueryError, StoreError
from trama.evaluation import Job, LimitReached, evaluate
from trama.store import OxigraphStore, open_store

HEAD = struct.Struct("!IB")
LENGTH = struct.Struct("!I")
DATA, LAST, ERROR = b"DLE"
_DIE_WITH_PARENT = 1
_NO_LIMIT = resource.RLIM_INFINITY


def encode(folder: Path, job: Job | None, memory: int) -> bytes:
    """Return the message that asks a worker to open the store in a folder and evaluate a query."""
    asked = job and {field.name: getattr(job, field.name) for field in fields(job)}
    facts = {"folder": str(folder), "memory": memory, "job": asked}
    text = json.dumps(facts).encode()
    return LENGTH.pack(len(text)) + text


def receive(connection: socket.socket, size: int) -> bytes:
    """Return that many bytes; EOFError if the other side is gone."""
    parts, missing = [], size
    while missing:
        part = connection.recv(min(missing, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def send(connection: socket.socket, kind: int, content: bytes) -> None:
    """Send one frame."""
    connection.sendall(HEAD.pack(len(content), kind) + content)


def work(connection: socket.socket) -> None:
    """Answer queries until the other side closes the connection."""
    folder, store = "", None
    while True:
        try:
            message = json.loads(receive(connection, *LENGTH.unpack(receive(connection, 4))))
        except (EOFError, OSError):
            return
        try:
            if store is None or message["folder"] != folder:
                store, folder = _open(message["folder"], message["memory"]), message["folder"]
            if message["job"]:
                _answer(store, message["job"], connection)
            else:
                send(connection, LAST, b"")
        except (BrokenPipeError, ConnectionError):
            return
        except StoreError as error:
            send(connection, ERROR, error_content("store", error))


def _open(folder: str, memory: int) -> OxigraphStore:
    resource.setrlimit(resource.RLIMIT_AS, (_NO_LIMIT, _NO_LIMIT))
    store = open_store(Path(folder))
    bound_memory(memory)
    return store


def bound_memory(more: int) -> None:
    """Let this process map that many bytes more than it has now, where the system tells how many."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        size = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (size, _NO_LIMIT))


def _answer(store: OxigraphStore, facts: dict[str, Any], connection: socket.socket) -> None:
    for name in ("default_graphs", "named_graphs", "services"):
        facts[name] = tuple(facts[name])
    job = Job(**facts)
    try:
        evaluate(store, job, lambda piece, last: send(connection, LAST if last else DATA, piece))
    except QueryError as error:
        send(connection, ERROR, error_content("query", error))
    except LimitReached as error:
        send(connection, ERROR, error_content(error.kind, error, limit=error.limit))
    except MemoryError as error:
        send(connection, ERROR, error_content("memory", error))


def error_content(kind: str, error: BaseException, **more: float) -> bytes:
    """Return the content of a frame that tells an error."""
    return json.dumps({"kind": kind, "message": str(error), **more}).encode()


def nursery(control: socket.socket, work: Callable[[socket.socket], None] = work) -> None:
    """Make a worker for each socket that comes, until the owner is gone; `work` is what it does."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        try:
            message, handles, _, _ = socket.recv_fds(control, 1, 1)
        except OSError:
            message = b""
        if not message:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.killpg(0, signal.SIGKILL)
        child = os.fork()
        if not child:
            with contextlib.suppress(KeyboardInterrupt):
                _be_worker(control, handles[0], work)
            os._exit(0)
        os.close(handles[0])
        with contextlib.suppress(OSError):
            control.sendall(LENGTH.pack(child))


def _be_worker(control: socket.socket, handle: int, work: Callable[[socket.socket], None]) -> None:
    parent = os.getppid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        with contextlib.suppress(OSError):
            # When memory runs out, the kernel is to end a query, not the server.
            Path("/proc/self/oom_score_adj").write_text("800")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    control.close()
    if os.getppid() == parent:
        work(socket.socket(fileno=handle))


if __name__ == "__main__":
    nursery(socket.socket(fileno=0))
