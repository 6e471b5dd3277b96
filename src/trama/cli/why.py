"""The command `trama why`: the reasons for a link, in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

import trama
from trama.cli.common import Lang, opened
from trama.cli.completion import codes
from trama.network.explain import Reason
from trama.network.telling import told

app = typer.Typer()

_BASIS = {
    "Stated": {"it": "detto nel testo", "en": "stated in the text"},
    "Curated": {"it": "curato da un lettore", "en": "curated by a reader"},
    "Inferred": {"it": "dedotto", "en": "inferred"},
}
_WORDS = {
    "it": {"sure": "certezza", "rule": "regola", "rests": "poggia su", "none": "Nessun legame"},
    "en": {"sure": "confidence", "rule": "rule", "rests": "rests on", "none": "No link"},
}
_NUMBERED = {
    "Driver": {"it": "Driver", "en": "Driver"},
    "Mission": {"it": "Missione", "en": "Mission"},
    "HomogeneousZone": {"it": "Zona", "en": "Zone"},
}


class WhyFormat(StrEnum):
    """The forms of an explanation."""

    text = "text"
    json = "json"


@app.command()
def why(
    source: Annotated[
        str,
        typer.Argument(help="A code, acronym, local name or IRI: driver/4.", autocompletion=codes),
    ],
    target: Annotated[str, typer.Argument(help="The other end: M2-09.", autocompletion=codes)],
    format: Annotated[WhyFormat, typer.Option(help="Form of the answer.")] = WhyFormat.text,
    *,
    lang: Lang,
) -> None:
    """Say why two things are linked: each link with its basis, confidence and quotes.

    If nothing links them directly, the shortest chain of links that joins them. Exit status 1 if
    nothing does.

    Example: `trama why driver/4 M2-09`
    """
    found = opened().explain(source, target)
    if format is WhyFormat.json:
        typer.echo(json.dumps(told(found), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(found, lang.value)))
    if not found.steps:
        raise typer.Exit(1)


def _lines(found: trama.Explanation, lang: str) -> Iterator[str]:
    if not found.steps:
        ends = " — ".join(f"«{thing.label(lang)}»" for thing in (found.source, found.target))
        yield f"{_WORDS[lang]['none']}: {ends}"
    for number, step in enumerate(found.steps, 1):
        if len(found.steps) > 1:
            yield f"{number}."
        for reason in step:
            yield from _reason_lines(reason, lang, "")


def _reason_lines(reason: Reason, lang: str, indent: str) -> Iterator[str]:
    link, words = reason.link, _WORDS[lang]
    yield f"{indent}{_name(reason, 'source', lang)} —{link.relation}→ {_name(reason, 'target', lang)}"
    rules = f"; {words['rule']} {', '.join(link.rules)}" if link.rules else ""
    yield f"{indent}  {_BASIS[link.basis][lang]}, {words['sure']} {link.confidence}{rules}"
    yield f"{indent}  {link.rationale.get(lang, '')}"
    if not reason.rests_on:
        for quote in link.evidence:
            yield f"{indent}    {quote.mark}: «{quote.exact}»"
        return
    yield f"{indent}  {words['rests']}:"
    for rest in reason.rests_on:
        yield from _reason_lines(rest, lang, indent + "    ")


def _name(reason: Reason, end: str, lang: str) -> str:
    thing = reason.source if end == "source" else reason.target
    kind = _NUMBERED.get(thing.kind, {}).get(lang, "")
    code = thing.code if kind or thing.kind == "StrategicObjective" else ""
    return " ".join(part for part in (kind, code, f"«{thing.label(lang)}»") if part)
