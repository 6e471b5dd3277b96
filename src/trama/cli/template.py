"""The command that writes the workbook a planner fills in: template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import near
from trama.errors import TramaError
from trama.plans.package import read_packages
from trama.plans.writers.codes import codes_of
from trama.plans.writers.template import write_template

app = typer.Typer()


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="The workbook to write, such as piano.xlsx.")],
    against: Annotated[
        str, typer.Option(help="The upper plan whose objectives to offer; all plans if empty.")
    ] = "",
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
) -> None:
    """Write an empty workbook for a plan, with help texts, drop-downs of valid codes and an example.

    Example: `trama template piano.xlsx --against psttm-2025-2027`
    """
    settings = trama.load_settings()
    if out.suffix.lower() != ".xlsx":
        raise TramaError(f"{out}: a workbook's name ends with .xlsx")
    if out.exists() and not force:
        raise TramaError(f"{out}: there is such a file already; --force writes over it")
    packages = read_packages(settings.root / "graph", root=settings.root)
    known = [package.plan for package in packages if package.is_plan]
    if against and against not in known:
        raise TramaError(f"there is no plan {against!r}; there are {', '.join(known)}")
    write_template(out, codes_of(packages, settings.root, against))
    typer.echo(f"written {near(out)}: fill it in, then run trama check {near(out)}")
