"""The public face: `import trama` alone opens, asks, reads, measures and checks."""

from __future__ import annotations

import ast
import datetime
import inspect
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode
from SPARQLWrapper import CSV, JSON, N3, RDFXML, TURTLE, SPARQLWrapper

import trama
from trama.face.rows import value_of
from trama.namespaces import XSD

OBJECTIVES = (
    "SELECT ?code WHERE { ?o a trama:StrategicObjective ; skos:notation ?code } ORDER BY ?code"
)


@pytest.fixture(scope="module")
def plan(built: trama.Settings) -> trama.Dataset:
    return trama.Dataset(built)


@pytest.fixture(scope="module")
def endpoint(server: str) -> trama.Dataset:
    return trama.open(f"{server}/sparql")


def test_import_loads_nothing_of_what_is_behind_it() -> None:
    code = "import sys, trama; dir(trama); print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert [name for name in loaded if name.startswith("trama")] == ["trama"]


def test_every_name_of_the_face_is_there_with_words_about_it() -> None:
    for name in trama.__all__:
        found = getattr(trama, name)
        assert name == "__version__" or inspect.getdoc(found), name
    with pytest.raises(AttributeError, match="nothing"):
        trama.nothing  # noqa: B018


def test_every_public_method_says_what_it_does_and_is_typed() -> None:
    for kind in (trama.Dataset, trama.Rows, trama.Thing):
        for name, member in vars(kind).items():
            if name.startswith("_") or not callable(member):
                continue
            assert inspect.getdoc(member), name
            assert inspect.signature(member).return_annotation is not inspect.Signature.empty, name


def test_a_first_answer_takes_three_lines(built: trama.Settings, root: Path) -> None:
    lines = [
        "import trama",
        f"plan = trama.open({str(built.build)!r})",
        "print(len(plan.query('objectives-of-driver', driver=4)))",
    ]
    out = subprocess.check_output([sys.executable, "-c", "\n".join(lines)], text=True, cwd=root)
    assert int(out) > 10


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (NamedNode("http://e/a"), trama.IRI("http://e/a")),
        (Literal("7", datatype=XSD.integer), 7),
        (Literal("0.90", datatype=XSD.decimal), Decimal("0.90")),
        (Literal("true", datatype=XSD.boolean), True),
        (Literal("2025-02-27", datatype=XSD.date), datetime.date(2025, 2, 27)),
        (Literal("2025-13-45", datatype=XSD.date), "2025-13-45"),
        (Literal("seven", datatype=XSD.integer), "seven"),
        (Literal("015146"), "015146"),
    ],
)
def test_values_have_the_types_of_their_terms(term: object, value: object) -> None:
    found = value_of(term)
    assert found == value
    assert type(found) is type(value)


def test_texts_know_their_language() -> None:
    found = value_of(Literal("città", language="it"))
    assert (found, found.lang) == ("città", "it")  # type: ignore[union-attr]


def test_rows_are_read_by_name_place_and_slice(plan: trama.Dataset) -> None:
    rows = plan.query("objectives-of-mission", mission=3)
    assert rows[0].objective == rows[0]["objective"] == rows.column("objective")[0]
    assert len(rows[1:3]) == 2
    assert rows[1:3][0] == rows[1]
    assert dict(rows[0]).keys() == set(rows.columns)
    with pytest.raises(AttributeError, match="no column"):
        rows[0].nothing  # noqa: B018


def test_a_query_needs_no_prefixes_and_binds_values(plan: trama.Dataset) -> None:
    assert len(plan.query(OBJECTIVES)) == 75
    assert [row.code for row in plan.query(OBJECTIVES, code="M2-15")] == ["M2-15"]
    assert plan.ask("ASK { ?o skos:notation ?code }", code="M2-15")
    assert not plan.ask("ASK { ?o skos:notation ?code }", code="M9-99")


def test_each_form_of_query_has_its_own_method(plan: trama.Dataset) -> None:
    graph = plan.graph("CONSTRUCT { ?m a trama:Mission } WHERE { ?m a trama:Mission }")
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == 6
    for ask, text in ((plan.query, "ASK {}"), (plan.ask, OBJECTIVES), (plan.graph, OBJECTIVES)):
        with pytest.raises(trama.QueryError, match="this query"):
            ask(text)


@pytest.mark.parametrize(
    ("query", "given", "message"),
    [
        ("objectives-of-drivr", {}, "the nearest is 'objectives-of-driver'"),
        ("objectives-of-driver", {"drivr": 4}, "the nearest is 'driver'"),
        ("SELECT ?x WHERE {", {}, "error at"),
        ("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", {}, "SERVICE"),
    ],
)
def test_a_bad_question_is_told(
    plan: trama.Dataset, query: str, given: dict[str, int], message: str
) -> None:
    with pytest.raises(trama.QueryError, match=message):
        plan.query(query, **given)


