"""Another SPARQL server as the store: the same answers, nothing but what was named, told when it fails."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pyoxigraph import QuerySolutions
from typer.testing import CliRunner

from served import serving, write_build
from trama.cli import app
from trama.errors import QueryError, StoreError
from trama.query import sparql
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore, RemoteStore, Store, memory_store
from trama.store.current import open_current
from trama.store.oxigraph import check_sums
from trama.store.release import read_manifest

GRAPHS = ("http://e/g1", "http://e/g2")
NQUADS = """<http://e/a> <http://e/p> "1" <http://e/g1> .
<http://e/b> <http://e/p> "2" <http://e/g2> .
<http://e/c> <http://e/p> "3" <http://e/other> .
"""
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"
NAMED = "SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"


def objects(store: Store, query: str, **options: object) -> list[str]:
    answer = store.query(query, **options)  # type: ignore[arg-type]
    assert isinstance(answer, QuerySolutions)
    return [solution["o"].value for solution in answer]


def differing(one: Store, other: Store, root: Path, settings: Settings) -> set[str]:
    """The ready queries that two stores answer differently."""

    def rows(store: Store, name: str) -> list[list[str]]:
        query = queries[name]
        found = sparql.run(store, query.text, values=query.values({}, settings.names))
        return [[str(term) for term in row] for row in found]  # type: ignore[union-attr]

    queries = read_queries(root / "queries")
    return {name for name in queries if rows(one, name) != rows(other, name)}


# A server of our own


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds one graph more than the dataset."""
    folder = tmp_path_factory.mktemp("peer")
    write_build(folder, NQUADS)
    with serving(folder) as server:
        yield f"{server.url}sparql"


@pytest.fixture
def remote(peer: str) -> RemoteStore:
    return RemoteStore(peer, GRAPHS)


@pytest.mark.integration
def test_the_dataset_is_the_graphs_that_were_named(remote: RemoteStore) -> None:
    assert objects(remote, ALL) == objects(remote, NAMED) == ["1", "2"]
    assert remote.counts() == dict.fromkeys(GRAPHS, 1)
    assert remote.count() == 2


@pytest.mark.integration
def test_a_dataset_is_chosen_as_in_the_embedded_engine(remote: RemoteStore) -> None:
    embedded = memory_store("".join(NQUADS.splitlines(True)[:2]).encode())
    for query in (ALL, NAMED):
        for default in ([], ["http://e/g1"], ["http://e/other"], [*GRAPHS]):
            for named in ([], ["http://e/g2"], ["http://e/other"]):
                wanted = objects(embedded, query, default_graphs=default, named_graphs=named)
                found = objects(remote, query, default_graphs=default, named_graphs=named)
                assert found == wanted, (query, default, named)
    assert objects(remote, ALL.replace("WHERE", "FROM <http://e/g2> WHERE")) == ["2"]


@pytest.mark.integration
@pytest.mark.parametrize(
    "clause",
    ["FROM <http://e/other>", "FROM NAMED <http://e/other>", "FROM # x\n e:other", "FROM other"],
)
def test_from_opens_no_other_graph(remote: RemoteStore, clause: str) -> None:
    with pytest.raises(QueryError, match=r"FROM|error at"):
        remote.query(f"PREFIX e: <http://e/> SELECT * {clause} WHERE {{ ?s ?p ?o }}")


@pytest.mark.integration
def test_every_form_of_query_is_answered(remote: RemoteStore) -> None:
    assert bool(remote.query("ASK { ?s ?p '1' }")) is True
    assert bool(remote.query("ASK { ?s ?p '3' }")) is False
    built = remote.query("CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o }")
    assert sorted(triple.object.value for triple in built) == ["1", "2"]  # type: ignore[union-attr]
    assert len(list(remote.query("DESCRIBE <http://e/a>"))) == 1
    (row,) = remote.query("SELECT (<x> AS ?x) {}", base="http://b.example/")
    assert row["x"].value == "http://b.example/x"  # type: ignore[index]


@pytest.mark.integration
def test_the_real_plan_is_answered_for_alike(
    built: Settings, store: OxigraphStore, server: str, root: Path
) -> None:
    graphs = read_manifest(built.build)["graphs"]
    remote = RemoteStore(f"{server}/sparql", graphs)
    assert remote.counts() == graphs
    assert differing(store, remote, root, built) == set()


