"""Tables of objectives: one objective a row, or one a table as in the sheets of a PEG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trama.plans.readers.documents.below import measures
from trama.plans.readers.documents.blocks import Cell, Table
from trama.plans.readers.documents.bullets import SIGN
from trama.plans.readers.documents.cards import card_number
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.continued import (
    NUMBERED,
    WORKS,
    begun,
    continues,
    counted_on,
    goes_on,
    heads_again,
)
from trama.plans.readers.documents.fields import put, strategic_in
from trama.plans.readers.documents.foreign import lists_bodies, tells_of_others
from trama.plans.readers.documents.headless import cell_code, coded_rows, headless, without_groups
from trama.plans.readers.documents.heads import (
    Found,
    Head,
    distinct,
    head_of,
    said,
    words_of,
    written_once,
)
from trama.plans.readers.documents.inline import titled
from trama.plans.readers.documents.kinds import (
    coded_in,
    family_of,
    in_letters,
    named_in,
    programme_named,
    stated_in,
    tidy_code,
)
from trama.plans.readers.documents.labels import field_in
from trama.plans.readers.documents.offices import OFFICE
from trama.plans.readers.documents.peg import is_sheet, is_stacked, parted, read_sheet, turned
from trama.plans.readers.documents.proposal import (
    ACTION,
    OPERATIONAL,
    STRATEGIC,
    Row,
    Said,
)
from trama.plans.readers.documents.sides import sided

_TOTAL = re.compile(r"total[ei]\b|di cui\b", re.IGNORECASE)


def read_table(
    table: Table, context: Context, before: Head | None, *, against: bool = False
) -> Found:
    """Return the objectives of a table; `before` are the headings of the table before it.

    A table that stands in a part which speaks `against` objectives needs headings that say it has some.
    """
    stub, context.stub = context.stub, []
    if tells_of_others(table.rows):
        return Found(left="table")
    whole = [*stub, *table.rows]
    joined = stub and (is_sheet(whole) or all(is_sheet(part) for part in parted(whole)))
    rows = whole if joined else table.rows
    parts = sided(rows) or turned(rows) or parted(rows)
    cards = [is_sheet(part) or is_stacked(part) for part in parts]
    if all(cards[:-1]) and not cards[-1] and (cards[:-1] or card_number(rows[0][0].text)):
        # The page ends within a card, and the next one goes on in columns of its own.
        context.stub = [list(row) for row in parts[-1]]
        parts, cards = parts[:-1], cards[:-1]
    if parts and all(cards):
        found = Found()
        for part in parts:
            one = read_sheet(part, context)
            found.rows += one.rows
            found.left = found.left or one.left
        return found
    head = head_of(table.rows)
    past = against and head and any(_OUTCOME.match(words_of(one)) for one in head[1].labels)
    bodies = head and lists_bodies(table.rows[head[0] + head[1].rows :], head[1])
    if head and not (past or bodies) and _of_objectives(head[1], context, against=against):
        return _listed(
            table.rows[head[0] + head[1].rows :], table.rows[: head[0]], head[1], context
        )
    if head:
        return Found(head=None, left="table")
    if before and table.rows and continues(table.rows[0], before):
        return _listed(table.rows, [], before, context)
    if coded_rows(table.rows) and not against:
        found = _listed(table.rows, [], headless(table.rows), context)
        found.rows = without_groups(found.rows)
        return found
    return Found(left="table")


# Duties of publication, risks, courses, purchases, properties.
_FOREIGN = re.compile(
    r"obbligh?[oi]|trasparenza|pubblicazion|rischi|\bprocess[oi]\b|\bcors[oi]\b|docent|procediment|\bcui\b|acquist|profil[oi]|catast|mappal",
    re.IGNORECASE,
)


_MONEY = re.compile(r"\bimport[oi]\b|\bcost[oi]\b|\bprezzo\b|€", re.IGNORECASE)


_OUTCOME = re.compile(
    r"esit[oi]\b|stato(?:\s+(?:di|al|dell['’])\b.*)?$|raggiun|realizzat|risultat\w+\s+(?:consegu|raggiun|otten)|consuntiv|(?:grado|percentuale) di (?:raggiung|realizz|attuaz)",
    re.IGNORECASE,
)


def _of_objectives(head: Head, context: Context, *, against: bool) -> bool:
    """Whether a table with these headings lists objectives, and not works, goals of others or figures."""
    place = head.first("title", "strategic", "description")
    if place < 0 or any(WORKS.search(label) for label in head.labels):
        return False
    said_so = re.search(
        r"obiettiv|\bazion[ei]\b|linea d|indirizz", head.labels[place], re.IGNORECASE
    )
    if not said_so and (against or any(_FOREIGN.search(label) for label in head.labels)):
        return False
    priced = any(_MONEY.search(label) for label in head.labels) and "indicator" not in head.roles
    if priced and not said_so:
        # What is bought has its price.
        return False
    others = [one for at, one in enumerate(head.labels) if at != place and words_of(one)]
    if others and all(_OUTCOME.match(words_of(one)) for one in others):
        return False
    strong = {"indicator", "responsible", "target", "strategic", "period", "end", "programme"}
    measured = {"indicator", "responsible"} & set(head.roles)
    return bool(said_so) or bool(
        measured and len(strong & set(head.roles)) > (0 if context.section else 1)
    )


def _listed(
    rows: Sequence[Sequence[Cell]], above: Sequence[Sequence[Cell]], head: Head, context: Context
) -> Found:
    found = Found(head=head)
    for row in above:
        words = " ".join(cell.text for cell in distinct(row))
        if not _answers(replace(distinct(row)[0], text=words), context, more=True):
            context.banner(words, distinct(row)[0])
    title = head.first("title")
    strategic = head.first("strategic")
    column = title if title >= 0 else strategic
    current: Row | None = None
    codes = context.codes = context.codes | {tidy_code(cell_code(row, head)) for row in rows}
    counted = counted_on(rows, column)
    labels, last = context.written
    context.written = (head.labels, last if labels == head.labels else {})
    for row in written_once(rows, head, column, context.written[1]):
        cells = distinct(row)
        texts = [cell for cell in cells if cell.text.strip()]
        if len(texts) == 1 and len(row) > 2 and len(cells) < len(row) / 2 + 1:
            if _answers(texts[0], context):
                continue
            banner = context.banner(texts[0].text, texts[0])
            if banner or (cells[0] is texts[0] and len(cells) == 1):
                continue
        if [cell.text for cell in row] == head.labels or heads_again(row, head):
            continue
        if column >= len(row) or (texts and _TOTAL.match(texts[0].text)):
            continue
        cell = row[column]
        code = cell_code(row, head)
        numbered = NUMBERED.match(cell.text)
        code = code or (numbered[1] if numbered and counted else "")
        same = current is not None and (
            (not cell.text.strip() and not code)
            or (
                cell.spread
                and (not code or tidy_code(code) == current.code or code == current.code)
            )
        )
        rest = not same and goes_on(current, row, head, column)
        if rest and current is not None:
            current.text = f"{current.text} {words_of(cell.text)}"
            current.again.append(said(cell))
            same = True
        items = [] if code or same else _items(cell)
        if items:
            found.rows += _each(items, row, head, column, context)
            current = None
            continue
        if not same:
            lettered = in_letters(tidy_code(code), codes)
            current = _row(row, head, column, code, context, lettered=lettered)
            if current is None:
                continue
            found.rows.append(current)
        if current is not None:
            _rest(current, row, head, {column}, again=same)
            if not any(note[0] == "office" for note in current.noted):
                context.inherit(current)
            above_it = context.strategics.get(current.above)
            if above_it is not None and above_it.rule == "column" and not above_it.mission:
                above_it.mission = current.mission
    return found


def _answers(cell: Cell, context: Context, *, more: bool = False) -> bool:
    """Whether a row that is one cell says who answers for the objectives of the rows below it."""
    given = field_in(cell.text)
    if not given or given[0] not in ("responsible", "office") or not given[2]:
        return False
    context.answers(given[0], given[1], Said(given[2], cell.mark, cell.where), beside=more)
    return True


def _row(
    row: Sequence[Cell],
    head: Head,
    column: int,
    code: str,
    context: Context,
    *,
    lettered: bool = False,
) -> Row | None:
    cell = row[column]
    cell = replace(cell, text=begun(NUMBERED.sub("", cell.text, count=1)))
    words, more = _parted(SIGN.sub("", cell.text, count=1) if _lone(cell.text) else cell.text)
    if not words or not re.search(r"[^\W\d_]{3,}", words):
        return None
    stated, coded = stated_in(words), coded_in(words)
    if stated and stated.words and stated.code:
        code, words = code or stated.code, stated.words
    elif coded and (not code or tidy_code(code) == coded[0]):
        code, words = coded[0], coded[2]
    budget = _BUDGET.search(words)
    words = words[: budget.start()].rstrip(" ,;.–—-(") if budget else words
    family = family_of(code) if code else ""
    if family == "result" and not lettered:
        return None
    kind = (
        STRATEGIC
        if head.roles[column] == "strategic"
        else ACTION
        if family == "action"
        else OPERATIONAL
    )
    label = head.labels[column].lower() if head.labels[column] else ""
    if "strategic" in label:
        kind = STRATEGIC
    sure = 0.97 if code else 0.8
    made = context.row(words, said(cell), "table", sure, kind, tidy_code(code))
    if more:
        made.description.append(Said(more, cell.mark, cell.where))
        _within(made, cell)
    if budget:
        put(made, "programme", "", Said(budget[0].strip(" ()[]"), cell.mark, cell.where))
    strategic = head.first("strategic")
    if (
        strategic >= 0
        and strategic != column
        and strategic < len(row)
        and row[strategic].text.strip()
    ):
        made.above = context.strategic(
            *strategic_in(begun(words_of(row[strategic].text))), said(row[strategic])
        )
    return made


# Where a page lets the lines of a cell run together, the budget stands behind the words.
_BUDGET = re.compile(
    r"(?<=\S)\s+[(\[]?Mission[ei]\s*\d{1,2}\b[^.;]{0,60}?\bProgramm[ai]\s*\d{1,2}\b.{0,60}$"
)


def _within(row: Row, cell: Cell) -> None:
    """Take the budget mission and programme that lines of their own name below the words of an objective."""
    for line in cell.text.split("\n")[1:]:
        named = named_in(line)
        if named and (named.mission or named.programme):
            told = Said(line, cell.mark, cell.where)
            put(row, "programme" if named.programme else "mission", "", told)


def _items(cell: Cell) -> list[str]:
    """Return the objectives that a cell lists, each with a sign of its own; nothing if it holds one.

    Where the first line has none, the lines that have one tell of what it says.
    """
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    coded = [coded_in(line) for line in lines]
    if len(lines) > 1 and all(one and re.search(r"\d\W\w", one[0]) for one in coded):
        return lines
    if len(lines) < 2 or not SIGN.match(lines[0]):
        return []
    items: list[str] = []
    for line in lines:
        words = SIGN.sub("", line, count=1)
        if words == line:
            items[-1] += f" {line}"
        else:
            items.append(words)
    whole = all(len(item.split()) > 2 for item in items)
    return [item.rstrip(" ;") for item in items] if whole and len(items) > 1 else []


def _lone(text: str) -> bool:
    """Whether a cell is but one item, with a bullet before it."""
    return text.lstrip()[:1] in tuple("•▪–—-*\uf0b7") and "\n" not in text.strip()


def _each(
    items: Sequence[str], row: Sequence[Cell], head: Head, column: int, context: Context
) -> list[Row]:
    """Return an objective for each item of a cell; what other cells list as often is told of each in turn."""
    rows: list[Row] = []
    for number, item in enumerate(items):
        own = []
        for place, cell in enumerate(row):
            lines = [line for line in cell.text.split("\n") if line.strip()]
            words = lines[number] if len(lines) == len(items) else cell.text
            own.append(replace(cell, text=item if place == column else SIGN.sub("", words, 1)))
        made = _row(own, head, column, "", context)
        if made is not None:
            _rest(made, own, head, {column}, again=False)
            if not any(note[0] == "office" for note in made.noted):
                context.inherit(made)
            rows.append(made)
    return rows


def _parted(text: str) -> tuple[str, str]:
    """Return the title that a cell begins with and what describes it, a paragraph each."""
    first, _, rest = text.partition("\n")
    points = [line for line in rest.split("\n") if SIGN.match(line.strip())]
    if len(points) > 1 and len(first.split()) > 1 and SIGN.match(rest.strip()):
        return words_of(first), words_of(rest)
    if (
        rest.strip()
        and len(first.split()) > 1
        and rest.strip()[:1].isupper()
        and not re.match(r"(?:[•–-]|\d)", rest)
    ):
        return words_of(first), words_of(rest)
    return titled(words_of(text))


_ELSEWHERE = (
    "",
    "title",
    "code",
    "strategic",
    "target",
    "indicator",
    "unit",
    "direction",
    "weight",
)


def _rest(row: Row, cells: Sequence[Cell], head: Head, done: set[int], *, again: bool) -> None:
    """Put the other cells of a table's row into an objective's."""
    for place, role in enumerate(head.roles):
        if place in done or place >= len(cells) or role in _ELSEWHERE:
            continue
        cell = cells[place]
        if (
            cell.text.strip()
            and not (again and cell.spread)
            and not (place and cell.spread and cell.where == cells[place - 1].where)
        ):
            put(row, role, head.labels[place], said(cell))
            if role in ("mission", "programme") and not {"responsible", "office"} & set(head.roles):
                _answering(row, cell)
    measures(row, cells, head, again=again)


def _answering(row: Row, cell: Cell) -> None:
    """Take the office that stands below the budget mission and programme, in a cell of theirs."""
    lines = [line.strip() for line in cell.text.split("\n")]
    for place, line in enumerate(lines[1:], start=1):
        given = field_in(line)
        if given and given[0] in ("responsible", "office") and given[2]:
            put(row, "responsible", "", Said(given[2], cell.mark, cell.where))
            return
        if OFFICE.match(line):
            who = " ".join(lines[place:])
            put(row, "responsible", "", Said(who, cell.mark, cell.where))
            return
    # On a page the lines run together: the office begins where the name of the programme is whole.
    last = re.search(r"programma\s*\d{1,2}\W+(.*)$", words_of(cell.text), re.IGNORECASE)
    name = last[1] if last else ""
    for found in re.finditer(r"\s(?=[A-Z])", name):
        who = name[found.end() :]
        if OFFICE.match(who) and programme_named(name[: found.start()], row.mission):
            put(row, "responsible", "", Said(who, cell.mark, cell.where))
            return
