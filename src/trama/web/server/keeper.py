"""The server: one process that listens and keeps others, which speak HTTP, alive."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace

from trama.errors import StoreError, TramaError
from trama.messages import Message, spoken
from trama.settings import Settings
from trama.web.board import Board
from trama.web.server.front import serve_on

BACKLOG = 1024
_READY, _FAILED = b"r", b"f"


def run_server(settings: Settings, host: str, port: int, *, ready: Callable[[str], None]) -> None:
    """Serve the current build until interrupted; `ready` is called with the address first.

    A process that dies is replaced. SIGTERM and SIGINT stop the server once the requests in hand are
    answered; SIGHUP replaces every process, one after another, so that no request is dropped. Raises
    StoreError if nothing is built, TramaError if the address cannot be listened on.

    Where the system cannot fork, such as Windows, one process does it all, and what it cannot hold to is
    written to standard error.
    """
    listening = _listen(host, port)
    number = listening.getsockname()[1]
    settings = replace(settings, server=replace(settings.server, host=host, port=number))
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{number}/"
    with listening:
        if not can_fork():
            sys.stderr.write(f"trama: {Message('server.fewer-limits').said(spoken())}\n")
            serve_on(listening, settings, Board(1), lambda: ready(address), alone=True)
            return
        keeper = _Keeper(listening, settings)
        try:
            keeper.start()
            ready(address)
            keeper.keep()
        finally:
            keeper.stop()


def can_fork() -> bool:
    """Whether this system makes processes that can be held to limits and killed."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        raise TramaError("server.no-port", host=host, port=port, reason=error) from error
    return listening


class _Keeper:
    """The processes that speak HTTP, by their place in the board."""

    def __init__(self, listening: socket.socket, settings: Settings) -> None:
        self._listening, self._settings = listening, settings
        self._board = Board(settings.server.processes)
        self._places: dict[int, int] = {}
        self._retired: set[int] = set()
        self._signals: list[int] = []

    def start(self) -> None:
        """Make the processes; StoreError if they cannot serve."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda number, _: self._signals.append(number))
        for place in range(self._settings.server.processes):
            self._make(place)

    def keep(self) -> None:
        """Replace the processes that die, until a signal stops the server."""
        while not {signal.SIGTERM, signal.SIGINT} & set(self._signals):
            if signal.SIGHUP in self._signals:
                self._signals.remove(signal.SIGHUP)
                self._replace_all()
            for place in self._reap():
                # The build may be broken for a moment, or for long.
                try:
                    self._make(place)
                except TramaError as error:
                    print(f"trama: {error}", file=sys.stderr, flush=True)
                    time.sleep(1)
                    self._places[-place - 1] = place
            time.sleep(0.1)

    def stop(self) -> None:
        """Let every process end what it has in hand, then stop it."""
        self._retired |= set(self._places)
        for pid in self._places:
            if pid > 0:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + self._settings.server.grace + 3
        while any(pid > 0 for pid in self._places) and time.monotonic() < until:
            self._reap()
            time.sleep(0.02)
        for pid in self._places:
            if pid > 0:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)

    def _replace_all(self) -> None:
        for pid, place in list(self._places.items()):
            if pid > 0 and pid not in self._retired:
                with contextlib.suppress(TramaError):
                    self._make(place)
                    self._retired.add(pid)
                    os.kill(pid, signal.SIGTERM)

    def _reap(self) -> list[int]:
        """Return the places of the processes that ended and must be made anew."""
        empty = [self._places.pop(pid) for pid in list(self._places) if pid < 0]
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, _ = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    break
                place = self._places.pop(pid, None)
                if place is not None and pid not in self._retired:
                    empty.append(place)
                self._retired.discard(pid)
        return empty

    def _make(self, place: int) -> None:
        """Make a process and wait until it serves; StoreError, with its reason, if it cannot."""
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if not pid:
            os.close(reading)
            self._be_front(place, writing)
        os.close(writing)
        self._places[pid] = place
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        if told != _READY:
            self._places.pop(pid, None)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            raise StoreError(told[1:].decode() or "server.start")

    def _be_front(self, place: int, writing: int) -> None:
        status = 0
        self._board.process = place

        def ready() -> None:
            os.write(writing, _READY)
            os.close(writing)

        try:
            serve_on(self._listening, self._settings, self._board, ready)
        except TramaError as error:
            status = 1
            with contextlib.suppress(OSError):
                os.write(writing, _FAILED + str(error).encode())
        except BaseException:
            status = 1
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
