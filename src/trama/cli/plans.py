"""Reading the plans that a command is given, with every error at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from trama.errors import SourceError, SourceProblems
from trama.plans.package import Package, read_package, read_packages
from trama.plans.readers import read_plan
from trama.settings import Settings

STRATEGIC_PLAN = "psttm-2025-2027"
OnePlan = Annotated[Path, typer.Argument(help="The plan: a folder of tables, or a file.")]
Against = Annotated[str, typer.Option(help="The upper plan: a folder, a file, or its identifier.")]


def registers(settings: Settings) -> Callable[[], list[Package]]:
    """Return what reads the plans and registers of `graph/`, whose names a plan may use."""
    return lambda: read_packages(settings.root / "graph", root=settings.root)


def read_all(paths: Iterable[Path]) -> list[Package]:
    """Read plans from folders and files; SourceProblems with the errors of all of them."""
    packages: list[Package] = []
    problems: list[SourceError] = []
    for path in paths:
        try:
            packages.append(read_plan(path))
        except SourceProblems as error:
            problems += error.problems
        except SourceError as error:
            problems.append(error)
    if problems:
        raise SourceProblems(problems)
    return packages


def named_plan(name: str, settings: Settings) -> Package | str:
    """Return the plan in a folder or file, or else the name itself, for a plan in the build.

    A package of our own `graph/` is left to the build, which knows its links too.
    """
    path = Path(name)
    if not name or not path.exists():
        return name
    if path.is_dir() and path.resolve().parent == (settings.root / "graph").resolve():
        return path.resolve().name
    return read_plan(path)


def whole_plan(name: str, settings: Settings) -> Package:
    """Return the plan in a folder or file, or that of our own `graph/` which is so named."""
    own = settings.root / "graph" / name
    if not Path(name).exists() and name and own.is_dir():
        return read_package(own)
    return read_plan(Path(name))
