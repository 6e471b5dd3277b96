"""Full-text search at `/search?q=`, for people and for programs."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from trama.errors import QueryError
from trama.language import matching
from trama.namespaces import TRAMA
from trama.publish import pages, rendering
from trama.query import search
from trama.query.hits import Found, Hit
from trama.rdf.forms import Form
from trama.web.negotiation import wanted_form
from trama.web.problems import check_language, wrong
from trama.web.protocol.answers import admit
from trama.web.replies import HTML, dataset, language, link, page, reply, view

blueprint = Blueprint("search", __name__)

_JSON = "application/json"
_FORMS = (Form("html", HTML, "HTML", None), Form("json", _JSON, "JSON", None))
_PER_PAGE = 20
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@blueprint.get("/search")
def find() -> Response:
    """Find things and passages by their words, within the time of a query."""
    admit()
    check_language()
    lang = language()
    chosen = wanted_form({"format": request.args.getlist("format")}, _FORMS).media_type
    numbers = {}
    for name, default, most in (("page", 1, 100_000), ("per_page", _PER_PAGE, 100)):
        value = request.args.get(name, str(default))
        if not _NUMBER.fullmatch(value) or int(value) > most:
            said = f"{name}: 1-{most}."
            raise wrong(said, said, name)
        numbers[name] = int(value)
    words, size, number = request.args.get("q", ""), numbers["per_page"], numbers["page"]
    kind = request.args.get("tipo", "")
    kind = TRAMA[kind].value if kind.isalpha() else ""
    found = Found((), 0)
    if words.strip() or chosen == _JSON:
        data = dataset()
        try:
            found = search.find(
                data.settings.build / "releases" / data.version,
                data.store,
                words,
                lang,
                limit=size,
                offset=(number - 1) * size,
                seconds=data.settings.query.time,
                kind=kind,
            )
        except QueryError as error:
            if chosen == _JSON:
                it = f"q vuole parole, {matching.MOST_LETTERS} lettere al più."
                raise wrong(it, f"q wants words: {error}.", "q") from None
    following = _address(number + 1) if number * size < found.total else ""
    previous = _address(number - 1) if number > 1 else ""
    links = [link(previous, "prev")] if previous else []
    links += [link(following, "next")] if following else []
    headers = {"Vary": "Accept"}
    if chosen == _JSON:
        return reply(_json(found, words, number, size), _JSON, links=links, headers=headers)
    body = _html(found, words, number, previous, following, kind=kind)
    return page(body, links=links, headers=headers)


def _address(number: int) -> str:
    facts = {name: value for name, value in request.args.items() if name != "page"}
    return f"{request.script_root}/search?{urlencode({**facts, 'page': str(number)})}"


def _facet(kind: str) -> str:
    """The address of the same search, of one kind or of all."""
    facts = {name: value for name, value in request.args.items() if name not in ("page", "tipo")}
    if kind:
        facts["tipo"] = kind.removeprefix(TRAMA.iri)
    return f"{request.script_root}/search?{urlencode(facts)}"


def _json(found: Found, words: str, number: int, size: int) -> str:
    hits = [
        {
            "iri": hit.iri,
            "kind": hit.kind,
            "code": hit.code,
            "title": "".join(part.text for part in hit.title),
            "passage": [{"text": part.text, "found": part.found} for part in hit.passage],
            "led_by": list(hit.led),
        }
        for hit in found.hits
    ]
    content = {"q": words, "page": number, "per_page": size, "total": found.total, "hits": hits}
    content |= {"any_word": found.loose, "kinds": dict(found.kinds)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _title(hit: Hit, words: str, lang: str) -> list[matching.Part]:
    """What the page of a hit is headed by, with what was found marked."""
    label = pages.reference(dataset(), hit.iri, lang).label
    return list(matching.highlight(label, words, lang))


def _html(
    found: Found,
    words: str,
    number: int,
    previous: str,
    following: str,
    *,
    kind: str,
) -> str:
    data, lang = dataset(), language()
    hits = [
        {
            "ref": pages.reference(data, hit.iri, lang),
            "kind": pages.reference(data, hit.kind, lang),
            "title": _title(hit, words, lang),
            "passage": hit.passage,
            "led": hit.led,
        }
        for hit in found.hits
    ]
    return rendering.render(
        "search.html",
        view(),
        words=words,
        most=matching.MOST_LETTERS,
        total=found.total,
        hits=hits,
        instead=found.instead,
        loose=found.loose,
        facets=[
            (pages.reference(data, each, lang).label, count, _facet(each), each == kind)
            for each, count in found.kinds
            if each.startswith(TRAMA.iri)
        ],
        every=_facet(""),
        chosen=bool(kind),
        page=number,
        previous=previous,
        following=following,
    )
