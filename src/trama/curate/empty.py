"""An empty plan: the folder that a new plan begins as, which reads and validates as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from trama.errors import TramaError
from trama.files import write_together
from trama.model import Actor, Plan, StrategicObjective
from trama.model.element import Element

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NOTE = (
    "Riga di partenza: nome e tipo dell'ente sono da scrivere.",
    "A row to begin with: the body's name and kind are to be written.",
)
# What a planner fills first; the other columns can be added by their names in docs/model.md.
_OBJECTIVES = ("code", "mission", "order", "label_it", "label_en", "text_it")
_FURTHER = ("start", "end", "responsible", "implements", "contributes_to")


def lay_out(name: str, folder: Path, *, title: str = "", start: int, guided_by: str = "") -> Path:
    """Write the folder of a new plan of three years, and return it.

    `guided_by` is the identifier of the plan that is above it, which has to be known where it is validated. Raises
    TramaError if the name is no identifier, or the folder is there already.
    """
    if not NAME.fullmatch(name):
        raise TramaError("curate.plan-name", name=name)
    if folder.exists():
        raise TramaError("curate.there-is", path=folder)
    publisher = f"{name}-ente"
    plan = {"id": name, "title_it": title or name, "kind": "dup", "publisher": publisher}
    plan |= {"start": str(start), "end": str(start + 2)}
    actor = {"id": publisher, "label_it": "Ente che adotta il piano", "kind": "municipality"}
    actor |= {"label_en": "Body that adopts the plan", "basis": "curated"}
    actor |= {"note_it": _NOTE[0], "note_en": _NOTE[1]}
    if guided_by:
        plan["guided_by"] = guided_by
    made: list[tuple[type[Element], Sequence[str], list[dict[str, str]]]] = [
        (Plan, tuple(plan), [plan]),
        (Actor, tuple(actor), [actor]),
        (StrategicObjective, (*_OBJECTIVES, *_FURTHER), []),
    ]
    write_together({folder / kind.table: _csv(names, rows) for kind, names, rows in made})
    return folder


def _csv(names: Sequence[str], rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
