"""What elements of many kinds have in common, each column said once: a label, words, passages, a basis.

An element takes the traits it has as its bases; where their columns stand is for `Element.parts` to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from trama.model.cells import CODE, SLUG, Choice, Date, Passages, Reference, Text, Whole
from trama.model.element import BASES, Column, Element, Part
from trama.namespaces import DCTERMS, RDFS, SKOS, TRAMA

Slug = Annotated[str, Column(SLUG, part=Part.KEY)]
Code = Annotated[str, Column(CODE, notation=True, part=Part.KEY)]
Ordinal = Annotated[int, Column(Whole(1), TRAMA.order, notation=True, part=Part.KEY)]
Order = Annotated[int, Column(Whole(1), TRAMA.order, part=Part.KEY)]
LabelIt = Annotated[str, Column(Text("it"), RDFS.label, SKOS.prefLabel, part=Part.NAME)]
LabelEn = Annotated[str, Column(Text("en"), RDFS.label, SKOS.prefLabel, part=Part.NAME)]
Acronym = Annotated[str, Column(Text(), TRAMA.acronym)]
WordsIt = Annotated[str, Column(Text("it"), DCTERMS.description, part=Part.WORDS)]
WordsEn = Annotated[str, Column(Text("en"), DCTERMS.description, part=Part.WORDS)]
StatedIn = Annotated[tuple[str, ...], Column(Passages(), TRAMA.statedIn, part=Part.SOURCE)]
ScopeIt = Annotated[str, Column(Text("it"), SKOS.scopeNote, part=Part.SCOPE)]
ScopeEn = Annotated[str, Column(Text("en"), SKOS.scopeNote, part=Part.SCOPE)]
Basis = Annotated[str, Column(Choice(BASES, concepts=True), TRAMA.basis, part=Part.BASIS)]
NameBasis = Annotated[str, Column(Choice(BASES, concepts=True), TRAMA.nameBasis, part=Part.BASIS)]
NoteIt = Annotated[str, Column(Text("it"), TRAMA.note, part=Part.NOTE)]
NoteEn = Annotated[str, Column(Text("en"), TRAMA.note, part=Part.NOTE)]
LegalBasis = Annotated[
    tuple[str, ...], Column(Reference("act", "act/{value}", many=True), TRAMA.legalBasis)
]
FundedBy = Annotated[
    tuple[str, ...], Column(Reference("programme", "programme/{value}"), TRAMA.fundedBy)
]
Approved = Annotated[str, Column(Date(), TRAMA.approvedOn)]
Start = Annotated[str, Column(Date(), TRAMA.startDate)]
End = Annotated[str, Column(Date(), TRAMA.endDate)]
Unit = Annotated[str, Column(Text(), TRAMA.unit)]


@dataclass(frozen=True, kw_only=True)
class Labelled(Element):
    """It has a name."""

    label_it: LabelIt
    label_en: LabelEn = ""


@dataclass(frozen=True, kw_only=True)
class Told(Element):
    """It is told in words, in the plan's own language first."""

    text_it: WordsIt
    text_en: WordsEn = ""


@dataclass(frozen=True, kw_only=True)
class Stated(Element):
    """It stands in passages of a plan's text."""

    passages: StatedIn = ()


@dataclass(frozen=True, kw_only=True)
class Scoped(Element):
    """A note says what belongs to it, and what does not."""

    scope_it: ScopeIt = ""
    scope_en: ScopeEn = ""


@dataclass(frozen=True, kw_only=True)
class Noted(Element):
    """A note says where it comes from, or how it was read."""

    note_it: NoteIt = ""
    note_en: NoteEn = ""


@dataclass(frozen=True, kw_only=True)
class Grounded(Noted):
    """Its basis is known: stated in a plan, curated by a reader, inferred by a rule."""

    basis: Basis
