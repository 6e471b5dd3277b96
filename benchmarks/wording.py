"""Learn the weights of wording from pairs that people wrote, and measure them on hands left out.

    python benchmarks/wording.py            what each hand measures when it is left out
    python benchmarks/wording.py --write    write `wording_it.csv` and `towns_it.csv` of `src/trama/language` from all

Needs scikit-learn (extra `dev`). Learnt are a text's own words only: contradicting pairs against compatible
ones, with suggestions and unrelated texts that take nothing away counting for less.
"""

from __future__ import annotations

import csv
import io
import math
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path[:0] = [str(Path(__file__).resolve().parent)]

import contrasts  # noqa: E402

from trama.language.italian import stem, telling  # noqa: E402
from trama.language.themes import themes  # noqa: E402
from trama.language.towns import Towns, read_towns  # noqa: E402
from trama.language.wording import ALWAYS, Wording, features  # noqa: E402

TABLES = contrasts.ROOT / "src" / "trama" / "language"
OWN = ("dev", "test")
HANDS = tuple(part for part in contrasts.PARTS if part not in OWN)
BUILT = "built"
SHARE = {
    "contrasts": 1.0,
    "compatible": 1.0,
    "serves": 1.0,
    "unrelated": 0.2,
    "none": 0.2,
    "plain": 0.5,
    "wanted": 0.01,
}
BUILT_SHARE = 0.5
RARE = 2
"""How strongly a rare feature may weigh before common ones: the power of its inverse frequency."""
FREE = 10.0
LEAST_RARE = 0.25
"""The least weight of a feature that a single text has."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text, whether it takes something away, and how much it counts."""

    part: str
    text: str
    away: bool
    share: float


def examples(parts: Collection[str]) -> list[Example]:
    """Return what can be learnt from some parts."""
    found: dict[tuple[str, bool], Example] = {}
    for part in parts:
        share = BUILT_SHARE if part == BUILT else 1.0
        for pair in contrasts.pairs(part):
            away = pair.kind == "contrasts"
            one = Example(part, pair.text, away, SHARE[pair.kind] * share)
            found.setdefault((pair.text, away), one)
        for text, codes in contrasts.serving(part) if part != BUILT else ():
            one = Example(part, text, False, SHARE["serves" if codes else "none"])
            found.setdefault((text, False), one)
    for text in plain():
        found.setdefault((text, False), Example("", text, False, SHARE["plain"]))
    for text in wanted():
        found.setdefault((text, False), Example("", text, False, SHARE["wanted"]))
    return list(found.values())


def plain() -> list[str]:
    """Return the names and texts of the upper plan's objectives, which take nothing away."""
    found = contrasts.rows(contrasts.ROOT / "graph" / contrasts.UPPER / "objectives.csv", ",")
    return [text for row in found for text in (row["label_it"], row["text_it"]) if text]


def wanted() -> list[str]:
    """Return what themes want: their words alone take nothing away."""
    return [
        phrase.lstrip("=!")
        for theme in themes().by_id.values()
        for want, phrases in theme.phrases.items()
        if want != "less"
        for phrase in phrases
    ]


@cache
def _names(text: str) -> tuple[str, ...]:
    return tuple(features(text))


def learn(parts: Collection[str]) -> dict[str, float]:
    """Return the weights learnt from some parts, rounded, without those that tell little."""
    from_ = examples(parts)
    texts = [_names(one.text) for one in from_]
    count = Counter(name for found in texts for name in found)
    names = sorted(count)
    place = {name: number for number, name in enumerate(names)}
    most = math.log(len(texts))
    rare = [(math.log(len(texts) / count[name]) / most) ** RARE for name in names]
    rows = [[place[name] for name in found] for found in texts]
    values = [rare[column] / math.sqrt(len(row)) for row in rows for column in row]
    starts = numpy.cumsum([0, *map(len, rows)])
    table = csr_matrix(
        (values, [column for row in rows for column in row], starts), (len(rows), len(names))
    )
    model = LogisticRegression(
        C=FREE, class_weight="balanced", solver="liblinear", max_iter=1000, random_state=0
    )
    model.fit(table, [one.away for one in from_], sample_weight=[one.share for one in from_])
    weights = {ALWAYS: round(float(model.intercept_[0]), 2)}
    for name, number in place.items():
        weight = round(float(model.coef_[0][number]) * rare[number], 2)
        if weight and (count[name] > 1 or abs(weight) >= LEAST_RARE):
            weights[name] = weight
    return weights


def heard(parts: Collection[str]) -> dict[str, str]:
    """Return the words by which the texts of some parts speak of each upper objective, with how many had them."""
    found: dict[str, Counter[str]] = {}
    forms: dict[str, Counter[str]] = {}
    about = [
        (pair.upper, pair.text)
        for part in parts
        for pair in contrasts.pairs(part)
        if pair.kind != "unrelated"
    ]
    about += [
        (code, text)
        for part in parts
        if part != BUILT
        for text, codes in contrasts.serving(part)
        for code in sorted(codes)
    ]
    for code, text in dict.fromkeys(about):
        bag = found.setdefault(f"{contrasts.UPPER}/objective/{code}", Counter())
        for word in telling(text):
            forms.setdefault(stem(word), Counter())[word] += 1
            bag[stem(word)] += 1
    # A word is written as most texts do; one whose stem is another's would be read as that one.
    shown = {end: min(words, key=lambda one: (-words[one], one)) for end, words in forms.items()}
    return {
        place: ";".join(
            f"{shown[end]} {number}"
            for end, number in sorted(bag.items(), key=lambda one: (-one[1], shown[one[0]]))
        )
        for place, bag in sorted(found.items())
    }


def left_out(hand: str) -> tuple[Wording, Towns]:
    """Return what is learnt from all parts but those of one hand."""
    mine = OWN if hand in OWN else (hand,)
    others = [part for part in (*contrasts.PARTS, BUILT) if part not in mine]
    return Wording(learn(others)), read_towns(table_of(heard(others), "objective", "words"))


def table_of(rows: Mapping[str, object], *header: str) -> str:
    """Return a table of two columns in CSV, by the first."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows((name, rows[name]) for name in sorted(rows))
    return file.getvalue()


def measured(parts: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return the figures of each part, by weights that were not learnt from its hand."""
    found = {}
    for part in parts:
        by = contrasts.suggester(*left_out(part))
        found[part] = contrasts.heard(by, part) | contrasts.suggested(by, part)
    return found


def main() -> None:
    """Write the table, or print the figures of each hand left out."""
    if "--write" in sys.argv[1:]:
        every = (*contrasts.PARTS, BUILT)
        weights = {name: f"{weight:g}" for name, weight in learn(every).items()}
        (TABLES / "wording_it.csv").write_text(table_of(weights, "words", "weight"), "utf-8")
        (TABLES / "towns_it.csv").write_text(table_of(heard(every), "objective", "words"), "utf-8")
        print(f"{len(weights)} weights")
        return
    for part, figures in measured(HANDS).items():
        print(part, "  ".join(f"{name} {value:.3f}" for name, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
