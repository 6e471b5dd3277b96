"""A full disk costs long answers to slow clients, and lines of the log, and nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from probe import LARGE, Probe, connect, until

from needs import missing
from served import serving

pytestmark = pytest.mark.integration
SLOW = 'trama_connections_ended_total{cause="slow"}'


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        missing("right to mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_pages_go_on_when_the_disk_is_full(
    plain: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(small_disk))
    with serving(
        plain, server_stall=3, query_time=30, server_access_log=small_disk / "access.jsonl"
    ) as server:
        with Probe(server) as probe:
            readers = [connect(server, f"127.0.1.{n}", buffer=4096) for n in range(1, 7)]
            for reader in readers:
                reader.sendall(
                    f"GET /sparql?query={LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                )
            assert until(lambda: os.statvfs(small_disk).f_bavail == 0)
            (small_disk / "more").write_bytes(b"")
            probe.wait_for(12)
            assert until(lambda: server.metric(SLOW) >= 6)
        for reader in readers:
            reader.close()
        assert server.ask("GET", "/health").json["status"] == "ok"


def test_a_disk_that_was_full_from_the_first_breaks_no_page(
    plain: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (small_disk / "full").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    monkeypatch.setenv("TMPDIR", str(small_disk))
    log = small_disk / "access.jsonl"
    with serving(plain, server_access_log=log) as server, Probe(server) as probe:
        # A body, and an answer of some megabytes that is read, need no disk.
        reply = server.ask(
            "POST",
            "/sparql",
            b"SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000",
            Content_Type="application/sparql-query",
        )
        assert reply.status == 200
        assert len(reply.body) > 1_000_000
        probe.wait_for(6)
