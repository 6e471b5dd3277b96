"""Phrases of a table found in a text, whatever the endings, each with the place where it stands.

A table writes phrases as people do, parted by semicolons: `pista ciclabile;piste ciclabili`. A word is
found by its stem, if that is short only by its endings of number and gender (`tram` is not in «tramite»);
one with `=` before it (`=corse`) only as it is written. Articles and prepositions
within a phrase do not count; one before it (`la metropolitana`) says that the phrase is only meant where
an article or a preposition stands before it, so as not to find «tariffa metropolitana».
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trama.language.functionwords import BEFORE_NOUNS
from trama.language.italian import fold, is_empty, stem

NO_GERUNDS = frozenset(["comando", "bando", "quando", "rimando", "dividendo"])
"""Words that end like gerunds and are none."""

_GERUND = re.compile(r"(ando|endo)(?:lo|la|li|le|ne|vi|si|ci)?$")
_ENDING = re.compile(r"(?:[hi][aeio]|[aeiou])$")
_VERB = re.compile(r"(?:[aei]r|orr|urr|arr)(?:e|si)$")
_LEAST, _SHORT = 4, 5
"""The least letters of a word that is found in other forms, and the most of a stem that is too short to
tell words apart."""

_TOKEN = re.compile(r"[^\W_]+|[.;:!?,()\n]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a mark of punctuation, and where it stands in the text."""

    form: str
    key: str
    other: str
    light: str
    telling: bool
    start: int
    end: int
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: what it stands for, and its first and last token (the last not included)."""

    entry: int
    first: int
    last: int


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order, folded and as stems, with the punctuation between them."""
    return tuple(
        Token(*_known(match[0]), *match.span(), match[0][0].isupper())
        for match in _TOKEN.finditer(text)
    )


@lru_cache(maxsize=65536)
def _known(word: str) -> tuple[str, str, str, str, bool]:
    """A word as it is compared: folded, its stem, the other that it may have, without ending, if it tells."""
    form = fold(word).strip()
    if not form.isalnum():
        return form, form, form, form, False
    key = stem(form)
    return form, key, _infinitive(form) or key, _light(form), not is_empty(form)


def _light(form: str) -> str:
    """A word without its ending of number and gender."""
    return f"~{_ENDING.sub('', form)}"


def _keys(token: Token) -> tuple[str, str, str, str]:
    """All that a word may be found by."""
    return token.key, token.other, token.light, f"={token.form}"


def _infinitive(form: str) -> str:
    """The stem of the verb whose gerund a word is: of «togliendo» that of «togliere»."""
    match = _GERUND.search(form)
    if not match or form in NO_GERUNDS:
        return ""
    return stem(form[: match.start()] + ("are" if match[1] == "ando" else "ere"))


@lru_cache(maxsize=65536)
def _key(form: str) -> str:
    """What a word of a table is found by: its stem, unless it is too short to tell words apart."""
    if is_empty(form) or len(form) < _LEAST:
        return f"={form}"
    key = stem(form)
    return _light(form) if len(key) <= _SHORT and not _VERB.search(form) else key


def leans_on_empty_words(phrase: str) -> bool:
    """Whether a phrase has a single telling word, and others that say what is meant of it: `senza tetto`."""
    words = [form for _, form in _split(phrase)]
    telling = [form for form in words if not is_empty(form)]
    return len(telling) == 1 and any(is_empty(form) and form not in BEFORE_NOUNS for form in words)


def _close(phrase: str) -> Iterator[str]:
    """The parts of a phrase whose nouns are found in their forms only."""
    leans, begun = leans_on_empty_words(phrase), False
    for word, form in _split(phrase):
        if is_empty(form):
            if (begun and form in _BREAKS) or (leans and form not in BEFORE_NOUNS):
                begun = True
                yield f"={form}"
            continue
        begun = True
        if word.startswith("=") or len(form) <= _LEAST or word.isupper():
            yield f"={form}"
        else:
            yield stem(form) if _VERB.search(form) else _light(form)


def _split(phrase: str) -> list[tuple[str, str]]:
    """The words of a phrase, as written and folded."""
    words = phrase.replace("'", " ").replace("-", " ").split()
    return [(word, fold(word.lstrip("=")).strip()) for word in words]


class Phrases:
    """Phrases to look for, each with a number that says what it stands for."""

    def __init__(
        self, phrases: Iterable[tuple[int, str]], *, whole: bool = False, close: bool = False
    ) -> None:
        """Make ready `phrases`, pairs of number and words; with `whole`, empty words count too.

        With `close` a noun is found in its forms only, not in all words of its stem («assicurazioni» not in
        «assicurando»), and of a phrase with a single telling word the others are wanted too (`senza tetto`).
        """
        self._whole, self._close = whole, close
        known: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._nouns: set[tuple[tuple[str, ...], int]] = set()
        for entry, phrase in phrases:
            parts = tuple(self._parts(phrase))
            if parts and (parts, entry) not in known[parts[0]]:
                known[parts[0]].append((parts, entry))
                if not whole and phrase.split()[0] in _ARTICLES:
                    self._nouns.add((parts, entry))
        self._by_first = dict(known)

    def _parts(self, phrase: str) -> Iterator[str]:
        if self._close:
            yield from _close(phrase)
            return
        begun = False
        for word, form in _split(phrase):
            # «e-mobility» begins with its first telling word, as texts are searched by those.
            if self._whole or (begun and form in _BREAKS) or not is_empty(form):
                begun = True
                yield f"={form}" if word.startswith("=") else _key(form)

    def at(self, text: Sequence[Token], place: int) -> list[Found]:
        """Return the longest phrases that begin at a token; several if they stand for several things."""
        found = self.every(text, place)
        if len(found) < 2:
            return found
        return [one for one in found if one.last == found[0].last]

    def _begins(self, token: Token) -> bool:
        first = self._by_first
        return any(key in first for key in _keys(token))

    def every(self, text: Sequence[Token], place: int) -> list[Found]:
        """Return all phrases that begin at a token, the longest first."""
        token = text[place]
        if not self._begins(token):
            return []
        spelt = dict.fromkeys(_keys(token))
        found = [
            Found(entry, place, last)
            for first in spelt
            for parts, entry in self._by_first.get(first, ())
            if not (
                (parts, entry) in self._nouns and not (place and is_empty(text[place - 1].form))
            )
            and (last := self._end(text, place, parts))
        ]
        return sorted(found, key=lambda one: -one.last)

    def _end(self, text: Sequence[Token], place: int, parts: Sequence[str]) -> int:
        at = place
        for number, part in enumerate(parts):
            while (
                number
                and not self._whole
                and at < len(text)
                and not (self._close and part == f"={text[at].form}")
                and not text[at].telling
                and text[at].form.isalnum()
                and text[at].form not in _BREAKS
            ):
                at += 1
            if at >= len(text) or part not in _keys(text[at]):
                return 0
            at += 1
        return at


_ARTICLES = frozenset(["il", "lo", "la", "i", "gli", "le"])
# Words that part one thing from another, and never stand within a phrase.
_BREAKS = frozenset(["e", "ed", "o", "oppure", "senza", "contro", "non", "ne"])
