"""Fitting labels into boxes without a font at hand: estimated widths, lines, characters XML may hold."""

from __future__ import annotations

import re

SIZE = 12.5
LINE = 15.0
PAD = 5.0
ELLIPSIS = "…"
# Widths in ems of a common sans serif, on the safe side of Arial and its metric twins.
_NARROW = frozenset("iljftrI.,:;'’!|()[]/-· «»“”\"")
_WIDE = frozenset("mwMW@%")
# What XML 1.0 allows; a control character from a spreadsheet would make the whole file unreadable.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def width(text: str, size: float = SIZE) -> float:
    """Return the estimated width of a text in pixels."""
    return size * sum(map(_em, text))


def wrap(text: str, room: float, most: int, size: float = SIZE) -> tuple[str, ...]:
    """Break a text into at most `most` lines that fit the room; what is left out ends in an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        if words and len(lines) == most - 1:
            line = f"{line} {ELLIPSIS}"
        lines.append(_cut(line, room, size))
    return tuple(lines) or ("",)


def plain(text: str) -> str:
    """Return a text without the characters that XML 1.0 forbids."""
    return _NO_XML.sub("\ufffd", text)


def _cut(line: str, room: float, size: float) -> str:
    if width(line, size) <= room:
        return line
    line = line.removesuffix(ELLIPSIS).rstrip()
    while line and width(line + ELLIPSIS, size) > room:
        line = line[:-1]
    return line.rstrip(" ,;:(") + ELLIPSIS


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.88
    if character.isupper():
        return 0.69
    return 0.56
