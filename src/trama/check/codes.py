"""The code that is meant by one that does not exist: only a slip of writing is told, never a guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

LIKENESS = 0.75


def like(code: str, codes: Sequence[str], likeness: float = LIKENESS) -> str:
    """Return the code of some that one is most like, or nothing if it is like none.

    A code with other digits is another code; with the same ones in another order, it is a slip. Of numbers,
    the next is meant.
    """
    # A zero that a spreadsheet lost, or that was never written, leaves the code what it was.
    same = [one for one in codes if _unpadded(one) == _unpadded(code)]
    if len(same) == 1:
        return same[0]
    digits = sorted(filter(str.isdigit, code))
    alike = [
        one
        for one in codes
        if sorted(filter(str.isdigit, one)) == digits and _alike(code, one, likeness)
    ]
    if codes and code.isdecimal() and all(map(str.isdecimal, codes)) and len(code) < 4:
        return min(codes, key=lambda one: (abs(int(one) - int(code)), one))
    if not alike:
        return ""
    # Digits that changed places are the commonest slip.
    return min(alike, key=lambda one: (sorted(one) != sorted(code), -_ratio(code, one), one))


def _alike(one: str, other: str, likeness: float) -> bool:
    matcher = difflib.SequenceMatcher(None, one, other)
    # The first two are upper bounds, and cheap.
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(bound() >= likeness for bound in bounds)


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _unpadded(code: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", code)
