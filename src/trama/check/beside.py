"""What is found between a plan and those that stand beside it, told of the plan that is examined alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from trama.check.findings import Finding
from trama.check.offices import Offices


def between(
    findings: Iterable[Finding], own: Collection[str], offices: Offices
) -> Iterator[Finding]:
    """Yield the findings on the plans with the identifiers `own`, and those of others that concern them.

    A finding of a plan beside has the plan that is examined on its other side, and becomes one of that; if the same
    check has told the pair from there already, it is left out.
    """
    told, others = set[tuple[str, ...]](), []
    for one in findings:
        if one.plan in own:
            told.add(_pair(one))
            yield one
        elif one.upper and one.upper.plan in own:
            others.append(one)
    for one in others:
        if one.upper and _pair(one) not in told:
            office = offices.of(one.upper.plan, one.upper.iri)
            yield replace(one, plan=one.upper.plan, office=office)


def _pair(one: Finding) -> tuple[str, ...]:
    ends = sorted(side.iri for side in (one.lower, one.upper) if side)
    return (one.code, *ends)
