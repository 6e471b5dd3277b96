"""The page between reading and report: the rows of a document beside the picture of their page."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from trama.errors import SourceError
from trama.model.dup import PROGRAMMES
from trama.plans.readers.documents import Proposal, propose
from trama.plans.readers.documents.assembly import number_rows
from trama.plans.readers.documents.blocks import Box
from trama.plans.readers.documents.proposal import AGAIN, Row
from trama.plans.readers.documents.registers import noted
from trama.plans.readers.documents.review import aims_said
from trama.plans.readers.documents.wording import (
    DOCUMENT,
    DROPPED,
    FACTS,
    KINDS,
    LEFT,
    NOTED,
    RULES,
    said,
)
from trama.plans.text import place_of

PICTURES = 60
DOTS = 110
LEAST_WIDE = 300.0
SPARE = 36.0
LEFT_SHOWN = 200
UNSURE = 0.85
MOST_BOXES = 60
_PLACE = re.compile(r"(?P<page>\d{1,6})(?::(?P<boxes>[\d,;]{0,2000}))?")


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip of a page as a PNG in base64, its size in points, and the boxes of the words in it.

    Of its `width` only what stands between `left` and `right` is shown, so that the words can be read.
    """

    data: str
    width: float
    height: float
    boxes: tuple[tuple[float, float, float, float], ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it; `aims` are its indicators, with what is wanted of each in one line."""

    row: Row
    where: str
    rule: str
    kind: str
    certainty: str
    unsure: bool
    passage: str
    facts: tuple[str, ...]
    aims: tuple[tuple[str, str], ...]
    strip: Strip | None = None

    @property
    def marked(self) -> str:
        """The page of the words and their boxes there, as `boxes_of` reads them."""
        where = self.row.said.where
        boxes = (
            ",".join(f"{value:.0f}" for value in (box.left, box.top, box.right, box.bottom))
            for box in where.boxes[:MOST_BOXES]
            if box.page == where.page
        )
        return f"{where.page}:{';'.join(boxes)}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out, as the page shows it, with its number; `choice` is whether it may be taken up: no repetition may."""

    number: int
    text: str
    why: str
    where: str
    choice: bool


@dataclass(frozen=True, slots=True)
class View:
    """All that the page shows of a proposal, in one language."""

    rows: tuple[Shown, ...]
    left: tuple[LeftOut, ...]
    dropped: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    programmes: tuple[tuple[str, str], ...]
    pages: bool

    @property
    def unsure(self) -> tuple[Shown, ...]:
        """The rows to look at first: those that are less sure, and those that something is remarked of."""
        return tuple(one for one in self.rows if one.unsure)


def proposed(content: bytes, name: str) -> Proposal:
    """Return what a document was understood to say, its rows numbered; SourceError if it cannot be read."""
    proposal = propose(content, name)
    number_rows(proposal)
    return proposal


def view(proposal: Proposal, content: bytes, lang: str) -> View:
    """Return what the page shows of a proposal; of a PDF also strips of its pages, as many as PICTURES."""
    strips = _strips(proposal, content) if proposal.document.form == "pdf" else {}
    # Repetitions come last: there is nothing to do about them.
    left_out = sorted(enumerate(proposal.left), key=lambda one: one[1].why == AGAIN)
    used = {row.programme for row in proposal.rows if row.programme}
    names = sorted({*used, *PROGRAMMES})
    return View(
        tuple(_shown(row, strips.get(row.key), lang) for row in proposal.rows),
        tuple(
            LeftOut(
                number,
                left.text,
                said(LEFT, left.why, lang),
                place_of(left.where.mark(), lang),
                left.why != AGAIN,
            )
            for number, left in left_out[:LEFT_SHOWN]
        ),
        tuple(
            (said(DROPPED, why, lang), sum(one.why == why for one in proposal.document.dropped))
            for why in dict.fromkeys(one.why for one in proposal.document.dropped)
        ),
        tuple(said(DOCUMENT, key, lang, **facts) for key, facts in proposal.document.notes),
        tuple(
            (code, f"{code[:2]}.{code[2:]} {PROGRAMMES[code][0 if lang == 'it' else 1]}")
            for code in names
        ),
        proposal.document.form == "pdf",
    )


def boxes_of(marked: str) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Return the number of a page and the boxes on it, as `Shown.marked` writes them; 0 if it is no such place."""
    found = _PLACE.fullmatch(marked)
    if not found:
        return 0, ()
    boxes = (
        tuple(int(value) for value in part.split(",") if value)
        for part in (found["boxes"] or "").split(";")[:MOST_BOXES]
    )
    return int(found["page"]), tuple(box for box in boxes if len(box) == 4 and max(box) < 20_000)


def picture(content: bytes, name: str, number: int, boxes: Sequence[Sequence[float]] = ()) -> bytes:
    """Return a page of a PDF as a PNG, with what stands in some boxes marked; SourceError if there is none such."""
    from trama.plans.readers.documents.pdf import open_pdf
    from trama.plans.readers.documents.scan import png

    with open_pdf(content, name) as file:
        if not 1 <= number <= len(file):
            raise SourceError("document.no-page", page=number, path=name)
        return png(file[number - 1], 110, boxes=boxes)


def _strips(proposal: Proposal, content: bytes) -> dict[int, Strip]:
    from trama.plans.readers.documents.pdf import open_pdf
    from trama.plans.readers.documents.scan import png

    strips: dict[int, Strip] = {}
    with open_pdf(content, "") as file:
        for row in proposal.rows[:PICTURES]:
            boxes = [box for box in row.said.where.boxes if box.page == row.said.where.page]
            if not boxes:
                continue
            page = file[boxes[0].page - 1]
            width, height = page.get_size()
            top, bottom = _span(boxes, height)
            data = base64.b64encode(png(page, DOTS, top, bottom)).decode()
            marked = tuple(
                (
                    box.left - 1,
                    box.top - top - 1,
                    box.right - box.left + 2,
                    box.bottom - box.top + 2,
                )
                for box in boxes
            )
            left, right = _across(boxes, width)
            strips[row.key] = Strip(data, width, bottom - top, marked, left, right)
    return strips


def _across(boxes: Sequence[Box], width: float) -> tuple[float, float]:
    left = max(0.0, min(box.left for box in boxes) - SPARE)
    right = min(width, max(max(box.right for box in boxes) + SPARE, left + LEAST_WIDE))
    return max(0.0, min(left, right - LEAST_WIDE)), right


def _span(boxes: Sequence[Box], height: float) -> tuple[float, float]:
    top = max(0.0, min(box.top for box in boxes) - SPARE)
    bottom = min(height, max(box.bottom for box in boxes) + SPARE)
    return top, max(bottom, min(height, top + 2 * SPARE))


def _shown(row: Row, strip: Strip | None, lang: str) -> Shown:
    facts: list[str] = []
    if row.programme in PROGRAMMES:
        facts.append(f"{row.programme}: {PROGRAMMES[row.programme][0 if lang == 'it' else 1]}")
    aims = [
        (f"{measure.label} ({measure.unit})" if measure.unit else measure.label, aims_said(measure))
        for measure in row.measures
    ]
    if row.start or row.end:
        facts.append("–".join(filter(None, (row.start, row.end))))
    results = [" ".join(one.text.split()) for one in row.results]
    facts += [f"{said(FACTS, 'results', lang)}: {'; '.join(results)}"] if results else []
    facts += [one for one in (row.above and f"→ {row.above}",) if one]
    facts += noted(row)
    facts += [said(NOTED, key, lang, **given) for key, given in row.noted[:6]]
    return Shown(
        row,
        place_of(row.said.mark, lang),
        said(RULES, row.rule, lang),
        said(KINDS, row.kind, lang),
        f"{row.certainty:.0%}".replace("%", "\N{NO-BREAK SPACE}%" if lang == "it" else "%"),
        row.certainty < UNSURE or bool(row.noted),
        " ".join(row.said.text.split()),
        tuple(facts),
        tuple(aims),
        strip,
    )
