"""The report as one HTML file, in one language or in both."""

from __future__ import annotations

from trama.check.findings import CheckReport
from trama.check.reports.document import report_document
from trama.office.html import to_html


def report_html(report: CheckReport, lang: str = "it") -> str:
    """Return the report as a self-contained page; `both` gives Italian, then English."""
    languages = ("it", "en") if lang == "both" else (lang,)
    return to_html(*(report_document(report, language) for language in languages))
