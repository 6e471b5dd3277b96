"""The source text of a plan, kept as Markdown, and the passages that it is quoted by.

A passage is one line: its words, its mark `{#id}`, and the lines of the scan it was read from:

    - Ampliamento servizi di e-mobility {#M3-11} <!-- ocr line 646 -->

A list's dash, a heading's hashes and the transcriber's own words, which stand in `*[…]*`, belong to no
passage. Positions count code points from the start of the file, as the Web Annotation model asks
(https://www.w3.org/TR/annotation-model/#text-position-selector).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from trama.errors import SourceError

CONTEXT = 32
MAX_BYTES = 20_000_000

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PASSAGE = re.compile(
    r"""
    ^(?:\#+[ ]|-[ ])?(?:\*\[[^\]\n]*\]\*[ ])*  # what is not the passage's
    (?P<words>\S[^\n]*?)[ ]
    \{\#(?P<id>[A-Za-z0-9][A-Za-z0-9.-]*)\}
    (?P<rest>[^\n]*)$
    """,
    re.VERBOSE | re.MULTILINE,
)
_MARK = re.compile(r"\{\#[^}\n]*\}")
_LOST = re.compile(r"\[illeggibile:(?:(?:[^\[\]«»]|«[^»]*»)*|[^\]]*)\]")
LOST = "[illeggibile]"
_LINES = re.compile(r"<!-- ocr lines? (?P<lines>\d[\d, -]*?) -->")


def legible(words: str) -> str:
    """Return words without what a scan made of letters that it lost: only that they are lost is said.

    `[illeggibile: «fglddg»]` becomes `[illeggibile]`; words without such a mark stay as they are.
    """
    return _LOST.sub(LOST, words) if "[illeggibile:" in words else words


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the text: its mark, its words and where they stand.

    `scan_lines` holds the first and last line of each run of lines in the scan, if there is one.
    """

    id: str
    text: str
    start: int
    end: int
    scan_lines: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class SourceText:
    """A whole source text with its passages, in reading order."""

    content: str
    passages: tuple[Passage, ...]
    sha256: str

    @cached_property
    def by_id(self) -> Mapping[str, Passage]:
        """The passages by their marks."""
        return {passage.id: passage for passage in self.passages}

    def quote(self, mark: str, exact: str) -> tuple[int, int]:
        """Return where words quoted from a passage start and end in the text.

        Raises ValueError if the passage does not hold them, KeyError if there is no such passage.
        """
        passage = self.by_id[mark]
        start = passage.start + passage.text.index(exact)
        return start, start + len(exact)

    def context(self, start: int, end: int) -> tuple[str, str]:
        """Return the few characters before and after a stretch of the text."""
        return self.content[max(0, start - CONTEXT) : start], self.content[end : end + CONTEXT]


def place_of(mark: str, lang: str = "it") -> str:
    """Return the place that the mark of a document's passage names, in words; empty for other marks.

    `pag-12-3` is «pag. 12», `par-37` «paragrafo 37», `tab-2-r3-c4` «tabella 2, riga 3, colonna 4».
    """
    parts = mark.split("-")
    if len(parts) < 2 or parts[0] not in ("pag", "par", "tab") or not parts[1].isdigit():
        return ""
    it = lang == "it"
    if parts[0] == "pag":
        return f"pag. {parts[1]}" if it else f"p. {parts[1]}"
    if parts[0] == "par":
        return f"paragrafo {parts[1]}" if it else f"paragraph {parts[1]}"
    if len(parts) < 4 or parts[2][:1] != "r" or parts[3][:1] != "c":
        return ""
    row, column = parts[2][1:], parts[3][1:]
    if it:
        return f"tabella {parts[1]}, riga {row}, colonna {column}"
    return f"table {parts[1]}, row {row}, column {column}"


def read_text(path: Path, *, shown: str) -> SourceText:
    """Read a source text; `shown` names the file in errors.

    Raises SourceError with the line if it is not UTF-8, too large, without passages, or has a mark
    twice or out of place.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=shown) from error
    return parse_text(raw, shown=shown)


def parse_text(raw: bytes, *, shown: str) -> SourceText:
    """Parse the bytes of a source text, as `read_text` does."""
    if len(raw) > MAX_BYTES:
        raise SourceError("file.too-large", bytes=MAX_BYTES, path=shown)
    try:
        content = normalize("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError("file.not-utf8", path=shown, line=line) from error
    passages = _passages(content, shown)
    if not passages:
        raise SourceError("text.no-passage", path=shown)
    return SourceText(content, passages, hashlib.sha256(raw).hexdigest())


def _passages(content: str, shown: str) -> tuple[Passage, ...]:
    # Comments may speak of marks without setting any; blanked out, they keep every position as it is.
    bare = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), content)
    marks = {match.start() for match in _MARK.finditer(bare)}
    found: dict[str, Passage] = {}
    for match in _PASSAGE.finditer(bare):
        mark, (start, end) = match["id"], match.span("words")
        marks.discard(match.start("id") - 2)
        if mark in found:
            line = content.count("\n", 0, start) + 1
            raise SourceError("text.mark-twice", path=shown, line=line, value=mark)
        words = content[start:end]
        found[mark] = Passage(mark, words, start, end, _scan_lines(content, match.end("id")))
    if marks:
        place = min(marks)
        line = content.count("\n", 0, place) + 1
        value = content[place : place + 40].splitlines()[0]
        raise SourceError("text.mark-within", path=shown, line=line, value=value)
    return tuple(found.values())


def _scan_lines(content: str, after: int) -> tuple[tuple[int, int], ...]:
    newline = content.find("\n", after)
    comment = _LINES.search(content, after, len(content) if newline < 0 else newline)
    if not comment:
        return ()
    runs = (run.strip().partition("-") for run in comment["lines"].split(","))
    return tuple((int(first), int(last or first)) for first, _, last in runs)
