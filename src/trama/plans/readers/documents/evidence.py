"""Which lines of a document are objectives by what speaks for them together.

No sign is enough by itself: what the captions above say, what the sentence before leads to, in which form the
items of one kind speak, and how often that kind comes back under the same caption are weighed for all lines of
a kind at once, so that sections which are laid out alike are read alike.
"""

from __future__ import annotations

import itertools
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
    office_of,
    programme_named,
    section_of,
    stated_in,
)
from trama.plans.readers.documents.labels import field_in, label_of

TAKEN, REFUSED = 2.5, -1.0
ENOUGH = 4
CAPTION, WITHIN, LABEL = 20, 25, 30
LONGEST = 900


@dataclass(slots=True)
class Verdict:
    """What the evidence says of the lines of a document, by their `id`.

    `taken` are objectives, with how sure that is; `weak` are those of them that no caption calls so. `refused` are
    none, `groups` but gather those below them, `past` give account of past years and what is `against` stands in a
    part that speaks against objectives.
    """

    taken: dict[int, float] = field(default_factory=dict)
    weak: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    past: set[int] = field(default_factory=set)
    against: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Item:
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
    form: str = ""


Key = tuple[str, float, float, str, int]


def weigh(blocks: Sequence[Block], start: str = "") -> Verdict:
    """Return which lines are objectives; `start` is the year in which the plan begins, if it says so."""
    verdict = Verdict()
    titles = [item for item in _items(blocks, start, verdict) if item.sign == "head"]
    # What comes back word for word heads something else each time.
    again = Counter(item.words for item in titles)
    titles = [item for item in titles if again[item.words] < 3]
    _weigh(titles, verdict)
    # What stands below a title that is an objective is part of it.
    items = [item for item in _items(blocks, start, verdict) if item.sign != "head"]
    _weigh(items, verdict)
    _nest(items, verdict)
    return verdict


def _weigh(items: Sequence[_Item], verdict: Verdict) -> None:
    """Judge all items of a kind together."""
    repeated = Counter(caption for _, caption in {(item.stood, item.caption) for item in items})
    kinds: dict[Key, list[_Item]] = {}
    for item in items:
        named = item.leaning != 0 or repeated[item.caption] > 1
        key = (item.caption if named else "", item.above, item.lead, item.sign, item.depth)
        kinds.setdefault(key, []).append(item)
    scores = {key: _score(found) for key, found in kinds.items()}
    captioned = sum(
        len(found)
        for key, found in kinds.items()
        if scores[key] >= TAKEN and found[0].leaning == forms.STRONG
    )
    for key, found in kinds.items():
        _judge(found, scores[key], captioned, verdict)


def _judge(found: list[_Item], score: float, captioned: int, verdict: Verdict) -> None:
    ids = [id(item.line) for item in found]
    strong = found[0].leaning == forms.STRONG
    # Where the plan has a caption for its objectives, what stands under another is none.
    if score <= REFUSED or (captioned >= ENOUGH and not strong and found[0].leaning < 0):
        verdict.refused.update(ids)
    elif score >= TAKEN + (1.5 if captioned >= ENOUGH and not strong else 0):
        sure = min(0.95, 0.6 + 0.06 * score)
        ids = [id(item.line) for item in (found if strong else _of_one_mind(found))]
        verdict.taken.update(dict.fromkeys(ids, round(sure, 2)))
        if not strong and found[0].above != forms.STRONG and found[0].lead <= 0:
            verdict.weak.update(ids)


def _of_one_mind(found: list[_Item]) -> list[_Item]:
    """Return the items of a kind without those that say nothing to do, where nearly all others do.

    A list is one: it goes out as a whole, if nothing in it is an intention.
    """
    if _share(found, forms.INTENTION) < 0.7:
        return found
    minded = {item.section for item in found if item.form in forms.INTENTION}
    single = found[0].sign in ("head", "lead", "plain")
    return [
        item
        for item in found
        if item.form in forms.INTENTION or (not single and item.section in minded)
    ]


def _nest(items: list[_Item], verdict: Verdict) -> None:
    """Let only one level of a list be objectives: the first that is, unless it but names what those below do."""
    sections: dict[int, list[_Item]] = {}
    for item in items:
        if item.sign not in ("head", "plain", "lead"):
            sections.setdefault(item.section, []).append(item)
    for section in sections.values():
        depths = sorted({item.depth for item in section})
        for upper, lower in itertools.pairwise(depths):
            high = [item for item in section if item.depth == upper]
            low = [item for item in section if item.depth == lower]
            if not any(id(item.line) in verdict.taken for item in low):
                continue
            says, does = _share(high, forms.INTENTION), _share(low, forms.INTENTION)
            gathers = says < 0.5 and does - says > 0.3
            bold = all(item.line.bold for item in high) and not any(item.line.bold for item in low)
            gathers = gathers or (bold and does > 0.6)
            if not gathers and not any(id(item.line) in verdict.taken for item in high):
                continue
            for item in high if gathers else [one for one in section if one.depth > upper]:
                verdict.taken.pop(id(item.line), None)
                (verdict.groups if gathers else verdict.refused).add(id(item.line))
            if not gathers:
                break


