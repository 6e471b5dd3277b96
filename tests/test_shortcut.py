"""A query that goes around the application is answered as the application answers, and within its limits."""

from __future__ import annotations

import gzip
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from served import ROOT, Reply, Served, serving, write_build
from trama.rdf.tokens import calls, deepest, is_deeper
from trama.settings import Settings
from trama.store.oxigraph import memory_store
from trama.web.board import Board
from trama.web.server.app import create_app_of
from trama.web.server.framing import Framing, FramingError
from trama.web.server.incoming import HEADER, Incoming, Mark, Request, Unread
from trama.web.server.shortcut import Shortcut
from trama.web.state import Service, State

LINE = '<http://e/{n}> <http://e/p> "{n} e alcune parole" <http://e/g> .\n'
OWN = ("etag", "content-length", "date")
KINDS = {
    "json": {"Accept": "application/sparql-results+json"},
    "csv packed": {"Accept": "text/csv", "Accept_Encoding": "gzip"},
    "a page of another site": {"Origin": "https://example.org"},
    "with a language": {"Accept_Language": "en"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    build = tmp_path_factory.mktemp("shortcut")
    write_build(build, "".join(LINE.format(n=n) for n in range(1_000)))
    with serving(build, query_time=1, query_cache=0, query_rows=50) as running:
        yield running


def _told(reply: Reply) -> list[tuple[str, str]]:
    return sorted((n, v) for n, v in reply.headers.items() if n.lower() not in OWN)


def _value(number: int) -> str:
    return f"SELECT ?o {{ <http://e/{number}> ?p ?o }}"


@pytest.mark.integration
@pytest.mark.parametrize("kind", KINDS)
def test_the_second_of_a_kind_has_the_headers_of_the_first_and_an_answer_of_its_own(
    server: Served, kind: str
) -> None:
    replies = [server.query(_value(number), **KINDS[kind]) for number in range(3)]
    for number, reply in enumerate(replies):
        packed = reply.headers.get("Content-Encoding") == "gzip"
        body = gzip.decompress(reply.body) if packed else reply.body
        assert reply.status == 200
        assert f"{number} e alcune parole" in body.decode()
        assert int(reply.headers["Content-Length"]) == len(reply.body)
    assert _told(replies[0]) == _told(replies[1]) == _told(replies[2])
    assert len({reply.headers["ETag"] for reply in replies}) == 3
    # What each was told to be known by, it is known by.
    again = server.query(_value(2), If_None_Match=replies[2].headers["ETag"], **KINDS[kind])
    assert again.status == 304


@pytest.mark.integration
def test_what_is_not_plain_is_told_by_the_application(server: Served) -> None:
    asking = {"Accept": "application/sparql-results+json"}
    assert server.query(_value(1), **asking).status == 200
    assert server.query("SELECT ?o { nonsense", **asking).json["status"] == 400
    assert server.query("SELECT ?s { ?s ?p ?o } LIMIT 60", **asking).status == 422
    whole = server.query(f"SELECT ('{'x' * 1000}' AS ?long) {{ ?s ?p ?o }} LIMIT 40", **asking)
    assert whole.status == 200
    assert len(whole.json["results"]["bindings"]) == 40
    assert "Content-Length" not in whole.headers
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert server.query(runaway, **asking).json["status"] == 504
    graph = f"/sparql?default-graph-uri=http://e/none&query={quote(_value(1))}"
    assert server.ask("GET", graph, **asking).json["results"]["bindings"] == []
    update = f"/sparql?update=CLEAR+ALL&query={quote(_value(1))}"
    assert server.ask("GET", update, **asking).status == 403
    assert server.query("CONSTRUCT WHERE { <http://e/1> ?p ?o }", **asking).status == 406


@pytest.mark.integration
def test_a_worker_that_died_unseen_is_made_up_for(server: Served) -> None:
    assert server.query(_value(1)).status == 200
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    assert "7 e alcune" in server.query(_value(7)).body.decode()


@pytest.mark.integration
def test_queries_sent_ahead_are_answered_in_their_order(server: Served) -> None:
    numbers = range(40)
    requests = "".join(
        f"GET /sparql?query={quote(_value(n))} HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n"
        f"{'Connection: close' if n == 39 else 'X-A: b'}\r\n\r\n"
        for n in numbers
    )
    host, _, port = server.url.removeprefix("http://").strip("/").rpartition(":")
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.sendall(requests.encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b"")).decode()
    places = [answer.index(f"\n{n} e alcune parole") for n in numbers]
    assert places == sorted(places)
    assert answer.count("HTTP/1.1 200 OK") == 40


@pytest.mark.integration
def test_the_rate_of_a_client_is_counted_once_for_each_query(tmp_path: Path) -> None:
    write_build(tmp_path, LINE.format(n=1))
    with serving(tmp_path, query_rate=0.01, query_burst=5, query_cache=0) as limited:
        statuses = [limited.query(_value(number)).status for number in range(7)]
    assert statuses == [200] * 5 + [429] * 2


def _events(raw: bytes, step: int) -> list[object]:
    incoming, found = Incoming(), []
    for start in range(0, len(raw), step):
        incoming.feed(raw[start : start + step])
    while (event := incoming.next()) is not Mark.MORE:
        found.append(event)
    return found


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_a_request_is_read_the_same_however_it_is_cut(step: int) -> None:
    raw = (
        b"POST /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: of no effect\r\n\r\n"
        b"GET /next HTTP/1.1\r\nHost:  y \r\nConnection: close\r\n\r\n"
    )
    events = _events(raw, step)
    first, second = (event for event in events if isinstance(event, Request))
    assert (first.method, first.target, first.lasting) == (b"POST", b"/a?b", True)
    assert first.headers == [(b"host", b"x"), (b"transfer-encoding", b"chunked")]
    assert b"".join(event for event in events if isinstance(event, bytes)) == b"abcde"
    assert (second.target, second.headers[0], second.lasting) == (b"/next", (b"host", b"y"), False)
    assert events[-1] is Mark.END


REFUSED = {
    b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n": 501,
    b"\x80\x80\r\n\r\n": 400,
    b"GET / HTTP/2.0\r\nHost: a\r\n\r\n": 400,
    b"GET /\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n": 400,
    b"GET / HTTP/1.1\nHost: a\n\n": 400,
    b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n": 501,
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * HEADER: 431,
}


@pytest.mark.parametrize("raw", REFUSED, ids=range(len(REFUSED)))
@pytest.mark.parametrize("step", [5_000, 1_000_000])
def test_what_could_be_read_in_two_ways_is_not_read(raw: bytes, step: int) -> None:
    assert _events(raw, step)[-1] == Unread(REFUSED[raw])


def test_what_another_protocol_would_say_is_not_read_as_a_request() -> None:
    raw = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nGET /2 HTTP/1.1\r\n"
    request, end = _events(raw, 1000)
    assert isinstance(request, Request)
    assert not request.lasting
    assert end is Mark.END


def test_an_answer_is_framed_by_its_length_or_by_chunks() -> None:
    framing = Framing("GET", "1.1")
    assert b"Transfer-Encoding: chunked" in framing.head(200, [("A", "b")], close=False)
    assert framing.part(b"abc") + framing.end() == b"3\r\nabc\r\n0\r\n\r\n"
    assert framing.lasting
    old = Framing("GET", "1.0")
    assert b"Connection: close" in old.head(200, [], close=False)
    assert (old.part(b"abc"), old.end(), old.lasting) == (b"abc", b"", False)
    short = Framing("GET", "1.1")
    short.head(200, [("Content-Length", "4")], close=False)
    assert short.part(b"abc") == b"abc"
    with pytest.raises(FramingError):
        short.end()
    with pytest.raises(FramingError):
        short.part(b"de")
    silent = Framing("HEAD", "1.1")
    silent.head(200, [("Content-Length", "4")], close=False)
    assert silent.end() == b""


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0"])
def test_no_header_says_another(value: str) -> None:
    with pytest.raises(FramingError):
        Framing("GET", "1.1").head(200, [("X", value)], close=False)


def test_depth_is_told_by_counting_only_where_that_is_enough() -> None:
    deep = "ASK { " + "{" * 130 + "}" * 130 + " }"
    texts = [
        "ASK {}",
        deep,
        'ASK { ?s ?p "' + "{" * 200 + '" }',
        "ASK { FILTER(" + "!" * 200 + "?x) }",
    ]
    texts.append("ASK " + "\\u007B" * 200)
    for text in texts:
        assert is_deeper(text, 128) == (deepest(text) > 128)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PREFIX p: <https://e/#mat> SELECT * {?s ?p ?o FILTER(p:ches(?o, 'a'))}", True),
        ("SELECT * {?s ?p ?o FILTER(<x> # (\n (?o))}", True),
        ("SELECT * {?s ?p ?o FILTER(:\\u0066 (?o))}", True),
        ("SELECT * {?s ?p ?o FILTER(<x>\\u0028?o))}", True),
        ("SELECT (COUNT(*) AS ?n) {?s a <x> FILTER(?s IN (<a>)) }", False),
        ("ASK { ?s a 'a:b(c)' . FILTER(lang(?s) = 'it') }", False),
    ],
)
def test_a_call_of_a_function_by_its_name_is_found(text: str, found: bool) -> None:
    assert calls(text) == found


