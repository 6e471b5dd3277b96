"""The names that registers know - comuni, instruments, bodies, objectives of upper plans - found in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from trama.model import Actor, Instrument, Municipality, StrategicObjective
from trama.plans.package import Package
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


_KNOWN: ContextVar[Known | None] = ContextVar("known", default=None)


@contextmanager
def using(known: Known | None) -> Iterator[None]:
    """Let documents that are read meanwhile be held against what is known."""
    token = _KNOWN.set(known)
    try:
        yield
    finally:
        _KNOWN.reset(token)


def at_hand() -> Known:
    """Return what is known at the moment: nothing, outside `using`."""
    return _KNOWN.get() or Known()


def known_of(packages: Iterable[Package]) -> Known:
    """Return the names that plans and registers hold."""
    known = Known()
    for package in packages:
        for comune in package.rows(Municipality):
            known.comuni[comune.label_it.lower()] = comune.istat
        for instrument in package.rows(Instrument):
            known.instruments[instrument.label_it.lower()] = instrument.id
            if len(instrument.acronym) >= _LEAST:
                known.acronyms[instrument.acronym] = instrument.id
        for actor in package.rows(Actor):
            known.actors[actor.label_it.lower()] = actor.id
        for objective in package.rows(StrategicObjective) if package.is_plan else ():
            # A code of two plans names neither.
            code = objective.code
            known.objectives[code] = "" if code in known.objectives else f"{package.plan}#{code}"
    return known


def name(proposal: Proposal, known: Known) -> None:
    """Put into each row the comuni, instruments and upper objectives that its words name."""
    own = {row.code for row in proposal.rows}
    for row in proposal.rows:
        texts = [row.text, *(said.text for said in row.description)]
        for text in texts:
            row.implements += [one for one in _codes(text, known, own) if one not in row.implements]
            row.instruments += [
                one for one in _instruments(text, known) if one not in row.instruments
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
