"""The query page: the gallery of ready queries, an editor, the answer, and the code for it.

The address holds the state: a ready query and its parameters, or the text of a query, compressed.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, url_for

from trama.errors import QueryError
from trama.namespaces import PREFIXES, TRAMA
from trama.publish import rendering
from trama.publish.pages import reference
from trama.publish.site import ServedSite
from trama.query.gallery import groups
from trama.query.headings import headings
from trama.query.library import Parameter, Query
from trama.query.snippets import snippets
from trama.query.vocabulary import Choice, Vocabulary, as_json, choices, read_vocabulary
from trama.web.problems import for_browser, unknown, wrong
from trama.web.replies import dataset, root, view
from trama.web.state import current

blueprint = Blueprint("querypage", __name__)

READY = "pronta"
PACKED = "z"
VIEW = "vista"
MOST_NAMES = 2000
RESERVED = (READY, PACKED, VIEW, "query", "lang")
# More values than this are suggested while one types, instead of listed to choose from.
_LISTED = 80
_START = """PREFIX skos: <{skos}>
PREFIX trama: <{trama}>

# {words}
SELECT ?code ?label WHERE {{
  ?objective a trama:StrategicObjective ;
    skos:notation ?code ;
    skos:prefLabel ?label .
  FILTER(LANG(?label) = "{lang}")
}}
ORDER BY ?code
"""
_WORDS = {
    "it": "Gli obiettivi strategici, con codice e nome",
    "en": "The strategic objectives, with their code and name",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of a form."""

    parameter: Parameter
    value: str
    choices: tuple[Choice, ...]

    @property
    def listed(self) -> bool:
        """Whether its values are few enough to choose from a list."""
        return 0 < len(self.choices) <= _LISTED

    def has(self, value: str) -> bool:
        """Whether a value is one of those to choose from."""
        return any(choice.value == value for choice in self.choices)


@blueprint.get("/interroga")
def query_page() -> Response:
    """Show the query page; a ready query, or a query's text, may be in its address."""
    lang = _lang()
    chosen, problem = _chosen()
    text = ""
    given = _given(chosen) if chosen else {}
    try:
        text = _text(chosen, given, lang)
    except QueryError as error:
        problem = error
        if chosen:
            given = {}
            text = chosen.filled_in(current().settings.names)
    if problem and not for_browser():
        raise wrong(problem.said("it"), problem.said("en"))
    endpoint = f"{root()}sparql"
    page = rendering.render(
        "query.html",
        _site(lang),
        page_url=url_for("querypage.query_page"),
        root=request.script_root,
        lang=lang,
        groups=groups(current().queries),
        total=len(current().queries),
        chosen=chosen,
        headings=json.dumps(_headings(chosen, lang), ensure_ascii=False),
        fields=_fields(chosen, given, lang) if chosen else (),
        text=text,
        asked=bool(chosen or request.args.get(PACKED) or request.args.get("query")),
        problem=problem.said(lang) if problem else "",
        endpoint=endpoint,
        snippets=snippets(text, endpoint),
        site_base=current().settings.base,
    )
    return Response(page, status=400 if problem else 200, content_type="text/html; charset=utf-8")


@blueprint.get("/interroga/testo")
def ready_text() -> Response:
    """Give the text of a ready query with the parameters of the address, as JSON."""
    chosen, problem = _chosen()
    if not chosen:
        raise unknown(
            problem.said("it") if problem else "Nessuna interrogazione è nominata.",
            problem.said("en") if problem else "No query is named.",
        )
    try:
        return _json({"query": chosen.filled_in(current().settings.names, _given(chosen))})
    except QueryError as error:
        raise wrong(error.said("it"), error.said("en")) from None


@blueprint.post("/interroga/codice")
def code() -> Response:
    """Give the code that asks the query of a form, in each language, as JSON."""
    endpoint = f"{root()}sparql"
    found = snippets(request.form.get("query", ""), endpoint)
    return _json({"snippets": [[each.name, each.title, each.code] for each in found]})


@blueprint.post("/interroga/nomi")
def names() -> Response:
    """Give how the things of an answer are called, in the language of the page, as JSON.

    The form's `iris` has one on each line; more than `MOST_NAMES` of them are left without a name, and so
    are those that the dataset does not know. Nothing is asked of the store: names are in memory.
    """
    data, lang = dataset(), _lang()
    asked = request.form.get("iris", "").split("\n", MOST_NAMES)[:MOST_NAMES]
    terms = _terms(lang)
    found = {
        iri: reference(data, iri, lang).label if iri in data.directory.names else terms[iri]
        for iri in dict.fromkeys(asked)
        if iri in data.directory.names or iri in terms
    }
    return _json({"names": found})


