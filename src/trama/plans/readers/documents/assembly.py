"""A proposal as the tables of a plan, with the document's text and the passage behind each row."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from trama.messages import Message
from trama.model import Mission
from trama.model.cells import SEPARATOR
from trama.model.dup import MISSIONS
from trama.plans.defaults import slug
from trama.plans.package import Package, assemble, finish
from trama.plans.place import Place
from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.proposal import Chapter, Proposal, Row
from trama.plans.readers.documents.registers import actor_of, at_hand
from trama.plans.readers.goals import COLUMNS
from trama.plans.readers.guess import plan_of, with_plan
from trama.plans.tables import RawTable
from trama.plans.text import SourceText, parse_text

_CODE = re.compile(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")
_OWN_FROM = 101
MAX_PASSAGES = 12
UNCHAPTERED = "Obiettivi"


def package_of(proposal: Proposal, name: str) -> Package:
    """Return the plan that a proposal is, with the document's own text for its quotes.

    Raises SourceProblems if a row, as somebody corrected it, holds what a table may not.
    """
    number_rows(proposal)
    place = Place(name)
    missions, of_row = _missions(proposal)
    also = _also(proposal, missions, of_row)
    plan = slug(Path(name).stem)
    actors = _Actors(plan)
    publisher = actors.of(proposal.publisher, "municipality") if proposal.publisher else ""
    actors.codes = {row.code for row in proposal.rows}
    objectives = RawTable("objectives.csv", place, list(_OBJECTIVE))
    indicators = RawTable("indicators.csv", place, list(_INDICATOR))
    targets = RawTable("targets.csv", place, list(_TARGET))
    for line, row in enumerate(proposal.rows, start=2):
        objectives.rows.append((line, _objective(row, of_row[row.key], also[row.key], actors)))
        _measures(row, line, indicators, targets)
    tables = [table for table in (missions, objectives, indicators, targets) if table.rows]
    if actors.rows:
        tables.append(
            RawTable("actors.csv", place, ["id", "label_it", "kind", "basis"], actors.rows)
        )
    read = assemble(tables, Path(name).stem, path=Path(name), shown=name)
    described = replace(
        plan_of(name),
        title_it=proposal.title,
        kind=proposal.kind,
        start=proposal.start,
        end=proposal.end,
        publisher=(publisher,) if publisher else (),
    )
    found = with_plan(read.tables, described)
    made = finish(
        found,
        read.name,
        path=Path(name),
        shown=name,
        text=text_of(proposal, name),
        notes=_notes(proposal),
    )
    return replace(made, proposed=0 if proposal.confirmed else len(proposal.rows))


def number_rows(proposal: Proposal) -> None:
    """Give each row a key, and a code if the document gives it none."""
    taken = {row.code.lower() for row in proposal.rows if row.code}
    number = 0
    seen: set[str] = set()
    for key, row in enumerate(proposal.rows):
        row.key = key
        code = (
            row.code
            if _CODE.fullmatch(row.code)
            else "-".join(re.findall(r"[A-Za-z0-9]+", row.code))
        )
        while not code or code.lower() in seen:
            number += 1
            code = f"ob-{number:02d}" if f"ob-{number:02d}" not in taken else ""
        row.code = code
        seen.add(code.lower())


_OBJECTIVE = (
    "code", "mission", "also_in", "label_it", "text_it", "passages", "section", "dup_mission", "dup_programme",
    "implements", "contributes_to", "start", "end", "responsible", "instruments", "actors", "places",
)  # fmt: skip
_MISSION = ("number", "label_it", "passages")
_INDICATOR = ("id", "label_it", "unit", "direction", "objective", "passages")
_TARGET = ("id", "indicator", "value", "year", *COLUMNS, "passages")


def _objective(row: Row, mission: str, also: list[str], actors: _Actors) -> list[str]:
    # What is to come of an objective is part of what the plan says of it, before what explains it.
    stated = (row.said, *row.again, *row.results, *row.description)
    marks = [said.mark for said in stated]
    label = row.text if len(row.text) <= 120 else ""
    above = [row.above] if row.above and row.above in actors.codes else []
    return [
        row.code,
        mission,
        _listed(also),
        label,
        row.text,
        _listed([mark for mark in dict.fromkeys(marks) if mark][:MAX_PASSAGES]),
        row.section,
        row.mission,
        row.programme,
        _listed([code for code, _ in row.implements]),
        _listed(above),
        row.start,
        row.end,
        _listed([actors.of(name, "public-body") for name in row.responsible]),
        _listed(dict.fromkeys(code for code, _ in row.instruments)),
        _listed(actors.known(name) for name in row.actors),
        _listed(dict.fromkeys(code for code, _ in row.places)),
    ]


def _listed(values: object) -> str:
    return SEPARATOR.join(dict.fromkeys(str(value) for value in values if value))  # type: ignore[attr-defined]


def _measures(row: Row, line: int, indicators: RawTable, targets: RawTable) -> None:
    for number, measure in enumerate(row.measures, start=1):
        if not measure.unit or not measure.direction:
            continue
        name = f"{row.code}-i{number}"
        mark = measure.said.mark
        indicators.rows.append(
            (line, [name, measure.label, measure.unit, measure.direction, row.code, mark])
        )
        for target in measure.aims:
            told = target.goal.row | {"id": f"{name}-{target.year}", "indicator": name}
            told |= {"year": target.year, "passages": target.said.mark}
            targets.rows.append((line, [told[column] for column in _TARGET]))


class _Actors:
    """The bodies that a document names, each once, as rows of `actors.csv`."""

    def __init__(self, plan: str) -> None:
        self._plan = plan
        self._known = at_hand()
        self._names: dict[str, str] = {}
        self.codes: set[str] = set()
        self.rows: list[tuple[int, list[str]]] = []

    def known(self, label: str) -> str:
        """Return the identifier of a body that a register knows; others are told to whoever confirms only."""
        return actor_of(" ".join(label.split()), self._known)

    def of(self, label: str, kind: str) -> str:
        """Return the identifier of a body: a register's, or that of a row made for it."""
        plain = " ".join(label.split())
        known = actor_of(plain, self._known)
        if known or plain in self._names:
            return known or self._names[plain]
        base = f"{self._plan}-{slug(plain, 'ente')}"
        name, number = base, 1
        while name in self._names.values():
            number += 1
            name = f"{base}-{number}"
        self._names[plain] = name
        self.rows.append((len(self.rows) + 2, [name, plain, kind, "stated"]))
        return name


