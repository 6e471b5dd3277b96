"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from trama.errors import TramaError


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files, all or none: each is laid beside its place before the first takes it.

    Raises TramaError if one cannot be written; what was there before is then put back.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    laid: list[tuple[str, Path]] = []
    done: list[Path] = []
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            laid.append((name, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o644)
        for name, path in laid:
            os.replace(name, path)
            done.append(path)
    except OSError as error:
        for place in done:
            content_before = before[place]
            if content_before is None:
                place.unlink()
            else:
                write_atomically(place, content_before)
        raise TramaError("file.unwritable", path=path, reason=error) from error
    finally:
        for name, _ in laid:
            if os.path.exists(name):
                os.unlink(name)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file by way of a temporary one beside it; TramaError if it cannot be written."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise TramaError("file.unwritable", path=path, reason=error) from error
