"""A page of another site reads the linked data in a real browser, as Comunica and the like do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.integration
# Longer than what a browser sends without asking first (128 bytes).
ACCEPT = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,text/html;q=0.2,*/*;q=0.1"
)
READ = """async ([address, headers, names]) => {
  const answer = await fetch(address, {headers});
  const told = Object.fromEntries(names.map(name => [name, answer.headers.get(name)]));
  return {status: answer.status, told, text: await answer.text()};
}"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of a page of another site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as other:
        threading.Thread(target=other.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://localhost:{other.server_port}/"
        other.shutdown()


@pytest.fixture
def page(browser: Browser, elsewhere: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(elsewhere)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("path", "exposed"),
    [
        ("/id/psttm-2025-2027", ["link", "etag", "vary"]),
        ("/data/psttm-2025-2027.ttl", ["link", "etag"]),
        ("/ns", ["link", "etag"]),
        ("/graph/territory", ["link", "etag", "vary"]),
        ("/catalogo", ["link", "etag", "vary"]),
        ("/api/missions", ["link", "x-total-count", "vary"]),
        ("/sparql?query=ASK%7B%7D", ["etag", "vary"]),
        ("/graphs?default", ["etag", "vary"]),
        ("/search?q=rete&format=json", ["link", "vary"]),
    ],
)
def test_a_page_of_another_site_reads_it(
    page: Page, server: str, path: str, exposed: list[str]
) -> None:
    first = page.evaluate(READ, [f"{server}{path}", {"Accept": ACCEPT}, exposed])
    assert first["status"] == 200
    assert all(first["told"].values()), first["told"]
    assert len(first["text"]) > 20
    if "etag" in exposed:
        known = {"Accept": ACCEPT, "If-None-Match": first["told"]["etag"]}
        again = page.evaluate(READ, [f"{server}{path}", known, exposed])
        assert again["status"] == 304
    missing = page.evaluate(
        READ, [f"{server}/id/nowhere", {"Accept": ACCEPT}, ["content-language"]]
    )
    assert missing["status"] == 404


def test_a_part_of_a_dump_is_read(page: Page, server: str) -> None:
    version = page.evaluate(READ, [f"{server}/health", {}, []])["text"].split('"version":"')[1][:12]
    dump = f"{server}/dataset/{version}/trama.nq.gz"
    part = page.evaluate(READ, [dump, {"Range": "bytes=0-9"}, ["content-range"]])
    assert part["status"] == 206
    assert part["told"]["content-range"].startswith("bytes 0-9/")


def test_the_page_that_takes_plans_cannot_be_read(page: Page, server: str) -> None:
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate(READ, [f"{server}/verifica", {}, []])
