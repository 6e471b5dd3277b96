"""Which way a text pulls on the themes it speaks of: towards what they want, or against it.

A text is read from left to right. Verbs and nouns of a direction (`directions_it.csv`: removal, delay,
refusal, growth, …), negations and prepositions such as «senza» and «al posto di» govern what follows,
until the clause ends; two that govern one thing cancel each other («rinviare la rimozione»). Building on
and covering pull against what is to be kept; going alone pulls against what is to be joined.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trama.language.clauses import NEAR, Reading
from trama.language.governors import (
    FIGHT,
    KINDS,
    ON,
    SIGNED,
    Clause,
    Direction,
    Directions,
    Governor,
    product,
    signed,
)
from trama.language.phrases import Token, tokens
from trama.language.stance import Stance, is_verb, stance_of
from trama.language.themes import Mention, Themes, themes

_WHERE_WORDS = "davanti intorno vicino"
_WHERE = ON - {"attraverso", "sopra"} | frozenset(_WHERE_WORDS.split())
_WITHIN = 8


@dataclass(frozen=True, slots=True)
class Pull:
    """A theme in a text and which way the text pulls on it.

    `sign` is 1 towards what the theme wants, -1 against it, 0 if the words tell no direction. `words` are
    the theme's words in the text, `passage` the text from what governs them to their end; `by` is the
    family of words that decided, None if the theme's own words did.
    """

    theme: str
    want: str
    sign: int
    words: str
    passage: str
    by: Direction | None
    first: int
    last: int
    governed: bool
    governing: int = 0

    @property
    def alone(self) -> bool:
        """Whether it is pulled by going alone, which tells a direction with whatever words."""
        return self.sign != 0 and self.by is not None and self.by.kind in ("alone", "own")


@dataclass(frozen=True, slots=True)
class Governed:
    """A word of a text, and the way it is pulled: 1 towards it, -1 away from it, 0 if it is only named."""

    token: Token
    sign: int
    passage: str
    by: Direction | None


_HARMLESS = frozenset(["+", "mend", "measure"])


class Reader:
    """Reads texts by a table of directions and a table of themes."""

    def __init__(self, directions: Directions, over: Themes) -> None:
        self.themes = over
        self.directions = directions.all
        self._by = directions
        self._last: tuple[str, Reading] | None = None

    def read(self, text: str) -> list[Pull]:
        """Return the themes that a text speaks of, in order, each with the way it is pulled."""
        state = self._state(text)
        parts = tokens(text)
        pulls = [one for clause in state.clauses for one in self._pulls(clause, parts, text)]
        return sorted(pulls, key=lambda pull: (pull.first, pull.theme))

    def governed(self, text: str) -> list[Governed]:
        """Return the telling words of a text that are of no direction, each with what governs it."""
        parts = tokens(text)
        found: list[Governed] = []
        for place, governors in self._state(text).words:
            token, known = parts[place], signed(governors)
            by = known[0] if known else None
            start = parts[by.first if by and by.first < place else place].start
            passage = text[start : token.end]
            sign = product(known) if known else 0
            found.append(Governed(token, sign, passage, by.direction if by else None))
        return found

    def _state(self, text: str) -> Reading:
        """Read a text through; the last one is kept, for it is mostly asked about twice."""
        last = self._last
        if last and last[0] == text:
            return last[1]
        state = Reading(self.themes, self._by, tokens(text))
        state.run()
        self._last = (text, state)
        return state

    def stance(self, text: str) -> Stance:
        """Return whether a text takes something away that is no ill, refuses it or goes alone."""
        return stance_of(text, tokens(text), self.themes, self._by)

    def only_names(self, text: str) -> bool:
        """Whether a text is a name in one breath, with no verb before and no word that takes away, covers or refuses."""
        parts = tokens(text)
        if not parts or is_verb(parts[0].form) or not all(one.form.isalnum() for one in parts):
            return False
        found = [self._by.at(parts, place) for place in range(len(parts))]
        # «Pannelli sulle coperture» covers nothing; «copertura del fosso» does.
        return all(
            one is None
            or one.direction.kind in _HARMLESS
            or (place and one.direction.kind == "cover")
            for place, one in enumerate(found)
        )

    def signs(self, text: str) -> dict[str, int]:
        """Return for each telling word of a text, folded, the way it is pulled: 1, -1, or 0.

        A word of a theme is pulled as the theme is; any other as what governs it says.
        """
        parts = tokens(text)
        found = {word.token.form: word.sign for word in self.governed(text)}
        for pull in self.read(text):
            sign = pull.sign if pull.want != "words" else pull.governing
            for token in parts[pull.first : pull.last]:
                found[token.form] = sign
        return found

    def _pulls(self, clause: Clause, parts: Sequence[Token], text: str) -> Iterable[Pull]:
        for mention, governors in clause.mentions:
            sign, by = self._sign(mention, governors, clause, parts)
            first = by.first if by else mention.first
            start, end = sorted((first, mention.first))[0], max(mention.last, by.last if by else 0)
            yield Pull(
                mention.theme,
                mention.want,
                sign,
                text[parts[mention.first].start : parts[mention.last - 1].end],
                text[parts[start].start : parts[end - 1].end],
                by.direction if by else None,
                mention.first,
                mention.last,
                bool(governors),
                self._governing(mention, governors, parts),
            )

    def _governing(
        self, mention: Mention, governors: Sequence[Governor], parts: Sequence[Token]
    ) -> int:
        """The way words that are only about a theme are pulled: of an ill, less is the better."""
        known = signed(governors)
        if not known:
            return 0
        return -product(known) if self._is_ill(mention, parts) else product(known)

    def _is_ill(self, mention: Mention, parts: Sequence[Token]) -> bool:
        found = self._by.at(parts, mention.first)
        return found is not None and found.direction.kind in ("ill", "bad")

    def _sign(
        self,
        mention: Mention,
        governors: Sequence[Governor],
        clause: Clause,
        parts: Sequence[Token],
    ) -> tuple[int, Governor | None]:
        plain = signed(governors)
        sign = product(plain)
        against = [g for g in plain if g.direction.kind not in ("+", "mend")]
        decided = against[0] if against else (plain[-1] if plain else None)
        if mention.want == "words":
            if _is_bad(mention, parts, self._by) or self._is_ill(mention, parts):
                return 0, decided
            if sign < 0 and against and self._only_where(against[-1], mention, parts):
                return 0, decided
            return self._about(mention, clause, plain, sign, decided)
        if mention.want == "less" or _is_bad(mention, parts, self._by):
            return self._ill(mention, governors, sign, decided, clause)
        if clause.that:
            return 0, None
        if mention.want == "kept":
            over = self._over(mention, governors, parts)
            if over:
                return -sign, over
            if clause.exempt:
                return -sign, clause.exempt[0]
        if mention.want == "unified":
            alone = next((g for g in clause.alone if self._is_alone(g, mention)), None)
            if alone:
                return -sign, alone
        turned = next((g for g in governors if g.direction.kind == "cover"), None)
        if turned and any(self._into(hard, mention, parts) for hard in clause.hard):
            return -sign, turned
        closed = next((g for g in clause.closed if g.first >= mention.last), None)
        if closed and sign > 0:
            return -1, closed
        if sign < 0 and against and self._only_where(against[-1], mention, parts):
            return 0, None
        # What is only named is not pulled anywhere.
        return (sign if plain else 0), decided

    def _about(
        self,
        mention: Mention,
        clause: Clause,
        plain: Sequence[Governor],
        sign: int,
        decided: Governor | None,
    ) -> tuple[int, Governor | None]:
        """Words that are only about a theme tell a direction if something pulls away from them."""
        if clause.alone and "unified" in self.themes.by_id[mention.theme].phrases:
            alone = next((g for g in clause.alone if self._is_alone(g, mention)), None)
            if alone:
                return -sign, alone
        firm = [g for g in plain if g.direction.kind in ("-", "instead")]
        return (-1 if firm and sign < 0 else 0), decided

    @staticmethod
    def _ill(
        mention: Mention,
        governors: Sequence[Governor],
        sign: int,
        decided: Governor | None,
        clause: Clause,
    ) -> tuple[int, Governor | None]:
        """What is wanted less: mended or fought it is fewer; only named it is, unless it stands first."""
        kinds = {g.direction.kind for g in governors}
        if "mend" in kinds:
            return sign, decided
        # «controlli sugli scarichi» fight them as much as «controlli contro gli scarichi» do.
        last = max(
            (n for n, g in enumerate(governors) if g.direction.kind == "measure"), default=-1
        )
        if last >= 0 and not any(g.direction.id == FIGHT for g in governors[last:]):
            return sign, decided
        if not kinds & set(SIGNED):
            if clause.exempt:
                return -1, clause.exempt[0]
            return (-1 if mention.act else 0), decided
        return -sign, decided

    def _over(
        self, mention: Mention, governors: Sequence[Governor], parts: Sequence[Token]
    ) -> Governor | None:
        """What is built on or covers the thing: covering verbs do, works only with «su», «nel» and the like."""
        before = parts[max(0, mention.first - 4) : mention.first]
        placed = any(token.form in ON for token in before)
        for governor in governors:
            kind = governor.direction.kind
            if kind == "cover" or (kind in ("over", "hard") and placed):
                return governor
        return None

    def _only_where(self, governor: Governor, mention: Mention, parts: Sequence[Token]) -> bool:
        """«vietare la sosta davanti alle scuole»: the thing is where something else is done away with."""
        place = mention.first - 1
        while (
            place >= governor.last and not parts[place].telling and parts[place].form not in _WHERE
        ):
            place -= 1
        if place < governor.last or parts[place].form not in _WHERE:
            return False
        objects = [n for n in range(governor.last, place) if parts[n].telling]
        return bool(objects) and not any(self._by.at(parts, n) for n in objects)

    @staticmethod
    def _into(hard: Governor, mention: Mention, parts: Sequence[Token]) -> bool:
        """«trasformare la pista in parcheggio»: what a thing is turned into."""
        return 0 < hard.first - mention.last <= _WITHIN and parts[hard.first - 1].form == "in"

    @staticmethod
    def _is_alone(governor: Governor, mention: Mention) -> bool:
        if governor.direction.kind == "alone":
            return True
        return -3 <= governor.first - mention.last <= 1 or 0 <= mention.first - governor.last <= 1


def _is_bad(mention: Mention, parts: Sequence[Token], by: Directions) -> bool:
    """Whether a word such as «malato» or «vecchio» stands beside the thing."""
    before = range(max(0, mention.first - 1), mention.first)
    after = range(mention.last, min(len(parts), mention.last + NEAR))
    for place in (*before, *after):
        found = by.at(parts, place)
        # «fosso Vecchio» is a name.
        if place >= mention.last and parts[place].capital:
            continue
        if found and found.direction.kind == "bad":
            return True
    return False


def read_directions(table: str, over: Themes) -> Reader:
    """Return the reader of a table in CSV. ValueError if a family acts in a way that is not known."""
    rows = []
    for row in csv.DictReader(table.splitlines()):
        if row["sign"] not in KINDS:
            raise ValueError(f"{row['family']}: sign must be one of {', '.join(KINDS)}")
        labels = {"it": row["label_it"], "en": row["label_en"]}
        words = [part.strip() for part in row["words"].split(";") if part.strip()]
        rows.append((Direction(row["family"], labels, row["sign"]), words))
    return Reader(Directions(rows), over)


def reader_of(over: Themes) -> Reader:
    """Return the reader of other themes, with the directions that come with Trama."""
    here = files("trama.language").joinpath("directions_it.csv")
    return read_directions(here.read_text(encoding="utf-8"), over)


@cache
def reader() -> Reader:
    """Return the reader with the tables that come with Trama."""
    return reader_of(themes())
