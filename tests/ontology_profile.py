"""What keeps an ontology out of OWL 2 DL, found in its RDF graph.

The conditions are those of https://www.w3.org/TR/owl2-syntax/#Ontologies (sections 3 and 11) and of the
mapping from RDF (https://www.w3.org/TR/owl2-mapping-to-rdf/), as far as a graph without imports,
anonymous individuals and property chains can break them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

# https://www.w3.org/TR/owl2-syntax/#Datatype_Maps
OWL2_DATATYPES = frozenset(
    {
        *(OWL.real, OWL.rational, RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal),
        *(XSD.decimal, XSD.integer, XSD.long, XSD.int, XSD.short, XSD.byte, XSD.double, XSD.float),
        *(XSD.nonNegativeInteger, XSD.nonPositiveInteger, XSD.positiveInteger),
        *(XSD.negativeInteger, XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort),
        *(XSD.unsignedByte, XSD.string, XSD.normalizedString, XSD.token, XSD.language, XSD.Name),
        *(XSD.NCName, XSD.NMTOKEN, XSD.boolean, XSD.hexBinary, XSD.base64Binary, XSD.anyURI),
        *(XSD.dateTime, XSD.dateTimeStamp),
    }
)
_RESERVED = (str(OWL), str(RDF), str(RDFS), str(XSD))
_ANNOTATIONS = {
    *(RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy),
    *(OWL.versionInfo, OWL.deprecated, OWL.priorVersion),
}
_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_OF_OBJECTS = (
    OWL.InverseFunctionalProperty,
    OWL.TransitiveProperty,
    OWL.SymmetricProperty,
    OWL.AsymmetricProperty,
    OWL.ReflexiveProperty,
    OWL.IrreflexiveProperty,
)
_ONLY_SIMPLE = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
)
_CARDINALITIES = (
    *(OWL.cardinality, OWL.minCardinality, OWL.maxCardinality, OWL.hasSelf),
    *(OWL.qualifiedCardinality, OWL.minQualifiedCardinality, OWL.maxQualifiedCardinality),
)
_BEYOND_US = (OWL.imports, OWL.propertyChainAxiom)
_BOUNDS = {XSD.minInclusive, XSD.maxInclusive, XSD.minExclusive, XSD.maxExclusive}
_FACETS = {
    XSD.string: {XSD.length, XSD.minLength, XSD.maxLength, XSD.pattern},
    XSD.decimal: _BOUNDS,
    XSD.integer: _BOUNDS,
}


def violations(graph: Graph) -> list[str]:
    """Return what keeps a graph out of OWL 2 DL, a sentence each; nothing if it is in."""
    found = {
        *_kinds(graph),
        *_classes(graph),
        *_datatypes(graph),
        *_roles(graph),
        *_statements(graph),
    }
    return sorted(found)


def _is(graph: Graph, node: Node, *kinds: Node) -> bool:
    return any((node, RDF.type, kind) in graph for kind in kinds)


def _kinds(graph: Graph) -> Iterator[str]:
    for kind in (*_KINDS, OWL.Class, RDFS.Datatype):
        for term in graph.subjects(RDF.type, kind):
            if isinstance(term, URIRef) and str(term).startswith(_RESERVED):
                yield f"{term} is reserved and is declared"
    for term in set(graph.subjects(RDF.type)):
        if sum(_is(graph, term, kind) for kind in _KINDS) > 1:
            yield f"{term} is a property of two kinds"
        if _is(graph, term, OWL.Class) and _is(graph, term, RDFS.Datatype):
            yield f"{term} is a class and a datatype"
    for term in _BEYOND_US:
        if (None, term, None) in graph:
            yield f"{term} is used, which this check does not know"


def _classes(graph: Graph) -> Iterator[str]:
    expected: set[Node] = set()
    for predicate in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith):
        expected |= {*graph.subjects(predicate), *graph.objects(None, predicate)}
    expected |= set(graph.objects(None, RDFS.domain))
    for prop in graph.subjects(RDF.type, OWL.ObjectProperty):
        expected |= set(graph.objects(prop, RDFS.range))
    for predicate in (OWL.someValuesFrom, OWL.allValuesFrom):
        for restriction, filler in graph.subject_objects(predicate):
            if _is(graph, graph.value(restriction, OWL.onProperty), OWL.ObjectProperty):
                expected.add(filler)
    lists = [*graph.objects(None, OWL.unionOf), *graph.objects(None, OWL.intersectionOf)]
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        lists += graph.objects(axiom, OWL.members)
    for members in lists:
        expected |= set(Collection(graph, members))
    for term in expected - {OWL.Thing, OWL.Nothing}:
        if not _is(graph, term, OWL.Class, OWL.Restriction):
            yield f"{term} is used as a class and is not declared"
    builtin = {OWL.NamedIndividual, OWL.Ontology, *_KINDS, *_OF_OBJECTS, OWL.FunctionalProperty}
    for individual, type_ in graph.subject_objects(RDF.type):
        named = isinstance(individual, URIRef) and type_ not in {*builtin, OWL.Class, OWL.Thing}
        if named and not _is(graph, type_, OWL.Class):
            yield f"{type_} is used as a class and is not declared"


def _datatypes(graph: Graph) -> Iterator[str]:
    used: set[Node | None] = {
        value.datatype for value in graph.objects() if isinstance(value, Literal)
    }
    used |= set(graph.objects(None, OWL.onDatatype))
    for prop in graph.subjects(RDF.type, OWL.DatatypeProperty):
        used |= set(graph.objects(prop, RDFS.range))
    for datatype in used - OWL2_DATATYPES - {None}:
        if isinstance(datatype, URIRef):
            yield f"{datatype} is not a datatype of OWL 2"
        elif not _is(graph, datatype, RDFS.Datatype):
            yield f"{datatype} is used as a datatype and is not one"
    for restricted, base in graph.subject_objects(OWL.onDatatype):
        facets = graph.value(restricted, OWL.withRestrictions)
        for facet in Collection(graph, facets):
            for name in graph.predicates(facet):
                if name not in _FACETS.get(base, ()):
                    yield f"{name} is no facet of {base}"


def _roles(graph: Graph) -> Iterator[str]:
    composite = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    composite |= {
        wider
        for role in list(composite)
        for wider in graph.transitive_objects(role, RDFS.subPropertyOf)
    }
    restricted = {
        graph.value(restriction, OWL.onProperty)
        for predicate in _CARDINALITIES
        for restriction in graph.subjects(predicate)
    }
    disjoint: set[Node] = set()
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointProperties):
        disjoint |= set(Collection(graph, graph.value(axiom, OWL.members)))
    for role in composite:
        if _is(graph, role, *_ONLY_SIMPLE) or role in restricted | disjoint:
            yield f"{role} is not simple, through transitivity, and must be"
    for kind in _OF_OBJECTS:
        for role in graph.subjects(RDF.type, kind):
            if not _is(graph, role, OWL.ObjectProperty):
                yield f"{role} is {kind} and no object property"
    for role in graph.subjects(RDF.type, OWL.FunctionalProperty):
        if not _is(graph, role, OWL.ObjectProperty, OWL.DatatypeProperty):
            yield f"{role} is functional and neither of objects nor of data"
    for narrow, wide in graph.subject_objects(RDFS.subPropertyOf):
        if isinstance(wide, BNode):
            wide = graph.value(wide, OWL.inverseOf)
        if not any(_is(graph, narrow, kind) and _is(graph, wide, kind) for kind in _KINDS):
            yield f"{narrow} and {wide} are not properties of one kind"


def _statements(graph: Graph) -> Iterator[str]:
    axioms = {*_ANNOTATIONS, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
    for predicate in set(graph.predicates()):
        if str(predicate).startswith(str(RDFS)) and predicate not in axioms:
            yield f"{predicate} is used, which is not a term of OWL 2"
        if str(predicate).startswith(_RESERVED):
            continue
        of_objects = _is(graph, predicate, OWL.ObjectProperty)
        of_data = _is(graph, predicate, OWL.DatatypeProperty)
        if not (of_objects or of_data or _is(graph, predicate, OWL.AnnotationProperty)):
            yield f"{predicate} is used and is not declared"
        for value in graph.objects(None, predicate):
            if of_objects and not isinstance(value, URIRef):
                yield f"{predicate} is of objects and has the value {value!r}"
            if of_data and not isinstance(value, Literal):
                yield f"{predicate} is of data and has the value {value!r}"
