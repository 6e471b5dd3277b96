"""Which nodes a shape is about (https://www.w3.org/TR/shacl/#targets), and shapes narrowed to fewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
_KINDS = {SH.NodeShape, SH.PropertyShape}


def targeted(shapes: Graph) -> list[URIRef]:
    """Return the named shapes whose targets `focus_nodes` can tell, in order of name.

    Blank ones are left out, and those that are classes too and so have their members as targets.
    """
    found = {shape for target in TARGETS for shape in shapes.subjects(target)}
    named = (shape for shape in found if isinstance(shape, URIRef))
    return sorted(s for s in named if _KINDS.issuperset(shapes.objects(s, RDF.type)))


def focus_nodes(shape: Node, shapes: Graph, data: Graph) -> set[Node]:
    """Return the nodes that a shape is about, whether or not the data hold them."""
    found = set(shapes.objects(shape, SH.targetNode))
    for class_ in shapes.objects(shape, SH.targetClass):
        for kind in data.transitive_subjects(RDFS.subClassOf, class_):
            found |= set(data.subjects(RDF.type, kind))
    for predicate in shapes.objects(shape, SH.targetSubjectsOf):
        found |= set(data.subjects(predicate))
    for predicate in shapes.objects(shape, SH.targetObjectsOf):
        found |= set(data.objects(None, predicate))
    return found


def narrowed(shapes: Graph, kept: Mapping[Node, Iterable[Node]]) -> Graph:
    """Return the shapes with those of `kept` about just the nodes that it gives them."""
    fewer = Graph()
    fewer += shapes
    for shape, nodes in kept.items():
        for target in TARGETS:
            fewer.remove((shape, target, None))
        for node in nodes:
            fewer.add((shape, SH.targetNode, node))
    return fewer
