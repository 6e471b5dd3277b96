"""A LibreOffice document (OpenDocument 1.3, ISO/IEC 26300) as lines and tables.

Its parts are read as streams within limits; no macro, link or embedded object is followed.
"""

from __future__ import annotations

import re
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
from trama.plans.readers.documents.docx import MAX_CELLS, MAX_SPAN
from trama.plans.readers.documents.nested import cell_of, with_tables
from trama.plans.readers.documents.numbering import Counter, Level
from trama.plans.readers.documents.tree import Node, parts_of

_FORMATS = {"1": "decimal", "a": "lower", "A": "upper", "i": "roman", "I": "Roman", "": "none"}
_SKIPPED = frozenset(
    [
        "note",
        "annotation",
        "annotation-end",
        "tracked-changes",
        "bookmark-ref",
        "sequence-decls",
        "ruby-text",
        "object",
        "object-ole",
        "event-listeners",
        "forms",
        "image",
    ]
)


@dataclass(slots=True)
class _Style:
    parent: str = ""
    bold: bool | None = None
    raised: bool = False
    level: int = 0
    list: str = ""
    size: float = 0.0
    hidden: bool = False


@dataclass(slots=True)
class _Reading:
    name: str
    document: Document
    styles: dict[str, _Style] = field(default_factory=dict)
    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    outline: Counter = field(default_factory=lambda: Counter({}))
    counters: dict[str, Counter] = field(default_factory=dict)
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0
    lasting: str = ""


def read_odt(content: bytes, name: str) -> Document:
    """Read an OpenDocument text; SourceError if it is none, is encrypted, damaged or passes a limit."""
    with open_archive(content, name) as archive:
        members = set(archive.namelist())
        if "content.xml" not in members:
            raise SourceError("document.not-odt", path=name)
        if "META-INF/manifest.xml" in members:
            for part in parts_of(archive, "META-INF/manifest.xml", name):
                if part.find("encryption-data"):
                    raise SourceError("document.password", path=name)
        reading = _Reading(name, Document("odt"))
        for member in ("styles.xml", "content.xml"):
            for holder in ("styles", "automatic-styles"):
                if member in members:
                    for part in parts_of(archive, member, name, holder):
                        _style(part, reading)
        seen = False
        for part in parts_of(archive, "content.xml", name, "text"):
            seen = True
            reading.document.blocks += _blocks(part, reading)
        if not seen:
            raise SourceError("document.not-text", path=name)
    return reading.document


def _style(node: Node, reading: _Reading) -> None:
    if node.tag in ("list-style", "outline-style"):
        levels: dict[int, Level] = {}
        for level in node.nodes():
            depth = level.get("level", "1")
            if not depth.isdigit():
                continue
            index = int(depth) - 1
            if level.tag == "list-level-style-bullet":
                levels[index] = Level("bullet", "•")
            elif level.tag in ("list-level-style-number", "outline-level-style"):
                form = _FORMATS.get(level.get("num-format"), "decimal")
                shown = level.get("display-levels", "1")
                first = max(0, index + 1 - (int(shown) if shown.isdigit() else 1))
                pattern = ".".join(f"%{place + 1}" for place in range(first, index + 1))
                start = level.get("start-value", "1")
                levels[index] = Level(
                    form,
                    level.get("num-prefix")[:20] + pattern + level.get("num-suffix")[:20],
                    int(start) if start.isdigit() and len(start) < 6 else 1,
                )
        if node.tag == "outline-style":
            reading.outline = Counter(levels)
        else:
            reading.lists[node.get("name")] = levels
    elif node.tag == "style":
        look = node.find("text-properties")
        weight = look.get("font-weight") if look else ""
        size = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)pt", look.get("font-size") if look else "")
        outline = node.get("default-outline-level")
        reading.styles[node.get("name")] = _Style(
            node.get("parent-style-name"),
            (weight in ("bold", "700", "800", "900")) if weight else None,
            bool(look and look.get("text-position").startswith(("super", "3", "5"))),
            int(outline) if outline.isdigit() else 0,
            node.get("list-style-name"),
            float(size[1]) if size else 0.0,
            bool(look and look.get("display") == "none"),
        )


