"""What the page of a checked plan shows: findings in groups, coverage as bars, suggestions to decide on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trama.check.checks import Check
from trama.check.findings import SEVERITIES, UNSERVED, CheckReport, Finding, PlanInfo, Share, Side
from trama.check.reports.words import CATEGORY, SEVERITY, T, percent, said
from trama.plans.text import legible
from trama.publish.site import key_of
from trama.suggest.decisions import SERVING, Taken
from trama.suggest.suggester import Suggestion, Suggestions

MOST = 600
QUESTIONS = {"CON-07": False, "CON-08": True, "COV-05": True}
"""The checks that ask a person about a pair of objectives, and whether they declare a relation."""

OPEN = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """One side of a finding: whose words, where they stand, the words, and the place of their page.

    The `original` is there if a scan lost letters of it, and what it made of them is left out of the words.
    """

    plan: str
    where: str
    words: str
    key: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a finding asks a person: about which pair of codes, and whether it is declared already."""

    lower: str
    upper: str
    declared: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as it is shown. `mission` is the number of the upper plan's Mission it is about."""

    severity: str
    code: str
    heading: str
    message: str
    advice: str
    mission: str
    quotes: tuple[Quoted, ...]
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one check. A long group is `folded`, unless it is of errors."""

    code: str
    title: str
    category: str
    severity: str
    named: str
    cards: tuple[Card, ...]

    @property
    def folded(self) -> bool:
        """Whether its cards are shown on asking."""
        return len(self.cards) > OPEN and self.severity != "violation"


@dataclass(frozen=True, slots=True)
class Named:
    """An objective by code and name, with the place of its page."""

    code: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of a Mission or a Driver is covered; `missing` are the objectives that are not."""

    number: str
    label: str
    covered: int
    total: int
    percent: str
    missing: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """How much of one plan above is served: in all, and by Mission and Driver."""

    title: str
    covered: int
    total: int
    missions: tuple[Bar, ...]
    drivers: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is suggested for one objective, and the codes that were refused before."""

    code: str
    label: str
    text: str
    candidates: tuple[tuple[Suggestion, str, str], ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """All that the page shows of a report, in one language; `italian` are the names that have no other."""

    groups: tuple[Group, ...]
    left_out: int
    parts: tuple[Part, ...]
    filters: tuple[tuple[str, str], ...]
    italian: frozenset[str] = frozenset()


def view(
    report: CheckReport, checks: Iterable[Check], known: Container[str], base: str, lang: str
) -> View:
    """Return what the page shows of a report; beyond MOST findings only their number.

    `known` are the local names of what has a page here.
    """
    titles = {check.code: check.title[lang] for check in checks}
    # Missions of two plans have the same numbers: of several plans the plan's own goes before.
    before = {plan.id: f"{plan.id}#" if report.further else "" for plan in report.uppers}
    apart = report.apart()
    missions = {
        one.side.iri: before[each.upper.id] + one.mission
        for each in apart
        for one in each.coverage.objectives
    }
    plans = {name: said(title, lang) for name, title in report.titles().items()}
    gravest = sorted(report.findings, key=lambda one: (-SEVERITIES.index(one.severity), one.code))
    grouped: dict[str, list[Finding]] = {}
    gravest = [finding for finding in gravest if finding.code != UNSERVED]
    for finding in gravest[:MOST]:
        grouped.setdefault(finding.code, []).append(finding)

    def card(finding: Finding) -> Card:
        return Card(
            finding.severity,
            finding.code,
            " → ".join(
                dict.fromkeys(
                    filter(None, (_named(finding.lower, lang), _named(finding.upper, lang)))
                )
            ),
            legible(said(finding.message, lang)),
            legible(said(finding.advice, lang)),
            _mission(finding.upper, missions, before),
            tuple(
                _quoted(side, plans, known, base, lang)
                for side in (finding.lower, finding.upper)
                if side
            ),
            _asked(finding, report),
        )

    groups = tuple(
        Group(
            code,
            titles.get(code, code),
            CATEGORY[found[0].category][lang],
            found[0].severity,
            SEVERITY[found[0].severity][lang],
            tuple(card(finding) for finding in found),
        )
        for code, found in grouped.items()
    )
    told = {card.mission for group in groups for card in group.cards}
    names = {
        before[each.upper.id] + share.key: _titled(share, each.upper, report, lang)
        for each in apart
        for share in each.coverage.missions
    }
    return View(
        groups,
        max(0, len(gravest) - MOST),
        tuple(_part(each, known, base, lang) for each in apart),
        tuple((key, name) for key, name in names.items() if key in told),
        frozenset(_italian(report)),
    )


def _italian(report: CheckReport) -> Iterator[str]:
    """Yield the names of plans, offices, Missions and Drivers that are the same in both languages."""
    coverages = [each.coverage for each in report.apart()]
    shares = [one.label for each in coverages for one in (*each.missions, *each.drivers)]
    for words in (*report.titles().values(), *(one.office for one in report.findings), *shares):
        if words and words.get("it") == words.get("en"):
            yield words["it"]


def _titled(share: Share, plan: PlanInfo, report: CheckReport, lang: str) -> str:
    name = f"{share.key}. {said(share.label, lang)}"
    return f"{said(plan.title, lang)}: {name}" if report.further else name


def _part(report: CheckReport, known: Container[str], base: str, lang: str) -> Part:
    coverage = report.coverage
    named = {
        one.side.code: Named(one.side.code, one.side.label, _page(one.side.iri, known, base))
        for one in coverage.objectives
    }
    return Part(
        said(report.upper.title, lang),
        len(coverage.city.covered),
        coverage.city.total,
        _bars(coverage.missions, named, lang),
        _bars(coverage.drivers, named, lang),
    )


def counts(report: CheckReport) -> dict[str, int]:
    """Return how many findings of each severity there are, the gravest first, but for those of coverage.

    An objective of the upper plan that the plan does not serve is told by the figures of coverage.
    """
    return {severity: report.count(severity) for severity in reversed(SEVERITIES)}


def proposals(
    found: Sequence[Suggestions],
    taken: Taken,
    upper: str,
    known: Container[str],
    base: str,
    top: int,
) -> tuple[Proposal, ...]:
    """Return what is suggested, each with how an upper code is written and the place of its page, if it is among `known`.

    What was refused before is named and not suggested again.
    """
    proposed = []
    for each in found:
        refused = tuple(
            code
            for (lower, code), told in taken.items()
            if lower == each.code and told.decision not in SERVING
        )
        candidates = tuple(
            (one, f"{upper}#{one.upper.code}", _page(one.upper.iri, known, base))
            for one in (*each.candidates, *each.to_weigh)
            if f"{upper}#{one.upper.code}" not in refused
        )[:top]
        proposed.append(Proposal(each.code, each.label, each.text, candidates, refused))
    return tuple(proposed)


def together(same: Sequence[Proposal]) -> Proposal:
    """Return what is suggested for one objective of several plans above, those of the first plan first."""
    candidates = tuple(one for each in same for one in each.candidates)
    return replace(same[0], candidates=candidates)


def _bars(shares: Iterable[Share], known: Mapping[str, Named], lang: str) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            share.key,
            said(share.label, lang),
            len(share.covered),
            share.total,
            percent(share.ratio, lang),
            tuple(known.get(code, Named(code, "", "")) for code in share.missing),
        )
        for share in shares
    )


def _asked(finding: Finding, report: CheckReport) -> Asked | None:
    lower, upper = finding.lower, finding.upper
    if finding.code not in QUESTIONS or not lower or not upper:
        return None
    # What a plan beside says of this one is for its own town to answer.
    if lower.plan not in {plan.id for plan in report.lower}:
        return None
    return Asked(lower.code, f"{upper.plan}#{upper.code}", QUESTIONS[finding.code])


def _named(side: Side | None, lang: str) -> str:
    """Return how a card names a thing: by its code, of a Mission, which has but a number, with that word before it."""
    if side is None:
        return ""
    return (
        f"{T[lang]['mission']} {side.code}" if "/mission/" in side.iri else side.code or side.label
    )


def _mission(upper: Side | None, missions: Mapping[str, str], before: Mapping[str, str]) -> str:
    if upper is None:
        return ""
    if "/mission/" in upper.iri:
        return before.get(upper.plan, "") + upper.iri.rpartition("/")[2]
    return missions.get(upper.iri, "")


def _page(iri: str, known: Container[str], base: str) -> str:
    """Return the place of a thing's page; only what is published here has one, and a plan that was sent has none."""
    key = key_of(iri, base)
    return key if key.removeprefix("id/") in known else ""


def _quoted(
    side: Side, plans: Mapping[str, str], known: Container[str], base: str, lang: str
) -> Quoted:
    where = " · ".join(
        filter(None, (side.code, side.where(lang) if side.mark != side.code else ""))
    )
    linked = _page(side.iri, known, base)
    words = legible(side.quote)
    original = side.quote if words != side.quote else ""
    return Quoted(plans.get(side.plan, side.plan) or side.label, where, words, linked, original)
