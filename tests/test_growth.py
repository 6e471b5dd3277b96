"""Work grows with the data and no faster: queries sent and rows read are counted, and never seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Quad

import generated_plans as made_up
from ordito import Graph, Report, census, revalidate, validate
from trama.build.dataset import package_quads, texts_of
from trama.namespaces import TRAMA, Names
from trama.plans.package import Package, read_package
from trama.validate.shapes import read_shapes

ROOT = Path(__file__).resolve().parent.parent
MOST_QUERIES_A_SHAPE = 3
SIZES = (5, 20)


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


@dataclass(frozen=True)
class Work:
    """What a validation took: of so many statements all, and after a change in one plan."""

    statements: int
    whole: Report
    again: Report


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> list[Work]:
    """The work of each size; the change is the same: the first plan's first objective loses its dates."""
    shapes = Graph(read_shapes(ROOT / "shapes"))
    found = []
    for size in SIZES:
        quads = statements(generated(tmp_path_factory.mktemp(f"plans-{size}"), size))
        asked = Counted(quads)
        whole = validate(asked, shapes, written=census(quads))
        assert whole.left == ()
        assert whole.queries == len(asked.sent)
        dated = (TRAMA.startDate, TRAMA.endDate)
        first = min(str(q.subject) for q in quads if q.predicate == TRAMA.startDate)
        gone = [q for q in quads if str(q.subject) == first and q.predicate in dated]
        left = [q for q in quads if q not in gone]
        again = revalidate(Counted(left), shapes, whole, gone, written=census(left))
        found.append(Work(len(quads), whole, again))
    return found


def test_after_a_change_the_work_is_that_of_the_change(work: list[Work]) -> None:
    small, large = work
    assert large.again.queries == small.again.queries < large.whole.queries / 10
    assert large.again.rows <= small.again.rows + 5 < large.whole.rows / 10
    for one in work:
        assert one.again.again is not None
        assert one.again.again.whole == ()
        assert one.again.again.nodes > 0


def test_more_data_take_no_more_queries(work: list[Work]) -> None:
    few, many = (one.whole.queries for one in work)
    # A probe that finds something is followed by the queries that it stood for, whatever the size.
    assert abs(many - few) <= 4
    shapes = {
        q.subject for q in read_shapes(ROOT / "shapes") if q.predicate.value.endswith("#message")
    }
    assert many <= MOST_QUERIES_A_SHAPE * len(shapes)


def test_rows_grow_no_faster_than_the_data(work: list[Work]) -> None:
    small, large = work
    assert large.whole.rows / small.whole.rows <= 1.25 * large.statements / small.statements


def test_a_package_finds_its_rows_without_going_through_all(tmp_path: Path) -> None:
    (package,) = generated(tmp_path, 1)
    kinds = {type(element) for element in package.elements()}
    assert {kind: package.rows(kind) for kind in kinds} == {
        kind: [e for e in package.elements() if type(e) is kind] for kind in kinds
    }
