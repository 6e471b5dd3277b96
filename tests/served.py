"""A server of its own for a test: the real command, on a build of the test's own data."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pyoxigraph import RdfFormat, serialize

from trama.build.dataset import Build
from trama.plans.package import read_package
from trama.plans.statements import package_quads
from trama.settings import Settings
from trama.store.release import write_release

ROOT = Path(__file__).resolve().parent.parent


class Reply(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


class Served:
    """A running server."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url

    def connection(self, timeout: float = 30) -> HTTPConnection:
        parts = urlsplit(self.url)
        return HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        connection = self.connection()
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def query(self, text: str, **headers: str) -> Reply:
        return self.ask("GET", f"/sparql?query={quote(text)}", **headers)

    def metric(self, name: str) -> float:
        text = self.ask("GET", "/metrics").body.decode()
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))

    def children(self, pid: int | None = None) -> list[int]:
        """The processes right below one, by default below the server's first."""
        path = f"/proc/{pid or self.process.pid}/task/{pid or self.process.pid}/children"
        try:
            return [int(child) for child in Path(path).read_text().split()]
        except OSError:
            return []

    def workers(self) -> list[int]:
        """The processes that evaluate: server, front, nursery, worker."""
        fronts = self.children()
        nurseries = [pid for front in fronts for pid in self.children(front)]
        return [pid for nursery in nurseries for pid in self.children(nursery)]


def write_build(folder: Path, nquads: str) -> str:
    """Make a build of some statements the current one, and return its version."""
    lines = [line for line in nquads.splitlines() if line]
    graphs: dict[str, int] = {}
    for line in lines:
        graph = line.rsplit("<", 1)[1].split(">")[0]
        graphs[graph] = graphs.get(graph, 0) + 1
    build = Build(nquads.encode(), len(lines), graphs, {}, {})
    return str(write_release(build, folder)["version"])


@contextmanager
def serving(build: Path, **settings: object) -> Iterator[Served]:
    """Serve a build with settings such as `query_time=1`, and stop the server at the end."""
    given = {f"TRAMA_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "trama", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TRAMA_BUILD": str(build), "TRAMA_SERVER_PROCESSES": "1", **given},
    )
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert " http://" in line, line
        yield Served(process, line.split()[-1])
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        finally:
            process.kill()
            process.stdout.close()


def with_two_above(built: Settings, root: Path, name: str) -> Settings:
    """Return the settings of a root in a folder whose build and `graph/` have the tables of an example too."""
    for folder in ("queries", "examples", "shapes", "ontology"):
        (root / folder).symlink_to(built.root / folder)
    (root / "graph").mkdir()
    for package in (built.root / "graph").iterdir():
        (root / "graph" / package.name).symlink_to(package)
    shutil.copytree(built.root / "examples" / name, root / "graph" / name)
    plan = root / "graph" / name / "plan.csv"
    # The edition before it is not here.
    plan.write_text(plan.read_text("utf-8").replace("esempio-quadro-2023-2025", ""), "utf-8")
    upper = read_package(root / "graph" / name, root=root)
    quads = package_quads(upper, built.names, texts={upper.plan: upper.text} if upper.text else {})
    more = serialize(list(quads), format=RdfFormat.N_QUADS) or b""
    write_build(root / "build", (built.build / "dataset.nq").read_text("utf-8") + more.decode())
    return replace(built, root=root, build=root / "build")
