"""The map: the comuni in their zones and unions, drawn here from their boundaries, and listed by name."""

from __future__ import annotations

from flask import Blueprint, Response

from trama.build.geometry import FILE, read_boundaries
from trama.drawing.territory import MARGIN, WIDTH, Chart, draw
from trama.publish import rendering
from trama.publish.site import key_of
from trama.web.replies import language, page, view
from trama.web.state import current

blueprint = Blueprint("map", __name__)


def chart() -> Chart:
    """Return the map of the release being served; it is drawn once a release."""
    state = current()

    def make() -> Chart:
        path = state.settings.root / "graph" / FILE
        boundaries = read_boundaries(path) if path.is_file() else ()
        return draw(state.store, boundaries)

    return state.once.get("map", make)


@blueprint.get("/mappa")
def territory() -> Response:
    """Show the map and the lists of the comuni by zone."""
    whole, lang, base = chart(), language(), current().settings.base
    unions = {area.iri: area for area in whole.unions}
    body = rendering.render(
        "map.html",
        view(),
        chart=whole,
        box=f"{-MARGIN:.0f} {-MARGIN:.0f} {WIDTH + 2 * MARGIN:.0f} {whole.height + 2 * MARGIN:.0f}",
        label=lambda area: area.labels.get(lang) or area.labels["it"],
        key=lambda iri: key_of(iri, base),
        members={
            area.iri: [c for c in whole.comuni if area.iri in (c.zone, c.union)]
            for area in (*whole.zones, *whole.unions)
        },
        union_of=lambda comune: unions.get(comune.union),
    )
    return page(body)
