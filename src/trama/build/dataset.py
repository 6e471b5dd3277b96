"""From plan packages to an RDF dataset: one named graph a package, and one for the ontology.

The same sources give the same bytes: nothing here reads the clock, the environment or the order of
a directory, and blank nodes of the ontology are named canonically (RDFC-1.0).
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    serialize,
)

from trama.build.geometry import FILE as BOUNDARIES
from trama.build.geometry import geometry_quads
from trama.build.rules import infer, read_rules
from trama.messages import Message
from trama.namespaces import DCTERMS, OWL, RDF, TRAMA
from trama.plans.package import read_packages
from trama.plans.statements import package_quads, texts_of
from trama.rdf.files import read_turtle
from trama.settings import Settings

_MAIN = NamedNode(TRAMA.iri.removesuffix("#"))
Progress = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Build:
    """A built dataset, not yet written: its N-Quads and what it was made from."""

    nquads: bytes
    quads: int
    graphs: dict[str, int]
    classes: dict[str, int]
    sources: dict[str, str]


def build_dataset(settings: Settings, progress: Progress = lambda _: None) -> Build:
    """Build the dataset from the packages in `graph/`, the ontology and the rules.

    Raises SourceError or SourceProblems, with file, line and value, if a source cannot be used.
    """
    progress(Message("step.packages"))
    packages = read_packages(settings.root / "graph", root=settings.root)
    progress(Message("step.ontology"))
    quads = list(ontology_quads(settings))
    progress(Message("step.statements"))
    for package in packages:
        quads += package_quads(package, settings.names, texts=texts_of(packages))
    boundaries = settings.root / "graph" / BOUNDARIES
    if boundaries.exists():
        quads += geometry_quads(boundaries, settings.names)
    progress(Message("step.links"))
    rules = read_rules(settings.root / "queries" / "rules")
    quads += infer(quads, rules, settings.names)
    ordered = sorted(set(quads), key=str)
    output = io.BytesIO()
    serialize(ordered, output, format=RdfFormat.N_QUADS)
    return Build(
        nquads=output.getvalue(),
        quads=len(ordered),
        graphs=_count(str(quad.graph_name.value) for quad in ordered),  # type: ignore[union-attr]
        classes=_count(
            quad.object.value.removeprefix(TRAMA.iri)
            for quad in ordered
            if quad.predicate == RDF.type
            and isinstance(quad.object, NamedNode)
            and quad.object.value.startswith(TRAMA.iri)
        ),
        sources=source_hashes(settings.root, ("graph", "ontology", "queries/rules")),
    )


def ontology_quads(settings: Settings) -> Iterator[Quad]:
    """Yield the ontology's statements from `ontology/*.ttl`, blank nodes named canonically.

    The files are modules of one ontology, and a document may have one header only
    (https://www.w3.org/TR/owl2-syntax/#Ontology_Documents): the others' become parts of the main one.

    Raises SourceError with file and line if a file is not Turtle.
    """
    graph = settings.names.graph("ontology")
    dataset = Dataset()
    quads = [
        quad
        for path in sorted((settings.root / "ontology").glob("*.ttl"))
        for quad in read_turtle(path, shown=str(path.relative_to(settings.root)))
    ]
    for quad in _one_header(quads):
        dataset.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    yield from dataset


def _one_header(quads: Sequence[Quad]) -> Iterator[Quad]:
    """The statements of an ontology's modules, with the header of the main one alone."""
    headers = {q.subject for q in quads if q.predicate == RDF.type and q.object == OWL.Ontology}
    modules = headers - {_MAIN} if _MAIN in headers else set()
    for quad in quads:
        if quad.subject not in modules or quad.predicate not in (RDF.type, OWL.versionInfo):
            version = quad.predicate == OWL.versionIRI and quad.subject in modules
            yield quad if not version else Quad(quad.subject, DCTERMS.hasVersion, quad.object)
    for module in modules:
        yield Quad(_MAIN, DCTERMS.hasPart, module)


def source_hashes(root: Path, folders: Sequence[str]) -> dict[str, str]:
    """Return the SHA-256 of every file in the folders, by its path below `root`."""
    files = (path for name in folders for path in (root / name).rglob("*") if path.is_file())
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


def _count(names: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
