"""Answering the queries of SHACL-SPARQL constraints for all focus nodes at once.

pySHACL asks a constraint's query once for each focus node, with `$this` bound to it (SHACL, section
5.3.1), and rdflib parses and plans it each time. Here Oxigraph answers it once for many nodes. That
serves twice: a constraint that has no rows need not be shown to pySHACL at all (`failing`), and where it
has, pySHACL is given the rows node by node (`BatchGraph`). What this cannot serve (blank nodes, ASK, a
query without WHERE) is left to pySHACL and rdflib.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef, Variable
from rdflib.query import Result
from rdflib.term import Identifier, Node

from trama.rdf.terms import rdflib_term
from trama.validate.focus import TARGETS

_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
_THIS = Variable("this")
# What pySHACL refuses or fills in before it asks, so that it must see the query whatever the answer.
_SPECIAL = re.compile(
    r"(?i:\b(?:MINUS|VALUES|SERVICE)\b|\bAS\s+[$?]this\b|\bSELECT\b.*\bSELECT\b)"
    r"|[$?](?:PATH|currentShape|shapesGraph)\b",
    re.DOTALL,
)
_SEEN = {*TARGETS, RDF.type, RDFS.label, RDFS.comment, SH.sparql, SH.severity, SH.message}
_SEEN_IN_CONSTRAINT = {SH.select, SH.prefixes, RDF.type}
_DEFAULT_PREFIXES = {
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "owl": "http://www.w3.org/2002/07/owl#",
}
# The Python values of literals that may be written in more than one way (datetime is a date).
_VALUES = (int, float, Decimal, date, time)

Row = Mapping[Variable, Identifier]


class Engine:
    """Oxigraph over the data, whatever their graphs, for queries about `$this`."""

    def __init__(self, quads: Iterable[ox.Quad], data: Graph) -> None:
        self._store = ox.Store()
        self._store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        self._data = data

    def rows(self, query: str, nodes: Iterable[URIRef]) -> dict[Node, list[Row]] | None:
        """Return the rows of a query by the node that `$this` is; None if it cannot be so asked."""
        values = " ".join(sorted(node.n3() for node in nodes))
        everywhere, found = _WHERE.subn(f"WHERE {{ VALUES ?this {{ {values} }}", query, 1)
        if not found:
            return None
        try:
            answer = self._store.query(everywhere)
        except (SyntaxError, ValueError, RuntimeError):
            return None
        if not isinstance(answer, ox.QuerySolutions) or "this" not in {
            variable.value for variable in answer.variables
        }:
            return None
        rows: dict[Node, list[Row]] = defaultdict(list)
        for solution in answer:
            row: dict[Variable, Identifier] = {}
            for variable, term in zip(answer.variables, solution, strict=True):
                written = self._as_written(rdflib_term(term)) if term is not None else set()
                if len(written) > 1:
                    return None
                row |= {Variable(variable.value): made for made in written}
            rows[row[_THIS]].append(row)
        return rows

    def _as_written(self, term: Identifier) -> set[Identifier]:
        """A term as the data write it, if they do: Oxigraph keeps that a number is 1, not `1.0`."""
        if isinstance(term, Literal) and isinstance(term.value, _VALUES):
            return self._written.get((term.datatype, term.value)) or {term}
        return {term}

    @cached_property
    def _written(self) -> dict[tuple[URIRef | None, object], set[Identifier]]:
        written: dict[tuple[URIRef | None, object], set[Identifier]] = defaultdict(set)
        for term in self._data.objects():
            if isinstance(term, Literal) and isinstance(term.value, _VALUES):
                written[term.datatype, term.value].add(term)
        return written


def failing(
    shape: URIRef, shapes: Graph, nodes: Collection[Node], engine: Engine
) -> set[Node] | None:
    """Return the nodes at which a shape has results, and those that only pySHACL can tell of.

    None if the shape is more than SPARQL constraints, or has one that is not for this module to answer.
    """
    constraints = set(shapes.objects(shape, SH.sparql))
    if not constraints or not _SEEN.issuperset(shapes.predicates(shape)):
        return None
    named = {node for node in nodes if isinstance(node, URIRef)}
    found = set(nodes) - named
    for constraint in constraints:
        query = _query(constraint, shapes)
        rows = engine.rows(query, named) if query else None
        if rows is None:
            return None
        found |= set(rows)
    return found


def _query(constraint: Node, shapes: Graph) -> str | None:
    """The query of a constraint with its prefixes, or None if it is for pySHACL to read."""
    selects = list(shapes.objects(constraint, SH.select))
    plain = _SEEN_IN_CONSTRAINT.issuperset(shapes.predicates(constraint))
    if not plain or len(selects) != 1 or _SPECIAL.search(str(selects[0])):
        return None
    prefixes = dict(_DEFAULT_PREFIXES)
    for holder in shapes.objects(constraint, SH.prefixes):
        for declared in shapes.objects(holder, SH.declare):
            prefix, namespace = (shapes.value(declared, p) for p in (SH.prefix, SH.namespace))
            prefixes[str(prefix)] = str(namespace)
    lines = (f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes.items())
    return "".join(lines) + str(selects[0])


class BatchGraph(Graph):
    """An rdflib graph that answers queries about `$this` from one run for some nodes."""

    def __init__(self, data: Graph, engine: Engine, nodes: Iterable[Node]) -> None:
        super().__init__(store=data.store, identifier=data.identifier)
        self._engine = engine
        self._nodes = {node for node in nodes if isinstance(node, URIRef)}
        self._answers: dict[str, dict[Node, list[Row]] | None] = {}

    def query(
        self,
        query_object: Any,
        processor: Any = "sparql",
        result: Any = "sparql",
        initNs: Any = None,  # noqa: N803 - the name is rdflib's
        initBindings: Any = None,  # noqa: N803 - the name is rdflib's
        use_store_provided: bool = True,
        **options: Any,
    ) -> Result:
        """Answer a query; see `rdflib.Graph.query`."""
        names = {str(name): term for name, term in (initBindings or {}).items()}
        if set(names) == {"this"} and names["this"] in self._nodes:
            rows = self._rows(str(query_object))
            if rows is not None:
                found = rows.get(names["this"], [])
                answer = Result("SELECT")
                answer.vars = sorted({name for row in found for name in row})
                answer.bindings = list(found)
                return answer
        return super().query(
            query_object, processor, result, initNs, initBindings, use_store_provided, **options
        )

    def _rows(self, query: str) -> dict[Node, list[Row]] | None:
        if query not in self._answers:
            self._answers[query] = self._engine.rows(query, self._nodes)
        return self._answers[query]
