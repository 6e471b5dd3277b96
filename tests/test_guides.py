"""The guides are tried: every file that they have a reader write is written, and every command is run."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer.main

import trama as face
from trama.cli import app, main
from trama.settings import Settings

FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\((?:stato di uscita|exit status) (\d)\)")
Run = Callable[[list[str]], tuple[int, str]]

# The Italian page and the English one that has a reader do the same.
GUIDES = {
    "it/guide/aggiungere.md": "guides/adding.md",
    "it/primi-passi.md": "first-steps.md",
    "it/guide/verificare.md": "guides/checking.md",
    "it/guide/installare.md": "guides/installing.md",
}
# What these do is tried elsewhere: the wheel, its server and its site in `test_wheel.py`.
ELSEWHERE = ("pip", "pipx", "uvx", "trama serve", "trama publish", "trama load", "trama mcp")


def blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """The blocks of a page: language, title, content."""
    for found in FENCE.finditer(text):
        yield found[1], found[2] or "", found[3]


def commands(content: str) -> Iterator[tuple[list[str], list[str], int]]:
    """The commands of a console: their words, what they are to print, their exit status."""
    for part in content.split("$ ")[1:]:
        line, *told = part.rstrip("\n").split("\n")
        status = next((int(found[1]) for each in told if (found := EXIT.fullmatch(each))), 0)
        yield shlex.split(line), [each for each in told if not EXIT.fullmatch(each)], status


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(words: list[str]) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", words)
        status = 0
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out + err

    return run


def follow(page: str, run: Run) -> None:
    """Write what a page has a reader write and run what it has a reader run, in the folder at hand."""
    for _, title, content in blocks(page):
        if title:
            path = Path(title)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            continue
        for words, told, wanted in commands(content):
            status, out = run(words)
            assert status == wanted, f"{' '.join(words)}: {out}"
            for line in told:
                assert line in out, f"{' '.join(words)}: {out}"


@pytest.fixture
def copied(root: Path, built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, as a person who follows a guide has one."""
    for name in ("graph", "ontology", "queries", "shapes", "examples"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRAMA_ROOT", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("page", ["it/guide/aggiungere.md"])
def test_who_follows_the_guide_adds_each_thing(
    page: str, root: Path, copied: Path, run: Run
) -> None:
    follow((root / "docs" / page).read_text(encoding="utf-8"), run)


@pytest.mark.parametrize(
    "page", ["it/guide/verificare.md", "it/guide/installare.md", "first-steps.md"]
)
def test_who_follows_a_page_gets_what_it_says(
    page: str,
    root: Path,
    built: Settings,
    copied: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    if not page.startswith("it/"):
        monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    follow((root / "docs" / page).read_text(encoding="utf-8"), run)


@pytest.mark.parametrize(("italian", "english"), GUIDES.items())
def test_a_guide_has_a_reader_do_the_same_in_both_languages(
    italian: str, english: str, root: Path
) -> None:
    done = []
    for name in (italian, english):
        text = (root / "docs" / name).read_text(encoding="utf-8")
        written = [block for block in blocks(text) if block[1]]
        given = [
            # What is printed, and where it is written, is in the reader's language.
            ([word for word in words if "." not in word], len(told), status)
            for language, title, content in blocks(text)
            if language == "console" and not title
            for words, told, status in commands(content)
        ]
        done.append((written, given))
    assert done[0] == done[1]


def documents(root: Path) -> list[Path]:
    pages = [*root.glob("docs/*.md"), *root.glob("docs/guides/*.md"), *root.glob("docs/it/**/*.md")]
    return [root / "README.md", *pages]


def test_every_command_in_the_documents_is_one_that_can_be_given(root: Path) -> None:
    group = typer.main.get_command(app)
    seen = 0
    for page in documents(root):
        for language, _, content in blocks(page.read_text(encoding="utf-8")):
            if language not in ("", "console", "sh", "bash"):
                continue
            for line in content.splitlines():
                text = line.strip().removeprefix("$ ").partition(" #")[0].removeprefix(".venv/bin/")
                if not text.startswith("trama ") or text.startswith("trama --"):
                    continue
                words = shlex.split(text)[1:]
                words = words[: words.index("|")] if "|" in words else words
                words = words[: words.index(">")] if ">" in words else words
                command = group.commands[words[0]]  # type: ignore[attr-defined]
                rest = words[1:]
                if "--lang" in rest and not any(p.name == "lang" for p in command.params):
                    at = rest.index("--lang")
                    rest = rest[:at] + rest[at + 2 :]
                command.make_context(words[0], rest, resilient_parsing=False)
                seen += 1
    assert seen > 30


IN_ENGLISH = {
    "piano": "plan",
    "righe": "rows",
    "obiettivo": "objective",
    "rete": "network",
    "rapporto": "report",
    "legame": "reason",
}


def python_of(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    return "\n".join(content for language, _, content in blocks(text) if language == "python")


def test_the_python_of_the_documents_runs(
    root: Path, built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    names: dict[str, object] = {}
    english = python_of(root / "docs" / "guides" / "python.md")
    exec(compile(english, "python.md", "exec"), names)
    report = names["report"]
    assert isinstance(report, face.CheckReport)
    assert report.count("violation") == 5
    italian = python_of(root / "docs" / "it" / "guide" / "python.md")
    for word, meant in IN_ENGLISH.items():
        italian = re.sub(rf"\b{word}\b(?!-)", meant, italian)
    assert ast.dump(ast.parse(italian)) == ast.dump(ast.parse(english))


def test_the_first_answer_takes_three_lines(root: Path) -> None:
    first = next(
        b for b in blocks((root / "docs/guides/python.md").read_text()) if b[0] == "python"
    )
    assert len(first[2].splitlines()) == 3
