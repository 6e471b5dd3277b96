"""Test cases as JUnit XML, which continuous integration shows as tests.

The form is that of the schema junit-10.xsd of Jenkins' xUnit plugin
(https://github.com/jenkinsci/xunit-plugin), which other servers read as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from trama.office.spreadsheet import safe_text


@dataclass(frozen=True, slots=True)
class Case:
    """A test case: it fails if `failure` names a kind, with a message; `text` is its output."""

    name: str
    classname: str
    failure: str = ""
    message: str = ""
    text: str = ""


def junit(name: str, suites: Sequence[tuple[str, Sequence[Case]]], *, output: str = "") -> str:
    """Return suites, each a name and its cases, as one document; `name` is that of the whole.

    `output` is what was said beside the cases; it stands in the last suite.
    """
    root = Element("testsuites", name=safe_text(name))
    for title, cases in suites:
        _suite(SubElement(root, "testsuite", name=safe_text(title)), cases)
    if output and suites:
        SubElement(root[-1], "system-out").text = safe_text(output)
    _count(root, [case for _, cases in suites for case in cases])
    return _written(root)


def junit_suite(name: str, cases: Sequence[Case]) -> str:
    """Return one suite as a document of its own."""
    root = Element("testsuite", name=safe_text(name))
    _suite(root, cases)
    return _written(root)


def _suite(suite: Element, cases: Sequence[Case]) -> None:
    for case in cases:
        node = SubElement(
            suite, "testcase", name=safe_text(case.name), classname=safe_text(case.classname)
        )
        if case.failure:
            message = safe_text(case.message)
            failure = SubElement(node, "failure", type=case.failure, message=message)
            failure.text = safe_text(case.text)
        elif case.text:
            SubElement(node, "system-out").text = safe_text(case.text)
    _count(suite, cases)


def _count(element: Element, cases: Sequence[Case]) -> None:
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(bool(case.failure) for case in cases)))
    element.set("errors", "0")


def _written(root: Element) -> str:
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
