"""The command that turns a plan from one form into another: convert."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

import trama
from trama.cli.common import console, near, said, tell_notes
from trama.errors import TramaError
from trama.messages import Message
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
        raise TramaError("file.absent", path=source)
    if target.exists() and not force:
        raise TramaError("file.exists", path=target)
    settings = trama.load_settings()
    package = trama.Dataset(settings).read_plan(source)
    lost: list[Message] = []
    if target.suffix.lower() == ".xlsx":
        packages = read_packages(settings.root / "graph", root=settings.root)
        lost += write_xlsx(package, target, codes_of(packages, settings.root))
    else:
        lost += trama.write_plan(package, target)
    typer.echo(said("done.written", path=near(target)))
    tell_notes(package)
    for note in lost:
        console.print(f"[yellow]{said('note.lost')}[/] {escape(said(note))}")
