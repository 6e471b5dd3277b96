"""What a document lays out by other means than it seems: boxes, cards beside each other, columns of tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trama.plans.readers.documents.blocks import Block, Cell, Line, Table
from trama.plans.readers.documents.bullets import SIGN
from trama.plans.readers.documents.forms import INTENTION, form_of
from trama.plans.readers.documents.heads import distinct, head_of, worded
from trama.plans.readers.documents.kinds import coded_in, named_in, stated_in
from trama.plans.readers.documents.labels import field_in, label_of

_NUMBERED = re.compile(r"[A-Z]{1,4}\.?\d{1,3}(?:\.\d{1,3}){0,4}")
_WORDED = re.compile(r"[^\W\d_]{4,}\W.*\w")
_CODE = re.compile(r"(?=[A-Za-z.\-]{0,6}\d)[A-Za-z]{0,5}[.\-]?\d{1,3}(?:[.\-]\w{1,3})*")
LONGEST = 140


def unboxed(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with boxes and cards as lines, columns of tabs as tables, and codes that a list counts in its words."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Line):
            if _NUMBERED.fullmatch(block.marker):
                block.text, block.marker, block.depth = f"{block.marker} – {block.text}", "", 0
            elif _WORDED.search(block.marker):
                # A list may count «Obiettivo operativo 1.1» without writing it into the text.
                told = block.marker.rstrip(" .:–—-")
                block.text, block.marker, block.depth = f"{told}: {block.text}", "", 0
            label, tab, value = block.text.partition("\t")
            if tab and value.strip() and "\t" not in value and label_of(label):
                # A tab parts a label from its value as two blanks do.
                block.text = f"{label.strip()}  {value.strip()}"
            made.append(block)
        elif _of_mission(block):
            for row in block.rows:
                made += _box(distinct(row))
        elif _boxed(block):
            for row in block.rows:
                cells = distinct(row)
                if len(cells) == 2 and _states(cells[1].text) and not _states(cells[0].text):
                    cells.reverse()
                for cell in cells:
                    made += _card(cell)
        else:
            made.append(block)
    return list(_tabbed(_joined(made)))


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with codes that stand on a line of their own before the bold words which they belong to."""
    made: list[Block] = []
    for block in blocks:
        last = made[-1] if made else None
        if (
            isinstance(block, Line)
            and isinstance(last, Line)
            and block.bold
            and last.bold
            and _NUMBERED.fullmatch(last.text.strip())
        ):
            boxes = last.where.boxes + block.where.boxes
            block.text = f"{last.text.strip()} – {block.text}"
            block.where = replace(block.where, boxes=boxes)
            made[-1] = block
        else:
            made.append(block)
    return made


def _boxed(table: Table) -> bool:
    """Whether a table is but a frame round text, or cards that each tell a thing with its labels."""
    cells = [cell for row in table.rows for cell in worded(row)]
    if len(cells) == 1:
        return True
    rows = [worded(row) for row in table.rows]
    if all(len(row) == 2 and _told_beside(*row) for row in rows):
        # Each row states an objective, and tells of it beside.
        return True
    if len(table.rows) > 3 or head_of(table.rows):
        return False
    return bool(cells) and all(_labels(cell.text) > 1 for cell in cells)


def _told_beside(one: Cell, other: Cell) -> bool:
    """Whether one of two cells states an objective, and the other has labels with what is to tell of it."""
    left, right = _states(one.text), _states(other.text)
    return (left and _labels(other.text) > 1) or (right and not left and _labels(one.text) > 1)


def _states(text: str) -> bool:
    stated = stated_in(" ".join(text.split()))
    coded = coded_in(text.strip().split("\n")[0])
    if coded and re.search(r"[A-Za-z]|\d\W\d", coded[0]) and form_of(coded[2]) in INTENTION:
        return True
    return stated is not None and bool(stated.words) and bool(stated.code or stated.kind)


def _of_mission(table: Table) -> bool:
    """Whether each row is the title of a Mission beside the text that is about it; a page may cut one in two."""
    rows = [distinct(row) for row in table.rows]
    if head_of(table.rows) or any(len(row) != 2 for row in rows):
        return False
    named = [bool(row[0].text.strip() and named_in(_lines(row[0].text)[0])) for row in rows]
    text = max(len(_lines(row[1].text)) for row in rows)
    return named[0] and text > 2 and sum(named) >= 0.5 * len(named)


