"""Themes of town policy: what each wants more of, less of, kept, joined or opened (`themes_it.csv`).

A theme is a row of a table that a planner can read and mend. Its column `words` holds what the theme is
spoken of with; the five others hold what it is for, and so which way it pulls.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
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
    """Words of a theme in a text: the theme, the column that has them, the tokens from first to last.

    An `act` is what pulls against a theme wherever it is named: «lottizzazione».
    """

    theme: str
    want: str
    first: int
    last: int
    act: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A theme and its words in a text; `telling` if they are for the theme, and not only about it."""

    theme: str
    words: str
    telling: bool


class Themes:
    """A table of themes, ready to be found in texts."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.by_id = {theme.id: theme for theme in themes}
        known = [
            (theme.id, want, phrase)
            for theme in self.by_id.values()
            for want, phrases in theme.phrases.items()
            for phrase in phrases
        ]
        self._entries = [(theme, want) for theme, want, _ in known]
        self._acts = [phrase.startswith("!") for _, _, phrase in known]
        self._phrases = Phrases(
            (number, phrase.lstrip("!")) for number, (_, _, phrase) in enumerate(known)
        )

    def at(self, text: Sequence[Token], place: int) -> list[Mention]:
        """Return the mentions that begin at a token; several if several themes have the words."""
        found = {
            self._entries[one.entry]: Mention(
                *self._entries[one.entry], one.first, one.last, self._acts[one.entry]
            )
            for one in self._phrases.at(text, place)
        }
        return list(found.values())

    def spoken(self, text: str) -> list[Spoken]:
        """Return each theme whose words a text has, with the words as they stand there, folded.

        Words within longer words of another theme do not count: «suolo pubblico» is not of the soil.
        """
        parts = tokens(text)
        entries = self._entries
        all_of = [one for place in range(len(parts)) for one in self._phrases.every(parts, place)]
        found: dict[tuple[str, str], Spoken] = {}
        for one in all_of:
            theme, want = entries[one.entry]
            within = any(
                other.first <= one.first
                and other.last >= one.last
                and other.last - other.first > one.last - one.first
                and entries[other.entry][0] != theme
                for other in all_of
            )
            spelt = " ".join(each.form for each in parts[one.first : one.last])
            known = found.get((theme, spelt))
            if not within and (known is None or not known.telling):
                found[theme, spelt] = Spoken(theme, spelt, want != "words")
        return list(found.values())


def read_themes(table: str) -> Themes:
    """Return the themes of a table in CSV. ValueError if a column is missing or a theme stands twice."""
    themes = []
    for row in csv.DictReader(table.splitlines()):
        missing = [
            name for name in ("theme", "label_it", "label_en", *WANTS) if row.get(name) is None
        ]
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
