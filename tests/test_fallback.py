"""What cannot be asked of many nodes at once is left to pySHACL, only that, and the report says so."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from pyoxigraph import NamedNode, Quad, Triple

from ordito import Graph
from ordito.vocabulary import SH
from test_ordito import parsed
from trama.errors import TramaError
from trama.rdf.terms import as_graph
from trama.validate import rest
from trama.validate.report import write_report
from trama.validate.shapes import Report, validate

README = (Path(__file__).parent.parent / "src" / "ordito" / "README.md").read_text("utf-8")
EX = "http://example.org/"
DATA = """ex:ada a ex:Person ; ex:knows ex:bob ; ex:age 41 . ex:bob a ex:Person ; ex:knows ex:cy ; ex:age 12 .
ex:cy a ex:Person ; ex:age "old" . ex:dan a ex:Person ; ex:knows ex:cy ; ex:age 7 , 8 ; ex:note "x" ."""
# Each shape with why it is left; `ex:Plain`, which is not, is beside all of them.
PLAIN = "ex:Plain a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:age ; sh:maxCount 1 ] ."
COMPONENT = """ex:Longer a sh:ConstraintComponent ; sh:parameter [ sh:path ex:longerThan ] ;
  sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER (STRLEN(STR($value)) > $longerThan) }" ] ."""
LEFT = {
    "recursive": ("""ex:S a sh:NodeShape ; sh:targetNode ex:ada ; sh:property [ sh:path ex:age ;
        sh:datatype <http://www.w3.org/2001/XMLSchema#integer> ] ; sh:property [ sh:path ex:knows ; sh:node ex:S ] .""",
        "refers to itself"),
    "component-within": (COMPONENT + """ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property
        [ sh:path ex:age ; sh:node [ ex:longerThan 1 ] ] .""", "used within another shape"),
    "query-within": ("""ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:knows ; sh:node ex:T ] .
        ex:T sh:sparql [ sh:select "SELECT $this WHERE { $this <http://example.org/age> ?a FILTER (!isNumeric(?a)) }" ] .""",
        "within another shape"),
    "limit": ("""ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:sparql
        [ sh:select "SELECT $this ?value WHERE { $this <http://example.org/note> ?value } LIMIT 1" ] .""", "LIMIT"),
    "counted": ("""ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:sparql
        [ sh:select "SELECT $this WHERE { { SELECT $this (COUNT(?a) AS ?n) WHERE { $this <http://example.org/age> ?a } } FILTER (?n > 1) }" ] .""",
        "GROUP BY"),
    "target": ("""ex:S a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select
        "SELECT ?this WHERE { ?this <http://example.org/note> ?x }" ] ; sh:property [ sh:path ex:age ; sh:maxCount 1 ] .""",
        "Advanced Features"),
}  # fmt: skip


def told(results: Iterable[tuple[object, ...]]) -> Counter[object]:
    return Counter(tuple(map(str, one)) for one in results)


def of_pyshacl(data: list[Quad], shapes: list[Quad]) -> Counter[object]:
    """What pySHACL says of all the shapes by itself."""
    _, found, _ = pyshacl.validate(
        as_graph(data), shacl_graph=as_graph(shapes), advanced=True, allow_warnings=True
    )
    text = found.serialize(format="nt", encoding="utf-8")
    return in_document(
        [
            Triple(q.subject, q.predicate, q.object)
            for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
        ]
    )


def in_document(triples: Iterable[Triple]) -> Counter[object]:
    graph = Graph(triples)
    names = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity")
    return told(
        tuple(graph.one(node, SH + name) for name in names)
        for node in graph.subjects()
        if graph.is_a(node, SH + "ValidationResult")
    )


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_has_the_results_of_pyshacl_beside_our_own(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, reason = LEFT[name]
    data, shapes = parsed(DATA), parsed(PLAIN + text)
    asked = []
    real = rest.of_pyshacl

    def noted(*given: object) -> list[Triple]:
        found = real(*given)  # type: ignore[arg-type]
        asked.append(in_document(found))
        return found

    monkeypatch.setattr(rest, "of_pyshacl", noted)
    report = validate(data, shapes)
    ((shape, why),) = report.left
    assert (shape, reason in why) == (f"{EX}S", True)
    assert in_document(report.document) == of_pyshacl(data, shapes)
    # Of `ex:Plain`, which finds that Dan has two ages, pySHACL is not asked.
    (theirs,) = asked
    assert sum(theirs.values()) == sum(of_pyshacl(data, shapes).values()) - 1 > 0
    said = {lang: write_report(report, "text", lang=lang) for lang in ("it", "en")}
    assert "S: guardata da pySHACL" in said["it"]
    assert "S: looked at by pySHACL" in said["en"]
    assert '"left_to_pyshacl": [' in write_report(report, "json")


def conforms(report: Report) -> list[str]:
    return [t.object.value for t in report.document if t.predicate == NamedNode(SH + "conforms")]


def test_a_report_conforms_only_if_nothing_is_found_by_either() -> None:
    shapes = parsed(LEFT["limit"][0])
    assert conforms(validate(parsed(DATA), shapes)) == ["false"]
    assert conforms(validate(parsed("ex:ada a ex:Person ."), shapes)) == ["true"]


def test_what_is_left_is_about_the_nodes_that_are_asked_for() -> None:
    shapes = parsed(PLAIN + LEFT["component-within"][0])
    whole = validate(parsed(DATA), shapes)
    for name in ("bob", "dan"):
        part = validate(parsed(DATA), shapes, about={EX + name})
        assert part.results == tuple(r for r in whole.results if r.focus == EX + name)
        assert sum(in_document(part.document).values()) == len(part.results)
    assert part.results


def test_a_shape_that_nobody_can_use_is_told_of_in_one_sentence() -> None:
    shapes = parsed("""ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:sparql
        [ sh:select "SELECT $this WHERE { $this nowhere:p ?x } LIMIT 1" ] .""")
    with pytest.raises(TramaError) as told:
        validate(parsed(DATA), shapes)
    assert len(told.value.said("it").splitlines()) == 1


# It stands alone


def test_ordito_imports_nothing_but_what_it_says(root: Path) -> None:
    allowed = {"ordito", "pyoxigraph", *sys.stdlib_module_names}
    for path in sorted((root / "src" / "ordito").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                assert node.level == 0, path
            for name in names:
                assert name.partition(".")[0] in allowed, f"{path.name} imports {name}"


def test_ordito_runs_where_there_is_no_trama(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "src" / "ordito", tmp_path / "ordito")
    (example,) = re.findall(r"(?s)```python\n(import pyoxigraph\n.*?)```", README)
    (tmp_path / "data.ttl").write_text("@prefix ex: <http://example.org/> . ex:a a ex:C .")
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    )
    # Only the folder itself, and what pyoxigraph is: nothing of the project is found.
    guard = (
        "import sys; sys.modules['trama'] = sys.modules['rdflib'] = sys.modules['pyshacl'] = None\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", guard + example],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "MinCountConstraintComponent" in done.stdout
    assert "sh:ValidationReport" in (tmp_path / "report.ttl").read_text("utf-8") or (
        "shacl#ValidationReport" in (tmp_path / "report.ttl").read_text("utf-8")
    )
