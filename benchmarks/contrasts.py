"""How well contrasts are heard, and how well suggestions know when to be silent, on pairs held apart.

    python benchmarks/contrasts.py

`tests/pairs` holds a part for building, a part for testing by the same hand, and the parts of other hands that
had not seen the rules. This measures what ships on hands that nothing was learnt from; `benchmarks/wording.py`
measures each other hand by what is learnt from the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isnan, nan
from pathlib import Path

from trama.language.leanings import Leaning
from trama.language.towns import Towns
from trama.language.wording import Wording
from trama.plans.package import read_packages
from trama.suggest.suggester import PROBABLE, Suggester, Upper, upper_objectives

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "tests" / "pairs"
KINDS = ("contrasts", "compatible", "unrelated")
PARTS = ("dev", "test", *(f"hand-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 10, 11, 14, 15)))
APART = tuple(hand for hand in ("hand-12", "hand-13") if (PAIRS / hand).is_dir())
"""Hands that nothing is learnt from: what ships is measured on them. Each is kept elsewhere till it is measured."""
UPPER = "psttm-2025-2027"


@dataclass(frozen=True, slots=True)
class Pair:
    """A lower objective beside an upper one, and what a person says of the two."""

    upper: str
    kind: str
    text: str


def pairs(part: str) -> list[Pair]:
    """Return the pairs of a part: one of PARTS."""
    if (PAIRS / part).is_dir():
        found = rows(PAIRS / part / "contrasts.csv", ",")
        said = {"contradicting": "contrasts"}
        return [
            Pair(row["upper"], said.get(row["kind"], row["kind"]), row["text"]) for row in found
        ]
    found = rows(PAIRS / f"contrasts_{part}.csv", ";")
    return [Pair(row["upper"], row["verdict"], row["text"]) for row in found]


def serving(part: str) -> list[tuple[str, frozenset[str]]]:
    """Return the objectives of a part that serve some of the upper plan's, and those that serve none; some parts have neither."""
    if part.startswith("hand"):
        file = PAIRS / part / "suggestions.csv"
        written = rows(file, ",") if file.is_file() else []
        return [(row["text"], frozenset(filter(None, row["serves"].split(";")))) for row in written]
    found = [
        (row["text_it"], frozenset(row["serves"].split(";")))
        for row in rows(ROOT / "tests" / "suggestion_pairs.csv", ",")
        if row["split"] == part
    ]
    lines = (PAIRS / f"none_{part}.csv").read_text(encoding="utf-8").splitlines()[1:]
    return found + [(line, frozenset()) for line in lines]


@cache
def objectives() -> tuple[Upper, ...]:
    """Return the objectives of the real plan."""
    packages = read_packages(ROOT / "graph", root=ROOT)
    upper = next(package for package in packages if package.plan == UPPER)
    return tuple(upper_objectives(upper, [one for one in packages if one is not upper]))


def suggester(
    worded: Wording | None = None,
    spoken_by: Towns | None = None,
    leaning: Mapping[str, Leaning] | None = None,
) -> Suggester:
    """Return a suggester over the real plan, by other weights of wording, words of towns and leanings if any."""
    return Suggester(objectives(), None, worded, spoken_by, leaning)


def heard(by: Suggester, part: str) -> dict[str, float]:
    """Return the share of each kind of pair told as a contrast, and of contrasts offered as serving; NaN of what there is none."""
    found = pairs(part)
    figures = {}
    for kind in KINDS:
        of_kind = [pair for pair in found if pair.kind == kind]
        told = sum(
            pair.upper in {upper.code for upper, _ in by.against(pair.text)} for pair in of_kind
        )
        figures[kind] = told / len(of_kind) if of_kind else nan
    contrasts = [pair for pair in found if pair.kind == "contrasts"]
    offered = sum(
        pair.upper in {one.upper.code for one in by.rank(pair.text)} for pair in contrasts
    )
    figures["offered"] = offered / len(contrasts)
    return figures


def suggested(by: Suggester, part: str) -> dict[str, float]:
    """Return recall at 3 (any of the codes, and all), MRR, and how many that serve none get a probable one."""
    one = every = rank = 0.0
    none = probable = 0
    found = serving(part)
    for text, codes in found:
        ranked = by.rank(text)
        if not codes:
            none += 1
            probable += bool(ranked and ranked[0].sure == PROBABLE)
            continue
        got = [each.upper.code for each in ranked]
        one += bool(codes & set(got))
        every += len(codes & set(got)) / len(codes)
        rank += next((1 / place for place, code in enumerate(got, 1) if code in codes), 0)
    number = len(found) - none
    if not found:
        return dict.fromkeys(("any", "recall", "mrr", "probable"), nan)
    return {
        "any": one / number,
        "recall": every / number,
        "mrr": rank / number,
        "probable": probable / none,
    }


def rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    """Return the rows of a table in CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def row(name: str, figures: Mapping[str, float]) -> str:
    """Return a row of the tables in `docs/contrasts.md`."""
    return f"| {name} | {' | '.join(map(shown, figures.values()))} |"


def shown(figure: float) -> str:
    """Return a figure as `docs/contrasts.md` has it: a dash for what was not measured."""
    return "–" if isnan(figure) else f"{figure:.3f}"


def main() -> None:
    """Print what ships measures on each hand kept apart, as the rows of `docs/contrasts.md`."""
    by = suggester()
    for hand in APART:
        print(row(f"{hand}, what ships", heard(by, hand) | suggested(by, hand)))


if __name__ == "__main__":
    main()
