"""The command that takes a question in Italian to a ready query."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from trama.cli.common import Lang, Output, Server, opened, said, write
from trama.cli.query import AnswerFormat, answer_form, print_answer
from trama.face.dataset import Dataset
from trama.query import sparql
from trama.query.questions.understanding import Understood

app = typer.Typer()


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="A question in Italian.")],
    *,
    lang: Lang,
    format: Annotated[AnswerFormat, typer.Option(help="Form of the answer.")] = AnswerFormat.table,
    show: Annotated[
        bool, typer.Option("--sparql", help="Show the SPARQL, and do not run it.")
    ] = False,
    output: Output = None,
    server: Server = "",
) -> None:
    """Answer a question in Italian by a ready query, or say that it is not understood.

    No model is asked: each word is that of a table, or a name in the data. Exit status 1 if the question is not
    understood; the ready queries that are near it are then named.

    Example: `trama ask "quali obiettivi del driver 4 coinvolgono ATO?"`
    """
    dataset = opened()
    found = dataset.understand(" ".join(question))
    if not found.query:
        typer.echo(said(found.reason or ""), err=True)
        for near in found.near:
            title = dataset.ready[near.query].title[lang.value]
            typer.echo(f"  {title}\n    {_command(near.query, dict(near.parameters))}", err=True)
        raise typer.Exit(1)
    query = dataset.ready[found.query]
    typer.echo(_told(found, dataset, lang.value), err=True)
    if show:
        write(query.filled_in(dataset.settings.names, found.parameters) + "\n", output)
        return
    answer = dataset.answer(query, found.parameters)
    if format is AnswerFormat.table:
        print_answer(answer, dataset.settings)
    else:
        write(sparql.write(answer, answer_form(answer, format)).decode(), output)


def _told(found: Understood, dataset: Dataset, lang: str) -> str:
    title = dataset.ready[found.query].title[lang]
    things = [thing.told for thing in found.things]
    named = f" [{', '.join(things)}]" if things else ""
    return f"{title}{named}\n  {_command(found.query, dict(found.parameters))}\n"


def _command(query: str, parameters: dict[str, str]) -> str:
    given = "".join(
        f" -p {name}={json.dumps(value, ensure_ascii=False) if ' ' in value else value}"
        for name, value in parameters.items()
    )
    return f"trama query {query}{given}"