def _look(name: str, reading: _Reading) -> _Style:
    """Return a style with what it takes from those it is based on."""
    found = _Style()
    bold: bool | None = None
    for _ in range(20):
        style = reading.styles.get(name)
        if style is None:
            break
        bold = style.bold if bold is None else bold
        found.raised = found.raised or style.raised
        found.hidden = found.hidden or style.hidden
        found.level = found.level or style.level
        found.list = found.list or style.list
        found.size = found.size or style.size
        name = style.parent
    found.bold = bold
    return found


def _blocks(node: Node, reading: _Reading) -> Iterator[Line | Table]:
    if node.tag in ("p", "h"):
        yield from _paragraph(node, reading, 0, "")
    elif node.tag == "list":
        yield from _list(node, reading, 0, "")
    elif node.tag == "table":
        table = _table(node, reading)
        if table.rows:
            yield table
    elif node.tag in (
        "table-of-content",
        "illustration-index",
        "table-index",
        "alphabetical-index",
    ):
        words = " ".join(node.words().split())[:200]
        where = Where(paragraph=reading.paragraphs + 1)
        reading.document.dropped.append(Dropped("contents", words, where))
    elif node.tag not in _SKIPPED and node.get("display") != "none":
        for child in node.nodes():
            yield from _blocks(child, reading)


def _list(node: Node, reading: _Reading, depth: int, style: str) -> Iterator[Line | Table]:
    style = node.get("style-name") or style
    fresh = node.get("continue-numbering") != "true" and not node.get("continue-list")
    # LibreOffice writes one list in pieces, and says that a piece goes on by the same style.
    if depth == 0 and fresh and style != reading.lasting:
        reading.counters.pop(style, None)
    reading.lasting = style if depth == 0 else reading.lasting
    counter = reading.counters.setdefault(style, Counter(reading.lists.get(style, {})))
    for item in node.nodes("list-item", "list-header"):
        marker = ""
        if item.tag == "list-item" and any(c.tag in ("p", "h") for c in item.nodes()):
            start = item.get("start-value")
            if start.isdigit() and len(start) < 6:
                counter.counts[depth] = int(start) - 1
            marker = counter.next(depth) or "•"
        for child in item.nodes():
            if child.tag == "list":
                yield from _list(child, reading, depth + 1, style)
            elif child.tag in ("p", "h"):
                yield from _paragraph(child, reading, depth + 1, marker)
                marker = ""
            else:
                yield from _blocks(child, reading)


def _paragraph(node: Node, reading: _Reading, depth: int, marker: str) -> Iterator[Line | Table]:
    reading.paragraphs += 1
    where = Where(paragraph=reading.paragraphs)
    style = _look(node.get("style-name"), reading)
    named = node.get("style-name")
    level = 0
    if node.tag == "h":
        outline = node.get("outline-level", "1")
        level = int(outline) if outline.isdigit() else 1
        if node.get("is-list-header") != "true" and not marker:
            marker = reading.outline.next(level - 1)
            marker = "" if marker == "•" else marker
    elif named == "Title" or _based(named, "Title", reading):
        level = 1
    elif heading := re.match(r"Heading_20_(\d)", _named(named, "Heading_20_", reading)):
        level = int(heading[1])
    text, bold, lead = _words(node, bool(style.bold), reading)
    if _based(named, "Contents", reading):
        if text.strip():
            reading.document.dropped.append(Dropped("contents", text.strip()[:200], where))
        return
    plain = text.strip()
    deeper = re.search(r"List_20_\w+_20_(\d)$", _named(named, "List", reading)) if depth else None
    depth = max(depth, int(deeper[1])) if deeper else depth
    if plain and not style.hidden:
        size = _size(node, style, reading)
        yield Line(plain, where, level, 0 if level else depth, marker, bold, size, lead=lead)
    for box in _boxes(node):
        for child in box.nodes():
            yield from _blocks(child, reading)


def _named(name: str, start: str, reading: _Reading) -> str:
    """Return the name of the style, among those that one is based on, that begins so."""
    for _ in range(20):
        if name.startswith(start):
            return name
        style = reading.styles.get(name)
        if style is None:
            return ""
        name = style.parent
    return ""


def _based(name: str, start: str, reading: _Reading) -> bool:
    for _ in range(20):
        if name.startswith(start):
            return True
        style = reading.styles.get(name)
        if style is None:
            return False
        name = style.parent
    return False


