"""The territory as a map: the comuni in their zones and unions, drawn from their boundaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trama.build.geometry import Boundary, Ring, outlines, project, simplify
from trama.store import Store
from trama.store.select import select

WIDTH = 1000.0
TOLERANCE = 0.6
MARGIN = 12.0
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
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Comune:
    """A comune on the map: ISTAT code, IRI, name, zone and union (IRIs), the path of its shape.

    `box` is the frame of the shape (left, top, right, bottom) and `near` the ISTAT codes of the comuni that
    share a border with it.
    """

    istat: str
    iri: str
    name: str
    zone: str
    union: str = ""
    shape: str = ""
    box: Box | None = None
    near: tuple[str, ...] = ()


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
    near = _bordering(areas)
    drawn = tuple(
        Comune(
            c.istat,
            c.iri,
            c.name,
            c.zone,
            c.union,
            _shape(shapes.get(c.istat)),
            _box(shapes.get(c.istat)),
            near.get(c.istat, ()),
        )
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


def frame(boxes: Iterable[Box | None], margin: float = 12) -> str:
    """Return the view box of an SVG drawing that holds some frames; empty if there are none."""
    known = [box for box in boxes if box]
    if not known:
        return ""
    left, top = min(b[0] for b in known) - margin, min(b[1] for b in known) - margin
    right, bottom = max(b[2] for b in known) + margin, max(b[3] for b in known) + margin
    return f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"


def _points(area: Boundary) -> list[tuple[float, float]]:
    return [point for polygon in area.polygons for ring in polygon for point in ring]


def _box(area: Boundary | None) -> Box | None:
    if area is None:
        return None
    points = _points(area)
    return (
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
    )


def _bordering(areas: Iterable[Boundary]) -> dict[str, tuple[str, ...]]:
    """The comuni that share a stretch of border: two corners at the least, for one is a meeting of corners."""
    at: dict[tuple[float, float], set[str]] = defaultdict(set)
    for area in areas:
        for point in _points(area):
            at[point].add(area.istat)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for codes in at.values():
        for one in codes:
            for other in codes - {one}:
                shared[one, other] += 1
    found: dict[str, list[str]] = defaultdict(list)
    for (one, other), count in sorted(shared.items()):
        if count > 1:
            found[one].append(other)
    return {istat: tuple(codes) for istat, codes in found.items()}
