"""Tables that are one objective each, as in the sheets of a PEG."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from trama.plans.readers.documents.below import below
from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.bullets import SIGN
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.fields import put, share
from trama.plans.readers.documents.forms import INTENTION, form_of
from trama.plans.readers.documents.heads import (
    Found,
    Head,
    distinct,
    role_of,
    said,
    words_of,
)
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.inline import titled as titled_in
from trama.plans.readers.documents.kinds import coded_in, named_in, section_of, stated_in
from trama.plans.readers.documents.labels import field_in, loose_label
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
    labelled, titled = 0, _begins(rows[0])
    for row in rows:
        cells = distinct(row)
        role = role_of(cells[0].text)
        if len(cells) > 1 and role and not role_of(cells[1].text):
            labelled += 1
            titled = titled or role in ("title", "strategic", "description", "code")
    several = sum(
        1 for row in rows if len({role_of(cell.text) for cell in distinct(row)} - {""}) > 2
    )
    if _begins(rows[0]) and labelled and (several or len(rows) < 5):
        return True
    if _carded(rows):
        return True
    if _stated(rows[0]) and any(_labels(row) for row in rows[1:]):
        return True
    return titled and labelled >= max(2, 0.4 * (len(rows) - several * 2)) and labelled >= 2


def _carded(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table begins as a card: labels with their values, one the title, whatever tables follow in it."""
    labelled, title = 0, False
    for row in rows:
        cells = distinct(row)
        role = role_of(cells[0].text)
        if len(cells) > 1 and role and not role_of(cells[1].text) and not _labels(row):
            labelled += 1
            title = title or role == "title"
        elif len(cells) > 1 or labelled:
            break
    return title and labelled > 3


def _begins(row: Sequence[Cell]) -> bool:
    """Whether the first row of a sheet is the code and the words of its objective, in one cell."""
    cells = [cell for cell in distinct(row) if cell.text.strip()]
    if _code_and_words(cells):
        return True
    return (
        len(cells) == 1 and coded_in(cells[0].text) is not None and not context_title(cells[0].text)
    )


def _stated(row: Sequence[Cell]) -> bool:
    """Whether the first row of a sheet is one cell that states its objective."""
    cells = [cell for cell in distinct(row) if cell.text.strip()]
    stated = stated_in(words_of(cells[0].text)) if len(cells) == 1 else None
    return stated is not None and bool(stated.words) and bool(stated.code or stated.kind)


_CODE = re.compile(r"(?=.*\d)[A-Za-z]{0,6}[.\-_ ]?\d{1,4}(?:[.\-_/]\w{1,4}){0,4}")


def _code_and_words(cells: Sequence[Cell]) -> bool:
    """Whether a row is a code and, beside it, the words of an objective: neither is a label or a figure."""
    if len(cells) != 2 or any(role_of(cell.text) for cell in cells):
        return False
    code, words = (cell.text.strip() for cell in cells)
    return bool(_CODE.fullmatch(code)) and len(words.split()) > 2 and not context_title(words)


