"""Requests as they come in: HTTP/1.1 (RFC 9112) read by llhttp, through httptools.

What a client sends ahead of an answer is read one piece of the network further at most, and acted upon in its
turn.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from enum import Enum

import httptools

HEADER = 400_000
"""Bytes of the line and the headers of a request: a query may stand there, with each byte as three."""

_METHOD = re.compile(rb"[\r\n]*[A-Za-z!#$%&'*+.^_`|~-]{1,40} ")
_BEGINNING = 60


@dataclass(slots=True)
class Request:
    """The line and the headers of a request, names in small letters, and what follows from them."""

    method: bytes = b""
    target: bytes = b""
    version: str = "1.1"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    length: int = 0
    waits: bool = False
    """Whether the client waits to be told to go on with the body (RFC 9110, section 10.1.1)."""
    lasting: bool = True
    """Whether the connection may serve for another request."""


class Mark(Enum):
    """What there is beside requests and parts of bodies."""

    MORE = "more"
    END = "end"


@dataclass(frozen=True, slots=True)
class Unread:
    """A request that cannot be read, and the status that tells so."""

    status: int


Event = Request | bytes | Mark | Unread


class Incoming:
    """The requests of one connection, one after another."""

    def __init__(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._events: deque[Event] = deque()
        self._later = bytearray()
        self._request = Request()
        self._in_head = self._begun = self._over = False
        self._head = 0
        self._beginning = b""
        self.done = True
        """Whether the last request that was taken was taken to its end."""

    @property
    def begun(self) -> bool:
        """Whether a part of another request has come."""
        return bool(self._begun or self._events or self._later)

    @property
    def next_is_to_come(self) -> bool:
        """Whether nothing of what is next has come yet."""
        return not self._events

    def put_off(self, data: bytes) -> None:
        """Keep what came while a request is being answered."""
        self._later += data

    def feed(self, data: bytes = b"") -> None:
        """Read what came, after what was put off."""
        if self._later:
            data, self._later = bytes(self._later) + data, bytearray()
        if self._over or not data:
            return
        if not self._begun:
            self._beginning = data[:_BEGINNING]
        self._begun = True
        # A head that is not whole has come in this piece, or goes on from the last ones.
        self._head += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # It is answered as any other, and what would be another protocol is not read.
            self._over = True
            self._request.lasting = False
        except httptools.HttpParserInvalidMethodError:
            self._unread(501 if _METHOD.match(self._beginning) else 400)
        except httptools.HttpParserError:
            codings = dict(self._request.headers).get(b"transfer-encoding", b"chunked")
            self._unread(400 if codings.lower() == b"chunked" else 501)
        else:
            if not self._in_head:
                self._head = 0
            elif self._head > HEADER:
                self._unread(431)

    def next(self) -> Event:
        """Return what comes next; `Mark.MORE` if there is nothing yet."""
        if not self._events:
            return Mark.MORE
        event = self._events.popleft()
        if isinstance(event, Request | Unread):
            self.done = False
        elif event is Mark.END:
            self.done = True
        return event

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin with a request."""
        self._request, self._in_head, self._begun = Request(), True, True

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._request.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those behind a body say nothing here."""
        if self._in_head:
            self._request.headers.append((name.lower(), value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        """Take a request, if its headers allow it to be understood in one way."""
        request, parser = self._request, self._parser
        self._in_head = False
        request.method, request.version = parser.get_method(), parser.get_http_version()
        request.lasting = parser.should_keep_alive() and request.version == "1.1"
        status = _status(request)
        if status:
            self._unread(status)
            return
        facts = dict(request.headers)
        request.length = int(facts.get(b"content-length", b"0"))
        expects = facts.get(b"expect", b"").lower() == b"100-continue"
        request.waits = expects and request.version == "1.1"
        self._add(request)

    def on_body(self, data: bytes) -> None:
        """Take a part of the body."""
        self._add(data)

    def on_message_complete(self) -> None:
        """End a request."""
        self._begun = False
        self._add(Mark.END)

    def _add(self, event: Event) -> None:
        if not self._over:
            self._events.append(event)

    def _unread(self, status: int) -> None:
        self._add(Unread(status))
        self._over = True


def _status(request: Request) -> int:
    """The status that refuses a request whose headers could be understood in two ways; 0 for others."""
    names = [name for name, _ in request.headers]
    hosts = names.count(b"host")
    if (
        request.version not in ("1.0", "1.1")
        or hosts > 1
        or (request.version == "1.1" and not hosts)
    ):
        return 400
    if b"transfer-encoding" in names:
        codings = dict(request.headers)[b"transfer-encoding"]
        if b"content-length" in names or request.version == "1.0":
            # Who stands between may have believed the other length (RFC 9112, section 6.1).
            return 400
        return 0 if codings.lower() == b"chunked" else 501
    return 0
