"""Oxigraph's server, Virtuoso and Jena give the answers of the embedded engine, and take a build whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import Quad, QuerySolutions, RdfFormat, serialize

from engines import ENGINES
from served import serving
from trama.check.checks import Check, read_checks
from trama.check.comparison import check_plans, open_workbench
from trama.check.findings import CheckReport
from trama.check.pulls import pulls
from trama.check.workbench import Workbench
from trama.errors import StoreError
from trama.namespaces import NamedNode
from trama.plans.package import read_package
from trama.query import sparql
from trama.query.library import Query, read_queries
from trama.settings import Settings
from trama.store import OxigraphStore, RemoteStore, Store
from trama.store.loading import Addresses, load
from trama.store.release import read_manifest
from trama.validate.data import of_build
from trama.validate.shapes import Result, read_shapes, validate

pytestmark = pytest.mark.integration
ROOT = Path(__file__).resolve().parent.parent
LOWER = ("esempio-dup-comune-piccolo", "esempio-dup-comune-grande", "esempio-dup-unione")


@dataclass
class Engine:
    """A server, and which dataset it holds."""

    at: Addresses
    name: str = ""
    held: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def hold(self, dataset: Path, counts: dict[str, int]) -> RemoteStore:
        """Have it hold a dataset, which is loaded unless it is there."""
        if self.held != str(dataset):
            load(dataset, counts, self.at, version="test", seconds=300)
            self.held, self.counts = str(dataset), counts
        return RemoteStore(self.at.query, counts, seconds=120)


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as at:
        yield Engine(at, request.param)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may change the server, as one tells it: Virtuoso wants to know, the others do not care."""
    monkeypatch.setenv("TRAMA_STORE_USER", "dba")
    monkeypatch.setenv("TRAMA_STORE_PASSWORD", "dba")


@pytest.fixture
def remote(engine: Engine, built: Settings, here: None) -> RemoteStore:
    return engine.hold(built.build / "dataset.nq", read_manifest(built.build)["graphs"])


@pytest.fixture(scope="module")
def bench(built: Settings) -> Workbench:
    """The dataset on which checks run: the build, three plans with defects, what is worked out."""
    bench = open_workbench(built)
    plans = [read_package(ROOT / "examples" / name) for name in LOWER]
    for plan in plans:
        bench.add(plan)
    upper = bench.names.thing("psttm-2025-2027")
    lower = [bench.names.thing(plan.plan) for plan in plans]
    bench.prepare([upper], lower)
    bench.engine.extend(list(pulls(bench, [upper], lower, ())))
    return bench


def rows_of(store: Store, query: Query, settings: Settings) -> list[list[str]]:
    """What a ready query gives: all its columns, in its order."""
    found = sparql.run(store, query.text, values=query.values({}, settings.names))
    assert isinstance(found, QuerySolutions)
    return [[str(term) for term in row] for row in found]


@pytest.fixture(scope="module")
def answers(store: OxigraphStore, built: Settings) -> dict[str, list[list[str]]]:
    """What the embedded engine says to the ready queries."""
    return {name: rows_of(store, q, built) for name, q in read_queries(ROOT / "queries").items()}


def found_by(check: Check, store: Store) -> list[str]:
    """What a check finds, in whatever order: findings are put in one of their own."""
    found = store.query(check.text)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return sorted(
        str([(name, str(term)) for name, term in zip(names, row, strict=True) if term])
        for row in found
    )


def test_every_ready_query_is_answered_alike(
    remote: RemoteStore, answers: dict[str, list[list[str]]], built: Settings
) -> None:
    queries = read_queries(ROOT / "queries")
    differing = [n for n, query in queries.items() if rows_of(remote, query, built) != answers[n]]
    assert differing == []
    assert sum(map(bool, answers.values())) > 60


