"""The names that registers know - comuni, instruments, bodies, objectives of upper plans - found in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from trama.plans.known import known
from trama.plans.readers.documents.proposal import Proposal, Row

_LEAST = 3


@dataclass(slots=True)
class Known:
    """What is known by name: identifiers by the names in small letters, and codes of upper objectives."""

    comuni: dict[str, str] = field(default_factory=dict)
    instruments: dict[str, str] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)


def at_hand() -> Known:
    """Return what `trama.plans.known` knows at the moment, by name; nothing outside `knowing`."""
    made = Known()
    names = known()
    for istat, called in names.of("comune").items():
        made.comuni.update({one.lower(): istat for one in called})
    for code, (label, *others) in names.of("instrument").items():
        made.instruments[label.lower()] = code
        made.acronyms.update({one: code for one in others if one.isupper() and len(one) >= _LEAST})
    for code, called in names.of("actor").items():
        made.actors.update({one.lower(): code for one in called[:1]})
    for full in names.of("objective"):
        code = full.rpartition("#")[2]
        # A code of two plans names neither.
        made.objectives[code] = "" if code in made.objectives else full
    return made


def name(proposal: Proposal, known: Known) -> None:
    """Put into each row the comuni, instruments and upper objectives that its words name."""
    own = {row.code for row in proposal.rows}
    for row in proposal.rows:
        texts = [row.text, *(said.text for said in row.description)]
        for text in texts:
            row.implements += [one for one in _codes(text, known, own) if one not in row.implements]
        row.instruments += [
            one for one in _instruments(row.text, known) if one not in row.instruments
        ]
        row.places += [one for one in _places(row.text, known) if one not in row.places]


def _codes(text: str, known: Known, own: set[str]) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"\b[A-Z]{1,3}\d{1,2}-\d{1,3}\b", text):
        full = known.objectives.get(found[0], "")
        if full and found[0] not in own:
            start = max(0, found.start() - 60)
            yield full, text[start : found.end()].strip()


def _instruments(text: str, known: Known) -> Iterator[tuple[str, str]]:
    low = text.lower()
    for label, identifier in known.instruments.items():
        place = low.find(label)
        if place >= 0 and len(label.split()) > 1 and re.search(rf"\b{re.escape(label)}\b", low):
            yield identifier, text[place : place + len(label)]
    for acronym, identifier in known.acronyms.items():
        if acronym.isupper() and re.search(rf"\b{re.escape(acronym)}\b", text):
            yield identifier, acronym


def _places(text: str, known: Known) -> Iterator[tuple[str, str]]:
    for found in re.finditer(
        r"\b[Cc]omun[ei] di ([A-Z][\w'’]*(?:\s+[a-z]{1,3}\s+[A-Z]\w*|\s+[A-Z][\w'’]*)*)", text
    ):
        words = found[1].split()
        for count in range(len(words), 0, -1):
            istat = known.comuni.get(" ".join(words[:count]).lower().replace("’", "'"))
            if istat:
                yield istat, " ".join(words[:count])
                break


def actor_of(label: str, known: Known) -> str:
    """Return the identifier of a body that a register knows by this name, empty if none."""
    return known.actors.get(label.lower(), "")


def noted(row: Row) -> list[str]:
    """Return the words of a row that registers know, for whoever confirms it."""
    return [words for _, words in (*row.implements, *row.instruments, *row.places)]
