"""Constraint components that a shapes graph declares in SPARQL (https://www.w3.org/TR/shacl/#sparql-constraint-components)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ordito.errors import ShapesError
from ordito.graph import Graph
from ordito.vocabulary import SH, Node


@dataclass(frozen=True, slots=True)
class Validator:
    """A query that tells what is wrong (SELECT), or whether all is well (ASK)."""

    node: Node
    text: str
    ask: bool


@dataclass(frozen=True, slots=True)
class CustomComponent:
    """A component: its parameters, by name, and what validates node shapes and property shapes."""

    node: NamedNode
    parameters: dict[str, str]
    """The name of each parameter's variable, by its predicate."""
    optional: frozenset[str]
    for_nodes: Validator | None
    for_properties: Validator | None


def read_components(graph: Graph) -> tuple[CustomComponent, ...]:
    """Return the components that a shapes graph declares."""
    return tuple(_components(graph))


def _components(graph: Graph) -> Iterator[CustomComponent]:
    for node in graph.subjects():
        parameters = graph.objects(node, SH + "parameter")
        if not parameters or not isinstance(node, NamedNode):
            continue
        if not graph.is_a(node, SH + "ConstraintComponent"):
            continue
        names: dict[str, str] = {}
        optional = set()
        for parameter in parameters:
            path = graph.one(parameter, SH + "path")
            if not isinstance(path, NamedNode):
                raise ShapesError(f"a parameter of {node} has no path that is an IRI")
            names[path.value] = path.value.rpartition("#")[2].rpartition("/")[2]
            if any(
                isinstance(o, Literal) and o.value in ("true", "1")
                for o in graph.objects(parameter, SH + "optional")
            ):
                optional.add(path.value)
        general = _validator(graph, node, "validator")
        yield CustomComponent(
            node,
            names,
            frozenset(optional),
            _validator(graph, node, "nodeValidator") or general,
            _validator(graph, node, "propertyValidator") or general,
        )


def _validator(graph: Graph, component: Node, kind: str) -> Validator | None:
    for node in graph.objects(component, SH + kind):
        for word in ("ask", "select"):
            text = graph.one(node, SH + word)
            if isinstance(text, Literal):
                return Validator(node, text.value, word == "ask")
    return None
