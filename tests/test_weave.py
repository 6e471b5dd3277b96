"""The weave and the matrices as the server gives them, without a browser."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from flask.testing import FlaskClient

from trama.network.network import read_network
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.web.server.app import create_app


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    return create_app(built, store, {"version": "1", "classes": {}}, {}).test_client()


def test_the_data_holds_the_whole_network(client: FlaskClient, store: OxigraphStore) -> None:
    whole = read_network(store)
    data = client.get("/trama.json").get_json()
    assert len(data["things"]) == len(whole.things)
    assert len(data["links"]) == len(whole.links)


def test_the_data_is_kept_and_packed(client: FlaskClient) -> None:
    packed = client.get("/trama.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    plain = client.get("/trama.json", headers={"Accept-Encoding": "identity"})
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    again = client.get("/trama.json", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_a_path_is_told_with_its_quotes(client: FlaskClient) -> None:
    page = client.get("/trama?from=driver/4&to=PTM").get_data(as_text=True)
    assert 'class="weave-steps"' in page
    path = client.get("/trama/cammino?from=driver/4&to=PTM").get_json()
    assert path["links"]
    assert path["html"].count("<blockquote") >= len(path["links"])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("least=7", "da 0 a 1"),
        ("kind=Dog", "Dog"),
        ("from=nothing-such&to=PTM", "nothing-such"),
        ("from=PTM&to=PTM", "stessa cosa"),
    ],
)
def test_what_cannot_be_understood_is_told(client: FlaskClient, query: str, told: str) -> None:
    answer = client.get(f"/trama/cammino?{query}", headers={"Accept-Language": "it"})
    assert answer.status_code == 400
    assert told in answer.get_json()["detail"]


@pytest.mark.parametrize("ending", ["graphml", "gexf", "svg", "jsonld"])
def test_what_the_filter_keeps_is_exported(client: FlaskClient, ending: str) -> None:
    content = client.get(f"/trama.{ending}?mission=6").get_data(as_text=True)
    assert "M6-01" in content
    assert "M2-01" not in content


def test_an_unknown_export_is_not_found(client: FlaskClient) -> None:
    assert client.get("/trama.exe").status_code == 404


def test_the_matrix_counts_what_the_drivers_combine(
    client: FlaskClient, store: OxigraphStore
) -> None:
    page = client.get("/matrici").get_data(as_text=True)
    shown = [int(n) for n in re.findall(r'<span aria-hidden="true">(\d+)</span>', page)]
    assert sum(shown) == sum(link.relation == "combines" for link in read_network(store).links)


def test_the_matrix_of_instruments_has_every_objective(
    client: FlaskClient, store: OxigraphStore
) -> None:
    page = client.get("/matrici/strumenti?lang=en").get_data(as_text=True)
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count('<th scope="row">') == 75
    carried = sum(link.relation == "carriedBy" for link in read_network(store).links)
    assert body.count('<td class="heat-') == carried


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/weave", "/trama"),
        (
            "/weave?from=driver/4&to=PTM&lang=en#weave-path",
            "/trama?from=driver/4&to=PTM&lang=en",
        ),
        ("/weave.graphml?mission=6", "/trama.graphml?mission=6"),
        ("/weave.json", "/trama.json"),
        ("/weave/path?from=driver/4&to=PTM", "/trama/cammino?from=driver/4&to=PTM"),
        ("/weave/table?page=2", "/trama/tabella?page=2"),
        ("/matrix?sort=total", "/matrici?sort=total"),
        ("/matrix/instruments?mission=1&mission=2", "/matrici/strumenti?mission=1&mission=2"),
        ("/map?lang=en", "/mappa?lang=en"),
    ],
)
def test_an_address_of_before_leads_for_good_to_its_new_one(
    client: FlaskClient, old: str, new: str
) -> None:
    answer = client.get(old)
    assert answer.status_code == 308
    assert answer.headers["Location"] == new
    assert client.get(new).status_code == 200


def test_a_request_cannot_lead_to_another_host(client: FlaskClient) -> None:
    answer = client.get("/weave.%2F%2Fevil.example?x=%0d%0aA:b")
    assert answer.status_code == 404 or answer.headers["Location"].startswith("/trama.")
    assert "\n" not in answer.headers.get("Location", "")
