"""A report kept as text, to be taken up again with the same shapes: see `again`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from ordito.graph import Graph
from ordito.results import Left, Report, Result
from ordito.vocabulary import Node

_SHAPE, _ANY = "urn:x-ordito:shape:", "urn:x-ordito:blank"
_TERMS = ("focus", "path", "value", "component", "severity", "shape", "constraint", "root")


def keep(report: Report, shapes: Graph) -> str:
    """Return a report as JSON, without what it took.

    Nodes without names of the shapes are told by their place among them; those of the data are not told apart.
    """
    places = {
        node: NamedNode(f"{_SHAPE}{number}")
        for number, node in enumerate(shapes.subjects())
        if isinstance(node, BlankNode)
    }
    table: dict[Node, int] = {}

    def place(term: Node | None) -> int | None:
        if term is None:
            return None
        if isinstance(term, BlankNode):
            term = places.get(term, NamedNode(_ANY))
        return table.setdefault(term, len(table))

    results = [
        [*(place(getattr(result, name)) for name in _TERMS), [place(m) for m in result.messages]]
        for result in report.results
    ]
    left = [[place(item.shape), item.reason] for item in report.left]
    kept = {
        "results": results,
        "left": left,
        "notes": report.notes,
        "odd": sorted(report.odd),
        "terms": [str(term) for term in table],
    }
    return json.dumps(kept, ensure_ascii=False)


def take_up(text: str, shapes: Graph) -> Report:
    """Return a report that was kept, of shapes that are the same as then; ValueError if it is none."""
    try:
        kept: dict[str, Any] = json.loads(text)
        terms = _terms(kept["terms"], shapes)
        results = tuple(_result(row, terms) for row in kept["results"])
        left = tuple(Left(terms[shape], reason) for shape, reason in kept["left"])
        notes, odd = tuple(kept["notes"]), frozenset(kept["odd"])
    except (KeyError, IndexError, TypeError, SyntaxError) as error:
        raise ValueError(f"this is no report that was kept: {error}") from error
    return Report(results, left, notes, odd=odd)


def _terms(written: Iterable[str], shapes: Graph) -> list[Node]:
    nodes = list(shapes.subjects())
    lines = "".join(f"<urn:x:s> <urn:x:p> {term} .\n" for term in written)
    found: list[Node] = []
    for quad in ox.parse(lines, format=RdfFormat.N_TRIPLES):
        term = quad.object
        if isinstance(term, ox.Triple):
            raise TypeError("a triple is no term of a report")
        if isinstance(term, NamedNode) and term.value == _ANY:
            term = BlankNode()
        elif isinstance(term, NamedNode) and term.value.startswith(_SHAPE):
            term = nodes[int(term.value.removeprefix(_SHAPE))]
        found.append(term)
    return found


def _result(row: list[Any], terms: list[Node]) -> Result:
    told = {name: None if at is None else terms[at] for name, at in zip(_TERMS, row, strict=False)}
    messages = tuple(m for m in (terms[at] for at in row[-1]) if isinstance(m, Literal))
    return Result(**told, messages=messages)  # type: ignore[arg-type]
