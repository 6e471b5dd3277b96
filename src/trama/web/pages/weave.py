"""The weave: the drawing of the links between things, its data, and the same content as tables.

All that a visitor chooses stands in the query string, so an address shows the same to everyone. The page
works without script: the form filters the table, and a path is told in words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from trama.drawing.formats import FORMATS
from trama.drawing.layout import name
from trama.drawing.terms import BASIS, KIND, RELATION
from trama.errors import QueryError
from trama.namespaces import Names
from trama.network.explain import Explanation, explain
from trama.network.filters import find_filter
from trama.network.links import Link, Thing
from trama.network.network import (
    BASES,
    KINDS,
    Filter,
    Network,
    natural,
)
from trama.publish import rendering
from trama.publish.site import key_of
from trama.web.cache import Cache
from trama.web.pages.cloth import cloth_page
from trama.web.pages.weavedata import SHOWN, name_with_kind, names_apart, write_data
from trama.web.pages.weaveplans import PARAMETER, Choice, chosen, network_of, offered
from trama.web.problems import unknown, wrong
from trama.web.replies import language, page, reply, view
from trama.web.state import current

blueprint = Blueprint("weave", __name__)

ROWS = 50
# What asks for a view by columns or by forces, and not for the cloth.
ASKED = {
    "layout",
    "at",
    "from",
    "to",
    "kind",
    "mission",
    "driver",
    "relation",
    "basis",
    "least",
    "page",
    PARAMETER,
}
PATHS = 500
_TYPES = {
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "svg": "image/svg+xml",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A link as a line of the table: its ends and itself with their places, and words in one language."""

    source: tuple[str, str]
    relation: str
    target: tuple[str, str]
    basis: str
    confidence: str
    rationale: str
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked for: the filter, the thing looked at, the two ends of a path."""

    wanted: Filter
    at: Thing | None = None
    start: Thing | None = None
    end: Thing | None = None


def thing_named(whole: Network, text: str, names: Names) -> Thing:
    """Return the thing that people mean: by local name, code, label, or code and label.

    Raises QueryError if there is none, or several.
    """
    wanted = text.strip().casefold()
    base = names.thing("").value
    exact = whole.things.get(base + text.strip())
    if exact:
        return exact
    found = [thing for thing in whole.things.values() if wanted in _called(thing, base)]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(name_with_kind(thing, language()) for thing in found[:4])
        raise QueryError("weave.several", text=text, several=several)
    raise QueryError("weave.none", text=text)


def asked(whole: Network, args: MultiDict[str, str], kinds: frozenset[str] = frozenset()) -> Asked:
    """Return what the query string asks for; QueryError says which part of it cannot be understood.

    `kinds` are those of a page on which none is ticked.
    """
    names = current().settings.names
    try:
        least = Decimal(args.get("least") or 0)
        if not 0 <= least <= 1:
            raise InvalidOperation
    except InvalidOperation:
        given = args.get("least")
        raise QueryError("weave.confidence", given=given) from None
    things = {
        key: thing_named(whole, args[key], names) if args.get(key, "").strip() else None
        for key in ("at", "from", "to")
    }
    wanted = find_filter(
        whole,
        kinds=_given(args, "kind") or sorted(kinds),
        missions=_given(args, "mission"),
        drivers=_given(args, "driver"),
        relations=_given(args, "relation"),
        bases=_given(args, "basis"),
        least=least,
    )
    return Asked(wanted, things["at"], things["from"], things["to"])


@blueprint.get("/trama")
def weave() -> Response:
    """Show the weave: the cloth, or the view by columns or by forces that the address asks for."""
    if not ASKED & request.args.keys():
        return cloth_page()
    choice, problem_text = Choice(), ""
    try:
        choice = chosen()
        whole = network_of(choice)
        want = asked(whole, request.args, SHOWN)
    except QueryError as error:
        whole = network_of(choice)
        want, problem_text = Asked(Filter(kinds=SHOWN)), error.said(language())
    path_facts = _path_facts(want)
    body = rendering.render(
        "weave.html",
        view(),
        problem=problem_text,
        groups=_choices(whole, want.wanted),
        least=str(want.wanted.least),
        layout="force" if request.args.get("layout") == "force" else "layered",
        things=names_apart(sorted(whole.things.values(), key=natural), language()),
        given={key: request.args.get(key, "") for key in ("at", "from", "to")},
        query=_query(),
        table=_table(whole, want),
        plans=offered(choice),
        **path_facts,
    )
    response = page(body)
    if problem_text:
        response.status_code = 400
    return response


@blueprint.get("/trama/tabella")
def table() -> Response:
    """Give the table of links alone, for the page to put in when the filter changes."""
    try:
        whole = network_of(chosen())
        want = asked(whole, request.args, SHOWN)
    except QueryError as error:
        raise wrong(error.said("it"), error.said("en")) from None
    return page(
        rendering.render("weave_table.html", view(), table=_table(whole, want), query=_query())
    )


@blueprint.get("/trama/cammino")
def path() -> Response:
    """Give the path between two things: in words as HTML, and which things and links it passes."""
    try:
        want = asked(network_of(chosen()), request.args)
    except QueryError as error:
        raise wrong(error.said("it"), error.said("en")) from None
    facts = _path_facts(want)
    if facts["error"]:
        raise wrong(facts["error"], facts["error"])
    base = current().settings.names.thing("").value
    found: Explanation | None = facts["explanation"]
    steps = found.steps if found else ()
    links = [reason.link for step in steps for reason in step]
    content = {
        "html": rendering.render("weave_path.html", view(), **facts),
        "links": [link.iri.removeprefix(base + "link/") for link in links],
        "things": sorted({e.removeprefix(base) for k in links for e in (k.source, k.target)}),
    }
    return reply(json.dumps(content, ensure_ascii=False), "application/json")


@blueprint.get("/trama.json")
def data() -> Response:
    """Give the whole network, short, for the drawing in the page: labels in one language."""
    try:
        choice = chosen()
    except QueryError as error:
        raise wrong(error.said("it"), error.said("en")) from None
    whole, lang, base = network_of(choice), language(), current().settings.base
    if choice.drawn:
        return reply(write_data(whole, lang, base), "application/json")
    body = current().once.get(f"weave-{lang}", lambda: write_data(whole, lang, base))
    return reply(body, "application/json")


@blueprint.get("/trama.<ending>")
def exported(ending: str) -> Response:
    """Give what the filter keeps as a file that other programs open."""
    if ending not in _TYPES:
        known = ", ".join(_TYPES)
        raise unknown(f"I formati sono {known}.", f"The formats are {known}.")
    try:
        whole = network_of(chosen())
        want = asked(whole, request.args)
    except QueryError as error:
        raise wrong(error.said("it"), error.said("en")) from None
    content = FORMATS[f".{ending}"](whole.kept(want.wanted), language())
    headers = {"Content-Disposition": f'attachment; filename="trama.{ending}"'}
    return reply(content, _TYPES[ending], headers=headers)


def _path_facts(want: Asked) -> dict[str, Any]:
    facts: dict[str, Any] = {"explanation": None, "error": "", "start": want.start, "end": want.end}
    facts |= {"basis_words": BASIS, "relation_words": RELATION, "named": name, "key": _key}
    if want.start and want.end:
        try:
            facts["explanation"] = _explained(want.start.iri, want.end.iri)
        except QueryError:
            same = want.start.iri == want.end.iri
            facts["error"] = (
                _told("I due nomi indicano la stessa cosa", "Both names mean the same thing")
                if same
                else _told("Uno dei due non ha legami", "One of the two has no links")
            )
    return facts


def _explained(start: str, end: str) -> Explanation:
    state = current()
    paths: Cache[Explanation] = state.once.get("paths", lambda: Cache(PATHS))
    found = paths.get((start, end))
    if found is None:
        found = explain(state.store, start, end, state.settings.names)
        paths.put((start, end), found, 1)
    return found


def _table(whole: Network, want: Asked) -> dict[str, Any]:
    """The lines of one page of the table, and how many there are."""
    kept = whole.kept(want.wanted)
    links = [
        link for link in kept.links if not want.at or want.at.iri in (link.source, link.target)
    ]
    links.sort(key=lambda link: [*map(natural, kept.ends(link)), link.relation])
    number = request.args.get("page", "1")
    count = max(1, -(-len(links) // ROWS))
    here = min(int(number), count) if number.isdecimal() and int(number) else 1
    shown = links[(here - 1) * ROWS : here * ROWS]
    return {
        "rows": [_row(link, kept) for link in shown],
        "links": len(links),
        "things": len(kept.things),
        "page": here,
        "pages": count,
        "first": (here - 1) * ROWS + 1,
    }


def _row(link: Link, kept: Network) -> Row:
    lang = language()
    source, target = kept.ends(link)
    confidence = f"{link.confidence:.2f}"
    return Row(
        (name(source, lang), _key(source.iri)),
        RELATION.get(link.relation, {}).get(lang, link.relation),
        (name(target, lang), _key(target.iri)),
        BASIS[link.basis][lang],
        confidence.replace(".", ",") if lang == "it" else confidence,
        link.rationale.get(lang, ""),
        _key(link.iri),
    )


def _choices(whole: Network, wanted: Filter) -> list[dict[str, Any]]:
    """The groups of boxes of the form: name, title, and each box's value, words and whether it is set."""
    lang = language()
    kinds = wanted.kinds or SHOWN
    present = {thing.kind for thing in whole.things.values()}
    relations = sorted({link.relation for link in whole.links})
    return [
        {
            "name": "kind",
            "title": _told("Tipi", "Kinds"),
            "hint": "",
            "boxes": [(k, KIND[k][lang], k in kinds) for k in KINDS if k in present],
        },
        *(
            {
                "name": kind.casefold(),
                "title": KIND[kind][lang],
                "hint": _told("nessuno: tutti", "none: all"),
                "boxes": [
                    (t.code, f"{t.code} {t.label(lang)}", t.iri in chosen)
                    for t in whole.of_kind(kind)
                ],
            }
            for kind, chosen in (("Mission", wanted.missions), ("Driver", wanted.drivers))
        ),
        {
            "name": "relation",
            "title": _told("Relazioni", "Relations"),
            "hint": _told("nessuna: tutte", "none: all"),
            "boxes": [
                (r, RELATION.get(r, {}).get(lang, r), r in wanted.relations) for r in relations
            ],
        },
        {
            "name": "basis",
            "title": _told("Base", "Basis"),
            "hint": "",
            "boxes": [(b, BASIS[b][lang], b in wanted.bases) for b in BASES],
        },
    ]


def _given(args: MultiDict[str, str], key: str) -> list[str]:
    return [value for value in args.getlist(key) if value]


def _query() -> list[tuple[str, str]]:
    """What the query string says, but for the page of the table."""
    return [(k, v) for k, v in request.args.items(multi=True) if k != "page" and v]


def _called(thing: Thing, base: str) -> set[str]:
    local = thing.iri.removeprefix(base)
    called = {local, local.partition("/")[2], thing.code, *thing.labels.values()}
    for lang in ("it", "en"):
        called |= {name(thing, lang), name_with_kind(thing, lang)}
    return {text.casefold() for text in called if text}


def _key(iri: str) -> str:
    return key_of(iri, current().settings.base)


def _told(it: str, en: str) -> str:
    return en if language() == "en" else it
