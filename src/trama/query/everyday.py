"""What people say, in the words of the plan: «case popolari» is «edilizia residenziale pubblica» there."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from trama.language.italian import fold, stem


def in_plans_words(words: str) -> tuple[str, ...]:
    """Return what to look for in place of everyday words; nothing if none is known.

    The table `everyday.csv` has them; singular and plural, accents and capitals do not matter.
    """
    sought = _key(words)
    return next((written for said, written in _table() if sought in said), ())


def _key(words: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in fold(words).split())


@cache
def _table() -> tuple[tuple[frozenset[tuple[str, ...]], tuple[str, ...]], ...]:
    text = (files("trama.query") / "everyday.csv").read_text(encoding="utf-8")
    return tuple(
        (
            frozenset(_key(said) for said in row["said"].split(";")),
            tuple(written.strip() for written in row["written"].split(";")),
        )
        for row in csv.DictReader(text.splitlines())
    )
