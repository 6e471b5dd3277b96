"""The elements of the registers that plans share: acts, instruments, actors, territory, vocabularies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pyoxigraph import NamedNode

from trama.model.cells import (
    CADASTRAL,
    ISTAT,
    Choice,
    Concept,
    Date,
    Iri,
    Number,
    Pattern,
    Reference,
    Text,
)
from trama.model.element import Column, Part
from trama.model.traits import (
    Acronym,
    Approved,
    Code,
    End,
    FundedBy,
    Grounded,
    LabelEn,
    LabelIt,
    Labelled,
    LegalBasis,
    Noted,
    Ordinal,
    Scoped,
    Slug,
    Start,
    Stated,
    Told,
    WordsEn,
    WordsIt,
)
from trama.namespaces import DCTERMS, GEO, OWL, PROV, SKOS, TRAMA

_URN = Pattern(r"urn:nir:[a-z.]+:[a-z.]+:[0-9]{4}-[0-9]{2}-[0-9]{2};[0-9]+", "urn")
PLACES = ("territorial-network", "park")
SameAs = Annotated[str, Column(Iri(), OWL.sameAs)]
_IPA = Pattern(r"[a-z0-9_-]+", "ipa")


@dataclass(frozen=True, kw_only=True)
class LegalAct(Labelled, Stated, Grounded):
    """A law, statute or agreement that founds or frames the plan."""

    table = "legal.csv"
    rdf_class = TRAMA.LegalAct
    template = "act/{id}"
    in_plan = False

    id: Slug
    kind: Annotated[str, Column(Concept("act-kind"), TRAMA.actKind)]
    provision: Annotated[str, Column(Text(), TRAMA.provision)] = ""
    urn: Annotated[str, Column(_URN, TRAMA.urnNir)] = ""
    description_it: WordsIt
    description_en: WordsEn


@dataclass(frozen=True, kw_only=True)
class Instrument(Labelled, Told, Stated, Grounded, Scoped):
    """A plan, agreement, network or service through which policy is carried out.

    One of a kind in PLACES is a place as well: the network that a plan draws is a part of the territory.
    """

    table = "instruments.csv"
    rdf_class = TRAMA.Instrument
    template = "instrument/{id}"
    in_plan = False

    id: Slug
    acronym: Acronym = ""
    kind: Annotated[str, Column(Concept("instrument-kind"), TRAMA.instrumentKind)]
    part_of: Annotated[
        tuple[str, ...], Column(Reference("instrument", "instrument/{value}"), TRAMA.partOf)
    ] = ()
    approved: Approved = ""
    in_force_from: Annotated[str, Column(Date(), TRAMA.inForceFrom)] = ""
    legal_basis: LegalBasis = ()
    text_it: WordsIt = ""

    def classes(self) -> tuple[NamedNode, ...]:
        """Return Instrument, and Place for one that is a part of the territory too."""
        return (TRAMA.Instrument, *((TRAMA.Place,) if self.kind in PLACES else ()))


@dataclass(frozen=True, kw_only=True)
class InstrumentAim(Labelled, Told, Grounded):
    """A principle or objective of an instrument, in the words of the public source that states it."""

    table = "instrument-aims.csv"
    rdf_class = TRAMA.InstrumentAim
    template = "instrument/{instrument[0]}/aim/{code}"
    in_plan = False

    code: Code
    instrument: Annotated[
        tuple[str, ...], Column(Reference("instrument", "instrument/{value}"), TRAMA.aimOf)
    ]
    source: Annotated[str, Column(Iri(), DCTERMS.source)]


@dataclass(frozen=True, kw_only=True)
class Programme(Labelled, Stated, Grounded, Scoped):
    """A funding programme, call or package of projects."""

    table = "programmes.csv"
    rdf_class = TRAMA.Programme
    template = "programme/{id}"
    in_plan = False

    id: Slug
    acronym: Acronym = ""
    part_of: Annotated[
        tuple[str, ...], Column(Reference("programme", "programme/{value}"), TRAMA.partOf)
    ] = ()
    funded_by: FundedBy = ()


@dataclass(frozen=True, kw_only=True)
class Actor(Labelled, Stated, Grounded, Scoped):
    """Someone who acts in a plan, with whom the plan acts, or for whom it acts."""

    table = "actors.csv"
    rdf_class = TRAMA.Actor
    template = "actor/{id}"
    in_plan = False

    id: Slug
    acronym: Acronym = ""
    kind: Annotated[str, Column(Concept("actor-kind"), TRAMA.actorKind)]
    ipa: Annotated[str, Column(_IPA, TRAMA.ipaCode)] = ""


@dataclass(frozen=True, kw_only=True)
class Zone(Labelled, Stated):
    """An area into which the metropolitan territory is divided."""

    table = "zones.csv"
    rdf_class = TRAMA.TerritorialArea
    template = "zone/{number}"
    in_plan = False

    number: Ordinal
    kind: Annotated[str, Column(Choice(("zona-omogenea", "capoluogo")))]

    def classes(self) -> tuple[NamedNode, ...]:
        """Return TerritorialArea, and HomogeneousZone for a homogeneous zone."""
        homogeneous = (TRAMA.HomogeneousZone,) if self.kind == "zona-omogenea" else ()
        return (TRAMA.TerritorialArea, *homogeneous)


@dataclass(frozen=True, kw_only=True)
class Place(Labelled, Stated, Grounded, Scoped):
    """A part of the territory that is no administrative division: a park, a canal system, a basin."""

    table = "places.csv"
    rdf_class = TRAMA.Place
    template = "place/{id}"
    in_plan = False

    id: Slug
    kind: Annotated[str, Column(Concept("place-kind"), TRAMA.placeKind)]
    part_of: Annotated[
        tuple[str, ...], Column(Reference("place", "place/{value}"), TRAMA.partOf)
    ] = ()
    comuni: Annotated[
        tuple[str, ...], Column(Reference("comune", "comune/{value}", many=True), TRAMA.liesIn)
    ] = ()
    same_as: SameAs = ""


@dataclass(frozen=True, kw_only=True)
class Event(Labelled, Stated, Grounded):
    """Something that takes place on known days, which a plan looks to."""

    table = "events.csv"
    rdf_class = TRAMA.Event
    template = "event/{id}"
    in_plan = False

    id: Slug
    start: Start
    end: End


@dataclass(frozen=True, kw_only=True)
class MunicipalUnion(Labelled, Stated):
    """A union of comuni, which may cross zones: a body, whose territory is that of its members."""

    table = "unions.csv"
    rdf_class = TRAMA.MunicipalUnion
    template = "union/{id}"
    in_plan = False

    id: Slug


@dataclass(frozen=True, kw_only=True)
class Municipality(Stated, Noted):
    """A comune of the metropolitan city."""

    table = "comuni.csv"
    rdf_class = TRAMA.Municipality
    template = "comune/{istat}"
    in_plan = False

    istat: Annotated[str, Column(ISTAT, TRAMA.istatCode, notation=True, part=Part.KEY)]
    cadastral: Annotated[str, Column(CADASTRAL, TRAMA.cadastralCode, part=Part.KEY)]
    label_it: LabelIt
    name_in_plan: Annotated[str, Column(Text("it"), SKOS.altLabel)] = ""
    zone: Annotated[tuple[str, ...], Column(Reference("zone", "zone/{value}"), TRAMA.inZone)]
    union: Annotated[
        tuple[str, ...],
        Column(Reference("union", "union/{value}"), TRAMA.inUnion, inverse=TRAMA.hasTerritory),
    ] = ()
    same_as: SameAs = ""
    lat: Annotated[Decimal | None, Column(Number(Decimal(-90), Decimal(90)), GEO.lat)] = None
    lon: Annotated[Decimal | None, Column(Number(Decimal(-180), Decimal(180)), GEO.long)] = None


@dataclass(frozen=True, kw_only=True)
class VocabularyConcept(Labelled, Grounded):
    """A concept of somebody else's vocabulary, such as a Sustainable Development Goal."""

    table = "concepts.csv"
    rdf_class = SKOS.Concept
    template = "concept/{id}"
    in_plan = False

    id: Slug
    scheme: Annotated[
        str,
        Column(
            Concept("vocabulary"),
            SKOS.inScheme,
            SKOS.topConceptOf,
            inverse=SKOS.hasTopConcept,
            part=Part.KEY,
        ),
    ]
    notation: Annotated[str, Column(Text(), notation=True, part=Part.KEY)] = ""
    exact_match: Annotated[str, Column(Iri(), SKOS.exactMatch)] = ""


@dataclass(frozen=True, kw_only=True)
class Agent(Told):
    """Who read a plan, by what rule, and answers for its links."""

    table = "agents.csv"
    rdf_class = PROV.Agent
    template = "agent/{id}"
    in_plan = False

    id: Slug
    label_it: LabelIt
    label_en: LabelEn
    text_it: WordsIt = ""
    rule_it: Annotated[str, Column(Text("it"), TRAMA.readingRule)] = ""
    rule_en: Annotated[str, Column(Text("en"), TRAMA.readingRule)] = ""
