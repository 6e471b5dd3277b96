"""Answers kept for those who ask the same again; the one asked longest ago goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Short answers by what tells them apart, up to a number of bytes in all."""

    LONGEST = 1_000_000

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: Hashable) -> Value | None:
        """Return an answer, if it is kept."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
            return kept[0]

    def put(self, key: Hashable, answer: Value, size: int) -> None:
        """Keep an answer of that many bytes, unless it is long."""
        if size > min(self.LONGEST, self._room):
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self.size += size - (before[1] if before else 0)
            self._kept[key] = answer, size
            while self.size > self._room:
                self.size -= self._kept.popitem(last=False)[1][1]
