"""What the commands share: progress, output, languages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import trama
from trama.cli.tongue import CHOSEN, tongue
from trama.errors import TramaError
from trama.files import write_atomically
from trama.messages import Message, message

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    console: Console

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here, not to the screen.")
]


def __getattr__(name: str) -> Console:
    """Return `console`, for what is said beside the output; many commands have nothing to say."""
    if name == "console":
        return _console()
    raise AttributeError(name)


@cache
def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def _asked_there(address: str) -> str:
    """Set `store.remote` for this run, and for the processes that it starts."""
    if address:
        os.environ["TRAMA_STORE_REMOTE"] = address
    return address


Server = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="ADDRESS",
        help="Ask the SPARQL server at this address, which holds the build; as `store.remote`.",
        callback=_asked_there,
    ),
]


class Language(StrEnum):
    """A language of messages."""

    it = "it"
    en = "en"


def language() -> Language:
    """Return the language of the command: that of `--lang`, or else of LC_ALL or LANG, or else Italian."""
    return Language(tongue())


def _speak(context: typer.Context, lang: Language) -> Language:
    """Speak a language until the command ends."""
    before = CHOSEN.set(lang.value)
    context.call_on_close(lambda: CHOSEN.reset(before))
    return lang


Lang = Annotated[
    Language,
    typer.Option(
        "--lang",
        help="Language of what is said; that of LC_ALL or LANG if not given.",
        default_factory=language,
        show_default="of the system, or it",
        callback=_speak,
    ),
]


def said(what: str | Message | TramaError, **values: object) -> str:
    """Return a message in the language of the command."""
    told = what if isinstance(what, TramaError) else message(what, **values)
    return told.said(language())


def tell_notes(package: trama.Package) -> None:
    """Say how a plan's file was read: what is not as it stands there, or was left aside."""
    from rich.markup import escape

    for note in package.notes:
        _console().print(f"[cyan]{said('note.read')}[/] {escape(said(note))}")


class Severity(StrEnum):
    """How grave a result is."""

    violation = "violation"
    warning = "warning"
    info = "info"


FailOn = Annotated[Severity, typer.Option(help="The least severity that makes the exit status 1.")]


OnePlan = Annotated[Path, typer.Argument(help="The plan: a folder of tables, or a file.")]
Against = Annotated[
    str,
    typer.Option(
        help="The upper plan: a folder, a file, or its identifier; by default the one in force.",
        show_default=False,
    ),
]


def global_options(
    root: Annotated[str, typer.Option(help="Work on this checkout.", metavar="DIR")] = "",
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """Options before the command; they are taken before this is called."""


@contextmanager
def progress() -> Iterator[Callable[[Message], None]]:
    """Show on a terminal what is being done, from the first step on; the value is called with each step."""
    shown: list[Status] = []

    def step(what: Message) -> None:
        if shown:
            shown[0].update(said(what))
            return
        shown.append(_console().status(said(what)))
        shown[0].start()

    try:
        yield step
    finally:
        for status in shown:
            status.stop()


def opened() -> trama.Dataset:
    """Return the dataset; it is built first if it is the one that comes with Trama, and is not yet."""
    with progress() as step:
        return trama.open(progress=step)


def near(path: Path) -> str:
    """Return a path as seen from here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def write(text: str, output: Path | None) -> None:
    """Write a text to a file, whole or not at all, or to the screen."""
    if output:
        write_atomically(output, text.encode())
    else:
        sys.stdout.write(text)
