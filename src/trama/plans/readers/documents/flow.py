"""The pages of a PDF as lines and tables in reading order: columns, wrapped lines, tables that go on."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from trama.plans.readers.documents.aligned import aligned
from trama.plans.readers.documents.blocks import Block, Document, Line, Table, Where
from trama.plans.readers.documents.body import Body
from trama.plans.readers.documents.bullets import NUMBERED, hang_of, is_bullet
from trama.plans.readers.documents.cells import cells_of
from trama.plans.readers.documents.columns import gutter_of, reading_order
from trama.plans.readers.documents.furniture import (
    at_edge,
    furniture,
    is_contents,
    line_numbers,
    shape_of,
    small_marks,
)
from trama.plans.readers.documents.grid import Grid, grids_of
from trama.plans.readers.documents.inline import facts_in
from trama.plans.readers.documents.joins import (
    join,
    replace_columns,
    same_columns,
    same_edges,
    widened,
    within,
)
from trama.plans.readers.documents.kinds import named_in, stated_in
from trama.plans.readers.documents.labels import label_of
from trama.plans.readers.documents.measured import valued
from trama.plans.readers.documents.page import Page, Row, Word, rows_of
from trama.plans.readers.documents.panels import panelled
from trama.plans.readers.documents.values import targets_in
from trama.plans.readers.documents.words import Vocabulary, close_words, joined

_OPENING = re.compile(
    r"(?:obiettiv[oi]|missione|programma|linea|asse|azione|responsabile|indicatore|target|tempi|durata|"
    r"descrizione|titolo|codice|attori|risultat[oi]|stakeholder|fase|sezione|capitolo|ambito|indirizzo)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=[A-Za-z.\-_]*\d)[A-Z]{0,5}[a-z]?[.\-_]?\d+(?:[.\-_]\d+)*[a-z]?[.):]?")


# What ends so goes on with a number, which is no marker of a list.
_AWAITS = re.compile(
    r"(?:^|\W)(?:mission[ei]|programm[ai]|art(?:t|icolo)?\.?|nn?\.|nr\.|numero|comm[ai]|lett\.|pagg?\.|obiettiv[oi]|legge|decreto|euro|€|anno|entro il)$",
    re.IGNORECASE,
)


# What a line that ends so says goes on in the next.
_HANGS = re.compile(
    r"\b(?:di|a|da|in|con|su|per|tra|fra|e|ed|il|lo|la|i|gli|le|un|uno|una|del|dello|della|dei|degli|delle|al|allo|alla|ai|agli|alle|dal|dalla|dai|dalle|nel|nella|nei|nelle|sul|sulla|sui|sulle|che)$"
)


def flow(pages: list[Page], document: Document) -> None:
    """Put the words of pages into a document as its blocks."""
    document.dropped += line_numbers(pages)
    for page in pages:
        small_marks(page)
    drawn: dict[int, list[Grid]] = {}
    found = {page.number: grids_of(page) for page in pages}
    body = _body(pages, [left for _, left in found.values()])
    seen = Counter(_shape(grid) for grids, _ in found.values() for grid in grids)
    for page in pages:
        grids, left = found[page.number]
        edged = [
            grid
            for grid in grids
            if at_edge(grid.down[0], grid.down[-1], page) and seen[_shape(grid)] > 1
        ]
        # A frame round a running head is no table.
        page.words = left + [word for grid in edged for word in grid.words()]
        drawn[page.number] = [grid for grid in grids if grid not in edged]
    document.dropped += furniture(pages)
    for page in pages:
        boxes, page.words = panelled(page.words, page)
        made, page.words = aligned(page.words, page.number)
        drawn[page.number] = sorted(
            [*drawn[page.number], *boxes, *made], key=lambda grid: grid.down[0]
        )
    blocks: list[Block] = []
    last: Grid | None = None
    number = 0
    gutter = 0.0
    for page in pages:
        grids = drawn[page.number]
        lines = rows_of(page.words, page.number, gap=1.6)
        gutter = gutter_of(lines, page, gutter)
        rows = reading_order(lines, gutter)
        queue = list(grids)
        column: list[Row] = []
        pieces: list[Block] = []
        first, carried = True, True
        for row in rows:
            while queue and queue[0].down[0] < row.row.top:
                _extend(pieces or blocks, pieces, _lines(column, body), body, carried=carried)
                column, carried = [], False
                number, last = _add(
                    queue.pop(0), last if first else None, blocks, pieces, number, body
                )
                first = False
            column.append(row.row)
            first = False
            if row.ends:
                _extend(pieces or blocks, pieces, _lines(column, body), body, carried=carried)
                column, carried = [], True
        _extend(pieces or blocks, pieces, _lines(column, body), body, carried=carried)
        if column:
            last = None
        for grid in queue:
            number, last = _add(grid, last if first else None, blocks, pieces, number, body)
            first = False
        if rows and (not grids or grids[-1].down[-1] < max(row.row.top for row in rows)):
            last = None
        blocks += pieces
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Line) and is_contents(block.text):
            block.marker = "…"
        kept.append(block)
    _levels(kept, body)
    document.blocks = kept


def _shape(grid: Grid) -> str:
    return shape_of(" ".join(word.text for word in grid.words()))


def _body(pages: list[Page], outside: list[list[Word]]) -> Body:
    """Learn the size of the text, which is that outside tables where there is enough of it."""
    sizes: Counter[float] = Counter()
    for words in outside:
        for word in words:
            sizes[word.size] += len(word.text)
    enough = sizes.total() > 1_000
    vocabulary = Vocabulary()
    texts: list[str] = []
    for page in pages:
        for word in () if enough else page.words:
            sizes[word.size] += len(word.text)
        for row in rows_of(page.words, page.number, gap=1.0):
            # The first and the last word of a line may be halves.
            texts.append(" ".join(word.text for word in row.words[1:-1]))
        # So may one that no space parts from the next or from the one before it in the file.
        pairs = zip(page.words, page.words[1:], strict=False)
        texts += [word.text for before, word in pairs if before.spaced and word.spaced]
    vocabulary.learn(" ".join(texts))
    words = [word for page in pages for word in page.words]
    spaces = sum(word.spaced for word in words) > 0.4 * len(words)
    return Body(sizes.most_common(1)[0][0] if sizes else 10.0, vocabulary, spaces)


def _lines(rows: list[Row], body: Body) -> list[Block]:
    """Return the lines of one column as paragraphs, items and headings."""
    if not rows:
        return []
    right = max(row.right for row in rows)
    left = min(row.left for row in rows)
    made: list[Block] = []
    open_: list[Row] = []
    hang = 0.0
    for row in rows:
        if open_ and _goes_on(open_, row, left, right, hang):
            open_.append(row)
            continue
        if open_:
            made.append(_line(open_, body, left))
        open_, hang = [row], hang_of(row)
    made.append(_line(open_, body, left))
    return made


def _goes_on(open_: list[Row], row: Row, left: float, right: float, hang: float) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last = open_[-1]
    if abs(last.size - row.size) > 0.7 or (
        last.bold != row.bold
        and (len(open_) > 1 or last.bold)
        and not (row.text[:1].islower() and not last.text.endswith((".", ";", ":")))
    ):
        return False
    high = last.bottom - last.top
    gap = row.top - last.bottom
    # Capitals have no tails: a small gap is told by the letters' size as well.
    pitch = min(row.bottom - last.bottom, row.top - last.top)
    near = pitch <= 1.4 * min(last.size, row.size)
    if (gap > 0.75 * high and not near) or row.top < last.top:
        return False
    if len(open_) > 1 and gap > max(open_[1].top - open_[0].bottom, 0) + 0.35 * high:
        return False
    if is_contents(last.text):
        return False
    text = row.text
    if _AWAITS.search(last.text) and text[:1].isdigit():
        return True
    if hang_of(row) and not (hang and row.left > hang + 2 and not is_bullet(row)):
        return False
    back = hang and row.left < hang - 4 and row.left <= open_[0].left + 2
    # Back under the bullet: another paragraph, unless the list does not hang.
    ended = last.text.rstrip().endswith((".", ";", ":"))
    if back and (text[:1].isupper() or ended) and not _HANGS.search(last.text):
        return False
    if row.bold and not last.bold and text[:1].isupper() and named_in(text):
        return False
    if row.bold and _states(text) and named_in(open_[0].text):
        # The title of an objective stands right below that of its programme.
        return False
    if text[:1].isupper() and len(targets_in(valued(text)[1])) > 1 and not facts_in(last.text)[0]:
        return False
    space = row.words[0].right - row.words[0].left + 0.25 * row.size
    centred = abs((last.left + last.right) - (left + right)) < 8 and last.left > left + 12
    reach = (right - left) if centred else right - last.left
    fits = (last.right - last.left) + space < reach - 1
    if last.text.rstrip().endswith(("-", "\u00ad")) and (
        text[:1].islower() or (last.text.isupper() and text.isupper())
    ):
        return True
    if _HANGS.search(last.text) and not hang_of(row):
        fits = False
    if fits and not (
        text[:1].islower()
        and not last.text.endswith((".", ";", ":"))
        and (
            centred
            or (hang and abs(row.left - hang) < 4)
            or last.right - last.left > 0.5 * (right - left)
        )
    ):
        return False
    if _labelled(row.words) and _labelled(open_[0].words):
        return False
    if ":" in text[:45] and label_of(text.partition(":")[0]):
        # In a paragraph that runs on with its labels, one may begin a line.
        told = facts_in(" ".join(one.text for one in open_))[1]
        within = any(role not in ("mission", "programme") for role, _, _ in told)
        return within and right - last.right < 0.3 * (right - left)
    if _OPENING.match(text) and last.text.rstrip().endswith((".", ":", ";")):
        return False
    if len(row.words) > 1 and _CODE.fullmatch(row.words[0].text) and text[:1].isupper():
        sibling = _CODE.fullmatch(open_[0].words[0].text)
        if sibling or last.text.rstrip().endswith((".", ";", ":")):
            return False
    return not (
        not hang
        and row.left > last.left + 8
        and not centred
        and last.text.endswith((".", ";", ":"))
    )


def _states(text: str) -> bool:
    """Whether a line begins with an objective's word and code, and its words follow."""
    stated = stated_in(text) if text[:1].isupper() else None
    return stated is not None and bool(stated.code and stated.words)