def test_the_dataset_can_be_had_as_one_of_rdflib(plan: trama.Dataset) -> None:
    dataset = plan.dataset()
    names = {str(graph.identifier) for graph in dataset.graphs()}
    assert "https://w3id.org/trama/graph/links" in names
    assert sum(len(graph) for graph in dataset.graphs()) == plan.store.count()


def test_ready_queries_are_functions_with_their_parameters(plan: trama.Dataset) -> None:
    assert plan.queries.objectives_of_driver(driver=4) == plan.query(
        "objectives-of-driver", driver=4
    )
    signature = inspect.signature(plan.queries.objectives_of_driver)
    assert "driver" in signature.parameters
    assert "Which objectives" in (plan.queries.objectives_of_driver.__doc__ or "")
    assert {name.replace("_", "-") for name in dir(plan.queries)} == set(plan.ready)
    with pytest.raises(AttributeError, match="the nearest is 'missions'"):
        plan.queries.mission  # noqa: B018


def test_answers_become_tables_with_types(plan: trama.Dataset) -> None:
    rows = plan.query("SELECT ?link ?confidence { ?link trama:confidence ?confidence } LIMIT 50")
    arrow, pandas, polars = rows.to_arrow(), rows.to_pandas(), rows.to_polars()
    assert arrow.column_names == list(pandas.columns) == polars.columns == list(rows.columns)
    assert arrow.num_rows == len(pandas) == len(polars) == len(rows)
    assert "decimal" in str(arrow.schema.field("confidence").type)
    assert pandas["confidence"].max() <= 1
    assert polars["confidence"].to_list() == list(rows.column("confidence"))


def test_codes_stay_texts_and_mixed_columns_become_texts() -> None:
    rows = trama.Rows(("code", "mixed", "big"), (("015146", None), (1, "x"), (2**70, 1)))
    assert rows.to_arrow().to_pydict() == {
        "code": ["015146", None],
        "mixed": ["1", "x"],
        "big": [str(2**70), "1"],
    }


def test_rows_show_as_a_table_with_markup_escaped() -> None:
    rows = trama.Rows(("<b>",), (["<script>"] * 61,))
    shown = rows._repr_html_()
    assert "<script>" not in shown
    assert "&lt;b&gt;" in shown
    assert "60 / 61" in shown


def test_an_objective_knows_its_links_and_their_quotes(plan: trama.Dataset) -> None:
    objective = plan.objective("M2-15")
    assert (objective.kind, objective.mission) == ("StrategicObjective", "2")
    assert objective.label()
    assert objective.text()
    carried = [reason for reason in objective.links if reason.link.relation == "combines"]
    assert {reason.source.kind for reason in carried} == {"Driver"}
    assert all(reason.link.evidence or reason.rests_on for reason in carried)


def test_things_are_found_by_what_people_call_them(plan: trama.Dataset) -> None:
    assert plan.thing("PTM").iri == plan.thing("instrument/ptm").iri
    assert plan.thing("driver/4").kind == "Driver"
    assert plan.thing("015146").label() == "Milano"
    for name, message in (("driver/44", "nothing is called"), ("4", "could mean")):
        with pytest.raises(trama.QueryError, match=message):
            plan.thing(name)


def test_links_are_explained_and_measured(plan: trama.Dataset) -> None:
    assert plan.explain("driver/4", "mission/2").steps
    graph = plan.network(missions=["2"], least=0.7)
    assert set(graph.nodes) == set(plan.weave(missions=["2"], least=0.7).things)
    assert min(facts["confidence"] for _, _, facts in graph.edges(data=True)) >= 0.7


def test_plans_are_checked_suggested_for_and_validated(plan: trama.Dataset, root: Path) -> None:
    folder = root / "examples" / "esempio-dup-comune-piccolo"
    read = trama.read_plan(folder)
    assert plan.check(folder) == plan.check(read) == plan.check(str(folder))
    assert plan.check(read).upper.id == "psttm-2025-2027"
    assert plan.suggest(read) == plan.suggest(folder, against="psttm-2025-2027")
    with pytest.raises(trama.SourceProblems, match="unknown actor"):
        plan.validate(folder)
    own = root / "tests" / "shapes" / "base.ttl"
    assert plan.validate(own).statements > 36_000
    assert plan.search("rete verde").total > 0


def test_a_folder_without_a_dataset_is_told(tmp_path: Path) -> None:
    for place, message in ((tmp_path, "neither a checkout"), (tmp_path / "x", "no such folder")):
        with pytest.raises(trama.StoreError, match=message):
            trama.open(place)


