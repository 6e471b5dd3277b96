"""The nearest known name to one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MAX_ALIKE = 200


def nearest(value: str, known: Iterable[str]) -> str:
    """Return a clause naming the known value most like `value`, or nothing if none is."""
    if len(value) > MAX_ALIKE:
        return ""
    found = difflib.get_close_matches(value, sorted(known), n=1, cutoff=0.5)
    return f"; the nearest is {found[0]!r}" if found else ""
