"""A build that is not whole says so: to who validates it, to who opens it, and to who asks how the service is."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner

from served import ROOT, serving, write_build
from trama.cli import app
from trama.errors import StoreError
from trama.publish.directory import directory_of, read_directory
from trama.query import search
from trama.query.evaluation import Job, evaluate
from trama.settings import Settings
from trama.store import OxigraphStore, open_store
from trama.store.oxigraph import memory_store
from trama.store.release import dataset_of, read_manifest, releases
from trama.web.board import Board
from trama.web.state import Service, load_state
from trama.workers.pool import Pool
from trama.workers.worker import Piece

NQUADS = "".join(
    f'<http://e/s{n}> <http://e/p> "{"text " * 40}{n}" <http://e/g> .\n' for n in range(3000)
)


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return true()


@pytest.fixture
def build(tmp_path: Path) -> Path:
    write_build(tmp_path, NQUADS)
    return tmp_path


def validate(build: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("TRAMA_ROOT", str(ROOT))
    monkeypatch.setenv("TRAMA_BUILD", str(build))
    done = CliRunner().invoke(app, ["validate"])
    return done.exit_code, f"{done.output}{done.exception}"


@pytest.mark.parametrize("how", ["missing", "cut", "empty"])
def test_a_build_without_its_dataset_is_not_valid(
    build: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = (build / "dataset.nq").resolve()
    if how == "missing":
        path.unlink()
    else:
        path.write_text("" if how == "empty" else "".join(NQUADS.splitlines(True)[:2000]))
    status, said = validate(build, monkeypatch)
    assert status != 0
    assert "dataset.nq" in said
    assert "trama build" in said
    with pytest.raises(StoreError, match=r"dataset\.nq"):
        dataset_of(build)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '"x"',
        "{",
        '{"version": "1"}',
        '{"version": 1, "quads": 1, "graphs": {}, "classes": {}}',
        '{"version": "1", "quads": 1, "graphs": {"g": "x"}, "classes": {}}',
        '{"version": "1", "quads": 1, "graphs": [], "classes": {}}',
        "\x00\x01",
    ],
)
def test_a_manifest_that_is_none_is_refused_when_it_is_opened(build: Path, text: str) -> None:
    path = (build / "manifest.json").resolve()
    path.write_text(text)
    with pytest.raises(StoreError, match="is not the manifest of a build"):
        read_manifest(build)
    assert releases(build, "") == []


def damage(store: Path) -> None:
    """Write over the blocks of a store's tables, whose checksums then fail."""
    for table in store.glob("*.sst"):
        content = bytearray(table.read_bytes())
        # What is short the store reads when it opens; the index and the footer stay, too.
        if len(content) < 8_000:
            continue
        for place in range(64, len(content) // 3, 97):
            content[place] ^= 0xFF
        table.write_bytes(content)


def test_a_store_is_read_through_in_portions_however_large_a_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {"http://e/a": 1, "http://e/b": 5, "http://e/c": 2, "http://e/d": 1}
    lines = [
        f"<http://e/s> <http://e/p> <{graph}/{n}> <{graph}> .\n"
        for graph, count in counts.items()
        for n in range(count)
    ]
    write_build(tmp_path, "".join(lines))
    state = load_state(Settings(ROOT, tmp_path))
    read: list[list[bytes]] = []

    class Reading:
        """Workers that keep what they read."""

        def run(self, folder: Path, job: Job) -> list[Piece]:
            pieces: list[bytes] = []
            evaluate(state.store, job, lambda piece, _: pieces.append(piece))
            read.append(b"".join(pieces).splitlines()[1:])
            return []

    monkeypatch.setattr("trama.web.state._AT_ONCE", 2)
    Service(state, pool=cast(Pool, Reading()), board=Board()).examine(state)
    assert max(map(len, read)) == 2
    rows = [row for portion in read for row in portion]
    assert len(rows) == len(set(rows)) == sum(counts.values())


@pytest.mark.integration
def test_a_damaged_block_is_told_and_shows_in_health_until_the_next_build(build: Path) -> None:
    damage((build / "store").resolve())
    with serving(build) as server:
        # It was read through when it was opened, before anybody asked.
        assert until(lambda: server.ask("GET", "/health").status == 503)
        reply = server.query("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
        assert reply.status == 503, reply.body
        assert reply.json["type"].endswith("problem/store")
        health = server.ask("GET", "/health")
        assert (health.status, health.json["status"]) == (503, "damaged")
        assert health.json["reason"]
        # Nobody's worker died of it.
        assert server.metric('trama_workers_ended_total{cause="died"}') == 0
        write_build(build, NQUADS + '<http://e/x> <http://e/p> "1" <http://e/g> .\n')
        assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").status == 200
        assert server.ask("GET", "/health").status == 200


@pytest.fixture
def release(built: Settings, tmp_path: Path) -> Path:
    copy = tmp_path / "release"
    copy.mkdir()
    shutil.copytree((built.build / "store").resolve(), copy / "store")
    return copy


@pytest.mark.parametrize("how", ["half", "nothing", "no index", "garbage", "a byte"])
def test_an_index_of_search_that_is_broken_is_made_again(release: Path, how: str) -> None:
    store: OxigraphStore = open_store(release / "store")
    wanted = search.find(release, store, "rete verde", "it")
    assert wanted.total
    index = search.index_of(release, store)
    content = index.read_bytes()
    broken = {
        "half": content[: len(content) // 2],
        "nothing": b"",
        "no index": b"SQLite format 3\x00" + b"\x00" * 4096,
        "garbage": b"x" * 5000,
        "a byte": content[:100_000] + b"\xff" * 3000 + content[103_000:],
    }[how]
    index.write_bytes(broken)
    assert search.find(release, store, "rete verde", "it") == wanted
    assert index.read_bytes() == content


@pytest.mark.parametrize("how", ["half", "nothing", "never finished"])
def test_a_directory_that_is_broken_is_made_again(tmp_path: Path, how: str) -> None:
    store = memory_store(
        (
            NQUADS
            + '<http://e/s> <http://www.w3.org/2000/01/rdf-schema#label> "s" <http://e/g> .\n'
        ).encode()
    )
    path = directory_of(tmp_path, store)
    content = path.read_bytes()
    if how == "never finished":
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TABLE whole")
    else:
        path.write_bytes({"half": content[: len(content) // 2], "nothing": b""}[how])
    assert read_directory(store, tmp_path).name("http://e/s").label("it") == "s"
    assert path.read_bytes() == content
