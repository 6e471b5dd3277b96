"""Which statements a shape reads of a focus node, and how it comes to them.

What a shape finds of a node depends on the statements that are read from it and on nothing else. If none of
these is among those that changed, the shape finds what it found before: see `again`.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal

from ordito.components import CustomComponent
from ordito.conditions import Conditions
from ordito.patterns import Pattern, Unread, patterns_of
from ordito.select import prefixes_of
from ordito.shapes import Shape
from ordito.vocabulary import RDF, SH, Node
from ordito.walks import Edge, Walk, walk_of

Steps = tuple[str, ...]
ANY = "?"
"""A step by whatever predicate."""
_ANY_COST = 10
_TYPE = f"<{RDF}type>"
_COMPARED = frozenset(SH + n for n in ("equals", "disjoint", "lessThan", "lessThanOrEquals"))


@dataclass(frozen=True, slots=True)
class Read:
    """Statements that a shape reads: at the nodes at the end of `before`, or anywhere if there is none."""

    before: Steps | None
    predicate: str = ""
    """As SPARQL writes it; empty for any."""
    backwards: bool = False
    """Whether the nodes are objects of the statements, and not their subjects."""
    other: str = ""
    """The IRI at the other end, if it can only be one."""


class Reads:
    """What the shapes of a graph read."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions, self._shapes = conditions, conditions.shapes

    def of(self, node: Node) -> frozenset[Read]:
        """Return what a shape with targets reads of its focus nodes, what makes them that included.

        Raises Unread, with the reason, if that is not known.
        """
        return frozenset((*self._targets(node), *self._shape(node, (), told=True)))

    def _targets(self, node: Node) -> Iterator[Read]:
        graph = self._shapes.graph
        yield Read((), _TYPE)
        for predicate in graph.objects(node, SH + "targetSubjectsOf"):
            yield Read((), str(predicate))
        for predicate in graph.objects(node, SH + "targetObjectsOf"):
            yield Read((), str(predicate), backwards=True)

    def _shape(self, node: Node, start: Steps, *, told: bool) -> Iterator[Read]:
        """What a shape reads of the nodes at the end of a walk; `told` is whether it has results of its own."""
        shapes = self._shapes
        if shapes.deactivated(node):
            return
        shape, values = shapes[node], start
        if shape.path is not None:
            walk = walk_of(shape.path.node, shapes.graph)
            yield from (_read(start, edge) for edge in walk.edges())
            values = (*start, walk.text())
        for name, value in shape.parameters:
            match name.removeprefix(SH):
                case "class":
                    yield Read(values, _TYPE)
                case "closed":
                    yield Read(start)
                case "property":
                    if told and shape.path is not None:
                        # Its results are about values, as often as they are reached.
                        raise Unread("it has a property within a property")
                    yield from self._shape(value, values, told=told)
                case "node" | "not":
                    yield from self._shape(value, values, told=False)
                case "and" | "or" | "xone":
                    for member in shapes.graph.list(value):
                        yield from self._shape(member, values, told=False)
                case "qualifiedValueShape":
                    for other in (value, *self._conditions.siblings(shape, value)):
                        yield from self._shape(other, values, told=False)
                case "sparql" if not shapes.deactivated(value):
                    text = shapes.graph.one(value, SH + "select")
                    if not isinstance(text, Literal):
                        raise Unread("it has a SPARQL constraint without a query")
                    yield from self._query(text.value, value, shape, {"this": start})
            if name in _COMPARED:
                yield Read(start, str(value))
        for declared in shapes.components:
            yield from self._custom(shape, declared, start, values)

    def _custom(
        self, shape: Shape, declared: CustomComponent, start: Steps, values: Steps
    ) -> Iterator[Read]:
        if not any(shape.values(parameter) for parameter in declared.parameters):
            return
        validator = declared.for_properties if shape.path else declared.for_nodes
        if validator is not None:
            known = {"this": start, **({"value": values} if validator.ask else {})}
            yield from self._query(validator.text, validator.node, shape, known)

    def _query(
        self, text: str, node: Node, shape: Shape, start: Mapping[str, Steps]
    ) -> Iterator[Read]:
        graph = self._shapes.graph
        prefixes = prefixes_of(graph.objects(node, SH + "prefixes"), graph)
        known = {"PATH": walk_of(shape.path.node, graph)} if shape.path is not None else {}
        for pattern, joins in patterns_of(text, prefixes, known):
            yield from _of_pattern(pattern, joins, start)
        # How the value of a row was written may be told by any statement about its focus node.
        yield Read(start["this"])


def _read(start: Steps, edge: Edge, other: str = "") -> Read:
    return Read((*start, *edge.before), edge.predicate, edge.backwards, other)


def _of_pattern(
    pattern: Pattern, joins: Iterable[Pattern], start: Mapping[str, Steps]
) -> Iterator[Read]:
    """What a pattern reads, seen from its end that is nearest to where a query starts."""
    reached = _reached([join for join in joins if join is not pattern], start)
    ends = [
        (*reached[end.variable], end is pattern.object)
        for end in (pattern.subject, pattern.object)
        if end.variable in reached
    ]
    if not ends:
        # What is joined with nothing, or by computing alone, matters wherever it stands.
        for edge in pattern.walk.edges() if pattern.walk else [None]:
            yield Read(None, edge.predicate if edge else "")
        return
    _, before, backwards = min(ends)
    other = (pattern.subject if backwards else pattern.object).iri
    if pattern.walk is None:
        yield Read(before, "", backwards, other)
        return
    for edge in pattern.walk.edges(backwards=backwards):
        yield _read(before, edge, other if pattern.walk.kind == "step" else "")


def _reached(joins: list[Pattern], start: Mapping[str, Steps]) -> dict[str, tuple[int, Steps]]:
    """The variables that patterns lead to, each with how far it is and by which steps."""
    found: dict[str, tuple[int, Steps]] = {}
    waiting = [(0, steps, name) for name, steps in start.items()]
    while waiting:
        far, steps, name = heapq.heappop(waiting)
        if name in found:
            continue
        found[name] = far, steps
        for join in joins:
            for here, there, backwards in (
                (join.subject, join.object, False),
                (join.object, join.subject, True),
            ):
                if here.variable == name and there.variable:
                    text, cost = _step(join.walk, backwards=backwards)
                    heapq.heappush(waiting, (far + cost, (*steps, text), there.variable))
    return found


def _step(walk: Walk | None, *, backwards: bool) -> tuple[str, int]:
    if walk is None:
        return f"^{ANY}" if backwards else ANY, _ANY_COST
    return walk.text(backwards=backwards), 1


__all__ = ["ANY", "Read", "Reads", "Unread"]
