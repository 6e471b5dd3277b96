"""An answer that waits for its client: in memory, then on disk, within the room there is, in its own order."""

from __future__ import annotations

import errno
import random
import threading
import time
from typing import Any

import pytest

from trama.web.room import Room
from trama.web.server import outgoing
from trama.web.server.outgoing import IN_MEMORY, Gone, Outgoing, Waiting


def waiting(size: int = 10_000_000, answers: int = 5, makers: int = 5) -> Waiting:
    return Waiting(Room(size), Room(answers), Room(makers))


def drained(out: Outgoing) -> bytes:
    return b"".join(iter(lambda: out.take(50_000), b""))


def test_what_goes_in_comes_out_in_order() -> None:
    room, chance = waiting(), random.Random(7)
    out, sent, got = Outgoing(room), b"", b""
    for _ in range(300):
        piece = chance.randbytes(chance.choice((1, 100, 9_000, 300_000)))
        out.put(piece)
        sent += piece
        for _ in range(chance.randrange(4)):
            got += out.take(chance.choice((10, 50_000, 200_000)))
        assert len(out) == len(sent) - len(got)
    got += drained(out)
    assert got == sent
    out.close()
    assert room.bytes.taken == room.answers.taken == room.makers.taken == 0


def test_a_short_answer_takes_no_room() -> None:
    room = waiting(size=0, answers=0)
    out = Outgoing(room)
    out.put(b"x" * IN_MEMORY)
    assert drained(out) == b"x" * IN_MEMORY


def test_a_plan_waits_in_memory_and_never_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_file() -> None:
        raise AssertionError("a file")

    monkeypatch.setattr(outgoing.tempfile, "TemporaryFile", no_file)
    room, memory = waiting(), Room(5_000_000)
    out = Outgoing(room, memory)
    out.put(b"p" * 3_000_000)
    assert 2_000_000 < memory.taken <= 3_000_000
    assert drained(out) == b"p" * 3_000_000
    assert memory.taken == 0
    out.put(b"p" * 1_000_000)
    out.close()
    assert memory.taken == 0


@pytest.mark.parametrize("room", [waiting(size=500_000), waiting(answers=0)])
def test_without_room_the_maker_waits_for_the_client(room: Waiting) -> None:
    out, done = Outgoing(room), threading.Event()

    def make() -> None:
        for _ in range(20):
            out.put(b"x" * 100_000)
        done.set()

    maker = threading.Thread(target=make)
    maker.start()
    got = b""
    while not done.is_set() or len(out):
        got += out.take(30_000)
        time.sleep(0)
    maker.join()
    assert got == b"x" * 2_000_000
    assert room.bytes.taken == room.answers.taken == 0


def test_where_too_many_makers_wait_an_answer_is_broken_off() -> None:
    room = waiting(size=0, makers=0)
    out = Outgoing(room)
    with pytest.raises(Gone):
        out.put(b"x" * (3 * IN_MEMORY))
    assert out.cut_for_room


def test_a_maker_whose_client_goes_is_told() -> None:
    out = Outgoing(waiting(size=0))
    told: list[type[BaseException]] = []

    def make() -> None:
        try:
            out.put(b"x" * (3 * IN_MEMORY))
        except Gone as error:
            told.append(type(error))

    maker = threading.Thread(target=make)
    maker.start()
    out.close()
    maker.join()
    assert told == [Gone]
    with pytest.raises(Gone):
        out.put(b"more")


def test_a_disk_that_is_full_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    room = waiting(makers=0)
    out = Outgoing(room)
    monkeypatch.setattr(outgoing.os, "pwrite", full)
    with pytest.raises(Gone):
        out.put(b"x" * (3 * IN_MEMORY))
    assert room.bytes.taken == room.answers.taken == 0
    # What was in memory before is still the beginning of the answer.
    assert drained(out) == b"x" * IN_MEMORY
