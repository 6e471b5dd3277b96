"""What a person is asked about a plan: suggestions, what seems to pull against, and declared relations without a why."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from trama.language.contrast import Contrast
from trama.model import Link, StrategicObjective
from trama.plans.package import Package
from trama.suggest.suggester import Suggester, Suggestion, Suggestions, Upper, words_of

SUGGESTED, PULLS, PULLS_DECLARED, UNLIKE = "suggested", "pulls", "pulls-declared", "unlike"
"""A suggestion; words that pull against; a declared relation whose words do; one whose words have nothing in common."""

MOST = 4
"""The most objectives that one is asked to pull against: those nearest in words."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a pair of objectives: the lower one's code and words, the upper one, and why it is asked."""

    code: str
    words: str
    upper: Upper
    kind: str
    suggestion: Suggestion | None = None
    contrast: Contrast | None = None

    @property
    def declared(self) -> bool:
        """Whether the plan declares the relation, and is asked why."""
        return self.kind in (PULLS_DECLARED, UNLIKE)


def questions(
    plan: Package,
    found: Sequence[Suggestions],
    suggester: Suggester,
    upper: str,
    answered: Container[tuple[str, str]],
) -> Iterator[Question]:
    """Yield what is not answered yet: suggestions first, then what is asked of each objective in its order.

    `upper` is the identifier of the plan that the suggester knows. A declared relation is asked about unless
    `links.csv` gives its reason.
    """
    for each in found:
        for one in (*each.candidates, *each.to_weigh):
            if (each.code, f"{upper}#{one.upper.code}") not in answered:
                yield Question(each.code, each.text or each.label, one.upper, SUGGESTED, one)
    explained: dict[str, set[str]] = {}
    for link in plan.rows(Link):
        explained.setdefault(link.source[0], set()).add(link.target[0])

    def known(code: str, local: str, one: Upper) -> bool:
        told = f"{upper}/objective/{one.code}" in explained.get(local, ())
        return told or (code, f"{upper}#{one.code}") in answered

    for row in plan.rows(StrategicObjective):
        local, words = row.local(plan.plan), words_of(row)
        serves = {code.rpartition("#")[2] for code in (*row.implements, *row.contributes_to)}
        pulls = suggester.against(words)
        told = 0
        for pulled, contrast in pulls:
            declared = pulled.code in serves
            if known(row.code, local, pulled):
                continue
            if declared or told < MOST:
                kind = PULLS_DECLARED if declared else PULLS
                yield Question(row.code, row.text_it or row.label_it, pulled, kind, None, contrast)
            told += not declared
        asked = serves - {pulled.code for pulled, _ in pulls}
        for each_upper in suggester.upper:
            if (
                each_upper.code in asked
                and not known(row.code, local, each_upper)
                and not suggester.in_common(words, each_upper.code)
            ):
                yield Question(row.code, row.text_it or row.label_it, each_upper, UNLIKE)
