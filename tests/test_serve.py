"""The server as it runs: limits that hold, killed processes, a new build, an orderly end."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest

from served import ROOT, Reply, Served, serving, write_build

pytestmark = pytest.mark.integration

LIMIT = 1.0
NQUADS = "".join(f'<http://e/s{n}> <http://e/p> "{n}" <http://e/g> .\n' for n in range(1000))
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"
GREEDY = (
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY CONCAT(STR(?c), STR(?f), STR(?i))"
)
MEMORY = 300


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve")
    write_build(folder, NQUADS)
    return folder


@pytest.fixture(scope="module")
def server(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("log") / "access.jsonl"
    with serving(
        build,
        query_time=LIMIT,
        query_memory=MEMORY,
        query_workers=4,
        query_slow=2,
        query_rows=5000,
        server_access_log=log,
    ) as served:
        served.log = log  # type: ignore[attr-defined]
        yield served


def until(true: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())


def memory_of(pid: int) -> int:
    """Megabytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def test_a_runaway_ends_at_its_limit_and_its_process_is_gone(server: Served) -> None:
    before = set(server.workers())
    begun = time.monotonic()
    reply = server.query(RUNAWAY)
    took = time.monotonic() - begun
    assert reply.status == 504
    assert took >= LIMIT
    assert reply.json["type"].endswith("problem/time")
    assert reply.json["limit"] == LIMIT
    # One process of those that were there is gone, whatever memory it had.
    assert until(lambda: before - set(server.workers()))


def test_neighbours_do_not_notice_runaways_and_only_so_many_run(build: Path) -> None:
    with serving(build, query_time=4, query_workers=4, query_slow=1) as server:
        replies: list[Reply] = []
        threads = [
            threading.Thread(target=lambda: replies.append(server.query(RUNAWAY))) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        answered = [server.query(f"SELECT ?o {{ <http://e/s{n}> ?p ?o }}") for n in range(100)]
        for thread in threads:
            thread.join()
    assert {reply.status for reply in answered} == {200}
    # Of two slow queries one may run to its limit; the other is told when to come back.
    busy, late = sorted(replies, key=lambda reply: reply.status)
    assert (busy.status, late.status) == (503, 504)
    assert int(busy.headers["Retry-After"]) > 0
    assert busy.json["type"].endswith("problem/busy")


def test_memory_is_held_to_its_limit_and_comes_back(build: Path) -> None:
    with serving(build, query_time=20, query_memory=100, query_workers=1, query_slow=1) as server:
        server.query("ASK {}")
        (pid,) = server.workers()[-1:]
        small = memory_of(pid)
        peak = [0]
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.02):
                for worker in server.workers():
                    try:
                        peak[0] = max(peak[0], memory_of(worker))
                    except OSError:
                        continue

        watcher = threading.Thread(target=watch)
        watcher.start()
        reply = server.query(GREEDY)
        stop.set()
        watcher.join()
        assert reply.status == 507
        assert reply.json["type"].endswith("problem/memory")
        assert peak[0] < small + 200
        assert server.query("ASK {}").status == 200
        assert all(memory_of(worker) < small + 20 for worker in server.workers())


def test_an_answer_with_too_many_rows_is_refused_and_never_cut_short(server: Served) -> None:
    query = "SELECT ?c WHERE { ?a ?b ?c . VALUES ?x { 1 2 3 4 5 6 } }"
    connection = server.connection()
    connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": "text/csv"})
    response = connection.getresponse()
    # Its beginning has been sent, so it breaks off: no client takes it for the whole.
    if response.status == 200:
        with pytest.raises((OSError, HTTPException)):
            response.read()
    else:
        assert response.status == 422
    connection.close()
    assert server.query("SELECT ?c WHERE { ?a ?b ?c }").status == 200


def test_memory_stays_flat_while_a_large_answer_is_read(build: Path) -> None:
    with serving(build, query_time=60, query_workers=1, query_slow=1) as server:
        fronts = server.children()
        connection = server.connection(60)
        connection.request("GET", f"/sparql?query={quote(LARGE)}")
        response = connection.getresponse()
        size = len(response.read(1000))
        front, worker = fronts[0], max(server.workers(), key=memory_of)
        before = peak = memory_of(front) + memory_of(worker)
        end = b""
        while piece := response.read(1 << 17):
            size, end = size + len(piece), piece[-3:]
            peak = max(peak, memory_of(front) + memory_of(worker))
        connection.close()
        assert (end, size > 30_000_000) == (b"]}}", True)
        assert peak < before + 20


@pytest.mark.parametrize("kind", ["worker", "nursery", "front"])
def test_a_killed_process_loses_nothing(server: Served, kind: str) -> None:
    query = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o LIMIT 100"
    wanted = server.query(query).body
    assert wanted.count(b"value") == 100
    front = server.children()[0]
    victims = {
        "worker": lambda: server.workers(),
        "nursery": lambda: server.children(front),
        "front": lambda: [front],
    }[kind]()
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    if kind == "front":
        # The connections it had are gone with it; the next are taken by another.
        assert until(lambda: server.children() not in ([], [front]))
    for _ in range(3):
        reply = server.query(query)
        assert (reply.status, reply.body) == (200, wanted)
    if kind == "front":
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in victims))


