"""What the server's processes share: the counters of `/metrics`, and how much each client asks.

Both are plain numbers in memory that was mapped before the processes were made. Each process writes its
own row of counters. The table of clients is written by all without a lock: two requests in the same
microsecond may count as one, which is of no consequence.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
import threading
import time

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
COUNTERS = (
    "requests_1xx",
    "requests_2xx",
    "requests_3xx",
    "requests_4xx",
    "requests_5xx",
    "queries_answered",
    "queries_cached",
    "queries_not_modified",
    "queries_refused",
    "queries_limited",
    "queries_busy",
    "workers_time",
    "workers_memory",
    "workers_slow",
    "workers_died",
    "connections_idle",
    "connections_late",
    "connections_slow",
    "connections_many",
    "connections_room",
    "answer_bytes",
    "seconds",
    *(f"bucket_{index}" for index in range(len(BUCKETS) + 1)),
)
GAUGES = (
    "workers_idle",
    "workers_busy",
    "workers_are_slow",
    "queries_waiting",
    "cache_bytes",
    "connections",
    "answers_waiting",
    "waiting_bytes",
    "store_damaged",
)
_NAMES = {name: index for index, name in enumerate((*COUNTERS, *GAUGES))}
_ROW = len(_NAMES) * 8
_NUMBER = struct.Struct("d")
_CLIENT = struct.Struct("Qdd")
_CLIENTS = 8192


class Board:
    """The numbers of all processes, seen from one of them."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._numbers = mmap.mmap(-1, _ROW * processes)
        self._clients = mmap.mmap(-1, _CLIENT.size * _CLIENTS)
        self._lock = threading.Lock()
        self.process = 0

    def add(self, name: str, amount: float = 1) -> None:
        """Count something."""
        with self._lock:
            place = self.process * _ROW + _NAMES[name] * 8
            (before,) = _NUMBER.unpack_from(self._numbers, place)
            _NUMBER.pack_into(self._numbers, place, before + amount)

    def put(self, name: str, value: float) -> None:
        """Say how much of something there is now in this process."""
        _NUMBER.pack_into(self._numbers, self.process * _ROW + _NAMES[name] * 8, value)

    def observe(self, seconds: float) -> None:
        """Count the time that a request took."""
        bucket = next((i for i, most in enumerate(BUCKETS) if seconds <= most), len(BUCKETS))
        self.add(f"bucket_{bucket}")
        self.add("seconds", seconds)

    def total(self, name: str) -> float:
        """Return a number summed over the processes."""
        places = (row * _ROW + _NAMES[name] * 8 for row in range(self._processes))
        return float(sum(_NUMBER.unpack_from(self._numbers, place)[0] for place in places))

    def admit(self, client: str, rate: float, burst: int) -> float:
        """Take one request of a client into account: 0, or the seconds until there is room for it.

        A client may make `burst` requests at once, and `rate` a second in the long run.
        """
        name = int.from_bytes(hashlib.blake2b(client.encode(), digest_size=8).digest(), "big") or 1
        place = name % _CLIENTS * _CLIENT.size
        now = time.monotonic()
        known, left, last = _CLIENT.unpack_from(self._clients, place)
        left = min(burst, left + (now - last) * rate) if known == name else float(burst)
        admitted = left >= 1
        _CLIENT.pack_into(self._clients, place, name, left - admitted, now)
        return 0.0 if admitted else (1 - left) / rate
