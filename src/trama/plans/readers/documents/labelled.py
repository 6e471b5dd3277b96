"""Labels below an objective, with their values, put into its row."""

from __future__ import annotations

import re

from trama.plans.readers.documents.adding import add
from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.kinds import OFFICE, coded_in, is_lead, named_in, stated_in
from trama.plans.readers.documents.labels import field_in
from trama.plans.readers.documents.proposal import (
    OPERATIONAL,
    Said,
)
from trama.plans.readers.documents.state import State


def take_label(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a line is a label with its value, or a label whose value comes next."""
    if state.current is not None and "|" in text and _barred(text, said, state):
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
            add(words, said, "label", 0.88 if coded else 0.85, kind, code, state)
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
            given = [held for held in state.context.responsible if held[0] != role]
            state.context.responsible = [*given, (role, label, _alone(one))]
            return True
        return False
    if role == "responsible":
        one = _alone(one)
    if role in ("responsible", "office") and not line.marker and state.current in state.group:
        # What stands below a list is said of all its items.
        for row in state.group:
            if not row.responsible and row is not state.current:
                put(row, "responsible", label, one)
    put(state.current, role, label, one)
    state.role, state.label = (
        (role, label) if role in ("description", "results", "indicator", "phase") else ("", "")
    )
    return True


def take_facts(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a paragraph below an objective tells several facts of it, label by label."""
    if state.current is None or line.level or (line.marker and state.lead and not state.role):
        return False
    lead, facts = facts_in(text)
    if len(facts) < 2 and not (facts and lead and len(text) > 60):
        return False
    if not _TITLED.match(text) and (stated_in(text) or coded_in(text)):
        return False
    if lead:
        state.current.description.append(Said(lead, said.mark, said.where))
    for role, label, value in facts:
        put(state.current, role, label, Said(value, said.mark, said.where))
    state.role = ""
    return True


_TITLED = re.compile(r"(?:missione|programma)\b", re.IGNORECASE)


def _barred(text: str, said: Said, state: State) -> bool:
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
        elif OFFICE.match(part) and state.current is not None:
            done = put(state.current, "responsible", "", one) or done
    return done


_RESPONSIBLE = re.compile(
    r"(?:.{0,80}\b)?(?:è|sono)\s+responsabil[ei]\s+(?:il |la |lo |l['’]|i |gli |le )?(?P<who>[^.;]{3,120})[.;]?$"
    r"|(?:.{0,60}\b)?responsabil[ei]\s+(?:dell['’]\w+|del\w*\s+\w+)\s+(?:è|sono)\s+(?:il |la |lo |l['’]|i |gli |le )?(?P<other>[^.;]{3,120})[.;]?$",
    re.IGNORECASE,
)


def _responsible(text: str, said: Said, state: State) -> bool:
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
