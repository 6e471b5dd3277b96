"""The command `trama matrix`: the coherence matrices of a plan, and its statement of relations."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

import trama
from trama.check.coherence.assessment import assess
from trama.check.coherence.files import form_of, write_matrix
from trama.check.coherence.judgements import read_judgements
from trama.check.coherence.words import LABELS
from trama.check.findings import Finding
from trama.cli.common import Lang, OnePlan, console, near, said, tell_notes
from trama.errors import StoreError, TramaError
from trama.face.naming import plan_named
from trama.files import write_atomically
from trama.plans.aims import of_aims
from trama.suggest.amendment import amended
from trama.suggest.decisions import Decisions

app = typer.Typer()


class Columns(StrEnum):
    """What the columns of a matrix are."""

    objective = "objective"
    mission = "mission"
    driver = "driver"


@app.command("matrix")
def matrix_command(
    plan: OnePlan,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="OUT.xlsx, OUT.odt, OUT.docx or OUT.html.")
    ],
    against: Annotated[
        list[str] | None,
        typer.Option(
            help="An upper plan: a folder, a file, or its identifier, also of an instrument with aims; "
            "more than one for one document; by default the plan in force.",
            show_default=False,
        ),
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(help="A plan beside it, for horizontal coherence.", show_default=False),
    ] = None,
    judgements: Annotated[
        Path | None, typer.Option(help="A CSV file of judgements that a person gave.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(help="The decisions that a review took, which change the plan and are told."),
    ] = None,
    by: Annotated[Columns, typer.Option(help="What columns stand for.")] = Columns.objective,
    *,
    lang: Lang,
) -> None:
    """Write the coherence matrices of a plan, with reasons, both texts and relations.

    A cell is filled from what the plan declares, a conflict that the checks find, or a judgement in
    --judgements (columns lower, upper, verdict, motivation_it, author; `M3-*` and `missione 3` stand for
    many). What nobody has judged stays open.

    Example: `trama matrix my-plan --against psttm-2025-2027 -o matrix.xlsx`
    """
    form = form_of(output)
    settings = trama.load_settings()
    dataset = trama.Dataset(settings)
    before = dataset.read_plan(plan)
    uppers = [plan_named(name, settings) for name in against or [""]]
    others = [plan_named(name, settings) for name in beside or ()]
    tell_notes(before)
    if decisions and not decisions.is_file():
        raise TramaError("file.absent", path=decisions)
    taken = Decisions(decisions).taken if decisions else {}
    lower = amended(before, taken, uppers) if taken else before
    whole = assess(
        lower,
        uppers,
        beside=others,
        findings=_conflicts(dataset, lower, uppers, others),
        judgements=read_judgements(judgements) if judgements else (),
        taken=taken,
        before=before,
        names=settings.names,
    )
    write_atomically(output, write_matrix(whole, form, lang.value, by.value))
    told = ", ".join(f"{LABELS[name][lang.value]} {n}" for name, n in whole.counts().items() if n)
    typer.echo(f"{near(output)}: {told}")


def _conflicts(
    dataset: trama.Dataset,
    lower: trama.Package,
    uppers: Sequence[trama.Package],
    others: Sequence[trama.Package],
) -> tuple[Finding, ...]:
    """Return what the checks between the plans found; nothing, and say so, if nothing is built yet."""
    settings = dataset.settings
    found: list[Finding] = []
    try:
        # What an instrument aims at is no plan in force, and has nothing that a check could hold.
        for place, upper in enumerate(one for one in uppers if not of_aims(one)):
            own = settings.root / "graph" / upper.plan
            known = upper.path.resolve() == own.resolve()
            # The plans beside are held against this one once, whatever stands above.
            plans = [lower, *others] if place == 0 else [lower]
            report = dataset.check(*plans, against=upper.plan if known else upper)
            found += report.findings
    except StoreError as error:
        reason = escape(said("check.no-conflicts", reason=error))
        console.print(f"[bold yellow]trama:[/] {reason}")
        return ()
    return tuple(found)
