"""The boundaries: read with care, said in GeoSPARQL, thinned without gaps, and drawn as a map."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from trama.build.geometry import (
    FILE,
    GEOSPARQL,
    geometry_quads,
    outlines,
    project,
    read_boundaries,
    simplify,
)
from trama.errors import SourceError
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.web.server.app import create_app

WIDTH = 1000.0


def test_every_comune_has_one_geometry_in_the_territory_graph(root: Path, built: Settings) -> None:
    quads = list(geometry_quads(root / "graph" / FILE, built.names))
    written = [quad for quad in quads if quad.predicate == GEOSPARQL.asWKT]
    assert len(written) == 133
    assert {quad.graph_name for quad in quads} == {built.names.graph("territory")}
    assert all(str(quad.object.value).startswith("POLYGON((") for quad in written)  # type: ignore[union-attr]


def test_only_san_colombano_lies_apart_before_and_after_thinning(root: Path) -> None:
    flat, _ = project(read_boundaries(root / "graph" / FILE), WIDTH)
    thin = simplify(flat, 0.6)
    assert _points(thin) < _points(flat) * 0.7
    everyone = {area.istat: "all" for area in flat}
    for areas in (flat, thin):
        # A gap between neighbours would be an outline of its own.
        assert len(outlines(areas, everyone)["all"]) == 2


def test_zones_are_of_one_piece_but_that_of_the_exclave(root: Path) -> None:
    with (root / "graph" / "territory" / "comuni.csv").open(encoding="utf-8") as file:
        zones = {row["istat"]: row["zone"] for row in csv.DictReader(file)}
    found = outlines(read_boundaries(root / "graph" / FILE), zones)
    assert {zone: len(rings) for zone, rings in found.items()} == {
        **dict.fromkeys("1234678", 1),
        "5": 2,
    }


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        ({"properties": {"istat": "1"}, "geometry": None}, "feature 1 is no area"),
        (
            {
                "properties": {"istat": "1", "name": "A"},
                "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
            },
            "1 A is not closed",
        ),
    ],
)
def test_a_broken_boundary_is_told(tmp_path: Path, feature: object, told: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    with pytest.raises(SourceError, match=told):
        read_boundaries(path)


@pytest.mark.parametrize(("lang", "title"), [("it", "Il territorio"), ("en", "The territory")])
def test_the_map_shows_and_lists_all(
    built: Settings, store: OxigraphStore, lang: str, title: str
) -> None:
    answer = (
        create_app(built, store, {"version": "1", "classes": {}}, {})
        .test_client()
        .get(f"/mappa?lang={lang}")
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in page
    assert page.count("<path d=") == 133 + 8 + 3
    assert "San Colombano al Lambro (exclave)" in page
    assert "ISTAT" in page
    assert "openpolis" in page


def _points(areas: object) -> int:
    return sum(len(r) for a in areas for p in a.polygons for r in p)  # type: ignore[attr-defined]
