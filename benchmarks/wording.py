"""Learn the weights of wording from pairs that people wrote, and measure them on hands left out.

    python benchmarks/wording.py [hand-7 …]  what each hand measures when it is left out
    python benchmarks/wording.py --write    write `wording_it.csv`, `leanings_it.csv` and `towns_it.csv` of `src/trama/language` from all

Needs scikit-learn (extra `dev`). Learnt are a text's own words only: contradicting pairs against compatible
ones, with suggestions and unrelated texts that take nothing away counting for less.
"""

from __future__ import annotations

import csv
import io
import math
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path[:0] = [str(Path(__file__).resolve().parent)]

import contrasts  # noqa: E402

from trama.language.italian import stem, telling  # noqa: E402
from trama.language.leanings import Leaning, leaning_words, read_leanings  # noqa: E402
from trama.language.phrases import tokens  # noqa: E402
from trama.language.themes import themes  # noqa: E402
from trama.language.things import things  # noqa: E402
from trama.language.towns import Towns, read_towns  # noqa: E402
from trama.language.wording import ALWAYS, Wording, features  # noqa: E402

TABLES = contrasts.ROOT / "src" / "trama" / "language"
OWN = ("dev", "test")
HANDS = tuple(part for part in contrasts.PARTS if part not in OWN)
IN_TESTS = ("hand-7", "hand-10", "hand-11")
"""The hands left out whose figures the tests compute again; this program does it for all."""
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
RARE = 3
"""How strongly a rare feature may weigh before common ones: the power of its inverse frequency."""
FREE = 20.0
LEAST_RARE = 0.25
"""The least weight of a feature that a single text has."""
TOWNS = ("objective", "words", "things")
LEAST_THING = 0.25
"""The least weight of a thing that texts on an objective speak of."""
LEAST_LEANING = 0.1
"""The least weight of a word that leans."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text, whether it takes something away, and how much it counts."""

    part: str
    text: str
    away: bool
    share: float
    places: tuple[str, ...] = ()
    """The upper objectives that it is on."""


def examples(parts: Collection[str]) -> list[Example]:
    """Return what can be learnt from some parts."""
    found: dict[tuple[str, bool], Example] = {}
    for part in parts:
        share = BUILT_SHARE if part == BUILT else 1.0
        for pair in contrasts.pairs(part):
            away = pair.kind == "contrasts"
            places = (place_of(pair.upper),) if pair.kind != "unrelated" else ()
            one = Example(part, pair.text, away, SHARE[pair.kind] * share, places)
            found.setdefault((pair.text, away), one)
        for text, codes in contrasts.serving(part) if part != BUILT else ():
            places = tuple(map(place_of, sorted(codes)))
            one = Example(part, text, False, SHARE["serves" if codes else "none"], places)
            found.setdefault((text, False), one)
    for text in plain():
        found.setdefault((text, False), Example("", text, False, SHARE["plain"]))
    for text in wanted():
        found.setdefault((text, False), Example("", text, False, SHARE["wanted"]))
    return list(found.values())


def place_of(code: str) -> str:
    """Return the plan, kind and code of an upper objective."""
    return f"{contrasts.UPPER}/objective/{code}"


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


Learnt = tuple[dict[str, float], dict[str, str]]
"""The weights of wording, and for each upper objective the words that lean, with their weights."""


def _halved(found: Iterable[Example]) -> Iterator[Example]:
    """Each text with the objectives that it is on and without, so that wording alone is learnt to be enough too."""
    for one in found:
        if one.places:
            half = replace(one, share=one.share / 2)
            yield half
            yield replace(half, places=())
        else:
            yield one


def _features(one: Example) -> list[tuple[str, str]]:
    """The features of a text, and those that its words are of the objectives it is on, by the place of these."""
    leaning = [(place, word) for place in one.places for word in _words(one.text)]
    return [*(("", name) for name in _names(one.text)), *leaning]


@cache
def _names(text: str) -> tuple[str, ...]:
    return tuple(features(text))


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(leaning_words(text))


@cache
def _things(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, one.weight) for name, one in things(text).items())