def test_a_dataset_is_built_and_opened(small: trama.Settings) -> None:
    built = trama.build_dataset(small)
    assert [row.code for row in built.query(OBJECTIVES)] == ["M1-01", "M2-01"]
    assert built.version == trama.open(small.build).version


# Another server


@pytest.mark.integration
def test_an_endpoint_answers_as_the_build_does(
    endpoint: trama.Dataset, plan: trama.Dataset
) -> None:
    assert endpoint.query("objectives-of-driver", driver=4) == plan.query(
        "objectives-of-driver", driver=4
    )
    assert endpoint.ask("ASK { ?s a trama:Mission }")
    asked = "CONSTRUCT { ?m a trama:Mission } WHERE { ?m a trama:Mission }"
    assert set(endpoint.graph(asked)) == set(plan.graph(asked))
    assert [r.link for r in endpoint.objective("M2-15").links] == [
        r.link for r in plan.objective("M2-15").links
    ]
    assert endpoint.store.count() == plan.store.count()


@pytest.mark.integration
def test_what_an_endpoint_refuses_is_told(endpoint: trama.Dataset, server: str) -> None:
    with pytest.raises(trama.QueryError, match="1:"):
        endpoint.query("SELECT ?x WHERE { ?x }")
    with pytest.raises(trama.TramaError, match="needs a build"):
        endpoint.check("plan.xlsx")
    with pytest.raises(trama.StoreError, match="404"):
        trama.open(f"{server}/nowhere").query(OBJECTIVES)
    with pytest.raises(trama.StoreError, match="cannot be asked"):
        trama.open("http://127.0.0.1:9/sparql").query(OBJECTIVES)
    with pytest.raises(trama.StoreError, match="http or https"):
        trama.open("http:// /sparql")


@pytest.mark.integration
def test_sparqlwrapper_works_as_its_documentation_shows(server: str) -> None:
    service = SPARQLWrapper(f"{server}/sparql")
    service.setReturnFormat(JSON)
    service.setQuery("SELECT ?s WHERE { ?s a <https://w3id.org/trama/ns#Mission> } LIMIT 3")
    assert len(service.queryAndConvert()["results"]["bindings"]) == 3
    service.setQuery("ASK WHERE { ?s a <https://w3id.org/trama/ns#Mission> }")
    assert service.queryAndConvert()["boolean"] is True
    service.setReturnFormat(CSV)
    service.setQuery("SELECT ?s WHERE { ?s a <https://w3id.org/trama/ns#Mission> } LIMIT 3")
    assert len(service.queryAndConvert().split()) == 4
    for form in (
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/trama/ns#Mission> ; ?p ?o }",
        "DESCRIBE <https://w3id.org/trama/id/psttm-2025-2027/mission/2>",
    ):
        service.setQuery(form)
        service.setReturnFormat(RDFXML)
        assert len(service.queryAndConvert()) > 3
        for format in (TURTLE, N3):
            service.setReturnFormat(format)
            text = service.queryAndConvert()
            assert len(rdflib.Graph().parse(data=text, format="turtle")) > 3


# The command line


def test_the_command_line_does_its_work_through_the_face(root: Path) -> None:
    behind = {
        "build_dataset": "trama.build.dataset",
        "check_plans": "trama.check.comparison",
        "explain": "trama.network.explain",
        "open_current": "trama.store.current",
        "read_network": "trama.network.network",
        "read_plan": "trama.plans.readers",
        "read_queries": "trama.query.library",
        "suggest": "trama.suggest.suggester",
        "validate": "trama.validate.shapes",
        "write_plan": "trama.plans.writers",
        "load_settings": "trama.settings",
    }
    for path in (root / "src" / "trama" / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and path.name != "__init__.py":
                names = {name.name for name in node.names}
                taken = {name for name in names if behind.get(name) == node.module}
                assert not taken, f"{path.name}:{node.lineno} takes {taken} by the back door"


def test_one_plan_is_in_force_however_it_is_asked_for(plan: trama.Dataset, root: Path) -> None:
    from trama.face.naming import plan_named

    assert plan_named("", plan.settings).plan == "psttm-2025-2027"
    assert plan_named("psttm-2025-2027", plan.settings).shown == "graph/psttm-2025-2027"
    with pytest.raises(trama.TramaError, match="there is no plan 'psttm-2025-2028'"):
        plan_named("psttm-2025-2028", plan.settings)
    for name in (root / "src" / "trama" / "cli").glob("*.py"):
        assert '"psttm-' not in name.read_text(encoding="utf-8")
