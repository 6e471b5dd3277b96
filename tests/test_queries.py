"""The ready queries: each is sound, says truly what it answers, and answers truly of the real plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

import answers_of_links
import answers_of_plan  # noqa: F401
import answers_of_two  # noqa: F401
from answers import ANSWERS, Answer
from plan_tables import Tables, short
from trama.namespaces import PREFIXES, XSD, Names
from trama.query.library import Query, read_queries
from trama.query.sparql import run
from trama.settings import Settings
from trama.store import OxigraphStore, memory_store

FOLDER = Path(__file__).resolve().parent.parent / "queries"
QUERIES = read_queries(FOLDER)
SOUND = {"links-without-evidence", "crossing-statements-without-link", "links-without-statement"}
FROM_RULES = {"inferred-links"}
HOME = ("objectives-of-mission", "comuni-of-zone", "unions-across-zones")

# What the plan's own pages count, and readers found by hand.
KNOWN_SIZES = {
    "missions": 6,
    "objectives-of-mission": 75,
    "objective-text": 75,
    "vision-keywords": 5,
    "aims-and-phases": 6,
    "driver-names-and-basis": 10,
    "driver-profiles": 10,
    "comuni-of-zone": 133,
    "comuni-per-zone": 8,
    "unions-across-zones": 9,
    "members-of-unions": 14,
    "comuni-spelled-otherwise": 1,
    "results-of-previous-period": 16,
    "total-funding": 2,
    "editions-of-plan": 4,
    "aims-of-instrument": 16,
}

every_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)


@pytest.fixture(scope="module")
def tables(root: Path, data: Graph) -> Tables:
    return Tables(root / "graph", data)


def test_the_library_is_as_large_as_it_says() -> None:
    on_links = {name for name, answer in ANSWERS.items() if _is_on_links(answer)}
    assert len(on_links) >= 20
    assert len(QUERIES.keys() - on_links) >= 18
    assert set(HOME) <= QUERIES.keys()


def test_every_query_has_a_true_answer_to_be_compared_with() -> None:
    assert QUERIES.keys() == ANSWERS.keys()


def test_every_query_is_in_the_readme_with_its_question() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| (.+?) \| (.+?) \| (.*?) \|$", text)
    assert rows == [
        (
            query.name,
            query.title["it"],
            query.title["en"],
            ", ".join(f"`{parameter.name}`" for parameter in query.parameters),
        )
        for query in QUERIES.values()
    ]


@every_query
def test_a_query_is_standard_sparql_that_a_second_parser_reads(query: Query) -> None:
    prepared = prepareQuery(query.text)
    assert [str(variable) for variable in prepared.algebra.PV] == list(query.columns)
    declared = dict(re.findall(r"(?m)^PREFIX (\w+): <(.+)>$", query.text))
    assert declared.items() <= PREFIXES.items()


@every_query
def test_a_header_asks_a_question_in_both_languages(query: Query) -> None:
    for words in (query.title, *(parameter.label for parameter in query.parameters)):
        assert all(words[lang] for lang in ("it", "en"))
    assert all(query.title[lang].endswith("?") for lang in ("it", "en"))
    assert all(query.description[lang].endswith(".") for lang in ("it", "en"))
    assert query.columns.keys() >= {parameter.name for parameter in query.parameters}


@every_query
def test_the_answer_is_true(query: Query, store: OxigraphStore, tables: Tables) -> None:
    rows = _ask(query, query.text, store)
    assert rows == _expected(query, tables)
    if query.name in KNOWN_SIZES:
        assert len(rows) == KNOWN_SIZES[query.name]


@every_query
def test_the_answer_with_the_default_parameters_is_true(
    query: Query, store: OxigraphStore, tables: Tables
) -> None:
    given = {
        parameter.name: parameter.default
        for parameter in query.parameters
        if parameter.default is not None
    }
    rows = _ask(query, query.filled_in(Names()), store)
    columns = list(query.columns)
    assert rows == [
        row
        for row in _expected(query, tables)
        if all(row[columns.index(name)] == value for name, value in given.items())
    ]
    assert rows or query.name in SOUND | FROM_RULES


@every_query
def test_the_order_of_rows_leaves_nothing_to_chance(query: Query, tables: Tables) -> None:
    answer = ANSWERS[query.name]
    keys = [answer.key(row) for row in answer.rows(tables)]
    assert len(set(keys)) == len(keys)


@every_query
def test_every_cell_is_of_the_type_that_its_column_declares(
    query: Query, store: OxigraphStore
) -> None:
    for solution in run(store, query.text):  # type: ignore[union-attr]
        for (column, kind), term in zip(query.columns.items(), solution, strict=True):
            assert term is None or _is(term, kind), f"{column} should be {kind}: {term}"


def test_an_answer_does_not_change_with_the_base(built: Settings) -> None:
    text = (built.build / "dataset.nq").read_bytes()
    moved = memory_store(text.replace(b"https://w3id.org/trama/id/", b"https://example.org/id/"))
    query = QUERIES["objectives-of-mission"]
    assert len(list(run(moved, query.filled_in(Names("https://example.org/"))))) == 17  # type: ignore[arg-type]


def test_a_parameter_narrows_the_answer(store: OxigraphStore) -> None:
    def size(asked: str, **given: str) -> int:
        query = QUERIES[asked]
        return len(_ask(query, query.filled_in(Names(), given), store))

    missions = [size("objectives-of-mission", mission=str(number)) for number in range(1, 7)]
    assert missions == [15, 17, 15, 11, 13, 4]
    zones = [size("comuni-of-zone", zone=str(number)) for number in range(1, 9)]
    assert zones == [22, 16, 6, 29, 15, 16, 28, 1]
    assert size("comune-by-name", name="Locate Triulzi") == 1
    assert size("comune-by-name", name="Atlantide") == 0


def test_the_figures_of_the_plan_are_found(store: OxigraphStore) -> None:
    query = QUERIES["total-funding"]
    found = {(row["value"], row["unit"]) for row in _dicts(query, _ask(query, query.text, store))}
    assert found == {(Decimal(215), "interventi"), (Decimal(464267194), "euro")}


def test_the_union_of_the_fontanili_crosses_zones_and_no_other_does(store: OxigraphStore) -> None:
    query = QUERIES["unions-across-zones"]
    rows = _dicts(query, _ask(query, query.text, store))
    assert {row["union"] for row in rows} == {"union/fontanili"}
    south_west = {row["comune_it"] for row in rows if row["zone"] == "6"}
    assert south_west == {"Binasco", "Casarile"}


LINK = """
PREFIX trama: <https://w3id.org/trama/ns#>
trama:combines a trama:CrossingProperty .
<urn:link> a trama:Link ; trama:source <urn:driver> ; trama:relation trama:combines ;
  trama:target <urn:objective> ; trama:basis trama:Curated .
