"""The command that holds data against the shapes: validate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trama.cli.common import FailOn, Lang, Output, Server, Severity, console, progress, write
from trama.settings import load_settings
from trama.store.release import dataset_of
from trama.validate.data import current_data, of_build, of_statements
from trama.validate.report import summary, write_report
from trama.validate.shapes import read_shapes, validate

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
) -> None:
    """Validate the built dataset, or files and folders of your own, against the shapes.

    Exit status 0 if there is no result at or above `--fail-on`, 1 if there is, 2 if the input cannot
    be used. Files are read together with the built dataset, which gives them their context; results
    are about what the files describe.

    Example: `trama validate my-plan/ --format html --output report.html`
    """
    settings = load_settings()
    with progress() as step:
        step("reading the data")
        about = None
        if files:
            # What reads plans is loaded when there are any: to validate the build is the common case.
            from trama.cli.inputs import read_inputs

            own = list(read_inputs(files, settings))
            about = {getattr(quad.subject, "value", "") for quad in own}
            built = (settings.build / "manifest.json").exists()
            data = of_build(dataset_of(settings.build), own) if built else of_statements(own)
        else:
            data = current_data(settings)
        shapes = read_shapes(settings.root / "shapes")
        step("validating")
        report = validate(data, shapes, about=about)
    write(write_report(report, format.value, lang=lang.value), output)
    if format != ReportFormat.text or output:
        console.print(summary(report))
    if report.at_least(fail_on.value):
        raise typer.Exit(1)
