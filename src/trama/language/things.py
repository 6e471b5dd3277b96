"""Things that plans speak of, each by the words that offices and towns have for it.

Those that many plans share stand in `things_it.csv`, finer ones, by subject, in the tables of `things_it/`.

A row is one thing in all its words: `infissi;serramenti;finestre`. It says nothing of what is wanted of it; that
is what themes do, which are wider. A planner can read and mend the table.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from trama.language.phrases import Phrases, tokens

Span = tuple[int, int]


class Things:
    """A table of things, ready to be found in texts."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        known = [(thing, phrase) for thing, phrases in words.items() for phrase in phrases]
        self._names = [thing for thing, _ in known]
        self._phrases = Phrases((number, phrase) for number, (_, phrase) in enumerate(known))

    def spoken(self, text: str) -> dict[str, Span]:
        """Return the things that a text speaks of, each with where its longest words stand (from, to)."""
        parts = tokens(text)
        found: dict[str, Span] = {}
        for place in range(len(parts)):
            for one in self._phrases.every(parts, place):
                name = self._names[one.entry]
                first, last = found.get(name, (0, 0))
                if one.last - one.first > last - first:
                    found[name] = (one.first, one.last)
        return {
            name: (parts[first].start, parts[last - 1].end) for name, (first, last) in found.items()
        }


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
def _things() -> Things:
    here = files("trama.language")
    by_subject = [one for one in here.joinpath("things_it").iterdir() if one.name.endswith(".csv")]
    tables = [here.joinpath("things_it.csv"), *sorted(by_subject, key=lambda one: one.name)]
    return read_things(*(one.read_text(encoding="utf-8") for one in tables))


@lru_cache(maxsize=4096)
def things(text: str) -> Mapping[str, Span]:
    """Return the things that a text speaks of by the table that comes with Trama, each with where it stands."""
    return _things().spoken(text)
