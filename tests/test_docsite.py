"""The site of documentation: its reference is the code's, its pages are there, and it is served as it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import trama
from trama.cli.commands import COMMANDS
from trama.query.library import read_queries
from trama.settings import Settings, load_settings
from trama.store import memory_store
from trama.web import create_app

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src" / "docsite"))
from make import NAV, write_sources


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    found = {}
    for lang in ("it", "en"):
        folder = tmp_path_factory.mktemp(lang)
        write_sources(folder, lang)
        found[lang] = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in folder.rglob("*.md")
        }
    return found


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_menu_leads_to_pages_in_four_kinds(pages: dict[str, dict[str, str]], lang: str) -> None:
    assert len([title for title, _ in NAV[lang] if title]) == 4
    listed = [name for _, names in NAV[lang] for name in names]
    assert len(set(listed)) == len(listed)
    for name in listed:
        assert pages[lang][name].startswith("# "), name


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_reference_names_everything_there_is(
    pages: dict[str, dict[str, str]], lang: str, root: Path
) -> None:
    text = "\n".join(text for name, text in pages[lang].items() if name.startswith(("r",)))
    wanted = [f"### trama {name}\n" for name in COMMANDS]
    wanted += [f"## {name}\n" for name in read_queries(root / "queries")]
    wanted += [f"/api/{name}`" for name in read_queries(root / "queries")]
    settings = load_settings({"TRAMA_ROOT": str(root)})
    wanted += [f"| `{given.name}`" for given in settings.given if "." in given.name]
    wanted += ["| `trama:StrategicObjective`", "| `trama:combines`"]
    if lang == "en":
        wanted += [f"## {name}\n" for name in trama.__all__ if name != "__version__"]
        wanted += ["### Dataset.objective\n", "### Rows.to_arrow\n", "### Thing.links\n"]
    assert [one for one in wanted if one not in text] == []
    # An address in memory would make each build another.
    assert " at 0x" not in text


def served(root: Path) -> FlaskClient:
    manifest = {"version": "0", "quads": 0, "graphs": {}, "classes": {}}
    settings = Settings(root=root, build=root / "none")
    return create_app(settings, memory_store(b""), manifest, {}).test_client()


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    for lang, words in (("it", "Benvenuti"), ("en", "Welcome")):
        folder = tmp_path / "documentation" / lang / "guide"
        folder.mkdir(parents=True)
        for path in (folder.parent / "index.html", folder / "index.html"):
            path.write_text(f"<h1>{words}</h1>", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    return served(tmp_path)


def test_the_reader_s_language_is_led_to(client: FlaskClient) -> None:
    for accept, lang in (("en", "en"), ("it-IT,it;q=0.9", "it"), ("de", "en"), ("", "it")):
        answer = client.get("/docs", headers={"Accept-Language": accept})
        assert (answer.status_code, answer.location) == (303, f"/docs/{lang}/")
    assert client.get("/docs?lang=en").location == "/docs/en/"


def test_pages_are_served_as_they_are(client: FlaskClient) -> None:
    answer = client.get("/docs/en/")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert b"Welcome" in answer.data
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    again = client.get("/docs/en/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/docs/it/guide").location == "/docs/it/guide/"
    for path in (
        "/docs/it/none",
        "/docs/de/",
        "/docs/it/../../secret.txt",
        "/docs/%2e%2e/secret.txt",
    ):
        assert client.get(path).status_code == 404, path


def test_where_none_is_built_the_page_says_how(tmp_path: Path) -> None:
    answer = served(tmp_path).get("/docs")
    assert answer.status_code == 200
    assert b"src/docsite/make.py" in answer.data
    assert served(tmp_path).get("/docs/it/").status_code == 404