@blueprint.get("/interroga/vocabolario.json")
def vocabulary() -> Response:
    """Give what the editor completes with, in the language of the page."""
    found = as_json(_vocabulary(_lang()), current().settings.names)
    return _kept(json.dumps(found, ensure_ascii=False, separators=(",", ":")))


@blueprint.get("/interroga/comuni.json")
def comuni() -> Response:
    """Give the outlines of the comuni as paths of an SVG drawing, by ISTAT code."""
    return _kept(_outlines(current().settings.root / "graph" / "territory" / "comuni.geojson"))


def unpack(packed: str, most: int) -> str:
    """Return the text of a query that an address holds compressed; QueryError if it does not.

    It is base64url over raw DEFLATE (RFC 4648, RFC 1951), of at most `most` bytes.
    """
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj(-zlib.MAX_WBITS)
        text = reader.decompress(data, most)
        if not reader.eof:
            raise QueryError("query.cut-off")
        return text.decode("utf-8")
    except (binascii.Error, zlib.error, ValueError) as error:
        raise QueryError("query.no-address") from error


def pack(text: str) -> str:
    """Return the text of a query as an address can hold it; see `unpack`."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = packer.compress(text.encode()) + packer.flush()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _lang() -> str:
    return "en" if request.args.get("lang") == "en" else "it"


def _site(lang: str) -> ServedSite:
    return view(lang)


def _chosen() -> tuple[Query | None, QueryError | None]:
    """The ready query that the address names, or why there is none."""
    name = request.args.get(READY, "")
    if not name:
        return None, None
    query = current().queries.get(name)
    return query, None if query else QueryError("query.not-ready", name=name)


def _given(query: Query) -> dict[str, str]:
    names = (parameter.name for parameter in query.parameters)
    return {name: request.args[name].strip() for name in names if name in request.args}


def _text(chosen: Query | None, given: Mapping[str, str], lang: str) -> str:
    if chosen:
        return chosen.filled_in(current().settings.names, given)
    if request.args.get(PACKED):
        return unpack(request.args[PACKED], current().settings.query.length)
    if request.args.get("query"):
        return request.args["query"]
    return _START.format(lang=lang, words=_WORDS[lang], **PREFIXES)


def _fields(query: Query, given: Mapping[str, str], lang: str) -> tuple[Field, ...]:
    words = _vocabulary(lang)
    return tuple(
        Field(
            parameter,
            given.get(parameter.name, parameter.default or ""),
            choices(words, parameter.name),
        )
        for parameter in query.parameters
    )


def _headings(chosen: Query | None, lang: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.title, each.columns) for each in headings(chosen.columns, lang)] if chosen else []


def _terms(lang: str) -> dict[str, str]:
    """How the terms of the vocabulary are called, by IRI."""
    return {
        TRAMA.iri + term.name.removeprefix("trama:"): term.label
        for term in _vocabulary(lang).terms
        if term.name.startswith("trama:") and term.label
    }


def _vocabulary(lang: str) -> Vocabulary:
    state = current()
    return state.once.get(
        f"vocabulary-{lang}", lambda: read_vocabulary(state.store, state.settings.names, lang)
    )


@cache
def _outlines(path: Path) -> str:
    """The outlines in a drawing a thousand wide, longitude shortened as it is at Milano."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rings = {feature["id"]: _rings(feature["geometry"]) for feature in features}
    points = [point for shape in rings.values() for ring in shape for point in ring]
    west, south = (min(point[axis] for point in points) for axis in (0, 1))
    east, north = (max(point[axis] for point in points) for axis in (0, 1))
    scale = 1000 / (east - west)
    stretch = scale / 0.702
    comuni = {
        feature["id"]: [
            feature["properties"]["name"],
            "".join(
                "M"
                + "L".join(
                    f"{round((x - west) * scale)} {round((north - y) * stretch)}" for x, y in ring
                )
                + "Z"
                for ring in rings[feature["id"]]
            ),
        ]
        for feature in features
    }
    facts = {"height": round((north - south) * stretch), "comuni": comuni}
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _rings(geometry: Mapping[str, Any]) -> list[list[list[float]]]:
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    return [ring for polygon in geometry["coordinates"] for ring in polygon]


def _json(facts: Mapping[str, Any]) -> Response:
    text = json.dumps(facts, ensure_ascii=False)
    return Response(text, content_type="application/json; charset=utf-8")


def _kept(text: str) -> Response:
    """A document that is the same until the next release."""
    response = Response(text, content_type="application/json; charset=utf-8")
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
