"""Real SPARQL servers to hold answers against: Oxigraph's, Virtuoso and Jena, each empty and of its own.

Where one is not installed its tests are skipped, and fail in CI: `dev.py test` installs them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from needs import missing, program
from ports import free_port, listening
from trama.store.loading import Addresses

JARS = Path("/usr/share/java")
# fmt: off
_JENA = (
    "jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-dboe-base", "jena-dboe-index",
    "jena-dboe-storage", "jena-dboe-trans-data", "jena-dboe-transaction", "jena-iri",
    "jena-rdfconnection", "jena-shacl", "jena-tdb", "jena-tdb2", "commons-cli", "commons-codec",
    "commons-compress", "commons-csv", "commons-io", "commons-lang3", "dexx.collection", "gson",
    "guava", "httpclient", "httpcore", "jackson-annotations", "jackson-core", "jackson-databind",
    "jakarta.json-api", "jsonld-java", "titanium-json-ld", "protobuf", "slf4j-api", "slf4j-nop",
    "thrift",
)
# fmt: on
_MISPLACED = "org/apache/jena/ext/xerces/"


@contextmanager
def oxigraph(folder: Path) -> Iterator[Addresses]:
    """Oxigraph's own server."""
    beside = Path(sys.executable).with_name("oxigraph")
    path = str(beside) if beside.exists() else program("oxigraph", what="Oxigraph server")
    place = f"127.0.0.1:{free_port()}"
    command = [path, "serve", "--location", str(folder / "db"), "--bind", place]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            listening(process, int(place.partition(":")[2]))
            at = f"http://{place}"
            yield Addresses(f"{at}/query", f"{at}/update", f"{at}/store")
        finally:
            process.terminate()


@contextmanager
def virtuoso(folder: Path) -> Iterator[Addresses]:
    """Virtuoso as Debian has it; who changes it says who they are, by digest (`dba`, `dba`)."""
    for name in ("virtuoso-t", "isql-vt"):
        program(name, what="Virtuoso")
    ports = free_port(), free_port()
    files = "\n".join(
        f"{name} = {folder}/virtuoso.{end}"
        for name, end in (
            ("DatabaseFile", "db"),
            ("ErrorLogFile", "log"),
            ("LockFile", "lck"),
            ("TransactionFile", "trx"),
            ("xa_persistent_file", "pxa"),
        )
    )
    (folder / "virtuoso.ini").write_text(
        f"[Database]\n{files}\n[TempDatabase]\nDatabaseFile = {folder}/temp.db\n"
        f"TransactionFile = {folder}/temp.trx\n[Parameters]\nServerPort = 127.0.0.1:{ports[0]}\n"
        f"DisableUnixSocket = 1\nDirsAllowed = {folder}\nNumberOfBuffers = 10000\n"
        f"[HTTPServer]\nServerPort = 127.0.0.1:{ports[1]}\n",
        encoding="utf-8",
    )
    start = ["virtuoso-t", "+configfile", "virtuoso.ini", "+wait"]
    quiet = subprocess.DEVNULL
    subprocess.run(start, cwd=folder, check=True, timeout=60, stdout=quiet, stderr=quiet)
    try:
        at = f"http://127.0.0.1:{ports[1]}"
        yield Addresses(f"{at}/sparql", f"{at}/sparql-auth", f"{at}/sparql-graph-crud-auth")
    finally:
        stop = ["isql-vt", f"127.0.0.1:{ports[0]}", "dba", "dba", "exec=shutdown;"]
        subprocess.run(stop, capture_output=True, timeout=60)


@contextmanager
def jena(folder: Path) -> Iterator[Addresses]:
    """Jena of Debian's jars, which has no server among them: `tests/jena/Jena.java` is one."""
    program("javac", what="compiler of Java")
    command = ["java", "-Xmx1g", "-cp", classpath(folder), str(_server())]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            at = f"http://127.0.0.1:{int(process.stdout.readline())}"
            yield Addresses(f"{at}/query", f"{at}/update", f"{at}/data")
        finally:
            process.terminate()


def classpath(folder: Path) -> str:
    """The jars of Jena, and a folder of what Debian's have at another place than Jena looks for."""
    core = JARS / "jena-core.jar"
    if not core.exists():
        missing("Jena")
    with zipfile.ZipFile(core) as jar:
        for name in jar.namelist():
            if name.startswith(_MISPLACED) and name.endswith(".properties"):
                path = folder / "xerces" / name.removeprefix(_MISPLACED)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jar.read(name))
    return os.pathsep.join([str(folder), *(str(JARS / f"{name}.jar") for name in _JENA)])


def _server() -> Path:
    return Path(__file__).with_name("jena") / "Jena.java"


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Addresses]]] = {
    "oxigraph": oxigraph,
    "virtuoso": virtuoso,
    "jena": jena,
}
