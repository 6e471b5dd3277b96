"""Indicators and phases that the rows of a table give to one objective."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.fields import add_target, put
from trama.plans.readers.documents.heads import (
    Head,
    said,
    words_of,
)
from trama.plans.readers.documents.labels import year_in_label
from trama.plans.readers.documents.measured import bracketed
from trama.plans.readers.documents.proposal import (
    Measure,
    Phase,
    Row,
    Said,
)
from trama.plans.readers.documents.values import targets_in


def measures(row: Row, cells: Sequence[Cell], head: Head, *, again: bool) -> None:
    """Put the indicators of a row of a table, with their values by year, into an objective."""
    place = head.first("indicator")
    targets = [place for place in head.all("target") if place < len(cells)]
    if place < 0 or place >= len(cells):
        crossed = [one for one in targets if _CROSS.fullmatch(cells[one].text.strip())]
        if crossed and all(one in crossed or not cells[one].text.strip(" ☐□–-") for one in targets):
            # A cross below a year says when, and not how much.
            years = sorted(filter(None, (year_in_label(head.labels[one]) for one in crossed)))
            if years:
                row.start, row.end = row.start or years[0], row.end or years[-1]
            return
        if targets and any(cells[one].text.strip() for one in targets) and not again:
            words = "; ".join(f"{head.labels[one]}: {cells[one].text}" for one in targets)
            row.noted.append(("no-indicator", {"words": words}))
        return
    cell = cells[place]
    last = row.measures[-1].label if row.measures else ""
    if _year_beside(cells, head) and last == bracketed(words_of(cell.text))[0]:
        # The name is merged, or said again, beside each year.
        again, cell = True, replace(cell, spread=True)
    if not cell.text.strip() or (again and cell.spread):
        if row.measures:
            _of_year(row, row.measures[-1], cells, head)
        return
    labels = [line.strip() for line in cell.text.split("\n") if line.strip()]
    if not targets and targets_in(words_of(cell.text)):
        # The names stand in one cell with their values.
        each = all(targets_in(line) for line in labels)
        for line in labels if each else [words_of(cell.text)]:
            put(row, "indicator", "", Said(line, cell.mark, cell.where))
        return
    columns = {
        one: [line.strip() for line in cells[one].text.split("\n") if line.strip()]
        for one in targets
    }
    several = {len(lines) for lines in columns.values()} - {0}
    if len(several) == 1 and len(labels) not in several and "\n" not in cell.text.strip():
        # The lines of several indicators ran together in a narrow cell.
        parts = re.split(r"(?<=[a-zà-ù)%.;])\s+(?=[A-ZÀ-Ù][a-zà-ù])", words_of(cell.text))
        labels = parts if len(parts) in several else labels
    values = [words_of(cells[one].text).split() for one in targets if cells[one].text.strip()]
    parts = re.split(r"(?<=\))\s+(?=[A-ZÀ-Ù][a-zà-ù])", words_of(cell.text))
    if len(labels) == 1 < len(parts) and {len(one) for one in values} == {len(parts)}:
        # Each name ends with its unit, and each cell holds as many values.
        labels, columns = parts, {one: cells[one].text.split() for one in targets}
    if len(labels) > 1 and not all(len(lines) in (0, len(labels)) for lines in columns.values()):
        labels = [words_of(cell.text)]
    if len(labels) > 1 and not any(columns.values()):
        labels = (
            labels
            if all(re.match(r"[•\-–*]|\d+[.)]", one) for one in labels)
            else [words_of(cell.text)]
        )
    if len(labels) > 1:
        columns = {one: _as_many(lines, len(labels)) for one, lines in columns.items()}
    unit, direction = head.first("unit"), head.first("direction")
    units = _as_many(cells[unit].text.split("\n"), len(labels)) if 0 <= unit < len(cells) else []
    for number, label in enumerate(labels):
        name, given = bracketed(re.sub(r"^(?:[•\-–▪*]|\d{1,2}[.)])\s+", "", label).strip(" ;"))
        measure = Measure(name, said(cell), given)
        if not measure.label:
            continue
        row.measures.append(measure)
        if units:
            words = units[number] if len(units) == len(labels) else units[0]
            put(row, "unit", "", Said(words, cells[unit].mark, cells[unit].where))
        if 0 <= direction < len(cells):
            put(row, "direction", "", said(cells[direction]))
        for one, lines in columns.items():
            if not lines:
                continue
            value = (
                lines[number]
                if len(lines) == len(labels) and len(labels) > 1
                else words_of(cells[one].text)
            )
            year = year_in_label(head.labels[one]) or _year_beside(cells, head)
            if year:
                add_target(row, measure, year, value, said(cells[one]))
            else:
                put(row, "target", head.labels[one], Said(value, cells[one].mark, cells[one].where))


def _year_beside(cells: Sequence[Cell], head: Head) -> str:
    """Return the year that a column of years gives to the values of a row; nothing where there is none."""
    for place, label in enumerate(head.labels):
        if re.fullmatch(r"ann[oi]|annualità|esercizio", words_of(label), re.IGNORECASE):
            found = re.fullmatch(r"20[1-6]\d", cells[place].text.strip())
            return found[0] if found else ""
    return ""


def _of_year(row: Row, measure: Measure, cells: Sequence[Cell], head: Head) -> None:
    """Add the values that a further row gives to an indicator, for the year of that row."""
    year = _year_beside(cells, head)
    for one in head.all("target") if year else ():
        if not year_in_label(head.labels[one]) and cells[one].text.strip():
            add_target(row, measure, year, words_of(cells[one].text), said(cells[one]))


_CROSS = re.compile(r"[xX×✓✔☒☑•■●*]|s[iì]")


def _as_many(lines: list[str], count: int) -> list[str]:
    """Return the lines of a cell, or its words if they are as many as the indicators that they belong to."""
    given = [line.strip() for line in lines if line.strip()]
    words = " ".join(given).split()
    return words if len(given) != count and len(words) == count else given


def below(row: Row, cells: Sequence[Cell], head: Head) -> bool:
    """Put a row of a table within a sheet into its objective: an indicator, or a phase."""
    if head.first("indicator") >= 0:
        place = head.first("indicator")
        if not cells[place].text.strip():
            return False
        measures(row, cells, head, again=False)
        for index, role in enumerate(head.roles):
            told = role in ("responsible", "office", "period", "start", "end", "actors")
            if told and index < len(cells) and cells[index].text.strip():
                put(row, role, head.labels[index], said(cells[index]))
        return True
    place = head.first("phase", "results")
    if place >= 0 and cells[place].text.strip():
        one = Row("", said(cells[place]), "", 0)
        for index, role in enumerate(head.roles):
            if role in ("period", "start", "end") and cells[index].text.strip():
                put(one, role, head.labels[index], said(cells[index]))
        row.phases.append(Phase(words_of(cells[place].text), one.start, one.end))
        return True
    return place >= 0


def put_table(row: Row, rows: Sequence[Sequence[Cell]], head: Head, *, measured: bool) -> None:
    """Put the indicators or phases that a table below an objective lists into its row.

    Where the table is `measured`, as its caption or its units tell, its first words without a heading name indicators.
    """
    unnamed = not {"indicator", "phase"} & set(head.roles) and "target" in head.roles
    if unnamed and (measured or "unit" in head.roles):
        known = ("", "title", "description", "results")
        place = next((at for at, role in enumerate(head.roles) if role in known), -1)
        roles = [("indicator" if at == place else role) for at, role in enumerate(head.roles)]
        head = replace(head, roles=roles)
    for cells in rows:
        below(row, cells, head)


def put_years(row: Row, rows: Sequence[Sequence[Cell]]) -> bool:
    """Put a table into an objective that gives a year in each row, below the names of indicators; False if it does not."""
    names = rows[0]
    years = [cells[0].text.strip() for cells in rows[1:]]
    if len(names) < 2 or not years or not all(re.fullmatch(r"20[1-6]\d", one) for one in years):
        return False
    if not re.fullmatch(r"ann[oi]|annualità|esercizio|", words_of(names[0].text), re.IGNORECASE):
        return False
    for place, cell in enumerate(names[1:], 1):
        name, unit = bracketed(words_of(cell.text))
        if not name or cell.spread:
            return False
        measure = Measure(name, said(cell), unit)
        row.measures.append(measure)
        for year, cells in zip(years, rows[1:], strict=True):
            if cells[place].text.strip():
                add_target(row, measure, year, words_of(cells[place].text), said(cells[place]))
    return True
