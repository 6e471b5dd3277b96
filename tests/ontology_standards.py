"""The axioms of the standards that the ontology aligns to, as their publishers state them."""

from __future__ import annotations

from pathlib import Path

from rdflib import RDFS, Graph, URIRef

from ontology_profile import OWL2_DATATYPES


def read_standards(root: Path) -> Graph:
    """Read `tests/standards/`, a datatype that OWL 2 lacks, such as xsd:date, as any literal."""
    merged = Graph()
    for path in sorted((root / "tests" / "standards").glob("*.ttl")):
        for subject, predicate, value in Graph().parse(path, format="turtle"):
            beyond = (
                isinstance(value, URIRef)
                and str(value).startswith("http://www.w3.org/2001/XMLSchema#")
                and value not in OWL2_DATATYPES
            )
            merged.add((subject, predicate, RDFS.Literal if beyond else value))
    return merged
