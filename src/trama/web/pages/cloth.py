"""The cloth: the first picture of the weave, its table, and what a knot rests on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from trama.drawing import clothsvg
from trama.drawing.cloth import WEFTS, Cloth, weave
from trama.publish import rendering
from trama.publish.about import tie
from trama.publish.dataset import Dataset
from trama.publish.naming import reference
from trama.publish.site import key_of
from trama.store.select import select
from trama.web.pages.weaveplans import network, plans
from trama.web.problems import Refusal
from trama.web.replies import dataset, language, page, reply, view
from trama.web.state import current

blueprint = Blueprint("cloth", __name__)

COLOURS = (
    ".ground{fill:#fff}text{font-family:'Titillium Web','Liberation Sans',Arial,sans-serif;fill:#17324d}"
    ".title{font-size:24px;font-weight:700}.small{font-size:13px}.name{font-size:12px}.code{font-size:9.5px}"
    ".mission{font-size:11px;font-weight:700}.warp path{stroke-width:1.6;stroke-opacity:.5;fill:none}"
    ".weft path{stroke:#8797a6;stroke-width:1.4;fill:none}.loose{stroke-dasharray:2 4}.reach{fill:none}"
    + "".join(
        f".m{n}{{fill:{colour}}}path.m{n}{{stroke:{colour}}}"
        for n, colour in enumerate(
            ("#6b3fa0", "#1b6e3c", "#0059b3", "#8a4b00", "#a32657", "#00697a"), start=1
        )
    )
)


@blueprint.get("/trama/tela.svg")
def drawn() -> Response:
    """Give the cloth as a file of SVG."""
    weft = _weft()
    title = _told("La tela del Piano", "The cloth of the plan")
    base = current().settings.base
    content = clothsvg.whole(_cloth(weft), language(), weft, title, COLOURS, base)
    headers = {"Content-Disposition": f'attachment; filename="tela-{weft}.svg"'}
    return reply(content, "image/svg+xml", headers=headers)


@blueprint.get("/trama/nodo/<name>")
def knot(name: str) -> Response:
    """Give what a knot rests on, as the inside of a page."""
    found = _knot(name)
    if not found:
        raise Refusal(404, "not-found", "Nessun nodo ha questo nome.", "No knot has this name.")
    return page(rendering.render("cloth_knot.html", view(), knot=found))


def cloth_page() -> Response:
    """Show the cloth, as `/trama` does when nothing else is asked of it."""
    weft, lang = _weft(), language()
    whole, here, base = _cloth(weft), view(), current().settings.base
    data = dataset()

    def address(iri: str) -> str:
        return here.page(key_of(iri, base))

    def knot_address(iri: str) -> str:
        asked = {"filo": weft, "nodo": iri.rpartition("/")[2]}
        words = "&".join(f"{name}={value}" for name, value in asked.items())
        start = here.page("trama")
        return f"{start}{'&' if '?' in start else '?'}{words}#nodo"

    reasons = data.once(f"scope-{lang}", lambda: _reasons(data, lang)) if weft == "driver" else {}
    lines: list[list[Any]] = [[] for _ in whole.warp]
    for each in whole.knots:
        thing = whole.weft[each.weft].thing
        lines[each.warp].append(
            (tie(data, each.link, True, lang), reference(data, thing.iri, lang))
        )
    body = rendering.render(
        "cloth.html",
        here,
        cloth=whole,
        weft=weft,
        wefts=[(name, words[2 if lang == "en" else 1]) for name, words in WEFTS.items()],
        by_plan=request.args.get("ordine") == "piano",
        lying=Markup(clothsvg.lying(whole, lang, address, knot_address)),  # noqa: S704 - escaped there
        standing=Markup(clothsvg.standing(whole, lang, address, knot_address)),  # noqa: S704
        lines=[
            (reference(data, thread.thing.iri, lang), thread, ends)
            for thread, ends in zip(whole.warp, lines, strict=True)
        ],
        loose=[
            (reference(data, thread.thing.iri, lang), reasons.get(thread.thing.iri, ""))
            for thread in whole.loose
        ],
        knot=_knot(request.args.get("nodo", "")),
        others=len(plans()),
    )
    return page(body)


def _reasons(data: Dataset, lang: str) -> dict[str, str]:
    """Why no Driver combines an objective, as whoever read the plan noted it."""
    text = (
        "SELECT ?o ?why WHERE { ?o a trama:StrategicObjective ; skos:scopeNote ?why "
        f'FILTER(LANG(?why) = "{lang}") }}'
    )
    return {row["o"].value: row["why"].value for row in select(data.store, text)}


def _weft() -> str:
    asked = request.args.get("filo", "driver")
    return asked if asked in WEFTS else "driver"


def _cloth(weft: str) -> Cloth:
    by_plan = request.args.get("ordine") == "piano"
    whole = network()
    return dataset().once(f"cloth-{weft}-{by_plan}", lambda: weave(whole, weft, by_plan=by_plan))


def _knot(name: str) -> dict[str, Any] | None:
    data, lang = dataset(), language()
    iri = data.iri(f"id/link/{name}")
    link = data.directory.links.get(iri)
    if link is None:
        return None
    return {
        "source": reference(data, link.source, lang),
        "relation": reference(data, f"https://w3id.org/trama/ns#{link.relation}", lang),
        **tie(data, link, True, lang),
    }


def _told(it: str, en: str) -> str:
    return en if language() == "en" else it
