"""The command `trama suggest`: likely alignments for objectives that declare none."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import trama
from trama.cli.common import (
    Against,
    Lang,
    OnePlan,
    Output,
    console,
    near,
    tell_notes,
    write,
)
from trama.face.naming import plan_named
from trama.files import write_atomically
from trama.office.spreadsheet import write_csv
from trama.suggest.decisions import ACCEPTED, REFUSED, Decisions, written_back
from trama.suggest.suggester import Suggestion, Suggestions

app = typer.Typer()

_TEXT = {
    "it": {
        "objective": "Obiettivo",
        "upper": "Potrebbe servire",
        "score": "Punteggio",
        "reasons": "Parole in comune",
        "none": "nulla di abbastanza vicino",
        "all": "Tutti gli obiettivi dichiarano a cosa servono, o sono locali per scelta.",
        "note": "Sono proposte: decide una persona, con --review.",
        "ask": "[a]ccetta, [r]ifiuta, [s]alta, [q] esci",
        "wrong": "Rispondi a, r, s oppure q.",
        "taken": "accettate {accepted}, rifiutate {refused}, in {path}",
        "copy": "copia di objectives.csv con le proposte accettate: {path}",
        "whole": "il piano non è una cartella di tabelle: riporta tu le proposte accettate",
    },
    "en": {
        "objective": "Objective",
        "upper": "May serve",
        "score": "Score",
        "reasons": "Words in common",
        "none": "nothing near enough",
        "all": "Every objective declares what it serves, or is local by choice.",
        "note": "These are suggestions: a person decides, with --review.",
        "ask": "[a]ccept, [r]efuse, [s]kip, [q]uit",
        "wrong": "Answer a, r, s or q.",
        "taken": "accepted {accepted}, refused {refused}, in {path}",
        "copy": "copy of objectives.csv with what was accepted: {path}",
        "whole": "the plan is not a folder of tables: carry over what you accepted yourself",
    },
}


class SuggestFormat(StrEnum):
    """The forms of suggestions."""

    table = "table"
    json = "json"
    csv = "csv"


@app.command("suggest")
def suggest_command(
    plan: OnePlan,
    against: Against = "",
    top: Annotated[int, typer.Option(min=1, max=20, help="How many for each objective.")] = 3,
    review: Annotated[
        bool, typer.Option("--review", help="Ask about each; write what is accepted to a copy.")
    ] = False,
    decisions: Annotated[
        Path | None, typer.Option(help="Keep decisions here [default: decisions-PLAN.csv].")
    ] = None,
    format: Annotated[
        SuggestFormat, typer.Option(help="Form of the answer.")
    ] = SuggestFormat.table,
    *,
    lang: Lang,
    output: Output = None,
) -> None:
    """Suggest which objectives of the upper plan those without an alignment may serve.

    Nothing is asserted: each suggestion has a score from 0 to 1 and the words that speak for it, and
    a person accepts or refuses it. With --review, what is accepted goes to `contributes_to` in a copy
    of `objectives.csv` (--output, or `objectives-reviewed.csv`); leave with q and take it up again.

    Example: `trama suggest my-plan --against psttm-2025-2027 --review`
    """
    # No build is needed, only the sources.
    dataset = trama.Dataset(trama.load_settings())
    lower, upper = dataset.read_plan(plan), plan_named(against, dataset.settings)
    tell_notes(lower)
    found = dataset.suggest(lower, against=upper, top=top)
    if review:
        chosen = decisions or Path(f"decisions-{lower.plan}.csv")
        copy = output or Path("objectives-reviewed.csv")
        _review(found, upper.plan, plan, Decisions(chosen), copy, lang.value)
    elif format is SuggestFormat.json:
        write(json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n", output)
    elif format is SuggestFormat.csv:
        write(as_csv(found), output)
    else:
        _show(found, lang.value, output)


def as_json(found: list[Suggestions]) -> list[dict[str, object]]:
    """Return suggestions as plain JSON values."""
    return [
        {
            "objective": each.code,
            "label": each.label,
            "text": each.text,
            "suggestions": [
                {
                    "code": one.upper.code,
                    "iri": one.upper.iri,
                    "label": one.upper.label,
                    "text": one.upper.text,
                    "score": one.score,
                    "words": list(one.words),
                    "families": [list(pair) for pair in one.families],
                }
                for one in each.candidates
            ],
        }
        for each in found
    ]


def as_csv(found: list[Suggestions]) -> str:
    """Return suggestions as a table that is safe in a spreadsheet, one a row."""
    header = ("objective", "label", "rank", "suggested", "suggested_label", "score", "reasons")
    return write_csv(
        header,
        (
            (each.code, each.label, rank, one.upper.code, one.upper.label, one.score, reasons(one))
            for each in found
            for rank, one in enumerate(each.candidates, 1)
        ),
    )


def reasons(one: Suggestion) -> str:
    """Return the words that speak for a suggestion, in one line."""
    pairs = (f"{lower} ~ {upper}" for lower, upper in one.families)
    return ", ".join((*one.words, *pairs))


def _show(found: list[Suggestions], lang: str, output: Path | None) -> None:
    text = _TEXT[lang]
    table = Table(text["objective"], text["upper"], text["score"], text["reasons"], show_lines=True)
    for each in found:
        first = f"[bold]{escape(each.code)}[/] {escape(each.label)}"
        if not each.candidates:
            table.add_row(first, text["none"], "", "")
        for one in each.candidates:
            upper = f"[bold]{escape(one.upper.code)}[/] {escape(one.upper.label)}"
            table.add_row(first, upper, f"{one.score:.2f}", escape(reasons(one)))
            first = ""
    screen = Console(width=120) if output else Console()
    with screen.capture() as drawn:
        screen.print(table if found else text["all"])
    write(drawn.get(), output)
    if found:
        console.print(text["note"])


def _review(
    found: list[Suggestions], upper: str, plan: Path, taken: Decisions, copy: Path, lang: str
) -> None:
    text = _TEXT[lang]
    asked = [
        (each, one, f"{upper}#{one.upper.code}")
        for each in found
        for one in each.candidates
        if not taken.of(each.code, f"{upper}#{one.upper.code}")
    ]
    for number, (each, one, name) in enumerate(asked, 1):
        typer.echo(f"\n{number}/{len(asked)}  {each.code}  {each.text or each.label}")
        typer.echo(f"  → {one.upper.code}  {one.upper.text}")
        typer.echo(f"  {text['score']} {one.score:.2f} · {text['reasons']}: {reasons(one)}")
        answer = _ask(text)
        if answer == "q":
            break
        if answer != "s":
            taken.take(each.code, name, ACCEPTED if answer == "a" else REFUSED)
    facts = {"accepted": taken.count(ACCEPTED), "refused": taken.count(REFUSED)}
    typer.echo("\n" + text["taken"].format(**facts, path=near(taken.path)))
    source = plan / "objectives.csv"
    if source.is_file():
        table = written_back(source.read_text(encoding="utf-8"), taken, shown=str(source))
        write_atomically(copy, table.encode())
        typer.echo(text["copy"].format(path=near(copy)))
    else:
        typer.echo(text["whole"])


def _ask(text: dict[str, str]) -> str:
    """Return a, r, s or q; the end of the input is a q."""
    while True:
        try:
            answer = str(typer.prompt(text["ask"], prompt_suffix=" > ")).strip().lower()[:1]
        except typer.Abort:
            return "q"
        if answer in ("a", "r", "s", "q"):
            return answer
        typer.echo(text["wrong"])
