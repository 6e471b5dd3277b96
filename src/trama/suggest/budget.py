"""Under which budget programme of D.Lgs. 118/2011 an objective may stand, by the words that they share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from trama.language.italian import stem, telling
from trama.model.dup import MISSIONS, PROGRAMMES

_LEAST = 0.5
_MISSION_SHARE = 0.35
# Words of the names of programmes that objectives of any kind have.
_FAINT = frozenset(
    [
        "altri",
        "attivita",
        "azioni",
        "fondi",
        "gestione",
        "giovani",
        "integrato",
        "interventi",
        "istruzione",
        "locale",
        "locali",
        "pubblica",
        "pubblico",
        "qualita",
        "risorse",
        "servizi",
        "servizio",
        "sistemi",
        "sociale",
        "sociali",
        "studio",
        "tecnico",
    ]
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A budget programme that an objective may stand under: its code, and the words that both have."""

    programme: str
    words: tuple[str, ...]

    @property
    def mission(self) -> str:
        """The code of the budget mission that the programme belongs to."""
        return self.programme[:2]

    def label(self, lang: str) -> str:
        """The name of the programme in a language."""
        return PROGRAMMES[self.programme][lang == "en"]

    def mission_label(self, lang: str) -> str:
        """The name of its mission in a language."""
        return MISSIONS[self.mission][lang == "en"]


def propose(name: str, text: str = "", most: int = 1) -> tuple[Proposal, ...]:
    """Return the programmes that share most with an objective's Italian name, best first, if any does.

    A word of the name alone is needed that tells one programme from others; the text only confirms it.

    It is a proposal and never a fact: a person chooses the programme.
    """
    named = _stems(name)
    found = {stem(word): word for word in reversed(telling(f"{name} {text}"))}
    weights, names, faint = _weights(), _names(), _stems(" ".join(_FAINT))
    scored = []
    for code, (own, of_mission) in names.items():
        shared = own & found.keys()
        if not (shared & named) - faint:
            continue
        whole = sum(weights[s] for s in own)
        score = sum(weights[s] for s in shared) / whole
        score += _MISSION_SHARE * sum(weights[s] for s in (of_mission - own) & found.keys()) / whole
        words = sorted(shared | (of_mission & found.keys()), key=lambda s: (-weights[s], s))
        scored.append((-score, code, tuple(found[s] for s in words)))
    scored.sort()
    return tuple(Proposal(code, words) for score, code, words in scored[:most] if -score >= _LEAST)


@cache
def _names() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    return {
        code: (_stems(names[0]), _stems(MISSIONS[code[:2]][0]))
        for code, names in PROGRAMMES.items()
    }


@cache
def _weights() -> Mapping[str, float]:
    """How much a word tells: the fewer programmes and missions have it, the more."""
    told = Counter(s for own, of_mission in _names().values() for s in own | of_mission)
    return {s: math.log((len(PROGRAMMES) + 1) / count) for s, count in told.items()}


def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in telling(name))
