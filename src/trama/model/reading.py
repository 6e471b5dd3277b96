"""What a reader of a plan sets down: links with their reasons, verdicts on pairs, mended readings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from trama.model.cells import Choice, Date, Evidence, Number, Pattern, Quote, Reference, Text
from trama.model.element import BASES, CROSSING, Column, Element
from trama.namespaces import TRAMA


@dataclass(frozen=True, kw_only=True)
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
    date: Annotated[str, Column(Date(day=True))]


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class LinkChange(Element):
    """What became of a link, when and why: the history that the link's page tells.

    A link that was `added` or `changed` is named as it is now, one that was `removed` as it was. What a
    changed link was before stands in `was_…`; its old address is in `graph/retired.csv`.
    """

    table = "changes.csv"
    several = True
    template = "{source} {relation} {target} {date} {change}"

    date: Annotated[str, Column(Date(day=True))]
    change: Annotated[str, Column(Choice(("added", "changed", "removed")))]
    source: Annotated[str, Column(Text())]
    relation: Annotated[str, Column(Text())]
    target: Annotated[str, Column(Text())]
    was_source: Annotated[str, Column(Text())] = ""
    was_relation: Annotated[str, Column(Text())] = ""
    was_target: Annotated[str, Column(Text())] = ""
    reason_it: Annotated[str, Column(Text("it"))]
    reason_en: Annotated[str, Column(Text("en"))]


@dataclass(frozen=True, kw_only=True)
class Decided(Element):
    """What a person decided about a link or a suggestion, with their name as they give it: kept beside the graph.

    `was` and `confidence` are how sure the link was and is; neither is there where there is no link.
    """

    table = "decided.csv"
    template = "{source} {relation} {target}"

    source: Annotated[str, Column(Text())]
    relation: Annotated[str, Column(Choice(CROSSING))]
    target: Annotated[str, Column(Text())]
    decision: Annotated[
        str, Column(Choice(("confirmed", "changed", "removed", "added", "refused")))
    ]
    was: Annotated[Decimal | None, Column(Number(Decimal(0), Decimal(1)))] = None
    confidence: Annotated[Decimal | None, Column(Number(Decimal(0), Decimal(1)))] = None
    by: Annotated[str, Column(Text())]
    date: Annotated[str, Column(Date(day=True))]
    reason_it: Annotated[str, Column(Text("it"))] = ""
    reason_en: Annotated[str, Column(Text("en"))] = ""


@dataclass(frozen=True, kw_only=True)
class Rereading(Element):
    """What a second reading made of a pair, without sight of the first: kept beside the graph.

    The reader was asked for the relation, or, where `asked` names one, whether that one holds. `first`
    and `second` are relations, or `none`; `settled` is what stands after both.
    """

    table = "rereading.csv"
    several = True
    template = "{source} {first} {target}"

    source: Annotated[str, Column(Text())]
    target: Annotated[str, Column(Text())]
    first: Annotated[str, Column(Choice((*CROSSING, "none")))]
    second: Annotated[str, Column(Choice((*CROSSING, "none")))]
    settled: Annotated[str, Column(Choice((*CROSSING, "none")))]
    asked: Annotated[str, Column(Choice(CROSSING))] = ""
    reason_it: Annotated[str, Column(Text("it"))] = ""


@dataclass(frozen=True, kw_only=True)
class Correction(Element):
    """A reading of the scan that the transcription mends: kept beside the graph, not in it."""

    table = "corrections.csv"
    template = "{line}"

    passage: Annotated[str, Column(Pattern(r"[A-Za-z0-9.-]+", "mark"))]
    scan: Annotated[str, Column(Text())] = ""
    transcription: Annotated[str, Column(Text())] = ""