def _share(items: Sequence[_Item], wanted: frozenset[str]) -> float:
    return sum(item.form in wanted for item in items) / max(1, len(items))


def _score(found: list[_Item]) -> float:
    first = found[0]
    count = Counter(item.form for item in found)
    share = {form: number / len(found) for form, number in count.items()}
    score = (
        3.0 * share.get(forms.FUTURE, 0)
        + 1.5 * share.get(forms.INFINITIVE, 0)
        + 1.0 * share.get(forms.QUESTION, 0)
        + 0.7 * share.get(forms.DEVERBAL, 0)
        - 5.0 * share.get(forms.DONE, 0)
        - 4.0 * share.get(forms.COUNT, 0)
        - 4.0 * share.get(forms.NORM, 0)
        - 1.0 * share.get(forms.OTHER, 0)
    )
    score += first.leaning or 0.7 * first.above
    if first.leaning > 0 > first.above:
        score += 0.5 * first.above
    score += first.lead
    words = sum(len(item.words.split()) for item in found) / len(found)
    if words < 3.5:
        score -= 1.5
    if first.budget:
        score += 0.5
    sections = len({item.section for item in found})
    score += 0.7 if sections > 2 else 0
    if _share(found, forms.INTENTION) > 0.9:
        score += 0.6 if len(found) > 9 else 0.3 if len(found) > 4 else 0
    if first.sign in ("head", "plain", "lead"):
        # A title, or a sentence that has no sign, must be one of several that say what will be done.
        intention = _share(found, forms.INTENTION)
        score -= 0 if intention > 0.7 else 2.0
        if first.sign != "plain" and len(found) < 3:
            score -= 2.0
    return score


@dataclass(slots=True)
class _Caption:
    rank: int
    text: str
    leaning: float
    place: int
    owns: bool = False
    titled: bool = False
    used: bool = False


def _items(blocks: Sequence[Block], start: str, verdict: Verdict) -> Iterator[_Item]:
    """Yield the lines that could be objectives, each with what stands above it."""
    stack: list[_Caption] = []
    lead, budget, section, owned = 0.0, False, 0, False
    for place, block in enumerate(blocks):
        if not isinstance(block, Line):
            if _against(stack):
                verdict.against.add(id(block))
            lead = 0.0
            continue
        text = " ".join(block.text.split())
        rank = _rank(block, text)
        named = named_in(text) if rank or len(text) < 120 else None
        if section_of(text) or (named and (named.mission or named.programme or named.number)):
            rank = rank or (CAPTION if not block.marker else 0)
            budget = budget or bool(named and (named.mission or named.programme))
        short = rank or len(text) < 90
        known = not short or named or _named(text) or _office(text)
        leaning = 0.0 if known else forms.leaning(text, start)
        if not rank and _labels(block, text, leaning):
            rank = LABEL
        if (
            rank == CAPTION
            and id(block) not in verdict.taken
            and any(one.rank == CAPTION and one.titled for one in stack)
        ):
            # A caption within what a title of the same look owns.
            rank = WITHIN
        held = [one for one in stack if one.rank < rank] if rank else stack
        if _in_past(held, start):
            verdict.past.add(id(block))
        if _against(held):
            verdict.against.add(id(block))
        if rank:
            words = unnumbered(block, text)
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
                yield _item(block, text, sign, block.depth, stack, lead, budget, section)
                for one in stack[-1:]:
                    one.used = True
            continue
        if _objective(text):
            owned = True
        if text.endswith((":", " abbiamo")):
            if stack and stack[-1].rank == LABEL and stack[-1].used:
                stack.pop()
            lead, section = forms.leads(text), place
            continue
        lead = 0.0
        if owned:
            continue
        if block.lead and len(block.lead.split()) > 2 and _candidate(block, text):
            yield _item(block, text, "lead", 0, stack, 0.0, budget, section)
        elif stack and stack[-1].leaning == forms.STRONG and _sentence(block, text):
            yield _item(block, text, "plain", 0, stack, 0.0, budget, section)


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


def unnumbered(line: Line, text: str) -> str:
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
) -> _Item:
    last = stack[-1] if stack else _Caption(0, "", 0.0, 0)
    above = next((one.leaning for one in reversed(stack[:-1]) if one.leaning), 0.0)
    plain = re.sub(r"[\W\d_]+", " ", last.text.lower()).strip()
    words = line.lead if sign == "lead" else text
    form = form_of(words)
    return _Item(
        line, text, sign, depth, plain, last.leaning, above, lead, budget, section, last.place, form
    )


def _rank(line: Line, text: str) -> int:
    if line.level:
        return line.level
    alone = line.bold or (text.isupper() and len(text) > 5)
    return CAPTION if alone and not line.marker and len(text) < 200 else 0


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
