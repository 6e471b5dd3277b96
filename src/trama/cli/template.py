"""The command that writes the workbook a planner fills in: template."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import near, opened, said
from trama.cli.completion import places
from trama.errors import TramaError
from trama.files import write_atomically
from trama.messages import Message
from trama.plans.package import read_packages
from trama.plans.writers.codes import Codes, codes_of
from trama.plans.writers.template import write_template
from trama.publish.dataset import open_dataset
from trama.publish.prepared import document, find_place, workbook
from trama.store.release import read_manifest

app = typer.Typer()


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="The workbook to write, such as piano.xlsx.")],
    against: Annotated[
        str, typer.Option(help="The upper plan whose objectives to offer; all plans if empty.")
    ] = "",
    place: Annotated[
        str,
        typer.Option(
            "--for",
            help="A comune, zone or union whose plan to prepare, such as melzo.",
            autocompletion=places,
        ),
    ] = "",
    first: Annotated[
        int, typer.Option("--from", help="First year of that plan; the next year if not given.")
    ] = 0,
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
) -> None:
    """Write a workbook for a plan, with help texts, drop-downs of valid codes and an example.

    It is empty, or with `--for` has the name and codes of a place and the objectives of the plan in force
    that concern it; a name that ends with .docx then gives the skeleton of its DUP as a document.

    Example: `trama template piano.xlsx --against psttm-2025-2027`
    Example: `trama template dup.docx --for melzo`
    """
    settings = trama.load_settings()
    if place and out.suffix.lower() not in (".xlsx", ".docx"):
        raise TramaError("command.prepared-name", path=out)
    if not place and out.suffix.lower() != ".xlsx":
        raise TramaError("command.workbook-name", path=out)
    if out.exists() and not force:
        raise TramaError("file.exists-file", path=out)
    packages = read_packages(settings.root / "graph", root=settings.root)
    known = [package.plan for package in packages if package.is_plan]
    if against and against not in known:
        raise TramaError("name.no-plan", plan=against, near=Message("nearest.these", names=known))
    if place:
        _prepare(settings, out, place, first, codes_of(packages, settings.root, against))
        return
    write_template(out, codes_of(packages, settings.root, against))
    typer.echo(said("done.template", path=near(out)))


def _prepare(settings: trama.Settings, out: Path, wanted: str, first: int, codes: Codes) -> None:
    dataset = open_dataset(settings, opened().store, read_manifest(settings.build))
    place = find_place(dataset, wanted)
    year = first or datetime.now(tz=UTC).year + 1
    if out.suffix.lower() == ".docx":
        content = document(dataset, place, year)
    else:
        content = workbook(dataset, place, codes, year)
    write_atomically(out, content)
    typer.echo(said("done.prepared", path=near(out), count=len(place.asks), place=place.name))
