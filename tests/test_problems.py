"""What goes wrong is told alike at every address: a page to a browser, RFC 9457 to a program."""

from __future__ import annotations

import ast
import errno
from pathlib import Path

import pytest
from flask import Response
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from trama.errors import StoreError
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app
from trama.web.crossorigin import EXPOSED
from trama.web.failures import REFUSED
from trama.web.problems import of_status
from trama.web.problemwords import ABOUT, LIMITS, STATUSES, TITLES

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# An address, how it is asked, and the status.
WRONG = [
    ("/nowhere", "GET", 404),
    ("/page/nowhere", "GET", 404),
    ("/id/nowhere", "GET", 404),
    ("/data/nowhere.ttl", "GET", 404),
    ("/ns/nowhere", "GET", 404),
    ("/ns.pdf", "GET", 404),
    ("/graph/nowhere", "GET", 404),
    ("/graphs?graph=urn:none", "GET", 404),
    ("/graphs", "GET", 400),
    ("/graphs", "PUT", 405),
    ("/api/nowhere", "GET", 404),
    ("/dataset/nowhere", "GET", 404),
    ("/catalogo.pdf", "GET", 404),
    ("/static/nowhere.css", "GET", 404),
    ("/trama.pdf", "GET", 404),
    ("/trama.svg?least=7", "GET", 400),
    ("/page/psttm-2025-2027?page=x", "GET", 400),
    ("/sparql?query=SELECT", "GET", 400),
    ("/sparql", "DELETE", 405),
    ("/", "POST", 405),
    ("/catalogo", "DELETE", 405),
    ("/search?q=x&page=0", "GET", 400),
    ("/interroga?pronta=nowhere", "GET", 400),
    ("/interroga/testo?pronta=nowhere", "GET", 404),
    ("/verifica", "POST", 403),
    ("/problem/nowhere", "GET", 404),
]


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore, root: Path) -> FlaskClient:
    app = create_app(built, store, read_manifest(built.build), read_queries(root / "queries"))

    @app.get("/broken/<how>")
    def broken(how: str) -> Response:
        raise {
            "bug": RuntimeError("a secret"),
            "store": StoreError("the store cannot be read"),
            "disk": OSError(errno.ENOSPC, "No space left on device"),
        }[how]

    return app.test_client()


@pytest.mark.parametrize(("address", "method", "status"), WRONG)
def test_a_program_is_told_with_a_problem(
    client: FlaskClient, address: str, method: str, status: int
) -> None:
    joint = "&" if "?" in address else "?"
    for lang, headers in (
        ("en", {"Accept": "application/json"}),
        ("it", {"Accept": "*/*", "Accept-Language": "it-IT,it;q=0.9"}),
        ("it", {"Accept": "application/json", "Accept-Language": "en", "lang": "it"}),
    ):
        if address == "/verifica" and headers["Accept"] == "*/*":
            continue  # a form for people, which its own script sends, too
        asked = f"{address}{joint}lang=it" if headers.pop("lang", "") else address
        answer = client.open(asked, method=method, headers=headers)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.headers["Content-Language"] == lang
        assert {"Accept", "Accept-Language"} <= answer.vary.as_set(preserve_casing=True)
        problem = answer.json
        assert problem["status"] == status
        assert problem["title"] in {titles[lang == "en"] for titles in TITLES.values()}
        assert problem["detail"].endswith((".", "?"))
        if address != "/verifica":
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        kind = problem["type"].rpartition("/problem/")[2]
        assert client.get(f"/problem/{kind}").status_code == 200


@pytest.mark.parametrize(("address", "method", "status"), WRONG)
def test_a_browser_is_told_with_a_page(
    client: FlaskClient, address: str, method: str, status: int
) -> None:
    for lang, headers in (("it", {}), ("en", {"Accept-Language": "en-GB,en;q=0.8"})):
        headers["Accept"] = BROWSER
        answer = client.open(address, method=method, headers=headers)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
        if not address.startswith(("/verifica", "/interroga?")):
            assert f'<html lang="{lang}">' in answer.text


