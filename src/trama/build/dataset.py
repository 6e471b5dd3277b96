"""From plan packages to an RDF dataset: one named graph a package, and one for the ontology.

The same sources give the same bytes: nothing here reads the clock, the environment or the order of
a directory, and blank nodes of the ontology are named canonically (RDFC-1.0).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from trama.build.parts import Spoilt, read_parts, sweep
from trama.build.rules import infer_in, read_rules
from trama.build.runs import AT_ONCE, Runs
from trama.messages import Message
from trama.namespaces import DCTERMS, OWL, RDF, TRAMA
from trama.plans.package import Package, read_packages
from trama.plans.statements import package_quads, texts_of
from trama.rdf.files import read_turtle
from trama.settings import Settings

_TYPE, _OURS = str(RDF.type).encode(), f"<{TRAMA.iri}".encode()
_MAIN = NamedNode(TRAMA.iri.removesuffix("#"))
Progress = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Build:
    """A built dataset, not yet put in place: its N-Quads and what it was made from.

    Where they are many the N-Quads are a file, which is there as long as this is.
    """

    nquads: bytes | Path
    quads: int
    graphs: dict[str, int]
    classes: dict[str, int]
    sources: dict[str, str]
    kept: object = None


def build_dataset(
    settings: Settings,
    progress: Progress = lambda _: None,
    *,
    at_once: int = AT_ONCE,
    kept: bool = True,
) -> Build:
    """Build the dataset from the packages in `graph/`, the ontology and the rules.

    More than `at_once` statements are put in order on disk, where temporary files are. With `kept` only
    packages that changed since the last build are read; the bytes are the same.

    Raises SourceError or SourceProblems, with file, line and value, if a source cannot be used.
    """
    progress(Message("step.packages"))
    if kept:
        try:
            parts = read_parts(settings)
            build = _built(settings, progress, at_once, (p.lines(settings.names) for p in parts))
        except (Spoilt, OSError):
            progress(Message("step.packages"))
        else:
            sweep(parts)
            return build
    packages = read_packages(settings.root / "graph", root=settings.root)
    return _built(settings, progress, at_once, _lines(packages, settings))


def _lines(packages: Sequence[Package], settings: Settings) -> Iterator[Iterable[bytes]]:
    texts = texts_of(packages)
    for package in packages:
        quads = package_quads(package, settings.names, texts=texts)
        written = serialize(quads, format=RdfFormat.N_QUADS) or b""
        yield written.splitlines(keepends=True)


def _built(
    settings: Settings, progress: Progress, at_once: int, packages: Iterable[Iterable[bytes]]
) -> Build:
    """The build of packages as lines, one after the other."""
    progress(Message("step.ontology"))
    runs = Runs(at_once)
    runs.add(ontology_quads(settings))
    progress(Message("step.statements"))
    for lines in packages:
        runs.add_lines(lines)
    boundaries = settings.root / "graph" / BOUNDARIES
    if boundaries.exists():
        runs.add(geometry_quads(boundaries, settings.names))
    progress(Message("step.links"))
    rules = read_rules(settings.root / "queries" / "rules")
    runs.add(infer_in(runs.engine(), rules, settings.names))
    sources = source_hashes(settings.root, ("graph", "ontology", "queries/rules"))
    counts = _Counts()
    if not runs.on_disk:
        return Build(b"".join(counts.seen(runs.in_order())), *counts.told(), sources)
    folder = tempfile.TemporaryDirectory(prefix="trama-built-")
    path = Path(folder.name) / "dataset.nq"
    with path.open("wb") as file:
        file.writelines(counts.seen(runs.in_order()))
    return Build(path, *counts.told(), sources, kept=folder)


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


class _Counts:
    """What a manifest tells of statements, counted while they are written."""

    def __init__(self) -> None:
        self._quads = 0
        self._graphs: Counter[bytes] = Counter()
        self._classes: Counter[bytes] = Counter()

    def seen(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Pass on lines of N-Quads."""
        for line in lines:
            self._quads += 1
            self._graphs[line.rpartition(b"<")[2]] += 1
            _, predicate, rest = line.split(b" ", 2)
            if predicate == _TYPE and rest.startswith(_OURS):
                self._classes[rest[len(_OURS) :].partition(b">")[0]] += 1
            yield line

    def told(self) -> tuple[int, dict[str, int], dict[str, int]]:
        """Return how many there are in all, in each graph and of each class of ours."""
        graphs = ((name.partition(b">")[0].decode(), n) for name, n in self._graphs.items())
        classes = ((name.decode(), n) for name, n in self._classes.items())
        return self._quads, dict(sorted(graphs)), dict(sorted(classes))
