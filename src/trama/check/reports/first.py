"""The first page of a report: what to correct before the Council, by the office that answers for it.

It holds errors and what is to be completed, errors first, and is never longer than a printed page; what
finds no room is counted, and stands among the findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trama.check.findings import UNSERVED, CheckReport, Finding
from trama.check.reports.words import SEVERITY, T, said
from trama.office.blocks import Block, Bullets, Heading, Paragraph

LINES = 36
"""How many lines the offices and their points may take, at WIDTH letters a line: a sheet of A4 on its side holds them."""
WIDTH = 130
_LONGEST = 220
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Point:
    """What to correct: of which things, by code, what to write, by which check, and how grave it is."""

    codes: tuple[str, ...]
    advice: str
    check: str
    severity: str

    def told(self, lang: str) -> str:
        """Return the point in a line."""
        codes = ", ".join(self.codes[:_NAMED])
        if len(self.codes) > _NAMED:
            codes += T[lang]["more"].format(count=len(self.codes) - _NAMED)
        label = f"{SEVERITY[self.severity][lang]}, {self.check}"
        return f"{codes}: {self.advice} ({label})" if codes else f"{self.advice} ({label})"

    def lines(self, lang: str) -> int:
        """Return how many printed lines it takes."""
        return -(-len(self.told(lang)) // WIDTH)


@dataclass(frozen=True, slots=True)
class Office:
    """Who answers, and the points; those `left` out are so many."""

    name: str
    points: tuple[Point, ...]
    left: int = 0


def first_page(report: CheckReport, lang: str) -> tuple[Office, ...]:
    """Return what to correct before the Council, by office: those with the gravest points first.

    All that is found fits a page: the gravest points are taken until it is full.
    """
    of: dict[str, list[Point]] = {}
    for severity in ("violation", "warning"):
        for office, point in _points(report, severity, lang):
            of.setdefault(office, []).append(point)
    room = LINES
    taken: dict[str, list[Point]] = {}
    for severity in ("violation", "warning"):
        for office, points in of.items():
            for point in (one for one in points if one.severity == severity):
                # A new office takes a line for its name, and one for what is left out of it.
                needed = point.lines(lang) + (0 if office in taken else 2)
                if needed <= room:
                    room -= needed
                    taken.setdefault(office, []).append(point)
    return tuple(
        Office(
            office,
            tuple(points),
            sum(len(one.codes) or 1 for one in of[office])
            - sum(len(one.codes) or 1 for one in points),
        )
        for office, points in taken.items()
    )


def left_out(report: CheckReport, lang: str) -> int:
    """Return how many findings belong to offices that the first page has no room for."""
    named = {office.name for office in first_page(report, lang)}
    found = [one for severity in ("violation", "warning") for one in _of(report, severity)]
    return sum(_office(one, report, lang) not in named for one in found)


def first_blocks(report: CheckReport, lang: str) -> Iterator[Block]:
    """Yield the first page as blocks of a document."""
    text = T[lang]
    yield Heading(2, text["first"], "first")
    offices = first_page(report, lang)
    if not offices:
        yield Paragraph(text["first_none"])
        return
    yield Paragraph(text["first_note"], "note")
    for office in offices:
        yield Heading(3, office.name)
        told = [point.told(lang) for point in office.points]
        if office.left:
            told.append(text["first_left"].format(count=office.left))
        yield Bullets(tuple(told))
    if other := left_out(report, lang):
        yield Paragraph(text["first_other"].format(count=other))


def _of(report: CheckReport, severity: str) -> Iterator[Finding]:
    yield from (one for one in report.findings if one.severity == severity and one.code != UNSERVED)


def _office(finding: Finding, report: CheckReport, lang: str) -> str:
    office = said(finding.office, lang) if finding.office else T[lang]["no_office"]
    if len(report.lower) == 1:
        return office
    titles = {plan.id: said(plan.title, lang) for plan in report.lower}
    return f"{titles.get(finding.plan, finding.plan)} · {office}"


def _name(finding: Finding, lang: str) -> str:
    """Return what a finding is about, as a person would call it: a code, but for places their name."""
    side = finding.lower
    if side:
        coded = any(f"/{kind}/" in side.iri for kind in ("objective", "indicator", "target"))
        return side.code if coded else side.label or side.code
    if finding.upper and "/mission/" in finding.upper.iri:
        return f"{T[lang]['mission']} {finding.upper.code}"
    return finding.upper.code if finding.upper else ""


def _points(report: CheckReport, severity: str, lang: str) -> Iterator[tuple[str, Point]]:
    """Yield the points of a severity, with their offices; what has one advice is one point."""
    together: dict[tuple[str, str, str], list[str]] = {}
    for one in _of(report, severity):
        advice = said(one.advice, lang)
        if len(advice) > _LONGEST:
            advice = advice[:_LONGEST].rsplit(" ", 1)[0] + " …"
        codes = together.setdefault((_office(one, report, lang), one.code, advice), [])
        if name := _name(one, lang):
            codes.append(name)
    for (office, code, advice), names in together.items():
        yield office, Point(tuple(dict.fromkeys(names)), advice, code, severity)