def _line(rows: list[Row], body: Body, left: float) -> Line:
    words = list(rows[0].words)
    marker = ""
    first = words[0].text
    if is_bullet(rows[0]):
        marker = "•"
        words = words[1:]
    elif len(words) > 1 and NUMBERED.fullmatch(first):
        marker = first
        words = words[1:]
    text = _labelled(words) or close_words(_spaced(rows[0].page, words))
    for row in rows[1:]:
        text = joined(text, row.text, body.vocabulary)
    boxes = tuple(row.box() for row in rows)
    where = Where(rows[0].page, boxes=boxes)
    bold = all(row.bold for row in rows)
    lead = "" if bold else _lead(words, rows, body)
    depth = 1 + int((rows[0].left - left) / 16) if marker else 0
    return Line(text.strip(), where, 0, depth, marker, bold, rows[0].size, lead=lead)


def _labelled(words: list[Word]) -> str:
    """Return a line whose label is parted from its value by a wide space, as it was written with two blanks."""
    for place in range(1, min(5, len(words))):
        wide = words[place].left - words[place - 1].right > 0.4 * max(words[place].size, 6)
        label = " ".join(word.text for word in words[:place])
        more = wide and label_of(f"{label} {words[place].text}")
        if wide and label_of(label) and not more and not label.endswith(":"):
            return f"{label}  {' '.join(word.text for word in words[place:])}"
    return ""


