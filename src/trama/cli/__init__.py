"""The command `trama`: arguments and files go in, text, files and an exit status come out.

A command's module is loaded when that command is asked for, and all of them for the list of commands:
what one command needs should not slow the others.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from trama import __version__
from trama.cli.common import console, said, spoken_in
from trama.errors import TramaError

if TYPE_CHECKING:
    app: typer.Typer

MODULES = {
    "build": ("build",),
    "validate": ("validate",),
    "describe": ("describe",),
    "query": ("query", "queries"),
    "why": ("why",),
    "network": ("network", "draw"),
    "check": ("check",),
    "diff": ("diff",),
    "suggest": ("suggest",),
    "matrix": ("matrix",),
    "template": ("template",),
    "convert": ("convert",),
    "read": ("read",),
    "search": ("search",),
    "docs": ("docs",),
    "publish": ("publish",),
    "serve": ("serve",),
    "load": ("load",),
    "config": ("config",),
}
"""The modules of this package and the commands of each, in the order in which help lists them."""


def main() -> None:
    """Run the command; an error a person can mend is one sentence and exit status 2."""
    arguments = spoken_in(sys.argv[1:])
    try:
        assemble(_asked(arguments))(arguments)
    except TramaError as error:
        console.print(f"[bold red]trama:[/] {escape(said(error))}")
        raise SystemExit(2) from None
    except BrokenPipeError:
        raise SystemExit(0) from None


@cache
def assemble(modules: tuple[str, ...] = tuple(MODULES)) -> typer.Typer:
    """Return the application with the commands of some modules, by default of all."""
    made = typer.Typer(
        help="Strategic plans as linked data, where every link says why.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )
    made.callback(invoke_without_command=True)(_version)
    for name in modules:
        made.add_typer(import_module(f"trama.cli.{name}").app)
    return made


def __getattr__(name: str) -> typer.Typer:
    if name == "app":
        return assemble()
    raise AttributeError(name)


def _asked(arguments: list[str]) -> tuple[str, ...]:
    """The module of the command asked for; all of them if it is none, or no option but --version."""
    command = next((word for word in arguments if not word.startswith("-")), None)
    found = tuple(module for module, commands in MODULES.items() if command in commands)
    return found or (() if arguments == ["--version"] else tuple(MODULES))


def _version(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    if version:
        typer.echo(f"trama {__version__}")
        raise typer.Exit
