"""A text read clause by clause: what governs each mention of a theme, and each word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trama.language.governors import (
    FROM,
    NOT,
    SPENT,
    Clause,
    Directions,
    Governor,
    is_gerund,
)
from trama.language.italian import stem
from trama.language.phrases import Token
from trama.language.themes import Mention, Themes

NEAR = 2
"""How many telling words may stand between a verb and the ill that it takes away."""

_ENDS = frozenset(".;:!?\n()")
_JOINS_WORDS = "e ed o oppure nonche ne"
_JOINS = frozenset(_JOINS_WORDS.split())
_FROM_HERE_WORDS = "mentre affinche ma bensi mediante tramite attraverso grazie"
_FROM_HERE = frozenset(_FROM_HERE_WORDS.split())
_INFINITIVE = re.compile(r"(?:[aei]r|orr|urr|arr)(?:e|ne|lo|la|li|le|vi|si|ci|gli|sene)$")
_PACT_WORDS = """
accordo accordi convenzione convenzioni collaborazione contratto patto patti protocollo intesa rapporto
rapporti partenariato partenariati dialogo confronto scambio gemellaggio integrazione coordinamento
condivisione integrato insieme tavolo rete
"""
_PACTS = frozenset(stem(word) for word in _PACT_WORDS.split())
# Words that end like infinitives.
_NOUN_WORDS = "cantiere quartiere infermiere genere potere carcere mare altare piacere"
_NOUNS = frozenset(_NOUN_WORDS.split())


class Reading:
    """Where the reading of a text stands."""

    def __init__(self, over: Themes, by: Directions, parts: Sequence[Token]) -> None:
        self._themes, self._directions, self._parts = over, by, parts
        self.clause = Clause()
        self.clauses = [self.clause]
        self._taken = 0
        self._joined = False
        self.words: list[tuple[int, tuple[Governor, ...]]] = []

    def run(self) -> None:
        """Read all tokens."""
        for place, token in enumerate(self._parts):
            self.step(place)
            if token.telling and not self._directions.at(self._parts, place):
                self.words.append((place, tuple(self.clause.governors)))

    def step(self, place: int) -> None:
        """Read one token."""
        if place < self._taken:
            return
        parts, token = self._parts, self._parts[place]
        if token.form in _ENDS:
            self._new(place + 1)
            return
        if token.form == ",":
            self._joined = True
            return
        mentions = self._themes.at(parts, place) if token.telling else []
        governor = self._directions.at(parts, place)
        verb = self._joined and _INFINITIVE.search(token.form) and token.form not in _NOUNS
        if is_gerund(token.form) or verb:
            self._new(place + 1)
        # The longer of the two is meant; of two as long, the theme.
        if mentions and (governor is None or governor.last <= mentions[0].last):
            for mention in mentions:
                self.clause.mentions.append((mention, self._over_it(mention)))
            self._taken = mentions[0].last
            self._joined = False
            if governor and governor.direction.kind == "hard":
                self.clause.hard.append(governor)
            if governor and governor.direction.kind in ("hard", "over", "cover"):
                self.clause.governors.append(governor)
            elif governor and (
                mentions[0].want == "words" or governor.direction.kind in ("ill", "mend", "measure")
            ):
                self._take(governor)
            elif mentions[0].want == "less" and self._governs(place) and not self._mends():
                spent = Governor(SPENT, mentions[0].first, mentions[0].last)
                self.clause.governors.append(spent)
            return
        if governor and governor.direction.kind == "none":
            self._taken = place + 1
            return
        if governor:
            self._take(governor)
            self._taken = governor.last
            return
        if token.form in _JOINS:
            self._joined = True
            return
        verb = self._joined and _INFINITIVE.search(token.form) and token.form not in _NOUNS
        if token.form == "attraverso" and self.clause.hard:
            return
        if token.form in _FROM_HERE or self._purpose(place) or is_gerund(token.form) or verb:
            self._new(place + 1)
            return
        if token.form == "che" and self._governs(place) and not self.clause.mentions:
            self.clause.that = True
        if token.form == "con":
            if self._together(place):
                return
            self._new(place + 1)
        elif token.telling:
            self._joined = False

    def _together(self, place: int) -> bool:
        """«la convenzione con i vicini»: who is on the other side belongs to the thing."""
        before = self._parts[max(0, place - 2) : place]
        return any(token.key in _PACTS for token in before if token.telling)

    def _purpose(self, place: int) -> bool:
        """«per ridurre», «così da ridurre»: what is wanted is told anew."""
        if self._parts[place].form != "per" or place + 1 >= len(self._parts):
            return False
        if place and self._parts[place - 1].form == ",":
            return True
        return bool(_INFINITIVE.search(self._parts[place + 1].form)) or (
            self._parts[place + 1].form == "far"
        )

    def _take(self, governor: Governor) -> None:
        kind = governor.direction.kind
        form = self._parts[governor.first].form
        if kind in ("alone", "own"):
            self.clause.alone.append(governor)
            return
        if kind == "closed":
            self.clause.closed.append(governor)
            return
        if kind == "bad":
            if self._governs(governor.first) and not self.clause.mentions:
                self.clause.governors.append(Governor(SPENT, governor.first, governor.last))
            return
        if kind == "ill" and not self._governs(governor.first):
            return
        if kind == "ill" and self.clause.governors[-1].direction.kind == "mend":
            return
        if kind == "ill" and self._shelters(governor.first):
            self.clause.governors.pop()
            return
        if kind == "measure" and self._parts[governor.first - 1].form in {*FROM, "in", "a", "al"}:
            return
        if kind == "hard":
            self.clause.hard.append(governor)
        if form == "senza" and any(g.direction.id == NOT for g in self.clause.governors):
            self._new(governor.last)
            return
        if (
            kind == "instead"
            or form in ("senza", "ne")
            or (kind not in ("hard", "measure") and (self._joined or is_gerund(form)))
        ):
            self._new(governor.last)
        last = self.clause.governors[-1] if self.clause.governors else None
        if (
            last
            and last.direction == governor.direction
            and not self._told(last.last, governor.first)
        ):
            # «rimandare a data da destinarsi» delays once.
            return
        self.clause.governors.append(governor)
        self._joined = False

    def _over_it(self, mention: Mention) -> tuple[Governor, ...]:
        """What governs a mention: «il rischio di attacchi» is one ill, not two."""
        governors = self.clause.governors
        last = governors[-1] if governors else None
        if (
            last
            and mention.want == "less"
            and last.direction.kind == "ill"
            and not self._told(last.last, mention.first)
        ):
            return tuple(governors[:-1])
        return tuple(governors)

    def _told(self, first: int, last: int) -> bool:
        """Whether anything is told between two places."""
        return any(token.telling for token in self._parts[first:last])

    def _governs(self, place: int) -> bool:
        """Whether something governs a word from no farther than a few tokens before it."""
        known = [
            g for g in self.clause.governors if g.direction.kind in ("-", "+", "instead", "mend")
        ]
        if not known:
            return False
        return sum(token.telling for token in self._parts[known[-1].last : place]) < NEAR

    def _mends(self) -> bool:
        """Whether what governs mends: «ristrutturare gli alloggi sfitti» is all to the good."""
        return bool(self.clause.governors) and self.clause.governors[-1].direction.kind == "mend"

    def _shelters(self, place: int) -> bool:
        """«protezione dai rischi» is no growth of them."""
        last = self.clause.governors[-1]
        between = self._parts[last.last : place]
        return last.direction.kind == "+" and any(token.form in FROM for token in between)

    def _new(self, start: int) -> None:
        self.clause = Clause(start)
        self.clauses.append(self.clause)
        self._joined = False
