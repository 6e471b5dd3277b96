"""The build, RDF files and plans held against the shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Quad

from trama.errors import TramaError
from trama.rdf.files import read_turtle
from trama.settings import Settings
from trama.store.release import current_of, dataset_of
from trama.validate.data import of_build, of_statements
from trama.validate.kept import validate_build
from trama.validate.shapes import Report, read_shapes, validate


def validate_files(files: Sequence[Path], settings: Settings, *, whole: bool = False) -> Report:
    """Validate the build, or files together with what is built: it gives them their context.

    Results are about what the files describe. Of a build only what can have changed since the last one
    that was validated is asked about, unless `whole`. Raises StoreError if there are neither files nor a
    build, TramaError and its kinds for what cannot be read.
    """
    if not files:
        return validate_build(settings, whole=whole)
    own = list(_statements(files, settings))
    about = {getattr(quad.subject, "value", "") for quad in own}
    built = (current_of(settings.build) / "manifest.json").exists()
    data = of_build(dataset_of(settings.build), own) if built else of_statements(own)
    return validate(data, read_shapes(settings.root / "shapes"), about=about)


def _statements(paths: Sequence[Path], settings: Settings) -> Iterator[Quad]:
    """The statements of RDF files, and of plans, which may refer to each other."""
    plans = []
    for path in paths:
        if not path.exists():
            raise TramaError("file.absent", path=path)
        if path.suffix == ".ttl":
            yield from read_turtle(path, shown=str(path))
        else:
            plans.append(path)
    if plans:
        yield from _plan_statements(plans, settings)


def _plan_statements(plans: Sequence[Path], settings: Settings) -> Iterator[Quad]:
    # What reads plans is loaded when there are any: to validate the build is the common case.
    from trama.face.naming import read_plans
    from trama.plans.package import check_references, read_packages
    from trama.plans.statements import package_quads, texts_of

    packages = read_plans(plans, settings)
    folders = {path.resolve() for path in plans}
    known = read_packages(settings.root / "graph", root=settings.root)
    together = [*(p for p in known if p.path.resolve() not in folders), *packages]
    check_references(together)
    for package in packages:
        graph = f"plan/{package.plan}"
        yield from package_quads(
            package, settings.names, texts=texts_of(together), graph=graph, links=graph
        )
