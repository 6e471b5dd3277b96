"""What a person decides about links: read from a table, or given one by one, and refused if it says too little."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from trama.errors import SourceError, SourceProblems
from trama.language.nearest import nearest
from trama.messages import Message
from trama.plans.tables import parse_csv

CONFIRM, CHANGE, REMOVE, SKIP = "confirm", "change", "remove", "skip"
DECISIONS = (CONFIRM, CHANGE, REMOVE, SKIP)
"""A link stays as it is, with another confidence, not at all; or nothing is said of it."""
COLUMNS = (
    "source",
    "relation",
    "target",
    "decision",
    "confidence",
    "by",
    "date",
    "reason_it",
    "reason_en",
)
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
LEAST_COLUMNS = COLUMNS[:4]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one link: which, what, the new confidence if there is one, who, when, and why.

    `shown` and `line` are its place, for what is wrong to be told with it.
    """

    source: str
    relation: str
    target: str
    decision: str
    confidence: Decimal | None = None
    by: str = ""
    date: str = ""
    reason_it: str = ""
    reason_en: str = ""
    shown: str = ""
    line: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """The three names of the link."""
        return self.source, self.relation, self.target

    def problem(self, key: str, value: str | None = None, **values: object) -> SourceError:
        """Return what is wrong with it, with its place."""
        return SourceError(
            Message(key, **values), path=self.shown or None, line=self.line, value=value
        )


def read_decisions(content: bytes, name: str, *, by: str = "", on: str = "") -> list[Decision]:
    """Return the decisions of a CSV table with the columns COLUMNS, of which the last five may be left out.

    `by` and `on` are the name and day of rows that give none. Raises SourceProblems with all that is wrong.
    """
    table = parse_csv(content, name, shown=name)
    header = [column.strip() for column in table.header]
    problems: list[SourceError] = []
    for column in header:
        if column not in COLUMNS:
            near = nearest(column, COLUMNS)
            problems.append(
                SourceError(Message("curate.column", near=near), path=name, line=1, value=column)
            )
    for column in LEAST_COLUMNS:
        if column not in header:
            problems.append(SourceError("curate.no-column", path=name, line=1, column=column))
    if problems:
        raise SourceProblems(problems)
    found: list[Decision] = []
    for line, cells in table.rows:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if not any(row.values()):
            continue
        try:
            found.append(_decision(row, name, line, by, on))
        except SourceError as error:
            problems.append(error)
    problems += _twice(found)
    if problems:
        raise SourceProblems(problems)
    return [one for one in found if one.decision != SKIP]


def checked(one: Decision) -> Decision:
    """Return a decision that says all it has to; SourceError if it does not."""
    if one.decision not in DECISIONS:
        raise one.problem("curate.decision", one.decision, known=", ".join(DECISIONS))
    if one.decision == SKIP:
        return one
    if not _DAY.fullmatch(one.date):
        raise one.problem("curate.day", one.date)
    if not one.by.strip():
        raise one.problem("curate.by")
    if one.decision == CHANGE and one.confidence is None:
        raise one.problem("curate.no-confidence")
    if one.decision == REMOVE and one.confidence is not None:
        raise one.problem("curate.removed-confidence", str(one.confidence))
    if one.confidence is not None and not 0 <= one.confidence <= 1:
        raise one.problem("curate.confidence", str(one.confidence))
    if one.decision != CONFIRM and not (one.reason_it.strip() and one.reason_en.strip()):
        raise one.problem("curate.reason", decision=one.decision)
    return one


def confidence_of(text: str) -> Decimal | None:
    """Return a confidence as people write it, with a point or a comma; ValueError if it is no number."""
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or len(value.as_tuple().digits) > 6:
        raise ValueError(text)
    return value


def _decision(row: Mapping[str, str], name: str, line: int, by: str, on: str) -> Decision:
    text = row.get("confidence", "")
    try:
        confidence = confidence_of(text)
    except ValueError:
        raise SourceError("curate.confidence", path=name, line=line, value=text) from None
    return checked(
        Decision(
            row["source"],
            row["relation"],
            row["target"],
            row["decision"].lower(),
            confidence,
            row.get("by") or by,
            row.get("date") or on,
            row.get("reason_it", ""),
            row.get("reason_en", ""),
            name,
            line,
        )
    )


def _twice(found: Iterable[Decision]) -> Iterator[SourceError]:
    seen: dict[tuple[str, str, str], int | None] = {}
    for one in found:
        if one.key in seen:
            yield one.problem("curate.twice", " ".join(one.key), line=seen[one.key])
        seen.setdefault(one.key, one.line)
