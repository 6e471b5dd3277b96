"""The command that describes the tables of a package: describe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import Output, write
from trama.plans.csvw import describe
from trama.plans.package import read_package

app = typer.Typer()


@app.command("describe")
def describe_command(
    folder: Annotated[Path, typer.Argument(help="A plan package folder.")],
    output: Output = None,
) -> None:
    """Describe the tables of a plan package, as CSV on the Web metadata.

    Example: `trama describe graph/territory --output graph/territory/csv-metadata.json`
    """
    write(describe(read_package(folder), trama.load_settings().names), output)
