"""Sending texts packed to the clients that take them so (gzip; RFC 9110, sections 8.4.1 and 12.5.3)."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

from trama.web.cache import Cache
from trama.web.negotiation import wants_gzip

_PACKED = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/rdf+xml",
    "application/xml",
    "application/n-triples",
    "application/trig",
    "application/geo+json",
    "application/problem+json",
    "application/vnd.oai.openapi",
    "application/linkset",
    "image/svg+xml",
)
_SHORT = 600
# These are long, and the same for all: packed well, once.
_KEPT = ("static", "weave.data")
_ROOM = 20_000_000
# The packed form of a resource is another representation: its entity tag ends so (RFC 9110, 8.8.3.3).
_MARK = "-gzip"


def compress(app: Flask) -> None:
    """Have an application send its texts packed where they are whole, not short, and not packed yet."""
    kept: Cache[bytes] = Cache(_ROOM)

    @app.before_request
    def _read_tags() -> None:
        given = request.environ.get("HTTP_IF_NONE_MATCH", "")
        if f'{_MARK}"' in given:
            request.environ["HTTP_IF_NONE_MATCH"] = given.replace(f'{_MARK}"', '"')
            request.environ["trama.packed_tag"] = True

    @app.after_request
    def _pack(response: Response) -> Response:
        if response.status_code == 304:
            if "trama.packed_tag" in request.environ:
                _mark(response)
            return response
        if not _may_pack(response):
            return response
        response.vary.add("Accept-Encoding")
        if not wants_gzip():
            return response
        name = response.headers.get("ETag", "") if request.endpoint in _KEPT else ""
        packed = kept.get(name) if name else None
        if packed is None:
            response.direct_passthrough = False
            # The same page gives the same bytes at any time.
            packed = gzip.compress(response.get_data(), 9 if name else 5, mtime=0)
            if name:
                kept.put(name, packed, len(packed))
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
        _mark(response)
        return response


def _may_pack(response: Response) -> bool:
    if response.status_code in (204, 206) or "Content-Encoding" in response.headers:
        return False
    if not (response.mimetype or "").startswith(_PACKED):
        return False
    # A file says its length; an answer that is still being made does not, and is left as it is.
    return (response.content_length or 0) > _SHORT


def _mark(response: Response) -> None:
    tag, weak = response.get_etag()
    if tag and not tag.endswith(_MARK):
        response.set_etag(tag + _MARK, weak=weak or False)
