"""The command that turns a plan from one form into another: convert."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import near, say
from trama.errors import TramaError
from trama.plans.package import read_packages
from trama.plans.writers.codes import codes_of
from trama.plans.writers.xlsx import write_xlsx

app = typer.Typer()


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A plan: a folder, or a file in any form.")],
    target: Annotated[
        Path, typer.Argument(help="A folder, or a file: .xlsx, .xml (StratML), .ttl, .jsonld.")
    ],
    force: Annotated[bool, typer.Option(help="Write over what is there.")] = False,
) -> None:
    """Turn a plan into another form, and say what the new form cannot hold.

    Example: `trama convert piano.xlsx piano.xml`
    """
    if not source.exists():
        raise TramaError(f"{source}: there is no such file or folder")
    if target.exists() and not force:
        raise TramaError(
            f"{target}: there is such a file or folder already; --force writes over it"
        )
    package = trama.read_plan(source)
    lost = list(package.notes)
    if target.suffix.lower() == ".xlsx":
        settings = trama.load_settings()
        packages = read_packages(settings.root / "graph", root=settings.root)
        lost += write_xlsx(package, target, codes_of(packages, settings.root))
    else:
        lost += trama.write_plan(package, target)
    typer.echo(f"written {near(target)}")
    for sentence in lost:
        say("lost: ", "yellow", sentence)
