"""One connection: one request after another, each within its time and size."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from trama.web.room import Room
from trama.web.server import gateway
from trama.web.server.crowd import Crowd
from trama.web.server.framing import Framing, FramingError
from trama.web.server.incoming import Incoming, Mark, Request, Unread
from trama.web.server.outgoing import Outgoing, Waiting

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Done = Callable[[gateway.Headers, bytes], None]
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
    at_once: Callable[[dict[str, Any], Done, Callable[[], None]], bool]
    settle: Callable[[dict[str, Any]], None]
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
        self._incoming = Incoming()
        self._framing = Framing("GET", "1.1")
        self._phase = Phase.IDLE
        self._raw = bytearray()
        self._request: Request | None = None
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
        if self._phase is Phase.BUSY:
            self._incoming.put_off(data)
            self._ahead += len(data)
            if self._ahead > _AHEAD:
                self._transport.pause_reading()
            return
        if self._phase in (Phase.IDLE, Phase.HEAD) and len(self._raw) < _RAW:
            self._raw += data[:_RAW]
        self._incoming.feed(data)
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
        self._incoming.done = False
        self._dispatch(list(headers), b"", status)

    # A request

    def _read(self) -> None:
        if self._transport.is_closing():
            return
        while self._phase is not Phase.BUSY and self._phase is not Phase.ENDING:
            event = self._incoming.next()
            if event is Mark.MORE:
                if self._phase is Phase.IDLE and self._incoming.begun:
                    self._move(Phase.HEAD)
                return
            if isinstance(event, Request):
                self._begin(event)
            elif isinstance(event, Unread):
                self.refuse(event.status)
            elif isinstance(event, bytes):
                self._take(event)
            elif self._request:
                self._dispatch(self._request.headers, b"".join(self._body))

    def _begin(self, request: Request) -> None:
        self._request = request
        self._move(Phase.BODY)
        path = request.target.partition(b"?")[0].decode("latin-1")
        self._most = self._rules.longest(path)
        if request.length > self._most:
            self.refuse(413)
        elif request.waits and self._incoming.next_is_to_come:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

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
        method, target, version = (
            (request.method.decode("latin-1"), request.target.decode("latin-1"), request.version)
            if request
            else ("GET", "/", "1.1")
        )
        self._framing = Framing(method, version)
        self._close_after = self._close_after or not (request and request.lasting)
        environ = gateway.environment(
            method,
            target,
            version,
            headers,
            body,
            client=self.client,
            server=self._server,
        )
        self._rules.settle(environ)
        self._head_sent = False
        self._body = []
        if status:
            environ = gateway.refused(environ, status)
        elif not self._paused:
            otherwise = partial(self._have_answered, environ)
            if self._rules.at_once(environ, self._answer_at_once, otherwise):
                return
        self._have_answered(environ)

    def _have_answered(self, environ: dict[str, Any]) -> None:
        """Have the application answer, in a thread."""
        private = self._rules.private(environ["PATH_INFO"])
        memory = self._rules.bodies if private else None
        answer = self._answer = gateway.Answer(Outgoing(self._rules.waiting, memory))
        if self._phase is not Phase.BUSY:
            # The client is gone: what it began is told so and ended.
            answer.out.close()
        self._rules.threads.submit(gateway.run, self._rules.app, environ, answer, self._wake)

    def _answer_at_once(self, headers: gateway.Headers, body: bytes) -> None:
        """Send a whole answer, if the client is still there."""
        if self._phase is Phase.BUSY:
            self._progress += len(body)
            head = self._framing.head(200, headers, close=self._close_after)
            self._transport.write(head + self._framing.part(body) + self._framing.end())
            self._end_answer()

    def _read_ahead(self) -> None:
        """Read what came while the last request was being answered."""
        if self._phase in (Phase.IDLE, Phase.HEAD):
            self._incoming.feed()
            self._read()

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
        head = b""
        try:
            while not self._paused:
                if not self._head_sent:
                    if not answer.status:
                        break
                    # It goes with the first piece: a call to the system less.
                    head = self._framing.head(
                        answer.status, answer.headers, close=self._close_after
                    )
                    self._head_sent = True
                piece = answer.out.take(_PIECE)
                if not piece:
                    break
                self._progress += len(piece)
                self._transport.write(head + self._framing.part(piece))
                head = b""
            if ended and not len(answer.out) and not self._paused:
                self._finish(answer, head)
            elif head:
                self._transport.write(head)
        except FramingError:
            # It has not the length that it says: no client must take it for whole.
            self._break_off(answer)

    def _finish(self, answer: gateway.Answer, head: bytes) -> None:
        if answer.broken or not self._head_sent:
            self._break_off(answer)
            return
        last = head + self._framing.end()
        if last:
            self._transport.write(last)
        answer.out.close()
        self._answer = None
        self._end_answer()

    def _end_answer(self) -> None:
        """Go on with the next request, or end the connection."""
        self._give_back()
        done = self._incoming.done
        lasting = self._framing.lasting and not self._close_after
        if done and lasting and not self._crowd.closing:
            self._request = None
            self._raw.clear()
            self._ahead = 0
            self._move(Phase.IDLE)
            self._transport.resume_reading()
            if self._incoming.begun:
                # Others have their turn before what this client sent ahead.
                self._loop.call_soon(self._read_ahead)
        elif done:
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
