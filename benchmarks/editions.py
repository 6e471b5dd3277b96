"""Learn what tells an objective reworded in the next edition, and measure it on hands left out.

    python benchmarks/editions.py            what each hand measures when it is left out
    python benchmarks/editions.py --write    write `editions_it.csv` of `src/trama/language` from all
    python benchmarks/editions.py FOLDER     what ships, measured on the editions in a folder

Needs scikit-learn (extra `dev`). The editions are those that people reworded, `tests/pairs/hand-*/editions`.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy
from sklearn.linear_model import LogisticRegression

from trama.check.editions import Item, Step, compare_editions
from trama.check.findings import Side
from trama.check.likeness import Compared, Speaks, Table
from trama.check.odds import ALWAYS, Odds, Weights, places, summed
from trama.check.parting import partings
from trama.check.reworded import FIRST, surest
from trama.language.similarity import Words
from trama.language.things import shipped

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "tests" / "pairs"
APART: tuple[str, ...] = ("hand-12", "hand-13")
"""Hands that nothing is learnt from: what ships is measured on them."""

BUILT = "built"
"""Editions of the building hand: learnt from, and never told as a measure."""

HANDS = tuple(
    path.parent.name
    for path in sorted(PAIRS.glob("hand-*/editions"), key=lambda path: int(path.parent.name[5:]))
    if path.is_dir() and path.parent.name not in APART
)
FOLDS = 3
"""In how many shares hands are left out: each is measured by what all outside its share teach."""
WEIGHTS = ROOT / "src" / "trama" / "language" / "editions_it.csv"
HALVES, STRANGERS = 0.5, 0.25
"""How much editions count of which one has lost every second objective, and those that no hand meant to compare."""

LOST = (0.0, 0.4)
"""The shares of the tables' words that are lost while learning.

