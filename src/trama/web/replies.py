"""What the blueprints of pages and documents share: the dataset served, the view of the site, replies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, request

from trama.publish.dataset import Dataset, open_dataset
from trama.publish.site import LANGUAGES, ServedSite
from trama.web.accept import choose
from trama.web.state import current

HTML = "text/html"
Made = TypeVar("Made")
_LOOPBACK = re.compile(r"127(?:\.\d{1,3}){3}")


def dataset() -> Dataset:
    """Return the dataset of the release being served; it is read at the first request for it."""
    state = current()
    return state.once.get(
        "dataset", lambda: open_dataset(state.settings, state.store, state.manifest)
    )


def remembered(name: str, make: Callable[[Dataset], Made]) -> Made:
    """Return what `make` gives for the dataset being served, made once for each release."""
    data = dataset()
    return current().once.get(name, lambda: make(data))


def language() -> str:
    """The language of a page: `lang=`, or Italian."""
    lang = request.args.get("lang", "")
    return lang if lang in LANGUAGES else "it"


def view(lang: str = "") -> ServedSite:
    """The site as the page being asked for sees it, in its language or another."""
    arguments = tuple(request.args.items())
    return ServedSite(
        lang or language(),
        request.script_root,
        request.path,
        arguments,
        origin=root().rstrip("/").removesuffix(request.script_root),
    )


def root() -> str:
    """Return the address at which the site is, for what is to be absolute; it ends in a slash.

    A stranger may send any Host, so it is taken only if it is one of ours: of `server.hosts` or, where none is named,
    of this machine. Otherwise it is the first of `server.hosts`, or the base of the IRIs.
    """
    settings = current().settings
    hosts = settings.server.hosts
    if hosts:
        host = request.host if request.host.lower() in hosts else hosts[0]
        return f"{request.scheme}://{host}{request.script_root}/"
    return request.url_root if is_local(request.host, settings.server.host) else settings.base


def is_local(host: str, listening: str) -> bool:
    """Whether a Host names this machine to itself: a loopback address, or that which is listened on."""
    name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return name in ("localhost", "::1", listening) or bool(_LOOPBACK.fullmatch(name))


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
    """Return a reply with its entity tag, or 304 if the client has it."""
    response = Response(body, content_type=content_type)
    listed = list(links)
    if listed:
        response.headers["Link"] = ", ".join(listed)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def page(body: str, **facts: Any) -> Response:
    """Return a reply in HTML."""
    return reply(body, "text/html; charset=utf-8", **facts)


def link(address: str, relation: str, **facts: str) -> str:
    """Return one member of a Link header (RFC 8288)."""
    target = quote(address, safe=":/?#[]@!$&'()*+,;=%~")
    more = "".join(f'; {name}="{value}"' for name, value in facts.items())
    return f'<{target}>; rel="{relation}"{more}'
