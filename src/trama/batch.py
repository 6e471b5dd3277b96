"""Answering the queries of SHACL-SPARQL constraints for all focus nodes at once.

pySHACL asks a constraint's query once for each focus node, with `$this` bound to it (SHACL, section
5.3.1), and rdflib parses and plans it each time. `BatchGraph` is the same graph, but has Oxigraph
answer the query once for every node that could be a focus node and keeps the rows by node. What this
cannot serve (blank nodes, ASK, a query without WHERE) is answered by rdflib as before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.query import Result
from rdflib.term import Identifier, Node

_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
_THIS = Variable("this")

Row = Mapping[Variable, Identifier]


class BatchGraph(Graph):
    """An rdflib graph that answers queries about `$this` from one run for all nodes."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier)
        self._nodes = {term for triple in data for term in triple if isinstance(term, URIRef)}
        self._answers: dict[str, dict[Node, list[Row]] | None] = {}

    @cached_property
    def _engine(self) -> ox.Store:
        engine = ox.Store()
        engine.bulk_load(self.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES)
        return engine

    @cached_property
    def _values(self) -> str:
        return " ".join(sorted(node.n3() for node in self._nodes))

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
            self._answers[query] = self._ask(query)
        return self._answers[query]

    def _ask(self, query: str) -> dict[Node, list[Row]] | None:
        everywhere, found = _WHERE.subn(f"WHERE {{ VALUES ?this {{ {self._values} }}", query, 1)
        if not found:
            return None
        try:
            answer = self._engine.query(everywhere)
        except (SyntaxError, ValueError, RuntimeError):
            return None
        if not isinstance(answer, ox.QuerySolutions) or "this" not in {
            variable.value for variable in answer.variables
        }:
            return None
        rows: dict[Node, list[Row]] = defaultdict(list)
        for solution in answer:
            row = {
                Variable(variable.value): _term(term)
                for variable, term in zip(answer.variables, solution, strict=True)
                if term is not None
            }
            rows[row[_THIS]].append(row)
        return rows


def _term(term: Any) -> Identifier:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value))
