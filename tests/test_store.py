"""The store's promises: union default graph, chosen datasets, bound values, errors with a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from trama.errors import QueryError, StoreError
from trama.query import sparql
from trama.store import OxigraphStore, create_store, memory_store, open_store

NQUADS = b"""<http://e/a> <http://e/p> "1" <http://e/g1> .
<http://e/b> <http://e/p> "2" <http://e/g2> .
"""
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"


@pytest.fixture
def store() -> OxigraphStore:
    return memory_store(NQUADS)


def objects(store: OxigraphStore, query: str, **options: object) -> list[str]:
    answer = store.query(query, **options)  # type: ignore[arg-type]
    return [solution["o"].value for solution in answer]  # type: ignore[union-attr]


def test_the_default_graph_is_the_union(store: OxigraphStore) -> None:
    assert objects(store, ALL) == ["1", "2"]


def test_from_chooses_the_default_graph(store: OxigraphStore) -> None:
    assert objects(store, ALL.replace("WHERE", "FROM <http://e/g2> WHERE")) == ["2"]
    assert objects(store, ALL.replace("WHERE", "FROM <http://e/none> WHERE")) == []


def test_a_from_in_a_string_chooses_nothing(store: OxigraphStore) -> None:
    assert objects(store, 'SELECT ?o { ?s ?p ?o FILTER(?o != "FROM") } ORDER BY ?o') == ["1", "2"]


def test_parameters_choose_the_dataset(store: OxigraphStore) -> None:
    assert objects(store, ALL, default_graphs=["http://e/g1"]) == ["1"]
    named = "SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert objects(store, named, named_graphs=["http://e/g2"]) == ["2"]
    assert objects(store, ALL, named_graphs=["http://e/g2"]) == []


def test_values_bind_variables(store: OxigraphStore) -> None:
    for variable, term in (("s", NamedNode("http://e/a")), ("o", Literal("1"))):
        answer = sparql.run(store, ALL + " # a comment at its end", values={variable: term})
        assert [row["o"].value for row in answer] == ["1"]  # type: ignore[union-attr]
    hostile = Literal('1") } } UNION { ?s ?p ?o } #')
    assert list(sparql.run(store, ALL, values={"o": hostile})) == []  # type: ignore[arg-type]


def test_a_bad_query_is_told_with_its_place(store: OxigraphStore) -> None:
    with pytest.raises(QueryError, match="2:"):
        store.query("SELECT ?s\nWHERE { ?s ?p }")


def test_a_bad_graph_name_is_told(store: OxigraphStore) -> None:
    with pytest.raises(QueryError):
        store.query(ALL, default_graphs=["not an iri"])


def test_a_store_on_disk_is_reopened_and_read_only(tmp_path: Path) -> None:
    (tmp_path / "data.nq").write_bytes(NQUADS)
    create_store(tmp_path / "store", tmp_path / "data.nq")
    first, second = open_store(tmp_path / "store"), open_store(tmp_path / "store")
    assert first.count() == second.count() == 2
    assert not any("update" in name or "add" in name for name in dir(first))


def test_a_broken_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "data.nq").write_bytes(NQUADS)
    create_store(tmp_path / "store", tmp_path / "data.nq")
    for path in (tmp_path / "store").glob("CURRENT"):
        path.write_text("nonsense")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "store")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://a.example/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE<http://a.example/>{?s ?p ?o} } } } }",
    ],
)
def test_service_is_refused(store: OxigraphStore, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        sparql.run(store, query)


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s ?p "SERVICE <http://a.example/>" }',
        "ASK { ?s <http://e/SERVICE> ?o } # SERVICE",
        "PREFIX service: <http://e/> ASK { ?service service:p ?o }",
        "ASK { ?s ?p '''a ' SERVICE''' }",
        'ASK { ?s ?p "\\"SERVICE" }',
    ],
)
def test_the_word_service_elsewhere_is_no_service(store: OxigraphStore, query: str) -> None:
    sparql.run(store, query)


@pytest.mark.parametrize("query", ["INSERT DATA { <a:b> <a:b> <a:b> }", "LOAD <http://a.example/>"])
def test_updates_are_no_queries(store: OxigraphStore, query: str) -> None:
    with pytest.raises(QueryError):
        sparql.run(store, query)
    assert store.count() == 2
