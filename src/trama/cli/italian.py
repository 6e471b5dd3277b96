"""The help of the commands in Italian, put in the place of the English that stands beside their code."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from trama.cli.commands import COMMANDS

_FILE = Path(__file__).parent.parent / "words" / "help_it.toml"
_EXAMPLE = re.compile(r"^Example: ", re.MULTILINE)
# What Typer says of its own accord, in the words of its module `rich_utils`.
_FRAME = {
    "ARGUMENTS_PANEL_TITLE": "Argomenti",
    "OPTIONS_PANEL_TITLE": "Opzioni",
    "COMMANDS_PANEL_TITLE": "Comandi",
    "DEFAULT_STRING": "[se manca: {}]",
    "REQUIRED_LONG_STRING": "[obbligatorio]",
}
_SHOWN = {"of the system, or it": "quella del sistema, o it"}


@cache
def table() -> dict[str, dict[str, str]]:
    """Return the sentences: `more` by command, `options` by their English."""
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def speak_italian(group: Any) -> None:
    """Put Italian words into the commands of a group, which Typer made."""
    from typer import rich_utils

    for name, words in _FRAME.items():
        setattr(rich_utils, name, words)
    for name, command in group.commands.items():
        command.help = about(name, command.help or "")
        for parameter in command.params:
            parameter.help = table()["options"].get(parameter.help, parameter.help)
            if isinstance(parameter.show_default, str):
                parameter.show_default = _SHOWN.get(parameter.show_default, True)
        _frame(command)


def about(name: str, english: str) -> str:
    """Return what a command is for, in Italian; the examples are those of the English text."""
    known = COMMANDS.get(name)
    if not known:
        return english
    more = table()["more"].get(name, "")
    if name not in table()["more"] and "\n\n" in _EXAMPLE.split(english)[0].strip():
        return english
    examples = _EXAMPLE.split(english)[1:]
    told = [known.it, more, "\n".join(f"Esempio: {each.strip()}" for each in examples)]
    return "\n\n".join(filter(None, told))


def _frame(command: Any) -> None:
    """Have a command say in Italian what Typer says of every command."""
    usage, help_option = command.get_usage, command.get_help_option

    def in_italian(context: Any) -> str:
        told: str = usage(context)
        for english, italian in (("Usage:", "Uso:"), ("[OPTIONS]", "[OPZIONI]")):
            told = told.replace(english, italian)
        return told

    def with_help(context: Any) -> Any:
        option = help_option(context)
        if option:
            option.help = "Mostra questo aiuto ed esce."
        return option

    command.get_usage, command.get_help_option = in_italian, with_help
