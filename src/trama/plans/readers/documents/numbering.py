"""The numbers that a word processor puts before paragraphs without writing them into the text."""

from __future__ import annotations

from dataclasses import dataclass, field

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered.

    `format` is `bullet`, `decimal`, `lower`, `upper`, `roman`, `Roman` or `none`; `pattern` has %1 for the number of
    the first level, %2 for that of the second.
    """

    format: str
    pattern: str
    start: int = 1


@dataclass(slots=True)
class Counter:
    """Counts the items of one list, a number a level."""

    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, depth: int) -> str:
        """Return what stands before the next item of a level, from 0."""
        level = self.levels.get(depth)
        if level is None or level.format == "none":
            return ""
        self.counts[depth] = self.counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in self.counts if key > depth]:
            del self.counts[deeper]
        if level.format == "bullet":
            return "•"
        text = level.pattern
        for below in range(depth + 1):
            of = self.levels.get(below, level)
            count = self.counts.get(below, of.start)
            text = text.replace(f"%{below + 1}", shown(count, of.format))
        return text.strip()


def shown(count: int, form: str) -> str:
    """Return a number in a form of Level."""
    if form in ("lower", "upper"):
        letters = ""
        while count > 0:
            count, rest = divmod(count - 1, 26)
            letters = chr(97 + rest) + letters
        return letters.upper() if form == "upper" else letters
    if form in ("roman", "Roman"):
        letters, left = "", min(count, 200)
        for value, sign in _ROMAN:
            while left >= value:
                letters += sign
                left -= value
        return letters.upper() if form == "Roman" else letters
    return str(count)
