"""A request as WSGI has it (PEP 3333), and the thread that has an application answer it."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from trama.web.failures import REFUSED
from trama.web.protocol.answers import Cut
from trama.web.server.outgoing import Gone, Outgoing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger("trama")

Headers = list[tuple[str, str]]
_AT_ONCE = 64_000
_CONNECTION = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"}
_CONNECTION.add("transfer-encoding")
_TELLING = re.compile(
    rb"^(accept|accept-language):[ \t]*([^\r\n]{0,1000})", re.IGNORECASE | re.MULTILINE
)


@dataclass(slots=True)
class Answer:
    """What an application answers: its status and headers, then what waits to be sent."""

    out: Outgoing
    status: int = 0
    headers: Headers = field(default_factory=list)
    ended: bool = False
    broken: bool = False


def environment(
    method: str,
    target: str,
    version: str,
    headers: Iterable[tuple[bytes, bytes]],
    body: bytes,
    *,
    client: tuple[str, int],
    server: tuple[str, int],
) -> dict[str, Any]:
    """Return the environment of a request."""
    parts = urlsplit(target) if target.startswith(("http://", "https://")) else None
    path, _, query = (
        (f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        if parts
        else target
    ).partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": target,
        "SERVER_PROTOCOL": f"HTTP/{version}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers:
        # A name with an underscore could pass for another with a hyphen.
        if b"_" in name or name in (b"transfer-encoding", b"content-length"):
            continue
        key = name.decode("ascii").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{text}"
        environ[key] = text
    if parts:
        environ["HTTP_HOST"] = parts.netloc
    if body or method in ("POST", "PUT", "PATCH"):
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def told_of(raw: bytes) -> list[tuple[bytes, bytes]]:
    """Return, of a request that cannot be read, what says how to tell so: form and language."""
    return [(found[1].lower(), found[2].strip()) for found in _TELLING.finditer(raw)]


def run(
    app: WSGIApplication,
    environ: dict[str, Any],
    answer: Answer,
    wake: Callable[[], None],
) -> None:
    """Have an application answer a request; `wake` is called when there is something to send."""
    try:
        _answer(app, environ, answer, wake)
    except Gone:
        answer.broken = True
    except Cut:
        # The client and the counters know.
        answer.broken = True
    except BaseException:
        log.exception("%s could not be answered", environ.get("REQUEST_URI", ""))
        answer.broken = True
    answer.ended = True
    wake()


def _answer(
    app: WSGIApplication, environ: dict[str, Any], answer: Answer, wake: Callable[[], None]
) -> None:
    begun: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        if exc_info and answer.status:
            raise exc_info[1].with_traceback(exc_info[2])
        begun[:] = int(status[:3]), [h for h in headers if h[0].lower() not in _CONNECTION]
        return put

    silent = environ["REQUEST_METHOD"] == "HEAD"
    held = 0

    def put(piece: bytes) -> None:
        nonlocal held
        if not answer.status:
            if not begun:
                raise RuntimeError("the application did not begin its answer")
            answer.headers = begun[1]
            answer.status = begun[0]
        if piece and not silent:
            answer.out.put(piece)
            held += len(piece)
        # An answer that is whole and short goes out all at once, at its end.
        whole = any(name.lower() == "content-length" for name, _ in answer.headers)
        if not whole or held > _AT_ONCE:
            held = 0
            wake()

    body = app(environ, start)
    try:
        for piece in body:
            put(piece)
        if not answer.status:
            put(b"")
    finally:
        if hasattr(body, "close"):
            body.close()


def refused(environ: dict[str, Any], status: int) -> dict[str, Any]:
    """Return an environment that has an application refuse the request with a status."""
    return {**environ, REFUSED: status, "wsgi.input": io.BytesIO(b""), "CONTENT_LENGTH": "0"}
