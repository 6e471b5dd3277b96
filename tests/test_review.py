"""The reading of drivers against objectives: whole, true to the links, and read twice."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest

PACKAGE = Path("graph/psttm-2025-2027")
Pair = tuple[str, str]


def rows(root: Path, name: str) -> list[dict[str, str]]:
    with (root / PACKAGE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verdicts(table: list[dict[str, str]]) -> dict[Pair, bool]:
    return {(row["driver"], row["objective"]): row["verdict"] == "linked" for row in table}


@pytest.fixture(scope="module")
def first(root: Path) -> dict[Pair, bool]:
    return verdicts(rows(root, "review.csv"))


@pytest.fixture(scope="module")
def second(root: Path) -> list[dict[str, str]]:
    return rows(root, "review-second.csv")


def test_every_driver_is_read_against_every_objective(root: Path, first: dict[Pair, bool]) -> None:
    drivers = [row["number"] for row in rows(root, "drivers.csv")]
    objectives = [row["code"] for row in rows(root, "objectives.csv")]
    assert set(first) == set(product(drivers, objectives))
    assert len(first) == 750


def test_the_verdicts_are_the_links(root: Path, first: dict[Pair, bool]) -> None:
    linked = {
        (row["source"].rpartition("/")[2], row["target"].rpartition("/")[2])
        for row in rows(root, "links-drivers.csv")
    }
    assert linked == {pair for pair, verdict in first.items() if verdict}


def test_linked_means_strong_or_moderate(root: Path) -> None:
    for name in ("review.csv", "review-second.csv"):
        for row in rows(root, name):
            assert (row["verdict"] == "linked") == (row["strength"] in ("strong", "moderate"))


def test_what_is_linked_or_near_has_its_reason(root: Path) -> None:
    for row in rows(root, "review.csv"):
        assert row["reason_it"] or row["strength"] == "none", row


def test_what_has_no_driver_says_why(root: Path, first: dict[Pair, bool]) -> None:
    combined = {objective for (_, objective), verdict in first.items() if verdict}
    for row in rows(root, "objectives.csv"):
        assert bool(row["scope_it"] and row["scope_en"]) == (row["code"] not in combined)


def agreement(pairs: list[Pair], first: dict[Pair, bool], second: dict[Pair, bool]) -> float:
    """Cohen's kappa (1960): agreement beyond what the two readers' own rates give by chance."""
    both = [(first[pair], second[pair]) for pair in pairs]
    observed = sum(one == other for one, other in both) / len(both)
    yes = [sum(reader) / len(both) for reader in zip(*both, strict=True)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    return (observed - chance) / (1 - chance)


@pytest.mark.parametrize(("sample", "kappa"), [("random", 1.0), ("hard", 0.95)])
def test_the_second_reading_agrees_as_the_docs_say(
    root: Path, first: dict[Pair, bool], second: list[dict[str, str]], sample: str, kappa: float
) -> None:
    drawn = [row for row in second if row["sample"] == sample]
    assert len(drawn) == 40
    pairs = [(row["driver"], row["objective"]) for row in drawn]
    assert round(agreement(pairs, first, verdicts(drawn)), 2) == kappa
    assert f"κ = {kappa:.2f}" in (root / "docs" / "reading.md").read_text(encoding="utf-8")


def test_every_disagreement_is_resolved_in_writing(
    root: Path, first: dict[Pair, bool], second: list[dict[str, str]]
) -> None:
    reasons = {(r["driver"], r["objective"]): r["reason_it"] for r in rows(root, "review.csv")}
    differing = [pair for pair, verdict in verdicts(second).items() if first[pair] != verdict]
    assert len(differing) == 1
    assert all("La seconda lettura" in reasons[pair] for pair in differing)