def test_a_worker_killed_at_its_work_is_made_up_for(server: Served) -> None:
    """Kill a worker, idle or at work, again and again while quick queries are asked."""
    answered = threading.Event()
    killed: list[int] = []

    def kill() -> None:
        while len(killed) < 20:
            # No query meets more than one death, however slowly the machine makes workers.
            if not answered.wait(30):
                return
            answered.clear()
            for pid in server.workers()[:1]:
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                except ProcessLookupError:
                    continue

    killer = threading.Thread(target=kill)
    killer.start()
    statuses = set()
    for number in itertools.count():
        statuses.add(server.query(f"SELECT (COUNT(*) AS ?n{number}) {{ ?s ?p ?o }}").status)
        answered.set()
        if not killer.is_alive():
            break
    killer.join()
    assert len(killed) == 20
    assert statuses == {200}
    assert server.metric('trama_workers_ended_total{cause="died"}') > 0


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_answer_that_was_streamed_is_kept_too(server: Served, coding: str) -> None:
    query = f"SELECT ?s ?p ?o ('{coding}' AS ?x) {{ ?s ?p ?o }} ORDER BY ?s"
    cached = 'trama_queries_total{outcome="cached"}'
    before, replies = server.metric(cached), []
    # Each process keeps its own: in so many tries one of them is asked twice.
    for _ in range(5):
        replies.append(server.query(query, Accept_Encoding=coding))
        assert replies[-1].status == 200
    assert "Content-Length" not in replies[0].headers
    assert server.metric(cached) > before
    assert any("Content-Length" in reply.headers for reply in replies)
    bodies = {gzip.decompress(r.body) if coding == "gzip" else r.body for r in replies}
    assert len(bodies) == 1
    assert len(bodies.pop()) > 16_384


def test_a_new_build_is_served_without_a_request_dropped(tmp_path: Path) -> None:
    versions = [write_build(tmp_path, '<http://e/s> <http://e/p> "0" <http://e/g> .\n')]
    seen: list[tuple[int, str]] = []
    stop = threading.Event()

    with serving(tmp_path, server_processes=2) as server:

        def ask() -> None:
            while not stop.is_set():
                reply = server.query("SELECT ?o { ?s ?p ?o }", Accept="text/csv")
                seen.append((reply.status, reply.body.split()[-1].decode()))

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 4):
            text = f'<http://e/s> <http://e/p> "{number}" <http://e/g> .\n'
            versions.append(write_build(tmp_path, text))
            assert until(lambda n=number: any(value == str(n) for _, value in seen))
        stop.set()
        for thread in threads:
            thread.join()
        health = server.ask("GET", "/health").json
    assert {status for status, _ in seen} == {200}
    assert {value for _, value in seen} == {"0", "1", "2", "3"}
    waiting = {"answers": 0, "bytes": 0}
    assert health == {"status": "ok", "version": versions[-1], "waiting": waiting}


def test_hup_replaces_the_processes_without_a_request_dropped(build: Path) -> None:
    with serving(build, server_processes=2) as server:
        before = set(server.children())
        server.process.send_signal(signal.SIGHUP)
        statuses = set()

        def replaced() -> bool:
            statuses.add(server.query("ASK {}").status)
            now = set(server.children())
            return len(now) == 2 and not now & before

        assert until(replaced, 15)
        assert statuses == {200}


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stopping_server_ends_what_it_has_in_hand(build: Path, sign: signal.Signals) -> None:
    with serving(build, query_time=60, query_slow_after=30) as server:
        connection = server.connection()
        slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }"
        connection.request("GET", f"/sparql?query={quote(slow)}")
        assert until(lambda: server.metric("trama_workers_busy") == 1)
        everyone = [*server.children(), *server.workers()]
        server.process.send_signal(sign)
        response = connection.getresponse()
        assert json.loads(response.read())["results"]["bindings"][0]["n"]["value"] == "1000000"
        connection.close()
        assert server.process.wait(10) == 0
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))


