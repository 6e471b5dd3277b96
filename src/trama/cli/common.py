"""What the commands share: progress, output, languages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from trama.errors import TramaError
from trama.files import write_atomically
from trama.messages import LANGUAGES, Message, message, spoken

console = Console(stderr=True, highlight=False, soft_wrap=True)
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here, not to the screen.")
]


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


if TYPE_CHECKING:
    from trama.plans.package import Package

_LANGUAGE: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> Language:
    """Return the language of the command: that of `--lang`, or else of LC_ALL or LANG, or else Italian."""
    return Language(_LANGUAGE.get() or spoken())


def _speak(context: typer.Context, lang: Language) -> Language:
    """Speak a language until the command ends."""
    before = _LANGUAGE.set(lang.value)
    context.call_on_close(lambda: _LANGUAGE.reset(before))
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


def spoken_in(arguments: list[str]) -> list[str]:
    """Take `--lang` from the arguments, wherever it stands, and speak its language; return the others.

    So every command takes it, and what is wrong before a command begins is said in it too.
    """
    ours, dashes, theirs = arguments, [], []
    if "--" in arguments:
        at = arguments.index("--")
        ours, dashes, theirs = arguments[:at], ["--"], arguments[at + 1 :]
    rest: list[str] = []
    _LANGUAGE.set(None)
    words = iter(ours)
    for word in words:
        name, equals, lang = word.partition("=")
        if name == "--lang":
            lang = lang if equals else next(words, "")
            if lang in LANGUAGES:
                _LANGUAGE.set(lang)
                continue
            rest += [word] if equals else [word, lang]
        else:
            rest.append(word)
    return [*rest, *dashes, *theirs]


def said(what: str | Message | TramaError, **values: object) -> str:
    """Return a message in the language of the command."""
    told = what if isinstance(what, TramaError) else message(what, **values)
    return told.said(language())


def tell_notes(package: Package) -> None:
    """Say how a plan's file was read: what is not as it stands there, or was left aside."""
    for note in package.notes:
        console.print(f"[cyan]{said('note.read')}[/] {escape(said(note))}")


class Severity(StrEnum):
    """How grave a result is."""

    violation = "violation"
    warning = "warning"
    info = "info"


FailOn = Annotated[Severity, typer.Option(help="The least severity that makes the exit status 1.")]


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done; the value is called with each step."""
    with console.status("starting") as status:
        yield lambda step: status.update(step)


def near(path: Path) -> str:
    """Return a path as seen from here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def write(text: str, output: Path | None) -> None:
    """Write a text to a file, whole or not at all, or to the screen."""
    if output:
        write_atomically(output, text.encode())
    else:
        sys.stdout.write(text)
