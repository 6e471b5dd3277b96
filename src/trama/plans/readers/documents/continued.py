"""Rows of a table that go on with what the rows above began: cut in two by hand, or named again after a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.heads import Head, distinct, role_of
from trama.plans.readers.documents.labels import loose_label
from trama.plans.readers.documents.proposal import Row

_AGAIN = r"(?:segue|continua|continuazione|prosegue|cont\.)"
_CONTINUED = re.compile(
    rf"^\s*(?:\(\s*{_AGAIN}\s*\)|{_AGAIN}\s*[:–—-](?=\s*\S))\s*|(?<=\S)\s*[–—-]?\s*\(\s*{_AGAIN}\s*\)\s*$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:,|\b(?:e|o|di|a|da|in|con|su|per|tra|fra|[dns]?ell['’aeo]|al|alla|alle|ai|agli))$"
)
_OWN = ("code", "responsible", "office", "mission", "programme")


def begun(text: str) -> str:
    """Return a text without the word that says it began further up: «(segue) S3», «Area 2 – (segue)»."""
    return _CONTINUED.sub("", text, count=1)


def goes_on(current: Row | None, row: Sequence[Cell], head: Head, column: int) -> bool:
    """Whether a row holds the rest of the words of the objective above.

    They begin within a sentence, and that above is not ended or nothing that tells an objective from another is the row's own.
    """
    words = row[column].text.strip()
    if current is None or not words[:1].islower() or not current.text[:1].isupper():
        return False
    if current.text.endswith((".", ";", ":")):
        return False
    if _OPEN.search(current.text):
        return True
    own = [row[place] for place, role in enumerate(head.roles) if role in _OWN and place < len(row)]
    return bool(own) and not any(cell.text.strip() and not cell.spread for cell in own)


def heads_again(row: Sequence[Cell], head: Head) -> bool:
    """Whether a row repeats the headings of its table, as after a page."""
    roles = [role_of(cell.text) for cell in row]
    known = [role for role in roles if role]
    return (
        len(known) >= 2
        and sum(a == b for a, b in zip(roles, head.roles, strict=False) if a) >= len(known) * 0.6
        and len(known) >= 0.6 * len([c for c in row if c.text])
    )


WORKS = re.compile(r"\b(?:cui|cup|rup|cig|goal|sdg)\b", re.IGNORECASE)


def continues(first: Sequence[Cell], before: Head) -> bool:
    """Whether a table without known headings goes on under those of the table before it, having none of its own."""
    labels = [cell.text for cell in distinct(first)]
    own = any(WORKS.fullmatch(label.strip()) for label in labels)
    own = own or sum(bool(loose_label(label)) for label in labels if len(label) < 40) > 1
    return len(before.roles) == len(first) and not own


NUMBERED = re.compile(r"\s*\(?(\d{1,2})\)\s+(?=[^\W\d_])")


def counted_on(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether the cells of objectives are numbered 1), 2), 3) from the first row to the last."""
    cells = {id(row[column].where): row[column].text for row in rows if column < len(row)}
    found = [NUMBERED.match(text) for text in cells.values() if text.strip()]
    numbers = [int(one[1]) for one in found if one]
    return len(numbers) > 1 and numbers == list(range(1, len(found) + 1))
