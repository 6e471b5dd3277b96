"""The commands that ask the dataset: query, queries."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

import trama
from trama.cli.common import Output, Server, language, opened, said, write
from trama.cli.completion import parameters, ready_queries
from trama.cli.table import print_rows
from trama.errors import QueryError
from trama.messages import LANGUAGES
from trama.namespaces import PREFIXES
from trama.query import sparql
from trama.query.library import Query, bare_query
from trama.rdf.forms import GRAPH_FORMATS, Form
from trama.store import Answer

app = typer.Typer()


class AnswerFormat(StrEnum):
    """The forms of an answer."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    ttl = "ttl"


@app.command()
def query(
    source: Annotated[
        str,
        typer.Argument(
            help="A file, a name from `queries/`, or - for standard input.",
            autocompletion=ready_queries,
        ),
    ] = "",
    text: Annotated[str, typer.Option("--text", help="The query itself.")] = "",
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param", "-p", help="A parameter, as name=value.", autocompletion=parameters
        ),
    ] = None,
    format: Annotated[AnswerFormat, typer.Option(help="Form of the answer.")] = AnswerFormat.table,
    output: Output = None,
    server: Server = "",
) -> None:
    """Ask the built dataset a SPARQL query.

    Example: `trama query objectives-of-mission --param mission=3 --format csv`
    """
    dataset = opened()
    asked = _find_query(source, text, dataset)
    answer = dataset.answer(asked, dict(map(_pair, param or [])))
    if format is AnswerFormat.table:
        print_answer(answer, dataset.settings)
    else:
        write(sparql.write(answer, answer_form(answer, format)).decode(), output)


def _find_query(source: str, text: str, dataset: trama.Dataset) -> Query:
    if bool(source) == bool(text):
        raise QueryError("command.query-source")
    if text or source == "-":
        return bare_query(text or sys.stdin.read())
    return dataset.find_query(source)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise QueryError("command.parameter", text=text)
    return name, value


def answer_form(answer: Answer, format: AnswerFormat) -> Form:
    """Return the form to write an answer in; QueryError if its kind of answer has no such form."""
    known = {known.name: known for known in sparql.formats_for(answer)}
    if format.value not in known:
        raise QueryError("command.answer-format", known=", ".join(known), format=format.value)
    return known[format.value]


def print_answer(answer: Answer, settings: trama.Settings) -> None:
    """Print an answer for a person."""
    if isinstance(answer, QueryBoolean):
        typer.echo(said("done.yes" if answer else "done.no"))
        return
    if isinstance(answer, QueryTriples):
        sys.stdout.write(sparql.write(answer, GRAPH_FORMATS[0]).decode())
        return
    columns, rows = _rows(answer, settings)
    print_rows(columns, rows)
    typer.echo(said("done.rows", count=len(rows)))


def _rows(answer: QuerySolutions, settings: trama.Settings) -> tuple[list[str], list[list[str]]]:
    """The columns of an answer and its rows as texts: IRIs short, and of two languages the person's."""
    prefixes = {**PREFIXES, "": f"{settings.base}id/"}
    names = [variable.value for variable in answer.variables]
    kept = [at for at, name in enumerate(names) if not _is_of_another(name, names)]
    rows = []
    for solution in answer:
        cells = [getattr(term, "value", "" if term is None else str(term)) for term in solution]
        rows.append([_compact(cells[at], prefixes) for at in kept])
    return [names[at] for at in kept], rows


def _is_of_another(name: str, names: list[str]) -> bool:
    """Whether a column is in another language than the person's, and is there in that too."""
    stem, _, lang = name.rpartition("_")
    return lang in LANGUAGES and lang != language() and f"{stem}_{language()}" in names


def _compact(value: str, prefixes: dict[str, str]) -> str:
    for prefix, iri in prefixes.items():
        if value.startswith(iri):
            return f"{prefix}:{value.removeprefix(iri)}"
    return value


@app.command()
def queries() -> None:
    """List the ready queries of `queries/`, with their parameters.

    Example: `trama queries`
    """
    for name, ready in trama.Dataset(trama.load_settings()).ready.items():
        params = "".join(f" --param {p.name}={p.default or '…'}" for p in ready.parameters)
        typer.echo(f"{name}{params}\n    {ready.title[language()]}")
