"""The report of a check between plans, in the forms that people and machines read.

`write` is the whole public face: HTML and Markdown for people, CSV for spreadsheets, JSON for programs,
JUnit and SARIF for continuous integration, a SHACL validation report as Turtle for the graph.
"""

from __future__ import annotations

from collections.abc import Callable

from trama.check.findings import CheckReport
from trama.check.reports.csv import to_csv
from trama.check.reports.document import report_document
from trama.check.reports.gathered import gathered, readable
from trama.check.reports.html import report_html
from trama.check.reports.json import to_json
from trama.check.reports.junit import to_junit
from trama.check.reports.rdf import to_turtle
from trama.check.reports.sarif import to_sarif
from trama.office.markdown import to_markdown

__all__ = ["FORMATS", "write"]


def _markdown(report: CheckReport, lang: str) -> str:
    return to_markdown(report_document(report, lang))


# For each form: the file's ending, the media type, and what writes it.
FORMATS: dict[str, tuple[str, str, Callable[[CheckReport, str], str]]] = {
    "html": (".html", "text/html", report_html),
    "md": (".md", "text/markdown", _markdown),
    "json": (".json", "application/json", to_json),
    "csv": (".csv", "text/csv", to_csv),
    "junit": (".junit.xml", "application/xml", to_junit),
    "sarif": (".sarif", "application/sarif+json", to_sarif),
    "ttl": (".ttl", "text/turtle", to_turtle),
}


def write(report: CheckReport, format: str, lang: str = "it") -> str:
    """Return a report in one of FORMATS; `lang` is it or en, or for HTML both, one after the other.

    Objectives of the upper plan that are not served are told as a figure by Mission. What people read does
    not quote what a scan made of letters that it lost; JSON and HTML (on asking) have every quote word for word,
    and Turtle every objective, for each is a node of the graph. Raises KeyError for an unknown format.
    """
    _, _, writer = FORMATS[format]
    told = report if format in ("html", "md", "ttl") else gathered(report)
    return writer(readable(told) if format in ("csv", "junit", "sarif") else told, lang)
