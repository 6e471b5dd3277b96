"""A pool of processes that evaluate queries, each of which can be killed at any moment.

A query that reaches a limit is ended by killing the process that evaluates it: nothing else stops the
engine. A query that has taken some processor time becomes a slow one: it goes on at a lower priority, at
the lowest when it has taken ten times as much, and only so many may be slow at once, so that the quick
ones always find a worker and a processor. What a worker has not begun to answer when it dies by no fault
of its query, another answers.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from trama.errors import TramaError
from trama.messages import Message
from trama.options import QueryOptions
from trama.query.evaluation import Job, LimitReached
from trama.workers.begun import Begun
from trama.workers.complaints import pass_on
from trama.workers.evaluator import encode, error_of
from trama.workers.frames import DATA, ERROR, LENGTH, receive
from trama.workers.process import Turn
from trama.workers.worker import Died, Piece, Worker

TICK = 0.02
# A message of so many bytes goes into an idle worker's socket without waiting.
_LONGEST_AT_ONCE = 1 << 16
START = 10.0
LONG = 10


class Busy(TramaError):
    """There is no room for a query now."""

    def __init__(self, why: str | Message, retry_after: int, **values: object) -> None:
        self.retry_after = retry_after
        super().__init__(why, **values)


class Pool:
    """Workers for one store after another, made when needed and replaced when they die."""

    def __init__(
        self,
        options: QueryOptions,
        note: Callable[[str], None] = lambda _: None,
        *,
        module: str = "trama.workers.evaluator",
        once: bool = False,
    ) -> None:
        """`module` is the nursery's; with `once`, a worker answers one request and ends."""
        self._options = options
        self._module, self._once = module, once
        self._note = note
        self._slow_most = min(options.slow, options.workers)
        self._ready = threading.Condition()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._making = self._waiting = 0
        self._closed = False
        self._nursery: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._control_lock = threading.Lock()
        self._wake = threading.Event()
        threading.Thread(target=self._watch, name="pool", daemon=True).start()

    def run(self, folder: Path, job: Job) -> Generator[Piece]:
        """Yield the pieces of a query's answer, evaluated on the store in a folder.

        Raises QueryError, LimitReached, Busy or StoreError; after the first piece the same errors
        mean that the answer is not whole.
        """
        yield from self.ask(encode(folder, job, self._memory))

    def begin(self, folder: Path, job: Job) -> Begun | None:
        """Give a query to a worker and return at once; None if none is idle, or others wait for one."""
        message = encode(folder, job, self._memory)
        if len(message) > _LONGEST_AT_ONCE:
            return None
        with self._ready:
            if self._closed or self._waiting or not self._idle:
                return None
            worker = self._start(self._idle.pop())
        try:
            worker.connection.sendall(message)
        except OSError:
            self._note("died")
            self.done_with(worker, again=False)
            return None
        return Begun(self, worker, message)

    def done_with(self, worker: Worker, *, again: bool = True) -> None:
        """Let a worker go that has answered, or, if not `again`, that is not to."""
        if not (again and self._give_back(worker)):
            self._drop(worker)

    def ask(
        self, message: bytes, tries: int = 3, *, begun: Worker | None = None
    ) -> Generator[Piece]:
        """Yield the pieces of what a worker answers to a message, as `run` does.

        A message whose worker dies by no limit before its answer begins is sent again, `tries` times
        in all. The worker that has `begun` has the message already.
        """
        for left in reversed(range(tries)):
            # Where one idle worker is found dead, others may be: from then on each is looked at first.
            worker = begun or self._take(look=left < tries - 1)
            sent, begun = b"" if begun else message, None
            answered = False
            try:
                for piece in self._pieces(worker, sent):
                    answered = True
                    yield piece
            except (Died, OSError):
                self._note("died")
                if answered or not left:
                    raise LimitReached("memory", self._options.memory) from None
                continue
            return

    def close(self) -> None:
        """End every worker, and the nursery."""
        with self._ready:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.process.kill()
        with self._control_lock:
            if self._control:
                self._control.close()
            if self._nursery:
                self._nursery.wait()
                self._nursery = None
        self._wake.set()

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
        message = encode(folder, None, self._memory)
        for worker in [self._take() for _ in range(min(count, self._options.workers))]:
            for _ in self._pieces(worker, message):
                pass

    def facts(self) -> dict[str, int]:
        """How many workers are idle, busy and slow, and how many queries wait."""
        with self._ready:
            slow = self._slow()
            idle, busy = len(self._idle), len(self._busy)
            return {"idle": idle, "busy": busy, "slow": slow, "waiting": self._waiting}

    def pids(self) -> list[int]:
        """The process ids of the workers."""
        with self._ready:
            return [worker.process.pid for worker in (*self._idle, *self._busy)]

    def _slow(self) -> int:
        """How many of the busy workers let others go first."""
        return sum(worker.turn is not Turn.USUAL for worker in self._busy)

    @property
    def _memory(self) -> int:
        return self._options.memory << 20

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
                    raise error_of(content)
                yield content, True
                return
        except (Died, OSError):
            if worker.verdict == "slow":
                raise Busy("busy.slow", 5) from None
            if worker.verdict:
                limit = self._options.time if worker.verdict == "time" else self._options.memory
                raise LimitReached(worker.verdict, limit, worker.elapsed) from None
            raise
        finally:
            # Once given back it may already serve another query.
            if not given_back:
                self._drop(worker)

    def _take(self, *, look: bool = True) -> Worker:
        until = time.monotonic() + self._options.wait
        with self._ready:
            while not self._any_idle(look):
                if self._closed:
                    raise Busy("busy.stopping", 1)
                if len(self._busy) + self._making < self._options.workers:
                    self._making += 1
                    break
                if self._waiting >= self._options.queue:
                    raise Busy("busy.waiting", 2)
                self._waiting += 1
                try:
                    if not self._ready.wait(until - time.monotonic()) and not self._any_idle(look):
                        raise Busy("busy.none-free", 5)
                finally:
                    self._waiting -= 1
            if self._idle:
                return self._start(self._idle.pop())
        try:
            worker = self._make()
        except OSError as error:
            with self._ready:
                self._making -= 1
                self._ready.notify()
            raise Busy("busy.no-worker", 5, reason=error) from error
        with self._ready:
            self._making -= 1
            return self._start(worker)

    def _any_idle(self, look: bool) -> bool:
        """Whether a worker is idle, and alive if that is to be looked at."""
        while self._idle:
            if not look or self._idle[-1].alive():
                return True
            self._note("died")
            self._idle.pop().end()
        return False

    def _start(self, worker: Worker) -> Worker:
        worker.deadline = time.monotonic() + self._options.time
        worker.spent = None
        self._busy.add(worker)
        self._wake.set()
        return worker

    def _give_back(self, worker: Worker) -> bool:
        """Make a worker idle; False if it cannot serve again."""
        with self._ready:
            if self._once or self._closed or worker.verdict or worker not in self._busy:
                return False
            if worker.turn is not Turn.USUAL and not worker.process.favour(Turn.USUAL):
                return False
            worker.turn = Turn.USUAL
            worker.deadline = None
            self._busy.discard(worker)
            self._idle.append(worker)
            self._ready.notify()
            return True

    def _drop(self, worker: Worker) -> None:
        """End a worker that was not given back."""
        with self._ready:
            if worker not in self._busy:
                return
            self._busy.discard(worker)
            self._ready.notify()
        worker.end()

    def _make(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs, self._control_lock:
            for last_try in (False, True):
                try:
                    control = self._open_nursery()
                    socket.send_fds(control, [b"w"], [theirs.fileno()])
                    return Worker(LENGTH.unpack(receive(control, LENGTH.size))[0], ours)
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
                self._nursery = subprocess.Popen(  # noqa: S603 - the module is one of ours
                    [sys.executable, "-m", self._module],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                    env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"),
                )
            if self._nursery and self._nursery.stderr:
                pass_on(self._nursery.stderr)
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

    def _watch(self) -> None:
        """Hold the busy workers to their limits."""
        while not self._closed:
            self._wake.wait()
            time.sleep(TICK)
            with self._ready:
                busy = list(self._busy)
                if not busy and not self._closed:
                    self._wake.clear()
            for worker in busy:
                self._look_at(worker)

    def _look_at(self, worker: Worker) -> None:
        seconds, memory = worker.process.usage()
        verdict = ""
        with self._ready:
            if worker not in self._busy or worker.verdict or worker.deadline is None:
                return
            if worker.spent is None:
                worker.spent = seconds
            spent = seconds - worker.spent
            if time.monotonic() > worker.deadline:
                verdict = "time"
            elif memory > self._memory:
                verdict = "memory"
            elif worker.turn is Turn.USUAL and spent > self._options.slow_after:
                if self._slow() >= self._slow_most:
                    verdict = "slow"
                else:
                    worker.put_off(Turn.LATER)
            elif worker.turn is Turn.LATER and spent > LONG * self._options.slow_after:
                worker.put_off(Turn.LAST)
            worker.verdict = verdict
            worker.elapsed = time.monotonic() - worker.deadline + self._options.time
        if verdict:
            self._note(verdict)
            # What runs only when no other would would also die only then.
            worker.process.favour(Turn.USUAL)
            worker.process.kill()
