"""From a plan in one form to the same plan in another, with what is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, serialize

from trama.errors import SourceError
from trama.files import write_atomically
from trama.messages import Message
from trama.namespaces import PREFIXES, Names
from trama.plans.package import Package
from trama.plans.statements import package_quads
from trama.plans.writers.folder import write_folder
from trama.plans.writers.stratml import write_stratml
from trama.plans.writers.xlsx import write_xlsx

Writer = Callable[[Package, Path], list[Message]]


def _write_rdf(package: Package, path: Path, format: RdfFormat) -> list[Message]:
    texts = {package.plan: package.text} if package.text else {}
    quads = package_quads(package, Names(), texts=texts)
    triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    prefixes = None if format == RdfFormat.JSON_LD else PREFIXES
    content = serialize(sorted(triples, key=str), format=format, prefixes=prefixes)
    write_atomically(path, content or b"")
    kept = [name for name, rows in package.tables.items() if rows and not rows[0].rdf_class]
    return [Message("lost.beside", table=name) for name in kept]


def write_turtle(package: Package, path: Path) -> list[Message]:
    """Write a plan as Turtle; return what is lost."""
    return _write_rdf(package, path, RdfFormat.TURTLE)


def write_jsonld(package: Package, path: Path) -> list[Message]:
    """Write a plan as JSON-LD; return what is lost."""
    return _write_rdf(package, path, RdfFormat.JSON_LD)


WRITERS: dict[str, Writer] = {
    "": write_folder,
    ".xlsx": write_xlsx,
    ".xml": write_stratml,
    ".stratml": write_stratml,
    ".ttl": write_turtle,
    ".jsonld": write_jsonld,
    ".json": write_jsonld,
}


def write_plan(package: Package, path: Path) -> list[Message]:
    """Write a plan in the form that the path's suffix names, a folder of CSV if it has none.

    Returns a sentence for each thing that the form cannot hold. Raises SourceError for another suffix.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(filter(None, WRITERS))
        raise SourceError("read.written-as", known=known, path=path)
    return writer(package, path)
