"""Measure how well alignments are suggested: recall at 3 and mean reciprocal rank, against baselines.

    python benchmarks/suggest.py

Pairs of a municipal objective and the strategic objectives it serves are in
`tests/suggestion_pairs.csv`, in three parts: weights were chosen on `dev`, figures are told on `test`
and on `other`, which another hand wrote without knowing the themes.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from trama.language.directions import reader_of
from trama.language.italian import grams, stems
from trama.language.ranking import Bm25, TfIdf
from trama.language.themes import WANTS, Themes, read_themes
from trama.model import StrategicObjective
from trama.plans.package import Package, read_packages
from trama.suggest.suggester import Suggester, Upper, upper_objectives

ROOT = Path(__file__).resolve().parent.parent
UPPER = "psttm-2025-2027"
Scores = Callable[[str], list[float]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A municipal objective and the codes of the strategic objectives that it serves."""

    split: str
    text: str
    serves: frozenset[str]


def read_pairs(path: Path = ROOT / "tests" / "suggestion_pairs.csv") -> list[Pair]:
    """Return the pairs held apart."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["split"], row["text_it"], frozenset(row["serves"].split(";")))
            for row in csv.DictReader(file)
        ]


def corpus(root: Path = ROOT) -> list[Upper]:
    """Return the objectives of the strategic plan with what they are linked to."""
    packages = read_packages(root / "graph", root=root)
    upper = next(package for package in packages if package.plan == UPPER)
    return upper_objectives(upper, [package for package in packages if package is not upper])


def measure(scores: Scores, upper: Sequence[Upper], pairs: Iterable[Pair]) -> tuple[float, float]:
    """Return recall at 3 and mean reciprocal rank. What scores nothing is not found."""
    recall = reciprocal = 0.0
    number = 0
    for pair in pairs:
        values = scores(pair.text)
        order = sorted(range(len(upper)), key=lambda place: (-values[place], place))
        ranked = [upper[place].code for place in order if values[place] > 0]
        recall += len(pair.serves & set(ranked[:3])) / len(pair.serves)
        first = (rank for rank, code in enumerate(ranked, 1) if code in pair.serves)
        reciprocal += 1 / next(first, float("inf"))
        number += 1
    return recall / number, reciprocal / number


def by_chance(upper: Sequence[Upper], pairs: Sequence[Pair]) -> tuple[float, float]:
    """Return what shuffling the objectives would reach, as the mean over 50 shuffles."""
    chance = random.Random(0)  # noqa: S311
    results = [measure(lambda _: [chance.random() for _ in upper], upper, pairs) for _ in range(50)]
    return _mean(results)


def halved(upper: Sequence[Upper], pairs: Sequence[Pair], runs: int = 5) -> tuple[float, float]:
    """Return what the suggester reaches with half of the themes' words, drawn at random, taken out."""
    table = files("trama.language").joinpath("themes_it.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    results = []
    for seed in range(runs):
        draw = random.Random(seed)  # noqa: S311
        out = io.StringIO(newline="")
        kept = csv.DictWriter(out, list(rows[0]))
        kept.writeheader()
        for row in rows:
            words = {
                want: ";".join(one for one in row[want].split(";") if draw.random() < 0.5)
                for want in WANTS
            }
            kept.writerow(row | words)
        by = reader_of(read_themes(out.getvalue()))
        results.append(measure(shown(Suggester(upper, by, spoken_by={})), upper, pairs))
    return _mean(results)


def shown(suggester: Suggester) -> Scores:
    """Return the scores of what a person would be shown: only suggestions that have a reason."""
    places = {each.code: place for place, each in enumerate(suggester.upper)}

    def scores(text: str) -> list[float]:
        values = [0.0] * len(places)
        for rank, one in enumerate(suggester.rank(text, len(places)), 1):
            values[places[one.upper.code]] = 1 / rank
        return values

    return scores


def _mean(results: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return (
        sum(recall for recall, _ in results) / len(results),
        sum(rank for _, rank in results) / len(results),
    )


def methods(upper: Sequence[Upper]) -> dict[str, Scores]:
    """Return the methods compared, the plain ones first."""

    def bags(tokens: Callable[[str], Iterable[str]]) -> list[Counter[str]]:
        return [Counter(tokens(each.text)) for each in upper]

    def plain(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    words, runs = TfIdf(bags(plain), sublinear=True), TfIdf(bags(grams), sublinear=True)
    cut, okapi = TfIdf(bags(stems), sublinear=True), Bm25(bags(stems))
    return {
        "plain TF-IDF": lambda text: words.scores(plain(text)),
        "stems, TF-IDF": lambda text: cut.scores(stems(text)),
        "stems, BM25": lambda text: okapi.scores(stems(text)),
        "letter runs, TF-IDF": lambda text: runs.scores(grams(text)),
        "with linked labels, without themes": Suggester(
            upper, reader_of(Themes([])), spoken_by={}
        ).scores,
        "without the words of towns": shown(Suggester(upper, spoken_by={})),
        "as shipped": shown(Suggester(upper)),
    }


def declared(folder: Path) -> list[Pair]:
    """Return the pairs that a plan package declares itself, to measure on other people's choices."""
    from trama.plans.package import read_package

    package: Package = read_package(folder)
    pairs = []
    for row in package.rows(StrategicObjective):
        codes = frozenset(
            code.rpartition("#")[2] for code in (*row.implements, *row.contributes_to)
        )
        if codes:
            pairs.append(Pair("declared", f"{row.label_it}. {row.text_it}", codes))
    return pairs


def table(upper: Sequence[Upper], pairs: Sequence[Pair]) -> dict[str, tuple[float, float]]:
    """Return recall at 3 and mean reciprocal rank of each method."""
    results = {"random": by_chance(upper, pairs)}
    for name, scores in methods(upper).items():
        results[name] = measure(scores, upper, pairs)
    results["without the words of towns, half of the themes"] = halved(upper, pairs)
    return results


def main() -> None:
    """Print a table of methods for each part of the pairs."""
    upper, pairs = corpus(), read_pairs()
    parts = {
        part: [pair for pair in pairs if pair.split == part] for part in ("dev", "test", "other")
    }
    for folder in sys.argv[1:]:
        parts[folder] = declared(Path(folder))
    for part, chosen in parts.items():
        if not chosen:
            continue
        print(f"{part}: {len(chosen)} pairs")
        for name, (recall, rank) in table(upper, chosen).items():
            print(f"  {name:40} recall@3 {recall:.3f}  MRR {rank:.3f}")
    suggester = Suggester(upper)
    start = time.perf_counter()
    for pair in pairs:
        suggester.rank(pair.text)
    print(f"{(time.perf_counter() - start) / len(pairs) * 1000:.1f} ms an objective")


if __name__ == "__main__":
    main()
