"""How sure a reading is of a row: never surer than rows of its rule were right."""

from __future__ import annotations

import pytest

from trama.plans.readers.documents import propose
from trama.plans.readers.documents.certainty import (
    BANDS,
    ENOUGH,
    Counted,
    band_of,
    bound,
    certain,
    counts,
)
from trama.plans.readers.documents.wording import RULES


def test_certainties_are_the_bounds_of_what_was_counted() -> None:
    assert counts()
    for (rule, start), one in counts().items():
        assert rule in RULES
        assert start in BANDS
        assert one.first_right <= one.first_rows <= one.rows
        assert one.first_right <= one.right <= one.rows
        # A band of few rows is judged with all of its rule.
        same = [each for (name, _), each in counts().items() if name == rule]
        judged = [one] if one.rows >= ENOUGH else same
        total = Counted(
            *(
                sum(getattr(each, name) for each in judged)
                for name in ("rows", "right", "first_rows", "first_right")
            ),
            lower=0,
        )
        assert one.lower == bound(total.rows, total.right, total.first_rows, total.first_right)


def test_a_bound_grows_with_the_rows_and_never_reaches_certainty() -> None:
    assert bound(20, 20, 0, 0) < bound(60, 60, 0, 0) < bound(200, 200, 0, 0) <= 0.97
    assert bound(10_000, 10_000, 0, 0) == 0.97
    # Half of 40 rows that are right nine times in ten: the bound lies below their share.
    assert 0.7 < bound(40, 36, 0, 0) < 0.9
    # Rows met for the first time say more than those that rules have seen.
    assert bound(400, 400, 40, 32) == bound(40, 32, 40, 32) < 0.8


@pytest.mark.parametrize("strength", [0.5, 0.75, 0.85, 0.9, 0.97])
def test_only_a_first_meeting_makes_surer_than_the_rule_is(strength: float) -> None:
    for rule in RULES:
        known = counts().get((rule, band_of(strength)))
        told = certain(rule, strength)
        if known is None:
            assert told == strength
        elif known.first_rows >= ENOUGH:
            assert told == known.lower
        else:
            assert told == min(strength, known.lower)


def test_a_row_keeps_what_its_rule_said_beside_how_sure_it_is() -> None:
    (row, *_) = propose(b"Obiettivo strategico 1.1 - Una citta che respira", "a.txt").rows
    assert (row.rule, row.strength) == ("word", 0.97)
    assert row.certainty == certain("word", 0.97) < 0.97
