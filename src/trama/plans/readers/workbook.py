"""A plan from the sheets of a workbook, whatever program saved it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.package import Package, assemble, finish
from trama.plans.place import Place, Sheet
from trama.plans.readers.chapters import add_chapters
from trama.plans.readers.columns import Heads
from trama.plans.readers.grid import Grid, letters_of
from trama.plans.readers.guess import plan_of, with_plan
from trama.plans.readers.tabular import tables_of
from trama.plans.text import SourceText


def package_of(grids: Sequence[Grid], name: str, *, text: SourceText | None = None) -> Package:
    """Return the plan that the sheets of a workbook hold.

    Raises SourceError if none of them is of a plan, SourceProblems with every bad cell.
    """

    def place(grid: Grid, heads: Heads) -> Place:
        letters = {column: letters_of(index) for index, column in heads.columns.items()}
        return Sheet(name, grid.name, letters, heads.titles)

    found = tables_of(grids, place)
    problems = [
        SourceError(p.message, path=name, cell=p.cell, value=p.value) if p.path in (None, "") else p
        for p in found.problems
    ]
    if not found.tables and not problems:
        sheets = [grid.name for grid in grids] or Message("nearest.none")
        raise SourceError("sheet.none-of", sheets=sheets, path=name)
    tables = {table.name: table for table in found.tables}
    if not {"plan.csv", "objectives.csv"} & set(tables) and not problems:
        sheets = [grid.name for grid in grids]
        raise SourceError("sheet.no-plan", sheets=sheets, path=name)
    objectives = tables.get("objectives.csv")
    made = add_chapters(objectives, tables.get("missions.csv")) if objectives else None
    if made:
        found.tables.append(made)
    path = Path(name)
    if "plan.csv" in tables or problems:
        return assemble(
            found.tables,
            path.stem,
            path=path,
            shown=name,
            text=text,
            notes=found.noted.messages(),
            problems=problems,
        )
    found.noted.message("note.no-plan-sheet", name=plan_of(name).title_it)
    read = assemble(found.tables, path.stem, path=path, shown=name, text=text)
    tables_ = with_plan(read.tables, plan_of(name))
    return finish(tables_, read.name, path=path, shown=name, notes=found.noted.messages())
