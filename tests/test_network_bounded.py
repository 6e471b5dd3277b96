"""Of many plans the network of the one above them is read, and of others those that are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from pyoxigraph import RdfFormat
from pyoxigraph import Store as Engine

import trama
from test_growth import generated, statements
from trama.errors import QueryError
from trama.network import links, network
from trama.network.network import Network, read_beside, read_network
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.web.pages import weaveplans
from trama.web.server.app import create_app

PSTTM = "https://w3id.org/trama/id/psttm-2025-2027"
FIRST, SECOND = ("https://w3id.org/trama/id/generato-" + code for code in ("015007", "015019"))


@pytest.fixture(scope="module")
def above(store: OxigraphStore) -> Network:
    return read_network(store)


@pytest.fixture(scope="module")
def stores(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[OxigraphStore]:
    """The real plan with two plans that follow it, and with four."""
    packages = generated(tmp_path_factory.mktemp("plans"), 4)
    made = []
    for count in (2, 4):
        engine = Engine()
        engine.bulk_load(path=str(built.build / "dataset.nq"), format=RdfFormat.N_QUADS)
        engine.bulk_extend(statements(packages[:count]))
        made.append(OxigraphStore(engine))
    return made


def plans_of(read: Network) -> set[str]:
    """The plans whose objectives links join."""
    ends = {end for link in read.links for end in (link.source, link.target)}
    return {end.partition("/objective/")[0] for end in ends if "/objective/" in end}


def test_of_a_few_links_all_are_read(stores: list[OxigraphStore], above: Network) -> None:
    read = read_network(stores[0])
    assert read == read_network(stores[0], ())
    assert plans_of(read) == {PSTTM, FIRST, SECOND}
    assert len(read.links) > len(above.links)


def test_of_many_those_of_the_plan_in_force(
    stores: list[OxigraphStore], above: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST", 1_200)
    assert [read_network(store) == above for store in stores] == [True, True]
    assert read_network(stores[1], [PSTTM]) == above


def test_what_is_read_does_not_grow_with_the_plans(
    stores: list[OxigraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[int] = []
    real = links.select

    def counted(store: OxigraphStore, query: str) -> Iterator[object]:
        found = list(real(store, query))
        if "?link" in query:
            rows.append(len(found))
        return iter(found)

    monkeypatch.setattr(links, "select", counted)
    monkeypatch.setattr(network, "select", counted)
    for store in stores:
        read_network(store, [PSTTM])
    half = len(rows) // 2
    assert rows[:half] == rows[half:]
    assert sum(rows) > 0


def test_other_plans_are_read_when_they_are_named(stores: list[OxigraphStore]) -> None:
    one = read_network(stores[1], [SECOND])
    assert plans_of(one) == {SECOND}
    assert PSTTM not in one.titles["it"]
    both = read_network(stores[1], [PSTTM, SECOND])
    assert plans_of(both) == {PSTTM, SECOND}
    joining = [k for k in both.links if SECOND in k.source and PSTTM in k.target]
    assert joining
    assert all(link.source in both.things and link.target in both.things for link in both.links)


def test_without_a_plan_in_force_all_is_read(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST", 0)
    trama.build_dataset(small)
    opened = trama.Dataset(small)
    assert read_network(opened.store).links == read_network(opened.store, ()).links != ()


def test_a_plan_that_is_not_there_is_told_with_the_nearest(built: Settings) -> None:
    opened = trama.Dataset(built)
    with pytest.raises(QueryError, match="psttm-2025-2027"):
        opened.weave(plans=["pstm-2025-2027"])


def test_beside_the_plan_in_force_the_others_are_read_as_all_together(
    stores: list[OxigraphStore], above: Network
) -> None:
    both = read_network(stores[1], [PSTTM, FIRST, SECOND])
    assert read_beside(stores[1], [PSTTM], [SECOND, FIRST], above) == both
    assert read_beside(stores[1], [PSTTM], [PSTTM], above) == above


def test_the_weave_shows_the_plans_that_are_chosen_and_says_which_it_left_out(
    built: Settings, stores: list[OxigraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST", 1_200)
    client = create_app(built, stores[1], {"version": "1", "classes": {}}, {}).test_client()

    def drawn(query: str) -> set[str]:
        things = client.get(f"/trama.json?{query}").get_json()["things"]
        return {name.partition("/")[0] for name, *_ in things if "/objective/" in name}

    assert drawn("") == {"psttm-2025-2027"}
    chosen = "piano=generato-015007&piano=PIANO+generato+015019&piano="
    three = {"psttm-2025-2027", "generato-015007", "generato-015019"}
    assert drawn(chosen) == three
    page = client.get(f"/trama?{chosen}").text
    assert page.count('type="hidden" name="piano"') == 2
    assert len(re.findall(r'name="piano" value="generato-\d+" checked', page)) == 2
    assert 'href="/trama.json?piano=generato-015007&piano=generato-015019"' in unescape(page)
    assert "Con altri piani" in client.get("/trama").text
    # The cloth is of the plan in force, whatever is asked of the weave.
    assert client.get("/trama/tela.svg?" + chosen).data == client.get("/trama/tela.svg").data
    for path in ("/trama", "/trama.json", "/trama/tabella", "/trama.graphml"):
        refused = client.get(f"{path}?piano=generato-0150")
        assert refused.status_code == 400
        assert "generato-015007" in refused.text
    monkeypatch.setattr(weaveplans, "LINKS", 50)
    monkeypatch.setattr(weaveplans, "LISTED", 1)
    assert drawn(chosen) == {"psttm-2025-2027", "generato-015007"}
    page = client.get(f"/trama?lang=en&{chosen}").text
    assert "Not drawn: Piano generato 015019" in page
    assert "(3 of 4 here)" in page
    assert '<option value="Piano generato' in page


def test_without_other_plans_the_weave_offers_none(built: Settings, store: OxigraphStore) -> None:
    client = create_app(built, store, {"version": "1", "classes": {}}, {}).test_client()
    assert 'id="plans"' not in client.get("/trama?layout=layered").text
    assert "Con altri piani" not in client.get("/trama").text
