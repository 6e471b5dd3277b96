"""Validating data against the SHACL shapes in `shapes/` (https://www.w3.org/TR/shacl/), by `ordito`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

import ordito
from ordito import Graph, OrditoError
from ordito.vocabulary import SH, TYPE, XSD, Node
from trama.errors import TramaError
from trama.namespaces import RDFS
from trama.rdf.files import read_turtle
from trama.validate.data import Data, of_statements

SEVERITIES = ("info", "warning", "violation")
_SEVERITY = {SH + "Info": "info", SH + "Warning": "warning"}
_BATCH = 1_000
_PART = 0.2
"""The share of the data's nodes up to which they are named in the queries, and not looked for after."""


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


@dataclass(frozen=True)
class Report:
    """What a validation found, the gravest results first, and the SHACL report itself.

    `left` are the shapes that pySHACL looked at, with the reason; `notes` what the shapes have that
    nothing heeds; `queries` and `rows` how much was asked, whatever the machine.
    """

    results: tuple[Result, ...]
    found: ordito.Report
    graph: Graph
    shapes: int
    statements: int
    rest: tuple[Triple, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    queries: int = 0
    rows: int = 0
    again: ordito.Again | None = None
    """What was asked again, where the rest was known from the build before."""

    @cached_property
    def document(self) -> tuple[Triple, ...]:
        """The report as the standard has it, a `sh:ValidationReport` with its results."""
        own = list(self.found.triples(self.graph))
        rest = _joined(own[0].subject, self.rest)
        if any(t.predicate.value == SH + "result" for t in rest):
            wrong = Literal("false", datatype=NamedNode(XSD + "boolean"))
            own = [
                Triple(t.subject, t.predicate, wrong) if t.predicate.value == SH + "conforms" else t
                for t in own
            ]
        return (*own, *rest)

    def at_least(self, severity: str) -> tuple[Result, ...]:
        """Return the results at or above a severity."""
        floor = SEVERITIES.index(severity)
        return tuple(r for r in self.results if SEVERITIES.index(r.severity) >= floor)

    def count(self, severity: str) -> int:
        """Return how many results have exactly this severity."""
        return self._counts.get(severity, 0)

    @cached_property
    def _counts(self) -> dict[str, int]:
        return {s: sum(r.severity == s for r in self.results) for s in SEVERITIES}


def read_shapes(folder: Path) -> list[Quad]:
    """Read every shape file of a folder; SourceError if one is not Turtle."""
    shapes = [
        quad
        for path in sorted(folder.glob("*.ttl"))
        for quad in read_turtle(path, shown=f"{folder.name}/{path.name}")
    ]
    if not shapes:
        raise TramaError("shapes.none", folder=folder)
    return shapes


def validate(
    data: Data | Iterable[Quad],
    shapes: Collection[Quad],
    *,
    about: Collection[str] | None = None,
) -> Report:
    """Validate statements, whatever their graphs, against shapes.

    With `about`, only these focus nodes are looked at: the rest of the data is their context. Raises
    TramaError if the shapes themselves cannot be used.
    """
    if not isinstance(data, Data):
        data = of_statements(data)
    graph = Graph(shapes)
    try:
        found = ordito.validate(
            data.ask, graph, written=data.written, about=_named(about, data.statements)
        )
    except OrditoError as error:
        raise TramaError("shapes.unusable", reason=error) from error
    return told(found, data, graph, shapes, about=about)


def told(
    found: ordito.Report,
    data: Data,
    graph: Graph,
    shapes: Collection[Quad],
    *,
    about: Collection[str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Report:
    """Return what was found as it is told to people, with what pySHACL finds of the shapes that were left.

    `labels` are those of nodes that are known already.
    """
    rest: list[Triple] = []
    if found.left:
        # Only then: pySHACL and rdflib take long to load.
        from trama.validate.rest import of_pyshacl

        rest = of_pyshacl(data, shapes, found.left)
    if about is not None:
        kept = tuple(r for r in found.results if r.focus.value in about)
        found, rest = replace(found, results=kept), _about(rest, about)
    return Report(
        results=_results([*found.results, *_read(rest)], data, labels or {}),
        found=found,
        graph=graph,
        shapes=len({q.subject for q in shapes if q.predicate.value == SH + "message"}),
        statements=data.statements,
        rest=tuple(rest),
        left=tuple((item.shape.value, item.reason) for item in found.left),
        notes=found.notes,
        queries=found.queries,
        rows=found.rows,
        again=found.again,
    )


def _named(about: Collection[str] | None, statements: int) -> list[NamedNode] | None:
    """The nodes to ask about; None if it is better to ask about all and to look for these after."""
    if about is None or len(about) > statements * _PART:
        return None
    # Blank nodes have no names that a query could use.
    if any(":" not in name for name in about):
        return None
    return [NamedNode(name) for name in about]


def _joined(report: object, other: Iterable[Triple]) -> list[Triple]:
    """The results of another report as those of this one."""
    other = list(other)
    reports = {
        t.subject
        for t in other
        if t.predicate.value == TYPE and t.object == NamedNode(SH + "ValidationReport")
    }
    return [
        Triple(report, t.predicate, t.object) if t.subject in reports else t  # type: ignore[arg-type]
        for t in other
        if t.subject not in reports or t.predicate.value == SH + "result"
    ]


def _about(document: list[Triple], about: Collection[str]) -> list[Triple]:
    graph = Graph(document)
    other = {
        node
        for node in graph.subjects()
        for focus in graph.objects(node, SH + "focusNode")
        if focus.value not in about
    }
    return [t for t in document if t.subject not in other and t.object not in other]


def _read(document: list[Triple]) -> Iterator[ordito.Result]:
    """The results in a report of statements."""
    graph = Graph(document)
    for triple in document:
        node = triple.object
        if triple.predicate.value != SH + "result" or isinstance(node, Triple):
            continue
        focus, shape = graph.one(node, SH + "focusNode"), graph.one(node, SH + "sourceShape")
        component = graph.one(node, SH + "sourceConstraintComponent")
        severity = graph.one(node, SH + "resultSeverity")
        if focus and shape and isinstance(component, NamedNode) and isinstance(severity, NamedNode):
            messages = graph.objects(node, SH + "resultMessage")
            yield ordito.Result(
                focus,
                graph.one(node, SH + "resultPath"),
                graph.one(node, SH + "value"),
                component,
                severity,
                shape,
                messages=tuple(m for m in messages if isinstance(m, Literal)),
            )


def _results(
    found: list[ordito.Result], data: Data, known: Mapping[str, str]
) -> tuple[Result, ...]:
    nodes = {result.focus for result in found}
    labels = _labels({node for node in nodes if node.value not in known}, data)
    labels |= {node: known[node.value] for node in nodes if node.value in known}
    made = {_result(result, labels.get(result.focus, "")) for result in found}
    return tuple(sorted(made, key=_gravest_first))


def _result(found: ordito.Result, label: str) -> Result:
    return Result(
        severity=_SEVERITY.get(found.severity.value, "violation"),
        focus=found.focus.value,
        label=label,
        shape=found.shape.value,
        path=found.path.value if isinstance(found.path, NamedNode) else "",
        value=found.value.value if found.value is not None else "",
        messages={m.language or "en": m.value for m in sorted(found.messages, key=str)},
    )


def _labels(nodes: Iterable[Node], data: Data) -> dict[Node, str]:
    named = sorted((n for n in nodes if isinstance(n, NamedNode)), key=str)
    blank = any(isinstance(n, BlankNode) for n in nodes)
    found: dict[Node, list[Literal]] = {}
    asked = [
        f"VALUES ?n {{ {' '.join(map(str, named[start : start + _BATCH]))} }} ?n {RDFS.label} ?l"
        for start in range(0, len(named), _BATCH)
    ]
    asked += [f"?n {RDFS.label} ?l FILTER(isBlank(?n))"] if blank else []
    for pattern in asked:
        for row in data.ask(f"SELECT DISTINCT ?n ?l WHERE {{ {pattern} }}"):
            node, label = row["n"], row["l"]
            if node is not None and isinstance(label, Literal):
                found.setdefault(node, []).append(label)
    return {
        node: min(labels, key=lambda label: (label.language != "it", label.value)).value
        for node, labels in found.items()
    }


def _gravest_first(result: Result) -> tuple[int, str, str, str, str]:
    rank = -SEVERITIES.index(result.severity)
    return rank, result.shape, result.focus, result.path, result.value
