"""A query that a worker has in hand, for who must not wait for it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from trama.workers.frames import LAST
from trama.workers.worker import Died, Piece, Worker

if TYPE_CHECKING:
    from trama.workers.pool import Pool


class NotWhole(Exception):
    """An answer is not one short piece: it is long, or an error, or its worker is gone."""


class Begun:
    """What a worker has in hand: there is something to read of it, or not yet.

    Whoever has it asks `whole` until that answers, or takes the `rest`, or lets it `drop`.
    """

    def __init__(self, pool: Pool, worker: Worker, message: bytes) -> None:
        self._pool, self._message = pool, message
        self._worker: Worker | None = worker

    def fileno(self) -> int:
        """Return what to look at for something to read."""
        return self._worker.connection.fileno() if self._worker else -1

    def whole(self) -> bytes | None:
        """Return the answer if it has come whole and in one piece, None if there is none yet.

        Not raises if what comes is anything else: then the `rest` tells it.
        """
        if self._worker is None:
            raise NotWhole
        try:
            kind = self._worker.arrived()
        except Died:
            raise NotWhole from None
        if not kind:
            return None
        if kind != LAST:
            raise NotWhole
        _, content = self._worker.frame()
        self._pool.done_with(self._worker)
        self._worker = None
        return content

    def rest(self) -> Generator[Piece]:
        """Yield the pieces of the answer, as `Pool.ask` does."""
        worker, self._worker = self._worker, None
        yield from self._pool.ask(self._message, begun=worker)

    def drop(self) -> None:
        """End what nobody waits for any more."""
        worker, self._worker = self._worker, None
        if worker:
            self._pool.done_with(worker, again=False)
