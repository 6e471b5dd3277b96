"""The command `trama matrix`: the external coherence matrix of a plan, and its relations statement."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

import trama
from trama.check.coherence.files import form_of, write_matrix
from trama.check.coherence.judgements import read_judgements
from trama.check.coherence.matrix import LABELS, coherence_matrix
from trama.check.findings import Finding
from trama.cli.common import Against, Lang, OnePlan, console, near, said, tell_notes
from trama.errors import StoreError
from trama.face.naming import plan_named
from trama.files import write_atomically

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
    against: Against = "",
    judgements: Annotated[
        Path | None, typer.Option(help="A CSV file of judgements that a person gave.")
    ] = None,
    by: Annotated[Columns, typer.Option(help="What columns stand for.")] = Columns.objective,
    *,
    lang: Lang,
) -> None:
    """Write the external coherence matrix of a plan, with reasons, both texts and relations.

    A cell is filled from what the plan declares, a conflict that the checks find, or a judgement in
    --judgements (columns lower, upper, verdict, motivation_it, author; `M3-*` stands for many). What
    nobody has judged stays open.

    Example: `trama matrix my-plan --against psttm-2025-2027 -o matrix.xlsx`
    """
    form = form_of(output)
    settings = trama.load_settings()
    lower = trama.Dataset(settings).read_plan(plan)
    upper = plan_named(against, settings)
    tell_notes(lower)
    matrix = coherence_matrix(
        lower,
        upper,
        findings=_conflicts(lower, upper, settings),
        judgements=read_judgements(judgements) if judgements else (),
        names=settings.names,
    )
    write_atomically(output, write_matrix(matrix, form, lang.value, by.value))
    told = ", ".join(f"{LABELS[name][lang.value]} {n}" for name, n in matrix.counts().items() if n)
    typer.echo(f"{near(output)}: {told}")


def _conflicts(
    lower: trama.Package, upper: trama.Package, settings: trama.Settings
) -> tuple[Finding, ...]:
    """Return what the checks between the plans found; nothing, and say so, if nothing is built yet."""
    own = settings.root / "graph" / upper.plan
    known = upper.path.resolve() == own.resolve()
    try:
        report = trama.Dataset(settings).check(lower, against=upper.plan if known else upper)
    except StoreError as error:
        reason = escape(said("check.no-conflicts", reason=error))
        console.print(f"[bold yellow]trama:[/] {reason}")
        return ()
    return report.findings
