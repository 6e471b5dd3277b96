"""The cells of a workbook's sheets, read as a stream from its XML parts (ECMA-376, part 1, section 18)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.parsers import expat

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.form import TEXT_SHEET
from trama.plans.readers.archive import open_archive, pieces
from trama.plans.readers.formats import BUILT_IN, is_date, number_cell, shown_day
from trama.plans.readers.grid import Cell, Grid
from trama.plans.readers.xml import Event, Events, start_of
from trama.plans.text import SourceText, parse_text

MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELLS = 400_000
MAX_STRINGS = 200_000
MAX_CHARACTERS = 20_000_000
MAX_CELL = 40_000
MAX_SHEETS = 100
MAX_MERGED = 50_000

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(slots=True)
class Workbook:
    """An open workbook: the names of its sheets, in order, and their rows.

    `formats` are those of numbers, by the index of a cell's style; `hidden` the sheets that do not show.
    """

    archive: zipfile.ZipFile
    name: str
    sheets: dict[str, str]
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    from_1904: bool = False
    cells: int = 0

    def grid(self, sheet: str) -> Grid:
        """Return a sheet, with merged cells filled in.

        Raises SourceError if the sheet is damaged or passes a limit.
        """
        grid = Grid(sheet, hidden=sheet in self.hidden)
        merges: list[tuple[int, int, int]] = []
        grid.rows += self.rows(sheet, grid, merges)
        for first, last, left in merges:
            grid.merge(first, last, left)
        return grid

    def rows(
        self, sheet: str, grid: Grid | None = None, merges: list[tuple[int, int, int]] | None = None
    ) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield the rows of a sheet that have a value: their numbers, and their cells by column.

        What is hidden is counted in `grid`, and merged cells are added to `merges`: first row, last row, column.
        Raises SourceError if the sheet is damaged or passes a limit.
        """
        member = self.sheets[sheet]
        grid, merges = grid or Grid(sheet), [] if merges is None else merges
        # Cells may stand anywhere and in any order; a row is yielded when the next one begins.
        for seen, (line, cells) in enumerate(self._rows(member, sheet, grid, merges), start=1):
            if seen > MAX_ROWS:
                self._stop(Message("sheet.too-many-rows", sheet=sheet, most=MAX_ROWS))
            yield line, cells

    def _rows(
        self, member: str, sheet: str, grid: Grid, merges: list[tuple[int, int, int]]
    ) -> Iterator[tuple[int, dict[int, Cell]]]:
        row: dict[int, Cell] = {}
        hidden = False
        line = 0
        cell: dict[str, str] = {}
        column = -1
        holds, text = "", ""
        formula = False
        for event, tag, value, _ in events(self.archive, member, self.name):
            if event == "start":
                attributes = start_of(value)
                if tag == "row":
                    line = _whole(attributes.get("r"), line + 1)
                    row, column = {}, -1
                    hidden = attributes.get("hidden", "0") in ("1", "true")
                elif tag == "mergeCell" and len(merges) < MAX_MERGED:
                    merges += _merged(attributes.get("ref", ""))
                elif tag == "c":
                    cell = attributes
                    column = self._column(cell.get("r"), column, sheet)
                    text, formula = "", False
                elif tag in ("v", "t"):
                    holds = tag
                elif tag == "f":
                    formula = True
            elif event == "text":
                if holds:
                    text += str(value)
                    if len(text) > MAX_CELL:
                        self._stop(Message("sheet.cell-too-long", sheet=sheet, most=MAX_CELL))
            elif tag in ("v", "t"):
                holds = ""
            elif tag == "c":
                made = self._cell(cell, text, formula)
                if made:
                    row[column] = made
                    self.cells += 1
                    if self.cells > MAX_CELLS:
                        self._stop(Message("sheet.too-many-cells", most=MAX_CELLS))
            elif tag == "row" and row:
                grid.hidden_rows += hidden
                yield line, row
                row = {}

    def _column(self, reference: str | None, before: int, sheet: str) -> int:
        found = _REFERENCE.fullmatch(reference or "")
        column = index_of(found[1]) if found else before + 1
        if column >= MAX_COLUMNS:
            self._stop(Message("sheet.too-many-columns", sheet=sheet, most=MAX_COLUMNS))
        return column

    def _cell(self, cell: dict[str, str], text: str, formula: bool) -> Cell | None:
        kind = cell.get("t", "n")
        if kind == "s":
            index = _whole(text, -1)
            if not 0 <= index < len(self.strings):
                return Cell(text, error=Message("sheet.no-text"))
            text = self.strings[index]
        elif kind == "e":
            return Cell(text, error=Message("sheet.formula-error"))
        elif kind == "b":
            text = {"1": "sì", "0": "no"}.get(text.strip(), text)
        elif kind == "n" and text:
            return self._number(text.strip(), _whole(cell.get("s"), 0))
        if formula and not text:
            return Cell("", error=Message("sheet.formula-unsaved"))
        return Cell(text) if text else None

    def _number(self, text: str, style: int) -> Cell:
        try:
            value = float(text)
        except ValueError:
            return Cell(text, error=Message("sheet.no-number"))
        format = self.formats[style] if style < len(self.formats) else ""
        if is_date(format) and 0 < value < 2_958_466:
            origin = datetime(1904, 1, 1) if self.from_1904 else datetime(1899, 12, 30)
            day = (origin + timedelta(days=value)).date()
            return Cell(day.isoformat(), number=True, shown=shown_day(day, format))
        if value != value or value in (float("inf"), float("-inf")):
            return Cell(text, error=Message("sheet.no-number"))
        return number_cell(value, format)

    def _stop(self, reason: Message) -> None:
        raise SourceError(reason, path=self.name)


