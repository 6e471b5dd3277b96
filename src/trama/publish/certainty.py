"""How sure a link is, in words: sure, likely or uncertain, with the number behind."""

from __future__ import annotations

from decimal import Decimal

# From here on a link is sure, or likely; below, it is uncertain.
SURE = Decimal("0.9")
LIKELY = Decimal("0.7")
_WORDS = {
    "sure": ("sicuro", "sure"),
    "likely": ("probabile", "likely"),
    "uncertain": ("incerto", "uncertain"),
}


def degree(confidence: Decimal) -> str:
    """Return `sure` from 0.9, `likely` from 0.7, and else `uncertain`."""
    if confidence >= SURE:
        return "sure"
    return "likely" if confidence >= LIKELY else "uncertain"


def certainty(confidence: Decimal, lang: str) -> str:
    """Return the degree in words with the number, such as `probabile (0,85)`."""
    number = f"{confidence:.2f}"
    number = number.replace(".", ",") if lang == "it" else number
    return f"{_WORDS[degree(confidence)][lang == 'en']} ({number})"
