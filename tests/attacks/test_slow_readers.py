"""Clients that ask for long answers and do not read them hold neither the disk, nor the service."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from probe import LARGE, Probe, connect, on_disk, read, until

from served import serving

pytestmark = pytest.mark.integration
SLOW = 'trama_connections_ended_total{cause="slow"}'
ROOM = 'trama_connections_ended_total{cause="room"}'


def test_two_that_never_read_hold_little_and_not_for_long(plain: Path) -> None:
    room = 8_000_000
    with serving(plain, server_waiting=8, server_stall=2, query_time=60) as server:
        with Probe(server) as probe:
            readers = [connect(server, buffer=4096) for _ in range(2)]
            for reader in readers:
                reader.sendall(
                    f"GET /sparql?query={LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                )
            most = 0
            while server.metric(SLOW) < 2:
                most = max(most, on_disk(server))
                time.sleep(0.02)
            probe.wait_for(6)
        assert 0 < most <= room
        assert until(lambda: server.metric("trama_waiting_bytes") == on_disk(server) == 0)
        for reader in readers:
            # What they are left with ends early, so nobody takes it for the whole.
            assert b"0\r\n\r\n" not in read(reader)[-7:]
            reader.close()


def test_a_crowd_that_never_reads_leaves_room_for_the_others(plain: Path) -> None:
    with (
        serving(
            plain,
            server_threads=12,
            server_waiting_answers=3,
            server_stall=4,
            query_time=30,
            query_workers=12,
            query_slow=12,
        ) as server,
        Probe(server) as probe,
    ):
        readers = [connect(server, f"127.0.1.{n}", buffer=4096) for n in range(1, 25)]
        for reader in readers:
            reader.sendall(
                f"GET /sparql?query={LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
        assert until(lambda: server.metric(SLOW) + server.metric(ROOM) >= 6)
        probe.wait_for(9)
        health = server.ask("GET", "/health").json
        assert health["waiting"]["answers"] <= 3
        for reader in readers:
            reader.close()


def test_one_who_reads_slowly_gets_everything(plain: Path) -> None:
    with serving(plain, server_stall=1, query_time=60, query_workers=2) as server:
        limited = f"{LARGE}%20LIMIT%2020000"
        wanted = server.ask("GET", f"/sparql?query={limited}", Accept="text/csv").body
        reader = connect(server, buffer=8192)
        reader.sendall(f"GET /sparql?query={limited} HTTP/1.0\r\nAccept: text/csv\r\n\r\n".encode())
        parts = []
        while part := reader.recv(20_000):
            parts.append(part)
            time.sleep(0.02)
        reader.close()
        assert b"".join(parts).partition(b"\r\n\r\n")[2] == wanted
        assert len(wanted) > 500_000


def test_health_says_that_room_is_short(plain: Path) -> None:
    with serving(plain, server_waiting_answers=1, server_stall=60, query_time=60) as server:
        readers = [connect(server, buffer=4096) for _ in range(2)]
        for reader in readers:
            reader.sendall(
                f"GET /sparql?query={LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
        assert until(lambda: server.ask("GET", "/health").json["status"] == "short of room")
        assert server.ask("GET", "/health").json["waiting"]["answers"] == 1
        for reader in readers:
            reader.close()
        assert until(lambda: server.ask("GET", "/health").json["status"] == "ok")
