"""What Oxigraph has read as rdflib knows it: graphs, and their terms, each made once."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

from trama.errors import TramaError

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_STRING = str(XSD.string)


def as_graph(quads: Iterable[ox.Quad]) -> Graph:
    """Return the triples of some quads, whatever their graphs, as an rdflib graph."""
    known, graph = Terms(), Graph()
    graph.addN((known[q.subject], known[q.predicate], known[q.object], graph) for q in quads)
    return graph


class Terms(dict[Term, Identifier]):
    """The rdflib term for each Oxigraph term asked for; see `rdflib_term`."""

    def __missing__(self, term: Term) -> Identifier:
        made = self[term] = rdflib_term(term)
        return made


def rdflib_term(term: Term) -> Identifier:
    """Return the rdflib term for one of Oxigraph; blank nodes keep their names.

    Raises TramaError for a triple as a term (RDF 1.2), which rdflib does not know.
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        raise TramaError("rdf.triple-term", term=term)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value))