"""
STATEMENT = "<urn:driver> trama:combines <urn:objective> .\n"
EVIDENCE = """
<urn:link> trama:evidence <urn:part> .
<urn:part> <http://www.w3.org/ns/oa#hasSelector> <urn:part#quote> .
<urn:part#quote> <http://www.w3.org/ns/oa#exact> "parole"@it .
"""


@pytest.mark.parametrize(
    ("name", "broken", "sound"),
    [
        ("links-without-evidence", LINK + STATEMENT, LINK + STATEMENT + EVIDENCE),
        (
            "crossing-statements-without-link",
            LINK.replace("trama:Link ; trama:source <urn:driver>", "trama:Link") + STATEMENT,
            LINK + STATEMENT,
        ),
        ("links-without-statement", LINK + EVIDENCE, LINK + STATEMENT),
    ],
)
def test_a_query_on_quality_finds_what_is_wrong(name: str, broken: str, sound: str) -> None:
    assert name in SOUND
    for turtle, found in ((broken, 1), (sound, 0)):
        quads = Graph().parse(data=turtle, format="turtle").serialize(format="nt", encoding="utf-8")
        assert len(list(run(memory_store(quads), QUERIES[name].text))) == found  # type: ignore[arg-type]


def test_a_second_engine_gives_the_same_answers(store: OxigraphStore, data: Graph) -> None:
    names = ("missions", "objectives-of-mission", "comuni-of-zone", "unions-across-zones")
    names += ("comune-by-name", "objectives-involving-actor", "editions-of-plan")
    for name in names:
        text = QUERIES[name].filled_in(Names())
        theirs = [
            tuple(None if term is None else str(term) for term in row) for row in data.query(text)
        ]
        ours = [
            tuple(getattr(term, "value", None) for term in row)
            for row in run(store, text)  # type: ignore[union-attr]
        ]
        assert theirs == ours, name


def _is_on_links(answer: Answer) -> bool:
    return answer.rows.__module__ == answers_of_links.__name__


def _ask(query: Query, text: str, store: OxigraphStore) -> list[tuple[Any, ...]]:
    read = [_READ.get(kind, str) for kind in query.columns.values()]
    return [
        tuple(
            None if term is None else cell(term.value)
            for cell, term in zip(read, solution, strict=True)
        )
        for solution in run(store, text)  # type: ignore[union-attr]
    ]


_READ: dict[str, Callable[[str], Any]] = {"iri": short, "integer": int, "decimal": Decimal}


def _expected(query: Query, tables: Tables) -> list[tuple[Any, ...]]:
    rows = ANSWERS[query.name].sorted(tables)
    return [tuple(row[column] for column in query.columns) for row in rows]


def _dicts(query: Query, rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(query.columns, row, strict=True)) for row in rows]


def _is(term: NamedNode | Literal, kind: str) -> bool:
    if kind == "iri":
        return isinstance(term, NamedNode)
    if not isinstance(term, Literal):
        return False
    if kind in ("it", "en"):
        return term.language == kind
    return (
        term.datatype
        in {
            "string": (XSD.string,),
            "integer": (XSD.integer, XSD.nonNegativeInteger),
            "decimal": (XSD.decimal,),
            "date": (XSD.date, XSD.gYearMonth, XSD.gYear),
        }[kind]
    )
