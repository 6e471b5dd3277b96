"""Cards whose code stands at their side, merged down over all of their rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.cards import code_only, inner_fields
from trama.plans.readers.documents.heads import distinct, role_of, words_of


def sided(rows: Sequence[Sequence[Cell]]) -> list[list[list[Cell]]]:
    """Return each card of a table as a sheet that begins with its code and title; nothing if it is another table.

    «A1» stands beside the title, the partners and the goals of an action, and its measures stand to the right of these.
    """
    cards = [list(group) for _, group in itertools.groupby(rows, key=lambda row: row[0].where)]
    return [_turned(card) for card in cards] if all(map(_is_card, cards)) else []


def _is_card(card: Sequence[Sequence[Cell]]) -> bool:
    first = distinct(card[0])
    if len(card) < 2 or len(first) < 2 or not code_only(first[0].text):
        return False
    title = words_of(first[1].text)
    rest = [cell for row in card for cell in distinct(row)[1:] if cell.text.strip()][1:]
    told = sum(bool(inner_fields(cell) or role_of(cell.text)) for cell in rest)
    plain = not (inner_fields(first[1]) or role_of(title)) and len(title.split()) > 2
    return plain and bool(rest) and told >= 0.5 * len(rest)


def _turned(card: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    first = distinct(card[0])
    rows = [first[:2], first[2:], *(distinct(row)[1:] for row in card[1:])]
    return [row for row in rows if any(cell.text.strip() for cell in row)]
