"""The command `trama read`: what a document was understood to say, and a person's answers to it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import Lang, Output, console, near, write
from trama.cli.common import said as told_in
from trama.errors import SourceError, TramaError
from trama.face.naming import reading
from trama.files import write_atomically
from trama.plans.package import read_packages
from trama.plans.readers.documents import Proposal, package_of
from trama.plans.readers.documents.apart import propose_apart
from trama.plans.readers.documents.assembly import number_rows
from trama.plans.readers.documents.proposal import AGAIN, Aim, Measure, Row
from trama.plans.readers.documents.registers import noted
from trama.plans.readers.documents.review import (
    DROP,
    KEEP,
    MERGE,
    Answer,
    aims_said,
    answered,
    left_key,
)
from trama.plans.readers.documents.wording import DOCUMENT, DROPPED, KINDS, LEFT, NOTED, RULES, said
from trama.plans.readers.goals import goals_in
from trama.plans.readers.plan import MAX_BYTES
from trama.plans.text import place_of
from trama.plans.writers.codes import codes_of
from trama.plans.writers.xlsx import write_xlsx

app = typer.Typer()

_TEXT = {
    "it": {
        "head": "{title}: {count} obiettivi riconosciuti, da confermare",
        "left": "Sembravano obiettivi e sono rimasti fuori ({count})",
        "dropped": "Non fanno parte del testo ({count})",
        "responsible": "responsabile", "period": "periodo", "indicator": "indicatore",
        "section": "sezione", "programme": "programma", "above": "per l’obiettivo", "names": "nomina",
        "ask": "[t]ieni, [c]orreggi, [u]nisci alla precedente, [e]scludi, [f]ine (tieni le altre)",
        "wrong": "Rispondi t, c, u, e oppure f.",
        "text": "Testo (Invio lo lascia com’è; due testi si dividono con ||)", "code": "Codice",
        "wanted": "Valori attesi di «{label}» (Invio li lascia: {values})",
        "who": "Chi conferma (nome)",
        "take": "Quali di questi sono obiettivi (numeri separati da virgole; Invio: nessuno)",
        "numbers": "Rispondi con numeri da 1 a {count}, separati da virgole.",
        "kept": "confermati {kept} di {count} obiettivi", "answers": "risposte in {path}",
        "note": "Sono proposte: le conferma una persona, con --review.",
    },
    "en": {
        "head": "{title}: {count} objectives recognised, to be confirmed",
        "left": "Looked like objectives and were left out ({count})",
        "dropped": "Belong to no part of the text ({count})",
        "responsible": "responsible", "period": "period", "indicator": "indicator",
        "section": "section", "programme": "programme", "above": "for objective", "names": "names",
        "ask": "[k]eep, [c]orrect, [m]erge with the one before, [d]rop, [f]inish (keep the others)",
        "wrong": "Answer k, c, m, d or f.",
        "text": "Text (Enter leaves it; two texts are parted by ||)", "code": "Code",
        "wanted": "Targets of «{label}» (Enter leaves them: {values})",
        "who": "Who confirms (name)",
        "take": "Which of these are objectives (numbers parted by commas; Enter: none)",
        "numbers": "Answer with numbers from 1 to {count}, parted by commas.",
        "kept": "confirmed {kept} of {count} objectives", "answers": "answers in {path}",
        "note": "These are proposals: a person confirms them, with --review.",
    },
}  # fmt: skip
_KEYS = {"t": KEEP, "k": KEEP, "u": MERGE, "m": MERGE, "e": DROP, "d": DROP}


class ReadFormat(StrEnum):
    """The forms of a reading."""

    text = "text"
    json = "json"
    csv = "csv"


@app.command("read")
def read_command(
    source: Annotated[
        Path, typer.Argument(help="A plan as a document: .docx, .odt, .pdf, .html, .txt.")
    ],
    lang: Lang,
    target: Annotated[
        Path | None,
        typer.Argument(help="Write the plan here: a folder, .xlsx, .xml, .ttl, .jsonld."),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Ask about each row, and write what was confirmed.")
    ] = False,
    format: Annotated[ReadFormat, typer.Option(help="Form of the list.")] = ReadFormat.text,
    force: Annotated[bool, typer.Option(help="Write over what is there.")] = False,
    output: Output = None,
) -> None:
    """Read a plan in a document into objectives, each with its place, its rule and how sure it is.

    Nothing is asserted: what was read is a proposal. With --review each row is kept, corrected, merged,
    split or dropped; the answers are kept beside the plan that is written, with name and date. Also
    listed are the lines that looked like objectives and were left out, and why.

    Example: `trama read DUP.pdf piano.xlsx --review`
    """
    if target and target.exists() and not force:
        raise TramaError("file.exists", path=target)
    if review and not target:
        raise TramaError("document.review-needs-target")
    settings = trama.load_settings()
    content = _content(source)
    with reading(settings):
        proposal = propose_apart(content, source.name)
        number_rows(proposal)
        if review and target:
            answers = [*_ask(proposal, lang.value), *_take_up(proposal, lang.value)]
            count = len(proposal.rows)
            who = typer.prompt(_TEXT[lang.value]["who"], default="", show_default=False)
            proposal = answered(proposal, answers)
            beside = target.with_name(f"{target.stem}-lettura.csv")
            write_atomically(beside, _kept(proposal, answers, who).encode())
            told = _TEXT[lang.value]
            console.print(told["kept"].format(kept=len(proposal.rows), count=count))
            console.print(told["answers"].format(path=near(beside)))
        elif format is ReadFormat.text:
            write("\n".join(_lines(proposal, lang.value)) + "\n", output)
        else:
            made = (
                _json(proposal, lang.value)
                if format is ReadFormat.json
                else _csv(proposal, lang.value)
            )
            write(made, output)
        if target:
            package = package_of(proposal, source.name)
            if target.suffix.lower() == ".xlsx":
                packages = read_packages(settings.root / "graph", root=settings.root)
                write_xlsx(package, target, codes_of(packages, settings.root))
            else:
                trama.write_plan(package, target)
            typer.echo(told_in("done.written", path=near(target)))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError("file.too-large", bytes=MAX_BYTES, path=path)
        return path.read_bytes()
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=path) from error


def _ask(proposal: Proposal, lang: str) -> list[Answer]:
    told = _TEXT[lang]
    answers: list[Answer] = []
    for row in proposal.rows:
        typer.echo("\n".join(_row(row, lang)))
        while True:
            given = typer.prompt(told["ask"], default="t" if lang == "it" else "k").strip().lower()
            if given == "f":
                return answers
            if given == "c":
                text = typer.prompt(told["text"], default=row.text, show_default=False)
                code = typer.prompt(told["code"], default=row.code)
                values = tuple(_wanted(measure, lang) for measure in row.measures)
                answers.append(
                    Answer(row.key, KEEP, code, text.replace("||", "\n\n"), targets=values or None)
                )
                break
            if given in _KEYS:
                answers.append(Answer(row.key, _KEYS[given]))
                break
            typer.echo(told["wrong"])
    return answers


def _wanted(measure: Measure, lang: str) -> str:
    """Ask what is wanted of an indicator, until it can be read; Enter leaves it as it is."""
    said_now = aims_said(measure)
    words = _TEXT[lang]["wanted"].format(label=measure.label, values=said_now)
    while True:
        given = str(typer.prompt(words, default=said_now, show_default=False))
        if given == said_now or not given.strip() or goals_in(given.strip()):
            return given
        typer.echo(told_in("document.targets"))


def _take_up(proposal: Proposal, lang: str) -> list[Answer]:
    """Ask which lines that were left out are objectives after all; repetitions are none."""
    told = _TEXT[lang]
    keys = [key for key, left in enumerate(proposal.left) if left.why != AGAIN]
    if not keys:
        return []
    typer.echo(f"\n{told['left'].format(count=len(keys))}")
    for number, key in enumerate(keys, start=1):
        left = proposal.left[key]
        where = place_of(left.where.mark(), lang)
        typer.echo(f"  {number}. {left.text[:120]} ({where}): {said(LEFT, left.why, lang)}")
    while True:
        given = typer.prompt(told["take"], default="", show_default=False)
        parts = [part.strip() for part in given.replace(";", ",").split(",") if part.strip()]
        if all(part.isdecimal() and 1 <= int(part) <= len(keys) for part in parts):
            return [Answer(left_key(keys[int(part) - 1])) for part in dict.fromkeys(parts)]
        typer.echo(told["numbers"].format(count=len(keys)))


def _kept(proposal: Proposal, answers: list[Answer], who: str) -> str:
    """Return a person's answers as CSV: the row, what was said of it, by whom and when."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("row", "decision", "code", "text", "by", "date"))
    today = date.today().isoformat()
    for one in answers:
        number = left_key(one.key)
        text = one.text or (proposal.left[number].text if number >= 0 else "")
        name = f"left-{number}" if number >= 0 else one.key
        table.writerow((name, one.decision, one.code or "", text, who, today))
    return out.getvalue()


