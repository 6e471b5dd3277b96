"""The wheel is the product: installed with nothing of the checkout in reach, it serves, checks, asks and publishes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

import trama

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=300)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's folders: what is installed, an empty one to work in, one for caches."""
    home = tmp_path_factory.mktemp("home")
    for name in ("installed", "work", "cache"):
        (home / name).mkdir()
    # What pip does with a wheel that is all Python, and nothing that it would fetch.
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home / "installed")
    return home


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("TRAMA_")}
    known |= {"PYTHONPATH": str(home / "installed"), "XDG_CACHE_HOME": str(home / "cache")}
    return known | {"HOME": str(home), "LC_ALL": "it_IT.UTF-8"}


@pytest.fixture(scope="module")
def run(home: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
        words = ["-c", code] if code else ["-m", "trama", *arguments]
        return subprocess.run(
            [sys.executable, *words],
            cwd=home / "work",
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )

    return run


def test_the_wheel_holds_what_it_needs_and_nothing_of_the_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for part in ("graph/psttm-2025-2027/text.md", "ontology/trama.ttl", "shapes/plan.ttl"):
        assert f"trama/data/{part}" in names
    for page in ("it/index.html", "en/reference/commands/index.html", "it/search.json"):
        assert f"trama/data/documentation/{page}" in names
    assert "trama/publish/static/site/site.css" in names
    for page in (name for name in names if "/documentation/" in name and name.endswith(".html")):
        with zipfile.ZipFile(wheel) as archive:
            text = archive.read(page).decode()
        # Nothing is asked of another server, and no script stands inside a page.
        assert not re.search(
            r"<(?:script|img|link|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", text
        ), page
        assert not re.search(r"<script(?![^>]* src=)(?![^>]*application/json)[^>]*>", text), page
    assert not [name for name in names if "test" in name.split("/")[0] or "node_modules" in name]


@pytest.mark.integration
def test_from_an_empty_folder_it_answers_checks_and_says_its_version(
    run: Run, home: Path, root: Path
) -> None:
    lines = "import trama\nplan = trama.open()\nprint(len(plan.query('objectives-of-driver', driver=4)))"
    answered = run(code=f"{lines}\nprint(trama.__file__)")
    count, where = answered.stdout.split()
    assert int(count) > 10
    assert Path(where).is_relative_to(home / "installed")
    told = run("--version").stdout
    assert re.fullmatch(rf"trama {re.escape(trama.__version__)}\ndati [0-9a-f]{{12}}\n", told)
    shutil.copytree(root / "examples" / "esempio-dup-comune-piccolo", home / "work" / "piano")
    checked = run("check", "piano")
    assert checked.returncode == 1, checked.stderr
    assert checked.stdout.startswith("5 errori da correggere")
    # Everything that is kept is in the person's cache.
    assert [path.name for path in (home / "work").iterdir()] == ["piano"]
    assert list((home / "cache" / "trama").glob("*/releases/*/store"))


@pytest.mark.integration
def test_it_serves_pages_data_and_its_documentation(
    home: Path, environment: dict[str, str]
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "trama", "serve", "--port", "0"],
        cwd=home / "work",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        here = process.stdout.readline().split()[-1].rstrip("/")
        for path, words in (
            ("/", "Piano strategico"),
            ("/docs/it/guide/verificare/", "Verificare un piano"),
            ("/static/site/site.css", "body"),
        ):
            with urlopen(f"{here}{path}", timeout=60) as answer:
                assert words in answer.read().decode()
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


@pytest.mark.integration
def test_it_publishes(run: Run, root: Path, home: Path) -> None:
    # A small plan: its site has every kind of page and file.
    shutil.copytree(root / "tests" / "small", home / "small")
    shutil.rmtree(home / "small" / "ontology")
    shutil.copytree(home / "installed" / "trama" / "data" / "ontology", home / "small" / "ontology")
    assert run("build", "--root", str(home / "small")).returncode == 0
    done = run("publish", str(home / "site"), "--root", str(home / "small"))
    assert done.returncode == 0, done.stderr
    assert (home / "site" / "index.html").is_file()
    assert (home / "site" / "static" / "site" / "site.css").is_file()


# What tells others about the software


def project(root: Path) -> dict[str, object]:
    with (root / "pyproject.toml").open("rb") as file:
        facts: dict[str, object] = tomllib.load(file)["project"]
    return facts


def test_how_to_cite_it_is_told_in_a_form_that_programs_read(root: Path) -> None:
    told = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    facts = project(root)
    assert told["cff-version"] == "1.2.0"
    assert told["version"] == trama.__version__
    assert told["license"] == facts["license"]
    assert told["keywords"] == facts["keywords"]
    for required in ("message", "title", "authors", "abstract"):
        assert told[required]


def test_codemeta_says_what_the_project_says(root: Path) -> None:
    told = json.loads((root / "codemeta.json").read_text(encoding="utf-8"))
    facts = project(root)
    assert told["@context"] == "https://w3id.org/codemeta/3.0"
    assert told["version"] == trama.__version__
    assert told["license"].endswith(f"/{facts['license']}")
    assert told["softwareRequirements"] == facts["dependencies"]
    for ours, theirs in (
        ("name", "name"),
        ("description", "description"),
        ("keywords", "keywords"),
    ):
        assert told[ours] == facts[theirs]
    assert told["programmingLanguage"]["version"] == facts["requires-python"]


def heavy(facts: dict[str, object]) -> Iterator[str]:
    dependencies = facts["dependencies"]
    assert isinstance(dependencies, list)
    for one in dependencies:
        yield re.split(r"[<>=\[]", one)[0]


def test_what_is_heavy_is_an_extra(root: Path) -> None:
    needed = set(heavy(project(root)))
    assert not needed & {"pandas", "polars", "pyarrow", "matplotlib", "mcp", "zensical", "pytest"}
