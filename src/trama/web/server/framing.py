"""Answers as they go out: the bytes of HTTP/1.1 (RFC 9112) around them, and whether they are whole."""

from __future__ import annotations

import time
from collections.abc import Iterable
from email.utils import formatdate
from http import HTTPStatus

Headers = Iterable[tuple[str, str]]
_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
_BODILESS = (204, 304)


class FramingError(Exception):
    """An answer that is not what its headers say."""


class Framing:
    """How one answer is parted from the next: by its length, by chunks, or by the end of the connection."""

    def __init__(self, method: str, version: str) -> None:
        self._silent = method == "HEAD"
        self._old = version == "1.0"
        self._left: int | None = 0
        self._chunked = False
        self.lasting = True
        """Whether another answer may follow on the same connection."""

    def head(self, status: int, headers: Headers, *, close: bool) -> bytes:
        """Return the status and the headers; FramingError if one of these is none."""
        lines, length = [_LINES.get(status) or f"HTTP/1.1 {status} \r\n"], None
        for name, value in headers:
            lines.append(f"{name}: {value}\r\n")
            if name.lower() == "content-length":
                length = int(value)
        # What ends a line in a header would let it say other headers.
        text = "".join(lines)
        if text.count("\r") != len(lines) or text.count("\n") != len(lines) or "\0" in text:
            raise FramingError("a header with a line of its own")
        if self._silent or status in _BODILESS:
            self._left = 0
        elif length is not None:
            self._left = length
        else:
            self._left, self._chunked = None, not self._old
            self.lasting = self._chunked
            if self._chunked:
                text += "Transfer-Encoding: chunked\r\n"
        if close or not self.lasting or self._old:
            self.lasting = False
            text += "Connection: close\r\n"
        return f"{text}Date: {_now()}\r\n\r\n".encode("latin-1")

    def part(self, data: bytes) -> bytes:
        """Return a part of the body; FramingError if it is more than was said."""
        if self._left is None:
            return b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data
        self._left -= len(data)
        if self._left < 0:
            raise FramingError("too long")
        return data

    def end(self) -> bytes:
        """Return the end of an answer; FramingError if it is less than was said."""
        if self._left:
            raise FramingError("too short")
        return b"0\r\n\r\n" if self._chunked else b""


_date = (0, "")


def _now() -> str:
    """The date of an answer (RFC 9110, section 6.6.1), made once a second."""
    global _date
    second = int(time.time())
    if _date[0] != second:
        _date = second, formatdate(second, usegmt=True)
    return _date[1]
