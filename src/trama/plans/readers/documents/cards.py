"""The labels of a card with their values: beside each other, one above the other, or both in one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trama.plans.readers.documents.below import below
from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.forms import INTENTION, form_of
from trama.plans.readers.documents.heads import Head, distinct, role_of, said, worded, words_of
from trama.plans.readers.documents.kinds import (
    CODE,
    coded_in,
    named_in,
    section_of,
    stated_in,
    tidy_code,
)
from trama.plans.readers.documents.labels import field_in, label_of, loose_label
from trama.plans.readers.documents.proposal import Row, Said

Field = tuple[str, str, Said]


@dataclass(slots=True)
class Read:
    """What the rows of a card said: its labelled `fields`, and how many rows were `idle` and said nothing known."""

    fields: list[Field] = field(default_factory=list)
    idle: int = 0


def fields_of(rows: Sequence[Sequence[Cell]], made: Row, context: Context) -> Read:
    """Return the labels of a card with their values; its indicators and phases go into the row `made`."""
    read = Read()
    fields = read.fields
    head: Head | None = None
    waiting = group = ""
    sides = _sides(rows)
    for place, whole in enumerate(rows):
        side = sides.get(place)
        row = whole if side is None else _without(whole, side)
        if side is not None and sides.get(place - 1) is not side:
            head, waiting, group = None, "", role_of(side.text)
        cells = worded(row)
        if not cells:
            continue
        before = len(fields)
        inner = [inner_fields(cell) for cell in cells]
        if len(cells) > 1 and all(inner):
            fields += [one for found in inner for one in found]
            head, waiting = None, ""
            continue
        roles = [_role(cell) for cell in cells]
        if not fields and not made.text and code_and_words(cells):
            made.code, made.text = tidy_code(cells[0].text), words_of(cells[1].text)
            made.said = said(cells[1])
            continue
        if len(cells) > 1 and heads_card(row):
            role = group or role_of(waiting)
            head = Head(_subroles([_role(cell) for cell in row], role), [c.text for c in row], 1)
            waiting = ""
            continue
        if head and "staff" in head.roles and len(cells) > 1 and not any(inner):
            continue
        another = roles[0] and len(cells) <= 2 and head and roles[0] not in head.roles
        if head and len(cells) > 1 and not {"indicator", "phase", "target"} & set(head.roles):
            fields += [
                (role, label, said(cell))
                for role, label, cell in zip(head.roles, head.labels, row, strict=False)
                if role and cell.text.strip() and not cell.spread
            ]
            head = None
            continue
        # Beside a phase, the months of a chart are coloured and have no words.
        charted = head and "phase" in head.roles and len(distinct(row)) > 2 and cells[0] is row[0]
        if head and not another and (len(cells) > 1 or charted) and below(made, row, head):
            continue
        head = None
        if len(cells) == 1 and side is not None:
            fields.append((role_of(side.text), side.text, said(cells[0])))
            continue
        if len(cells) == 1 and not fields and not made.text and _intends(cells[0].text):
            fields.append(("heading", "", said(cells[0])))
            continue
        if len(cells) == 1 and _continued(rows, place, fields):
            role, label, _ = fields[-1]
            fields.append((role, label, said(cells[0])))
            continue
        if len(cells) == 1:
            group = ""
            waiting = _alone(cells[0], roles[0], waiting, fields, made, context)
            continue
        if waiting:
            group, waiting = role_of(waiting), ""
        fields += _grouped(_pairs(distinct(row), made), group)
        read.idle += len(fields) == before
    return read


def _continued(rows: Sequence[Sequence[Cell]], place: int, fields: Sequence[Field]) -> bool:
    """Whether a row has no label of its own beside its value, and goes on with the one above it."""
    row, over = distinct(rows[place]), distinct(rows[place - 1]) if place else []
    if len(row) < 2 or row[0].text.strip() or not fields or len(over) != len(row):
        return False
    return fields[-1][0] in _SEVERAL and over[1].text.strip() != ""


def _sides(rows: Sequence[Sequence[Cell]]) -> dict[int, Cell]:
    """Return the labels that are merged downwards beside several rows, by the row."""
    sides: dict[int, Cell] = {}
    for place, row in enumerate(rows):
        first = row[0]
        over = place and first.spread and rows[place - 1][0].where == first.where
        under = place + 1 < len(rows) and rows[place + 1][0].where == first.where
        if (over or under) and role_of(first.text) and len(distinct(row)) > 1:
            sides[place] = sides[place - 1] if over and place - 1 in sides else first
    return sides


def _without(row: Sequence[Cell], side: Cell) -> list[Cell]:
    return [
        replace(cell, text="", spread=False) if cell.where == side.where else cell for cell in row
    ]


def inner_fields(cell: Cell) -> list[Field]:
    """Return what a cell says that holds its labels too: «Responsabile: Neri», or the label above the value."""
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    if not lines:
        return []
    if len(lines) > 1 and label_of(lines[0]) and not _goes_on(lines):
        value = "\n".join(lines[1:])
        return [(label_of(lines[0]), lines[0], Said(value, cell.mark, cell.where))]
    found: list[tuple[str, str, str]] = []
    for line in lines:
        given = field_in(line) if ":" in line[:60] or not found else None
        if given and given[2]:
            found.append(given)
        elif found:
            role, label, value = found[-1]
            found[-1] = (role, label, f"{value}\n{line}")
        else:
            return []
    return [(role, label, Said(value, cell.mark, cell.where)) for role, label, value in found]


def _goes_on(lines: Sequence[str]) -> bool:
    """Whether the lines below a label are part of it, as «(numero)», «di risultato» and «2026» are."""
    second = lines[1]
    if label_of(" ".join(lines)):
        return True
    return bool(_WITHIN.match(second)) or second[:1] == "(" or bool(re.fullmatch(r"20\d\d", second))


# What goes on with the words of a label that its narrow cell parts.
_WITHIN = re.compile(
    r"(?:d[ei]\w{0,3}|dell['’]|nell['’]|all['’]|al|alla|e|o|/|per|in|con|attes\w+|previst\w+|responsabil\w+|coinvolt\w+|temporale)\b(?!\S)(?!.{40})"
)


def _role(cell: Cell) -> str:
    """Return the role of a cell that is but a label; a lone sign of percent is a unit."""
    if cell.text.strip() == "%":
        return ""
    return "" if inner_fields(cell) else role_of(cell.text)


_MONTH = re.compile(
    r"[A-Za-z]{1,3}\.?|(?:[IV]{1,3}|\d[°º^]?)\s*(?:trim|sem|quad|bim)\w*\.?|[TSQ]\d", re.IGNORECASE
)


def heads_card(row: Sequence[Cell]) -> bool:
    """Whether a row is but labels; the months of a chart may stand beside the first."""
    cells = worded(row)
    roles = [_role(cell) for cell in cells]
    known = sum(1 for role in roles if role)
    small = sum(
        1
        for cell, role in zip(cells, roles, strict=True)
        if not role and _MONTH.fullmatch(cell.text.strip())
    )
    if not cells or not (roles[0] or (len(cells) > 2 and known > 2)):
        return False
    dated = len(cells) == 2 and roles[0] in ("period", "start", "end")
    dated = dated and re.fullmatch(r"20\d\d", cells[1].text.strip()) is not None
    if dated or (len(cells) == 2 and cells[1].text.strip()[:1].islower()):
        # «Formula: numero» and «Durata: 2026» have a value that could be a label too.
        return False
    if known + small == len(cells):
        return len(cells) == 1 or known > 1 or small > 3
    # Beside the heading of indicators others may stand in words that nobody knows.
    plain = not any(re.search(r"\d", re.sub(r"\b20\d\d\b", "", cell.text)) for cell in cells)
    measured = {"indicator", "phase"} & set(roles) and {"target", "start", "end", "unit"} & set(
        roles
    )
    return bool(measured) and plain and known > 2 and known >= 0.6 * len(cells)


def _subroles(roles: list[str], group: str) -> list[str]:
    """Return the roles of a table within a card: its first column names what it measures, or a phase."""
    if "staff" in roles:
        return roles
    named = {"indicator", "phase", "target"} & set(roles)
    if not named and group not in ("indicator", "phase"):
        return roles
    if "indicator" not in roles and ("target" in roles or group == "indicator"):
        wordy = [one for one in roles if one in ("title", "description", "results")]
        first = wordy[0] if wordy else roles[0] if roles[0] == "" else "-"
        roles = ["indicator" if role == first else role for role in roles]
    elif group == "phase" and "phase" not in roles and "description" in roles:
        roles = ["phase" if role == "description" else role for role in roles]
    return ["phase" if role == "title" else role for role in roles]


_SEVERAL = ("indicator", "phase", "description", "results")


def _alone(
    cell: Cell, role: str, waiting: str, fields: list[Field], made: Row, context: Context
) -> str:
    """Take a row of one cell: a label whose value comes next, that value, or a title. Return the label."""
    given = inner_fields(cell)
    if given:
        fields += given
        return ""
    if role:
        return cell.text
    if waiting:
        fields.append((role_of(waiting), waiting, said(cell)))
        return waiting if role_of(waiting) in _SEVERAL else ""
    number = card_number(cell.text)
    if number:
        made.code = made.code or number
        return ""
    stated, coded = stated_in(cell.text), coded_in(cell.text)
    if coded and not made.text and not context_title(cell.text):
        made.code, made.text, made.said = coded[0], coded[2], said(cell)
        return ""
    if stated and (stated.code or stated.words):
        made.code = made.code or stated.code
        if stated.words and not made.text:
            made.text, made.said = stated.words, said(cell)
        return ""
    known = context.banner(cell.text, cell) or made.text
    if not known and (made.code or not (fields or _OF_DOCUMENT.match(words_of(cell.text)))):
        fields.append(("heading", "", said(cell)))
    return ""


# What a card begins with that is no title of its own: the office, the document, the year.
_OF_DOCUMENT = re.compile(
    r"(?:comune|citt[àa]|provincia|unione|piano|p\.?e\.?g|p\.?i\.?a\.?o|d\.?u\.?p|documento|sched|obiettiv|ann[oi]\b|esercizio|triennio|area|settore|servizio|ufficio|dati|anagrafica|sezione|parte|allegato)",
    re.IGNORECASE,
)


def _intends(text: str) -> bool:
    """Whether the words that a sheet begins with say what will be done, rather than what the sheet is."""
    plain = words_of(text)
    known = role_of(plain) or field_in(plain) or context_title(plain)
    return not (known or stated_in(plain) or coded_in(plain)) and form_of(plain) in INTENTION


def context_title(text: str) -> bool:
    """Whether words are the title of a Mission, a programme or a section, though they begin with a number."""
    return bool(named_in(text) or section_of(text))


_CARD = re.compile(
    rf"(?:scheda|obiettivo)\b[^\d:;.]{{0,45}}?(?:\b(?:n|nr|num|cod)\b\.?\s*[°º]?|\bnumero|\bcodice|[–-])\s*(?P<code>{CODE})\W*(?:anno\s+20\d\d|20\d\d\s*[-–/]\s*20\d\d)?\W*",
    re.IGNORECASE,
)


def card_number(text: str) -> str:
    """Return the number of a card whose title has no more than that, such as «Scheda obiettivo n. 7»."""
    found = _CARD.fullmatch(words_of(text))
    return tidy_code(found["code"]) if found and not re.fullmatch(r"20\d\d", found["code"]) else ""


_NUMBERED = re.compile(
    rf"(?P<label>\D{{5,40}}?)\s+(?:n\.?[°º]?\s*)?(?P<code>{CODE}|[A-Z]|[IVX]{{1,4}})"
)


def numbered_label(text: str) -> tuple[str, str, str] | None:
    """Return the role, words and code of a label that holds its objective's code: «Obiettivo strategico A»."""
    found = _NUMBERED.fullmatch(words_of(text).rstrip(" :"))
    role = label_of(found["label"]) if found else ""
    if not found or role not in ("title", "strategic"):
        return None
    return role, found["label"], tidy_code(found["code"])


