"""Messages as data: a key and values; the sentences stand in `words/`, a table a language.

What is raised or noted anywhere is a `Message`, or an error that holds one. Only a skin asks for its sentence, in
the language of the reader; a program reads the key. A table is loaded when a sentence of it is first asked for.
"""

from __future__ import annotations

import os
import string
from collections.abc import Iterator, Mapping
from errno import errorcode
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("it", "en")
"""The languages that sentences are in; the first is the one of a reader of whom nothing is known."""

ENGLISH = "en"
_FOLDER = Path(__file__).parent / "words"


class Message:
    """What is to be said, by its key in the tables of sentences, and the values that the sentence names.

    A value may itself be a Message, or an error that holds one, and a list or tuple of values is told with commas between. A key that no
    table has is its own sentence, in every language: so are words that come from elsewhere.
    """

    __slots__ = ("key", "values")

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values

    def said(self, lang: str) -> str:
        """Return the sentence in a language; in English if that has none."""
        table = sentences(lang)
        pattern = table.get(self.key) or sentences(ENGLISH).get(self.key)
        if pattern is None:
            return self.key
        return _FORMATTERS[lang].vformat(pattern, (), _Values(self.values, lang))

    def packed(self) -> dict[str, Any]:
        """Return the message as JSON can hold it, for another process or a program to read."""
        return {
            "key": self.key,
            "values": {name: _packed(value) for name, value in self.values.items()},
        }

    @classmethod
    def unpacked(cls, facts: Mapping[str, Any]) -> Message:
        """Return the message that `packed` wrote."""
        return cls(
            facts["key"], **{name: _unpacked(value) for name, value in facts["values"].items()}
        )

    def __str__(self) -> str:
        return self.said(ENGLISH)

    def __repr__(self) -> str:
        return f"Message({self.key!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.key == other.key and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.key, str(self)))

    def __lt__(self, other: Message) -> bool:
        return str(self) < str(other)


def message(what: str | Message, **values: object) -> Message:
    """Return a message by its key and values; itself if it is one."""
    return what if isinstance(what, Message) else Message(what, **values)


def spoken(environment: Mapping[str, str] | None = None) -> str:
    """Return the language that LC_ALL, LC_MESSAGES or LANG ask for, in that order; Italian if none does."""
    known = os.environ if environment is None else environment
    asked = next(filter(None, (known.get(n) for n in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    short = asked.partition("_")[0].partition(".")[0].lower()
    return short if short in LANGUAGES else LANGUAGES[0]


@cache
def sentences(lang: str) -> dict[str, str]:
    """Return the sentences of a language by their keys, such as `file.too-large`."""
    import tomllib  # a command that says nothing wrong should not pay for it

    with (_FOLDER / f"{lang}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _packed(value: object) -> object:
    told = getattr(value, "message", value)
    if isinstance(told, Message):
        return told.packed()
    if isinstance(value, OSError):
        return value.strerror or str(value)
    if isinstance(value, list | tuple):
        return [_packed(one) for one in value]
    return value if isinstance(value, int | float) else str(value)


def _unpacked(value: object) -> object:
    if isinstance(value, dict):
        return Message.unpacked(value)
    return [_unpacked(one) for one in value] if isinstance(value, list) else value


class _Values(dict[str, Any]):
    """The values of a message, each as it is told in a language; one that is not given is told by its name."""

    def __init__(self, values: Mapping[str, object], lang: str) -> None:
        super().__init__((name, self._told(value, lang)) for name, value in values.items())

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"

    @classmethod
    def _told(cls, value: object, lang: str) -> object:
        said = getattr(value, "said", None)
        if callable(said):
            return said(lang)
        if isinstance(value, OSError) and value.errno:
            return _reason(value, lang)
        if isinstance(value, list | tuple):
            return ", ".join(str(cls._told(one, lang)) for one in value)
        return value


def _reason(error: OSError, lang: str) -> str:
    """What the system could not do, in a language if it has words for it, or else the system's own."""
    words = sentences(lang).get(f"system.{errorcode.get(error.errno or 0, '')}")
    return words or error.strerror or str(error)


class _English(string.Formatter):
    """Formats values; `{n:,}` puts a comma between thousands."""


class _Italian(string.Formatter):
    """Formats values; `{n:,}` puts a full stop between thousands, and decimals have a comma."""

    def format_field(self, value: Any, format_spec: str) -> str:
        written: str = super().format_field(value, format_spec)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return written.translate({ord(","): ".", ord("."): ","})
        return written


_FORMATTERS: dict[str, string.Formatter] = {"it": _Italian(), "en": _English()}
