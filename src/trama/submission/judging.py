"""What a person judged of whole chapters on the page: read from it, kept in the workbook, given as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook

from trama.check.coherence.assessment import axes_of
from trama.check.coherence.entries import Group, chapters, entries
from trama.check.coherence.judgements import COLUMNS, Judgement, verdict_of
from trama.check.coherence.words import LABELS
from trama.namespaces import Names
from trama.office.look import CELL, HEADER, style
from trama.office.spreadsheet import write_csv
from trama.plans.form import JUDGEMENTS_SHEET
from trama.plans.package import Package
from trama.plans.readers.sheets import open_workbook

_HEADINGS = (
    "Obiettivi del piano",
    "Obiettivi del piano sovraordinato",
    "Giudizio",
    "Motivazione",
    "Chi ha giudicato",
    "Data",
)
_BY = {"it": "Chi ha sottoposto il piano", "en": "Whoever submitted the plan"}
# What a chapter is called in a file of judgements.
_WRITTEN = {
    "mission": "missione",
    "driver": "driver",
    "programme": "programma",
    "budget-mission": "missione di bilancio",
}


def written(group: Group, plan: str = "") -> str:
    """Return a chapter as a judgement names it, after its plan if there is one."""
    name = f"{_WRITTEN[group.kind]} {group.number}"
    return f"{plan}#{name}" if plan else name


def chapters_of(plan: Package, names: Names) -> list[Group]:
    """Return the chapters that a person can judge at once: all but those of the Drivers if there are Missions."""
    return chapters(plan, entries(plan, names))


def judgement(
    lower: str, upper: str, verdict: str, reason: str, author: str, date: str
) -> Judgement | None:
    """Return a judgement, or nothing if its verdict or reason is missing."""
    found = verdict_of(verdict) or (verdict if verdict in LABELS else "")
    if not (lower and upper and found and reason):
        return None
    owner, _, own = upper.rpartition("#")
    motivation = {"it": reason, "en": reason}
    return Judgement(lower, own, found, motivation, author or _BY["it"], date, 0, "", owner)


def naming_something(
    judged: Iterable[Judgement], plan: Package, uppers: Sequence[Package], names: Names
) -> list[Judgement]:
    """Return the judgements that still name objectives of both sides; a later one takes an earlier's place."""
    axes, own = axes_of(plan, uppers, names)
    found = {
        (one.lower, one.plan, one.upper): one
        for one in judged
        if one.plan in axes and own.named(one.lower) and axes[one.plan].named(one.upper)
    }
    return list(found.values())


def judgements_csv(judged: Iterable[Judgement]) -> str:
    """Return judgements as the file that `trama matrix --judgements` takes."""
    return write_csv(COLUMNS, (_cells(one, english=True) for one in judged))


def _cells(one: Judgement, *, english: bool) -> tuple[str, ...]:
    upper = f"{one.plan}#{one.upper}" if one.plan else one.upper
    own = (one.motivation["it"], *((one.motivation["en"],) if english else ()))
    return one.lower, upper, LABELS[one.verdict]["it"], *own, one.author, one.date


def write_sheet(book: Workbook, judged: Sequence[Judgement]) -> None:
    """Add the sheet of judgements to a workbook, if there are any."""
    if not judged:
        return
    sheet = book.create_sheet(JUDGEMENTS_SHEET)
    for place, heading in enumerate(_HEADINGS, 1):
        style(sheet.cell(1, place, heading), HEADER)
        sheet.column_dimensions["ABCDEF"[place - 1]].width = 36
    for line, one in enumerate(judged, 2):
        for place, value in enumerate(_cells(one, english=False), 1):
            cell = sheet.cell(line, place, value)
            cell.data_type = "s"
            style(cell, CELL)
    sheet.freeze_panes = "A2"


def judged_in(content: bytes, name: str) -> Iterator[Judgement]:
    """Yield the judgements of a workbook, none if it has no such sheet. Raises SourceError if it cannot be read."""
    with open_workbook(content, name) as book:
        if JUDGEMENTS_SHEET not in book.sheets:
            return
        for number, cells in book.rows(JUDGEMENTS_SHEET):
            values = [
                cells[place].value.strip() if place in cells else ""
                for place in range(len(_HEADINGS))
            ]
            if number > 1 and (found := judgement(*values)):
                yield found
