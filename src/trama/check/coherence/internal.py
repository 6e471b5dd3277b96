"""*Coerenza interna*: the actions of a plan against its own objectives.

An action is what stands in the Sezione Operativa of a DUP, or says which objective of its own plan it serves; an
objective is what stands in the Sezione Strategica, or what an action says that it serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trama.check.coherence.declared import declared
from trama.check.coherence.entries import Entry, entries
from trama.check.coherence.judgements import Judgement
from trama.check.coherence.matrix import INTERNAL, Matrix, matrix_of
from trama.check.coherence.words import COHERENT, PARTIAL
from trama.model import StrategicObjective
from trama.namespaces import Names
from trama.plans.package import Package

_ACTIONS, _OBJECTIVES = "SeO", "SeS"


@dataclass(frozen=True, slots=True)
class Internal:
    """The actions of a plan against its objectives, and what is left alone on either side.

    Without a `matrix` the plan does not tell its actions from its objectives.
    """

    matrix: Matrix | None
    idle: tuple[Entry, ...] = ()
    bare: tuple[Entry, ...] = ()


def sides_of(plan: Package, names: Names) -> tuple[list[Entry], list[Entry]]:
    """Return the actions of a plan and its objectives; none of either if it does not tell them apart."""
    own = {row.local(plan.plan): row for row in plan.rows(StrategicObjective)}
    pairs = [
        (one.source, one.target)
        for one in declared(plan, plan)
        if one.source in own and one.target in own and one.source != one.target
    ]
    served = {target for _, target in pairs}
    serving = {source for source, _ in pairs} - served
    actions, objectives = [], []
    for (local, row), entry in zip(own.items(), entries(plan, names), strict=True):
        # What serves and is served is an objective of the plan: actions stand at the end of the chain.
        if local in served or row.section == _OBJECTIVES:
            objectives.append(entry)
        elif local in serving or row.section == _ACTIONS:
            actions.append(entry)
    return (actions, objectives) if actions and objectives else ([], [])


def internal_coherence(
    plan: Package, names: Names, judgements: Sequence[Judgement] = ()
) -> Internal:
    """Return the coherence of a plan with itself: each action serves an objective, and each has an action."""
    actions, objectives = sides_of(plan, names)
    if not actions:
        return Internal(None)
    matrix = matrix_of(
        plan, plan, actions, objectives, judgements=judgements, names=names, kind=INTERNAL
    )
    joined = {pair for pair, cell in matrix.cells.items() if cell.verdict in (COHERENT, PARTIAL)}
    idle = tuple(row for row in actions if not any(code == row.code for code, _ in joined))
    bare = tuple(one for one in objectives if not any(code == one.code for _, code in joined))
    return Internal(matrix, idle, bare)
