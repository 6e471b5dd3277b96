"""Reading the ontology, its concept schemes and its alignments, in the order of their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from trama.errors import SourceError
from trama.ontodoc.expressions import Expression, Joined, Named, named_in, read_expression
from trama.rdf.files import read_turtle
from trama.rdf.terms import as_graph

VANN = "http://purl.org/vocab/vann/"
STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")

Texts = dict[str, str]
"""One text in several languages, by language tag; no language is the empty tag."""

CHARACTERISTICS = {
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse_functional",
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.ReflexiveProperty: "reflexive",
    OWL.IrreflexiveProperty: "irreflexive",
}
_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object",
    OWL.DatatypeProperty: "datatype",
    OWL.AnnotationProperty: "annotation",
    OWL.NamedIndividual: "individual",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a term comes from: an address, or words in some language."""

    text: str
    lang: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or individual of the ontology."""

    iri: str
    name: str
    kind: str
    labels: Texts
    definitions: Texts
    examples: Texts
    notes: Texts
    types: tuple[str, ...]
    parents: tuple[Expression, ...]
    equivalents: tuple[Expression, ...]
    disjoint: tuple[str, ...]
    key: tuple[str, ...]
    domain: Expression | None
    range: Expression | None
    inverses: tuple[Expression, ...]
    characteristics: tuple[str, ...]
    schemes: tuple[str, ...]
    sources: tuple[Source, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme, at its depth below the top."""

    iri: str
    depth: int
    labels: Texts
    definitions: Texts
    examples: Texts
    notation: str
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme with its concepts, each below its broader one."""

    iri: str
    labels: Texts
    definitions: Texts
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """What is said of one of our terms and one of others', and why."""

    term: str
    relation: str
    target: str
    reasons: Texts


@dataclass(frozen=True, slots=True)
class Header:
    """What an ontology says of itself."""

    iri: str
    titles: Texts
    descriptions: Texts
    creators: tuple[str, ...]
    licence: str
    created: str
    issued: str
    version: str
    version_iri: str
    prefix: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything the pages show, besides the shapes."""

    header: Header
    terms: dict[str, Term]
    schemes: tuple[Scheme, ...]
    alignments: tuple[Alignment, ...]
    prefixes: dict[str, str]
    files: tuple[str, ...]


def read_ontology(folder: Path) -> Ontology:
    """Read all Turtle files of a folder as one ontology with its modules.

    Raises SourceError if one is not Turtle, if none declares an ontology with its preferred
    namespace, or if a term of that namespace has no label.
    """
    contents: dict[str, list[Quad]] = {}
    prefixes: dict[str, str] = {}
    for path in sorted(folder.glob("*.ttl")):
        contents[path.name] = list(read_turtle(path, shown=f"{folder.name}/{path.name}"))
        prefixes |= _prefixes(path)
    files = sorted(contents, key=lambda name: not _names_namespace(contents[name]))
    quads = [quad for name in files for quad in contents[name]]
    graph = as_graph(quads)
    header = _header(graph, shown=folder.name)
    order = list(dict.fromkeys(q.subject.value for q in quads if isinstance(q.subject, NamedNode)))
    own = [URIRef(iri) for iri in order if iri.startswith(header.namespace)]
    for node in own:
        if (node, RDF.type, None) not in graph or not texts(graph, node, RDFS.label):
            raise SourceError("publish.term-bare", path=folder.name, value=str(node))
    return Ontology(
        header=header,
        terms={str(node): _term(graph, node, header) for node in own},
        schemes=tuple(
            _scheme(graph, URIRef(iri), order)
            for iri in order
            if (URIRef(iri), RDF.type, SKOS.ConceptScheme) in graph
        ),
        alignments=tuple(_alignments(graph, order)),
        prefixes=dict(sorted(prefixes.items())),
        files=tuple(files),
    )


def _prefixes(path: Path) -> dict[str, str]:
    """The prefixes that a file declares; it has been read before."""
    parser = parse(path.read_bytes(), format=RdfFormat.TURTLE)
    for _ in parser:
        pass
    return parser.prefixes


def _names_namespace(quads: list[Quad]) -> bool:
    """Whether a file is the one that the terms' namespace is declared in."""
    return any(quad.predicate.value == VANN + "preferredNamespaceUri" for quad in quads)


def _header(graph: Graph, *, shown: str) -> Header:
    namespace = URIRef(VANN + "preferredNamespaceUri")
    declared = [
        node
        for node in sorted(graph.subjects(RDF.type, OWL.Ontology), key=str)
        if graph.value(node, namespace)
    ]
    if len(declared) != 1:
        raise SourceError(
            "publish.one-namespace",
            count=len(declared),
            path=shown,
        )
    (node,) = declared
    return Header(
        iri=str(node),
        titles=texts(graph, node, DCTERMS.title),
        descriptions=texts(graph, node, DCTERMS.description),
        creators=tuple(sorted(map(str, graph.objects(node, DCTERMS.creator)))),
        licence=_one(graph, node, DCTERMS.license),
        created=_one(graph, node, DCTERMS.created),
        issued=_one(graph, node, DCTERMS.issued),
        version=_one(graph, node, OWL.versionInfo),
        version_iri=_one(graph, node, OWL.versionIRI),
        prefix=_one(graph, node, URIRef(VANN + "preferredNamespacePrefix")),
        namespace=_one(graph, node, namespace),
    )


