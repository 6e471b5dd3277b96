"""The shapes in `shapes/`: each fails exactly the example it should, and the real plan none.

`tests/shapes/<shape>/valid.ttl` and `invalid.ttl` add a few statements to `tests/shapes/base.ttl`.
"""

from __future__ import annotations

import json
import multiprocessing
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from pyoxigraph import BlankNode, NamedNode, Quad
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from trama.errors import TramaError
from trama.model.element import CROSSING
from trama.namespaces import TRAMA, XSD
from trama.rdf.files import read_nquads, read_turtle
from trama.rdf.terms import as_graph
from trama.settings import Settings
from trama.validate.data import of_build
from trama.validate.report import write_report
from trama.validate.shapes import Report, read_shapes, validate

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "tests" / "shapes"
NAMESPACE = "https://w3id.org/trama/shapes#"
KINDS = ("valid", "invalid")
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
EXPECTED_ON_THE_REAL_PLAN = {
    "warning": {
        "DriverAcrossMissions",  # the review links two Drivers to objectives of one Mission only
        "LegalActUsed",  # art. 35 of the Statuto frames all plans, and no passage names it
        "ObjectiveDriver",  # the review found no Driver for these objectives
    },
    "info": {"PlanApprovalKnown"},  # the edition of 2025-2027 is a proposal
}


@cache
def shape_quads() -> tuple[Quad, ...]:
    return tuple(read_shapes(ROOT / "shapes"))


@cache
def shapes() -> Graph:
    return as_graph(shape_quads())


@cache
def base() -> tuple[Quad, ...]:
    return tuple(read_turtle(EXAMPLES / "base.ttl", shown="base.ttl"))


@cache
def ontology() -> Graph:
    graph = Graph()
    for path in (ROOT / "ontology").glob("*.ttl"):
        graph.parse(path)
    return graph


def example(name: str, kind: str) -> list[Quad]:
    return list(read_turtle(EXAMPLES / name / f"{kind}.ttl", shown=f"{name}/{kind}.ttl"))


def report_on(name: str, kind: str) -> Report:
    return validate([*base(), *example(name, kind)], shape_quads())


def failing(case: tuple[str, str]) -> set[str]:
    return {result.shape.removeprefix(NAMESPACE) for result in report_on(*case).results}


def report_of_pyshacl_alone(quads: list[Quad]) -> Graph:
    data = as_graph(quads)
    _, found, _ = pyshacl.validate(
        data, shacl_graph=shapes(), allow_infos=True, allow_warnings=True
    )
    assert isinstance(found, Graph)
    return found


def graph_of(report: Report) -> Graph:
    return as_graph(Quad(t.subject, t.predicate, t.object) for t in report.document)


