"""Full-text search at `/search?q=`, for people and for programs."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from trama.errors import QueryError
from trama.language import matching
from trama.publish import pages, rendering
from trama.query import search
from trama.web.problems import Refusal, check_language
from trama.web.protocol.answers import admit
from trama.web.protocol.endpoint import tells_problems
from trama.web.replies import HTML, accepted, dataset, language, link, page, reply, site

blueprint = Blueprint("search", __name__)
tells_problems(blueprint)

_JSON = "application/json"
_PER_PAGE = 20
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@blueprint.get("/search")
def find() -> Response:
    """Find things and passages by their words, within the time of a query."""
    admit()
    check_language()
    lang = language()
    form = request.args.get("format")
    if form not in (None, "json", "html"):
        raise _wrong("format", "format è json o html.", "format is json or html.")
    chosen = {"json": _JSON, "html": HTML, None: None}[form] or accepted([HTML, _JSON])
    if chosen is None:
        offered = f"{HTML}, {_JSON}"
        it, en = f"C’è come {offered}.", f"It can be had as {offered}."
        raise Refusal(406, "not-acceptable", it, en)
    numbers = {}
    for name, default, most in (("page", 1, 100_000), ("per_page", _PER_PAGE, 100)):
        value = request.args.get(name, str(default))
        if not _NUMBER.fullmatch(value) or int(value) > most:
            said = f"{name}: 1-{most}."
            raise _wrong(name, said, said)
        numbers[name] = int(value)
    words, size, number = request.args.get("q", ""), numbers["per_page"], numbers["page"]
    found = search.Found((), 0)
    if words.strip() or chosen == _JSON:
        data = dataset()
        index = search.index_of(data.settings.build / "releases" / data.version, data.store)
        try:
            found = search.search(
                index,
                words,
                lang,
                limit=size,
                offset=(number - 1) * size,
                seconds=data.settings.query.time,
            )
        except QueryError as error:
            if chosen == _JSON:
                it = f"q vuole parole, {matching.MOST_LETTERS} lettere al più."
                raise _wrong("q", it, f"q wants words: {error}.") from None
    following = _address(number + 1) if number * size < found.total else ""
    previous = _address(number - 1) if number > 1 else ""
    links = [link(previous, "prev")] if previous else []
    links += [link(following, "next")] if following else []
    headers = {"Vary": "Accept"}
    if chosen == _JSON:
        return reply(_json(found, words, number, size), _JSON, links=links, headers=headers)
    return page(_html(found, words, number, previous, following), links=links, headers=headers)


def _wrong(parameter: str, it: str, en: str) -> Refusal:
    return Refusal(400, "request", it, en, parameter=parameter)


def _address(number: int) -> str:
    facts = {name: value for name, value in request.args.items() if name != "page"}
    return f"{request.script_root}/search?{urlencode({**facts, 'page': str(number)})}"


def _json(found: search.Found, words: str, number: int, size: int) -> str:
    hits = [
        {
            "iri": hit.iri,
            "kind": hit.kind,
            "code": hit.code,
            "title": "".join(part.text for part in hit.title),
            "passage": [{"text": part.text, "found": part.found} for part in hit.passage],
        }
        for hit in found.hits
    ]
    content = {"q": words, "page": number, "per_page": size, "total": found.total, "hits": hits}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _title(hit: search.Hit, words: str, lang: str) -> list[matching.Part]:
    """What the page of a hit is headed by, with what was found marked."""
    label = pages.reference(dataset(), hit.iri, lang).label
    return list(matching.highlight(label, words, lang))


def _html(found: search.Found, words: str, number: int, previous: str, following: str) -> str:
    data, lang = dataset(), language()
    hits = [
        {
            "ref": pages.reference(data, hit.iri, lang),
            "kind": pages.reference(data, hit.kind, lang),
            "title": _title(hit, words, lang),
            "passage": hit.passage,
        }
        for hit in found.hits
    ]
    return rendering.render(
        "search.html",
        site(),
        words=words,
        most=matching.MOST_LETTERS,
        total=found.total,
        hits=hits,
        page=number,
        previous=previous,
        following=following,
    )
