"""Loading a build into a real server, `oxigraph`, and validating there: whole or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from ports import free_port, listening
from trama.cli import app
from trama.errors import StoreError
from trama.settings import Settings
from trama.store import RemoteStore
from trama.store.credentials import authorization
from trama.store.loading import Addresses, addresses, load, split
from trama.store.release import read_manifest
from trama.validate import data
from trama.validate.data import current_data, of_build, of_statements

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of an empty `oxigraph` server."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("oxigraph is not installed")
    port = free_port()
    command = [program, "serve", "--location", str(tmp_path / "db"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        listening(process, port)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(10)


def loaded(built: Settings, server: str) -> RemoteStore:
    manifest = read_manifest(built.build)
    load(
        built.build / "dataset.nq",
        manifest["graphs"],
        addresses(server),
        version=manifest["version"],
        seconds=600,
    )
    return RemoteStore(server, manifest["graphs"], seconds=600)


def test_a_build_is_loaded_whole_and_again(built: Settings, server: str) -> None:
    counts = read_manifest(built.build)["graphs"]
    assert loaded(built, server).counts() == counts
    assert loaded(built, server).counts() == counts
    every = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert _asked(server, every) == str(len(counts))


def test_a_load_that_lost_statements_is_not_put_in_place(built: Settings, server: str) -> None:
    store = loaded(built, server)
    counts = read_manifest(built.build)["graphs"]
    more = {graph: count + 1 for graph, count in counts.items()}
    with pytest.raises(StoreError, match="statements of"):
        load(built.build / "dataset.nq", more, addresses(server), version="next", seconds=600)
    assert store.counts() == counts


def test_commands_load_and_validate_there(
    built: Settings, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    monkeypatch.setenv("TRAMA_STORE_REMOTE", "")
    run = CliRunner().invoke
    assert run(app, ["load", "--store", server]).exit_code == 0
    there = run(app, ["validate", "--format", "json", "--store", server])
    monkeypatch.setenv("TRAMA_STORE_REMOTE", "")
    here = run(app, ["validate", "--format", "json", "--whole"])
    assert there.exit_code == here.exit_code == 0
    assert there.stdout == here.stdout


def _asked(server: str, query: str) -> str:
    request = urllib.request.Request(
        server,
        query.encode(),
        {"Content-Type": "application/sparql-query", "Accept": "text/csv"},
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode().split()[1]


def test_addresses_are_told_from_the_first_one() -> None:
    assert addresses("http://h/query") == Addresses(
        "http://h/query", "http://h/update", "http://h/store"
    )
    assert addresses("http://h/ds/sparql").graphs == "http://h/ds/data"
    with pytest.raises(StoreError, match="--update, --graphs"):
        addresses("http://h/ask")


def test_graphs_are_split_without_loss(tmp_path: Path) -> None:
    nquads = tmp_path / "d.nq"
    nquads.write_text('<a:1> <a:p> "x <y" <a:g> .\n<a:2> <a:p> <a:3> <a:h> .\n', encoding="utf-8")
    found = {g: p.read_text("utf-8") for g, p in split(nquads, tmp_path).items()}
    assert found == {"a:g": '<a:1> <a:p> "x <y" .\n', "a:h": "<a:2> <a:p> <a:3> .\n"}


def test_credentials_come_from_the_environment_or_netrc(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine dati.example.org login anna password sego", encoding="utf-8")
    netrc.chmod(0o600)
    known = {"NETRC": str(netrc)}
    assert authorization("dati.example.org", known) == "Basic YW5uYTpzZWdv"
    assert authorization("other.example.org", known) == ""
    own = {"TRAMA_STORE_USER": "anna", "TRAMA_STORE_PASSWORD": "sego"}
    assert authorization("other.example.org", own) == "Basic YW5uYTpzZWdv"
    assert authorization("other.example.org", {"TRAMA_STORE_TOKEN": "abc"}) == "Bearer abc"
    netrc.write_text("machine login secret-word", encoding="utf-8")
    with pytest.raises(StoreError) as told:
        authorization("dati.example.org", known)
    assert "secret" not in str(told.value)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(StoreError) as told:
        RemoteStore("https://anna:sego@dati.example.org/query", ())
    assert "sego" not in str(told.value)


def test_a_dataset_of_somebody_else_is_read_as_what_it_is(tmp_path: Path) -> None:
    nquads = tmp_path / "d.nq"
    nquads.write_text('<a:1> <a:p> "x" .\n<a:2>  <a:p> <a:3> <a:h> .\n', encoding="utf-8")
    assert of_build(nquads).statements == 2
    assert of_statements([]).statements == 0


def test_a_build_larger_than_half_the_memory_is_asked_where_it_stands(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = current_data(built)
    assert isinstance(held.store, ox.Store)
    monkeypatch.setattr(data, "IN_MEMORY", 10)
    monkeypatch.setattr(data, "STATEMENT", 1 << 40)
    asked = current_data(built)
    assert not isinstance(asked.store, ox.Store)
    assert asked.statements == held.statements
    assert asked.written == held.written
