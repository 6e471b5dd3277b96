"""The elements of one plan, each a row of a table of its package."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pyoxigraph import NamedNode

from trama.model.cells import (
    CODE,
    BudgetCode,
    Choice,
    Concept,
    Date,
    Flag,
    Number,
    Objectives,
    Reference,
    Text,
)
from trama.model.dup import SECTIONS
from trama.model.element import Column, Part
from trama.model.traits import (
    Approved,
    Basis,
    Code,
    End,
    FundedBy,
    Grounded,
    Labelled,
    LegalBasis,
    NameBasis,
    Order,
    Ordinal,
    Scoped,
    Slug,
    Start,
    Stated,
    Told,
    Unit,
    WordsIt,
)
from trama.namespaces import DCTERMS, RDFS, SKOS, TRAMA

STRATEGIC = "strategic-plan"
"""The kind of a plan that others follow, in the vocabulary of kinds."""


@dataclass(frozen=True, kw_only=True)
class Plan(Stated, Grounded):
    """A plan: an edition of a strategic plan, a DUP or any other planning document."""

    table = "plan.csv"
    rdf_class = TRAMA.Plan
    template = "{id}"
    in_plan = False

    id: Slug
    title_it: Annotated[str, Column(Text("it"), RDFS.label, SKOS.prefLabel, DCTERMS.title)]
    title_en: Annotated[str, Column(Text("en"), RDFS.label, SKOS.prefLabel, DCTERMS.title)] = ""
    kind: Annotated[str, Column(Concept("plan-kind"), TRAMA.planKind)]
    start: Start
    end: End
    publisher: Annotated[
        tuple[str, ...], Column(Reference("actor", "actor/{value}"), DCTERMS.publisher)
    ]
    replaces: Annotated[
        tuple[str, ...], Column(Reference("plan", "{value}"), DCTERMS.replaces)
    ] = ()
    guided_by: Annotated[
        tuple[str, ...], Column(Reference("plan", "{value}", many=True), TRAMA.guidedBy)
    ] = ()
    territory: Annotated[
        tuple[str, ...], Column(Reference("place", "{value}", many=True), TRAMA.territory)
    ] = ()
    adopted: Annotated[str, Column(Date(), TRAMA.adoptedOn)] = ""
    approved: Approved = ""
    legal_basis: LegalBasis = ()
    basis: Basis = ""


@dataclass(frozen=True, kw_only=True)
class Edition(Plan):
    """Another edition of the plan, as far as public facts go."""

    table = "editions.csv"


@dataclass(frozen=True, kw_only=True)
class Aim(Labelled, Told, Stated):
    """One of the purposes that the plan gives itself."""

    table = "aims.csv"
    rdf_class = TRAMA.Aim
    template = "{plan}/aim/{number}"

    number: Ordinal


@dataclass(frozen=True, kw_only=True)
class Phase(Aim):
    """One of the steps in which the plan was drawn up."""

    table = "phases.csv"
    rdf_class = TRAMA.Phase
    template = "{plan}/phase/{number}"


@dataclass(frozen=True, kw_only=True)
class VisionKeyword(Labelled, Told, Stated):
    """A keyword of the plan's vision."""

    table = "keywords.csv"
    rdf_class = TRAMA.VisionKeyword
    template = "{plan}/keyword/{id}"

    id: Slug
    number: Order


@dataclass(frozen=True, kw_only=True)
class Mission(Labelled, Told, Stated):
    """A Mission: the chapter under which objectives stand."""

    table = "missions.csv"
    rdf_class = TRAMA.Mission
    template = "{plan}/mission/{number}"

    number: Ordinal
    text_it: WordsIt = ""


@dataclass(frozen=True, kw_only=True)
class Theme(Labelled, Stated):
    """A theme that the plan shows beside a Mission."""

    table = "themes.csv"
    rdf_class = TRAMA.Theme
    template = "{plan}/theme/{id}"

    id: Annotated[str, Column(CODE, part=Part.KEY)]
    mission: Annotated[
        tuple[str, ...],
        Column(
            Reference("mission", "{plan}/mission/{value}"),
            TRAMA.inMission,
            inverse=TRAMA.hasTheme,
            part=Part.KEY,
        ),
    ]
    legibility: Annotated[str, Column(Choice(("stated", "partly legible")), TRAMA.legibility)]

    def classes(self) -> tuple[NamedNode, ...]:
        """Return Theme, and Concept: the themes of a plan are a concept scheme."""
        return (TRAMA.Theme, SKOS.Concept)


@dataclass(frozen=True, kw_only=True)
class StrategicObjective(Labelled, Told, Stated, Scoped):
    """A strategic objective, with the words of the plan."""

    table = "objectives.csv"
    may_be_empty = True  # a plan that has just been laid out
    rdf_class = TRAMA.StrategicObjective
    template = "{plan}/objective/{code}"
    parts = (Part.KEY, Part.NAME, Part.WORDS, Part.SOURCE, Part.SCOPE, Part.OWN)

    code: Code
    mission: Annotated[
        tuple[str, ...],
        Column(Reference("mission", "{plan}/mission/{value}"), TRAMA.inMission, part=Part.KEY),
    ]
    order: Order
    also_in: Annotated[
        tuple[str, ...],
        Column(Reference("mission", "{plan}/mission/{value}", many=True), TRAMA.alsoInMission),
    ] = ()
    section: Annotated[str, Column(Choice(tuple(SECTIONS)), TRAMA.dupSection)] = ""
    dup_mission: Annotated[str, Column(BudgetCode(), TRAMA.dupMission)] = ""
    dup_programme: Annotated[str, Column(BudgetCode(programme=True), TRAMA.dupProgramme)] = ""
    implements: Annotated[tuple[str, ...], Column(Objectives(), declares="implements")] = ()
    contributes_to: Annotated[tuple[str, ...], Column(Objectives(), declares="contributesTo")] = ()
    by_choice: Annotated[bool | None, Column(Flag(), TRAMA.localByChoice, name="local")] = None
    start: Start = ""
    end: End = ""
    responsible: Annotated[
        tuple[str, ...],
        Column(Reference("actor", "actor/{value}", many=True), TRAMA.responsible),
    ] = ()
    instruments: Annotated[
        tuple[str, ...],
        Column(Reference("instrument", "instrument/{value}", many=True), declares="carriedBy"),
    ] = ()
    actors: Annotated[
        tuple[str, ...],
        Column(Reference("actor", "actor/{value}", many=True), declares="involves"),
    ] = ()
    places: Annotated[
        tuple[str, ...], Column(Reference("comune", "comune/{value}", many=True), TRAMA.place)
    ] = ()


