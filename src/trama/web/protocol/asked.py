"""Reading what a request of the SPARQL 1.1 Protocol asks, wherever it says so."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qs

from flask import g, request

from trama.web.problems import Refusal
from trama.web.state import current

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_BODY = 1_000_000
MAX_FIELDS = 1_000
GRAPHS = ("default-graph-uri", "named-graph-uri")
Fields = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the graphs to ask, and all that was sent with it."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    fields: Fields


def read_only() -> Refusal:
    """Return the refusal of whatever would change the dataset."""
    return Refusal(
        403,
        "read-only",
        "questo servizio è in sola lettura: gli aggiornamenti non sono accettati",
        "this endpoint is read only: updates are refused",
    )


def bad(it: str, en: str, status: int = 400, kind: str = "request") -> Refusal:
    """Return the refusal of a request, said in both languages."""
    return Refusal(status, kind, it, en)


def address_fields() -> Fields:
    """Return the parameters of the address of the request at hand."""
    if "trama_address" not in g:
        g.trama_address = fields_of(request.query_string)
    return cast(Fields, g.trama_address)


def read_query() -> Asked:
    """Return what the request at hand asks; Refusal if that is no one query."""
    address = address_fields()
    if request.method in ("GET", "HEAD"):
        return _asked(address, address)
    kind = request.mimetype
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if kind == UPDATE:
        raise read_only()
    if kind not in (FORM, DIRECT):
        raise bad(
            f"una query si invia come {FORM} o {DIRECT}, non come {kind or 'niente'}",
            f"a query is posted as {FORM} or {DIRECT}, not as {kind or 'nothing'}",
            415,
            "media-type",
        )
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise bad(
            f"una query si invia in UTF-8, non in {charset}",
            f"a query is posted in UTF-8, not in {charset}",
            415,
            "media-type",
        )
    body = read_body()
    if kind == FORM:
        form = fields_of(body)
        both = {name: [*address.get(name, ()), *form.get(name, ())] for name in (*address, *form)}
        return _asked(both, both)
    if "query" in address:
        raise bad(
            "la query è sia nell'indirizzo sia nel contenuto: inviarne una",
            "the query is both in the address and in the body: send one",
        )
    return _asked(address, {**address, "query": [_decoded(body)]})


def read_body() -> bytes:
    """Return the body of the request at hand, unpacked; Refusal if it is too long or not gzip."""
    data = request.get_data(cache=False)
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("identity", ""):
        return data
    if coding not in ("gzip", "x-gzip"):
        raise bad(
            f"la codifica {coding} non è accettata: usare gzip",
            f"the content coding {coding} is not taken: use gzip",
            415,
            "media-type",
        )
    unpacker = zlib.decompressobj(31)
    try:
        plain = unpacker.decompress(data, MAX_BODY + 1)
    except zlib.error:
        raise bad("il contenuto non è in gzip", "the body is not gzip") from None
    if len(plain) > MAX_BODY or unpacker.unconsumed_tail:
        raise too_long(MAX_BODY)
    if not unpacker.eof or unpacker.unused_data:
        raise bad("il contenuto gzip non è intero", "the gzip body is not whole")
    return plain


def too_long(most: int) -> Refusal:
    """Return the refusal of a query, or of a body, that is too long."""
    status = 414 if request.method in ("GET", "HEAD") else 413
    return bad(
        f"la query può essere lunga {most} byte",
        f"the query may be {most} bytes long",
        status,
        "length",
    )


def _asked(graphs: Fields, fields: Fields) -> Asked:
    if "update" in fields:
        raise read_only()
    queries = fields.get("query", [])
    if len(queries) != 1:
        raise bad(
            f"una richiesta ha un parametro query, e questa ne ha {len(queries)}",
            f"a request has one query parameter, and this one has {len(queries)}",
        )
    most = current().settings.query.length
    if len(queries[0].encode()) > most:
        raise too_long(most)
    return Asked(queries[0], *graphs_of(graphs), fields)


def graphs_of(fields: Fields) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the default graphs and the named ones that are chosen."""
    # An empty name is none: clients send the parameter whether they choose a graph or not.
    default, named = (tuple(filter(None, fields.get(name, ()))) for name in GRAPHS)
    return default, named


def fields_of(data: bytes) -> Fields:
    """Return the parameters of an address or a form; Refusal if they are not in UTF-8, or too many."""
    try:
        return parse_qs(
            _decoded(data), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise bad("i parametri sono troppi", "there are too many parameters") from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Refusal:
    return bad("la query non è in UTF-8", "the query is not in UTF-8")