def _boxes(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        if child.tag == "text-box":
            yield child
        elif child.tag not in _SKIPPED:
            yield from _boxes(child)


def _size(node: Node, style: _Style, reading: _Reading) -> float:
    """Return the size of most letters of a paragraph in points, 0 if neither it nor its style says."""
    sizes: dict[float, int] = {}
    for child in node.children:
        words = child if isinstance(child, str) else child.words()
        look = None if isinstance(child, str) else _look(child.get("style-name"), reading)
        size = (look.size if look else 0.0) or style.size
        sizes[size] = sizes.get(size, 0) + len(words)
    return max(sizes, key=lambda size: sizes[size]) if sizes else style.size


def _words(node: Node, bold: bool, reading: _Reading) -> tuple[str, bool, str]:
    """Return the text of a paragraph, whether all of it is bold, and the bold words it begins with."""
    pieces: list[str] = []
    weights: list[bool] = []
    runs: list[tuple[str, bool]] = []

    def walk(part: Node, heavy: bool) -> None:
        for child in part.children:
            if isinstance(child, str):
                pieces.append(" ".join(child.split("\n")))
                runs.append((pieces[-1], heavy))
                if child.strip():
                    weights.append(heavy)
            elif child.tag == "s":
                count = child.get("c", "1")
                pieces.append(" " * min(int(count) if count.isdigit() else 1, 20))
                runs.append((" ", heavy))
            elif child.tag == "tab":
                pieces.append("\t")
                runs.append((" ", heavy))
            elif child.tag == "line-break":
                pieces.append("\n")
            elif child.tag == "span":
                look = _look(child.get("style-name"), reading)
                if look.hidden or (look.raised and child.words().strip().isdigit()):
                    continue
                walk(child, heavy if look.bold is None else look.bold)
            elif child.tag not in _SKIPPED and child.tag not in ("frame", "text-box"):
                walk(child, heavy)

    walk(node, bold)
    return "".join(pieces), bool(weights) and all(weights), bold_start(runs)


def _table(node: Node, reading: _Reading) -> Table:
    reading.tables += 1
    number = reading.tables
    rows: list[list[Cell]] = []
    reach: dict[int, tuple[int, Cell]] = {}
    for line, row in enumerate(_rows(node), start=1):
        cells: list[Cell] = []
        inner: list[tuple[Cell, list[Table]]] = []
        for cell in row.nodes("table-cell", "covered-table-cell"):
            times = _count(cell.get("number-columns-repeated", "1"))
            for _ in range(times):
                place = len(cells)
                if cell.tag == "covered-table-cell":
                    left, above = reach.get(place, (0, None))
                    if above and left:
                        reach[place] = (left - 1, above)
                        cells.append(Cell(above.text, above.where, True, above.bold))
                    elif cells:
                        cells.append(Cell(cells[-1].text, cells[-1].where, True, cells[-1].bold))
                    else:
                        cells.append(Cell("", Where(table=number, row=line, column=1)))
                else:
                    where = Where(0, reading.paragraphs + 1, number, line, place + 1)
                    made, tables = _cell(cell, where, reading)
                    inner += [(made, tables)] if tables else []
                    cells.append(made)
                    down = _count(cell.get("number-rows-spanned", "1")) - 1
                    for column in range(_count(cell.get("number-columns-spanned", "1"))):
                        reach[place + column] = (down, made)
                reading.cells += 1
                if reading.cells > MAX_CELLS:
                    reason = Message("document.cells", most=MAX_CELLS)
                    raise SourceError(reason, path=reading.name)
        rows += with_tables(cells, inner)
    width = max(map(len, rows), default=0)
    for line, cells in enumerate(rows, start=1):
        while len(cells) < width:
            cells.append(Cell("", Where(table=number, row=line, column=len(cells) + 1)))
    kept = [row for row in rows if any(cell.text for cell in row)]
    return Table(kept, Where(paragraph=reading.paragraphs, table=number))


def _rows(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        if child.tag == "table-row":
            yield child
        elif child.tag in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _cell(node: Node, where: Where, reading: _Reading) -> tuple[Cell, list[Table]]:
    blocks = (block for child in node.nodes() for block in _blocks(child, reading))
    return cell_of(blocks, where)


def _count(value: str) -> int:
    return max(1, min(int(value), MAX_SPAN)) if value.isdigit() and len(value) < 6 else 1
