"""The lines of a document that could be objectives, each with what stands above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from trama.plans.readers.documents import forms
from trama.plans.readers.documents.blocks import Block, Line
from trama.plans.readers.documents.kinds import (
    coded_in,
    is_lead,
    mission_named,
    named_in,
    programme_named,
    section_of,
    stated_in,
)
from trama.plans.readers.documents.labels import field_in, label_of
from trama.plans.readers.documents.offices import office_of

LARGER, OVER, CAPTION, WITHIN, LABEL = 18, 19, 20, 25, 30
LONGEST = 900


@dataclass(slots=True)
class Verdict:
    """What the evidence says of the lines of a document, by their `id`.

    `taken` are objectives, with how sure that is; `weak` are those of them that no caption calls so. `refused` are
    none, `words` are those of objectives whose line holds others too, `groups` but gather those below them, `past` give account of past years and what is `against` stands in a
    part that speaks against objectives. `guessed` are those of the `taken` that nothing but their form speaks for.
    """

    taken: dict[int, float] = field(default_factory=dict)
    weak: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    words: dict[int, str] = field(default_factory=dict)
    past: set[int] = field(default_factory=set)
    against: set[int] = field(default_factory=set)
    guessed: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Candidate:
    """A line that could be an objective.

    `sign` is its bullet or number, or `head`, `lead` or `plain`; `leaning` and `above` are those of its `caption`, which
    stands at `stood`, and of the captions over that; `chapter` is where the heading over it stands, its rank and the heading over that; `lead` is that of the sentence before its list, the `section`.
    """

    line: Line
    words: str
    sign: str
    depth: int
    caption: str
    leaning: float
    above: float
    lead: float
    budget: bool
    section: int
    stood: int
    chapter: tuple[int, int, int] = (-1, 0, -1)
    form: str = ""


@dataclass(slots=True)
class _Caption:
    rank: int
    text: str
    leaning: float
    place: int
    owns: bool = False
    titled: bool = False
    used: bool = False
    opened: bool = False


def candidates(blocks: Sequence[Block], start: str, verdict: Verdict) -> Iterator[Candidate]:
    """Yield the lines that could be objectives, each with what stands above it."""
    stack: list[_Caption] = []
    lead, budget, section, owned = 0.0, False, 0, False
    labels = Counter(_label(block) for block in blocks if isinstance(block, Line))
    large = _larger(blocks)
    for place, block in enumerate(blocks):
        if not isinstance(block, Line):
            if _against(stack):
                verdict.against.add(id(block))
            if _in_past(stack, start):
                verdict.past.add(id(block))
            lead = 0.0
            continue
        text = " ".join(block.text.split())
        rank = LARGER if id(block) in large else _rank(block, text)
        named = named_in(text) if rank or len(text) < 120 else None
        if section_of(text) or (named and (named.mission or named.programme or named.number)):
            rank = rank or (CAPTION if not block.marker else 0)
            budget = budget or bool(named and (named.mission or named.programme))
        short = rank or len(text) < 90
        known = not short or named or _named(text) or _office(text)
        # What an objective says of competences or resources is no caption.
        leaning = 0.0 if known or _objective(text, block.level) else forms.leaning(text, start)
        if leaning < 0 and form_of(_unnumbered(block, text)) == forms.INFINITIVE:
            # «Lavorare: imprese, nuove competenze» says what to do, whatever it names.
            leaning = leaning if forms.is_past(text, start) else 0.0
        if leaning <= 0 and forms.aims(text) and _alone(blocks, place):
            leaning = forms.STRONG
        if not rank and _labels(block, text, leaning):
            rank = LABEL
        if (
            rank == CAPTION
            and id(block) not in verdict.taken
            and any(one.rank == CAPTION and one.titled for one in stack)
        ):
            # A caption within what a title of the same look owns.
            rank = WITHIN
        if rank == CAPTION:
            stack = _over(stack, place, leaning)
        held = [one for one in stack if one.rank < rank] if rank else stack
        if _in_past(held, start):
            verdict.past.add(id(block))
        if _against(held):
            verdict.against.add(id(block))
        if rank:
            words = _unnumbered(block, text)
            verdict.words[id(block)] = words
            if rank < LABEL and _candidate(block, words):
                yield _item(block, words, "head", rank, held, 0.0, budget, section)
            title = id(block) in verdict.taken
            owns = title or _objective(text, block.level)
            owns = owns or (
                any(one.owns for one in held) and not re.search("obiettiv", text, re.IGNORECASE)
            )
            leaning = 0.0 if title else leaning
            stack = [*held, _Caption(rank, text, leaning, place, owns, title)]
            # A sentence leads on over the titles of programmes within a list.
            lead = lead if named and named.programme and not block.level else 0.0
            section, owned = place, owns
            continue
        if block.marker:
            if _numbers(block, blocks[place + 1 : place + 2]):
                verdict.groups.add(id(block))
            elif _objective(text):
                owned = True
            elif _candidate(block, text) and not owned:
                sign = "•" if block.marker == "•" else "1"
                led = lead or _opened(stack)
                yield _item(block, text, sign, block.depth, stack, led, budget, section)
                for one in stack[-1:]:
                    one.used = True
            continue
        if _objective(text):
            owned = True
        if stack and stack[-1].leaning >= 0 and stack[-1].place == place - 1 and forms.opens(text):
            # The sentence below a title says that the objectives follow, whatever the title is.
            stack[-1].opened = True
        if text.endswith((":", " abbiamo")):
            if stack and stack[-1].rank == LABEL and stack[-1].used:
                stack.pop()
            lead, section = forms.leads(text), place
            continue
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        lead = forms.leads_on(text) if isinstance(after, Line) and after.marker else 0.0
        if lead > 0:
            section = place
            continue
        lead = 0.0
        if owned:
            continue
        label = _label(block)
        if label and labels[label] > 2:
            # Bold words that begin many paragraphs are a label, and what follows them says the thing.
            words = text[len(block.lead) :].strip(" .:–—-")
            leaning = forms.leaning(label, start)
            if leaning > 0 and _sentence(block, words):
                verdict.words[id(block)] = words
                held = [*stack, _Caption(LABEL, label, leaning, place)]
                yield _item(block, words, "plain", 0, held, 0.0, budget, section)
        elif block.lead and len(block.lead.split()) > 2 and _candidate(block, text):
            yield _item(block, text, "lead", 0, stack, 0.0, budget, section)
        elif stack and stack[-1].leaning == forms.STRONG and _sentence(block, text):
            yield _item(block, text, "plain", 0, stack, 0.0, budget, section)


def _over(stack: list[_Caption], place: int, leaning: float) -> list[_Caption]:
    """Return the captions above a bold line: one for objectives right above it is over it and those of its look.

    It ends with the first that speaks for itself.
    """
    last = stack[-1] if stack else None
    if leaning:
        return [one for one in stack if one.rank != OVER]
    if last and last.rank == CAPTION and last.leaning == forms.STRONG and last.place == place - 1:
        last.rank = OVER
    return stack


def _alone(blocks: Sequence[Block], place: int) -> bool:
    """Whether a list stands right below a caption, and no other caption for objectives between the same headings."""
    after = blocks[place + 1 : place + 2]
    if not after or not isinstance(after[0], Line) or not after[0].marker:
        return False
    for way in (blocks[place + 1 :], reversed(blocks[:place])):
        for block in way:
            if not isinstance(block, Line) or block.marker:
                continue
            text = " ".join(block.text.split())
            named = named_in(text)
            if block.level or (named and named.programme):
                break
            if is_lead(text) or (len(text) < 90 and forms.leaning(text) == forms.STRONG):
                return False
    return True


def _opened(stack: Sequence[_Caption]) -> float:
    """Return how far a sentence below a title further up leads to the lists under the titles below it."""
    for one in reversed(stack):
        if one.opened:
            return 2.0
        if one.leaning:
            break
    return 0.0


def _label(line: Line) -> str:
    """Return the bold words that a paragraph begins with and goes on after."""
    lead = line.lead.strip(" .:–—-")
    return lead if lead and not line.level and len(line.text) > len(line.lead) + 10 else ""


def _named(text: str) -> bool:
    """Whether a text is the name of a budget mission or programme."""
    return len(text) < 130 and bool(mission_named(text) or programme_named(text))


def _office(text: str) -> bool:
    return office_of(text) is not None or text.lower().startswith("assessor")


def _numbers(line: Line, after: Sequence[Block]) -> bool:
    """Whether the number of an item begins the code of the line below it: 1. of 1.1."""
    number = re.sub(r"\D", "", line.marker)
    coded = coded_in(after[0].text) if number and after and isinstance(after[0], Line) else None
    return coded is not None and coded[0].startswith(f"{number}.")


def _unnumbered(line: Line, text: str) -> str:
    """Return a heading without its number, which is the document's own."""
    return (
        re.sub(r"^\d{1,2}(?:\.\d{1,2}){0,4}[.)]?\s+(?=[^\W\d_])", "", text) if line.level else text
    )


