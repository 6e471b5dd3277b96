"""Connections that nothing comes over, or too little, hold up nobody."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from probe import Probe, connect, read, until

from served import serving

pytestmark = pytest.mark.integration
IDLE = 'trama_connections_ended_total{cause="idle"}'
MANY = 'trama_connections_ended_total{cause="many"}'


def test_idle_connections_of_one_client_are_bounded_and_ended(plain: Path) -> None:
    with serving(
        plain, server_connections=150, server_client_connections=60, server_idle=2
    ) as server:
        with Probe(server) as probe:
            held = [connect(server) for _ in range(400)]
            assert until(lambda: server.metric(MANY) >= 300)
            probe.wait_for(9)
            assert until(lambda: server.metric("trama_connections ") <= 20)
        for connection in held:
            assert read(connection) == b""
            connection.close()


def test_idle_connections_of_many_clients_make_room_for_new_ones(plain: Path) -> None:
    with serving(plain, server_connections=100, server_idle=600) as server:
        with Probe(server) as probe:
            held = [connect(server, f"127.0.{n % 50 + 1}.{n % 7 + 1}") for n in range(300)]
            probe.wait_for(12)
            assert server.metric(IDLE) >= 200
            assert server.metric("trama_connections ") <= 100
        for connection in held:
            connection.close()


def test_headers_come_in_time_or_not_at_all(plain: Path) -> None:
    with serving(plain, server_headers=1) as server:
        with Probe(server) as probe:
            held = [connect(server) for _ in range(100)]
            for connection in held:
                connection.sendall(
                    b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nX-A: "
                )
            for _ in range(30):
                for connection in held:
                    try:
                        connection.sendall(b"a")
                    except OSError:
                        continue
                time.sleep(0.05)
            probe.wait_for(6)
            answers = [read(connection) for connection in held]
        assert all(not answer or b" 408 " in answer.partition(b"\r\n")[0] for answer in answers)
        assert any(b"text/html" in answer for answer in answers)
        for connection in held:
            connection.close()


def test_a_body_comes_in_time_or_not_at_all(plain: Path) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n"
        b"Content-Type: application/sparql-query\r\n\r\nASK "
    )
    with serving(plain, server_headers=1) as server:
        with Probe(server) as probe:
            held = [connect(server) for _ in range(60)]
            for connection in held:
                connection.sendall(head)
            probe.wait_for(6)
            answers = [read(connection) for connection in held]
        assert all(b" 408 " in answer.partition(b"\r\n")[0] for answer in answers)
        for connection in held:
            connection.close()


def test_many_long_bodies_at_once_are_bounded(plain: Path) -> None:
    """Plans are long, and of all that come in at once so many are taken into memory, and no more."""
    size = 2_500_000
    head = (
        f"POST /verifica HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n\r\n"
    ).encode()
    with serving(plain, check_size=1_000_000) as server:
        (front,) = server.children()

        def memory() -> int:
            facts = Path(f"/proc/{front}/status").read_text().partition("VmRSS:")[2]
            return int(facts.split()[0]) * 1000

        before = memory()
        with Probe(server) as probe:
            held = [connect(server, f"127.0.2.{n}") for n in range(1, 41)]
            for connection in held:
                connection.sendall(head)
                try:
                    connection.sendall(b"x" * (size - 1))
                except OSError:
                    continue
            probe.wait_for(6)
            assert memory() - before < 40 * size
            for connection in held:
                connection.close()
        # What a client left behind makes room again.
        assert until(lambda: server.ask("GET", "/health").status == 200)
