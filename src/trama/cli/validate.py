"""The command that holds data against the shapes: validate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import FailOn, Lang, Output, Server, Severity, console, progress, said, write
from trama.messages import Message
from trama.validate.report import summary, write_report

app = typer.Typer()


class ReportFormat(StrEnum):
    """The forms of a validation report."""

    text = "text"
    json = "json"
    ttl = "ttl"
    html = "html"
    junit = "junit"


@app.command("validate")
def validate_command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Turtle files, or plans in any form; without any, the build."),
    ] = None,
    format: Annotated[ReportFormat, typer.Option(help="Form of the report.")] = ReportFormat.text,
    fail_on: FailOn = Severity.violation,
    *,
    lang: Lang,
    output: Output = None,
    server: Server = "",
    whole: Annotated[
        bool, typer.Option("--whole", help="Ask about everything, whatever was found before.")
    ] = False,
) -> None:
    """Validate the built dataset, or files and folders of your own, against the shapes.

    Exit status 0 if there is no result at or above `--fail-on`, 1 if there is, 2 if the input cannot
    be used. Files are read together with the built dataset, which gives them their context; results
    are about what the files describe. After a change in the build only what it can affect is asked
    about again, with the same results as of the whole.

    Example: `trama validate my-plan/ --format html --output report.html`
    """
    with progress() as step:
        # Files can be validated before anything is built; the build is then no context of theirs.
        dataset = trama.Dataset(trama.load_settings()) if files else trama.open(progress=step)
        step(Message("step.validating"))
        report = dataset.validate(*(files or ()), whole=whole)
    write(write_report(report, format.value, lang=lang.value), output)
    if format != ReportFormat.text or output:
        console.print(summary(report))
    if report.again:
        console.print(said("done.again", nodes=report.again.nodes, shapes=len(report.again.whole)))
    if report.at_least(fail_on.value):
        raise typer.Exit(1)
