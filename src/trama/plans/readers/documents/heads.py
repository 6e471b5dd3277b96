"""The headings of tables: which column holds what."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.labels import label_of, loose_label
from trama.plans.readers.documents.proposal import (
    Row,
    Said,
)

HEADS = 8


@dataclass(slots=True)
class Head:
    """The headings of a table: the role and the words of each column."""

    roles: list[str]
    labels: list[str]
    rows: int

    def first(self, *roles: str) -> int:
        """Return the first column of some roles, -1 if there is none."""
        return next((place for place, role in enumerate(self.roles) if role in roles), -1)

    def all(self, role: str) -> list[int]:
        """Return the columns of a role."""
        return [place for place, one in enumerate(self.roles) if one == role]


@dataclass(slots=True)
class Found:
    """What was recognised in a table; `head` is kept for a table that goes on without headings."""

    rows: list[Row] = field(default_factory=list)
    head: Head | None = None
    left: str = ""


def said(cell: Cell) -> Said:
    """Return the words of a cell with their place."""
    return Said(cell.text, cell.mark, cell.where)


def written_once(
    rows: Sequence[Sequence[Cell]], head: Head, column: int, last: dict[int, Cell]
) -> list[Sequence[Cell]]:
    """Return rows whose empty first cells repeat those above, where they tell of what each row is.

    Offices write a department, or a Mission, beside the first of its objectives and leave the cells below empty.
    `last` are the cells that were written last, by their column: those of the table before, where this one goes on
    with it, and afterwards those of this one.
    """
    told = ("responsible", "office", "mission", "programme", "chapter")
    places = list(itertools.takewhile(lambda place: head.roles[place] in told, range(column)))
    made: list[Sequence[Cell]] = []
    for row in rows:
        cells = distinct(row)
        texts = [cell for cell in cells if cell.text.strip()]
        if len(texts) == 1 and (texts[0] is cells[0] or len(cells) < len(row)):
            last.clear()
        filled = list(row)
        for place in places if len(row) > column and row[column].text.strip() else ():
            if row[place].text.strip():
                # What was written before stands under what this cell begins.
                for one in [one for one in last if one >= place]:
                    del last[one]
                last[place] = row[place]
            elif place in last:
                filled[place] = replace(last[place], spread=False)
        made.append(filled)
    return made


def distinct(row: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row, each merged one once."""
    cells: list[Cell] = []
    for cell in row:
        if not cells or not cell.spread or cell.where != cells[-1].where:
            cells.append(cell)
    return cells


