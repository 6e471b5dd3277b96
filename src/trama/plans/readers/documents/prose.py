"""Objectives that a sentence of the text tells, below the title of a programme."""

from __future__ import annotations

import re

from trama.plans.readers.documents.adding import add
from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.forms import INFINITIVE, form_of
from trama.plans.readers.documents.proposal import OPERATIONAL, Said
from trama.plans.readers.documents.state import State

_TOLD = re.compile(
    r"(?:l['’]\s?|il\s+(?:nostro\s+)?)?(?:obb?iettivo|finalità|scopo|traguardo|impegno)\s+"
    r"(?:(?:principale|prioritari[oa]|primari[oa]|generale|fondamentale|specific[oa]|strategic[oa]|operativ[oa]|(?:del|di\s+questo)\s+programma|della\s+missione|"
    r"dell['’](?:amministrazione|ente)|del\s+comune|(?:per\s+il|del)\s+(?:triennio|mandato)|da\s+(?:conseguire|perseguire|raggiungere))\s+){0,3}"
    r"(?:è|sarà|resta|rimane|consiste)\s+(?:anche\s+)?(?:quell[oa]\s+di\s+|di\s+|nel(?:lo)?\s+|nell['’]\s?)?(?P<words>[^\W\d_].{15,280}?)\.?",
    re.IGNORECASE,
)


PART = re.compile(
    r"(?:(?:le|gli|i)\s+)?(?:nostre\s+|principali\s+)?(?:azioni|interventi|attività|fasi|passi|linee\s+d['’]\s?azione)(?:\s+\w+){0,2}\s*:?",
    re.IGNORECASE,
)


def take_told(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a plain line below the title of a programme is one sentence that says what its objective is."""
    if line.level or line.marker or not state.context.programme or state.current is not None:
        return False
    found = _TOLD.fullmatch(text)
    if (
        not found
        or re.search(r"\w{3,}\.\s+[A-ZÀ-Ù]", text)
        or form_of(found["words"]) != INFINITIVE
    ):
        return False
    add(found["words"], said, "announced", 0.6, OPERATIONAL, "", state)
    return True


def runs_on(words: str, line: Line, *, code: bool) -> bool:
    """Whether words run on like a sentence of the text rather than name an objective."""
    if line.level or (code and line.bold):
        return False
    return len(words) > (700 if code else 320)
