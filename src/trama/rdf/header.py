"""The header in TOML of a query, a rule or a check, in comments at its top."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trama.errors import SourceError

_MARK = "#+"
Words = Mapping[str, str]


def read_header(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a query file and the facts of its header, none if it has no header.

    Raises SourceError, with the file, if it cannot be read or the header is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        lines = (line.removeprefix(_MARK) for line in text.splitlines() if line.startswith(_MARK))
        return text, tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        raise SourceError("file.header", reason=error, path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("rdf.query-unreadable", reason=error, path=path) from error


def words(facts: Mapping[str, Any], key: str) -> Words:
    """Return a text of a header in Italian and English; ValueError if one is missing."""
    found = facts.get(key)
    if not isinstance(found, dict) or set(found) != {"it", "en"}:
        raise ValueError(f"{key} needs a text in it and one in en")
    return found
