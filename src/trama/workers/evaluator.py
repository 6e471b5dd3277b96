"""The process that evaluates queries, and the nursery that makes such processes.

A nursery (`python -m trama.workers.evaluator`) has everything imported and nothing open, so a new worker is one
fork away, and it never has threads. Its owner sends it, over a Unix socket, one end of a socket pair
for each worker it wants and gets back the worker's process id. When the owner goes away, however it
goes, the nursery ends its workers and itself; when the nursery goes, the kernel ends the workers.

A message is its length in four bytes and then JSON; a worker's frame is a length in four bytes, a kind
in one, and the content. Kinds: D a piece of the answer, L the last one, E an error.
"""

from __future__ import annotations

import json
import socket
from dataclasses import fields
from pathlib import Path
from typing import Any

from trama.errors import QueryError, StoreError, TramaError
from trama.messages import Message
from trama.query.evaluation import Job, LimitReached, evaluate
from trama.rdf.xmlsafe import NotXml
from trama.store import OxigraphStore, open_store
from trama.workers.frames import DATA, ERROR, LAST, LENGTH, error_content, receive, send
from trama.workers.limits import bound_memory, deepen_stack, unbound_memory
from trama.workers.nursery import nursery

_PARTS = tuple(field.name for field in fields(Job))


def encode(folder: Path, job: Job | None, memory: int) -> bytes:
    """Return the message that asks a worker to open the store in a folder and evaluate a query."""
    asked = job and {name: getattr(job, name) for name in _PARTS}
    facts = {"folder": str(folder), "memory": memory, "job": asked}
    text = json.dumps(facts).encode()
    return LENGTH.pack(len(text)) + text


def error_of(content: bytes) -> TramaError:
    """Return the error that a frame tells."""
    facts = json.loads(content)
    if facts["kind"] == "query":
        return QueryError(Message.unpacked(facts["message"]))
    if facts["kind"] == "xml":
        return NotXml(Message.unpacked(facts["message"]))
    if facts["kind"] == "store":
        return StoreError(Message.unpacked(facts["message"]))
    return LimitReached(facts["kind"], facts.get("limit", 0))


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
    unbound_memory()
    store = open_store(Path(folder))
    bound_memory(memory)
    return store


def _answer(store: OxigraphStore, facts: dict[str, Any], connection: socket.socket) -> None:
    for name in ("default_graphs", "named_graphs", "services"):
        facts[name] = tuple(facts[name])
    job = Job(**facts)
    try:
        evaluate(store, job, lambda piece, last: send(connection, LAST if last else DATA, piece))
    except QueryError as error:
        send(connection, ERROR, error_content("query", error))
    except NotXml as error:
        send(connection, ERROR, error_content("xml", error))
    except LimitReached as error:
        send(connection, ERROR, error_content(error.kind, error, limit=error.limit))
    except MemoryError as error:
        send(connection, ERROR, error_content("memory", error))
    except (BrokenPipeError, ConnectionError):
        raise
    except (OSError, RuntimeError) as error:
        # What is wrong on the disk may show only while an answer is read from it.
        send(connection, ERROR, error_content("store", error))


if __name__ == "__main__":
    deepen_stack()
    nursery(socket.socket(fileno=0), work)
