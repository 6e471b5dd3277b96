"""Validating data against the SHACL shapes in `shapes/` (https://www.w3.org/TR/shacl/), by pySHACL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyshacl
from pyoxigraph import Quad
from rdflib import RDF, RDFS, SH, Graph, Literal
from rdflib.term import Node, URIRef

from trama.errors import TramaError
from trama.rdf.files import read_turtle
from trama.rdf.terms import as_graph
from trama.validate.batch import BatchGraph, Engine, failing
from trama.validate.focus import focus_nodes, narrowed, targeted

SEVERITIES = ("info", "warning", "violation")
_SEVERITY: dict[Node | None, str] = {
    SH.Info: "info",
    SH.Warning: "warning",
    SH.Violation: "violation",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One finding: which node, against which shape, how grave, and what to do about it."""

    severity: str
    focus: str
    label: str
    shape: str
    path: str = ""
    value: str = ""
    messages: dict[str, str] = field(default_factory=dict, compare=False)

    def message(self, lang: str) -> str:
        """Return the message in a language, or in any language if it has none in that one."""
        return self.messages.get(lang) or next(iter(self.messages.values()), "")


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found, the gravest results first, and the SHACL report itself."""

    results: tuple[Result, ...]
    graph: Graph
    shapes: int
    statements: int

    def at_least(self, severity: str) -> tuple[Result, ...]:
        """Return the results at or above a severity."""
        floor = SEVERITIES.index(severity)
        return tuple(r for r in self.results if SEVERITIES.index(r.severity) >= floor)

    def count(self, severity: str) -> int:
        """Return how many results have exactly this severity."""
        return sum(result.severity == severity for result in self.results)


def read_shapes(folder: Path) -> Graph:
    """Read every shape file of a folder into one graph; SourceError if one is not Turtle."""
    shapes = Graph()
    for path in sorted(folder.glob("*.ttl")):
        shapes += as_graph(read_turtle(path, shown=f"{folder.name}/{path.name}"))
    if not shapes:
        raise TramaError(f"there are no shapes in {folder}")
    return shapes


def validate(
    quads: Iterable[Quad], shapes: Graph, *, about: Collection[str] | None = None
) -> Report:
    """Validate statements, whatever their graphs, against shapes.

    With `about`, only these focus nodes are looked at: the rest of the data is their context. Raises
    TramaError if the shapes themselves cannot be used.
    """
    quads = list(quads)
    data = as_graph(quads)
    engine = Engine(quads, data)
    fewer = dict(_fewer_nodes(data, shapes, engine, about))
    asked = {node for shape in shapes.subjects(SH.sparql) for node in fewer.get(shape, ())}
    try:
        _, found, text = pyshacl.validate(
            BatchGraph(data, engine, asked),
            shacl_graph=narrowed(shapes, fewer),
            inference="none",
            do_owl_imports=False,
            allow_infos=True,
            allow_warnings=True,
        )
    except Exception as error:  # pySHACL raises many kinds, all meaning that a shape is unusable
        raise TramaError(f"the shapes cannot be used: {error}") from error
    if not isinstance(found, Graph):
        raise TramaError(f"the shapes cannot be used: {text}")
    _give_messages(found, shapes)
    results = (_result(node, found, data) for node in found.subjects(RDF.type, SH.ValidationResult))
    kept = {result for result in results if about is None or result.focus in about}
    return Report(
        results=tuple(sorted(kept, key=_gravest_first)),
        graph=found,
        shapes=len(set(shapes.subjects(SH.message))),
        statements=len(data),
    )


def _fewer_nodes(
    data: Graph, shapes: Graph, engine: Engine, about: Collection[str] | None
) -> Iterator[tuple[Node, set[Node]]]:
    """The shapes that pySHACL need not try at all their focus nodes, with those that are left."""
    for shape in targeted(shapes):
        queried = (shape, SH.sparql, None) in shapes
        if about is None and not queried:
            continue
        nodes = focus_nodes(shape, shapes, data)
        if about is not None:
            nodes = {node for node in nodes if str(node) in about}
        found = failing(shape, shapes, nodes, engine) if queried else None
        yield shape, nodes if found is None else found


def _give_messages(found: Graph, shapes: Graph) -> None:
    """Give each result the messages of its shape: pySHACL drops their language for SPARQL."""
    for result, shape in list(found.subject_objects(SH.sourceShape)):
        messages = list(shapes.objects(shape, SH.message))
        if messages:
            found.remove((result, SH.resultMessage, None))
        for message in messages:
            found.add((result, SH.resultMessage, message))


def _gravest_first(result: Result) -> tuple[int, str, str, str, str]:
    rank = -SEVERITIES.index(result.severity)
    return rank, result.shape, result.focus, result.path, result.value


def _result(node: Node, found: Graph, data: Graph) -> Result:
    focus = found.value(node, SH.focusNode)
    messages = [m for m in found.objects(node, SH.resultMessage) if isinstance(m, Literal)]
    path = found.value(node, SH.resultPath)
    return Result(
        severity=_SEVERITY[found.value(node, SH.resultSeverity)],
        focus=str(focus),
        label=_label(focus, data),
        shape=str(found.value(node, SH.sourceShape)),
        path=str(path) if isinstance(path, URIRef) else "",
        value=str(found.value(node, SH.value) or ""),
        messages={str(m.language or "en"): str(m) for m in sorted(messages)},
    )


def _label(node: Node | None, data: Graph) -> str:
    labels = [label for label in data.objects(node, RDFS.label) if isinstance(label, Literal)]
    ordered = sorted(labels, key=lambda label: (label.language != "it", str(label)))
    return str(ordered[0]) if ordered else ""
