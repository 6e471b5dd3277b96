"""A report as people are told of it: objectives not served are a figure by Mission, and no scan's debris is quoted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from trama.check.findings import UNSERVED, CheckReport, Finding, Side, Words
from trama.plans.text import legible

_MESSAGE = {
    "it": "{name}: {covered} obiettivi su {total} trovano risposta nel piano; senza risposta {missing}.",
    "en": "{name}: the plan serves {covered} objectives of {total}; not served {missing}.",
}
_ADVICE = {
    "it": "Nessun piano deve rispondere a tutti: se ne occupa di qualcuno, indicarlo in «Attua» o «Contribuisce a».",
    "en": "No plan has to serve them all: if it deals with one, put it in “implements” or “contributes_to”.",
}
_NAME = {"it": "Missione {number} «{label}»", "en": "Mission {number} “{label}”"}
_REST = {"it": "Obiettivi fuori dalle Missioni", "en": "Objectives of no Mission"}
LANGUAGES = ("it", "en")


def gathered(report: CheckReport) -> CheckReport:
    """Return a report with one finding a plan and Mission for the objectives that the plan does not serve.

    Its detail has the codes; where one plan alone is examined, its `others` have their words and places too. What a scan made of letters that it lost is left out of messages, not of quotes.
    """
    findings = [
        replace(
            one,
            message={lang: legible(words) for lang, words in one.message.items()},
            advice={lang: legible(words) for lang, words in one.advice.items()},
        )
        for one in report.findings
        if one.code != UNSERVED
    ]
    return replace(report, findings=(*findings, *_figures(report)))


def readable(report: CheckReport) -> CheckReport:
    """Return a gathered report whose quotes too have only the mark of what the scan lost, without its debris."""
    return replace(
        report,
        findings=tuple(
            replace(one, lower=_readable(one.lower), upper=_readable(one.upper))
            for one in report.findings
        ),
    )


def _readable(side: Side | None) -> Side | None:
    return replace(side, quote=legible(side.quote), label=legible(side.label)) if side else None


def _figures(report: CheckReport) -> Iterator[Finding]:
    for plan in report.lower:
        for one in report.apart():
            yield from _figures_of(plan.id, one, report)


def _figures_of(plan: str, report: CheckReport, whole: CheckReport) -> Iterator[Finding]:
    """Yield what a plan does not serve of the upper plan of a report, Mission by Mission."""
    missions = {one.side.iri: one.mission for one in report.coverage.objectives}
    totals = Counter(missions.values())
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in report.findings:
        if one.plan == plan and one.code == UNSERVED and one.upper and one.upper.iri in missions:
            found[missions[one.upper.iri]].append(one)
    order = {share.key: place for place, share in enumerate(report.coverage.missions)}
    names = {share.key: share.label for share in report.coverage.missions}
    title = report.upper.title if whole.further else {}
    for number, some in sorted(found.items(), key=lambda item: order.get(item[0], len(order))):
        codes = ", ".join(one.upper.code for one in some if one.upper)
        facts: dict[str, object] = {
            "covered": max(0, totals[number] - len(some)),
            "total": max(totals[number], len(some)),
            "missing": codes,
        }
        above = {"upper": report.upper.id} if whole.further else {}
        yield replace(
            some[0],
            lower=None,
            upper=None,
            message={
                lang: _MESSAGE[lang].format(name=_name(number, names, title, lang), **facts)
                for lang in LANGUAGES
            },
            advice=_ADVICE,
            detail={"mission": number, "missing": codes, "count": str(len(some))} | above,
            # A hundred plans would each tell the same words again: the coverage has them once.
            others=tuple(one.upper for one in some if one.upper) if len(report.lower) == 1 else (),
        )


def _name(number: str, names: Mapping[str, Words], title: Words, lang: str) -> str:
    """Return how a Mission is named, after the title of its plan where there are several above."""
    before = f"{title[lang]} · " if title else ""
    if number not in names:
        return before + _REST[lang]
    label = names[number].get(lang) or names[number].get("it", "")
    return before + _NAME[lang].format(number=number, label=legible(label))
