"""Tables that are one objective each, as in the sheets of a PEG."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trama.plans.readers.documents.below import below
from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.fields import put, strategic_in
from trama.plans.readers.documents.heads import (
    Found,
    Head,
    distinct,
    role_of,
    said,
    words_of,
)
from trama.plans.readers.documents.kinds import (
    coded_in,
    stated_in,
)
from trama.plans.readers.documents.proposal import (
    OPERATIONAL,
    SHEET,
    Row,
    Said,
)


def is_sheet(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table is one objective, a label and its value a row."""
    if len(rows) < 2:
        return False
    labelled, titled = 0, False
    for row in rows:
        cells = distinct(row)
        role = role_of(cells[0].text)
        if len(cells) > 1 and role and not role_of(cells[1].text):
            labelled += 1
            titled = titled or role in ("title", "strategic", "description", "code")
    several = sum(
        1 for row in rows if len({role_of(cell.text) for cell in distinct(row)} - {""}) > 2
    )
    return titled and labelled >= max(2, 0.4 * (len(rows) - several * 2)) and labelled >= 2


def is_stacked(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table is one objective told by rows of labels, each with its values below it."""
    heads = [line for line, row in enumerate(rows) if _labels(row)]
    if len(heads) < 2 or heads[0] > 2:
        return False
    titled_ = any(role_of(cell.text) in ("title", "strategic") for cell in distinct(rows[heads[0]]))
    kinds = {tuple(role_of(cell.text) for cell in distinct(rows[line])) for line in heads}
    return titled_ and len(kinds) == len(heads) and heads[1] - heads[0] == 2


def _labels(row: Sequence[Cell]) -> bool:
    cells = [cell for cell in distinct(row) if cell.text.strip()]
    return len(cells) > 1 and all(role_of(cell.text) for cell in cells)


def parted(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Sequence[Cell]]]:
    """Part sheets that follow each other without a line between: each begins with the same label."""
    first = words_of(rows[0][0].text).lower()
    starts = [
        line
        for line, row in enumerate(rows)
        if words_of(row[0].text).lower() == first and role_of(first)
    ]
    if (
        not starts
        or starts[0]
        or len({words_of(rows[line][-1].text) for line in starts}) < len(starts)
    ):
        return [rows]
    return [rows[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]


def read_sheet(rows: Sequence[Sequence[Cell]], context: Context) -> Found:
    """Return the objective that one table tells, a label and a value a row."""
    found = Found()
    sheet = context.sheet
    context.sheet = None
    made = Row("", Said("", "", rows[0][0].where), "sheet", 0.92, SHEET)
    fields: list[tuple[str, str, Said]] = []
    head: Head | None = None
    for row in rows:
        cells = [cell for cell in distinct(row) if cell.text.strip()]
        if not cells:
            continue
        roles = [role_of(cell.text) for cell in cells]
        if len(cells) > 1 and all(roles):
            whole = [role_of(cell.text) for cell in row]
            named = {"indicator", "phase", "target"} & set(whole)
            head = Head(_subroles(whole) if named else whole, [cell.text for cell in row], 1)
            continue
        if head and not {"indicator", "phase", "target"} & set(head.roles) and len(cells) > 1:
            fields += [
                (role, label, said(cell))
                for role, label, cell in zip(head.roles, head.labels, row, strict=False)
                if role and cell.text.strip() and not cell.spread
            ]
            head = None
            continue
        another = roles[0] and len(cells) <= 2 and head and roles[0] not in head.roles
        if head and not another and below(made, row, head):
            continue
        head = None
        if len(cells) == 1:
            stated = stated_in(cells[0].text)
            if stated and (stated.code or stated.words):
                made.code = made.code or stated.code
                if stated.words and not made.text:
                    made.text, made.said = stated.words, said(cells[0])
            elif roles[0] in ("indicator", "phase"):
                continue
            else:
                context.banner(cells[0].text, cells[0])
            continue
        place = 0
        while place < len(cells):
            role = roles[place]
            if role and place + 1 < len(cells):
                fields.append((role, cells[place].text, said(cells[place + 1])))
                place += 2
                continue
            place += 1
    titled = _titled(made, fields)
    if not made.text:
        found.left = "sheet"
        return found
    if sheet:
        made.code = made.code or sheet.code
    made.kind = SHEET
    base = context.row(made.text, made.said, "sheet", 0.93 if made.code else 0.88, SHEET, made.code)
    base.measures, base.phases, base.noted = made.measures, made.phases, [*base.noted, *made.noted]
    for place, (role, label, value) in enumerate(fields):
        if place != titled:
            if role == "strategic":
                base.above = context.strategic(*strategic_in(words_of(value.text)), value)
                continue
            put(base, role, label, value)
    if not base.responsible:
        offices = [value for role, _, value in fields if role == "office"]
        for value in offices[:1]:
            put(base, "responsible", "", value)
            base.noted = [note for note in base.noted if note[0] != "office"]
    if "obiettivo operativ" in " ".join(label.lower() for _, label, _ in fields):
        base.kind = OPERATIONAL
    found.rows.append(base)
    return found


def _subroles(roles: list[str]) -> list[str]:
    return ["phase" if role == "title" else role for role in roles]


def _titled(made: Row, fields: list[tuple[str, str, Said]]) -> int:
    """Take the objective's words from the label that names them best; return which it was."""
    if made.text:
        return -1
    order = [place for place, (role, _, _) in enumerate(fields) if role == "title"]
    order += [place for place, (role, _, _) in enumerate(fields) if role == "description"]
    order += [place for place, (role, _, _) in enumerate(fields) if role == "strategic"]
    for place in order:
        value = fields[place][2]
        words = words_of(value.text)
        stated, coded = stated_in(words), coded_in(words)
        if stated and stated.code and stated.words:
            made.code, words = stated.code, stated.words
        elif coded:
            made.code, words = coded[0], coded[2]
        if re.search(r"[^\W\d_]{3,}", words):
            made.text, made.said = words, value
            return place
    return -1
