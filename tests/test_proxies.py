"""The examples of nginx and Caddy in `deploy/`, run before a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from needs import program
from ports import free_port, listening
from served import Served, serving, write_build
from trama.settings import load_settings

pytestmark = pytest.mark.integration
NAME = "trama.example.org"
NQUADS = "".join(f'<http://e/s{n}> <http://e/p> "{n}" <http://e/g> .\n' for n in range(400))


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("behind")
    write_build(folder, NQUADS)
    return folder


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, **environment})
    try:
        listening(process, port)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


@contextmanager
def nginx(root: Path, folder: Path, server: Served) -> Iterator[int]:
    """The example, but for its ports and what it writes."""
    port = free_port()
    path = program("nginx", what="nginx")
    text = (root / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"server 127\.0\.0\.1:\d+", f"server 127.0.0.1:{urlsplit(server.url).port}", text)
    text = re.sub(r"listen \[::\]:80;\n", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"{'user root; ' if not os.geteuid() else ''}daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off;\n{paths}{text} }}\n"
    )
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    with running([path, "-c", str(folder / "nginx.conf"), "-p", str(folder)], port):
        yield port


@contextmanager
def caddy(root: Path, folder: Path, server: Served) -> Iterator[int]:
    """The example, but for its ports and its certificate, for which it would ask another machine."""
    port = free_port()
    path = program("caddy", what="Caddy")
    text = (root / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{urlsplit(server.url).port}")
    text = text.replace(f"\n{NAME} {{", f"\nhttp://{NAME}:{port} {{")
    text = text.replace("{\n\tservers", "{\n\tadmin off\n\tauto_https off\n\tservers", 1)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    command = [path, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with running(command, port, XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder)):
        yield port


def ask(port: int, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST" if body else "GET", path, body, {"Host": NAME, **named})
    response = connection.getresponse()
    found = response.status, dict(response.headers), response.read()
    connection.close()
    return found


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_the_example_passes_all_on_and_believes_no_client(
    root: Path, tmp_path: Path, build: Path, proxy: type
) -> None:
    log = tmp_path / "access.jsonl"
    settings = {"server_hosts": NAME, "server_trusted_proxy": "127.0.0.1"}
    with (
        serving(build, server_access_log=log, **settings) as server,
        proxy(root, tmp_path, server) as port,
    ):
        assert ask(port, "/health")[0] == 200
        large = quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000")
        assert ask(port, f"/sparql?query={large}")[2].endswith(b"]}}")
        # A query may be long in the address, and a plan long in the body.
        long = quote(f"ASK {{ ?s ?p '{'à' * 25_000}' }}")
        assert ask(port, f"/sparql?query={long}")[0] == 200
        form = {"Content_Type": "application/x-www-form-urlencoded"}
        assert ask(port, "/verifica", b"a=" + b"x" * 9_000_000, **form)[0] == 403
        status, headers, _ = ask(port, "/sparql?query=ASK{", Accept_Language="it")
        assert (status, headers["Content-Language"]) == (400, "it")
        # What a client says of itself is not believed; who it is, is known.
        forged = {"X_Forwarded_For": "6.6.6.6", "X_Forwarded_Host": "evil.example"}
        status, _, body = ask(port, "/robots.txt", **forged)
        assert status == 200
        assert f"Sitemap: http://{NAME}/sitemap.xml" in body.decode()
        clients = {json.loads(line)["client"] for line in log.read_text().splitlines()}
        assert clients == {"127.0.0.1"}


def test_the_example_of_settings_is_taken(root: Path) -> None:
    path = root / "deploy" / "trama.toml"
    settings = load_settings({"TRAMA_ROOT": str(root), "TRAMA_CONFIG": str(path)})
    assert settings.server.hosts == (NAME,)
    assert settings.server.trusted_proxy == "127.0.0.1"
    for name in ("nginx.conf", "Caddyfile"):
        assert NAME in (root / "deploy" / name).read_text(encoding="utf-8")
