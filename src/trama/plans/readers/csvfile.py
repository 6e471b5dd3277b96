"""Plans as CSV: one table of objectives by itself, or a package folder in a ZIP file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from trama.errors import SourceError, SourceProblems
from trama.messages import Message
from trama.plans.package import TEXT_FILE, Package, assemble, finish, read_package
from trama.plans.place import Place, titled
from trama.plans.readers.archive import open_archive, read_member
from trama.plans.readers.chapters import add_chapters
from trama.plans.readers.columns import Heads
from trama.plans.readers.csvtext import read_grid
from trama.plans.readers.grid import Grid
from trama.plans.readers.guess import plan_of, with_plan
from trama.plans.readers.tabular import tables_of
from trama.plans.tables import MAX_BYTES
from trama.plans.text import SourceText, parse_text

MAX_FILES = 100


def read_csv_file(content: bytes, name: str) -> Package:
    """Read a plan from its table of objectives alone; the plan goes by the file's name.

    Raises SourceProblems with every bad cell.
    """
    notes: list[Message] = []
    grid = read_grid(content, name, notes, shown=name)
    found = tables_of([grid], lambda _, heads: titled(name, heads.titles), only="objectives.csv")
    if not found.tables:
        raise (
            SourceProblems(found.problems)
            if found.problems
            else SourceError("table.no-rows", path=name)
        )
    (table,) = found.tables
    chapters = add_chapters(table, None)
    tables = [table, chapters] if chapters else [table]
    read = assemble(tables, Path(name).stem, path=Path(name), shown=name, problems=found.problems)
    notes += found.noted.messages()
    whole = with_plan(read.tables, plan_of(name))
    return finish(whole, read.name, path=Path(name), shown=name, notes=notes)


def read_csv_zip(content: bytes, name: str) -> Package:
    """Read a package folder from a ZIP file that holds its tables.

    Raises SourceProblems with every error found.
    """
    files: dict[str, bytes] = {}
    folders: set[PurePosixPath] = set()
    with open_archive(content, name) as archive:
        members = [member for member in archive.infolist() if _wanted(member)]
        if len(members) > MAX_FILES:
            raise SourceError("archive.too-many-tables", most=MAX_FILES, path=name)
        for member in members:
            path = PurePosixPath(member.filename)
            folders.add(path.parent)
            files[path.name] = read_member(archive, member.filename, name)
    if not files:
        raise SourceError("archive.no-table", path=name)
    if len(folders) > 1:
        raise SourceError("archive.folders", path=name)
    return read_files(files, Path(name).stem, path=Path(name), shown=name)


def read_folder(folder: Path) -> Package:
    """Read a package folder: as a program wrote it, or else as an office keeps it.

    Raises SourceProblems with every error found.
    """
    try:
        return read_package(folder)
    except SourceError:
        raise
    except SourceProblems:
        files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))[:MAX_FILES]}
        if any(len(raw) > MAX_BYTES for raw in files.values()):
            raise
        text = folder / TEXT_FILE
        if text.exists():
            files[TEXT_FILE] = text.read_bytes()
        return read_files(files, folder.name, path=folder, shown=str(folder))


def read_files(files: Mapping[str, bytes], name: str, *, path: Path, shown: str) -> Package:
    """Read the tables of one plan from CSV files, whose names or headings tell which table each holds.

    Raises SourceProblems with every error found.
    """
    notes: list[Message] = []
    problems: list[SourceError] = []
    grids: list[Grid] = []
    text: SourceText | None = None
    for file, raw in files.items():
        where = f"{shown}/{file}"
        try:
            if file == TEXT_FILE:
                text = parse_text(raw, shown=where)
            else:
                grids.append(read_grid(raw, file, notes, shown=where))
        except SourceError as error:
            problems.append(error)

    def place(grid: Grid, heads: Heads) -> Place:
        return titled(f"{shown}/{grid.name}", heads.titles)

    found = tables_of(grids, place)
    # What is told of a table before its place is known stands in the file or folder that holds it.
    problems += [
        p if p.path else SourceError(p.message, path=shown, cell=p.cell, value=p.value)
        for p in found.problems
    ]
    if problems and not found.tables:
        raise SourceProblems(problems)
    tables = found.tables
    objectives = next((table for table in tables if table.name == "objectives.csv"), None)
    missions = next((table for table in tables if table.name == "missions.csv"), None)
    made = add_chapters(objectives, missions) if objectives else None
    return assemble(
        [*tables, made] if made else tables,
        name,
        path=path,
        shown=shown,
        text=text,
        notes=[*notes, *found.noted.messages()],
        problems=problems,
    )


def _wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    csv = path.suffix.lower() == ".csv"
    return not member.is_dir() and not hidden and (csv or path.name == TEXT_FILE)
