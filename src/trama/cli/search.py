"""The command that searches the texts."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from trama.cli.common import Lang, opened
from trama.language.matching import Part
from trama.query.search import Hit

app = typer.Typer()


class SearchFormat(StrEnum):
    """The forms of what is found."""

    text = "text"
    json = "json"


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="What to look for; all words must be there.")],
    *,
    lang: Lang,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1, max=1000)] = 10,
    format: Annotated[SearchFormat, typer.Option(help="Form of the answer.")] = SearchFormat.text,
) -> None:
    """Find things and passages by their words, by stem or beginning, accents or not.

    Exit status 0 if something is found, 1 if nothing is.

    Example: `trama search rete verde metropolitana`
    """
    found = opened().search(" ".join(words), lang.value, limit=limit)
    if format is SearchFormat.json:
        facts = {"total": found.total, "hits": [_facts(hit) for hit in found.hits]}
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        console = Console(soft_wrap=True, highlight=False)
        for hit in found.hits:
            console.print(f"{_marked(hit.title)}\n  [dim]{escape(hit.iri)}[/]")
            if hit.passage:
                console.print(f"  {_marked(hit.passage)}")
        console.print(f"{len(found.hits)} / {found.total}")
    if not found.total:
        raise typer.Exit(1)


def _facts(hit: Hit) -> dict[str, object]:
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "title": "".join(part.text for part in hit.title),
        "passage": [{"text": part.text, "found": part.found} for part in hit.passage],
    }


def _marked(parts: tuple[Part, ...]) -> str:
    return "".join(f"[bold]{escape(p.text)}[/]" if p.found else escape(p.text) for p in parts)
