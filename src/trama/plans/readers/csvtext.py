"""CSV as offices save it: in what encoding, with what between the fields.

An Italian Excel puts semicolons between fields and writes Windows-1252; its «Unicode text» is UTF-16 with tabs. What
was found is noted, and only what cannot be decided is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.readers.grid import Cell, Grid

MAX_ROWS = 20_000
MAX_FIELD = 200_000
_SEPARATORS = ",;\t|"
_SEP_LINE = re.compile(r"\ufeff?\s*\"?sep=(?P<sep>.)\"?\s*\r?\n", re.IGNORECASE)
_UNUSED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LOOKED_AT = 200


def read_grid(raw: bytes, name: str, notes: list[Message], *, shown: str) -> Grid:
    """Return the cells of a CSV file; add to `notes` what was not as UTF-8 with commas.

    Raises SourceError if it is empty, in no encoding that is known, or is no CSV.
    """
    text = decode(raw, notes, shown=shown)
    given = _SEP_LINE.match(text)
    skipped = 0
    if given:
        text, skipped = text[given.end() :], 1
        separator = given["sep"]
    else:
        separator = _separator(text)
    if separator != ",":
        label = Message(f"separator.{_NAMES[separator]}") if separator in _NAMES else separator
        notes.append(Message("note.separator", separator=label, file=shown))
    grid = Grid(name, exact=separator == ",")
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            fields = next(reader)
        except StopIteration:
            return grid
        except csv.Error as error:
            raise SourceError("table.broken", reason=error, path=shown, line=line) from error
        cells = {index: Cell(value.strip()) for index, value in enumerate(fields)}
        if any(cell.value for cell in cells.values()):
            grid.rows.append((line, cells))
        if len(grid.rows) > MAX_ROWS:
            raise SourceError("table.too-many-rows", most=MAX_ROWS, path=shown)


_NAMES = {";": "semicolon", "\t": "tab", "|": "bar"}


def decode(raw: bytes, notes: list[Message], *, shown: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1252; SourceError if it is in none of them."""
    if not raw.strip():
        raise SourceError("file.empty", path=shown)
    text = _decoded(raw, notes, shown)
    if not text.strip("\ufeff \t\r\n"):
        raise SourceError("file.empty", path=shown)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceError("file.nul", path=shown, line=line)
    return text


def _decoded(raw: bytes, notes: list[Message], shown: str) -> str:
    wide = _wide(raw)
    if wide:
        try:
            text = raw.decode(wide).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise SourceError("table.encoding", path=shown) from error
        notes.append(Message("note.encoding", encoding="UTF-16", file=shown))
        return text
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = f"0x{raw[error.start]:02x}"
        # What has bytes that Windows-1252 leaves unused, or letters of UTF-8 beside it, is damaged.
        if _UNUSED_1252.search(raw) or _mixed(raw):
            raise SourceError("table.encoding", path=shown, line=line, value=byte) from error
    notes.append(Message("note.encoding", encoding="Windows-1252", file=shown))
    return raw.decode("cp1252")


def _wide(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = raw[:2000]
    # Without a mark, half of the bytes of Latin letters in UTF-16 are nought.
    if len(head) >= 4 and head[1::2].count(0) > 0.4 * len(head) / 2:
        return "utf-16-le"
    if len(head) >= 4 and head[0::2].count(0) > 0.4 * len(head) / 2:
        return "utf-16-be"
    return ""


def _mixed(raw: bytes) -> bool:
    """Whether some letters are in UTF-8 and others are not."""
    return bool(re.search(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]", raw))


def _separator(text: str) -> str:
    """The character that stands most steadily between fields, outside quotes, in the first rows."""
    counts: list[Counter[str]] = [Counter()]
    quoted = False
    for character in text[:100_000]:
        if character == '"':
            quoted = not quoted
        elif character == "\n" and not quoted:
            counts.append(Counter())
            if len(counts) > _LOOKED_AT:
                break
        elif not quoted and character in _SEPARATORS:
            counts[-1][character] += 1
    filled = [count for count in counts if count] or [Counter()]
    # The headings decide: no heading of a column has a separator in it as often as stand between them.
    head = max(filled[:15], key=lambda count: max(count.values(), default=0))
    if not head:
        return ","

    def steady(separator: str) -> tuple[int, int]:
        alike = sum(count[separator] == head[separator] for count in filled)
        return (alike if head[separator] else -1, head[separator])

    return max((s for s in _SEPARATORS if head[s]), key=steady)
