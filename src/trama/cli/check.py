"""The command `trama check`: plans against the plan above them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

import trama
from trama.check import reports
from trama.check.reports.text import as_text, lines, summary
from trama.cli.common import FailOn, Lang, Output, Severity, console, progress, write
from trama.cli.screen import is_screen, show
from trama.errors import TramaError
from trama.messages import Message
from trama.suggest.amendment import amended
from trama.suggest.decisions import Decisions

app = typer.Typer()


class CheckFormat(StrEnum):
    """The forms of a report."""

    text = "text"
    json = "json"
    csv = "csv"
    html = "html"
    md = "md"
    junit = "junit"
    sarif = "sarif"
    ttl = "ttl"


@app.command()
def check(
    plans: Annotated[
        list[Path], typer.Argument(help="Plans: package folders, workbooks or other files.")
    ],
    against: Annotated[
        list[str] | None,
        typer.Option(
            help="An upper plan: a folder, a file, or its identifier; more than one for one report; "
            "by default the plan in force.",
            show_default=False,
        ),
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(
            help="A plan beside it: only what is between the two is told.", show_default=False
        ),
    ] = None,
    edition: Annotated[
        list[Path] | None,
        typer.Option(help="An earlier edition of the upper plan, to which plans may still refer."),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(help="The decisions that a review took of the one plan, which change it."),
    ] = None,
    format: Annotated[CheckFormat, typer.Option(help="Form of the report.")] = CheckFormat.text,
    fail_on: FailOn = Severity.violation,
    *,
    lang: Lang,
    output: Output = None,
    store: Annotated[
        str,
        typer.Option(
            metavar="WHERE",
            help="Where the plan above stands, if not in the build: a SPARQL server, or a folder.",
        ),
    ] = "",
) -> None:
    """Check plans against the plan above them: what they cover, leave out and contradict.

    Without `--against`, the strategic plan in force in the build. Several plans are also checked
    beside one another, and their coverage is summed by zone, by Mission and in all. Exit status 0 if
    nothing is found at or above `--fail-on`, 1 if something is, 2 if a plan cannot be read.

    Example: `trama check examples/esempio-dup-comune-piccolo --format html --output report.html`
    """
    for plan in (*plans, *(beside or ())):
        # What is wrong with what was asked comes before what is wrong with the build.
        if not plan.exists():
            raise TramaError("file.absent", path=plan)
    if decisions and len(plans) > 1:
        raise TramaError("check.decisions-of-one")
    if decisions and not decisions.is_file():
        raise TramaError("file.absent", path=decisions)
    taken = Decisions(decisions).taken if decisions else {}
    uppers = against or [""]
    with progress() as step:
        # What stands elsewhere is asked there, be anything built here or not.
        dataset = trama.Dataset(trama.load_settings()) if store else trama.open(progress=step)
        step(Message("step.checking"))
        report = dataset.check(
            *(amended(dataset.read_plan(plan), taken) if taken else plan for plan in plans),
            against=uppers[0],
            further=uppers[1:],
            beside=beside or (),
            editions=edition or (),
            store=store,
            answered=taken.keys(),
        )
    if format is not CheckFormat.text:
        write(reports.write(report, format.value, lang.value), output)
    elif output or not is_screen():
        write(as_text(report, lang.value), output)
    else:
        show(lines(report, lang.value))
    if format != CheckFormat.text or output:
        for note in report.notes:
            console.print(escape(note.message[lang.value]))
        console.print(summary(report, lang.value))
    if report.at_least(fail_on.value):
        raise typer.Exit(1)
