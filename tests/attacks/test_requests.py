"""Requests that two readers could read in two ways are refused, and their connection is closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from probe import Probe, connect, say

from served import Served, serving

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def server(plain: Path) -> Iterator[Served]:
    with serving(plain, server_body=200_000) as running:
        yield running


BAD = {
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
    "no name": (b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", 400),
    "a name with a path": (
        b"GET / HTTP/1.1\r\nHost: localhost/x\r\nConnection: close\r\n\r\n",
        400,
    ),
    "two lengths": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        400,
    ),
    "lengths that differ": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nASK {",
        400,
    ),
    "another coding": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        501,
    ),
    "a space before the colon": (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
    "no request": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "another protocol": (b"GET / SIP/2.0\r\nHost: localhost\r\n\r\n", 400),
    "too long headers": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 500_000 + b"\r\n\r\n",
        431,
    ),
    "too long a body": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
        + b"x" * 1000,
        413,
    ),
    "a bad chunk": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        400,
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_request_that_cannot_be_read_is_told_so_and_the_connection_closed(
    server: Served, kind: str
) -> None:
    request, status = BAD[kind]
    connection = connect(server)
    head, _, body = say(connection, request).partition(b"\r\n\r\n")
    connection.close()
    assert head.split()[1] == str(status).encode(), head
    # One answer, and it is told as all errors are.
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert b"HTTP/1.1 200" not in body


def test_who_cannot_be_read_is_answered_in_their_form_and_language(server: Served) -> None:
    connection = connect(server)
    answer = say(
        connection,
        b"GET / HTTP/1.1\r\nAccept: text/html\r\nAccept-Language: en\r\nHost : x\r\n\r\n",
    )
    connection.close()
    assert b" 400 " in answer.partition(b"\r\n")[0]
    assert b'<html lang="en">' in answer


def test_nonsense_from_many_stops_nobody(server: Served) -> None:
    with Probe(server) as probe:
        for number in range(60):
            request, _ = list(BAD.values())[number % len(BAD)]
            connection = connect(server, f"127.0.3.{number + 1}")
            say(connection, request)
            connection.close()
        probe.wait_for(6)


def test_a_good_request_may_be_chunked_pipelined_and_of_the_old_kind(server: Served) -> None:
    connection = connect(server)
    answer = say(
        connection,
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/sparql-query\r\nAccept: text/csv\r\n\r\n"
        b"4\r\nASK \r\nb\r\n{ ?s ?p ?o}\r\n0\r\n\r\n"
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        b"GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    connection.close()
    assert answer.count(b"HTTP/1.1 200") == 3, answer
    old = connect(server)
    assert b" 200 " in say(old, b"GET /health HTTP/1.0\r\n\r\n").partition(b"\r\n")[0]
    old.close()


def test_who_waits_to_be_told_to_go_on_is_told(server: Served) -> None:
    connection = connect(server)
    connection.sendall(
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16\r\nConnection: close\r\n"
        b"Expect: 100-continue\r\nContent-Type: application/sparql-query\r\n\r\n"
    )
    assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200" in say(connection, b"ASK { ?s ?p ?o }")
    connection.close()
