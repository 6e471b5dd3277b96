"""The pool of workers and their guard: limits that hold whatever the server's own threads do."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from served import write_build
from trama.evaluation import Job, LimitReached
from trama.guard import PRESSED, Bounds, Guard, Slots, shared_file
from trama.options import QueryOptions
from trama.process import NICE, Turn
from trama.workers import Busy, Pool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="priorities are Linux's")

NQUADS = "".join(f'<http://e/s{n}> <http://e/p> "{n}" <http://e/g> .\n' for n in range(1000))
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOUNDS = Bounds(memory=1 << 40, slow=1, slow_after=0.05)
BUSY = "while True: pass"
IDLE = "import time; time.sleep(1000)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_build(tmp_path, NQUADS)
    return tmp_path / os.readlink(tmp_path / "current") / "store"


@pytest.fixture
def slots() -> Slots:
    return Slots(shared_file(), 3)


@pytest.fixture
def child() -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Start a process that runs some Python."""
    started: list[subprocess.Popen[bytes]] = []

    def start(code: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-S", "-c", code]))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def used(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait until a process has used some processor time."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        run = Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]
        if int(run) / 1e9 > seconds:
            return True
        time.sleep(0.01)
    return False


def test_what_one_side_writes_the_other_reads() -> None:
    handle = shared_file()
    pool, guard = Slots(handle, 2), Slots(handle, 2)
    pool.clear(1)
    assert guard.asked(1) == (0, float("inf"))
    pool.begin(1, 7, 12.5)
    assert guard.asked(1) == (7, 12.5)
    assert guard.asked(0)[0] == 0
    guard.judge(1, 7, "memory")
    assert pool.verdict(1, 7)[0] == "memory"
    assert pool.verdict(1, 8) == ("", 0.0)
    guard.set_turn(1, Turn.LATER)
    assert pool.turn(1) is Turn.LATER
    assert pool.slow([0, 1]) == 1
    pool.set_waiting(3)
    assert guard.waiting() == 3
    pool.clear(1)
    assert (pool.verdict(1, 7)[0], pool.turn(1)) == ("", Turn.USUAL)


