"""What the commands share: progress, output, languages, and the dataset that they ask."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import trama
from trama.cli.tongue import spoken
from trama.files import write_atomically

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here, not to the screen.")
]


class Language(StrEnum):
    """A language of messages."""

    it = "it"
    en = "en"


Tongue = Annotated[Language, typer.Option("--lang", help="Language of what is written.")]
SPOKEN = Language(spoken())


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
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, from the first step on; the value is called with each step."""
    shown: list[Status] = []

    def step(what: str) -> None:
        if shown:
            shown[0].update(what)
            return
        shown.append(stderr().status(what))
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


def stderr() -> Console:
    """Return the console for what is said beside the output."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str, style: str = "", rest: str = "") -> None:
    """Say something beside the output: a text in a style, and then the rest without."""
    from rich.text import Text

    stderr().print(Text(text, style=style) + Text(rest))


def near(path: Path) -> str:
    """Return a path as seen from here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def write(text: str, output: Path | None) -> None:
    """Write a text to a file, whole or not at all, or to the screen."""
    if output:
        write_atomically(output, text.encode())
    else:
        sys.stdout.write(text)
