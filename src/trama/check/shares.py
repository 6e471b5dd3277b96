"""Work on what is in memory already, shared out among copies of this process where the system makes them.

Unlike what `trama.check.spread` does, nothing is handed over but a number: a copy (`fork`) sees all that its
parent has read, in the same memory. Where there is no such call, or other threads run, which a copy would not
have, the work is done here.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from trama.errors import TramaError

Made = TypeVar("Made")
MANY = 20
"""How many plans are worth copies of the process."""
_CUT_SHORT = (EOFError, pickle.UnpicklingError)
_NUMBER = struct.Struct(">H")
_TURNS = 2000
"""How often work is taken up at most: the numbers of all turns fit into a pipe of any system."""


def worth(processes: int, plans: int) -> int:
    """Return how many of the processes that may work at once are worth it for so many plans."""
    return processes if plans >= MANY else 1


def copies(most: int) -> bool:
    """Return whether copies of this process may work beside it, if so many processors may be used."""
    return most > 1 and hasattr(os, "fork") and threading.active_count() == 1


def shared(work: Callable[[int], Made], count: int, most: int) -> list[Made]:
    """Return what some work gives for each number below `count`, in order, on so many processors at most.

    What is given must be such that `pickle` can write it. Each process takes up the next that nobody has taken.
    What a copy does not bring home, for it failed or was killed, is worked out here in the end, so that
    errors are those of the same work done in order.
    """
    found: dict[int, Made] = {}
    if copies(most) and count > 1:
        found = _on_copies(work, count, min(most, count))
    return [found[number] if number in found else work(number) for number in range(count)]


def _on_copies(work: Callable[[int], Made], count: int, processes: int) -> dict[int, Made]:
    each = -(-count // _TURNS)
    queue, written = os.pipe()
    turns = [range(first, min(first + each, count)) for first in range(0, count, each)]
    os.write(written, b"".join(map(_NUMBER.pack, range(len(turns)))))
    os.close(written)
    begun: list[tuple[int, int]] = []
    try:
        for _ in range(processes - 1):
            begun.append(_copy(work, turns, queue))
        found = _share(work, turns, queue)
        for _, answers in begun:
            with open(answers, "rb", closefd=False) as file, contextlib.suppress(*_CUT_SHORT):
                found |= pickle.load(file)  # noqa: S301 - this program itself wrote it
        return found
    finally:
        os.close(queue)
        for copy, answers in begun:
            os.close(answers)
            with contextlib.suppress(ProcessLookupError):
                os.kill(copy, signal.SIGKILL)
            os.waitpid(copy, 0)


def _copy(work: Callable[[int], Made], turns: Sequence[range], queue: int) -> tuple[int, int]:
    """Make a copy of this process that does its share; return its number, and where its answers are read."""
    answers, written = os.pipe()
    copy = os.fork()
    if copy:
        os.close(written)
        return copy, answers
    # The copy must not come back from here: whatever is above belongs to its parent.
    try:
        with open(written, "wb") as file:
            file.write(pickle.dumps(_share(work, turns, queue), pickle.HIGHEST_PROTOCOL))
    finally:
        os._exit(0)


def _share(work: Callable[[int], Made], turns: Sequence[range], queue: int) -> dict[int, Made]:
    found = {}
    while message := os.read(queue, _NUMBER.size):
        for number in turns[_NUMBER.unpack(message)[0]]:
            # Who asked does again what failed, and tells why.
            with contextlib.suppress(TramaError):
                found[number] = work(number)
    return found
