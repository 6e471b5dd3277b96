"""Choosing the form of an answer: by `format=`, or by Accept (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping

from flask import Response, request

from trama.query.sparql import Format
from trama.web.problems import Refusal

_ALSO = {
    "application/json": ("json", "jsonld"),
    "application/xml": ("xml", "rdf"),
    "text/xml": ("xml", "rdf"),
    "text/plain": ("csv", "nt"),
    "application/x-turtle": ("ttl",),
    "application/rdf+json": (),
}
SMALL = 500
# What SPARQLWrapper and others call formats in this parameter.
_CALLED = {
    "turtle": "ttl",
    "n3": "ttl",
    "ntriples": "nt",
    "rdf+xml": "rdf",
    "xml": "rdf",
    "json-ld": "jsonld",
    "json": "jsonld",
}


def choose(formats: Iterable[Format], wanted: str) -> Format:
    """Return the format that the request at hand asks for; `wanted` is its `format` parameter."""
    by_name = {format.name: format for format in formats}
    if wanted:
        if wanted not in by_name and _CALLED.get(wanted) in by_name:
            wanted = _CALLED[wanted]
        if wanted not in by_name:
            names = ", ".join(by_name)
            raise Refusal(
                400,
                "request",
                f"il formato di questa risposta può essere {names}, non {wanted!r}",
                f"format is one of {names} here, not {wanted!r}",
            )
        return by_name[wanted]
    first = next(iter(by_name.values()))
    if request.headers.get("Accept", "*/*") == "*/*":
        return first
    by_type = {format.media_type: format for format in by_name.values()}
    for other, names_of_it in _ALSO.items():
        for name in names_of_it:
            if name in by_name:
                by_type[other] = by_name[name]
    best = request.accept_mimetypes.best_match(list(by_type))
    if best is None:
        types = ", ".join(format.media_type for format in by_name.values())
        raise Refusal(
            406,
            "not-acceptable",
            f"questa risposta si può avere come {types}",
            f"this answer can be had as {types}",
        )
    return by_type[best]


def content_type(format: Format) -> str:
    """Return the Content-Type of a format."""
    return format.media_type + ("; charset=utf-8" if format.media_type.startswith("text/") else "")


def wants_gzip() -> bool:
    """Whether the client takes a gzip body, and would not rather have a plain one."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return False
    accepted = request.accept_encodings
    return bool(accepted) and accepted["gzip"] > 0 and accepted["gzip"] >= accepted["identity"]


def zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces as they come, the first one whole, so that it can be shown at once."""
    packer = zlib.compressobj(4, zlib.DEFLATED, 31)
    first = True
    for piece in pieces:
        packed = packer.compress(piece)
        if first:
            packed += packer.flush(zlib.Z_SYNC_FLUSH)
            first = False
        if packed:
            yield packed
    yield packer.flush()


def open_to_all(response: Response, headers: Mapping[str, str] | None = None) -> Response:
    """Let pages of any site read a response (CORS)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, Link, Content-Language"
    response.headers.update(headers or {})
    return response


def preflight(methods: str) -> Response:
    """Answer OPTIONS: which methods and headers there are."""
    response = Response(status=204)
    response.headers["Allow"] = methods
    return open_to_all(
        response,
        {
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, "
            "Content-Encoding, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