def worded(row: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row that have words, each merged one once."""
    return [cell for cell in distinct(row) if cell.text.strip()]


def head_of(rows: Sequence[Sequence[Cell]]) -> tuple[int, Head] | None:
    """Return where the headings of a table stand, and what they are."""
    for line, row in enumerate(rows[:HEADS]):
        cells = distinct(row)
        roles = [role_of(cell.text) for cell in row]
        told = {id(cell): label_of(words_of(cell.text)) for cell in cells}
        known = [cell for cell in cells if told[id(cell)]]
        texts = [cell for cell in cells if cell.text.strip()]
        if len(known) < 2 or len(known) < 0.5 * len(texts):
            continue
        if len(known) >= 0.6 * len(texts) or len(known) > 2:
            # Beside headings that are known, others are headings too, in whatever words.
            named = {"title", "strategic"} & set(roles)
            loose = [loose_label(cell.text) for cell in row]
            roles = [
                role or ("" if one in ("code", "title", "strategic") and named else one)
                for role, one in zip(roles, loose, strict=True)
            ]
        labels = [cell.text for cell in row]
        used = 1
        if line + 1 < len(rows) and _second(row, rows[line + 1]):
            used = 2
            for place, cell in enumerate(rows[line + 1]):
                under = role_of(cell.text)
                if under and cell.text != row[place].text:
                    if roles[place] == "indicator" and under in ("title", "description"):
                        under = "indicator"
                    if roles[place] == "title" and under == "description":
                        # Below «Obiettivo operativo», «Descrizione» is what it says.
                        under = "title"
                    roles[place] = (
                        "target" if roles[place] == "target" or under == "target" else under
                    )
                    labels[place] = f"{labels[place]} {cell.text}"
        _wordy(roles, labels, rows[line + used :])
        return line, Head(_settled(roles, labels), labels, used)
    return None


_FACTS = frozenset(
    ["indicator", "target", "responsible", "office", "period", "end", "start", "programme"]
)


def _wordy(roles: list[str], labels: list[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Give the objective's role to the first column of words whose heading is unknown, if nothing else has it."""
    if {"title", "strategic", "description"} & set(roles) or "indicator" not in roles:
        return
    if len(_FACTS & set(roles)) < 2:
        return
    for place, role in enumerate(roles):
        texts = [row[place].text for row in rows if place < len(row) and row[place].text.strip()]
        words = sum(len(text.split()) for text in texts)
        if (
            not role
            and len(texts) > 1
            and words > 3 * len(texts)
            and not _DETAIL.search(labels[place])
        ):
            roles[place] = "title"
            return


_DETAIL = re.compile(r"descri|note|motiv|fonte|modalit|criter|formula|commento", re.IGNORECASE)


def _second(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether the row below the headings heads parts of merged ones, such as the years of «Target»."""
    merged = any(cell.spread for cell in row)
    others = [
        cell.text
        for cell, over in zip(below, row, strict=False)
        if cell.text and cell.text != over.text
    ]
    return merged and bool(others) and all(role_of(text) for text in others)


def words_of(text: str) -> str:
    """Return the words of a cell in one line."""
    return " ".join(text.split())


def role_of(text: str) -> str:
    """Return the role of a heading of a table, empty if it is none."""
    plain = words_of(text)
    role = label_of(re.sub(r"\s*\([^)]*\)$", "", plain))
    if not role and "\n" in text:
        role = label_of(text.split("\n")[0])
    if not role and "/" in plain and len(plain) < 60:
        parts = [label_of(part.strip()) for part in plain.split("/")]
        role = parts[0] if all(parts) else ""
    return role


_DIRECTION = re.compile(r"indirizz[oi]\s+strategic", re.IGNORECASE)


def _settled(roles: list[str], labels: list[str]) -> list[str]:
    """Settle columns that could be several things: one is the objective, what else says so is its detail."""
    plain = [place for place, role in enumerate(roles) if role == "target"]
    before = [place for place in plain if re.match(r"prev", labels[place], re.IGNORECASE)]
    if before and len(before) < len(plain):
        # Beside the years of the plan, the one before them is where it starts.
        for place in before:
            roles[place] = "baseline"
    titles = [place for place, role in enumerate(roles) if role == "title"]
    if len({labels[place] for place in titles}) > 1:
        best = next((p for p in titles if "obiettiv" in labels[p].lower()), titles[0])
        for place in titles:
            if labels[place] != labels[best]:
                roles[place] = (
                    "phase"
                    if re.search(r"azion|intervent|attivit", labels[place], re.IGNORECASE)
                    else "description"
                )
    if not titles and "strategic" not in roles:
        for place, role in enumerate(roles):
            # Beside a code, what a plan calls its directions are its strategic objectives.
            named = role == "chapter" and _DIRECTION.match(labels[place])
            if named and place and roles[place - 1] == "code":
                roles[place] = "strategic"
                break
    if not titles and "strategic" not in roles and "description" in roles:
        roles[roles.index("description")] = "title"
    if not {"title", "strategic"} & set(roles):
        # What the plan above calls its objectives are those of this one, where it has no others.
        for place, role in enumerate(roles):
            if role == "upper" and labels[place].lower().startswith("ob"):
                roles[place] = "title"
                break
    if "responsible" not in roles and "office" in roles:
        roles[roles.index("office")] = "responsible"
    if "indicator" not in roles and "results" in roles and "target" in roles:
        roles[roles.index("results")] = "indicator"
    return roles