@contextmanager
def open_workbook(content: bytes, name: str) -> Iterator[Workbook]:
    """Open a workbook; SourceError if it is none."""
    with open_archive(content, name) as archive:
        members = {member.lstrip("/"): member for member in archive.namelist()}
        if "xl/workbook.xml" not in members:
            what = "read.is-odf" if "content.xml" in members else "read.no-workbook"
            what = "read.is-word" if "word/document.xml" in members else what
            raise SourceError(what, path=name)
        book = Workbook(archive, name, {})
        _read_sheets(book, members)
        if "xl/styles.xml" in members:
            book.formats = list(_formats(archive, members["xl/styles.xml"], name))
        if "xl/sharedStrings.xml" in members:
            book.strings = list(_strings(archive, members["xl/sharedStrings.xml"], name))
        yield book


def _read_sheets(book: Workbook, members: dict[str, str]) -> None:
    targets: dict[str, str] = {}
    relations = members.get("xl/_rels/workbook.xml.rels", "")
    if relations:
        for event, tag, value, _ in events(book.archive, relations, book.name):
            if event == "start" and tag == "Relationship":
                attributes = start_of(value)
                target = attributes.get("Target", "")
                path = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
                targets[attributes.get("Id", "")] = path
    for event, tag, value, _ in events(book.archive, members["xl/workbook.xml"], book.name):
        if event != "start":
            continue
        attributes = start_of(value)
        if tag == "workbookPr":
            book.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        if tag == "sheet":
            path = targets.get(attributes.get(f"{_RELATIONS} id", ""), "")
            named = attributes.get("name", "").strip()
            if path not in members:
                raise SourceError("sheet.missing", sheet=named, path=book.name)
            book.sheets[named] = members[path]
            if attributes.get("state", "visible") != "visible":
                book.hidden.add(named)
            if len(book.sheets) > MAX_SHEETS:
                raise SourceError("sheet.too-many", most=MAX_SHEETS, path=book.name)


def _merged(reference: str) -> list[tuple[int, int, int]]:
    """Merged cells that span rows: the first row, the last, and the column where their value stands."""
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or not all(ends):
        return []
    top, bottom = (int(end[2]) for end in ends if end)
    left = index_of(ends[0][1]) if ends[0] else 0
    return [(top, bottom, left)] if bottom > top and left < MAX_COLUMNS else []


def _formats(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[str]:
    own: dict[int, str] = {}
    inside = False
    for event, tag, value, _ in events(archive, member, name):
        if event == "start":
            attributes = start_of(value)
            if tag == "numFmt":
                own[_whole(attributes.get("numFmtId"), -1)] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                number = _whole(attributes.get("numFmtId"), 0)
                yield own.get(number, "")[:200] or BUILT_IN.get(number, "")
        elif event == "end" and tag == "cellXfs":
            inside = False


def _strings(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[str]:
    parts: list[str] = []
    holds, phonetic, seen, length, kept = False, False, 0, 0, 0
    for event, tag, value, _ in events(archive, member, name):
        if event == "start":
            if tag == "si":
                parts, kept = [], 0
            holds = tag == "t" and not phonetic
            phonetic = phonetic or tag == "rPh"
        elif event == "text":
            if holds:
                parts.append(str(value))
                length += len(str(value))
                kept += len(str(value))
                if length > MAX_CHARACTERS or kept > MAX_CELL:
                    raise SourceError("sheet.texts-too-long", path=name)
        elif tag == "t":
            holds = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            seen += 1
            if seen > MAX_STRINGS:
                raise SourceError("sheet.too-many-texts", most=MAX_STRINGS, path=name)
            yield "".join(parts)


def events(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[Event]:
    """Yield the XML events of a member; SourceError if it is damaged XML."""
    stream = Events()
    try:
        for piece in pieces(archive, member, name):
            yield from stream.feed(piece)
        yield from stream.close()
    except SourceError as error:
        # what the XML itself is refused for does not know the file's name
        raise (
            error
            if error.path
            else SourceError("sheet.part", member=member, reason=error.message, path=name)
        ) from None
    except expat.ExpatError as error:
        reason = Message("sheet.part-damaged", member=member, reason=error)
        raise SourceError(reason, path=name) from error
    except (UnicodeError, LookupError, ValueError) as error:
        # Expat reads no encoding of several bytes a letter but UTF-8 and UTF-16.
        raise SourceError("sheet.part-encoding", member=member, path=name) from error


def text_of(rows: Iterable[tuple[int, dict[int, Cell]]], name: str) -> SourceText | None:
    """Return the source text that a sheet holds in its first column, a line a row."""
    lines = {line: cells[0].value if 0 in cells else "" for line, cells in rows}
    if not lines:
        return None
    whole = "\n".join(lines.get(n, "") for n in range(1, max(lines) + 1)) + "\n"
    return parse_text(whole.encode(), shown=f"{name} {TEXT_SHEET}")


def index_of(letters: str) -> int:
    """Return the place of a column, from 0, by its letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
