"""Answering at once what was asked in the very same words before, without reading the request again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from trama.web.cache import Cache
from trama.web.state import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_READ = ("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_HOST", "wsgi.url_scheme", "QUERY_STRING")
# What a key and its headers take, about.
_HEAD = 2_000
Headers = list[tuple[str, str]]


class Shortcut:
    """A WSGI application before another, which keeps short answers of the other at `/sparql`.

    A request is the same if all that an answer depends on is the same, and the dataset is. What
    depends on more (a condition, a body, the client's rate) is left to the other.
    """

    def __init__(self, app: WSGIApplication, site: Service, room: int) -> None:
        self._app, self._site = app, site
        self._kept: Cache[tuple[Headers, bytes]] = Cache(room)

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        options = self._site.state().settings.query
        if (
            environ["REQUEST_METHOD"] != "GET"
            or environ["PATH_INFO"] != "/sparql"
            or "HTTP_IF_NONE_MATCH" in environ
            or options.rate
        ):
            return self._app(environ, start)
        version = str(self._site.state().manifest.get("version", ""))
        key = (version, *(environ.get(name, "") for name in _READ))
        found = self._kept.get(key)
        if found:
            self._site.board.add("queries_cached")
            self._site.board.add("answer_bytes", len(found[1]))
            start("200 OK", list(found[0]))
            return [found[1]]
        told: list[Any] = ["", []]

        def begin(status: str, headers: Headers, *rest: Any) -> Callable[[bytes], object]:
            told[:] = status, headers
            return start(status, headers, *rest)

        body = self._app(environ, begin)
        names = {name.lower() for name, _ in told[1]}
        if told[0] != "200 OK" or not {"etag", "content-length"} <= names:
            return body
        try:
            whole = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        self._kept.put(key, (list(told[1]), whole), len(whole) + _HEAD)
        return [whole]
