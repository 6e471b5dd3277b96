"""Graphs damaged at random: every engine of SHACL must say the same of them as the reference, pySHACL alone.

A run looks at a few graphs, or at as many as `TRAMA_DAMAGED` says; each is a sound graph with examples of
shapes put in and some statements lost, doubled, turned or written otherwise. Where the two differ, Jena
decides, for rdflib compares texts with numbers.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple
from rdflib import SH

from engines import classpath
from needs import program
from test_shapes import base, example, graph_of, names, report_of_pyshacl_alone, shape_quads, told
from trama.namespaces import RDF, XSD
from trama.validate.shapes import validate

EXAMPLES = int(os.environ.get("TRAMA_DAMAGED", "12"))
WRITTEN = {
    XSD.integer.value: ("{}", "0{}", "+{}"),
    XSD.nonNegativeInteger.value: ("{}", "0{}"),
    XSD.decimal.value: ("{}0", "0{}"),
}
TYPES = (XSD.integer, XSD.nonNegativeInteger, XSD.decimal, XSD.string, XSD.date, XSD.int)


def written_otherwise(chance: random.Random, quad: Quad) -> Quad:
    """The same value in another form, another datatype or another language."""
    value = quad.object
    if not isinstance(value, Literal):
        return quad
    if value.language:
        return said(quad, Literal(value.value, language=chance.choice(("it", "en", "de", "IT"))))
    forms = WRITTEN.get(value.datatype.value)
    if forms and value.value[0].isdigit() and (value.datatype != XSD.decimal or "." in value.value):
        text = chance.choice(forms).format(value.value)
        return said(quad, Literal(text, datatype=value.datatype))
    return quad


def of_another_type(chance: random.Random, quad: Quad) -> Quad:
    """The words of a value with another datatype."""
    value = quad.object
    # rdflib compares what is no number with numbers, which SPARQL calls an error: see the README of ordito.
    if not isinstance(value, Literal) or not value.value.isdecimal():
        return quad
    return said(quad, Literal(value.value, datatype=chance.choice(TYPES[:4])))


def alike(one: Quad, other: Quad) -> bool:
    """Whether two values are of one kind: rdflib compares texts with numbers, which SPARQL does not."""
    kinds = [
        term.datatype.value if isinstance(term, Literal) else type(term).__name__
        for term in (one.object, other.object)
    ]
    return kinds[0] == kinds[1]


def said(quad: Quad, value: Literal | NamedNode) -> Quad:
    return Quad(quad.subject, quad.predicate, value)


def damaged(number: int, kinds: tuple[str, ...] = ("valid", "invalid")) -> list[Quad]:
    """A graph with examples of some kinds, always the same for a number."""
    chance = random.Random(number)
    quads = list(base())
    for name in chance.sample(names(), chance.randrange(1, 6)):
        quads += example(name, chance.choice(kinds))
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(quads))
        quad, other = quads[at], quads[chance.randrange(len(quads))]
        match chance.randrange(7):
            case 0:
                del quads[at]
            case 1:
                quads.append(Quad(other.subject, quad.predicate, quad.object))
            case 2 if alike(quad, other):
                quads[at] = Quad(quad.subject, quad.predicate, other.object)
            case 3:
                quads[at] = written_otherwise(chance, quad)
            case 4:
                quads.append(written_otherwise(chance, quad))
            case 5:
                quads[at] = of_another_type(chance, quad)
            case 6 if alike(quad, other) and quad.predicate != RDF.type:
                quads.append(Quad(quad.subject, other.predicate, quad.object))
    return quads


@contextmanager
def as_written() -> Iterator[None]:
    """Keep literals in rdflib as they are written, which it would else write anew."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def results(quads: list[Quad]) -> tuple[set[object], set[object]]:
    """What we say of a graph, and what pySHACL says."""
    with as_written():
        ours = set(told(graph_of(validate(quads, shape_quads()))))
        return ours, set(told(report_of_pyshacl_alone(quads)))


@pytest.mark.parametrize("number", range(3))
def test_damage_is_found(number: int) -> None:
    # By chance all examples may be valid and what is lost allowed to be: something must be wrong here.
    assert validate(damaged(number, ("invalid",)), shape_quads()).results


def results_of_jena(quads: list[Quad], folder: Path) -> set[object]:
    """What Jena says of a graph, without what only some engines tell of a result."""
    program("java", what="Java")
    jars = classpath(folder)
    data, shapes = folder / "data.nt", folder / "shapes.nt"
    ox.serialize((Triple(q.subject, q.predicate, q.object) for q in quads), str(data))
    ox.serialize((Triple(q.subject, q.predicate, q.object) for q in shape_quads()), str(shapes))
    command = ["java", "-cp", jars, "shacl.shacl", "validate"]
    command += ["--shapes", str(shapes), "--data", str(data)]
    found = subprocess.run(command, capture_output=True, check=True, timeout=120)
    with as_written():
        return {bare(one) for one in told(rdflib.Graph().parse(data=found.stdout))}


def bare(result: tuple[tuple[str, str], ...]) -> object:
    """A result without its type, and without the constraint's node, which Jena does not name."""
    return tuple(
        (name, "" if value.startswith("_:") else value)
        for name, value in result
        if name not in (str(SH.sourceConstraint), RDF.type.value)
    )


@seed(16)
@given(st.integers(0, 10**9))
# A number is not simpler for being smaller: what is found is told at once.
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_a_damaged_graph_has_the_results_of_the_reference(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    quads = damaged(number)
    ours, theirs = results(quads)
    if ours != theirs:
        ours = {bare(one) for one in ours}  # type: ignore[arg-type]
        theirs = results_of_jena(quads, tmp_path_factory.mktemp("jena"))
    assert ours == theirs, f"{number}: {ours ^ theirs}"


def with_value(name: str, predicate: str, value: Literal) -> list[Quad]:
    """A valid example in which the first that is said by a predicate has another value."""
    quads = [*base(), *example(name, "valid")]
    at = next(n for n, quad in enumerate(quads) if quad.predicate.value.endswith(predicate))
    quads[at] = said(quads[at], value)
    return quads


@pytest.mark.filterwarnings("ignore:Serializing weird")
@pytest.mark.parametrize(
    ("name", "predicate", "value"),
    [
        ("CombinesSamePlan", "ns#confidence", Literal("0.85x", datatype=XSD.decimal)),
        ("IndicatorDirection", "ns#year", Literal("20x6", datatype=XSD.gYear)),
        ("QuoteInPassage", "oa#start", Literal("0")),
    ],
)
def test_where_the_reference_errs_jena_decides(
    name: str, predicate: str, value: Literal, tmp_path: Path
) -> None:
    """rdflib takes what is no decimal for one, and compares texts with numbers (SPARQL 1.1, 17.3)."""
    quads = with_value(name, predicate, value)
    ours, theirs = results(quads)
    assert ours != theirs
    assert {bare(one) for one in ours} == results_of_jena(quads, tmp_path)  # type: ignore[arg-type]
