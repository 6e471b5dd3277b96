"""The words that join others without meaning anything by themselves: articles, prepositions and the like."""

from __future__ import annotations

_BEFORE_NOUNS_WORDS = """
il lo la i gli le l un una uno di del dello della dei degli delle d da dal dallo dalla dai dagli dalle
in nel nello nella nei negli nelle a al allo alla ai agli alle con per su sul sullo sulla sui sugli sulle
"""
BEFORE_NOUNS = frozenset(_BEFORE_NOUNS_WORDS.split())
"""Italian articles and prepositions that stand before any noun. Not among them is what makes a phrase of the
word after it: *all'asta*, *fra enti*, *e-commerce*."""

_JOINING_WORDS = "ad all dall de dell nell sull fra tra che e ed o"

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "it": BEFORE_NOUNS | frozenset(_JOINING_WORDS.split()),
    "en": frozenset(
        ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
    ),
}