def _lines(text: str) -> list[str]:
    """Return the lines of a cell, with titles and labels whose words stand in the next line put together."""
    made: list[str] = []
    for line in (one.rstrip() for one in text.split("\n") if one.strip()):
        alone = made and re.fullmatch(
            r"(?:missione|programma)\s*(?:n\.?\s*)?\d{1,2}(?:\.\d{1,2})?", made[-1], re.IGNORECASE
        )
        if alone:
            made[-1] = f"{made[-1]} – {line.strip()}"
        elif made and made[-1].endswith(":") and field_in(made[-1]):
            made[-1] = f"{made[-1]} {line.strip()}"
        else:
            made.append(line)
    return made


_BEHIND = re.compile(
    r"\s+(?=(?:referente|responsabile|assessore|dirigente)\b[^:\n]{0,30}:)", re.IGNORECASE
)
_WITHIN = re.compile(r"(?<=[;.)])\s+(?=programma\s+\d{1,2}\s*[-–—:])", re.IGNORECASE)


def _box(cells: Sequence[Cell]) -> Iterator[Line]:
    title, *others = cells
    # A label may stand behind the name of the Mission in a narrow cell.
    for text in _lines(_BEHIND.sub("\n", title.text)):
        yield Line(text, title.where, bold=named_in(text) is not None)
    for cell in others:
        inner = False
        for text in _lines(_WITHIN.sub("\n", cell.text)):
            found = SIGN.match(text)
            depth = 1 + (len(text) - len(text.lstrip())) // 2 if found else 0
            words = text.strip()
            yield Line(words, cell.where, depth=depth + (inner and depth == 1))
            if found:
                # Items below one that ends with a colon end with commas, the last as those above it do.
                inner = words.endswith(":") or (inner and not words.endswith((";", ".")))


def _labels(text: str) -> int:
    lines = [line for line in text.split("\n") if line.strip()]
    fields = [field_in(line.strip()) for line in lines]
    return sum(1 for given in fields if given and given[2]) if len(lines) > 2 else 0


def _card(cell: Cell) -> Iterator[Line]:
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    if len(lines) > 1 and _CODE.fullmatch(lines[0]):
        lines[:2] = [f"{lines[0]} – {lines[1]}"]
    elif len(lines) > 1 and _numbers(lines[0], lines[1]):
        # «Azione 1.A.1» stands above the words of the action.
        lines[:2] = [f"{lines[0]} – {lines[1]}"]
    card = len(lines) > 2
    for place, text in enumerate(lines):
        yield Line(text, cell.where, bold=cell.bold or (card and place == 0))


def _numbers(line: str, after: str) -> bool:
    """Whether a line is but the word and the code of the objective whose words stand in the next one."""
    stated = stated_in(f"{line} – {after}") if re.search(r"\d", line) else None
    return stated is not None and bool(stated.code) and stated.words == after


def _tabbed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks with lines whose columns are parted by tabs as tables, if their headings are known."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        cells = _columns(block)
        known = sum(1 for cell in cells if label_of(cell.text))
        if len(cells) > 2 and known > 1 and known >= 0.5 * len(cells):
            rows, used = _rows(blocks[place:], cells)
            if len(rows) > 1:
                yield Table(rows, replace(cells[0].where))
                place += used
                continue
        yield block
        place += 1


def _columns(block: Block) -> list[Cell]:
    if not isinstance(block, Line) or block.text.count("\t") < 2:
        return []
    return [Cell(text.strip(), block.where) for text in re.split(r"\t+", block.text)]


def _rows(blocks: Sequence[Block], head: list[Cell]) -> tuple[list[list[Cell]], int]:
    """Return the rows of a table of tabs, and of how many lines they are made."""
    rows = [head]
    place = 1
    while place < len(blocks):
        block = blocks[place]
        cells = _columns(block)
        if cells and len(cells) <= len(head):
            rows.append([*cells, *(Cell("", cells[0].where) for _ in head[len(cells) :])])
        elif isinstance(block, Line) and len(rows) > 1 and _goes_on(block, blocks[place + 1 :]):
            # A text too long for its column goes on in the next paragraph.
            wordy = max(rows[-1], key=lambda cell: len(cell.text))
            wordy.text = f"{wordy.text} {' '.join(block.text.split())}"
        else:
            break
        place += 1
    return rows, place


def _goes_on(block: Line, after: Sequence[Block]) -> bool:
    if block.level or block.bold or block.marker:
        return False
    text = block.text.strip()
    if "\t" in text or len(text) > LONGEST or text.endswith(":") or field_in(text):
        return False
    return not text[:1].isupper() or bool(after and _columns(after[0]))
