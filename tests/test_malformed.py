"""Five thousand malformed requests: each is refused as the client's fault, and nothing goes out."""

from __future__ import annotations

import gzip
import random
import socket
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
from flask.testing import FlaskClient

from trama.settings import Settings
from trama.store import memory_store
from trama.web import create_app

ROUNDS = 5_200
NQUADS = b'<http://e/a> <http://e/p> "1" <http://e/g> .\n<http://e/a> <http://e/q> <http://e/b> <http://e/g> .\n'
MANIFEST = {"version": "0", "quads": 2, "graphs": {"http://e/g": 2}, "classes": {}}

# Well-formed and ill-formed parts; the ill-formed are of the kinds in the W3C negative syntax tests.
PARTS = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "WHERE",
    "FROM",
    "FROM NAMED",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    ";",
    ",",
    "*",
    "?s",
    "?p",
    "$o",
    "?",
    "_:b",
    "_:",
    "[]",
    "()",
    "a",
    "<http://e/a>",
    "<http://e/a",
    "<a b>",
    "<\\u0020>",
    "{trap}",
    "SERVICE {trap}",
    "SERVICE SILENT ?s",
    "LOAD {trap}",
    "INSERT DATA { <a:b> <a:b> 1 }",
    "DROP ALL",
    "CLEAR SILENT DEFAULT",
    'BASE ""',
    "BASE {trap}",
    "PREFIX : {trap}",
    "PREFIX e: <http://e/>",
    "PREFIX",
    "e:a",
    "e:%zz",
    ":\\",
    "'",
    '"',
    "'''",
    '"""',
    '"x"@',
    '"x"@en--',
    '"x"^^',
    '"\\x"',
    '"\\ud800"',
    "1",
    "1e",
    "-.5",
    "1.2.3",
    "true",
    "FILTER",
    "FILTER(",
    "BIND(1 AS ?s)",
    "BIND(1 AS",
    "VALUES ?s { 1 }",
    "VALUES (?s ?p) { (1) }",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "GRAPH",
    "EXISTS",
    "NOT IN",
    "GROUP BY",
    "HAVING",
    "ORDER BY",
    "LIMIT -1",
    "OFFSET x",
    "COUNT(*)",
    "SUM(DISTINCT",
    "(COUNT(?s) AS ?s)",
    "GROUP_CONCAT(?s ; SEPARATOR = )",
    "^",
    "/",
    "|",
    "!",
    "+",
    "<<",
    ">>",
    "<< ?s ?p ?o >>",
    "# comment",
    "\x00",
    "\x1f",
    "\ufeff",
    "\u202e",
    "è",
    "\U0001f9f5",
    "\\u0041SK",
    "\\U00110000",
    "{{trap}}",
]
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
TYPES = [
    FORM,
    DIRECT,
    "application/sparql-update",
    "text/turtle",
    "",
    "a/b; charset",
    "multipart/form-data",
]
METHODS = ["GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]
ACCEPT = [
    "*/*",
    "text/csv",
    "text/html",
    ";;;q=,",
    "text/turtle;q=9",
    "a" * 300,
    "application/*;q=0",
]
CODINGS = ["", "", "", "gzip", "gzip, gzip", "br", "identity", "x" * 200]


@pytest.fixture(scope="module")
def trap() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        yield listening


@pytest.fixture(scope="module")
def client(root, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = Settings(root=root, build=tmp_path_factory.mktemp("none"))
    app = create_app(settings, memory_store(NQUADS), MANIFEST, {})
    # The server answers 500 to what escapes; the test is to see that as 500 too.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


def _query(chance: random.Random, trap: str) -> str:
    parts = chance.choices(PARTS, k=chance.randint(0, 14))
    if chance.random() < 0.5:
        parts = ["SELECT * WHERE {", *parts, "}"]
    text = chance.choice((" ", " ", "\n", "")).join(parts).replace("{trap}", trap)
    if chance.random() < 0.2 and text:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice("{}()<>\"'\\\x7f%&#") + text[at + chance.randint(0, 3) :]
    if chance.random() < 0.02:
        text = chance.choice("{([") * chance.randint(100, 2_000) + text
    return text


def _request(chance: random.Random, trap: str) -> dict:
    """Return a request as the test client takes it, wrong in one or more ways."""
    text = _query(chance, trap)
    fields = [("query", text)] * chance.choice((0, 1, 1, 1, 1, 2))
    fields += [("update", text)] * (chance.random() < 0.1)
    for name in ("default-graph-uri", "named-graph-uri", "graph", "default", "format", "lang", "x"):
        if chance.random() < 0.15:
            fields.append(
                (name, chance.choice((trap[1:-1], "http://e/g", "x y", "", "\x00", "json")))
            )
    chance.shuffle(fields)
    encode = chance.choice((quote, quote_plus))
    encoded = "&".join(f"{name}={encode(value)}" for name, value in fields)
    if chance.random() < 0.1:
        encoded += chance.choice(
            ("&%FF", "&%", "&=&=&&", "%80=%80", "&query", ";query=ASK{}", "&" * 1_500)
        )
    method, kind = chance.choice(METHODS), chance.choice(TYPES)
    direct = kind == DIRECT and chance.random() < 0.8
    body = text.encode("utf-8", "surrogatepass") if direct else encoded.encode()
    coding = chance.choice(CODINGS)
    if coding == "gzip" and chance.random() < 0.8:
        body = gzip.compress(body)
    if chance.random() < 0.15:
        body = bytes(chance.randrange(256) for _ in range(chance.randint(0, 60))) + body[::-1]
    headers = {
        "Accept": chance.choice(ACCEPT),
        "Accept-Language": chance.choice(("it", "en", "q=;", "*")),
    }
    headers |= {"Content-Encoding": coding} if coding else {}
    headers |= (
        {"If-None-Match": chance.choice(('"', "*x", 'W/"a", b'))} if chance.random() < 0.1 else {}
    )
    in_address = method in ("GET", "HEAD") or chance.random() < 0.2
    return {
        "path": chance.choice(("/sparql", "/sparql", "/sparql", "/sparql/", "/graphs")),
        "method": method,
        "query_string": encoded if in_address else "",
        "data": b"" if method == "GET" else body,
        "content_type": kind or None,
        "headers": headers,
    }


def test_malformed_requests_are_refused_and_nothing_goes_out(
    client: FlaskClient, trap: socket.socket
) -> None:
    here = f"<http://127.0.0.1:{trap.getsockname()[1]}/x>"
    chance = random.Random(20251127)
    seen: Counter[int] = Counter()
    for number in range(ROUNDS):
        asked = _request(chance, here)
        response = client.open(**asked)
        seen[response.status_code] += 1
        assert response.status_code < 500, (number, asked, response.get_data())
        # A client that would rather read HTML gets a page.
        page = asked["method"] == "HEAD" or "html" in str(asked.get("headers", ""))
        if response.status_code >= 400 and not page:
            assert response.mimetype == "application/problem+json", (asked, response.data)
            assert response.get_json()["status"] == response.status_code
    with pytest.raises(TimeoutError):
        trap.accept()
    # The generator reaches what it is to reach.
    assert sum(seen[status] for status in seen if status >= 400) >= 4_000
    assert {400, 403, 404, 405, 406, 415} <= set(seen)


def test_a_gzip_bomb_is_refused_unopened(client: FlaskClient) -> None:
    bomb = gzip.compress(b"a" * 60_000_000)
    assert len(bomb) < 100_000
    response = client.post(
        "/sparql", data=bomb, content_type=DIRECT, headers={"Content-Encoding": "gzip"}
    )
    assert response.status_code == 413


def test_two_gzip_members_are_no_one_body(client: FlaskClient) -> None:
    body = gzip.compress(b"ASK {}") + gzip.compress(b"ASK {}")
    response = client.post(
        "/sparql", data=body, content_type=DIRECT, headers={"Content-Encoding": "gzip"}
    )
    assert response.status_code == 400


def test_a_gzip_body_is_taken(client: FlaskClient) -> None:
    response = client.post(
        "/sparql",
        data=gzip.compress(b"ASK { ?s ?p ?o }"),
        content_type=DIRECT,
        headers={"Content-Encoding": "gzip"},
    )
    assert response.get_json(force=True)["boolean"] is True
