"""The nearest known name to one that is not known, only where it is really near: a wrong one is worse than none."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from trama.messages import Message

MAX_ALIKE = 200
NEAR = 0.8
"""How alike two names must be, from 0 to 1; measured in `tests/test_nearest.py`."""


def nearest(value: str, known: Iterable[str]) -> Message | str:
    """Return a clause naming the known value most like `value`, or nothing if none is near."""
    found = nearest_of(value, known)
    return Message("nearest.name", name=found) if found else ""


def nearest_of(value: str, known: Iterable[str]) -> str:
    """Return the known value most like `value`, or nothing if none is near or several are as near.

    Case, accents and separators count for nothing. Digits must be the same: a code with another number is
    another code, and as likely as not that of another thing.
    """
    if len(value) > MAX_ALIKE:
        return ""
    wanted = _bare(value)
    if not wanted:
        return ""
    best: list[tuple[float, str]] = []
    for name in sorted(known):
        bare = _bare(name)
        if bare == wanted:
            return name
        if abs(len(bare) - len(wanted)) > 0.4 * max(len(bare), len(wanted)):
            continue
        if _digits(bare) != _digits(wanted):
            continue
        matcher = difflib.SequenceMatcher(None, wanted, bare, autojunk=False)
        if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
            ratio = matcher.ratio()
            # A short word is another word when one letter is.
            if ratio >= NEAR and (len(wanted) > 3 or ratio >= 0.85):
                best.append((ratio, name))
    best.sort(key=lambda one: (-one[0], one[1]))
    if len(best) > 1 and best[0][0] - best[1][0] < 0.01:
        return ""
    return best[0][1] if best else ""


def _bare(words: str) -> str:
    """Letters and numbers without accents, separators and first zeros; numbers stay apart."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    bare = ""
    for run in re.findall(r"[a-z]+|[0-9]+", plain):
        if run.isdecimal():
            run = run.lstrip("0") or "0"
            bare += "-" if bare[-1:].isdecimal() else ""
        bare += run
    return bare


def _digits(words: str) -> list[str]:
    return re.findall(r"[0-9]+", words)
