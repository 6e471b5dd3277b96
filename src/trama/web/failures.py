"""Turning whatever goes wrong in a request into a refusal, for every address alike."""

from __future__ import annotations

import errno
import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from trama.errors import QueryError, StoreError, TramaError
from trama.query.evaluation import LimitReached
from trama.query.sparql import TooDeep
from trama.rdf.xmlsafe import NotXml
from trama.web.problems import Refusal, answer, of_status
from trama.web.problemwords import LIMITS, NO_ROOM, TRY_LATER
from trama.web.replies import is_local
from trama.web.state import current, service
from trama.workers.pool import Busy

REFUSED = "trama.refused"
"""Where the server says, in the environment of a request, the status that it has for it already."""

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|(?<![\w\'])[A-Z]{2,}(?![\w\'])|(?<![\w\'])[a-z ]{3,}(?![\w\'])'
)
_EXPECTED = 12
_WITHOUT_DATA = ("operations.health", "operations.metrics", "static", "resources.problem_kind")
_HOST = re.compile(r"(?:[\w.-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?", re.ASCII)
_PORT = re.compile(r":\d+$")
_STATUS = {"time": 504, "memory": 507, "rows": 422, "bytes": 422}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE}


def tell_failures(app: Flask) -> None:
    """Have an application answer whatever goes wrong in it by `trama.web.problems.answer`."""

    @app.before_request
    def _refuse_early() -> None:
        status = request.environ.get(REFUSED)
        if status:
            raise of_status(status)
        _check_host(request.environ.get("HTTP_HOST", ""))
        # Over damaged files the engine may count an error without end, and pages are made in this process.
        if service().damage and request.endpoint not in _WITHOUT_DATA:
            raise refusal_of(StoreError(service().damage))

    @app.before_request
    def _take_one_range() -> None:
        # Of several parts in one request the whole is given, as RFC 9110 (section 14.2) lets a server do.
        if "," in request.environ.get("HTTP_RANGE", ""):
            del request.environ["HTTP_RANGE"]

    @app.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        return answer(refusal)

    @app.errorhandler(TramaError)
    def _failed(error: TramaError) -> Response:
        return answer(refusal_of(error))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response | HTTPException:
        status = request.environ.get(REFUSED) or error.code or 500
        if isinstance(error, RequestRedirect):
            # Where it leads is on this site, whatever Host was sent.
            parts = urlsplit(error.new_url)
            path = f"/{parts.path.lstrip('/')}"
            target = f"{path}?{parts.query}" if parts.query else path
            return redirect(target, error.code)  # type: ignore[return-value]
        if status < 400:
            return error
        kept = ("Allow", "Content-Range", "Retry-After", "WWW-Authenticate")
        headers = {name: value for name, value in error.get_headers() if name in kept}
        return answer(of_status(status, headers))

    @app.errorhandler(OSError)
    def _no_room(error: OSError) -> Response:
        if error.errno is None:
            # The engine tells of a damaged file without a number.
            return answer(refusal_of(StoreError(str(error))))
        if error.errno not in _FULL:
            raise error
        app.logger.error("there is no room: %s", error)
        return answer(Refusal(503, "room", *NO_ROOM, {"Retry-After": "30"}))


def _check_host(host: str) -> None:
    """Refuse a Host that is none, or that is none of the names that the settings allow."""
    if not host:
        return
    if not _HOST.fullmatch(host):
        raise of_status(400)
    settings = current().settings.server
    bare = host.lower().rpartition(":")[0] if _PORT.search(host) else host.lower()
    known = {name for each in settings.hosts for name in (each, _PORT.sub("", each))}
    if not settings.hosts or bare in known or host.lower() in known:
        return
    # Those who run the service ask on this machine, or by its number.
    if not is_local(host, settings.host) and request.path not in ("/health", "/metrics"):
        raise of_status(421)


def refusal_of(error: TramaError) -> Refusal:
    """Return the refusal that tells of a query that did not come to its end."""
    if isinstance(error, Busy):
        it, en = (text.format(seconds=error.retry_after) for text in TRY_LATER)
        return Refusal(503, "busy", it, en, {"Retry-After": str(error.retry_after)})
    if isinstance(error, LimitReached):
        it, en = (text.format(limit=error.limit) for text in LIMITS[error.kind])
        more: dict[str, Any] = {"limit": error.limit}
        if error.elapsed is not None:
            more["elapsed"] = round(error.elapsed, 3)
        return Refusal(_STATUS[error.kind], error.kind, it, en, more=more)
    if isinstance(error, StoreError):
        return Refusal(503, "store", error.said("it"), error.said("en"), {"Retry-After": "10"})
    if isinstance(error, NotXml):
        return Refusal(406, "not-acceptable", error.said("it"), error.said("en"))
    if isinstance(error, TooDeep):
        return Refusal(400, "nested", error.said("it"), error.said("en"))
    return _bad_query(error)


def _bad_query(error: TramaError) -> Refusal:
    place = _PLACE.search(str(error)) if isinstance(error, QueryError) else None
    if not place:
        it = f"La query non può essere eseguita: {error.said('it')}"
        return Refusal(400, "query", it, error.said("en"))
    line, column = int(place[1]), int(place[2])
    # The engine also lists classes of characters, which help no one.
    found = (name.strip() for name in _TOKEN.findall(place[3]))
    names = [name for name in found if name not in ("expected", "one", "of", "expected one of")]
    shown = " ".join(dict.fromkeys(names[:_EXPECTED])) + (" …" if len(names) > _EXPECTED else "")
    it = f"Alla riga {line}, colonna {column} ({line}:{column})"
    en = f"At line {line}, column {column} ({line}:{column})"
    if shown:
        it, en = f"{it}; atteso: {shown}", f"{en}; expected: {shown}"
    return Refusal(400, "syntax", it, en, more={"line": line, "column": column})
