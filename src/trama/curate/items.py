"""What there is to decide: links of a plan that are not sure, the least sure first, and alignments that are suggested."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trama.model import Decided, Link, StrategicObjective
from trama.model.cells import Quote
from trama.model.element import Element
from trama.plans.declared import own_words
from trama.plans.package import Package
from trama.suggest.suggester import Suggester, suggest

SUGGESTED = "suggested"
"""The basis of what no table states: a suggestion. Also the kind by which suggestions are chosen."""
BELOW = Decimal("0.7")
"""Links that are surer than this are not asked about, unless one asks for them."""
_MOST_SURE = Decimal("0.89")


@dataclass(frozen=True, slots=True)
class Words:
    """A passage with the words in it that are quoted; `text` is empty if the passage is not known."""

    mark: str
    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Item:
    """A link to decide about: its ends by local name and label, why it is there, and the passages in full.

    `file` is the name of its table, empty for a suggestion, whose basis is SUGGESTED and confidence the score.
    """

    source: str
    relation: str
    target: str
    basis: str
    confidence: Decimal
    file: str
    source_label: str
    target_label: str
    rationale_it: str
    rationale_en: str
    words: tuple[Words, ...]
    evidence: tuple[Quote, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """The three names by which decisions find it."""
        return self.source, self.relation, self.target


def to_review(
    plan: Package,
    others: Sequence[Package],
    *,
    below: Decimal = BELOW,
    mission: str = "",
    kinds: Collection[str] = (),
    suggester: Suggester | None = None,
    upper: Package | None = None,
) -> list[Item]:
    """Return what to decide in a plan, the least sure first.

    `others` are the packages that its links name things of. `mission` keeps what has an objective of it at an end,
    `kinds` relations, or SUGGESTED. What was decided before is left out, unless its confidence has changed since.
    """
    packages = [plan, *(one for one in others if one.path != plan.path)]
    labels = {
        element.local(package.plan): _label(element)
        for package in packages
        for element in package.elements()
        if element.rdf_class
    }
    texts = {package.plan: package.text for package in packages if package.text}

    def words(quotes: Sequence[Quote]) -> Iterator[Words]:
        for quote in quotes:
            text = texts.get(quote.plan or plan.plan)
            passage = text.by_id.get(quote.passage) if text else None
            yield Words(quote.mark, passage.text if passage else "", quote.exact)

    found = [
        Item(
            link.source[0],
            link.relation,
            link.target[0],
            link.basis,
            link.confidence,
            link.file.rpartition("/")[2],
            labels.get(link.source[0], ""),
            labels.get(link.target[0], ""),
            link.rationale_it,
            link.rationale_en,
            tuple(words(link.evidence)),
            link.evidence,
        )
        for link in plan.rows(Link)
        if link.confidence < below
    ]
    if suggester and upper:
        found += [
            Item(
                source,
                "contributesTo",
                target,
                SUGGESTED,
                score,
                "",
                labels.get(source, ""),
                labels.get(target, ""),
                "",
                "",
                tuple(words(quotes)),
                tuple(quotes),
            )
            for source, target, score, quotes in _suggested(plan, upper, suggester)
            if score < below
        ]
    settled = {(row.source, row.relation, row.target): row for row in plan.rows(Decided)}
    of_mission = _of_mission(packages, mission)
    chosen = [
        item
        for item in found
        if not _is_settled(item, settled.get(item.key))
        and (not kinds or (SUGGESTED if not item.file else item.relation) in kinds)
        and (not mission or {item.source, item.target} & of_mission)
    ]
    return sorted(chosen, key=lambda item: (item.confidence, item.key))


def _suggested(
    plan: Package, upper: Package, suggester: Suggester
) -> Iterator[tuple[str, str, Decimal, list[Quote]]]:
    own = {row.code: row for row in plan.rows(StrategicObjective)}
    theirs = {row.code: row for row in upper.rows(StrategicObjective)}
    for each in suggest(plan, suggester):
        row = own[each.code]
        for one in each.candidates:
            other = theirs[one.upper.code]
            here, there = own_words(row, plan), own_words(other, upper)
            quotes = [here] if here else []
            quotes += [Quote(f"{upper.plan}#{there.mark}", there.exact)] if there else []
            score = min(Decimal(str(one.score)).quantize(Decimal("0.01")), _MOST_SURE)
            yield row.local(plan.plan), other.local(upper.plan), score, quotes


def _is_settled(item: Item, decided: Decided | None) -> bool:
    """Whether somebody decided about it as it stands now."""
    if decided is None:
        return False
    return not item.file or decided.confidence is None or decided.confidence == item.confidence


def _of_mission(packages: Sequence[Package], mission: str) -> set[str]:
    return {
        row.local(package.plan)
        for package in packages
        for row in package.rows(StrategicObjective)
        if mission in {str(number) for number in row.mission}
    } | {f"{package.plan}/mission/{mission}" for package in packages}


def _label(element: Element) -> str:
    names = (getattr(element, name, "") for name in ("label_it", "title_it", "text_it"))
    return next((name for name in names if name), "")
