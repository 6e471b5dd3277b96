"""The answers that wait for their clients: a little of each in memory, more on disk, all of it bounded.

Whoever makes an answer puts it here and goes on; the connection takes it as the client does. So a slow client
holds up neither a thread nor a query. There is an end to it, in all, in number and in time: where there is no
room the maker waits for the client, and where too many makers wait an answer is broken off.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import deque
from dataclasses import dataclass
from typing import IO

from trama.web.room import Room

IN_MEMORY = 256_000
"""Bytes of one answer that wait in memory."""


class Gone(Exception):
    """There is no client any more, or it was too slow: nobody reads on."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What all answers of a process share: bytes on disk, answers there, and makers that wait."""

    bytes: Room
    answers: Room
    makers: Room


class Outgoing:
    """One answer on its way out. A thread puts pieces in, the loop takes them out."""

    def __init__(self, waiting: Waiting, memory: Room | None = None) -> None:
        """With `memory`, the answer waits in that room of memory, and never on disk."""
        self._waiting, self._memory = waiting, memory
        self._borrowed = 0
        self._change = threading.Condition()
        self._kept: deque[bytes] = deque()
        self._kept_size = 0
        self._file: IO[bytes] | None = None
        self._written = self._read = 0
        self._closed = False
        self.cut_for_room = False

    def __len__(self) -> int:
        return self._kept_size + self._written - self._read

    def put(self, data: bytes) -> None:
        """Have a piece wait; Gone if nobody will take it."""
        for start in range(0, len(data), IN_MEMORY):
            self._put(data[start : start + IN_MEMORY])

    def _put(self, data: bytes) -> None:
        with self._change:
            while not self._closed and not self._keep(data):
                if not self._waiting.makers.take(1):
                    self.cut_for_room = True
                    raise Gone("too many answers wait")
                try:
                    self._change.wait(1.0)
                finally:
                    self._waiting.makers.give_back(1)
            if self._closed:
                raise Gone("the client is gone")

    def take(self, most: int) -> bytes:
        """Return the next bytes, at most so many; none if there are none yet."""
        with self._change:
            if self._kept:
                data = self._kept.popleft()
                self._kept_size -= len(data)
                if len(data) > most:
                    self._kept.appendleft(data[most:])
                    self._kept_size += len(data) - most
                    data = data[:most]
                if not self._kept:
                    self._return()
            elif self._file:
                data = os.pread(
                    self._file.fileno(), min(most, self._written - self._read), self._read
                )
                self._read += len(data)
                if self._read == self._written:
                    self._empty()
            else:
                return b""
            self._change.notify_all()
            return data

    def close(self) -> None:
        """Let go of what waits; whoever makes it is told."""
        with self._change:
            self._closed = True
            self._kept.clear()
            self._kept_size = 0
            self._return()
            if self._file:
                self._empty()
            self._change.notify_all()

    def _keep(self, data: bytes) -> bool:
        """Keep a piece in memory or on disk; False if there is no room."""
        if self._file is None and (not self._kept or self._kept_size + len(data) <= IN_MEMORY):
            self._kept.append(data)
            self._kept_size += len(data)
            return True
        if self._memory:
            if not self._memory.take(len(data)):
                return False
            self._borrowed += len(data)
            self._kept.append(data)
            self._kept_size += len(data)
            return True
        if self._file is None and not self._waiting.answers.take(1):
            return False
        if not self._waiting.bytes.take(len(data)):
            if self._file is None:
                self._waiting.answers.give_back(1)
            return False
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is empty
            self._write(data)
        except OSError:
            # The disk is full: that room is not there after all.
            self._waiting.bytes.give_back(len(data))
            if self._file is None:
                self._waiting.answers.give_back(1)
            elif not self._written:
                self._empty()
            return False
        return True

    def _return(self) -> None:
        """Give back the memory of an answer that may not be on disk."""
        if self._memory and self._borrowed:
            self._memory.give_back(self._borrowed)
            self._borrowed = 0

    def _write(self, data: bytes) -> None:
        handle, place, left = self._file.fileno(), self._written, memoryview(data)  # type: ignore[union-attr]
        while left:
            done = os.pwrite(handle, left, place)
            place, left = place + done, left[done:]
        self._written = place

    def _empty(self) -> None:
        """Give the file and its room back."""
        assert self._file is not None
        self._file.close()
        self._file = None
        self._waiting.bytes.give_back(self._written)
        self._waiting.answers.give_back(1)
        self._written = self._read = 0
