"""What the pages share: the settings, and the release that is being served."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from flask import current_app, g

from trama.errors import StoreError, TramaError
from trama.query.evaluation import Job, LimitReached, evaluate
from trama.query.library import Query, read_queries
from trama.settings import Settings
from trama.store import Store, open_store
from trama.store.release import current_of, read_manifest
from trama.submission.asked import CheckJob
from trama.submission.job import perform
from trama.submission.worker import encode, framed
from trama.web.board import Board
from trama.web.cache import Cache
from trama.web.once import Once
from trama.workers.begun import Begun
from trama.workers.pool import Pool
from trama.workers.worker import Piece

log = logging.getLogger("trama")
# Rows, and no sum over them: over a damaged file the engine may count the same error without end.
_READ = "SELECT ?s ?p ?o WHERE {{ VALUES ?g {{ {} }} GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {} OFFSET {}"
_AT_ONCE = 500_000
"""How many statements are read through at once, so that none of these queries meets the limits."""


@dataclass(frozen=True, slots=True)
class State:
    """One release being served: its store, its manifest and the ready queries.

    `folder` is the folder of the store, if it is on disk, and `once` what was made of the release.
    """

    settings: Settings
    store: Store
    manifest: Mapping[str, Any]
    queries: Mapping[str, Query]
    folder: Path | None = None
    once: Once = field(default_factory=Once, compare=False)


def load_state(settings: Settings) -> State:
    """Return the state of the current build; StoreError if there is none."""
    # The link is followed once: manifest and store are of one release.
    release = current_of(settings.build)
    manifest = read_manifest(release)
    folder = (release / "store").resolve()
    queries = read_queries(settings.root / "queries")
    return State(settings, open_store(folder), manifest, queries, folder)


class Service:
    """What one process serves: the release at hand, the workers that evaluate, the counters.

    `opened` is called with each new release once it is the one that is served.
    """

    def __init__(
        self,
        state: State,
        *,
        pool: Pool | None,
        board: Board,
        watched: bool = False,
        checks: Pool | None = None,
    ) -> None:
        self.pool = pool
        self.checks = checks
        self.board = board
        self.damage = ""
        self.cache: Cache[bytes] = Cache(state.settings.query.cache * 500_000)
        self.opened: Callable[[State], object] = lambda state: None
        self._state = state
        self._builds = state.settings.build if watched else None
        self._seen = self._target()
        self._loading = threading.Lock()

    def state(self) -> State:
        """Return the release to serve: the newest whole one.

        A new build is seen by the link that leads to it. One request opens it, and the others go on
        with the old one until it is open.
        """
        if self._builds and self._target() != self._seen and self._loading.acquire(blocking=False):
            try:
                self._renew()
            finally:
                self._loading.release()
        return self._state

    def newest(self) -> State | None:
        """Return the release to serve if it is open; None if a newer one is to be opened first."""
        return None if self._builds and self._target() != self._seen else self._state

    def begin(self, state: State, job: Job) -> Begun | None:
        """Have a worker begin with a query, without waiting; None if none is free, or there are none."""
        return self.pool.begin(state.folder, job) if self.pool and state.folder else None

    def run(self, state: State, job: Job, begun: Begun | None = None) -> Generator[Piece]:
        """Yield the pieces of a query's answer; see `trama.workers.pool.Pool.run`.

        A store that is not on disk, or a service without workers, is asked in this process. What has
        `begun` is not begun again.
        """
        try:
            yield from begun.rest() if begun else self._run(state, job)
        except StoreError as error:
            self._damaged(str(error))
            raise
        except LimitReached as error:
            # Over a damaged file the engine may count the same error without end.
            if error.kind in ("memory", "time") and self.damage:
                raise StoreError(self.damage) from None
            raise

    def examine(self, state: State) -> None:
        """Read the whole of a release's store once, some graphs at a time, and note if it cannot be read."""
        if not self.pool or not state.folder:
            return
        options = state.settings.query
        try:
            for graphs, after in _portions(state.manifest["graphs"]):
                listed = " ".join(f"<{graph}>" for graph in graphs)
                text = _READ.format(listed, _AT_ONCE, after)
                job = Job(text, "tsv", rows=options.rows, bytes=options.bytes)
                for _ in self.pool.run(state.folder, job):
                    pass
        except StoreError as error:
            self._damaged(str(error))
        except TramaError as error:
            log.warning("the store could not be read through: %s", error)

    def _damaged(self, how: str) -> None:
        if not self.damage:
            log.error("the store is damaged: %s", how)
        self.damage = how
        self.board.put("store_damaged", 1)

    def _run(self, state: State, job: Job) -> Generator[Piece]:
        if self.pool and state.folder:
            yield from self.pool.run(state.folder, job)
            return
        pieces: list[Piece] = []
        evaluate(state.store, job, lambda piece, last: pieces.append((piece, last)))
        yield from pieces

    def expect_check(self) -> None:
        """Get ready for a check that somebody is likely to ask for."""
        if self.checks:
            self.checks.prepare()

    def check(self, job: CheckJob) -> Generator[Piece]:
        """Yield the steps of a check and, last, what comes of it, as `trama.submission.worker` frames it.

        A service without workers does it in this process. Raises what `trama.workers.pool.Pool.ask` raises.
        """
        if self.checks:
            memory = self._state.settings.check.memory
            yield from self.checks.ask(encode(job, memory), tries=2)
            return
        pieces: list[Piece] = []
        outcome = perform(job, lambda step: pieces.append((step.encode(), False)))
        yield from [*pieces, (framed(outcome), True)]

    def _renew(self) -> None:
        target = self._target()
        try:
            self._state = load_state(self._state.settings)
            self.damage = ""
            self.board.put("store_damaged", 0)
            self.opened(self._state)
        except TramaError as error:
            log.error("the new build cannot be served: %s", error)
        self._seen = target

    def _target(self) -> str:
        if self._builds:
            with contextlib.suppress(OSError):
                return str(current_of(self._builds))
        return ""


def _portions(graphs: Mapping[str, int]) -> Iterator[tuple[list[str], int]]:
    """Part the graphs of a release, whose statements are counted, in portions of `_AT_ONCE`.

    A portion is some graphs, or what comes after so many statements of one that is larger than a portion.
    """
    portion: list[str] = []
    size = 0
    for graph, count in graphs.items():
        if portion and size + count > _AT_ONCE:
            yield portion, 0
            portion, size = [], 0
        if count > _AT_ONCE:
            yield from (([graph], after) for after in range(0, count, _AT_ONCE))
            continue
        portion.append(graph)
        size += count
    if portion:
        yield portion, 0


def service() -> Service:
    """Return the service of the application that serves the request at hand."""
    return cast(Service, current_app.extensions["trama"])


def current() -> State:
    """Return the release that the request at hand is served from, the same to its end."""
    if "trama_state" not in g:
        g.trama_state = service().state()
    return cast(State, g.trama_state)
