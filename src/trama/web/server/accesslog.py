"""Counting each request and writing it down, one line of JSON each, when its answer has ended."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from trama.errors import TramaError
from trama.web.board import Board

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

# Of a query, or of an address: what is longer is cut, so that no request makes a long line.
_LONGEST = 2_000


def open_log(where: str) -> IO[str] | None:
    """Return the file to write the log to; TramaError if it cannot be opened."""
    if where in ("", "-"):
        return sys.stderr if where else None
    try:
        return open(where, "a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise TramaError("server.log", path=where, reason=error) from error


class Watched:
    """A WSGI application whose requests are counted, and written down if there is a log."""

    def __init__(self, app: WSGIApplication, board: Board, log: IO[str] | None) -> None:
        self._app, self._board, self._log = app, board, log
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        begun = time.perf_counter()
        told: list[Any] = ["500", 0]

        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[..., object]:
            told[0] = status.split()[0]
            return start(status, headers, *rest)

        body = self._app(environ, begin)
        return _Ended(body, told, lambda cut: self.end(environ, told[0], told[1], begun, cut=cut))

    def end(
        self,
        environ: dict[str, Any],
        status: str,
        size: int,
        begun: float,
        *,
        cut: bool = False,
    ) -> None:
        """Count a request that was answered, and write it down; `begun` is by `time.perf_counter`."""
        seconds = time.perf_counter() - begun
        self._board.add(f"requests_{status[0]}xx")
        self._board.observe(seconds)
        if self._log:
            line = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "client": environ.get("REMOTE_ADDR", ""),
                "method": environ.get("REQUEST_METHOD", ""),
                "path": environ.get("PATH_INFO", "")[:_LONGEST],
                "query": environ.get("QUERY_STRING", "")[:_LONGEST],
                "status": int(status),
                "bytes": size,
                "seconds": round(seconds, 6),
                "agent": environ.get("HTTP_USER_AGENT", "")[:_LONGEST],
            }
            if cut:
                line["cut"] = True
            # A full disk costs lines of the log, and no answer.
            with self._lock, contextlib.suppress(OSError):
                self._log.write(json.dumps(line, ensure_ascii=True) + "\n")
                self._log.flush()


class _Ended:
    """The pieces of an answer, with what is to be done at their end."""

    def __init__(self, body: Iterable[bytes], told: list[Any], end: Callable[[bool], None]) -> None:
        self._body, self._told, self._end = body, told, end
        self._whole = False
        # The server can tell the length of an answer of one piece by the number of its pieces.
        if hasattr(body, "__len__"):
            self.__len__ = body.__len__

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            self._told[1] += len(piece)
            yield piece
        self._whole = True

    def close(self) -> None:
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            self._end(not self._whole)