def _lines(proposal: Proposal, lang: str) -> Iterator[str]:
    told = _TEXT[lang]
    yield told["head"].format(title=proposal.title, count=len(proposal.rows))
    for key, facts in proposal.document.notes:
        yield f"  ! {said(DOCUMENT, key, lang, **facts)}"
    for row in proposal.rows:
        yield from _row(row, lang)
    if proposal.left:
        yield ""
        yield told["left"].format(count=len(proposal.left))
        for left in proposal.left:
            where = place_of(left.where.mark(), lang)
            yield f"  - {said(LEFT, left.why, lang)} ({where}): {left.text[:120]}"
    if proposal.document.dropped:
        yield ""
        yield told["dropped"].format(count=len(proposal.document.dropped))
        for why in dict.fromkeys(one.why for one in proposal.document.dropped):
            those = [one for one in proposal.document.dropped if one.why == why]
            yield f"  - {said(DROPPED, why, lang)}: {len(those)}, «{those[0].text[:80]}»"
    yield told["note"]


def _row(row: Row, lang: str) -> Iterator[str]:
    told = _TEXT[lang]
    where = place_of(row.said.mark, lang)
    rule, kind = said(RULES, row.rule, lang), said(KINDS, row.kind, lang)
    yield ""
    yield f"{row.code}  {row.text}"
    yield f"    {row.certainty:.0%} · {kind} · {rule} · {where}"
    facts = {
        "section": row.section,
        "programme": row.programme or row.mission,
        "above": row.above,
        "responsible": ", ".join(row.responsible),
        "period": "–".join(filter(None, (row.start, row.end))),
        "names": "; ".join(noted(row)),
    }
    shown = [f"{told[name]}: {value}" for name, value in facts.items() if value]
    if shown:
        yield "    " + " · ".join(shown)
    for measure in row.measures:
        values = ", ".join(f"{aim.year}: {aim.goal.said}" for aim in measure.aims)
        yield f"    {told['indicator']}: {measure.label} ({measure.unit}) {values}".rstrip()
    for key, given in row.noted:
        yield f"    ! {said(NOTED, key, lang, **given)}"


