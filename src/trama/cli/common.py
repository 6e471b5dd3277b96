"""What the commands share: progress, output, languages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from trama.files import write_atomically

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
