"""What pages tell people of where links come from: a reader's work, an objection, the history of a link."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app

READER = "/id/agent/redazione-trama"


def opened(settings: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(settings.root / "queries")
    return create_app(settings, store, read_manifest(settings.build), queries).test_client()


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    return opened(built, store)


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(
        f"{address}?lang=en", headers={"Accept": "text/html"}, follow_redirects=True
    )
    assert answer.status_code == 200, address
    return answer.text


def a_link(root: Path, built: Settings) -> tuple[str, dict[str, str]]:
    """The place and the row of a link of the tables."""
    table = root / "graph/psttm-2025-2027/links-instruments.csv"
    with table.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    iri = built.names.link(row["source"], row["relation"], row["target"]).value
    return iri.removeprefix(built.base), row


def test_the_page_of_a_reader_says_what_was_read_when_and_by_what_rule(
    root: Path, client: FlaskClient
) -> None:
    text = page(client, READER)
    counted = Counter[str]()
    stated = Counter[str]()
    days: dict[str, set[str]] = {}
    for path in (root / "graph/psttm-2025-2027").glob("links-*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["attributed_to"] == "redazione-trama"
                counted[row["relation"]] += 1
                stated[row["relation"]] += row["basis"] == "stated"
                days.setdefault(row["relation"], set()).add(row["date"])
    cells = re.compile(
        r'<tr><th scope="row">.*?#(\w+)".*?</th><td>(\d+)</td><td>(\d+)</td><td>(.*?)</td></tr>'
    )
    told = {
        relation: (int(links), int(of), set(re.findall(r'datetime="([^"]+)"', dates)))
        for relation, links, of, dates in cells.findall(text)
    }
    assert told == {name: (counted[name], stated[name], days[name]) for name in counted}
    assert "Stated is only what the quoted words hold" in text


def test_who_is_no_reader_has_no_such_table(client: FlaskClient) -> None:
    assert 'id="read"' not in page(client, "/id/instrument/ptm")


@pytest.mark.parametrize(
    ("contact", "mailbox"),
    [
        ("", ""),
        ("redazione@comune.example", "redazione@comune.example"),
        ("https://comune.example/aiuto", ""),
    ],
)
def test_a_link_can_be_objected_to_by_a_message_that_names_it(
    root: Path, built: Settings, store: OxigraphStore, contact: str, mailbox: str
) -> None:
    settings = replace(built, server=replace(built.server, contact=contact))
    key, row = a_link(root, built)
    text = page(opened(settings, store), f"/{key}")
    (href,) = (unescape(found) for found in re.findall(r'href="(mailto:[^"]*\?[^"]+)"', text))
    parts = urlsplit(href)
    assert parts.path == mailbox
    (body,) = parse_qs(parts.query)["body"]
    assert built.base + key in body
    assert read_manifest(built.build)["version"] in body
    (subject,) = parse_qs(parts.query)["subject"]
    assert "M1-02" in subject
    assert built.base + key in unescape(re.findall(r"<pre>(.*?)</pre>", text, re.DOTALL)[0])
    if contact:
        assert contact in text
    assert row["relation"] == "carriedBy"


def test_what_is_no_link_has_no_objection(client: FlaskClient) -> None:
    assert 'id="objection"' not in page(client, "/id/instrument/ptm")


def test_old_addresses_of_links_lead_on_or_are_gone(root: Path, client: FlaskClient) -> None:
    with (root / "graph/retired.csv").open(encoding="utf-8", newline="") as file:
        retired = list(csv.DictReader(file))
    moved = next(row for row in retired if row["replaced_by"])
    gone = next(row for row in retired if not row["replaced_by"])
    answer = client.get(f"/id/{moved['local']}", headers={"Accept": "text/html"})
    assert answer.status_code in (301, 302, 303, 308, 410)
    assert moved["replaced_by"] in answer.text or moved["replaced_by"] in answer.headers["Location"]
    answer = client.get(f"/id/{gone['local']}?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 410
    assert gone["reason_en"] in unescape(answer.text)


def test_a_changed_link_tells_why(root: Path, client: FlaskClient, built: Settings) -> None:
    with (root / "graph/psttm-2025-2027/changes.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["was_relation"])
    iri = built.names.link(row["source"], row["relation"], row["target"]).value
    assert row["reason_en"] in unescape(page(client, f"/{iri.removeprefix(built.base)}"))
