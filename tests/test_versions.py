"""Every version of the dataset stays available as dumps; the newest stay whole, to go back to."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from typer.testing import CliRunner

from served import ROOT
from trama.build.dataset import Build
from trama.cli import app
from trama.errors import StoreError
from trama.namespaces import DEFAULT_BASE
from trama.options import StoreOptions
from trama.settings import Settings
from trama.store import open_store
from trama.store.dumps import SUMS
from trama.store.release import PARTS, read_manifest, write_release
from trama.store.versions import tidy
from trama.web import create_app

GRAPH = f"{DEFAULT_BASE}graph/plan"


def build(number: int) -> Build:
    line = f'<{DEFAULT_BASE}id/x> <http://e/p> "{number}" <{GRAPH}> .\n'
    return Build(line.encode(), 1, {GRAPH: 1}, {}, {})


def write(folder: Path, number: int) -> str:
    """Make a build the current one, each a minute younger than the one before."""
    version = str(write_release(build(number), folder)["version"])
    release = folder / "releases" / version
    os.utime(release, (1e9 + 60 * number, 1e9 + 60 * number))
    return version


def is_whole(release: Path) -> bool:
    return all((release / part).exists() for part in PARTS)


@pytest.fixture
def seven(tmp_path: Path) -> tuple[Path, list[str]]:
    folder = tmp_path / "build"
    return folder, [write(folder, number) for number in range(7)]


def test_all_versions_stay_and_the_newest_stay_whole(seven: tuple[Path, list[str]]) -> None:
    folder, versions = seven
    tidy(folder, DEFAULT_BASE, StoreOptions(whole=3))
    releases = folder / "releases"
    assert {path.name for path in releases.iterdir()} == set(versions)
    assert [v for v in versions if is_whole(releases / v)] == versions[-3:]
    for number, version in enumerate(versions[:-3]):
        left = releases / version
        assert {path.name for path in left.iterdir()} == {"manifest.json", "dumps"}
        whole = gzip.decompress((left / "dumps" / "trama.nq.gz").read_bytes())
        assert whole == build(number).nquads
        for line in (left / "dumps" / SUMS).read_text().splitlines():
            digest, _, name = line.partition("  ")
            assert hashlib.sha256((left / "dumps" / name).read_bytes()).hexdigest() == digest
    before = {path: path.stat().st_mtime_ns for path in releases.iterdir()}
    tidy(folder, DEFAULT_BASE, StoreOptions(whole=3))
    assert {path: path.stat().st_mtime_ns for path in releases.iterdir()} == before


def test_versions_can_be_kept_to_a_number(seven: tuple[Path, list[str]]) -> None:
    folder, versions = seven
    tidy(folder, DEFAULT_BASE, StoreOptions(whole=2, versions=4))
    releases = folder / "releases"
    assert {path.name for path in releases.iterdir()} == set(versions[-4:])
    assert [v for v in versions if (releases / v).is_dir() and is_whole(releases / v)] == versions[
        -2:
    ]
    tidy(folder, DEFAULT_BASE, StoreOptions(whole=5, versions=1))
    assert [path.name for path in releases.iterdir()] == versions[-1:]


def test_the_current_version_stays_whole_however_old(seven: tuple[Path, list[str]]) -> None:
    folder, versions = seven
    write(folder, 0)
    tidy(folder, DEFAULT_BASE, StoreOptions(whole=1, versions=2))
    assert is_whole(folder / "releases" / versions[0])
    assert read_manifest(folder)["version"] == versions[0]
    assert open_store(folder / "store").count() == 1


def test_a_version_that_was_put_away_is_made_whole_by_building_it_again(
    seven: tuple[Path, list[str]],
) -> None:
    folder, versions = seven
    tidy(folder, DEFAULT_BASE, StoreOptions(whole=1))
    assert write(folder, 2) == versions[2]
    assert is_whole(folder / "releases" / versions[2])
    (row,) = open_store(folder / "store").query("SELECT ?o { ?s ?p ?o }")  # type: ignore[misc]
    assert row["o"].value == "2"
    assert (folder / "dataset.nq").read_bytes() == build(2).nquads
    assert not list((folder / "releases").glob(".*"))


def test_every_version_is_served(seven: tuple[Path, list[str]], root: Path) -> None:
    folder, versions = seven
    tidy(folder, DEFAULT_BASE, StoreOptions(whole=1))
    settings = Settings(root=root, build=folder)
    served = create_app(settings, open_store(folder / "store"), read_manifest(folder), {})
    client = served.test_client()
    for number, version in enumerate(versions):
        assert client.get(f"/dataset/{version}").status_code == 200
        packed = client.get(f"/dataset/{version}/plan.nq.gz").data
        (quad,) = parse(gzip.decompress(packed), format=RdfFormat.N_QUADS)
        assert quad.object.value == str(number)  # type: ignore[union-attr]
        assert client.get(f"/dataset/{version}/{SUMS}").status_code == 200
    page = client.get("/catalogo", headers={"Accept": "text/html"}).text
    assert all(f'href="/dataset/{version}"' in page for version in versions)


def test_the_command_puts_versions_away(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(small.root))
    monkeypatch.setenv("TRAMA_BUILD", str(small.build))
    monkeypatch.setenv("TRAMA_STORE_WHOLE", "1")
    missions = small.root / "graph" / "piano-esempio" / "missions.csv"
    for label in ("Trasporti", "Mobilità", "Acqua"):
        missions.write_text(f"number,label_it,passages\n1,Istruzione,p-1\n2,{label},p-2\n")
        assert CliRunner().invoke(app, ["build"]).exit_code == 0
    found = list((small.build / "releases").iterdir())
    assert (len(found), sum(map(is_whole, found))) == (3, 1)


KILLED = """
import os, signal, sys
from pathlib import Path
from trama.namespaces import DEFAULT_BASE
from trama.options import StoreOptions
from trama.store.versions import tidy
seen = 0
def watch(event, arguments):
    global seen
    writes = event == "open" and str(arguments[1] or "r")[0] in "wax"
    if writes or event in {"os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir", "os.utime"}:
        seen += 1
        if seen == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