def test_what_was_decided_of_one_query_serves_the_next_without_the_application() -> None:
    store = memory_store(LINE.format(n=1).encode() + LINE.format(n=2).encode())
    manifest = {"version": "1", "graphs": {}, "classes": {}, "quads": 2}
    site = Service(State(Settings(ROOT, ROOT), store, manifest, {}), pool=None, board=Board())
    noted: list[tuple[str, int]] = []
    shortcut = Shortcut(
        create_app_of(site), site, lambda _, status, size, begun: noted.append((status, size))
    )
    answers: list[tuple[list[tuple[str, str]], bytes]] = []

    def around(number: int, **more: str) -> bool:
        asking = {"headers": {"Accept": "text/csv", **more}, "base_url": "http://localhost"}
        environ = EnvironBuilder("/sparql", query_string={"query": _value(number)}, **asking)
        taken = shortcut.take(
            environ.get_environ(), lambda *told: answers.append(told), lambda: None
        )
        if not taken:
            run_wsgi_app(shortcut, environ.get_environ())
        return taken

    # The first of a kind is the application's; what is kept of answers needs no worker.
    assert [around(1), around(1), around(2), around(2)] == [False, True, False, True]
    assert b"2 e alcune parole" in answers[1][1]
    assert ("Content-Length", str(len(answers[1][1]))) in answers[1][0]
    assert noted == [("200", len(body)) for _, body in answers]
    assert not around(1, **{"If-None-Match": '"x"'})
    assert not around(1, Range="bytes=0-1")
    site.damage = "damaged"
    assert not around(1)
