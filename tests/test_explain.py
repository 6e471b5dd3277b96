"""Why two things are linked: directly, by a chain, by inference, or not at all."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from pyoxigraph import Quad

from test_rules import NAMES, PLAN, link, named, thing
from trama.build.rules import infer, read_rules
from trama.cli import main
from trama.errors import QueryError
from trama.namespaces import RDF, TRAMA
from trama.network.explain import explain
from trama.settings import Settings
from trama.store import OxigraphStore, memory_store


def typed(local: str, kind: str) -> Quad:
    return Quad(thing(local), RDF.type, TRAMA[kind], NAMES.graph("links"))


@pytest.fixture(scope="module")
def known(root) -> OxigraphStore:  # type: ignore[no-untyped-def]
    quads = [
        *PLAN,
        *link("driver-2", "combines", "o2", "0.6"),
        *link("driver-9", "combines", "o9"),
        *named("driver-2", "Verde", "2"),
        *named("driver-9", "Lontano", "9"),
        *named("o9", "Nono", "M9-09"),
        *named("sttm-3", "STTM 3", "STTM3"),
        *named("regione", "Regione", "R"),
        *named("sdg-11", "Città", "11"),
        *named("plan", "Piano", "P"),
        *named("mission-2", "Missione verde", "2"),
        *named("ptm", "PTM", "PTM"),
        *named("melzo", "Melzo", "015142"),
        *(typed(o, "StrategicObjective") for o in ("o1", "o2", "o9")),
        *(typed(d, "Driver") for d in ("driver-1", "driver-2", "driver-9")),
        *(typed(i, "Instrument") for i in ("sttm-3", "ptm")),
        typed("regione", "Actor"),
        typed("plan", "Plan"),
        typed("mission-2", "Mission"),
        typed("zone-4", "HomogeneousZone"),
        typed("melzo", "Municipality"),
    ]
    quads += infer(quads, read_rules(root / "queries" / "rules"), NAMES)
    return memory_store("\n".join(f"{quad} ." for quad in quads).encode())


def test_a_direct_link_is_one_step(known: OxigraphStore) -> None:
    found = explain(known, "driver-1", "o1", NAMES)
    ((reason,),) = found.steps
    assert (reason.link.relation, reason.link.confidence) == ("combines", Decimal("0.9"))
    assert reason.source.label("it") == "Campus"


def test_the_order_of_the_two_does_not_matter(known: OxigraphStore) -> None:
    one, other = explain(known, "o1", "driver-1", NAMES), explain(known, "driver-1", "o1", NAMES)
    assert one.steps == other.steps


def test_an_inferred_link_tells_what_it_rests_on(known: OxigraphStore) -> None:
    ((reason,),) = explain(known, "driver-1", "mission-2", NAMES).steps
    assert reason.link.rules == ("driver-touches-mission",)
    assert [rest.target.code for rest in reason.rests_on] == ["M2-01", "M2-02"]


def test_what_rests_on_an_inferred_link_is_told_to_its_end(known: OxigraphStore) -> None:
    ((reason,),) = explain(known, "ptm", "mission-2", NAMES).steps
    (carried,) = reason.rests_on
    assert carried.link.basis == "Inferred"
    assert [rest.link.basis for rest in carried.rests_on] == ["Curated"]


def test_things_not_linked_are_joined_by_the_shortest_chain(known: OxigraphStore) -> None:
    found = explain(known, "driver-2", "sttm-3", NAMES)
    ends = [{step[0].link.source, step[0].link.target} for step in found.steps]
    locals = [{iri.removeprefix(NAMES.thing("").value) for iri in pair} for pair in ends]
    assert locals == [{"driver-2", "o2"}, {"o2", "driver-1"}, {"driver-1", "o1"}, {"o1", "sttm-3"}]
    assert all(reason.link.basis != "Inferred" for step in found.steps for reason in step)


def test_things_that_nothing_joins_have_no_steps(known: OxigraphStore) -> None:
    assert explain(known, "driver-9", "sttm-3", NAMES).steps == ()


@pytest.mark.parametrize("name", ["M2-01", "m2-01", "o1", "https://example.org/id/o1"])
def test_a_thing_goes_by_several_names(known: OxigraphStore, name: str) -> None:
    assert explain(known, name, "driver-1", NAMES).source.iri == "https://example.org/id/o1"


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("M2-1", "ptm", "the nearest is 'M2-01'"),
        ("2", "ptm", "could mean driver-2, mission-2: say which"),
        ("M2-01", "o1", "both names mean"),
    ],
)
def test_an_unclear_name_is_told(
    known: OxigraphStore, source: str, target: str, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        explain(known, source, target, NAMES)


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["trama", "why", *words])
    status = 0
    try:
        main()
    except SystemExit as stop:
        status = int(stop.code or 0)
    return status, capsys.readouterr().out


def test_the_command_quotes_the_plan(
    built: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    status, out = run(monkeypatch, capsys, "driver/4", "M2-09")
    assert status == 0
    assert "p-4-08: «governo integrato della filiera dei rifiuti»" in out
    assert "curato da un lettore" in out
    status, out = run(monkeypatch, capsys, "driver/4", "mission/2", "--lang", "en")
    assert (status, "rule driver-touches-mission" in out) == (0, True)
    status, out = run(monkeypatch, capsys, "driver/4", "M2-09", "--format", "json")
    (reasons,) = json.loads(out)["steps"]
    assert [reason["relation"] for reason in reasons] == ["combines"]
    assert len(reasons[0]["evidence"]) == 2
