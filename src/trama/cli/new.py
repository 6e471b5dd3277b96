"""The command that begins something new: an empty plan."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trama.cli.common import said
from trama.curate.empty import lay_out

app = typer.Typer()


class Thing(StrEnum):
    """What can be begun."""

    plan = "plan"


@app.command()
def new(
    thing: Annotated[Thing, typer.Argument(help="What to begin.")],
    name: Annotated[str, typer.Argument(help="Its identifier, such as dup-melzo-2027-2029.")],
    title: Annotated[str, typer.Option(help="The title of the plan.")] = "",
    start: Annotated[
        int, typer.Option(help="First year of that plan; the next year if not given.", min=0)
    ] = 0,
    guided_by: Annotated[
        str, typer.Option("--guided-by", help="The plan above it, such as psttm-2025-2027.")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Where to lay it [default: a folder of its name].")
    ] = None,
) -> None:
    """Lay out an empty plan: a folder of tables that reads and validates as it is.

    Fill `objectives.csv`; `trama validate` and `trama check` take the folder at any time.

    Example: `trama new plan dup-melzo-2027-2029 --guided-by psttm-2025-2027`
    """
    made = lay_out(
        name,
        folder or Path(name),
        title=title,
        start=start or date.today().year + 1,
        guided_by=guided_by,
    )
    typer.echo(said("done.written", path=made))
