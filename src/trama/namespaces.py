"""The namespaces that Trama speaks, and the IRIs of its own things.

The vocabulary `ns#` never moves, so that data from different publishers can be joined; things and
graphs hang from a base that each publisher may set (see `docs/decisions/0003-base-and-vocabulary.md`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pyoxigraph import NamedNode

DEFAULT_BASE = "https://w3id.org/trama/"


class Namespace:
    """A vocabulary: `SKOS.prefLabel` or `SKOS["prefLabel"]` is the term's node."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return NamedNode(self.iri + name)


TRAMA = Namespace("https://w3id.org/trama/ns#")
KIND = Namespace("https://w3id.org/trama/ns/")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
PROV = Namespace("http://www.w3.org/ns/prov#")
OA = Namespace("http://www.w3.org/ns/oa#")
GEO = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
GEOSPARQL = Namespace("http://www.opengis.net/ont/geosparql#")
SF = Namespace("http://www.opengis.net/ont/sf#")
SH = Namespace("http://www.w3.org/ns/shacl#")

PREFIXES: dict[str, str] = {
    "dcterms": DCTERMS.iri,
    "geo": GEO.iri,
    "geosparql": GEOSPARQL.iri,
    "oa": OA.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "sf": SF.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "trama": TRAMA.iri,
    "xsd": XSD.iri,
}


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of one publisher's things and graphs, under its base."""

    base: str = DEFAULT_BASE

    def thing(self, local: str) -> NamedNode:
        """Return the IRI of a thing, such as `psttm-2025-2027/mission/2`."""
        return NamedNode(f"{self.base}id/{local}")

    def graph(self, name: str) -> NamedNode:
        """Return the IRI of a named graph, such as `territory`."""
        return NamedNode(f"{self.base}graph/{name}")

    def link(self, source: str, relation: str, target: str) -> NamedNode:
        """Return the IRI of the link that explains one crossing statement.

        The three parts are local names, so that a link keeps its name under any base.
        """
        return self.thing(f"link/{digest(f'{source} {relation} {target}', 16)}")


def digest(text: str, length: int) -> str:
    """Return the first `length` hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


FOAF = Namespace("http://xmlns.com/foaf/0.1/")


VOID = Namespace("http://rdfs.org/ns/void#")
