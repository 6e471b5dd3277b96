"""The example plans: every planted defect is found, and nothing else is."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from trama.check.checks import read_checks
from trama.check.comparison import check_plans
from trama.check.editions import compare_editions, items_of
from trama.check.findings import CheckReport, Finding
from trama.model import Plan
from trama.namespaces import Names
from trama.plans.package import Package, read_package
from trama.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SMALL, LARGE, UNION, VALLEY = (
    f"esempio-dup-{name}"
    for name in ("comune-piccolo", "comune-grande", "unione", "comune-di-valle")
)
OLD, NEW = "esempio-quadro-2023-2025", "esempio-quadro-2026-2028"

Key = tuple[str, str, str, str]


def example(name: str) -> Package:
    return read_package(EXAMPLES / name)


def key_of(finding: Finding) -> Key:
    """What a key file says of a finding: the upper side is the reference or place where there is one."""
    lower = finding.lower.code if finding.lower else ""
    upper = finding.upper.code if finding.upper else ""
    told = finding.detail.get("reference") or finding.detail.get("place") or upper
    return finding.plan, finding.code, lower, upper if finding.code.startswith("CON") else told


def planted(name: str) -> Counter[Key]:
    with (EXAMPLES / "keys" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return Counter((r["plan"], r["code"], r["lower"], r["upper"]) for r in csv.DictReader(file))


def found(report: CheckReport) -> Counter[Key]:
    return Counter(map(key_of, report.findings))


@pytest.fixture(scope="module")
def reports(built: Settings) -> dict[str, CheckReport]:
    together = [example(name) for name in (SMALL, LARGE, UNION)]
    made = {name: check_plans([example(name)], built) for name in (SMALL, LARGE, UNION)}
    made["insieme"] = check_plans(together, built)
    made[VALLEY] = check_plans(
        [example(VALLEY)], built, upper=example(NEW), editions=[example(OLD)]
    )
    return made


@pytest.mark.parametrize("name", [SMALL, LARGE, UNION, VALLEY, "insieme"])
def test_every_planted_defect_is_found_and_nothing_else(
    reports: dict[str, CheckReport], name: str
) -> None:
    key, got = planted(name), found(reports[name])
    assert sorted((key - got).elements()) == []
    assert sorted((got - key).elements()) == []


def test_the_keys_plant_a_defect_of_every_kind() -> None:
    codes = {
        code for name in (SMALL, LARGE, UNION, VALLEY, "insieme") for _, code, _, _ in planted(name)
    }
    # What a plan should be in itself is tried with small plans, in tests/test_plan_sense.py.
    apart = {"TIM-07", "TIM-08", "REF-11", "CON-20", "CON-21", "CON-22", "CON-23", "CON-24"}
    checks = {check.code for check in read_checks(ROOT / "queries" / "checks")}
    assert codes == checks - apart
    assert apart < checks


@pytest.mark.parametrize("name", [SMALL, LARGE, UNION, VALLEY, OLD, NEW])
def test_an_example_says_that_it_is_one(name: str) -> None:
    package = example(name)
    assert package.text is not None
    assert package.text.content.startswith("<!--\nESEMPIO.")
    assert name.startswith("esempio-")
    assert "(esempio)" in package.rows(Plan)[0].title_it
    for row in package.tables["actors.csv"]:
        assert row.id.startswith("esempio-")  # type: ignore[attr-defined]
        assert "(esempio)" in row.label_it  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "least", "most"), [(SMALL, 12, 40), (LARGE, 12, 40), (UNION, 12, 40)]
)
def test_an_example_is_a_complete_plan(name: str, least: int, most: int) -> None:
    package = example(name)
    assert least <= len(package.tables["objectives.csv"]) <= most
    assert {"indicators.csv", "targets.csv", "missions.csv", "comuni.csv"} <= package.tables.keys()


def test_both_passages_of_a_finding_stand_word_for_word_in_the_texts(
    reports: dict[str, CheckReport],
) -> None:
    texts = {name: example(name).text for name in (SMALL, LARGE, UNION, VALLEY, OLD, NEW)}
    own = read_package(ROOT / "graph" / "psttm-2025-2027")
    texts[own.plan] = own.text
    quoted = 0
    for report in reports.values():
        for finding in report.findings:
            for side in (finding.lower, finding.upper):
                if side and side.mark:
                    text = texts[side.plan]
                    assert text is not None
                    assert side.quote in text.by_id[side.mark].text
                    quoted += 1
    assert quoted > 400


def test_the_editions_are_compared_as_their_key_says() -> None:
    steps = compare_editions(items_of(example(OLD), Names()), items_of(example(NEW), Names()))
    with (EXAMPLES / "keys" / "edizioni.csv").open(encoding="utf-8", newline="") as file:
        expected = [tuple(row.values()) for row in csv.DictReader(file)]
    flags = {True: "yes", False: "no"}
    assert [
        (
            step.kind,
            step.old.code if step.old else "",
            step.new.code if step.new else "",
            flags[step.renumbered],
            flags[step.moved],
        )
        for step in steps
    ] == expected
