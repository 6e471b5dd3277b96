"""All that an assessor attaches: matrices against plans above, beside and within, and what the check changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from trama.check.coherence.changes import Change, changes
from trama.check.coherence.entries import axis, entries
from trama.check.coherence.internal import Internal, internal_coherence, sides_of
from trama.check.coherence.judgements import Axis, Judgement, shared_out
from trama.check.coherence.matrix import BESIDE, VERTICAL, Matrix, coherence_matrix
from trama.check.findings import Finding
from trama.errors import SourceError
from trama.namespaces import Names
from trama.plans.package import Package
from trama.suggest.decisions import Taken


@dataclass(frozen=True, slots=True)
class Assessment:
    """The coherence of one plan: with those above it, with those beside it, with itself; and what changed."""

    vertical: tuple[Matrix, ...]
    beside: tuple[Matrix, ...] = ()
    internal: Internal | None = None
    changes: tuple[Change, ...] = ()

    def matrices(self) -> Iterator[Matrix]:
        """Yield every matrix, those against plans above first."""
        yield from self.vertical
        yield from self.beside
        if self.internal and self.internal.matrix:
            yield self.internal.matrix

    def counts(self) -> dict[str, int]:
        """Return how many cells have each verdict, in all matrices against plans above."""
        found: dict[str, int] = {}
        for matrix in self.vertical:
            for verdict, count in matrix.counts().items():
                found[verdict] = found.get(verdict, 0) + count
        return found


def alone(matrix: Matrix) -> Assessment:
    """Return the assessment of one matrix and nothing else."""
    return Assessment((matrix,))


def axes_of(plan: Package, others: Sequence[Package], names: Names) -> tuple[dict[str, Axis], Axis]:
    """Return what can be judged of other plans, and of the plan's own objectives, by plan; and of its rows."""
    axes = {one.plan: axis(one, entries(one, names)) for one in others}
    _, objectives = sides_of(plan, names)
    if objectives:
        axes[plan.plan] = axis(plan, objectives)
    return axes, axis(plan, entries(plan, names))


def assess(
    plan: Package,
    uppers: Sequence[Package],
    *,
    beside: Sequence[Package] = (),
    findings: Iterable[Finding] = (),
    judgements: Sequence[Judgement] = (),
    taken: Taken | None = None,
    before: Package | None = None,
    names: Names | None = None,
) -> Assessment:
    """Return the coherence of a plan with those above it, beside it, and with itself.

    `taken` are the decisions that made the plan what it is, and `before` the plan without them. Raises
    SourceError for two plans of one identifier, and SourceProblems for judgements that name no objective.
    """
    names = names or Names()
    found, others = tuple(findings), [*uppers, *beside]
    seen = {plan.plan}
    for other in others:
        if other.plan in seen:
            raise SourceError("check.same-identifier", path=other.shown, value=other.plan)
        seen.add(other.plan)
    axes, _ = axes_of(plan, others, names)
    shared = shared_out(judgements, axes)

    def against(other: Package, kind: str) -> Matrix:
        return coherence_matrix(
            plan,
            other,
            findings=found,
            judgements=shared[other.plan],
            names=names,
            kind=kind,
            others=seen - {other.plan},
        )

    return Assessment(
        tuple(against(one, VERTICAL) for one in uppers),
        tuple(against(one, BESIDE) for one in beside),
        internal_coherence(plan, names, shared.get(plan.plan, ())),
        tuple(changes(taken or {}, before or plan, uppers, names)),
    )
