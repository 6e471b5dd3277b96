"""One objective that stands in several places of a document is one row."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from trama.plans.readers.documents.completion import answered
from trama.plans.readers.documents.proposal import ACTION, AGAIN, SHEET, STRATEGIC, Left, Row


def gathered(rows: Sequence[Row]) -> tuple[list[Row], list[Left]]:
    """Return rows with those of the same code, or without a code of the same words, put together.

    A row under a second chapter keeps both. Two different texts under one code stay two rows, and both
    say so. Also returns what was taken for a repetition.
    """
    kept: list[Row] = []
    by_code: dict[str, Row] = {}
    by_words: dict[str, Row] = {}
    again: list[Left] = []
    for row in rows:
        words = _plain(row.text)
        known = by_code.get(row.code.lower()) if row.code else by_words.get(words)
        if known is None and row.code:
            known = by_words.get(words)
            if known is not None and (known.code or known.kind != row.kind):
                known = None
        if known is not None and not _same(known, row):
            row.noted.append(("code-twice", {"code": row.code}))
            known.noted.append(("code-twice", {"code": row.code}))
            row.code = _other(row.code, by_code)
            known = None
        if known is not None:
            _merge(known, row)
            again.append(Left(row.text[:200], AGAIN, row.said.where))
            if row.code and not known.code:
                known.code = row.code
                by_code[row.code.lower()] = known
            continue
        kept.append(row)
        if row.code:
            by_code[row.code.lower()] = row
        by_words.setdefault(words, row)
    return kept, again


def pursued(rows: Sequence[Row]) -> tuple[list[Row], list[Left]]:
    """Return the rows without those that a document only names, where it comes back to all the others.

    A plan that says of each objective, in chapter after chapter, who must do what for it, and of one nothing at
    all, has put that one off. Also returns what was so left out.
    """
    coded = [row for row in rows if row.code and row.rule == "code"]
    twice = sum(len(row.again) > 1 for row in coded)
    if len(coded) < _MANY or twice < _NEARLY * len(coded):
        return list(rows), []
    named = [row for row in coded if not (row.again or _told(row))]
    kept = [row for row in rows if not any(row is one for one in named)]
    return kept, [Left(f"{row.code} - {row.text}"[:200], "named", row.said.where) for row in named]


_MANY, _NEARLY = 10, 0.85


def _told(row: Row) -> bool:
    """Whether anything is said of a row that makes it more than a name."""
    facts = (row.results, row.measures, row.phases, row.responsible, row.actors, row.start, row.end)
    return any(facts)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


def _same(one: Row, other: Row) -> bool:
    left, right = _plain(one.text), _plain(other.text)
    if left == right or left.startswith(right) or right.startswith(left):
        return True
    # A code in letters is kept for one thing; two numbers of lists are the same more easily.
    lettered = re.match(r"[A-Za-z]{2}", one.code) is not None
    sets = ({w for w in left.split() if len(w) > 3}, {w for w in right.split() if len(w) > 3})
    short, long = sorted(sets, key=len)
    if short and len(short & long) >= (0.6 if lettered else 0.75) * len(short):
        return True
    return difflib.SequenceMatcher(None, left, right).ratio() > (0.6 if lettered else 0.72)


def _other(code: str, taken: dict[str, Row]) -> str:
    number = 2
    while f"{code}-{number}".lower() in taken:
        number += 1
    return f"{code}-{number}"


def _merge(one: Row, other: Row) -> None:
    """Put what a second place says of an objective into its row."""
    one.again.append(other.said)
    labels = {(chapter.number, chapter.label) for chapter in one.chapters}
    one.chapters += [c for c in other.chapters if (c.number, c.label) not in labels]
    if (
        one.kind == STRATEGIC
        and other.kind == STRATEGIC
        and other.rule != "column"
        and one.rule == "column"
    ):
        one.text, one.said, one.rule, one.certainty = (
            other.text,
            other.said,
            other.rule,
            other.certainty,
        )
    one.section = one.section or other.section
    one.mission, one.programme = one.mission or other.mission, one.programme or other.programme
    one.above = one.above or other.above
    one.start, one.end = one.start or other.start, one.end or other.end
    for name in ("responsible", "actors", "description", "results", "phases"):
        mine = getattr(one, name)
        mine += [value for value in getattr(other, name) if value not in mine]
    known = {measure.label: measure for measure in one.measures}
    for measure in other.measures:
        mine = known.get(measure.label)
        if mine is None:
            one.measures.append(measure)
            continue
        years = {target.year for target in mine.aims}
        mine.aims += [target for target in measure.aims if target.year not in years]
        mine.unit = mine.unit or measure.unit
    one.noted += other.noted
    if one.text != other.text and _plain(one.text) != _plain(other.text):
        one.noted.append(("other-words", {"words": other.text[:160]}))


def nested(rows: list[Row]) -> None:
    """Make an objective strategic whose code begins those of the objectives below it: 1.2 of 1.2.1 and 1.2.2, A of A1 and A2."""
    codes = {row.code: row for row in rows if re.search(r"\d[.\-_]\d", row.code) or row.code}
    for row in rows:
        over = re.sub(r"[.\-_]\w+$|(?<=^[A-Z])\d{1,2}$", "", row.code)
        parent = codes.get(over) if row.code else None
        if any(key == "code-twice" and row.code != told["code"] for key, told in row.noted):
            # The second «1» has the code «1-2», and is no part of the first.
            continue
        if parent is None or parent is row or row.kind == STRATEGIC or parent.kind == SHEET:
            continue
        if parent.kind != ACTION and not row.above:
            parent.kind, row.above = STRATEGIC, parent.code


def answer_below(rows: Sequence[Row]) -> None:
    """Let who answers for a strategic objective answer for those below it too, where nobody else is named for any."""
    for over in rows:
        below = [row for row in rows if over.code and row.above == over.code and row is not over]
        if over.kind == STRATEGIC and over.responsible and not any(answered(row) for row in below):
            for row in below:
                row.responsible = list(over.responsible)
