"""Both tables of sentences are whole, every key that code uses is in them, and skins speak the reader's language."""

from __future__ import annotations

import ast
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trama.errors import SourceError, SourceProblems, TramaError
from trama.messages import LANGUAGES, Message, sentences, spoken
from trama.model import ELEMENTS
from trama.model.element import columns
from trama.settings import Settings

RAISED = {"TramaError", "SourceError", "QueryError", "StoreError", "UnfitError", "Message", "said"}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def used(root: Path) -> Iterator[tuple[str, str, set[str]]]:
    """The keys written in code as the first argument of a message or an error: where, key, values."""
    for path in sorted((root / "src" / "trama").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if isinstance(node.func, ast.Attribute) and name == "said":
                continue
            if name not in RAISED:
                continue
            given = {keyword.arg for keyword in node.keywords if keyword.arg}
            if any(keyword.arg is None for keyword in node.keywords):
                given.add("*")
            for constant in ast.walk(node.args[0]):
                where = f"{path.relative_to(root)}:{node.lineno}"
                if isinstance(constant, ast.JoinedStr):
                    break
                plain = isinstance(node.args[0], ast.Constant | ast.IfExp)
                if plain and isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    yield where, constant.value, given


def test_both_languages_have_every_sentence_with_the_same_values() -> None:
    english, italian = sentences("en"), sentences("it")
    assert sorted(english) == sorted(italian)
    for key, sentence in english.items():
        assert fields(sentence) == fields(italian[key]) or fields(italian[key]) < fields(
            sentence
        ), key
        assert sentence.strip(), key
        assert italian[key].strip(), key


def test_every_key_in_code_has_a_sentence_and_gives_its_values(root: Path) -> None:
    seen = 0
    for where, key, given in used(root):
        seen += 1
        assert key in sentences("en"), f"{where}: {key!r} has no sentence in words/en.toml"
        missing = fields(sentences("en")[key]) - given - {"path", "line", "cell", "value"}
        assert not missing or "*" in given, f"{where}: {key} is not given {missing}"
    assert seen > 150


def test_every_sentence_is_used_in_code(root: Path) -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (root / "src" / "trama").rglob("*.py")
    )
    made = (
        "kind.",
        "document.",
        "form.",
        "limit.",
        "settings.kind-",
        "system.",
        "read.is-",
        "note.",
        "table-name.",
        "heading.",
        "separator.",
    )
    unused = [
        key
        for key in sentences("en")
        if not key.startswith(made) and not any(f"{q}{key}{q}" in code for q in "\"'")
    ]
    assert not unused


def test_every_kind_that_a_column_refers_to_has_a_name() -> None:
    for element in ELEMENTS:
        for field in columns(element):
            kind = getattr(field.column.cell, "kind", "")
            form = getattr(field.column.cell, "form", "")
            assert not kind or f"kind.{kind}" in sentences("it"), kind
            assert not form or f"form.{form}" in sentences("it"), form


def test_a_message_is_told_in_each_language_with_its_numbers_and_messages() -> None:
    large = SourceError("file.too-large", bytes=20_000_000, path="piano.xlsx")
    assert str(large) == "piano.xlsx: the file is larger than 20,000,000 bytes"
    assert large.said("it") == "piano.xlsx: il file è più grande di 20.000.000 byte"
    near = Message("nearest.name", name="OB-01")
    unknown = Message(
        "column.unknown-reference", column="guida", kind=Message("kind.plan"), near=near
    )
    assert unknown.said("it") == (
        "la colonna guida nomina un piano che non esiste; il più vicino è «OB-01»"
    )
    assert Message.unpacked(unknown.packed()).said("it") == unknown.said("it")
    several = SourceProblems([large, SourceError(unknown, path="a.csv", line=2, value="x")])
    assert several.said("it").count("\n") == 1


def test_what_has_no_key_is_told_as_it_is() -> None:
    assert str(TramaError("parse error at 1:7, {not} a key")) == "parse error at 1:7, {not} a key"
    assert TramaError("parse error").said("it") == "parse error"


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "it"),
        ({"LANG": "C.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en"}, "en"),
    ],
)
def test_the_environment_decides_the_language(environment: dict[str, str], lang: str) -> None:
    assert spoken(environment) == lang
    assert lang in LANGUAGES


@pytest.mark.parametrize(
    ("arguments", "locale", "told"),
    [
        (["convert", "no.xlsx", "b.csv"], "", "non c’è nessun file"),
        (["convert", "no.xlsx", "b.csv"], "en_US.UTF-8", "there is no such file"),
        (["convert", "no.xlsx", "b.csv", "--lang", "it"], "en_US.UTF-8", "non c’è nessun file"),
        (["--lang", "en", "convert", "no.xlsx", "b.csv"], "it_IT.UTF-8", "there is no such file"),
        (["check", "no.xlsx", "--lang=en"], "it_IT.UTF-8", "there is no such file"),
        (["check", "no.xlsx"], "C.UTF-8", "non c’è nessun file né cartella"),
    ],
)
def test_the_command_line_speaks_the_language_asked_for(
    built: Settings, root: Path, tmp_path: Path, arguments: list[str], locale: str, told: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "trama", *arguments],
        cwd=tmp_path,
        env={
            "TRAMA_ROOT": str(root),
            "TRAMA_BUILD": str(built.build),
            "LC_ALL": locale,
            "PATH": "/usr/bin",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert told in done.stderr
