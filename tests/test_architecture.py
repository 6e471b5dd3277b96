"""The tree shows the flow: packages import downwards only, each says what it is for, each module one noun."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

# From the ground up: a package imports only what stands before it.
ORDER = [
    "language",
    "rdf",
    "office",
    "model",
    "plans",
    "build",
    "store",
    "validate",
    "query",
    "workers",
    "suggest",
    "curate",
    "network",
    "drawing",
    "check",
    "ontodoc",
    "publish",
    "submission",
    "face",
    "assist",
    "web",
    "cli",
]
SKINS = {
    "flask": "web",
    "werkzeug": "web",
    "httptools": "web",
    "mcp": "assist",
    "typer": "cli",
    "rich": "cli",
}
MAX_LINES = 400


def modules(root: Path) -> Iterator[tuple[Path, str]]:
    """Every module, with the package it belongs to; the ground is what stands in no package."""
    source = root / "src" / "trama"
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).parts
        # The entrance of the package is what names things of all floors.
        if path not in (source / "__main__.py", source / "__init__.py"):
            yield path, parts[0] if len(parts) > 1 else "ground"


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """The modules that a module imports, wherever in it, with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            if node.module == "trama":
                yield from ((node.lineno, f"trama.{name.name}") for name in node.names)


def test_every_package_stands_in_the_order(root: Path) -> None:
    folders = {path.parent.name for path in (root / "src" / "trama").glob("*/__init__.py")}
    assert folders == set(ORDER)


def test_a_package_imports_only_what_stands_before_it(root: Path) -> None:
    floor = {name: number for number, name in enumerate(("ground", *ORDER))}
    for path, package in modules(root):
        for line, name in imported(path):
            other = name.split(".")[1] if name.startswith("trama.") else ""
            if other in floor:
                assert floor[other] <= floor[package], f"{path}:{line} imports {name}"


def test_only_a_skin_knows_its_framework(root: Path) -> None:
    for path, package in modules(root):
        for line, name in imported(path):
            skin = SKINS.get(name.split(".")[0], package)
            assert skin == package, f"{path}:{line} imports {name}"


def test_every_package_says_what_goes_in_and_what_comes_out(root: Path) -> None:
    for name in ORDER:
        text = (root / "src" / "trama" / name / "__init__.py").read_text(encoding="utf-8")
        sentence = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0].replace("\n", " ")
        assert sentence.endswith("."), name
        assert re.search(r"\bin\b.*\bout\b", sentence), f"{name}: {sentence}"


@pytest.mark.parametrize("folder", ["src/trama"])
def test_no_module_is_a_book(root: Path, folder: str) -> None:
    for path in (root / folder).rglob("*"):
        if path.suffix in (".py", ".ts") and "node_modules" not in path.parts:
            lines = path.read_text(encoding="utf-8").count("\n")
            assert lines <= MAX_LINES, f"{path} has {lines} lines"
