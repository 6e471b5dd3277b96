"""Stems of words by Snowball (https://snowballstem.org/), right in every thread.

A stemmer of the library holds the word that it is at, so two threads that share one get each other's stems, or an
error. Here each thread has its own.
"""

from __future__ import annotations

import threading
from typing import Any

import snowballstemmer

_NAMES = {"it": "italian", "en": "english"}
_OWN = threading.local()


def stem_of(word: str, lang: str) -> str:
    """Return the stem of a folded word in a language, `it` or `en`."""
    stemmer: Any = getattr(_OWN, lang, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(_NAMES[lang])
        setattr(_OWN, lang, stemmer)
    return str(stemmer.stemWord(word))
