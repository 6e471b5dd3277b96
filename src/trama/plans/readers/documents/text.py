"""Text that was copied out of a document: wrapped lines, page numbers and running heads among the rest."""

from __future__ import annotations

import re
from collections import Counter

from trama.plans.readers.documents.blocks import Document, Dropped, Line, Where
from trama.plans.readers.documents.furniture import is_contents, is_page_number, shape_of
from trama.plans.readers.documents.kinds import coded_in, family_of, named_in, section_of, stated_in
from trama.plans.readers.documents.labels import field_in
from trama.plans.readers.documents.words import Vocabulary, joined, mended

_ITEM = re.compile(r"(?:[•▪▫■□●○◦·–\-*➢✓»]|\(?(?:\d{1,2}|[a-z])[.)])\s")
_WRAPPED = 60


def copied(text: str) -> bool:
    """Whether a text bears the marks of a document it was copied from, and is no plain list of objectives."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(
        is_contents(line) or (line.lower().startswith("pag") and is_page_number(line))
        for line in lines
    ):
        return True
    if any(re.search(r"[^\W\d_]-$", line) for line in lines[:-1]):
        return True
    low = sum(1 for line in lines if line[:1].islower() and not _ITEM.match(line))
    if len(lines) > 2 and low >= 2 and low > len(lines) // 10:
        return True
    told = sum(
        1
        for line in lines
        if section_of(line) or (stated_in(line) or Nothing).code or _labelled(line) or _titled(line)
    )
    return told >= 2


class Nothing:
    """Stands for an objective that a line does not state."""

    code = ""


def _labelled(line: str) -> bool:
    found = field_in(line)
    return bool(found and found[2] and ":" in line and found[0] not in ("title", "code", "kind"))


def _titled(line: str) -> bool:
    named = named_in(line)
    return bool(named and (named.mission or named.programme))


def read_text(text: str) -> Document:
    """Read copied text as lines: heads and numbers of pages are dropped, wrapped lines joined."""
    document = Document("text")
    lines = [
        (number, mended(line.strip())) for number, line in enumerate(text.splitlines(), start=1)
    ]
    seen = Counter(shape_of(line) for _, line in lines if line)
    vocabulary = Vocabulary(" ".join(line.split()[1:-1]) for _, line in lines)
    wide = max((len(line) for _, line in lines), default=0)
    blank = True
    for number, line in lines:
        if not line:
            blank = True
            continue
        where = Where(paragraph=number)
        if is_page_number(line):
            document.dropped.append(Dropped("page-number", line, where))
            continue
        if seen[shape_of(line)] > 1 and _running(line):
            document.dropped.append(Dropped("running", line, where))
            continue
        last = document.blocks[-1] if document.blocks else None
        if isinstance(last, Line) and not blank and _goes_on(last.text, line, wide):
            last.text = joined(last.text, line, vocabulary)
        else:
            document.blocks.append(_line(line, where))
        blank = False
    return document


def _line(line: str, where: Where) -> Line:
    found = re.match(r"(#{1,6})\s+(.+)", line)
    if found:
        return Line(found[2], where, len(found[1]), bold=True)
    return Line(line, where)


def _running(line: str) -> bool:
    """Whether a line that stands several times is the head or foot of pages."""
    coded = coded_in(line)
    if (coded and family_of(coded[0])) or stated_in(line) or field_in(line) or is_contents(line):
        return False
    return not _ITEM.match(line) and len(line) < 150 and not named_in(line)


def _goes_on(last: str, line: str, wide: int) -> bool:
    if (
        is_contents(last)
        or _ITEM.match(line)
        or section_of(line)
        or named_in(line)
        or stated_in(line)
    ):
        return False
    if re.search(r"[^\W\d_]-$", last):
        return True
    if line[:1].islower():
        return not last.endswith((".", ";", ":"))
    coded = coded_in(line)
    if coded or field_in(line) or last.endswith((".", ";", ":")):
        return False
    return wide > _WRAPPED and len(last) > 0.85 * wide
