"""The settings that can be given: each with its name, its default and what it is for.

They stand in `trama.toml`, in a table for each part, and each may be given by the environment
instead: `time` in `[query]` is `TRAMA_QUERY_TIME`. `docs/running.md` lists them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from trama.errors import TramaError
from trama.messages import Message

Value = str | int | float | tuple[str, ...]


def option(default: Any, help: str, *, least: float = 0) -> Any:
    """Return the field of a setting; `least` is the smallest number it takes."""
    return field(default=default, metadata={"help": help, "least": least})


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How the server runs."""

    host: str = option("127.0.0.1", "Address to listen on")
    port: int = option(8000, "Port to listen on; 0 takes a free one")
    processes: int = option(2, "Processes that speak HTTP", least=1)
    threads: int = option(48, "Requests that one process can have in hand at once", least=1)
    grace: float = option(30.0, "Seconds that a stopping server gives to requests in hand")
    hosts: tuple[str, ...] = option(
        (), "Names that the site answers to, the first in its addresses; empty is any name"
    )
    body: int = option(64_000_000, "Bytes of a refused body that are read before the end", least=1)
    connections: int = option(1_000, "Connections that one process keeps at once", least=2)
    client_connections: int = option(
        250, "Connections of one client that one process keeps at once; 0 is any number"
    )
    idle: float = option(15.0, "Seconds that a connection may be idle between requests", least=0.1)
    headers: float = option(10.0, "Seconds in which a request’s headers must be there", least=0.1)
    stall: float = option(
        10.0,
        "Seconds in which a client must take some of its answer, 1000 bytes a second",
        least=0.1,
    )
    answer: float = option(900.0, "Seconds that a client may take to read one answer", least=0.1)
    waiting: int = option(500, "Megabytes of answers that wait on disk for clients, a process")
    waiting_answers: int = option(50, "Answers that wait on disk for clients, a process")
    trusted_proxy: str = option("", "Address of a proxy whose X-Forwarded-… headers are believed")
    access_log: str = option(
        "", "File for one JSON line a request; - is standard error, empty none"
    )
    contact: str = option("", "E-mail or web address on the accessibility statement")


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """What one query, and one client, may take."""

    time: float = option(20.0, "Seconds of the clock that a query may take", least=0.05)
    memory: int = option(1_000, "Megabytes that a query may add to its process", least=16)
    length: int = option(64_000, "Longest query, in bytes", least=1)
    rows: int = option(2_000_000, "Most rows, or statements, of an answer", least=1)
    bytes: int = option(1_000_000_000, "Most bytes of an answer, before compression", least=1)
    workers: int = option(24, "Queries that one process evaluates at once", least=1)
    slow: int = option(8, "How many of these may be slow ones", least=1)
    slow_after: float = option(0.05, "Seconds of processor after which a query is a slow one")
    queue: int = option(200, "Queries of one process that may wait for a worker")
    wait: float = option(10.0, "Seconds that a query may wait for a worker")
    rate: float = option(0.0, "Requests a second that a client may make; 0 is any number")
    burst: int = option(
        60, "Requests that a client may make at once before its rate holds", least=1
    )
    cache: int = option(16, "Megabytes of answers that one process keeps; 0 keeps none")
    services: tuple[str, ...] = option((), "IRIs that SERVICE may ask; none by default")


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the check page may take for one plan, and for one client."""

    size: int = option(40_000_000, "Bytes of a plan that is sent to be checked", least=1_000)
    time: float = option(30.0, "Seconds of the clock that a check may take", least=0.05)
    memory: int = option(1_000, "Megabytes that a check may add to its process", least=16)
    workers: int = option(2, "Plans that one process checks at once", least=1)
    queue: int = option(8, "Plans of one process that may wait to be checked")
    wait: float = option(20.0, "Seconds that a plan may wait to be checked")
    rate: float = option(0.5, "Checks and downloads a second for a client; 0 is any number")
    burst: int = option(30, "Checks and downloads at once before the rate holds", least=1)


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """Where the dataset is asked, and what stays of earlier versions."""

    remote: str = option("", "Address of a SPARQL server that holds the build; empty asks our own")
    whole: int = option(5, "Newest versions that stay whole, to go back to at once", least=1)
    versions: int = option(0, "Newest versions whose dumps stay; 0 is all of them")


PARTS: Mapping[str, type] = {
    "server": ServerOptions,
    "store": StoreOptions,
    "query": QueryOptions,
    "check": CheckOptions,
}


@dataclass(frozen=True, slots=True)
class Given:
    """A setting as it holds: its value, and where the value is from."""

    name: str
    value: Value
    default: Value
    origin: str
    help: str

    @property
    def variable(self) -> str:
        """The name of its environment variable."""
        return "TRAMA_" + self.name.replace(".", "_").upper()


def read_options(
    part: str, table: Mapping[str, Any], environment: Mapping[str, str], file: str
) -> tuple[Any, list[Given]]:
    """Return one part of the settings as its dataclass, and each setting with its origin.

    The environment wins over the file's table. Raises TramaError, naming the setting, for an unknown
    name or a value that it cannot have.
    """
    known: dict[str, Any] = {known.name: known for known in fields(PARTS[part])}
    for name in table:
        if name not in known:
            raise TramaError(
                "settings.unknown", file=file, part=part, name=name, known=", ".join(known)
            )
    given = []
    for name, setting in known.items():
        default, origin = setting.default, "default"
        value: Value = default
        variable = f"TRAMA_{part}_{name}".upper()
        if name in table:
            origin = file
            value = _value(f"{file}: [{part}] {name}", table[name], default)
        if variable in environment:
            origin = variable
            value = _value(
                variable, _parse(variable, environment[variable], setting.default), value
            )
        least = setting.metadata["least"]
        if isinstance(value, int | float) and value < least:
            raise TramaError(
                "settings.least", origin=origin, name=f"{part}.{name}", least=least, value=value
            )
        help = setting.metadata["help"]
        given.append(Given(f"{part}.{name}", value, default, origin, help))
    return PARTS[part](**{g.name.partition(".")[2]: g.value for g in given}), given


def _parse(where: str, text: str, default: Value) -> Any:
    """Return the value that an environment variable spells."""
    if isinstance(default, tuple):
        return text.split()
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except ValueError:
            raise TramaError("settings.number", where=where, value=text) from None
    return text


def _value(where: str, value: Any, default: Value) -> Value:
    """Return a value in the type of its default; TramaError if it is of another."""
    if isinstance(default, tuple) and isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return tuple(value)
    elif isinstance(default, float) and type(value) in (int, float):
        if value == value and value not in (float("inf"), float("-inf")):
            return float(value)
    elif type(value) is type(default):
        known: Value = value
        return known
    kind = {str: "text", int: "whole", float: "number", tuple: "texts"}[type(default)]
    raise TramaError(
        "settings.kind", where=where, kind=Message(f"settings.kind-{kind}"), value=value
    )
