"""From plan packages to an RDF dataset: one named graph a package, and one for the ontology.

The same sources give the same bytes: nothing here reads the clock, the environment or the order of
a directory, and blank nodes of the ontology are named canonically (RDFC-1.0).
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    serialize,
)

from trama.cells import Evidence, Quote
from trama.declared import declared_links
from trama.element import Element, columns
from trama.errors import SourceError, SourceProblems
from trama.geometry import FILE as BOUNDARIES
from trama.geometry import geometry_quads
from trama.model import Link, LinkChange, Theme
from trama.namespaces import DCTERMS, OA, OWL, PROV, RDF, RDFS, SKOS, TRAMA, XSD, Names
from trama.package import Package, check_references, read_package
from trama.rdf import read_turtle
from trama.rules import infer, read_rules
from trama.settings import Settings
from trama.text import Passage, SourceText

REGISTERS = ("actors", "instruments", "territory")
_MAIN = NamedNode(TRAMA.iri.removesuffix("#"))
Progress = Callable[[str], None]


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
    progress("reading the plan packages")
    packages = read_packages(settings.root / "graph", root=settings.root)
    progress("reading the ontology")
    quads = list(ontology_quads(settings))
    progress("making statements")
    for package in packages:
        quads += package_quads(package, settings.names, texts=texts_of(packages))
    boundaries = settings.root / "graph" / BOUNDARIES
    if boundaries.exists():
        quads += geometry_quads(boundaries, settings.names)
    progress("inferring links")
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


def read_packages(folder: Path, *, root: Path) -> list[Package]:
    """Read and cross-check every package in a folder, in order of name.

    Raises SourceProblems with the errors of all packages.
    """
    packages: list[Package] = []
    problems: list[SourceError] = []
    for path in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            packages.append(read_package(path, root=root))
        except SourceProblems as error:
            problems += error.problems
    if problems:
        raise SourceProblems(problems)
    if not packages:
        raise SourceError("there is no plan package here", path=folder.relative_to(root))
    check_references(packages)
    return packages


def texts_of(packages: Iterable[Package]) -> dict[str, SourceText]:
    """Return the source texts of the packages that have one, by plan."""
    return {package.plan: package.text for package in packages if package.text}


def package_quads(
    package: Package,
    names: Names,
    *,
    texts: Mapping[str, SourceText],
    graph: str = "",
    links: str = "links",
) -> Iterator[Quad]:
    """Yield the statements of one package.

    They go into the graph named `graph` (the package's own name if empty), its links and the
    passages that these quote into the graph named `links`. `texts` holds the source texts that
    may be quoted, by plan.
    """
    own, link_graph = names.graph(graph or package.name), names.graph(links)
    if package.text:
        yield from _text_quads(package, package.text, names, own)
    if package.rows(Theme):
        yield from _scheme_quads(package, names, own)
    for element in package.elements():
        if isinstance(element, Link):
            author = f"agent/{element.attributed_to[0]}"
            yield from _link_quads(element, author, package.plan, texts, names, link_graph)
        elif isinstance(element, LinkChange):
            yield from _change_quads(element, names, link_graph)
        elif element.rdf_class:
            yield from _element_quads(element, package.plan, names, own)
    for link, author in declared_links(package):
        yield from _link_quads(link, author, package.plan, texts, names, link_graph)


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
    of_header = (RDF.type, OWL.versionIRI, OWL.versionInfo)
    for quad in quads:
        if quad.subject not in modules or quad.predicate not in of_header:
            yield quad
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


def _element_quads(element: Element, plan: str, names: Names, graph: NamedNode) -> Iterator[Quad]:
    thing = names.thing(element.local(plan))
    for class_ in element.classes():
        yield Quad(thing, RDF.type, class_, graph)
    if element.in_plan:
        yield Quad(thing, TRAMA.inPlan, names.thing(plan), graph)
    for field in columns(type(element)):
        value, column = getattr(element, field.attribute), field.column
        if value in ("", None, ()):
            continue
        if column.notation:
            yield Quad(thing, SKOS.notation, Literal(str(value)), graph)
        for term in column.cell.terms(value, names, plan):
            for predicate in column.properties:
                yield Quad(thing, predicate, term, graph)
            if column.inverse and isinstance(term, NamedNode):
                yield Quad(term, column.inverse, thing, graph)


def _scheme_quads(package: Package, names: Names, graph: NamedNode) -> Iterator[Quad]:
    """The themes of a plan as a concept scheme (https://www.w3.org/TR/skos-reference/#schemes)."""
    scheme = names.thing(f"{package.plan}/themes")
    yield Quad(scheme, RDF.type, SKOS.ConceptScheme, graph)
    for lang, label in (("it", "Temi delle Missioni"), ("en", "Themes of the Missions")):
        yield Quad(scheme, RDFS.label, Literal(label, language=lang), graph)
        yield Quad(scheme, SKOS.prefLabel, Literal(label, language=lang), graph)
    for lang, words in (
        ("it", "I temi che il piano mette in evidenza accanto a ciascuna Missione."),
        ("en", "The subjects that the plan shows beside each Mission."),
    ):
        yield Quad(scheme, SKOS.definition, Literal(words, language=lang), graph)
    for theme in package.rows(Theme):
        concept = names.thing(theme.local(package.plan))
        yield Quad(concept, SKOS.inScheme, scheme, graph)
        yield Quad(concept, SKOS.topConceptOf, scheme, graph)
        yield Quad(scheme, SKOS.hasTopConcept, concept, graph)


def _text_quads(
    package: Package, text: SourceText, names: Names, graph: NamedNode
) -> Iterator[Quad]:
    plan, whole = names.thing(package.plan), names.thing(f"{package.plan}/text")
    if package.is_plan:
        yield Quad(plan, TRAMA.sourceText, whole, graph)
    yield Quad(whole, RDF.type, TRAMA.Text, graph)
    for lang, label in (("it", "Testo di"), ("en", "Text of")):
        yield Quad(whole, RDFS.label, Literal(f"{label} {package.plan}", language=lang), graph)
    yield Quad(whole, DCTERMS["format"], Literal("text/markdown"), graph)
    yield Quad(whole, DCTERMS.language, Literal("it"), graph)
    yield Quad(whole, TRAMA.sha256, Literal(text.sha256), graph)
    length = Literal(str(len(text.content)), datatype=XSD.nonNegativeInteger)
    yield Quad(whole, TRAMA["length"], length, graph)
    for passage in text.passages:
        node = names.thing(f"{package.plan}/passage/{passage.id}")
        yield Quad(node, TRAMA.inPlan, plan, graph)
        yield Quad(node, SKOS.notation, Literal(passage.id), graph)
        if passage.scan_lines:
            yield Quad(node, TRAMA.scanLines, Literal(_scan_lines(passage)), graph)
        yield from _selectors(node, whole, text, passage.start, passage.end, graph)


def _scan_lines(passage: Passage) -> str:
    return ", ".join(
        str(first) if first == last else f"{first}-{last}" for first, last in passage.scan_lines
    )


def _selectors(
    node: NamedNode, whole: NamedNode, text: SourceText, start: int, end: int, graph: NamedNode
) -> Iterator[Quad]:
    """The passage as a Web Annotation target (https://www.w3.org/TR/annotation-model/#selectors)."""
    quote, position = NamedNode(f"{node.value}#quote"), NamedNode(f"{node.value}#position")
    prefix, suffix = text.context(start, end)
    yield Quad(node, RDF.type, TRAMA.Passage, graph)
    yield Quad(node, OA.hasSource, whole, graph)
    yield Quad(node, OA.hasSelector, quote, graph)
    yield Quad(node, OA.hasSelector, position, graph)
    yield Quad(quote, RDF.type, OA.TextQuoteSelector, graph)
    yield Quad(quote, OA.exact, Literal(text.content[start:end]), graph)
    yield Quad(quote, OA.prefix, Literal(prefix), graph)
    yield Quad(quote, OA.suffix, Literal(suffix), graph)
    yield Quad(position, RDF.type, OA.TextPositionSelector, graph)
    for predicate, offset in ((OA.start, start), (OA.end, end)):
        number = Literal(str(offset), datatype=XSD.nonNegativeInteger)
        yield Quad(position, predicate, number, graph)


def _link_quads(
    link: Link,
    author: str,
    plan: str,
    texts: Mapping[str, SourceText],
    names: Names,
    graph: NamedNode,
) -> Iterator[Quad]:
    source, target = names.thing(link.source[0]), names.thing(link.target[0])
    relation = TRAMA[link.relation]
    node = names.link(link.source[0], link.relation, link.target[0])
    yield Quad(source, relation, target, graph)
    yield Quad(node, RDF.type, TRAMA.Link, graph)
    yield Quad(node, TRAMA.source, source, graph)
    yield Quad(node, TRAMA.relation, relation, graph)
    yield Quad(node, TRAMA.target, target, graph)
    yield Quad(node, TRAMA.basis, TRAMA[link.basis.capitalize()], graph)
    confidence = Literal(f"{link.confidence:f}", datatype=XSD.decimal)
    yield Quad(node, TRAMA.confidence, confidence, graph)
    yield Quad(node, TRAMA.rationale, Literal(link.rationale_it, language="it"), graph)
    yield Quad(node, TRAMA.rationale, Literal(link.rationale_en, language="en"), graph)
    yield Quad(node, PROV.wasAttributedTo, names.thing(author), graph)
    # PROV-O wants an instant; the table knows the day.
    instant = Literal(f"{link.date}T00:00:00Z", datatype=XSD.dateTime)
    yield Quad(node, PROV.generatedAtTime, instant, graph)
    for quote in link.evidence:
        owner = quote.plan or plan
        part = names.thing(Evidence().local(quote, plan))
        yield Quad(node, TRAMA.evidence, part, graph)
        yield from _quote_quads(part, quote, owner, texts[owner], names, graph)


def _change_quads(change: LinkChange, names: Names, graph: NamedNode) -> Iterator[Quad]:
    """A line of the link's history; of a link that was removed the register of retired IRIs tells."""
    if change.change == "removed":
        return
    node = names.link(change.source, change.relation, change.target)
    for lang, reason in (("it", change.reason_it), ("en", change.reason_en)):
        yield Quad(node, SKOS.changeNote, Literal(f"{change.date}: {reason}", language=lang), graph)
    if change.was_relation:
        was = names.link(change.was_source, change.was_relation, change.was_target)
        yield Quad(node, PROV.wasRevisionOf, was, graph)


def _quote_quads(
    part: NamedNode, quote: Quote, plan: str, text: SourceText, names: Names, graph: NamedNode
) -> Iterator[Quad]:
    start, end = text.quote(quote.passage, quote.exact)
    yield Quad(part, TRAMA.inPlan, names.thing(plan), graph)
    whole_passage = names.thing(f"{plan}/passage/{quote.passage}")
    yield Quad(part, DCTERMS.isPartOf, whole_passage, graph)
    yield from _selectors(part, names.thing(f"{plan}/text"), text, start, end, graph)
