"""The command that searches the texts."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from trama.cli.common import Lang, opened, said
from trama.language.matching import Part
from trama.query.hits import Hit

app = typer.Typer()


class SearchFormat(StrEnum):
    """The forms of what is found."""

    text = "text"
    json = "json"


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="What to look for, in everyday words.")],
    *,
    lang: Lang,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1, max=1000)] = 10,
    kind: Annotated[
        str, typer.Option(help="Only this class, such as StrategicObjective, Actor, Instrument.")
    ] = "",
    format: Annotated[SearchFormat, typer.Option(help="Form of the answer.")] = SearchFormat.text,
) -> None:
    """Find things and passages by their words, by stem or beginning, accents or not.

    What plans call the same thing is found too, with the words that led to it; if nothing has all the words, what
    has any of them is. Exit status 0 if something is found, 1 if nothing is.

    Example: `trama search rete verde metropolitana`
    """
    found = opened().search(" ".join(words), lang.value, limit=limit, kind=kind)
    if format is SearchFormat.json:
        facts = {
            "total": found.total,
            "any_word": found.loose,
            "kinds": {kind.rpartition("#")[2]: count for kind, count in found.kinds},
            "hits": [_facts(hit) for hit in found.hits],
        }
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        console = Console(soft_wrap=True, highlight=False)
        if found.loose and found.hits:
            console.print(escape(said("search.loose")))
        for hit in found.hits:
            console.print(f"{_marked(hit.title)}\n  [dim]{escape(hit.iri)}[/]")
            if hit.passage:
                console.print(f"  {_marked(hit.passage)}")
            if hit.led:
                console.print(f"  [dim]{escape(said('search.led', words=', '.join(hit.led)))}[/]")
        kinds = ", ".join(f"{kind.rpartition('#')[2]} {count}" for kind, count in found.kinds)
        console.print(f"{len(found.hits)} / {found.total}" + (f" ({kinds})" if kinds else ""))
    if not found.total:
        raise typer.Exit(1)


def _facts(hit: Hit) -> dict[str, object]:
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "title": "".join(part.text for part in hit.title),
        "passage": [{"text": part.text, "found": part.found} for part in hit.passage],
        "led_by": list(hit.led),
    }


def _marked(parts: tuple[Part, ...]) -> str:
    return "".join(f"[bold]{escape(p.text)}[/]" if p.found else escape(p.text) for p in parts)
