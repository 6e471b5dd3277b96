"""What the tests share: the real plan, built once, and a small plan to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from rdflib import Graph

from browsing import FLAGS, NAMES
from needs import program
from trama.build.dataset import build_dataset
from trama.cli.tongue import CHOSEN
from trama.rdf.files import read_nquads
from trama.rdf.terms import as_graph
from trama.settings import Settings
from trama.store import OxigraphStore, open_store
from trama.store.release import write_release

ROOT = Path(__file__).resolve().parent.parent

# The command line speaks the language of the machine; here it is that of no language in particular.
for _name in ("LC_ALL", "LC_MESSAGES", "LANG"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TRAMA_")]:
        monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    # A process speaks one command's language; a test before this one may have been such a process.
    CHOSEN.set(None)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person whose system speaks English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a folder that holds the real plan's build."""
    settings = Settings(root=ROOT, build=tmp_path_factory.mktemp("build"))
    write_release(build_dataset(settings), settings.build)
    return settings


@pytest.fixture(scope="session")
def store(built: Settings) -> OxigraphStore:
    return open_store(built.build / "store")


@pytest.fixture(scope="session")
def data(built: Settings) -> Graph:
    """The union of all named graphs of the real plan."""
    dataset = built.build / "dataset.nq"
    return as_graph(read_nquads(dataset, shown=dataset.name))


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """A copy of a small valid plan, to be changed at will."""
    shutil.copytree(ROOT / "tests" / "small", tmp_path / "small")
    return Settings(root=tmp_path / "small", build=tmp_path / "build")


@pytest.fixture(scope="session")
def server(built: Settings) -> Iterator[str]:
    """The address of a real server process that serves the real plan."""
    command = [sys.executable, "-m", "trama", "serve", "--port", "0"]
    environment = {**os.environ, "TRAMA_ROOT": str(ROOT), "TRAMA_BUILD": str(built.build)}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    assert " http://" in told, told
    yield told.split()[-1].rstrip("/")
    process.terminate()
    process.wait(timeout=30)
    process.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = program(*NAMES, what="Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
