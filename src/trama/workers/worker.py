"""One process that evaluates queries, seen from the pool that it is of."""

from __future__ import annotations

import socket

from trama.errors import TramaError
from trama.workers.frames import HEAD, receive
from trama.workers.process import Process, Turn

Piece = tuple[bytes, bool]
"""A piece of an answer, and whether it is the last."""

# More than a first piece of an answer.
_MOST_AT_ONCE = 1 << 17


class Died(TramaError):
    """A worker died, and not by a limit."""


class Worker:
    """A process, the connection to it, and what it has in hand."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.process = Process(pid)
        self.connection = connection
        self.deadline: float | None = None
        self.spent: float | None = None
        self.turn = Turn.USUAL
        self.verdict = ""
        self.elapsed = 0.0
        self._read = b""

    def arrived(self) -> int:
        """Read what is there, without waiting; return the kind of the next frame once it is whole, or 0.

        Died if the other side is gone.
        """
        try:
            self._read += self.connection.recv(_MOST_AT_ONCE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0
        except OSError:
            raise Died("busy.died", process=self.process.pid) from None
        if len(self._read) < HEAD.size:
            # Nothing where there was something to read is the end.
            if not self._read:
                raise Died("busy.died", process=self.process.pid)
            return 0
        size, kind = HEAD.unpack_from(self._read)
        return kind if len(self._read) >= HEAD.size + size else 0

    def frame(self) -> tuple[int, bytes]:
        """Return the next frame; Died if there is none."""
        try:
            # A short answer comes with its head: one call to the system, not two.
            while len(self._read) < HEAD.size:
                self._read += self._more()
            size, kind = HEAD.unpack_from(self._read)
            read, end = self._read, HEAD.size + size
            self._read = read[end:]
            content = read[HEAD.size : end]
            if len(content) < size:
                content += receive(self.connection, size - len(content))
            return kind, content
        except (EOFError, OSError):
            raise Died("busy.died", process=self.process.pid) from None

    def _more(self) -> bytes:
        part = self.connection.recv(1 << 16)
        if not part:
            raise EOFError
        return part

    def alive(self) -> bool:
        """Whether an idle worker still holds its end of the connection."""
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def put_off(self, turn: Turn) -> None:
        """Let others go first from now on."""
        self.turn = turn
        self.process.favour(turn)

    def end(self) -> None:
        """Kill it, whatever it does."""
        self.process.kill()
        self.connection.close()
