"""Whether a text holds some words: by stem or beginning, accents or not, in Italian and English.

This is the one definition of what a word finds. The index (`trama.query.search`), the marks in passages and
the function of SPARQL all follow it: a word is found by its stem (Snowball's or, in Italian, the word
with its ending cut, so that `metropolitano` finds `metropolitane`), or by its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from trama.errors import QueryError
from trama.language.functionwords import FUNCTION_WORDS
from trama.language.italian import fold
from trama.language.stemming import stem_of
from trama.namespaces import KIND, XSD

LANGUAGES = ("it", "en")
MOST_LETTERS = 500
MATCHES = KIND["function/matches"]
PREFIX = 3
_MOST_WORDS = 20
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text, and whether it is what was looked for."""

    text: str
    found: bool


def matches(text: str, words: str, lang: str = "it") -> bool:
    """Whether a text holds all the words, as `search` understands them."""
    known, forms = _known(text, lang)
    return all(
        bool(known.intersection(stems_of(word, lang))) or any(_begins(form, word) for form in forms)
        for word in words_of(words, lang)
    )


def highlight(text: str, words: str, lang: str) -> Iterator[Part]:
    """Yield a text in parts, those that the words found apart from the rest."""
    sought = words_of(words, lang)
    wanted = {stem for word in sought for stem in stems_of(word, lang)}
    last = 0
    for match in _WORD.finditer(text):
        form = _bare(match[0])
        if wanted.intersection(stems_of(form, lang)) or any(_begins(form, word) for word in sought):
            if match.start() > last:
                yield Part(text[last : match.start()], False)
            yield Part(match[0], True)
            last = match.end()
    if last < len(text):
        yield Part(text[last:], False)


def functions() -> dict[NamedNode, Callable[..., Any]]:
    """Return the search as a function of SPARQL (SPARQL 1.1, section 17.6): `matches(?text, "parole")`.

    The language is that of the text, or Italian. An argument that is no literal is an error, which a
    FILTER takes for false.
    """

    def function(text: Any, words: Any) -> Literal | None:
        if not isinstance(text, Literal) or not isinstance(words, Literal):
            return None
        lang = text.language if text.language in LANGUAGES else "it"
        try:
            found = matches(text.value, words.value, lang or "it")
        except QueryError:
            return None
        return Literal(str(found).lower(), datatype=XSD.boolean)

    return {MATCHES: function}


def terms_of(text: str, lang: str) -> tuple[str, str]:
    """The stems and the words of a text, as the index holds them."""
    forms = [_bare(word) for word in _WORD.findall(text)]
    stems = [stem for form in forms for stem in dict.fromkeys(stems_of(form, lang))]
    return " ".join(stems), " ".join(forms)


@lru_cache(maxsize=4096)
def _known(text: str, lang: str) -> tuple[frozenset[str], frozenset[str]]:
    stems, forms = terms_of(text, lang)
    return frozenset(stems.split()), frozenset(forms.split())


@lru_cache(maxsize=65536)
def _bare(word: str) -> str:
    """A word folded to plain letters and digits."""
    return "".join(char for char in fold(word) if char.isascii() and char.isalnum())


@lru_cache(maxsize=65536)
def stems_of(word: str, lang: str) -> tuple[str, ...]:
    """The stems of a folded word: Snowball's and, in Italian, the word without its ending."""
    if not word:
        return ()
    stem = stem_of(word, lang)
    if lang != "it" or len(word) < 4:
        return (stem,)
    light = re.sub(r"(?:[hi][aeio]|[aeio])$", "", word)
    return (stem,) if light == stem else (stem, light)


def _begins(form: str, word: str) -> bool:
    return form == word or (len(word) >= PREFIX and form.startswith(word))


def words_of(words: str, lang: str) -> list[str]:
    """Return the words to look for, folded, without articles and the like unless there is no other.

    Raises QueryError if there are none, or far too many letters.
    """
    if len(words) > MOST_LETTERS:
        raise QueryError("search.too-long", most=MOST_LETTERS)
    found = list(dict.fromkeys(filter(None, (_bare(word) for word in _WORD.findall(words)))))
    telling = [word for word in found if word not in FUNCTION_WORDS[lang]] or found
    if not telling:
        raise QueryError("search.no-words")
    return telling[:_MOST_WORDS]
