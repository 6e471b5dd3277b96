"""Suggestions: which objectives of an upper plan an objective may serve, for a person to judge.

Nothing here asserts an alignment. A suggestion has a score and the words that speak for it.

Three rankers vote (`docs/suggest.md` has the measurements that chose them): runs of letters by TF-IDF,
stems by BM25, and families of the words of municipal practice by TF-IDF (`lexicon_it.csv`). An upper
objective is read with the labels of what it is linked to: its EuroVoc concepts, themes, instruments
and Mission.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice

from trama.language.italian import grams, stem, stems, telling, words
from trama.model import Instrument, Link, Mission, StrategicObjective, Theme, VocabularyConcept
from trama.namespaces import Names
from trama.plans.package import Package
from trama.suggest.ranking import Bag, Bm25, Ranker, TfIdf

ALIGNS = ("alignsTo", "implements", "contributesTo")
# How much the label of a linked thing counts beside the objective's own words.
_LABELS = {VocabularyConcept: 0.6, Theme: 0.4, Instrument: 0.3, Mission: 0.2}
_VOTES = {"grams": 1.0, "stems": 1.0, "families": 2.0}
_FAMILY_LABELS = 0.5
_LEAST = 0.02
# Words that begin alike are told as reasons: «sportive», «sportivi»; «alberi», «alberature».
_AKIN = 5


@dataclass(frozen=True, slots=True)
class Upper:
    """An objective of the upper plan, with the labels of what it is linked to and their weights."""

    code: str
    iri: str
    label: str
    text: str
    labels: tuple[tuple[str, float], ...] = ()
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An objective of the upper plan that may be served, with what speaks for it.

    `score` is from 0 to 1. `words` are the words that both objectives share, as the lower one writes
    them; `families` pairs of words of one family or that begin alike, the lower one's first.
    """

    upper: Upper
    score: float
    words: tuple[str, ...] = ()
    families: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for one objective, best first."""

    code: str
    label: str
    text: str
    candidates: tuple[Suggestion, ...] = field(default=())


class Lexicon:
    """Families of words that speak of one matter in municipal practice."""

    def __init__(self, families: Mapping[str, Iterable[str]]) -> None:
        self._phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for family, phrases in families.items():
            for phrase in phrases:
                parts = tuple(stem(word) for word in words(phrase))
                if parts:
                    self._phrases[parts[0]].append((family, parts))

    def found(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield each family whose words the text has, with the words as they stand there."""
        spelt = words(text)
        ends = [stem(word) for word in spelt]
        seen = set()
        for place, end in enumerate(ends):
            for family, parts in self._phrases.get(end, ()):
                if tuple(ends[place : place + len(parts)]) == parts and (family, parts) not in seen:
                    seen.add((family, parts))
                    yield family, " ".join(spelt[place : place + len(parts)])

    def families(self, text: str) -> list[str]:
        """Return the families of a text, one the oftener the more of its words are there."""
        return [family for family, _ in self.found(text)]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that comes with Trama."""
    table = files("trama.language").joinpath("lexicon_it.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return Lexicon({row["family"]: row["words"].split(";") for row in rows})


class Suggester:
    """Ranks the objectives of one upper plan by how likely a text serves them."""

    def __init__(self, upper: Sequence[Upper], families: Lexicon | None = None) -> None:
        self.upper = tuple(upper)
        self._lexicon = families or lexicon()
        self._tokens: dict[str, Callable[[str], Iterable[str]]] = {
            "grams": grams,
            "stems": stems,
            "families": self._lexicon.families,
        }
        linked = [[(each.text, 1.0), *each.labels] for each in self.upper]
        spoken = [
            [(each.text, 1.0), *((label, _FAMILY_LABELS) for label in each.concepts)]
            for each in self.upper
        ]
        self._rankers: dict[str, Ranker] = {
            "grams": TfIdf([_bag(texts, grams) for texts in linked]),
            "stems": Bm25([_bag(texts, stems) for texts in linked]),
            "families": TfIdf([_bag(texts, self._lexicon.families) for texts in spoken]),
        }

        self._spelt = [telling(each.text) for each in self.upper]
        self._meant = [self._families(each) for each in self.upper]

    def scores(self, text: str) -> list[float]:
        """Return a score from 0 to 1 for each objective of the upper plan."""
        total = [0.0] * len(self.upper)
        for name, vote in _VOTES.items():
            for place, score in enumerate(self._rankers[name].scores(self._tokens[name](text))):
                total[place] += vote * score
        return [score / sum(_VOTES.values()) for score in total]

    def rank(self, text: str, top: int = 3) -> tuple[Suggestion, ...]:
        """Return the likeliest objectives for a text, best first; fewer if little speaks for them."""
        scores = self.scores(text)
        places = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        found = (
            self._suggestion(text, place, scores[place])
            for place in places
            if scores[place] >= _LEAST
        )
        return tuple(islice((one for one in found if one.words or one.families), top))

    def _suggestion(self, text: str, place: int, score: float) -> Suggestion:
        ours, theirs = telling(text), self._spelt[place]
        ends = {stem(word) for word in theirs}
        shared = dict.fromkeys(word for word in ours if stem(word) in ends)
        pairs = {
            family: (spelt, self._meant[place][family])
            for family, spelt in self._lexicon.found(text)
            if family in self._meant[place] and not set(spelt.split()) & shared.keys()
        }
        akin = [
            (word, other)
            for word in ours
            for other in theirs
            if word not in shared and word[:_AKIN] == other[:_AKIN] and len(word) >= _AKIN
        ]
        spoken = tuple(dict.fromkeys([*pairs.values(), *akin]))
        return Suggestion(self.upper[place], round(score, 3), tuple(shared), spoken)

    def _families(self, upper: Upper) -> dict[str, str]:
        """Return the families of an objective, each with its words there or in a concept's label."""
        found: dict[str, str] = {}
        for text in (upper.text, *upper.concepts):
            for family, spelt in self._lexicon.found(text):
                found.setdefault(family, spelt)
        return found


