"""All connections of one process: how many there may be, of one client and in all, and for how long."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from typing import TYPE_CHECKING

from trama.options import ServerOptions
from trama.web.board import Board

if TYPE_CHECKING:
    from trama.web.server.connection import Connection

# What a client must take, or send, at least: bytes a second.
_LEAST = 1_000
_WITHIN = 5.0


class Crowd:
    """The connections at hand, the idle ones in the order in which they became so."""

    def __init__(self, options: ServerOptions, board: Board) -> None:
        self._options, self._board = options, board
        self._all: set[Connection] = set()
        self._idle: dict[Connection, None] = {}
        self._of: Counter[str] = Counter()
        self._seen: dict[Connection, tuple[float, int]] = {}
        self.closing = False

    def enter(self, connection: Connection) -> bool:
        """Take in a connection; False if its client has too many, or there is no room for one more.

        Where all places are taken, the one that has been idle for longest makes room.
        """
        client = client_of(connection.client[0])
        most = self._options.client_connections
        trusted = self._options.trusted_proxy in ("*", connection.client[0])
        if most and not trusted and self._of[client] >= most:
            self.cut("many")
            return False
        if len(self._all) >= self._options.connections:
            oldest = next(iter(self._idle), None)
            if oldest is None:
                self.cut("many")
                return False
            self.cut("idle")
            oldest.abort()
            self.leave(oldest)
        self._all.add(connection)
        self._of[client] += 1
        self._idle[connection] = None
        self._board.put("connections", len(self._all))
        return True

    def leave(self, connection: Connection) -> None:
        """Let a connection go that has ended."""
        if connection not in self._all:
            return
        self._all.discard(connection)
        self._idle.pop(connection, None)
        self._seen.pop(connection, None)
        client = client_of(connection.client[0])
        self._of[client] -= 1
        if not self._of[client]:
            del self._of[client]
        self._board.put("connections", len(self._all))

    def moved(self, connection: Connection) -> None:
        """Note what a connection is at now."""
        self._idle.pop(connection, None)
        self._seen.pop(connection, None)
        if connection in self._all and connection.phase.value in ("idle", "head"):
            self._idle[connection] = None

    def cut(self, why: str) -> None:
        """Count a connection that was ended before its time."""
        self._board.add(f"connections_{why}")

    def sweep(self) -> None:
        """End the connections that have been at something for too long."""
        now = time.monotonic()
        for connection in list(self._all):
            phase, spent = connection.phase.value, now - connection.since
            if phase == "idle" and spent > self._options.idle:
                self.cut("idle")
                connection.end()
            elif (phase == "head" and spent > self._options.headers) or (
                phase == "body" and self._late(connection.size, spent)
            ):
                self.cut("late")
                connection.refuse(408)
            elif phase in ("busy", "ending") and self._slow(connection, now):
                self.cut("slow")
                connection.abort()

    def at_rest(self, lately: float) -> bool:
        """Whether no request is in hand, or may be on its way over a connection used lately."""
        now = time.monotonic()
        return all(
            connection.phase.value == "idle" and now - connection.since > lately
            for connection in self._all
        )

    def end_idle(self) -> None:
        """End the connections that nothing is in hand on."""
        for connection in list(self._idle):
            connection.end()

    def _late(self, size: int, spent: float) -> bool:
        return spent > self._options.headers and size < (spent - _WITHIN) * _LEAST

    def _slow(self, connection: Connection, now: float) -> bool:
        """Whether a client takes its answer too slowly, or for too long in all."""
        if not connection.unsent:
            self._seen.pop(connection, None)
            return False
        if now - connection.begun > self._options.answer:
            return True
        sent = connection.sent
        since, before = self._seen.setdefault(connection, (now, sent))
        if now - since < self._options.stall:
            return False
        self._seen[connection] = (now, sent)
        return sent - before < self._options.stall * _LEAST


def client_of(address: str) -> str:
    """Return what stands for a client: its address or, in IPv6, its network of 64 bits."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
