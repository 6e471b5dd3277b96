"""A question as spans of words, each with all that it may mean: things of the dataset, words of the tables, nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trama.language.nearest import nearest_of
from trama.query.questions.names import JOINTS, Directory, Named
from trama.query.questions.tables import FILLER, phrases, plain_words, tokens

_NUMBERS = {
    word: str(number)
    for number, row in enumerate(
        (
            ("uno", "primo", "prima", "i"),
            ("due", "secondo", "seconda", "ii"),
            ("tre", "terzo", "terza", "iii"),
            ("quattro", "quarto", "quarta", "iv"),
            ("cinque", "quinto", "quinta", "v"),
            ("sei", "sesto", "sesta", "vi"),
            ("sette", "settimo", "settima", "vii"),
            ("otto", "ottavo", "ottava", "viii"),
            ("nove", "nono", "nona", "ix"),
            ("dieci", "decimo", "decima", "x"),
        ),
        start=1,
    )
    for word in row
}
_ORDINALS = frozenset(word for word in _NUMBERS if len(word) > 4 and word[-1] in "oa") - {
    "quattro"
} | {
    "sesto",
    "sesta",
    "nono",
    "nona",
}
_LETTERED = {"m": "mission", "d": "driver", "z": "zone"}
_NUMBERED = {
    "missione": "mission",
    "missioni": "mission",
    "driver": "driver",
    "drivers": "driver",
    "zona": "zone",
    "zone": "zone",
    "sdg": "goal",
    "goal": "goal",
}
_CLASSES = {
    **_NUMBERED,
    "unione": "union",
    "comune": "comune",
    "strumento": "instrument",
    "attore": "actor",
    "programma": "programme",
    "tema": "theme",
    "obiettivo": "objective",
    "traguardo": "objective",
    "luogo": "place",
}
_BETWEEN = frozenset(
    ("n", "nr", "num", "numero", "omogenea", "omogenee", "strategico", "strategica")
)
_LONGEST = 9
_SHORTEST_SLIP = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a question, with what they may mean; neither things nor meanings: not understood."""

    words: str
    things: tuple[Named, ...] = ()
    meanings: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether it may mean anything."""
        return bool(self.things or self.meanings)


def spans_of(question: str, directory: Directory) -> list[Span]:
    """Return a question as spans, from left to right, the longest that means something first."""
    words = tokens(question)
    found: list[Span] = []
    place = 0
    while place < len(words):
        length, spans = _at(words, place, directory)
        found += spans
        place += length
    return [_in_place(found, at) for at in range(len(found))]


def _in_place(spans: Sequence[Span], at: int) -> Span:
    """A span; «per» before an actor says for whom something is, and «o» but between things says nothing."""
    after = next((span for span in spans[at + 1 :] if span.words not in JOINTS), None)
    if spans[at].words == "per" and after and any(t.kind == "actor" for t in after.things):
        return Span("per", (), frozenset(("benefit",)))
    if spans[at].words in ("o", "oppure") and not (
        any(span.things for span in spans[:at]) and any(span.things for span in spans[at + 1 :])
    ):
        return Span(spans[at].words, (), frozenset((FILLER,)))
    return spans[at]


def _at(
    words: Sequence[str], place: int, directory: Directory, *, righting: bool = True
) -> tuple[int, list[Span]]:
    for rule in (_code, _goal, _numbered, _classed):
        taken = rule(words, place, directory)
        if taken:
            return taken
    best = max(_lengths(words, place, directory), key=lambda one: one[0], default=(0, None))
    if best[1]:
        return best[0], [best[1]]
    right = _righted(words[place], directory) if righting else ""
    if right:
        changed = [*words[:place], right, *words[place + 1 :]]
        return _at(changed, place, directory, righting=False)
    return 1, [Span(words[place])]


def _lengths(words: Sequence[str], place: int, directory: Directory) -> Iterator[tuple[int, Span]]:
    """Every length at which the words from a place mean something."""
    for length in range(1, min(_LONGEST, len(words) - place) + 1):
        run = tuple(words[place : place + length])
        meanings = frozenset(_meanings(run))
        edges = run[0] in JOINTS or run[-1] in JOINTS
        things = () if edges else directory.named(run)
        if things or meanings:
            yield length, Span(" ".join(run), things, meanings)


def _meanings(run: tuple[str, ...]) -> Iterator[str]:
    for pattern, meaning in phrases().get(run[0][:1], ()):
        if len(pattern) == len(run) and all(
            word.startswith(part[:-1]) if part.endswith("*") else word == part
            for part, word in zip(pattern, run, strict=True)
        ):
            yield meaning


def _righted(word: str, directory: Directory) -> str:
    """The word that another is but for one letter, unless it is short, a number, or begins otherwise."""
    if len(word) < _SHORTEST_SLIP or not word.isalpha():
        return ""
    known = {
        w for w in (*plain_words(), *directory.words) if w[0] == word[0] and _one_apart(w, word)
    }
    return next(iter(known)) if len(known) == 1 else nearest_of(word, known) if known else ""


def _one_apart(one: str, other: str) -> bool:
    """Whether two words are one letter apart, or two letters that changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    short, long = sorted((one, other), key=len)
    start = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    return (
        short[start + 2 :] == long[start + 2 :]
        and short[start : start + 2] == long[start : start + 2][::-1]
    )


