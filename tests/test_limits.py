"""Limits and settings: rows counted in every form, wrong settings told, documents held to the list."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat
from pyoxigraph import Store as Engine
from typer.testing import CliRunner

from served import ROOT
from trama.cli import app
from trama.errors import TramaError
from trama.query.counter import RowCounter
from trama.query.evaluation import Job, LimitReached, evaluate
from trama.rdf.tokens import query_form, service_targets
from trama.settings import Settings, load_settings
from trama.store import memory_store
from trama.web.board import Board
from trama.web.cache import Cache

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
# Read before the settings of the machine are put away for each test.
AWKWARD = st.text(st.sampled_from('"\\\n\r{}[]:,<>&\t a'), max_size=8)


@given(st.lists(AWKWARD, max_size=6), st.sampled_from(list(FORMATS)), st.integers(1, 40))
def test_rows_are_counted_whatever_they_hold_and_wherever_pieces_end(
    values: list[str], format: str, step: int
) -> None:
    engine = Engine()
    for number, value in enumerate(values):
        node = NamedNode(f"http://e/{number}")
        engine.add(Quad(node, NamedNode("http://e/p"), Literal(value)))
    query = "SELECT ?o ?none ?s WHERE { ?s ?p ?o OPTIONAL { ?s <http://e/none> ?none } }"
    written = engine.query(query).serialize(format=FORMATS[format])  # type: ignore[union-attr]
    assert written is not None
    counter = RowCounter(format)
    for start in range(0, len(written), step):
        counter.feed(written[start : start + step])
    assert counter.rows == len(values)


@pytest.mark.parametrize("format", [*FORMATS, "ttl", "nt", "rdf", "jsonld", "trig"])
def test_an_answer_over_its_rows_is_refused_and_one_at_its_rows_is_whole(format: str) -> None:
    lines = (f'<http://e/s> <http://e/p> "{n}" <http://e/g> .' for n in range(50))
    store = memory_store("\n".join(lines).encode())
    form = "SELECT ?o" if format in FORMATS else "CONSTRUCT"
    text = f"{form} WHERE {{ ?s ?p ?o }}"
    pieces: list[bytes] = []
    evaluate(store, Job(text, format, rows=50), lambda piece, _: pieces.append(piece))
    whole = b"".join(pieces)
    for job in (Job(text, format, rows=49), Job(text, format, bytes=len(whole) - 1)):
        with pytest.raises(LimitReached):
            evaluate(store, job, lambda piece, _: None)


def test_the_form_of_a_query_is_found_past_its_prologue() -> None:
    assert query_form("PREFIX ask: <http://e/select> # construct\nDESCRIBE ask:x") == "DESCRIBE"
    assert query_form("BASE <http://e/> \\u0041SK {}") == "ASK"
    assert query_form("nothing of the kind") == ""


def test_the_targets_of_service_are_found() -> None:
    query = (
        "SELECT * { SERVICE SILENT # here\n <http://e/a> {} SERVICE ?x {} SERVICE e:b {} SERVICE"
    )
    assert list(service_targets(query)) == ["http://e/a", "", "", ""]


def test_the_cache_keeps_what_was_asked_last_within_its_room() -> None:
    cache: Cache[bytes] = Cache(250)
    for name in "abc":
        cache.put(name, b"x" * 100, 100)
        cache.get("a")
    assert (cache.get("b"), cache.size) == (None, 200)
    assert cache.get("a") == cache.get("c") == b"x" * 100
    cache.put("d", b"x" * 251, 251)
    assert cache.get("d") is None
    off: Cache[bytes] = Cache(0)
    off.put("a", b"x", 1)
    assert off.get("a") is None


def test_each_client_has_its_own_allowance() -> None:
    board = Board()
    assert [board.admit("a", 0.001, 3) > 0 for _ in range(5)] == [False, False, False, True, True]
    assert board.admit("b", 0.001, 3) == 0


def settings_with(tmp_path: Path, text: str, **environment: str) -> Settings:
    path = tmp_path / "trama.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings({"TRAMA_ROOT": str(ROOT), "TRAMA_CONFIG": str(path), **environment})


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    text = '[query]\ntime = 7\nservices = ["http://e/"]\n[server]\nport = 81\n'
    settings = settings_with(tmp_path, text, TRAMA_QUERY_TIME="9.5")
    assert settings.query.time == 9.5
    assert settings.server.port == 81
    assert settings.query.services == ("http://e/",)
    origins = {given.name: given.origin for given in settings.given}
    assert origins["query.time"] == "TRAMA_QUERY_TIME"
    assert origins["server.port"] == "trama.toml"
    assert origins["query.memory"] == "default"


@pytest.mark.parametrize(
    ("text", "environment", "reason"),
    [
        ("[query]\ntimes = 7", {}, "'times'"),
        ("[queries]\ntime = 7", {}, "'queries'"),
        ("query = 7", {}, r"\[query\]"),
        ('[query]\ntime = "7"', {}, "a number"),
        ("[query]\ntime = 0", {}, "0.05 or more"),
        ("[query]\ntime = nan", {}, "a number"),
        ("[query]\nrows = true", {}, "a whole number"),
        ("[query]\nservices = [1]", {}, "a list of texts"),
        ("[query", {}, "not TOML"),
        ("base = 'no iri'", {}, "base must be"),
        ("", {"TRAMA_QUERY_ROWS": "many"}, "TRAMA_QUERY_ROWS must be a number"),
        ("", {"TRAMA_SERVER_PROCESSES": "0"}, "1 or more"),
        ("", {"TRAMA_CONFIG": "/nowhere/trama.toml"}, "cannot be read"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(
    tmp_path: Path, text: str, environment: dict[str, str], reason: str
) -> None:
    with pytest.raises(TramaError, match=reason):
        settings_with(tmp_path, text, **environment)


def test_the_command_lists_every_setting_with_its_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_QUERY_TIME", "3")
    listed = json.loads(CliRunner().invoke(app, ["config", "--json"]).stdout)
    names = {setting["name"]: setting for setting in listed}
    assert names["query.time"]["value"] == 3
    assert names["query.time"]["origin"] == "TRAMA_QUERY_TIME"
    assert names["query.time"]["default"] == 20
    table = CliRunner().invoke(app, ["config"]).stdout
    assert all(name in table for name in names)


def test_the_document_lists_every_setting_with_its_default() -> None:
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| `?([^|`]*)`? \|", text, re.MULTILINE))
    known = load_settings({"TRAMA_ROOT": str(ROOT)}).given
    assert set(listed) == {setting.name for setting in known}
    for setting in known[2:]:
        shown = " ".join(setting.default) if isinstance(setting.default, tuple) else setting.default
        assert listed[setting.name].strip() == str(shown), setting.name


@pytest.mark.alone
@pytest.mark.integration
def test_no_good_query_fails_beside_runaways_and_everything_comes_back(built: Settings) -> None:
    """64 clients, one query in twenty a runaway. How quick it is, is for `benchmarks/load.py`."""
    run = subprocess.run(
        [sys.executable, "benchmarks/load.py", "--quiet", "3", "--time", "3", "--seconds", "15"],
        cwd=ROOT,
        env={**os.environ, "TRAMA_BUILD": str(built.build)},
        capture_output=True,
        text=True,
    )
    report: dict[str, Any] = json.loads(run.stdout)
    mixed, memory = report["mixed"], report["memory_mb"]
    assert mixed["failed"] == {}, report
    assert mixed["good"] > 0, report
    # A runaway is ended at its limit, told to come back, or refused for its memory: none is answered.
    assert sum(mixed["runaways"].values()) > 0, report
    assert set(mixed["runaways"]) <= {"503", "504", "507"}, report
    # 48 workers at most, each with what one runaway holds on to.
    assert memory["peak"] < 3_500, report
    assert memory["after"] < memory["peak"], report
    assert report["left"] == 0, report
