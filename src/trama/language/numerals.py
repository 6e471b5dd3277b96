"""Numbers in Italian texts, in digits or in words: `centoventi` and `120` are the same."""

from __future__ import annotations

import re

from trama.language.italian import fold

_SMALL = {
    "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9,
    "dieci": 10, "undici": 11, "dodici": 12, "tredici": 13, "quattordici": 14, "quindici": 15,
    "sedici": 16, "diciassette": 17, "diciotto": 18, "diciannove": 19,
}  # fmt: skip
_TENS = {
    "vent": 20, "trent": 30, "quarant": 40, "cinquant": 50, "sessant": 60, "settant": 70,
    "ottant": 80, "novant": 90,
}  # fmt: skip
_PARTS = re.compile(
    r"(?:(?P<before>\w*?)mila|(?P<one>mille))?(?:(?P<times>\w*?)cento)?(?P<rest>\w*)"
)
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3})")
_TOKEN = re.compile(r"[a-z]+|\d+")


def number(word: str) -> int | None:
    """Return the number that a folded word stands for, or None: `centoventi` is 120, `uno` is an article."""
    if word.isdigit():
        return int(word) if len(word) < 10 else None
    match = _PARTS.fullmatch(word)
    if not match or not word:
        return None
    total = 0
    if match["before"] is not None:
        thousands = number(match["before"])
        if not thousands:
            return None
        total += thousands * 1000
    elif match["one"]:
        total += 1000
    if match["times"] is not None:
        hundreds = _SMALL.get(match["times"], 0) if match["times"] else 1
        if not 0 < hundreds < 10:
            return None
        total += hundreds * 100
    rest = _below_a_hundred(match["rest"]) if match["rest"] else 0
    return None if rest is None else total + rest


def _below_a_hundred(word: str) -> int | None:
    if word in _SMALL:
        return _SMALL[word]
    for beginning, tens in _TENS.items():
        if word.startswith(beginning):
            rest = word[len(beginning) :]
            if rest in ("i", "a"):
                return tens
            ones = rest.lstrip("ia") if rest[:1] in "ia" else rest
            if ones in ("uno", "un"):
                return tens + 1
            return tens + _SMALL[ones] if _SMALL.get(ones, 10) < 10 else None
    return None


def numbers(text: str) -> frozenset[int]:
    """Return the numbers of a text from 2 on, in digits or in words, without what follows a comma."""
    found = (number(word) for word in _TOKEN.findall(_THOUSANDS.sub("", fold(text))))
    return frozenset(one for one in found if one is not None and one > 1)
