"""Work grows with the data and no faster: queries sent and rows read are counted, and never seconds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Quad

import generated_plans as made_up
from ordito import Graph, census, validate
from trama.build.dataset import package_quads, texts_of
from trama.namespaces import Names
from trama.plans.package import Package, read_package
from trama.validate.shapes import read_shapes

ROOT = Path(__file__).resolve().parent.parent
MOST_QUERIES_A_SHAPE = 3
SIZES = (4, 12)


def generated(folder: Path, count: int) -> list[Package]:
    comuni, upper = made_up.read_comuni(ROOT)[:count], made_up.psttm(ROOT)
    drafts = [made_up.draft(comune, upper, seed=6) for comune in comuni]
    return [read_package(made_up.write(draft, folder / draft.id)) for draft in drafts]


def statements(packages: list[Package]) -> list[Quad]:
    texts = texts_of(packages)
    return [quad for p in packages for quad in package_quads(p, Names(), texts=texts)]


class Counted:
    """A store that counts the rows that its engine gives."""

    def __init__(self, quads: list[Quad]) -> None:
        self.store = ox.Store()
        self.store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in quads)
        self.sent: list[str] = []

    def __call__(self, query: str) -> ox.QuerySolutions:
        self.sent.append(query)
        found = self.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return found


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, int, int, int]]:
    """Of each size: the statements, the queries, the rows and the results of a validation."""
    shapes = Graph(read_shapes(ROOT / "shapes"))
    found = []
    for size in SIZES:
        quads = statements(generated(tmp_path_factory.mktemp(f"plans-{size}"), size))
        asked = Counted(quads)
        report = validate(asked, shapes, written=census(quads))
        assert report.left == ()
        assert report.queries == len(asked.sent)
        found.append((len(quads), report.queries, report.rows, len(report.results)))
    return found


def test_more_data_take_no_more_queries(reports: list[tuple[int, int, int, int]]) -> None:
    (_, few, _, _), (_, many, _, _) = reports
    # A probe that finds something is followed by the queries that it stood for, whatever the size.
    assert abs(many - few) <= 4
    shapes = {
        q.subject for q in read_shapes(ROOT / "shapes") if q.predicate.value.endswith("#message")
    }
    assert many <= MOST_QUERIES_A_SHAPE * len(shapes)


def test_rows_grow_no_faster_than_the_data(reports: list[tuple[int, int, int, int]]) -> None:
    (small, _, few, _), (large, _, many, _) = reports
    assert many / few <= 1.25 * large / small


def test_a_package_finds_its_rows_without_going_through_all(tmp_path: Path) -> None:
    (package,) = generated(tmp_path, 1)
    kinds = {type(element) for element in package.elements()}
    assert {kind: package.rows(kind) for kind in kinds} == {
        kind: [e for e in package.elements() if type(e) is kind] for kind in kinds
    }