def _objective(text: str, level: int = 0) -> bool:
    """Whether a line states an objective by its word or its code, so that what follows is part of it.

    The numbers of headings are the document's own.
    """
    stated = stated_in(text)
    if stated and stated.words:
        return bool(stated.code or stated.sure)
    coded = coded_in(text)
    if not coded:
        return False
    code = coded[0]
    return bool(re.match(r"[A-Za-z]", code)) or (
        not level and len(re.findall(r"\d+", code)) > 1 and form_of(coded[2]) in forms.INTENTION
    )


def _sentence(line: Line, text: str) -> bool:
    """Whether a paragraph without any sign says in one sentence what will be done."""
    if len(text) > 300 or not _candidate(line, text) or re.match(r"[^:]{3,40}:\s", text):
        return False
    told = form_of(text) in forms.INTENTION - {forms.QUESTION}
    return told and not re.search(r"\w{3,}\.\s+[A-Z]", text)


def form_of(text: str) -> str:
    """Return the form of a text; the name of a budget mission or programme is but a name."""
    return forms.OTHER if _named(text) else forms.form_of(text)


def _against(stack: Sequence[_Caption]) -> bool:
    return next((one.leaning for one in reversed(stack) if one.leaning), 0.0) == forms.AGAINST


def _in_past(stack: Sequence[_Caption], start: str) -> bool:
    """Whether the captions above, from the nearest to the first that speaks for objectives, are of past years."""
    for one in reversed(stack):
        if one.leaning > 0:
            return False
        if forms.is_past(one.text, start):
            return True
    return False


