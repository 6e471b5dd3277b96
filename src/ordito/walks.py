"""Property paths as what they walk over: which statements a path reads, and where.

Paths of a shapes graph and paths in the text of a query become one form here, which tells for every
predicate in it how a node is reached at which it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ordito.errors import ShapesError
from ordito.graph import Graph
from ordito.vocabulary import FIRST, SH, Node

_REPEATED = {SH + "zeroOrMorePath": "*", SH + "oneOrMorePath": "+", SH + "zeroOrOnePath": "?"}


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement that a walk reads: how its node is reached, its predicate, and at which end the node is."""

    before: tuple[str, ...]
    predicate: str
    backwards: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """A path: a predicate, or others put together by `kind`."""

    kind: str
    """`step` of a predicate, `^`, `/`, `|`, or how often it is repeated: `*`, `+`, `?`."""
    predicate: str = ""
    parts: tuple[Walk, ...] = ()

    def text(self, *, backwards: bool = False) -> str:
        """Return the path in SPARQL, from its beginning or from its end."""
        if self.kind == "step":
            return f"^{self.predicate}" if backwards else self.predicate
        if self.kind == "^":
            return self.parts[0].text(backwards=not backwards)
        if self.kind in "/|":
            parts = reversed(self.parts) if backwards and self.kind == "/" else self.parts
            return f"({self.kind.join(part.text(backwards=backwards) for part in parts)})"
        return f"({self.parts[0].text(backwards=backwards)}){self.kind}"

    def edges(self, *, backwards: bool = False) -> Iterator[Edge]:
        """Yield every statement that is read on the way, from its beginning or from its end."""
        if self.kind == "step":
            yield Edge((), self.predicate, backwards)
        elif self.kind == "^":
            yield from self.parts[0].edges(backwards=not backwards)
        elif self.kind == "|":
            for part in self.parts:
                yield from part.edges(backwards=backwards)
        elif self.kind == "/":
            walked: tuple[str, ...] = ()
            for part in reversed(self.parts) if backwards else self.parts:
                for edge in part.edges(backwards=backwards):
                    yield Edge((*walked, *edge.before), edge.predicate, edge.backwards)
                walked = (*walked, part.text(backwards=backwards))
        else:
            # A walk that goes on comes by any number of rounds to where a statement is read.
            rounds = () if self.kind == "?" else (f"({self.parts[0].text(backwards=backwards)})*",)
            for edge in self.parts[0].edges(backwards=backwards):
                yield Edge((*rounds, *edge.before), edge.predicate, edge.backwards)


def walk_of(node: Node, graph: Graph) -> Walk:
    """Return the walk of a well-formed path of a shapes graph; ShapesError if it is none."""
    if isinstance(node, NamedNode):
        return Walk("step", str(node))
    if graph.objects(node, FIRST):
        return Walk("/", parts=tuple(walk_of(member, graph) for member in graph.list(node)))
    inverse = graph.one(node, SH + "inversePath")
    if inverse is not None:
        return Walk("^", parts=(walk_of(inverse, graph),))
    for name, mark in _REPEATED.items():
        inner = graph.one(node, name)
        if inner is not None:
            return Walk(mark, parts=(walk_of(inner, graph),))
    either = graph.one(node, SH + "alternativePath")
    if either is None:
        raise ShapesError(f"{node} is not a property path")
    return Walk("|", parts=tuple(walk_of(member, graph) for member in graph.list(either)))
