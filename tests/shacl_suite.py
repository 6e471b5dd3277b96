"""The tests of the W3C SHACL suite: what each of them asks, and what it expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ordito import Graph
from ordito.vocabulary import SH, TYPE, Node

SUITE = Path(__file__).parent / "w3c-shacl"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT = "http://www.w3.org/ns/shacl-test#"
FAILURE = "a failure"
_TOLD = ("focusNode", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")

Told = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """One test: data, shapes, and what it expects, a report or a failure."""

    data: tuple[ox.Quad, ...]
    shapes: tuple[ox.Quad, ...]
    expected: Told | str


@cache
def names() -> list[str]:
    """The tests by their paths in the suite; a path may hold data only."""
    paths = (path for kind in ("core", "sparql") for path in sorted((SUITE / kind).rglob("*.ttl")))
    return [str(p.relative_to(SUITE)) for p in paths if "sht:Validate" in p.read_text("utf-8")]


def read(path: Path) -> tuple[ox.Quad, ...]:
    """Read a file, its own address the base of its IRIs."""
    content = path.read_bytes()
    return tuple(ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))


def case(name: str) -> Case:
    """Return a test by its name."""
    graph = Graph(read(SUITE / name))
    (test,) = (s for s in graph.subjects() if graph.is_a(s, _SHT + "Validate"))
    action = one(graph, test, _MF + "action")
    data, shapes = (one(graph, action, _SHT + kind).value for kind in ("dataGraph", "shapesGraph"))
    result = one(graph, test, _MF + "result")
    failure = result == ox.NamedNode(_SHT + "Failure")
    return Case(read(_path(data)), read(_path(shapes)), FAILURE if failure else told(graph, result))


def told(graph: Graph, report: Node) -> Told:
    """Return what a report tells, comparable with that of another one."""
    return Counter(
        (
            *(_shown(graph.objects(result, SH + name)) for name in _TOLD),
            *(_path_of(p, graph) for p in graph.objects(result, SH + "resultPath")),
        )
        for result in graph.objects(report, SH + "result")
    )


def report_in(triples: Iterable[ox.Triple]) -> Told:
    """Return what the report in some statements tells."""
    graph = Graph(triples)
    (report,) = (s for s in graph.subjects() if graph.is_a(s, SH + "ValidationReport"))
    return told(graph, report)


def one(graph: Graph, subject: Node, predicate: str) -> Node:
    """Return the one object that there is."""
    (found,) = graph.objects(subject, predicate)
    return found


def _path(iri: str) -> Path:
    return Path(iri.removeprefix("file://"))


def _shown(terms: list[Node]) -> str:
    return ",".join("_:" if isinstance(term, ox.BlankNode) else str(term) for term in terms)


def _path_of(node: Node, graph: Graph) -> str:
    if not isinstance(node, ox.BlankNode):
        return str(node)
    said = [(p, o) for p, o in graph.about(node) if p != TYPE]
    return "[" + ",".join(sorted(f"{p} {_path_of(o, graph)}" for p, o in said)) + "]"
