"""Checking the tables of a plan, whatever file they come from, into typed elements.

A table is read whole: every bad cell is reported, each with its file, line or cell, column and value, so
that a planner mends the file in one go.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from trama.errors import SourceError, SourceProblems
from trama.language.nearest import MAX_ALIKE, nearest
from trama.messages import Message
from trama.model.cells import BudgetCode, Cell, Choice
from trama.model.element import Element, Field, columns
from trama.plans.form import title_of
from trama.plans.place import Place, place

E = TypeVar("E", bound=Element)

MAX_BYTES = 20_000_000
MAX_CELL = 100_000


@dataclass(slots=True)
class RawTable:
    """A table as it was found: the names of its columns, at `line`, and rows with their lines."""

    name: str
    place: Place
    header: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    line: int = 1


def read_table(path: Path, element: type[E], *, shown: str | None = None) -> list[E]:
    """Read one CSV table into elements, in the order of its rows.

    `shown` names the file in errors. Raises SourceProblems with one error for each thing wrong: the
    encoding, a missing or unknown column, a cell of the wrong form, a duplicate identifier.
    """
    return elements_of(read_csv(path, shown=shown), element)


def read_csv(path: Path, *, shown: str | None = None) -> RawTable:
    """Read a CSV file, in UTF-8 as https://www.w3.org/TR/tabular-data-model/ has it, unchecked.

    Raises SourceError if it cannot be read, is empty or too large, or is no CSV.
    """
    shown = shown or str(path)
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=shown) from error
    if size > MAX_BYTES:
        raise SourceError("file.too-large", bytes=MAX_BYTES, path=shown)
    return parse_csv(raw, path.name, shown=shown)


def parse_csv(raw: bytes, name: str, *, shown: str) -> RawTable:
    """Parse the bytes of a CSV file, as `read_csv` does."""
    rows = _rows(_decode(raw, shown), shown)
    _, header = next(rows, (0, []))
    return RawTable(name, place(shown), header, list(rows))


def elements_of(table: RawTable, element: type[E]) -> list[E]:
    """Check a table and turn its rows into elements, in their order.

    Raises SourceProblems with one error for each thing wrong.
    """
    header, where = table.header, table.place
    problems = list(_header_problems(table, element))
    if problems:
        raise SourceProblems(problems)
    known = {field.name: field for field in columns(element)}
    elements: list[E] = []
    first_line: dict[str, int] = {}
    for line, cells in table.rows:
        if len(cells) != len(header):
            reason = Message("table.ragged", cells=len(cells), header=len(header))
            problems.append(where.problem(reason, line=line))
            continue
        row = dict(zip(header, cells, strict=True))
        values, wrong = _values(row, known, where, line)
        if element.either and not any(row.get(name) for name in element.either):
            name = element.either[0]
            wrong.append(
                where.problem(Message("column.empty", column=name), line=line, column=name)
            )
        problems += wrong
        if wrong:
            continue
        made = element(line=line, file=where, **values)
        name = made.local("")
        if name in first_line:
            reason = Message("table.same-identifier", line=first_line[name])
            problems.append(where.problem(reason, line=line, value=name.strip("/")))
        first_line.setdefault(name, line)
        elements.append(made)
    if not problems and not elements and not element.may_be_empty:
        problems.append(where.problem(Message("table.no-rows")))
    if problems:
        raise SourceProblems(problems)
    return elements


def _decode(raw: bytes, shown: str) -> str:
    if not raw.strip():
        raise SourceError("file.empty", path=shown)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = f"0x{raw[error.start]:02x}"
        raise SourceError("table.csv-utf8", path=shown, line=line, value=byte) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceError("file.nul", path=shown, line=line)
    return text


def _rows(text: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceError("table.broken", reason=error, path=shown, line=line) from error
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _header_problems(table: RawTable, element: type[Element]) -> Iterator[SourceError]:
    known = [field.name for field in columns(element)]
    where, line = table.place, table.line
    seen: set[str] = set()
    for name in table.header:
        if name not in known:
            reason = Message("column.unknown", near=nearest(name, known))
            yield where.problem(reason, line=line, column=name, value=name[:80])
        elif name in seen:
            yield where.problem(Message("column.twice"), line=line, column=name, value=name)
        seen.add(name)
    either = element.either[:1] if not set(element.either) & seen else ()
    for field_ in columns(element):
        if (field_.required or field_.name in either) and field_.name not in table.header:
            if (
                field_.name == "label_it"
                and element.table == "objectives.csv"
                and "text_it" not in table.header
            ):
                continue
            shown = title_of(element.table, field_.name) if where.titles else field_.name
            yield where.problem(Message("column.missing"), line=line, value=shown)


def _values(
    row: dict[str, str], known: dict[str, Field], where: Place, line: int
) -> tuple[dict[str, object], list[SourceError]]:
    values: dict[str, object] = {}
    wrong: list[SourceError] = []
    for name, written in row.items():
        # RDF 1.1 wants its literals composed; so names and codes are the same however they were typed.
        raw = normalize("NFC", written)
        if not raw:
            if known[name].required:
                wrong.append(
                    where.problem(Message("column.empty", column=name), line=line, column=name)
                )
            continue
        if len(raw) > MAX_CELL:
            reason = Message("column.too-long", column=name, characters=MAX_CELL)
            wrong.append(where.problem(reason, line=line, column=name))
            continue
        try:
            values[known[name].attribute] = known[name].column.cell.read(raw)
        except ValueError as error:
            short = raw if len(raw) <= 80 else raw[:77] + "…"
            reason = Message(
                "column.with",
                column=name,
                wrong=error,
                near=_nearest_of(raw, known[name].column.cell),
            )
            wrong.append(where.problem(reason, line=line, column=name, value=short))
    return values, wrong


def _nearest_of(raw: str, cell: Cell) -> Message | str:
    """The valid value of a closed list that a bad one is most like."""
    listed = isinstance(cell, Choice | BudgetCode) and len(raw) <= MAX_ALIKE
    return _alike(raw, cell) if listed else ""  # type: ignore[arg-type]


@lru_cache(maxsize=1_000)
def _alike(raw: str, cell: Choice | BudgetCode) -> Message | str:
    if isinstance(cell, Choice):
        return nearest(raw, cell.words)
    code = difflib.get_close_matches(raw.zfill(4 if cell.programme else 2), cell.codes, n=1)
    if not code:
        names = {names[0].casefold(): code for code, names in cell.codes.items()}
        found = difflib.get_close_matches(raw.casefold(), names, n=1, cutoff=0.5)
        code = [names[name] for name in found]
    return Message("nearest.code", code=code[0], name=cell.codes[code[0]][0]) if code else ""
