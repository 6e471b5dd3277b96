"""Reading what a command is given: RDF files as they are, and plans in any form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Quad

from trama.cli.plans import read_all
from trama.errors import TramaError
from trama.plans.package import check_references, read_packages
from trama.plans.statements import package_quads, texts_of
from trama.rdf.files import read_turtle
from trama.settings import Settings


def read_inputs(paths: Sequence[Path], settings: Settings) -> Iterator[Quad]:
    """Yield the statements of RDF files, and of plans, which may refer to each other.

    Raises TramaError if there is no such file, or with every error of the plans.
    """
    plans = []
    for path in paths:
        if not path.exists():
            raise TramaError("file.absent", path=path)
        if path.suffix == ".ttl":
            yield from read_turtle(path, shown=str(path))
        else:
            plans.append(path)
    packages = read_all(plans)
    folders = {path.resolve() for path in plans}
    known = read_packages(settings.root / "graph", root=settings.root) if plans else []
    together = [*(p for p in known if p.path.resolve() not in folders), *packages]
    check_references(together)
    for package in packages:
        graph = f"plan/{package.plan}"
        yield from package_quads(
            package, settings.names, texts=texts_of(together), graph=graph, links=graph
        )
