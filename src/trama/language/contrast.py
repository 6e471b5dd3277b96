"""Where a text pulls against another: the same theme, opposite directions.

The texts that may be pulled against are read once; each has the themes that its words speak of, and the
way it pulls on each. Nothing is asserted: a contrast is a question for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trama.language.directions import Governed, Pull, Reader, reader
from trama.language.governors import Direction
from trama.language.italian import telling
from trama.language.leanings import Leaning, Leanings, leanings
from trama.language.matter import Matter
from trama.language.phrases import tokens
from trama.language.stance import AGAINST, FOR, INSTEAD, Stance
from trama.language.towns import towns
from trama.language.wording import Wording, wording

FULL, PART = 1.0, 0.5
RARE = 3
"""The most upper texts that may have a word for it to tell two texts to be of one matter."""

NAME = 5
"""The most telling words of a text that only names a thing (*piste ciclabili verso le scuole*)."""

_ALIKE = 6
COMMON = 2
"""The least number of such words."""

NEAREST, LEAST, BESIDE = 2, 0.12, 0.5
"""Of a text that takes something away: the most upper texts of its matter, the least likeness, and the least
share of the likeness of the best."""


TOLD = 0.3
"""From which a pair is told: how much a text pulls against an upper text, of all that speaks for it together.

