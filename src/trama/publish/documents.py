"""The documents about things that machines read: RDF in each of its forms."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from trama.namespaces import DCTERMS, FOAF, RDF, RDFS, VOID, XSD
from trama.publish.dataset import LICENCE, Dataset
from trama.publish.resource import Resource, triples


def document(
    dataset: Dataset, resource: Resource, address: str, following: str = ""
) -> list[Triple]:
    """Return what the document about a thing says: the description, and of itself.

    `address` is the document's own IRI and `following` that of the next page, if there is one.
    """
    described = triples(dataset.store, dataset.directory, resource)
    return [*described, *about_document(dataset, resource, address, following)]


def about_document(
    dataset: Dataset, resource: Resource, address: str, following: str = ""
) -> list[Triple]:
    """Return what a document says of itself: topic, licence, version, and the graphs it is from."""
    node, page = NamedNode(resource.iri), NamedNode(address)
    version = NamedNode(f"{dataset.settings.base}dataset/{dataset.version}")
    about = [
        Triple(page, RDF.type, FOAF.Document),
        Triple(page, FOAF.primaryTopic, node),
        Triple(page, DCTERMS.license, NamedNode(LICENCE)),
        Triple(page, VOID.inDataset, version),
        Triple(page, DCTERMS.hasVersion, Literal(dataset.version)),
    ]
    for graph in resource.graphs:
        about.append(Triple(page, DCTERMS.source, NamedNode(graph)))
        size = dataset.manifest["graphs"].get(graph)
        if size is not None:
            number = Literal(str(size), datatype=XSD.integer)
            about.append(Triple(NamedNode(graph), VOID.triples, number))
    if following:
        about.append(Triple(page, RDFS.seeAlso, NamedNode(following)))
    return about
