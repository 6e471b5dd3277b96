"""What a planner may leave out of a plan's tables, filled in from what stands beside it.

Nothing is made up: an order is that of the rows, a name the opening words of a text, a Mission the
budget mission under which a DUP puts its objectives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import count

from trama.model.dup import MISSIONS, mission_code, programme_code
from trama.plans.place import Sheet
from trama.plans.tables import RawTable

LABEL = 80

Row = dict[str, str]


def fill(tables: Sequence[RawTable]) -> list[RawTable]:
    """Return the tables with what was left out; they are the same tables, changed."""
    by_name = {table.name: table for table in tables}
    filled = list(tables)
    objectives = by_name.get("objectives.csv")
    if objectives:
        missions = _fill_missions(objectives, by_name.get("missions.csv"))
        if missions:
            filled.append(missions)
        places: dict[str, count[int]] = {}
        _fill(
            objectives,
            "order",
            lambda row: str(next(places.setdefault(row.get("mission", ""), count(1)))),
        )
        _fill(objectives, "text_it", lambda row: row.get("label_it", ""))
        _fill(objectives, "label_it", lambda row: opening(row.get("text_it", "")))
    plan = by_name.get("plan.csv")
    if plan:
        if plan.place.titles:
            _fill(plan, "kind", lambda _: "dup")
            _fill(plan, "id", lambda row: slug(row.get("title_it", "")))
        # What a plan says of actors, instruments and links of its own is stated by it.
        for name in ("actors.csv", "instruments.csv"):
            if name in by_name:
                _fill(by_name[name], "basis", lambda _: "stated")
        if (links := by_name.get("links.csv")) and links.place.titles:
            whole = dict(zip(plan.header, plan.rows[0][1], strict=False)) if plan.rows else {}
            day = whole.get("approved") or whole.get("adopted") or whole.get("start", "")
            _fill(links, "basis", lambda _: "stated")
            _fill(links, "confidence", lambda _: "1")
            _fill(links, "rationale_en", lambda row: row.get("rationale_it", ""))
            _fill(links, "attributed_to", lambda _: whole.get("publisher", ""))
            _fill(links, "date", lambda _: day + "-01-01"[3 * day.count("-") :] if day else "")
    if targets := by_name.get("targets.csv"):
        if indicators := by_name.get("indicators.csv"):
            _fill_reached(indicators, targets)
        _fill(targets, "id", lambda row: f"{row.get('indicator', '')}-{row.get('year', '')}")
    return filled


def slug(words: str, otherwise: str = "piano") -> str:
    """Return an identifier made of some words."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or otherwise


def opening(text: str) -> str:
    """Return the opening words of a text, by which it can be named."""
    words = " ".join(text.split())
    if len(words) <= LABEL:
        return words.rstrip(".;")
    return words[: LABEL + 1].rpartition(" ")[0].rstrip(".,;:") or words[:LABEL]


def _fill(table: RawTable, column: str, value: Callable[[Row], str]) -> None:
    """Fill the empty cells of a column, adding it if the table lacks it."""
    found: list[str] = []
    for _, cells in table.rows:
        row = dict(zip(table.header, cells, strict=False))
        found.append(row.get(column) or value(row))
    if column not in table.header:
        if not any(found):
            return
        table.header.append(column)
        table.rows = [
            # a row of the wrong length must stay so, to be told
            (line, [*cells, new] if len(cells) == len(table.header) - 1 else cells)
            for (line, cells), new in zip(table.rows, found, strict=True)
        ]
        return
    index = table.header.index(column)
    for (_, cells), new in zip(table.rows, found, strict=True):
        if index < len(cells):
            cells[index] = new


def _fill_reached(indicators: RawTable, targets: RawTable) -> None:
    """Say of indicators of which only a day, a yes or words are wanted that they are to be reached, and in what."""
    found: dict[str, list[Row]] = {}
    for _, cells in targets.rows:
        row = dict(zip(targets.header, cells, strict=False))
        found.setdefault(row.get("indicator", ""), []).append(row)

    def wordy(row: Row) -> list[Row]:
        wanted = found.get(row.get("id", ""), [])
        numbers = any(one.get(name) for one in wanted for name in ("value", "least", "most"))
        return [] if numbers else wanted

    _fill(indicators, "direction", lambda row: REACH if wordy(row) else "")
    _fill(indicators, "unit", lambda row: unit_of_goals(wordy(row)))


REACH = "reach"


def unit_of_goals(rows: Sequence[Row]) -> str:
    """Return in what targets without a number are told, by the columns that they fill; nothing if there are none."""
    if not rows:
        return ""
    if any(row.get("answer") for row in rows):
        return "sì/no"
    return "data" if all(row.get("due") for row in rows) else "testo"


def _fill_missions(objectives: RawTable, missions: RawTable | None) -> RawTable | None:
    """Put the objectives of a DUP without Missions of its own under their budget missions."""
    if "dup_mission" not in objectives.header and "dup_programme" not in objectives.header:
        return None
    programmed = programme_code
    _fill(objectives, "dup_mission", lambda row: programmed(row.get("dup_programme", ""))[:2])
    known = {cells[0] for _, cells in missions.rows if cells} if missions else set()
    used: dict[str, int] = {}

    def number(row: Row) -> str:
        code = mission_code(row.get("dup_mission", ""))
        if code not in MISSIONS:
            return ""
        used.setdefault(code, 0)
        return str(int(code))

    _fill(objectives, "mission", number)
    new = [code for code in sorted(used) if str(int(code)) not in known]
    if not new:
        return None
    if missions is not None and missions.rows:
        for code in new:
            row = {
                "number": str(int(code)),
                "label_it": MISSIONS[code][0],
                "label_en": MISSIONS[code][1],
            }
            line = max(line for line, _ in missions.rows) + 1
            missions.rows.append((line, [row.get(name, "") for name in missions.header]))
        return None
    header = ["number", "label_it", "label_en"]
    rows = [(line, [str(int(code)), *MISSIONS[code]]) for line, code in enumerate(new, start=2)]
    where = objectives.place
    if isinstance(where, Sheet):
        where = Sheet(where.book, where.name, {})
    return RawTable("missions.csv", where, header, rows)
