"""A row added to what was recognised, or words that were left out."""

from __future__ import annotations

import re

from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.inline import facts_in, titled
from trama.plans.readers.documents.kinds import CODE, tidy_code
from trama.plans.readers.documents.proposal import (
    STRATEGIC,
    Left,
    Said,
)
from trama.plans.readers.documents.state import State

MAX_LEFT = 2_000


_WORD = re.compile(r"[^\W\d_]{3}")
_CODE_END = re.compile(
    rf"\s*[(\[]cod(?:ice|\.)?\s*(?:n\.?\s*)?(?P<code>{CODE})[)\]]",
    re.IGNORECASE,
)
_CODE_BEHIND = re.compile(
    r"\s*[(\[](?P<code>[A-Z]{0,5}[.\-_]?\d{1,3}(?:[.\-_/](?:\d{1,3}|[a-z]))+|[A-Z]{1,5}[.\-_]\d{1,3})[)\]]$"
)
_OFFICE_END = re.compile(
    r"(?:\s[–—-]\s*|\s*\()(?P<who>(?:Settore|Servizi[oi]?|Uffici[oi]?|Area|Direzione|Dipartimento|Unità)\s+[A-Z][^()–—;:]{2,60})\)?[.;]?$"
)


def add(
    words: str,
    said: Said,
    rule: str,
    sure: float,
    kind: str,
    code: str,
    state: State,
    *,
    listed: bool = False,
    lead: str = "",
) -> None:
    """Add an objective, with the facts that stand in its own words, under the titles at hand."""
    plain = " ".join(words.split()).strip()
    plain = re.sub(r"\s*(?:;|\(\*{1,3}\)[.;]?)$", "", plain)
    plain, facts = facts_in(plain)
    plain, rest = titled(plain, lead)
    if not _WORD.search(plain):
        return  # A page's number in a table of contents, or a mere code.
    code, state.code = code or state.code, ""
    ending = None if code else _CODE_END.search(plain) or _CODE_BEHIND.search(plain)
    if ending:
        code, plain = tidy_code(ending["code"]), f"{plain[: ending.start()]}{plain[ending.end() :]}"
    office = _OFFICE_END.search(plain)
    if office:
        plain = plain[: office.start()]
        facts = [*facts, ("responsible", "", office["who"])]
    made = state.context.row(plain.rstrip(" ;:"), said, rule, sure, kind, code)
    if rest:
        made.description.append(Said(rest, said.mark, said.where))
    for role, label, value in facts:
        put(made, role, label, Said(value, said.mark, said.where))
    state.group = [*state.group, made] if listed else []
    state.listed = state.group
    if not listed:
        state.lead = 3 if state.lead else 0
    if kind == STRATEGIC:
        made.section = made.section or ""
        if code:
            known = state.context.strategics.get(code)
            if known is None or known not in state.rows:
                state.context.strategics[code] = made
            state.context.above = code
    state.context.inherit(made)
    state.rows.append(made)
    state.current, state.role, state.label = made, "", ""
    state.whole = False


def leave(line: Line, why: str, state: State) -> None:
    """Note words that looked like an objective and were left out, and why."""
    if len(state.left) < MAX_LEFT:
        state.left.append(Left(" ".join(line.text.split())[:200], why, line.where))
