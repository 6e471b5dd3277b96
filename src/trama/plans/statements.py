"""A plan as statements: its rows, its text, its links and the passages they quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
)

from trama.model import Link, LinkChange, Theme
from trama.model.cells import Evidence, Quote
from trama.model.element import Element, columns
from trama.namespaces import DCTERMS, OA, PROV, RDF, RDFS, SKOS, TRAMA, XSD, Names
from trama.plans.declared import declared_links
from trama.plans.package import Package
from trama.plans.text import Passage, SourceText


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
            yield from spoken(row_quads(element, package.plan, names, own), package.language)
    for link, author in declared_links(package):
        yield from _link_quads(link, author, package.plan, texts, names, link_graph)


def spoken(quads: Iterable[Quad], language: str) -> Iterator[Quad]:
    """Yield what rows state with their words in the language that the plan is written in."""
    for quad in quads:
        words = quad.object
        if language != "it" and isinstance(words, Literal) and words.language == "it":
            words = Literal(words.value, language=language)
        yield Quad(quad.subject, quad.predicate, words, quad.graph_name)


def row_quads(
    element: Element, plan: str, names: Names, graph: NamedNode, *, declared: bool = False
) -> Iterator[Quad]:
    """Yield what one row of the plan named `plan` states, into a graph.

    With `declared` the crossing properties that a column declares are stated as they stand there, and
    nothing of what the row refers to; without, such a column is the matter of links.
    """
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
        properties = column.properties
        if declared and column.declares:
            properties += (TRAMA[column.declares],)
        for term in column.cell.terms(value, names, plan):
            for predicate in properties:
                yield Quad(thing, predicate, term, graph)
            if column.inverse and not declared and isinstance(term, NamedNode):
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
    yield Quad(whole, DCTERMS.language, Literal(package.language), graph)
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
