"""What a text as a whole does with what it speaks of: takes it away, leaves it, or only sounds so.

The reading of themes (`directions`) says what is pulled; this says whether anything is taken away at all,
also of what no theme knows. Each verb or noun of removal, delay or refusal is followed to the thing that it
governs: of an ill (`togliere l'amianto`) nothing is lost; of anything else something is. What stands before
its verb counts too (`i corsi sono sospesi`). What only sounds so (`senza`, a bare negation, a use kept to
few) leaves a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trama.language.governors import FIGHT, NOT, PERMIT, Directions, Governor, is_gerund
from trama.language.phrases import Token
from trama.language.themes import Mention, Themes

AGAINST, UNSURE, FOR = "against", "unsure", "for"
_RELATIVE = 7
REACH = 3
"""How many telling words after a verb are looked at for the thing that it governs."""

_ENDS = frozenset(".;:!?\n()")
_NEGATIONS_WORDS = """
non mai né ne senza nessun nessuna nessuno niente evitare impedire contro superare superando smettere basta
vietare fermare bloccare scongiurare rinviare mai più
"""
_NEGATIONS = frozenset(_NEGATIONS_WORDS.split())
_BEING_WORDS = """
è sono viene vengono sarà saranno verrà verranno va vanno resta restano resterà resteranno rimane rimangono
rimarrà rimarranno fu stato stata stati state essere
"""
_BEING = frozenset(_BEING_WORDS.split())
_PARTICIPLE = re.compile(
    r"(?:at|ut|it|chius|tolt|sospes|esclus|divis|soppress|interrott|rimoss|ridott|disdett)[oaie]$"
)
_NOUN_WORDS = "uscita fuoriuscita vendita perdita disdetta"
_NOUNS = frozenset(_NOUN_WORDS.split())
_ARTICLES = frozenset(["il", "lo", "la", "l", "i", "gli", "le", "ogni"])
_INTO = frozenset(["in", "come", "per", "quale", "con", "a", "ad", "un", "una", "la"])
GONE, KEEPING, INSTEAD = "scomparsa", "mantenimento", "al-posto"
_VERB = re.compile(r"(?:[aei]r|arr|orr|urr)(?:e|ne|lo|la|li|le|si|ci)$")
_RELATIVES = ("chi", "che", "cui", "se", "quando", "dove")
_DOUBLE = ("-", "over", "cover", "instead", "alone")


@dataclass(frozen=True, slots=True)
class Stance:
    """What a text does: AGAINST, UNSURE or FOR, and the passages that say so, each with its family."""

    kind: str
    passages: tuple[tuple[int, int, str], ...] = ()


class _Text:
    """A text as its stance is read."""

    def __init__(
        self, text: str, parts: Sequence[Token], themes: Themes, directions: Directions
    ) -> None:
        self.parts = parts
        self._text = text
        self.themes = themes
        self.governors: list[Governor] = []
        self.mentions: dict[int, list[Mention]] = {}
        self._at: dict[int, Governor] = {}
        place = 0
        while place < len(parts):
            found = directions.at(parts, place)
            mentions = themes.at(parts, place) if parts[place].telling else []
            if mentions:
                self.mentions[place] = mentions
            verb = found and found.direction.kind in _DOUBLE and _VERB.search(parts[place].form)
            if mentions and (
                not found
                or mentions[0].last > found.last
                or (mentions[0].last == found.last and not verb)
            ):
                if found:
                    self._at[place] = found
                place = max(mentions[0].last, place + 1)
                continue
            if found:
                self.governors.append(found)
                self._at[place] = found
                place = found.last
                continue
            place += 1

    def kind(self, place: int) -> str:
        """The kind of the family that has the word at a place, if any."""
        return self._at[place].direction.kind if place in self._at else ""

    def bad(self, place: int) -> bool:
        """Whether what stands at a place is wanted less: an ill, a bad state, new works."""
        if self.kind(place) in ("ill", "bad", "hard"):
            return True
        return any(one.want == "less" for one in self.mentions.get(place, ()))

    def good(self, place: int) -> bool:
        """Whether what stands at a place is what a theme wants."""
        return any(
            one.want in ("more", "kept", "unified", "opened")
            for one in self.mentions.get(place, ())
        )

    def things(self, start: int, most: int = REACH) -> Iterator[int]:
        """Yield the places of the telling words from a place on, within the clause."""
        place = start
        while place < len(self.parts) and most:
            token = self.parts[place]
            if token.form in _ENDS or is_gerund(token.form) or token.form in ("mentre", "affinche"):
                return
            if token.form in ("per", "contro") and place > start:
                return
            if self.kind(place) == "none":
                return
            if token.telling and not token.form.isdigit():
                yield place
                most -= 1
                mentions = self.mentions.get(place)
                if mentions:
                    place = mentions[0].last
                    continue
            place += 1

    def negated(self, governor: Governor) -> bool:
        """Whether a negation or the like stands right before a family's words."""
        before = [token.form for token in self.parts[max(0, governor.first - 3) : governor.first]]
        while before and any(mark in before for mark in _ENDS | {","}):
            before = before[1:]
        return any(form in _NEGATIONS for form in before)

    def passive(self, governor: Governor) -> bool:
        """Whether it is a participle of which the thing stands before: «i corsi sono sospesi», «piano: lavori sospesi»."""
        before = self.parts[max(0, governor.first - 3) : governor.first]
        being = any(self._text[one.start : one.end].casefold() in _BEING for one in before)
        return being or self._ends_a_heading(governor)

    def _ends_a_heading(self, governor: Governor) -> bool:
        """Whether a participle ends a clause that a colon opens, as minutes and programmes are written."""
        if not _PARTICIPLE.search(self.parts[governor.first].form):
            return False
        if governor.last < len(self.parts) and self.parts[governor.last].form not in _ENDS:
            return False
        before = [token.form for token in self.parts[: governor.first]]
        after = next((n for n, form in enumerate(reversed(before)) if form in _ENDS), len(before))
        return 0 <= after < REACH and after < len(before) and before[-1 - after] == ":"

    def state(self, governor: Governor) -> bool:
        """Whether it only tells a state: «murata dal 2011», or what others do: «chi rinuncia»."""
        form = self.parts[governor.first].form
        before = [
            token.form for token in self.parts[max(0, governor.first - _RELATIVE) : governor.first]
        ]
        if "chi" in before and not _ENDS & set(before[before.index("chi") :]):
            return True
        bare = governor.last - governor.first == 1 and form not in _NOUNS
        told = self.passive(governor) or self._opens(governor)
        return bare and bool(_PARTICIPLE.search(form)) and not told

    def _opens(self, governor: Governor) -> bool:
        """Whether a participle opens a clause and its thing follows: «sospese le verifiche»."""
        before = self.parts[governor.first - 1].form if governor.first else "."
        after = self.parts[governor.last].form if governor.last < len(self.parts) else ""
        return (before in _ENDS or before in (",", "e")) and after in _ARTICLES


