"""The words by which towns speak of what an objective of an upper plan is about, beside its own.

`towns_it.csv` has a row an objective: its place (plan, kind, code), words with how many texts had them, and the
things that these spoke of (`things`), with how many texts did and how surely. They
come from pairs that people wrote (`benchmarks/wording.py`); a planner can add to them. A plan that has no rows
is read by its own words and by the themes alone.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from trama.language.italian import stems
from trama.language.ranking import Bag

Towns = Mapping[str, Bag]
"""For each objective, by its place, the stems of the words and how many texts had them; things begin with THING."""

THING = "@"


def read_towns(table: str) -> Towns:
    """Return the words and things of a table in CSV, by objective. ValueError if how many texts had one is no number."""
    found: dict[str, Bag] = {}
    for row in csv.DictReader(table.splitlines()):
        bag: dict[str, float] = defaultdict(float)
        for told in filter(None, row["words"].split(";")):
            word, _, number = told.strip().rpartition(" ")
            count = int(number)
            for stem in stems(word):
                bag[stem] += count
        for told in filter(None, (row.get("things") or "").split(";")):
            thing, _, number = told.strip().rpartition(" ")
            bag[f"{THING}{thing}"] = float(number)
        found[row["objective"]] = dict(bag)
    return found


@cache
def towns() -> Towns:
    """Return the words that come with Trama."""
    here = files("trama.language").joinpath("towns_it.csv")
    return read_towns(here.read_text(encoding="utf-8"))
