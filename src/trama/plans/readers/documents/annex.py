"""Tables of indicators that stand apart from their objectives, and name them by their codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trama.plans.readers.documents.below import measures
from trama.plans.readers.documents.blocks import Cell, Table
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.heads import Head, head_of, said
from trama.plans.readers.documents.kinds import tidy_code
from trama.plans.readers.documents.proposal import Row

_CODE = re.compile(r"(?:[A-Za-z]{1,6}[.\-_ ]{0,2})?\d{1,4}(?:[.\-_/]\w{1,4}){0,5}[.)]?")
_TOLD = ("responsible", "office", "period", "start", "end", "actors", "programme", "mission")


def annex_of(table: Table) -> tuple[list[list[Cell]], Head] | None:
    """Return the rows and headings of a table that gives indicators to codes and no words to objectives."""
    head = head_of(table.rows)
    if head is None or head[1].first("indicator") < 0:
        return None
    rows = table.rows[head[0] + head[1].rows :]
    place = _column(rows, head[1])
    if place < 0:
        return None
    words = [
        one
        for one, role in enumerate(head[1].roles)
        if role in ("title", "strategic", "description")
    ]
    return (rows, head[1]) if all(one == place for one in words) else None


def _column(rows: Sequence[Sequence[Cell]], head: Head) -> int:
    """Return the column before the indicators in which codes of several objectives stand, -1 if none does."""
    for place in range(head.first("indicator")):
        if head.roles[place] in ("start", "end", "period", "target", "weight", "baseline"):
            continue
        texts = [row[place].text.strip() for row in rows if place < len(row)]
        codes = [text for text in texts if _CODE.fullmatch(text)]
        # Numbers that only count the rows are the indicators' own.
        counted = [code.strip(".)") for code in codes] == [str(n) for n in range(1, len(codes) + 1)]
        if codes and all(re.fullmatch(r"20[1-6]\d", code) for code in codes):
            # Years beside the values of one indicator.
            continue
        named = re.match(r"(?:n\w*\W*)?(?:di\s+)?(?:ob|cod)", head.labels[place].lower())
        if named and codes and (counted or len(texts) == 1):
            return place
        if (
            len(set(codes)) > 1
            and len(codes) >= 0.8 * len([text for text in texts if text])
            and not counted
        ):
            return place
    return -1


Annex = tuple[list[list[Cell]], Head, Row | None, list[Row]]


def join_annexes(rows: Sequence[Row], annexes: Sequence[Annex]) -> None:
    """Give the indicators of annexes to the objectives whose codes they name, to those nearest above where several have one.

    With each annex stand the last objective before it, and the items of the list above it, which are counted.
    """
    known = {_key(row.code): row for row in rows if row.code}
    plain: dict[str, list[Row]] = {}
    for row in rows:
        if row.code:
            plain.setdefault(_digits(row.code), []).append(row)
    for cells, head, last, items in annexes:
        before = next((at for at, row in enumerate(rows) if row is last), -1)
        above = {_key(row.code): row for row in rows[: before + 1] if row.code}
        if not any(row.code for row in items):
            above |= {str(number): row for number, row in enumerate(items, 1)}
        place = _column(cells, head)
        code = ""
        for line in cells:
            code = line[place].text.strip() or code
            owner = above.get(_key(code)) or known.get(_key(code))
            # «Ob. 1.1.1» and «1.1.1» are one code if no other objective has its numbers.
            alike = plain.get(_digits(code), []) if code else []
            owner = owner or (alike[0] if len(alike) == 1 else None)
            if owner is None:
                continue
            measures(owner, line, head, again=False)
            for column, role in enumerate(head.roles):
                if (
                    role in _TOLD
                    and column < len(line)
                    and not (role == "responsible" and owner.responsible)
                ):
                    put(owner, role, head.labels[column], said(line[column]))


def _key(code: str) -> str:
    return tidy_code(code.rstrip(".)")).lower()


def _digits(code: str) -> str:
    return ".".join(re.findall(r"\d+", code))
