"""Themes of town policy: what each wants more of, less of, kept, joined or opened (`themes_it.csv`).

A theme is a row of a table that a planner can read and mend. Its column `words` holds what the theme is
spoken of with; the five others hold what it is for, and so which way it pulls.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from trama.language.phrases import Phrases, Token, tokens

WANTS = ("words", "more", "less", "kept", "unified", "opened")
"""The columns of words; all but the first say which way a theme pulls."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A matter of town policy: its name in Italian and English, and the words of each column."""

    id: str
    label: Mapping[str, str] = field(hash=False)
    phrases: Mapping[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a theme in a text: the theme, the column that has them, the tokens from first to last."""

    theme: str
    want: str
    first: int
    last: int


class Themes:
    """A table of themes, ready to be found in texts."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.by_id = {theme.id: theme for theme in themes}
        self._entries = [
            (theme.id, want) for theme in self.by_id.values() for want in theme.phrases
        ]
        self._phrases = Phrases(
            (number, phrase)
            for number, (theme, want) in enumerate(self._entries)
            for phrase in self.by_id[theme].phrases[want]
        )

    def at(self, text: list[Token], place: int) -> list[Mention]:
        """Return the mentions that begin at a token; several if several themes have the words."""
        return [
            Mention(*self._entries[found.entry], found.first, found.last)
            for found in self._phrases.at(text, place)
        ]

    def mentions(self, text: str) -> list[Mention]:
        """Return every mention in a text, the longest where they overlap."""
        parts = tokens(text)
        return [
            Mention(*self._entries[found.entry], found.first, found.last)
            for found in self._phrases.all_in(parts)
        ]

    def found(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield each theme whose words a text has, with the words as they stand there, folded."""
        parts = tokens(text)
        seen = set()
        for mention in self._phrases.all_in(parts):
            theme, _ = self._entries[mention.entry]
            spelt = " ".join(each.form for each in parts[mention.first : mention.last])
            if (theme, spelt) not in seen:
                seen.add((theme, spelt))
                yield theme, spelt


def read_themes(table: str) -> Themes:
    """Return the themes of a table in CSV. ValueError if a column is missing or a theme stands twice."""
    themes = []
    for row in csv.DictReader(table.splitlines()):
        missing = [name for name in ("theme", "label_it", "label_en", *WANTS) if row.get(name) is None]
        if missing:
            raise ValueError(f"the theme {row.get('theme')!r} has no column {', '.join(missing)}")
        phrases = {
            want: tuple(part.strip() for part in row[want].split(";") if part.strip())
            for want in WANTS
        }
        labels = {"it": row["label_it"], "en": row["label_en"]}
        themes.append(Theme(row["theme"], labels, {w: p for w, p in phrases.items() if p}))
    twice = {theme.id for theme in themes if sum(one.id == theme.id for one in themes) > 1}
    if twice:
        raise ValueError(f"these themes stand twice: {', '.join(sorted(twice))}")
    return Themes(themes)


@cache
def themes() -> Themes:
    """Return the themes that come with Trama."""
    here = files("trama.language").joinpath("themes_it.csv")
    return read_themes(here.read_text(encoding="utf-8"))
