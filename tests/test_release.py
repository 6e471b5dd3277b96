"""A build is put in place whole or not at all, whenever it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from trama.build.dataset import Build, build_dataset
from trama.errors import StoreError
from trama.settings import Settings
from trama.store import open_store
from trama.store.release import read_manifest, write_release

KILLED_BUILD = Path(__file__).with_name("killed_build.py")


def write(small: Settings, label: str = "Trasporti") -> dict[str, object]:
    missions = small.root / "graph" / "piano-esempio" / "missions.csv"
    missions.write_text(f"number,label_it,passages\n1,Istruzione,p-1\n2,{label},p-2\n")
    return write_release(build_dataset(small), small.build)


def labels(settings: Settings) -> set[str]:
    query = """PREFIX trama: <https://w3id.org/trama/ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?label WHERE { ?mission a trama:Mission ; rdfs:label ?label }"""
    return {
        solution["label"].value for solution in open_store(settings.build / "store").query(query)
    }


def test_a_release_holds_dataset_store_and_manifest(small: Settings) -> None:
    manifest = write(small)
    assert read_manifest(small.build) == manifest
    lines = (small.build / "dataset.nq").read_bytes().splitlines()
    assert len(lines) == manifest["quads"] == open_store(small.build / "store").count()
    assert labels(small) == {"Istruzione", "Trasporti"}


def test_the_manifest_says_what_was_built_from_what(small: Settings) -> None:
    manifest = write(small)
    assert manifest["classes"]["StrategicObjective"] == 2  # type: ignore[index]
    assert sum(manifest["graphs"].values()) == manifest["quads"]  # type: ignore[attr-defined]
    sources = manifest["sources"]
    assert "graph/piano-esempio/objectives.csv" in sources  # type: ignore[operator]
    assert "ontology/small.ttl" in sources  # type: ignore[operator]


def test_building_twice_gives_the_same_bytes(small: Settings, tmp_path: Path) -> None:
    write(small)
    again = replace(small, build=tmp_path / "again")
    write(again)
    for name in ("dataset.nq", "manifest.json"):
        assert (small.build / name).read_bytes() == (again.build / name).read_bytes()


def test_the_bytes_do_not_depend_on_hash_order(small: Settings, tmp_path: Path) -> None:
    found = set()
    for seed in ("1", "2"):
        build = tmp_path / seed
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TRAMA_ROOT": str(small.root),
            "TRAMA_BUILD": str(build),
        }
        subprocess.run([sys.executable, "-m", "trama", "build"], env=environment, check=True)
        found.add((build / "dataset.nq").read_bytes())
    assert len(found) == 1


def test_a_reader_of_the_old_release_goes_on_reading_it(small: Settings) -> None:
    write(small)
    old = open_store(small.build / "store")
    write(small, "Mobilità")
    query = 'ASK { ?mission ?label "Trasporti"@it }'
    assert bool(old.query(query))
    assert labels(small) == {"Istruzione", "Mobilità"}


def test_nothing_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run «trama build» first"):
        read_manifest(tmp_path)
    with pytest.raises(StoreError, match="run «trama build» first"):
        open_store(tmp_path / "store")


def test_a_folder_that_cannot_be_written_is_told(small: Settings) -> None:
    small.build.write_text("a file where the folder should be")
    empty = Build(nquads=b"", quads=0, graphs={}, classes={}, sources={})
    with pytest.raises(StoreError, match="cannot be written"):
        write_release(empty, small.build)


@pytest.mark.integration
def test_a_build_killed_at_any_step_leaves_the_old_one_usable(small: Settings) -> None:
    write(small)
    missions = small.root / "graph" / "piano-esempio" / "missions.csv"
    missions.write_text(missions.read_text().replace("Trasporti", "Mobilità"))
    environment = {**os.environ, "TRAMA_ROOT": str(small.root), "TRAMA_BUILD": str(small.build)}
    outcomes = []
    for fatal in range(1, 100):
        command = [sys.executable, str(KILLED_BUILD), str(fatal)]
        outcome = subprocess.run(command, env=environment).returncode
        outcomes.append(outcome)
        manifest = json.loads((small.build / "manifest.json").read_bytes())
        lines = (small.build / "dataset.nq").read_bytes().splitlines()
        assert labels(small) in ({"Istruzione", "Trasporti"}, {"Istruzione", "Mobilità"})
        assert len(lines) == manifest["quads"] == open_store(small.build / "store").count()
        if outcome == 0:
            break
    assert outcomes[-1] == 0
    assert len(outcomes) > 5
    assert set(outcomes[:-1]) == {-signal.SIGKILL}
    assert labels(small) == {"Istruzione", "Mobilità"}


@pytest.mark.integration
def test_a_build_killed_while_it_writes_its_store_leaves_the_old_one_usable(
    small: Settings,
) -> None:
    write(small)
    environment = {**os.environ, "TRAMA_ROOT": str(small.root), "TRAMA_BUILD": str(small.build)}
    missions = small.root / "graph" / "piano-esempio" / "missions.csv"
    known, killed = {"Trasporti"}, 0
    # The engine's own writes cannot be counted, so the kill is by sight and may come too late.
    for attempt in range(30):
        label = f"Mobilità {attempt}"
        missions.write_text(f"number,label_it,passages\n1,Istruzione,p-1\n2,{label},p-2\n")
        process = subprocess.Popen([sys.executable, "-m", "trama", "build"], env=environment)
        while process.poll() is None and not list(small.build.glob("releases/.staging-*/store")):
            pass
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        known.add(label)
        assert labels(small) & known
        if killed == 3:
            break
    assert killed
