"""What a person says to a proposal: keep, correct, merge, split or drop its rows, take up what was left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from trama.errors import SourceError
from trama.model.dup import PROGRAMMES, SECTIONS, programme_code
from trama.plans.readers.documents.blocks import Cell, Document, Line
from trama.plans.readers.documents.completion import complete
from trama.plans.readers.documents.fields import names_in
from trama.plans.readers.documents.kinds import coded_in, tidy_code
from trama.plans.readers.documents.proposal import (
    OPERATIONAL,
    Aim,
    Left,
    Measure,
    Proposal,
    Row,
    Said,
)
from trama.plans.readers.goals import Goal, goal_of, goals_in

KEEP, DROP, MERGE = "keep", "drop", "merge"
MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of the row with a key: KEEP, DROP, or MERGE into the row before it.

    A key below zero is that of something left out, which is taken up as a row (`left_key`). What is None stays as it was read. A text with an empty line in it is split into two objectives.
    `targets` are what is wanted of each indicator of the row, in their order, as `aims_said` writes it.
    """

    key: int
    decision: str = KEEP
    code: str | None = None
    text: str | None = None
    section: str | None = None
    programme: str | None = None
    responsible: str | None = None
    targets: tuple[str | None, ...] | None = None


def left_key(number: int) -> int:
    """Return the key of what was left out with a number from 0, as an answer names it; of the key, the number."""
    return -1 - number


def answered(proposal: Proposal, answers: Iterable[Answer]) -> Proposal:
    """Return a proposal confirmed as somebody answered; rows without an answer are kept.

    A corrected text that the document does not hold stands beside its passage, which stays quoted. Raises
    SourceError if no row is left, or an answer holds what a plan may not.
    """
    told = {answer.key: answer for answer in answers}
    rows: list[Row] = []
    for row in proposal.rows:
        answer = told.get(row.key, Answer(row.key))
        if answer.decision == DROP:
            continue
        if answer.decision == MERGE and rows:
            _merge(rows[-1], row)
            continue
        rows += _corrected(row, answer)
    for number, left in enumerate(proposal.left):
        answer = told.get(left_key(number), _LEFT_OUT)
        if answer.decision == KEEP:
            rows += _corrected(_taken_up(left, proposal, rows), answer)
    if not rows:
        raise SourceError("document.no-row")
    return replace(proposal, rows=rows, confirmed=True)


_LEFT_OUT = Answer(0, DROP)


def _taken_up(left: Left, proposal: Proposal, rows: Sequence[Row]) -> Row:
    """Return a row of words that were left out, under the chapter of the last objective before them."""
    places = [
        (one.where, one.mark, " ".join(one.text.split())) for one in _places(proposal.document)
    ]
    same = [place for place, one in enumerate(places) if one[0] == left.where]
    here = next((place for place in same if places[place][2].startswith(left.text)), None)
    here = here if here is not None else next(iter(same), len(places) - 1)
    _, mark, text = places[here]
    # A table's row or a list's item may be part of a longer passage.
    text = text if text.startswith(left.text) else left.text
    coded = coded_in(text)
    code, words = (coded[0], coded[2]) if coded else ("", text)
    said = Said(text, mark, left.where)
    row = Row(words, said, "person", 1.0, OPERATIONAL, tidy_code(code))
    order = {one[1]: place for place, one in enumerate(places)}
    above = [one for one in rows if order.get(one.said.mark, len(places)) < here]
    if above:
        last = max(above, key=lambda one: order[one.said.mark])
        row.chapters, row.section = list(last.chapters), last.section
        row.mission, row.programme = last.mission, last.programme
    return row


def _places(document: Document) -> Iterator[Line | Cell]:
    for block in document.blocks:
        if isinstance(block, Line):
            yield block
        else:
            yield from (cell for cells in block.rows for cell in cells if not cell.spread)


def _merge(above: Row, row: Row) -> None:
    if row.text not in above.text:
        above.text = f"{above.text} {row.text}"
    above.again.append(row.said)
    above.measures += row.measures
    above.responsible += [name for name in row.responsible if name not in above.responsible]
    above.end = above.end or row.end


def _corrected(row: Row, answer: Answer) -> list[Row]:
    made = replace(row)
    if answer.code is not None:
        made.code = tidy_code(answer.code.strip())
    if answer.section is not None and answer.section in ("", *SECTIONS):
        made.section = answer.section
    if answer.programme is not None:
        code = programme_code(answer.programme)
        if code and code not in PROGRAMMES:
            reason = "document.programme"
            raise SourceError(reason, value=answer.programme[:40])
        if code != row.programme:
            made.programme = code
            made.mission = code[:2] if code else row.mission
    if answer.responsible is not None:
        made.responsible = names_in(answer.responsible)
    for measure, given in zip(row.measures, answer.targets or (), strict=False):
        if given is not None and " ".join(given.split()) != aims_said(measure):
            at = next(n for n, one in enumerate(made.measures) if one is measure)
            again = [*made.measures[:at], _aimed(measure, given), *made.measures[at + 1 :]]
            made.measures = again
    if answer.text is None or " ".join(answer.text.split()) == " ".join(row.text.split()):
        return [made]
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", answer.text.replace("\r", ""))]
    parts = [part[:MAX_TEXT] for part in parts if part]
    if not parts:
        return []
    made.text, made.rule = parts[0], "person" if not _quoted(parts[0], row) else row.rule
    more = [
        replace(made, text=part, code="", measures=[], again=[], description=[])
        for part in parts[1:]
    ]
    return [made, *more]


def aims_said(measure: Measure) -> str:
    """Return what is wanted of an indicator in one line, year by year: «2026: avvio; 2027: 30/06/2027»."""
    return "; ".join(f"{aim.year}: {' '.join(aim.goal.said.split())}" for aim in measure.aims)


def _aimed(measure: Measure, given: str) -> Measure:
    """Return an indicator with what somebody wrote that is wanted of it; what stayed as it was is not read again."""
    pairs = goals_in(given.strip())
    if given.strip() and not pairs:
        raise SourceError("document.targets", value=given[:80])
    known = {(aim.year, " ".join(aim.goal.said.split())): aim for aim in measure.aims}
    made = replace(measure, aims=[])
    for year, words in pairs:
        goal = goal_of(words, year)
        kept = known.get((year, " ".join(words.split())))
        if kept or goal:
            made.aims.append(kept or Aim(year, goal or Goal(words), measure.said))
    if made.aims and not measure.aims:
        # An indicator of which nothing was wanted had no direction either, nor a unit if no words named one.
        row = Row("", measure.said, "person", 1.0, measures=[made])
        complete(row)
    return made


def _quoted(text: str, row: Row) -> bool:
    return text in " ".join(row.said.text.split())


def packed(answers: Sequence[Answer]) -> str:
    """Return answers as a page carries them: JSON, without what stays as it was read."""
    plain = [{k: v for k, v in asdict(one).items() if v is not None} for one in answers]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> list[Answer]:
    """Return the answers that a page carried; SourceError if they are damaged."""
    try:
        given = json.loads(text)
        return [
            Answer(
                int(one["key"]),
                one.get("decision", KEEP) if one.get("decision") in (KEEP, DROP, MERGE) else KEEP,
                **{
                    name: _text(one.get(name))
                    for name in ("code", "text", "section", "programme", "responsible")
                },
                targets=tuple(map(_text, one["targets"])) if one.get("targets") else None,
            )
            for one in given
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        reason = "document.answers"
        raise SourceError(reason) from error


def _text(value: object) -> str | None:
    return None if value is None else str(value)[:MAX_TEXT]
