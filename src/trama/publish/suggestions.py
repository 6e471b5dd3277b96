"""What is suggested while somebody writes: things by the beginnings of the words of their names."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from trama.namespaces import TRAMA
from trama.publish.named import Name
from trama.publish.site import LANGUAGES

# In this order, things of one kind before another where all else is equal.
SUGGESTED = (
    "Mission",
    "Driver",
    "VisionKeyword",
    "StrategicObjective",
    "Instrument",
    "Municipality",
    "HomogeneousZone",
    "TerritorialArea",
    "MunicipalUnion",
    "Actor",
    "Programme",
    "Theme",
    "Plan",
    "LegalAct",
    "Result",
)
# `own` are the words and the code, each after a line break, which no word holds.
SUGGESTIONS = """
CREATE TABLE candidates (
  id INTEGER PRIMARY KEY, iri TEXT, lang TEXT, rank INTEGER, first TEXT, words TEXT, code TEXT, own TEXT);
CREATE TABLE words (lang TEXT, word TEXT, candidate INTEGER, PRIMARY KEY (lang, word, candidate)) WITHOUT ROWID;
"""
_NAMES = (
    "SELECT iri, labels, code, classes FROM names JOIN kinds ON kinds.id = names.kinds ORDER BY iri"
)
_FITTING = """
SELECT iri, rank FROM candidates
WHERE id IN (SELECT candidate FROM words WHERE lang = ?1 AND word >= ?2 AND word < ?3)
  AND iri BETWEEN ?4 AND ?5 {others}
ORDER BY code != ?6, first != ?6, rank, words, iri LIMIT ?7"""
_LAST = "\U0010ffff"

Ask = Callable[[str, tuple[Any, ...]], list[Any]]


def suggested(
    ask: Ask, words: Iterable[str], lang: str, *, within: str, most: int
) -> list[tuple[str, str]]:
    """Return the things all of whose sought words begin words of their names, the best first, with their class.

    `ask` asks the file of the directory; the words are folded; things are those whose IRI begins with `within`.
    """
    sought = tuple(words)
    if not sought:
        return []
    # What begins so is looked up by the longest, which begins the fewest, and the others are looked for there.
    longest = max(sought, key=len)
    others = [f"\n{word}" for word in dict.fromkeys(sought) if word != longest]
    text = _FITTING.format(
        others="".join(f" AND instr(own, ?{8 + place})" for place in range(len(others)))
    )
    found = ask(
        text,
        (
            *(lang, longest, longest + _LAST),
            *(within, within + _LAST, sought[0], most),
            *others,
        ),
    )
    return [(iri, SUGGESTED[rank]) for iri, rank in found]


def write_suggestions(connection: sqlite3.Connection) -> None:
    """Write what may be suggested, by language, from the names that the file has."""
    ask = connection.cursor().execute
    for number, (iri, lang, rank, words, code) in enumerate(_candidates(connection), start=1):
        own = (*words, code)
        ask(
            "INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, iri, lang, rank, words[0], "\n".join(words), code),
                "".join(f"\n{word}" for word in own),
            ),
        )
        for word in {*own} - {""}:
            ask("INSERT INTO words VALUES (?, ?, ?)", (lang, word, number))


def _candidates(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str, str, int, tuple[str, ...], str]]:
    ranks = {TRAMA[kind].value: rank for rank, kind in enumerate(SUGGESTED)}
    for iri, labels, code, classes in connection.execute(_NAMES):
        rank = min((ranks[c] for c in json.loads(classes) if c in ranks), default=None)
        if rank is None:
            continue
        name = Name(json.loads(labels))
        for lang in LANGUAGES:
            words = tuple(fold(name.label(lang)).split()) or ("",)
            yield iri, lang, rank, words, fold(code)


def fold(text: str) -> str:
    """Return a text in small letters, without accents, with spaces for what is no letter or digit."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() or c == "-" else " " for c in bare if not unicodedata.combining(c))
    return "".join(kept)
