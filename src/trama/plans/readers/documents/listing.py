"""The items of lists: objectives by what announced the list, or parts of the objective above them."""

from __future__ import annotations

import re

from trama.plans.readers.documents.adding import add, leave
from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.kinds import coded_in, family_of
from trama.plans.readers.documents.labels import field_in, label_of
from trama.plans.readers.documents.measured import is_measure
from trama.plans.readers.documents.numbers import listed_code
from trama.plans.readers.documents.proposal import OPERATIONAL, Said
from trama.plans.readers.documents.state import State, titled
from trama.plans.readers.documents.values import targets_in

_VERB = re.compile(
    r"[^\W\d_]+(?:are|ere|ire|arre|orre|urre|arsi|ersi|irsi|zione|sione|mento|tura|aggio|anza|enza|ità|sviluppo|sostegno|tutela|recupero|impulso)\b",
    re.IGNORECASE,
)


_NORM = re.compile(
    r"(?:art(?:t|icol[oi])?\.?\s*\d|d\.\s?(?:lgs|l|m|p\.c\.m|p\.r)\b|l\.(?:r\.)?\s*(?:n\.\s*)?\d|legge\s|decreto|"
    r"regolamento\s*\(|direttiva\s|circolare\s|deliberazion)",
    re.IGNORECASE,
)


def take_item(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether an item of a list is an objective, by what announced the list."""
    dated = re.match(
        r"(?:entro|al|nel|per)?\s*(?:il\s+|fine\s+|31[./]12[./])?20[1-6]\d\s*[:=–→-]",
        text,
        re.IGNORECASE,
    )
    if state.current is not None and state.current.measures and dated:
        put(state.current, "target", "", said)
        return True
    if (
        state.current is not None
        and (state.role == "indicator" or state.current.measures)
        and targets_in(text)
    ):
        put(state.current, "indicator", "", said)
        return True
    if state.current is not None and is_measure(text, below=titled(state)):
        put(state.current, "indicator", "", said)
        return True
    if state.role and state.current is not None:
        put(state.current, state.role, state.label, said)
        return True
    if state.lead == 0:
        if state.lead_kind == "bare" and len(text.split()) > 2 and not state.current:
            words, facts = facts_in(text.rstrip(" ;"))
            made = state.context.row(words or text, said, "list", 0.6, OPERATIONAL, "")
            for role, label, value in facts:
                put(made, role, label, Said(value, said.mark, said.where))
            state.context.inherit(made)
            state.bare.append((made, line))
            return True
        return False
    if state.lead == 1 and state.current is None:
        state.lead, state.lead_depth = 2, line.depth
    if state.lead != 2:
        if state.current is not None:
            leave(line, "below", state)
        return state.current is not None
    if line.depth > state.lead_depth:
        leave(line, "below", state)
        return True
    if id(line) in state.verdict.refused:
        leave(line, "context", state)
        return True
    if _NORM.match(text):
        leave(line, "norm", state)
        return True
    coded = coded_in(text)
    code, words = (coded[0], coded[2]) if coded else (listed_code(line), text)
    if state.regroup and not _alike(words, state):
        leave(line, "below", state)
        state.lead, state.regroup = 0, False
        return True
    told = field_in(words)
    if told and told[0] in ("target", "baseline", "indicator", "responsible", "period", "results"):
        leave(line, "below", state)
        return True
    if family_of(code) == "result" or len(words) > 900 or label_of(words) or " " not in words:
        return False
    add(
        words,
        said,
        "announced" if state.weak else "list",
        0.92 if _VERB.match(words) else 0.85,
        state.lead_kind or OPERATIONAL,
        code,
        state,
        listed=True,
        lead=line.lead,
    )
    return True


def _alike(words: str, state: State) -> bool:
    """Whether an item begins as those of the list before it do: with a verb, or without one."""
    before = [
        bool(_VERB.match(row.text)) for row in state.rows if row.rule in ("list", "announced")
    ]
    begins = bool(_VERB.match(words))
    return not before or sum(one == begins for one in before) > 0.3 * len(before)
