"""Tables that are one objective each, as in the sheets of a PEG."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.bullets import SIGN
from trama.plans.readers.documents.cards import (
    Field,
    card_number,
    code_and_words,
    code_only,
    context_title,
    fields_of,
    heads_card,
    inner_fields,
    numbered_label,
)
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.fields import put, share, strategic_in
from trama.plans.readers.documents.heads import (
    Found,
    distinct,
    role_of,
    worded,
    words_of,
)
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.inline import titled as titled_in
from trama.plans.readers.documents.kinds import coded_in, stated_in
from trama.plans.readers.documents.proposal import (
    OPERATIONAL,
    SHEET,
    STRATEGIC,
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
    if _begins(rows[0]) and labelled > 2 and labelled >= 0.7 * (len(rows) - 1):
        return True
    if _carded(rows):
        return True
    if _stated(rows[0]) and any(heads_card(row) for row in rows[1:]):
        return True
    if _numbered(rows[0]) and labelled == len(rows) - 1:
        return True
    if _read_as_card(rows):
        return True
    if any(_FOREIGN.match(distinct(row)[0].text) for row in rows):
        return False
    return titled and labelled >= max(2, 0.4 * (len(rows) - several * 2)) and labelled >= 2


def _carded(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table begins as a card: labels with their values, one the title, whatever tables follow in it."""
    labelled, title = 0, False
    for row in rows:
        cells = distinct(row)
        role = role_of(cells[0].text)
        if len(cells) > 1 and role and not role_of(cells[1].text) and not heads_card(row):
            labelled += 1
            title = title or role == "title"
        elif len(cells) > 1 or labelled:
            break
    return title and labelled > 3


_TELLING = {
    "responsible",
    "indicator",
    "target",
    "office",
    "period",
    "start",
    "end",
    "programme",
    "mission",
    "phase",
    "results",
}
_FOREIGN = re.compile(
    r"(?:cup|cig|rup|risch\w+|processo|fattore\s+abilitante|codice\s+(?:fiscale|ipa|istat)|sito|abitanti[^:]*|partita\s+iva|pec|sindaco|indirizzo|telefono)\b",
    re.IGNORECASE,
)


