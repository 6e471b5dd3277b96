"""Recognising the objectives of a plan in the lines and tables of a document, whatever file it came in."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from trama.plans.readers.documents.adding import MAX_LEFT, add, leave
from trama.plans.readers.documents.annex import join_annexes
from trama.plans.readers.documents.bare import bare, count_on, told_apart
from trama.plans.readers.documents.blocks import Document, Line, Table
from trama.plans.readers.documents.certainty import certain
from trama.plans.readers.documents.completion import answered, complete
from trama.plans.readers.documents.evidence import weigh
from trama.plans.readers.documents.facts import facts_of
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.gather import answer_below, gathered, nested, pursued
from trama.plans.readers.documents.kinds import (
    announces,
    coded_in,
    is_lead,
    named_in,
    section_of,
    stated_in,
)
from trama.plans.readers.documents.labelled import run_in, take_facts, take_label, take_measure
from trama.plans.readers.documents.labels import across, field_in, learnt, loose_label
from trama.plans.readers.documents.learnt import own_labels
from trama.plans.readers.documents.listing import take_item
from trama.plans.readers.documents.measured import is_measure
from trama.plans.readers.documents.numbers import counts_on, listed_code
from trama.plans.readers.documents.objective import take_objective
from trama.plans.readers.documents.owned import budgeted, headed, intentions, introduced, owned
from trama.plans.readers.documents.paragraphs import whole
from trama.plans.readers.documents.prepared import drop_contents, mark
from trama.plans.readers.documents.proposal import (
    ACTION,
    OPERATIONAL,
    STRATEGIC,
    Proposal,
    Said,
)
from trama.plans.readers.documents.prose import PART, take_told
from trama.plans.readers.documents.repeated import shaped
from trama.plans.readers.documents.state import State, note_codes, take_table, titled
from trama.plans.readers.documents.titles import (
    is_caption,
    led_by,
    take_caption,
    take_heading,
    take_office,
    take_title,
)
from trama.plans.readers.documents.values import LAST, of_plan, year_of

MAX_ROWS = 5_000
Shape = tuple[Set[int], Set[int]]
_PLAIN: Shape = (frozenset(), frozenset())


def recognise(document: Document, name: str) -> Proposal:
    """Return what a document was understood to say, as a proposal.

    Raises nothing: a document without an objective gives a proposal without rows.
    """
    drop_contents(document)
    mark(document)
    with learnt(own_labels(document.blocks)):
        return _recognised(document, name)


def _recognised(document: Document, name: str) -> Proposal:
    """Return what a document says, whose own labels are known."""
    proposal = facts_of(document, name)
    state = _read(document, proposal.start)
    shape = shaped(document.blocks, state.rows)
    if any(shape):
        state = _read(document, proposal.start, shape)
    if not any((state.rows, state.bare, state.context.strategics)):
        state = _read(document, proposal.start, eager=True)
    rows = state.rows = told_apart(state)
    whole(rows)
    rows += bare(state, rows)
    count_on(rows, document.lines())
    join_annexes(rows, state.annexes)
    rows += [row for code, row in state.context.strategics.items() if row not in rows and code]
    everyone = state.context.everyone
    for row in rows:
        if everyone and not row.responsible and not any(note[0] == "office" for note in row.noted):
            put(row, "responsible", "", everyone)
        for measure, target in ((one, aim) for one in row.measures for aim in one.aims):
            measure.inferred += ["year"] if target.year == LAST and proposal.end else []
            target.year = of_plan(target.year, proposal.start, proposal.end) or row.year
    rows, again = gathered(rows)
    proposal.rows, named = pursued(rows)
    nested(proposal.rows)
    year = proposal.end if proposal.end == proposal.start else ""
    # «Piano esecutivo di gestione 2026» is of one year, whatever its objectives last.
    yearly = re.search(
        r"gestione|performance|\bp\.?e\.?g\b|obiettivi", proposal.title, re.IGNORECASE
    )
    year = year or (proposal.start if yearly and year_of(proposal.title) == proposal.start else "")
    political = not any(answered(row) for row in proposal.rows)
    for row in proposal.rows:
        complete(row, year, proposal.start, political=political)
        row.strength, row.certainty = row.certainty, certain(row.rule, row.certainty)
    answer_below(proposal.rows)
    proposal.left = [*named, *again, *state.left][:MAX_LEFT]
    return proposal


def _read(document: Document, start: str, shape: Shape = _PLAIN, *, eager: bool = False) -> State:
    """Return what lines and tables are; by its `shape` some lines head objectives, others are above some."""
    heads, chapters = shape
    verdict = weigh(document.blocks, start, eager=eager)
    state = State(
        start=start,
        verdict=verdict,
        owners=(owned(document.blocks) - chapters) | heads,
        leads=intentions(document.blocks),
        headed_under=headed(document.blocks, verdict.taken) - chapters,
        budgeted=budgeted(document.blocks),
        eager=eager,
    )
    note_codes(document, state)
    for block in document.blocks:
        if isinstance(block, Table):
            take_table(block, state)
        else:
            _line(block, state)
            # What a table's objectives have in common stands right below it.
            state.tabled = [] if block.level or len(block.text) > 120 else state.tabled
        if len(state.rows) > MAX_ROWS:
            break
    return state


def _line(line: Line, state: State) -> None:
    parted = across(line.text)
    text = f"{parted[0]}: {parted[1]}" if parted else " ".join(line.text.split())
    led = led_by(line, text)
    if led:
        text, role, label, who = led
        state.context.responsible = []
        state.context.answers(role, label, Said(who, line.mark, line.where))
        line = replace(line, text=text)
    text = run_in(line, text)
    said = Said(line.text, line.mark, line.where)
    if state.pending and _pended(line, said, state):
        return
    waiting, state.waiting = state.waiting, False
    if waiting and _answered(line, text, said, state):
        return
    if _evident(line, text, said, state):
        return
    if id(line) in state.budgeted and take_title(line, text, said, state):
        return
    if take_measure(line, text, said, state):
        return
    if not introduced(line, text) and take_facts(line, text, said, state):
        return
    if take_title(line, text, said, state):
        return
    if take_office(line, text, said, state) or take_objective(line, text, said, state):
        return
    if take_label(line, text, said, state):
        return
    if state.whole and state.current is not None and PART.fullmatch(text) and not line.level:
        state.role, state.label = "phase", text
        return
    if line.level or (is_lead(text) and not line.marker):
        take_heading(line, text, state)
        return
    if (line.marker or state.lead_kind == "plain") and take_item(line, text, said, state):
        return
    if not take_told(line, text, said, state):
        _other(line, text, said, state)


def _evident(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a line is an objective, or gathers some, by all that speaks for it together."""
    if id(line) in state.verdict.groups:
        state.context.heading(replace(line, level=7))
        state.current, state.role = None, ""
        return True
    sure = state.verdict.taken.get(id(line))
    if sure is None:
        return False
    if line.marker and state.current is not None and is_measure(text, below=titled(state)):
        return False
    above = [words.lower() for _, words, _ in state.context.heads[-2:]]
    strategic = state.lead_kind == STRATEGIC or any(
        "obiettivi strategic" in one and "operativ" not in one for one in above
    )
    kind = STRATEGIC if strategic else state.lead_kind if state.lead_kind == ACTION else OPERATIONAL
    if state.lead:
        state.lead, state.lead_depth = 2, line.depth
    if line.level:
        state.context.heading(line)
    rule = "form" if id(line) in state.verdict.weak else "list"
    rule = "guess" if id(line) in state.verdict.guessed else rule
    coded = coded_in(text) if line.level or line.bold else None
    code = coded[0] if coded and counts_on(line, coded[0], state, own=True) else ""
    code = code or listed_code(line)
    text = state.verdict.words.get(id(line), text)
    add(text, said, rule, sure, kind, code, state, listed=bool(line.marker), lead=line.lead)
    state.whole = not line.marker
    return True


