"""The map: the comuni in their zones and unions, drawn here from their boundaries, and listed by name."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import Blueprint, Response, current_app

from trama.build.geometry import FILE, Boundary, Ring, outlines, project, read_boundaries, simplify
from trama.publish import rendering
from trama.publish.site import key_of
from trama.store import Store
from trama.store.select import select
from trama.web.replies import language, page, site
from trama.web.state import current

blueprint = Blueprint("map", __name__)

WIDTH = 1000.0
TOLERANCE = 0.6
MARGIN = 12.0
_LOCK = threading.Lock()
_COMUNI = """
SELECT ?comune ?istat ?name ?zone ?union WHERE {
  ?comune a trama:Municipality ; trama:istatCode ?istat ; rdfs:label ?name ; trama:inZone ?zone .
  FILTER(LANG(?name) IN ("", "it"))
  OPTIONAL { ?comune trama:inUnion ?union }
} ORDER BY ?name"""
_AREAS = """
SELECT ?area ?label ?code WHERE {
  { ?area a trama:TerritorialArea } UNION { ?area a trama:MunicipalUnion }
  ?area rdfs:label ?label .
  OPTIONAL { ?area skos:notation ?code }
} ORDER BY ?code ?area"""


@dataclass(frozen=True, slots=True)
class Comune:
    """A comune on the map: ISTAT code, IRI, name, zone and union (IRIs), and the path of its shape."""

    istat: str
    iri: str
    name: str
    zone: str
    union: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A zone or a union: IRI, code, names by language, the path of its outline, where its name goes."""

    iri: str
    code: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    outline: str = ""
    at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole map, ready to be written out."""

    comuni: tuple[Comune, ...]
    zones: tuple[Area, ...]
    unions: tuple[Area, ...]
    height: float
    apart: tuple[tuple[str, float, float], ...] = ()


def chart() -> Chart:
    """Return the map of the release being served; it is drawn once a release."""
    state = current()
    held = cast(dict[str, object], current_app.extensions.setdefault("trama.map", {}))
    if held.get("store") is not state.store:
        with _LOCK:
            if held.get("store") is not state.store:
                path = state.settings.root / "graph" / FILE
                boundaries = read_boundaries(path) if path.is_file() else ()
                held["chart"] = draw(state.store, boundaries)
                held["store"] = state.store
    return cast(Chart, held["chart"])


def draw(store: Store, boundaries: Iterable[Boundary]) -> Chart:
    """Return the map of the comuni in a store; without boundaries it has lists only."""
    comuni = {
        row["istat"].value: Comune(
            row["istat"].value,
            row["comune"].value,
            row["name"].value,
            row["zone"].value,
            row["union"].value if row["union"] else "",
        )
        for row in select(store, _COMUNI)
    }
    labels: dict[str, dict[str, str]] = {}
    codes: dict[str, str] = {}
    for row in select(store, _AREAS):
        lang = getattr(row["label"], "language", None) or "it"
        labels.setdefault(row["area"].value, {})[lang] = row["label"].value
        codes[row["area"].value] = row["code"].value if row["code"] else ""
    areas = [area for area in boundaries if area.istat in comuni]
    if areas:
        flat, height = project(areas, WIDTH)
        thin = simplify(flat, TOLERANCE)
    else:
        thin, height = (), 0.0
    shapes = {area.istat: area for area in thin}
    zone_of = {comune.istat: comune.zone for comune in comuni.values()}
    union_of = {comune.istat: comune.union for comune in comuni.values()}
    around = outlines(thin, zone_of) | outlines(thin, union_of)
    drawn = tuple(
        Comune(c.istat, c.iri, c.name, c.zone, c.union, _shape(shapes.get(c.istat)))
        for c in comuni.values()
    )
    used = set(zone_of.values())
    made = {
        iri: Area(
            iri, codes[iri], labels[iri], _path(around.get(iri, ())), _middle(around.get(iri))
        )
        for iri in labels
    }
    zones = sorted((a for a in made.values() if a.iri in used), key=lambda a: int(a.code or 0))
    unions = sorted(
        (a for a in made.values() if a.iri in set(union_of.values())), key=lambda a: a.iri
    )
    return Chart(drawn, tuple(zones), tuple(unions), height, _apart(thin))


@blueprint.get("/mappa")
def territory() -> Response:
    """Show the map and the lists of the comuni by zone."""
    whole, lang, base = chart(), language(), current().settings.base
    unions = {area.iri: area for area in whole.unions}
    body = rendering.render(
        "map.html",
        site(),
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


def _shape(area: Boundary | None) -> str:
    if area is None:
        return ""
    return "".join(_path(polygon) for polygon in area.polygons)


def _path(rings: Iterable[Ring]) -> str:
    """Rings as the path of SVG, in steps from point to point so that it is short."""
    parts: list[str] = []
    for ring in rings:
        places = [(round(x, 1), round(y, 1)) for x, y in ring]
        (x, y), *rest = places
        parts.append(f"M{x:g} {y:g}l")
        steps = []
        for to_x, to_y in rest[:-1] if rest and rest[-1] == places[0] else rest:
            steps.append(f"{to_x - x:.1f} {to_y - y:.1f}".replace(".0", ""))
            x, y = to_x, to_y
        parts.append(" ".join(steps).replace(" -", "-") + "z")
    return "".join(parts)


def _middle(rings: Iterable[Ring] | None) -> tuple[float, float]:
    """The centroid of the largest ring, by the shoelace formula."""
    best, largest = (0.0, 0.0), 0.0
    for ring in rings or ():
        area = x = y = 0.0
        for (a, b), (c, d) in zip(ring, (*ring[1:], ring[0]), strict=True):
            cross = a * d - c * b
            area, x, y = area + cross, x + (a + c) * cross, y + (b + d) * cross
        if abs(area) > largest:
            best, largest = (x / (3 * area), y / (3 * area)), abs(area)
    return best


def _apart(areas: Iterable[Boundary]) -> tuple[tuple[str, float, float], ...]:
    """The comuni cut off from the main body, each with the place below it where its name goes."""
    whole = list(areas)
    rings = outlines(whole, {area.istat: "all" for area in whole}).get("all", [])
    if len(rings) < 2:
        return ()
    sizes = [len(ring) for ring in rings]
    main = set(rings[sizes.index(max(sizes))])
    outside = {point for ring in rings if not main.issuperset(ring) for point in ring}
    found = []
    for area in whole:
        points = [point for polygon in area.polygons for ring in polygon for point in ring]
        if outside.issuperset(points) and not main & set(points):
            # The name ends where the comune does, so that it stays on the map.
            found.append((area.name, max(x for x, _ in points), min(y for _, y in points)))
    return tuple(found)
