"""The titles of a plan: sections, Missions, programmes, chapters, offices, and what leads to objectives."""

from __future__ import annotations

import re
from dataclasses import replace

from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.forms import INTENTION, form_of, is_past
from trama.plans.readers.documents.kinds import (
    Named,
    family_of,
    heads_objectives,
    is_lead,
    named_in,
    section_of,
)
from trama.plans.readers.documents.labels import field_in, label_of, loose_label
from trama.plans.readers.documents.offices import OFFICE, office_of
from trama.plans.readers.documents.proposal import ACTION, OPERATIONAL, STRATEGIC, Said
from trama.plans.readers.documents.state import State


def take_title(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a line is the title of a section, a Mission, a programme or a chapter."""
    context = state.context
    if line.depth and line.marker == "•":
        return _programme_of(text, said, state)
    alone = line.level or line.bold or line.text.isupper() or len(text) < 120
    alone = alone or id(line) in state.budgeted or _budget(text)
    if not alone:
        return False
    if "|" in text and state.current is not None and not line.level:
        return False
    answers = _ANSWERS.search(text)
    if answers and answers["who"].strip() and named_in(text[: answers.start()]):
        text = text[: answers.start()].rstrip(" –—-,;(")
    section = section_of(text)
    named = None if section else named_in(text)
    labelled = re.match(r"(?:missione|programma)\s*:", text, re.IGNORECASE)
    labelled = None if id(line) in state.budgeted else labelled
    if named and labelled and state.current is not None and not (line.level or line.bold):
        put(state.current, "programme" if named.programme else "mission", "", said)
        return True
    if not section and not named:
        return False
    heads = id(line) in state.budgeted
    plain = not line.level and not line.bold and not text.isupper() and not heads
    if named and plain and text.endswith((".", ";")) and len(text) > 60:
        return False
    if (
        named
        and plain
        and state.current is not None
        and not state.current.mission
        and not named.word
    ):
        # Objectives that come before their budget mission have it below them, and may have their office behind it.
        put(state.current, "programme" if named.programme else "mission", "", said)
        office = re.split(r"\s[–—|-]\s|[;,]\s", text)[-1].strip(" .()")
        if OFFICE.match(office) and named.programme and not state.current.responsible:
            put(state.current, "responsible", "", Said(office, line.mark, line.where))
        if state.current.kind == STRATEGIC:
            context.lent = (state.current.mission, state.current.programme)
        return True
    own = named is not None and named.programme and not named.mission and not context.programme
    current = state.current
    lone = current is not None and current.mission == context.mission and not current.programme
    if own and plain and lone and current is not None and current.mission:
        # Where no programme stands above an objective, the plain line below it names its own.
        put(current, "programme", "", said)
        return True
    context.banner(text, line)
    if answers and answers["who"].strip():
        role = "office" if answers["label"].lower().startswith("assess") else "responsible"
        who = Said(answers["who"].strip(), line.mark, line.where)
        context.answers(role, answers["label"], who, beside=True)
    if heads and not context.responsible:
        office = _IN_BRACKETS.search(text)
        if office and OFFICE.match(office[1]):
            context.answers("responsible", "", Said(office[1], line.mark, line.where))
    if line.level:
        told = "" if section or (named and not named.word) else named.name if named else text
        context.heading(replace(line, text=told))
    state.current, state.role, state.lead = None, "", 0
    state.group = []
    state.lead_kind = "bare" if named else ""
    if state.announced and line.level and line.level <= state.announced:
        state.announced = 0
    if state.announced and named:
        state.lead, state.lead_kind, state.lead_depth = 1, OPERATIONAL, 0
        state.weak = True
    return True


def _budget(text: str) -> bool:
    """Whether a line is a budget mission and its programme with their names, however long these are."""
    named = named_in(text) if len(text) < 240 and text.lower().startswith("mission") else None
    return named is not None and bool(named.mission and named.programme)


def _programme_of(text: str, said: Said, state: State) -> bool:
    """Whether an item below an objective names its budget programme."""
    named = named_in(text)
    row = state.current
    if row is None or row.programme or named is None or not named.programme or len(text) > 120:
        return False
    if named.mission and row.mission and named.mission != row.mission:
        return False
    put(row, "programme", "", said)
    return True


_ANSWERS = re.compile(
    r"[–—(,;|-]\s*(?P<label>resp(?:\.|onsabile)|referente|dirigente|assessor[ea]|capofila)\s*:\s*(?P<who>[^():;|]{3,70}?)\)?$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^()]{4,80})\)\s*:?$")


def take_office(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a line is the heading of an office, whose objectives come next."""
    headed = line.level or ((line.bold or text.isupper()) and not line.marker)
    office = office_of(text)
    # «Settore Servizi sociali – dott.ssa Ferri» heads what comes next however it is set.
    named = office is not None and office[1] and not line.marker and state.current is None
    if office is None or not (headed or named):
        return False
    if state.role in ("responsible", "office", "actors") and not line.level:
        return False
    if line.level:
        state.context.heading(line)
    state.context.office(text, line)
    state.current, state.role = None, ""
    if state.lead:
        state.lead = 1
    return True


def take_chapter(line: Line, code: str, words: str, state: State) -> bool:
    """Whether a heading with a code is but the name of a chapter, in a plan whose codes say which objectives are."""
    if not line.level or family_of(code) or not code[:1].isalpha() or form_of(words) in INTENTION:
        return False
    if sum(family_of(one) == "objective" for one in state.codes) < 2:
        return False
    state.context.enter(Named(word="linea", number=code, name=words), line.text, line)
    state.context.heading(replace(line, text=words))
    state.current, state.role, state.lead, state.group = None, "", 0, []
    return True


def is_caption(text: str) -> bool:
    """Whether a bold line reads as the caption of what follows."""
    return len(text) < 90 and not text.endswith((".", ";", ",")) and not field_in(text)


_LED_BY = re.compile(r"(?P<lead>[^():]{4,60}?)\s*[(–—-]\s*(?P<told>[^():]{4,40}:[^():]{3,90}?)\)?")
_OF_OFFICE = re.compile(
    r"(?P<lead>(?:gli\s+)?obiettivi(?:\s+(?:operativi|gestionali|esecutivi|specifici|annuali|di\s+(?:peg|performance|gestione)))?)\s+"
    r"(?:(?:assegnati|affidati|attribuiti|in\s+capo|di\s+competenza)\s+)?(?:d?all['’]|d?all[aeo]\s|al\s|ai\s|d[aei]l?\s|dell['’]|dell[aeo]\s)\s*"
    r"(?P<who>(?-i:[A-Z]).{3,80}?)\s*:?",
    re.IGNORECASE,
)


def led_by(line: Line, text: str) -> tuple[str, str, str, str] | None:
    """Return what leads to the objectives of one body, and the role, the label and the name of that body.

    «Obiettivi (Responsabile: Dirigente Ambiente)» does, and «Obiettivi dell'Area Tecnica:».
    """
    led = _LED_BY.fullmatch(text)
    told = field_in(led["told"]) if led and is_lead(led["lead"]) else None
    if led and told and told[0] in ("responsible", "office") and told[2]:
        return led["lead"], *told
    owned = _OF_OFFICE.fullmatch(text)
    alone = line.level or line.bold or text.endswith(":")
    if owned and alone and OFFICE.match(owned["who"]):
        return owned["lead"], "responsible", "", owned["who"]
    return None


def take_caption(line: Line, text: str, state: State) -> bool:
    """Whether a line is the caption of a table that belongs to the card above it, such as «Tempi di realizzazione»."""
    if state.current is None or state.current.rule != "sheet" or not is_caption(text):
        return False
    role = loose_label(text) if (line.bold or text.isupper()) and not line.marker else ""
    if role not in ("phase", "period", "indicator", "target", "staff", "budget"):
        return False
    state.role, state.label = role, text
    return True


def take_heading(line: Line, text: str, state: State) -> None:
    """Go under a heading, or take it for one that announces objectives."""
    context = state.context
    state.group = []
    if is_lead(text):
        context.past = False
        state.lead, state.lead_depth, state.weak = 1, 0, False
        low = text.lower()
        state.lead_kind = (
            STRATEGIC
            if "strategic" in low and "operativ" not in low
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
        context.chapter_ends(line)
        context.above = ""
        if heads_objectives(text) and not is_past(text, state.start):
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
            state.weak = True
