"""Tables of objectives: one objective a row, or one a table as in the sheets of a PEG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from trama.plans.readers.documents.blocks import Cell, Table
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.fields import add_target, bracketed, put, strategic_in
from trama.plans.readers.documents.inline import titled
from trama.plans.readers.documents.kinds import (
    coded_in,
    family_of,
    field_in,
    label_of,
    stated_in,
    tidy_code,
    year_in_label,
)
from trama.plans.readers.documents.proposal import (
    ACTION,
    OPERATIONAL,
    SHEET,
    STRATEGIC,
    Measure,
    Phase,
    Row,
    Said,
)

HEADS = 8
_TITLES = ("title", "strategic")
_TOTAL = re.compile(r"total[ei]\b|di cui\b", re.IGNORECASE)
_CODE = re.compile(r"(?:n\.?\s*)?(?:[A-Za-z]{0,6}[.\-_ ]?)?\d{1,4}(?:[.\-_/]\w{1,4}){0,5}[.)]?")


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


def read_table(table: Table, context: Context, before: Head | None) -> Found:
    """Return the objectives of a table; `before` are the headings of the table before it."""
    head = head_of(table.rows)
    if head and _of_objectives(head[1], context) and not _is_sheet(table.rows):
        return _listed(
            table.rows[head[0] + head[1].rows :], table.rows[: head[0]], head[1], context
        )
    if _is_sheet(table.rows):
        found = Found()
        for part in _sheets(table.rows):
            one = _sheet(part, context)
            found.rows += one.rows
            found.left = found.left or one.left
        return found
    if head:
        return Found(head=None, left="table")
    if before and table.rows and len(before.roles) == len(table.rows[0]):
        return _listed(table.rows, [], before, context)
    if _coded(table.rows):
        return _listed(table.rows, [], _headless(table.rows), context)
    return Found(left="table")


_WORKS = re.compile(r"\b(?:cui|cup|rup|cig|goal|sdg)\b", re.IGNORECASE)


def _of_objectives(head: Head, context: Context) -> bool:
    """Whether a table with these headings lists objectives, and not works, goals of others or figures."""
    place = head.first("title", "strategic", "description")
    if place < 0 or any(_WORKS.search(label) for label in head.labels):
        return False
    said_so = re.search(r"obiettiv|azion[ei]\b|linea d", head.labels[place], re.IGNORECASE)
    strong = {"indicator", "responsible", "target", "strategic", "period", "end", "programme"}
    return bool(said_so) or len(strong & set(head.roles)) > (0 if context.section else 1)


def distinct(row: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row, each merged one once."""
    cells: list[Cell] = []
    for cell in row:
        if not cells or not cell.spread or cell.where != cells[-1].where:
            cells.append(cell)
    return cells


def head_of(rows: Sequence[Sequence[Cell]]) -> tuple[int, Head] | None:
    """Return where the headings of a table stand, and what they are."""
    for line, row in enumerate(rows[:HEADS]):
        cells = distinct(row)
        roles = [_role(cell.text) for cell in row]
        told = {id(cell): label_of(_first(cell.text)) for cell in cells}
        known = [cell for cell in cells if told[id(cell)]]
        texts = [cell for cell in cells if cell.text.strip()]
        if len(known) < 2 or len(known) < 0.5 * len(texts):
            continue
        labels = [cell.text for cell in row]
        used = 1
        if line + 1 < len(rows) and _second(row, rows[line + 1]):
            used = 2
            for place, cell in enumerate(rows[line + 1]):
                under = _role(cell.text)
                if under and cell.text != row[place].text:
                    roles[place] = (
                        "target" if roles[place] == "target" or under == "target" else under
                    )
                    labels[place] = f"{labels[place]} {cell.text}"
        return line, Head(_settled(roles, labels), labels, used)
    return None


