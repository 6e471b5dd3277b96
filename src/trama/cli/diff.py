"""The command `trama diff`: what became of a plan's objectives in its next edition."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from pyoxigraph import Triple

import trama
from trama.check.aims import AimChange, aim_changes
from trama.check.edition_links import edition_links
from trama.check.editions import KINDS, Step, compare_editions, items_of
from trama.check.findings import Side
from trama.cli.common import Lang, Output, write
from trama.face.naming import plan_named
from trama.plans.package import Package
from trama.rdf.forms import steady_turtle

app = typer.Typer()

_NAMES = {
    "continued": {"it": "CONTINUATO", "en": "CONTINUED"},
    "revised": {"it": "AGGIORNATO", "en": "REVISED"},
    "merged": {"it": "UNITO", "en": "MERGED"},
    "split": {"it": "DIVISO", "en": "SPLIT"},
    "new": {"it": "NUOVO", "en": "NEW"},
    "dropped": {"it": "ABBANDONATO", "en": "DROPPED"},
}
_WORDS = {
    "it": {
        "renumbered": "codice cambiato",
        "moved": "altra Missione",
        "nearest": "il più vicino",
        "perhaps": "da verificare: può essere",
        "merged_with": "insieme a {others}",
        "split_with": "l'altra parte in {others}",
        "merged_share": "ne passa {share}",
        "split_share": "ne viene {share}",
        "reworded": "in altre parole; sicurezza {share}",
        "target": "valore atteso,",
    },
    "en": {
        "renumbered": "renumbered",
        "moved": "another Mission",
        "nearest": "nearest",
        "perhaps": "to be checked: may be",
        "merged_with": "together with {others}",
        "split_with": "the rest in {others}",
        "merged_share": "{share} of it went over",
        "split_share": "{share} of it came from there",
        "reworded": "in other words; sure to {share}",
        "target": "target,",
    },
}
_MARKS = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


class DiffFormat(StrEnum):
    """The forms of a comparison of editions."""

    text = "text"
    json = "json"
    csv = "csv"
    ttl = "ttl"


@app.command()
def diff(
    old: Annotated[
        str, typer.Argument(help="The earlier edition: a folder, a file, or a plan of graph/.")
    ],
    new: Annotated[str, typer.Argument(help="The later edition.")],
    format: Annotated[DiffFormat, typer.Option(help="Form of the answer.")] = DiffFormat.text,
    *,
    lang: Lang,
    output: Output = None,
) -> None:
    """Say what became of each objective: continued, revised word by word, merged, split, dropped or new.

    An objective may also have changed its code or moved to another Mission. Turtle gives the links
    `trama:continues`, `trama:revises` and `trama:drops`, each with its evidence and its rule.

    Example: `trama diff examples/esempio-quadro-2023-2025 examples/esempio-quadro-2026-2028`
    """
    settings = trama.load_settings()
    before, after = (plan_named(name, settings) for name in (old, new))
    steps = compare_editions(items_of(before, settings.names), items_of(after, settings.names))
    if format is DiffFormat.ttl:
        write(turtle(steps, before, after, settings), output)
    elif format is DiffFormat.json:
        write(
            json.dumps(
                [_json(step, aim_changes(step, before, after)) for step in steps],
                ensure_ascii=False,
                indent=2,
            )
            + "\n",
            output,
        )
    elif format is DiffFormat.csv:
        write(_csv(steps, before, after), output)
    else:
        write("\n".join(_lines(steps, lang.value, before, after)) + "\n", output)


def turtle(steps: list[Step], before: Package, after: Package, settings: trama.Settings) -> str:
    """Return the links between two editions as Turtle, always in the same order."""
    quads = edition_links(steps, before, after, settings.names)
    return steady_turtle(Triple(q.subject, q.predicate, q.object) for q in quads).decode()


def _lines(steps: list[Step], lang: str, before: Package, after: Package) -> Iterator[str]:
    words = _WORDS[lang]
    for step in steps:
        codes = " → ".join(dict.fromkeys(side.code for side in (step.old, step.new) if side))
        side = step.new or step.old
        notes = [words[name] for name in ("renumbered", "moved") if getattr(step, name)]
        for way, sides in (("merged", step.merged_with), ("split", step.split_with)):
            if sides:
                others = ", ".join(side.code for side in sides)
                notes.append(words[f"{way}_with"].format(others=others))
                # How much of the words went over says nothing where they are other words.
                if not step.reworded:
                    notes.append(words[f"{way}_share"].format(share=f"{step.share:.2f}"))
        if step.nearest:
            near = "perhaps" if step.unsure else "nearest"
            notes.append(f"{words[near]} {step.nearest.code}, {step.similarity:.2f}")
        elif step.reworded:
            sure = step.share or step.similarity
            notes.append(words["reworded"].format(share=f"{sure:.2f}"))
        elif step.kind == "revised":
            notes.append(f"{step.similarity:.2f}")
        told = f" ({'; '.join(notes)})" if notes else ""
        yield f"{_NAMES[step.kind][lang]} {codes} «{side.label if side else ''}»{told}"
        if step.changes and not step.reworded:
            yield "    " + "".join(_MARKS[run.kind].format(run.text) for run in step.changes)
        for run in step.shared:
            yield f"    «{run.old}»" + (f" → «{run.new}»" if run.new != run.old else "")
        for change in aim_changes(step, before, after):
            yield f"    {words['target']} {change.said()}"
    counts = Counter(step.kind for step in steps)
    yield ", ".join(f"{_NAMES[kind][lang].lower()} {counts[kind]}" for kind in KINDS)


def _json(step: Step, targets: list[AimChange]) -> dict[str, object]:
    return asdict(step) | {"targets": [asdict(change) for change in targets]}


def _csv(steps: list[Step], before: Package, after: Package) -> str:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    head = (
        "kind",
        "old",
        "new",
        "similarity",
        "renumbered",
        "moved",
        "nearest",
        "merged_with",
        "split_with",
        "share",
        "shared",
        "reworded",
        "old_quote",
        "new_quote",
        "targets",
    )
    writer.writerow(head)
    nothing = Side("")
    for step in steps:
        old, new, near = step.old or nothing, step.new or nothing, step.nearest or nothing
        flags = ("yes" if flag else "no" for flag in (step.renumbered, step.moved))
        writer.writerow(
            [
                step.kind,
                old.code,
                new.code,
                step.similarity,
                *flags,
                near.code,
                ";".join(side.code for side in step.merged_with),
                ";".join(side.code for side in step.split_with),
                step.share or "",
                " | ".join(run.new for run in step.shared),
                "yes" if step.reworded else "no",
                old.quote,
                new.quote,
                " | ".join(change.said() for change in aim_changes(step, before, after)),
            ]
        )
    return output.getvalue()
