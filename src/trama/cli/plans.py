"""Reading the plans that a command is given, with every error at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from trama.errors import SourceError, SourceProblems
from trama.plans.package import Package, read_package, read_packages
from trama.plans.readers import read_plan
from trama.plans.readers.documents.registers import known_of, using
from trama.plans.readers.plan import MAX_BYTES
from trama.settings import Settings, load_settings

DOCUMENTS = (".docx", ".odt", ".pdf", ".html", ".htm", ".txt", ".md")
STRATEGIC_PLAN = "psttm-2025-2027"
OnePlan = Annotated[Path, typer.Argument(help="The plan: a folder of tables, or a file.")]
Against = Annotated[str, typer.Option(help="The upper plan: a folder, a file, or its identifier.")]


def read_all(paths: Iterable[Path]) -> list[Package]:
    """Read plans from folders and files; SourceProblems with the errors of all of them."""
    packages: list[Package] = []
    problems: list[SourceError] = []
    for path in paths:
        try:
            packages.append(read_any(path))
        except SourceProblems as error:
            problems += error.problems
        except SourceError as error:
            problems.append(error)
    if problems:
        raise SourceProblems(problems)
    return packages


def read_any(path: Path) -> Package:
    """Read a plan from a folder or a file; a document is held against our own registers."""
    if path.is_dir() or path.suffix.lower() not in DOCUMENTS:
        return read_plan(path)
    with at_hand(load_settings()):
        return read_plan(path)


@contextmanager
def at_hand(settings: Settings) -> Iterator[None]:
    """Let documents that are read meanwhile be held against our own registers and plans."""
    with using(known_of(read_packages(settings.root / "graph", root=settings.root))):
        yield


def content_of(path: Path) -> bytes:
    """Return the bytes of a file; SourceError if it cannot be read or is too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"the file is larger than {MAX_BYTES:,} bytes", path=path)
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", path=path) from error


def named_plan(name: str, settings: Settings) -> Package | str:
    """Return the plan in a folder or file, or else the name itself, for a plan in the build.

    A package of our own `graph/` is left to the build, which knows its links too.
    """
    path = Path(name)
    if not name or not path.exists():
        return name
    if path.is_dir() and path.resolve().parent == (settings.root / "graph").resolve():
        return path.resolve().name
    return read_any(path)


def whole_plan(name: str, settings: Settings) -> Package:
    """Return the plan in a folder or file, or that of our own `graph/` which is so named."""
    own = settings.root / "graph" / name
    if not Path(name).exists() and name and own.is_dir():
        return read_package(own)
    return read_any(Path(name))