def test_other_forms_of_query_are_answered_alike(remote: RemoteStore, store: OxigraphStore) -> None:
    assert remote.counts() == {g: n for g, n in _counted(store).items() if g in remote.counts()}
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/trama/ns#Mission> ; ?p ?o }"
    assert set(map(str, _triples(remote, text))) == set(map(str, _triples(store, text)))
    assert bool(remote.query("ASK { ?s ?p ?o }")) is True
    assert bool(remote.query("ASK { ?s ?p 'nothing of the kind' }")) is False


@pytest.fixture(scope="module")
def results(built: Settings) -> tuple[Result, ...]:
    return validate(of_build(built.build / "dataset.nq"), read_shapes(ROOT / "shapes")).results


def test_validation_there_has_the_results_of_validation_here(
    remote: RemoteStore, results: tuple[Result, ...], built: Settings
) -> None:
    there = of_build(built.build / "dataset.nq", store=remote)
    assert validate(there, read_shapes(ROOT / "shapes")).results == results
    assert results


def test_pages_are_served_from_it(remote: RemoteStore, engine: Engine, built: Settings) -> None:
    with serving(built.build, store_remote=engine.at.query) as front:
        page = front.ask("GET", "/page/psttm-2025-2027/objective/M2-15")
        assert (page.status, b"Rete Verde" in page.body) == (200, True)
        assert b"skos:notation" in front.ask("GET", "/data/psttm-2025-2027/mission/2.ttl").body
        assert front.ask("GET", "/api/missions").json["total"] == 6
        assert front.query("ASK { ?s ?p ?o }").json["boolean"] is True


@pytest.fixture(scope="module")
def checked(built: Settings) -> CheckReport:
    return check_plans([read_package(ROOT / "examples" / LOWER[0])], built)


def test_plans_are_checked_against_what_stands_there(
    remote: RemoteStore, engine: Engine, checked: CheckReport, built: Settings
) -> None:
    plans = [read_package(ROOT / "examples" / LOWER[0])]
    assert check_plans(plans, built, store=engine.at.query) == checked
    assert checked.findings


def test_a_load_that_fails_halfway_leaves_the_old_graphs(
    remote: RemoteStore, engine: Engine, built: Settings, tmp_path: Path
) -> None:
    counts = read_manifest(built.build)["graphs"]
    broken = tmp_path / "broken.nq"
    lines = (built.build / "dataset.nq").read_bytes().splitlines(keepends=True)
    # A statement of the last graph is no statement: the graphs before it have been laid down by then.
    broken.write_bytes(b"".join([*lines, b'<a:b> <a:c> "x <' + lines[-1].rpartition(b" <")[2]]))
    # Virtuoso may read what it can of such a graph, which the count shows.
    with pytest.raises(StoreError, match=r"answers (400|500) to PUT|statements of"):
        load(broken, counts, engine.at, version="next", seconds=300)
    assert remote.counts() == counts
    staged = [f"{graph}?loading=next" for graph in counts]
    assert RemoteStore(engine.at.query, staged, seconds=60).count() == 0


def test_every_check_finds_the_same(
    engine: Engine, bench: Workbench, here: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    quads = list(bench.engine)
    counts = _sizes(quads)
    dataset = tmp_path_factory.mktemp("bench") / "bench.nq"
    serialize(quads, str(dataset), RdfFormat.N_QUADS)
    remote, local = engine.hold(dataset, counts), OxigraphStore(bench.engine)
    checks = read_checks(ROOT / "queries" / "checks")
    differing = [c.name for c in checks if found_by(c, remote) != found_by(c, local)]
    assert differing == []
    assert sum(bool(found_by(check, local)) for check in checks) > 10


def _sizes(quads: Iterable[Quad]) -> dict[str, int]:
    found: dict[str, int] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode)
        found[quad.graph_name.value] = found.get(quad.graph_name.value, 0) + 1
    return found


def _counted(store: Store) -> dict[str, int]:
    text = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return {row["g"].value: int(row["n"].value) for row in found if row["g"]}


def _triples(store: Store, text: str) -> Iterator[object]:
    return iter(store.query(text))  # type: ignore[arg-type]
