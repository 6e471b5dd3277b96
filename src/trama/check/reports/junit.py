"""The report as JUnit XML, which continuous integration shows as tests: a check and plan is a test case.

The form is that of the schema junit-10.xsd of Jenkins' xUnit plugin
(https://github.com/jenkinsci/xunit-plugin), which other servers read as well.
"""

from __future__ import annotations

from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from trama.check.findings import CATEGORIES, SEVERITIES, CheckReport, Finding
from trama.check.reports.words import SEVERITY, place, said, title_of
from trama.office.spreadsheet import safe_text


def to_junit(report: CheckReport, lang: str = "it") -> str:
    """Return JUnit XML: errors and warnings fail their test case, the rest is its output.

    Every check that was run is a test case for every plan, and passes if it found nothing.
    """
    suites = Element("testsuites", name=safe_text(title_of(report, lang)))
    tests = failures = 0
    for category in CATEGORIES:
        cases = _cases(report, category)
        suite = SubElement(suites, "testsuite", name=category)
        failed = 0
        for (code, check, plan), found in sorted(cases.items()):
            name = " ".join(filter(None, (code, check, plan)))
            case = SubElement(
                suite, "testcase", name=safe_text(name), classname=f"trama.{category}"
            )
            failed += _case(case, found, lang)
        suite.set("tests", str(len(cases)))
        suite.set("failures", str(failed))
        suite.set("errors", "0")
        tests, failures = tests + len(cases), failures + failed
    if report.notes:
        lines = "\n".join(said(note.message, lang) for note in report.notes)
        SubElement(suites[-1], "system-out").text = safe_text(lines)
    suites.set("tests", str(tests))
    suites.set("failures", str(failures))
    suites.set("errors", "0")
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


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


def _case(case: Element, found: list[Finding], lang: str) -> int:
    failing = [finding for finding in found if finding.severity != "info"]
    if not failing:
        if found:
            SubElement(case, "system-out").text = _told(found, lang)
        return 0
    gravest = max(failing, key=lambda finding: SEVERITIES.index(finding.severity))
    failure = SubElement(
        case,
        "failure",
        type=gravest.severity,
        message=safe_text(said(gravest.message, lang)),
    )
    failure.text = _told(found, lang)
    return 1


def _told(found: list[Finding], lang: str) -> str:
    parts = []
    for finding in found:
        lines = [f"{SEVERITY[finding.severity][lang]}: {said(finding.message, lang)}"]
        lines += [
            f"  {place(side)}: «{side.quote}»" for side in (finding.lower, finding.upper) if side
        ]
        parts.append("\n".join([*lines, f"  → {said(finding.advice, lang)}"]))
    return safe_text("\n".join(parts))
