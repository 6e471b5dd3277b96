"""Long answers in pages that fit into a conversation, and texts freed of what no reader can see."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

CHARACTERS = 20_000
"""Most characters of one page, as JSON."""
LONGEST = 4_000
"""Most characters of one text of a page."""

# What is written with these is hidden from the person who reads an answer, but not from the model.
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
_KEPT = {"\n", "\t", "\u00ad"}


def page_of(items: Sequence[Any], offset: int, limit: int) -> dict[str, Any]:
    """Return a page of items: `items`, how many there are in `total`, and where the `next` page begins.

    A page ends at `limit` items or CHARACTERS, whichever comes first, and has one item at least; there is no `next`
    after the last.
    """
    kept: list[Any] = []
    size = 0
    for item in items[offset : offset + limit]:
        size += len(json.dumps(item, ensure_ascii=False))
        if kept and size > CHARACTERS:
            break
        kept.append(item)
    page: dict[str, Any] = {"total": len(items), "offset": offset, "items": kept}
    if offset + len(kept) < len(items):
        page["next"] = offset + len(kept)
    return page


def seen(value: Any) -> Any:
    """Return plain values with every text as a person would see it, and not longer than LONGEST.

    Characters that show nothing (controls, marks of direction, tags) are taken out, for they could carry words to a
    model that its reader never sees; a text that is cut ends with how many characters are missing.
    """
    if isinstance(value, str):
        text = "".join(c for c in value if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
        left = len(text) - LONGEST
        return f"{text[:LONGEST]} … [+{left}]" if left > 0 else text
    if isinstance(value, Mapping):
        return {seen(key): seen(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [seen(item) for item in value]
    return value