def _missions(proposal: Proposal) -> tuple[RawTable, dict[int, str]]:
    """Return the table of Missions, and the number of that of each row, by its key."""
    numbers: dict[tuple[str, str], str] = {}
    labels: dict[str, str] = {}
    marks: dict[str, str] = {}
    of_row: dict[int, str] = {}
    for row in proposal.rows:
        if row.mission in MISSIONS:
            number = str(int(row.mission))
            labels.setdefault(number, MISSIONS[row.mission][0])
            of_row[row.key] = number
    budget = set(labels)
    for row in proposal.rows:
        if row.key in of_row:
            continue
        chapter = row.chapters[0] if row.chapters else Chapter(UNCHAPTERED)
        key = (chapter.number, chapter.label)
        if key not in numbers:
            plain = chapter.number if chapter.number.isdigit() and int(chapter.number) else ""
            number = str(int(plain)) if plain else ""
            if not number or number in labels:
                start = _OWN_FROM if budget else 1
                number = next(str(n) for n in range(start, start + 10_000) if str(n) not in labels)
            numbers[key], labels[number] = number, chapter.label
            marks[number] = chapter.mark
        of_row[row.key] = numbers[key]
    rows = [
        (line, [number, label, marks.get(number, "")])
        for line, (number, label) in enumerate(
            sorted(labels.items(), key=lambda one: int(one[0])), start=2
        )
    ]
    return RawTable(Mission.table, Place("document"), list(_MISSION), rows), of_row


def _also(proposal: Proposal, missions: RawTable, of_row: dict[int, str]) -> dict[int, list[str]]:
    """Return the numbers of the other Missions of each row, one for each chapter that it stands under again.

    Chapters that no row begins with are added to the table of Missions.
    """
    numbers = {cells[1]: cells[0] for _, cells in missions.rows}
    also: dict[int, list[str]] = {}
    for row in proposal.rows:
        found: list[str] = []
        for chapter in row.chapters[1:]:
            number = numbers.get(chapter.label)
            if number is None:
                taken = {int(one) for one in numbers.values()}
                number = str(max(taken, default=0) + 1)
                numbers[chapter.label] = number
                told = [number, chapter.label, chapter.mark]
                missions.rows.append((len(missions.rows) + 2, told))
            if number != of_row[row.key] and number not in found:
                found.append(number)
        also[row.key] = found
    return also


def text_of(proposal: Proposal, name: str) -> SourceText:
    """Return the document's text as `text.md` holds one: a passage a line, with its mark."""
    lines: list[str] = []
    for block in proposal.document.blocks:
        if isinstance(block, Line):
            lead = (
                "#" * min(block.level + 1, 6) + " " if block.level else "- " if block.depth else ""
            )
            lines.append(_passage(block.text, block.mark, lead))
            continue
        for row in block.rows:
            for cell in row:
                if cell.text.strip() and not cell.spread:
                    lines.append(_passage(cell.text, cell.mark, "- "))
    content = "\n\n".join(line for line in lines if line) + "\n"
    return parse_text(content.encode(), shown=name)


def plain(text: str) -> str:
    """Return words as a passage holds them: one line, and nothing that a mark or comment begins with."""
    flat = "".join(c if c.isprintable() or c.isspace() else " " for c in text)
    flat = flat.encode("utf-8", "replace").decode("utf-8")
    return " ".join(flat.replace("{#", "{ #").replace("<!--", "< !--").replace("*[", "* [").split())


def _passage(text: str, mark: str, lead: str) -> str:
    words = plain(text)
    # A line of its own that begins as a list or heading does would lose its first sign.
    lead = lead or ("- " if words[:1] in "#-" else "")
    return f"{lead}{words} {{#{mark}}}" if words and mark else ""


def _notes(proposal: Proposal) -> list[Message]:
    notes: list[Message] = []
    if not proposal.confirmed and proposal.rows:
        notes.append(Message("document.unconfirmed", count=len(proposal.rows)))
    wanting = sum(1 for row in proposal.rows for m in row.measures if not m.unit or not m.direction)
    if wanting:
        notes.append(Message("document.wanting", count=wanting))
    if proposal.left:
        notes.append(Message("document.left", count=len(proposal.left)))
    notes += [Message(f"document.{key}", **facts) for key, facts in proposal.document.notes]
    return notes