def _read_as_card(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table reads well as a card: one title, facts of several kinds, and hardly a row that says nothing known."""
    if _lists(rows):
        return False
    made = Row("", Said("", "", rows[0][0].where), "sheet", 0, SHEET)
    read = fields_of(rows, made, Context())
    fields = read.fields
    labels = [distinct(row)[0].text for row in rows]
    if any(_FOREIGN.match(label) for label in labels):
        return False
    names = {
        value.text for role, label, value in fields if role == "title" and not _PLURAL.match(label)
    }
    roles = {role for role, _, value in fields if value.text} | (
        {"indicator"} if made.measures else set()
    )
    roles |= {"phase"} if made.phases else set()
    # «Misura» alone names what is measured.
    roles |= {"indicator"} if any(label.lower() == "misura" for _, label, _ in fields) else set()
    roles |= {"responsible"} if made.responsible else set()
    roles |= {"period"} if made.end or made.start else set()
    headed = any(role in ("heading", "description") for role, _, _ in fields)
    one = len(names) == 1 or (not names and bool(made.code) and (headed or bool(made.text)))
    return one and len(roles & _TELLING) > 1 and len(rows) > 2 and read.idle <= 0.25 * len(rows)


_PLURAL = re.compile(r"(?:azioni|interventi|attività|impegni|fasi)\b", re.IGNORECASE)


def _lists(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether headings of a list of objectives stand in a table: below them several rows begin with no label."""
    for place, row in enumerate(rows[:-2]):
        if (
            len(distinct(row)) > 1
            and heads_card(row)
            and any(role_of(cell.text) in _TITLES and not _PLURAL.match(cell.text) for cell in row)
        ):
            below = rows[place + 1 : place + 3]
            return not any(role_of(distinct(one)[0].text) for one in below)
    return False


def _begins(row: Sequence[Cell]) -> bool:
    """Whether the first row of a sheet is the code and the words of its objective, in one cell."""
    cells = worded(row)
    if code_and_words(cells):
        return True
    return (
        len(cells) == 1 and coded_in(cells[0].text) is not None and not context_title(cells[0].text)
    )


def _stated(row: Sequence[Cell]) -> bool:
    """Whether the first row of a sheet is one cell that states its objective."""
    cells = worded(row)
    stated = stated_in(words_of(cells[0].text)) if len(cells) == 1 else None
    return stated is not None and bool(stated.words) and bool(stated.code or stated.kind)


def _numbered(row: Sequence[Cell]) -> bool:
    """Whether the first row of a sheet is a label that holds its number and, beside it, the words of the objective."""
    cells = worded(row)
    told = len(cells) == 2 and len(cells[1].text.split()) > 1 and not role_of(cells[1].text)
    return told and numbered_label(cells[0].text) is not None


def is_stacked(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table is one objective told by rows of labels, each with its values below it."""
    heads = [line for line, row in enumerate(rows) if heads_card(row)]
    titles = [line for line in heads if _TITLES & {role_of(cell.text) for cell in rows[line]}]
    if len(titles) != 1 or titles[0] + 1 >= len(rows):
        return False
    place = titles[0]
    kinds = {tuple(role_of(cell.text) for cell in distinct(rows[line])) for line in heads}
    after = rows[place + 2] if place + 2 < len(rows) else None
    others = len(heads) > 1 and len(kinds) == len(heads)
    # Below its values, labels have theirs beside them.
    rest = rows[place + 2 :]
    tells = bool(_TELLING & {role_of(cell.text) for cell in rows[place]})
    others = others or (tells and len(rest) > 0 and all(_beside(row) for row in rest))
    below = after is None or heads_card(after) or _beside(after)
    return others and not heads_card(rows[place + 1]) and below


def _beside(row: Sequence[Cell]) -> bool:
    """Whether a row is a label and, beside it, its value."""
    cells = worded(row)
    merged = len(cells) == 2 and len(distinct(row)) < len(row)
    return merged and bool(role_of(cells[0].text)) and not role_of(cells[1].text)


_TITLES = {"title", "strategic"}


def parted(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Sequence[Cell]]]:
    """Part sheets that follow each other without a line between: each begins with the same words."""
    openings = [_opening(row, after) for row, after in zip(rows, [*rows[1:], None], strict=True)]
    numbered = (one for one in openings if one.startswith(_NUMBER) and openings.count(one) > 1)
    first = next(numbered, openings[0])
    starts = [line for line, one in enumerate(openings) if one == first]
    near = any(b - a < 3 for a, b in itertools.pairwise(starts))
    if not first or len(starts) < 2 or near:
        return [rows]
    return [rows[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]


_NUMBER = "# n."


def _opening(row: Sequence[Cell], after: Sequence[Cell] | None) -> str:
    """Return the words that a sheet begins with; one whose first row is but its title is known by the label below it."""
    words = words_of(row[0].text).lower()
    numbered, inner = numbered_label(row[0].text), inner_fields(row[0])
    if card_number(words):
        # «Scheda n. 1» and «Obiettivo n. 1» may stand in one sheet.
        return _NUMBER + words.split()[0]
    if code_and_words(distinct(row)):
        # «OO 1.1.1» and «OO 1.1.2» begin sheets of one kind.
        return f"# {re.sub(r'[0-9]+', '#', words)}"
    if numbered or inner:
        return f"# {numbered[1] if numbered else inner[0][1]}".lower()
    if len(distinct(row)) > 1 or role_of(words):
        return words
    if context_title(row[0].text) or stated_in(words):
        return f"# {words.split()[0]}"
    below = distinct(after) if after else []
    if len(below) > 1:
        told = inner_fields(below[0])
        label = told[0][1] if told else below[0].text if role_of(below[0].text) else ""
        return f"# {words_of(label).lower()}" if label else words
    return words


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
    fields = fields_of(rows, made, context).fields
    many = _many(fields)
    if many >= 0:
        found.rows = _several(fields, many, context)
        above = _served(fields, made, context)
        for row in found.rows if above else ():
            row.above = above
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
    base.responsible, base.actors = made.responsible or base.responsible, made.actors
    base.start, base.end = made.start, made.end
    base.measures, base.phases, base.noted = made.measures, made.phases, [*base.noted, *made.noted]
    for place, (role, label, value) in enumerate(fields):
        if role == "title" and _PLURAL.match(label):
            for line in value.text.split("\n"):
                put(base, "phase", label, Said(line, value.mark, value.where))
        elif place != titled:
            put(base, role, label, value)
    if not base.responsible:
        offices = [value for role, _, value in fields if role == "office"]
        for value in offices[:1]:
            put(base, "responsible", "", value)
            base.noted = [note for note in base.noted if note[0] != "office"]
    if "obiettivo operativ" in " ".join(label.lower() for _, label, _ in fields):
        base.kind = OPERATIONAL
    elif titled >= 0 and fields[titled][0] == "strategic":
        _strategic(base, context)
    found.rows.append(base)
    return found


def _strategic(row: Row, context: Context) -> None:
    """Take a sheet for that of a strategic objective, which those that follow serve."""
    row.kind, row.above = STRATEGIC, ""
    context.lent = ("", "")
    if row.code:
        context.strategics[row.code] = row
        context.above = row.code


_CLOSED = re.compile(
    r"obiettivo\s+(?:già\s+)?(?:conclus|raggiunt|soppress|eliminat|annullat)|non\s+(?:più\s+)?ripropost",
    re.IGNORECASE,
)


def _served(fields: Sequence[Field], made: Row, context: Context) -> str:
    """Return the code of the strategic objective that a sheet begins with and whose operational ones it lists."""
    role, label, value = fields[0]
    if role != "strategic" or not value.text.strip():
        return ""
    code, words = strategic_in(words_of(value.text))
    if not words or re.search(r"riferimento|collegat|correlat", label, re.IGNORECASE):
        return ""
    return context.strategic(made.code or code, words, value)


def _many(fields: Sequence[Field]) -> int:
    """Return which field of a sheet lists several objectives, as that of a programme does; -1 if none does."""
    titled = any(role == "title" and not _PLURAL.match(label) for role, label, _ in fields)
    for place, (role, label, value) in enumerate(fields):
        lines = [line for line in value.text.split("\n") if line.strip()]
        if role != "title" or not lines or (titled and _PLURAL.match(label)):
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


def _titled(made: Row, fields: list[tuple[str, str, Said]]) -> int:
    """Take the objective's words from the label that names them best; return which it was."""
    if made.text:
        return -1
    order = [place for place, (role, _, _) in enumerate(fields) if role == "title"]
    order.sort(key=lambda place: _PLURAL.match(fields[place][1]) is not None)
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
        elif fields[place][0] == "title" and code_only(words):
            made.code = made.code or code_only(words)
            continue
        if re.search(r"[^\W\d_]{3,}", words):
            made.text, made.said = words, value
            return place
    return -1
