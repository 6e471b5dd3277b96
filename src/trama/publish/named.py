"""How a thing is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Words = Mapping[str, str]
_LONG = 80


@dataclass(frozen=True, slots=True)
class Name:
    """How a thing is called: its labels by language, its code, and its classes."""

    labels: Words = field(default_factory=dict, hash=False)
    code: str = ""
    classes: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """The label in a language, or in any other; empty if there is none."""
        return (
            self.labels.get(lang) or self.labels.get("it") or next(iter(self.labels.values()), "")
        )

    def lang(self, lang: str) -> str:
        """The language that `label` answers in."""
        return lang if lang in self.labels else next(iter(self.labels), "")


def beginning(words: str) -> str:
    """The first words of a passage, by which a page may call it; empty if it has none."""
    plain = " ".join(words.split())
    if not plain:
        return ""
    return f"«{plain}»" if len(plain) <= _LONG else f"«{plain[:_LONG].rpartition(' ')[0]}…»"
