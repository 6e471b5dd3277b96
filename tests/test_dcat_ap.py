"""The catalogue keeps the rules of DCAT-AP 3.0.1 (https://semiceu.github.io/DCAT-AP/releases/3.0.1/).

The tables below are its obligations and ranges, read from the specification: what must be there, what should be,
what a value must be, and how often it may be said.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, SKOS
from rdflib.term import Node

from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app

DCAT = Namespace("http://www.w3.org/ns/dcat#")
ADMS = Namespace("http://data.europa.eu/r5r/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

# Class: what each of its members must have, and should have.
HAVE = {
    DCAT.Catalog: (
        [DCTERMS.title, DCTERMS.description, DCTERMS.publisher],
        [
            DCAT.dataset,
            DCAT.themeTaxonomy,
            DCTERMS.language,
            DCTERMS.license,
            DCTERMS.modified,
            FOAF.homepage,
        ],
    ),
    DCAT.Dataset: (
        [DCTERMS.title, DCTERMS.description],
        [
            DCAT.contactPoint,
            DCAT.distribution,
            DCAT.keyword,
            DCAT.theme,
            DCTERMS.publisher,
            DCTERMS.spatial,
            DCTERMS.temporal,
        ],
    ),
    DCAT.Distribution: (
        [DCAT.accessURL],
        [ADMS.availability, DCTERMS.description, DCTERMS["format"], DCTERMS.license],
    ),
    FOAF.Agent: ([FOAF.name], []),
    SPDX.Checksum: ([SPDX.algorithm, SPDX.checksumValue], []),
    DCTERMS.LicenseDocument: ([], [DCTERMS.type]),
    SKOS.ConceptScheme: ([DCTERMS.title], []),
    SKOS.Concept: ([SKOS.prefLabel], []),
}
# Property: the class of its values.
CLASSES = {
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.hasVersion: DCAT.Dataset,
    DCAT.contactPoint: VCARD.Kind,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    DCAT.landingPage: FOAF.Document,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.compressFormat: DCTERMS.MediaType,
    DCAT.packageFormat: DCTERMS.MediaType,
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.creator: FOAF.Agent,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCTERMS["format"]: DCTERMS.MediaTypeOrExtent,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.type: SKOS.Concept,
    ADMS.availability: SKOS.Concept,
    FOAF.homepage: FOAF.Document,
    SPDX.checksum: SPDX.Checksum,
    SPDX.algorithm: SPDX.ChecksumAlgorithm,
}
# Property: the datatype of its values.
TYPES = {
    DCAT.byteSize: XSD.nonNegativeInteger,
    DCAT.startDate: XSD.date,
    DCAT.endDate: XSD.date,
    DCTERMS.modified: XSD.date,
    SPDX.checksumValue: XSD.hexBinary,
}
# What a subject may say only once.
ONCE = [
    DCAT.byteSize,
    DCAT.mediaType,
    DCAT.compressFormat,
    DCAT.packageFormat,
    DCAT.version,
    DCTERMS["format"],
    DCTERMS.license,
    DCTERMS.modified,
    DCTERMS.publisher,
    DCTERMS.accrualPeriodicity,
    FOAF.homepage,
    SPDX.checksum,
    SPDX.checksumValue,
    ADMS.availability,
]


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore, root: Path) -> FlaskClient:
    queries = read_queries(root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.fixture(scope="module")
def graph(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/catalogo.ttl").data, format="turtle")


def broken(graph: Graph) -> list[tuple[object, ...]]:
    """What of the rules does not hold."""
    found: list[tuple[object, ...]] = []
    for kind, (must, should) in HAVE.items():
        for node in graph.subjects(RDF.type, kind):
            found += [(node, p, "missing") for p in (*must, *should) if not graph.value(node, p)]
    for predicate, kind in CLASSES.items():
        for node, value in graph.subject_objects(predicate):
            if (value, RDF.type, kind) not in graph:
                found.append((node, predicate, value, "class"))
    for predicate, datatype in TYPES.items():
        for node, value in graph.subject_objects(predicate):
            if not isinstance(value, Literal) or value.datatype != datatype:
                found.append((node, predicate, value, "datatype"))
    for predicate in ONCE:
        for node in set(graph.subjects(predicate)):
            if len(set(graph.objects(node, predicate))) > 1:
                found.append((node, predicate, "more than once"))
    return found


def test_the_catalogue_keeps_the_rules(graph: Graph) -> None:
    assert broken(graph) == []
    for predicate in (*CLASSES, *TYPES):
        assert (None, predicate, None) in graph, predicate
    for checksum in graph.subjects(RDF.type, SPDX.Checksum):
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256


@pytest.mark.parametrize("predicate", [DCAT.accessURL, DCTERMS.title, DCAT.keyword, DCAT.theme])
def test_the_rules_miss_what_is_not_there(graph: Graph, predicate: URIRef) -> None:
    other = Graph()
    other += graph
    other.remove((next(graph.subjects(predicate)), predicate, None))
    assert broken(other)


def test_a_size_is_a_count(graph: Graph) -> None:
    sizes = list(graph.objects(None, DCAT.byteSize))
    assert len(sizes) > 10
    assert all(isinstance(size, Literal) and int(size) > 0 for size in sizes)


def test_the_years_are_those_of_the_plans(graph: Graph) -> None:
    (period,) = graph.subjects(RDF.type, DCTERMS.PeriodOfTime)
    begin, end = (str(graph.value(period, p)) for p in (DCAT.startDate, DCAT.endDate))
    assert begin <= "2025-01-01" < "2027-12-31" <= end


RDF_TYPES = ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"]


@pytest.mark.parametrize("accept", RDF_TYPES)
def test_every_address_of_the_catalogue_answers_in_rdf_and_with_its_licence(
    client: FlaskClient, graph: Graph, built: Settings, accept: str
) -> None:
    named: set[Node] = {
        *graph.subjects(RDF.type, DCAT.Dataset),
        *graph.subjects(RDF.type, DCAT.Catalog),
    }
    named |= {URIRef(f"{built.base}.well-known/void")}
    named |= {URIRef(name) for name in read_manifest(built.build)["graphs"]}
    for iri in named:
        path = "/" + str(iri).removeprefix(built.base)
        answer = client.get(path, headers={"Accept": accept}, follow_redirects=True)
        assert (answer.status_code, answer.mimetype) == (200, accept), path
        if accept == "text/turtle":
            found = Graph().parse(data=answer.data, format="turtle")
            assert any(found.triples((None, DCTERMS.license, None))), path
            assert any(iri in triple for triple in found), path
