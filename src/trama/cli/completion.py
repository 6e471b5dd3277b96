"""What the shell completes with the Tab key: ready queries and their parameters, codes, places, measures.

Nothing is built for it, and what cannot be read completes nothing: a shell must not be given an error there.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator

import trama
from trama.cli.commands import COMMANDS
from trama.errors import TramaError

_CODES = """SELECT DISTINCT ?name WHERE {
  { ?thing skos:notation ?name ; a ?class . FILTER(?class = trama:StrategicObjective) } UNION
  { ?thing trama:acronym ?name } UNION
  { VALUES ?class { trama:Driver trama:Mission } ?thing a ?class
    BIND(REPLACE(STR(?thing), "^.*/([a-z]+/[0-9]+)$", "$1") AS ?name) }
} ORDER BY ?name"""
_PLACES = """SELECT DISTINCT ?name ?zone WHERE {
  { ?place a trama:Municipality ; rdfs:label ?name } UNION
  { ?place a trama:HomogeneousZone BIND(REPLACE(STR(?place), "^.*/id/", "") AS ?name) }
} ORDER BY ?name"""


def command_at_hand() -> tuple[str, ...]:
    """The command that the shell's line names, so that no other is loaded; nothing if it names none."""
    return tuple(word for word in _line()[1:2] if word in COMMANDS)


def ready_queries(incomplete: str) -> list[str]:
    """Complete the name of a ready query."""
    try:
        folder = trama.load_settings().root / "queries"
    except TramaError:
        return []
    return sorted(p.stem for p in folder.glob("*.rq") if p.stem.startswith(incomplete))


def parameters(incomplete: str) -> list[str]:
    """Complete the parameters of the ready query that the line names: `driver=`."""
    try:
        ready = trama.Dataset(trama.load_settings()).ready
    except TramaError:
        return []
    # An option without its value yet keeps the rest of the line from being understood.
    named = [ready[word] for word in _line() if word in ready]
    names = [f"{one.name}=" for query in named for one in query.parameters]
    return [name for name in names if name.startswith(incomplete)]


def codes(incomplete: str) -> list[str]:
    """Complete the code or short name of a thing: M2-15, PTM, driver/4."""
    return [name for name in _asked(_CODES) if name.casefold().startswith(incomplete.casefold())]


def places(incomplete: str) -> list[str]:
    """Complete the name of a comune, in one word, or of a zone."""
    names = {name if "/" in name else _in_one_word(name) for name in _asked(_PLACES)}
    return sorted(name for name in names if name.startswith(incomplete.casefold()))


def _line() -> list[str]:
    line = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
    return line.split()


def _in_one_word(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "-".join(re.findall("[a-z]+", "".join(c for c in apart if c.isascii() or c == "’")))


def _asked(query: str) -> Iterator[str]:
    try:
        for row in trama.Dataset(trama.load_settings()).query(query):
            yield str(row["name"])
    except TramaError:
        return
