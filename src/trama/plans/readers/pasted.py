"""A pasted list of objectives: one a line, each with a code if the list has them.

# Missione 3 - Infrastrutture
OP-01  Realizzare la ciclabile per la stazione
- Un pedibus per ogni scuola
"""

from __future__ import annotations

import re
from pathlib import Path

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.package import Package, assemble, finish
from trama.plans.place import Place
from trama.plans.readers.documents import read_document
from trama.plans.readers.documents.text import copied
from trama.plans.readers.guess import plan_of, with_plan
from trama.plans.tables import RawTable

MAX_LINES = 20_000
MAX_LINE = 10_000
_HEADING = re.compile(r"#{1,6}\s+(?P<words>.*\S)|(?P<bare>[^.;]{3,200}):")
# A code has a digit in it, so that a first word is not taken for one.
_OBJECTIVE = re.compile(
    r"(?:[-*•–·▪]\s*)?"
    r"(?:[\[(]?(?P<code>(?=[A-Za-z0-9._-]*\d)[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*)[\])]?"
    r"(?:\s*[.:)\t–—-]\s*|\s{2,}|\s+(?=\S{2,}\s\S)))?"
    r"(?P<words>\S.*)"
)


def read_pasted(content: bytes, name: str) -> Package:
    """Read a list of objectives; a line such as `# Ambiente` or `Ambiente:` begins a chapter.

    The plan goes by the file's name; its period and publisher stay unknown, for the list does not say
    them. Raises SourceError if it is not UTF-8 or has no line, SourceProblems with every bad line.

    Text that bears the marks of a document it was copied from - page numbers, wrapped lines, labels - is
    read as one.
    """
    lines = _lines(content, name)
    if copied(content.decode("utf-8-sig")):
        return read_document(content, name)
    place = Place(name)
    chapters: list[tuple[int, list[str]]] = []
    rows: list[tuple[int, list[str]]] = []
    codes: set[str] = set()
    for number, line in lines:
        heading = _HEADING.fullmatch(line)
        if heading:
            label = (heading["words"] or heading["bare"]).strip()
            chapters.append((number, [str(len(chapters) + 1), label]))
            continue
        if not chapters:
            chapters.append((number, ["1", "Elenco di obiettivi"]))
        found = _OBJECTIVE.fullmatch(line)
        words = found["words"] if found else line
        code = (found["code"] if found else "") or ""
        if code.isdigit() and len(code) == 4 and code.startswith(("19", "20")):
            code, words = "", line  # a year that the text begins with
        rows.append((number, [code, str(len(chapters)), words.strip()]))
        codes.add(code)
    _number(rows, codes)
    if not rows:
        raise SourceError("list.no-objective", path=name)
    used = {cells[1] for _, cells in rows}
    tables = [
        RawTable(
            "missions.csv", place, ["number", "label_it"], [c for c in chapters if c[1][0] in used]
        ),
        RawTable("objectives.csv", place, ["code", "mission", "text_it"], rows),
    ]
    read = assemble(tables, Path(name).stem, path=Path(name), shown=name)
    return finish(with_plan(read.tables, plan_of(name)), read.name, path=Path(name), shown=name)


def _lines(content: bytes, name: str) -> list[tuple[int, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02x}"
        reason = Message("list.not-utf8")
        raise SourceError(reason, path=name, line=bad, value=byte) from error
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        odd = next((c for c in line if ord(c) < 32 and c != "\t"), None)
        if odd:
            reason = Message("list.control")
            raise SourceError(reason, path=name, line=number, value=f"0x{ord(odd):02x}")
        if len(line) > MAX_LINE:
            raise SourceError("list.line-too-long", most=MAX_LINE, path=name, line=number)
        if line.strip():
            found.append((number, line.strip()))
        if len(found) > MAX_LINES:
            raise SourceError("list.too-many-lines", most=MAX_LINES, path=name)
    return found


def _number(rows: list[tuple[int, list[str]]], codes: set[str]) -> None:
    """Give a code to each objective without one."""
    next_number = 1
    for _, cells in rows:
        while not cells[0]:
            code = f"ob-{next_number:02d}"
            next_number += 1
            if code not in codes:
                cells[0] = code
