"""Objectives that nothing announces but their shape: the same labels come back below each, or a word counts them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from trama.plans.readers.documents.blocks import Block, Line, Table
from trama.plans.readers.documents.forms import INTENTION, form_of
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.kinds import (
    CODE,
    coded_in,
    family_of,
    is_lead,
    mission_named,
    named_in,
    section_of,
    tidy_code,
)
from trama.plans.readers.documents.labels import across, field_in, label_of
from trama.plans.readers.documents.offices import office_of
from trama.plans.readers.documents.owned import TOLD, facts_of_table
from trama.plans.readers.documents.proposal import Row

ENOUGH = 3
_FLAGS = re.IGNORECASE
_LABELLED = TOLD | {
    "mission",
    "unit",
    "baseline",
    "description",
    "upper",
    "weight",
    "kind",
    "budget",
}


@dataclass(slots=True)
class _Run:
    """Facts that follow each other: the first of their roles, all of them, and the lines right before."""

    first: str
    roles: set[str]
    before: list[Line] = field(default_factory=list)
    explained: bool = False


def shaped(blocks: Sequence[Block], rows: Sequence[Row]) -> tuple[set[int], set[int]]:
    """Return the `id` of lines that head objectives by their shape, and of those taken for objectives that are but chapters.

    `rows` are what a first reading found.
    """
    # What is only guessed by the facts below it may be the chapter of what is found otherwise.
    weak = {row.said.mark for row in rows if row.rule in ("facts", "headed")}
    found = {row.said.mark for row in rows}
    lines = [block for block in blocks if isinstance(block, Line)]
    taken = {id(line): line for line in lines if line.mark in weak}
    sure = {id(line) for line in lines if line.mark in found - weak}
    # Where one title of a look is a chapter, the others are.
    looks = {(taken[one].level, taken[one].bold) for one in over(blocks, sure) if one in taken}
    chapters = {one: line for one, line in taken.items() if (line.level, line.bold) in looks}
    heads = repeated(blocks, found - {line.mark for line in chapters.values()})
    return heads - taken.keys(), set(chapters)


def repeated(blocks: Sequence[Block], known: Container[str]) -> set[int]:
    """Return the `id` of each line that heads a block of facts, where blocks with the same labels come back.

    How a title looks does not matter: it stands as many lines before the facts as the others do. Blocks in which a
    passage is `known` to hold an objective, by its mark, are explained.
    """
    runs = _runs(blocks, known)
    count = Counter(run.first for run in runs)
    found: set[int] = set()
    for first, times in count.items():
        alike = [run for run in runs if run.first == first and (run.before or run.explained)]
        if times < ENOUGH or sum(run.explained for run in alike) > 0.3 * len(alike):
            continue
        headed = [run.before for run in alike if run.before]
        gaps = Counter(len(before) for before in headed)
        gap = gaps.most_common(1)[0][0] if gaps else 0
        heads = [before[max(0, len(before) - gap)] for before in headed]
        labels = Counter(_labelled(line) for line in heads)
        good = [
            line
            for line in heads
            if _heads(line) and (not _labelled(line) or labels[_labelled(line)] < ENOUGH)
        ]
        several = sum(len(run.roles) > 1 for run in alike) > len(alike) / 2
        aimed = sum(form_of(_words(line)) in INTENTION for line in good) > 0.5 * len(good)
        if len(good) > 0.8 * len(heads) and len(good) >= ENOUGH and (several or aimed):
            found |= {id(line) for line in good}
    return found | _counted(blocks, known)


def over(blocks: Sequence[Block], heads: Container[int]) -> set[int]:
    """Return the `id` of each title between which and any facts a line of the `heads` stands: it is their chapter."""
    found: set[int] = set()
    above: list[Line] = []
    for block in blocks:
        if isinstance(block, Table) or block.marker or _roles(block, told=False):
            above = []
        elif id(block) in heads:
            found.update(id(line) for line in above if _higher(line, block))
            above = []
        else:
            above.append(block)
    return found


def _higher(line: Line, other: Line) -> bool:
    if line.level:
        return not other.level or line.level < other.level
    return line.bold and not (other.level or other.bold)


def _runs(blocks: Sequence[Block], known: Container[str]) -> list[_Run]:
    runs: list[_Run] = []
    before: list[Line] = []
    below, covered = False, set[str]()
    current: _Run | None = None
    for block in blocks:
        roles = _roles(block, told=bool(before) or current is not None)
        if _marked(block, known):
            below, covered = True, set()
        if roles:
            if current is None:
                # One objective has facts of one kind but once.
                current = _Run(roles[0], set(), before, below and roles[0] not in covered)
                covered.add(roles[0])
                runs.append(current)
                before = []
            current.roles |= set(roles)
            current.explained = current.explained or _marked(block, known)
            continue
        current = None
        if isinstance(block, Table) or _chapter(block):
            before = []
            below = below and isinstance(block, Table)
        elif block.marker:
            # Items are another thing than the lines above them.
            before = []
        else:
            before = [*before[-3:], block]
    return runs


def _marked(block: Block, known: Container[str]) -> bool:
    if isinstance(block, Line):
        return block.mark in known
    return any(cell.mark in known for row in block.rows for cell in row)


def _roles(block: Block, *, told: bool) -> list[str]:
    """Return the roles of the facts that a block tells, and nothing else; the budget is one below a line that was `told`."""
    if isinstance(block, Table):
        return sorted(facts_of_table(block))
    text = " ".join(block.text.split())
    named = None if block.level or block.bold or not told else named_in(text)
    if named and (named.mission or named.programme):
        return ["programme"]
    parted = across(block.text)
    text = f"{parted[0]}: {parted[1]}" if parted else text
    given = field_in(text)
    if given and given[0] in _LABELLED and (given[2] or text.endswith(":")):
        return [given[0], *(role for role, _, _ in facts_in(text)[1] if role in TOLD)]
    lead, facts = facts_in(text)
    return [role for role, _, _ in facts if role in TOLD] if not lead and len(facts) > 1 else []


def _chapter(line: Line) -> bool:
    text = " ".join(line.text.split())
    named = named_in(text)
    budget = named is not None and bool(named.mission or named.programme or named.number)
    strong = bool(line.level) or line.bold or text.isupper()
    return (
        budget
        or bool(section_of(text))
        or is_lead(text)
        or (strong and office_of(text) is not None)
    )


def _heads(line: Line) -> bool:
    text = " ".join(line.text.split())
    words = len(re.findall(r"[^\W\d_]{3,}", text))
    if not 2 <= words < 40 or len(text) > 260 or text.endswith((":", ";", ",")):
        return False
    return not (field_in(text) or label_of(text) or mission_named(text))


def _labelled(line: Line) -> str:
    """Return the label that a line begins with, if what stands behind it does not say what will be done: «Deleghe: …»."""
    label, colon, rest = " ".join(line.text.split()).partition(": ")
    told = colon and len(label) < 40 and form_of(rest) not in INTENTION
    return label.lower() if told else ""


def _words(line: Line) -> str:
    text = " ".join(line.text.split())
    told = announced(text)
    coded = coded_in(text)
    return told[1] if told else coded[2] if coded else text


# What counts parts of a document, or what objectives stand under.
_PARTS = re.compile(
    r"(?:mission|programm|sezion|part[ei]\b|capitol|tabell|figur|grafic|allegat|articol|art\b|fas[ei]\b|punt[oi]\b|paragraf|ass[ei]\b|are[ae]\b|ambit|"
    r"line[ae](?!\s+d['’]?\s*(?:i\s+)?azion)|indirizz|pilastr|tem[ai]\b|politic|lott[oi]\b|ann[oi]\b|comm[ai]\b|titol|risch|indicator|nota\b|volum|passo|step|pag|"
    r"quartier|zon[ae]\b|class|plesso|scuola|legge|decret|regolament|delibera|criter|domand|opzion|scenari|livell|categori|seri[ae]|elenc|settor|serviz|uffic)",
    _FLAGS,
)
_SERIES = re.compile(
    rf"(?P<word>[^\W\d_][^\W\d_'’]*(?:[ '’][^\W\d_]+){{0,3}}?)\.?\s+(?:n\.?[°º]?\s*)?(?P<code>{CODE}|(?-i:[IVX]{{1,5}}))\s*[-–—:.)|]+\s*(?P<words>\S.*)",
    _FLAGS,
)
_NTH = re.compile(rf"(?:n\.?[°º]?|nr\.?)\s*(?P<code>{CODE})\s*[-–—:.)]+\s*(?P<words>\S.*)", _FLAGS)
_PLAIN = re.compile(r"\(?(?P<code>[IVX]{1,5}|[A-Za-z]|\d{1,3})[.)]\s+(?P<words>\S.*)")
_BEHIND = re.compile(rf"(?P<words>\S.*?)\s*[\[(](?P<code>{CODE})[\])]")


def announced(text: str) -> tuple[str, str] | None:
    """Return the code and the words of a title that a word and a number begin, or a code in brackets ends.

    «Traguardo 3: Aprire …», «n. 4) Aprire …» and «Aprire … (B.2)» all do.
    """
    for pattern in (_NTH, _SERIES, _PLAIN, _BEHIND):
        found = pattern.fullmatch(text)
        if found and len(re.findall(r"[^\W\d_]{3,}", found["words"])) > 1:
            if pattern is _SERIES and _PARTS.match(found["word"]):
                continue
            return tidy_code(found["code"]), found["words"]
    return None


_LETTERED = re.compile(r"([A-Z]{1,5}[.\-_]?)(\d{1,2})")


def _count(text: str) -> tuple[str, int, str] | None:
    """Return the word or the letters that count a title, its number and its words: «Traguardo 1: …», «S-1 …»."""
    found = _SERIES.fullmatch(text)
    if found and re.fullmatch(r"\d{1,2}", found["code"]) and not _PARTS.match(found["word"]):
        return found["word"].lower(), int(found["code"]), found["words"]
    coded = coded_in(text)
    lettered = _LETTERED.fullmatch(coded[0]) if coded else None
    if coded and lettered and family_of(coded[0]) != "result":
        return lettered[1], int(lettered[2]), coded[2]
    return None


def _counted(blocks: Sequence[Block], known: Container[str]) -> set[int]:
    """Return the `id` of each line that one word counts, if the words behind the numbers say what will be done."""
    series: dict[str, list[tuple[int, str, Line]]] = {}
    objectives = 0
    above: dict[int, int] = {}
    for block in blocks:
        objectives += _marked(block, known)
        above[id(block)] = objectives
        if not isinstance(block, Line) or len(block.text) > 300:
            continue
        counted = _count(" ".join(block.text.split()))
        if counted and not field_in(block.text):
            word, number, words = counted
            series.setdefault(word, []).append((number, words, block))
    taken: set[int] = set()
    for members in series.values():
        numbers = [number for number, _, _ in members]
        lines = [line for _, _, line in members]
        runs = sum(b == a + 1 or b == 1 for a, b in itertools.pairwise(numbers))
        aims = sum(form_of(words) in INTENTION for _, words, _ in members)
        if above[id(lines[-1])] > above[id(lines[0])] or lines[0].mark in known:
            # Objectives stand between them: these are their chapters.
            continue
        if len(lines) > ENOUGH and runs >= 0.9 * (len(lines) - 1) and aims > 0.6 * len(lines):
            taken |= {id(line) for line in lines}
    return taken
