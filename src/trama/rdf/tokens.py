"""The keywords of a SPARQL query, told apart from its names, strings and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A token in which a keyword cannot hide (SPARQL 1.1, section 19.8), or a word that may be one.
_PATTERN = r"""
      <[^<>"{}|^`\\\x00-\x20]*>                                 # IRI
    | \"\"\"(?:\\.|(?!\"\"\").)*\"\"\" | '''(?:\\.|(?!''').)*'''  # long string
    | "(?:\\.|[^"\\\n\r])*" | '(?:\\.|[^'\\\n\r])*'             # string
    | \#[^\n\r]*                                                # comment
    | [?$@][\w-]+                                               # variable or language
    | (?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:.%-]|\\.)*          # prefixed name
    | (?P<word>[A-Za-z]+)
    """
_TOKEN = re.compile(_PATTERN, re.VERBOSE | re.DOTALL)
_MARKED = re.compile(rf"{_PATTERN} | (?P<mark>[()\[\]{{}}!])", re.VERBOSE | re.DOTALL)
_CALLED = re.compile(rf"{_PATTERN} | (?P<open>\()", re.VERBOSE | re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def keywords(query: str) -> Iterator[str]:
    """Yield the words of a query that may be keywords, in capitals, in order.

    Codepoint escapes are read first (SPARQL 1.1, section 19.2), so that none hides a keyword.
    """
    for match in _TOKEN.finditer(unescaped(query)):
        if match["word"]:
            yield match["word"].upper()


def deepest(query: str) -> int:
    """Return how deep brackets stand in brackets in a query, or how many `!` in a row, if that is more."""
    depth = most = run = 0
    for match in _MARKED.finditer(unescaped(query)):
        mark = match["mark"]
        if match[0].startswith("#"):
            continue
        run = run + 1 if mark == "!" else 0
        if mark and mark in "([{":
            depth += 1
        elif mark and mark in ")]}":
            depth = max(0, depth - 1)
        most = max(most, depth, run)
    return most


def is_deeper(query: str, most: int) -> bool:
    """Whether brackets stand deeper in brackets in a query than so many, or more `!` in a row."""
    # With no more brackets than that in all there is no need to tell which stand in strings or comments.
    if "\\" not in query and query.count("!") <= most and sum(map(query.count, "([{")) <= most:
        return False
    return deepest(query) > most


def query_form(query: str) -> str:
    """Return the form of a query: the first of SELECT, ASK, CONSTRUCT, DESCRIBE in it, or nothing."""
    return next((word for word in keywords(query) if word in FORMS), "")


def service_targets(query: str) -> Iterator[str]:
    """Yield what each SERVICE of a query asks: its IRI, or nothing if it is a variable or a name."""
    yield from _after("SERVICE", "SILENT", query)


def from_targets(query: str) -> Iterator[str]:
    """Yield what each FROM of a query names: its IRI, or nothing if it is a prefixed name."""
    yield from _after("FROM", "NAMED", query)


def calls(query: str) -> bool:
    """Whether a query may call a function by its IRI: a bracket opens after an IRI or a name with a prefix.

    Never false where one is called; a property path or a list may pass for a call.
    """
    if "(" not in query and "\\" not in query:
        return False
    named = False
    for match in _CALLED.finditer(unescaped(query)):
        token = match[0]
        if match["open"]:
            if named:
                return True
        elif token.startswith("#"):
            continue
        named = token.startswith("<") or (
            not match["word"] and ":" in token and token[0] not in "\"'?$@"
        )
    return False


def iris(query: str) -> Iterator[str]:
    """Yield the IRIs that are written out in a query, those of its prefixes too."""
    for match in _TOKEN.finditer(unescaped(query)):
        if match[0].startswith("<"):
            yield match[0][1:-1]


def _after(keyword: str, between: str, query: str) -> Iterator[str]:
    """Yield the IRI that follows each keyword, or nothing if another token does."""
    if keyword not in query.upper() and "\\" not in query:
        return
    waiting = False
    for match in _TOKEN.finditer(unescaped(query)):
        token = match[0]
        if waiting and not token.startswith("#") and token.upper() != between:
            yield token[1:-1] if token.startswith("<") else ""
            waiting = False
        waiting = waiting or (match["word"] or "").upper() == keyword
    if waiting:
        yield ""


def unescaped(query: str) -> str:
    """Return a query with its codepoint escapes read (SPARQL 1.1, section 19.2)."""
    return _ESCAPE.sub(_unescape, query)


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else match[0]