def _answered(line: Line, text: str, said: Said, state: State) -> bool:
    """Take a plain line for the value of the label that stands alone right above it: «Responsabile», «Area I»."""
    plain = not (line.level or line.bold or line.marker) and len(text) < 120
    if not plain or state.current is None or state.role not in _ALONE:
        return False
    if field_in(text) or stated_in(text) or loose_label(text) or section_of(text):
        return False
    put(state.current, state.role, state.label, said)
    state.role = "" if state.role != "indicator" else state.role
    return True


_ALONE = frozenset(["responsible", "office", "indicator", "target", "period", "start", "end"])
_NAMED = re.compile(r"titolo|denominazion|oggetto|nome", re.IGNORECASE)


def _pended(line: Line, said: Said, state: State) -> bool:
    """Take the words of an objective whose title stood on a line of its own before."""
    kind, code, rule, title = state.pending or ("", "", "", line)
    state.pending = None
    text = " ".join(line.text.split())
    field_ = field_in(text)
    if kind == "sheet" and field_ and field_[0] == "title" and field_[2]:
        add(field_[2], said, rule, 0.93, "sheet", code, state)
        return True
    if line.level and line.level < title.level:
        return False
    if field_ and field_[0] in ("title", "description") and not field_[2] and not line.marker:
        # A label of its own stands between the number and the words.
        state.pending = (kind, code, rule, title)
        return True
    if field_ and field_[0] == "title" and field_[2] and _NAMED.match(field_[1]):
        text, field_ = field_[2], None
    if (field_ and field_[0] != "title") or named_in(text) or section_of(text) or stated_in(text):
        return False
    if len(text.split()) < 2:
        return False
    coded = coded_in(text)
    if coded and not code:
        code, text = coded[0], coded[2]
    add(text, said, rule, 0.9, kind, code, state)
    return True


