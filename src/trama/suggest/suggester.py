"""Suggestions: which objectives of an upper plan an objective may serve, for a person to judge.

Nothing here asserts an alignment. A suggestion has a score, says whether it is probable or only possible,
and tells the words that speak for it. What pulls against an objective is never suggested as serving it.

Five rankers vote (`language/matter.py`; `docs/suggest.md` has the measurements that chose them). An upper objective
is read with the labels of what it is linked to: its EuroVoc concepts, themes, instruments and Mission.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice

from trama.language.contrast import TOLD, Contrast, Contrasts
from trama.language.directions import Reader, reader
from trama.language.italian import stem, telling
from trama.language.leanings import Leaning
from trama.language.matter import Matter
from trama.language.stance import FOR
from trama.language.themes import Spoken, Themes
from trama.language.towns import Towns, towns
from trama.language.wording import Wording
from trama.model import Instrument, Link, Mission, StrategicObjective, Theme, VocabularyConcept
from trama.model.dup import MISSIONS, PROGRAMMES
from trama.namespaces import Names
from trama.plans.package import Package

ALIGNS = ("alignsTo", "implements", "contributesTo")
PROBABLE, POSSIBLE, TO_WEIGH = "probable", "possible", "to-weigh"
SURE_NAMES = {
    PROBABLE: {"it": "probabile", "en": "probable"},
    POSSIBLE: {"it": "possibile", "en": "possible"},
    TO_WEIGH: {"it": "da valutare", "en": "to weigh"},
}
# How much the label of a linked thing counts beside the objective's own words.
_LABELS = {VocabularyConcept: 0.6, Theme: 0.4, Instrument: 0.3, Mission: 0.2}
_CONCEPTS = 0.5
# Chosen on the parts for building of `tests/pairs`: see docs/suggest.md.
_PROBABLE, _SURE, _POSSIBLE = 0.36, 0.45, 0.12
# Words that begin alike are told as reasons: «sportive», «sportivi»; «alberi», «alberature».
_AKIN = 6
_TOWNS, _TOWNS_SCORE, _TOWNS_TOLD = 2, 0.2, 3
"""Of what has no word in common with an objective: how many texts of towns on it must have a word, the least score, and how
many such words are told."""
OFFERED, SOUNDING, NAMED = -0.36, -0.66, 0.1
"""How much a text may pull against an upper objective and still be told to serve it: any, one that takes something away or sounds
so, and one that only names a thing (*piste ciclabili verso le scuole*). A person weighs what is above."""


@dataclass(frozen=True, slots=True)
class Upper:
    """An objective of the upper plan, with the labels of what it is linked to and their weights.

    `place` is its plan, kind and code, by which the words of towns are known.
    """

    code: str
    iri: str
    label: str
    text: str
    labels: tuple[tuple[str, float], ...] = ()
    concepts: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An objective of the upper plan that may be served, with what speaks for it.

    `score` is from 0 to 1, and `sure` PROBABLE or POSSIBLE. `words` are the words that both objectives
    share, as the lower one writes them; `families` pairs of words of one theme or that begin alike, the
    lower one's first. Where there is neither, `towns` are the words by which other towns speak of its matter.
    """

    upper: Upper
    score: float
    words: tuple[str, ...] = ()
    families: tuple[tuple[str, str], ...] = ()
    sure: str = POSSIBLE
    towns: tuple[str, ...] = ()

    @property
    def reasoned(self) -> bool:
        """Whether any words speak for it."""
        return bool(self.words or self.families or self.towns)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for one objective, best first; `to_weigh` is what it is not clear that it serves."""

    code: str
    label: str
    text: str
    candidates: tuple[Suggestion, ...] = field(default=())
    to_weigh: tuple[Suggestion, ...] = field(default=())


class Suggester:
    """Ranks the objectives of one upper plan by how likely a text serves them."""

    def __init__(
        self,
        upper: Sequence[Upper],
        by: Reader | None = None,
        worded: Wording | None = None,
        spoken_by: Towns | None = None,
        leaning: Mapping[str, Leaning] | None = None,
    ) -> None:
        self.upper = tuple(upper)
        self._reader = by or reader()
        self._themes: Themes = self._reader.themes
        linked = [[(each.text, 1.0), *each.labels] for each in self.upper]
        spoken = [
            [(each.text, 1.0), *((label, _CONCEPTS) for label in each.concepts)]
            for each in self.upper
        ]
        known = towns() if spoken_by is None else spoken_by
        self._heard = [known.get(each.place, {}) for each in self.upper]
        self._matter = Matter(linked, self._themes, spoken, self._heard)
        self._contrasts = Contrasts(
            [each.text for each in self.upper],
            self._reader,
            self._matter,
            worded,
            [each.place for each in self.upper],
            leaning,
        )
        self._spelt = [telling(each.text) for each in self.upper]
        self._ends = [{stem(word) for word in spelt} for spelt in self._spelt]
        self._meant = [self._meanings(each) for each in self.upper]

    def scores(self, text: str, context: str = "") -> list[float]:
        """Return a score from 0 to 1 for each objective of the upper plan.

        `context` is what the text stands under, such as the programme of the budget.
        """
        return self._matter.scores(text, context)

    def rank(self, text: str, top: int = 3, context: str = "") -> tuple[Suggestion, ...]:
        """Return the likeliest objectives for a text, best first; fewer or none if little speaks for them."""
        return self.judged(text, top, context)[0]

    def judged(
        self, text: str, top: int = 3, context: str = ""
    ) -> tuple[tuple[Suggestion, ...], tuple[Suggestion, ...]]:
        """Return the likeliest objectives for a text in two parts: what is suggested, and what is to be weighed.

        To be weighed by a person is what it is not clear of whether the text serves it: it sounds as if it took something
        away. What a text is worded as taking away, refusing or doing alone is in neither: it is asked about (CON-07).
        """
        heard = self._contrasts.heard(text)
        plain = self._reader.stance(text).kind == FOR
        most = NAMED if heard.named else OFFERED if plain else SOUNDING
        serves, to_weigh = [], []
        for place, one in self._ranked(text, top, context, {one.place for one in heard.told}):
            against = heard.of(place)
            if against < most:
                serves.append(one)
            elif against < TOLD:
                to_weigh.append(replace(one, sure=TO_WEIGH))
        return tuple(serves), tuple(to_weigh)

    def _ranked(
        self, text: str, top: int, context: str, against: Set[int]
    ) -> list[tuple[int, Suggestion]]:
        """What a text is likeliest of the matter of, by place, but for what it pulls against."""
        scores = self.scores(text, context)
        places = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        spoken = self._themes.spoken(text)
        found = (
            (place, self._suggestion(text, place, scores[place], spoken))
            for place in places
            if scores[place] >= _POSSIBLE and place not in against
        )
        return list(islice((one for one in found if one[1].reasoned), top))

    def against(self, text: str) -> list[tuple[Upper, Contrast]]:
        """Return the objectives that a text seems to pull against, the strongest contrast first."""
        return [(self.upper[one.place], one) for one in self._contrasts.against(text)]

    def in_common(self, text: str, code: str) -> bool:
        """Whether a text has a word or a theme in common with the objective of a code."""
        place = next(place for place, each in enumerate(self.upper) if each.code == code)
        return self._contrasts.in_common(text, place)

    def _suggestion(
        self, text: str, place: int, score: float, spoken: Sequence[Spoken]
    ) -> Suggestion:
        ours, theirs = telling(text), self._spelt[place]
        shared = dict.fromkeys(word for word in ours if stem(word) in self._ends[place])
        meant = self._meant[place]
        common = [one for one in spoken if one.theme in meant]
        pairs = [
            (one.words, meant[one.theme].words)
            for one in common
            if not set(one.words.split()) & shared.keys()
        ]
        akin = [
            (word, other)
            for word in ours
            for other in theirs
            if word not in shared and len(word) >= _AKIN and word[:_AKIN] == other[:_AKIN]
            if min(len(word), len(other)) * 4 >= max(len(word), len(other)) * 3
        ]
        told = any(one.telling and meant[one.theme].telling for one in common)
        enough = told or (len(shared) > 1 and score >= _SURE)
        sure = PROBABLE if score >= _PROBABLE and enough else POSSIBLE
        alike = tuple(dict.fromkeys([*pairs, *akin]))
        by_towns: tuple[str, ...] = ()
        if not (shared or alike) and score >= _TOWNS_SCORE:
            heard = self._heard[place]
            known = sorted(
                (word for word in dict.fromkeys(ours) if heard.get(stem(word), 0) >= _TOWNS),
                key=lambda word: -heard[stem(word)],
            )
            by_towns = tuple(known[:_TOWNS_TOLD])
        return Suggestion(self.upper[place], round(score, 3), tuple(shared), alike, sure, by_towns)

    def _meanings(self, upper: Upper) -> dict[str, Spoken]:
        """Return the themes of an objective, each with its words there or in a concept's label."""
        found: dict[str, Spoken] = {}
        for text in (upper.text, *upper.concepts):
            for one in self._themes.spoken(text):
                if one.theme not in found or one.telling > found[one.theme].telling:
                    found[one.theme] = one
        return found


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
        found.append(
            Upper(row.code, iri, row.label_it, texts, tuple(labels), tuple(concepts), local)
        )
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
        ranked, weighed = suggester.judged(words_of(row), top, context_of(row))
        found.append(Suggestions(row.code, row.label_it, row.text_it, ranked, weighed))
    return found


def words_of(row: StrategicObjective) -> str:
    """Return the words of an objective: its label and its text, once if one holds the other."""
    return f"{row.label_it}. {row.text_it}" if row.label_it not in row.text_it else row.text_it


def context_of(row: StrategicObjective) -> str:
    """Return the names of the budget's mission and programme that an objective stands under."""
    mission, programme = MISSIONS.get(row.dup_mission), PROGRAMMES.get(row.dup_programme)
    return ". ".join(names[0] for names in (mission, programme) if names)
