"""What governs the things of a text: directions, the words that have them, and the clauses they govern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trama.language.phrases import NO_GERUNDS, Phrases, Token
from trama.language.themes import Mention

KINDS = (
    "-", "+", "mend", "measure", "over", "cover", "hard", "alone", "own", "instead", "bad", "ill", "spent", "none", "closed"
)  # fmt: skip
"""How a family of words acts (`docs/contrasts.md`)."""

SIGNED = ("-", "+", "mend", "instead", "ill", "spent")
"""The kinds that give what they govern a sign."""

FIGHT, EXEMPT, NOT, PERMIT = "lotta", "deroga", "negazione", "permesso"
"""The families that are known by name."""

_FROM_WORDS = "da dal dallo dalla dall dai dagli dalle"
FROM = frozenset(_FROM_WORDS.split())
"""The forms of «da»."""

_ON_WORDS = """
su sul sull sulla sulle sui sugli sullo nel nell nella nelle nei negli nello in dentro dove lungo attraverso
da dal dalla dalle dai dagli dall entro sopra presso
"""
ON = frozenset(_ON_WORDS.split())
"""What says that a work stands on a thing."""

_GERUND = re.compile(r"(?:ando|endo)(?:lo|la|li|le|ne|vi|si|ci)?$")


@dataclass(frozen=True, slots=True)
class Direction:
    """A family of words of one direction: its name, and how it acts, one of KINDS."""

    id: str
    label: Mapping[str, str] = field(hash=False)
    kind: str


SPENT = Direction("spent", {"it": "", "en": ""}, "spent")
"""What an ill does to what comes after it, once something governs it."""


@dataclass(slots=True)
class Governor:
    """Words of a direction in a text, from their first token to their last (not included)."""

    direction: Direction
    first: int
    last: int


@dataclass(slots=True)
class Clause:
    """A clause as it is read: what governs in it, the mentions each with what governed it, and the rest."""

    start: int = 0
    that: bool = False
    governors: list[Governor] = field(default_factory=list)
    mentions: list[tuple[Mention, tuple[Governor, ...]]] = field(default_factory=list)
    alone: list[Governor] = field(default_factory=list)
    closed: list[Governor] = field(default_factory=list)
    hard: list[Governor] = field(default_factory=list)

    @property
    def exempt(self) -> list[Governor]:
        """What frees a thing from the rules."""
        return [one for one in self.alone if one.direction.id == EXEMPT]


class Directions:
    """A table of directions, ready to be found in texts."""

    def __init__(self, directions: Sequence[tuple[Direction, Iterable[str]]]) -> None:
        self.all = [direction for direction, _ in directions]
        self._phrases = Phrases(
            (
                (number, phrase)
                for number, (_, phrases) in enumerate(directions)
                for phrase in phrases
            ),
            whole=True,
        )

    def at(self, text: Sequence[Token], place: int) -> Governor | None:
        """Return the longest words of a direction that begin at a token."""
        found = self._phrases.at(text, place)
        return Governor(self.all[found[0].entry], found[0].first, found[0].last) if found else None


def is_gerund(form: str) -> bool:
    """Whether a word has the ending of a gerund."""
    return bool(_GERUND.search(form)) and form not in NO_GERUNDS


def signed(governors: Iterable[Governor]) -> list[Governor]:
    """Return those that give what they govern a sign."""
    return [one for one in governors if one.direction.kind in SIGNED]


def product(governors: Iterable[Governor]) -> int:
    """Return the sign that they give together, 1 or -1."""
    sign = 1
    for governor in governors:
        if governor.direction.kind in ("-", "instead", "ill", "spent"):
            sign = -sign
    return sign
