"""What the blueprints of pages and documents share: the dataset served, the site, and replies."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import quote

from flask import Response, current_app, request

from trama.publish.dataset import Dataset, open_dataset
from trama.publish.site import LANGUAGES, ServedSite
from trama.web.accept import choose
from trama.web.state import current

HTML = "text/html"
PROBLEM = "application/problem+json"
_TITLES = {
    400: ("Richiesta non valida", "Bad request"),
    404: ("Non trovato", "Not found"),
    406: ("Formato non disponibile", "Not acceptable"),
    410: ("Ritirato", "Gone"),
}
_LOCK = threading.Lock()


def dataset() -> Dataset:
    """Return the dataset of the release being served; it is read at the first request for it."""
    state = current()
    held = cast(dict[str, Any], current_app.extensions.setdefault("trama.dataset", {}))
    known = held.get("dataset")
    if known is None or known.store is not state.store:
        with _LOCK:
            known = held.get("dataset")
            if known is None or known.store is not state.store:
                known = held["dataset"] = open_dataset(state.settings, state.store, state.manifest)
    return cast(Dataset, known)


def language() -> str:
    """The language of the reply: `lang=`, or Italian."""
    lang = request.args.get("lang", "")
    return lang if lang in LANGUAGES else "it"


def site() -> ServedSite:
    """The site as the page being asked for sees it."""
    arguments = tuple(request.args.items())
    return ServedSite(
        language(),
        request.script_root,
        request.path,
        arguments,
        origin=request.host_url.rstrip("/"),
    )


def accepted(offers: list[str]) -> str | None:
    """The media type to answer with, among those offered."""
    return choose(request.headers.get("Accept"), offers)


def reply(
    body: str | bytes,
    content_type: str,
    *,
    links: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a reply that anyone may read, with its entity tag, or 304 if the client has it."""
    response = Response(body, content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    listed = list(links)
    if listed:
        response.headers["Link"] = ", ".join(listed)
        response.headers["Access-Control-Expose-Headers"] = "Link"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def page(body: str, **facts: Any) -> Response:
    """Return a reply in HTML."""
    return reply(body, "text/html; charset=utf-8", **facts)


def problem(status: int, detail: str, **facts: object) -> Response:
    """Return an error as RFC 9457 has it, in the client's language."""
    lang = language()
    content = {
        "type": "about:blank",
        "title": _TITLES.get(status, ("Errore", "Error"))[lang == "en"],
        "status": status,
        "detail": detail,
        **facts,
    }
    response = Response(
        json.dumps(content, ensure_ascii=False) + "\n", status=status, content_type=PROBLEM
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Language"] = lang
    return response


def link(address: str, relation: str, **facts: str) -> str:
    """Return one member of a Link header (RFC 8288)."""
    target = quote(address, safe=":/?#[]@!$&'()*+,;=%~")
    more = "".join(f'; {name}="{value}"' for name, value in facts.items())
    return f'<{target}>; rel="{relation}"{more}'