tidy(Path(sys.argv[1]), DEFAULT_BASE, StoreOptions(whole=1))
"""


@pytest.mark.integration
def test_a_version_is_never_lost_however_tidying_is_killed(tmp_path: Path) -> None:
    old, _ = write(tmp_path / "fresh", 0), write(tmp_path / "fresh", 1)
    outcomes = []
    for fatal in range(1, 200, 3):
        folder = tmp_path / str(fatal)
        shutil.copytree(tmp_path / "fresh", folder, symlinks=True)
        command = [sys.executable, "-c", KILLED, str(folder), str(fatal)]
        outcomes.append(subprocess.run(command, cwd=ROOT).returncode)
        release = folder / "releases" / old
        dump = release / "dumps" / "trama.nq.gz"
        plain = gzip.decompress(dump.read_bytes()) if dump.exists() else b""
        assert plain == build(0).nquads or (release / "dataset.nq").read_bytes() == build(0).nquads
        assert read_manifest(release)["version"] == old
        assert open_store(folder / "store").count() == 1
        if outcomes[-1] == 0:
            break
        tidy(folder, DEFAULT_BASE, StoreOptions(whole=1))
        assert gzip.decompress(dump.read_bytes()) == build(0).nquads
        assert not is_whole(release)
    assert outcomes[-1] == 0
    assert len(outcomes) > 3
    assert set(outcomes[:-1]) == {-signal.SIGKILL}


def test_a_version_whose_files_cannot_be_read_is_told_and_stays(
    seven: tuple[Path, list[str]],
) -> None:
    folder, versions = seven
    release = folder / "releases" / versions[0]
    (release / "dataset.nq").write_bytes(b"no statement")
    with pytest.raises(StoreError):
        tidy(folder, DEFAULT_BASE, StoreOptions(whole=1))
    assert is_whole(release)