@dataclass(frozen=True, kw_only=True)
class Driver(Labelled, Grounded, Told, Stated, Scoped):
    """A Driver: a priority line of work that combines objectives."""

    table = "drivers.csv"
    rdf_class = TRAMA.Driver
    template = "{plan}/driver/{number}"
    parts = (Part.KEY, Part.NAME, Part.BASIS, Part.NOTE, Part.WORDS, Part.SOURCE, Part.SCOPE)

    number: Ordinal
    name_basis: NameBasis = ""


@dataclass(frozen=True, kw_only=True)
class Accord(Labelled, Stated):
    """How a plan is coordinated with one actor: to what end, and in what form."""

    table = "accords.csv"
    rdf_class = TRAMA.Accord
    template = "{plan}/accord/{id}"

    id: Slug
    actor: Annotated[tuple[str, ...], Column(Reference("actor", "actor/{value}"), TRAMA.withActor)]
    purpose_it: Annotated[str, Column(Text("it"), TRAMA.purpose)] = ""
    purpose_en: Annotated[str, Column(Text("en"), TRAMA.purpose)] = ""
    mode_it: Annotated[str, Column(Text("it"), TRAMA.mode)] = ""
    mode_en: Annotated[str, Column(Text("en"), TRAMA.mode)] = ""


@dataclass(frozen=True, kw_only=True)
class Result(Labelled, Stated):
    """Something achieved in the period before the plan."""

    table = "results.csv"
    rdf_class = TRAMA.Result
    template = "{plan}/result/{id}"

    id: Code
    kind: Annotated[str, Column(Text("it"), TRAMA.resultKind)]
    value: Annotated[Decimal | None, Column(Number(), TRAMA.value)] = None
    unit: Unit = ""
    period: Annotated[str, Column(Text(), TRAMA.period)]
    instruments: Annotated[
        tuple[str, ...],
        Column(Reference("instrument", "instrument/{value}", many=True), TRAMA.aboutInstrument),
    ] = ()
    programmes: Annotated[
        tuple[str, ...],
        Column(Reference("programme", "programme/{value}", many=True), TRAMA.aboutProgramme),
    ] = ()
    funded_by: FundedBy = ()
    places: Annotated[
        tuple[str, ...], Column(Reference("place", "{value}", many=True), TRAMA.place)
    ] = ()


@dataclass(frozen=True, kw_only=True)
class Indicator(Labelled, Stated):
    """A quantity by which a plan measures an objective."""

    table = "indicators.csv"
    rdf_class = TRAMA.Indicator
    template = "{plan}/indicator/{id}"

    id: Code
    unit: Unit
    direction: Annotated[
        str, Column(Choice(("increase", "decrease", "keep", "reach")), TRAMA.direction)
    ]
    objective: Annotated[
        tuple[str, ...],
        Column(Reference("objective", "{plan}/objective/{value}", many=True), TRAMA.measures),
    ] = ()
    same_as: Annotated[tuple[str, ...], Column(Objectives("indicator"), TRAMA.sameIndicatorAs)] = ()


@dataclass(frozen=True, kw_only=True)
class Target(Stated):
    """What an indicator should reach in a year, in a place: a number, a bound, a day, a yes or no, or words."""

    table = "targets.csv"
    rdf_class = TRAMA.Target
    template = "{plan}/target/{id}"
    either = ("value", "words", "least", "most", "due", "answer")

    id: Code
    indicator: Annotated[
        tuple[str, ...],
        Column(Reference("indicator", "{plan}/indicator/{value}"), TRAMA.ofIndicator),
    ]
    value: Annotated[Decimal | None, Column(Number(), TRAMA.value)] = None
    year: Annotated[str, Column(Date(), TRAMA.year)]
    place: Annotated[tuple[str, ...], Column(Reference("place", "{value}"), TRAMA.place)] = ()
    words: Annotated[str, Column(Text(), TRAMA.statedValue)] = ""
    least: Annotated[Decimal | None, Column(Number(), TRAMA.leastValue)] = None
    most: Annotated[Decimal | None, Column(Number(), TRAMA.mostValue)] = None
    due: Annotated[str, Column(Date(), TRAMA.dueDate)] = ""
    answer: Annotated[bool | None, Column(Flag(), TRAMA.answer)] = None

    @property
    def bare(self) -> bool:
        """Whether it is but a number, which needs the indicator's unit to be understood."""
        return not self.words and self.value is not None

    @property
    def said(self) -> str:
        """What is wanted, as the plan says it: its words, or else the number, the bounds, the day, the yes or no."""
        if self.words or self.value is not None:
            return self.words or f"{self.value:f}"
        ends = [f"{end:f}" for end in (self.least, self.most) if end is not None]
        answer = "" if self.answer is None else "sì" if self.answer else "no"
        return " – ".join(ends) or self.due or answer
