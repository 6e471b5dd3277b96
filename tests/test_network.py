"""The network and its measures: figures worked out by hand, and the real plan's."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner, Result

import woven
from measures_doc import BLOCK, rewritten
from trama.cli.network import app
from trama.errors import QueryError
from trama.network import communities, measures
from trama.network.communities import adjusted_rand, division, mutual_information
from trama.network.figures import MEASURES, as_csv, as_json, figures
from trama.network.filters import find_filter
from trama.network.network import Filter, Network, read_network
from trama.query import sparql
from trama.query.library import read_query
from trama.settings import Settings
from trama.store import OxigraphStore
from woven import (
    DRIVER_1,
    DRIVER_2,
    IN_A,
    IN_B,
    IN_C,
    IN_D,
    MISSION_1,
    MISSION_2,
    TOWN,
    WHOLE,
    A,
    B,
    C,
    D,
    E,
)

KEPT = WHOLE.kept(Filter())


@pytest.fixture(scope="module")
def whole(store: OxigraphStore) -> Network:
    return read_network(store)


@pytest.fixture(scope="module")
def plan(whole: Network) -> Network:
    return whole.kept(Filter())


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-9)


# The filter


def test_without_a_wish_inferred_links_and_territory_are_left_out() -> None:
    assert {link.relation for link in KEPT.links} == {"combines", "carriedBy"}
    assert {thing.kind for thing in KEPT.things.values()} == {
        "Mission", "StrategicObjective", "Driver", "Instrument",
    }  # fmt: skip


def test_they_come_when_asked_for() -> None:
    assert TOWN.iri in WHOLE.kept(Filter(kinds=frozenset({"Plan", "Municipality"}))).things
    inferred = WHOLE.kept(Filter(bases=frozenset({"Inferred"})))
    assert [link.relation for link in inferred.links] == ["touches"]


def test_a_mission_keeps_its_objectives_and_what_they_are_linked_with() -> None:
    kept = WHOLE.kept(Filter(missions=frozenset({MISSION_1.iri})))
    assert set(kept.things) == {t.iri for t in (MISSION_1, A, B, DRIVER_1, DRIVER_2, IN_A)}
    assert len(kept.links) == 4


def test_a_driver_keeps_what_it_combines() -> None:
    kept = WHOLE.kept(Filter(drivers=frozenset({DRIVER_1.iri})))
    assert set(kept.things) == {t.iri for t in (MISSION_1, A, B, DRIVER_1, IN_A)}
    assert len(kept.links) == 3


def test_confidence_basis_and_relation_keep_links() -> None:
    assert len(WHOLE.kept(Filter(least=Decimal("0.8"))).links) == 8
    assert len(WHOLE.kept(Filter(bases=frozenset({"Stated"}))).links) == 2
    assert len(WHOLE.kept(Filter(relations=frozenset({"carriedBy"}))).links) == 5


def test_an_objective_stays_without_links_and_an_instrument_does_not() -> None:
    kept = WHOLE.kept(Filter(relations=frozenset({"combines"})))
    assert E.iri in kept.things
    assert IN_C.iri not in kept.things


@pytest.mark.parametrize("name", ["StrategicObjective", "objective", "OBJECTIVE"])
def test_a_kind_may_be_named_in_short(name: str) -> None:
    assert find_filter(WHOLE, kinds=[name]).kinds == {"StrategicObjective"}


def test_missions_and_drivers_are_named_by_code_or_iri() -> None:
    found = find_filter(WHOLE, missions=["1", MISSION_2.iri], drivers=["driver/2"])
    assert found.missions == {MISSION_1.iri, MISSION_2.iri}
    assert found.drivers == {DRIVER_2.iri}


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("kinds", "Drivr", "'Drivr' is no kind; the nearest is 'Driver'"),
        ("kinds", "", "'' is no kind"),
        ("relations", "combine", "'combine' is no relation; the nearest is 'combines'"),
        ("bases", "statd", "'statd' is no basis; the nearest is 'Stated'"),
        ("missions", "7", "'7' is no Mission; there are 1, 2"),
        ("drivers", "22", "'22' is no Driver; there are 1, 2"),
    ],
)
def test_an_unknown_value_is_told_with_the_nearest(option: str, value: str, told: str) -> None:
    with pytest.raises(QueryError, match="is no") as error:
        find_filter(WHOLE, **{option: [value]})  # type: ignore[arg-type]
    assert str(error.value) == told


# The graph


def test_the_graph_holds_what_a_file_needs() -> None:
    graph = KEPT.graph()
    assert graph.nodes[A.iri] == {
        "kind": "StrategicObjective",
        "code": "M1-01",
        "label_it": "Obiettivo M1-01",
        "label_en": "Objective M1-01",
        "mission": "1",
    }
    (facts,) = graph.get_edge_data(C.iri, IN_B.iri).values()
    assert (facts["relation"], facts["basis"], facts["confidence"]) == ("carriedBy", "Curated", 0.8)
    assert facts["link"].endswith("link/objective/M2-01-carriedBy-instrument/b")
    assert graph.number_of_edges() == 10 + 5


# The measures, by hand


def test_ties_weigh_what_is_shared_by_its_rarity() -> None:
    graph = measures.ties(KEPT)
    assert {tuple(sorted(edge[:2])): edge[2]["weight"] for edge in graph.edges(data=True)} == {
        (A.iri, B.iri): near(1.0),
        (B.iri, C.iri): near(0.5),
        (B.iri, D.iri): near(0.25),
        (C.iri, D.iri): near(0.25 + 0.8),
    }


def test_the_widest_bridge_comes_first() -> None:
    found = measures.bridges(KEPT)
    assert [bridge.objective for bridge in found] == [B, C, D, A, E]
    first = found[0]
    assert (first.drivers, first.reaches) == ((DRIVER_1, DRIVER_2), (MISSION_2,))
    # b's ties weigh 1 in its own Mission and 0.75 in the other.
    assert first.participation == near(24 / 49)
    assert [bridge.participation for bridge in found[3:]] == [0, 0]


def test_a_joint_has_objectives_of_several_missions() -> None:
    (joint,) = measures.joints(KEPT)
    assert (joint.thing, joint.objectives) == (DRIVER_2, (B, C, D))
    assert joint.missions == (MISSION_1, MISSION_2)
    assert joint.participation == near(1 - 1 / 9 - 4 / 9)


def test_centrality_counts_neighbours_and_shortest_paths() -> None:
    found = {c.thing: c for c in measures.centrality(KEPT)}
    assert len(found) == 11
    # Beyond Driver 2 lie 4 things on one side and 4 on the other; 2 more pairs have half their ways by it.
    assert found[DRIVER_2].betweenness == near((16 + 2 * 0.5) / 45)
    assert found[B].betweenness == near(15 / 45)
    assert (found[DRIVER_2].neighbours, found[DRIVER_2].degree) == (3, near(0.3))
    assert found[DRIVER_2].strength == near(2.5)
    assert next(iter(found)) == DRIVER_2


def test_modularity_of_missions_that_the_links_bear_out() -> None:
    found = division(KEPT)
    assert found.communities == found.missions == ((A, B), (C, D))
    # Σ weight 2.8; inside 1 and 1.05; sums of the members' ties 2.75 and 2.85.
    by_hand = 1 / 2.8 - (2.75 / 5.6) ** 2 + 1.05 / 2.8 - (2.85 / 5.6) ** 2
    assert found.mission_modularity == near(by_hand)
    assert found.modularity == near(by_hand)
    assert (found.rand, found.information) == (near(1), near(1))
    assert found.apart == (E,)


def test_modularity_of_missions_that_the_links_deny() -> None:
    crossed = {A.iri: MISSION_1, C.iri: MISSION_1, B.iri: MISSION_2, D.iri: MISSION_2}
    found = division(dataclasses.replace(KEPT, missions=crossed))
    assert found.communities == ((A, B), (C, D))
    by_hand = 0 - (2.55 / 5.6) ** 2 + 0.25 / 2.8 - (3.05 / 5.6) ** 2
    assert found.mission_modularity == near(by_hand)
    assert (found.rand, found.information) == (near(-0.5), near(0))


def test_agreement_of_two_divisions() -> None:
    one, other = [1, 1, 2, 2, 2], [1, 1, 1, 2, 2]
    # Both put 2 of the 10 pairs together, each 4: (2 - 1.6) / (4 - 1.6).
    assert adjusted_rand(one, other) == near(1 / 6)
    assert mutual_information(one, other) == pytest.approx(0.432538, abs=1e-6)
    assert adjusted_rand(one, one) == mutual_information(one, one) == 1
    assert adjusted_rand([1, 1], [2, 2]) == mutual_information([1, 1], [2, 2]) == 1


def test_no_ties_no_division() -> None:
    found = division(WHOLE.kept(Filter(relations=frozenset({"touches"}))))
    assert (found.communities, len(found.apart)) == ((), 5)


def test_objectives_on_one_instrument() -> None:
    found = measures.one_instrument(KEPT)
    assert [(d.objective, d.instrument, d.others) for d in found] == [
        (A, IN_A, 0),
        (D, IN_B, 1),
        (E, IN_C, 0),
    ]


def test_instruments_for_one_objective() -> None:
    found = measures.one_objective(KEPT)
    assert [(d.instrument, d.objective, d.others) for d in found] == [
        (IN_A, A, 0),
        (IN_C, E, 0),
        (IN_D, C, 1),
    ]


def test_drivers_overlap_by_what_they_share_of_all() -> None:
    (found,) = measures.overlap(KEPT)
    assert (found.one, found.other, found.shared) == (DRIVER_1, DRIVER_2, (B,))
    assert found.jaccard == near(1 / 4)


def test_the_matrix_counts_objectives() -> None:
    found = measures.matrix(KEPT)
    assert [list(row.values()) for row in found.values()] == [[2, 0], [1, 2]]


# The tables


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_table_reads_back(name: str, lang: str) -> None:
    table = figures(KEPT, name, lang)
    assert table.rows
    header, *rows = csv.reader(io.StringIO(as_csv(table)))
    assert header == list(table.columns)
    assert {len(row) for row in rows} == {len(header)}
    document = json.loads(as_json(table))
    assert (document["measure"], document["title"]) == (name, table.title)
    assert [list(row) for row in document["rows"]] == [header] * len(rows)


def test_titles_and_labels_follow_the_language() -> None:
    italian, english = (figures(KEPT, "matrix", lang) for lang in ("it", "en"))
    assert (italian.title, english.title) == (
        "Obiettivi per Driver e Missione",
        "Objectives by Driver and Mission",
    )
    assert (italian.rows[0][1], english.rows[0][1]) == ("Fiume", "River")
    assert italian.columns == english.columns == ("driver", "label", "all", "M1", "M2")


# The real plan


def test_the_plan_is_read_whole(whole: Network) -> None:
    assert len(whole.of_kind("StrategicObjective")) == 75
    assert len(whole.of_kind("Driver")) == 10
    assert [mission.code for mission in whole.of_kind("Mission")] == list("123456")
    assert [o.code for o in whole.of_kind("StrategicObjective")][14:16] == ["M1-15", "M2-01"]
    assert "PSTTM" in whole.titles["it"]


def rows_of(name: str, built: Settings, store: OxigraphStore) -> list[dict[str, str]]:
    query = read_query(built.root / "queries" / f"{name}.rq")
    answer = sparql.run(store, query.text, values=query.values({}, built.names))
    form = next(form for form in sparql.formats_for(answer) if form.name == "csv")
    return list(csv.DictReader(io.StringIO(sparql.write(answer, form).decode())))


def test_one_instrument_says_what_its_query_says(
    plan: Network, built: Settings, store: OxigraphStore
) -> None:
    found = {(d.objective.code, d.instrument.iri) for d in measures.one_instrument(plan)}
    rows = rows_of("single-instrument-objectives", built, store)
    assert found == {(row["objective"], row["instrument"]) for row in rows}


def test_bridges_and_overlap_say_what_their_queries_say(
    plan: Network, built: Settings, store: OxigraphStore
) -> None:
    found = {b.objective.code: len(b.drivers) for b in measures.bridges(plan) if b.drivers}
    rows = rows_of("objectives-shared-by-most-drivers", built, store)
    assert found == {row["objective"]: int(row["drivers"]) for row in rows}
    pairs = {(o.one.code, o.other.code): len(o.shared) for o in measures.overlap(plan)}
    rows = rows_of("driver-overlap", built, store)
    assert pairs == {(row["driver"], row["other"]): int(row["objectives"]) for row in rows}


def test_the_matrix_adds_up_to_the_links(plan: Network) -> None:
    combined = sum(link.relation == "combines" for link in plan.links)
    assert sum(sum(row.values()) for row in measures.matrix(plan).values()) == combined > 75


def test_communities_hold_better_than_missions(plan: Network) -> None:
    found = division(plan)
    assert found.modularity > found.mission_modularity > 0
    assert 0 < found.rand < 1
    divided = [thing for group in found.communities for thing in group]
    assert len(divided) == len(set(divided)) == 75 - len(found.apart)


def test_the_seed_matters_little(plan: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = division(plan).modularity
    for seed in range(20):
        monkeypatch.setattr(communities, "SEED", seed)
        assert division(plan).modularity == pytest.approx(fixed, abs=0.02)


def test_the_figures_in_the_docs_are_true(plan: Network, built: Settings) -> None:
    text = (built.root / "docs" / "measures.md").read_text(encoding="utf-8")
    assert rewritten(text, plan) == text, "run: python tests/measures_doc.py"


def test_the_docs_tell_of_every_measure(built: Settings) -> None:
    text = (built.root / "docs" / "measures.md").read_text(encoding="utf-8")
    assert {match["name"] for match in BLOCK.finditer(text)} == set(MEASURES)
    for name in MEASURES:
        assert f"`{name}`" in text


# The command


def run(built: Settings, *arguments: str) -> Result:
    environment = {"TRAMA_ROOT": str(built.root), "TRAMA_BUILD": str(built.build)}
    return CliRunner().invoke(app, arguments, env=environment)


def test_the_command_prints_a_table(built: Settings) -> None:
    result = run(built, "network", "matrix", "--lang", "en")
    assert result.exit_code == 0
    assert "Objectives by Driver and Mission" in result.stdout
    assert "Green and blue policies" in result.stdout


def test_the_command_filters(built: Settings) -> None:
    result = run(built, "network", "--format", "json", "--mission", "6", "--basis", "stated")
    rows = {row["figure"]: row["value"] for row in json.loads(result.stdout)["rows"]}
    assert (rows["Mission"], rows["StrategicObjective"]) == (1, 4)
    assert rows["links"] == rows["links Stated"] > 0


def test_the_command_writes_a_file(built: Settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "bridges.csv"
    assert run(built, "network", "bridges", "--format", "csv", "-o", str(out)).exit_code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 76


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bridge",), "'bridge' is no measure; the nearest is 'bridges'"),
        (("--mission", "9"), "'9' is no Mission; there are 1, 2, 3, 4, 5, 6"),
    ],
)
def test_the_command_tells_an_unknown_value(
    built: Settings, arguments: tuple[str, ...], told: str
) -> None:
    result = run(built, "network", *arguments)
    assert isinstance(result.exception, QueryError)
    assert str(result.exception) == told


@pytest.mark.usefixtures("english")
def test_the_command_says_when_nothing_is_left(built: Settings) -> None:
    result = run(built, "network", "--basis", "curated", "--min-confidence", "1")
    assert "no link passes the filter" in result.stderr


def test_hand_made_links_are_named_once() -> None:
    assert len({link.iri for link in woven.LINKS}) == len(woven.LINKS)
