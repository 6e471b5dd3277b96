"""Plans as CSV: one table of objectives by itself, or a package folder in a ZIP file."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from trama.errors import SourceError, SourceProblems
from trama.messages import Message
from trama.plans.package import TEXT_FILE, Package, assemble, finish
from trama.plans.place import titled
from trama.plans.readers.archive import open_archive, read_member
from trama.plans.readers.chapters import add_chapters
from trama.plans.readers.csvtext import read_grid
from trama.plans.readers.guess import plan_of, with_plan
from trama.plans.readers.tabular import tables_of
from trama.plans.tables import RawTable, parse_csv
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
    tables: list[RawTable] = []
    problems: list[SourceError] = []
    text: SourceText | None = None
    folders: set[PurePosixPath] = set()
    with open_archive(content, name) as archive:
        members = [member for member in archive.infolist() if _wanted(member)]
        if len(members) > MAX_FILES:
            raise SourceError("archive.too-many-tables", most=MAX_FILES, path=name)
        for member in members:
            path = PurePosixPath(member.filename)
            folders.add(path.parent)
            shown = f"{name}/{path.name}"
            try:
                raw = read_member(archive, member.filename, name)
                if path.name == TEXT_FILE:
                    text = parse_text(raw, shown=shown)
                else:
                    tables.append(parse_csv(raw, path.name, shown=shown))
            except SourceError as error:
                problems.append(error)
    if not tables and not problems:
        raise SourceError("archive.no-table", path=name)
    if len(folders) > 1:
        raise SourceError("archive.folders", path=name)
    if problems and not tables:
        raise SourceProblems(problems)
    stem = Path(name).stem
    return assemble(tables, stem, path=Path(name), shown=name, text=text, problems=problems)


def _wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not member.is_dir() and not hidden and (path.suffix == ".csv" or path.name == TEXT_FILE)
