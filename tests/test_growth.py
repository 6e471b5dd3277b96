"""Work grows with the data and no faster: queries sent and rows read are counted, and never seconds."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyoxigraph import Quad

import generated_plans as made_up
from ordito import Graph, Report, census, revalidate, validate
from trama.build.dataset import package_quads, texts_of
from trama.namespaces import TRAMA, Names
from trama.plans.package import Package, read_package
from trama.publish import directory as directories
from trama.publish import directoryfile, resource
from trama.publish.dataset import Dataset
from trama.publish.directory import Directory, directory_of, read_directory
from trama.query import extent
from trama.query.questions.names import read_directory as read_names
from trama.query.vocabulary import read_vocabulary
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.base import Answer
from trama.validate.shapes import read_shapes
from trama.web.pages.home import read_parts
from trama.web.pages.uppers import listed, read_uppers

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


class Asked(OxigraphStore):
    """A store that counts the queries that it is asked."""

    queries = 0

    def query(self, text: str, **dataset: Any) -> Answer:
        self.queries += 1
        return super().query(text, **dataset)


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


def test_a_page_shows_few_of_the_links_from_other_plans_and_all_pages_show_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "FROM_OTHERS", 2)
    lower = generated(tmp_path, 12)
    store = ox.Store()
    store.bulk_extend(statements([read_package(ROOT / "graph" / "psttm-2025-2027"), *lower]))
    opened = OxigraphStore(store)
    directory = read_directory(opened)
    upper = f"{Names().base}id/psttm-2025-2027/objective/"
    served = max(
        (iri for iri in directory.by_end if iri.startswith(upper)),
        key=lambda iri: len(directory.by_end[iri]),
    )
    links = directory.by_end[served]
    near = [link for link in links if "/id/psttm-" in link.source]
    assert 0 < len(near) < len(links) - 4
    pages: list[resource.Resource] = []
    while not pages or len(pages) < pages[0].pages:
        found = resource.describe(opened, directory, served, page=len(pages) + 1, for_people=True)
        assert found is not None
        pages.append(found)
    # The document has fewer pages than people's, and each of these leads to one that there is.
    documents = resource.describe(opened, directory, served)
    assert documents is not None
    assert {page.document for page in pages} == set(range(1, documents.pages + 1))
    assert list(pages[0].links[:-2]) == near
    assert [len(page.links) for page in pages[1:-1]] == [2] * (len(pages) - 2)
    assert {link for page in pages for link in page.links} == set(links)
    # What says the same as a link is in the document, and not again on the page.
    told = {(TRAMA[link.relation].value, link.source) for link in links}
    whole = resource.describe(opened, directory, served, per_page=None)
    assert whole is not None
    assert sorted(whole.links, key=lambda x: x.iri) == sorted(links, key=lambda x: x.iri)
    said = {(s.predicate.value, s.subject.value) for s in whole.incoming}
    shown = {(s.predicate.value, s.subject.value) for page in pages for s in page.incoming}
    assert said & told
    assert shown == said - told


def test_what_arrives_at_a_crowded_thing_is_counted_once_for_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ox.Store()
    packages = [read_package(ROOT / "graph" / "psttm-2025-2027"), *generated(tmp_path, 6)]
    store.bulk_extend(statements(packages))
    opened = Asked(store)
    plain = read_directory(opened)
    monkeypatch.setattr(directoryfile, "CROWD", 5)
    counted = read_directory(opened)
    most = max(plain.by_end, key=lambda iri: len(plain.by_end[iri]))
    few = min(plain.by_end, key=lambda iri: len(plain.by_end[iri]))
    assert len(plain.by_end[few]) <= 5 < len(plain.by_end[most])
    asked = []
    for directory, iri in ((plain, most), (counted, most), (plain, few), (counted, few)):
        before = opened.queries
        found = resource.describe(opened, directory, iri, for_people=True)
        asked.append((found, opened.queries - before))
    (one, more), (other, fewer), *least = asked
    assert one == other
    assert fewer == more - 1
    assert least[0] == least[1]


class Pages(Directory):
    """A directory that counts what its file is asked, and the rows that it gives."""

    queries = rows = 0

    def ask(self, text: str, values: Any = ()) -> list[Any]:
        found = super().ask(text, values)
        self.queries, self.rows = self.queries + 1, self.rows + len(found)
        return found


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Asked]]:
    """Releases of the plan above with few and with more plans below, whose directories are made, with their stores."""
    upper = statements([read_package(ROOT / "graph" / "psttm-2025-2027")])
    found = []
    for size in (3, 12):
        release = tmp_path_factory.mktemp(f"country-{size}")
        store = ox.Store()
        store.bulk_extend([*upper, *statements(generated(release / "plans", size))])
        directory_of(release, OxigraphStore(store))
        found.append((release, Asked(store)))
    return found


def test_what_is_made_once_of_a_release_no_other_process_asks_the_store_for(
    countries: list[tuple[Path, Asked]],
) -> None:
    for release, store in countries:
        before = store.queries
        directory = read_directory(store, release)
        assert len(directory.names) > 500
        assert store.queries == before
        # The bytes of the file are the same whenever it is made.
        again = read_directory(OxigraphStore(store._engine))
        assert list(again.names) == list(directory.names)
        assert list(again.links.values()) == list(directory.links.values())
        assert {i: list(ls) for i, ls in again.by_end.items()} == {
            link: list(links) for link, links in directory.by_end.items()
        }


def test_a_page_reads_no_more_names_and_links_among_more_plans(
    countries: list[tuple[Path, Asked]],
) -> None:
    upper = f"{Names().base}id/psttm-2025-2027/objective/"
    work = []
    for release, store in countries:
        directory = Pages(directory_of(release, store))
        begun, asked = directory.rows, directory.queries
        assert begun < 100
        for number in range(1, 11):
            iri = f"{upper}M2-{number:02}"
            found = resource.describe(store, directory, iri, for_people=True)
            assert found is not None
            directory.know(found.neighbours())
        suggested = directory.suggest(["piano"], "it", within=Names().base, most=8)
        assert len(suggested) <= 8
        work.append((directory.queries - asked, directory.rows - begun))
    (few, small), (many, large) = work
    assert many <= few + 10
    # A page may show a few more links from other plans, up to eight.
    assert large <= small + 10 * 4 * resource.FROM_OTHERS


def test_a_process_holds_few_names_and_links(
    countries: list[tuple[Path, Asked]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "_NAMES", 100)
    monkeypatch.setattr(directories, "_LINKS", 50)
    release, store = countries[1]
    directory = read_directory(store, release)
    every = {iri: directory.name(iri) for iri in directory.names}
    links = {iri: directory.links[iri] for iri in directory.links}
    assert len(every) > 1_000
    assert len(links) > 100
    assert directory.held <= (100, 50)
    assert all(directory.name(iri) == name for iri, name in every.items())
    assert list(directory.links.values()) == [links[iri] for iri in sorted(links)]


def test_a_directory_goes_on_when_its_release_is_put_away(
    countries: list[tuple[Path, Asked]], tmp_path: Path
) -> None:
    path = tmp_path / "release"
    path.mkdir()
    store = countries[0][1]
    directory = read_directory(store, path)
    iris = list(directory.names)
    shutil.rmtree(path)
    with ThreadPoolExecutor(8) as pool:
        labels = list(pool.map(lambda iri: directory.name(iri).label("it"), iris[:400]))
    assert labels == [
        read_directory(store, countries[0][0]).name(iri).label("it") for iri in iris[:400]
    ]


def test_things_of_many_plans_are_not_all_offered(
    countries: list[tuple[Path, Asked]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, store = countries[1]
    whole = read_vocabulary(store, Names(), "it")
    questions = read_names(store, Names())
    monkeypatch.setattr(extent, "MOST", 100)
    part = read_vocabulary(store, Names(), "it")
    assert len(part.things) < len(whole.things)
    assert {t.local for t in whole.things if t.local.startswith("psttm-")} <= {
        t.local for t in part.things
    }
    lower = [t for t in whole.things if t.local.startswith("generato-") and "/" in t.local]
    assert lower
    assert not {t.local for t in lower} & {t.local for t in part.things}
    plans = {t.local for t in whole.things if t.kind == "Plan"}
    assert plans == {t.local for t in part.things if t.kind == "Plan"}
    # A code means that of the plan above.
    named = read_names(store, Names()).coded("objective", "M2-15")
    assert named is not None
    assert named.local == "psttm-2025-2027/objective/M2-15"
    assert len(read_names(store, Names()).words) < len(questions.words)


def test_the_start_page_and_the_form_of_checks_are_of_the_plan_above(
    countries: list[tuple[Path, Asked]],
) -> None:
    release, store = countries[1]
    settings = Settings(root=ROOT, build=release)
    data = Dataset(settings, store, {}, read_directory(store, release), {}, ("", ""))
    parts = read_parts(data, "it")
    assert [part.key for part in parts["Mission"]] == [
        f"id/psttm-2025-2027/mission/{number}" for number in range(1, 7)
    ]
    assert len(parts["Driver"]) == 10
    every = read_uppers(store, Names().thing("").value)
    assert len(every) == 13
    assert [upper.id for upper in listed(every)] == ["psttm-2025-2027"]
    assert listed(every[:5]) == every[:5]