def learn(parts: Collection[str]) -> Learnt:
    """Return what is learnt from some parts, weights rounded, without those that tell little."""
    found = examples(parts)
    having = Counter(name for one in found for name in _names(one.text))
    from_ = list(_halved(found))
    texts = [_features(one) for one in from_]
    count = Counter(name for text in texts for name in text)
    names = sorted(count)
    place = {name: number for number, name in enumerate(names)}
    most = math.log(len(texts))
    rare = [(math.log(len(texts) / count[name]) / most) ** RARE for name in names]
    rows = [[place[name] for name in text] for text in texts]
    lengths = [math.sqrt(len(_names(one.text))) for one in from_]
    values = [
        rare[column] / length for row, length in zip(rows, lengths, strict=True) for column in row
    ]
    starts = numpy.cumsum([0, *map(len, rows)])
    table = csr_matrix(
        (values, [column for row in rows for column in row], starts), (len(rows), len(names))
    )
    model = LogisticRegression(
        C=FREE, class_weight="balanced", solver="liblinear", max_iter=1000, random_state=0
    )
    model.fit(table, [one.away for one in from_], sample_weight=[one.share for one in from_])
    weights = {ALWAYS: round(float(model.intercept_[0]), 2)}
    leaning: dict[str, dict[str, float]] = {}
    for (objective, name), number in place.items():
        weight = round(float(model.coef_[0][number]) * rare[number], 2)
        if objective and abs(weight) >= LEAST_LEANING:
            leaning.setdefault(objective, {})[name] = weight
        elif not objective and weight and (having[name] > 1 or abs(weight) >= LEAST_RARE):
            weights[name] = weight
    forms = _forms(one.text for one in from_)
    return weights, {
        objective: ";".join(
            f"{forms[word]} {weight:g}"
            for word, weight in sorted(words.items(), key=lambda one: (-one[1], forms[one[0]]))
        )
        for objective, words in sorted(leaning.items())
    }


def _forms(texts: Iterable[str]) -> dict[str, str]:
    """Return for each stem how most texts write the word."""
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for token in tokens(text):
            forms.setdefault(token.key, Counter())[token.form] += 1
    return {end: min(words, key=lambda one: (-words[one], one)) for end, words in forms.items()}


def heard(parts: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the words and the things of the texts of some parts on each upper objective, with how many had them."""
    found: dict[str, Counter[str]] = {}
    meant: dict[str, Counter[str]] = {}
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
        spoken = meant.setdefault(f"{contrasts.UPPER}/objective/{code}", Counter())
        for name, weight in _things(text):
            spoken[name] += weight  # type: ignore[assignment]  # how surely, not how many
        for word in telling(text):
            forms.setdefault(stem(word), Counter())[word] += 1
            bag[stem(word)] += 1
    # A word is written as most texts do; one whose stem is another's would be read as that one.
    shown = {end: min(words, key=lambda one: (-words[one], one)) for end, words in forms.items()}
    return {
        place: (
            ";".join(
                f"{shown[end]} {number}"
                for end, number in sorted(bag.items(), key=lambda one: (-one[1], shown[one[0]]))
            ),
            ";".join(
                f"{name} {weight:.1f}"
                for name, weight in sorted(meant[place].items(), key=lambda one: (-one[1], one[0]))
                if weight >= LEAST_THING
            ),
        )
        for place, bag in sorted(found.items())
    }


def left_out(hand: str) -> tuple[Wording, Towns, Mapping[str, Leaning]]:
    """Return what is learnt from all parts but those of one hand."""
    mine = OWN if hand in OWN else (hand,)
    others = [part for part in (*contrasts.PARTS, BUILT) if part not in mine]
    weights, leaning = learn(others)
    spoken_by = read_towns(table_of(heard(others), *TOWNS))
    return Wording(weights), spoken_by, read_leanings(table_of(leaning, "objective", "words"))


def table_of(rows: Mapping[str, object], *header: str) -> str:
    """Return a table in CSV, by the first of its columns."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    for name in sorted(rows):
        row = rows[name]
        writer.writerow((name, *row) if isinstance(row, tuple) else (name, row))
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
        learnt, leaning = learn(every)
        weights = {name: f"{weight:g}" for name, weight in learnt.items()}
        (TABLES / "wording_it.csv").write_text(table_of(weights, "words", "weight"), "utf-8")
        (TABLES / "leanings_it.csv").write_text(table_of(leaning, "objective", "words"), "utf-8")
        (TABLES / "towns_it.csv").write_text(table_of(heard(every), *TOWNS), "utf-8")
        print(f"{len(weights)} weights")
        return
    for hand in sys.argv[1:] or HANDS:
        print(contrasts.row(f"`{hand}`", measured([hand])[hand]), flush=True)


if __name__ == "__main__":
    main()
