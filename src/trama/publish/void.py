"""The dataset as VoID describes it (https://www.w3.org/TR/void/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from trama.namespaces import DCTERMS, FOAF, PREFIXES, RDF, RDFS, TRAMA, VOID, XSD
from trama.publish.dataset import LICENCE, Dataset
from trama.rdf.forms import FORMATS
from trama.store.dumps import Dump
from trama.store.select import select

_FEATURES = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF_XML"}


def statements(dataset: Dataset, root: str, dumps: Iterable[Dump]) -> Iterator[Triple]:
    """Yield the description; `root` is where the site is, and `dumps` the files of the release."""
    base = dataset.settings.base
    whole = NamedNode(f"{base}dataset")
    version = NamedNode(f"{base}dataset/{dataset.version}")
    manifest = dataset.manifest
    yield Triple(version, RDF.type, VOID.Dataset)
    yield Triple(whole, DCTERMS.license, NamedNode(LICENCE))
    yield Triple(whole, VOID.triples, _number(manifest["quads"]))
    yield Triple(whole, VOID.uriSpace, Literal(f"{base}id/"))
    yield Triple(whole, VOID.sparqlEndpoint, NamedNode(f"{root}sparql"))
    for form in FORMATS:
        feature = NamedNode(f"http://www.w3.org/ns/formats/{_FEATURES[form.name]}")
        yield Triple(whole, VOID.feature, feature)
    for name, iri in sorted(PREFIXES.items()):
        if name not in ("xsd", "sh"):
            yield Triple(whole, VOID.vocabulary, NamedNode(iri))
    for name, count in manifest["classes"].items():
        part = NamedNode(f"{whole.value}#class-{name}")
        yield Triple(whole, VOID.classPartition, part)
        yield Triple(part, VOID["class"], TRAMA[name])
        yield Triple(part, VOID.entities, _number(count))
    sizes = _figures(dataset)
    yield Triple(whole, VOID.entities, _number(sizes["entities"]))
    yield Triple(whole, VOID.distinctSubjects, _number(sizes["subjects"]))
    yield Triple(whole, VOID.properties, _number(sizes["properties"]))
    for example in _examples(dataset):
        yield Triple(whole, VOID.exampleResource, NamedNode(example))
    for dump in dumps:
        subject = NamedNode(dump.graph) if dump.graph else whole
        yield Triple(
            subject, VOID.dataDump, NamedNode(f"{root}dataset/{dataset.version}/{dump.name}")
        )
    for graph, count in manifest["graphs"].items():
        node = NamedNode(graph)
        yield Triple(whole, VOID.subset, node)
        yield Triple(node, RDF.type, VOID.Dataset)
        yield Triple(node, VOID.triples, _number(count))
        yield Triple(node, DCTERMS.license, NamedNode(LICENCE))
    document = NamedNode(f"{base}.well-known/void")
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    yield Triple(document, FOAF.primaryTopic, whole)
    yield Triple(document, RDFS.seeAlso, NamedNode(f"{base}catalogo"))


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def _figures(dataset: Dataset) -> dict[str, int]:
    base = dataset.settings.base
    query = (
        "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties) "
        "WHERE { ?s ?p ?o }"
    )
    found = next(iter(select(dataset.store, query)))
    return {
        "subjects": int(found["subjects"].value),
        "properties": int(found["properties"].value),
        "entities": dataset.directory.count(f"{base}id/"),
    }


def _examples(dataset: Dataset) -> list[str]:
    """One thing of each main kind, the first by IRI."""
    wanted = (
        TRAMA[name].value for name in ("Plan", "StrategicObjective", "Driver", "Actor", "Link")
    )
    return sorted(dataset.directory.first_of(wanted).values())