It and the next were chosen on hands left out (`benchmarks/wording.py`), so that few compatible ones are told."""

LEANING = 1.75
"""How much the leaning of words counts beside the wording of the text."""

READ_FULL, BUILT_FULL, READ_PART, SAME_WORDS = 0.27, 0.48, 0.14, 0.65
"""What is added where the tables say the same: of a theme that both texts pull, by a word of removal or by what is
built over it, of anything else, and of what both name by the same rare words."""

READ_ALONE, SAME_ALONE, PART_ALONE = 0.5, 1.2, 0.3
"""What is added for a theme that both pull, for the same rare words and for the rest, in a plan of which no words are known to lean."""

TAKEN, SOUNDS = 0.09, 0.06
"""What is added where a text takes something away, whatever it is, and where it only sounds so."""

OF_MATTER, MATTER_BESIDE = 0.05, 0.3
"""Of a text worded as taking away: the least likeness of an upper text, and the least share of that of the best."""

_BY_WORDING = {
    "it": "per come è scritto: pesano di più le parole {words}",
    "en": "by its wording: the words {words} weigh most",
}
_SAME_MATTER = {"it": "la stessa materia", "en": "the same matter"}
_STOPS = frozenset(".;:!?,\n()")


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two texts pull opposite ways on.

    `place` is the place of the upper text among those it was looked for in; `theme` is their common theme;
    `lower` and `upper` are the words of each, with what governs them. `strength` is 1 if both speak of the
    theme by words that tell a direction, less if one only mentions it.
    """

    place: int
    theme: str
    lower: Pull
    upper: Pull
    strength: float
    label: Mapping[str, str] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class _Stand:
    """The way a text pulls on a theme, by all its words together."""

    sign: int
    pull: Pull
    strength: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard of a text: how much it pulls against any upper text, how much more against some, and what is told."""

    score: float
    more: Mapping[int, float] = field(hash=False)
    told: tuple[Contrast, ...] = ()
    named: bool = False
    """Whether the text only names a thing, of which nothing is said that words could lean by."""

    def of(self, place: int) -> float:
        """Return how much the text pulls against the upper text at a place: log odds, below 0 if it rather serves."""
        return self.score + self.more.get(place, 0.0)


class Contrasts:
    """Texts that others may pull against."""

    def __init__(
        self,
        texts: Sequence[str],
        by: Reader | None = None,
        matter: Matter | None = None,
        worded: Wording | None = None,
        places: Sequence[str] = (),
        leaning: Mapping[str, Leaning] | None = None,
    ) -> None:
        """Make ready `texts`; `places` are theirs in their plans, where words of towns and leanings are known by them."""
        self._reader = by or reader()
        self._wording = worded or wording()
        self._texts = tuple(texts)
        known = leanings() if leaning is None else leaning
        self._leanings = Leanings(known.get(place, {}) for place in places)
        self._matter = matter or Matter(
            [[(text, 1.0)] for text in texts],
            self._reader.themes,
            towns=[towns().get(place, {}) for place in places],
        )
        self._stands = [self._upper(text) for text in texts]
        self._governed = [{word.token.key: word for word in self._words(text)} for text in texts]
        self._known = Counter(key for words in self._governed for key in words)
        self._rare: dict[str, list[int]] = defaultdict(list)
        for place, governed in enumerate(self._governed):
            for key in governed:
                if self._known[key] <= RARE:
                    self._rare[key].append(place)
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, stands in enumerate(self._stands):
            for theme in stands:
                self._having[theme].append(place)

    def against(self, text: str) -> list[Contrast]:
        """Return what a text pulls against, the strongest first."""
        score, leans = self._wording.score(text), self._leanings.of(text)
        rare = sum(token.key in self._rare for token in tokens(text)) >= COMMON
        same = SAME_WORDS if self._leanings else SAME_ALONE
        most = (same if rare else max(BUILT_FULL, READ_ALONE)) + TAKEN
        if score + LEANING * max([0.0, *leans.values()]) + most < TOLD:
            return []  # The tables need not be asked.
        return list(self.heard(text).told)

    def heard(self, text: str) -> Heard:
        """Return how much a text pulls against each upper text, and what is told of it."""
        kind = self._reader.stance(text).kind
        taken = kind != FOR
        sounds = {AGAINST: TAKEN, FOR: 0.0}.get(kind, SOUNDS)
        score = self._wording.score(text) + sounds
        named = not taken and len(telling(text)) <= NAME and self._reader.only_names(text)
        leans = {} if named else self._leanings.of(text)
        more = {place: LEANING * lean for place, lean in leans.items()}
        same = {one.place for one in self._same_words(text)} if taken else set()
        read = self._read(text, taken=taken)
        removed = READ_FULL if self._leanings else READ_ALONE
        full = removed if taken else BUILT_FULL
        words, part = (SAME_WORDS, READ_PART) if self._leanings else (SAME_ALONE, PART_ALONE)
        for place, one in read.items():
            said = full if _full(one) else words if place in same else part
            more[place] = more.get(place, 0.0) + said
        pulls = Heard(score, more, (), named)
        found = {place: one for place, one in read.items() if pulls.of(place) >= TOLD}
        if not any(map(_full, found.values())):
            for place in self._nearest(text):
                if place not in found and pulls.of(place) >= TOLD:
                    found[place] = self._worded(text, place)
        ours = {token.key for token in tokens(text) if token.telling}
        told = sorted(
            found.values(),
            key=lambda one: (-one.strength, -self._in_common(ours, one.place), one.place),
        )
        return replace(pulls, told=tuple(told))

    def _read(self, text: str, *, taken: bool) -> dict[int, Contrast]:
        """What the tables of themes and directions say that a text pulls against, by place."""
        found: dict[int, Contrast] = {}
        for theme, stand in self._lower(text).items():
            if not taken and not _built(stand.pull):
                continue
            for place in self._having.get(theme, ()):
                upper = self._stands[place][theme]
                if stand.sign * upper.sign >= 0:
                    continue
                if _built(stand.pull) and upper.strength < FULL and stand.pull.want == "kept":
                    continue
                few = len(self._having[theme]) <= RARE and upper.strength == FULL
                if stand.strength < FULL and not (few or _said(stand.pull, upper)):
                    continue
                strength = stand.strength * upper.strength
                if place not in found or strength > found[place].strength:
                    label = self._reader.themes.by_id[theme].label
                    found[place] = Contrast(place, theme, stand.pull, upper.pull, strength, label)
        for contrast in self._same_words(text) if taken else ():
            found.setdefault(contrast.place, contrast)
        for contrast in self._same_matter(text):
            found.setdefault(contrast.place, contrast)
        return found

    def _nearest(self, text: str) -> list[int]:
        """The upper texts whose matter a text is of, the nearest first."""
        scores = self._matter.scores(text)
        best = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:NEAREST]
        least = max(OF_MATTER, scores[best[0]] * MATTER_BESIDE) if best else 0
        return [place for place in best if scores[place] >= least]

    def _worded(self, text: str, place: int) -> Contrast:
        """A contrast that only the wording of a text tells: its clause that weighs most, and those words."""
        weighed = self._wording.weighed(text)
        parts = tokens(text)
        first = next((span[0] for _, span in self._wording.spans(text)), 0)
        start = end = first
        while start and parts[start - 1].form not in _STOPS:
            start -= 1
        while end < len(parts) and parts[end].form not in _STOPS:
            end += 1
        passage = text[parts[start].start : parts[max(start, end - 1)].end] if parts else text
        words = ", ".join(f"«{one.words}»" for one in weighed)
        label = {lang: told.format(words=words) for lang, told in _BY_WORDING.items()}
        by = Direction("wording", label, "-")
        spoken = [one.theme for one in self._reader.themes.spoken(text)]
        theme = next((one for one in spoken if one in self._stands[place]), "")
        named = self._reader.themes.by_id[theme].label if theme else _SAME_MATTER
        lower = Pull(theme, "", -1, passage, passage, by, start, end, True)
        return Contrast(place, theme, lower, self._named(place), PART, named)

    def in_common(self, text: str, place: int) -> bool:
        """Whether a text has a theme, a word or the beginning of one in common with an upper text."""
        keys = {token.key for token in tokens(text) if token.telling}
        if keys & self._governed[place].keys():
            return True
        spoken = {one.theme for one in self._reader.themes.spoken(text)}
        if spoken & self._stands[place].keys():
            return True
        begun = {key[:_ALIKE] for key in keys if len(key) >= _ALIKE}
        return any(key[:_ALIKE] in begun for key in self._governed[place])

    def _in_common(self, ours: set[str], place: int) -> float:
        """How much two texts have in common besides: the rarer a word, the more it tells."""
        return sum(1 / self._known[key] for key in ours & self._governed[place].keys())

    def _same_words(self, text: str) -> Iterator[Contrast]:
        """Contrasts on what no theme knows: the same rare words, wanted by one and not by the other."""
        ours = {word.token.key: word for word in self._words(text)}
        rare = [(key, word) for key, word in ours.items() if word.sign and key in self._rare]
        for place in sorted({place for key, _ in rare for place in self._rare[key]}):
            theirs = self._governed[place]
            common = [
                key
                for key, word in rare
                if key in theirs and word.sign * (theirs[key].sign or 1) < 0
            ]
            if len(common) >= COMMON:
                lower, upper = ours[common[-1]], theirs[common[-1]]
                pulls = [
                    Pull("", "", sign, word.passage, word.passage, word.by, 0, 0, bool(word.by))
                    for word, sign in ((lower, -1), (upper, 1))
                ]
                yield Contrast(place, "", pulls[0], pulls[1], PART)

    def _same_matter(self, text: str) -> Iterator[Contrast]:
        """What a text that takes something away is of the matter of, where no theme tells a direction."""
        stance = self._reader.stance(text)
        if stance.kind != AGAINST:
            return
        # What is put in the place of a thing is no matter of what is lost.
        instead = all(family == INSTEAD for _, _, family in stance.passages)
        scores = self._matter.scores(self._told(text, stance).passage if instead else text)
        best = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:NEAREST]
        ways: Counter[str] = Counter()
        for pull in self._reader.read(text):
            ways[pull.theme] += pull.sign
        for place in best:
            signs = [ways[theme] for theme in self._stands[place]]
            if any(sign > 0 for sign in signs) and not any(sign < 0 for sign in signs):
                continue
            if scores[place] >= max(LEAST, scores[best[0]] * BESIDE):
                lower, upper = self._told(text, stance), self._named(place)
                yield Contrast(place, "", lower, upper, PART)

    def _words(self, text: str) -> list[Governed]:
        return [word for word in self._reader.governed(text) if telling(word.token.form)]

    def _told(self, text: str, stance: Stance) -> Pull:
        """The words of a text that take something away, to the end of their clause."""
        first, last, family = stance.passages[0]
        parts = tokens(text)
        end = first
        while end < len(parts) and parts[end].form not in _STOPS:
            end += 1
        start = first
        if end - last < 2:  # «i corsi sono sospesi»: the thing stands before.
            while start and parts[start - 1].form not in _STOPS:
                start -= 1
        passage = text[parts[start].start : parts[max(end, last) - 1].end]
        by = next(one for one in self._reader.directions if one.id == family)
        return Pull("", "", -1, passage, passage, by, start, end, True)

    def _named(self, place: int) -> Pull:
        """An upper text whole, as what is wanted."""
        text = self._texts[place]
        return Pull("", "", 1, text, text, None, 0, 0, False)

    def _lower(self, text: str) -> dict[str, _Stand]:
        stands = {}
        for theme, pulls in _by_theme(self._reader.read(text)).items():
            telling = [pull for pull in pulls if pull.want != "words" or pull.alone]
            total = sum(pull.sign for pull in telling or pulls)
            if total:
                sign = 1 if total > 0 else -1
                pull = next(pull for pull in telling or pulls if pull.sign == sign)
                stands[theme] = _Stand(sign, pull, FULL if telling else PART)
        return stands

    def _upper(self, text: str) -> dict[str, _Stand]:
        """The themes of an upper text: unless its words say otherwise, it wants what the theme wants."""
        stands = {}
        for theme, pulls in _by_theme(self._reader.read(text)).items():
            telling = [pull for pull in pulls if pull.want != "words"]
            against = telling and all(pull.sign < 0 and pull.want != "less" for pull in telling)
            pull = (telling or pulls)[0]
            stands[theme] = _Stand(-1 if against else 1, pull, FULL if telling else PART)
        return stands


def _full(contrast: Contrast) -> bool:
    """Whether both texts pull a theme by words that tell a direction."""
    return bool(contrast.theme) and contrast.strength == FULL


def _built(pull: Pull) -> bool:
    """Whether a thing is built on, covered or named as what pulls against it, which takes no verb of removal."""
    by = pull.by.kind if pull.by else ""
    return by in ("over", "cover", "hard") or pull.want == "less"


def _said(pull: Pull, upper: _Stand) -> bool:
    """Whether words that are only about a theme are among those of an upper text that is for it."""
    ours, theirs = (
        {token.key for token in tokens(one.words) if token.telling} for one in (pull, upper.pull)
    )
    return upper.strength == FULL and bool(ours & theirs)


def _by_theme(pulls: Iterable[Pull]) -> dict[str, list[Pull]]:
    found: dict[str, list[Pull]] = defaultdict(list)
    for pull in pulls:
        found[pull.theme].append(pull)
    return found
