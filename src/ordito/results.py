"""What a validation finds, and the report of it (https://www.w3.org/TR/shacl/#validation-report)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ordito.graph import Graph
from ordito.paths import Path
from ordito.vocabulary import FIRST, REST, SH, TYPE, XSD, Node


@dataclass(frozen=True, slots=True)
class Result:
    """One result: which node breaks which constraint of which shape, how grave that is, and its words."""

    focus: Node
    path: Node | None
    value: Node | None
    component: NamedNode
    severity: NamedNode
    shape: Node
    constraint: Node | None = None
    messages: tuple[Literal, ...] = ()
    root: Node | None = field(default=None, compare=False)
    """The shape with targets by which it was found: the source shape, or one that it is a property of."""


@dataclass(frozen=True, slots=True)
class Left:
    """A shape that was left out, because it cannot be asked of all its focus nodes at once."""

    shape: Node
    reason: str


@dataclass(frozen=True, slots=True)
class Again:
    """What was looked at after a change: everything else was found before, and stays."""

    nodes: int
    """How many focus nodes a shape was asked about again, over all shapes."""
    whole: tuple[Left, ...] = ()
    """The shapes that were asked about all their focus nodes, and why."""


@dataclass(frozen=True, slots=True)
class Report:
    """All results, the shapes that were left out, and what the shapes graph has that says nothing."""

    results: tuple[Result, ...]
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    queries: int = 0
    rows: int = 0
    """How many queries were sent, and how many rows came back: the work, whatever the machine."""
    odd: frozenset[str] = frozenset()
    """The predicates of values that were written otherwise than the store keeps them."""
    again: Again | None = None
    """What was looked at, if that was not all."""

    @property
    def conforms(self) -> bool:
        """Whether there are no results; what was left out has not been looked at."""
        return not self.results

    def triples(self, shapes: Graph) -> Iterator[Triple]:
        """Yield the report as statements: a `sh:ValidationReport`, its results, and their paths."""
        report = BlankNode()
        yield _said(report, "", NamedNode(SH + "ValidationReport"), type_=True)
        yield _said(report, "conforms", _boolean(self.conforms))
        for result in self.results:
            node = BlankNode()
            yield _said(report, "result", node)
            yield from _result(node, result, shapes)


def _result(node: BlankNode, result: Result, shapes: Graph) -> Iterator[Triple]:
    yield _said(node, "", NamedNode(SH + "ValidationResult"), type_=True)
    yield _said(node, "focusNode", result.focus)
    if result.path is not None:
        path, statements = _copied(result.path, shapes)
        yield _said(node, "resultPath", path)
        yield from statements
    if result.value is not None:
        yield _said(node, "value", result.value)
    yield _said(node, "resultSeverity", result.severity)
    yield _said(node, "sourceConstraintComponent", result.component)
    yield _said(node, "sourceShape", result.shape)
    if result.constraint is not None:
        yield _said(node, "sourceConstraint", result.constraint)
    for message in result.messages:
        yield _said(node, "resultMessage", message)


def _copied(node: Node, shapes: Graph) -> tuple[Node, list[Triple]]:
    """A path with new blank nodes, so that each report stands alone."""
    if not isinstance(node, BlankNode):
        return node, []
    copy, statements = BlankNode(), []
    # A node with a list is that sequence, whatever else is said of it.
    listed = bool(shapes.objects(node, FIRST))
    for predicate, value in shapes.about(node):
        kind = predicate.startswith(SH) and predicate.endswith("Path")
        if predicate in (FIRST, REST) if listed else kind:
            inner, more = _copied(value, shapes)
            statements += [Triple(copy, NamedNode(predicate), inner), *more]
    return copy, statements


def _said(subject: BlankNode, name: str, value: Node, *, type_: bool = False) -> Triple:
    return Triple(subject, NamedNode(TYPE if type_ else SH + name), value)


def _boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=NamedNode(XSD + "boolean"))


def path_of(path: Path | None) -> Node | None:
    """Return the node of a path in the shapes graph."""
    return path.node if path else None


__all__ = ["Again", "Left", "Report", "Result", "path_of"]