# What has a number


def _code(words: Sequence[str], place: int, directory: Directory) -> tuple[int, list[Span]] | None:
    """A code: M2-15 with or without its word, m2, d4, the mark of a passage."""
    at = place
    passage = words[at] in ("passo", "passaggio", "brano", "paragrafo")
    if passage or words[at] in ("obiettivo", "traguardo"):
        at = _skipped(words, at + 1)
    rest = list(words[at : at + 3])
    joined = "-".join(rest[:3])
    mark = re.match(r"([ph])-(\d)-(\d{2})(?!\d)", joined)
    if mark:
        return _one(words, place, at + 3 - place, directory.coded("passage", mark[0]))
    code = re.match(r"m(?:-?)(\d)-(\d{1,2})(?!\d)", joined) or re.match(
        r"m(\d)(\d{2})(?!\d)", joined
    )
    if code:
        name = f"M{code[1]}-{int(code[2]):02}"
        thing = directory.coded("passage" if passage else "objective", name)
        return _one(words, place, at - place + code[0].count("-") + 1, thing)
    letter = re.fullmatch(r"([mdz])(\d{1,2})", rest[0]) if rest else None
    if letter and at == place:
        return _one(words, place, 1, directory.coded(_LETTERED[letter[1]], str(int(letter[2]))))
    # «l'obiettivo 15 della Missione 2»
    if at > place and not passage and rest and rest[0].isdecimal():
        after = _skipped(words, at + 1)
        if after + 1 < len(words) and words[after] == "missione":
            number = _skipped(words, after + 1)
            mission = _number(words, number)
            if mission:
                name = f"M{mission}-{int(rest[0]):02}"
                return _one(words, place, number + 1 - place, directory.coded("objective", name))
    return None


_GOAL = re.compile(
    r"(?:obiettiv[oi] |goal |target |traguardo )?(?:(?:onu|sdg|goal|di sviluppo sostenibile)|(?:n |numero )?(?P<before>\d{1,2})"
    r"(?: (?:dell|di|della|delle|dei|degli) ?)? ?(?=(?:onu|agenda 2030|sviluppo sostenibile|sdg|nazioni unite)\b)"
    r"(?:onu|agenda 2030|sviluppo sostenibile|sdg|nazioni unite))(?: (?:dell |dell|della |delle )?(?:onu|agenda 2030|nazioni unite))?"
    r"(?: (?:n |nr |numero )?(?P<after>\d{1,2}))?\b"
)


