"""Which way a text pulls on the themes it speaks of: towards what they want, or against it.

A text is read from left to right. Verbs and nouns of a direction (`directions_it.csv`: removal, delay,
refusal, growth, …), negations and prepositions such as «senza» and «al posto di» govern what follows,
until the clause ends; two that govern one thing cancel each other («rinviare la rimozione»). Building on
and covering pull against what is to be kept; going alone pulls against what is to be joined.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from trama.language.italian import stem
from trama.language.phrases import NO_GERUNDS, Found, Phrases, Token, tokens
from trama.language.themes import Mention, Themes, themes

KINDS = (
    "-", "+", "mend", "measure", "over", "cover", "hard", "alone", "own", "instead", "bad", "ill", "spent", "none", "closed"
)  # fmt: skip
_ENDS = frozenset(".;:!?\n()")
_JOINS = frozenset(["e", "ed", "o", "oppure", "nonche", "ne"])
_FROM_HERE = frozenset(
    ["mentre", "affinche", "ma", "bensi", "mediante", "tramite", "attraverso", "grazie"]
)
_ON = frozenset(
    [
        "su",
        "sul",
        "sull",
        "sulla",
        "sulle",
        "sui",
        "sugli",
        "sullo",
        "nel",
        "nell",
        "nella",
        "nelle",
        "nei",
        "negli",
        "nello",
        "in",
        "dentro",
        "dove",
        "lungo",
        "attraverso",
        "da",
        "dal",
        "dalla",
        "dalle",
        "dai",
        "dagli",
        "dall",
        "entro",
        "sopra",
        "presso",
    ]
)
_WHERE = _ON - frozenset(["attraverso", "sopra"]) | frozenset(["davanti", "intorno", "vicino"])
_INFINITIVE = re.compile(r"(?:[aei]r|orr|urr|arr)(?:e|ne|lo|la|li|le|vi|si|ci|gli|sene)$")
_GERUND = re.compile(r"(?:ando|endo)(?:lo|la|li|le|ne|vi|si|ci)?$")
_FROM = frozenset(["da", "dal", "dallo", "dalla", "dall", "dai", "dagli", "dalle"])
_NEAR = 2
_WITHIN = 8
_FIGHT, _EXEMPT, _NOT = "lotta", "deroga", "negazione"
_SIGNED = ("-", "+", "mend", "instead", "ill", "spent")
_PACTS = frozenset(
    stem(word)
    for word in [
        "accordo",
        "accordi",
        "convenzione",
        "convenzioni",
        "collaborazione",
        "contratto",
        "patto",
        "patti",
        "protocollo",
        "intesa",
        "rapporto",
        "rapporti",
        "partenariato",
        "partenariati",
        "dialogo",
        "confronto",
        "scambio",
        "gemellaggio",
        "integrazione",
        "coordinamento",
        "condivisione",
        "integrato",
        "insieme",
        "tavolo",
        "rete",
    ]
)
# Words that end like infinitives.
_NOUNS = frozenset(
    [
        "cantiere",
        "quartiere",
        "infermiere",
        "genere",
        "potere",
        "carcere",
        "mare",
        "altare",
        "piacere",
    ]
)


@dataclass(frozen=True, slots=True)
class Direction:
    """A family of words of one direction: its name, and how it acts, one of KINDS."""

    id: str
    label: Mapping[str, str] = field(hash=False)
    kind: str


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


_SPENT = Direction("spent", {"it": "", "en": ""}, "spent")


@dataclass(frozen=True, slots=True)
class Governed:
    """A word of a text, and the way it is pulled: 1 towards it, -1 away from it, 0 if it is only named."""

    token: Token
    sign: int
    passage: str
    by: Direction | None


@dataclass(slots=True)
class _Governor:
    direction: Direction
    first: int
    last: int


@dataclass(slots=True)
class _Clause:
    start: int = 0
    that: bool = False
    governors: list[_Governor] = field(default_factory=list)
    mentions: list[tuple[Mention, tuple[_Governor, ...]]] = field(default_factory=list)
    alone: list[_Governor] = field(default_factory=list)
    closed: list[_Governor] = field(default_factory=list)
    hard: list[_Governor] = field(default_factory=list)

    @property
    def exempt(self) -> list[_Governor]:
        """What frees a thing from the rules."""
        return [one for one in self.alone if one.direction.id == _EXEMPT]


class Reader:
    """Reads texts by a table of directions and a table of themes."""

    def __init__(self, directions: Sequence[tuple[Direction, Iterable[str]]], over: Themes) -> None:
        self.themes = over
        self._last: tuple[str, _State] | None = None
        self.directions = [direction for direction, _ in directions]
        self._phrases = Phrases(
            (
                (number, phrase)
                for number, (_, phrases) in enumerate(directions)
                for phrase in phrases
            ),
            whole=True,
        )

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
            token, known = parts[place], _signed(governors)
            by = known[0] if known else None
            start = parts[by.first if by and by.first < place else place].start
            passage = text[start : token.end]
            sign = _product(known) if known else 0
            found.append(Governed(token, sign, passage, by.direction if by else None))
        return found

    def _state(self, text: str) -> _State:
        """Read a text through; the last one is kept, for it is mostly asked about twice."""
        last = self._last
        if last and last[0] == text:
            return last[1]
        state = _State(self, tokens(text))
        state.run()
        self._last = (text, state)
        return state

    def withdraws(self, text: str) -> bool:
        """Whether a text takes something away, refuses it or goes alone, unless it is an ill that it removes."""
        for clause in self._state(text).clauses:
            kinds = {g.direction.kind for g in clause.governors}
            firm = _product(clause.governors) < 0 and kinds & {"-", "instead"}
            ill = kinds & {"ill", "spent", "mend", "hard"} or any(
                mention.want == "less" for mention, _ in clause.mentions
            )
            fights = any(g.direction.id == _FIGHT for g in clause.governors)
            alone = any(g.direction.kind == "alone" for g in clause.alone)
            if (firm and not ill and not fights) or alone or clause.closed:
                return True
        return False

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

    def at(self, text: Sequence[Token], place: int) -> Found | None:
        """Return the longest words of a direction that begin at a token."""
        found = self._phrases.at(text, place)
        return found[0] if found else None

    def _pulls(self, clause: _Clause, parts: Sequence[Token], text: str) -> Iterable[Pull]:
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
        self, mention: Mention, governors: Sequence[_Governor], parts: Sequence[Token]
    ) -> int:
        """The way words that are only about a theme are pulled: of an ill, less is the better."""
        known = _signed(governors)
        if not known:
            return 0
        return -_product(known) if self._is_ill(mention, parts) else _product(known)

    def _is_ill(self, mention: Mention, parts: Sequence[Token]) -> bool:
        found = self.at(parts, mention.first)
        return found is not None and self.directions[found.entry].kind in ("ill", "bad")

    def _sign(
        self,
        mention: Mention,
        governors: Sequence[_Governor],
        clause: _Clause,
        parts: Sequence[Token],
    ) -> tuple[int, _Governor | None]:
        plain = _signed(governors)
        sign = _product(plain)
        against = [g for g in plain if g.direction.kind not in ("+", "mend")]
        decided = against[0] if against else (plain[-1] if plain else None)
        if mention.want == "words":
            if _is_bad(mention, parts, self) or self._is_ill(mention, parts):
                return 0, decided
            return self._about(mention, clause, plain, sign, decided)
        if mention.want == "less" or _is_bad(mention, parts, self):
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
        clause: _Clause,
        plain: Sequence[_Governor],
        sign: int,
        decided: _Governor | None,
    ) -> tuple[int, _Governor | None]:
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
        governors: Sequence[_Governor],
        sign: int,
        decided: _Governor | None,
        clause: _Clause,
    ) -> tuple[int, _Governor | None]:
        """What is wanted less: mended or fought it is fewer; only named it is, unless it stands first."""
        kinds = {g.direction.kind for g in governors}
        if "mend" in kinds:
            return sign, decided
        # «controlli sugli scarichi» fight them as much as «controlli contro gli scarichi» do.
        last = max(
            (n for n, g in enumerate(governors) if g.direction.kind == "measure"), default=-1
        )
        if last >= 0 and not any(g.direction.id == _FIGHT for g in governors[last:]):
            return sign, decided
        if not kinds & set(_SIGNED):
            if clause.exempt:
                return -1, clause.exempt[0]
            named = mention.act or mention.first == clause.start
            return (-1 if named else 0), decided
        return -sign, decided

    def _over(
        self, mention: Mention, governors: Sequence[_Governor], parts: Sequence[Token]
    ) -> _Governor | None:
        """What is built on or covers the thing: covering verbs do, works only with «su», «nel» and the like."""
        before = parts[max(0, mention.first - 4) : mention.first]
        placed = any(token.form in _ON for token in before)
        for governor in governors:
            kind = governor.direction.kind
            if kind == "cover" or (kind in ("over", "hard") and placed):
                return governor
        return None

    def _only_where(self, governor: _Governor, mention: Mention, parts: Sequence[Token]) -> bool:
        """«vietare la sosta davanti alle scuole»: the thing is where something else is done away with."""
        place = mention.first - 1
        while (
            place >= governor.last and not parts[place].telling and parts[place].form not in _WHERE
        ):
            place -= 1
        if place < governor.last or parts[place].form not in _WHERE:
            return False
        objects = [n for n in range(governor.last, place) if parts[n].telling]
        return bool(objects) and not any(self.at(parts, n) for n in objects)

    @staticmethod
    def _into(hard: _Governor, mention: Mention, parts: Sequence[Token]) -> bool:
        """«trasformare la pista in parcheggio»: what a thing is turned into."""
        return 0 < hard.first - mention.last <= _WITHIN and parts[hard.first - 1].form == "in"

    @staticmethod
    def _is_alone(governor: _Governor, mention: Mention) -> bool:
        if governor.direction.kind == "alone":
            return True
        return -3 <= governor.first - mention.last <= 1 or 0 <= mention.first - governor.last <= 1


class _State:
    """Where the reading of a text stands."""

    def __init__(self, reader: Reader, parts: Sequence[Token]) -> None:
        self._reader, self._parts = reader, parts
        self.clause = _Clause()
        self.clauses = [self.clause]
        self._taken = 0
        self._joined = False
        self.words: list[tuple[int, tuple[_Governor, ...]]] = []

    def run(self) -> None:
        """Read all tokens."""
        for place, token in enumerate(self._parts):
            self.step(place)
            if token.telling and not self._reader.at(self._parts, place):
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
        mentions = self._reader.themes.at(parts, place) if token.telling else []
        governor = self._governor(place)
        verb = self._joined and _INFINITIVE.search(token.form) and token.form not in _NOUNS
        if _is_gerund(token.form) or verb:
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
                spent = _Governor(_SPENT, mentions[0].first, mentions[0].last)
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
        if token.form in _FROM_HERE or self._purpose(place) or _GERUND.search(token.form) or verb:
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

    def _governor(self, place: int) -> _Governor | None:
        found = self._reader.at(self._parts, place)
        if found is None:
            return None
        return _Governor(self._reader.directions[found.entry], found.first, found.last)

    def _take(self, governor: _Governor) -> None:
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
                self.clause.governors.append(_Governor(_SPENT, governor.first, governor.last))
            return
        if kind == "ill" and not self._governs(governor.first):
            return
        if kind == "ill" and self.clause.governors[-1].direction.kind == "mend":
            return
        if kind == "ill" and self._shelters(governor.first):
            self.clause.governors.pop()
            return
        if kind == "measure" and self._parts[governor.first - 1].form in {*_FROM, "in", "a", "al"}:
            return
        if kind == "hard":
            self.clause.hard.append(governor)
        if form == "senza" and any(g.direction.id == _NOT for g in self.clause.governors):
            self._new(governor.last)
            return
        if (
            kind == "instead"
            or form in ("senza", "ne")
            or (kind not in ("hard", "measure") and (self._joined or _is_gerund(form)))
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

    def _over_it(self, mention: Mention) -> tuple[_Governor, ...]:
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
        return sum(token.telling for token in self._parts[known[-1].last : place]) < _NEAR

    def _mends(self) -> bool:
        """Whether what governs mends: «ristrutturare gli alloggi sfitti» is all to the good."""
        return bool(self.clause.governors) and self.clause.governors[-1].direction.kind == "mend"

    def _shelters(self, place: int) -> bool:
        """«protezione dai rischi» is no growth of them."""
        last = self.clause.governors[-1]
        between = self._parts[last.last : place]
        return last.direction.kind == "+" and any(token.form in _FROM for token in between)

    def _new(self, start: int) -> None:
        self.clause = _Clause(start)
        self.clauses.append(self.clause)
        self._joined = False


def _is_gerund(form: str) -> bool:
    return bool(_GERUND.search(form)) and form not in NO_GERUNDS


def _signed(governors: Iterable[_Governor]) -> list[_Governor]:
    return [one for one in governors if one.direction.kind in _SIGNED]


def _product(governors: Iterable[_Governor]) -> int:
    sign = 1
    for governor in governors:
        if governor.direction.kind in ("-", "instead", "ill", "spent"):
            sign = -sign
    return sign


def _is_bad(mention: Mention, parts: Sequence[Token], reader: Reader) -> bool:
    """Whether a word such as «malato» or «vecchio» stands beside the thing."""
    before = range(max(0, mention.first - 1), mention.first)
    after = range(mention.last, min(len(parts), mention.last + _NEAR))
    for place in (*before, *after):
        found = reader.at(parts, place)
        # «fosso Vecchio» is a name.
        if place >= mention.last and parts[place].capital:
            continue
        if found and reader.directions[found.entry].kind == "bad":
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
    return Reader(rows, over)


def reader_of(over: Themes) -> Reader:
    """Return the reader of other themes, with the directions that come with Trama."""
    here = files("trama.language").joinpath("directions_it.csv")
    return read_directions(here.read_text(encoding="utf-8"), over)


@cache
def reader() -> Reader:
    """Return the reader with the tables that come with Trama."""
    return reader_of(themes())