def _bag(texts: Iterable[tuple[str, float]], tokens: Callable[[str], Iterable[str]]) -> Bag:
    bag: Counter[str] = Counter()
    for text, weight in texts:
        for token in tokens(text):
            bag[token] += weight  # type: ignore[assignment]  # a bag of weights, not of counts
    return bag


def upper_objectives(
    upper: Package, registers: Sequence[Package], names: Names | None = None
) -> list[Upper]:
    """Return the objectives of an upper plan with the labels of what its links join them to.

    `registers` are the packages where the linked things stand, such as instruments and vocabularies.
    """
    names = names or Names()
    things = {
        element.local(package.plan): element
        for package in (upper, *registers)
        for element in package.elements()
        if type(element) in _LABELS
    }
    linked: dict[str, list[str]] = defaultdict(list)
    for link in upper.rows(Link):
        linked[link.source[0]].append(link.target[0])
    found = []
    for row in upper.rows(StrategicObjective):
        local = row.local(upper.plan)
        mission = [f"{upper.plan}/mission/{number}" for number in row.mission]
        labels, concepts = [], []
        for target in dict.fromkeys([*linked[local], *mission]):
            thing = things.get(target)
            # The Sustainable Development Goals are too wide to tell objectives apart.
            if thing is None or getattr(thing, "scheme", "") == "sdg":
                continue
            label = " ".join(filter(None, (thing.label_it, getattr(thing, "acronym", ""))))  # type: ignore[attr-defined]
            labels.append((label, _LABELS[type(thing)]))
            if isinstance(thing, VocabularyConcept):
                concepts.append(label)
        iri = names.thing(local).value
        texts = row.text_it or row.label_it
        found.append(Upper(row.code, iri, row.label_it, texts, tuple(labels), tuple(concepts)))
    return found


def open_objectives(plan: Package) -> list[StrategicObjective]:
    """Return the objectives that declare no alignment and are not marked as local by choice."""
    aligned = {link.source[0] for link in plan.rows(Link) if link.relation in ALIGNS}
    return [
        row
        for row in plan.rows(StrategicObjective)
        if not (row.implements or row.contributes_to or row.by_choice)
        and row.local(plan.plan) not in aligned
    ]


def suggest(plan: Package, suggester: Suggester, top: int = 3) -> list[Suggestions]:
    """Return suggestions for each objective of a plan that declares no alignment, in its order."""
    found = []
    for row in open_objectives(plan):
        text = f"{row.label_it}. {row.text_it}" if row.label_it not in row.text_it else row.text_it
        found.append(Suggestions(row.code, row.label_it, row.text_it, suggester.rank(text, top)))
    return found
