"""Texts go packed to who takes them so, and are the same texts."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from trama.publish.rendering import STATIC
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app

PACKED = {"Accept-Encoding": "gzip, deflate, br"}
ADDRESSES = ["/", "/catalogo", "/accessibilita", "/api/openapi.json", "/static/site/site.css"]


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_packed_text_is_the_plain_one(client: FlaskClient, address: str) -> None:
    plain = client.get(address)
    packed = client.get(address, headers=PACKED)
    assert plain.status_code == packed.status_code == 200
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    # A cache between must not give the one for the other.
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("headers", [{}, PACKED], ids=["plain", "packed"])
def test_a_text_that_the_client_has_is_not_sent_again(
    client: FlaskClient, address: str, headers: dict[str, str]
) -> None:
    first = client.get(address, headers=headers)
    tag = first.headers["ETag"]
    again = client.get(address, headers={**headers, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


def test_the_packed_and_the_plain_form_have_their_own_tags(client: FlaskClient) -> None:
    plain = client.get("/static/site/site.css").headers["ETag"]
    packed = client.get("/static/site/site.css", headers=PACKED).headers["ETag"]
    assert plain != packed


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity", "gzip;q=0.1, identity"])
def test_who_does_not_want_it_packed_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    reply = client.get("/", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in reply.headers
    assert b"<html" in reply.data


def test_what_is_packed_already_is_not_packed_again(client: FlaskClient) -> None:
    font = next((STATIC / "site/fonts").glob("*.woff2")).name
    query = "SELECT * WHERE { ?s ?p ?o } LIMIT 200"
    answer = client.get("/sparql", query_string={"query": query}, headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).startswith(b'{"head"')
    assert (
        "Content-Encoding" not in client.get(f"/static/site/fonts/{font}", headers=PACKED).headers
    )


def test_head_tells_the_length_that_get_sends(client: FlaskClient) -> None:
    head, got = client.head("/", headers=PACKED), client.get("/", headers=PACKED)
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.data == b""
