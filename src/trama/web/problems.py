"""Saying what is wrong with a request, as RFC 9457 has it, in the language of the client."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request

from trama.errors import QueryError, StoreError, TramaError
from trama.query.evaluation import LimitReached
from trama.web.state import current
from trama.workers.pool import Busy

MEDIA_TYPE = "application/problem+json"
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|(?<![\w\'])[A-Z]{2,}(?![\w\'])|(?<![\w\'])[a-z ]{3,}(?![\w\'])'
)
_EXPECTED = 12

# The title of each kind of problem, and its sentence where it has one, in Italian and English.
_WORDS: Mapping[str, tuple[str, str]] = {
    "syntax": ("La query non è scritta in SPARQL 1.1", "The query is not SPARQL 1.1"),
    "query": ("La query non può essere eseguita", "The query cannot be run"),
    "request": ("La richiesta non è valida", "The request is not valid"),
    "read-only": ("Il servizio è in sola lettura", "The service is read only"),
    "not-acceptable": ("Nessun formato richiesto è disponibile", "No asked format can be had"),
    "media-type": ("Il tipo del contenuto non è accettato", "The type of the body is not taken"),
    "method": ("Il metodo non è ammesso", "The method is not allowed"),
    "length": ("La query è troppo lunga", "The query is too long"),
    "not-found": ("Il grafo non esiste", "There is no such graph"),
    "unknown": ("Non trovato", "Not found"),
    "time": ("La query ha superato il tempo concesso", "The query took too long"),
    "memory": ("La query richiede troppa memoria", "The query needs too much memory"),
    "rows": ("Il risultato ha troppe righe", "The answer has too many rows"),
    "bytes": ("Il risultato è troppo grande", "The answer is too large"),
    "busy": ("Il servizio è occupato", "The service is busy"),
    "rate": ("Troppe richieste", "Too many requests"),
    "store": ("I dati non sono leggibili", "The data cannot be read"),
}
_STATUS = {"time": 504, "memory": 507, "rows": 422, "bytes": 422}
_LIMIT = {
    "time": (
        "La query è stata interrotta dopo {limit:g} secondi: restringila o aggiungi LIMIT.",
        "The query was stopped after {limit:g} seconds: narrow it or add LIMIT.",
    ),
    "memory": (
        "La query è stata interrotta perché richiede più memoria di quanta ne sia concessa.",
        "The query was stopped, for it needs more memory than it may take.",
    ),
    "rows": (
        "Il risultato ha più di {limit:.0f} righe: nulla è stato troncato, usa LIMIT e OFFSET.",
        "The answer has more than {limit:.0f} rows: nothing was cut off, use LIMIT and OFFSET.",
    ),
    "bytes": (
        "Il risultato ha più di {limit:.0f} byte: nulla è stato troncato, usa LIMIT e OFFSET.",
        "The answer has more than {limit:.0f} bytes: nothing was cut off, use LIMIT and OFFSET.",
    ),
}
# What the page of a kind says, where its title does not say all.
_ABOUT: Mapping[str, tuple[str, str]] = {
    "time": (
        "La query è interrotta a un limite di tempo (query.time). Restringila o aggiungi LIMIT.",
        "A query is stopped at a limit of time (query.time). Narrow it, or add LIMIT.",
    ),
    "memory": (
        "La query è interrotta a un limite di memoria (query.memory). Restringila.",
        "A query is stopped at a limit of memory (query.memory). Narrow it.",
    ),
    "rows": (
        "La risposta supera le righe ammesse (query.rows). Usa LIMIT e OFFSET.",
        "The answer has more rows than it may (query.rows). Use LIMIT and OFFSET.",
    ),
    "bytes": (
        "La risposta supera la lunghezza ammessa (query.bytes). Usa LIMIT e OFFSET.",
        "The answer is longer than it may be (query.bytes). Use LIMIT and OFFSET.",
    ),
    "busy": (
        "Non c’è posto per un’altra query: Retry-After dice quando riprovare.",
        "There is no room for another query: Retry-After says when to try again.",
    ),
    "rate": (
        "Da questo indirizzo arrivano troppe richieste: Retry-After dice quando riprovare.",
        "Too many requests come from this address: Retry-After says when to try again.",
    ),
    "syntax": (
        "line e column dicono dove, nella query, la lettura si è fermata.",
        "line and column say where in the query the reading stopped.",
    ),
    "request": (
        "detail dice che cosa correggere; parameter, se c’è, quale parametro.",
        "detail says what to mend and parameter, if it is there, which parameter.",
    ),
    "store": (
        "Il servizio non riesce a leggere i dati: riprova più tardi.",
        "The service cannot read its data: try again later.",
    ),
}
_TRY_LATER = (
    "In questo momento il servizio non può eseguire altre query: riprova tra {seconds} secondi.",
    "The service can run no more queries at this moment: try again in {seconds} seconds.",
)


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """A request that cannot be served: its status, its kind, and a sentence in both languages.

    `parameter` names the one that is wrong, if it is one.
    """

    status: int
    kind: str
    it: str
    en: str
    headers: Mapping[str, str] = field(default_factory=dict)
    parameter: str = ""


def language() -> str:
    """Return the language of messages for the request at hand: `it` or `en`."""
    chosen = request.args.get("lang")
    if chosen in ("it", "en"):
        return chosen
    return request.accept_languages.best_match(["en", "it"]) or "en"


def told(kind: str, lang: str) -> tuple[str, str] | None:
    """Return the title of a kind of problem and what is said of it, if there is such a kind."""
    if kind not in _WORDS:
        return None
    english = lang == "en"
    return _WORDS[kind][english], _ABOUT.get(kind, ("", ""))[english]


def check_language() -> None:
    """Refuse a `lang=` that is no language of ours."""
    if request.args.get("lang", "it") not in ("it", "en"):
        it, en = "lang è it o en.", "lang is it or en."
        raise Refusal(400, "request", it, en, parameter="lang")


def problem(
    status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """Return the response that tells a problem."""
    lang = language()
    facts = {
        "type": f"{current().settings.base}problem/{kind}",
        "title": _WORDS[kind][lang == "en"],
        "status": status,
        "detail": detail,
        **more,
    }
    response = Response(
        json.dumps(facts, ensure_ascii=False, indent=1) + "\n",
        status=status,
        content_type=MEDIA_TYPE,
    )
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Encoding, Accept-Language"
    response.headers.update(headers or {})
    return response


def refused(refusal: Refusal) -> Response:
    """Return the response to a request that cannot be served."""
    detail = refusal.en if language() == "en" else refusal.it
    more = {"parameter": refusal.parameter} if refusal.parameter else {}
    return problem(refusal.status, refusal.kind, detail, refusal.headers, **more)


def failed(error: TramaError) -> Response:
    """Return the response to a query that did not come to its end."""
    english = language() == "en"
    if isinstance(error, Busy):
        detail = _TRY_LATER[english].format(seconds=error.retry_after)
        return problem(503, "busy", detail, {"Retry-After": str(error.retry_after)})
    if isinstance(error, LimitReached):
        detail = _LIMIT[error.kind][english].format(limit=error.limit)
        more: dict[str, Any] = {}
        if error.elapsed is not None:
            more["elapsed"] = round(error.elapsed, 3)
        return problem(_STATUS[error.kind], error.kind, detail, limit=error.limit, **more)
    if isinstance(error, StoreError):
        return problem(503, "store", error.said(language()), {"Retry-After": "10"})
    return _bad_query(error, english)


def _bad_query(error: TramaError, english: bool) -> Response:
    place = _PLACE.search(str(error)) if isinstance(error, QueryError) else None
    if not place:
        reason = error.said(language())
        detail = reason if english else f"La query non può essere eseguita: {reason}"
        return problem(400, "query", detail)
    line, column = int(place[1]), int(place[2])
    # The engine also lists classes of characters, which help no one.
    found = (name.strip() for name in _TOKEN.findall(place[3]))
    names = [name for name in found if name not in ("expected", "one", "of", "expected one of")]
    shown = " ".join(dict.fromkeys(names[:_EXPECTED])) + (" …" if len(names) > _EXPECTED else "")
    if english:
        detail = f"At line {line}, column {column} ({line}:{column})"
        detail += f"; expected: {shown}" if shown else ""
    else:
        detail = f"Alla riga {line}, colonna {column} ({line}:{column})"
        detail += f"; atteso: {shown}" if shown else ""
    return problem(400, "syntax", detail, line=line, column=column)
