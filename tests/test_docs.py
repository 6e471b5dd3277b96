"""The documents hold what they claim: columns, commands, settings, links between files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trama.model import ELEMENTS, Edition
from trama.model.element import Element, columns

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def documents(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("*/README.md")]


def described(root: Path) -> dict[str, str]:
    """The columns that docs/model.md gives each table, by the table's file name."""
    text = " ".join((root / "docs" / "model.md").read_text(encoding="utf-8").split())
    found: dict[str, str] = {}
    for names, cells in re.findall(
        r"((?:`[\w/…-]+\.csv`(?:, | and )?)+)(?: \(one row\))? (?:\| |\()`([a-z][^`]*)`", text
    ):
        for name in re.findall(r"([\w…-]+\.csv)`", names):
            found[name] = cells
    return found


@pytest.mark.parametrize("element", [e for e in ELEMENTS if e is not Edition])
def test_the_model_gives_the_columns_of_a_table(root: Path, element: type[Element]) -> None:
    told = [part.strip() for part in described(root)[element.table].split(",")]
    known = [f"{field.name}{'*' if field.required else ''}" for field in columns(element)]
    assert sorted(told) == sorted(known)


def test_links_between_documents_lead_somewhere(root: Path) -> None:
    for document in documents(root):
        for target in LINK.findall(document.read_text(encoding="utf-8")):
            path = (document.parent / target).resolve().relative_to(root)
            # These are made from the code, when the site of documentation is built.
            made = "reference" in path.parts or "riferimento" in path.parts
            made = made or path == Path("docs/decisions/index.md")
            assert made or (root / path).exists(), f"{document.name}: {target}"


def test_every_decision_says_context_choice_and_consequence(root: Path) -> None:
    decisions = sorted((root / "docs" / "decisions").glob("*.md"))
    assert len(decisions) >= 5
    # Numbers are given out to work that goes on side by side, so one may be missing, but none is used twice.
    assert len({path.name[:5] for path in decisions}) == len(decisions)
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.match(r"\d{4}-", path.name), path.name
        for part in ("**Context.**", "**Choice.**", "**Consequence.**"):
            assert part in text, f"{path.name} lacks {part}"