def _goal(words: Sequence[str], place: int, directory: Directory) -> tuple[int, list[Span]] | None:
    """A goal of the United Nations by its number: `SDG 11`, `obiettivo 11 dell'Agenda 2030`."""
    match = _GOAL.match(" ".join(words[place : place + 9]))
    number = match and (match["before"] or match["after"])
    if not match or not number:
        return None
    thing = directory.coded("goal", str(int(number)))
    return _one(words, place, match[0].count(" ") + 1, thing)


def _numbered(
    words: Sequence[str], place: int, directory: Directory
) -> tuple[int, list[Span]] | None:
    """A class and one number or more: `Driver 4`, `missioni 1 e 2`; or `quarto Driver`."""
    if words[place] in _ORDINALS and place + 1 < len(words):
        kind = _NUMBERED.get(words[place + 1])
        thing = kind and directory.coded(kind, _NUMBERS[words[place]])
        return _one(words, place, 2, thing) if thing else None
    kind = _NUMBERED.get(words[place])
    if not kind:
        return None
    spans: list[Span] = []
    at = place + 1
    end = at
    while at < len(words):
        if words[at] in _BETWEEN or (words[at] in ("e", "ed", "il", "la", "l") and spans):
            at += 1
            continue
        number = _number(words, at)
        if not number:
            break
        thing = directory.coded(kind, number)
        spans.append(
            Span(" ".join(words[place if not spans else at : at + 1]), (thing,) if thing else ())
        )
        at = end = at + 1
    return (end - place, spans) if spans else None


def _classed(
    words: Sequence[str], place: int, directory: Directory
) -> tuple[int, list[Span]] | None:
    """A class and a name of a thing of it, or a part of its name that no other thing of it has."""
    kind = _CLASSES.get(words[place])
    at = place + 1
    if words[place : place + 2] == ["parola", "chiave"]:
        kind, at = "keyword", place + 2
    if not kind or (place and words[place - 1] in ("quale", "che", "quali")):
        return None
    at = _skipped(
        words,
        at,
        JOINTS
        | _BETWEEN
        | {
            "su",
            "sul",
            "sulla",
            "sui",
            "sulle",
            "denominata",
            "denominato",
            "chiamata",
            "chiamato",
            "comuni",
        },
    )
    for find in (_exact, _part):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            run = tuple(words[at : at + length])
            if run[-1] in JOINTS:
                continue
            thing = find(directory, kind, run)
            if thing:
                return _one(words, place, at + length - place, thing)
    return None


def _exact(directory: Directory, kind: str, run: tuple[str, ...]) -> Named | None:
    found = [thing for thing in directory.named(run) if thing.kind == kind]
    return found[0] if len(found) == 1 else None


def _part(directory: Directory, kind: str, run: tuple[str, ...]) -> Named | None:
    # A word that the tables know says more of the question than of the name.
    if any(list(_meanings((word,))) for word in run if word not in JOINTS):
        return None
    return directory.partly(kind, run)


def _one(
    words: Sequence[str], place: int, length: int, thing: Named | None
) -> tuple[int, list[Span]]:
    text = " ".join(words[place : place + length])
    return length, [Span(text, (thing,) if thing else ())]


def _number(words: Sequence[str], at: int) -> str:
    if at >= len(words):
        return ""
    if words[at].isdecimal() and len(words[at]) < 3:
        return str(int(words[at]))
    return _NUMBERS.get(words[at], "") if words[at] not in ("i", "e") else ""


def _skipped(
    words: Sequence[str], at: int, these: frozenset[str] | set[str] = _BETWEEN | JOINTS
) -> int:
    while at < len(words) and words[at] in these:
        at += 1
    return at


Rule = Callable[[Sequence[str], int, Directory], "tuple[int, list[Span]] | None"]
__all__ = ["FILLER", "Span", "spans_of"]
