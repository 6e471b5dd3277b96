"""Things that plans speak of, each by the words that offices and towns have for it.

Those that many plans share stand in `things_it.csv`, finer ones, by subject, in the tables of `things_it/`.

A row is one thing in all its words: `infissi;serramenti;finestre`. It says nothing of what is wanted of it; that
is what themes do, which are wider. A planner can read and mend the table.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from trama.language.phrases import Phrases, Token, leans_on_empty_words, tokens

Span = tuple[int, int]

BY_STEM = 0.4
"""How much a word tells that has only the stem of a table's word (`assicurando`, of `assicurazioni`)."""

WITHIN = 0.5
"""How much words tell that stand within longer ones of the table (`centro` in `centro diurno`)."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A thing that a text speaks of: where its longest words stand (from, to), and how surely, 0 to 1."""

    span: Span
    weight: float


class Things:
    """A table of things, ready to be found in texts."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._words = words
        self._known = [(thing, phrase) for thing, phrases in words.items() for phrase in phrases]
        numbered = [(number, phrase) for number, (_, phrase) in enumerate(self._known)]
        self._by_form = Phrases(numbered, close=True)
        self._by_stem = Phrases(
            one for one in numbered if len(one[1]) > _SHORT and not leans_on_empty_words(one[1])
        )

    def but(self, lost: Callable[[str], bool]) -> Things:
        """Return the same things without the words that are lost, for measuring what an unknown writer meets."""
        kept = {
            thing: tuple(word for word in words if not lost(word))
            for thing, words in self._words.items()
        }
        return Things({thing: words for thing, words in kept.items() if words})

    def spoken(self, text: str) -> dict[str, Spoken]:
        """Return the things that a text speaks of.

        A word that stands for several things tells less of each, one that is only alike by its stem, or
        within longer words, less than others.
        """
        parts = tokens(text)
        places = self._places(text, parts)
        longest: dict[str, Span] = {}
        weights: dict[str, float] = defaultdict(float)
        for (first, last), names in places.items():
            whole = max(1.0, sum(names.values()))
            around = [one for one in places if one[0] <= first and last <= one[1]]
            share = (WITHIN if len(around) > 1 else 1.0) / whole**0.5
            for name, sure in names.items():
                weights[name] = max(weights[name], sure * share)
                before, after = longest.get(name, (0, 0))
                if last - first > after - before:
                    longest[name] = (first, last)
        return {
            name: Spoken((parts[first].start, parts[last - 1].end), weights[name])
            for name, (first, last) in longest.items()
        }

    def _places(self, text: str, parts: tuple[Token, ...]) -> dict[Span, dict[str, float]]:
        """Where the words of things stand, by their first and last token, and how surely each thing is meant."""
        found: dict[Span, dict[str, float]] = defaultdict(dict)
        for place in range(len(parts)):
            for table, sure in ((self._by_form, 1.0), (self._by_stem, BY_STEM)):
                for one in table.every(parts, place):
                    name, phrase = self._known[one.entry]
                    # «VIA» is an assessment, «via» a street.
                    as_written = text[parts[one.first].start : parts[one.last - 1].end]
                    if _is_short_form(phrase) and not as_written.isupper():
                        continue
                    names = found[one.first, one.last]
                    names[name] = max(names.get(name, 0.0), sure)
        return {place: names for place, names in found.items() if names}


def _is_short_form(phrase: str) -> bool:
    return phrase.isupper() and phrase.isalpha() and len(phrase) <= _SHORT_FORM


_SHORT_FORM, _SHORT = 3, 4
"""The most letters of a short form that is a word as well, and of a word that its stem does not tell from others."""


def read_things(*tables: str) -> Things:
    """Return the things of tables in CSV. ValueError if a thing has no words or stands twice."""
    found: dict[str, tuple[str, ...]] = {}
    for row in (row for table in tables for row in csv.DictReader(table.splitlines())):
        words = tuple(part.strip() for part in (row.get("words") or "").split(";") if part.strip())
        if not words:
            raise ValueError(f"the thing {row.get('thing')!r} has no words")
        if row["thing"] in found:
            raise ValueError(f"the thing {row['thing']!r} stands twice")
        found[row["thing"]] = words
    return Things(found)


@cache
def shipped() -> Things:
    """Return the things of the tables that come with Trama."""
    here = files("trama.language")
    by_subject = [one for one in here.joinpath("things_it").iterdir() if one.name.endswith(".csv")]
    tables = [here.joinpath("things_it.csv"), *sorted(by_subject, key=lambda one: one.name)]
    return read_things(*(one.read_text(encoding="utf-8") for one in tables))


@lru_cache(maxsize=4096)
def things(text: str) -> Mapping[str, Spoken]:
    """Return the things that a text speaks of by the table that comes with Trama."""
    return shipped().spoken(text)
