"""What the checks between plans find: findings with both passages, and totals of coverage.

Plain values, which `trama.check.checks` makes and reports, matrix and pages read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from trama.plans.text import place_of

CATEGORIES = ("coverage", "contradiction", "time", "place", "reference")
SEVERITIES = ("info", "warning", "violation")
UNSERVED = "COV-01"
"""The check of objectives of the upper plan that nothing serves: a figure of coverage, and no fault of anybody."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """One side of a finding: a thing of a plan, and the plan's exact words about it.

    `iri`, `code` and `label` name the thing; `mark` is the mark of the passage in the text of the plan
    with the identifier `plan`, and `quote` what stands there, word for word. A thing without a passage
    has no mark, and `quote` holds the words of its table.
    """

    iri: str
    code: str = ""
    label: str = ""
    mark: str = ""
    quote: str = ""
    plan: str = ""

    def where(self, lang: str = "it") -> str:
        """Return where the words stand: the page or paragraph of a document, otherwise the mark."""
        return place_of(self.mark, lang) or self.mark


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check, with a sentence that says it and another on what to write instead.

    `code` (COV-01) and `check` (the file's name in `queries/checks/`) are stable; `severity` is one of
    SEVERITIES and `category` of CATEGORIES; `message` and `advice` are in `it` and `en`; `detail` holds
    the values that the check names, such as `year` or `nearest`. `plan` is the lower plan it is about, and
    `office` who answers there for what it is about, as far as the plan says. `others` are the further things that a
    finding gathers (`trama.check.reports.gathered`), where one plan alone is examined.
    """

    code: str
    check: str
    category: str
    severity: str
    lower: Side | None
    upper: Side | None
    message: Words = field(hash=False)
    advice: Words = field(hash=False)
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)
    plan: str = ""
    office: Words = field(default_factory=dict, hash=False)
    others: tuple[Side, ...] = ()

    def at_least(self, severity: str) -> bool:
        """Whether this is as grave as `severity`, or graver."""
        return SEVERITIES.index(self.severity) >= SEVERITIES.index(severity)


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of the upper plan and the objectives of lower plans that serve it."""

    side: Side
    mission: str
    served_by: tuple[Side, ...] = ()

    @property
    def covered(self) -> bool:
        """Whether any objective of a lower plan serves it."""
        return bool(self.served_by)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a mission, driver, zone or comune is covered: the objectives, by code.

    `key` is the number of the mission, driver or zone, or a plan's identifier, and `label` its name.
    For a zone or a plan, `covered` and `missing` share out all objectives of the upper plan.
    """

    key: str
    label: Words = field(hash=False)
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many objectives there are."""
        return len(self.covered) + len(self.missing)

    @property
    def ratio(self) -> float:
        """The covered part, from 0 to 1; 0 if there is nothing to cover."""
        return len(self.covered) / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The objectives of the upper plan, each with what serves it, and the totals.

    `city` is the total over all lower plans; `zones` are those where a lower plan stands.
    """

    objectives: tuple[Objective, ...]
    city: Share
    missions: tuple[Share, ...] = ()
    drivers: tuple[Share, ...] = ()
    zones: tuple[Share, ...] = ()
    plans: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """A plan that was checked: identifier, IRI, title, period, and how many objectives it has.

    `zones` are the numbers of the zones on which it acts, `local` the codes of its objectives that are
    local by choice. `proposed` is how many of its rows were read from a document and confirmed by nobody.
    """

    id: str
    iri: str
    title: Words = field(hash=False)
    start: str = ""
    end: str = ""
    objectives: int = 0
    zones: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    proposed: int = 0


@dataclass(frozen=True, slots=True)
class Above:
    """A further plan that the lower ones were held against, and how much of it they serve."""

    plan: PlanInfo
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that was not checked, or could not be, and why."""

    code: str
    message: Words = field(hash=False)


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Something that a plan's file holds and that was read otherwise than it stands there, or left aside.

    `key` is that of the message (`trama.messages`).
    """

    plan: str
    key: str
    message: Words = field(hash=False)


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A check that was run, whether it found anything or not; `check` is the file's name."""

    code: str
    check: str
    category: str
    severity: str
    title: Words = field(hash=False)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of checking lower plans against an upper one, and against `further` ones where there are some.

    `beside` are the plans that stand beside them: only what is between these and the lower ones is told. `notes` say how the plans' files were read. `checks` are those that were run, in the order of their codes. `versions` names what was used: `trama`, the `dataset` it was checked with, the number of `checks`.
    """

    upper: PlanInfo
    lower: tuple[PlanInfo, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    limits: tuple[Limit, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict, hash=False)
    checks: tuple[CheckRun, ...] = ()
    notes: tuple[ReadingNote, ...] = ()
    further: tuple[Above, ...] = ()
    beside: tuple[PlanInfo, ...] = ()

    @property
    def uppers(self) -> tuple[PlanInfo, ...]:
        """Every plan above, in the order in which they were asked for."""
        return (self.upper, *(one.plan for one in self.further))

    @property
    def coverages(self) -> tuple[Coverage, ...]:
        """How much of each plan above the lower ones serve, in the order of `uppers`."""
        return (self.coverage, *(one.coverage for one in self.further))

    def apart(self) -> tuple[CheckReport, ...]:
        """Return for each plan above a report of it alone, with all findings: what writes one of them writes several."""
        return tuple(
            replace(self, upper=plan, coverage=coverage, further=())
            for plan, coverage in zip(self.uppers, self.coverages, strict=True)
        )

    def titles(self) -> Mapping[str, Words]:
        """Return the title of every plan that the report names, by its identifier."""
        return {one.id: one.title for one in (*self.uppers, *self.lower, *self.beside)}

    def at_least(self, severity: str) -> bool:
        """Whether there is a finding at or above a severity."""
        return any(finding.at_least(severity) for finding in self.findings)

    def count(self, severity: str) -> int:
        """Return how many findings have exactly this severity, without those that are a figure of coverage."""
        return sum(
            finding.severity == severity and finding.code != UNSERVED for finding in self.findings
        )
