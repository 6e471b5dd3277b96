"""The ontology says what each term means and where it comes from, and covers the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib import namespace as vocabularies
from rdflib.term import Node

from ontology_reading import MODULES, read_module, read_ontology
from trama.model import ELEMENTS
from trama.model.cells import Concept
from trama.model.element import BASES, CROSSING, columns
from trama.namespaces import KIND, TRAMA

NS = Namespace(TRAMA.iri)
ONTOLOGY = URIRef("https://w3id.org/trama/ns")
DCTERMS = vocabularies.DCTERMS
STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
PASSAGES = "https://w3id.org/trama/id/psttm-2025-2027/passage/"


@pytest.fixture(scope="session")
def ontology(root: Path) -> Graph:
    return read_ontology(root)


@pytest.fixture(scope="session")
def terms(ontology: Graph) -> list[URIRef]:
    """Every class, property and individual that the ontology declares in its own namespace."""
    return sorted(term for term in set(ontology.subjects(RDF.type)) if term.startswith(NS))


@pytest.fixture(scope="session")
def properties(ontology: Graph, terms: list[URIRef]) -> list[URIRef]:
    return [
        term for term in terms if any((term, RDF.type, kind) in ontology for kind in PROPERTIES)
    ]


@pytest.fixture(scope="session")
def concepts(ontology: Graph) -> list[URIRef]:
    """The concepts and schemes under `ns/`, the vocabulary's own."""
    kinds = chain(
        ontology.subjects(RDF.type, SKOS.Concept), ontology.subjects(RDF.type, SKOS.ConceptScheme)
    )
    return sorted({node for node in kinds if node.startswith(KIND.iri)})


def languages(graph: Graph, node: Node, predicate: URIRef) -> set[str | None]:
    values = graph.objects(node, predicate)
    return {value.language for value in values if isinstance(value, Literal) and value.strip()}


def lacking(graph: Graph, nodes: list[URIRef], predicate: URIRef) -> list[URIRef]:
    return [node for node in nodes if languages(graph, node, predicate) != {"it", "en"}]


# What is declared, and how well


def test_there_are_terms_and_concepts(terms: list[URIRef], concepts: list[URIRef]) -> None:
    assert len(terms) > 90
    assert len(concepts) > 50


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition, SKOS.example])
def test_every_term_has_words_in_both_languages(
    ontology: Graph, terms: list[URIRef], predicate: URIRef
) -> None:
    assert lacking(ontology, terms, predicate) == []


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.prefLabel, SKOS.definition])
def test_every_concept_has_words_in_both_languages(
    ontology: Graph, concepts: list[URIRef], predicate: URIRef
) -> None:
    assert lacking(ontology, concepts, predicate) == []


def test_no_two_things_share_a_label(ontology: Graph, terms: list[URIRef]) -> None:
    labels: dict[tuple[bool, Node], list[URIRef]] = {}
    for term in terms:
        is_property = any((term, RDF.type, kind) in ontology for kind in PROPERTIES)
        for label in ontology.objects(term, RDFS.label):
            labels.setdefault((is_property, label), []).append(term)
    assert {label: same for label, same in labels.items() if len(same) > 1} == {}


def test_every_term_says_where_it_comes_from(ontology: Graph, terms: list[URIRef]) -> None:
    assert [term for term in terms if not ontology.value(term, DCTERMS.source, any=True)] == []
    assert [term for term in terms if ontology.value(term, RDFS.isDefinedBy) != ONTOLOGY] == []
    statuses = {str(ontology.value(term, STATUS)) for term in terms}
    assert statuses <= {"unstable", "testing", "stable"}


def test_the_passages_that_terms_come_from_exist(ontology: Graph, data: Graph) -> None:
    cited = {
        source for source in ontology.objects(None, DCTERMS.source) if source.startswith(PASSAGES)
    }
    assert len(cited) > 30
    assert [node for node in cited if (node, RDF.type, NS.Passage) not in data] == []


def test_examples_name_objectives_that_exist(ontology: Graph, data: Graph) -> None:
    words = " ".join(map(str, ontology.objects(None, SKOS.example)))
    codes = set(re.findall(r"\bM\d-\d\d\b", words))
    known = {str(code) for code in data.objects(None, SKOS.notation)}
    assert codes
    assert codes <= known


def test_every_property_has_domain_and_range(ontology: Graph, properties: list[URIRef]) -> None:
    for prop in properties:
        ends = ontology.value(prop, RDFS.domain), ontology.value(prop, RDFS.range)
        assert None not in ends, prop
        if OWL.Thing in ends:
            assert languages(ontology, prop, SKOS.editorialNote) == {"it", "en"}, prop


@pytest.mark.parametrize("module", MODULES)
def test_each_module_says_what_it_is(root: Path, module: str) -> None:
    graph = read_module(root, module)
    (node,) = graph.subjects(RDF.type, OWL.Ontology)
    assert str(node) == (str(ONTOLOGY) if module == "trama" else f"{ONTOLOGY}/{module}")
    assert str(graph.value(node, OWL.versionInfo)) == "0.1.0"
    assert str(graph.value(node, OWL.versionIRI)) == f"{node}/0.1.0"
    assert str(graph.value(node, DCTERMS.license)).startswith("https://creativecommons.org/")
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert languages(graph, node, predicate) == {"it", "en"}
    assert not list(graph.objects(node, OWL.imports))


