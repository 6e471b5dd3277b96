"""The findings of a check as lines for a terminal; `trama.check.reports` writes the other forms.

First the result, in a line or two; then what is to be corrected, completed and considered, in this order; then what
the plans cover. Whoever shows the lines wraps and colours them; `as_text` is what goes to a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trama.check.findings import SEVERITIES, UNSERVED, CheckReport, Finding, PlanInfo, Share, Side
from trama.check.reports.first import first_page, left_out
from trama.check.reports.words import T, percent, said, unconfirmed
from trama.messages import Message, sentences
from trama.plans.text import legible

_COUNTS = {
    "violation": ("report.violation-one", "report.violation-many"),
    "warning": ("report.warning-one", "report.warning-many"),
    "info": ("report.info-one", "report.info-many"),
}
_TITLES = {
    "violation": "report.violation",
    "warning": "report.warning",
    "info": "report.info",
    "missions": "report.missions",
    "drivers": "report.drivers",
    "zones": "report.zones",
    "plans": "report.plans",
}
_UNSERVED = ("report.unserved-one", "report.unserved-many")
_QUOTED = ("report.quoted-one", "report.quoted-many")
MOST_QUOTED = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what it is, its words, how far it is set in; what comes before the words may lead to an address.

    `kind` is `result`, `title`, `violation`, `warning`, `info`, `quote`, `advice`, `note` or `plain`.
    """

    kind: str
    text: str = ""
    indent: int = 0
    label: str = ""
    link: str = ""


def as_text(report: CheckReport, lang: str = "it") -> str:
    """Return a report as lines of text in `it` or `en`."""
    return "".join(
        f"{' ' * line.indent}{line.label}{line.text}".rstrip() + "\n"
        for line in lines(report, lang)
    )


def summary(report: CheckReport, lang: str = "it") -> str:
    """Return one line that says how many findings of each severity there are.

    Objectives that nobody serves are a figure of coverage, and not counted here.
    """
    told = []
    for severity in reversed(SEVERITIES):
        count = len([f for f in report.findings if f.severity == severity and f.code != UNSERVED])
        if count:
            told.append(_number(_COUNTS[severity], count, lang))
    return f"{', '.join(told) or sentences(lang)['report.clean']}."


def lines(report: CheckReport, lang: str = "it") -> Iterator[Line]:
    """Yield the lines of a report in `it` or `en`."""
    yield Line("result", summary(report, lang))
    for one in report.apart():
        city = one.coverage.city
        facts = {
            "covered": len(city.covered),
            "total": city.total,
            "share": percent(city.ratio, lang),
            "upper": said(one.upper.title, lang),
            "count": len(report.lower),
            "lower": said(report.lower[0].title, lang) if report.lower else "",
        }
        key = "report.covers" if len(report.lower) == 1 else "report.cover"
        yield Line("result", Message(key, **facts).said(lang))
    for sentence in unconfirmed(report, lang):
        yield Line("warning", sentence)
    yield from _offices(report, lang)
    for plan in report.lower:
        yield from _findings(report, plan, lang)
    yield from _notes(report, lang)
    for one in report.apart():
        yield from _coverage(one, lang, said(one.upper.title, lang) if report.further else "")
    if report.limits:
        yield Line("plain")
        yield Line("title", sentences(lang)["report.limits"])
        for limit in report.limits:
            yield Line("note", said(limit.message, lang), 2, "- ")


def _offices(report: CheckReport, lang: str) -> Iterator[Line]:
    """Who has to correct what before the Council, a line an office: the findings tell each."""
    offices = first_page(report, lang)
    if not offices:
        return
    yield Line("plain")
    yield Line("title", T[lang]["first"])
    for office in offices:
        points = [
            f"{code} ({point.check})" if code else point.check
            for point in office.points
            for code in point.codes or ("",)
        ]
        if office.left:
            points.append(T[lang]["first_left"].format(count=office.left).rstrip("."))
        yield Line("plain", ", ".join(points), 2, f"{office.name}: ")
    if other := left_out(report, lang):
        yield Line("note", T[lang]["first_other"].format(count=other), 2)


def _findings(report: CheckReport, plan: PlanInfo, lang: str) -> Iterator[Line]:
    found = [finding for finding in report.findings if finding.plan == plan.id]
    several = len(report.lower) > 1
    if several:
        yield Line("plain")
        yield Line("title", said(plan.title, lang))
    for severity in reversed(SEVERITIES):
        of_it = [finding for finding in found if finding.severity == severity]
        # Dozens of objectives that nobody serves would bury the rest: they are a figure.
        told = [finding for finding in of_it if finding.code != UNSERVED]
        if not of_it:
            continue
        yield Line("plain")
        yield Line("title", sentences(lang)[_TITLES[severity]])
        for finding in told:
            yield from _finding(finding, lang)
        unserved = [one.upper for one in of_it if one.code == UNSERVED and one.upper]
        if unserved:
            few = not several and len(unserved) <= MOST_QUOTED
            keys = _QUOTED if few else _UNSERVED
            yield Line("info", _number(keys, len(unserved), lang), 0, "COV-01  ")
            yield from (_quote(side, lang, side.iri) for side in unserved if few)
    if several and not found:
        yield Line("plain", f"{sentences(lang)['report.clean']}.")


def _finding(finding: Finding, lang: str) -> Iterator[Line]:
    yield Line(finding.severity, legible(said(finding.message, lang)), 0, f"{finding.code}  ")
    yield Line("advice", said(finding.advice, lang), 4, f"{sentences(lang)['report.advice']}: ")
    for side in (finding.lower, finding.upper):
        if side:
            # What is published has a page; the plan that is examined has none.
            yield _quote(side, lang, side.iri if side is finding.upper else "")


def _quote(side: Side, lang: str, link: str) -> Line:
    where = ", ".join(part for part in (side.plan, side.where(lang)) if part)
    return Line("quote", f"«{legible(side.quote)}»", 4, f"[{where}] ", link)


def _notes(report: CheckReport, lang: str) -> Iterator[Line]:
    if report.notes:
        yield Line("plain")
        yield Line("title", sentences(lang)["reading.title"])
        for note in report.notes:
            yield Line("note", said(note.message, lang), 2, "- ")


def _coverage(report: CheckReport, lang: str, of: str) -> Iterator[Line]:
    yield Line("plain")
    yield Line("title", ": ".join(filter(None, (sentences(lang)["report.coverage"], of))))
    for name in ("missions", "drivers", "zones", "plans"):
        shares: tuple[Share, ...] = getattr(report.coverage, name)
        if not shares or (name == "plans" and len(shares) < 2):
            continue
        yield Line("plain", sentences(lang)[_TITLES[name]], 2)
        for share in shares:
            label = said(share.label, lang)
            text = label if name == "plans" else f"{share.key}. {label}"
            yield Line("plain", text, 4, f"{len(share.covered):>3}/{share.total:<3} ")


def _number(keys: tuple[str, str], count: int, lang: str) -> str:
    return Message(keys[count != 1], count=count).said(lang)
