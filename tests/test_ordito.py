"""What `ordito` does beyond the W3C suite: where it stops, what it says, and how little it asks."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ordito import EngineError, Graph, Report, ShapesError, census, check_engine, validate

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def report(data: str, shapes: str, *, written: bool = True, **options: object) -> Report:
    quads, store = parsed(data), ox.Store()
    store.extend(quads)
    known = census(quads) if written else None
    return validate(store.query, parsed(shapes), written=known, **options)  # type: ignore[arg-type]


def found(given: Report) -> list[tuple[str, str]]:
    return sorted((r.focus.value, str(r.value) if r.value else "") for r in given.results)


SHAPE = "ex:S a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ex:p ; "


@pytest.mark.parametrize(
    ("constraint", "data", "values"),
    [
        ("sh:maxCount 1", "ex:a ex:p 0.7 , 0.70 .", [""]),
        ("sh:maxCount 1", "ex:a ex:p 0.7 , 0.7 .", []),
        ("sh:minCount 2", "ex:a ex:p 1 , 01 .", []),
        ("sh:datatype xsd:integer", 'ex:a ex:p "7"^^xsd:byte , 8 .', ['"7"^^']),
        ("sh:datatype xsd:byte", 'ex:a ex:p "7"^^xsd:byte , 8 .', ['"8"^^']),
        ("sh:datatype xsd:byte", "ex:a ex:p 8 .", ['"8"^^']),
        ("sh:datatype xsd:byte", 'ex:a ex:p "300"^^xsd:byte .', ['"300"^^']),
        ("sh:datatype xsd:date", 'ex:a ex:p "2026-02-30"^^xsd:date .', ['"2026-02-30"']),
        ("sh:datatype xsd:date", 'ex:a ex:p "2024-02-29"^^xsd:date .', []),
        ("sh:datatype xsd:date", 'ex:a ex:p "1900-02-29"^^xsd:date .', ['"1900-02-29"']),
        ('sh:pattern "^0"', "ex:a ex:p 07 , 7 .", ['"7"^^']),
        ("sh:in ( 0.70 )", "ex:a ex:p 0.7 , 0.70 .", ['"0.7"^^']),
        ("sh:hasValue 0.70", "ex:a ex:p 0.7 .", [""]),
        ("sh:equals ex:q", "ex:a ex:p 1 ; ex:q 01 .", ['"01"^^', '"1"^^']),
        ("sh:disjoint ex:q", "ex:a ex:p 1 ; ex:q 01 .", []),
        ("sh:minInclusive 1", "ex:a ex:p 0.50 .", ['"0.50"^^']),
        ("sh:maxInclusive 1", 'ex:a ex:p "0.85x" .', ['"0.85x"']),
        ("sh:or ( [ sh:datatype xsd:byte ] [ sh:datatype xsd:date ] )", "ex:a ex:p 8 .", ['"8"']),
    ],
)
def test_literals_are_looked_at_as_they_are_written(
    constraint: str, data: str, values: list[str]
) -> None:
    told = [value for _, value in found(report(data, SHAPE + constraint + " ."))]
    assert len(told) == len(values)
    assert all(value.startswith(start) for value, start in zip(told, values, strict=True))


def test_values_of_several_nodes_are_counted_as_they_are_written() -> None:
    shapes = SHAPE.replace("sh:path ex:p", "sh:path ( ex:p ex:q )") + "sh:maxCount 1 ."
    assert len(found(report("ex:a ex:p ex:b , ex:c . ex:b ex:q 1 . ex:c ex:q 01 .", shapes))) == 1


def test_without_a_census_the_number_counts() -> None:
    shapes = SHAPE + "sh:datatype xsd:byte ."
    assert found(report("ex:a ex:p 8 .", shapes, written=False)) == []
    assert len(found(report("ex:a ex:p 800 .", shapes, written=False))) == 1


def test_a_shape_within_a_shape_is_asked_as_one_query() -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetClass ex:C ;
      sh:not [ sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 2 ; sh:maxCount 3 ] ] ;
      sh:xone ( [ sh:class ex:D ] [ sh:property [ sh:path ex:r ; sh:hasValue "x" ] ] ) ."""
    data = """ex:a a ex:C , ex:D ; ex:p [ ex:q 1 , 2 ] . ex:b a ex:C , ex:D .
      ex:c a ex:C , ex:D ; ex:r "x" ."""
    given = report(data, shapes)
    assert [v.rpartition("/")[2] for v, _ in found(given)] == ["a", "c"]
    assert given.queries <= 4


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P . "
         "ex:P sh:path ex:p ; sh:node ex:S .", "refers to itself"),
        ('ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql '
         '[ sh:select "SELECT $this WHERE { $this ?p ?o } LIMIT 1" ] .', "LIMIT"),
        ('ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql '
         '[ sh:select "SELECT (COUNT(?o) AS ?value) WHERE { $this ?p ?o }" ] .', "counts"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:hasValue [] .", "without a name"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_many_is_left_and_told(shapes: str, reason: str) -> None:
    (left,) = report("ex:a a ex:C .", shapes).left
    assert left.shape == ox.NamedNode("http://example.org/S")
    assert reason in left.reason


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:minCount 1 .",
        "ex:S sh:targetClass ex:C ; sh:path ex:p , ex:q ; sh:minCount 1 .",
        "ex:S sh:targetClass ex:C ; sh:path [ sh:inversePth ex:p ] ; sh:minCount 1 .",
        "ex:S sh:targetClass ex:C ; sh:path ( ex:p ) ; sh:minCount 1 .",
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:in ex:notAList .",
        'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind ex:Thing .',
        'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select "SELECT $this WHERE { {" ] .',
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ ] .",
    ],
)  # fmt: skip
def test_an_ill_formed_shape_is_refused(shapes: str) -> None:
    with pytest.raises(ShapesError):
        report("ex:a a ex:C .", shapes)