@pytest.mark.integration
def test_commands_ask_the_server_of_the_settings(
    built: Settings, server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The build has no store of its own here, so an answer can only come from the server."""
    for part in ("dataset.nq", "manifest.json"):
        shutil.copy(built.build / part, tmp_path / part)
    monkeypatch.setenv("TRAMA_BUILD", str(tmp_path))
    asked = ["query", "objectives-of-driver", "--param", "driver=4", "--format", "csv"]
    assert CliRunner().invoke(app, asked).exit_code != 0
    monkeypatch.setenv("TRAMA_STORE_REMOTE", f"{server}/sparql")
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0
    assert "M2-09" in done.output
    told = CliRunner().invoke(app, ["why", "driver/4", "M2-09"])
    assert told.exit_code == 0
    assert "«" in told.output or '"' in told.output


@pytest.mark.integration
def test_a_server_that_holds_another_build_is_told(
    peer: str, built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    monkeypatch.setenv("TRAMA_STORE_REMOTE", peer)
    done = CliRunner().invoke(app, ["query", "missions"])
    assert isinstance(done.exception, StoreError)
    assert "does not hold the current build" in str(done.exception)


@pytest.mark.integration
def test_pages_and_queries_are_served_from_another_server(built: Settings, server: str) -> None:
    with serving(built.build, store_remote=f"{server}/sparql") as front:
        query = "SELECT ?o { ?o a <https://w3id.org/trama/ns#Driver> } ORDER BY ?o"
        reply = front.query(query, Accept="text/csv")
        assert (reply.status, len(reply.body.splitlines())) == (200, 11)
        # No process of this server evaluates anything.
        assert front.workers() == []
        for path in (
            "/page/psttm-2025-2027/objective/M2-15",
            "/data/psttm-2025-2027/objective/M2-15.ttl",
            "/api/objectives-of-mission?mission=2",
            "/search?q=rete",
            "/catalogo",
            "/health",
        ):
            assert front.ask("GET", path).status == 200, path
        bad = front.query("SELECT * WHERE {\n ?s ?p }")
        assert (bad.status, "2:9" in bad.json["detail"]) == (400, True)


# A server that misbehaves


Answering = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answering) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()


def say(status: int, body: bytes, **headers: str) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (say(302, b"", Location="http://192.0.2.1/"), StoreError, "302"),
        (say(206, EMPTY), StoreError, "cut its answer short"),
        (say(200, EMPTY, X_SPARQL_MaxRows="10"), StoreError, "cut its answer short"),
        (say(200, b"<html>"), StoreError, "what is not"),
        (
            say(200, EMPTY[:-3] + b'{"x": {"type": "bnode", "value": "a b"}}]}}'),
            StoreError,
            "what is not",
        ),
        (say(200, EMPTY, Content_Length="500"), StoreError, "broke off|cannot be asked"),
        (say(400, b"\n line 1: no\n more"), QueryError, "^line 1: no$"),
        (
            say(400, b'{"detail": "told"}', Content_Type="application/problem+json"),
            QueryError,
            "^told$",
        ),
        (say(400, b"[]", Content_Type="application/problem+json"), QueryError, "Bad Request"),
        (say(500, b"<b>x</b>", Content_Type="text/html"), StoreError, "500: Internal"),
        (say(503, b""), StoreError, "503"),
    ],
)
def test_a_server_that_fails_is_told_in_one_sentence(
    answer: Answering, error: type[Exception], reason: str
) -> None:
    with answering(answer) as address, pytest.raises(error, match=reason):
        RemoteStore(address, GRAPHS, seconds=5).query(ALL)


@pytest.mark.parametrize("first", [say(503, b"", Retry_After="0"), say(429, b""), say(502, b"")])
def test_a_busy_server_is_asked_again(first: Answering) -> None:
    answers = [first, say(200, EMPTY)]
    with answering(lambda handler: answers.pop(0)(handler)) as address:
        assert list(RemoteStore(address, GRAPHS, seconds=5).query(ALL)) == []
    assert answers == []


def test_a_query_that_failed_is_not_asked_again() -> None:
    answers = [say(500, b"no"), say(200, EMPTY)]
    with (
        answering(lambda handler: answers.pop(0)(handler)) as address,
        pytest.raises(StoreError, match="500"),
    ):
        RemoteStore(address, GRAPHS, seconds=5).query(ALL)
    assert len(answers) == 1


def test_credentials_are_sent_and_in_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_STORE_USER", "anna")
    monkeypatch.setenv("TRAMA_STORE_PASSWORD", "segreto")
    seen = []

    def refuse(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Authorization"])
        say(401, b"")(handler)

    with answering(refuse) as address, pytest.raises(StoreError) as told:
        RemoteStore(address, GRAPHS, seconds=5).query(ALL)
    # Virtuoso says what it wants only to who sends nothing.
    assert seen == ["Basic YW5uYTpzZWdyZXRv", None]
    assert "segreto" not in str(told.value)
    assert "YW5u" not in str(told.value)


CHALLENGE = 'Digest realm="SPARQL", nonce="abc", opaque="xyz", qop="auth", algorithm="{}"'


@pytest.mark.parametrize(("algorithm", "made"), [("MD5", "md5"), ("SHA-256", "sha256")])
def test_a_server_that_wants_a_digest_gets_one_and_no_password(
    algorithm: str, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 7616, section 3.4: the answer is worked out here by the words of the standard."""
    monkeypatch.setenv("TRAMA_STORE_USER", "anna")
    monkeypatch.setenv("TRAMA_STORE_PASSWORD", "segreto")
    seen: list[dict[str, str]] = []

    def of(text: str) -> str:
        return hashlib.new(made, text.encode()).hexdigest()

    def challenge(handler: BaseHTTPRequestHandler) -> None:
        given = handler.headers["Authorization"] or ""
        fields = dict(re.findall(r'(\w+)="?([^",]*)"?', given.removeprefix("Digest ")))
        right = of(
            f"{of('anna:SPARQL:segreto')}:abc:{fields.get('nc')}:{fields.get('cnonce')}:auth:"
            f"{of('POST:/sparql')}"
        )
        if given.startswith("Digest") and fields["response"] == right:
            seen.append(fields)
            say(200, EMPTY)(handler)
        else:
            say(401, b"", WWW_Authenticate=CHALLENGE.format(algorithm))(handler)

    with answering(challenge) as address:
        remote = RemoteStore(address, GRAPHS, seconds=5)
        assert list(remote.query(ALL)) == list(remote.query(ALL)) == []
    assert [fields["nc"] for fields in seen] == ["00000001", "00000002"]
    assert seen[0]["opaque"] == "xyz"


def test_a_server_that_sums_wrongly_is_refused() -> None:
    wrong = {f"s{n}": {"type": "literal", "value": "16"} for n in range(7)}
    body = json.dumps({"head": {"vars": list(wrong)}, "results": {"bindings": [wrong]}})
    with (
        answering(say(200, body.encode())) as address,
        pytest.raises(StoreError, match="20 - 3 \\+ 1 as 16"),
    ):
        check_sums(RemoteStore(address, GRAPHS, seconds=5))


def test_a_server_that_drips_is_given_up_at_the_time() -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.05):
            handler.wfile.write(b" ")

    with answering(drip) as address:
        with pytest.raises(StoreError, match=r"within 0\.5 seconds"):
            RemoteStore(address, GRAPHS, seconds=0.5).query(ALL)
        stop.set()


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        address = f"http://127.0.0.1:{held.getsockname()[1]}/"
    with pytest.raises(StoreError, match="cannot be asked"):
        RemoteStore(address, GRAPHS, seconds=2).query(ALL)


