"""Tables without headings whose rows begin with codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.forms import INTENTION, form_of
from trama.plans.readers.documents.heads import Head
from trama.plans.readers.documents.kinds import family_of, mission_named
from trama.plans.readers.documents.proposal import Chapter, Row

CODE = re.compile(r"(?:n\.?\s*)?(?:[A-Za-z]{0,6}[.\-_ ]?)?\d{1,4}(?:[.\-_/]\w{1,4}){0,5}[.)]?")


# Below a heading that says so, letters are a code too: A, B, IV, OS.A.
_LETTERS = re.compile(r"[A-Z]{1,5}(?:[.\-/][A-Z]{1,5}){0,3}")


def cell_code(row: Sequence[Cell], head: Head) -> str:
    """Return the code in the column of codes; empty if there is none."""
    place = head.first("code")
    text = row[place].text.strip() if 0 <= place < len(row) else ""
    known = (
        CODE.fullmatch(text.replace(" ", ""))
        or (re.fullmatch(r"[\w.\-/ ]{1,16}", text) and re.search(r"\d", text))
        or _LETTERS.fullmatch(text)
    )
    return text if known else ""


def without_groups(rows: list[Row]) -> list[Row]:
    """Return rows without those whose code begins others' and whose words are but a name, in capitals or of a Mission."""
    codes = [row.code for row in rows]
    kept: list[Row] = []
    chapter: Chapter | None = None
    for row in rows:
        parent = any(code.startswith(f"{row.code}.") for code in codes if row.code)
        capital = row.text.isupper() and not all(one.text.isupper() for one in rows)
        if (parent or not row.code) and (capital or mission_named(row.text)):
            chapter = Chapter(row.text, row.code, row.said.mark)
            continue
        if chapter and row.code.startswith(f"{chapter.number}."):
            row.chapters = [chapter]
        kept.append(row)
    return kept


_PRICE = re.compile(r"(?:€\s*)?(?:\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d+,\d\d)(?:\s*€)?")


def coded_rows(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether nearly all rows of a table begin with a code and words beside it.

    Where the codes are but numbers, as those of any list are, or headings that nobody knows stand above them, the words
    must say what will be done.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    coded = [
        row for row in rows if CODE.fullmatch(row[0].text.strip()) and len(row[1].text.split()) > 2
    ]
    if len(coded) < 0.7 * len(rows):
        return False
    numbers = all(re.fullmatch(r"\d+[.)]?", row[0].text.strip()) for row in coded)
    headed = rows[0] is not coded[0] and len([cell for cell in rows[0] if cell.text.strip()]) > 2
    priced = sum(any(_PRICE.fullmatch(cell.text.strip()) for cell in row[2:]) for row in coded)
    if priced > 0.5 * len(coded) and not all(family_of(row[0].text) for row in coded):
        # Works and purchases have their price.
        return False
    aims = sum(form_of(row[1].text) in INTENTION for row in coded)
    return aims > 0.5 * len(coded) if numbers or headed else True


def headless(rows: Sequence[Sequence[Cell]]) -> Head:
    """Return the headings that such a table would have: the code, then the words."""
    return Head(["code", "title", *[""] * (len(rows[0]) - 2)], [""] * len(rows[0]), 0)
