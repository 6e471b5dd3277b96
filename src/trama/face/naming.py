"""The one way to name a plan: a folder or file, the identifier of a plan that is known, or nothing.

Nothing means the strategic plan in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from trama.errors import SourceError, SourceProblems, TramaError
from trama.language.nearest import nearest
from trama.model import Plan, StrategicObjective
from trama.model.plan import STRATEGIC
from trama.plans.aims import aims_as_plans
from trama.plans.known import knowing
from trama.plans.package import Package, read_package, read_packages
from trama.plans.readers import read_plan
from trama.settings import Settings


def reading(settings: Settings, above: Iterable[Package] = ()) -> AbstractContextManager[None]:
    """Let plans that are read within name things as the registers and plans of `graph/`, and those above, do."""
    return knowing(lambda: [*read_packages(settings.root / "graph", root=settings.root), *above])


def read_plans(
    paths: Iterable[Path], settings: Settings, above: Iterable[Package] = ()
) -> list[Package]:
    """Read plans, which may name what those above hold, from folders and files; SourceProblems with all errors."""
    with reading(settings, above):
        return _read_all(paths)


def _read_all(paths: Iterable[Path]) -> list[Package]:
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


def plan_in_build(name: str, settings: Settings) -> Package | str:
    """Return the plan in a folder or file, or else its identifier, for the build to find it by.

    A package of our own `graph/` is left to the build, which knows its links too. An empty name stays
    empty: the build knows which plan is in force.
    """
    path = Path(name)
    if not name or not path.exists() or ("/" not in name and _own(name, settings).is_dir()):
        return name
    if path.is_dir() and path.resolve().parent == (settings.root / "graph").resolve():
        return path.resolve().name
    with reading(settings):
        return read_plan(path)


def plan_named(name: str, settings: Settings) -> Package:
    """Return the plan in a folder or file, that of `graph/` with this identifier, or that in force.

    An instrument of which public sources state aims, such as `ptm`, is a plan of those.

    Raises TramaError, with the nearest identifier, if there is no such plan.
    """
    if not name:
        return plan_in_force(read_packages(settings.root / "graph", root=settings.root))
    if "/" not in name and _own(name, settings).is_dir():
        return read_package(_own(name, settings), root=settings.root)
    if Path(name).exists():
        with reading(settings):
            return read_plan(Path(name))
    aims = aims_as_plans(read_packages(settings.root / "graph", root=settings.root))
    if name in aims:
        return aims[name]
    known = [path.parent.name for path in settings.root.glob("graph/*/plan.csv")]
    known += aims
    raise TramaError("name.no-plan", plan=name, near=nearest(name, known))


def plan_in_force(packages: Sequence[Package]) -> Package:
    """Return the strategic plan with objectives that no other replaces; TramaError if not just one is."""
    plans = [(package, plan) for package in packages for plan in package.rows(Plan)]
    replaced = {name for _, plan in plans for name in plan.replaces}
    found = [
        package
        for package, plan in plans
        if plan.kind == STRATEGIC and plan.id not in replaced and package.rows(StrategicObjective)
    ]
    if len(found) != 1:
        raise TramaError("face.in-force", count=len(found))
    return found[0]


def _own(name: str, settings: Settings) -> Path:
    return settings.root / "graph" / name
