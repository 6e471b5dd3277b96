"""What is wrong with the words of a command, in a sentence that names what was meant."""

from __future__ import annotations

from typing import Any

import typer

from trama.errors import TramaError
from trama.language.nearest import nearest
from trama.messages import Message

# Typer shows one of the kinds of mistakes; the one that all are kinds of is above it.
Mistake: type[Exception] = typer.BadParameter.__mro__[1]


def told(mistake: Any) -> TramaError:
    """Return the error that a mistake is, with the nearest option or value that there is."""
    context = mistake.ctx
    command = f"{context.info_name} " if context else ""
    message = _message(mistake, context)
    return TramaError("command.mistake", wrong=message, command=command)


def _message(mistake: Any, context: Any) -> Message:
    kind = type(mistake).__name__
    parameter = getattr(mistake, "param", None)
    if kind == "NoSuchOption":
        known = {name for each in context.command.params for name in each.opts if name[0] == "-"}
        near = nearest(mistake.option_name, known)
        return Message("command.no-option", name=mistake.option_name, near=near)
    if kind == "MissingParameter" and parameter:
        return Message("command.missing", name=_name(parameter))
    if isinstance(mistake, typer.BadParameter) and parameter:
        return _bad(mistake, parameter)
    if "unexpected extra argument" in mistake.message:
        return Message("command.extra", words=mistake.message.partition("(s) (")[2].rstrip(")"))
    if kind == "BadOptionUsage":
        return Message("command.no-value", name=mistake.option_name)
    return Message(mistake.format_message())


def _bad(mistake: Any, parameter: Any) -> Message:
    choices = getattr(parameter.type_descriptor, "choices", None)
    if choices:
        known = [str(getattr(choice, "value", choice)) for choice in choices]
        return Message("command.choice", name=_name(parameter), known=known)
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if low is not None and high is not None:
        return Message("command.range", name=_name(parameter), low=low, high=high)
    if low is not None:
        return Message("command.at-least", name=_name(parameter), low=low)
    return Message("command.bad-value", name=_name(parameter), reason=mistake.message)


def _name(parameter: Any) -> str:
    option = next((name for name in parameter.opts if name.startswith("--")), "")
    return option or (parameter.metavar or parameter.name).upper()
