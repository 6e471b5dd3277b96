"""Names of other offices' tables matched to the dataset: the protocol, and what it takes to be the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from trama.publish.reconciling import plain
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    return create_app(built, store, read_manifest(built.build), {}).test_client()


def matched(client: FlaskClient, *names: str, **facts: Any) -> list[list[Mapping[str, Any]]]:
    queries = {f"q{number}": {"query": name, **facts} for number, name in enumerate(names)}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return [answer.json[key]["result"] for key in queries]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Melzo", "comune/015142"),
        ("COMUNE DI MELZO (MI)", "comune/015142"),
        ("15142", "comune/015142"),
        ("Sesto S. Giovanni", "comune/015209"),
        ("Trezzano S/N", "comune/015220"),
        ("Cassina de’ Pecchi", "comune/015060"),
        ("zona 4", "zone/4"),
        ("Adda Martesana", "zone/4"),
        ("Unione dei comuni Basiano e Masate", "union/basiano-masate"),
        ("pums", "instrument/pums"),
        ("Piano Territoriale Metropolitano", "instrument/ptm"),
        ("Regione Lombardia", "actor/regione-lombardia"),
        ("M2-15", "psttm-2025-2027/objective/M2-15"),
    ],
)
def test_a_name_as_offices_write_it_is_matched(client: FlaskClient, name: str, key: str) -> None:
    ((first, *_),) = matched(client, name)
    assert (first["id"], first["match"]) == (key, True)


@pytest.mark.parametrize(
    "name", ["Torino", "Milano", "Roma", "San Giuliano", "99999", "M9-99", "…"]
)
def test_what_is_unknown_or_could_be_several_is_left_to_a_person(
    client: FlaskClient, name: str
) -> None:
    (found,) = matched(client, name)
    assert not any(one["match"] for one in found)


def test_a_type_and_what_stands_beside_decide(client: FlaskClient) -> None:
    ((milano,),) = matched(client, "Milano", type="Municipality", limit=1)
    assert (milano["id"], milano["match"]) == ("comune/015146", True)
    beside = [{"pid": "trama:inZone", "v": "Sud Ovest"}]
    ((wrong, *_),) = matched(client, "Melzo", properties=beside)
    assert wrong["id"] == "comune/015142"
    assert not wrong["match"]
    named = [{"pid": "trama:istatCode", "v": "015142"}]
    answer = client.get(
        "/reconcile", query_string={"queries": json.dumps({"a": {"properties": named}})}
    )
    assert answer.json["a"]["result"][0]["id"] == "comune/015142"


def test_the_service_says_what_it_can(client: FlaskClient) -> None:
    manifest = client.get("/reconcile").json
    assert "0.2" in manifest["versions"]
    assert {kind["id"] for kind in manifest["defaultTypes"]} >= {
        "Municipality",
        "Instrument",
        "Actor",
    }
    for one in manifest["suggest"].values():
        assert client.get(one["service_path"] + "?prefix=me").status_code == 200
    assert client.get(manifest["extend"]["propose_properties"]["service_path"]).status_code == 200
    assert client.get("/reconcile").headers["Access-Control-Allow-Origin"] == "*"


def test_things_types_and_properties_are_suggested(client: FlaskClient) -> None:
    things = client.get("/reconcile/suggest/entity?prefix=mel").json["result"]
    assert {"comune/015142", "comune/015140"} <= {one["id"] for one in things}
    (zone,) = client.get("/reconcile/suggest/type?prefix=zon").json["result"]
    assert zone == {"id": "HomogeneousZone", "name": "Zona omogenea"}
    named = client.get("/reconcile/suggest/property?prefix=istat").json["result"]
    assert "trama:istatCode" in {one["id"] for one in named}


def test_a_table_is_extended_with_values_of_things(client: FlaskClient) -> None:
    names = ("trama:inZone", "trama:istatCode", "no:such")
    proposed = client.get("/reconcile/properties?type=Municipality").json["properties"]
    assert {"trama:inZone", "trama:istatCode"} <= {one["id"] for one in proposed}
    wanted = {"ids": ["comune/015142", "no"], "properties": [{"id": name} for name in names]}
    answer = client.post("/reconcile", data={"extend": json.dumps(wanted)}).json
    assert [one["id"] for one in answer["meta"]] == list(names)
    assert answer["rows"]["comune/015142"] == {
        "trama:inZone": [{"id": "zone/4", "name": "Adda Martesana"}],
        "trama:istatCode": [{"str": "015142"}],
        "no:such": [],
    }
    assert answer["rows"]["no"] == {name: [] for name in names}


def test_a_preview_may_stand_in_a_frame_and_a_view_leads_to_the_page(client: FlaskClient) -> None:
    shown = client.get("/reconcile/preview?id=comune/015142")
    assert "<h1" in shown.text
    assert "frame-ancestors *" in shown.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in shown.headers
    assert client.get("/").headers["X-Frame-Options"] == "DENY"
    led = client.get("/reconcile/view?id=comune%2F015142")
    assert led.status_code == 303
    assert client.get(led.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"queries": "["}, 400),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(101)})}, 400),
        ({"queries": '{"a": {}}'}, 400),
        ({"queries": '{"a": {"query": 3}}'}, 400),
        ({"queries": '{"a": {"query": "x", "type": "Nope"}}'}, 400),
        ({"queries": '{"a": {"query": "x", "limit": "many"}}'}, 400),
        ({"extend": "{}"}, 400),
        ({"extend": json.dumps({"ids": ["a"] * 3000, "properties": []})}, 413),
    ],
)
def test_what_is_wrong_is_told(client: FlaskClient, given: dict[str, str], status: int) -> None:
    answer = client.post("/reconcile", data=given)
    assert answer.status_code == status
    assert answer.json["detail"].endswith(".")


def test_no_name_reaches_a_query_or_a_page_unescaped(client: FlaskClient) -> None:
    hostile = "x> } DROP ALL # <script>"
    assert matched(client, hostile) == [[]]
    wanted = {"ids": [hostile], "properties": [{"id": hostile}, {"id": "trama:x> <y"}]}
    assert client.post("/reconcile", data={"extend": json.dumps(wanted)}).status_code == 200
    assert client.get("/reconcile/preview", query_string={"id": hostile}).status_code == 404


def test_names_are_compared_without_what_varies() -> None:
    assert plain("Comune di  Cassina de’ Pecchi (MI)") == plain("CASSINA DE PECCHI")
    assert plain("Città di Rhò") == "rho"
    assert plain("Comune") == "comune"
