"""Titles that are objectives by what stands below them: a responsible body, an indicator, a target, a time."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence

from trama.plans.readers.documents.blocks import Block, Line, Table
from trama.plans.readers.documents.foreign import tells_of_others
from trama.plans.readers.documents.forms import INTENTION, form_of, of_others
from trama.plans.readers.documents.heads import distinct, head_of
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.kinds import (
    coded_in,
    is_lead,
    mission_named,
    named_in,
    section_of,
    stated_in,
)
from trama.plans.readers.documents.labels import across, field_in, label_of
from trama.plans.readers.documents.leaves import leaves_of
from trama.plans.readers.documents.measured import is_measure

REACH = 14
Leaves = Mapping[int, str]
Look = tuple[int, bool, bool, str]
_TELLING = frozenset(
    [
        "responsible",
        "office",
        "indicator",
        "target",
        "period",
        "start",
        "end",
        "programme",
        "actors",
        "results",
    ]
)
_MEASURED = frozenset(["indicator", "target"])
_WHEN = frozenset(["period", "start", "end"])
TOLD = _MEASURED | {
    "responsible",
    "office",
    "period",
    "start",
    "end",
    "results",
    "actors",
    "phase",
    "programme",
}


def owned(blocks: Sequence[Block]) -> set[int]:
    """Return the `id` of each line that heads facts of an objective, where several lines of its look do.

    A title heads what stands between it and the next line that looks like it or like one above it.
    """
    leaves = leaves_of(blocks)
    found: list[tuple[Line, set[str]]] = []
    for place, block in enumerate(blocks):
        if isinstance(block, Line) and _title(block, leaves):
            roles = _below(block, blocks[place + 1 : place + 1 + REACH], leaves)
            if len(roles) > 1 and roles & (_MEASURED | _WHEN):
                found.append((block, roles))
    led = {
        id(block)
        for block, after in itertools.pairwise(blocks)
        if isinstance(block, Line) and isinstance(after, Line) and _led(block, after)
    }
    if sum(not line.marker for line, _ in found) > 1:
        # Items below titles that have facts are parts of what the titles say.
        found = [(line, roles) for line, roles in found if not line.marker]
    looks = Counter(_look(line, leaves) for line, _ in found)
    every = Counter(
        _look(block, leaves)
        for block in blocks
        if isinstance(block, Line) and _title(block, leaves)
    )
    minded = Counter(
        _look(line, leaves) for line, _ in found if form_of(_unnumbered(line)) in INTENTION
    )
    # Numbered chapters of which a few have a table below them are no objectives.
    named = {look for look in looks if not minded[look] and looks[look] < 0.5 * every[look]}
    found = [(line, roles) for line, roles in found if _look(line, leaves) not in named]
    # Without measures it takes one more of the same look.
    measured = {_look(line, leaves) for line, roles in found if roles & _MEASURED}
    kept = {_look(line, leaves) for line, _ in found}
    kept = {look for look in kept if looks[look] > (1 if look in measured else 2)}
    # Of a series that is counted those are objectives too of which less is told.
    series = {_look(line, leaves) for line, _ in found if id(line) in leaves} & kept
    return (
        led
        | {id(line) for line, _ in found if _look(line, leaves) in kept}
        | {
            id(block)
            for block in blocks
            if isinstance(block, Line) and id(block) in leaves and _look(block, leaves) in series
        }
    )


def _unnumbered(line: Line) -> str:
    text = " ".join(line.text.split())
    coded = coded_in(text)
    return coded[2] if coded else text


def _led(line: Line, after: Line) -> bool:
    """Whether a paragraph begins with a bold title, and the next one is its facts."""
    lead = line.lead.strip()
    if len(lead.split()) < 2 or lead.endswith(":") or field_in(lead) or named_in(lead):
        return False
    before, facts = facts_in(" ".join(after.text.split()))
    return not before and len({role for role, _, _ in facts} & _TELLING) > 1


def headed(blocks: Sequence[Block], taken: Container[int] = ()) -> set[int]:
    """Return the `id` of each heading that stands right below «Obiettivi», where no list or table does.

    Bold lines count as the lowest headings. Those below which lines are `taken` for objectives are their chapters.
    """
    found: set[int] = set()
    for place, block in enumerate(blocks):
        text = " ".join(block.text.split()) if isinstance(block, Line) else ""
        if not text or not is_lead(text) or not isinstance(block, Line):
            continue
        if block.marker or (text.endswith(":") and not (block.level or block.bold)):
            continue
        under: list[Line] = []
        chapters: set[int] = set()
        depth = 0
        for other in blocks[place + 1 :]:
            if isinstance(other, Table) or other.marker:
                under = [] if not under or other is blocks[place + 1] else under
                if isinstance(other, Table) or _in_list(other):
                    under = []
                    break
                continue
            here = other.level or (8 if other.bold else 0)
            if under and id(other) in taken and here > depth:
                chapters.add(id(under[-1]))
            if not here:
                if not depth:
                    break
                continue
            if here <= (block.level or 8) and not (here == 8 and not block.level):
                break
            if other.bold and not other.level and label_of(other.text):
                break
            depth = depth or here
            if here < depth:
                break
            if here == depth:
                under.append(other)
        if under and all(_heading_like(line) for line in under):
            found |= {id(line) for line in under} - chapters
    return found


def budgeted(blocks: Sequence[Block]) -> set[int]:
    """Return the `id` of each plain line that names a budget mission or programme right above a list: it heads the list."""
    found: set[int] = set()
    heads, below = False, False
    for place, (block, after) in enumerate(itertools.pairwise(blocks)):
        line = block if isinstance(block, Line) and not block.level else None
        if line is not None and line.marker:
            below = True
            continue
        text = " ".join(line.text.split()) if line is not None else ""
        named = named_in(text) if 0 < len(text) < 200 and not text.endswith(".") else None
        if named is None or not (named.mission or named.programme):
            heads, below = False, False
            continue
        if named.mission and not named.programme and _leads_on(blocks[place + 1 : place + 7]):
            found.add(id(block))
        # Where the first of several stands below an item, each is of the item above it.
        heads = heads or not below
        item = after if isinstance(after, Line) and after.marker and not after.level else None
        # Values by year below a mission are of the objective above it.
        if heads and item and not is_measure(" ".join(item.text.split()), below=True):
            found.add(id(block))
    return found


def _leads_on(after: Sequence[Block]) -> bool:
    """Whether a programme and labels stand between a title and a line that announces objectives, and nothing else."""
    told = False
    for other in after:
        text = " ".join(other.text.split()) if isinstance(other, Line) else ""
        if not isinstance(other, Line) or other.marker or other.level:
            return False
        if is_lead(text):
            return told
        named = named_in(text)
        if not (field_in(text) or named):
            return False
        told = told or bool(named and named.programme)
    return False


def _in_list(line: Line) -> bool:
    return bool(line.marker)


def _heading_like(line: Line) -> bool:
    text = " ".join(line.text.split())
    plain = field_in(text) or named_in(text) or section_of(text) or label_of(text) or is_lead(text)
    return not plain and 1 < len(text.split()) < 40 and not text.endswith((":", ";"))


_DOES = re.compile(
    r"(?:non\s+)?[a-zà-ù]{2,}(?:are|ere|ire|rre|rsi|rvi|rne|rlo|rla|rli|rle)\b", re.IGNORECASE
)
_DONE = re.compile(
    r"\b(?:ha|hanno|abbiamo|è stat[oa]|sono stat[ie]|aveva\w*|compet\w+|spetta\w*|compit[oi]|possono|può|deve|devono|entro il \d)\b[^.]{0,60}:$",
    re.IGNORECASE,
)


_AIMS = re.compile(
    r"\w{2,}(?:iamo|remo)\b|intend|intenzion|volontà|impegn|propon|propos|preved|previst|obiettiv|priorit|mandato|triennio|"
    r"quinquennio|prossim|punta|mira|persegu|finalizzat|seguenti\s+(?:azioni|interventi|linee|attività)|occorre|bisogna",
    re.IGNORECASE,
)


def intentions(blocks: Sequence[Block]) -> set[int]:
    """Return the `id` of each line that leads to a list of things to do, all in the infinitive.

    «Per i prossimi cinque anni ci impegniamo a:» needs no word that is known; what was done, and what is somebody's
    duty, is no intention.
    """
    found: set[int] = set()
    for place, block in enumerate(blocks):
        if not isinstance(block, Line) or block.marker or not block.text.rstrip().endswith(":"):
            continue
        text = " ".join(block.text.split())
        items = list(
            itertools.takewhile(
                lambda one: isinstance(one, Line) and one.marker and not one.level,
                blocks[place + 1 :],
            )
        )
        does = sum(1 for item in items if isinstance(item, Line) and _DOES.match(item.text))
        told = field_in(text.rstrip(":")) or label_of(text) or not _AIMS.search(text)
        told = told or of_others(text)
        if len(items) > 1 and does >= 0.8 * len(items) and not _DONE.search(text) and not told:
            found.add(id(block))
    return found


def introduced(line: Line, text: str) -> bool:
    """Whether a paragraph begins with a bold title and ends with its facts, such as who and when."""
    lead = line.lead.strip()
    if len(lead.split()) < 2 or lead.endswith(":") or field_in(lead) or named_in(lead):
        return False
    roles = {role for role, _, _ in facts_in(text)[1]}
    return len(roles & _TELLING) > 1


def _title(line: Line, leaves: Leaves) -> bool:
    text = " ".join(line.text.split())
    if not 2 < len(text.split()) < 45 or text.endswith((":", ";", ",")):
        return False
    if len(re.findall(r"[^\W\d_]{3,}", text)) < 2:
        # «Scheda n. 1» is the number of what follows.
        return False
    if re.match(r"(?:gli\s+)?(?:obiettivi|indicatori|schede|azioni)\b", text, re.IGNORECASE):
        return False
    if not (line.level or line.bold or text.isupper() or line.marker or id(line) in leaves):
        return False
    if label_of(" ".join(text.split()[:2])) == "budget":
        # «Risorse umane dell'ente»: what there is to do it with.
        return False
    if mission_named(text) or re.match(r"[A-H]\s+[A-ZÀ-Ù][a-zà-ù]", text):
        # «C Servizi alla persona» is a chapter.
        return False
    return not (
        field_in(text) or named_in(text) or section_of(text) or label_of(text) or is_lead(text)
    )


def _look(line: Line, leaves: Leaves) -> Look:
    marked = "•" if line.marker == "•" else "1" if line.marker else leaves.get(id(line), "")
    return line.level, line.bold, line.text.isupper(), marked


_NAMES = re.compile(r"titolo|denominazion|oggetto|nome|obiettiv|descrizione", re.IGNORECASE)


def _below(line: Line, blocks: Sequence[Block], leaves: Leaves) -> set[str]:
    """Return the roles of the facts that stand right below a title."""
    roles: set[str] = set()
    look = _look(line, leaves)
    for block in blocks:
        if isinstance(block, Table):
            return roles | facts_of_table(block)
        text = " ".join(block.text.split())
        parted = across(block.text)
        text = f"{parted[0]}: {parted[1]}" if parted else text
        given = field_in(text)
        if introduced(block, text):
            break
        if given and given[0] == "title" and given[2] and _NAMES.match(given[1]):
            # The title stands below, under a label of its own.
            return set()
        if given and given[0] in TOLD:
            roles |= {given[0]} | {role for role, _, _ in facts_in(text)[1] if role in TOLD}
            continue
        if block.level and not given:
            break
        if _look(block, leaves) == look and not given:
            break
        if (named_in(text) and (block.level or block.bold)) or id(block) in leaves:
            break
        stated = stated_in(text)
        if (stated and stated.words) or (block.bold and _title(block, leaves)):
            break
        roles |= {role for role, _, _ in facts_in(text)[1] if role in TOLD}
    return roles


def facts_of_table(table: Table) -> set[str]:
    """Return the roles of the facts that a table tells of the line above it; none if it has a title of its own."""
    if tells_of_others(table.rows):
        return set()
    first = distinct(table.rows[0])
    if len(first) == 1 and len(table.rows[0]) > 1 and not label_of(first[0].text):
        return set()
    head = head_of(table.rows)
    if head:
        roles = {role for role in head[1].roles if role}
        return set() if "title" in roles or "code" in roles else roles & TOLD
    labels = [label_of(distinct(row)[0].text) for row in table.rows]
    if "title" in labels or "code" in labels or coded_in(first[0].text):
        # A card has its own words.
        return set()
    return {
        role for row in table.rows if (role := label_of(distinct(row)[0].text)) and role in TOLD
    }
