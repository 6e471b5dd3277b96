"""A plan in an OpenDocument spreadsheet (ISO/IEC 26300-1, section 9): each cell with its value and what it shows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.form import IGNORED, TEXT_SHEET
from trama.plans.package import Package
from trama.plans.readers.archive import open_archive
from trama.plans.readers.grid import Cell, Grid
from trama.plans.readers.sheets import (
    MAX_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    events,
    text_of,
)
from trama.plans.readers.workbook import package_of
from trama.plans.readers.xml import start_of

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_HIDDEN = ("collapse", "filter")


def read_ods(content: bytes, name: str) -> Package:
    """Read a plan from an OpenDocument spreadsheet.

    Raises SourceError if it is damaged, has a password or passes a limit, SourceProblems with every bad cell.
    """
    with open_archive(content, name) as archive:
        grids = _Reader(archive, name).grids()
    text = next((text_of(g.rows, name) for g in grids if g.name == TEXT_SHEET), None)
    kept = [grid for grid in grids if grid.name not in (*IGNORED, TEXT_SHEET)]
    return package_of(kept, name, text=text)


@dataclass(slots=True)
class _Reader:
    """Reads `content.xml` as a stream; what repeats is written out only where it holds something."""

    archive: zipfile.ZipFile
    name: str
    made: list[Grid] = field(default_factory=list)
    cells: int = 0

    def grids(self) -> list[Grid]:
        """Return the sheets in their order."""
        if "META-INF/manifest.xml" in self.archive.namelist():
            for event, tag, _, _ in events(self.archive, "META-INF/manifest.xml", self.name):
                if event == "start" and tag == "encryption-data":
                    raise SourceError("read.password", path=self.name)
        hidden_styles: set[str] = set()
        style = ""
        grid: Grid | None = None
        line = column = 0
        row: dict[int, Cell] = {}
        row_repeats = 1
        row_hidden = False
        cell: Mapping[str, str] = {}
        parts: list[str] = []
        paragraphs = depth = annotation = 0
        merges: list[tuple[int, int, int]] = []
        for event, tag, value, _ in events(self.archive, "content.xml", self.name):
            if event == "start":
                attributes = start_of(value)
                if tag == "style":
                    style = attributes.get(f"{_STYLE} name", "")
                elif tag == "table-properties":
                    if attributes.get(f"{_TABLE} display") == "false":
                        hidden_styles.add(style)
                elif tag == "table" and grid is None:
                    shown = attributes.get(f"{_TABLE} style-name", "") not in hidden_styles
                    grid = Grid(attributes.get(f"{_TABLE} name", "").strip(), hidden=not shown)
                    line, merges = 0, []
                elif tag == "table-row" and grid is not None:
                    row, column = {}, 0
                    row_repeats = _whole(attributes.get(f"{_TABLE} number-rows-repeated"))
                    row_hidden = attributes.get(f"{_TABLE} visibility", "") in _HIDDEN
                elif tag in ("table-cell", "covered-table-cell") and grid is not None:
                    cell, parts, paragraphs = attributes, [], 0
                    depth = 1
                elif tag == "annotation":
                    annotation += 1
                elif depth and tag == "p" and not annotation:
                    paragraphs += 1
                    if paragraphs > 1:
                        parts.append("\n")
                elif depth and tag == "s" and not annotation:
                    parts.append(" " * min(_whole(attributes.get(f"{_TEXT} c")), 100))
                elif depth and tag in ("line-break", "tab") and not annotation:
                    parts.append("\n" if tag == "line-break" else "\t")
            elif event == "text":
                if depth and paragraphs and not annotation:
                    parts.append(str(value))
                    if sum(map(len, parts[-50:])) > MAX_CELL:
                        self._stop(
                            Message(
                                "sheet.cell-too-long",
                                sheet=grid.name if grid else "",
                                most=MAX_CELL,
                            )
                        )
            elif tag == "annotation":
                annotation -= 1
            elif tag in ("table-cell", "covered-table-cell") and grid is not None and depth:
                depth = 0
                made = _cell(cell, "".join(parts))
                times = _whole(cell.get(f"{_TABLE} number-columns-repeated"))
                spanned = _whole(cell.get(f"{_TABLE} number-rows-spanned"))
                if made:
                    for index in range(column, column + times):
                        if index >= MAX_COLUMNS:
                            self._stop(
                                Message("sheet.too-many-columns", sheet=grid.name, most=MAX_COLUMNS)
                            )
                        row[index] = made
                    if spanned > 1:
                        merges.append((line + 1, line + spanned, column))
                column += times
            elif tag == "table-row" and grid is not None:
                if row:
                    for repeat in range(min(row_repeats, MAX_ROWS + 1)):
                        grid.rows.append((line + 1 + repeat, dict(row)))
                        self.cells += len(row)
                        if len(grid.rows) > MAX_ROWS:
                            self._stop(
                                Message("sheet.too-many-rows", sheet=grid.name, most=MAX_ROWS)
                            )
                        if self.cells > MAX_CELLS:
                            self._stop(Message("sheet.too-many-cells", most=MAX_CELLS))
                    grid.hidden_rows += row_hidden
                line += row_repeats
            elif tag == "table" and grid is not None:
                for first, last, left in merges:
                    grid.merge(first, last, left)
                self.made.append(grid)
                grid = None
                if len(self.made) > MAX_SHEETS:
                    self._stop(Message("sheet.too-many", most=MAX_SHEETS))
        return self.made

    def _stop(self, reason: Message) -> None:
        raise SourceError(reason, path=self.name)


def _cell(attributes: Mapping[str, str], shown: str) -> Cell | None:
    kind = attributes.get(f"{_OFFICE} value-type", "")
    value = attributes.get(f"{_OFFICE} value", "")
    if kind in ("float", "currency", "percentage") and value:
        if re.match(r"(?:#|Err:)", shown):
            return Cell(shown, error=Message("sheet.formula-error"))
        try:
            number = float(value)
        except ValueError:
            return Cell(value, error=Message("sheet.no-number"))
        if number != number or number in (float("inf"), float("-inf")):
            return Cell(value, error=Message("sheet.no-number"))
        plain = str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"
        if kind == "percentage":
            return Cell(plain, number=True, percent=True, shown=shown)
        # What the cell shows counts for codes: 1.30, 015158. A comma is the decimal one of its language.
        code = shown.replace(",", ".") if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", shown) else ""
        return Cell(plain, number=True, shown=code if code != plain else "")
    if kind == "date":
        day = attributes.get(f"{_OFFICE} date-value", "")[:10]
        typed = re.fullmatch(r"0?([0-9]{1,2})[./]0?([0-9]{1,2})", shown)
        return Cell(day, number=True, shown=f"{typed[1]}.{typed[2]}" if typed else "")
    if kind == "boolean":
        return Cell("sì" if attributes.get(f"{_OFFICE} boolean-value") == "true" else "no")
    if re.match(r"(?:#(?:REF|N/A|NAME|VALUE|DIV/0)|Err:\d)", shown):
        return Cell(shown, error=Message("sheet.formula-error"))
    return Cell(shown) if shown else None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1
