"""Labels below an objective, with their values, put into its row."""

from __future__ import annotations

import re

from trama.plans.readers.documents.adding import add
from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.forms import INFINITIVE, form_of
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.kinds import (
    coded_in,
    is_lead,
    named_in,
    stated_in,
    tidy_code,
)
from trama.plans.readers.documents.labels import field_in, label_of, loose_label
from trama.plans.readers.documents.measured import (
    aims,
    bracketed,
    dated,
    is_measure,
    listed,
    valued,
)
from trama.plans.readers.documents.offices import OFFICE
from trama.plans.readers.documents.proposal import (
    OPERATIONAL,
    STRATEGIC,
    Said,
)
from trama.plans.readers.documents.state import State, spoken_for, titled
from trama.plans.readers.documents.values import period_of, targets_in
from trama.plans.readers.goals import goals_in


def take_label(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a line is a label with its value, or a label whose value comes next."""
    if state.current is not None and re.search(r"\s[|·]\s", text) and _barred(text, said, state):
        return True
    if _responsible(text, said, state):
        return True
    # Two blanks may part a label from its value.
    found = field_in(text) or field_in(line.text) or _named(text, state)
    if not found:
        return False
    role, label, value = found
    if role == "code" and re.search(r"\d", value) and (state.current is None or state.code_first):
        # The code of a card stands before its words.
        state.code_first, state.code, state.current = True, tidy_code(value), None
        return True
    if role in ("title", "strategic") and not value:
        return False
    if role == "title" and value and (":" in text or "  " in line.text):
        aimed = re.match(r"[a-zà-ù]{2,}(?:are|ere|ire|rre|rsi)\b", value)
        if value[0].islower() and not (line.level or line.bold or line.marker or aimed):
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
        state.role, state.label, state.waiting = role, label, True
        return True
    one = Said(value, said.mark, said.where)
    if state.current is None:
        if role == "responsible" and state.tabled:
            # The line below a table gives its objectives to somebody.
            for row in state.tabled:
                put(row, role, label, _alone(one))
            state.tabled = []
            return True
        if role in ("responsible", "office"):
            both = _BOTH.fullmatch(value) if role == "office" else None
            if both:
                # A row of a box, printed as a line: the politician, and who answers.
                one = Said(both["who"], said.mark, said.where)
                role, label = "responsible", both["label"]
            state.context.answers(role, label, _alone(one))
            return True
        return False
    if role == "responsible":
        one = _alone(one)
    if not line.marker:
        _of_all(role, label, one, state)
    put(state.current, role, label, one)
    state.role, state.label = (
        (role, label) if role in ("description", "results", "indicator", "phase") else ("", "")
    )
    return True


def take_facts(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a paragraph below an objective tells several facts of it, label by label."""
    if state.current is None or line.level:
        return False
    if line.marker and _BUDGET.fullmatch(text):
        # An item that is but a budget code tells of the objective above it.
        put(state.current, "programme", "", said)
        return True
    if line.marker and state.lead and not state.role:
        return False
    if (line.bold or text.isupper()) and named_in(text):
        return False
    given = field_in(text)
    lead, facts = facts_in(text)
    if given and given[0] in ("indicator", "results"):
        yearly = len(targets_in(valued(given[2])[1])) > 1 or len(listed(given[2])) > 1
        if yearly and {role for role, _, _ in facts} <= {"indicator", "results", "target"}:
            return False
    if len(facts) < 2 and not (facts and lead and len(text) > 60):
        return False
    if not _TITLED.match(text) and (stated_in(text) or coded_in(text)):
        return False
    office = _office_beside(lead, text) if {"mission", "programme"} & {f[0] for f in facts} else ""
    if office and not spoken_for(state.current):
        put(state.current, "responsible", "", Said(office, said.mark, said.where))
    elif lead:
        state.current.description.append(Said(lead, said.mark, said.where))
    for role, label, value in facts:
        told = Said(value, said.mark, said.where)
        _of_all(role, label, told, state)
        put(state.current, role, label, told)
        if role in ("mission", "programme") and state.current.kind == STRATEGIC:
            # What a strategic objective is of holds for those that serve it.
            state.context.lent = (state.current.mission, state.current.programme)
    state.role = ""
    return True


def _office_beside(lead: str, text: str) -> str:
    """Return the office that stands before a budget mission and programme or behind them; empty if none does."""
    if OFFICE.match(lead) and len(lead) < 80:
        return lead
    last = re.split(r"\s[–—|-]\s|[;,]\s", text)[-1].strip(" .()")
    return last if OFFICE.match(last) and len(last) < 80 and ":" not in text else ""


def take_measure(line: Line, text: str, said: Said, state: State) -> bool:
    """Whether a line or an item below an objective is an indicator and its values by year."""
    if state.current is None or line.level or line.bold or len(text) > 220:
        return False
    text = re.sub(r"^[•▪■●*–-]\s+", "", text)
    if field_in(line.text) or field_in(text) or named_in(text):
        return False
    if stated_in(text) or coded_in(text):
        return False
    last = state.current.measures[-1] if state.current.measures else None
    if re.fullmatch(r"20[1-6]\d\s*[:=].*", text) and last is not None and not last.aims:
        put(state.current, "target", "", Said(text, said.mark, said.where))
        return True
    if text.endswith(("]:", "):")) and bracketed(text.rstrip(":"))[1]:
        # The values of an indicator stand in the next line.
        put(state.current, "indicator", "", Said(text.rstrip(":"), said.mark, said.where))
        return True
    name, values = valued(text)
    named = state.role == "indicator"
    days = dated(text)
    if days and not values:
        if line.marker and not named and not is_measure(text, below=titled(state)):
            return False
        put(state.current, "indicator", "", said)
        return True
    if (
        label_of(name)
        or not values
        or not name
        or re.match(r"20[1-6]\d\s*[:=]", name)
        or len(name.split()) > (25 if named else 12)
        or re.search(r"[^\W\d_]{3}[.;]\s", name)
    ):
        return False
    several = len(targets_in(values)) > 1
    if not several and not bracketed(name)[1]:
        return False
    if line.marker and not named and (not several or aims(name)):
        # An item that says what will be done, with its values, is an objective.
        return False
    put(state.current, "indicator", "", said)
    return True


def run_in(line: Line, text: str) -> str:
    """Return the text of a paragraph with a colon after the bold label that it begins with: «Obiettivo. Aprire …»."""
    label = line.lead.strip(" .:–—-")
    if not label or line.level or len(label) > 45 or not text.startswith(label):
        return text
    rest = text[len(label) :].lstrip(" .:–—-")
    return f"{label}: {rest}" if rest and label_of(label) and not coded_in(text) else text


def _of_all(role: str, label: str, said: Said, state: State) -> None:
    """Give what stands below a list to all its items, if none of them has facts of its own."""
    if state.current not in state.group or role not in _SHARED:
        return
    for row in state.group:
        own = bool(row.measures) or (role in ("responsible", "office") and spoken_for(row))
        own = own or (role in ("mission", "programme") and bool(row.mission))
        if row is not state.current and not own:
            put(row, role, label, said)


_SHARED = frozenset(["responsible", "office", "mission", "programme"])


_WHO = re.compile(
    r"(?P<label>resp\.|responsabile|referente|dirigente|capofila)\s+(?P<who>(?-i:[A-Z]).{3,80})",
    re.IGNORECASE,
)
_MINDS = re.compile(
    r"(?P<label>se\s+ne\s+occupa(?:no)?|ne\s+rispond(?:e|ono)|ne\s+(?:è|sono)\s+responsabil[ei]|(?:è\s+)?a\s+cura\s+de(?:l|lla|llo|i|gli|lle|ll['’]))"
    r"\s*(?:(?:il|la|lo|i|gli|le)\s+|l['’]\s*)?(?P<who>(?:(?-i:[A-Z])|(?:arch|ing|dott|rag|geom|avv|prof)\w*\.)[^;:]{3,80}?)\.?",
    re.IGNORECASE,
)


def _titled(text: str) -> tuple[str, str, str] | None:
    found = _COLON.fullmatch(text)
    if not found or len(found["label"].split()) > 4 or not _NAME.fullmatch(found["value"]):
        return None
    role = loose_label(found["label"])
    return (role, found["label"], found["value"]) if role in _ANSWER else None


_ANSWER = ("responsible", "office")
_NAME = re.compile(r"(?:[^\W\d_]+\.\s?)*[A-ZÀ-Ú][^.;:!?]{4,70}")
_VALUES = re.compile(r"(?:valor|previsi|attes|traguard|quant)", re.IGNORECASE)
_COLON = re.compile(r"(?P<label>(?-i:[A-Z])[^:.;]{2,45}):\s+(?P<value>\S.*)", re.DOTALL)


def _named(text: str, state: State) -> tuple[str, str, str] | None:
    """Return what a line below an objective tells under a label that is known by but one of its words.

    Below a title, before any objective, it may tell who answers for all that follow.
    """
    if state.current is None:
        return _titled(text) if state.context.heads else None
    who = _WHO.fullmatch(text)
    if who and not text.endswith("."):
        return "responsible", who["label"], who["who"]
    who = _MINDS.fullmatch(text)
    if who:
        return "responsible", who["label"], who["who"]
    found = _COLON.fullmatch(text)
    last = state.current.measures[-1] if state.current.measures else None
    if found and last and not last.aims and _VALUES.match(found["label"]):
        values = targets_in(found["value"]) or goals_in(found["value"])
        return ("target", found["label"], found["value"]) if values else None
    if not found or len(found["label"].split()) > 5 or form_of(found["label"]) == INFINITIVE:
        return None
    role = loose_label(found["label"])
    if role not in ("responsible", "office", "indicator", "period", "actors", "baseline", "target"):
        return None
    return role, found["label"], found["value"]


_BUDGET = re.compile(r"m\w*\.?\s*\d{1,2}\s*[-–—/,.;|]?\s*p\w*\.?\s*\d{1,2}", re.IGNORECASE)
_TITLED = re.compile(r"(?:missione|programma)\b", re.IGNORECASE)


_BOTH = re.compile(
    r".{4,60}?\s(?P<label>responsabile|dirigente)\s*:?\s+(?P<who>(?-i:[A-Z]).{3,80})", re.IGNORECASE
)
_CODE = re.compile(
    r"(?:cod(?:ice|\.)\s+)(?=\S*\d)[A-Za-z]{0,4}[.\-]?\d[\w.\-]{0,12}", re.IGNORECASE
)


def _barred(text: str, said: Said, state: State) -> bool:
    """Put the facts of a line such as «M 01 – P 08 | Settore Affari Generali» into the objective at hand."""
    done = False
    for part in (one.strip() for one in re.split(r"\s[|·]\s", text)):
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
        elif (
            state.current is not None
            and state.current.measures
            and re.fullmatch(r"20[1-6]\d\s*[=:→–-]\s*\d.*", part)
        ):
            done = put(state.current, "target", "", one) or done
        elif state.current is not None and valued(part)[1]:
            done = put(state.current, "indicator", "", one) or done
        elif state.current is not None and _CODE.fullmatch(part):
            state.current.code = state.current.code or tidy_code(part.split()[-1])
        elif state.current is not None and period_of(part)[0] and re.match(r"[\d/ –-]+$", part):
            done = put(state.current, "period", "", one) or done
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
