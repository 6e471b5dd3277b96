"""The command `trama`, put together from the commands of this package."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from trama import __version__
from trama.cli import dataset, docs, network, query, serve, why
from trama.cli.common import console
from trama.errors import TramaError

app = typer.Typer(
    help="Strategic plans as linked data, where every link says why.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for commands in (dataset, query, why, network, docs, serve):
    app.add_typer(commands.app)


def main() -> None:
    """Run the command; an error a person can mend is one sentence and exit status 2."""
    try:
        app()
    except TramaError as error:
        console.print(f"[bold red]trama:[/] {escape(str(error))}")
        raise SystemExit(2) from None
    except BrokenPipeError:
        raise SystemExit(0) from None


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    if version:
        typer.echo(f"trama {__version__}")
        raise typer.Exit
