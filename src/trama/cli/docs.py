"""The command `trama docs`: the ontology's documentation as web pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import trama

app = typer.Typer()


@app.command()
def docs(
    out: Annotated[Path, typer.Argument(help="The folder to write into; it is made if need be.")],
) -> None:
    """Write the ontology's documentation: a page in Italian, one in English, and the Turtle files.

    The pages hold everything they need, drawings included, and ask nothing of the network.

    Example: `trama docs build/docs`
    """
    from trama.ontodoc import write_documentation

    for path in write_documentation(trama.load_settings().root, out):
        typer.echo(str(path))
