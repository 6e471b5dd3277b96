"""After a change only what it can affect is validated again, and the results are those of the whole.

The data are those of the W3C suite, so that every kind of shape is met, and our own examples, damaged at
random before and after. A run looks at a few changes of each, or at as many as `TRAMA_CHANGES` says.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from ordito import Graph, Report, ShapesError, census, revalidate, validate
from ordito.patterns import Unread, patterns_of
from shacl_suite import case, names
from test_ordito import parsed
from test_shapes import shape_quads
from test_shapes_damaged import damaged

CHANGES = int(os.environ.get("TRAMA_CHANGES", "1"))
SHAPES = ox.NamedNode("urn:x-test:shapes")
Statements = Sequence[ox.Quad]


def changed(quads: Statements, chance: random.Random) -> list[ox.Quad]:
    """Some statements lost, put in, and said of something else."""
    quads = list(quads)
    literals = [q.object for q in quads if isinstance(q.object, ox.Literal)]
    for _ in range(chance.randrange(1, 5)):
        at, other = chance.randrange(len(quads)), chance.choice(quads)
        quad = quads[at]
        match chance.randrange(6):
            case 0 if len(quads) > 1:
                del quads[at]
            case 1:
                quads.append(ox.Quad(other.subject, quad.predicate, quad.object))
            case 2:
                quads.append(ox.Quad(quad.subject, quad.predicate, other.object))
            case 3:
                quads[at] = ox.Quad(quad.subject, quad.predicate, other.object)
            case 4:
                quads[at] = ox.Quad(quad.subject, other.predicate, quad.object)
            case 5 if literals:
                value = chance.choice(literals)
                forms = (f"0{value.value}", f"{value.value}0", value.value)
                again = ox.Literal(chance.choice(forms), datatype=value.datatype)
                quads.append(
                    ox.Quad(quad.subject, quad.predicate, value if value.language else again)
                )
    return quads


def store_of(data: Statements, shapes: Statements) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in data)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, SHAPES) for q in shapes)
    return store


def told(report: Report) -> Counter[object]:
    return Counter((*map(str, _parts(r)), r.messages) for r in report.results)


def _parts(result: object) -> list[object]:
    kept = ("focus", "path", "value", "component", "severity", "shape", "constraint", "root")
    return [getattr(result, name) for name in kept]


def both(old: Statements, new: Statements, shapes: Statements) -> tuple[Report, Report]:
    """The report of the new data from that of the old ones, and that of the whole."""
    graph = Graph(shapes)
    before = validate(store_of(old, shapes).query, graph, written=census(old), shapes_graph=SHAPES)
    store, written = store_of(new, shapes), census(new)
    difference = {ox.Triple(q.subject, q.predicate, q.object) for q in set(old) ^ set(new)}
    again = revalidate(store.query, graph, before, difference, written=written, shapes_graph=SHAPES)
    return again, validate(store.query, graph, written=written, shapes_graph=SHAPES)


@pytest.mark.parametrize("kind", ["core", "sparql"])
def test_every_kind_of_shape_says_the_same_after_a_change(kind: str) -> None:
    partly = 0
    for name in names():
        given = case(name)
        for number in range(CHANGES) if name.startswith(kind) else ():
            chance = random.Random(f"{name} {number}")
            old = changed(given.data, chance) if chance.randrange(2) else given.data
            try:
                again, whole = both(old, changed(old, chance), given.shapes)
            except ShapesError:
                continue
            assert told(again) == told(whole), f"{name} {number}"
            assert (again.left, again.notes) == (whole.left, whole.notes)
            assert again.again
            partly += not again.again.whole
    assert partly


@pytest.mark.parametrize("number", range(2 * CHANGES))
def test_our_shapes_say_the_same_after_a_change(number: int) -> None:
    chance = random.Random(number)
    old = damaged(number)
    again, whole = both(old, changed(old, chance), shape_quads())
    assert told(again) == told(whole)


# Nodes of a few names that say a few things of each other: what is not walked back to soon shows.
TINY = """ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
ex:D rdfs:subClassOf ex:C . ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:severity sh:Info ; """
QUERIES = [
    "SELECT $this ?value { $this ex:p ?value }",
    "SELECT $this ?value { $this ex:p ?x . ?x ex:q ?value . }",
    "SELECT $this { $this ex:p/ex:q|^ex:r ?x FILTER NOT EXISTS { ?x ex:s ?y . ?y ex:p ?z } }",
    "SELECT $this { $this (ex:p|^ex:q)* ?x . ?x ex:r ex:b }",
    "SELECT $this { $this ex:p ?x OPTIONAL { ?x ex:q ?y } OPTIONAL { ?y ex:r ?z } FILTER (!BOUND(?z)) }",
    "SELECT $this { $this ex:p ?x OPTIONAL { ?x ex:q ?y } ?y ex:r ?z }",
    # What is before an OPTIONAL may be without what is after it, and what it binds must fit.
    "SELECT $this { $this ex:p ?x OPTIONAL { ?y ex:q ?z } ?x ex:r ?y }",
    "SELECT $this { $this ex:p ?x { ?y ex:q ?z OPTIONAL { ?x ex:r ?w } } }",
    # In a group of its own nothing is known of the group around it.
    "SELECT $this { $this ex:p ?x { ?y ex:q ?z FILTER NOT EXISTS { ?x ex:r ?w } } }",
    "SELECT $this { $this ex:p ?x { { ?x ex:q ?y } UNION { ?x ^ex:r ?y } } FILTER EXISTS { ?y ex:s $this } }",
    "SELECT $this { $this ?p ?x . ?x ?r ?y . ?y ex:s ex:a ; ex:q ?any , ?other }",
    "SELECT $this { FILTER ($this != ex:a) FILTER (NOT EXISTS { $this ex:p ?x } || EXISTS { ?x ex:q $this }) }",
    "SELECT $this ?value { { SELECT $this (COUNT(?x) AS ?value) { $this ex:p ?x . ?x ex:q ?y } GROUP BY $this } $this ex:r ?z }",
    "SELECT $this (COUNT(?x) AS ?value) { $this ex:p ?x } GROUP BY $this HAVING (COUNT(?x) > 1)",
    "SELECT $this { $this ex:p ?x BIND (EXISTS { ?x ex:q ?y } AS ?has) FILTER (?has) }",
    "SELECT $this { ?x ex:p ex:a . ?y ex:q $this FILTER (?x = ?y) }",
    "SELECT $this { $this a ?class . ?other a ?class ; ex:p 'x'@it-IT . }",
    "SELECT $this { $this ex:p ?x . ?x ex:q ?y ; . FILTER regex(str(?y), 'b$') }",
]  # fmt: skip
CONSTRAINTS = [
    *(f'sh:sparql [ sh:prefixes ex: ; sh:select """{query}""" ]' for query in QUERIES),
    "sh:closed true ; sh:ignoredProperties ( ex:p ) ; sh:property [ sh:path ex:p ]",
    "sh:property [ sh:path ( [ sh:zeroOrOnePath ex:p ] ex:q ) ; sh:minCount 2 ; sh:class ex:C ]",
    "sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:maxCount 1 ] ]",
    "sh:not [ sh:property [ sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ] ]",
    "sh:property [ sh:path ex:p ; sh:qualifiedMaxCount 0 ; sh:qualifiedValueShapesDisjoint true ;"
    "  sh:qualifiedValueShape [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ] ;"
    "sh:property [ sh:path ex:p ; sh:qualifiedMaxCount 0 ; sh:qualifiedValueShapesDisjoint true ;"
    "  sh:qualifiedValueShape [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ] ]",
    "sh:targetObjectsOf ex:s ; sh:disjoint ex:p ; sh:property [ sh:path ex:p ; sh:equals ex:q ]",
]


def tiny(chance: random.Random) -> list[ox.Quad]:
    """A few statements, drawn from so few that changes meet."""
    nodes = [f"ex:{name}" for name in "abcd"]
    lines = []
    for _ in range(chance.randrange(4, 14)):
        end = chance.choice([*nodes, *nodes, "'x'", "'x'@it-IT", "1", "01"])
        lines.append(f"{chance.choice(nodes)} ex:{chance.choice('pqrs')} {end} .")
    lines += [f"{node} a ex:{chance.choice('CCDE')} ." for node in nodes if chance.random() < 0.8]
    return parsed(" ".join(lines) + " ex:D rdfs:subClassOf ex:C .")


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_whatever_a_shape_reads_is_asked_again_when_it_changes(constraint: str) -> None:
    shapes = parsed(TINY + constraint + " .")
    for number in range(6 * CHANGES):
        chance = random.Random(number)
        old = tiny(chance)
        again, whole = both(old, changed(old, chance), shapes)
        assert told(again) == told(whole), f"{constraint} {number}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT $this { GRAPH ?g { $this ?p ?o } }", "GRAPH"),
        ("SELECT $this { $this ?p ?o FILTER (?o < NOW()) }", "NOW"),
        ("SELECT $this { $this ex:p [ ex:q 1 ] }", r"\["),
        ("SELECT $this { $this !ex:p ?x }", "!"),
        ("SELECT $this { $this no:p ?x }", "no:"),
        ("SELECT $this { FILTER EXISTS { { SELECT $this { $this ex:p ?x } } } }", "within EXISTS"),
    ],
)  # fmt: skip
def test_a_query_that_is_not_understood_is_asked_of_all(text: str, reason: str) -> None:
    with pytest.raises(Unread, match=reason):
        patterns_of(text, {"ex": "http://example.org/"}, {})


def test_only_what_a_change_can_affect_is_asked() -> None:
    shapes = parsed(TINY + "sh:property [ sh:path ( ex:p ex:q ) ; sh:maxCount 1 ] .")
    data = parsed(
        "".join(f"ex:n{n} a ex:C ; ex:p ex:m{n} . ex:m{n} ex:q 1 , 2 ." for n in range(50))
    )
    fewer = [
        q for q in data if q.subject.value != "http://example.org/m7" or "1" not in str(q.object)
    ]
    again, whole = both(data, fewer, shapes)
    assert told(again) == told(whole)
    assert (len(whole.results), again.again and again.again.nodes) == (49, 1)
    assert again.rows < whole.rows / 5


def test_a_shape_that_cannot_be_followed_is_asked_whole_and_told() -> None:
    shapes = parsed(
        TINY + "sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:maxCount 1 ] ] ."
    )
    data = parsed("ex:a a ex:C ; ex:p ex:b . ex:b ex:q 1 , 2 .")
    again, whole = both(data, [*data, *parsed("ex:c a ex:C ; ex:p ex:b .")], shapes)
    assert told(again) == told(whole)
    assert again.again is not None
    assert "a property within a property" in again.again.whole[0].reason
