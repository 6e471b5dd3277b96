"""OWL class expressions as small values (https://www.w3.org/TR/owl2-syntax/), as far as Trama uses them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import OWL, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

FACETS = {
    "minInclusive": "≥",
    "maxInclusive": "≤",
    "minExclusive": ">",
    "maxExclusive": "<",
    "pattern": "~",
    "length": "#",
    "minLength": "# ≥",
    "maxLength": "# ≤",
}
_JOINS = {OWL.unionOf: "or", OWL.intersectionOf: "and", OWL.oneOf: "one"}
_QUANTIFIERS = {OWL.someValuesFrom: "some", OWL.allValuesFrom: "only", OWL.hasValue: "value"}


@dataclass(frozen=True, slots=True)
class Named:
    """A term, by its IRI."""

    iri: str


@dataclass(frozen=True, slots=True)
class Value:
    """A literal value."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Several expressions put together: any of them, all of them, or exactly these."""

    how: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    """What some or all values of a property are."""

    how: str
    over: Expression
    filler: Expression


@dataclass(frozen=True, slots=True)
class Inverse:
    """A property read backwards."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Faceted:
    """A datatype with the limits of its values."""

    datatype: Expression
    facets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """An expression of a form that is not shown here; the Turtle file has it."""


Expression = Named | Value | Joined | Quantified | Inverse | Faceted | Unread


def read_expression(graph: Graph, node: Node) -> Expression:
    """Return the expression at a node."""
    if isinstance(node, URIRef):
        return Named(str(node))
    if isinstance(node, Literal):
        return Value(str(node))
    for predicate, how in _JOINS.items():
        if (head := graph.value(node, predicate)) is not None:
            members = Collection(graph, head)
            return Joined(how, tuple(read_expression(graph, member) for member in members))
    if (over := graph.value(node, OWL.onProperty)) is not None:
        for predicate, how in _QUANTIFIERS.items():
            if (filler := graph.value(node, predicate)) is not None:
                return Quantified(how, read_expression(graph, over), read_expression(graph, filler))
    if (of := graph.value(node, OWL.inverseOf)) is not None:
        return Inverse(read_expression(graph, of))
    if (datatype := graph.value(node, OWL.onDatatype)) is not None:
        return Faceted(read_expression(graph, datatype), tuple(_facets(graph, node)))
    return Unread()


def named_in(expression: Expression | None) -> tuple[str, ...]:
    """Return the IRIs of a name, or of the names in a union: the ends of an arrow."""
    if isinstance(expression, Named):
        return (expression.iri,)
    if isinstance(expression, Joined) and expression.how == "or":
        return tuple(iri for part in expression.parts for iri in named_in(part))
    return ()


def _facets(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    head = graph.value(node, OWL.withRestrictions)
    for restriction in Collection(graph, head) if head is not None else ():
        for predicate, value in sorted(graph.predicate_objects(restriction)):
            name = str(predicate).rpartition("#")[2]
            yield FACETS.get(name, name), str(value)
