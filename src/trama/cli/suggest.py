"""The command `trama suggest`: likely alignments for objectives that declare none."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import trama
from trama.cli.common import Against, Lang, OnePlan, Output, console, near, tell_notes, write
from trama.face.naming import plan_named
from trama.files import write_atomically
from trama.model import Agent, Link
from trama.office.spreadsheet import write_csv
from trama.plans.package import Package
from trama.plans.writers.cells import header_of, row_of
from trama.suggest.amendment import amended
from trama.suggest.decisions import (
    ACCEPTED,
    COMPATIBLE,
    CONFLICT,
    MOTIVATED,
    PARTIAL,
    REASONED,
    REFUSED,
    Decisions,
    written_back,
)
from trama.suggest.questions import Question, questions
from trama.suggest.suggester import Suggester, Suggestion, Suggestions

app = typer.Typer()

_TEXT: dict[str, dict[str, Any]] = {
    "it": {
        "objective": "Obiettivo",
        "upper": "Potrebbe servire",
        "score": "Punteggio",
        "reasons": "Parole in comune",
        "none": "nulla di abbastanza vicino",
        "all": "Tutti gli obiettivi dichiarano a cosa servono, o sono locali per scelta.",
        "note": "Sono proposte: decide una persona, con --review.",
        "ask": "[a]ccetta, [r]ifiuta, in [p]arte, in [c]ontrasto, [s]alta, [q] esci",
        "ask_pull": "in [c]ontrasto, [n]on contrasta, in [p]arte, [s]alta, [q] esci",
        "ask_why": "lo serve, e dico il [m]otivo, in [p]arte, in [c]ontrasto, [s]alta, [q] esci",
        "declared": "dichiara di servire",
        "unlike": "le loro parole non hanno nulla in comune: perché lo serve?",
        "pulls": "le loro parole tirano in senso opposto: perché lo serve?",
        "pull": "può tirare contro",
        "why": "Motivo",
        "wrong": "Rispondi con una delle lettere fra parentesi.",
        "taken": "accettate {accepted}, rifiutate {refused}, in parte {partial}, in contrasto {conflict}, in {path}",
        "links": "relazioni con il loro motivo: {path}",
        "sure": {"probable": "probabile", "possible": "possibile", "to-weigh": "da valutare"},
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
        "ask": "[a]ccept, [r]efuse, in [p]art, in [c]onflict, [s]kip, [q]uit",
        "ask_pull": "in [c]onflict, [n]o conflict, in [p]art, [s]kip, [q]uit",
        "ask_why": "it serves it, and I say [m]y reason, in [p]art, in [c]onflict, [s]kip, [q]uit",
        "declared": "declares that it serves",
        "unlike": "their words have nothing in common: why does it serve it?",
        "pulls": "their words pull opposite ways: why does it serve it?",
        "pull": "may pull against",
        "why": "Reason",
        "wrong": "Answer with one of the letters in brackets.",
        "taken": "accepted {accepted}, refused {refused}, in part {partial}, in conflict {conflict}, in {path}",
        "links": "relations with their reasons: {path}",
        "sure": {"probable": "probable", "possible": "possible", "to-weigh": "to weigh"},
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
    suggester = dataset.suggester(upper)
    found = dataset.suggest(lower, against=suggester, top=top)
    if review:
        chosen = decisions or Path(f"decisions-{lower.plan}.csv")
        copy = output or Path("objectives-reviewed.csv")
        _review(found, suggester, (lower, upper), plan, Decisions(chosen), copy, lang.value)
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
            "suggestions": [_plain(one) for one in each.candidates],
            "to_weigh": [_plain(one) for one in each.to_weigh],
        }
        for each in found
    ]


def _plain(one: Suggestion) -> dict[str, object]:
    return {
        "code": one.upper.code,
        "iri": one.upper.iri,
        "label": one.upper.label,
        "text": one.upper.text,
        "score": one.score,
        "sure": one.sure,
        "words": list(one.words),
        "families": [list(pair) for pair in one.families],
        "towns": list(one.towns),
    }


def as_csv(found: list[Suggestions]) -> str:
    """Return suggestions as a table that is safe in a spreadsheet, one a row."""
    header = (
        "objective",
        "label",
        "rank",
        "suggested",
        "suggested_label",
        "score",
        "sure",
        "reasons",
    )
    return write_csv(
        header,
        (
            (
                each.code,
                each.label,
                rank,
                one.upper.code,
                one.upper.label,
                one.score,
                one.sure,
                reasons(one),
            )
            for each in found
            for rank, one in enumerate((*each.candidates, *each.to_weigh), 1)
        ),
    )


def reasons(one: Suggestion) -> str:
    """Return the words that speak for a suggestion, in one line."""
    pairs = (f"{lower} ~ {upper}" for lower, upper in one.families)
    return ", ".join((*one.words, *pairs, *one.towns))


def _show(found: list[Suggestions], lang: str, output: Path | None) -> None:
    text = _TEXT[lang]
    table = Table(text["objective"], text["upper"], text["score"], text["reasons"], show_lines=True)
    for each in found:
        first = f"[bold]{escape(each.code)}[/] {escape(each.label)}"
        if not (each.candidates or each.to_weigh):
            table.add_row(first, text["none"], "", "")
        for one in (*each.candidates, *each.to_weigh):
            upper = f"[bold]{escape(one.upper.code)}[/] {escape(one.upper.label)}"
            score = f"{one.score:.2f} {text['sure'][one.sure]}"
            table.add_row(first, upper, score, escape(reasons(one)))
            first = ""
    screen = Console(width=120) if output else Console()
    with screen.capture() as drawn:
        screen.print(table if found else text["all"])
    write(drawn.get(), output)
    if found:
        console.print(text["note"])


def _review(
    found: list[Suggestions],
    suggester: Suggester,
    plans: tuple[Package, Package],
    plan: Path,
    taken: Decisions,
    copy: Path,
    lang: str,
) -> None:
    text = _TEXT[lang]
    lower, upper = plans
    asked = list(questions(lower, found, suggester, upper.plan, taken.taken))
    for number, one in enumerate(asked, 1):
        typer.echo(f"\n{number}/{len(asked)}  {one.code}  {one.words}")
        ask, letters = _put(one, text)
        answer = _ask(text, ask, letters)
        if answer == "q":
            break
        decision = _MEANT.get(answer, "")
        reason = _reason(text) if decision in REASONED else ""
        if decision and (reason or decision not in REASONED):
            pair = one.code, f"{upper.plan}#{one.upper.code}"
            taken.take(*pair, decision, reason, on=date.today().isoformat())
    facts = {kind: taken.count(kind) for kind in (ACCEPTED, REFUSED, PARTIAL, CONFLICT)}
    typer.echo("\n" + text["taken"].format(**facts, path=near(taken.path)))
    source = plan / "objectives.csv"
    if not source.is_file():
        typer.echo(text["whole"])
        return
    table = written_back(source.read_text(encoding="utf-8"), taken, shown=str(source))
    write_atomically(copy, table.encode())
    typer.echo(text["copy"].format(path=near(copy)))
    _write_links(amended(lower, taken.taken, [upper]), lower, copy, text)


_MEANT = {
    "a": ACCEPTED,
    "r": REFUSED,
    "p": PARTIAL,
    "c": CONFLICT,
    "n": COMPATIBLE,
    "m": MOTIVATED,
}


def _put(one: Question, text: dict[str, Any]) -> tuple[str, str]:
    """Show why a pair is asked about, and return what can be answered and its letters."""
    if one.suggestion:
        sure, score = text["sure"][one.suggestion.sure], one.suggestion.score
        typer.echo(f"  → {one.upper.code}  {one.upper.text}")
        said = reasons(one.suggestion)
        typer.echo(f"  {text['score']} {score:.2f}, {sure} · {text['reasons']}: {said}")
        return text["ask"], "arpcsq"
    if one.declared:
        typer.echo(f"  → {text['declared']} {one.upper.code}  {one.upper.text}")
        typer.echo(f"  {text['pulls' if one.contrast else 'unlike']}")
    else:
        typer.echo(f"  ↯ {text['pull']} {one.upper.code}  {one.upper.text}")
    if one.contrast:
        typer.echo(f"  «{one.contrast.lower.passage}» / «{one.contrast.upper.passage}»")
    return (text["ask_why"], "mpcsq") if one.declared else (text["ask_pull"], "cnpsq")


def _write_links(plan: Package, before: Package, copy: Path, text: dict[str, Any]) -> None:
    """Write the relations that have a reason, and who gave it, beside the copy of the objectives."""
    for kind in (Link, Agent):
        rows = plan.rows(kind)
        if not rows or rows == before.rows(kind):
            continue
        path = copy.with_name(f"{kind.table.removesuffix('.csv')}-reviewed.csv")
        cells = [row_of(row) for row in rows]
        header = header_of(cells, kind)
        content = write_csv(header, ([cell.get(name, "") for name in header] for cell in cells))
        write_atomically(path, content.encode())
        typer.echo(text["links"].format(path=near(path)))


def _reason(text: dict[str, Any]) -> str:
    """Return why, in one line; nothing at the end of the input."""
    try:
        return " ".join(str(typer.prompt(text["why"], prompt_suffix=": ")).split())
    except typer.Abort:
        return ""


def _ask(text: dict[str, Any], ask: str, letters: str) -> str:
    """Return one of the letters; the end of the input is a q."""
    while True:
        try:
            answer = str(typer.prompt(ask, prompt_suffix=" > ")).strip().lower()[:1]
        except typer.Abort:
            return "q"
        if answer and answer in letters:
            return answer
        typer.echo(text["wrong"])
