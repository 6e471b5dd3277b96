"""A file of SQLite that is made once of a release and kept beside it: opened for reading, looked through, thrown away."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from functools import lru_cache
from pathlib import Path

from trama.errors import StoreError

_CACHE = 4_096
"""How many KiB of a file a connection holds; what it reads beside that the system keeps, once for all processes."""


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection that reads a file which nobody changes, for any thread; OperationalError if there is none."""
    address = f"{path.as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    return connection


def check(path: Path, probe: str) -> None:
    """Look a file through once a process; sqlite3.DatabaseError if it is broken, or `probe` cannot be asked of it."""
    try:
        facts = path.stat()
    except OSError as error:
        raise sqlite3.DatabaseError(str(error)) from error
    _check_once(path, probe, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=64)
def _check_once(path: Path, probe: str, size: int, made: int) -> None:
    with contextlib.closing(opened(path)) as connection:
        (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        # An empty file is a database in good order.
        connection.execute(probe)
    if told != "ok":
        raise sqlite3.DatabaseError(told)


def discard(path: Path, probe: str) -> None:
    """Take a broken file away with its folder, unless another was quicker; StoreError if that cannot be done."""
    try:
        check(path, probe)
    except sqlite3.DatabaseError:
        try:
            shutil.rmtree(path.parent)
        except OSError as error:
            raise StoreError("store.index-broken", path=path, reason=error) from error
