"""The language in which the command line speaks: that of `--lang`, or else that of the system."""

from __future__ import annotations

from contextvars import ContextVar

from trama.messages import LANGUAGES, spoken

CHOSEN: ContextVar[str | None] = ContextVar("language", default=None)


def tongue() -> str:
    """Return it or en."""
    return CHOSEN.get() or spoken()


def spoken_in(arguments: list[str]) -> list[str]:
    """Take `--lang` from the arguments, wherever it stands, and speak its language; return the others.

    So every command takes it, and what is wrong before a command begins is said in it too.
    """
    ours, dashes, theirs = arguments, [], []
    if "--" in arguments:
        at = arguments.index("--")
        ours, dashes, theirs = arguments[:at], ["--"], arguments[at + 1 :]
    rest: list[str] = []
    CHOSEN.set(None)
    words = iter(ours)
    for word in words:
        name, equals, lang = word.partition("=")
        if name == "--lang":
            lang = lang if equals else next(words, "")
            if lang in LANGUAGES:
                CHOSEN.set(lang)
                continue
            rest += [word] if equals else [word, lang]
        else:
            rest.append(word)
    return [*rest, *dashes, *theirs]
