"""A Word document (ECMA-376, part 1, section 17) as lines and tables.

Its parts are read as streams within limits; no macro, link or embedded object is followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.readers.archive import open_archive
from trama.plans.readers.documents.blocks import (
    Cell,
    Document,
    Dropped,
    Line,
    Table,
    Where,
    bold_start,
)
from trama.plans.readers.documents.docx_styles import (
    Style,
    lists_of,
    numbered_in,
    outline_level,
    styles_of,
    switched_on,
)
from trama.plans.readers.documents.nested import cell_of, with_tables
from trama.plans.readers.documents.numbering import Counter, Level
from trama.plans.readers.documents.tree import Node, parts_of

MAX_CELLS = 200_000
MAX_SPAN = 100
# What stands in a run and is no text of the document: deleted words, field codes, notes' marks.
_SKIPPED = frozenset(
    [
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "footnoteReference",
        "endnoteReference",
        "annotationRef",
        "Fallback",
        "footnoteRef",
        "endnoteRef",
        "commentReference",
        "rPr",
        "pPr",
        "object",
        "pict",
    ]
)


@dataclass(slots=True)
class _Reading:
    name: str
    document: Document
    styles: dict[str, Style]
    abstract: dict[str, dict[int, Level]]
    lists: dict[str, str]
    counters: dict[str, Counter] = field(default_factory=dict)
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0


def read_docx(content: bytes, name: str) -> Document:
    """Read a Word document; SourceError if it is none, is damaged or passes a limit."""
    with open_archive(content, name) as archive:
        members = {member.lstrip("/"): member for member in archive.namelist()}
        if "word/document.xml" not in members:
            raise SourceError("document.not-docx", path=name)
        reading = _Reading(
            name,
            Document("docx"),
            styles_of(archive, members, name),
            *lists_of(archive, members, name),
        )
        for part in parts_of(archive, members["word/document.xml"], name, "body"):
            reading.document.blocks += _blocks(part, reading)
    return reading.document


def _blocks(node: Node, reading: _Reading) -> Iterator[Line | Table]:
    if node.tag == "p":
        yield from _paragraph(node, reading)
    elif node.tag == "tbl":
        cells = [cell for row in _rows(node) for cell in _cells(row)]
        if len(cells) == 1 and cells[0].find("tbl"):
            # A frame round tables is none.
            for child in cells[0].nodes():
                yield from _blocks(child, reading)
            return
        table = _table(node, reading)
        if table.rows:
            yield table
    elif node.tag == "sdt":
        gallery = node.find("sdtPr", "docPartObj", "docPartGallery")
        if gallery and "contents" in gallery.get("val").lower():
            words = " ".join(node.words().split())[:200]
            where = Where(paragraph=reading.paragraphs + 1)
            reading.document.dropped.append(Dropped("contents", words, where))
            reading.paragraphs += sum(1 for _ in _all(node, "p"))
            return
        for child in node.nodes("sdtContent"):
            for one in child.nodes():
                yield from _blocks(one, reading)
    elif node.tag in ("ins", "moveTo", "smartTag", "customXml"):
        for one in node.nodes():
            yield from _blocks(one, reading)


def _all(node: Node, tag: str) -> Iterator[Node]:
    for child in node.nodes():
        if child.tag == tag:
            yield child
        elif child.tag != "Fallback":
            # What older programs show instead is said twice.
            yield from _all(child, tag)


def _paragraph(node: Node, reading: _Reading) -> Iterator[Line | Table]:
    reading.paragraphs += 1
    where = Where(paragraph=reading.paragraphs)
    properties = node.find("pPr")
    style = Style()
    numbered = None
    level = 0
    if properties:
        named = properties.find("pStyle")
        style = reading.styles.get(named.get("val"), style) if named else style
        numbered = numbered_in(properties) or style.numbered
        outline = properties.find("outlineLvl")
        level = outline_level(outline.get("val")) if outline else style.level
    text, bold, lead = _words(node, style.bold, hidden=style.hidden)
    marker, depth = "", 0
    if numbered and numbered[0] != "0" and text.strip():
        marker, depth = _marker(numbered, reading), max(numbered[1] + 1, style.depth)
    if style.contents:
        if text.strip():
            reading.document.dropped.append(Dropped("contents", text.strip()[:200], where))
        return
    for one in text.split("\f"):
        plain = one.strip()
        if plain:
            yield Line(
                plain,
                where,
                level,
                depth if not level else 0,
                marker,
                bold,
                _size(node, style),
                lead=lead,
            )
            marker, depth, lead = "", 0, ""
    for box in _all(node, "txbxContent"):
        for child in box.nodes():
            yield from _blocks(child, reading)


def _size(node: Node, style: Style) -> float:
    """Return the size of most letters of a paragraph in points, 0 if neither it nor its style says."""
    sizes: dict[float, int] = {}
    for run in node.nodes("r"):
        told = run.find("rPr", "sz")
        value = told.get("val") if told else ""
        size = int(value) / 2 if value.isdigit() and len(value) < 4 else style.size
        sizes[size] = sizes.get(size, 0) + len(run.words())
    return max(sizes, key=lambda size: sizes[size]) if sizes else style.size


def _words(node: Node, bold: bool, *, hidden: bool = False) -> tuple[str, bool, str]:
    """Return the text of a paragraph, whether all of it is bold, and the bold words it begins with."""
    pieces: list[str] = []
    weights: list[bool] = []
    runs: list[tuple[str, bool]] = []

    def walk(part: Node, bold: bool) -> None:
        for child in part.children:
            if isinstance(child, str):
                continue
            if child.tag in _SKIPPED or child.tag == "txbxContent":
                continue
            if child.tag == "r":
                look = child.find("rPr")
                mark = look.find("vertAlign") if look else None
                unseen = look.find("vanish") if look else None
                if hidden if unseen is None else switched_on(unseen):
                    continue
                raised = (
                    mark and mark.get("val") == "superscript" and child.words().strip().isdigit()
                )
                # A note's mark that was typed by hand; «m²» has its unit in the run before.
                if raised and not "".join(pieces).endswith((" m", " km", " mc", " mq", " cm")):
                    continue
                weight = look.find("b") if look else None
                heavy = bold if weight is None else switched_on(weight)
                before = len(pieces)
                walk(child, bold)
                if any(piece.strip() for piece in pieces[before:]):
                    weights.append(heavy)
                runs.append(("".join(pieces[before:]), heavy))
            elif child.tag == "t":
                pieces.append(child.words())
            elif child.tag in ("tab", "ptab"):
                pieces.append("\t")
            elif child.tag in ("br", "cr"):
                pieces.append("\f" if child.get("type") in ("page", "column") else "\n")
            elif child.tag == "noBreakHyphen":
                pieces.append("-")
            elif child.tag == "sym":
                pieces.append("•" if child.get("font").startswith(("Wing", "Symbol")) else " ")
            else:
                walk(child, bold)

    walk(node, bold)
    return "".join(pieces), bool(weights) and all(weights), bold_start(runs)


def _marker(numbered: tuple[str, int], reading: _Reading) -> str:
    number, depth = numbered
    abstract = reading.lists.get(number, "")
    if number not in reading.counters:
        reading.counters[number] = Counter(reading.abstract.get(abstract, {}))
    return reading.counters[number].next(depth)


def _table(node: Node, reading: _Reading) -> Table:
    reading.tables += 1
    number = reading.tables
    rows: list[list[Cell]] = []
    above: list[Cell] = []
    for line, row in enumerate(_rows(node), start=1):
        cells: list[Cell] = []
        inner: list[tuple[Cell, list[Table]]] = []
        before = row.find("trPr", "gridBefore")
        for _ in range(_span(before)):
            cells.append(Cell("", Where(table=number, row=line, column=len(cells) + 1)))
        for cell in _cells(row):
            look = cell.find("tcPr")
            span = max(1, _span(look.find("gridSpan") if look else None))
            merge = look.find("vMerge") if look else None
            where = Where(0, reading.paragraphs + 1, number, line, len(cells) + 1)
            made, tables = _cell(cell, where, reading)
            inner += [(made, tables)] if tables else []
            if merge is not None and merge.get("val", "continue") == "continue" and above:
                over = above[len(cells)] if len(cells) < len(above) else made
                made = Cell(over.text, over.where, True, over.bold)
            for place in range(span):
                cells.append(made if not place else Cell(made.text, made.where, True, made.bold))
            reading.cells += span
            if reading.cells > MAX_CELLS:
                reason = Message("document.cells", most=MAX_CELLS)
                raise SourceError(reason, path=reading.name)
        above = cells
        rows += with_tables(cells, inner)
    return Table(_squared(rows, number), Where(paragraph=reading.paragraphs, table=number))


def _squared(rows: list[list[Cell]], number: int) -> list[list[Cell]]:
    width = max(map(len, rows), default=0)
    for line, row in enumerate(rows, start=1):
        while len(row) < width:
            row.append(Cell("", Where(table=number, row=line, column=len(row) + 1)))
    return [row for row in rows if any(cell.text for cell in row)]


def _rows(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        if child.tag == "tr":
            yield child
        elif child.tag in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(child)


def _cells(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        if child.tag == "tc":
            yield child
        elif child.tag in ("sdt", "sdtContent", "customXml"):
            yield from _cells(child)


def _cell(node: Node, where: Where, reading: _Reading) -> tuple[Cell, list[Table]]:
    blocks = (block for child in node.nodes() for block in _blocks(child, reading))
    return cell_of(blocks, where)


def _span(node: Node | None) -> int:
    value = node.get("val") if node else ""
    return min(int(value), MAX_SPAN) if value.isdigit() and len(value) < 6 else 0
