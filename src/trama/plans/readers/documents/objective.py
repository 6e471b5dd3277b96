"""Objectives that a line states by the word «obiettivo», by its code, or by what stands below it."""

from __future__ import annotations

import re

from trama.plans.readers.documents.adding import add, leave
from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.forms import INFINITIVE, INTENTION, form_of
from trama.plans.readers.documents.kinds import (
    coded_in,
    family_of,
    heads_objectives,
    in_letters,
    is_goal,
    shape_of,
    stated_in,
)
from trama.plans.readers.documents.numbers import code_alone, counts_on, heading_number, project_in
from trama.plans.readers.documents.owned import introduced
from trama.plans.readers.documents.proposal import (
    ACTION,
    OPERATIONAL,
    STRATEGIC,
    Said,
)
from trama.plans.readers.documents.prose import runs_on
from trama.plans.readers.documents.repeated import announced
from trama.plans.readers.documents.state import State
from trama.plans.readers.documents.titles import (
    take_chapter,
)


def take_objective(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a line states an objective, by the word «obiettivo» or by a code."""
    stated = stated_in(text) or code_alone(line, text)
    if stated and is_goal(stated):
        leave(line, "goal", state)
        return True
    if stated and not (stated.words and stated.words[0].islower() and not stated.code):
        high = re.search("strategic|mandato|valore", f"{stated.word} {stated.kind}")
        kind = STRATEGIC if high else OPERATIONAL
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
            if runs_on(stated.words, line, code=bool(stated.code)):
                return False
            sure = (0.97 if stated.code else 0.9) if stated.kind else 0.85
            add(stated.words, said, "word", sure, kind, stated.code, state, lead=line.lead)
            return True
    coded = coded_in(text)
    if (state.context.past or id(line) in state.verdict.past) and (coded or stated):
        leave(line, "past", state)
        return True
    if introduced(line, text) and (not coded or re.search(r"\d\W\d", coded[0])):
        code, words = (coded[0], coded[2]) if coded else ("", text)
        add(words, said, "facts", 0.75, OPERATIONAL, code, state, lead=line.lead)
        return True
    if coded and take_chapter(line, coded[0], coded[2], state):
        return True
    if id(line) in state.headed_under and not coded:
        add(text, said, "headed", 0.75, OPERATIONAL, "", state, lead=line.lead)
        return True
    within = line.marker and state.whole and state.current is not None
    if id(line) in state.owners and not within:
        code, words = (coded[0], coded[2]) if coded else ("", text)
        if not coded or code.isdigit():
            code, words = project_in(text) or announced(text) or (code, words)
        family = family_of(code)
        kind = STRATEGIC if re.match(r"O\.?S", code) else OPERATIONAL
        kind = ACTION if family == "action" else kind
        rule, sure = ("code", 0.97) if family else ("facts", 0.9 if code else 0.85)
        add(words, said, rule, sure, kind, code, state, lead=line.lead)
        state.whole = not line.marker
        return True
    if not coded or (line.level and heads_objectives(coded[2])):
        return False
    code, sep, words = coded
    explained = code[0].isdigit() or words[:1].islower()
    against = id(line) in state.verdict.against and form_of(words) not in INTENTION
    if (against and explained) or (_foreign(code, words, state) and not state.lead):
        leave(line, "context", state)
        return True
    family = family_of(code)
    if family == "result" and not in_letters(code, state.codes):
        if state.current is not None:
            state.current.results.append(said)
            state.role = "results"
        leave(line, "result", state)
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
            if re.match(r"O?S|O?VP|OBS|OST", code)
            else OPERATIONAL
        )
        add(
            words,
            said,
            "code",
            0.97 if alone or dashed else 0.75,
            kind,
            code,
            state,
            lead=line.lead,
        )
        return True
    if (
        id(line) in state.parents
        and line.bold
        and not line.level
        and "." in code
        and form_of(words) in INTENTION
    ):
        # A bold line whose number begins those of objectives is what they serve.
        add(words, said, "code", 0.8, STRATEGIC, code, state, lead=line.lead)
        return True
    above = re.sub(r"[.\-]\w+$", "", code)
    known = any(row.code == above and row.rule == "code" for row in state.rows[-60:])
    if line.bold and form_of(words) in INTENTION and above != code and known:
        # So is a bold line that says what will be done, whose number begins with that of an objective.
        add(words, said, "code", 0.85, OPERATIONAL, code, state, lead=line.lead)
        return True
    if state.lead or state.context.section:
        multi = len(re.findall(r"\d+|(?<=[.\-_])[A-Za-z]$", code)) > 1
        if (
            (lettered or multi)
            and not heading_number(line, code, state)
            and not runs_on(words, line, code=True)
        ):
            if line.level and not lettered and not state.lead:
                return False
            kind = (
                STRATEGIC
                if state.lead_kind == STRATEGIC
                or (state.context.section == "SeS" and state.lead_kind != ACTION)
                else OPERATIONAL
            )
            add(words, said, "code", 0.9 if state.lead else 0.8, kind, code, state, lead=line.lead)
            return True
    if (
        lettered
        and alone
        and dashed
        and state.coded[shape_of(code)] >= 2
        and len(words.split()) > 1
    ):
        add(words, said, "code", 0.8, OPERATIONAL, code, state)
        return True
    if state.eager and counts_on(line, code, state):
        add(words, said, "guess", 0.5, OPERATIONAL, code, state, lead=line.lead)
        return True
    return False


def _foreign(code: str, words: str, state: State) -> bool:
    """Whether a number is that of a chapter about something else, or of a part of one: 1.1 of «1. Analisi di contesto».

    Their objectives say by a verb what will be done.
    """
    if not code[0].isdigit() or form_of(words) == INFINITIVE:
        return False
    parts = code.split(".")
    return any(".".join(parts[:count]) in state.foreign for count in range(1, len(parts) + 1))