def is_stacked(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table is one objective told by rows of labels, each with its values below it."""
    heads = [line for line, row in enumerate(rows) if _labels(row)]
    titles = [line for line in heads if _TITLES & {role_of(cell.text) for cell in rows[line]}]
    if len(titles) != 1 or titles[0] + 1 >= len(rows):
        return False
    place = titles[0]
    kinds = {tuple(role_of(cell.text) for cell in distinct(rows[line])) for line in heads}
    after = rows[place + 2] if place + 2 < len(rows) else None
    others = len(heads) > 1 and len(kinds) == len(heads)
    return others and not _labels(rows[place + 1]) and (after is None or _labels(after))


_TITLES = {"title", "strategic"}


_MONTH = re.compile(
    r"[A-Za-z]{1,3}\.?|(?:[IV]{1,3}|\d[°º^]?)\s*(?:trim|sem|quad|bim)\w*\.?|[TSQ]\d", re.IGNORECASE
)


def _labels(row: Sequence[Cell]) -> bool:
    """Whether a row is but labels; the months of a chart may stand beside the first."""
    cells = [cell for cell in distinct(row) if cell.text.strip()]
    known = sum(1 for cell in cells if role_of(cell.text))
    small = sum(
        1 for cell in cells if _MONTH.fullmatch(cell.text.strip()) and not role_of(cell.text)
    )
    if not cells or not role_of(cells[0].text):
        return False
    if len(cells) == 2 and cells[1].text.strip()[:1].islower():
        # «Formula: numero» has a value that could be a label too.
        return False
    return known + small == len(cells) and (len(cells) == 1 or known > 1 or small > 3)


def parted(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Sequence[Cell]]]:
    """Part sheets that follow each other without a line between: each begins with the same words."""
    first = _opening(rows[0])
    starts = [line for line, row in enumerate(rows) if _opening(row) == first]
    near = any(b - a < 3 for a, b in itertools.pairwise(starts))
    if not first or len(starts) < 2 or near:
        return [rows]
    if len({words_of(rows[line][-1].text) for line in starts}) < len(starts):
        return [rows]
    return [rows[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _opening(row: Sequence[Cell]) -> str:
    """Return the words that a sheet begins with; the number of one whose first row is but its title is its own."""
    words = words_of(row[0].text).lower()
    return re.sub(r"\d+", "#", words) if len(distinct(row)) == 1 and stated_in(words) else words


def turned(rows: Sequence[Sequence[Cell]]) -> list[list[list[Cell]]]:
    """Return a table with an objective a column as one sheet for each; nothing if it is another table."""
    if len(rows) < 3 or len(rows[0]) < 3 or any(cell.spread for row in rows for cell in row):
        return []
    values = [cell for row in rows for cell in row[1:] if cell.text.strip()]
    labels = [role_of(row[0].text) for row in rows]
    if not all(labels) or "title" not in labels or any(role_of(cell.text) for cell in values):
        return []
    titles = rows[labels.index("title")][1:]
    if sum(len(cell.text.split()) > 1 for cell in titles) < 2:
        return []
    return [[[row[0], row[place]] for row in rows] for place in range(1, len(rows[0]))]


def read_sheet(rows: Sequence[Sequence[Cell]], context: Context) -> Found:
    """Return the objectives that one table tells, a label and a value a row, or values below labels."""
    found = Found()
    sheet = context.sheet
    context.sheet = None
    made = Row("", Said("", "", rows[0][0].where), "sheet", 0.92, SHEET)
    fields = _fields_of(rows, made, context)
    many = _many(fields)
    if many >= 0:
        found.rows = _several(fields, many, context)
        if found.rows:
            return found
    titled = _titled(made, fields)
    if not made.text:
        found.left = "sheet"
        return found
    if any(_CLOSED.search(cell.text) for row in rows for cell in row):
        found.left = "closed"
        return found
    if sheet:
        made.code = made.code or sheet.code
    made.kind = SHEET
    base = context.row(made.text, made.said, "sheet", 0.93 if made.code else 0.88, SHEET, made.code)
    base.measures, base.phases, base.noted = made.measures, made.phases, [*base.noted, *made.noted]
    for place, (role, label, value) in enumerate(fields):
        if place != titled:
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


Field = tuple[str, str, Said]


_CLOSED = re.compile(
    r"obiettivo\s+(?:già\s+)?(?:conclus|raggiunt|soppress|eliminat|annullat)|non\s+(?:più\s+)?ripropost",
    re.IGNORECASE,
)


def _fields_of(rows: Sequence[Sequence[Cell]], made: Row, context: Context) -> list[Field]:
    """Return the labels of a sheet with their values; its indicators and phases go into the row `made`."""
    fields: list[Field] = []
    head: Head | None = None
    waiting = ""
    for row in rows:
        cells = [cell for cell in distinct(row) if cell.text.strip()]
        if not cells:
            continue
        roles = [role_of(cell.text) for cell in cells]
        if not fields and not made.text and _code_and_words(cells):
            made.code, made.text = cells[0].text.strip(), words_of(cells[1].text)
            made.said = said(cells[1])
            continue
        if len(cells) > 1 and _labels(row):
            whole = [role_of(cell.text) for cell in row]
            named = {"indicator", "phase", "target"} & set(whole)
            head = Head(_subroles(whole) if named else whole, [cell.text for cell in row], 1)
            waiting = ""
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
        if head and not another and len(cells) > 1 and below(made, row, head):
            continue
        head = None
        if len(cells) == 1 and not fields and not made.text and _intends(cells[0].text):
            fields.append(("heading", "", said(cells[0])))
            continue
        if len(cells) == 1:
            waiting = _alone(cells[0], roles[0], waiting, fields, made, context)
            continue
        waiting = ""
        fields += _pairs(cells, roles)
    return fields


def _alone(
    cell: Cell, role: str, waiting: str, fields: list[Field], made: Row, context: Context
) -> str:
    """Take a row of one cell: a label whose value comes next, that value, or a title. Return the label."""
    given = field_in(cell.text)
    if given and given[2]:
        fields.append((given[0], given[1], Said(given[2], cell.mark, cell.where)))
        return ""
    if role:
        return cell.text
    if waiting:
        fields.append((role_of(waiting), waiting, said(cell)))
        return ""
    stated, coded = stated_in(cell.text), coded_in(cell.text)
    if coded and not made.text and not context_title(cell.text):
        made.code, made.text, made.said = coded[0], coded[2], said(cell)
        return ""
    if stated and (stated.code or stated.words):
        made.code = made.code or stated.code
        if stated.words and not made.text:
            made.text, made.said = stated.words, said(cell)
    else:
        context.banner(cell.text, cell)
    return ""


def _intends(text: str) -> bool:
    """Whether the words that a sheet begins with say what will be done, rather than what the sheet is."""
    plain = words_of(text)
    known = role_of(plain) or field_in(plain) or context_title(plain)
    return not (known or stated_in(plain) or coded_in(plain)) and form_of(plain) in INTENTION


def context_title(text: str) -> bool:
    """Whether words are the title of a Mission, a programme or a section, though they begin with a number."""
    return bool(named_in(text) or section_of(text))


def _pairs(cells: Sequence[Cell], roles: Sequence[str]) -> list[Field]:
    """Return the labels and values that stand beside each other in a row."""
    fields: list[Field] = []
    place = 0
    while place < len(cells):
        cell, role = cells[place], roles[place]
        if not role and len(cells) == 2 and place == 0 and len(cell.text.split()) < 7:
            loose = loose_label(cell.text)
            role = "" if loose in ("title", "strategic", "code", "description", "unit") else loose
        if role and place + 1 < len(cells):
            fields.append((role, cell.text, said(cells[place + 1])))
            place += 2
            continue
        given = field_in(cell.text)
        if given and given[2]:
            fields.append((given[0], given[1], Said(given[2], cell.mark, cell.where)))
        place += 1
    return fields


def _many(fields: Sequence[Field]) -> int:
    """Return which field of a sheet lists several objectives, as that of a programme does; -1 if none does."""
    for place, (role, label, value) in enumerate(fields):
        lines = [line for line in value.text.split("\n") if line.strip()]
        if role != "title" or not lines:
            continue
        coded = sum(1 for line in lines if coded_in(line) or SIGN.match(line))
        plural = re.match(r"(?:obiettivi|azioni|interventi|impegni)\b", label, re.IGNORECASE)
        if coded > 1 or (plural and (coded or len(lines) > 1)):
            return place
    return -1


def _several(fields: Sequence[Field], many: int, context: Context) -> list[Row]:
    """Return the objectives that one cell of a sheet lists, with what the sheet says of all or of each."""
    value = fields[many][2]
    lines = [line.strip() for line in value.text.split("\n") if line.strip()]
    marked = any(coded_in(line) or SIGN.match(line) for line in lines)
    items: list[str] = []
    for line in lines:
        if marked and items and not (coded_in(line) or SIGN.match(line)):
            items[-1] += f" {line}"
        else:
            items.append(line)
    rows: list[Row] = []
    for item in items:
        words = SIGN.sub("", item, count=1)
        coded = coded_in(words)
        code, words = (coded[0], coded[2]) if coded else ("", words)
        words, facts = facts_in(words.rstrip(" ;"))
        words, more = titled_in(words)
        made = context.row(words, value, "sheet", 0.93 if code else 0.85, OPERATIONAL, code)
        if more:
            made.description.append(Said(more, value.mark, value.where))
        for role, label, fact in facts:
            put(made, role, label, Said(fact, value.mark, value.where))
        rows.append(made)
    for place, (role, label, told) in enumerate(fields):
        if place == many or role in ("title", "code"):
            continue
        if role in ("indicator", "target"):
            share(rows, role, label, told)
            continue
        for row in rows:
            put(row, role, label, told)
    return rows


def _subroles(roles: list[str]) -> list[str]:
    """Return the roles of a table within a sheet: its first column names what it measures, or a phase."""
    if "target" in roles and "indicator" not in roles and roles[0] in ("title", "description", ""):
        return ["indicator" if role == roles[0] else role for role in roles]
    return ["phase" if role == "title" else role for role in roles]


def _titled(made: Row, fields: list[tuple[str, str, Said]]) -> int:
    """Take the objective's words from the label that names them best; return which it was."""
    if made.text:
        return -1
    order = [place for place, (role, _, _) in enumerate(fields) if role == "title"]
    order += [place for place, (role, _, _) in enumerate(fields) if role == "heading"]
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
