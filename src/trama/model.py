"""The elements of a plan, each a row of one table of a plan package.

`docs/model.md` tells the model in prose; `trama.element` what an annotation means.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pyoxigraph import NamedNode

from trama.cells import (
    CADASTRAL,
    CODE,
    ISTAT,
    BudgetCode,
    Choice,
    Concept,
    Date,
    Evidence,
    Flag,
    Iri,
    Number,
    Objectives,
    Pattern,
    Quote,
    Reference,
    Text,
)
from trama.dup import SECTIONS
from trama.element import (
    BASES,
    CROSSING,
    Acronym,
    Basis,
    Column,
    Day,
    Element,
    FundedBy,
    LabelEn,
    LabelIt,
    LegalBasis,
    NoteEn,
    NoteIt,
    OfMission,
    OfUnion,
    OfZone,
    Order,
    Ordinal,
    ScopeEn,
    ScopeIt,
    Slug,
    StatedIn,
    WordsEn,
    WordsIt,
)
from trama.namespaces import DCTERMS, GEO, PROV, RDFS, SKOS, TRAMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Element):
    """A plan: an edition of a strategic plan, a DUP or any other planning document."""

    table = "plan.csv"
    rdf_class = TRAMA.Plan
    template = "{id}"
    in_plan = False

    id: Slug
    title_it: Annotated[str, Column(Text("it"), RDFS.label, SKOS.prefLabel, DCTERMS.title)]
    title_en: Annotated[str, Column(Text("en"), RDFS.label, SKOS.prefLabel, DCTERMS.title)] = ""
    kind: Annotated[str, Column(Concept("plan-kind"), TRAMA.planKind)]
    start: Annotated[str, Column(Date(), TRAMA.startDate)]
    end: Annotated[str, Column(Date(), TRAMA.endDate)]
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
    approved: Annotated[str, Column(Date(), TRAMA.approvedOn)] = ""
    legal_basis: LegalBasis = ()
    passages: StatedIn = ()
    basis: Basis = ""
    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Plan):
    """Another edition of the plan, as far as public facts go."""

    table = "editions.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalAct(Element):
    """A law, statute or agreement that founds or frames the plan."""

    table = "legal.csv"
    rdf_class = TRAMA.LegalAct
    template = "act/{id}"
    in_plan = False

    id: Slug
    label_it: LabelIt
    label_en: LabelEn = ""
    kind: Annotated[str, Column(Concept("act-kind"), TRAMA.actKind)]
    provision: Annotated[str, Column(Text(), TRAMA.provision)] = ""
    description_it: WordsIt
    description_en: WordsEn
    passages: StatedIn = ()
    basis: Basis
    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim(Element):
    """One of the purposes that the plan gives itself."""

    table = "aims.csv"
    rdf_class = TRAMA.Aim
    template = "{plan}/aim/{number}"

    number: Ordinal
    label_it: LabelIt
    label_en: LabelEn = ""
    text_it: WordsIt
    text_en: WordsEn = ""
    passages: StatedIn = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Aim):
    """One of the steps in which the plan was drawn up."""

    table = "phases.csv"
    rdf_class = TRAMA.Phase
    template = "{plan}/phase/{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionKeyword(Element):
    """A keyword of the plan's vision."""

    table = "keywords.csv"
    rdf_class = TRAMA.VisionKeyword
    template = "{plan}/keyword/{id}"

    id: Slug
    number: Order
    label_it: LabelIt
    label_en: LabelEn = ""
    text_it: WordsIt
    text_en: WordsEn = ""
    passages: StatedIn = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission(Element):
    """A Mission: the chapter under which objectives stand."""

    table = "missions.csv"
    rdf_class = TRAMA.Mission
    template = "{plan}/mission/{number}"

    number: Ordinal
    label_it: LabelIt
    label_en: LabelEn = ""
    text_it: WordsIt = ""
    text_en: WordsEn = ""
    passages: StatedIn = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Element):
    """A theme that the plan shows beside a Mission."""

    table = "themes.csv"
    rdf_class = TRAMA.Theme
    template = "{plan}/theme/{id}"

    id: Annotated[str, Column(CODE)]
    mission: Annotated[
        tuple[str, ...],
        Column(
            Reference("mission", "{plan}/mission/{value}"),
            TRAMA.inMission,
            inverse=TRAMA.hasTheme,
        ),
    ]
    label_it: LabelIt
    label_en: LabelEn = ""
    legibility: Annotated[str, Column(Choice(("stated", "partly legible")), TRAMA.legibility)]
    passages: StatedIn = ()

    def classes(self) -> tuple[NamedNode, ...]:
        """Return Theme, and Concept: the themes of a plan are a concept scheme."""
        return (TRAMA.Theme, SKOS.Concept)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicObjective(Element):
    """A strategic objective, with the words of the plan."""

    table = "objectives.csv"
    rdf_class = TRAMA.StrategicObjective
    template = "{plan}/objective/{code}"

    code: Annotated[str, Column(CODE, notation=True)]
    mission: OfMission
    order: Order
    label_it: LabelIt
    label_en: LabelEn = ""
    text_it: WordsIt
    text_en: WordsEn = ""
    passages: StatedIn = ()
    scope_it: ScopeIt = ""
    scope_en: ScopeEn = ""
    section: Annotated[str, Column(Choice(tuple(SECTIONS)), TRAMA.dupSection)] = ""
    dup_mission: Annotated[str, Column(BudgetCode(), TRAMA.dupMission)] = ""
    dup_programme: Annotated[str, Column(BudgetCode(programme=True), TRAMA.dupProgramme)] = ""
    implements: Annotated[tuple[str, ...], Column(Objectives(), declares="implements")] = ()
    contributes_to: Annotated[tuple[str, ...], Column(Objectives(), declares="contributesTo")] = ()
    by_choice: Annotated[bool | None, Column(Flag(), TRAMA.localByChoice, name="local")] = None
    start: Annotated[str, Column(Date(), TRAMA.startDate)] = ""
    end: Annotated[str, Column(Date(), TRAMA.endDate)] = ""
    responsible: Annotated[
        tuple[str, ...],
        Column(Reference("actor", "actor/{value}", many=True), TRAMA.responsible),
    ] = ()
    instruments: Annotated[
        tuple[str, ...],
        Column(Reference("instrument", "instrument/{value}", many=True), declares="carriedBy"),
    ] = ()
    places: Annotated[
        tuple[str, ...], Column(Reference("comune", "comune/{value}", many=True), TRAMA.place)
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver(Element):
    """A Driver: a priority line of work that combines objectives."""

    table = "drivers.csv"
    rdf_class = TRAMA.Driver
    template = "{plan}/driver/{number}"

    number: Ordinal
    label_it: LabelIt
    label_en: LabelEn = ""
    basis: Basis
    note_it: NoteIt = ""
    note_en: NoteEn = ""
    text_it: WordsIt
    text_en: WordsEn = ""
    passages: StatedIn = ()
    scope_it: ScopeIt = ""
    scope_en: ScopeEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Element):
    """Something achieved in the period before the plan."""

    table = "results.csv"
    rdf_class = TRAMA.Result
    template = "{plan}/result/{id}"

    id: Annotated[str, Column(CODE, notation=True)]
    label_it: LabelIt
    label_en: LabelEn = ""
    kind: Annotated[str, Column(Text("it"), TRAMA.resultKind)]
    value: Annotated[Decimal | None, Column(Number(), TRAMA.value)] = None
    unit: Annotated[str, Column(Text(), TRAMA.unit)] = ""
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
    passages: StatedIn = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Element):
    """A quantity by which a plan measures an objective."""

    table = "indicators.csv"
    rdf_class = TRAMA.Indicator
    template = "{plan}/indicator/{id}"

    id: Annotated[str, Column(CODE, notation=True)]
    label_it: LabelIt
    label_en: LabelEn = ""
    unit: Annotated[str, Column(Text(), TRAMA.unit)]
    direction: Annotated[str, Column(Choice(("increase", "decrease", "keep")), TRAMA.direction)]
    objective: Annotated[
        tuple[str, ...],
        Column(Reference("objective", "{plan}/objective/{value}", many=True), TRAMA.measures),
    ] = ()
    same_as: Annotated[tuple[str, ...], Column(Objectives("indicator"), TRAMA.sameIndicatorAs)] = ()
    passages: StatedIn = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Element):
    """The value that an indicator should reach in a year, in a place."""

    table = "targets.csv"
    rdf_class = TRAMA.Target
    template = "{plan}/target/{id}"

    id: Annotated[str, Column(CODE, notation=True)]
    indicator: Annotated[
        tuple[str, ...],
        Column(Reference("indicator", "{plan}/indicator/{value}"), TRAMA.ofIndicator),
    ]
    value: Annotated[Decimal, Column(Number(), TRAMA.value)]
    year: Annotated[str, Column(Date(), TRAMA.year)]
    place: Annotated[tuple[str, ...], Column(Reference("place", "{value}"), TRAMA.place)] = ()
    passages: StatedIn = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Element):
    """A plan, agreement, network or service through which policy is carried out."""

    table = "instruments.csv"
    rdf_class = TRAMA.Instrument
    template = "instrument/{id}"
    in_plan = False

    id: Slug
    label_it: LabelIt
    label_en: LabelEn = ""
    acronym: Acronym = ""
    kind: Annotated[str, Column(Concept("instrument-kind"), TRAMA.instrumentKind)]
    part_of: Annotated[
        tuple[str, ...], Column(Reference("instrument", "instrument/{value}"), TRAMA.partOf)
    ] = ()
    approved: Annotated[str, Column(Date(), TRAMA.approvedOn)] = ""
    in_force_from: Annotated[str, Column(Date(), TRAMA.inForceFrom)] = ""
    legal_basis: LegalBasis = ()
    text_it: WordsIt = ""
    text_en: WordsEn = ""
    passages: StatedIn = ()
    basis: Basis
    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Element):
    """A funding programme, call or package of projects."""

    table = "programmes.csv"
    rdf_class = TRAMA.Programme
    template = "programme/{id}"
    in_plan = False

    id: Slug
    label_it: LabelIt
    label_en: LabelEn = ""
    acronym: Acronym = ""
    part_of: Annotated[
        tuple[str, ...], Column(Reference("programme", "programme/{value}"), TRAMA.partOf)
    ] = ()
    funded_by: FundedBy = ()
    passages: StatedIn = ()
    basis: Basis
    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Element):
    """Someone who acts in a plan, or with whom the plan acts."""

    table = "actors.csv"
    rdf_class = TRAMA.Actor
    template = "actor/{id}"
    in_plan = False

    id: Slug
    label_it: LabelIt
    label_en: LabelEn = ""
    acronym: Acronym = ""
    kind: Annotated[str, Column(Concept("actor-kind"), TRAMA.actorKind)]
    purpose_it: Annotated[str, Column(Text("it"), TRAMA.purpose)] = ""
    purpose_en: Annotated[str, Column(Text("en"), TRAMA.purpose)] = ""
    mode_it: Annotated[str, Column(Text("it"), TRAMA.mode)] = ""
    mode_en: Annotated[str, Column(Text("en"), TRAMA.mode)] = ""
    passages: StatedIn = ()
    basis: Basis
    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Element):
    """An area into which the metropolitan territory is divided."""

    table = "zones.csv"
    rdf_class = TRAMA.TerritorialArea
    template = "zone/{number}"
    in_plan = False

    number: Ordinal
    label_it: LabelIt
    label_en: LabelEn = ""
    kind: Annotated[str, Column(Choice(("zona-omogenea", "capoluogo")))]
    passages: StatedIn = ()

    def classes(self) -> tuple[NamedNode, ...]:
        """Return TerritorialArea, and HomogeneousZone for a homogeneous zone."""
        homogeneous = (TRAMA.HomogeneousZone,) if self.kind == "zona-omogenea" else ()
        return (TRAMA.TerritorialArea, *homogeneous)


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalUnion(Element):
    """A union of comuni, which may cross zones."""

    table = "unions.csv"
    rdf_class = TRAMA.MunicipalUnion
    template = "union/{id}"
    in_plan = False

    id: Slug
    label_it: LabelIt
    label_en: LabelEn = ""
    passages: StatedIn = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality(Element):
    """A comune of the metropolitan city."""

    table = "comuni.csv"
    rdf_class = TRAMA.Municipality
    template = "comune/{istat}"
    in_plan = False

    istat: Annotated[str, Column(ISTAT, TRAMA.istatCode, notation=True)]
    cadastral: Annotated[str, Column(CADASTRAL, TRAMA.cadastralCode)]
    label_it: LabelIt
    name_in_plan: Annotated[str, Column(Text("it"), SKOS.altLabel)] = ""
    zone: OfZone
    union: OfUnion = ()
    lat: Annotated[Decimal | None, Column(Number(Decimal(-90), Decimal(90)), GEO.lat)] = None
    lon: Annotated[Decimal | None, Column(Number(Decimal(-180), Decimal(180)), GEO.long)] = None
    passages: StatedIn = ()
    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyConcept(Element):
    """A concept of somebody else's vocabulary, such as a Sustainable Development Goal."""

    table = "concepts.csv"
    rdf_class = SKOS.Concept
    template = "concept/{id}"
    in_plan = False

    id: Slug
    scheme: Annotated[str, Column(Concept("vocabulary"), SKOS.inScheme)]
    notation: Annotated[str, Column(Text(), notation=True)] = ""
    label_it: LabelIt
    label_en: LabelEn = ""
    exact_match: Annotated[str, Column(Iri(), SKOS.exactMatch)]
    basis: Basis
    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Element):
    """Who read a plan and answers for its links."""

    table = "agents.csv"
    rdf_class = PROV.Agent
    template = "agent/{id}"
    in_plan = False

    id: Slug
    label_it: LabelIt
    label_en: LabelEn
    text_it: WordsIt = ""
    text_en: WordsEn = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Element):
    """The reason for one crossing statement; `build` turns it into RDF, for it is no plain row."""

    table = "links.csv"
    several = True
    rdf_class = TRAMA.Link
    in_plan = False
    template = "{source[0]} {relation} {target[0]}"

    source: Annotated[tuple[str, ...], Column(Reference("thing", "{value}"))]
    relation: Annotated[str, Column(Choice(CROSSING))]
    target: Annotated[tuple[str, ...], Column(Reference("thing", "{value}"))]
    basis: Annotated[str, Column(Choice(BASES, concepts=True))]
    confidence: Annotated[Decimal, Column(Number(Decimal(0), Decimal(1)))]
    evidence: Annotated[tuple[Quote, ...], Column(Evidence())]
    rationale_it: Annotated[str, Column(Text("it"))]
    rationale_en: Annotated[str, Column(Text("en"))]
    attributed_to: Annotated[tuple[str, ...], Column(Reference("agent", "agent/{value}"))]
    date: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Element):
    """The verdict on one pair of driver and objective: kept beside the graph, not in it.

    A second reader's verdicts stand in `review-second.csv`, with the sample each pair was drawn for.
    """

    table = "review.csv"
    several = True
    template = "{driver[0]} {objective[0]}"

    driver: Annotated[tuple[str, ...], Column(Reference("driver", "{plan}/driver/{value}"))]
    objective: Annotated[
        tuple[str, ...], Column(Reference("objective", "{plan}/objective/{value}"))
    ]
    verdict: Annotated[str, Column(Choice(("linked", "not-linked")))]
    strength: Annotated[str, Column(Choice(("strong", "moderate", "near", "none")))]
    reason_it: Annotated[str, Column(Text("it"))] = ""
    sample: Annotated[str, Column(Choice(("random", "hard")))] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Element):
    """A reading of the scan that the transcription mends: kept beside the graph, not in it."""

    table = "corrections.csv"
    template = "{line}"

    passage: Annotated[str, Column(Pattern(r"[A-Za-z0-9.-]+", "a passage mark"))]
    scan: Annotated[str, Column(Text())] = ""
    transcription: Annotated[str, Column(Text())] = ""


ELEMENTS: tuple[type[Element], ...] = (
    Plan,
    Edition,
    LegalAct,
    Aim,
    Phase,
    VisionKeyword,
    Mission,
    Theme,
    StrategicObjective,
    Driver,
    Result,
    Indicator,
    Target,
    Instrument,
    Programme,
    Actor,
    Zone,
    MunicipalUnion,
    Municipality,
    VocabularyConcept,
    Agent,
    Link,
    Review,
    Correction,
)
TABLES: dict[str, type[Element]] = {element.table: element for element in ELEMENTS}


def element_of(filename: str) -> type[Element] | None:
    """Return the kind of element that a table's file name stands for, or None if it is no table."""
    whole = TABLES.get(filename)
    part = TABLES.get(f"{filename.partition('-')[0]}.csv")
    return whole or (part if part and part.several and filename.endswith(".csv") else None)
