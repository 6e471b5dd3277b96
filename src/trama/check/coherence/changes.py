"""What became of a plan as the result of its check: the decisions that a person took, and what each changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trama.check.coherence.entries import Entry, entries
from trama.model import StrategicObjective
from trama.namespaces import Names
from trama.plans.package import Package
from trama.suggest.decisions import (
    ACCEPTED,
    CHANGING,
    COMPATIBLE,
    CONFLICT,
    MOTIVATED,
    PARTIAL,
    REFUSED,
    Answer,
    Taken,
)

NARROWED = "narrowed"
SAID: Mapping[str, Mapping[str, str]] = {
    ACCEPTED: {
        "it": "Proposta accettata: aggiunta la relazione «contribuisce a».",
        "en": "Suggestion accepted: the relation “contributes to” was added.",
    },
    PARTIAL: {
        "it": "Giudicata in parte: la relazione è «contribuisce a», con il motivo.",
        "en": "Judged in part: the relation is “contributes to”, with the reason.",
    },
    NARROWED: {
        "it": "Giudicata in parte: da «attua» a «contribuisce a», con il motivo.",
        "en": "Judged in part: from “implements” to “contributes to”, with the reason.",
    },
    CONFLICT: {
        "it": "Giudicata in contrasto: scritto il contrasto con il motivo, e tolta la relazione se c'era.",
        "en": "Judged in conflict: the conflict was written with its reason, and the relation taken out if any.",
    },
    MOTIVATED: {
        "it": "Scritta la motivazione della relazione.",
        "en": "The reason of the relation was written.",
    },
    REFUSED: {"it": "Proposta non accolta.", "en": "Suggestion not taken."},
    COMPATIBLE: {
        "it": "Possibile contrasto esaminato: non contrasta.",
        "en": "Possible conflict examined: there is none.",
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """A decision on a pair of objectives, and what it did to the plan, as a key of SAID; the `pair` as it was decided on."""

    lower: Entry
    upper: Entry
    did: str
    answer: Answer
    pair: tuple[str, str]

    @property
    def changing(self) -> bool:
        """Whether the plan is other than it was."""
        return self.answer.decision in CHANGING


def changes(
    taken: Taken, before: Package, uppers: Sequence[Package], names: Names
) -> Iterator[Change]:
    """Yield what was decided on a plan as it was `before`, pair by pair in the order of the plan.

    An upper objective that none of the upper plans holds is named by its code alone.
    """
    own = {entry.code: entry for entry in entries(before, names)}
    above = {
        f"{upper.plan}#{entry.code}": entry for upper in uppers for entry in entries(upper, names)
    }
    implements = {row.code: set(row.implements) for row in before.rows(StrategicObjective)}
    order = {code: place for place, code in enumerate(own)}
    for (lower, upper), answer in sorted(
        taken.items(), key=lambda item: (order.get(item[0][0], len(order)), item[0])
    ):
        if lower not in own:
            continue
        entry = above.get(upper) or Entry(upper.rpartition("#")[2], "", "", "")
        narrowed = {upper, entry.code} & implements[lower]
        did = NARROWED if answer.decision == PARTIAL and narrowed else answer.decision
        yield Change(own[lower], entry, did, answer, (lower, upper))
