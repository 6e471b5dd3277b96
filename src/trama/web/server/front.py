"""One process that speaks HTTP: it takes connections from a socket that others listen on too."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from trama.settings import Settings
from trama.submission.worker import limits
from trama.web.board import Board
from trama.web.protocol.asked import MAX_BODY
from trama.web.room import Room
from trama.web.server.accesslog import Watched, open_log
from trama.web.server.app import create_app_of
from trama.web.server.connection import Connection, Rules
from trama.web.server.crowd import Crowd
from trama.web.server.outgoing import Waiting
from trama.web.server.proxied import Proxied
from trama.web.server.remote import remote_state
from trama.web.server.shortcut import Shortcut
from trama.web.server.warming import warm
from trama.web.state import Service, load_state
from trama.web.uploads import PREFIX, is_private, longest_of, room_of
from trama.workers.limits import allow_files
from trama.workers.pool import Pool

WARM = 2
BACKLOG = 1024
_AT_ONCE = 16
# A request may be on its way over a connection that was just opened, or just used.
_LATELY = 0.7
_TICK = 0.25


def serve_on(
    listening: socket.socket,
    settings: Settings,
    board: Board,
    ready: Callable[[], None],
    *,
    alone: bool = False,
) -> None:
    """Serve the current build, and each new one, until SIGTERM; then end what is in hand.

    `ready` is called when the first request would be answered at once. A server that is `alone` has no
    keeper, which would send the signals, and no processes that could be killed: it evaluates queries and
    checks plans itself, and no limit of time or memory holds there. Raises StoreError if nothing is built.
    """
    options = settings.server
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()
    if alone:
        for number in (signal.SIGINT, signal.SIGTERM):
            # `_serve` looks at it many times a second.
            signal.signal(number, lambda *_: stopping.set())
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        loop.add_signal_handler(signal.SIGTERM, stopping.set)
    allow_files()
    log = open_log(options.access_log)
    state = remote_state(settings) if settings.store.remote else load_state(settings)

    def note(what: str) -> None:
        board.add(f"workers_{what}")

    pool = checks = None
    if not alone:
        pool = Pool(settings.query, note)
        checks = Pool(limits(settings.check), note, module="trama.submission.worker", once=True)
    try:
        if pool and state.folder:
            pool.warm(state.folder, WARM)
        site = Service(
            state, pool=pool, board=board, watched=state.folder is not None, checks=checks
        )
        pages = create_app_of(site)
        site.opened = partial(warm, pages)
        warm(pages, state)
        watched = Watched(pages, board, log)
        shortcut = Shortcut(watched, site, watched.end)
        loop.run_until_complete(_serve(listening, shortcut, settings, board, stopping, ready))
    finally:
        for each in (pool, checks):
            if each:
                each.close()


async def _serve(
    listening: socket.socket,
    shortcut: Shortcut,
    settings: Settings,
    board: Board,
    stopping: asyncio.Event,
    ready: Callable[[], None],
) -> None:
    options, size = settings.server, settings.check.size
    waiting = Waiting(
        Room(options.waiting * 1_000_000),
        Room(options.waiting_answers),
        # So many threads may wait for slow clients that there are always some for the others.
        Room(options.threads // 3),
    )
    longest = partial(longest_of, size, MAX_BODY)
    crowd = Crowd(options, board)
    threads = ThreadPoolExecutor(options.threads, thread_name_prefix="request")
    rules = Rules(
        shortcut,
        shortcut.take,
        Proxied(options.trusted_proxy),
        threads,
        waiting,
        Room(room_of(longest(PREFIX))),
        longest,
        is_private,
        options.body,
    )
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(rules, crowd), sock=listening, backlog=_AT_ONCE
    )
    # The loop takes as many connections at a time as it was told may wait. A few, so that those that come with
    # a request are read before a crowd of idle ones takes their place; the system lets more of them wait.
    listening.listen(BACKLOG)
    ready()
    while not stopping.is_set():
        _look(crowd, waiting, board)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _TICK)
    # Those who listen on the same socket take the connections from now on.
    server.close()
    until = time.monotonic() + options.grace
    while not crowd.at_rest(_LATELY) and time.monotonic() < until:
        _look(crowd, waiting, board)
        await asyncio.sleep(0.05)
    crowd.closing = True
    crowd.end_idle()
    threads.shutdown(wait=False, cancel_futures=True)


def _look(crowd: Crowd, waiting: Waiting, board: Board) -> None:
    """Hold the connections to their limits, and tell how much waits."""
    crowd.sweep()
    board.put("answers_waiting", waiting.answers.taken)
    board.put("waiting_bytes", waiting.bytes.taken)
