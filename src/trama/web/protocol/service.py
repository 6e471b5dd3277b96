"""The description of the service (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from trama.language.matching import MATCHES
from trama.namespaces import DCTERMS, PREFIXES, RDF, XSD
from trama.rdf.forms import GRAPH_FORMATS, RESULT_FORMATS, Form
from trama.web.state import State

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
}


def describe_service(state: State, address: str, format: Form) -> bytes:
    """Return the description of the service at an address, in a format."""
    prefixes = {**PREFIXES, "sd": SD, "void": VOID, "formats": FORMATS}
    triples = _triples(state, NamedNode(address))
    return serialize(triples, format=format.engine, prefixes=prefixes)  # type: ignore[arg-type, return-value]


def _triples(state: State, endpoint: NamedNode) -> Iterator[Triple]:
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, RDF.type, NamedNode(SD + "Service"))
    yield Triple(service, NamedNode(SD + "endpoint"), endpoint)
    yield Triple(service, NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query"))
    features = ["UnionDefaultGraph"]
    if state.settings.query.services:
        features.append("BasicFederatedQuery")
    for feature in features:
        yield Triple(service, NamedNode(SD + "feature"), NamedNode(SD + feature))
    if not state.settings.store.remote:
        yield Triple(service, NamedNode(SD + "extensionFunction"), MATCHES)
        yield Triple(MATCHES, RDF.type, NamedNode(SD + "Function"))
    for known in (*RESULT_FORMATS, *GRAPH_FORMATS):
        name = NamedNode(FORMATS + _FORMATS[known.name])
        yield Triple(service, NamedNode(SD + "resultFormat"), name)
    yield Triple(service, NamedNode(SD + "defaultDataset"), dataset)
    yield Triple(dataset, RDF.type, NamedNode(SD + "Dataset"))
    yield Triple(dataset, NamedNode(SD + "defaultGraph"), default)
    yield Triple(dataset, DCTERMS.hasVersion, Literal(state.manifest["version"]))
    yield Triple(default, RDF.type, NamedNode(SD + "Graph"))
    for number, (name, size) in enumerate(state.manifest["graphs"].items()):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, NamedNode(SD + "namedGraph"), named)
        yield Triple(named, RDF.type, NamedNode(SD + "NamedGraph"))
        yield Triple(named, NamedNode(SD + "name"), NamedNode(name))
        yield Triple(named, NamedNode(SD + "graph"), graph)
        yield Triple(graph, RDF.type, NamedNode(SD + "Graph"))
        size_term = Literal(str(size), datatype=XSD.integer)
        yield Triple(graph, NamedNode(VOID + "triples"), size_term)