def _facts(row: Row, lang: str) -> dict[str, object]:
    return {
        "code": row.code,
        "text": row.text,
        "kind": row.kind,
        "section": row.section,
        "mission": row.mission,
        "programme": row.programme,
        "chapters": [chapter.label for chapter in row.chapters],
        "above": row.above,
        "responsible": row.responsible,
        "actors": row.actors,
        "start": row.start,
        "end": row.end,
        "results": [{"text": one.text, "mark": one.mark} for one in row.results],
        "indicators": [
            {
                "label": measure.label,
                "unit": measure.unit,
                "direction": measure.direction,
                "inferred": measure.inferred,
                "targets": {aim.year: aim.goal.said for aim in measure.aims},
                "goals": [_goal(aim) for aim in measure.aims],
            }
            for measure in row.measures
        ],
        "certainty": row.certainty,
        "rule": row.rule,
        "place": place_of(row.said.mark, lang),
        "passage": row.said.text,
        "mark": row.said.mark,
        "boxes": [
            [box.page, box.left, box.top, box.right, box.bottom] for box in row.said.where.boxes
        ],
        "remarks": [said(NOTED, key, lang, **given) for key, given in row.noted],
    }


def _goal(aim: Aim) -> dict[str, str]:
    """Return what is wanted in a year, with what a machine can compare of it."""
    told = {name: cell for name, cell in aim.goal.row.items() if cell}
    return {"year": aim.year, **told, "mark": aim.said.mark}


def _json(proposal: Proposal, lang: str) -> str:
    made = {
        "title": proposal.title,
        "start": proposal.start,
        "end": proposal.end,
        "publisher": proposal.publisher,
        "confirmed": proposal.confirmed,
        "pages": proposal.document.pages,
        "notes": [said(DOCUMENT, key, lang, **facts) for key, facts in proposal.document.notes],
        "rows": [_facts(row, lang) for row in proposal.rows],
        "left": [
            {"text": left.text, "why": left.why, "place": place_of(left.where.mark(), lang)}
            for left in proposal.left
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _csv(proposal: Proposal, lang: str) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(
        (
            "code",
            "text",
            "kind",
            "section",
            "programme",
            "responsible",
            "certainty",
            "rule",
            "place",
            "left",
        )
    )
    for row in proposal.rows:
        place = place_of(row.said.mark, lang)
        table.writerow(
            (
                row.code,
                row.text,
                row.kind,
                row.section,
                row.programme,
                "; ".join(row.responsible),
                f"{row.certainty:.2f}",
                row.rule,
                place,
                "",
            )
        )
    for left in proposal.left:
        table.writerow(
            ("", left.text, "", "", "", "", "", "", place_of(left.where.mark(), lang), left.why)
        )
    return out.getvalue()
