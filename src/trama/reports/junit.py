"""The report as JUnit XML, which continuous integration shows as tests: a check and plan is a test case.

https://github.com/testmoapp/junitxml describes the form that CI servers read.
"""

from __future__ import annotations

from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from trama.findings import CATEGORIES, SEVERITIES, CheckReport, Finding
from trama.reports.words import SEVERITY, place, said, title_of
from trama.spreadsheet import safe_text


def to_junit(report: CheckReport, lang: str = "it") -> str:
    """Return JUnit XML: errors and warnings fail their test case, the rest is its output.

    Only checks that found something are named, for a report does not list the others.
    """
    suites = Element("testsuites", name=safe_text(title_of(report, lang)))
    tests = failures = 0
    for category in CATEGORIES:
        cases: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
        for finding in report.findings:
            if finding.category == category:
                cases[finding.code, finding.check, finding.plan].append(finding)
        suite = SubElement(suites, "testsuite", name=category)
        failed = 0
        if not cases:
            SubElement(suite, "testcase", name=category, classname=f"trama.{category}")
        for (code, check, plan), found in sorted(cases.items()):
            name = " ".join(filter(None, (code, check, plan)))
            case = SubElement(
                suite, "testcase", name=safe_text(name), classname=f"trama.{category}"
            )
            failed += _case(case, found, lang)
        number = max(1, len(cases))
        suite.set("tests", str(number))
        suite.set("failures", str(failed))
        suite.set("errors", "0")
        tests, failures = tests + number, failures + failed
    suites.set("tests", str(tests))
    suites.set("failures", str(failures))
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _case(case: Element, found: list[Finding], lang: str) -> int:
    failing = [finding for finding in found if finding.severity != "info"]
    if not failing:
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
