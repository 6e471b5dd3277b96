"""Reading the CSV tables of a plan package into typed elements.

A table is read whole: every bad cell is reported, each with its file, line, column and value, so that
a planner mends the file in one go.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from trama.element import Element, Field, columns
from trama.errors import SourceError, SourceProblems

E = TypeVar("E", bound=Element)

MAX_BYTES = 20_000_000
MAX_CELL = 100_000


def read_table(path: Path, element: type[E], *, shown: str | None = None) -> list[E]:
    """Read one CSV table into elements, in the order of its rows.

    `shown` names the file in errors. Raises SourceProblems with one error for each thing wrong: the
    encoding, a missing or unknown column, a cell of the wrong form, a duplicate identifier. The form
    is RFC 4180 in UTF-8, as https://www.w3.org/TR/tabular-data-model/ has it.
    """
    shown = shown or str(path)
    rows = _rows(_decode(path, shown), shown)
    _, header = next(rows, (0, []))
    problems = list(_header_problems(header, element, shown))
    if problems:
        raise SourceProblems(problems)
    known = {field.name: field for field in columns(element)}
    elements: list[E] = []
    first_line: dict[str, int] = {}
    for line, cells in rows:
        if len(cells) != len(header):
            reason = f"the row has {len(cells)} cells and the header {len(header)}"
            problems.append(SourceError(reason, path=shown, line=line))
            continue
        values, wrong = _values(dict(zip(header, cells, strict=True)), known, shown, line)
        problems += wrong
        if wrong:
            continue
        made = element(line=line, file=shown, **values)
        name = made.local("")
        if name in first_line:
            reason = f"the identifier of this row is already at line {first_line[name]}"
            problems.append(SourceError(reason, path=shown, line=line, value=name.strip("/")))
        first_line.setdefault(name, line)
        elements.append(made)
    if not problems and not elements:
        problems.append(SourceError("the table has no rows", path=shown))
    if problems:
        raise SourceProblems(problems)
    return elements


def nearest(value: str, known: Iterable[str]) -> str:
    """Return a clause naming the known value most like `value`, or nothing if none is."""
    found = difflib.get_close_matches(value, sorted(known), n=1, cutoff=0.5)
    return f"; the nearest is {found[0]!r}" if found else ""


def _decode(path: Path, shown: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", path=shown) from error
    if not raw.strip():
        raise SourceError("the file is empty", path=shown)
    if len(raw) > MAX_BYTES:
        raise SourceError(f"the file is larger than {MAX_BYTES:,} bytes", path=shown)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = f"0x{raw[error.start]:02x}"
        raise SourceError(
            "the file is not in UTF-8; save it as «CSV UTF-8»", path=shown, line=line, value=byte
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceError("the file holds a NUL character", path=shown, line=line)
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
            raise SourceError(f"the CSV is broken ({error})", path=shown, line=line) from error
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _header_problems(
    header: list[str], element: type[Element], shown: str
) -> Iterator[SourceError]:
    known = [field.name for field in columns(element)]
    seen: set[str] = set()
    for name in header:
        if name not in known:
            reason = f"unknown column{nearest(name, known)}"
            yield SourceError(reason, path=shown, line=1, value=name)
        elif name in seen:
            yield SourceError("the column stands twice", path=shown, line=1, value=name)
        seen.add(name)
    for field in columns(element):
        if field.required and field.name not in header:
            yield SourceError("missing column", path=shown, line=1, value=field.name)


def _values(
    row: dict[str, str], known: dict[str, Field], shown: str, line: int
) -> tuple[dict[str, object], list[SourceError]]:
    values: dict[str, object] = {}
    wrong: list[SourceError] = []
    for name, raw in row.items():
        if not raw:
            if known[name].required:
                wrong.append(SourceError(f"column {name} is empty", path=shown, line=line))
            continue
        if len(raw) > MAX_CELL:
            reason = f"column {name} holds more than {MAX_CELL:,} characters"
            wrong.append(SourceError(reason, path=shown, line=line))
            continue
        try:
            values[name] = known[name].column.cell.read(raw)
        except ValueError as error:
            short = raw if len(raw) <= 80 else raw[:77] + "…"
            reason = f"column {name} {error}"
            wrong.append(SourceError(reason, path=shown, line=line, value=short))
    return values, wrong
