"""What engines do otherwise, in one place: their answers are read as the embedded engine would give them.

* Numbers, days and truth values. Jena and Virtuoso keep them as they were written, some of the time (`1.00`,
  `xsd:nonNegativeInteger`); Oxigraph keeps the value. Every answer has the value.
* Geometries. Virtuoso makes a type of its own of `geosparql:wktLiteral`; the text stays the same.
* Blank nodes. Those of Virtuoso have the look of an IRI, `nodeID://b1`.
* ASK. Virtuoso 7.2.5, which Debian 12 has, answers with a row that holds 1, or none.

* VALUES after the query. Virtuoso joins it with what is matched and not with what is computed, and then
  gives all rows, in silence: such a query is asked as one within another, with the clause beside it.

Two more are kept out of our queries, for Virtuoso then answers wrong and in silence: `MIN` and `MAX` of IRIs
(`IRI(MIN(STR(…)))` is right), and a path with `+` or `*` joined with what binds both its ends (right within a
SELECT of its own).

`MOVE`, which Jena 4.5 refuses and whose `MOVE SILENT` does nothing there, is not used at all (`loading`).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

import pyoxigraph as ox

from trama.store.base import Answer

_EMPTY = ox.Store()
_NODE = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
_GEOMETRY = b"http://www.openlinksw.com/schemas/virtrdf#Geometry"
_WKT = b"http://www.opengis.net/ont/geosparql#wktLiteral"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# A literal of an answer in JSON, which has these three members in any order, and no quote or escape in them.
_LITERAL = re.compile(rb'\{(?:\s*"(?:type|value|datatype)"\s*:\s*"[^"\\{}]*"\s*,?){3}\s*\}')
_CLAUSE = re.compile(r"\nVALUES \(([^()]*)\) \{[^\n]*\}\s*\Z")
_HEAD = re.compile(r"(?m)^SELECT((?: \?\w+)+)\s+WHERE\s*\{")
_ORDER = re.compile(r"\}\s*(ORDER BY [^{}]*)\Z")


def portable(text: str) -> str:
    """Return a query, as `trama.query.sparql.bind` writes it, in a form that all engines answer alike.

    Only a query that computes a variable which is then bound is another one after this.
    """
    clause = _CLAUSE.search(text)
    if not clause or not any(
        re.search(rf"\bAS\s+\{name}\b", text, re.IGNORECASE) for name in clause[1].split()
    ):
        return text
    query, head = text[: clause.start()].rstrip(), _HEAD.search(text)
    order = _ORDER.search(query)
    if not head or re.search(r"\b(?:GROUP\s+BY|LIMIT|OFFSET)\b", query, re.IGNORECASE):
        return text
    inner = query[head.start() : order.start(1) if order else len(query)]
    return (
        f"{query[: head.start()]}SELECT{head[1]} WHERE {{ {{ {inner} }} {clause[0].strip()} }}"
        f"\n{order[1] if order else ''}"
    )


def read_answer(body: bytes, form: str) -> Answer:
    """Return the answer to a query of a form, from its bytes: JSON, or N-Triples for statements.

    Raises SyntaxError or ValueError if they are something else.
    """
    if form in ("CONSTRUCT", "DESCRIBE"):
        return _as_triples(body.replace(_GEOMETRY, _WKT))
    body = _NODE.sub(rb"\1n", body).replace(_GEOMETRY, _WKT)
    if _XSD.encode() in body:
        body = _LITERAL.sub(lambda found: _by_value(found[0]), body)
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QuerySolutions):
        # It is read row by row, so what is wrong in it would only show to those who use it.
        for _ in found:
            pass
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if form == "ASK" and isinstance(found, ox.QuerySolutions):
        text = json.dumps({"head": {}, "boolean": any(row[0].value == "1" for row in found)})
        found = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    return found


@lru_cache(4096)
def _by_value(literal: bytes) -> bytes:
    """A literal of an answer as the embedded engine has it."""
    given = json.loads(literal)
    if not given["datatype"].startswith(_XSD) or given["datatype"] == _XSD + "string":
        return literal
    term = ox.Literal(given["value"], datatype=ox.NamedNode(given["datatype"]))
    found = _EMPTY.query(f"SELECT ({term} AS ?x) {{}}")
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("SELECT gives solutions")
    kept = next(found)["x"]
    if not isinstance(kept, ox.Literal) or kept == term:
        return literal
    given |= {"value": kept.value, "datatype": kept.datatype.value}
    return json.dumps(given).encode()


def _as_triples(body: bytes) -> ox.QueryTriples:
    """Return statements as the embedded engine would, which has no other way to make such an answer."""
    engine = ox.Store()
    engine.load(body, format=ox.RdfFormat.N_TRIPLES)
    answer = engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    if not isinstance(answer, ox.QueryTriples):
        raise TypeError("CONSTRUCT gives triples")
    return answer
