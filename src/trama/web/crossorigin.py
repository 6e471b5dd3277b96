"""Letting pages of any site read what is public (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol).

Everything is, but for the plans that people send and get back.
"""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

# Headers of ours that a script of another site could not read otherwise.
EXPOSED = (
    "Accept-Ranges",
    "Allow",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Range",
    "Date",
    "ETag",
    "Link",
    "Location",
    "Retry-After",
    "Vary",
    "X-Total-Count",
)
# What a client may send. A long Accept, or one with marks such as quotes, has to be asked for, too.
ACCEPTED = (
    "Accept",
    "Accept-Language",
    "Cache-Control",
    "Content-Encoding",
    "Content-Language",
    "Content-Type",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "Pragma",
    "Range",
    "User-Agent",
    "X-Requested-With",
)
_DAY = "86400"
# The blueprints whose answers are for pages of this site only.
_PRIVATE = ("check",)


def preflight(methods: str) -> Response:
    """Answer OPTIONS: which methods and headers there are."""
    response = Response(status=204)
    response.headers["Allow"] = methods
    response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = ", ".join(ACCEPTED)
    response.headers["Access-Control-Max-Age"] = _DAY
    return response


def open_to_all(app: Flask) -> None:
    """Have an application say on every answer, and to every OPTIONS, what other sites may read."""

    @app.before_request
    def _options() -> Response | None:
        if request.method != "OPTIONS" or isinstance(request.routing_exception, HTTPException):
            return None
        rule = None if request.blueprint in _PRIVATE else request.url_rule
        # Where a view answers every method itself, it answers this one, too.
        if rule is None or not rule.provide_automatic_options:  # type: ignore[attr-defined]
            return None
        return preflight(", ".join(sorted(rule.methods or ())))

    @app.after_request
    def _readable(response: Response) -> Response:
        if request.blueprint not in _PRIVATE:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
        return response
