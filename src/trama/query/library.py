"""The library of ready queries: `queries/*.rq`, each with what it answers in its header.

A header is the lines that begin with `#+`, in TOML:

    #+ title = { it = "Obiettivi di una Missione", en = "Objectives of a Mission" }
    #+ description = { it = "…", en = "…" }
    #+ [parameters.mission]
    #+ label = { it = "Numero della Missione", en = "Number of the Mission" }
    #+ default = "2"
    #+ [answer]
    #+ columns = { objective = "iri", code = "string" }

A parameter is a variable of the query of that name; when it has no value it stays a variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from trama.errors import QueryError, SourceError
from trama.language.nearest import nearest
from trama.messages import Message
from trama.namespaces import XSD, Names
from trama.query.sparql import bind
from trama.rdf.header import _MARK, Words, read_header, words

COLUMN_TYPES = ("iri", "string", "it", "en", "integer", "decimal", "date")
PARAMETER_TYPES = ("string", "integer", "iri")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query takes: a string, an integer, or a thing by its local name."""

    name: str
    label: Words
    type: str = "string"
    default: str | None = None

    def term(self, value: str, names: Names) -> NamedNode | Literal:
        """Return the RDF term of a value; QueryError if it is not of the parameter's type."""
        if self.type == "integer":
            if not value.lstrip("-").isdecimal():
                raise QueryError("query.whole-number", parameter=self.name, value=value)
            return Literal(value, datatype=XSD.integer)
        if self.type == "iri":
            try:
                return NamedNode(value) if ":" in value else names.thing(value)
            except ValueError:
                raise QueryError("query.iri", parameter=self.name, value=value) from None
        return Literal(value)


@dataclass(frozen=True, slots=True)
class Query:
    """A ready query, with its titles, parameters and the columns of its answer."""

    name: str
    text: str
    title: Words
    description: Words
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]

    def values(self, given: Mapping[str, str], names: Names) -> dict[str, NamedNode | Literal]:
        """Return the terms to run the query with, defaults filled in.

        Raises QueryError for a parameter that the query does not have, or a bad value.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                hint = nearest(name, known) or Message(
                    "nearest.takes", names=list(known) or Message("nearest.none")
                )
                raise QueryError("query.no-parameter", query=self.name, parameter=name, near=hint)
        return {
            name: parameter.term(value, names)
            for name, parameter in known.items()
            if (value := given.get(name, parameter.default)) is not None and value != ""
        }

    def filled_in(self, names: Names, given: Mapping[str, str] | None = None) -> str:
        """Return the query without its header, its parameters bound by a VALUES clause at its end.

        This is what a person can copy and run anywhere (SPARQL 1.1, section 10.2).
        """
        lines = (line for line in self.text.splitlines() if not line.startswith(_MARK))
        return bind("\n".join(lines), self.values(given or {}, names)).strip()


def bare_query(text: str, name: str = "query") -> Query:
    """Return a query that has no header, and so neither parameters nor a title of its own."""
    return Query(name, text, {}, {}, (), {})


def read_queries(folder: Path) -> dict[str, Query]:
    """Read every query of a folder, by name; SourceError if a header is wrong."""
    return {path.stem: read_query(path) for path in sorted(folder.glob("*.rq"))}


def read_query(path: Path) -> Query:
    """Read one query with its header; SourceError, with the file, if the header is wrong.

    Anybody's query may have none.
    """
    text, header = read_header(path)
    if not header:
        return bare_query(text, path.stem)
    try:
        return Query(
            name=path.stem,
            text=text,
            title=words(header, "title"),
            description=words(header, "description"),
            parameters=tuple(
                _parameter(name, facts) for name, facts in header.get("parameters", {}).items()
            ),
            columns=_columns(header.get("answer", {})),
        )
    except ValueError as error:
        raise SourceError("file.header", reason=error, path=path) from error


def _parameter(name: str, facts: Mapping[str, Any]) -> Parameter:
    kind = facts.get("type", "string")
    if kind not in PARAMETER_TYPES:
        raise ValueError(f"parameter {name} has the unknown type {kind!r}")
    default = facts.get("default")
    return Parameter(name, words(facts, "label"), kind, None if default is None else str(default))


def _columns(answer: Mapping[str, Any]) -> Mapping[str, str]:
    columns: Mapping[str, str] = answer.get("columns", {})
    for name, kind in columns.items():
        if kind not in COLUMN_TYPES:
            raise ValueError(f"column {name} has the unknown type {kind!r}")
    return columns