def _pairs(cells: Sequence[Cell], made: Row) -> list[Field]:
    """Return the labels and values that stand beside each other in a row."""
    fields: list[Field] = []
    told = [cell for cell in cells if cell.text.strip()]
    place = 0
    while place < len(cells):
        cell = cells[place]
        place += 1
        if not cell.text.strip():
            continue
        given = inner_fields(cell)
        if given:
            fields += given
            continue
        role = _role(cell)
        after = cells[place] if place < len(cells) else None
        if after is not None and not after.text.strip() and place + 1 < len(cells):
            # A column may be left between a label and its value.
            later = cells[place + 1]
            after = later if later.text.strip() and not _role(later) else after
        numbered = None if role else numbered_label(cell.text)
        if numbered and after is not None and after.text.strip() and not _role(after):
            made.code = made.code or numbered[2]
            fields.append((numbered[0], numbered[1], said(after)))
            place = cells.index(after) + 1
            continue
        if not role and len(told) == 2 and cell is told[0] and len(cell.text.split()) < 7:
            loose = loose_label(cell.text)
            role = "" if loose in ("title", "strategic", "code", "description", "unit") else loose
        if role and after is not None and role in {one[0] for one in inner_fields(after)}:
            # «Scheda obiettivo | Codice: R1»: what stands beside has its label too.
            continue
        if role and after is not None:
            if after.text.strip():
                fields.append((role, cell.text, said(after)))
            place = next(at for at in range(place, len(cells)) if cells[at] is after) + 1
            continue
        made.code = made.code or card_number(cell.text)
    for one in [one for one in fields if one[0] == "title" and code_only(one[2].text)]:
        made.code = made.code or code_only(one[2].text)
        fields.remove(one)
    return fields


def _grouped(fields: list[Field], group: str) -> list[Field]:
    """Return fields with the name of what a label above announces: below «Indicatore», «Nome» is the indicator's."""
    if group not in ("indicator", "phase"):
        return fields
    return [
        (group if role in ("title", "description") else role, label, value)
        for role, label, value in fields
    ]


_CODE = re.compile(r"(?=.*\d)[A-Za-z]{0,6}[.\-_ ]?\d{1,4}(?:[.\-_/]\w{1,4}){0,4}")


def code_only(text: str) -> str:
    """Return the code that a value is and nothing else."""
    plain = words_of(text)
    dated = re.fullmatch(r"(?:\d{1,2}[./-]){0,2}20\d\d", plain)
    return tidy_code(plain) if _CODE.fullmatch(plain) and not dated else ""


def code_and_words(cells: Sequence[Cell]) -> bool:
    """Whether a row is a code and, beside it, the words of an objective: neither is a label or a figure."""
    if len(cells) != 2 or any(role_of(cell.text) for cell in cells):
        return False
    code, words = (words_of(cell.text) for cell in cells)
    return bool(_CODE.fullmatch(code)) and len(words.split()) > 2 and not context_title(words)
