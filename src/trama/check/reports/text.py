"""The findings of a check as text for a terminal; `trama.check.reports` writes the other forms."""

from __future__ import annotations

from collections.abc import Iterator

from trama.check.findings import SEVERITIES, CheckReport, Finding, Share
from trama.check.reports.words import unconfirmed
from trama.messages import sentences

SEVERITY_NAMES = {
    "violation": {"it": "Violazione", "en": "Violation"},
    "warning": {"it": "Avviso", "en": "Warning"},
    "info": {"it": "Nota", "en": "Note"},
}
_WORDS = {
    "it": {
        "against": "{lower} rispetto a {upper}",
        "advice": "Che cosa scrivere",
        "coverage": "Copertura",
        "covered": "{covered} obiettivi su {total}",
        "missions": "Missioni",
        "drivers": "Driver",
        "zones": "Zone",
        "plans": "Piani",
        "limits": "Che cosa non è stato controllato",
        "uncovered": "Senza risposta nel piano: {codes}",
        "counts": "{violation} violazioni, {warning} avvisi, {info} note",
        "clean": "Nessun risultato.",
    },
    "en": {
        "against": "{lower} against {upper}",
        "advice": "What to write",
        "coverage": "Coverage",
        "covered": "{covered} objectives of {total}",
        "missions": "Missions",
        "drivers": "Drivers",
        "zones": "Zones",
        "plans": "Plans",
        "limits": "What was not checked",
        "uncovered": "Not served by the plan: {codes}",
        "counts": "{violation} violations, {warning} warnings, {info} notes",
        "clean": "Nothing found.",
    },
}


def as_text(report: CheckReport, lang: str = "it") -> str:
    """Return a report as lines of text in `it` or `en`."""
    return "\n".join(_lines(report, lang)) + "\n"


def summary(report: CheckReport, lang: str = "it") -> str:
    """Return one line that says how many findings of each severity there are."""
    counts = {severity: report.count(severity) for severity in SEVERITIES}
    return _WORDS[lang]["counts"].format(**counts)


def _lines(report: CheckReport, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    for sentence in unconfirmed(report, lang):
        yield sentence
        yield ""
    for plan in report.lower:
        titles = {"lower": plan.title[lang], "upper": report.upper.title[lang]}
        yield words["against"].format(**titles)
        found = [finding for finding in report.findings if finding.plan == plan.id]
        # Dozens of uncovered objectives would bury the rest: one line names them.
        told = [finding for finding in found if finding.code != "COV-01"]
        for finding in told:
            yield from _finding_lines(finding, lang)
        bare = [f.upper.code for f in found if f.code == "COV-01" and f.upper]
        if bare:
            name = SEVERITY_NAMES["info"][lang].upper()
            yield f"{name} COV-01: " + words["uncovered"].format(codes=", ".join(bare))
        if not found:
            yield words["clean"]
        yield ""
    if report.notes:
        yield sentences(lang)["reading.title"]
        for note in report.notes:
            yield f"  - {note.message[lang]}"
        yield ""
    city = report.coverage.city
    yield f"{words['coverage']}: " + words["covered"].format(
        covered=len(city.covered), total=city.total
    )
    for name in ("missions", "drivers", "zones", "plans"):
        shares: tuple[Share, ...] = getattr(report.coverage, name)
        if name == "plans" and len(shares) < 2:
            continue
        if shares:
            yield f"  {words[name]}"
        for share in shares:
            label = share.label[lang] if name == "plans" else f"{share.key}. {share.label[lang]}"
            yield f"    {len(share.covered):>3}/{share.total:<3} {label}"
    if report.limits:
        yield words["limits"]
        for limit in report.limits:
            yield f"  - {limit.message[lang]}"
    yield summary(report, lang)


def _finding_lines(finding: Finding, lang: str) -> Iterator[str]:
    name = SEVERITY_NAMES[finding.severity][lang].upper()
    yield f"{name} {finding.code}: {finding.message[lang]}"
    for side in (finding.lower, finding.upper):
        if side:
            where = ", ".join(part for part in (side.plan, side.where(lang)) if part)
            yield f"    [{where}] «{side.quote}»"
    yield f"    {_WORDS[lang]['advice']}: {finding.advice[lang]}"
