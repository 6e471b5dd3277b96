"""How far the recognition of a document has come, and its tables put into it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from trama.plans.readers.documents.annex import Annex, annex_of
from trama.plans.readers.documents.banners import answer_in, take_banner
from trama.plans.readers.documents.below import put_table, put_years
from trama.plans.readers.documents.blocks import Cell, Document, Line, Table
from trama.plans.readers.documents.candidates import Verdict
from trama.plans.readers.documents.cards import fields_of, heads_card
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.forms import AGAINST, INFINITIVE, form_of, leaning
from trama.plans.readers.documents.heads import Head, distinct, head_of, role_of, said, worded
from trama.plans.readers.documents.kinds import coded_in, named_in, shape_of, stated_in
from trama.plans.readers.documents.labels import label_of
from trama.plans.readers.documents.proposal import (
    Left,
    Row,
    Said,
)
from trama.plans.readers.documents.tabular import read_table


@dataclass(slots=True)
class State:
    """What was recognised so far, and what the next line or table may belong to."""

    start: str = ""
    context: Context = field(default_factory=Context)
    rows: list[Row] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    current: Row | None = None
    role: str = ""
    label: str = ""
    lead: int = 0
    lead_kind: str = ""
    lead_depth: int = 0
    announced: int = 0
    weak: bool = False
    regroup: bool = False
    pending: tuple[str, str, str, Line] | None = None
    head: Head | None = None
    coded: Counter[str] = field(default_factory=Counter)
    headed: set[str] = field(default_factory=set)
    owners: set[int] = field(default_factory=set)
    leads: set[int] = field(default_factory=set)
    headed_under: set[int] = field(default_factory=set)
    budgeted: set[int] = field(default_factory=set)
    verdict: Verdict = field(default_factory=Verdict)
    group: list[Row] = field(default_factory=list)
    listed: list[Row] = field(default_factory=list)
    bare: list[tuple[Row, Line]] = field(default_factory=list)
    tabled: list[Row] = field(default_factory=list)
    whole: bool = False
    eager: bool = False
    waiting: bool = False
    code: str = ""
    code_first: bool = False
    codes: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    parents: set[int] = field(default_factory=set)
    annexes: list[Annex] = field(default_factory=list)


def spoken_for(row: Row) -> bool:
    """Whether an objective has somebody who answers for it, or an office beside it."""
    return bool(row.responsible) or any(note[0] == "office" for note in row.noted)


def titled(state: State) -> bool:
    """Whether the objective at hand is a title of its own and no item of a list, so that items below tell of it."""
    row = state.current
    return row is not None and (
        state.whole or (bool(row.code) and not any(row is one for one in state.group))
    )


_OUTCOME = re.compile(
    r"(?:risultat|valor)\w*\s+(?:consegu|raggiun|otten)|\besit|consuntiv|grado\s+di\s+raggiung",
    re.IGNORECASE,
)


def take_table(table: Table, state: State) -> None:
    """Put the objectives of a table, or what it says of the one before it, into what was recognised."""
    context = state.context
    if state.pending and (state.pending[0] == "sheet" or state.pending[1]):
        context.sheet = stated_in(state.pending[3].text)
    state.pending = None
    annexed = annex_of(table)
    if annexed:
        state.annexes.append((*annexed, state.rows[-1] if state.rows else None, list(state.listed)))
        state.current, state.role = None, ""
        return
    if take_banner(table, context):
        state.current, state.role, state.head = None, "", None
        return
    table = _with_title(table, state)
    against = id(table) in state.verdict.against
    found = read_table(table, context, None if against else state.head, against=against)
    outcome = any(_OUTCOME.match(cell.text) for row in table.rows for cell in row)
    cards = any(row.rule == "sheet" for row in found.rows)
    if outcome and cards and id(table) in state.verdict.past:
        # Cards that give account of a past year.
        state.left += [Left(row.text[:200], "past", row.said.where) for row in found.rows]
        state.current = None
        return
    state.head = found.head or state.head
    if found.rows:
        for row in found.rows:
            if found.head is None:
                context.inherit(row)
            state.rows.append(row)
        # A table of indicators may follow that of the one objective of a sheet.
        state.current = found.rows[0] if len(found.rows) == 1 and found.head is None else None
        state.role = ""
        state.tabled = [] if any(spoken_for(row) for row in found.rows) else found.rows
        return
    if state.current and found.left != "closed" and _fields(table, state):
        return
    if state.current is None and _answering(table, context):
        return
    if found.left in ("sheet", "closed") and table.rows:
        first = table.rows[0][0]
        why = "no-title" if found.left == "sheet" else "closed"
        state.left.append(Left(" ".join(first.text.split())[:200], why, first.where))
        return
    for cell in (one for row in table.rows for one in row if not against):
        if label_of(cell.text) in ("title", "strategic") and "obiettiv" in cell.text.lower():
            # Silence would be worst: the table says that it holds objectives.
            state.left.append(Left(" ".join(cell.text.split())[:200], "unread", cell.where))
            return


def _with_title(table: Table, state: State) -> Table:
    """Return a table with the title right above it as its first row, where titles with such codes head its other cards.

    A page may end below the first row of a card, which then looks like a line.
    """
    row = state.rows[-1] if state.rows else None
    if row is None or row is not state.current or not row.code or row.measures or row.description:
        return table
    coded = [coded_in(cells[0].text) for one in table.rows[1:] if len(cells := worded(one)) == 1]
    if not any(one and shape_of(one[0]) == shape_of(row.code) for one in coded):
        return table
    state.rows.pop()
    state.current = None
    given = [Cell(row.said.text, row.said.where, mark=row.said.mark) for _ in table.rows[0]]
    first = [replace(cell, spread=place > 0) for place, cell in enumerate(given)]
    return replace(table, rows=[first, *table.rows])


def _answering(table: Table, context: Context) -> bool:
    """Whether a table says but who answers for what comes next: «Referente politico | Rossi | Responsabile | Bianchi»."""
    told: list[tuple[str, str, Said]] = []
    for row in table.rows:
        cells = worded(row)
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            if answer := answer_in(label, value):
                told.append(answer)
        if len(cells) % 2:
            return False
    if not told or 2 * len(told) < sum(len(distinct(row)) for row in table.rows) / 2:
        return False
    for one in told:
        context.answers(*one)
    return True


def _role_beside(row: list[Cell]) -> bool:
    """Whether a row begins with a label that has its value beside it."""
    cells = worded(row)
    return len(cells) > 1 and bool(label_of(cells[0].text)) and not label_of(cells[1].text)


def _fields(table: Table, state: State) -> bool:
    """Put a table of labels, or of indicators, that stands below an objective into it."""
    if state.current is None:
        return False
    head = head_of(table.rows)
    if head and len(table.rows) > 1 and any(_role_beside(row) for row in table.rows[: head[0] + 1]):
        made = Row("", state.current.said, "", 0)
        read = fields_of(table.rows, made, Context())
        state.current.measures += made.measures
        state.current.phases += made.phases
        told = [put(state.current, *one) for one in read.fields]
        return bool(made.measures or made.phases) or any(told)
    if head is None and heads_card(table.rows[0]):
        # The months of a chart stand beside the phases.
        first = table.rows[0]
        head = 0, Head([role_of(cell.text) for cell in first], [cell.text for cell in first], 1)
    if head and "staff" in head[1].roles:
        # Who works at an objective does not answer for it.
        return True
    captioned = state.role == "indicator"
    if head and head[1].first("indicator", "phase", "target") >= 0:
        under = table.rows[head[0] + head[1].rows :]
        put_table(state.current, under, head[1], measured=captioned)
        return True
    if captioned and put_years(state.current, table.rows):
        return True
    done = False
    if head and not {"title", "strategic", "code"} & set(head[1].roles):
        for row in table.rows[head[0] + head[1].rows :]:
            for role, label, cell in zip(head[1].roles, head[1].labels, row, strict=False):
                if role and cell.text.strip() and not cell.spread:
                    done = put(state.current, role, label, said(cell)) or done
        return done
    for row in table.rows:
        cells = worded(row)
        for place in range(0, len(cells) - 1, 2):
            role = label_of(cells[place].text)
            if role and put(state.current, role, cells[place].text, said(cells[place + 1])):
                done = True
    return done


def note_codes(document: Document, state: State) -> None:
    """Count the shapes of the codes that lines begin with, and note those that head a line of their own."""
    titles: Counter[bool] = Counter()
    last: tuple[str, Line] | None = None
    for line in document.lines():
        named = named_in(line.text) if line.level or line.bold or line.text.isupper() else None
        if named and (named.mission or named.word.startswith("mission")):
            titles[bool(named.mission)] += 1
        coded = coded_in(line.text)
        number = coded_in(f"{line.marker} {line.text}") if not coded and line.marker else None
        told = coded or number
        title = (line.level or line.bold or line.text.isupper()) and len(line.text) < 120
        if told and title and leaning(told[2]) == AGAINST and form_of(told[2]) != INFINITIVE:
            state.foreign.add(told[0])
        if coded:
            shape = shape_of(coded[0])
            state.coded[shape] += 1
            state.codes.add(coded[0])
            if last and coded[0].startswith((f"{last[0]}.", f"{last[0]}-")):
                state.parents.add(id(last[1]))
            last = coded[0], line
            if line.level or line.bold:
                state.headed.add(shape)
    # One of a plan's own Missions may be called nearly as one of the budget.
    state.context.own_missions = titles[False] > titles[True]
