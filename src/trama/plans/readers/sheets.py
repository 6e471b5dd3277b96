"""The cells of a workbook's sheets, read as a stream from its XML parts (ECMA-376, part 1, section 18)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.parsers import expat

from trama.errors import SourceError
from trama.plans.readers.archive import open_archive, pieces
from trama.plans.readers.xml import Event, Events, start_of

MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELLS = 400_000
MAX_STRINGS = 200_000
MAX_CHARACTERS = 20_000_000
MAX_CELL = 40_000
MAX_SHEETS = 100

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# Formats of dates by number (18.8.30), and the letters by which one's own is known for a date.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
_NOT_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(slots=True)
class Cell:
    """The value of a cell as text; `error` says why it has none, `number` whether it was a number."""

    value: str
    number: bool = False
    error: str = ""


@dataclass(slots=True)
class Workbook:
    """An open workbook: the names of its sheets, in order, and their rows."""

    archive: zipfile.ZipFile
    name: str
    sheets: dict[str, str]
    strings: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    from_1904: bool = False
    cells: int = 0

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield the rows of a sheet that have a value: their numbers, and their cells by column.

        Raises SourceError if the sheet is damaged or passes a limit.
        """
        member = self.sheets[sheet]
        # Cells may stand anywhere and in any order; a row is yielded when the next one begins.
        for seen, (line, cells) in enumerate(self._rows(member, sheet), start=1):
            if seen > MAX_ROWS:
                self._stop(f"sheet {sheet!r} has more than {MAX_ROWS:,} rows")
            yield line, cells

    def _rows(self, member: str, sheet: str) -> Iterator[tuple[int, dict[int, Cell]]]:
        row: dict[int, Cell] = {}
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
                        self._stop(
                            f"a cell of sheet {sheet!r} holds more than {MAX_CELL:,} characters"
                        )
            elif tag in ("v", "t"):
                holds = ""
            elif tag == "c":
                made = self._cell(cell, text, formula)
                if made:
                    row[column] = made
                    self.cells += 1
                    if self.cells > MAX_CELLS:
                        self._stop(f"the workbook has more than {MAX_CELLS:,} cells")
            elif tag == "row" and row:
                yield line, row
                row = {}

    def _column(self, reference: str | None, before: int, sheet: str) -> int:
        found = _REFERENCE.fullmatch(reference or "")
        column = index_of(found[1]) if found else before + 1
        if column >= MAX_COLUMNS:
            self._stop(f"sheet {sheet!r} has more than {MAX_COLUMNS} columns")
        return column

    def _cell(self, cell: dict[str, str], text: str, formula: bool) -> Cell | None:
        kind = cell.get("t", "n")
        if kind == "s":
            index = _whole(text, -1)
            if not 0 <= index < len(self.strings):
                return Cell(text, error="the cell names a text that the workbook does not hold")
            text = self.strings[index]
        elif kind == "e":
            return Cell(text, error="the cell holds the error of a formula")
        elif kind == "b":
            text = {"1": "sì", "0": "no"}.get(text.strip(), text)
        elif kind == "n" and text:
            return self._number(text.strip(), _whole(cell.get("s"), 0))
        if formula and not text:
            return Cell(
                "", error="the cell holds a formula whose value is not saved; write the value"
            )
        return Cell(text) if text else None

    def _number(self, text: str, style: int) -> Cell:
        try:
            value = float(text)
        except ValueError:
            return Cell(text, error="the cell should hold a number and does not")
        if style in self.dates and 0 < value < 2_958_466:
            origin = datetime(1904, 1, 1) if self.from_1904 else datetime(1899, 12, 30)
            return Cell((origin + timedelta(days=value)).date().isoformat(), number=True)
        if value != value or value in (float("inf"), float("-inf")):
            return Cell(text, error="the cell should hold a number and does not")
        if value.is_integer() and abs(value) < 1e15:
            return Cell(str(int(value)), number=True)
        return Cell(f"{value:.15g}", number=True)

    def _stop(self, reason: str) -> None:
        raise SourceError(reason, path=self.name)


@contextmanager
def open_workbook(content: bytes, name: str) -> Iterator[Workbook]:
    """Open a workbook; SourceError if it is none."""
    with open_archive(content, name) as archive:
        members = {member.lstrip("/"): member for member in archive.namelist()}
        if "xl/workbook.xml" not in members:
            what = "an OpenDocument file; save it as .xlsx" if "content.xml" in members else ""
            what = what or ("a text document" if "word/document.xml" in members else "no workbook")
            raise SourceError(f"this is {what}", path=name)
        book = Workbook(archive, name, {})
        _read_sheets(book, members)
        if "xl/styles.xml" in members:
            book.dates = frozenset(_date_styles(archive, members["xl/styles.xml"], name))
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
                raise SourceError(f"the workbook lacks its sheet {named!r}", path=book.name)
            book.sheets[named] = members[path]
            if len(book.sheets) > MAX_SHEETS:
                raise SourceError(f"the workbook has more than {MAX_SHEETS} sheets", path=book.name)


def _date_styles(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[int]:
    own: dict[int, str] = {}
    inside, index = False, 0
    for event, tag, value, _ in events(archive, member, name):
        if event == "start":
            attributes = start_of(value)
            if tag == "numFmt":
                own[_whole(attributes.get("numFmtId"), -1)] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                number = _whole(attributes.get("numFmtId"), 0)
                letters = _NOT_LETTERS.sub("", own.get(number, "")[:200]).lower()
                if number in _DATE_FORMATS or ("y" in letters or "d" in letters):
                    yield index
                index += 1
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
                    raise SourceError("the workbook's texts are too long", path=name)
        elif tag == "t":
            holds = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            seen += 1
            if seen > MAX_STRINGS:
                raise SourceError(f"the workbook has more than {MAX_STRINGS:,} texts", path=name)
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
            error if error.path else SourceError(f"{member}: {error.message}", path=name)
        ) from None
    except expat.ExpatError as error:
        reason = f"{member} in the workbook is not valid XML ({error})"
        raise SourceError(reason, path=name) from error
    except UnicodeError as error:
        raise SourceError(f"{member} in the workbook has a wrong encoding", path=name) from error


def index_of(letters: str) -> int:
    """Return the place of a column, from 0, by its letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