@pytest.mark.parametrize(
    ("query", "focuses"),
    [
        # Names, texts and comments may look like what is forbidden.
        ("SELECT $this ?value { $this ex:minus-values ?value # no { LIMIT }\n }", ["a"]),
        ("SELECT $this { { FILTER ($this = ex:a) } UNION { $this ex:p 'MINUS {' } }", ["a", "b"]),
        ("SELECT $this { OPTIONAL { $this ex:q ?q } FILTER (!BOUND(?q)) }", ["a", "b"]),
        ("SELECT $this { FILTER NOT EXISTS { { FILTER ($this = ex:b) } } }", ["a", "c"]),
        ("SELECT ?value { $this ex:q ?value FILTER regex(str($this), 'c$') }", ["c", "c"]),
        ("SELECT $this (COUNT(?q) AS ?value) { $this ex:q ?q } GROUP BY $this", ["c"]),
        ("SELECT $this { { SELECT $this (MAX(?q) AS ?m) { $this ex:q ?q } GROUP BY $this } FILTER (?m > 1) }", ["c"]),
        ("SELECT $this { BIND (ex:c AS ?c) FILTER (sameTerm($this, ?c)) }", ["c"]),
    ],
)  # fmt: skip
def test_a_query_means_of_many_nodes_what_it_means_of_each(query: str, focuses: list[str]) -> None:
    data = """ex:a a ex:C ; ex:minus-values 1 . ex:b a ex:C ; ex:p "MINUS {" . ex:c a ex:C ; ex:q 1 , 2 .
      ex:d ex:q 3 ; ex:minus-values 4 ."""
    shapes = f"""ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
      ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex: ; sh:select \"\"\"{query}\"\"\" ] ."""
    given = report(data, shapes)
    assert given.left == ()
    assert [focus.rpartition("/")[2] for focus, _ in found(given)] == focuses


def test_a_misspelt_term_is_told() -> None:
    given = report("ex:a a ex:C .", "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:clased true .")
    assert given.results == ()
    assert "shacl#clased" in given.notes[0]


def test_messages_are_in_both_languages_where_the_shape_has_none() -> None:
    (result,) = report("ex:a ex:p 1 , 2 .", SHAPE + "sh:maxCount 1 .").results
    assert {m.language for m in result.messages} == {"it", "en"}


def test_a_part_has_the_results_that_the_whole_has_about_it() -> None:
    data = "ex:a a ex:C . ex:b a ex:D . ex:D rdfs:subClassOf ex:C . ex:c a ex:C ; ex:q ex:b ."
    shapes = """ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
      ex:T a sh:NodeShape ; sh:targetObjectsOf ex:q ; sh:nodeKind sh:Literal .
      ex:U a sh:NodeShape ; sh:targetNode ex:a ; sh:class ex:D ."""
    whole = report(data, shapes).results
    assert len(whole) == 5
    for name in "abc":
        node = ox.NamedNode(f"http://example.org/{name}")
        part = report(data, shapes, about=[node]).results
        # The shapes are read anew, and so are their nodes without a name.
        assert {(r.focus, r.path, r.component) for r in part} == {
            (r.focus, r.path, r.component) for r in whole if r.focus == node
        }


class Wrong:
    """An engine that sums as Oxigraph did before 0.5.12."""

    def __call__(self, query: str) -> list[dict[str, ox.Literal]]:
        rows = ox.Store().query(query)
        assert isinstance(rows, ox.QuerySolutions)
        names = [variable.value for variable in rows.variables]
        return [{n: row[n] for n in names} | {"s0": ox.Literal(16)} for row in rows]


def test_an_engine_that_sums_wrongly_is_refused() -> None:
    check_engine(ox.Store().query)
    with pytest.raises(EngineError, match="20 - 3 \\+ 1 as 16"):
        check_engine(Wrong())


def test_the_report_is_a_graph_of_its_own() -> None:
    shapes = Graph(
        parsed(SHAPE.replace("sh:path ex:p", "sh:path [ sh:inversePath ex:p ]") + "sh:minCount 1 .")
    )
    store = ox.Store()
    store.extend(parsed("ex:a ex:p ex:b ."))
    told = list(validate(store.query, shapes).triples(shapes))
    assert sum(t.predicate.value.endswith("inversePath") for t in told) == 1
    assert any(t.predicate.value.endswith("conforms") and t.object.value == "false" for t in told)