def told(report: Graph) -> Counter[tuple[tuple[str, str], ...]]:
    """The results of a report, but for their messages, which `validate` gives both languages."""
    return Counter(
        tuple(
            sorted(
                (str(predicate), "" if isinstance(term, BNode) else term.n3())
                for predicate, term in report.predicate_objects(result)
                if predicate != SH.resultMessage
            )
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def names() -> list[str]:
    found = {s for s in shapes().subjects(SH.message) if isinstance(s, URIRef)}
    return sorted(str(shape).removeprefix(NAMESPACE) for shape in found)


@pytest.fixture(scope="module")
def failed() -> dict[tuple[str, str], set[str]]:
    """The shapes that each example fails; in several processes, for pySHACL is slow."""
    cases = [(name, kind) for name in names() for kind in KINDS]
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return dict(zip(cases, pool.map(failing, cases, chunksize=16), strict=True))


@pytest.mark.parametrize("name", names())
def test_the_valid_example_has_no_result(
    name: str, failed: dict[tuple[str, str], set[str]]
) -> None:
    assert failed[name, "valid"] == set()


@pytest.mark.parametrize("name", names())
def test_the_invalid_example_fails_its_own_shape_and_no_other(
    name: str, failed: dict[tuple[str, str], set[str]]
) -> None:
    assert failed[name, "invalid"] == {name}


QUERIED = [name for name in names() if (URIRef(NAMESPACE + name), SH.sparql, None) in shapes()]


@pytest.mark.parametrize("name", QUERIED)
def test_a_shape_that_asks_a_query_has_the_results_of_pyshacl_alone(name: str) -> None:
    quads = [*base(), *example(name, "invalid")]
    found = told(report_of_pyshacl_alone(quads))
    assert found
    assert told(graph_of(validate(quads, shape_quads()))) == found


def test_everything_broken_at_once_has_the_results_of_pyshacl_alone() -> None:
    quads = [*base(), *(quad for name in names() for quad in example(name, "invalid"))]
    found = told(report_of_pyshacl_alone(quads))
    ours = told(graph_of(validate(quads, shape_quads())))
    # A query that gives a row twice has two results (SHACL, section 5.3.2); pySHACL merges them.
    assert set(ours) == set(found)
    assert all(ours[result] >= times for result, times in found.items())
    assert len(found) > 150


@pytest.mark.parametrize("confidences", [["0.70"], ["0.70", "0.700"]])
def test_a_value_is_told_as_it_was_written(confidences: list[str]) -> None:
    """Oxigraph knows the number, 0.7, and not which way of writing it stands at which link."""
    quads = list(base())
    for confidence in confidences:
        number = ox.Literal(confidence, datatype=XSD.decimal)
        link = NamedNode(f"https://example.org/why-{confidence}")
        for s, p, o, _ in example("ConfidenceOfBasis", "invalid"):
            own = link if str(s).endswith("/why>") else s
            quads.append(Quad(own, p, number if p == TRAMA.confidence else o))
    found = report_of_pyshacl_alone(quads)
    assert told(graph_of(validate(quads, shape_quads()))) == told(found)
    values = {str(value) for value in found.objects(None, SH.value)}
    assert set(confidences) <= values


def test_of_a_part_of_the_data_the_results_are_those_of_the_whole_about_it() -> None:
    quads = [*base(), *(quad for name in names() for quad in example(name, "invalid"))]
    whole = validate(quads, shape_quads()).results
    about = {result.focus for result in whole if result.shape.endswith("e")}
    assert 0 < len(about) < len({result.focus for result in whole})
    part = validate(quads, shape_quads(), about=about).results
    assert part == tuple(result for result in whole if result.focus in about)


def test_a_blank_node_is_looked_at_too() -> None:
    link = BlankNode("b")
    quads = [*base(), Quad(link, NamedNode(str(RDF.type)), TRAMA.Link)]
    assert told(report_of_pyshacl_alone(quads)) == told(graph_of(validate(quads, shape_quads())))
    assert {result.focus for result in validate(quads, shape_quads(), about={"b"}).results} == {"b"}


def test_a_triple_as_a_term_is_refused_in_a_sentence() -> None:
    quad = base()[0]
    term = ox.Triple(quad.subject, quad.predicate, quad.object)
    with pytest.raises(TramaError, match="a triple as a term"):
        validate([Quad(NamedNode("https://example.org/says"), TRAMA.note, term)], shape_quads())


@pytest.mark.parametrize("words", ["MINUS { ?value ?p ?o }", "VALUES ?value { 1 }"])
def test_a_query_that_pyshacl_refuses_is_refused(words: str) -> None:
    query = f"SELECT $this WHERE {{ FILTER (false) {words} }}"
    text = f"""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <https://example.org/shape> a sh:NodeShape ; sh:targetSubjectsOf <{RDF.type}> ;
          sh:sparql [ sh:select "{query}" ] ."""
    refused = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    with pytest.raises(TramaError, match="the shapes cannot be used"):
        validate(base(), refused)


@pytest.mark.parametrize("name", names())
def test_the_valid_example_holds_something_that_the_shape_looks_at(name: str) -> None:
    own = as_graph(example(name, "valid"))
    looked_at = set(targets(URIRef(NAMESPACE + name), as_graph(base()) + own))
    assert looked_at & (set(own.subjects()) | set(own.objects()))


def targets(shape: URIRef, data: Graph) -> Iterator[object]:
    for class_ in shapes().objects(shape, SH.targetClass):
        yield from data.subjects(RDF.type, class_)
    for predicate in shapes().objects(shape, SH.targetSubjectsOf):
        yield from data.subjects(predicate)
    for predicate in shapes().objects(shape, SH.targetObjectsOf):
        yield from data.objects(None, predicate)


def test_the_base_of_the_examples_has_no_result() -> None:
    assert validate(base(), shape_quads()).results == ()


def test_there_are_examples_of_every_shape_and_of_nothing_else() -> None:
    found = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/*")}
    assert found == {f"{name}/{kind}.ttl" for name in names() for kind in KINDS}


def test_the_shapes_are_valid_shacl() -> None:
    assert pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)[0]


@pytest.mark.parametrize("name", names())
def test_a_shape_says_what_it_is_in_both_languages(name: str) -> None:
    shape = URIRef(NAMESPACE + name)
    for predicate in (RDFS.label, SH.message):
        words = [word for word in shapes().objects(shape, predicate) if isinstance(word, Literal)]
        assert sorted(word.language or "" for word in words) == ["en", "it"]
        assert all(word.strip() for word in words)


@pytest.mark.parametrize("name", names())
def test_a_shape_has_a_severity_and_a_target(name: str) -> None:
    shape = URIRef(NAMESPACE + name)
    assert shapes().value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
    assert any(shapes().value(shape, target) for target in TARGETS)


def test_only_named_shapes_yield_results() -> None:
    targeted = {shape for target in TARGETS for shape in shapes().subjects(target)}
    assert {str(shape) for shape in targeted} == {NAMESPACE + name for name in names()}
    assert not list(shapes().subject_objects(SH.property))


def test_every_class_of_the_ontology_has_a_shape() -> None:
    covered = set(shapes().objects(None, SH.targetClass))
    for class_ in list(covered):
        covered |= set(ontology().transitive_objects(class_, RDFS.subClassOf))
    classes = {
        class_
        for class_ in ontology().subjects(RDF.type, OWL.Class)
        if str(class_).startswith(TRAMA.iri)
        # a class whose members the ontology itself lists (bases, crossing properties) needs none
        and not list(ontology().subjects(RDF.type, class_))
    }
    assert classes
    assert classes - covered == set()


def test_every_term_that_a_shape_uses_is_defined() -> None:
    used = {str(term) for triple in shapes() for term in triple if isinstance(term, URIRef)}
    for query in shapes().objects(None, SH.select):
        used |= {TRAMA.iri + name for name in re.findall(r"\btrama:(\w+)", str(query))}
    used = {term for term in used if term.startswith(TRAMA.iri)}
    assert used
    assert used - {str(term) for term in ontology().subjects(RDF.type)} == set()


def test_the_shapes_know_every_crossing_property() -> None:
    crossing = {TRAMA.iri + name for name in CROSSING}
    shape = URIRef(NAMESPACE + "StatementLink")
    allowed = shapes().value(URIRef(NAMESPACE + "LinkRelation"), SH["in"])
    query = str(next(shapes().objects(shapes().value(shape, SH.sparql), SH.select)))
    assert {str(term) for term in Collection(shapes(), allowed)} == crossing
    assert {str(term) for term in shapes().objects(shape, SH.targetSubjectsOf)} == crossing
    inside = query[query.index("IN (") : query.index("))")]
    assert {TRAMA.iri + name for name in re.findall(r"trama:(\w+)", inside)} == crossing


def test_results_speak_both_languages_whatever_the_kind_of_shape() -> None:
    for name in ("PlanPeriod", "PlanTitle", "StatementLink"):
        (result,) = report_on(name, "invalid").results
        shape = URIRef(result.shape)
        assert result.messages == {
            message.language: str(message)
            for message in shapes().objects(shape, SH.message)
            if isinstance(message, Literal)
        }


def test_a_missing_link_is_told_by_source_relation_and_target() -> None:
    (result,) = report_on("StatementLink", "invalid").results
    assert result.focus == "https://example.org/objective-1"
    assert result.path == TRAMA.carriedBy.value
    assert result.value == "https://example.org/instrument"


def test_the_readme_lists_every_shape_with_its_severity() -> None:
    readme = (ROOT / "shapes" / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", readme, flags=re.MULTILINE))
    assert listed == {
        name: str(shapes().value(URIRef(NAMESPACE + name), SH.severity)).rpartition("#")[2]
        for name in names()
    }


@pytest.fixture(scope="module")
def real(built: Settings) -> Report:
    dataset = built.build / "dataset.nq"
    return validate(read_nquads(dataset, shown=dataset.name), shape_quads())


def test_the_real_plan_has_no_violation(real: Report) -> None:
    assert [result for result in real.results if result.severity == "violation"] == []


@pytest.mark.parametrize("severity", EXPECTED_ON_THE_REAL_PLAN)
def test_the_real_plan_has_no_result_that_we_do_not_know_of(real: Report, severity: str) -> None:
    found = {r.shape.removeprefix(NAMESPACE) for r in real.results if r.severity == severity}
    assert found <= EXPECTED_ON_THE_REAL_PLAN[severity]


def test_what_cannot_be_asked_at_once_is_left_to_pyshacl_and_told() -> None:
    text = """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
        @prefix trama: <https://w3id.org/trama/ns#> .
        ex:Once a sh:NodeShape ; sh:targetClass trama:Plan ; sh:message "Uno."@it , "One."@en ;
          sh:severity sh:Warning ; sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o } LIMIT 1" ] .
        ex:Many a sh:NodeShape ; sh:targetClass trama:Plan ; sh:nodeKind sh:Literal .
    """
    own = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    report = validate(base(), own)
    assert {(r.shape.rpartition("/")[2], r.severity) for r in report.results} == {
        ("Once", "warning"),
        ("Many", "violation"),
    }
    assert [shape for shape, _ in report.left] == ["https://example.org/Once"]
    graph = graph_of(report)
    assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == 1
    assert len(list(graph.objects(None, SH.result))) == len(report.results)
    assert "Once: looked at by pySHACL" in write_report(report, "text", lang="en")
    told = json.loads(write_report(report, "json"))
    assert [left["shape"] for left in told["left_to_pyshacl"]] == ["https://example.org/Once"]


def test_results_about_a_few_nodes_are_asked_for_these_alone() -> None:
    quads = [*base(), *(quad for name in names() for quad in example(name, "invalid"))]
    whole = validate(quads, shape_quads()).results
    for focus in sorted({r.focus for r in whole if ":" in r.focus})[::9]:
        part = validate(quads, shape_quads(), about={focus})
        assert part.results == tuple(r for r in whole if r.focus == focus)


def test_a_build_and_a_plan_beside_it_are_read_as_one(built: Settings) -> None:
    dataset, own = built.build / "dataset.nq", example("PlanTitle", "invalid")
    quads = [*read_nquads(dataset, shown=dataset.name), *own]
    about = {str(getattr(quad.subject, "value", "")) for quad in own}
    found = validate(of_build(dataset, own), shape_quads(), about=about).results
    assert found == validate(quads, shape_quads(), about=about).results
    assert found
