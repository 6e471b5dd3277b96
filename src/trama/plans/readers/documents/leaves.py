"""The leaves of a tree of objectives: plain lines with facts below, which but a code or an indentation tells from text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from trama.plans.readers.documents.blocks import Block, Line
from trama.plans.readers.documents.forms import INFINITIVE, INTENTION, form_of
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.kinds import coded_in, named_in, shape_of
from trama.plans.readers.documents.labels import field_in

ENOUGH = 3
_TOLD = frozenset(
    ["responsible", "office", "indicator", "target", "programme", "period", "start", "end"]
)


def leaves_of(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the shape of each plain line that says what will be done, by its `id`: of its code, or `leaf`.

    Without a code of several numbers it takes facts right below, several of them, and two below one title.
    """
    leaves = {
        id(block): shape for block in blocks if isinstance(block, Line) and (shape := _shape(block))
    }
    bare = list(_bare(blocks, leaves))
    if sum(len(group) for group in bare) >= ENOUGH and any(len(group) > 1 for group in bare):
        leaves |= {id(line): "leaf" for group in bare for line in group}
    return leaves


def _plain(line: Line) -> bool:
    return not (line.level or line.bold or line.marker)


def _shape(line: Line) -> str:
    """Return the shape of the code of a plain line that says what will be done: 9.9.9 for 1.1.1; otherwise nothing."""
    coded = coded_in(line.text) if _plain(line) else None
    several = coded and len(re.findall(r"\d+", coded[0])) > 1
    return shape_of(coded[0]) if coded and several and form_of(coded[2]) in INTENTION else ""


def _bare(blocks: Sequence[Block], known: dict[int, str]) -> Iterator[list[Line]]:
    """Yield the lines without such a code below each title, each with a fact right below it."""
    group: list[Line] = []
    for block, after in itertools.pairwise(blocks):
        if not isinstance(block, Line) or not _plain(block):
            yield group
            group = []
        elif isinstance(after, Line) and id(block) not in known and _says(block) and _tells(after):
            group.append(block)
    yield group


def _says(line: Line) -> bool:
    text = " ".join(line.text.split())
    coded = coded_in(text)
    words = coded[2] if coded else text
    if text.endswith((".", ";", ":", ",")) or not 2 < len(words.split()) < 45:
        return False
    return form_of(words) == INFINITIVE and not (field_in(text) or facts_in(text)[1])


def _tells(line: Line) -> bool:
    """Whether a plain line is a fact and nothing else: who, when, how measured, or which mission and programme."""
    text = " ".join(line.text.split())
    if not _plain(line) or len(text) > 300:
        return False
    given = field_in(text)
    if given and given[0] in _TOLD and given[2]:
        return True
    named = named_in(text)
    if named and named.mission and named.programme:
        return True
    lead, facts = facts_in(text)
    return len(facts) > 1 and len(lead.split()) < 6
