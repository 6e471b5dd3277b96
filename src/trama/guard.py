"""What holds the workers of a pool to their limits, from a process that has nothing else to do.

The threads of a busy server wait for each other and for the processor: one of them would come to a
runaway seconds late. The nursery of the workers has no other threads, so it guards them. What the pool
asks of a worker, and what the guard has found, stands as numbers in memory that both have mapped; each
side writes its own numbers, without a lock. A request has a serial number, so that neither takes what is
said of one request for another's.
"""

from __future__ import annotations

import math
import mmap
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass

from trama.process import Process, Turn

TICK = 0.02
IDLE = 0.1
LONG = 10
PRESSED = 0.4
"""The part of `slow_after` from which a query is ended when others wait and no more may be slow."""
VERDICTS = ("", "time", "memory", "slow")
_ASKED, _DEADLINE, _TURN, _JUDGED, _VERDICT, _WHEN, _READY, _FIELDS = range(8)
_ROW = 8 * _FIELDS


def shared_file() -> int:
    """Return the handle of an empty file without a name, for memory that processes share."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("trama")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


class Slots:
    """A row of numbers for each worker, which its pool and its guard see."""

    def __init__(self, handle: int, count: int) -> None:
        size = count * _ROW + 8
        os.ftruncate(handle, size)
        self._numbers = memoryview(mmap.mmap(handle, size)).cast("d")

    def set_waiting(self, count: int) -> None:
        """Say how many requests wait for a worker."""
        self._numbers[-1] = count

    def waiting(self) -> int:
        """Return how many requests wait for a worker."""
        return int(self._numbers[-1])

    def clear(self, slot: int) -> None:
        """Make the row that of a new worker."""
        self._numbers[slot * _FIELDS : (slot + 1) * _FIELDS] = _EMPTY

    def begin(self, slot: int, serial: int, deadline: float) -> None:
        """Say that the worker has a request in hand, and until when (`time.monotonic`)."""
        self._numbers[slot * _FIELDS + _DEADLINE] = deadline
        self._numbers[slot * _FIELDS + _ASKED] = serial

    def finish(self, slot: int) -> None:
        """Say that the worker has none."""
        self._numbers[slot * _FIELDS + _ASKED] = 0
        self._numbers[slot * _FIELDS + _DEADLINE] = math.inf

    def asked(self, slot: int) -> tuple[int, float]:
        """Return the serial number of the request in hand, of which 0 is none, and its deadline."""
        row = slot * _FIELDS
        return int(self._numbers[row + _ASKED]), self._numbers[row + _DEADLINE]

    def judge(self, slot: int, serial: int, verdict: str) -> None:
        """Say for which limit a request is ended."""
        row = slot * _FIELDS
        self._numbers[row + _VERDICT] = VERDICTS.index(verdict)
        self._numbers[row + _WHEN] = time.monotonic()
        self._numbers[row + _JUDGED] = serial

    def verdict(self, slot: int, serial: int) -> tuple[str, float]:
        """Return the limit for which a request is ended, or "", and how long after its deadline."""
        row = slot * _FIELDS
        if self._numbers[row + _JUDGED] != serial:
            return "", 0.0
        late = self._numbers[row + _WHEN] - self._numbers[row + _DEADLINE]
        return VERDICTS[int(self._numbers[row + _VERDICT])], late

    def set_ready(self, slot: int, seconds: float) -> None:
        """Say what processor time the worker had used when it was ready for the request in hand."""
        self._numbers[slot * _FIELDS + _READY] = seconds

    def ready(self, slot: int) -> float:
        """Return what processor time the worker had used when it was ready for a request."""
        return self._numbers[slot * _FIELDS + _READY]

    def set_turn(self, slot: int, turn: Turn) -> None:
        """Say when the worker runs, beside others."""
        self._numbers[slot * _FIELDS + _TURN] = turn.value

    def turn(self, slot: int) -> Turn:
        """Return when the worker runs, beside others."""
        return Turn(int(self._numbers[slot * _FIELDS + _TURN]))

    def slow(self, slots: Iterable[int]) -> int:
        """Return how many of these let others go first."""
        return sum(self.turn(slot) is not Turn.USUAL for slot in slots)


_EMPTY = memoryview(bytearray(_ROW)).cast("d")
_EMPTY[_DEADLINE] = math.inf


@dataclass(frozen=True)
class Bounds:
    """What a worker may use; the time is in the deadline of each request."""

    memory: int
    """Bytes."""
    slow: int
    """How many workers may be slow at once."""
    slow_after: float
    """Seconds of processor after which a request is slow."""


class Guard:
    """Looks at the workers of a pool, puts the slow ones off, and ends what is past a limit."""

    def __init__(self, slots: Slots, bounds: Bounds) -> None:
        self._slots = slots
        self._bounds = bounds
        self._held: dict[int, _Held] = {}

    def take(self, slot: int, pid: int) -> None:
        """Guard a new worker from now on, in place of what had its slot."""
        self._held[slot] = _Held(Process(pid))

    def release(self) -> None:
        """Guard none any more."""
        self._held.clear()

    def look(self) -> float:
        """Look at each worker that has a request in hand; return in how many seconds to look again."""
        busy = {slot: asked for slot in self._held if (asked := self._slots.asked(slot))[0]}
        for slot, (serial, deadline) in busy.items():
            held = self._held[slot]
            seconds, memory = held.process.usage()
            if held.serial != serial:
                held.serial, held.before = serial, seconds
            turn = self._slots.turn(slot)
            # To open a store takes as long as many queries, and is not the fault of any.
            before = max(held.before, self._slots.ready(slot))
            spent = (seconds - before) / self._bounds.slow_after
            if time.monotonic() > deadline:
                self._end(slot, serial, "time")
            elif memory > self._bounds.memory:
                self._end(slot, serial, "memory")
            elif turn is Turn.USUAL and spent > PRESSED:
                if self._slots.slow(busy) < self._bounds.slow:
                    if spent > 1:
                        self._put_off(slot, serial, Turn.LATER)
                # Workers that turn out to have slow queries one by one would keep the quick ones waiting.
                elif spent > 1 or self._slots.waiting():
                    self._end(slot, serial, "slow")
            elif turn is Turn.LATER and spent > LONG:
                self._put_off(slot, serial, Turn.LAST)
        return TICK if busy else IDLE

    def _put_off(self, slot: int, serial: int, turn: Turn) -> None:
        process = self._held[slot].process
        self._slots.set_turn(slot, turn)
        process.favour(turn)
        # The request may have ended meanwhile, and another must not wait for it.
        if self._slots.asked(slot)[0] != serial and process.favour(Turn.USUAL):
            self._slots.set_turn(slot, Turn.USUAL)

    def _end(self, slot: int, serial: int, verdict: str) -> None:
        self._slots.judge(slot, serial, verdict)
        if self._slots.asked(slot)[0] != serial:
            return
        process = self._held.pop(slot).process
        # What runs only when no other would would also die only then.
        process.favour(Turn.USUAL)
        process.kill()


@dataclass
class _Held:
    process: Process
    serial: int = 0
    before: float = 0.0
    """Seconds of processor it had used when its request came."""
