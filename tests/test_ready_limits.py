"""Ready queries and search keep within the limits of `/sparql`, and tell what stopped them alike."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from served import ROOT, Reply, Served, serving, write_build
from trama.query.evaluation import LimitReached
from trama.query.search import build as write_index
from trama.query.seek import seek
from trama.store import memory_store

LIMIT = 3.0
NQUADS = "".join(f'<http://e/s{n}> <http://e/p> "{n}" <http://e/g> .\n' for n in range(1000))
HEADER = """#+ title = { it = "Prova", en = "Trial" }
#+ description = { it = "Prova", en = "Trial" }
"""
READY = {
    "slow": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "wide": "SELECT ?c WHERE { ?a ?b ?c . VALUES ?x { 1 2 3 4 5 6 } }",
    "greedy": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } "
    "ORDER BY CONCAT(STR(?c), STR(?f), STR(?i))",
    "quick": "SELECT ?o WHERE { ?s <http://e/p> ?o } ORDER BY ?o",
    "check": "ASK { ?s ?p ?o }",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root whose ready queries are those of these tests."""
    folder = tmp_path_factory.mktemp("root")
    for name in ("graph", "ontology", "shapes"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "queries").mkdir()
    for name, text in READY.items():
        (folder / "queries" / f"{name}.rq").write_text(HEADER + text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    write_build(folder, NQUADS)
    return folder


@pytest.fixture(scope="module")
def server(build: Path, checkout: Path) -> Iterator[Served]:
    with serving(
        build,
        root=checkout,
        query_time=LIMIT,
        query_memory=100,
        query_rows=5000,
        query_workers=4,
        query_slow=1,
    ) as served:
        yield served


@pytest.mark.integration
def test_a_slow_ready_query_is_stopped_and_neighbours_do_not_notice(server: Served) -> None:
    replies: list[tuple[Reply, float]] = []

    def ask(path: str) -> tuple[Reply, float]:
        begun = time.monotonic()
        return server.ask("GET", path), time.monotonic() - begun

    ask("/api/quick")
    before = server.metric('trama_workers_ended_total{cause="time"}')
    slow = threading.Thread(target=lambda: replies.append(ask("/api/slow")))
    slow.start()
    # The parameters differ, so that no answer is one that was kept.
    beside = [ask(f"/sparql?query=SELECT+?o+%7B+<http://e/s{n}>+?p+?o+%7D") for n in range(30)]
    beside += [ask("/api/quick?page=2&per_page=100"), ask("/api/quick?format=csv")]
    slow.join()
    ((reply, took),) = replies
    assert (reply.status, reply.json["limit"]) == (504, LIMIT)
    assert reply.json["type"].endswith("problem/time")
    assert took >= LIMIT
    assert server.metric('trama_workers_ended_total{cause="time"}') == before + 1
    assert {other.status for other, _ in beside} == {200}


@pytest.mark.integration
def test_a_second_slow_ready_query_is_told_to_come_back(server: Served) -> None:
    replies: list[Reply] = []
    threads = [
        threading.Thread(target=lambda: replies.append(server.ask("GET", "/api/slow")))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reply.status for reply in replies) == [503, 504]
    busy = min(replies, key=lambda reply: reply.status)
    assert int(busy.headers["Retry-After"]) > 0
    assert busy.json["type"].endswith("problem/busy")


@pytest.mark.integration
@pytest.mark.parametrize(
    ("name", "status", "kind"), [("wide", 422, "rows"), ("check", 400, "query")]
)
def test_a_ready_query_is_refused_as_any_other(
    server: Served, name: str, status: int, kind: str
) -> None:
    for lang in ("it", "en"):
        reply = server.ask("GET", f"/api/{name}", Accept_Language=lang)
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert reply.headers["Content-Language"] == lang
        assert (reply.status, reply.json["status"]) == (status, status)
        assert reply.json["type"].endswith(f"problem/{kind}")


@pytest.mark.integration
def test_a_greedy_ready_query_is_stopped_at_its_memory(build: Path, checkout: Path) -> None:
    with serving(build, root=checkout, query_time=20, query_memory=100) as server:
        reply = server.ask("GET", "/api/greedy")
        assert (reply.status, reply.json["type"].rpartition("/")[2]) == (507, "memory")
        assert server.ask("GET", "/api/quick").status == 200


@pytest.mark.integration
def test_a_page_of_what_was_asked_is_not_evaluated_again(server: Served) -> None:
    server.ask("GET", "/api/quick?per_page=10")
    before = server.metric('trama_queries_total{outcome="answered"}')
    for page in range(1, 6):
        reply = server.ask("GET", f"/api/quick?per_page=10&page={page}")
        assert [row["o"] for row in reply.json["rows"]] == sorted(map(str, range(1000)))[
            page * 10 - 10 : page * 10
        ]
    assert server.metric('trama_queries_total{outcome="answered"}') == before


@pytest.mark.integration
@pytest.mark.parametrize("path", ["/api/quick", "/search?q=rete", "/sparql?query=ASK%7B%7D"])
def test_a_client_that_asks_too_much_is_told_so(build: Path, checkout: Path, path: str) -> None:
    with serving(build, root=checkout, query_rate=0.001, query_burst=2) as server:
        replies = [server.ask("GET", path) for _ in range(3)]
        assert [reply.status for reply in replies] == [200, 200, 429]
        assert int(replies[2].headers["Retry-After"]) > 0
        assert replies[2].json["type"].endswith("problem/rate")


@pytest.mark.integration
def test_what_was_expected_is_told_or_left_out(server: Served) -> None:
    for query in ("x", "SELECT * WHERE { ?s ?p }", "ASK {"):
        told = server.query(query, Accept_Language="en").json["detail"]
        assert "expected: expected" not in told
        assert not told.rstrip().endswith("expected:")


@pytest.mark.integration
def test_the_type_of_a_problem_leads_to_what_it_is(server: Served) -> None:
    for path in (
        "/api/wide",
        "/api/none",
        "/api/quick?page=0",
        "/sparql?query=ASK",
        "/search?page=0",
    ):
        problem = server.ask("GET", path, Accept_Language="en").json
        address = problem["type"].removeprefix("https://w3id.org/trama")
        for lang, title in (("en", problem["title"]), ("it", "")):
            page = server.ask("GET", f"{address}?lang={lang}")
            assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
            assert title in page.body.decode()
    assert server.ask("GET", "/problem/none").status == 404


def test_a_search_is_stopped_at_its_time(tmp_path: Path) -> None:
    lines = [
        f'<http://e/id/{n}> <http://www.w3.org/2000/01/rdf-schema#label> "rete {n}"@it <http://e/g> .\n'
        f"<http://e/id/{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/T> <http://e/g> .\n"
        for n in range(2000)
    ]
    index = tmp_path / "index.sqlite"
    write_index(memory_store("".join(lines).encode()), index)
    assert seek(index, "rete", "it").total == 2000
    with pytest.raises(LimitReached) as stopped:
        seek(index, "rete", "it", seconds=0)
    assert stopped.value.kind == "time"


def test_a_broken_index_is_not_taken_for_a_slow_one(tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite"
    sqlite3.connect(index).close()
    with pytest.raises(sqlite3.OperationalError):
        seek(index, "rete", "it", seconds=10)