def test_a_request_past_its_time_is_ended_and_one_without_any_is_left(
    slots: Slots, child: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    guard = Guard(slots, BOUNDS)
    late, idle = child(IDLE), child(IDLE)
    for slot, process in enumerate((late, idle)):
        slots.clear(slot)
        guard.take(slot, process.pid)
    slots.begin(0, 1, time.monotonic() - 1)
    slots.begin(1, 2, time.monotonic() - 1)
    slots.finish(1)
    guard.look()
    assert late.wait(10) == -9
    verdict, after = slots.verdict(0, 1)
    assert verdict == "time"
    assert 1 <= after < 10
    assert (idle.poll(), slots.verdict(1, 2)[0]) == (None, "")


def test_a_slow_request_gives_way_and_one_too_many_is_ended(
    slots: Slots, child: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    guard = Guard(slots, BOUNDS)
    first, second = child(IDLE), child(BUSY)
    for slot, process in enumerate((first, second)):
        slots.clear(slot)
        guard.take(slot, process.pid)
    guard.look()
    slots.begin(1, 5, time.monotonic() + 1000)
    guard.look()
    # What it had used before its request does not count.
    before = float(Path(f"/proc/{second.pid}/schedstat").read_text().split()[0]) / 1e9
    assert used(second, before + 2 * BOUNDS.slow_after)
    guard.look()
    assert slots.turn(1) is Turn.LATER
    assert os.getpriority(os.PRIO_PROCESS, second.pid) > NICE
    assert second.poll() is None

    third = child(BUSY)
    slots.clear(2)
    guard.take(2, third.pid)
    slots.begin(2, 6, time.monotonic() + 1000)
    guard.look()
    assert used(third, 3 * BOUNDS.slow_after)
    guard.look()
    assert third.wait(10) == -9
    assert slots.verdict(2, 6)[0] == "slow"
    assert second.poll() is None


def test_who_waits_makes_room_come_sooner(
    slots: Slots, child: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    guard = Guard(slots, replace(BOUNDS, slow=0, slow_after=0.2 / PRESSED))
    process = child(BUSY)
    slots.clear(0)
    guard.take(0, process.pid)
    slots.begin(0, 1, time.monotonic() + 1000)
    guard.look()
    before = float(Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) / 1e9
    assert used(process, before + 0.21)
    guard.look()
    assert process.poll() is None
    slots.set_waiting(1)
    guard.look()
    assert process.wait(10) == -9
    assert slots.verdict(0, 1)[0] == "slow"


def test_a_limit_holds_while_no_thread_of_the_server_can_run(folder: Path) -> None:
    pool = Pool(QueryOptions(time=1.0))
    try:
        pool.warm(folder, 1)
        (pid,) = pool.pids()
        died: list[float] = []
        begun = time.monotonic()
        watcher = subprocess.Popen(
            [sys.executable, "-S", "-c", WATCH, str(pid)], stdout=subprocess.PIPE, text=True
        )
        pieces = pool.run(folder, Job(RUNAWAY, "json"))
        asking = threading.Thread(target=lambda: died.extend(elapsed(pieces)))
        asking.start()
        while not pool.facts()["busy"]:
            time.sleep(0.001)
        # This call keeps the interpreter's lock: nothing else of this process runs meanwhile.
        ctypes.PyDLL(None).usleep(3_000_000)
        asking.join()
        gone = float(watcher.communicate(timeout=10)[0])
    finally:
        pool.close()
    assert 1 <= gone - begun < 2
    assert 1 <= died[0] < 2


WATCH = """
import os, sys, time
while os.path.exists(f"/proc/{sys.argv[1]}"):
    time.sleep(0.01)
print(time.monotonic())
"""


def elapsed(pieces: Iterator[tuple[bytes, bool]]) -> Iterator[float]:
    try:
        list(pieces)
    except LimitReached as error:
        yield error.elapsed or 0.0


def test_a_query_does_not_answer_for_the_opening_of_its_store(
    slots: Slots, child: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    guard = Guard(slots, replace(BOUNDS, slow=0, slow_after=0.2))
    process = child(BUSY)
    slots.clear(0)
    guard.take(0, process.pid)
    slots.begin(0, 1, time.monotonic() + 1000)
    guard.look()
    assert used(process, 0.5)
    # All of it was before the query.
    slots.set_ready(0, 1e6)
    guard.look()
    assert process.poll() is None
    slots.set_ready(0, 0.25)
    guard.look()
    assert process.wait(10) == -9
    assert slots.verdict(0, 1)[0] == "slow"


def test_a_worker_says_when_its_store_is_open(folder: Path) -> None:
    pool = Pool(QueryOptions(workers=1))
    try:
        assert list(pool.run(folder, Job("ASK {}", "json")))
        assert 0 < pool._slots.ready(0) < 10
    finally:
        pool.close()


def test_who_came_first_is_served_first(folder: Path) -> None:
    pool = Pool(QueryOptions(time=60.0, workers=1, slow=1, slow_after=60.0))
    order: list[int] = []
    try:
        pool.warm(folder, 1)
        held = pool.run(folder, Job("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }", "json"))
        next(held)

        def ask(number: int) -> None:
            answer = b"".join(
                piece for piece, _ in pool.run(folder, Job("ASK { ?a ?b ?c }", "json"))
            )
            assert json.loads(answer)["boolean"] is True
            order.append(number)

        threads = []
        for number in range(6):
            threads.append(threading.Thread(target=ask, args=(number,)))
            threads[-1].start()
            while pool.facts()["waiting"] <= number:
                time.sleep(0.001)
        held.close()
        for thread in threads:
            thread.join()
    finally:
        pool.close()
    assert order == list(range(6))


def test_a_pool_that_closes_tells_those_who_wait(folder: Path) -> None:
    pool = Pool(QueryOptions(time=60.0, workers=1, slow=1, slow_after=60.0))
    pool.warm(folder, 1)
    held = pool.run(folder, Job("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }", "json"))
    next(held)
    told: list[str] = []

    def ask() -> None:
        try:
            list(pool.run(folder, Job("ASK {}", "json")))
        except Busy as error:
            told.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    while pool.facts()["waiting"] < 3:
        time.sleep(0.001)
    pool.close()
    for thread in threads:
        thread.join(10)
    assert told == ["the server is stopping"] * 3