@pytest.mark.parametrize("how", ["bug", "store", "disk"])
def test_what_breaks_is_told_like_all_else_and_tells_no_secret(
    client: FlaskClient, how: str
) -> None:
    status = {"bug": 500, "store": 503, "disk": 503}[how]
    for accept, mimetype in (
        (BROWSER, "text/html"),
        ("application/json", "application/problem+json"),
    ):
        answer = client.get(f"/broken/{how}", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (status, mimetype)
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_what_the_server_refuses_is_told_in_the_same_way(client: FlaskClient, status: int) -> None:
    environment = {REFUSED: status}
    for accept, mimetype in (
        (BROWSER, "text/html"),
        ("application/json", "application/problem+json"),
    ):
        answer = client.get("/", headers={"Accept": accept}, environ_overrides=environment)
        assert (answer.status_code, answer.mimetype) == (status, mimetype)


def test_a_refused_method_says_which_there_are(client: FlaskClient) -> None:
    answer = client.delete("/catalogo")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "GET" in answer.json["detail"]


def test_every_kind_has_its_words_in_both_languages() -> None:
    for words in (*TITLES.values(), *ABOUT.values(), *LIMITS.values()):
        assert len(words) == 2
        assert all(words)
    kinds = {kind for kind, _ in STATUSES.values()}
    assert kinds | set(ABOUT) | set(LIMITS) <= set(TITLES)
    for status in range(400, 600):
        assert of_status(status).status == status


def test_every_kind_that_is_raised_is_known(root: Path) -> None:
    """Read what the modules of `web` give to Refusal."""
    found = set()
    for path in (root / "src" / "trama" / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                kind = node.args[1] if len(node.args) > 1 else None
                found |= {kind.value} if isinstance(kind, ast.Constant) else set()
    assert len(found) > 8
    assert found <= set(TITLES)


def test_there_is_one_place_for_each_of_these(root: Path) -> None:
    """Errors become answers, CORS is said, and texts are packed, each in one module."""
    web = root / "src" / "trama" / "web"
    words = {
        "Access-Control-": "crossorigin.py",
        "zlib.compressobj": "packing.py",
        "gzip.compress": "packing.py",
        "problem+json": "problems.py",
        "accept_mimetypes": None,
        "best_match": "problems.py",
        "errorhandler(": "failures.py",
    }
    # The query page packs addresses, the check page is a form that says what is wrong with it, and the
    # description of the interface names the type of problems.
    apart = {
        "query.py": "zlib.compressobj",
        "check.py": "errorhandler(",
        "openapi.py": "problem+json",
    }
    for path in web.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word, home in words.items():
            if word in text and apart.get(path.name) != word and path.name != home:
                assert '"application/problem+json",\n' in text, f"{path}: {word}"


SAFE = {"cache-control", "content-language", "content-length", "content-type", "expires"}
SAFE |= {"last-modified", "pragma"}
# What only the browser itself reads.
BROWSERS = {
    "access-control-allow-origin",
    "access-control-expose-headers",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "cross-origin-opener-policy",
    "permissions-policy",
}


def test_every_header_that_is_sent_can_be_read_by_other_sites(client: FlaskClient) -> None:
    exposed = {name.lower() for name in EXPOSED}
    addresses = ["/", "/catalogo", "/catalogo.ttl", "/id/psttm-2025-2027", "/ns/", "/api"]
    addresses += ["/api/objectives-of-mission?format=csv&per_page=5", "/sparql?query=ASK{}"]
    addresses += ["/page/psttm-2025-2027", "/data/psttm-2025-2027.ttl", "/trama.svg", "/nowhere"]
    addresses += ["/dataset", "/search?q=piano&format=json", "/static/trama.svg", "/health"]
    version = client.get("/health").json["version"]
    addresses += [f"/dataset/{version}", f"/dataset/{version}/trama.nq.gz"]
    for address in addresses:
        answer = client.get(address)
        assert answer.headers["Access-Control-Allow-Origin"] == "*", address
        told = set(answer.headers["Access-Control-Expose-Headers"].lower().split(", "))
        assert told == exposed
        sent = {name.lower() for name in dict(answer.headers)} - SAFE - BROWSERS
        assert sent <= told, address


@pytest.mark.parametrize(
    "address",
    [
        "/id/psttm-2025-2027",
        "/data/psttm-2025-2027.ttl",
        "/ns",
        "/ns.ttl",
        "/graph/links",
        "/catalogo",
        "/catalogo.ttl",
        "/api",
        "/api/objectives-of-mission",
        "/dataset",
        "/dataset/x/trama.nq.gz",
        "/.well-known/void",
        "/search",
        "/sparql",
        "/graphs",
        "/page/psttm-2025-2027",
    ],
)
def test_another_site_may_ask_with_conditions_and_a_long_accept(
    client: FlaskClient, address: str
) -> None:
    answer = client.options(
        address,
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "accept,if-none-match",
        },
    )
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"accept", "if-none-match", "range"} <= set(allowed)


def test_the_page_that_takes_plans_is_for_this_site_only(client: FlaskClient) -> None:
    for answer in (client.get("/verifica"), client.options("/verifica")):
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_all_that_the_framework_raises_is_handled() -> None:
    raised: list[type[HTTPException]] = list(HTTPException.__subclasses__())
    codes = {kind.code for kind in raised if kind.code}
    assert all(of_status(code).it for code in codes if code >= 400)
