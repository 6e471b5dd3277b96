"""The columns of an answer as people read them: headings in their language, a name once and not in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trama.messages import LANGUAGES, Message, sentences

_IRI, _LABEL = "iri", "label"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as it is shown: its heading, and the answer's columns that fill it, the first that has a value."""

    title: str
    columns: tuple[str, ...]


def heading(column: str, lang: str) -> str:
    """Return how a column is called, such as `Nome` for `label_it`; its own words if nobody named it."""
    bare = _bare(column)
    return sentences(lang).get(f"heading.{bare}") or bare.replace("_", " ").capitalize()


def headings(columns: Mapping[str, str], lang: str) -> list[Heading]:
    """Return the columns of a ready query, given with their types, as they are shown in a language.

    `label_it` and `label_en` are one column, the reader's language first. A thing and its name are one column too,
    for the link to a thing is its name. A code that stands beside a name says that it is the code.
    """
    told: dict[str, list[str]] = {}
    for column in columns:
        if (bare := _bare(column)) != column:
            told.setdefault(bare, []).append(column)
    for names in told.values():
        names.sort(key=lambda name: not name.endswith(f"_{lang}"))
    things = {column for column, kind in columns.items() if kind == "iri"}
    named = {(_LABEL if column == _IRI else column): column for column in things}
    found = []
    for column in columns:
        bare = _bare(column)
        if column in things:
            name = _LABEL if column == _IRI and _LABEL in told else column
            found.append(Heading(heading(name, lang), (column, *told.get(name, ()))))
        elif column == bare:
            title = heading(column, lang)
            if column in told:
                title = Message("heading.code-of", name=title).said(lang)
            found.append(Heading(title, (column,)))
        elif bare not in named and told.get(bare, [""])[0] == column:
            found.append(Heading(heading(bare, lang), tuple(told[bare])))
    return found


def _bare(column: str) -> str:
    name, _, lang = column.rpartition("_")
    return name if name and lang in LANGUAGES else column
