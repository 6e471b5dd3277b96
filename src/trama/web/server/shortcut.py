"""Answering at once, without a thread and without reading the request anew, what differs only in its query.

How a query at `/sparql` is answered is decided in one place: by the application, from the headers and the
parameters of the request. What it decided, and the headers that it gave the answer, hold for each request that
is the same but for the text of its query and the graphs that it asks. So they are kept, and the next such
request needs only its query evaluated. Whatever is not plain (a condition, a range, a bad query, a long
answer, a limit, no idle worker) is the application's.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trama.errors import TramaError
from trama.options import QueryOptions
from trama.query.sparql import check_query
from trama.rdf.tokens import query_form
from trama.web import packing
from trama.web.cache import Cache
from trama.web.problems import Refusal
from trama.web.protocol.answers import ADMITTED, BEGUN, DECIDED, Decided, job_of, tag_of
from trama.web.protocol.asked import GRAPHS, fields_of, graphs_of
from trama.web.state import Service, State
from trama.workers.begun import NotWhole

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

Headers = list[tuple[str, str]]
Done = Callable[[Headers, bytes], None]
Ended = Callable[[dict[str, Any], str, int, float], None]

# Headers of a request that no answer depends on. All others tell requests apart.
_PASSED_OVER = {
    "HTTP_USER_AGENT",
    "HTTP_REFERER",
    "HTTP_CONNECTION",
    # What proxies say of the client, and what they call the request.
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
    "HTTP_TRACEPARENT",
    "HTTP_TRACESTATE",
}
_CONDITIONS = ("HTTP_IF_", "HTTP_RANGE")
# Of the headers of an answer these tell of the one answer.
_OWN = ("etag", "content-length")
_ROOM = 1_000_000
_HEAD = 4_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A plain request: what it asks, and all that decides how it is answered."""

    text: str
    graphs: tuple[tuple[str, ...], tuple[str, ...]]
    kind: tuple[object, ...]


class Shortcut:
    """A WSGI application before another, and a way around both for requests like one answered before."""

    def __init__(self, app: WSGIApplication, site: Service, ended: Ended) -> None:
        """`ended` is called with each request answered here: environment, status, bytes and beginning."""
        self._app, self._site, self._ended = app, site, ended
        self._heads: Cache[tuple[Decided, Headers]] = Cache(_ROOM)

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer a request by the application, and keep what it decided."""

        def begin(status: str, headers: Headers, *rest: Any) -> Callable[[bytes], object]:
            if status == "200 OK" and DECIDED in environ:
                self._keep(environ, headers)
            return start(status, headers, *rest)

        try:
            return self._app(environ, begin)
        finally:
            begun = environ.pop(BEGUN, None)
            if begun:
                begun.drop()

    def take(self, environ: dict[str, Any], done: Done, otherwise: Callable[[], None]) -> bool:
        """Answer a request in the loop, if it is plain; False leaves it to the application.

        `done` is called with the headers and the body, now or later; or, later, `otherwise`, if the
        application is to go on with what has begun.
        """
        state = self._site.newest()
        if state is None or self._site.damage or state.settings.query.services:
            return False
        options = state.settings.query
        asked = _plain(environ, state)
        found = asked and self._heads.get(asked.kind)
        if not asked or not found or not self._admitted(environ, options):
            return False
        decided, headers = found
        job = job_of(decided, asked.text, *asked.graphs, options)
        tag = tag_of(str(state.manifest.get("version", "")), job, decided.packed)
        begun_at = time.perf_counter()
        board, cache = self._site.board, self._site.cache

        def finish(body: bytes, how: str) -> None:
            board.add(how)
            board.add("answer_bytes", len(body))
            told = [("ETag", f'"{tag}"'), ("Content-Length", str(len(body)))]
            done([*headers, *told], body)
            self._ended(environ, "200", len(body), begun_at)

        kept = cache.get(tag)
        if kept is not None:
            finish(kept, "queries_cached")
            return True
        begun = self._site.begin(state, job)
        if begun is None:
            return False
        loop, handle = asyncio.get_running_loop(), begun.fileno()

        def look() -> None:
            try:
                body = begun.whole()
            except NotWhole:
                loop.remove_reader(handle)
                environ[BEGUN] = begun
                otherwise()
                return
            if body is None:
                return
            loop.remove_reader(handle)
            body = packing.packed(body) if decided.packed else body
            cache.put(tag, body, len(body))
            finish(body, "queries_answered")

        loop.add_reader(handle, look)
        return True

    def _admitted(self, environ: dict[str, Any], options: QueryOptions) -> bool:
        """Count a request against its client's rate; who asks too much is told so by the application."""
        if not options.rate:
            return True
        client = environ.get("REMOTE_ADDR", "")
        environ[ADMITTED] = not self._site.board.admit(client, options.rate, options.burst)
        return bool(environ[ADMITTED])

    def _keep(self, environ: dict[str, Any], headers: Headers) -> None:
        state = self._site.newest()
        asked = state and _plain(environ, state)
        if asked:
            kept = [(name, value) for name, value in headers if name.lower() not in _OWN]
            self._heads.put(asked.kind, (environ[DECIDED], kept), _HEAD)


def _plain(environ: dict[str, Any], state: State) -> _Asked | None:
    """Return what a request asks if it is a good query by GET, and nothing else is asked of its answer."""
    if environ["REQUEST_METHOD"] != "GET" or environ["PATH_INFO"] != "/sparql":
        return None
    told = [item for item in environ.items() if item[0][:5] == "HTTP_"]
    told = [(name, value) for name, value in told if name not in _PASSED_OVER]
    if any(name.startswith(_CONDITIONS) for name, _ in told):
        return None
    with contextlib.suppress(TramaError, Refusal):
        fields = fields_of(environ["QUERY_STRING"].encode("latin-1"))
        queries = fields.get("query", [])
        if len(queries) == 1 and len(queries[0].encode()) <= state.settings.query.length:
            check_query(queries[0])
            others = [(n, tuple(v)) for n, v in fields.items() if n != "query" and n not in GRAPHS]
            version, form = state.manifest.get("version", ""), query_form(queries[0])
            kind = (version, form, environ["wsgi.url_scheme"], tuple(told), tuple(others))
            return _Asked(queries[0], graphs_of(fields), kind)
    return None
