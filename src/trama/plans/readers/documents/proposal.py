"""What a document was understood to say: rows of a plan, each with its words, its place and how sure it is.

A proposal is no statement: a person keeps, corrects or drops its rows (`trama.plans.readers.documents.review`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from trama.plans.readers.documents.blocks import Document, Where
from trama.plans.readers.goals import Goal

AGAIN = "again"
STRATEGIC, OPERATIONAL, ACTION, SHEET = "strategic", "operational", "action", "sheet"


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the document: the mark of their passage, and where they stand."""

    text: str
    mark: str
    where: Where


@dataclass(slots=True)
class Aim:
    """What an indicator should reach in a year: a number, or a goal in the document's own words."""

    year: str
    goal: Goal
    said: Said

    @property
    def value(self) -> Decimal:
        """The number wanted; only of those that are one (`Measure.targets`)."""
        if self.goal.value is None:
            raise ValueError(self.goal.words)
        return self.goal.value


@dataclass(slots=True)
class Measure:
    """An indicator of a row, with all that is wanted of it. What was not written but drawn stands in `inferred`."""

    label: str
    said: Said
    unit: str = ""
    direction: str = ""
    aims: list[Aim] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)

    @property
    def targets(self) -> list[Aim]:
        """The aims that are numbers."""
        return [aim for aim in self.aims if aim.goal.value is not None]


@dataclass(slots=True)
class Chapter:
    """What objectives stand under, with the word that names it: a mandate line, a Mission of the plan's own."""

    label: str
    number: str = ""
    mark: str = ""
    word: str = ""


@dataclass(slots=True)
class Phase:
    """A step of an action, with its time."""

    text: str
    start: str = ""
    end: str = ""


@dataclass(slots=True)
class Row:
    """An objective that was recognised.

    `kind` is STRATEGIC, OPERATIONAL, ACTION or SHEET; `rule` names what found it and `certainty` says how
    sure that is, from 0 to 1, after how often its rule was right; `strength` is what the rule itself says. `section`, `mission` and `programme` are codes of the DUP, `above` is the code
    of the strategic objective of the same plan that it serves. `implements` are codes of upper plans with
    the words that name them; `noted` is told to whoever confirms.
    """

    text: str
    said: Said
    rule: str
    certainty: float
    kind: str = ""
    code: str = ""
    section: str = ""
    mission: str = ""
    programme: str = ""
    chapters: list[Chapter] = field(default_factory=list)
    above: str = ""
    start: str = ""
    end: str = ""
    responsible: list[str] = field(default_factory=list)
    actors: list[str] = field(default_factory=list)
    description: list[Said] = field(default_factory=list)
    results: list[Said] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    implements: list[tuple[str, str]] = field(default_factory=list)
    instruments: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    again: list[Said] = field(default_factory=list)
    noted: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    key: int = 0
    year: str = ""
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class Left:
    """What looked like an objective and was left out, and why: a key of `wording`."""

    text: str
    why: str
    where: Where


@dataclass(slots=True)
class Proposal:
    """All that was recognised in a document, for a person to confirm.

    `confirmed` is whether somebody did.
    """

    title: str
    document: Document
    rows: list[Row] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    kind: str = "dup"
    start: str = ""
    end: str = ""
    publisher: str = ""
    confirmed: bool = False
