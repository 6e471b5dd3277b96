"""What matter a text is of: texts ranked by how much another speaks of the same things.

Five rankers vote: runs of letters by TF-IDF, stems by BM25, themes of municipal practice by TF-IDF
(`themes_it.csv`), and by BM25 the words by which towns speak of each text (`towns_it.csv`) and the things that
these and the text itself speak of (`things_it.csv`). `docs/suggest.md` has the measurements that chose them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from trama.language.italian import grams, stems
from trama.language.ranking import Bag, Bm25, TfIdf
from trama.language.themes import Themes
from trama.language.things import things
from trama.language.towns import THING

_VOTES = {"grams": 1.0, "stems": 1.0, "themes": 2.0, "towns": 4.0, "things": 3.0}
# How many texts of towns an upper text's own words and things count for.
_OWN = 3
# A word that is only about a theme counts for less than one that is for it.
_ABOUT = 0.35
# What a text stands under, such as the programme of the budget, beside its own words.
_CONTEXT = 0.3

Weighed = Sequence[tuple[str, float]]
"""Texts read as one, each with its weight."""


class Matter:
    """Ranks some texts by how much of their matter another text is."""

    def __init__(
        self,
        texts: Sequence[Weighed],
        themes: Themes,
        spoken: Sequence[Weighed] | None = None,
        towns: Sequence[Bag] = (),
    ) -> None:
        """Make ready `texts`; `spoken` are those that their themes are read in, if others.

        `towns` are the words by which towns speak of each (`towns_it.csv`), if any are known.
        """
        self._number = len(texts)
        self._themes = themes
        self._grams = TfIdf([_bag(each, grams) for each in texts])
        bags = [_bag(each, stems) for each in texts]
        self._known = {end for bag in bags for end in bag}
        self._stems = Bm25(bags)
        known = towns or [{} for _ in texts]
        words = [{key: n for key, n in bag.items() if key[:1] != THING} for bag in known]
        heard = [_joined(bag, own) for bag, own in zip(words, bags, strict=True)]
        self._towns = Bm25(heard) if any(towns) else None
        meant = [{key: n for key, n in bag.items() if key[:1] == THING} for bag in known]
        self._things = Bm25(
            [_joined(bag, _things_of(each[0][0])) for bag, each in zip(meant, texts, strict=True)]
        )
        self._spoken = TfIdf([self._theme_bag(each) for each in spoken or texts], unknown=True)

    def scores(self, text: str, context: str = "") -> list[float]:
        """Return a score from 0 to 1 for each text, in their order.

        `context` is what the text stands under, such as the programme of the budget.
        """
        cut = stems(text)
        known = sum(end in self._known for end in cut) / max(1, len(cut))
        about = self._theme_bag([(text, 1.0), (context, _CONTEXT)])
        votes = [
            (_VOTES["grams"], self._grams.scores(grams(text))),
            (_VOTES["stems"] * (0.5 + known / 2), self._stems.scores(cut)),
            (_VOTES["themes"], self._spoken.scores(about)),
            (_VOTES["things"], self._things.scores(_things_of(text))),
        ]
        if self._towns:
            votes.append((_VOTES["towns"], self._towns.scores(cut)))
        whole = sum(_VOTES.values()) - (0 if self._towns else _VOTES["towns"])
        return [
            sum(vote * scores[place] for vote, scores in votes) / whole
            for place in range(self._number)
        ]

    def _theme_bag(self, texts: Weighed) -> Bag:
        bag: dict[str, float] = defaultdict(float)
        for text, weight in texts:
            for one in self._themes.spoken(text):
                bag[one.theme] += weight * (1 if one.telling else _ABOUT)
        return bag


def _things_of(text: str) -> Bag:
    return {f"{THING}{name}": one.weight for name, one in things(text).items()}


def _joined(towns: Bag, own: Bag) -> Bag:
    words = dict(towns)
    for word, weight in own.items():
        words[word] = words.get(word, 0) + _OWN * weight
    return words


def _bag(texts: Weighed, tokens: Callable[[str], Iterable[str]]) -> Bag:
    bag: Counter[str] = Counter()
    for text, weight in texts:
        for token in tokens(text):
            bag[token] += weight  # type: ignore[assignment]  # a bag of weights, not of counts
    return bag