@pytest.mark.parametrize(
    "address",
    ["", "ftp://e/", "http://", "sparql", "http://e:x/", "http://e/ \r\nX: y", "http://è/"],
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(StoreError, match="http or https address"):
        RemoteStore(address, GRAPHS)


@pytest.mark.parametrize(
    "query",
    [
        'define get:soft "soft" SELECT * WHERE { ?s ?p ?o }',
        '\\u000a\\u000adefine get:soft "soft" SELECT * WHERE { ?s ?p ?o }',
        "SELECT (<bif:http_client>('http://192.0.2.1/') AS ?x) {}",
        "PREFIX b: <BIF:> SELECT (b:http_client('http://192.0.2.1/') AS ?x) {}",
        "PREFIX s: <sql:> SELECT (s:x() AS ?x) {}",
        "LOAD <http://192.0.2.1/>",
        "INSERT DATA { <a:b> <a:b> 1 }",
        "SELECT * WHERE { ?s ?p }",
        "SELECT * WHERE { ?s ?p ?o } \0",
    ],
)
def test_what_is_not_plain_sparql_does_not_leave_this_machine(query: str) -> None:
    seen: list[bytes] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.body)  # type: ignore[attr-defined]
        say(200, EMPTY)(handler)

    with answering(answer) as address:
        remote = RemoteStore(address, GRAPHS, seconds=5)
        if "?s ?p }" not in query:
            with pytest.raises(QueryError):
                remote.query(query)
            assert seen == []
        # The recorder records.
        assert list(remote.query(ALL)) == []
    (asked,) = seen
    fields = parse_qs(asked.decode())
    assert fields["query"] == [ALL]
    assert fields["default-graph-uri"] == fields["named-graph-uri"] == list(GRAPHS)


def test_the_time_of_a_query_is_not_spent_on_reading_it() -> None:
    """Only the syntax is looked at here: a query that takes for ever is for the server to stop."""
    numbers = " ".join(map(str, range(200)))
    clauses = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "abcdef")
    heavy = f"ASK {{ {clauses} FILTER(?a = 'none') }}"
    with answering(say(200, b'{"head": {}, "boolean": false}')) as address:
        assert not RemoteStore(address, GRAPHS, seconds=5).query(heavy)


def test_without_the_setting_the_store_is_our_own(built: Settings) -> None:
    assert isinstance(open_current(built), OxigraphStore)
