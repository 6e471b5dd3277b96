"""Which SHACL shapes ask something of which term (https://www.w3.org/TR/shacl/)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import BNode, Node

from trama.ontodoc.reading import Texts, texts
from trama.rdf.files import read_turtle
from trama.rdf.terms import as_graph


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape: what it asks, how gravely, and of which terms of the ontology."""

    iri: str
    name: str
    file: str
    labels: Texts
    messages: Texts
    severity: str
    terms: tuple[str, ...]


def read_named_shapes(folder: Path, namespace: str, prefix: str) -> tuple[Shape, ...]:
    """Read the named shapes of a folder that speak of a vocabulary, in the order of their files.

    Raises SourceError if a file is not Turtle.
    """
    return tuple(
        shape
        for path in sorted(folder.glob("*.ttl"))
        for shape in _shapes_of(path, folder.name, namespace, prefix)
    )


def _shapes_of(path: Path, folder: str, namespace: str, prefix: str) -> Iterator[Shape]:
    quads = list(read_turtle(path, shown=f"{folder}/{path.name}"))
    graph = as_graph(quads)
    named = dict.fromkeys(q.subject.value for q in quads if isinstance(q.subject, NamedNode))
    for iri in named:
        node = URIRef(iri)
        terms = set(_terms(graph, node, namespace, prefix, set()))
        if (node, RDF.type, OWL.Ontology) in graph or not terms:
            continue
        yield Shape(
            iri=iri,
            name=re.split(r"[#/]", iri)[-1],
            file=path.name,
            labels=texts(graph, node, RDFS.label),
            messages=texts(graph, node, SH.message),
            severity=str(graph.value(node, SH.severity) or SH.Violation).rpartition("#")[2],
            terms=tuple(sorted(terms)),
        )


def _terms(graph: Graph, node: Node, namespace: str, prefix: str, seen: set[Node]) -> Iterator[str]:
    """The terms that a shape names, itself, in the blank nodes below it or in its SPARQL text."""
    seen.add(node)
    for predicate, value in graph.predicate_objects(node):
        if isinstance(value, URIRef) and value.startswith(namespace):
            yield str(value)
        elif isinstance(value, BNode) and value not in seen:
            yield from _terms(graph, value, namespace, prefix, seen)
        elif isinstance(value, Literal) and predicate in (SH.select, SH.ask):
            for name in re.findall(rf"\b{re.escape(prefix)}:([A-Za-z]\w*)", value):
                yield namespace + name