# What the data, the code and the documents use


def test_every_term_of_the_data_is_declared(ontology: Graph, data: Graph) -> None:
    used = {node for triple in data for node in triple if isinstance(node, URIRef)}
    declared = {node for node in ontology.subjects() if isinstance(node, URIRef)}
    own = {node for node in used if str(node).startswith((str(NS), KIND.iri))}
    versions = set(ontology.objects(None, OWL.versionIRI))
    assert len(own) > 100
    assert own - declared - versions == set()


def test_every_term_of_the_tables_is_declared(terms: list[URIRef]) -> None:
    used = set()
    for element in ELEMENTS:
        used |= {element.rdf_class} - {None}
        for field in columns(element):
            used |= {*field.column.properties, field.column.inverse} - {None}
    own = {URIRef(node.value) for node in used if node.value.startswith(str(NS))}
    assert own
    assert own - set(terms) == set()


@pytest.mark.parametrize("folder", ["docs", "queries", "shapes"])
def test_every_term_that_documents_name_is_declared(
    root: Path, terms: list[URIRef], folder: str
) -> None:
    files = [path for path in (root / folder).rglob("*") if path.suffix in {".md", ".rq", ".ttl"}]
    named = {
        (name, path.name)
        for path in files
        for name in re.findall(r"\btrama:([A-Za-z]\w*)", path.read_text(encoding="utf-8"))
    }
    assert named
    assert sorted((name, file) for name, file in named if NS[name] not in terms) == []


def test_crossing_properties_are_those_of_the_code(ontology: Graph) -> None:
    declared = set(ontology.subjects(RDF.type, NS.CrossingProperty))
    assert declared == {NS[name] for name in CROSSING}
    kinds = list(ontology.objects(None, RDFS.seeAlso))
    assert sorted(kind for kind in kinds if kind.startswith(str(NS))) == sorted(declared)


def test_bases_are_those_of_the_code(ontology: Graph) -> None:
    scheme = URIRef(KIND.iri + "basis")
    bases = {NS[basis.capitalize()] for basis in BASES}
    assert set(ontology.subjects(RDF.type, NS.Basis)) == bases
    assert set(ontology.objects(scheme, SKOS.hasTopConcept)) == bases


def concept_cells() -> Iterator[tuple[URIRef, str]]:
    for element in ELEMENTS:
        for field in columns(element):
            if isinstance(field.column.cell, Concept):
                for predicate in field.column.properties:
                    yield URIRef(predicate.value), field.column.cell.scheme


@pytest.mark.parametrize(("predicate", "scheme"), sorted(set(concept_cells())))
def test_every_slug_of_the_tables_is_a_concept(
    ontology: Graph, data: Graph, predicate: URIRef, scheme: str
) -> None:
    values = {node for node in data.objects(None, predicate) if node.startswith(KIND.iri)}
    if scheme == "vocabulary":  # these cells name a scheme of somebody else's concepts
        outside = {node for node in values if node.startswith(f"{KIND.iri}{scheme}/")}
        assert [
            node for node in outside if (node, RDF.type, SKOS.ConceptScheme) not in ontology
        ] == []
        return
    assert values
    inside = set(ontology.subjects(SKOS.inScheme, URIRef(KIND.iri + scheme)))
    assert values - inside == set()


def test_concepts_hang_together(ontology: Graph) -> None:
    for concept in ontology.subjects(RDF.type, SKOS.Concept):
        scheme = ontology.value(concept, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in ontology
        top = (scheme, SKOS.hasTopConcept, concept) in ontology
        assert top == ((concept, SKOS.topConceptOf, scheme) in ontology)
        broader = ontology.value(concept, SKOS.broader)
        assert top == (broader is None)
        assert top or (broader, SKOS.narrower, concept) in ontology


# Alignments


def test_every_alignment_has_its_reason(root: Path) -> None:
    graph = read_module(root, "alignments")
    stated = {
        (subject, predicate, target)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)
        for subject, target in graph.subject_objects(predicate)
    }
    reasoned = {
        tuple(
            graph.value(axiom, part)
            for part in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
        )
        for axiom in graph.subjects(RDF.type, OWL.Axiom)
        if graph.value(axiom, RDFS.comment)
    }
    assert len(stated) > 60
    assert stated == reasoned
    assert not list(graph.subject_objects(OWL.equivalentClass))


def test_alignments_start_from_declared_terms(root: Path, terms: list[URIRef]) -> None:
    graph = read_module(root, "alignments")
    assert set(graph.objects(None, OWL.annotatedSource)) <= set(terms)


@pytest.mark.parametrize("name", ["DCTERMS", "FOAF", "GEO", "ORG", "PROV", "RDF", "SDO", "SKOS"])
def test_aligned_terms_exist_in_their_vocabulary(root: Path, name: str) -> None:
    vocabulary = getattr(vocabularies, name)
    graph = read_module(root, "alignments")
    targets = {
        target
        for target in graph.objects(None, OWL.annotatedTarget)
        if target.startswith(str(vocabulary))
    }
    assert targets
    assert [target for target in targets if target not in vocabulary] == []
