"""The command `trama`: arguments and files go in, text, files and an exit status come out.

The list of commands and the version are printed without loading any command, and a command without
loading the others: what one needs should not slow the rest.
"""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from trama.cli.commands import COMMANDS, list_of_commands, version
from trama.cli.tongue import spoken_in, tongue
from trama.errors import TramaError
from trama.language.nearest import nearest

if TYPE_CHECKING:
    import typer

    app: typer.Typer

MODULES = tuple(dict.fromkeys(command.module for command in COMMANDS.values()))
"""The modules of this package that have commands, in the order in which help lists them."""


def main() -> None:
    """Run the command; an error a person can mend is one sentence and exit status 2."""
    try:
        arguments = _rooted(spoken_in(sys.argv[1:]))
        if "_TRAMA_COMPLETE" not in os.environ and _told(arguments):
            return
        _run(arguments)
    except TramaError as error:
        _complain(error.said(tongue()))
    except BrokenPipeError:
        # What reads the output has gone; Python should not complain of it when it ends, either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(0) from None


def _run(arguments: list[str]) -> None:
    import typer.main

    from trama.cli.mistakes import Mistake, told

    asked = arguments
    if "_TRAMA_COMPLETE" in os.environ:
        from trama.cli.completion import command_at_hand

        asked = list(command_at_hand())
    command = typer.main.get_command(assemble(_asked(asked)))
    if tongue() == "it":
        from trama.cli.italian import speak_italian

        speak_italian(command)
    try:
        status = command.main(arguments, prog_name="trama", standalone_mode=False)
    except Mistake as mistake:
        raise told(mistake) from None
    except typer.Abort:
        raise SystemExit(1) from None
    if status:
        raise SystemExit(status)


@cache
def assemble(modules: tuple[str, ...] = MODULES) -> typer.Typer:
    """Return the application with the commands of some modules, by default of all."""
    import typer

    from trama.cli.common import global_options

    made = typer.Typer(
        help="Strategic plans as linked data, where every link says why.",
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    made.callback()(global_options)
    for name in modules:
        made.add_typer(import_module(f"trama.cli.{name}").app)
    return made


def __getattr__(name: str) -> typer.Typer:
    if name == "app":
        return assemble()
    raise AttributeError(name)


def _rooted(arguments: list[str]) -> list[str]:
    """Take --root, wherever it stands before a --, for the rest of the run, workers included."""
    kept: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            return [*kept, word, *rest]
        if word == "--root" or word.startswith("--root="):
            root = word.partition("=")[2] if "=" in word else next(rest, "")
            if not root:
                raise TramaError("command.root")
            os.environ["TRAMA_ROOT"] = root
        else:
            kept.append(word)
    return kept


def _told(arguments: list[str]) -> bool:
    """Answer what needs no command: the list of commands, the version, a command that does not exist."""
    if not arguments or arguments[0] in ("--help", "-h"):
        width = shutil.get_terminal_size().columns
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        sys.stdout.write(list_of_commands(tongue(), width=width, colour=colour))
        return True
    if arguments[0] == "--version":
        sys.stdout.write(version(_dataset(), tongue()))
        return True
    if not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        name = arguments[0]
        raise TramaError("command.no-command", name=name, near=nearest(name, COMMANDS))
    return False


def _dataset() -> str:
    """The version of the dataset, empty if there is none."""
    from trama.settings import load_settings
    from trama.store.release import read_manifest

    try:
        return str(read_manifest(load_settings().build)["version"])
    except TramaError:
        return ""


def _asked(arguments: list[str]) -> tuple[str, ...]:
    """The module of the command asked for; all of them if it is none."""
    command = next((word for word in arguments if not word.startswith("-")), None)
    return (COMMANDS[command].module,) if command in COMMANDS else MODULES


def _complain(sentence: str) -> None:
    bold, end = ("\033[1;31m", "\033[0m") if sys.stderr.isatty() else ("", "")
    sys.stderr.write(f"{bold}trama:{end} {sentence}\n")
    raise SystemExit(2)
