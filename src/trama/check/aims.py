"""What became of the targets of an objective from one edition to the next: the same indicator, another number or day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trama.check.editions import Step
from trama.language.similarity import plain_words
from trama.model import Indicator, Target
from trama.plans.package import Package


@dataclass(frozen=True, slots=True)
class AimChange:
    """A target that changed: whose indicator, for which year and in which words it stood, and stands now."""

    indicator: str
    old_year: str
    old: str
    new_year: str
    new: str

    def said(self) -> str:
        """Return the change in words that need no language."""
        old, new = (
            f"{words} ({year})"
            for words, year in ((self.old, self.old_year), (self.new, self.new_year))
        )
        return f"«{self.indicator}»: {old} → {new}"


def aim_changes(step: Step, before: Package, after: Package) -> list[AimChange]:
    """Return the targets that changed of an objective that went on; none of one that is new or dropped.

    Indicators are the same by their words. Targets are compared year by year; of an indicator of which only one day
    or state is wanted in each edition, whatever the year. That a year is over, or has come, is no change.
    """
    if step.old is None or step.new is None:
        return []
    old, new = (
        dict(_aims(package, side.code)) for package, side in ((before, step.old), (after, step.new))
    )
    return [
        change
        for words, (label, targets) in new.items()
        if words in old
        for change in _changes(label, old[words][1], targets)
    ]


def _aims(package: Package, code: str) -> Iterator[tuple[str, tuple[str, list[Target]]]]:
    """The indicators of an objective by their plain words, with their labels and targets."""
    of: dict[str, list[Target]] = defaultdict(list)
    for target in package.rows(Target):
        of[target.indicator[0]].append(target)
    for indicator in package.rows(Indicator):
        if code in indicator.objective:
            yield plain_words(indicator.label_it), (indicator.label_it, of[indicator.id])


def _changes(label: str, old: Sequence[Target], new: Sequence[Target]) -> Iterator[AimChange]:
    single = len(old) == len(new) == 1 and not (old[0].bare or new[0].bare)
    by_year = {(target.year, target.place): target for target in old}
    for target in new:
        was = old[0] if single else by_year.get((target.year, target.place))
        if was is not None and was.said != target.said:
            yield AimChange(label, was.year, was.said, target.year, target.said)