def _lead(words: list[Word], rows: list[Row], body: Body) -> str:
    """Return the bold words that a paragraph begins with."""
    text = ""
    for place, row in enumerate(rows):
        line = words if place == 0 else row.words
        heavy = list(itertools.takewhile(lambda word: word.bold, line))
        part = " ".join(word.text for word in heavy)
        text = joined(text, part, body.vocabulary) if text and part else text or part
        if len(heavy) < len(line):
            break
    return text


def _spaced(page: int, words: list) -> str:  # type: ignore[type-arg]
    text = ""
    for place, word in enumerate(words):
        if place:
            wide = word.left - words[place - 1].right > 0.9 * max(word.size, 6)
            text += "  " if wide else " "
        text += word.text
    return text if re.fullmatch(r"(?:\w  ?)+\w", text) else " ".join(text.split())


def _extend(
    before: list[Block], pieces: list[Block], made: list[Block], body: Body, *, carried: bool
) -> None:
    """Add the paragraphs of a column; the first may go on with the last of the column before."""
    last, first = (before[-1] if before else None), (made[0] if made else None)
    if carried and isinstance(last, Line) and isinstance(first, Line) and _carries(last, first):
        last.text = joined(last.text, first.text, body.vocabulary)
        last.where = Where(last.where.page, boxes=last.where.boxes + first.where.boxes)
        made = made[1:]
    pieces += made


