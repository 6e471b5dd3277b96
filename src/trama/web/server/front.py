"""One process that speaks HTTP: it takes connections from a socket that others listen on too."""

from __future__ import annotations

import logging
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import waitress

from trama.settings import Settings
from trama.submission.worker import limits
from trama.web.board import Board
from trama.web.inmemory import channel_for
from trama.web.protocol.answers import Cut
from trama.web.server.accesslog import Watched, open_log
from trama.web.server.app import create_app_of
from trama.web.server.remote import remote_state
from trama.web.server.shortcut import Shortcut
from trama.web.server.warming import warm
from trama.web.state import Site, load_state
from trama.workers.pool import Pool

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

WARM = 2
# A slow client's answer waits on disk and holds up no worker. All that is longer than a few kilobytes goes
# there, for what waitress keeps in memory it frees only once everything has been sent.
_SPOOL = 1 << 31
_IN_MEMORY = 1
_HEADER = 400_000
# A request may be on its way over a connection that was just opened, or just used.
_LATELY = 0.7


def serve_on(
    listening: socket.socket, settings: Settings, board: Board, ready: Callable[[], None]
) -> None:
    """Serve the current build, and each new one, until SIGTERM; then end what is in hand.

    `ready` is called when the first request would be answered at once. Raises StoreError if nothing
    is built.
    """
    options = settings.server
    stopping: list[float] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(time.monotonic()))
    logging.getLogger("waitress").addFilter(_not_of_the_client)
    # Requests wait for a thread at every burst; the metrics tell what waits for a worker.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    proxy = {}
    if options.trusted_proxy:
        names = "x-forwarded-for x-forwarded-proto x-forwarded-host"
        proxy = {"trusted_proxy": options.trusted_proxy, "trusted_proxy_headers": names}
    log = open_log(options.access_log)
    state = remote_state(settings) if settings.store.remote else load_state(settings)

    def note(what: str) -> None:
        board.add(f"workers_{what}")

    pool = Pool(settings.query, note)
    checks = Pool(limits(settings.check), note, module="trama.submission.worker", once=True)
    try:
        if state.folder:
            pool.warm(state.folder, WARM)
        site = Site(state, pool=pool, board=board, watched=state.folder is not None, checks=checks)
        pages = create_app_of(site)
        site.opened = partial(warm, pages)
        warm(pages, state)
        app: WSGIApplication = pages
        if settings.query.cache:
            app = Shortcut(app, site, settings.query.cache * 500_000)
        server = waitress.create_server(
            Watched(app, board, log),
            sockets=[listening],
            threads=options.threads,
            ident=None,
            max_request_body_size=options.body,
            max_request_header_size=_HEADER,
            outbuf_high_watermark=_SPOOL,
            outbuf_overflow=_IN_MEMORY,
            connection_limit=1000,
            clear_untrusted_proxy_headers=True,
            **proxy,
        )
        server.channel_class = channel_for(settings.check.size)
        ready()
        _loop(server, lambda: bool(stopping), lambda: False)
        # Those who listen on the same socket take the connections from now on.
        server.accepting = False
        until = time.monotonic() + options.grace
        _loop(server, lambda: _at_rest(server), lambda: time.monotonic() > until)
        server.task_dispatcher.shutdown(timeout=1)
    finally:
        pool.close()
        checks.close()


def _loop(server: Any, done: Callable[[], bool], late: Callable[[], bool]) -> None:
    while not done() and not late():
        server.asyncore.loop(timeout=0.2, map=server._map, use_poll=True, count=1)


def _at_rest(server: Any) -> bool:
    """Whether no request is in hand or on its way, and everything has been sent."""
    lately = time.time() - _LATELY
    return not any(
        channel.requests
        or channel.request
        or channel.total_outbufs_len
        or channel.last_activity > lately
        for channel in list(server.active_channels.values())
    )


def _not_of_the_client(record: logging.LogRecord) -> bool:
    """Leave out of the log that an answer was cut: the client and the counters know."""
    return not (record.exc_info and isinstance(record.exc_info[1], Cut))