def _term(graph: Graph, node: URIRef, header: Header) -> Term:
    types = sorted(str(kind) for kind in graph.objects(node, RDF.type))
    kind = next((name for kind, name in _KINDS.items() if str(kind) in types), "individual")
    is_class = kind == "class"
    parents = RDFS.subClassOf if is_class else RDFS.subPropertyOf
    equivalents = OWL.equivalentClass if is_class else OWL.equivalentProperty
    return Term(
        iri=str(node),
        name=str(node).removeprefix(header.namespace),
        kind=kind,
        labels=texts(graph, node, RDFS.label),
        definitions=texts(graph, node, SKOS.definition),
        examples=texts(graph, node, SKOS.example),
        notes=texts(graph, node, SKOS.editorialNote),
        types=tuple(t for t in types if not t.startswith(str(OWL))),
        parents=tuple(
            e for e in _expressions(graph, node, parents) if not _is_outside(e, header.namespace)
        ),
        equivalents=_expressions(graph, node, equivalents),
        disjoint=tuple(sorted(_disjoint(graph, node))),
        key=tuple(
            str(member)
            for head in graph.objects(node, OWL.hasKey)
            for member in Collection(graph, head)
        ),
        domain=next(iter(_expressions(graph, node, RDFS.domain)), None),
        range=next(iter(_expressions(graph, node, RDFS.range)), None),
        inverses=_expressions(graph, node, OWL.inverseOf)
        + tuple(
            Named(str(other))
            for other in sorted(graph.subjects(OWL.inverseOf, node), key=str)
            if isinstance(other, URIRef)
        ),
        characteristics=tuple(n for c, n in CHARACTERISTICS.items() if str(c) in types),
        schemes=tuple(sorted(map(str, graph.objects(node, SKOS.inScheme)))),
        sources=tuple(_sources(graph, node)),
        status=_one(graph, node, STATUS),
    )


def _is_outside(expression: Expression, namespace: str) -> bool:
    """Whether a parent is a term of others: these stand among the alignments."""
    return (
        isinstance(expression, Named)
        and not expression.iri.startswith(namespace)
        and expression.iri != str(SKOS.Concept)
    )


def _disjoint(graph: Graph, node: URIRef) -> Iterator[str]:
    for predicate in (OWL.disjointWith, OWL.propertyDisjointWith):
        for other in graph.objects(node, predicate):
            yield from named_in(read_expression(graph, other))
        for other in graph.subjects(predicate):
            if any(
                str(node) in named_in(read_expression(graph, value))
                for value in graph.objects(other, predicate)
            ):
                yield str(other)
    for head in graph.objects(None, OWL.members):
        members = [str(member) for member in Collection(graph, head)]
        if str(node) in members:
            yield from (member for member in members if member != str(node))


def _sources(graph: Graph, node: URIRef) -> Iterator[Source]:
    for source in sorted(graph.objects(node, DCTERMS.source), key=_literals_last):
        if isinstance(source, Literal):
            yield Source(str(source), lang=source.language or "")
        else:
            yield Source(str(source), iri=str(source))


def _literals_last(node: Node) -> tuple[bool, str]:
    return isinstance(node, Literal), str(node)


def _scheme(graph: Graph, node: URIRef, order: list[str]) -> Scheme:
    members = [URIRef(iri) for iri in order if (URIRef(iri), SKOS.inScheme, node) in graph]
    tops = [member for member in members if (member, SKOS.broader, None) not in graph]
    return Scheme(
        iri=str(node),
        labels=texts(graph, node, SKOS.prefLabel),
        definitions=texts(graph, node, SKOS.definition),
        concepts=tuple(_concepts(graph, tops, members, 0, set())),
    )


def _concepts(
    graph: Graph, nodes: list[URIRef], members: list[URIRef], depth: int, seen: set[URIRef]
) -> Iterator[Concept]:
    for node in nodes:
        if node in seen:
            continue
        seen.add(node)
        yield Concept(
            iri=str(node),
            depth=depth,
            labels=texts(graph, node, SKOS.prefLabel),
            definitions=texts(graph, node, SKOS.definition),
            examples=texts(graph, node, SKOS.example),
            notation=_one(graph, node, SKOS.notation),
            related=tuple(sorted(map(str, graph.objects(node, RDFS.seeAlso)))),
        )
        below = [member for member in members if (member, SKOS.broader, node) in graph]
        yield from _concepts(graph, below, members, depth + 1, seen)


def _alignments(graph: Graph, order: list[str]) -> Iterator[Alignment]:
    axioms = [
        Alignment(
            term=_one(graph, axiom, OWL.annotatedSource),
            relation=_one(graph, axiom, OWL.annotatedProperty),
            target=_one(graph, axiom, OWL.annotatedTarget),
            reasons=texts(graph, axiom, RDFS.comment),
        )
        for axiom in graph.subjects(RDF.type, OWL.Axiom)
    ]
    place = {iri: number for number, iri in enumerate(order)}
    yield from sorted(axioms, key=lambda a: (place.get(a.term, -1), a.relation, a.target))


def _expressions(graph: Graph, node: URIRef, predicate: URIRef) -> tuple[Expression, ...]:
    found = [read_expression(graph, value) for value in graph.objects(node, predicate)]
    return tuple(sorted(found, key=lambda e: (not isinstance(e, Named | Joined), repr(e))))


def texts(graph: Graph, node: Node, predicate: URIRef) -> Texts:
    """Return the literals of a property of a node, by language."""
    values = [value for value in graph.objects(node, predicate) if isinstance(value, Literal)]
    return {value.language or "": str(value) for value in sorted(values)}


def _one(graph: Graph, node: Node, predicate: URIRef) -> str:
    return min((str(value) for value in graph.objects(node, predicate)), default="")
