"""Saying what is wrong with a request: a page for a browser, RFC 9457 for a program, in the reader's language.

This is the one place where an error becomes an answer, whatever raised it: a view, a query, the framework or
the server before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request

from trama.publish import rendering
from trama.publish.site import LANGUAGES
from trama.web.accept import choose
from trama.web.problemwords import ABOUT, STATUSES, TITLES
from trama.web.replies import HTML, view
from trama.web.state import current

MEDIA_TYPE = "application/problem+json"
_OFFERS = (MEDIA_TYPE, "application/json", HTML, "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """A request that cannot be served: its status, its kind, and a sentence in both languages.

    `parameter` names the one that is wrong, if it is one; `more` are other members of the problem, and `page`
    makes the page for a browser, in a language, where the usual one does not do.
    """

    status: int
    kind: str
    it: str
    en: str
    headers: Mapping[str, str] = field(default_factory=dict)
    parameter: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    page: Callable[[str], str] | None = None


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Refusal:
    """Return the refusal with a status of which no more is known."""
    kind, (it, en) = STATUSES.get(status) or STATUSES[500 if status >= 500 else 400]
    facts = {"allow": (headers or {}).get("Allow", "")}
    return Refusal(status, kind, it.format(**facts), en.format(**facts), headers or {})


def unknown(it: str = "", en: str = "") -> Refusal:
    """Return the refusal of an address at which there is nothing, in words of its own if there are any."""
    return Refusal(404, "unknown", it, en) if it else of_status(404)


def wrong(it: str, en: str, parameter: str = "") -> Refusal:
    """Return the refusal of a request of which something can be mended."""
    return Refusal(400, "request", it, en, parameter=parameter)


def for_browser() -> bool:
    """Whether the client at hand would rather have a page than a problem for programs."""
    offers = [*_OFFERS, "text/turtle", "application/ld+json", "application/rdf+xml"]
    return choose(request.headers.get("Accept"), offers) in (HTML, "application/xhtml+xml")


def reader(default: str) -> str:
    """Return the language of the reader at hand: `lang=`, or what the browser says, or a default."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        return chosen
    if not request.headers.get("Accept-Language"):
        return default
    return request.accept_languages.best_match(["en", "it"]) or "en"


def told(kind: str, lang: str) -> tuple[str, str] | None:
    """Return the title of a kind of problem and what is said of it, if there is such a kind."""
    if kind not in TITLES:
        return None
    english = lang == "en"
    return TITLES[kind][english], ABOUT.get(kind, ("", ""))[english]


def check_language() -> None:
    """Refuse a `lang=` that is no language of ours."""
    if request.args.get("lang", "it") not in LANGUAGES:
        raise wrong("lang è it o en.", "lang is it or en.", "lang")


def answer(refusal: Refusal) -> Response:
    """Return the response to a request that cannot be served."""
    browser = for_browser()
    # Pages are Italian unless they are asked for otherwise, and programs are told in English.
    lang = reader("it" if browser else "en")
    response = _page(refusal, lang) if browser else _problem(refusal, lang)
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Encoding, Accept-Language"
    response.headers.update(refusal.headers)
    return response


def _detail(refusal: Refusal, lang: str) -> str:
    """The sentence, as sentences are written."""
    detail = refusal.en if lang == "en" else refusal.it
    detail = detail[:1].upper() + detail[1:]
    return detail if detail.endswith((".", "?", "!", "…")) else f"{detail}."


def _problem(refusal: Refusal, lang: str) -> Response:
    facts = {
        "type": f"{current().settings.base}problem/{refusal.kind}",
        "title": TITLES[refusal.kind][lang == "en"],
        "status": refusal.status,
        "detail": _detail(refusal, lang),
        **({"parameter": refusal.parameter} if refusal.parameter else {}),
        **refusal.more,
    }
    body = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    return Response(body, status=refusal.status, content_type=MEDIA_TYPE)


def _page(refusal: Refusal, lang: str) -> Response:
    if refusal.page:
        body = refusal.page(lang)
    else:
        heading = TITLES[refusal.kind][lang == "en"]
        facts = {"heading": heading, "texts": (_detail(refusal, lang),)}
        body = rendering.render(
            "notice.html", view(lang), **facts, successor="", successor_label=""
        )
    return Response(body, status=refusal.status, content_type="text/html; charset=utf-8")
