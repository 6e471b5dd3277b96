"""A web page, saved or copied, as lines and tables. Nothing that it links to is opened."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.readers.documents.blocks import Cell, Document, Line, Table, Where, bold_start

MAX_DEPTH = 400
MAX_CELLS = 200_000
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "head",
        "nav",
        "iframe",
        "object",
        "select",
        "textarea",
    ]
)
_VOID = frozenset(
    [
        "br",
        "img",
        "hr",
        "input",
        "meta",
        "link",
        "col",
        "source",
        "wbr",
        "area",
        "base",
        "embed",
        "track",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "td",
        "th",
        "table",
        "blockquote",
        "pre",
        "form",
        "figure",
        "figcaption",
        "body",
        "html",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "address",
        "aside",
        "details",
        "summary",
    ]
)


# What a page does not show is not said.
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


_IMPLIED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol")),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "tr": (("td", "th", "tr"), ("table",)),
    "p": (("p",), ("td", "th", "li", "table")),
}


class _Reader(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document("html")
        self.name = name
        self.paragraphs = self.tables = self.cells = 0
        self.skip: list[str] = []
        self.open: list[str] = []
        self.lists: list[list[int | str]] = []
        self.text: list[str] = []
        self.bold = 0
        self.weights: list[bool] = []
        self.runs: list[tuple[str, bool]] = []
        self.level, self.marker = 0, ""
        self.table: list[list[tuple[str, int, int, bool]]] | None = None
        self.cell: tuple[int, int, bool] | None = None
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            if tag == "br":
                self.text.append("\n")
            return
        given = {key: value or "" for key, value in attrs}
        if self._lone() and tag == self.skip[0]:
            self.skip.clear()
        if (
            self.skip
            or tag in _SKIPPED
            or "hidden" in given
            or _HIDDEN.search(given.get("style", ""))
        ):
            self.skip.append(tag)
            if len(self.skip) > MAX_DEPTH:
                raise SourceError("document.deep", path=self.name)
            return
        if len(self.open) > MAX_DEPTH:
            raise SourceError("document.deep", path=self.name)
        self._implied(tag)
        self.open.append(tag)
        if tag in _BLOCKS:
            self._flush()
        if re.fullmatch(r"h[1-6]", tag):
            self.level = int(tag[1])
        elif tag in ("b", "strong"):
            self.bold += 1
        elif tag in ("ul", "ol"):
            self.lists.append([tag, 0])
        elif tag == "li":
            self.marker = "•"
            if self.lists and self.lists[-1][0] == "ol":
                self.lists[-1][1] = int(self.lists[-1][1]) + 1
                self.marker = f"{self.lists[-1][1]}."
        elif tag == "table" and self.table is None:
            self.table = []
        elif tag == "tr" and self.table is not None:
            self.table.append([])
        elif tag in ("td", "th") and self.table is not None:
            if not self.table:
                self.table.append([])
            self.cell = (_span(given.get("rowspan")), _span(given.get("colspan")), tag == "th")
            self.lines = []

    def _lone(self) -> bool:
        """Whether what is skipped is one thing that need not be closed, such as an item."""
        return len(self.skip) == 1 and self.skip[0] in _IMPLIED

    def _implied(self, tag: str) -> None:
        """Close what a page leaves open: an item before the next, a cell before the next cell or row."""
        ends, within = _IMPLIED.get(tag, ((), ()))
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] in within:
                return None
            if self.open[place] in ends:
                self.handle_endtag(self.open[place])
                return self._implied(tag)
        return None

    def handle_endtag(self, tag: str) -> None:
        if self.skip:
            if tag in self.skip:
                while self.skip and self.skip.pop() != tag:
                    pass
                return
            if not (self._lone() and tag in self.open):
                return
            self.skip.clear()
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self._close(last)
            if last == tag:
                break

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif re.fullmatch(r"h[1-6]", tag):
            self.level = 0
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in ("td", "th") and self.cell and self.table:
            rows, columns, head = self.cell
            self.table[-1].append(("\n".join(self.lines), rows, columns, head))
            self.cells += columns
            if self.cells > MAX_CELLS:
                raise SourceError(Message("document.cells", most=MAX_CELLS), path=self.name)
            self.cell = None
        elif tag == "table" and self.table is not None:
            self._table()

    def handle_data(self, data: str) -> None:
        if self.skip:
            return
        self.text.append(" ".join(data.split("\n")) if "pre" not in self.open else data)
        self.runs.append((data, bool(self.bold)))
        if data.strip():
            self.weights.append(bool(self.bold))

    def _flush(self) -> None:
        text = "\n".join(" ".join(line.split()) for line in "".join(self.text).split("\n")).strip()
        bold = bool(self.weights) and all(self.weights)
        lead = bold_start(self.runs)
        self.text, self.weights, self.runs = [], [], []
        if not text:
            return
        marker, self.marker = self.marker, ""
        if self.cell is not None:
            self.lines.append(f"{marker} {text}".strip())
            return
        self.paragraphs += 1
        depth = len(self.lists) if marker else 0
        where = Where(paragraph=self.paragraphs)
        self.document.blocks.append(
            Line(text, where, self.level, depth, marker, bold or bool(self.level), lead=lead)
        )

    def _table(self) -> None:
        self.tables += 1
        number = self.tables
        rows: list[list[Cell]] = []
        reach: dict[tuple[int, int], Cell] = {}
        for line, given in enumerate(self.table or [], start=1):
            cells: list[Cell] = []
            for text, down, across, head in given:
                while (line, len(cells)) in reach:
                    cells.append(reach.pop((line, len(cells))))
                made = Cell(text, Where(0, 0, number, line, len(cells) + 1), False, head)
                start = len(cells)
                for place in range(across):
                    cells.append(made if not place else Cell(text, made.where, True, head))
                for below in range(line + 1, line + down):
                    for place in range(start, start + across):
                        reach[below, place] = Cell(text, made.where, True, head)
            while (line, len(cells)) in reach:
                cells.append(reach.pop((line, len(cells))))
            rows.append(cells)
        width = max(map(len, rows), default=0)
        for line, cells in enumerate(rows, start=1):
            while len(cells) < width:
                cells.append(Cell("", Where(table=number, row=line, column=len(cells) + 1)))
        kept = [row for row in rows if any(cell.text for cell in row)]
        self.table = None
        if kept:
            self.document.blocks.append(Table(kept, Where(table=number)))

    def finish(self) -> Document:
        self.close()
        while self.open:
            self._close(self.open.pop())
        self._flush()
        return self.document


def read_html(content: bytes, name: str) -> Document:
    """Read a web page; SourceError if its tables are too large or its tags too deep."""
    found = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", content[:4096], re.IGNORECASE)
    for encoding in ("utf-8-sig", found[1].decode("ascii", "ignore") if found else "", "cp1252"):
        try:
            text = content.decode(encoding) if encoding else None
        except (UnicodeDecodeError, LookupError):
            continue
        if text is not None:
            break
    else:
        text = content.decode("latin-1")
    reader = _Reader(name)
    reader.feed(text)
    return reader.finish()


def _span(value: str | None) -> int:
    return max(1, min(int(value), 100)) if value and value.isdigit() and len(value) < 5 else 1
