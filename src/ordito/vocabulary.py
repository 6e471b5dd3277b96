"""The terms of SHACL and of what it rests on."""

from __future__ import annotations

from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

Node: TypeAlias = NamedNode | BlankNode | Literal
"""A term of a graph; a triple as a term (RDF 1.2) is none that SHACL 1.0 knows."""

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE, FIRST, REST, NIL = RDF + "type", RDF + "first", RDF + "rest", RDF + "nil"
SUBCLASS = RDFS + "subClassOf"

TARGETS = tuple(
    SH + n for n in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
)

VALUE_PARAMETERS = frozenset(
    SH + name
    for name in (
        "class",
        "datatype",
        "nodeKind",
        "minExclusive",
        "minInclusive",
        "maxExclusive",
        "maxInclusive",
        "minLength",
        "maxLength",
        "pattern",
        "languageIn",
        "in",
        "node",
        "not",
        "and",
        "or",
        "xone",
    )
)
"""The parameters of the constraints that look at one value node at a time."""

SET_PARAMETERS = frozenset(
    SH + name
    for name in (
        "minCount",
        "maxCount",
        "uniqueLang",
        "equals",
        "disjoint",
        "lessThan",
        "lessThanOrEquals",
        "hasValue",
        "closed",
        "qualifiedValueShape",
        "property",
        "sparql",
    )
)
"""The parameters of the constraints that look at the value nodes together, or at more than them."""

HELPERS = frozenset(
    SH + name
    for name in (
        "flags",
        "ignoredProperties",
        "qualifiedMinCount",
        "qualifiedMaxCount",
        "qualifiedValueShapesDisjoint",
        "path",
        "severity",
        "message",
        "deactivated",
        "name",
        "description",
        "order",
        "group",
        "defaultValue",
        "target",
    )
) | frozenset(TARGETS)
"""Terms of SHACL at a shape that are no constraint of their own."""


def component(parameter: str) -> NamedNode:
    """Return the IRI of the constraint component that a parameter of SHACL Core belongs to."""
    name = parameter.removeprefix(SH)
    if name == "sparql":
        return NamedNode(SH + "SPARQLConstraintComponent")
    return NamedNode(f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent")
