"""The process that checks a plan somebody sent, and the message that asks it.

It is made for one check and ends with it, so its memory is the system's again. It cannot write to a file:
the kernel holds it to files of no bytes. What it sends are the frames of `trama.workers.evaluator`: the steps it
comes to, and last what comes of the check.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import traceback
from collections.abc import Generator, Iterable
from dataclasses import asdict

from trama.errors import QueryError, StoreError, TramaError
from trama.options import CheckOptions, QueryOptions
from trama.submission.asked import CheckJob, Outcome, Upload
from trama.submission.job import perform
from trama.workers.frames import DATA, ERROR, LAST, LENGTH, error_content, receive, send
from trama.workers.limits import bound_memory, write_nothing
from trama.workers.nursery import nursery
from trama.workers.worker import Piece

_NICE = 5


def limits(options: CheckOptions) -> QueryOptions:
    """Return the limits of checks as a pool of workers takes them."""
    return QueryOptions(
        time=options.time,
        memory=options.memory,
        workers=options.workers,
        slow=options.workers,
        slow_after=options.time + 1,
        queue=options.queue,
        wait=options.wait,
    )


def encode(job: CheckJob, memory: int) -> bytes:
    """Return the message that asks for a check, which may take that many megabytes."""
    facts = asdict(job)
    facts["files"] = [(file.name, len(file.content), file.packed, file.role) for file in job.files]
    head = json.dumps({"memory": memory, "job": facts}).encode()
    return b"".join([LENGTH.pack(len(head)), head, *(file.content for file in job.files)])


def outcome_of(pieces: Iterable[Piece]) -> Generator[str, None, Outcome]:
    """Yield the steps that a check comes to, and return what comes of it."""
    for content, last in pieces:
        if not last:
            yield content.decode()
            continue
        head, _, body = content.partition(b"\n")
        facts = json.loads(head)
        return Outcome(facts["status"], facts["type"], body, facts["name"])
    raise QueryError("check.no-end")


def framed(outcome: Outcome) -> bytes:
    """Return what comes of a check as the last frame holds it."""
    facts = {"status": outcome.status, "type": outcome.content_type, "name": outcome.filename}
    return json.dumps(facts).encode() + b"\n" + outcome.body


def work(connection: socket.socket) -> None:
    """Do one check for the other side of the connection, within its limits."""
    try:
        message = json.loads(receive(connection, *LENGTH.unpack(receive(connection, 4))))
        facts = message["job"]
        files = [
            Upload(name, receive(connection, n), packed, role)
            for name, n, packed, role in facts["files"]
        ]
    except (EOFError, OSError):
        return
    decided = {name: tuple(map(tuple, facts[name])) for name in ("settled", "chosen", "judged")}
    facts |= {"files": tuple(files), "also": tuple(facts["also"]), **decided}
    _confine(message["memory"] << 20)
    with contextlib.suppress(BrokenPipeError, ConnectionError):
        try:
            done = perform(CheckJob(**facts), lambda step: send(connection, DATA, step.encode()))
            send(connection, LAST, framed(done))
        except MemoryError as error:
            send(connection, ERROR, error_content("memory", error))
        except StoreError as error:
            send(connection, ERROR, error_content("store", error))
        except TramaError as error:
            send(connection, ERROR, error_content("query", error))
        except OSError:
            raise
        except Exception as error:
            # The log must not have words of the plan, which the error may quote.
            where = "".join(traceback.format_tb(error.__traceback__))
            print(f"trama: a check failed with {type(error).__name__}\n{where}", file=sys.stderr)
            send(
                connection,
                ERROR,
                error_content("query", QueryError("check.not-checked")),
            )


def _confine(memory: int) -> None:
    os.nice(_NICE)
    write_nothing()
    bound_memory(memory)


if __name__ == "__main__":
    nursery(socket.socket(fileno=0), work)