def is_verb(form: str) -> bool:
    """Whether a folded word ends as an infinitive does."""
    return bool(_VERB.search(form))


def stance_of(text: str, parts: Sequence[Token], themes: Themes, directions: Directions) -> Stance:
    """Return what a text does with what it speaks of; `parts` are its tokens."""
    read = _Text(text, parts, themes, directions)
    firm: list[tuple[int, int, str]] = []
    doubts: list[tuple[int, int, str]] = []
    for governor in read.governors:
        lost = _weighed(read, governor)
        if lost is not None:
            told = (governor.first, governor.last, governor.direction.id)
            (firm if lost else doubts).append(told)
    for place in range(len(parts) - 1):
        # «nei locali oggi dati alle associazioni» says who loses them.
        given = parts[place].form == "oggi" and _PARTICIPLE.search(parts[place + 1].form)
        if given and not read.bad(place + 1):
            doubts.append((place, place + 2, "dubbio"))
    if firm:
        return Stance(AGAINST, tuple(firm))
    return Stance(UNSURE, tuple(doubts)) if doubts else Stance(FOR)


def _weighed(text: _Text, governor: Governor) -> bool | None:
    """Whether a family's words take something away: True, False if it only sounds so, None if not."""
    kind, family = governor.direction.kind, governor.direction.id
    if kind == "closed":
        first = next(text.things(governor.last, 1), None)
        return family == "riserva" and first is not None and text.good(first)
    if family == FIGHT or text.negated(governor):
        return None
    if kind in ("-", "instead"):
        if text.state(governor):
            return None
        if family in (NOT, "senza"):
            return _denied(text, governor)
        return _lost(text, governor)
    if kind == "alone":
        return family != "separato"
    if kind == "own":
        return False
    if kind == "cover":
        return _turned(text, governor)
    if text.parts[governor.first].form.startswith("sostitu"):
        return _replaced(text, governor)
    if family == PERMIT:
        first = next(text.things(governor.last, 1), None)
        ill = first is not None and text.bad(first) and text.kind(first) != "hard"
        return True if ill and not text.state(governor) else None
    if family == KEEPING:
        for place in text.things(governor.last, REACH + 2):
            if text.good(place):
                return None
            if text.bad(place) and text.kind(place) != "hard":
                return True
    return None


