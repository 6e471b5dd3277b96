"""Recognising the objectives of a plan in the lines and tables of a document, whatever file it came in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trama.plans.readers.documents.blocks import Block, Document, Dropped, Line, Table
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.facts import facts_of
from trama.plans.readers.documents.fields import complete, put
from trama.plans.readers.documents.furniture import is_contents, is_page_number, without_leader
from trama.plans.readers.documents.gather import gathered
from trama.plans.readers.documents.inline import facts_in, titled
from trama.plans.readers.documents.kinds import (
    announces,
    coded_in,
    family_of,
    field_in,
    heads_objectives,
    is_lead,
    label_of,
    named_in,
    section_of,
    shape_of,
    stated_in,
)
from trama.plans.readers.documents.proposal import (
    ACTION,
    OPERATIONAL,
    STRATEGIC,
    Left,
    Proposal,
    Row,
    Said,
)
from trama.plans.readers.documents.tabular import Head, distinct, head_of, put_table, read_table
from trama.plans.readers.documents.tabular import said as said_of
from trama.plans.readers.documents.values import targets_in

MAX_ROWS = 5_000
MAX_LEFT = 2_000
_BULLET = re.compile(r"(?:[•▪▫■□●○◦·–\-*➢✓»]\s+)(?P<words>\S.*)", re.DOTALL)
_ENUMERATED = re.compile(
    r"(?P<marker>\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}\))\s+(?P<words>[^\W\d_].*)", re.DOTALL
)
_VERB = re.compile(
    r"[^\W\d_]+(?:are|ere|ire|arre|orre|urre|arsi|ersi|irsi|zione|sione|mento|tura|aggio|anza|enza|ità|sviluppo|sostegno|tutela|recupero|impulso)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _State:
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
    pending: tuple[str, str, str, Line] | None = None
    head: Head | None = None
    coded: Counter[str] = field(default_factory=Counter)
    headed: set[str] = field(default_factory=set)
    bare: list[tuple[Row, Line]] = field(default_factory=list)


def recognise(document: Document, name: str) -> Proposal:
    """Return what a document was understood to say, as a proposal.

    Raises nothing: a document without an objective gives a proposal without rows.
    """
    _contents(document)
    _marked(document)
    state = _State()
    _families(document, state)
    for block in document.blocks:
        if isinstance(block, Table):
            _table(block, state)
        else:
            _line(block, state)
        if len(state.rows) > MAX_ROWS:
            break
    proposal = facts_of(document, name)
    rows = state.rows
    rows += _bare(state, rows)
    rows += [row for code, row in state.context.strategics.items() if row not in rows and code]
    proposal.rows, again = gathered(rows)
    year = proposal.end if proposal.end == proposal.start else ""
    for row in proposal.rows:
        complete(row, year)
    proposal.left = [*again, *state.left][:MAX_LEFT]
    return proposal


def _contents(document: Document) -> None:
    """Drop tables of contents: lines that lead to a page, when what they name stands further on too."""
    known = Counter(_key(line.text) for line in document.lines() if not is_contents(line.text))
    for table in (block for block in document.blocks if isinstance(block, Table)):
        known.update({_key(cell.text) for row in table.rows for cell in row if not cell.spread})
    listed = [line for line in document.lines() if is_contents(line.text)]
    again = sum(1 for line in listed if known[_key(without_leader(line.text))])
    drop = bool(listed) and again >= 0.4 * len(listed)
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Line):
            if is_contents(block.text):
                if drop:
                    document.dropped.append(Dropped("contents", block.text, block.where))
                    continue
                block.text = without_leader(block.text)
                block.marker = "" if block.marker == "…" else block.marker
                if not block.text:
                    continue
            elif is_page_number(block.text) and block.text.lower().startswith("pag"):
                document.dropped.append(Dropped("page-number", block.text, block.where))
                continue
        blocks.append(block)
    document.blocks = blocks


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())[:80]


def _marked(document: Document) -> None:
    """Give each line and cell the mark of its passage, and take bullets out of the words."""
    used: Counter[str] = Counter()
    document.blocks = [part for block in document.blocks for part in _broken_up(block)]
    for block in document.blocks:
        if isinstance(block, Line):
            _unbullet(block)
            block.mark = _next(block.where.mark(), used)
        else:
            for row in block.rows:
                for cell in row:
                    if not cell.spread and cell.text.strip():
                        cell.mark = _next(cell.where.mark(), used)
            owners = {(c.where, c.text): c.mark for row in block.rows for c in row if c.mark}
            for row in block.rows:
                for cell in row:
                    cell.mark = cell.mark or owners.get((cell.where, cell.text), "")


def _broken_up(block: Block) -> list[Block]:
    """Part a paragraph whose lines were broken by hand, if one of them begins with a label."""
    if not isinstance(block, Line) or "\n" not in block.text:
        return [block]
    lines = [line.strip() for line in block.text.split("\n") if line.strip()]
    if len(lines) < 2 or not any(field_in(line) for line in lines):
        return [block]
    return [
        replace(block, text=lines[0]),
        *(replace(block, text=line, marker="", depth=0) for line in lines[1:]),
    ]


def _next(start: str, used: Counter[str]) -> str:
    used[start] += 1
    if start.startswith("pag-") or used[start] > 1:
        return f"{start}-{used[start]}"
    return start


def _unbullet(line: Line) -> None:
    found = _BULLET.fullmatch(line.text)
    if found and not line.marker:
        line.text, line.marker, line.depth = found["words"], "•", max(1, line.depth)
        return
    enumerated = _ENUMERATED.fullmatch(line.text)
    if enumerated and not line.marker and not line.level:
        line.text, line.marker = enumerated["words"], enumerated["marker"]
        line.depth = max(1, line.depth)


def _families(document: Document, state: _State) -> None:
    """Count the shapes of the codes that lines begin with, and note those that head a line of their own."""
    titles: Counter[bool] = Counter()
    for line in document.lines():
        named = named_in(line.text) if line.level or line.bold or line.text.isupper() else None
        if named and (named.mission or named.word.startswith("mission")):
            titles[bool(named.mission)] += 1
        coded = coded_in(line.text)
        if coded:
            shape = shape_of(coded[0])
            state.coded[shape] += 1
            if line.level or line.bold:
                state.headed.add(shape)
    # One of a plan's own Missions may be called nearly as one of the budget.
    state.context.own_missions = titles[False] > titles[True]


def _table(table: Table, state: _State) -> None:
    context = state.context
    if state.pending and state.pending[0] == "sheet":
        context.sheet = stated_in(state.pending[3].text)
    state.pending = None
    found = read_table(table, context, state.head)
    state.head = found.head or state.head
    if found.rows:
        for row in found.rows:
            _inherit(row, state)
            state.rows.append(row)
        # A table of indicators may follow that of the one objective of a sheet.
        state.current = found.rows[0] if len(found.rows) == 1 and found.head is None else None
        state.role = ""
        return
    if state.current and _fields(table, state):
        return
    if found.left == "sheet" and table.rows:
        first = table.rows[0][0]
        state.left.append(Left(" ".join(first.text.split())[:200], "no-title", first.where))


def _fields(table: Table, state: _State) -> bool:
    """Put a table of labels, or of indicators, that stands below an objective into it."""
    if state.current is None:
        return False
    head = head_of(table.rows)
    if head and head[1].first("indicator", "phase", "target") >= 0:
        put_table(state.current, table.rows[head[0] + head[1].rows :], head[1])
        return True
    done = False
    for row in table.rows:
        cells = [cell for cell in distinct(row) if cell.text.strip()]
        for place in range(0, len(cells) - 1, 2):
            role = label_of(cells[place].text)
            if role and put(state.current, role, cells[place].text, said_of(cells[place + 1])):
                done = True
    return done


def _inherit(row: Row, state: _State) -> None:
    for role, label, said in state.context.responsible:
        if not row.responsible and role == "responsible":
            put(row, role, label, said)


def _line(line: Line, state: _State) -> None:
    text = " ".join(line.text.split())
    said = Said(line.text, line.mark, line.where)
    if state.pending and _pended(line, said, state):
        return
    if _titled(line, text, said, state):
        return
    if _objective(line, text, said, state):
        return
    if _labelled(line, text, said, state):
        return
    if line.level or (is_lead(text) and not line.marker):
        _heading(line, text, state)
        return
    if (line.marker or state.lead_kind == "plain") and _item(line, text, said, state):
        return
    _other(line, text, said, state)


def _pended(line: Line, said: Said, state: _State) -> bool:
    """Take the words of an objective whose title stood on a line of its own before."""
    kind, code, rule, title = state.pending or ("", "", "", line)
    state.pending = None
    text = " ".join(line.text.split())
    field_ = field_in(text)
    if kind == "sheet" and field_ and field_[0] == "title" and field_[2]:
        _add(field_[2], said, rule, 0.93, "sheet", code, state)
        return True
    if line.level and line.level < title.level:
        return False
    if (field_ and field_[0] != "title") or named_in(text) or section_of(text) or stated_in(text):
        return False
    if len(text.split()) < 2:
        return False
    _add(text, said, rule, 0.9, kind, code, state)
    return True


def _titled(line: Line, text: str, said: Said, state: _State) -> bool:
    """Whether a line is the title of a section, a Mission, a programme or a chapter."""
    context = state.context
    if line.depth and line.marker == "•":
        return False
    alone = line.level or line.bold or line.text.isupper() or len(text) < 120
    if not alone:
        return False
    if "|" in text and state.current is not None and not line.level:
        return False
    section = section_of(text)
    named = None if section else named_in(text)
    labelled = re.match(r"(?:missione|programma)\s*:", text, re.IGNORECASE)
    if named and labelled and state.current is not None and not (line.level or line.bold):
        put(state.current, "programme" if named.programme else "mission", "", said)
        return True
    if not section and not named:
        return False
    plain = not line.level and not line.bold and not text.isupper()
    if named and plain and text.endswith((".", ";")) and len(text) > 60:
        return False
    if (
        named
        and plain
        and state.current is not None
        and not state.current.mission
        and not named.word
    ):
        # Objectives that come before their budget mission have it below them.
        put(state.current, "programme" if named.programme else "mission", "", said)
        return True
    context.banner(text, line)
    if line.level:
        told = "" if section or (named and not named.word) else named.name if named else text
        context.heading(replace(line, text=told))
    state.current, state.role, state.lead = None, "", 0
    state.lead_kind = "bare" if named else ""
    if state.announced and line.level and line.level <= state.announced:
        state.announced = 0
    if state.announced and named:
        state.lead, state.lead_kind, state.lead_depth = 1, OPERATIONAL, 0
    return True


def _objective(line: Line, text: str, said: Said, state: _State) -> bool:
    """Whether a line states an objective, by the word «obiettivo» or by a code."""
    stated = stated_in(text)
    if stated and not (stated.words and stated.words[0].islower() and not stated.code):
        kind = STRATEGIC if "strategic" in stated.kind or "mandato" in stated.kind else OPERATIONAL
        if stated.word in ("azione", "intervento") or stated.word.startswith("linea"):
            kind = ACTION
        if stated.word.startswith("scheda"):
            kind = "sheet"
        if not stated.words:
            if stated.code or kind == "sheet" or (stated.kind and not line.marker):
                state.pending = (kind, stated.code, "word", line)
                return True
        elif (
            stated.code or stated.sure or line.level or line.bold or line.marker or ":" in text[:40]
        ):
            if _prose(stated.words, line, code=bool(stated.code)):
                return False
            sure = 0.97 if stated.code else 0.9
            _add(stated.words, said, "word", sure, kind, stated.code, state)
            return True
    coded = coded_in(text)
    if not coded:
        return False
    code, sep, words = coded
    family = family_of(code)
    if family == "result":
        if state.current is not None:
            state.current.results.append(said)
            state.role = "results"
        _leave(line, "result", state)
        return True
    alone = bool(line.level or line.bold)
    lettered = bool(re.match(r"[A-Za-z]", code))
    dashed = bool(re.search(r"[-–—:\t]", sep)) or sep.strip() in (".", ")")
    if family == "action" and line.marker and not alone:
        return False
    if family in ("objective", "action"):
        if not (alone or dashed or line.marker or state.lead or state.coded[shape_of(code)] > 1):
            return False
        kind = (
            ACTION
            if family == "action"
            else STRATEGIC
            if re.match(r"O?S|OBS|OST", code)
            else OPERATIONAL
        )
        _add(words, said, "code", 0.97 if alone or dashed else 0.9, kind, code, state)
        return True
    if state.lead or state.context.section:
        multi = len(re.findall(r"\d+", code)) > 1
        if (
            (lettered or multi)
            and not _heading_number(line, code, state)
            and not _prose(words, line, code=True)
        ):
            if line.level and not lettered and not state.lead:
                return False
            kind = (
                STRATEGIC
                if state.lead_kind == STRATEGIC
                or (state.context.section == "SeS" and state.lead_kind != ACTION)
                else OPERATIONAL
            )
            _add(words, said, "code", 0.9 if state.lead else 0.8, kind, code, state)
            return True
    if (
        lettered
        and alone
        and dashed
        and state.coded[shape_of(code)] >= 2
        and len(words.split()) > 1
    ):
        _add(words, said, "code", 0.8, OPERATIONAL, code, state)
        return True
    return False


def _heading_number(line: Line, code: str, state: _State) -> bool:
    """Whether a number is that of a chapter of the document rather than of an objective."""
    return bool(line.level) and not re.match(r"[A-Za-z]", code) and not state.lead


def _prose(words: str, line: Line, *, code: bool) -> bool:
    """Whether words run on like a sentence of the text rather than name an objective."""
    if line.level or (code and line.bold):
        return False
    return len(words) > (700 if code else 320)


def _labelled(line: Line, text: str, said: Said, state: _State) -> bool:
    """Whether a line is a label with its value, or a label whose value comes next."""
    if state.current is not None and "|" in text and _barred(text, said, state):
        return True
    if state.current is not None:
        lead, facts = facts_in(text)
        if len(facts) > 1 or (facts and lead and len(text) > 60):
            if lead:
                state.current.description.append(Said(lead, said.mark, said.where))
            for role, label, value in facts:
                put(state.current, role, label, Said(value, said.mark, said.where))
            state.role = ""
            return True
    if _responsible(text, said, state):
        return True
    found = field_in(text)
    if not found:
        return False
    role, label, value = found
    if role in ("title", "strategic") and not value:
        return False
    if role == "title" and value and ":" in text:
        if value[0].islower() and not (line.level or line.bold or line.marker):
            return False
        if re.match(r"obiettiv|azion|titolo|denominazion", label, re.IGNORECASE) and not (
            state.current and not line.bold and state.role == "description"
        ):
            kind = OPERATIONAL
            coded = coded_in(value)
            code, words = (coded[0], coded[2]) if coded else ("", value)
            _add(words, said, "label", 0.88 if coded else 0.85, kind, code, state)
            return True
        return False
    if role in ("mission", "programme", "chapter", "section") and not state.current:
        return state.context.banner(text.replace(":", " ", 1), line)
    if not value:
        if is_lead(text) and role not in ("results",):
            return False
        if state.current is None and role not in ("responsible",):
            return False
        if (
            line.level
            and role in ("phase", "description", "results", "budget", "kind")
            and not state.current
        ):
            return False
        state.role, state.label = role, label
        return True
    one = Said(value, said.mark, said.where)
    if state.current is None:
        if role in ("responsible", "office"):
            state.context.responsible.append((role, label, _alone(one)))
            return True
        return False
    if role == "responsible":
        one = _alone(one)
    put(state.current, role, label, one)
    state.role, state.label = (
        (role, label) if role in ("description", "results", "indicator", "phase") else ("", "")
    )
    return True


def _barred(text: str, said: Said, state: _State) -> bool:
    """Put the facts of a line such as «M 01 – P 08 | Settore Affari Generali» into the objective at hand."""
    done = False
    for part in (one.strip() for one in text.split("|")):
        given = field_in(part)
        named = named_in(part)
        one = Said(part, said.mark, said.where)
        if given and given[2] and state.current is not None:
            done = (
                put(state.current, given[0], given[1], Said(given[2], said.mark, said.where))
                or done
            )
        elif named and (named.mission or named.programme) and state.current is not None:
            done = (
                put(state.current, "programme" if named.programme else "mission", "", one) or done
            )
        elif _OFFICE.match(part) and state.current is not None:
            done = put(state.current, "responsible", "", one) or done
    return done


_NORM = re.compile(
    r"(?:art(?:t|icol[oi])?\.?\s*\d|d\.\s?(?:lgs|l|m|p\.c\.m|p\.r)\b|l\.(?:r\.)?\s*(?:n\.\s*)?\d|legge\s|decreto|"
    r"regolamento\s*\(|direttiva\s|circolare\s|deliberazion)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:settore|servizio|ufficio|area|direzione|polizia|segreteria|dipartimento)\b", re.IGNORECASE
)
_RESPONSIBLE = re.compile(
    r"(?:.{0,80}\b)?(?:è|sono)\s+responsabil[ei]\s+(?:il |la |lo |l['’]|i |gli |le )?(?P<who>[^.;]{3,120})[.;]?$"
    r"|(?:.{0,60}\b)?responsabil[ei]\s+(?:dell['’]\w+|del\w*\s+\w+)\s+(?:è|sono)\s+(?:il |la |lo |l['’]|i |gli |le )?(?P<other>[^.;]{3,120})[.;]?$",
    re.IGNORECASE,
)


def _responsible(text: str, said: Said, state: _State) -> bool:
    """Whether a sentence gives the objectives of a list, or of a Mission, to somebody."""
    found = _RESPONSIBLE.match(text) if len(text) < 220 else None
    if not found or not state.rows:
        return False
    last = state.rows[-1]
    who = found["who"] or found["other"]
    for row in reversed(state.rows):
        if (row.mission, row.chapters) != (last.mission, last.chapters) or row.responsible:
            break
        row.responsible = [who.strip()]
    state.role = ""
    return True


def _alone(said: Said) -> Said:
    """Return a value without a second label that stands in the same line."""
    value = re.split(r"\s*[–—;,|\-]\s+(?=[A-Z][a-z]+(?:\s\w+)?\s*:)", said.text)[0]
    return Said(value, said.mark, said.where)


def _heading(line: Line, text: str, state: _State) -> None:
    context = state.context
    if is_lead(text):
        state.lead, state.lead_depth = 1, 0
        low = text.lower()
        state.lead_kind = (
            STRATEGIC
            if "strategic" in low
            else ACTION
            if low.startswith(("azion", "line"))
            else OPERATIONAL
        )
        state.current, state.role = None, ""
        if line.level:
            context.heading(line)
            state.announced = line.level
        return
    if line.level:
        context.heading(line)
        context.above = ""
        if heads_objectives(text):
            state.announced = line.level
        elif state.announced and line.level <= state.announced:
            state.announced = 0
        label = label_of(text)
        if label and state.current is not None:
            state.role, state.label = label, text
            return
        state.current, state.role, state.lead, state.lead_kind = None, "", 0, ""
        if state.announced:
            state.lead, state.lead_kind, state.lead_depth = 1, OPERATIONAL, 0


def _item(line: Line, text: str, said: Said, state: _State) -> bool:
    """Whether an item of a list is an objective, by what announced the list."""
    if (
        state.current is not None
        and (state.role == "indicator" or state.current.measures)
        and targets_in(text)
    ):
        put(state.current, "indicator", "", said)
        return True
    if state.role and state.current is not None:
        put(state.current, state.role, state.label, said)
        return True
    if state.lead == 0:
        if state.lead_kind == "bare" and len(text.split()) > 2 and not state.current:
            made = state.context.row(text, said, "list", 0.6, OPERATIONAL, "")
            state.bare.append((made, line))
            return True
        return False
    if state.lead == 1 and state.current is None:
        state.lead, state.lead_depth = 2, line.depth
    if state.lead != 2:
        if state.current is not None:
            _leave(line, "below", state)
        return state.current is not None
    if line.depth > state.lead_depth:
        _leave(line, "below", state)
        return True
    if _NORM.match(text):
        _leave(line, "norm", state)
        return True
    coded = coded_in(text)
    code, words = (coded[0], coded[2]) if coded else ("", text)
    if family_of(code) == "result" or len(words) > 900:
        return False
    _add(
        words,
        said,
        "list",
        0.92 if _VERB.match(words) else 0.85,
        state.lead_kind or OPERATIONAL,
        code,
        state,
        listed=True,
    )
    return True


def _other(line: Line, text: str, said: Said, state: _State) -> None:
    told_so = re.search(r"\bobiettiv", text, re.IGNORECASE) is not None
    if announces(text) and (told_so or state.announced or state.context.mission):
        level = state.context.heads[-1][0] if state.context.heads else 1
        state.lead, state.lead_kind, state.lead_depth = 1, OPERATIONAL, 0
        if len(text) > 60:
            state.announced = state.announced or level
        state.current, state.role = None, ""
        return
    if state.current is not None and state.role:
        # A bold line of its own ends what a label began, unless it is its first value.
        put(state.current, state.role, state.label, said)
        if state.role not in ("description", "results", "phase", "indicator", "actors"):
            state.role = ""
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
        _leave(line, "prose", state)


def _add(
    words: str,
    said: Said,
    rule: str,
    sure: float,
    kind: str,
    code: str,
    state: _State,
    *,
    listed: bool = False,
) -> None:
    plain = " ".join(words.split()).strip()
    plain = re.sub(r"\s*;$", "", plain)
    plain, facts = facts_in(plain)
    plain, rest = titled(plain)
    made = state.context.row(plain.rstrip(" ;"), said, rule, sure, kind, code)
    if rest:
        made.description.append(Said(rest, said.mark, said.where))
    for role, label, value in facts:
        put(made, role, label, Said(value, said.mark, said.where))
    if not listed:
        state.lead = 3 if state.lead else 0
    if kind == STRATEGIC:
        made.section = made.section or ""
        if code:
            known = state.context.strategics.get(code)
            if known is None or known not in state.rows:
                state.context.strategics[code] = made
            state.context.above = code
    _inherit(made, state)
    state.rows.append(made)
    state.current, state.role, state.label = made, "", ""


def _leave(line: Line, why: str, state: _State) -> None:
    if len(state.left) < MAX_LEFT:
        state.left.append(Left(" ".join(line.text.split())[:200], why, line.where))


def _bare(state: _State, rows: Sequence[Row]) -> list[Row]:
    """Return the items that stand right below titles of Missions, where nothing else is an objective.

    In a plan that announces its objectives elsewhere, only Missions without any are so filled.
    """
    if not state.bare:
        return []
    depth = min(line.depth for _, line in state.bare)
    taken = {_title_of(row) for row in rows}
    items = [
        row
        for row, line in state.bare
        if line.depth == depth and not is_lead(row.text) and not row.text[:1].islower()
    ]
    count = Counter(_title_of(row) for row in items)
    return [
        row
        for row in items
        if not taken
        or (_title_of(row) not in taken and count[_title_of(row)] > 2 and _of_mission(row))
    ]


def _title_of(row: Row) -> tuple[str, str]:
    return row.mission, row.chapters[0].label if row.chapters else ""


def _of_mission(row: Row) -> bool:
    return any(chapter.word.startswith("mission") for chapter in row.chapters)