def _second(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether the row below the headings heads parts of merged ones, such as the years of «Target»."""
    merged = any(cell.spread for cell in row)
    others = [
        cell.text
        for cell, over in zip(below, row, strict=False)
        if cell.text and cell.text != over.text
    ]
    return merged and bool(others) and all(_role(text) for text in others)


def _first(text: str) -> str:
    return " ".join(text.split())


def _role(text: str) -> str:
    plain = _first(text)
    role = label_of(re.sub(r"\s*\([^)]*\)$", "", plain))
    if not role and "\n" in text:
        role = label_of(text.split("\n")[0])
    if not role and "/" in plain and len(plain) < 60:
        parts = [label_of(part.strip()) for part in plain.split("/")]
        role = parts[0] if all(parts) else ""
    return role


def _settled(roles: list[str], labels: list[str]) -> list[str]:
    """Settle columns that could be several things: one is the objective, what else says so is its detail."""
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
    if not titles and "strategic" not in roles and "description" in roles:
        roles[roles.index("description")] = "title"
    if "responsible" not in roles and "office" in roles:
        roles[roles.index("office")] = "responsible"
    if "indicator" not in roles and "results" in roles and "target" in roles:
        roles[roles.index("results")] = "indicator"
    return roles


def _is_sheet(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table is one objective, a label and its value a row."""
    if len(rows) < 2:
        return False
    labelled, titled = 0, False
    for row in rows:
        cells = distinct(row)
        role = _role(cells[0].text)
        if len(cells) > 1 and role and not _role(cells[1].text):
            labelled += 1
            titled = titled or role in (*_TITLES, "description", "code")
    several = sum(1 for row in rows if len({_role(cell.text) for cell in distinct(row)} - {""}) > 2)
    return titled and labelled >= max(2, 0.4 * (len(rows) - several * 2)) and labelled >= 2


def _sheets(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Sequence[Cell]]]:
    """Part sheets that follow each other without a line between: each begins with the same label."""
    first = _first(rows[0][0].text).lower()
    starts = [
        line
        for line, row in enumerate(rows)
        if _first(row[0].text).lower() == first and _role(first)
    ]
    if (
        not starts
        or starts[0]
        or len({_first(rows[line][-1].text) for line in starts}) < len(starts)
    ):
        return [rows]
    return [rows[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _coded(rows: Sequence[Sequence[Cell]]) -> bool:
    return (
        len(rows) > 1
        and len(rows[0]) > 1
        and sum(
            1
            for row in rows
            if _CODE.fullmatch(row[0].text.strip()) and len(row[1].text.split()) > 2
        )
        >= 0.7 * len(rows)
    )


def _headless(rows: Sequence[Sequence[Cell]]) -> Head:
    return Head(["code", "title", *[""] * (len(rows[0]) - 2)], [""] * len(rows[0]), 0)


def _listed(
    rows: Sequence[Sequence[Cell]], above: Sequence[Sequence[Cell]], head: Head, context: Context
) -> Found:
    found = Found(head=head)
    for row in above:
        words = " ".join(cell.text for cell in distinct(row))
        given = field_in(words)
        if given and given[0] in ("responsible", "office") and given[2]:
            cell = distinct(row)[0]
            context.responsible.append((given[0], given[1], Said(given[2], cell.mark, cell.where)))
            continue
        context.banner(words, distinct(row)[0])
    title = head.first("title")
    strategic = head.first("strategic")
    column = title if title >= 0 else strategic
    current: Row | None = None
    for row in rows:
        cells = distinct(row)
        texts = [cell for cell in cells if cell.text.strip()]
        if len(texts) == 1 and len(row) > 2 and len(cells) < len(row) / 2 + 1:
            banner = context.banner(texts[0].text, texts[0])
            if banner or (cells[0] is texts[0] and len(cells) == 1):
                continue
        if [cell.text for cell in row] == head.labels or _repeated(row, head):
            continue
        if column >= len(row) or (texts and _TOTAL.match(texts[0].text)):
            continue
        cell = row[column]
        code = _cell_code(row, head)
        same = current is not None and (
            (not cell.text.strip() and not code)
            or (
                cell.spread
                and (not code or tidy_code(code) == current.code or code == current.code)
            )
        )
        if not same:
            current = _row(row, head, column, code, context)
            if current is None:
                continue
            found.rows.append(current)
        if current is not None:
            _rest(current, row, head, {column}, again=same)
            above_it = context.strategics.get(current.above)
            if above_it is not None and above_it.rule == "column" and not above_it.mission:
                above_it.mission = current.mission
    return found


def _repeated(row: Sequence[Cell], head: Head) -> bool:
    roles = [_role(cell.text) for cell in row]
    known = [role for role in roles if role]
    return (
        len(known) >= 2
        and sum(a == b for a, b in zip(roles, head.roles, strict=False) if a) >= len(known) * 0.6
        and len(known) >= 0.6 * len([c for c in row if c.text])
    )


def _cell_code(row: Sequence[Cell], head: Head) -> str:
    place = head.first("code")
    text = row[place].text.strip() if 0 <= place < len(row) else ""
    return (
        text
        if _CODE.fullmatch(text.replace(" ", ""))
        or (re.fullmatch(r"[\w.\-/ ]{1,16}", text) and re.search(r"\d", text))
        else ""
    )


def _row(row: Sequence[Cell], head: Head, column: int, code: str, context: Context) -> Row | None:
    cell = row[column]
    words, more = _parted(cell.text)
    if not words or not re.search(r"[^\W\d_]{3,}", words):
        return None
    stated, coded = stated_in(words), coded_in(words)
    if stated and stated.words and stated.code:
        code, words = code or stated.code, stated.words
    elif coded and (not code or tidy_code(code) == coded[0]):
        code, words = coded[0], coded[2]
    family = family_of(code) if code else ""
    if family == "result":
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
    sure = 0.97 if code else 0.93
    made = context.row(words, said(cell), "table", sure, kind, tidy_code(code))
    if more:
        made.description.append(Said(more, cell.mark, cell.where))
    strategic = head.first("strategic")
    if (
        strategic >= 0
        and strategic != column
        and strategic < len(row)
        and row[strategic].text.strip()
    ):
        made.above = context.strategic(
            *strategic_in(_first(row[strategic].text)), said(row[strategic])
        )
    return made


def _parted(text: str) -> tuple[str, str]:
    """Return the title that a cell begins with and what describes it, a paragraph each."""
    first, _, rest = text.partition("\n")
    if (
        rest.strip()
        and len(first.split()) > 1
        and rest.strip()[:1].isupper()
        and not re.match(r"(?:[•–-]|\d)", rest)
    ):
        return _first(first), _first(rest)
    return titled(_first(text))


def _rest(row: Row, cells: Sequence[Cell], head: Head, done: set[int], *, again: bool) -> None:
    """Put the other cells of a table's row into an objective's."""
    for place, role in enumerate(head.roles):
        if (
            place in done
            or place >= len(cells)
            or role
            in (
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
        ):
            continue
        cell = cells[place]
        if (
            cell.text.strip()
            and not (again and cell.spread)
            and not (place and cell.spread and cell.where == cells[place - 1].where)
        ):
            put(row, role, head.labels[place], said(cell))
    _measures(row, cells, head, again=again)


def _measures(row: Row, cells: Sequence[Cell], head: Head, *, again: bool) -> None:
    place = head.first("indicator")
    targets = [place for place in head.all("target") if place < len(cells)]
    if place < 0 or place >= len(cells):
        if targets and any(cells[one].text.strip() for one in targets) and not again:
            words = "; ".join(f"{head.labels[one]}: {cells[one].text}" for one in targets)
            row.noted.append(("no-indicator", {"words": words}))
        return
    cell = cells[place]
    if not cell.text.strip() or (again and cell.spread):
        return
    labels = [line.strip() for line in cell.text.split("\n") if line.strip()]
    columns = {
        one: [line.strip() for line in cells[one].text.split("\n") if line.strip()]
        for one in targets
    }
    if len(labels) > 1 and not all(len(lines) in (0, len(labels)) for lines in columns.values()):
        labels = [_first(cell.text)]
    if len(labels) > 1 and not any(columns.values()):
        labels = (
            labels
            if all(re.match(r"[•\-–*]|\d+[.)]", one) for one in labels)
            else [_first(cell.text)]
        )
    unit, direction = head.first("unit"), head.first("direction")
    for number, label in enumerate(labels):
        name, given = bracketed(re.sub(r"^(?:[•\-–▪*]|\d{1,2}[.)])\s+", "", label).strip(" ;"))
        measure = Measure(name, said(cell), given)
        if not measure.label:
            continue
        row.measures.append(measure)
        if 0 <= unit < len(cells):
            put(row, "unit", "", said(cells[unit]))
        if 0 <= direction < len(cells):
            put(row, "direction", "", said(cells[direction]))
        for one, lines in columns.items():
            if not lines:
                continue
            value = (
                lines[number]
                if len(lines) == len(labels) and len(labels) > 1
                else _first(cells[one].text)
            )
            year = year_in_label(head.labels[one])
            if year:
                add_target(row, measure, year, value, said(cells[one]))
            else:
                put(row, "target", head.labels[one], Said(value, cells[one].mark, cells[one].where))


def _sheet(rows: Sequence[Sequence[Cell]], context: Context) -> Found:
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
        roles = [_role(cell.text) for cell in cells]
        if len(cells) > 1 and all(roles):
            whole = [_role(cell.text) for cell in row]
            head = Head(_subroles(whole), [cell.text for cell in row], 1)
            continue
        if head and not (roles[0] and len(cells) <= 2 and roles[0] not in head.roles):
            if _below(made, row, head):
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
                base.above = context.strategic(*strategic_in(_first(value.text)), value)
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
        words = _first(value.text)
        stated, coded = stated_in(words), coded_in(words)
        if stated and stated.code and stated.words:
            made.code, words = stated.code, stated.words
        elif coded:
            made.code, words = coded[0], coded[2]
        if re.search(r"[^\W\d_]{3,}", words):
            made.text, made.said = words, value
            return place
    return -1


def _below(row: Row, cells: Sequence[Cell], head: Head) -> bool:
    """Put a row of a table within a sheet into its objective: an indicator, or a phase."""
    if head.first("indicator") >= 0:
        place = head.first("indicator")
        if cells[place].text.strip():
            _measures(row, cells, head, again=False)
            return True
        return False
    place = head.first("phase", "results")
    if place >= 0 and cells[place].text.strip():
        one = Row("", said(cells[place]), "", 0)
        for index, role in enumerate(head.roles):
            if role in ("period", "start", "end") and cells[index].text.strip():
                put(one, role, head.labels[index], said(cells[index]))
        row.phases.append(Phase(_first(cells[place].text), one.start, one.end))
        return True
    return place >= 0


def put_table(row: Row, rows: Sequence[Sequence[Cell]], head: Head) -> None:
    """Put the indicators or phases that a table below an objective lists into its row."""
    for cells in rows:
        _below(row, cells, head)
