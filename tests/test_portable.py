"""Nothing but the limits of the server leans on Unix: with what only Unix has taken away, all else works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from trama.build.dataset import build_dataset
from trama.settings import Settings
from trama.store.current import open_current
from trama.store.release import current_of, dataset_of, read_manifest, write_release
from trama.store.versions import tidy

NOT_UNIX = Path(__file__).with_name("not_unix.py")


def environment(built: Settings) -> dict[str, str]:
    return {**os.environ, "TRAMA_ROOT": str(built.root), "TRAMA_BUILD": str(built.build)}


def run(built: Settings, *arguments: str) -> str:
    command = [sys.executable, str(NOT_UNIX), *arguments]
    done = subprocess.run(
        command, env=environment(built), capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.integration
def test_every_module_is_imported(built: Settings, root: Path) -> None:
    named = set(run(built).split())
    for package in ("trama", "ordito"):
        folder = root / "src" / package
        files = {path.relative_to(folder.parent).with_suffix("") for path in folder.rglob("*.py")}
        wanted = {
            ".".join(path.parts) for path in files if path.name not in ("__init__", "__main__")
        }
        assert wanted <= named


@pytest.mark.integration
def test_a_plan_is_checked_and_a_question_answered(built: Settings, root: Path) -> None:
    plan = root / "examples" / "esempio-dup-comune-piccolo"
    facts = json.loads(run(built, "check", str(plan), "--format", "json"))
    assert facts["findings"]
    assert run(built, "query", "missions", "--format", "csv").count("\n") == 7


@pytest.mark.integration
def test_the_server_says_what_it_cannot_hold_to_and_serves(built: Settings) -> None:
    process = subprocess.Popen(
        [sys.executable, str(NOT_UNIX), "serve", "--port", "0"],
        env=environment(built),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        told = process.stdout.readline()
        here = told.split()[-1].rstrip("/")
        warned = process.stderr.readline()
        assert "non hanno limiti di tempo e di memoria" in warned
        asked = urlencode({"query": "ASK { ?s ?p ?o }"}).encode()
        with urlopen(f"{here}/sparql", asked, timeout=30) as answer:
            assert json.load(answer)["boolean"] is True
        sent = urlencode({"elenco": "1. Ridurre i rifiuti\n2. Piantare alberi"})
        request = Request(f"{here}/verifica", sent.encode(), {"Origin": here})
        with urlopen(request, timeout=60) as answer:
            assert answer.status == 200
            assert "<h1" in answer.read().decode()
    finally:
        process.terminate()
        _, rest = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_builds_are_put_in_place_where_links_may_not_be_made(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(self: Path, target: object, target_is_directory: bool = False) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", no_link)
    first = write_release(build_dataset(small), small.build)
    missions = small.root / "graph" / "piano-esempio" / "missions.csv"
    missions.write_text(missions.read_text().replace("Istruzione", "Scuola"))
    second = write_release(build_dataset(small), small.build)
    assert first["version"] != second["version"] == read_manifest(small.build)["version"]
    assert current_of(small.build) == small.build / "releases" / second["version"]
    assert dataset_of(small.build).parent == current_of(small.build)
    assert open_current(small).count() == second["quads"]
    tidy(small.build, small.base, small.store)
    assert {path.name for path in small.build.iterdir()} == {"current", "parts", "releases"}