def _carries(last: Line, first: Line) -> bool:
    if abs(last.size - first.size) > 0.7 or first.marker or last.bold != first.bold:
        return False
    if last.text.endswith((".", ";", ":", "!", "?")) or is_contents(last.text):
        return False
    return first.text[:1].islower() or last.text.endswith("-") or first.text[:1] in "(«“"


def _levels(blocks: list[Block], body: Body) -> None:
    """Give levels to lines in larger letters than the text, the largest being the first."""
    lines = [block for block in blocks if isinstance(block, Line)]
    sizes = {round(line.size * 2) / 2 for line in lines if _larger(line, body)}
    ranks = {size: rank for rank, size in enumerate(sorted(sizes, reverse=True), start=1)}
    for line in lines:
        rank = ranks.get(round(line.size * 2) / 2)
        if rank and line.marker != "•" and _larger(line, body):
            line.level = min(rank, 9)
            if line.marker and line.marker != "…":
                line.text, line.marker, line.depth = f"{line.marker} {line.text}", "", 0


def _larger(line: Line, body: Body) -> bool:
    """Whether a line is printed and worded as a heading: larger than the text, and no sentence."""
    text = line.text.rstrip()
    sentence = not line.bold and (len(text) > 130 or (len(text) > 60 and text.endswith((".", ";"))))
    return line.size > body.size * 1.08 and len(text) < 250 and not sentence


def _add(
    grid: Grid,
    last: Grid | None,
    blocks: list[Block],
    pieces: list[Block],
    number: int,
    body: Body,
) -> tuple[int, Grid]:
    """Add a table, or the rows of one that goes on from the page before."""
    rows = cells_of(grid, number + 1, body)
    before = blocks[-1] if blocks and not pieces else None
    if last and isinstance(before, Table) and same_edges(last, grid):
        if same_columns(last, grid):
            join(before, rows, grid, last, body)
            return number, grid
        if grid.columns > last.columns and within(last.across, grid.across):
            before.rows = [widened(row, last.across, grid.across) for row in before.rows]
            before.rows += rows
            return number, grid
        if grid.columns < last.columns and within(grid.across, last.across):
            before.rows += [widened(row, grid.across, last.across) for row in rows]
            return number, replace_columns(grid, last)
    pieces.append(Table(rows, Where(grid.page, table=number + 1)))
    return number + 1, grid
