"""Requests and answers that stay in memory: what somebody sends to be checked never waits on disk.

waitress keeps long bodies, and answers that wait for a slow client, in temporary files, and so does
Werkzeug with the files of a form. Under `PREFIX` neither does: bodies are held to a size, and all that are
in hand at once to `ROOM` times that; what is more is thrown away as it comes, and the application finds it
spent.
"""

from __future__ import annotations

import io
import threading
from typing import IO, Any

from flask import Request
from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

PREFIX = "verifica"
ROOM = 20
# What is longer than any request may be is not even read, so its language is not known.
_TOO_LARGE = "Il file è troppo grande. / The file is too large."
# A form carries the plan in base64, and the decisions beside it.
_BESIDE = 1_000_000


def longest(size: int) -> int:
    """Return how long a request may be that sends a plan of so many bytes."""
    return size * 3 // 2 + _BESIDE


class InMemoryRequest(Request):
    """A request whose files are read into memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


class Spent(io.BytesIO):
    """The body of a request that was thrown away: it was too long, or there were too many."""


class Room:
    """How many bytes of bodies may be in memory at once."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        """Take some room; False if there is not so much."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Give back room that was taken."""
        with self._lock:
            self._left += size


class Body:
    """A request's body in memory, in the form of a buffer of waitress."""

    def __init__(self, most: int, room: Room) -> None:
        self._most, self._room = most, room
        self._file: io.BytesIO = io.BytesIO()
        self._length = self._taken = 0

    def __len__(self) -> int:
        return self._length

    def append(self, data: bytes) -> None:
        """Keep a piece of the body, if there is room for it."""
        self._length += len(data)
        if isinstance(self._file, Spent):
            return
        if self._length > self._most or not self._room.take(len(data)):
            self.close()
            self._file = Spent()
            return
        self._taken += len(data)
        self._file.seek(0, io.SEEK_END)
        self._file.write(data)
        self._file.seek(0)

    def getfile(self) -> io.BytesIO:
        """Return the body as a file."""
        return self._file

    def close(self) -> None:
        """Let go of what was kept."""
        self._room.give_back(self._taken)
        self._taken = 0
        self._file.close()

    def __del__(self) -> None:
        # A client that goes away leaves its body to nobody.
        self._room.give_back(self._taken)


def channel_for(size: int) -> type[HTTPChannel]:
    """Return the channel of a server whose plans may have so many bytes."""
    most = longest(size)
    room = Room(ROOM * most)

    class Parser(HTTPRequestParser):  # type: ignore[misc]
        """Reads a request; the body of one to this page into memory."""

        error: Any = None

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.body_rcv is not None and _own(self):
                self.body_rcv.buf = Body(most, room)

        def received(self, data: bytes) -> int:
            consumed: int = super().received(data)
            if isinstance(self.error, RequestEntityTooLarge) and _own(self):
                self.error = RequestEntityTooLarge(_TOO_LARGE)
            return consumed

    class Channel(HTTPChannel):  # type: ignore[misc]
        """A connection; what this page answers waits for its client in memory."""

        parser_class = Parser

        def write_soon(self, data: Any) -> int:
            if self.requests and _own(self.requests[0]) and isinstance(data, bytes):
                data = ReadOnlyFileBasedBuffer(io.BytesIO(data))
                data.prepare()
            written: int = super().write_soon(data)
            return written

    return Channel


def _own(request: HTTPRequestParser) -> bool:
    path: str = getattr(request, "path", "")
    return path.lstrip("/").startswith(PREFIX)
