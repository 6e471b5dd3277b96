"""One connection: HTTP/1.1 by h11 (RFC 9112), each request within its time and size."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from email.utils import formatdate
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

import h11

from trama.web.room import Room
from trama.web.server import gateway
from trama.web.server.crowd import Crowd
from trama.web.server.outgoing import Outgoing, Waiting

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HEADER = 400_000
"""Bytes of the line and the headers of a request: a query may stand there, with each byte as three."""

_PIECE = 64_000
_RAW = 16_000
_AHEAD = 64_000
_LINGER = 2.0


class Phase(Enum):
    """What a connection is at."""

    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    BUSY = "busy"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class Rules:
    """What every connection of a process is held to; see `trama.options.ServerOptions`."""

    app: WSGIApplication
    threads: Executor
    waiting: Waiting
    bodies: Room
    longest: Callable[[str], int]
    private: Callable[[str], bool]
    discard: int


class Connection(asyncio.Protocol):
    """A client's connection, from its beginning to its end."""

    def __init__(self, rules: Rules, crowd: Crowd) -> None:
        self._rules, self._crowd = rules, crowd
        self._loop = asyncio.get_running_loop()
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEADER)
        self._phase = Phase.IDLE
        self._raw = bytearray()
        self._request: h11.Request | None = None
        self._body: list[bytes] = []
        self._size = self._ahead = self._discarded = 0
        self._answer: gateway.Answer | None = None
        self._head_sent = self._close_after = self._paused = self._woken = False
        self.client: tuple[str, int] = ("", 0)
        self.since = self.begun = time.monotonic()
        self._progress = 0

    @property
    def phase(self) -> Phase:
        """What it is at."""
        return self._phase

    @property
    def size(self) -> int:
        """How many bytes of the body of the request have come."""
        return self._size

    @property
    def sent(self) -> int:
        """How many bytes of the answer the client's side has taken."""
        return self._progress - self._transport.get_write_buffer_size()

    @property
    def unsent(self) -> int:
        """How many bytes wait to be sent."""
        waiting = len(self._answer.out) if self._answer else 0
        return waiting + self._transport.get_write_buffer_size()

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a new connection, or send it away if there are too many."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=_PIECE)
        peer = transport.get_extra_info("peername") or ("", 0)
        self.client = (str(peer[0]), int(peer[1])) if isinstance(peer, tuple) else ("", 0)
        here = transport.get_extra_info("sockname") or ("", 0)
        self._server = (str(here[0]), int(here[1])) if isinstance(here, tuple) else ("", 0)
        if not self._crowd.enter(self):
            self.abort()

    def data_received(self, data: bytes) -> None:
        """Take what the client sends."""
        if self._phase is Phase.ENDING:
            self._discarded += len(data)
            if self._discarded > self._rules.discard:
                self.abort()
            return
        self._http.receive_data(data)
        if self._phase is Phase.BUSY:
            self._ahead += len(data)
            if self._ahead > _AHEAD:
                self._transport.pause_reading()
            return
        if self._phase in (Phase.IDLE, Phase.HEAD) and len(self._raw) < _RAW:
            self._raw += data[:_RAW]
        self._read()

    def eof_received(self) -> bool:
        """Keep the connection for an answer that is being made."""
        if self._phase is Phase.BUSY:
            self._close_after = True
            return True
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Let go of all that was for this client."""
        self._crowd.leave(self)
        self._give_back()
        if self._answer:
            self._answer.out.close()
        self._phase = Phase.ENDING

    def pause_writing(self) -> None:
        """Wait for the client."""
        self._paused = True

    def resume_writing(self) -> None:
        """Go on sending."""
        self._paused = False
        self._send()

    # What the crowd calls

    def abort(self) -> None:
        """End it at once, with what is not sent."""
        self._phase = Phase.ENDING
        self._transport.abort()

    def end(self) -> None:
        """End it once all is sent."""
        self._move(Phase.ENDING)
        self._transport.close()

    def refuse(self, status: int) -> None:
        """Refuse the request that is coming in, and end the connection."""
        headers = self._request.headers if self._request else gateway.told_of(bytes(self._raw))
        self._give_back()
        self._close_after = True
        self._dispatch(list(headers), b"", status)

    # A request

    def _read(self) -> None:
        try:
            while self._phase is not Phase.BUSY and self._phase is not Phase.ENDING:
                event = self._http.next_event()
                if event is h11.NEED_DATA:
                    if self._phase is Phase.IDLE and self._http.trailing_data[0]:
                        self._move(Phase.HEAD)
                    return
                if event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                    self.end()
                    return
                if isinstance(event, h11.Request):
                    self._begin(event)
                elif isinstance(event, h11.Data):
                    self._take(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage) and self._request:
                    self._dispatch(list(self._request.headers), b"".join(self._body))
        except h11.RemoteProtocolError as error:
            self.refuse(error.error_status_hint)

    def _begin(self, request: h11.Request) -> None:
        self._request = request
        self._move(Phase.BODY)
        names = [name for name, _ in request.headers]
        if b"transfer-encoding" in names and b"content-length" in names:
            # Two lengths: who stands between may have believed the other (RFC 9112, section 6.1).
            self.refuse(400)
            return
        path = request.target.partition(b"?")[0].decode("latin-1")
        self._most = self._rules.longest(path)
        length = dict(request.headers).get(b"content-length", b"0")
        if int(length) > self._most:
            self.refuse(413)
        elif self._http.they_are_waiting_for_100_continue:
            self._write(h11.InformationalResponse(status_code=100, headers=[]))

    def _take(self, data: bytes) -> None:
        if self._size + len(data) > self._most:
            self.refuse(413)
        elif not self._rules.bodies.take(len(data)):
            self.refuse(503)
        else:
            self._size += len(data)
            self._body.append(data)

    def _dispatch(self, headers: list[tuple[bytes, bytes]], body: bytes, status: int = 0) -> None:
        self._move(Phase.BUSY)
        request = self._request
        environ = gateway.environment(
            request.method.decode("latin-1") if request else "GET",
            request.target.decode("latin-1") if request else "/",
            request.http_version.decode("latin-1") if request else "1.1",
            headers,
            body,
            client=self.client,
            server=self._server,
        )
        if status:
            environ = gateway.refused(environ, status)
        private = self._rules.private(environ["PATH_INFO"])
        memory = self._rules.bodies if private else None
        self._answer = gateway.Answer(Outgoing(self._rules.waiting, memory))
        self._head_sent = False
        self._body = []
        self._rules.threads.submit(gateway.run, self._rules.app, environ, self._answer, self._wake)

    # An answer

    def _wake(self) -> None:
        """Have the loop send on; this is called in the thread that makes the answer."""
        if not self._woken:
            self._woken = True
            # The loop may have ended before the last answer of a server that stops.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._send)

    def _send(self) -> None:
        self._woken = False
        answer = self._answer
        if answer is None or self._phase is not Phase.BUSY:
            return
        ended = answer.ended
        try:
            while not self._paused:
                if not self._head_sent:
                    if not answer.status:
                        break
                    self._send_head(answer)
                piece = answer.out.take(_PIECE)
                if not piece:
                    break
                self._progress += len(piece)
                self._write(h11.Data(data=piece))
            if ended and not len(answer.out) and not self._paused:
                self._finish(answer)
        except h11.LocalProtocolError:
            # It has not the length that it says: no client must take it for whole.
            self._break_off(answer)

    def _send_head(self, answer: gateway.Answer) -> None:
        headers = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers
        ]
        headers.append((b"Date", formatdate(usegmt=True).encode()))
        if self._close_after:
            headers.append((b"Connection", b"close"))
        self._head_sent = True
        self._write(h11.Response(status_code=answer.status, headers=headers))

    def _finish(self, answer: gateway.Answer) -> None:
        if answer.broken or not self._head_sent:
            self._break_off(answer)
            return
        self._write(h11.EndOfMessage())
        answer.out.close()
        self._answer = None
        self._give_back()
        whole = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if whole and not self._close_after and not self._crowd.closing:
            self._http.start_next_cycle()
            self._request = None
            self._raw.clear()
            self._raw += self._http.trailing_data[0][:_RAW]
            self._ahead = 0
            self._move(Phase.IDLE)
            self._transport.resume_reading()
            self._read()
        elif self._http.their_state in (h11.DONE, h11.MUST_CLOSE):
            self.end()
        else:
            # It is still sending: an end now would take the answer from it.
            self._move(Phase.ENDING)
            self._transport.resume_reading()
            if self._transport.can_write_eof():
                self._transport.write_eof()
            self._loop.call_later(_LINGER, self._transport.close)

    def _break_off(self, answer: gateway.Answer) -> None:
        answer.out.close()
        if answer.out.cut_for_room:
            self._crowd.cut("room")
        self.abort()

    def _write(self, event: Any) -> None:
        data = self._http.send(event)
        if data:
            self._transport.write(data)

    def _give_back(self) -> None:
        self._rules.bodies.give_back(self._size)
        self._size = 0
        self._body = []

    def _move(self, phase: Phase) -> None:
        self._phase = phase
        self.since = time.monotonic()
        if phase is Phase.BUSY:
            self.begun, self._progress = self.since, 0
        self._crowd.moved(self)
