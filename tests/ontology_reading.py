"""The ontology as the tests read it."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph

MODULES = ("trama", "schemes", "dup", "functions", "alignments")


def read_module(root: Path, name: str) -> Graph:
    """Read one module of the ontology."""
    return Graph().parse(root / "ontology" / f"{name}.ttl")


def read_ontology(root: Path) -> Graph:
    """Read the modules together."""
    graph = Graph()
    for name in MODULES:
        graph += read_module(root, name)
    return graph