The tables have been mended for the hands that are learnt from, and know their words better than those of a writer whom
nobody has read. With words lost by chance the weights learn how far to trust the things, and what else there is.
"""

BOUND = {"pair": 0.3, "place": 1.0, "part": 0.3}
"""How freely the weights may grow: the inverse of what large ones cost."""

Columns = numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]
Key = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Editions:
    """Two editions, and which objectives of them are the same: pairs of codes."""

    old: tuple[Item, ...]
    new: tuple[Item, ...]
    key: Key

    @property
    def texts(self) -> tuple[list[str], list[str]]:
        """The texts of the two."""
        old, new = ([item.words.text for item in items] for items in (self.old, self.new))
        return old, new

    @property
    def chapters(self) -> tuple[list[str], list[str]]:
        """The chapters of the two, objective by objective."""
        old, new = ([item.mission.plain for item in items] for items in (self.old, self.new))
        return old, new

    def same(self) -> list[bool]:
        """Whether each pair is the same, row after row."""
        return [
            (one.side.code, other.side.code) in self.key for one in self.old for other in self.new
        ]


@cache
def editions(hand: str) -> tuple[Editions, ...]:
    """Return the editions that a hand reworded."""
    return tuple(read(folder) for folder in sorted((PAIRS / hand / "editions").iterdir()))


def read(folder: Path) -> Editions:
    """Return the editions of a folder: `old.csv`, `new.csv` and `key.csv`, codes of one cell parted by `;`."""
    rows = {
        name: list(csv.DictReader((folder / f"{name}.csv").read_text("utf-8").splitlines()))
        for name in ("old", "new", "key")
    }
    key = frozenset(
        (before.strip(), after.strip())
        for row in rows["key"]
        for before in row["old"].split(";")
        for after in row["new"].split(";")
        if before.strip() and after.strip()
    )
    old, new = (tuple(map(_item, rows[name])) for name in ("old", "new"))
    return Editions(old, new, key)


def _item(row: Mapping[str, str]) -> Item:
    side = Side(row["code"], row["code"], row["text"][:40], "", row["text"])
    return Item(side, Words(row["mission"]), Words(row["text"]))


@cache
def _compared(one: Editions, lost: float = 0.0) -> Compared:
    return _compared(one).by(_speaks(lost)) if lost else Compared(*one.texts)


@cache
def _speaks(lost: float) -> Speaks:
    """What finds the things of a text by tables that lost a share of their words."""
    bound = int(lost * 2**32)
    return cache(shipped().but(lambda word: crc32(word.encode()) < bound).spoken)


def examples(hands: Sequence[str]) -> list[tuple[Editions, float]]:
    """Return what can be learnt from some hands, each with how much it counts.

    That two objectives are the likeliest of all does not make them the same: so there are editions, too, of which
    one lost every second objective, and such as have nothing to do with one another.
    """
    found: list[tuple[Editions, float]] = []
    for hand in hands:
        for one in editions(hand):
            found.append((one, 1.0))
            for first in (0, 1):
                found.append((replace(one, old=one.old[first::2]), HALVES))
                found.append((replace(one, new=one.new[first::2]), HALVES))
    for hand, other in pairwise([*HANDS, BUILT, HANDS[0]]):
        if {hand, other} <= set(hands):
            for one, stranger in zip(editions(hand), editions(other), strict=False):
                found.append((Editions(one.old, stranger.new, frozenset()), STRANGERS))
    return found


def learn(hands: Iterable[str]) -> Weights:
    """Return the weights learnt from some hands, rounded."""
    known = [
        (one, share, lost)
        for one, share in examples(list(hands))
        for lost in LOST
        if share == 1 or not lost
    ]
    shares = [share for one, share, _ in known for _ in one.same()]
    same = [same for one, _, _ in known for same in one.same()]
    tables = [_compared(one, lost).measures for one, _, lost in known]
    pair = _fitted(_rows(tables), same, shares, BOUND["pair"])
    table = [
        places(summed(found, pair), *one.chapters)
        for found, (one, _, _) in zip(tables, known, strict=True)
    ]
    place = _fitted(_rows(table), same, shares, BOUND["place"])
    parts = [
        part for one, share, lost in known if share == 1 for part in _parts(one, lost, pair, place)
    ]
    names = sorted(parts[0][0])
    found = {name: numpy.array([measures[name] for measures, _ in parts]) for name in names}
    part = _fitted(found, [is_part for _, is_part in parts], [1.0] * len(parts), BOUND["part"])
    return {"pair": pair, "place": place, "part": part}


def _rows(tables: Sequence[Mapping[str, Table]]) -> dict[str, Columns]:
    """Each measure of all pairs, one table after the other, row by row."""
    return {
        name: numpy.concatenate([numpy.array(table[name], float).ravel() for table in tables])
        for name in sorted(tables[0])
    }


def _parts(
    one: Editions, lost: float, pair: Mapping[str, float], place: Mapping[str, float]
) -> list[tuple[Mapping[str, float], bool]]:
    """What speaks for each objective left over being a part of one that is paired, and whether it is."""
    odds = Odds(_compared(one, lost), one.chapters, {"pair": pair, "place": place})
    of_old: dict[int, int] = {}
    of_new: dict[int, int] = {}
    for near in surest(odds, FIRST):
        if near.old not in of_old and near.new not in of_new:
            of_old[near.old], of_new[near.new] = near.new, near.old
    left = (
        [n for n in range(len(one.old)) if n not in of_old],
        [n for n in range(len(one.new)) if n not in of_new],
    )
    return [
        (part.measures, (one.old[part.old].side.code, one.new[part.new].side.code) in one.key)
        for part in partings(odds, of_old, of_new, left)
    ]


def _fitted(
    columns: Mapping[str, Columns],
    same: Sequence[bool],
    shares: Sequence[float],
    bound: float,
) -> dict[str, float]:
    names = list(columns)
    values = numpy.column_stack([columns[name] for name in names])
    mean, spread = values.mean(axis=0), values.std(axis=0)
    model = LogisticRegression(C=bound, max_iter=2000)
    model.fit((values - mean) / spread, same, shares)
    weights = model.coef_[0] / spread
    always = model.intercept_[0] - float(weights @ mean)
    return {ALWAYS: round(float(always), 3)} | {
        one: round(float(weight), 3) for one, weight in zip(names, weights, strict=True)
    }


def pairs(steps: Iterable[Step]) -> Key:
    """Return the pairs of codes that a comparison tells."""
    return frozenset((step.old.code, step.new.code) for step in steps if step.old and step.new)


def measured(hand: str, weights: Weights | None = None) -> tuple[float, float]:
    """Return precision and recall of the pairs told in the editions of a hand, by some weights."""
    return measured_on(editions(hand), weights)


def measured_on(given: Iterable[Editions], weights: Weights | None = None) -> tuple[float, float]:
    """Return the same of given editions."""
    right = told = there = 0
    for one in given:
        got = pairs(compare_editions(one.old, one.new, weights))
        right, told, there = right + len(got & one.key), told + len(got), there + len(one.key)
    return right / told, right / there


def left_out(hand: str) -> tuple[float, float]:
    """Return the same by weights that were learnt from the hands outside the share of this one."""
    return measured(hand, _outside(HANDS.index(hand) % FOLDS))


@cache
def _outside(fold: int) -> Weights:
    return learn([*(hand for number, hand in enumerate(HANDS) if number % FOLDS != fold), BUILT])


def table_of(weights: Weights) -> str:
    """Return the weights as a table in CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("sum", "measure", "weight"))
    for name, of_sum in weights.items():
        writer.writerows((name, one, f"{weight:g}") for one, weight in of_sum.items())
    return file.getvalue()


def main() -> None:
    """Write the table, or print the figures of each hand left out."""
    if "--write" in sys.argv[1:]:
        WEIGHTS.write_text(table_of(learn((*HANDS, BUILT))), encoding="utf-8")
        return
    for folder in sys.argv[1:]:
        precision, recall = measured_on(map(read, sorted(Path(folder).iterdir())))
        print(f"{folder} precision {precision:.3f}, recall {recall:.3f}")
    if sys.argv[1:]:
        return
    for hand in (*HANDS, *APART):
        precision, recall = measured(hand) if hand in APART else left_out(hand)
        print(f"{hand} precision {precision:.3f}, recall {recall:.3f}", flush=True)


if __name__ == "__main__":
    main()
