"""The W3C SHACL suite, test by test: `ordito` gives the report that each test expects, or its failure."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from ordito import Graph, ShapesError, census, validate
from shacl_suite import FAILURE, Told, case, names, report_in

SHAPES = ox.NamedNode("urn:x-test:shapes")


def test_the_suite_is_whole() -> None:
    assert sum(name.startswith("core/") for name in names()) == 98
    assert sum(name.startswith("sparql/") for name in names()) == 23


def test_the_document_lists_every_test() -> None:
    text = (Path(__file__).parent.parent / "docs" / "w3c-shacl.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| `((?:core|sparql)/[\w/-]+)` \| yes \| (yes|no) \|$", text)
    assert [f"{name}.ttl" for name, _ in rows] == names()
    theirs = Counter(name.partition("/")[0] for name, passed in rows if passed == "yes")
    assert f"| SHACL Core | 98 | 98 | {theirs['core']} |" in text
    assert f"| SHACL-SPARQL | 23 | 23 | {theirs['sparql']} |" in text


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
