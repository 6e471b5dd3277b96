"""The findings as a table that opens in a spreadsheet without running anything."""

from __future__ import annotations

from trama.check.findings import CheckReport, Side
from trama.check.reports.words import said
from trama.office.spreadsheet import write_csv

HEADER = (
    "code", "check", "category", "severity", "plan",
    "lower_code", "lower_label", "lower_mark", "lower_quote",
    "upper_plan", "upper_code", "upper_label", "upper_mark", "upper_quote",
    "message", "advice", "lower_iri", "upper_iri", "office",
)  # fmt: skip
_NONE = Side("")


def to_csv(report: CheckReport, lang: str = "it") -> str:
    """Return a row for each finding, in order, and then one for each note on how the files were read."""
    rows: list[tuple[str, ...]] = []
    for finding in report.findings:
        lower, upper = finding.lower or _NONE, finding.upper or _NONE
        rows.append(
            (
                finding.code, finding.check, finding.category, finding.severity, finding.plan,
                lower.code, lower.label, lower.mark, lower.quote,
                upper.plan, upper.code, upper.label, upper.mark, upper.quote,
                said(finding.message, lang), said(finding.advice, lang), lower.iri, upper.iri,
                said(finding.office, lang) if finding.office else "",
            )
        )  # fmt: skip
    for note in report.notes:
        told = said(note.message, lang)
        rows.append(
            ("READ", note.key, "reading", "info", note.plan, *[""] * 9, told, "", "", "", "")
        )
    return write_csv(HEADER, rows)