def _item(
    line: Line,
    text: str,
    sign: str,
    depth: int,
    stack: Sequence[_Caption],
    lead: float,
    budget: bool,
    section: int,
) -> Candidate:
    last = stack[-1] if stack else _Caption(0, "", 0.0, 0)
    above = next((one.leaning for one in reversed(stack[:-1]) if one.leaning), 0.0)
    plain = re.sub(r"[\W\d_]+", " ", last.text.lower()).strip()
    words = line.lead if sign == "lead" else text
    form = forms.OTHER if _WORD.match(words) else form_of(words)
    over = [one for one in stack if one.rank < CAPTION]
    chapter = (over[-1].place, over[-1].rank) if over else (-1, 0)
    parent = over[-2].place if len(over) > 1 else -1
    return Candidate(
        line,
        text,
        sign,
        depth,
        plain,
        last.leaning,
        above,
        lead,
        budget,
        section,
        last.place,
        (*chapter, parent),
        form,
    )


def _rank(line: Line, text: str) -> int:
    if line.level:
        return line.level
    alone = line.bold or (text.isupper() and len(text) > 5)
    return CAPTION if alone and not line.marker and len(text) < 200 else 0


def _larger(blocks: Sequence[Block]) -> set[int]:
    """Return the bold lines set in larger letters than most others, which are over captions as headings are."""
    bold = [one for one in blocks if isinstance(one, Line) and _rank(one, one.text) == CAPTION]
    plain = Counter(one.size for one in blocks if isinstance(one, Line) and one not in bold)
    usual = max(plain, key=lambda size: plain[size], default=0.0) or 12.0
    large = [one for one in bold if one.size > 1.15 * usual]
    return {id(one) for one in large} if len(large) < len(bold) else set()


def _labels(line: Line, text: str, leaning: float) -> bool:
    """Whether a plain line is but a caption: it is short, says what comes, and is no sentence."""
    if line.marker or len(text) > 70 or text.endswith((".", ";", ",")):
        return False
    plain = text.rstrip(" :")
    given = field_in(text)
    if given and given[2]:
        return False
    if is_lead(text) or label_of(plain):
        return True
    if text.endswith(":"):
        says = leaning < 0 or leaning == forms.STRONG
        return says and len(plain.split()) < 6 and form_of(plain) == forms.OTHER
    return bool(leaning) and len(plain.split()) < 7 and form_of(plain) == forms.OTHER


# «Verifica. Lo stato di attuazione …»: one word before a sentence says what this is about.
_WORD = re.compile(r"[A-ZÀ-Ù][^\W\d_]+\.\s+[A-ZÀ-Ù]")


def _candidate(line: Line, text: str) -> bool:
    """Whether a line could be an objective that says so neither by a word nor by a code."""
    if len(text) > LONGEST or len(text.split()) < 2:
        return False
    if field_in(text) or named_in(text) or section_of(text) or is_lead(text) or label_of(text):
        return False
    if line.level and office_of(text):
        return False
    coded = coded_in(text)
    return not coded and not stated_in(text)
