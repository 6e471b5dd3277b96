"""A pool of processes that evaluate queries, each of which can be killed at any moment.

A query that reaches a limit is ended by killing the process that evaluates it: nothing else stops the
engine. A query that has taken some processor time becomes a slow one: it goes on at a lower priority, at
the lowest when it has taken ten times as much, and only so many may be slow at once, so that the quick
ones always find a worker and a processor. The nursery sees to both (`trama.guard`). What a worker has not
begun to answer when it dies by no fault of its query, another answers.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from pathlib import Path

from trama.errors import QueryError, StoreError, TramaError
from trama.evaluation import Job, LimitReached
from trama.guard import Bounds, Slots, shared_file
from trama.options import QueryOptions
from trama.process import Process, Turn
from trama.worker import DATA, ERROR, HEAD, LENGTH, encode, receive

Piece = tuple[bytes, bool]
"""A piece of an answer, and whether it is the last."""

START = 10.0


class Busy(TramaError):
    """There is no room for a query now."""

    def __init__(self, why: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(why)


class Died(TramaError):
    """A worker died, and not by a limit."""


class Worker:
    """One process that evaluates queries, seen from the pool."""

    def __init__(self, slot: int, pid: int, connection: socket.socket) -> None:
        self.slot = slot
        self.process = Process(pid)
        self.connection = connection
        self.serial = 0
        self._read = b""

    def frame(self) -> tuple[int, bytes]:
        """Return the next frame; Died if there is none."""
        try:
            # A short answer comes with its head: one call to the system, not two.
            while len(self._read) < HEAD.size:
                self._read += self._more()
            size, kind = HEAD.unpack_from(self._read)
            read, end = self._read, HEAD.size + size
            self._read = read[end:]
            content = read[HEAD.size : end]
            if len(content) < size:
                content += receive(self.connection, size - len(content))
            return kind, content
        except (EOFError, OSError):
            raise Died(f"process {self.process.pid} ended") from None

    def _more(self) -> bytes:
        part = self.connection.recv(1 << 16)
        if not part:
            raise EOFError
        return part

    def alive(self) -> bool:
        """Whether an idle worker still holds its end of the connection."""
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def end(self) -> None:
        """Kill it, whatever it does."""
        self.process.kill()
        self.connection.close()


class Pool:
    """Workers for one store after another, made when needed and replaced when they die."""

    def __init__(
        self,
        options: QueryOptions,
        note: Callable[[str], None] = lambda _: None,
        *,
        module: str = "trama.worker",
        once: bool = False,
    ) -> None:
        """`module` is the nursery's; with `once`, a worker answers one request and ends."""
        self._options = options
        self._module, self._once = module, once
        self._note = note
        self._bounds = Bounds(
            options.memory << 20, min(options.slow, options.workers), options.slow_after
        )
        self._shared = shared_file()
        self._slots = Slots(self._shared, options.workers)
        self._free = list(range(options.workers))
        self._serials = itertools.count(1)
        self._lock = threading.Lock()
        self._queue: deque[threading.Condition] = deque()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._making = 0
        self._closed = False
        self._nursery: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._control_lock = threading.Lock()

    def run(self, folder: Path, job: Job) -> Generator[Piece]:
        """Yield the pieces of a query's answer, evaluated on the store in a folder.

        Raises QueryError, LimitReached, Busy or StoreError; after the first piece the same errors
        mean that the answer is not whole.
        """
        yield from self.ask(encode(folder, job, self._bounds.memory))

    def ask(self, message: bytes, tries: int = 3) -> Generator[Piece]:
        """Yield the pieces of what a worker answers to a message, as `run` does.

        A message whose worker dies by no limit before its answer begins is sent again, `tries` times
        in all.
        """
        for left in reversed(range(tries)):
            # Where one idle worker is found dead, others may be: from then on each is looked at first.
            worker = self._take(look=left < tries - 1)
            begun = False
            try:
                for piece in self._pieces(worker, message):
                    begun = True
                    yield piece
            except (Died, OSError):
                self._note("died")
                if begun or not left:
                    raise LimitReached("memory", self._options.memory) from None
                continue
            return

    def close(self) -> None:
        """End every worker, and the nursery."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
            self._call_next()
        for worker in workers:
            worker.process.kill()
        with self._control_lock:
            if self._control:
                self._control.close()
            if self._nursery:
                self._nursery.wait()
                self._nursery = None
            if self._shared >= 0:
                os.close(self._shared)
                self._shared = -1

    def prepare(self) -> None:
        """Have the nursery begin to import what it needs, if it has not begun; this does not wait."""
        if self._control_lock.acquire(blocking=False):
            try:
                with contextlib.suppress(OSError):
                    self._open_nursery()
            finally:
                self._control_lock.release()

    def warm(self, folder: Path, count: int) -> None:
        """Make some workers that have the store open."""
        message = encode(folder, None, self._bounds.memory)
        for worker in [self._take() for _ in range(min(count, self._options.workers))]:
            for _ in self._pieces(worker, message):
                pass

    def facts(self) -> dict[str, int]:
        """How many workers are idle, busy and slow, and how many queries wait."""
        with self._lock:
            slow = self._slots.slow(worker.slot for worker in self._busy)
            idle, busy = len(self._idle), len(self._busy)
            return {"idle": idle, "busy": busy, "slow": slow, "waiting": len(self._queue)}

    def pids(self) -> list[int]:
        """The process ids of the workers."""
        with self._lock:
            return [worker.process.pid for worker in (*self._idle, *self._busy)]

    def _pieces(self, worker: Worker, message: bytes) -> Iterator[Piece]:
        """Yield what a worker answers, then give it back; whatever goes wrong ends it."""
        given_back = False
        try:
            worker.connection.sendall(message)
            while True:
                kind, content = worker.frame()
                if kind == DATA:
                    yield content, False
                    continue
                given_back = self._give_back(worker)
                if kind == ERROR:
                    raise _error(content)
                yield content, True
                return
        except (Died, OSError):
            verdict, late = self._slots.verdict(worker.slot, worker.serial)
            if not verdict:
                raise
            self._note(verdict)
            if verdict == "slow":
                raise Busy("there are too many slow queries now", 5) from None
            limit = self._options.time if verdict == "time" else self._options.memory
            raise LimitReached(verdict, limit, self._options.time + late) from None
        finally:
            # Once given back it may already serve another query.
            if not given_back:
                self._drop(worker)

    def _take(self, *, look: bool = True) -> Worker:
        with self._lock:
            # Who came later must not go first, however soon a worker is free.
            if self._queue or not self._has_room(look):
                self._wait_in_queue(look)
            if self._idle:
                return self._start(self._idle.pop())
            self._making += 1
            slot = self._free.pop()
        try:
            worker = self._make(slot)
        except OSError as error:
            with self._lock:
                self._making -= 1
                self._free.append(slot)
                self._call_next()
            raise Busy(f"no worker can be started ({error})", 5) from error
        with self._lock:
            self._making -= 1
            return self._start(worker)

    def _wait_in_queue(self, look: bool) -> None:
        """Wait, with the lock, until all who came before are served and there is room for one more."""
        if len(self._queue) >= self._options.queue:
            raise Busy("too many queries are waiting", 2)
        until = time.monotonic() + self._options.wait
        mine = threading.Condition(self._lock)
        self._queue.append(mine)
        self._slots.set_waiting(len(self._queue))
        try:
            while self._queue[0] is not mine or not self._has_room(look):
                left = until - time.monotonic()
                if left <= 0:
                    raise Busy("no worker became free in time", 5)
                mine.wait(left)
        finally:
            self._queue.remove(mine)
            self._slots.set_waiting(len(self._queue))
            self._call_next()

    def _call_next(self) -> None:
        """Have the first in the queue look whether there is room now."""
        if self._queue:
            self._queue[0].notify()

    def _has_room(self, look: bool) -> bool:
        """Whether a worker is idle, or another may be made."""
        if self._closed:
            raise Busy("the server is stopping", 1)
        return self._any_idle(look) or len(self._busy) + self._making < self._options.workers

    def _any_idle(self, look: bool) -> bool:
        """Whether a worker is idle, and alive if that is to be looked at."""
        while self._idle:
            if not look or self._idle[-1].alive():
                return True
            self._note("died")
            dead = self._idle.pop()
            self._free.append(dead.slot)
            dead.end()
        return False

    def _start(self, worker: Worker) -> Worker:
        worker.serial = next(self._serials)
        self._slots.begin(worker.slot, worker.serial, time.monotonic() + self._options.time)
        self._busy.add(worker)
        return worker

    def _give_back(self, worker: Worker) -> bool:
        """Make a worker idle; False if it cannot serve again."""
        with self._lock:
            if self._once or self._closed or worker not in self._busy:
                return False
            self._slots.finish(worker.slot)
            # Judged while its last words were on their way, it is being killed.
            if self._slots.verdict(worker.slot, worker.serial)[0]:
                return False
            if self._slots.turn(worker.slot) is not Turn.USUAL:
                if not worker.process.favour(Turn.USUAL):
                    return False
                self._slots.set_turn(worker.slot, Turn.USUAL)
            self._busy.discard(worker)
            self._idle.append(worker)
            self._call_next()
            return True

    def _drop(self, worker: Worker) -> None:
        """End a worker that was not given back."""
        with self._lock:
            if worker not in self._busy:
                return
            self._busy.discard(worker)
            self._slots.finish(worker.slot)
            self._free.append(worker.slot)
            self._call_next()
        worker.end()

    def _make(self, slot: int) -> Worker:
        self._slots.clear(slot)
        ours, theirs = socket.socketpair()
        with theirs, self._control_lock:
            for last_try in (False, True):
                try:
                    control = self._open_nursery()
                    socket.send_fds(control, [LENGTH.pack(slot)], [theirs.fileno()])
                    return Worker(slot, LENGTH.unpack(receive(control, LENGTH.size))[0], ours)
                except (EOFError, OSError) as error:
                    self._close_nursery()
                    if last_try:
                        ours.close()
                        raise OSError(f"the nursery does not answer: {error}") from error
        raise AssertionError

    def _open_nursery(self) -> socket.socket:
        if self._closed:
            raise OSError("the pool is closed")
        if self._control is None:
            control, theirs = socket.socketpair()
            with theirs:
                facts = {"slots": self._shared, "count": self._options.workers}
                bounds = json.dumps({**facts, **asdict(self._bounds)})
                self._nursery = subprocess.Popen(  # noqa: S603 - the module is one of ours
                    [sys.executable, "-m", self._module, bounds],
                    stdin=theirs.fileno(),
                    pass_fds=[self._shared],
                    stdout=subprocess.DEVNULL,
                    process_group=0,
                    env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"),
                )
            control.settimeout(START)
            self._control = control
        return self._control

    def _close_nursery(self) -> None:
        if self._control:
            self._control.close()
            self._control = None
        if self._nursery:
            self._nursery.kill()
            self._nursery.wait()
            self._nursery = None


def _error(content: bytes) -> TramaError:
    facts = json.loads(content)
    if facts["kind"] == "query":
        return QueryError(facts["message"])
    if facts["kind"] == "store":
        return StoreError(facts["message"])
    return LimitReached(facts["kind"], facts.get("limit", 0))
