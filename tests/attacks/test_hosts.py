"""Addresses come from the settings and never from what a stranger sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from probe import connect, say

from served import Served, serving
from trama.settings import Settings

pytestmark = pytest.mark.integration
EVIL = "evil.example"
ASKED = [
    "/",
    "/sitemap.xml",
    "/robots.txt",
    "/catalogo",
    "/catalogo.ttl",
    "/catalogo.jsonld",
    "/.well-known/void",
    "/dataset",
    "/api",
    "/api/openapi.json",
    "/sparql",
    "/interroga",
    "/id/psttm-2025-2027",
    "/page/psttm-2025-2027",
    "/data/psttm-2025-2027.ttl",
    "/ns",
    "/ns.ttl",
    "/graph/links",
    "/weave",
    "/api/",
    "//id/psttm-2025-2027",
    "/nowhere",
    "/verifica",
]


@pytest.fixture(scope="module")
def named(built: Settings) -> Iterator[Served]:
    with serving(built.build, server_hosts="trama.example.org other.example.org") as server:
        yield server


@pytest.fixture(scope="module")
def nameless(built: Settings) -> Iterator[Served]:
    with serving(built.build) as server:
        yield server


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
@pytest.mark.parametrize("path", ASKED)
def test_no_address_is_of_a_forged_name(
    named: Served, nameless: Served, path: str, accept: str
) -> None:
    refused = named.ask("GET", path, Host=EVIL, Accept=accept)
    assert refused.status == 421
    for forged in ({"Host": EVIL}, {"Host": "localhost", "X_Forwarded_Host": EVIL}):
        reply = nameless.ask("GET", path, Accept=accept, **forged)
        assert reply.status < 500
        assert EVIL.encode() not in reply.body
        assert EVIL not in str(reply.headers)
    assert EVIL.encode() not in refused.body.replace(b"evil.example.", b"")


def test_the_site_is_called_by_its_names(named: Served) -> None:
    for host in ("trama.example.org", "other.example.org"):
        reply = named.ask("GET", "/sitemap.xml", Host=host)
        found = set(re.findall(rb"<loc>(http://[^/]+)/", reply.body))
        assert found == {f"http://{host}".encode()}
    # By its number, or with another port, it is the site's first name that is told.
    for host in ("127.0.0.1", "trama.example.org:99"):
        reply = named.ask("GET", "/robots.txt", Host=host)
        assert b"Sitemap: http://trama.example.org/sitemap.xml" in reply.body


def test_health_and_numbers_are_told_to_who_asks_by_any_name(named: Served) -> None:
    for path in ("/health", "/metrics"):
        assert named.ask("GET", path, Host="10.1.2.3:8000").status == 200


def test_an_absolute_target_is_a_name_too(named: Served) -> None:
    connection = connect(named)
    target = f"GET http://{EVIL}/sitemap.xml HTTP/1.1\r\nHost: trama.example.org\r\n"
    answer = say(connection, f"{target}Connection: close\r\n\r\n")
    connection.close()
    assert b" 421 " in answer.partition(b"\r\n")[0]
