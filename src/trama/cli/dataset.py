"""The commands that make and check the dataset: build, validate, describe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Quad

from trama.build import build_dataset, package_quads, read_packages, texts_of
from trama.cli.common import Language, Output, console, near, progress, write
from trama.cli.plans import read_all
from trama.csvw import describe
from trama.errors import TramaError
from trama.package import check_references, read_package
from trama.rdf import read_nquads, read_turtle
from trama.release import read_manifest, write_release
from trama.report import summary, write_report
from trama.settings import Settings, load_settings
from trama.shapes import as_graph, read_shapes, validate

app = typer.Typer()


class ReportFormat(StrEnum):
    """The forms of a validation report."""

    text = "text"
    json = "json"
    ttl = "ttl"
    html = "html"
    junit = "junit"


class Severity(StrEnum):
    """How grave a result is."""

    violation = "violation"
    warning = "warning"
    info = "info"


@app.command()
def build() -> None:
    """Build the dataset, the store and a manifest from the plan packages in `graph/`.

    The build takes the place of the one before only when it is whole.

    Example: `trama build`
    """
    settings = load_settings()
    with progress() as step:
        built = build_dataset(settings, step)
        manifest = write_release(built, settings.build, step)
    typer.echo(f"{manifest['quads']} statements in {len(manifest['graphs'])} graphs")
    typer.echo(f"version {manifest['version']}, in {near(settings.build)}/")


@app.command("validate")
def validate_command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Turtle files, or plans in any form; without any, the build."),
    ] = None,
    format: Annotated[ReportFormat, typer.Option(help="Form of the report.")] = ReportFormat.text,
    fail_on: Annotated[
        Severity, typer.Option(help="The least severity that makes the exit status 1.")
    ] = Severity.violation,
    lang: Annotated[Language, typer.Option(help="Language of the messages.")] = Language.it,
    output: Output = None,
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
        dataset = settings.build / "dataset.nq"
        quads: list[Quad] = []
        if not files:
            read_manifest(settings.build)
        if dataset.exists():
            quads += read_nquads(dataset, shown=str(dataset))
        about = None
        if files:
            own = list(_read_inputs(files, settings))
            about = {getattr(quad.subject, "value", "") for quad in own}
            quads += own
        shapes = read_shapes(settings.root / "shapes")
        step("validating")
        report = validate(as_graph(quads), shapes, about=about)
    write(write_report(report, format.value, lang=lang.value), output)
    if format != ReportFormat.text or output:
        console.print(summary(report))
    if report.at_least(fail_on.value):
        raise typer.Exit(1)


def _read_inputs(paths: Sequence[Path], settings: Settings) -> Iterator[Quad]:
    """The statements of RDF files as they are, and of plans, which may refer to each other."""
    plans = []
    for path in paths:
        if not path.exists():
            raise TramaError(f"{path}: there is no such file or folder")
        if path.suffix == ".ttl":
            yield from read_turtle(path, shown=str(path))
        else:
            plans.append(path)
    packages = read_all(plans)
    folders = {path.resolve() for path in plans}
    known = read_packages(settings.root / "graph", root=settings.root) if plans else []
    together = [*(p for p in known if p.path.resolve() not in folders), *packages]
    check_references(together)
    for package in packages:
        graph = f"plan/{package.plan}"
        yield from package_quads(
            package, settings.names, texts=texts_of(together), graph=graph, links=graph
        )


@app.command("describe")
def describe_command(
    folder: Annotated[Path, typer.Argument(help="A plan package folder.")],
    output: Output = None,
) -> None:
    """Describe the tables of a plan package, as CSV on the Web metadata.

    Example: `trama describe graph/territory --output graph/territory/csv-metadata.json`
    """
    write(describe(read_package(folder), load_settings().names), output)
