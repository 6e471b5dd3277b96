"""The boundaries of the comuni: read from GeoJSON, said in GeoSPARQL, thinned and joined for drawing.

Neighbours share their border point by point, so borders are thinned as the lines between two points
where three areas meet: what two comuni share stays shared, and no gap opens between them.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from trama.errors import SourceError
from trama.messages import Message
from trama.namespaces import DCTERMS, GEOSPARQL, RDF, RDFS, SF, Names

SOURCE = NamedNode("https://github.com/openpolis/geojson-italy")
FILE = Path("territory") / "comuni.geojson"

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """The boundary of one comune: ISTAT code, name, and polygons of longitude and latitude.

    A polygon is its outer ring and then its holes; each ring ends where it begins.
    """

    istat: str
    name: str
    polygons: tuple[Polygon, ...]


def read_boundaries(path: Path, *, shown: str = "") -> tuple[Boundary, ...]:
    """Return the boundaries of a GeoJSON file (RFC 7946), in order of ISTAT code.

    Raises SourceError if it is not GeoJSON, or an area is not a closed polygon, lacks its code or
    comes twice.
    """
    name = shown or path.name
    try:
        collection = json.loads(path.read_bytes())
        features = collection["features"]
    except (OSError, ValueError) as error:
        raise SourceError("file.not-json", reason=error, path=name) from error
    except (KeyError, TypeError):
        raise SourceError("geometry.no-collection", path=name) from None
    found: dict[str, Boundary] = {}
    for number, feature in enumerate(features, 1):
        boundary = _boundary(feature, number, name)
        if boundary.istat in found:
            raise SourceError("geometry.comune-twice", istat=boundary.istat, path=name)
        found[boundary.istat] = boundary
    return tuple(found[istat] for istat in sorted(found))


def geometry_quads(path: Path, names: Names) -> Iterator[Quad]:
    """Yield each comune's boundary as a GeoSPARQL geometry, in the graph `territory`.

    Coordinates are longitude and latitude (CRS84, the default of a WKT literal: OGC 22-047r1, 8.5.1).
    """
    graph = names.graph("territory")
    for boundary in read_boundaries(path):
        comune = names.thing(f"comune/{boundary.istat}")
        geometry = names.thing(f"comune/{boundary.istat}/geometry")
        shape = "Polygon" if len(boundary.polygons) == 1 else "MultiPolygon"
        yield Quad(comune, GEOSPARQL.hasGeometry, geometry, graph)
        yield Quad(geometry, RDF.type, GEOSPARQL.Geometry, graph)
        yield Quad(geometry, RDF.type, SF[shape], graph)
        for lang, label in (("it", "Confini di"), ("en", "Boundary of")):
            text = Literal(f"{label} {boundary.name}", language=lang)
            yield Quad(geometry, RDFS.label, text, graph)
        wkt = Literal(as_wkt(boundary.polygons), datatype=GEOSPARQL.wktLiteral)
        yield Quad(geometry, GEOSPARQL.asWKT, wkt, graph)
        yield Quad(geometry, DCTERMS.source, SOURCE, graph)


def as_wkt(polygons: Sequence[Polygon]) -> str:
    """Return polygons as well-known text (OGC 06-103r4, 7)."""
    written = [
        "(" + ",".join("(" + ",".join(f"{x} {y}" for x, y in ring) + ")" for ring in polygon) + ")"
        for polygon in polygons
    ]
    if len(written) == 1:
        return f"POLYGON{written[0]}"
    return f"MULTIPOLYGON({','.join(written)})"


def project(boundaries: Iterable[Boundary], width: float) -> tuple[tuple[Boundary, ...], float]:
    """Return the boundaries on a plane `width` wide, y downwards from 0, and the plane's height.

    An equirectangular projection with its standard parallel through the middle: over 60 km its scale
    differs by less than 0.5 % from place to place.
    """
    areas = tuple(boundaries)
    points = [point for area in areas for p in area.polygons for ring in p for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = width / ((east - west) * narrow)

    def place(point: Point) -> Point:
        x, y = point
        return round((x - west) * narrow * scale, 3), round((north - y) * scale, 3)

    moved = tuple(
        Boundary(
            area.istat,
            area.name,
            tuple(tuple(tuple(map(place, ring)) for ring in p) for p in area.polygons),
        )
        for area in areas
    )
    return moved, (north - south) * scale


def simplify(boundaries: Iterable[Boundary], tolerance: float) -> tuple[Boundary, ...]:
    """Return the boundaries with fewer points, none further than `tolerance` from the lines left.

    Ramer, Douglas and Peucker's method on each line between two junctions; what neighbours share
    stays the same for both.
    """
    areas = tuple(boundaries)
    junctions = _junctions(areas)
    return tuple(
        Boundary(
            area.istat,
            area.name,
            tuple(
                tuple(_thin_ring(ring, junctions, tolerance) for ring in p) for p in area.polygons
            ),
        )
        for area in areas
    )


def outlines(boundaries: Iterable[Boundary], groups: Mapping[str, str]) -> dict[str, list[Ring]]:
    """Return the outline of each group of areas as lines: the borders that no two members share.

    `groups` gives the group of an area by its ISTAT code; areas without one belong to none.
    """
    edges: dict[str, dict[frozenset[Point], tuple[Point, Point]]] = defaultdict(dict)
    for area in boundaries:
        group = groups.get(area.istat)
        if not group:
            continue
        own = edges[group]
        for polygon in area.polygons:
            for ring in polygon:
                for a, b in pairwise(ring):
                    if own.pop(frozenset((a, b)), None) is None:
                        own[frozenset((a, b))] = (a, b)
    return {group: _chains(own.values()) for group, own in edges.items()}


def _boundary(feature: object, number: int, shown: str) -> Boundary:
    try:
        facts = feature["properties"]  # type: ignore[index]
        istat, name = str(facts["istat"]), str(facts["name"])
        shape = feature["geometry"]  # type: ignore[index]
        kind, coordinates = shape["type"], shape["coordinates"]
        polygons = tuple(
            tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for ring in polygon)
            for polygon in {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        )
    except (KeyError, TypeError, ValueError):
        message = Message("geometry.no-area", number=number)
        raise SourceError(message, path=shown) from None
    if not polygons or any(len(r) < 4 or r[0] != r[-1] for p in polygons for r in p):
        raise SourceError("geometry.open", istat=istat, name=name, path=shown)
    return Boundary(istat, name, polygons)


def _junctions(areas: Iterable[Boundary]) -> frozenset[Point]:
    """The points that have not exactly two neighbours: where three areas, or a border's ends, meet."""
    near: dict[Point, set[Point]] = defaultdict(set)
    for area in areas:
        for polygon in area.polygons:
            for ring in polygon:
                for a, b in pairwise(ring):
                    near[a].add(b)
                    near[b].add(a)
    return frozenset(point for point, others in near.items() if len(others) != 2)