def _lost(text: _Text, governor: Governor) -> bool | None:
    """Whether what a family's words take away is a loss: None of an ill, False if it is not known."""
    sold = governor.direction.id == "vendita"
    before = range(governor.first - 1, -1, -1)
    if text.passive(governor) or governor.direction.id == GONE or (sold and governor.first > 2):
        for place in before:
            if text.parts[place].form in _ENDS:
                break
            if text.bad(place) and not sold:
                return None
        return True
    found = False
    after = [token.form for token in text.parts[governor.last : governor.last + 2]]
    if any(form.startswith("quell") for form in after):  # «in luogo di quelli vecchi»
        return None
    lacking = any(
        other.direction.id == "senza" and 0 <= other.first - governor.last < 3 * REACH
        for other in text.governors
    )
    measures = False
    for place in text.things(governor.last):
        if text.good(place):
            return True
        if measures and text.bad(place):  # «revocare i limiti al rumore»
            return True
        measures = measures or text.kind(place) == "measure"
        if lacking:  # «escludere le ditte prive dei requisiti»
            return None
        if text.bad(place) and not (sold and text.kind(place) != "ill"):
            return None
        if text.kind(place) in _DOUBLE:
            return found or None
        found = found or not text.kind(place)
    return found


def _denied(text: _Text, governor: Governor) -> bool | None:
    """Whether «non», «senza» and the like deny something that is wanted."""
    form = text.parts[governor.first].form
    before = [token.form for token in text.parts[max(0, governor.first - 4) : governor.first]]
    if "finche" in before or (before and before[-1] in _RELATIVES):
        return None
    things = list(text.things(governor.last))
    twice = any(
        other.direction.kind in _DOUBLE and 0 <= other.first - governor.last < 2 * REACH
        for other in text.governors
    )
    if not things or twice or any(text.bad(place) for place in things):
        return None
    if form == "non" and text.parts[things[0] - 1].form != "piu":
        first = text.parts[things[0]].form
        # «edifici non allacciati» tells a state, «non comprarne» refers to what was told before.
        state = _PARTICIPLE.search(first) and text.parts[things[0] - 1].form == "non"
        return None if state or first.startswith("lasci") or first.endswith("rne") else True
    return text.good(things[0])


def _turned(text: _Text, governor: Governor) -> bool | None:
    """Whether a thing that a theme wants is covered or made into something else."""
    if text.parts[governor.first].form == "farne":
        rest = list(text.things(governor.last, 2 * REACH))
        hard = any(text.kind(place) == "hard" for place in rest)
        return False if hard and not any(text.good(place) for place in rest) else None
    things = list(text.things(governor.last, 2))
    into_first = governor.last < len(text.parts) and text.parts[governor.last].form == "in"
    if into_first:  # «trasformare in area produttiva i prati»
        kept = any(text.good(place) for place in text.things(governor.last, 6))
        return True if things and text.kind(things[0]) == "hard" and kept else None
    for place in things:
        wanted = [
            one
            for one in text.mentions.get(place, ())
            if one.want in ("kept", "unified", "more", "opened")
        ]
        if wanted:
            rest = list(text.things(wanted[0].last, 6))
            if any(text.kind(other) in ("hard", "-", "ill") for other in rest):
                return True
            if any(text.good(other) for other in rest):
                return None
            into = not text.parts[governor.first].form.startswith("far") and any(
                token.form in _INTO for token in text.parts[wanted[0].last : wanted[0].last + 9]
            )
            return True if into else None
        if text.bad(place):
            return None
    return None


def _replaced(text: _Text, governor: Governor) -> bool | None:
    """Whether a thing that a theme wants gives way to another: «sostituire le lezioni con un torneo»."""
    for place in text.things(governor.last, 2):
        if text.good(place):
            rest = [
                other
                for other in text.things(place + 1, 2 * REACH)
                if any(token.form == "con" for token in text.parts[place:other])
            ]
            return True if rest and not any(text.good(other) for other in rest) else None
    return None
