"""Shapes as they are read from a shapes graph (https://www.w3.org/TR/shacl/#shapes)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode

from ordito.components import CustomComponent, read_components
from ordito.errors import ShapesError
from ordito.graph import Graph
from ordito.paths import Path, read_path
from ordito.vocabulary import (
    HELPERS,
    OWL,
    RDFS,
    SET_PARAMETERS,
    SH,
    TARGETS,
    VALUE_PARAMETERS,
    Node,
)

_SAID = frozenset(
    SH + name
    for name in (
        *("select", "ask", "prefixes", "declare", "rule", "entailment", "shapesGraph"),
        *("suggestedShapesGraph", "labelTemplate", "parameter", "validator", "nodeValidator"),
        *("propertyValidator", "optional"),
    )
)
"""Terms of SHACL that may stand at a shape, and ask nothing of the data."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or a property shape if it has a path."""

    node: Node
    path: Path | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    parameters: tuple[tuple[str, Node], ...]
    """What it says, but for its targets: parameters of constraints, in the order of reading."""

    def values(self, parameter: str) -> list[Node]:
        """Return the values of a parameter."""
        return [value for name, value in self.parameters if name == parameter]

    def value(self, parameter: str) -> Node | None:
        """Return the value of a parameter that a shape has at most once; ShapesError if it has more."""
        found = self.values(parameter)
        if len(found) > 1:
            raise ShapesError(f"{self.node} has more than one <{parameter}>")
        return found[0] if found else None


class Shapes:
    """All the shapes of a graph, each read when it is asked for."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._read: dict[Node, Shape] = {}

    @cached_property
    def components(self) -> tuple[CustomComponent, ...]:
        """The constraint components that the graph itself declares in SPARQL."""
        return read_components(self.graph)

    def roots(self) -> list[Node]:
        """Return the shapes that have targets, and are not deactivated."""
        return [
            node
            for node in self.graph.subjects()
            if (
                any(p in TARGETS or p == SH + "target" for p, _ in self.graph.about(node))
                or self.is_class(node)
            )
            and not self.deactivated(node)
        ]

    def is_class(self, node: Node) -> bool:
        """Say whether a shape is a class too, and so is about its instances (§2.1.3.3)."""
        graph = self.graph
        shape = graph.is_a(node, SH + "NodeShape") or graph.is_a(node, SH + "PropertyShape")
        return shape and (graph.is_a(node, RDFS + "Class") or graph.is_a(node, OWL + "Class"))

    def deactivated(self, node: Node) -> bool:
        """Say whether a shape is switched off."""
        return any(
            isinstance(o, Literal) and o.value in ("true", "1")
            for o in self.graph.objects(node, SH + "deactivated")
        )

    def __getitem__(self, node: Node) -> Shape:
        """Return the shape that a node is; ShapesError if it cannot be one."""
        if node not in self._read:
            self._read[node] = self._shape(node)
        return self._read[node]

    def _shape(self, node: Node) -> Shape:
        if isinstance(node, Literal):
            raise ShapesError(f"the literal {node} cannot be a shape")
        graph = self.graph
        path = graph.one(node, SH + "path")
        severity = graph.one(node, SH + "severity")
        messages = tuple(m for m in graph.objects(node, SH + "message") if isinstance(m, Literal))
        return Shape(
            node=node,
            path=read_path(path, graph) if path is not None else None,
            severity=severity if isinstance(severity, NamedNode) else NamedNode(SH + "Violation"),
            messages=messages,
            parameters=tuple((p, o) for p, o in graph.about(node) if p not in TARGETS),
        )

    def constraints(self, shape: Shape) -> list[tuple[str, Node]]:
        """Return the parameters of a shape that are constraints of Core, SPARQL ones among them."""
        known = VALUE_PARAMETERS | SET_PARAMETERS
        return [(name, value) for name, value in shape.parameters if name in known]

    def unknown(self, shape: Shape) -> list[str]:
        """Return the terms of SHACL at a shape that this package does not know, and so cannot heed."""
        known = VALUE_PARAMETERS | SET_PARAMETERS | HELPERS | _SAID
        return [name for name, _ in shape.parameters if name.startswith(SH) and name not in known]

    def reached(self, node: Node) -> set[Node]:
        """Return the shapes that a shape refers to, directly; ShapesError for lists that are none."""
        shape = self[node]
        found: set[Node] = set()
        for name, value in shape.parameters:
            match name.removeprefix(SH):
                case "node" | "not" | "property" | "qualifiedValueShape":
                    found.add(value)
                case "and" | "or" | "xone":
                    found |= set(self.graph.list(value))
        return found

    def recursive(self, node: Node) -> bool:
        """Say whether a shape refers to itself, by way of others or not; SHACL leaves its meaning open."""
        return _circle(node, self, set(), [])


def _circle(node: Node, shapes: Shapes, done: set[Node], above: list[Node]) -> bool:
    if node in above:
        return True
    if node in done:
        return False
    above.append(node)
    found = any(
        _circle(other, shapes, done, above) for other in sorted(shapes.reached(node), key=str)
    )
    above.pop()
    done.add(node)
    return found


def is_blank(node: Node) -> bool:
    """Say whether a node has no name that a query could use."""
    return isinstance(node, BlankNode)
