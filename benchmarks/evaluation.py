"""Run the W3C SPARQL 1.1 query evaluation and syntax tests on the engine, as Trama runs it.

    git clone https://github.com/w3c/rdf-tests /path/rdf-tests
    python benchmarks/evaluation.py /path/rdf-tests/sparql/sparql11

Prints the pass rate by folder and the tests that fail. Tests of entailment regimes and of other servers
(`service`) are not for this engine, and are left out.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef, Variable
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.query import Result

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
LEFT_OUT = {"entailment", "service", "syntax-fed"}
FORMATS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".csv": ox.QueryResultsFormat.CSV,
    ".tsv": ox.QueryResultsFormat.TSV,
}


def main() -> int:
    """Run every test of every folder and print what passed."""
    root = Path(sys.argv[1]).resolve()
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    failures = []
    for manifest in sorted(root.glob("*/manifest.ttl")):
        folder = manifest.parent.name
        if folder in LEFT_OUT:
            continue
        graph = Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
        for entries in graph.objects(None, MF.entries):
            for test in Collection(graph, entries):
                verdict = run_test(graph, test)
                if verdict is None:
                    continue
                total[folder] += 1
                passed[folder] += verdict == ""
                if verdict:
                    name = graph.value(test, MF.name) or graph.value(test, RDFS.label)
                    failures.append(f"{folder}: {name}: {verdict}")
    for folder in sorted(total):
        print(f"{folder:20} {passed[folder]:4} of {total[folder]}")
    print(
        f"{'all':20} {passed.total():4} of {total.total()} ({passed.total() / total.total():.1%})"
    )
    print("\n".join(failures))
    return 0


def run_test(graph: Graph, test: URIRef) -> str | None:
    """Return why a test fails, nothing if it passes, None if it is no test of queries."""
    kinds = set(graph.objects(test, RDF.type))
    action = graph.value(test, MF.action)
    try:
        if MF.PositiveSyntaxTest11 in kinds or MF.PositiveSyntaxTest in kinds:
            try:
                ox.Store().query(_read(action), base_iri=str(action))
            except RuntimeError as error:
                # A function that is not known here is no fault of syntax.
                return "" if "function" in str(error) else str(error)
            return ""
        if MF.NegativeSyntaxTest11 in kinds or MF.NegativeSyntaxTest in kinds:
            try:
                ox.Store().query(_read(action), base_iri=str(action))
            except (SyntaxError, ValueError):
                return ""
            return "an ill-formed query was taken"
        if MF.QueryEvaluationTest in kinds or MF.CSVResultFormatTest in kinds:
            return _evaluate(graph, action, graph.value(test, MF.result))
    except Exception as error:  # a failure of any kind is a test that fails
        return f"{type(error).__name__}: {str(error)[:150]}"
    return None


def _evaluate(graph: Graph, action: URIRef, result: URIRef) -> str:
    store = ox.Store()
    for data in graph.objects(action, QT.data):
        store.load(path=str(_path(data)), base_iri=str(data), format=_rdf(data))
    for data in graph.objects(action, QT.graphData):
        named = ox.NamedNode(str(data))
        store.load(path=str(_path(data)), base_iri=str(data), to_graph=named, format=_rdf(data))
    query = graph.value(action, QT.query)
    text = _read(query)
    answer = store.query(text, base_iri=str(query))
    suffix = _path(result).suffix
    if isinstance(answer, ox.QueryTriples):
        wanted = Graph().parse(_path(result), publicID=str(result))
        written = ox.serialize(answer, format=ox.RdfFormat.N_TRIPLES)
        return "" if isomorphic(Graph().parse(data=written, format="nt"), wanted) else "differs"
    if suffix == ".csv":
        written = answer.serialize(format=ox.QueryResultsFormat.CSV)
        return "" if _cells(written) == _cells(_path(result).read_bytes()) else "differs"
    if suffix in FORMATS:
        written = answer.serialize(format=ox.QueryResultsFormat.JSON)
        wanted = ox.parse_query_results(path=str(_path(result)), format=FORMATS[suffix])
        wanted_json = wanted.serialize(format=ox.QueryResultsFormat.JSON)
    else:
        written = answer.serialize(format=ox.QueryResultsFormat.JSON)
        wanted_json = _from_rdf(result)
    ours = Result.parse(io.BytesIO(written), format="json")
    theirs = Result.parse(io.BytesIO(wanted_json), format="json")
    if ours.type == "ASK":
        return "" if ours.askAnswer == theirs.askAnswer else "differs"
    return "" if _same(ours, theirs, "ORDER BY" in text.upper()) else "differs"


def _from_rdf(result: URIRef) -> bytes:
    parsed = Graph().parse(_path(result), publicID=str(result))
    rs = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
    found = Result("SELECT")
    found.vars = list(parsed.objects(None, rs.resultVariable))
    rows = []
    for solution in parsed.objects(None, rs.solution):
        row = {}
        for binding in parsed.objects(solution, rs.binding):
            row[parsed.value(binding, rs.variable)] = parsed.value(binding, rs.value)
        rows.append(row)
    found.vars = [Variable(str(name)) for name in found.vars]
    found.bindings = [{Variable(str(k)): v for k, v in row.items()} for row in rows]
    return found.serialize(format="json") or b""


def _same(ours: Result, theirs: Result, ordered: bool) -> bool:
    """Whether two results are the same up to the names of blank nodes, and order if none is asked."""
    if set(ours.vars or ()) != set(theirs.vars or ()):
        return False
    return isomorphic(_as_graph(ours, ordered), _as_graph(theirs, ordered))


def _as_graph(result: Result, ordered: bool) -> Graph:
    graph = Graph()
    rows: Counter[tuple] = Counter()
    for index, row in enumerate(result.bindings):
        facts = tuple(
            sorted((str(name), _value(term)) for name, term in row.items() if term is not None)
        )
        rows[facts] += 1
        if ordered and not any(isinstance(term, BNode) for _, term in facts):
            graph.add((URIRef(f"row:{index}"), URIRef("x:values"), Literal(repr(facts))))
            continue
        node = BNode()
        graph.add((node, URIRef("x:nth"), Literal(rows[facts])))
        for name, term in facts:
            graph.add((node, URIRef(f"var:{name}"), term))
    return graph


def _value(term: object) -> object:
    """Return a number in one form for its value: 1.0 and 1.00 are the same decimal."""
    if isinstance(term, Literal) and isinstance(term.value, int | float | Decimal | bool):
        return Literal(f"{float(term.value):.12g}", datatype=term.datatype)
    return term


def _cells(data: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(data.decode())))
    head, body = rows[0], rows[1:]
    # Columns of SELECT * may come in any order, and rows too.
    order = sorted(range(len(head)), key=lambda i: head[i])
    shown = [[_cell(row[i]) for i in order] for row in body]
    return [sorted(head), *sorted(shown)]


def _cell(text: str) -> str:
    if text.startswith("_:"):
        return "_:"
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


def _path(iri: URIRef) -> Path:
    return Path(unquote(urlparse(str(iri)).path))


def _read(iri: URIRef) -> str:
    return _path(iri).read_text(encoding="utf-8")


def _rdf(iri: URIRef) -> ox.RdfFormat:
    return ox.RdfFormat.from_extension(_path(iri).suffix[1:]) or ox.RdfFormat.TURTLE


if __name__ == "__main__":
    sys.exit(main())
