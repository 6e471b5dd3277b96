"""The tables of a plan from the sheets of a file, as an office keeps them: what was read otherwise is noted.

A sheet is known by its name or its headings; its values are read as people write them (`values`), and things named
by their names are found among those of the file itself and of `trama.plans.known`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trama.errors import SourceError
from trama.language.nearest import nearest, nearest_of
from trama.messages import Message
from trama.model import element_of
from trama.model.element import columns
from trama.plans.form import HEADINGS, table_of
from trama.plans.place import STEP, Place, Sheet, Sheets
from trama.plans.readers.columns import (
    Heads,
    column_of,
    folded,
    heads_at_least,
    heads_of,
    known_tables,
    table_named,
)
from trama.plans.readers.entries import Entries
from trama.plans.readers.goals import COLUMNS, read_goals
from trama.plans.readers.grid import Cell, Grid, letters_of
from trama.plans.readers.noted import Noted
from trama.plans.readers.references import resolve
from trama.plans.readers.values import coded
from trama.plans.tables import RawTable

_TOTALS = ("totale", "totali", "total", "totals", "tot", "somma", "subtotale")
_KEYS = {"objectives.csv": "code", "indicators.csv": "id", "targets.csv": "id"}
SHOWN = 80


@dataclass(slots=True)
class Found:
    """What was found in a file: its tables, what is wrong in them, and what was read otherwise or left aside."""

    tables: list[RawTable] = field(default_factory=list)
    problems: list[SourceError] = field(default_factory=list)
    noted: Noted = field(default_factory=Noted)
    aside: list[str] = field(default_factory=list)


def tables_of(
    grids: Iterable[Grid], place: Callable[[Grid, Heads], Place], *, only: str = ""
) -> Found:
    """Read the tables that sheets hold; sheets of one kind are taken together.

    `place` names a sheet; `only` is the table of a file that can hold no other.
    """
    found = Found()
    by_table: dict[str, list[RawTable]] = {}
    for grid in grids:
        table, heads = _known(grid, only, found)
        if heads is None:
            continue
        raw = _table(grid, heads, place(grid, heads), found)
        if raw.rows:
            by_table.setdefault(table, []).append(raw)
        _tell(grid, heads, table, found.noted)
    for name, tables in by_table.items():
        found.tables.append(_together(name, tables, found.noted))
    resolve(found.tables, found.noted)
    return found


def _known(grid: Grid, only: str, found: Found) -> tuple[str, Heads | None]:
    """The table of a sheet and its headings; none, and why, if it is left aside."""
    noted = found.noted
    if only:
        heads = heads_at_least(grid, only) or _lone(grid, only)
        if heads and not heads.columns:
            # One sentence on the form of the file, and not one for each of its columns.
            shown = [title[:SHOWN] for title in heads.others.values()][:8]
            raise SourceError("table.no-headings", headings=shown, path=grid.name)
        return only, heads
    named = table_named(grid.name)
    if grid.hidden and table_of(grid.name) is None:
        found.aside.append(grid.name)
        noted.message("note.sheet-hidden", sheet=grid.name)
        return "", None
    if named:
        heads = heads_at_least(grid, named)
        if heads is None:
            line = grid.rows[0][0] if grid.rows else None
            if line:
                where = Sheet("", grid.name)
                found.problems.append(where.problem(Message("sheet.no-headings"), line=line))
            return named, None
        if grid.hidden:
            noted.message("note.sheet-hidden-read", sheet=grid.name)
        if table_of(grid.name) is None:
            kind = Message(f"table-name.{named.removesuffix('.csv')}")
            noted.message("note.sheet-known", sheet=grid.name, kind=kind)
        return named, heads
    heads = heads_of(grid, known_tables()) if grid.rows else None
    if heads:
        kind = Message(f"table-name.{heads.table.removesuffix('.csv')}")
        noted.message("note.sheet-known", sheet=grid.name, kind=kind)
        return heads.table, heads
    found.aside.append(grid.name)
    if grid.rows:
        near = nearest(grid.name, SHEET_NAMES)
        noted.message("note.sheet-aside", sheet=grid.name, near=near)
    return "", None


SHEET_NAMES = ("Piano", "Missioni", "Obiettivi", "Indicatori", "Valori obiettivo", "Attori")


def _lone(grid: Grid, table: str) -> Heads | None:
    """The first row as headings, of a file whose table is known, for what is wrong with them to be told."""
    if not grid.rows:
        return None
    line, cells = grid.rows[0]
    placed: dict[int, str] = {}
    others: dict[int, str] = {}
    for index, cell in cells.items():
        column = column_of(table, cell.value)
        if column and column not in placed.values():
            placed[index] = column
        elif cell.value.strip():
            others[index] = cell.value
    titles = {column: cells[index].value for index, column in placed.items()}
    return Heads(table, line, placed, titles, others, {})


def _tell(grid: Grid, heads: Heads, table: str, noted: Noted) -> None:
    """Note what stands in a sheet and was left aside, or stands there hidden or merged."""
    element = element_of(table)
    missing = [f.name for f in columns(element) if f.name not in heads.titles] if element else []
    wanted = _wanted(heads)
    for title in (t for t in heads.others.values() if not nearest_of(t, wanted)):
        noted.message(
            "note.column-aside", where=grid.name, column=title[:SHOWN], near=nearest(title, missing)
        )
    above = [line for line, _ in grid.rows if line < heads.line]
    if above:
        noted.message("note.titles-aside", where=grid.name, count=len(above))
    if grid.hidden_rows:
        noted.message("note.rows-hidden", where=grid.name, count=grid.hidden_rows)
    if grid.merged:
        noted.message("note.merged", where=grid.name, count=grid.merged)


def _table(grid: Grid, heads: Heads, where: Place, found: Found) -> RawTable:
    header = list(dict.fromkeys(heads.columns.values()))
    raw = RawTable(heads.table, where, header, line=heads.line)
    for column in heads.doubled:
        found.problems.append(
            where.problem(
                Message("column.twice"),
                line=heads.line,
                column=column,
                value=heads.titles.get(column, column),
            )
        )
    wanted = _wanted(heads)
    for index, title in heads.others.items():
        # A heading that is nearly one that is needed and missing is that one, misspelt.
        if nearest_of(title, wanted):
            at: Place = (
                Sheet(where.book, where.name, {"": letters_of(index)})
                if isinstance(where, Sheet)
                else where
            )
            reason = Message("column.unknown", near=nearest(title, wanted))
            found.problems.append(at.problem(reason, line=heads.line, value=title[:SHOWN]))
    entries = Entries(heads, grid, found.noted)
    years = heads.years if heads.table == "targets.csv" else {}
    if years:
        header += [c for c in ("id", "value", "year") if c not in header]
    elif heads.years:
        for title in (f"{year}" for year in heads.years.values()):
            found.noted.message("note.column-aside", where=grid.name, column=title, near="")
    for line, cells in grid.rows:
        if line <= heads.line or _passed_over(cells, heads, grid, found.noted):
            continue
        for index, cell in cells.items():
            column = heads.columns.get(index, "")
            if cell.error and column:
                found.problems.append(
                    where.problem(cell.error, line=line, column=column, value=cell.value[:SHOWN])
                )
        strays = [i for i in cells if i not in heads.columns and i not in heads.others]
        strays = [i for i in strays if i not in heads.years and cells[i].value.strip()]
        for index in strays:
            letters = f"{letters_of(index)}{line}"
            found.noted.saw("stray", grid.name, letters, cells[index].value, "")
        row = entries.row(cells)
        if years:
            raw.rows += [(line, values) for values in _by_year(row, cells, years, entries, header)]
        elif any(row.values()):
            raw.rows.append((line, [row.get(column, "") for column in header]))
    return _with_goals(raw, grid, heads, found.noted) if heads.table == "targets.csv" else raw


def _with_goals(raw: RawTable, grid: Grid, heads: Heads, noted: Noted) -> RawTable:
    """Put what the values say that are no numbers, such as a day or a yes, into columns of their own."""
    rows = [dict(zip(raw.header, cells, strict=True)) for _, cells in raw.rows]
    made = [read_goals(row) for row in rows]
    for row, read in zip(rows, made, strict=True):
        if read.get("words") and not row.get("words"):
            column = heads.titles.get("value", "value")
            noted.saw("goal", grid.name, column, row["value"], _told(read))
    header = [*raw.header, *(c for c in (*COLUMNS, "value", "year") if c not in raw.header)]
    header = [c for c in header if c in raw.header or any(row.get(c) for row in made)]
    raw.rows = [
        (line, [row.get(column, "") for column in header])
        for (line, _), row in zip(raw.rows, made, strict=True)
    ]
    raw.header = header
    return raw


def _told(row: Mapping[str, str]) -> str:
    """What a machine can compare of a value that is no number; nothing if it is but words."""
    ends = " – ".join(filter(None, (row.get("least"), row.get("most"))))
    return ", ".join(filter(None, (row.get("value"), ends, row.get("due"), row.get("answer"))))


def _by_year(
    row: dict[str, str],
    cells: dict[int, Cell],
    years: dict[int, str],
    entries: Entries,
    header: Sequence[str],
) -> Iterable[list[str]]:
    """A row of a table that has a column a year is a row for each of them."""
    for index, year in years.items():
        value = entries.value("value", cells.get(index), row)
        if value:
            indicator = row.get("indicator", "") or row.get("id", "")
            whole = row | {"id": f"{coded(indicator)}-{year}", "year": year, "value": value}
            yield [whole.get(column, "") for column in header]


def _wanted(heads: Heads) -> list[str]:
    """The headings that a table needs and has not."""
    element = element_of(heads.table)
    missing = (
        {f.name for f in columns(element) if f.required} - set(heads.titles) if element else set()
    )
    if element and not set(element.either) & set(heads.titles):
        missing |= {*element.either[:1]} - {"value"} if heads.years else {*element.either[:1]}
    if heads.table == "objectives.csv":
        # What can be filled in is not needed; of a name and a text, one is.
        missing -= {"order", "mission", "label_it", "text_it"}
        if not {"label_it", "text_it"} & set(heads.titles):
            missing.add("text_it")
    titles = {heading.column: heading.title for heading in HEADINGS.get(heads.table, ())}
    return [titles.get(column, column) for column in sorted(missing)]


def _passed_over(cells: dict[int, Cell], heads: Heads, grid: Grid, noted: Noted) -> bool:
    """Whether a row is no row of the table: a total, the headings once more, a remark."""
    filled = {i: c.value.strip() for i, c in cells.items() if c.value.strip()}
    if not filled:
        return True
    first = filled[min(filled)]
    words = folded(first).split()
    key = _KEYS.get(heads.table)
    keyed = {heads.columns.get(i) for i in filled}
    if (
        words
        and words[0] in _TOTALS
        and (key is None or heads.columns.get(min(filled)) == key or key not in keyed)
    ):
        noted.saw("total-row", grid.name, "", first, "")
        return True
    again = [
        i
        for i, column in heads.columns.items()
        if column_of(heads.table, filled.get(i, "")) == column
    ]
    if len(again) > 1 and len(again) == len([i for i in heads.columns if i in filled]):
        noted.saw("heads-again", grid.name, "", first, "")
        return True
    alone = len(filled) == 1 and len(heads.columns) > 2
    if alone and key and heads.columns.get(min(filled)) in (key, None) and " " in first:
        noted.saw("row-aside", grid.name, "", first, "")
        return True
    return False


def _together(name: str, tables: list[RawTable], noted: Noted) -> RawTable:
    if len(tables) == 1:
        return tables[0]
    header = list(dict.fromkeys(column for table in tables for column in table.header))
    whole = Sheets(tuple(table.place for table in tables))
    raw = RawTable(name, whole, header, line=tables[0].line)
    for part, table in enumerate(tables):
        for line, cells in table.rows:
            row = dict(zip(table.header, cells, strict=True))
            raw.rows.append((part * STEP + line, [row.get(column, "") for column in header]))
    sheets = [t.place.name if isinstance(t.place, Sheet) else str(t.place) for t in tables]
    kind = Message(f"table-name.{name.removesuffix('.csv')}")
    noted.message("note.sheets-together", sheets=sheets, kind=kind)
    return raw
