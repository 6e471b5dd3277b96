"""What stands on every page and belongs to none of its text: running heads, numbers, marks of notes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from trama.plans.readers.documents.blocks import Dropped, Where
from trama.plans.readers.documents.page import Page, Row, Word, rows_of

EDGE = 0.13
_NUMBER = re.compile(
    r"(?:pag(?:ina|\.)?|p\.|page)?\s*[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:di|/|su|of)\s*\d{1,4})?\s*[-–—|]?",
    re.IGNORECASE,
)
_UNITS = ("m", "km", "cm", "mq", "mc", "co")


def is_page_number(text: str) -> bool:
    """Whether a line is but the number of a page, such as «Pagina 41 di 180», «- 12 -» or «xii»."""
    plain = text.strip()
    return (
        bool(plain) and bool(_NUMBER.fullmatch(plain)) and not re.fullmatch(r"(?:19|20)\d\d", plain)
    )


def shape_of(text: str) -> str:
    """Return a line with every number as #, by which running heads are known for the same."""
    return re.sub(r"\d+", "#", re.sub(r"\b[ivxl]{1,6}\b", "#", " ".join(text.lower().split())))


def small_marks(page: Page) -> None:
    """Take the marks of notes out of a page."""
    marks = {id(word) for word in page.words if _note_mark(word, page)}
    page.words = [word for word in page.words if id(word) not in marks]


def furniture(pages: Sequence[Page]) -> Iterator[Dropped]:
    """Take running heads and feet and the numbers of pages out of pages, and yield them.

    The words of tables should be out of the pages already: a table's headings may stand on every page.
    """
    edges: list[list[tuple[Row, str]]] = []
    inside: Counter[str] = Counter()
    for page in pages:
        rows = rows_of(page.words, page.number)
        rows = sorted(rows, key=lambda row: row.top)
        near = [
            (row, "top" if row.bottom < page.height / 2 else "foot")
            for place, row in enumerate(rows)
            if row.bottom < EDGE * page.height
            or row.top > (1 - EDGE) * page.height
            or place == 0
            or place == len(rows) - 1
        ]
        edges.append(near)
        taken = {id(row) for row, _ in near}
        inside.update({shape_of(row.text) for row in rows if id(row) not in taken})
    seen: Counter[tuple[str, str]] = Counter()
    for near in edges:
        seen.update({(shape_of(row.text), side) for row, side in near})
    least = 2 if len(pages) < 4 else max(3, len(pages) // 12)
    for page, near in zip(pages, edges, strict=True):
        gone: set[int] = set()
        for row, side in near:
            shape = shape_of(row.text)
            steady = len(pages) > 1 and seen[shape, side] >= least and _at_edge(row, page)
            if is_page_number(row.text) and _at_edge(row, page):
                yield Dropped("page-number", row.text, Where(page.number))
            elif steady and inside[shape] <= seen[shape, side] and not _alone(shape):
                yield Dropped("running", row.text, Where(page.number))
            else:
                continue
            gone.update(id(word) for word in row.words)
        if gone:
            page.words = [word for word in page.words if id(word) not in gone]


def at_edge(top: float, bottom: float, page: Page) -> bool:
    """Whether something between two heights stands where running heads and feet do."""
    return bottom < EDGE * page.height or top > (1 - EDGE) * page.height


def _at_edge(row: Row, page: Page) -> bool:
    return row.bottom < EDGE * page.height or row.top > (1 - EDGE) * page.height


def _alone(shape: str) -> bool:
    # A column of figures at the edge of a table is no running head.
    return bool(re.fullmatch(r"[#.,%€ ]+", shape))


def line_numbers(pages: Sequence[Page]) -> Iterator[Dropped]:
    """Take out numbers that stand to the left of all lines and grow by the same step.

    On a page with few lines they are known by the step and the place that they have on others.
    """
    known: set[tuple[int, int]] = set()
    for least in (6, 2):
        for page in pages:
            margin = _margin(page)
            steps = {int(b.text) - int(a.text) for a, b in itertools.pairwise(margin)}
            if len(margin) < least or len(steps) != 1 or not steps <= {1, 2, 5, 10}:
                continue
            place = (steps.pop(), round(max(word.right for word in margin) / 4))
            if least == 2 and place not in known:
                continue
            known.add(place)
            yield Dropped("line-number", f"{margin[0].text}–{margin[-1].text}", Where(page.number))
            gone = {id(word) for word in margin}
            page.words = [word for word in page.words if id(word) not in gone]


def _margin(page: Page) -> list[Word]:
    """Return the numbers that stand to the left of nearly all other words, from top to bottom."""
    figures = [word for word in page.words if re.fullmatch(r"\d{1,4}", word.text)]
    others = [word for word in page.words if not re.fullmatch(r"\d{1,4}", word.text)]
    if len(figures) < 2 or len(others) < 20:
        return []
    edge = sorted(word.left for word in others)[len(others) // 50]
    return sorted((word for word in figures if word.right < edge), key=lambda word: word.top)


def _note_mark(word: Word, page: Page) -> bool:
    """Whether a word is the small raised number of a note."""
    if not re.fullmatch(r"[(\[]?\d{1,3}[)\]]?", word.text) or not word.size:
        return False
    before = [
        other
        for other in page.words
        if other is not word
        and other.size > word.size * 1.25
        and -1 <= word.left - other.right < 0.4 * other.size
        and other.top - 2 <= word.middle <= other.bottom
    ]
    if not before:
        return False
    other = before[-1]
    # A mark that is part of the word before it, such as m2, is kept.
    if other.text.lower().rpartition("(")[2] in _UNITS:
        return False
    return word.bottom < other.bottom - 0.1 * other.size


def is_contents(text: str) -> bool:
    """Whether a line leads with dots to the number of a page, as in a table of contents."""
    return bool(
        re.search(r"(?:\.[ \t]?){4,}\s*\d{0,4}\s*$|…{2,}\s*\d{0,4}\s*$|\t\s*\d{1,4}\s*$", text)
    )


def without_leader(text: str) -> str:
    """Return a line of a table of contents without its dots and the number of its page."""
    return re.sub(r"\s*(?:(?:\.[ \t]?){4,}|…{2,}|\t)\s*\d{0,4}\s*$", "", text)
