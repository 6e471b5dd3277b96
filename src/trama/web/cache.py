"""Answers kept for those who ask the same again; the one asked longest ago goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict


class Cache:
    """Short answers by their entity tag, up to a number of bytes."""

    LONGEST = 1_000_000

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, tag: str) -> bytes | None:
        """Return an answer, if it is kept."""
        with self._lock:
            body = self._kept.get(tag)
            if body is not None:
                self._kept.move_to_end(tag)
            return body

    def put(self, tag: str, body: bytes) -> None:
        """Keep an answer, unless it is long."""
        if len(body) > min(self.LONGEST, self._room):
            return
        with self._lock:
            self.size += len(body) - len(self._kept.pop(tag, b""))
            self._kept[tag] = body
            while self.size > self._room:
                self.size -= len(self._kept.popitem(last=False)[1])
