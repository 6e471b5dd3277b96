"""The offices of a body: which lines are headings of one, and who answers for it."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE

OFFICE = re.compile(
    r"(?:settore|servizi[oi]?|uffici[oi]?|area|direzione|polizia|corpo|comando|segreteri[ao]|segretario|dipartimento|unità|"
    r"centro di responsabilità|dirigente|assessorato|sportello|staff|ragioneria|avvocatura|biblioteca)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?:servizi|uffici|sportello|staff|biblioteca|ragioneria|area strategica|area tematica)\b",
    _FLAGS,
)
_LABEL = re.compile(
    r"\w+\s+(?:responsabil[ei]|competent[ei]|coinvolt[oi]|interessat[oi]|di\s+riferimento|referente|capofila|proponente)",
    _FLAGS,
)
_HEADED = re.compile(
    r"(?P<office>.{4,90}?)\s*(?:[-–—:,(|]\s*)?\b(?P<label>responsabile|dirigente|resp\.|referente|direttore|comandante|p\.o\.|e\.q\.)\s*[:\-–]?\s*(?P<who>[^:]{4,80}?)\)?",
    _FLAGS,
)


# «Settore SUAP – dott. Luca Bonora»
_PERSON = re.compile(
    r"(?P<office>.{4,90}?)\s*[-–—:,(|]\s*(?P<who>(?:dott|dr|ing|arch|geom|rag|avv|prof|d\.ssa|p\.i)\w*\.\s?[^:;]{3,60}?)\)?",
    _FLAGS,
)


_POLITICAL = re.compile(r"assessor|deleg|\w+\s+polit|amministrator", _FLAGS)


def is_political(label: str) -> bool:
    """Whether a label names a politician: «Assessore», «Referente politico», «Amministratore delegato al bilancio»."""
    return bool(_POLITICAL.match(label))


def office_of(text: str) -> tuple[str, str] | None:
    """Return the office that a line is the heading of, and who answers for it if the line says so."""
    plain = " ".join(text.split())
    if len(plain) > 150 or plain.endswith((".", ";", ",")) or not OFFICE.match(plain):
        return None
    if _SEVERAL.match(plain) or _LABEL.fullmatch(plain.partition(":")[0].strip()):
        return None
    found = _HEADED.fullmatch(plain)
    if found:
        return found["office"].strip(" -–—:,(|"), found["who"].strip()
    person = _PERSON.fullmatch(plain)
    if person:
        return person["office"], person["who"]
    return (plain, "") if ":" not in plain and len(plain) < 110 else None