def _other(line: Line, text: str, said: Said, state: State) -> None:
    state.context.default(text, line)
    told_so = re.search(r"\bobiettiv", text, re.IGNORECASE) is not None
    # Where objectives have codes, a sentence that speaks of objectives leads to something else.
    coded = sum(1 for row in state.rows if row.rule in ("code", "word") and row.code) >= 5
    aimed = id(line) in state.leads
    if (
        (aimed or announces(text))
        and not coded
        and (aimed or told_so or state.announced or state.context.mission)
    ):
        level = state.context.heads[-1][0] if state.context.heads else 1
        state.lead, state.lead_kind, state.lead_depth = 1, OPERATIONAL, 0
        state.weak = True
        if len(text) > 60:
            state.announced = state.announced or level
        state.current, state.role = None, ""
        return
    if state.current is not None and state.role and not (line.bold and state.whole):
        # A bold line of its own ends what a label began, unless it is its first value.
        put(state.current, state.role, state.label, said)
        if state.role not in ("description", "results", "phase", "indicator", "actors"):
            state.role = ""
        return
    if (line.bold or text.isupper()) and state.whole and state.current is not None:
        # A caption within what a title owns.
        state.role, state.label = loose_label(text) or "description", text
        return
    if take_caption(line, text, state):
        return
    if (line.bold or text.isupper()) and not line.marker and not state.role and is_caption(text):
        # A list may go on under a caption of its own.
        state.context.heading(replace(line, level=8))
        state.regroup = state.lead == 2
        state.lead, state.current, state.group = min(state.lead, 1), None, []
        return
    if state.lead == 2:
        if state.current is not None and len(state.current.description) < 3 and not line.bold:
            state.current.description.append(said)
        if line.bold or (text.endswith(".") and len(text) > 200):
            state.lead = 0
        return
    if state.current is not None and len(state.current.description) < 40 and not line.bold:
        state.current.description.append(said)
        return
    if line.bold and line.size and not line.marker:
        state.current = None
    if re.match(r"obiettiv|obbiettiv", text, re.IGNORECASE) and len(text) < 400:
        leave(line, "prose", state)