def _thin_ring(ring: Ring, junctions: frozenset[Point], tolerance: float) -> Ring:
    points = ring[:-1]
    turns = [index for index, point in enumerate(points) if point in junctions]
    if not turns:
        # An area that touches no other keeps two far points of its own as ends.
        start = min(range(len(points)), key=lambda i: points[i])
        turns = sorted({start, max(range(len(points)), key=lambda i: points[i])})
    thin: list[Point] = []
    for here, there in zip(turns, [*turns[1:], turns[0] + len(points)], strict=True):
        line = [points[i % len(points)] for i in range(here, there + 1)]
        # Both neighbours must thin a shared line from the same end.
        if line[0] > line[-1]:
            thin += reversed(_thin(line[::-1], tolerance)[1:])
        else:
            thin += _thin(line, tolerance)[:-1]
    if len(thin) < 3:
        return ring
    return (*thin, thin[0])


def _thin(line: list[Point], tolerance: float) -> list[Point]:
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        far, best = 0.0, -1
        for index in range(first + 1, last):
            distance = _distance(line[index], line[first], line[last])
            if distance > far:
                far, best = distance, index
        if far > tolerance:
            keep.add(best)
            spans += [(first, best), (best, last)]
    return [line[index] for index in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (a, b), (c, d) = point, start, end
    long = (c - a) ** 2 + (d - b) ** 2
    along = max(0.0, min(1.0, ((x - a) * (c - a) + (y - b) * (d - b)) / long)) if long else 0.0
    return math.hypot(x - a - along * (c - a), y - b - along * (d - b))


def _chains(edges: Iterable[tuple[Point, Point]]) -> list[Ring]:
    after: dict[Point, list[Point]] = defaultdict(list)
    for a, b in sorted(edges):
        after[a].append(b)
    chains: list[Ring] = []
    for start in list(after):
        while after[start]:
            chain = [start]
            while after[chain[-1]]:
                chain.append(after[chain[-1]].pop())
                if chain[-1] == start:
                    break
            chains.append(tuple(chain))
    return chains
