"""Sending texts packed to the clients that take them so (gzip; RFC 9110, sections 8.4.1 and 12.5.3)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

from trama.web.cache import Cache

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
_LEVEL, _WELL = 5, 9
# The packed form of a resource is another representation: its entity tag ends so (RFC 9110, 8.8.3.3).
_MARK = "-gzip"


def wants_gzip() -> bool:
    """Whether the client takes a gzip body, and would not rather have a plain one."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return False
    accepted = request.accept_encodings
    return bool(accepted) and accepted["gzip"] > 0 and accepted["gzip"] >= accepted["identity"]


def packed(body: bytes, level: int = _LEVEL) -> bytes:
    """Compress a whole body; the same body gives the same bytes at any time."""
    return gzip.compress(body, level, mtime=0)


def zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces as they come, the first one whole, so that it can be shown at once."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    first = True
    for piece in pieces:
        part = packer.compress(piece)
        if first:
            part += packer.flush(zlib.Z_SYNC_FLUSH)
            first = False
        if part:
            yield part
    yield packer.flush()


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
        body = kept.get(name) if name else None
        if body is None:
            response.direct_passthrough = False
            body = packed(response.get_data(), _WELL if name else _LEVEL)
            if name:
                kept.put(name, body, len(body))
        response.set_data(body)
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
