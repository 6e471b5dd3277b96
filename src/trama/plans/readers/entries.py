"""The cells of a row, each read by what its column holds: a date, a number, a code, a word of a list."""

from __future__ import annotations

import re

from trama.model import element_of
from trama.model.cells import (
    BudgetCode,
    Choice,
    Concept,
    Date,
    Flag,
    Number,
    Objectives,
    Pattern,
    Reference,
    Text,
    Whole,
)
from trama.model.cells import Cell as Kind
from trama.model.element import columns
from trama.plans.form import SEPARATOR, code_of
from trama.plans.readers import values
from trama.plans.readers.columns import Heads
from trama.plans.readers.grid import Cell, Grid
from trama.plans.readers.noted import Noted

_CODES = {"code", "identifier"}


class Entries:
    """Reads the rows of one sheet; what a column's cells mean together is found out first."""

    def __init__(self, heads: Heads, grid: Grid, noted: Noted) -> None:
        element = element_of(heads.table)
        self._heads = heads
        self._grid = grid
        self._noted = noted
        self._kinds: dict[str, Kind] = {
            f.name: f.column.cell for f in (columns(element) if element else ())
        }
        # The whole column tells whether a dot stands between thousands.
        self._dots: dict[str, values.Dots] = {}
        wanted = {i: c for i, c in heads.columns.items() if isinstance(self._kinds.get(c), Number)}
        wanted |= dict.fromkeys(heads.years, "value")
        for column in set(wanted.values()):
            cells = [
                row[i].value
                for line, row in grid.rows
                for i, named in wanted.items()
                if named == column and line > heads.line and i in row and not row[i].number
            ]
            self._dots[column] = (
                values.Dots.DECIMAL if grid.exact and self._plain(column) else values.dots_of(cells)
            )

    def _plain(self, column: str) -> bool:
        """Whether a program gave the column its name, in a file that has commas between fields."""
        return self._heads.titles.get(column) == column

    def row(self, cells: dict[int, Cell]) -> dict[str, str]:
        """Return the values of a row by column, as the model takes them; what it does not know stays as it is."""
        row = dict.fromkeys(self._heads.columns.values(), "")
        # A programme is read by its mission, so missions come first.
        order = sorted(self._heads.columns, key=lambda i: self._heads.columns[i] == "dup_programme")
        for index in order:
            column = self._heads.columns[index]
            row[column] = self.value(column, cells.get(index), row)
        return row

    def value(self, column: str, cell: Cell | None, row: dict[str, str]) -> str:
        """Return the value of a cell in the form that the model takes."""
        if cell is None:
            return ""
        raw = cell.value.strip()
        if not raw:
            return ""
        kind = self._kinds.get(column)
        match kind:
            case Date():
                return self._told("date", column, raw, values.day_of(raw))
            case Number():
                return self._number(column, cell, raw)
            case Whole():
                return self._whole(column, raw)
            case Flag():
                return self._told("word", column, code_of(raw), values.flag_of(code_of(raw)))
            case Choice() if column == "direction":
                return self._told("word", column, code_of(raw), values.direction_of(code_of(raw)))
            case Choice() if column == "section":
                return self._told("word", column, code_of(raw), values.section_of(code_of(raw)))
            case BudgetCode():
                return self._budget(column, cell, row, kind.programme)
            case Choice() | Concept():
                return code_of(raw)
            case Pattern():
                return self._pattern(column, cell, kind)
            case Reference() | Objectives():
                return self._codes(column, cell, kind)
            case Text():
                return raw
        return raw

    def _told(self, note: str, column: str, raw: str, read: str | None) -> str:
        if read is None:
            return raw
        if read != raw:
            self._note(note, column, raw, read)
        return read

    def _note(self, note: str, column: str, shown: str, read: str) -> None:
        self._noted.saw(note, self._grid.name, self._heads.titles.get(column, column), shown, read)

    def _number(self, column: str, cell: Cell, raw: str) -> str:
        if cell.number:
            if not cell.percent:
                return raw
            read = values.percent_of(raw)
            self._note("percent", column, cell.shown or f"{read}%", read)
            return read
        found = values.number_of(raw, self._dots.get(column, values.Dots.UNKNOWN))
        if found is None:
            return raw
        if found.other:
            self._noted.message(
                "note.thousands",
                where=self._grid.name,
                column=self._heads.titles.get(column, column),
                shown=raw,
                read=found.value,
                other=found.other,
            )
        elif found.changed:
            self._note("number", column, raw, found.value)
        return found.value

    def _whole(self, column: str, raw: str) -> str:
        plain = re.fullmatch(r"(?:[^\W\d]+\.?\s+)?([0-9]{1,9})(?:[.,]0+)?[.°º)]?", raw)
        return self._told("number", column, raw, plain[1] if plain else None)

    def _budget(self, column: str, cell: Cell, row: dict[str, str], programme: bool) -> str:
        raw = code_of(cell.shown or cell.value.strip())
        if programme:
            read = values.programme_of(raw, row.get("dup_mission", ""))
        else:
            read = values.mission_of(raw)
        if read is None:
            return raw
        # That 4.2 is 0402 needs no telling; that 08 is 0108, or a name a code, does.
        bare = raw.replace(".", "")
        if (
            not bare.isdigit()
            or (programme and len(raw) <= 2)
            or cell.shown not in ("", cell.value)
        ):
            self._told("word", column, raw, read)
        return read

    def _pattern(self, column: str, cell: Cell, kind: Pattern) -> str:
        raw = cell.value.strip()
        if kind.form == "istat":
            return self._istat(column, raw)
        shown = cell.shown or raw
        if kind.form == "code":
            return self._told("code", column, shown, values.coded(shown) or None)
        if kind.form == "identifier" and not re.fullmatch(kind.pattern, shown):
            return self._told(
                "code",
                column,
                shown,
                values.coded(shown).lower().replace("_", "-").replace(".", "-") or None,
            )
        return shown

    def _istat(self, column: str, raw: str) -> str:
        if len(raw) == 5 and raw.isascii() and raw.isdigit():
            return self._told("zero", column, raw, raw.zfill(6))
        return raw

    def _codes(self, column: str, cell: Cell, kind: Reference | Objectives) -> str:
        raw = cell.shown or cell.value.strip()
        if not getattr(kind, "many", True) and ";" not in raw:
            parts = [code_of(raw)]
        else:
            parts = [code_of(part) for part in values.parted(raw)]
        if kind.kind == "comune":
            parts = [self._istat(column, part) for part in parts]
        read = ";".join(filter(None, parts))
        if "\n" in raw.strip() and SEPARATOR not in raw:
            self._note("list", column, raw.replace("\n", " ⏎ "), read)
        return read
