"""The report as JUnit XML, which continuous integration shows as tests: a check and plan is a test case."""

from __future__ import annotations

from collections import defaultdict

from trama.check.findings import CATEGORIES, SEVERITIES, CheckReport, Finding
from trama.check.reports.words import SEVERITY, place, said, title_of
from trama.office.junit import Case, junit


def to_junit(report: CheckReport, lang: str = "it") -> str:
    """Return JUnit XML: errors and warnings fail their test case, the rest is its output.

    Every check that was run is a test case for every plan, and passes if it found nothing.
    """
    suites = [
        (
            category,
            [
                _case(" ".join(filter(None, key)), category, found, lang)
                for key, found in sorted(_cases(report, category).items())
            ],
        )
        for category in CATEGORIES
    ]
    notes = "\n".join(said(note.message, lang) for note in report.notes)
    return junit(title_of(report, lang), suites, output=notes)


def _cases(report: CheckReport, category: str) -> dict[tuple[str, str, str], list[Finding]]:
    """What each check of a category found of each plan, also if that is nothing."""
    cases: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for run in report.checks:
        if run.category == category:
            for plan in report.lower:
                cases[run.code, run.check, plan.id] = []
    for finding in report.findings:
        if finding.category == category:
            cases[finding.code, finding.check, finding.plan].append(finding)
    return cases


def _case(name: str, category: str, found: list[Finding], lang: str) -> Case:
    told, classname = _told(found, lang), f"trama.{category}"
    failing = [finding for finding in found if finding.severity != "info"]
    if not failing:
        return Case(name, classname, text=told)
    gravest = max(failing, key=lambda finding: SEVERITIES.index(finding.severity))
    return Case(name, classname, gravest.severity, said(gravest.message, lang), told)


def _told(found: list[Finding], lang: str) -> str:
    parts = []
    for finding in found:
        lines = [f"{SEVERITY[finding.severity][lang]}: {said(finding.message, lang)}"]
        lines += [
            f"  {place(side)}: «{side.quote}»" for side in (finding.lower, finding.upper) if side
        ]
        parts.append("\n".join([*lines, f"  → {said(finding.advice, lang)}"]))
    return "\n".join(parts)