def test_what_the_client_has_is_not_evaluated_again(server: Served) -> None:
    query = "SELECT ?o WHERE { <http://e/s7> ?p ?o }"
    first = server.query(query)
    answered = server.metric('trama_queries_total{outcome="answered"}')
    again = server.query(query, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert server.metric('trama_queries_total{outcome="answered"}') == answered
    assert server.metric('trama_queries_total{outcome="not_modified"}') >= 1
    for other in (
        server.query(query, Accept="text/csv"),
        server.query(query + " "),
        server.ask("GET", f"/sparql?query={quote(query)}&default-graph-uri=http%3A%2F%2Fe%2Fg"),
    ):
        assert other.headers["ETag"] != first.headers["ETag"]


def test_answers_come_packed_when_asked_so(server: Served) -> None:
    query = "SELECT ?o WHERE { ?s ?p ?o }"
    plain = server.query(query, Accept="text/csv")
    packed = server.query(query, Accept="text/csv", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert "Accept-Encoding" in packed.headers["Vary"]
    refused = server.query(query, Accept="text/csv", Accept_Encoding="gzip;q=0")
    assert refused.headers["Content-Encoding"] is None


def test_a_client_that_asks_too_much_is_slowed(build: Path) -> None:
    with serving(build, query_rate=1, query_burst=5, server_processes=2) as server:
        replies = [server.query("ASK {}") for _ in range(8)]
        assert [reply.status for reply in replies[:5]] == [200] * 5
        assert replies[-1].status == 429
        assert 1 <= int(replies[-1].headers["Retry-After"]) <= 3
        assert server.ask("GET", "/health").status == 200


def test_the_numbers_and_the_log_tell_what_was_done(server: Served) -> None:
    before = server.metric("trama_http_request_seconds_count")
    server.query("ASK { ?s ?p 'a mark in the log' }", User_Agent="a test")
    assert server.metric("trama_http_request_seconds_count") >= before + 1
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]  # type: ignore[attr-defined]
    (line,) = (line for line in lines if "mark" in line["query"])
    assert (line["status"], line["method"], line["path"]) == (200, "GET", "/sparql")
    assert line["client"] == "127.0.0.1"
    assert line["bytes"] > 0


def test_no_query_or_document_makes_a_request_outside(server: Served) -> None:
    """A socket listens where the queries point; nothing comes."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.3)
        here = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        queries = [
            f"SELECT * {{ SERVICE <{here}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{here}> {{ ?s ?p ?o }} }}",
            f"BASE <{here}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
            f"PREFIX h: <{here}> SELECT * {{ SERVICE h:x {{ ?s ?p ?o }} }}",
            f"SELECT * {{ VALUES ?x {{ <{here}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
            f"SELECT * {{ \\u0053ERVICE <{here}> {{ ?s ?p ?o }} }}",
            f"SELECT * FROM <{here}> {{ ?s ?p ?o }}",
            f"SELECT * FROM NAMED <{here}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            f"LOAD <{here}>",
            f"DESCRIBE <{here}>",
            f"ASK {{ GRAPH <{here}> {{ ?s ?p ?o }} }}",
            f"SELECT (<{here}>(1) AS ?x) {{}}",
        ]
        for query in queries:
            for extra in ("", f"&default-graph-uri={quote(here, safe='')}"):
                reply = server.ask("GET", f"/sparql?query={quote(query)}{extra}")
                assert reply.status in (200, 400), (query, reply.body)
        server.ask("GET", f"/graphs?graph={quote(here, safe='')}")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        server.ask("POST", "/sparql", f"update=LOAD <{here}>".encode(), **form)
        document = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{here}">]><a>&b;</a>'.encode()
        for media_type in ("application/rdf+xml", "application/ld+json"):
            server.ask("PUT", "/graphs?default", document, Content_Type=media_type)
        with pytest.raises(TimeoutError):
            trap.accept()


def test_service_asks_only_what_is_allowed(build: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(5)
        here = f"http://127.0.0.1:{trap.getsockname()[1]}/sparql"
        with serving(build, query_services=here, query_time=1) as server:
            other = server.query(f"ASK {{ SERVICE <{here}/other> {{ ?s ?p ?o }} }}")
            assert other.status == 400
            assert here in other.json["detail"]
            threading.Thread(
                target=server.query, args=(f"ASK {{ SERVICE <{here}> {{ ?s ?p ?o }} }}",)
            ).start()
            connection, _ = trap.accept()
            connection.close()


def test_a_syntax_error_is_told_with_its_place_in_the_clients_language(server: Served) -> None:
    query = "SELECT ?s\nWHERE { ?s ?p }"
    for language, words in (("it-IT,it;q=0.9", "Alla riga 2"), ("en", "At line 2"), ("fr", "At")):
        reply = server.query(query, Accept_Language=language)
        assert reply.status == 400
        assert (reply.json["line"], reply.json["column"]) == (2, 16)
        assert reply.json["detail"].startswith(words)
        assert reply.headers["Content-Language"] == ("it" if "it" in language else "en")


@pytest.mark.parametrize("path", ["/", "/sparql", "/sparql?query=ASK%7B", "/health", "/none"])
def test_every_answer_carries_safe_headers(server: Served, path: str) -> None:
    headers = server.ask("GET", path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_build_that_is_missing_is_told(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "trama", "serve", "--port", "0"],
        env={**os.environ, "TRAMA_BUILD": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert run.returncode == 2
    assert "esegui prima «trama build»" in run.stderr
