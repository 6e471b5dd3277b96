"""What is found by words: hits, with what led to them, and the stretch of a text that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trama.language.matching import PREFIX, Part, stems_of

STEPS = 1_000
"""So many steps SQLite takes before it asks whether the time is up."""
_WINDOW = 240


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its title and the passage that tells most, in parts."""

    iri: str
    kind: str
    code: str
    title: tuple[Part, ...]
    passage: tuple[Part, ...]
    led: tuple[str, ...] = ()
    """The words that led to it, where it has not those that were looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, the best first, with the number of all, and of each kind (a class) whatever was asked.

    `instead` are the words that led to what does not have those that were looked for, and `loose` whether nothing
    has them all, and what has any of them is found.
    """

    hits: tuple[Hit, ...]
    total: int
    kinds: tuple[tuple[str, int], ...] = ()
    instead: tuple[str, ...] = ()
    loose: bool = False


def match_of(sought: list[str], lang: str, *, whole: bool = False) -> str:
    """The question as FTS5 has it; words are plain letters and digits, so nothing is to be escaped.

    Words that are only begun count too, unless they are to be `whole`.
    """
    clauses = []
    for word in sought:
        stems = " OR ".join(f'"{stem}"' for stem in stems_of(word, lang))
        star = " *" if len(word) >= PREFIX and not whole else ""
        clauses.append(
            f'({{title_stems body_stems}} : ({stems}) OR {{title_words body_words}} : "{word}"{star})'
        )
    return " AND ".join(clauses)


def around(parts: list[Part]) -> Iterator[Part]:
    """The stretch of a text about the first thing found, or its beginning."""
    text = "".join(part.text for part in parts)
    position = first = 0
    for part in parts:
        if part.found:
            first = position
            break
        position += len(part.text)
    start = max(0, first - _WINDOW // 3)
    end = min(len(text), start + _WINDOW)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", end) if end < len(text) and text.find(" ", end) > 0 else len(text)
    position = 0
    if start:
        yield Part("… ", False)
    for part in parts:
        cut = part.text[max(0, start - position) : max(0, end - position)]
        position += len(part.text)
        if cut:
            yield Part(cut, part.found)
    if end < len(text):
        yield Part(" …", False)
