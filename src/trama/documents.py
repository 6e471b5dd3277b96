"""The documents about things that machines read: RDF in each of its forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from trama.dataset import LICENCE, Dataset
from trama.namespaces import DCTERMS, PREFIXES, RDF, RDFS, XSD, Namespace
from trama.resources import Resource, triples

FOAF = Namespace("http://xmlns.com/foaf/0.1/")
VOID = Namespace("http://rdfs.org/ns/void#")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of RDF: its name, which ends file names, its media type and its title."""

    name: str
    media_type: str
    title: str
    engine: RdfFormat

    @property
    def content_type(self) -> str:
        """The media type, with the charset where HTTP would guess another."""
        text = self.media_type.startswith("text/")
        return self.media_type + ("; charset=utf-8" if text else "")


FORMATS = (
    Form("ttl", "text/turtle", "Turtle", RdfFormat.TURTLE),
    Form("jsonld", "application/ld+json", "JSON-LD", RdfFormat.JSON_LD),
    Form("nt", "application/n-triples", "N-Triples", RdfFormat.N_TRIPLES),
    Form("rdf", "application/rdf+xml", "RDF/XML", RdfFormat.RDF_XML),
)
_ROOT = re.compile(rb"(<rdf:RDF)((?: xmlns:\w+=\"[^\"]*\")+)")
_ATTRIBUTE = re.compile(rb" xmlns:\w+=\"[^\"]*\"")
BY_NAME = {form.name: form for form in FORMATS}
BY_TYPE = {form.media_type: form for form in FORMATS}


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


def write(statements: Iterable[Triple], form: Form) -> bytes:
    """Return statements in a form of RDF; the same statements give the same bytes."""
    prefixes = {**PREFIXES, "foaf": FOAF.iri, "void": VOID.iri}
    ordered = sorted(set(statements), key=str)
    found = serialize(ordered, format=form.engine, prefixes=prefixes)
    if found is None:
        raise TypeError("nothing was serialized")
    return _steady(found, form)


def steady_turtle(statements: Iterable[Triple]) -> bytes:
    """Return statements in Turtle; the same statements give the same bytes."""
    return write(statements, BY_NAME["ttl"])


def _steady(content: bytes, form: Form) -> bytes:
    """Put the declarations of prefixes in order, for the engine writes them in any."""
    if form.name == "ttl":
        lines = content.splitlines(keepends=True)
        count = next((i for i, x in enumerate(lines) if not x.startswith(b"@prefix ")), len(lines))
        return b"".join((*sorted(lines[:count]), b"\n", *lines[count:]))
    if form.name == "rdf":
        return _ROOT.sub(lambda m: m[1] + b"".join(sorted(_ATTRIBUTE.findall(m[2]))), content, 1)
    return content
