"""The language in which the command line speaks, where none is asked for."""

from __future__ import annotations

import os


def spoken() -> str:
    """Return it or en, as LC_ALL, LC_MESSAGES or LANG say, the first of them that is given.

    Where they name no language (C, POSIX, or nothing), Italian, the language of the plans.
    """
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "").partition(".")[0].partition("_")[0].lower()
    return "it" if name in ("", "c", "posix", "it") else "en"
