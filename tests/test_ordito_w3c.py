"""The W3C SHACL suite, test by test: `ordito` gives the report that each test expects, or its failure."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ordito import Graph, ShapesError, census, validate
from shacl_suite import FAILURE, Told, case, names, report_in

SHAPES = ox.NamedNode("urn:x-test:shapes")


def test_the_suite_is_whole() -> None:
    assert sum(name.startswith("core/") for name in names()) == 98
    assert sum(name.startswith("sparql/") for name in names()) == 23


@pytest.mark.parametrize("name", names())
def test_the_report_is_the_one_that_the_suite_expects(name: str) -> None:
    given = case(name)
    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in given.data)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, SHAPES) for q in given.shapes)
    graph = Graph(given.shapes)
    found: Told | str
    try:
        report = validate(store.query, graph, written=census(given.data), shapes_graph=SHAPES)
    except ShapesError:
        found = FAILURE
    else:
        assert report.left == ()
        found = report_in(report.triples(graph))
    assert found == given.expected
