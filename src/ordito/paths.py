"""Property paths (https://www.w3.org/TR/shacl/#property-paths): read from a graph, written in SPARQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ordito.errors import ShapesError
from ordito.graph import Graph
from ordito.vocabulary import FIRST, SH, Node

_MARKS = {
    SH + "inversePath": "^{}",
    SH + "zeroOrMorePath": "{}*",
    SH + "oneOrMorePath": "{}+",
    SH + "zeroOrOnePath": "{}?",
}


@dataclass(frozen=True, slots=True)
class Path:
    """A path: the sequence of its steps, each written in SPARQL, and where it stands in the shapes."""

    node: Node
    steps: tuple[str, ...]
    predicates: tuple[NamedNode, ...] = ()
    """The predicate of each step, if every step is just one."""

    @property
    def sparql(self) -> str:
        """The path in SPARQL."""
        return "/".join(self.steps)

    @property
    def last(self) -> NamedNode | None:
        """The predicate that the values are objects of, if the path ends in one."""
        step = self.steps[-1]
        plain = step.startswith("<") and step.count(">") == 1 and step.endswith(">")
        return NamedNode(step[1:-1]) if plain else None


def read_path(node: Node, graph: Graph) -> Path:
    """Return the path that a node stands for; ShapesError if it is not a well-formed one."""
    members = _members(node, graph)
    steps = tuple(_written(member, graph, frozenset({node})) for member in members)
    plain = [member for member in members if isinstance(member, NamedNode)]
    return Path(node, steps, tuple(plain) if len(plain) == len(members) else ())


def _members(node: Node, graph: Graph) -> list[Node]:
    """The steps of a path, those of sequences in it among them."""
    if isinstance(node, NamedNode) or not graph.objects(node, FIRST):
        return [node]
    members = graph.list(node)
    if len(members) < 2:
        raise ShapesError(f"the path {node} is a sequence of fewer than two")
    return [step for member in members for step in _members(member, graph)]


def _written(node: Node, graph: Graph, above: frozenset[Node]) -> str:
    if isinstance(node, NamedNode):
        return str(node)
    if graph.objects(node, FIRST):
        return "(" + "/".join(_inner(graph.list(node), graph, above, node)) + ")"
    for predicate, mark in _MARKS.items():
        inner = graph.one(node, predicate)
        if inner is not None:
            return mark.format(next(_inner([inner], graph, above, node)))
    alternatives = graph.one(node, SH + "alternativePath")
    if alternatives is None:
        raise ShapesError(f"{node} is not a property path")
    members = graph.list(alternatives)
    if len(members) < 2:
        raise ShapesError(f"the path {node} has fewer than two alternatives")
    return "(" + "|".join(_inner(members, graph, above, node)) + ")"


def _inner(members: list[Node], graph: Graph, above: frozenset[Node], node: Node) -> Iterator[str]:
    for member in members:
        if member in above:
            raise ShapesError(f"the path {node} contains itself")
        text = _written(member, graph, above | {node})
        yield (
            text
            if text.startswith(("<", "(")) and not text.endswith(("*", "+", "?"))
            else f"({text})"
        )
