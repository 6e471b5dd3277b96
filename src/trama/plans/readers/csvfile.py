"""Plans as CSV: one table of objectives by itself, or a package folder in a ZIP file."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from trama.errors import SourceError, SourceProblems
from trama.plans.package import TEXT_FILE, Package, assemble, finish
from trama.plans.readers.archive import open_archive, read_member
from trama.plans.readers.guess import plan_of, with_plan
from trama.plans.tables import RawTable, parse_csv
from trama.plans.text import SourceText, parse_text

MAX_FILES = 100


def read_csv_file(content: bytes, name: str) -> Package:
    """Read a plan from its table of objectives alone; the plan goes by the file's name.

    Raises SourceProblems with every bad cell.
    """
    table = parse_csv(content, "objectives.csv", shown=name)
    header = table.header
    if "mission" not in header and "dup_mission" not in header and "dup_programme" not in header:
        # A list without chapters is one chapter.
        header.append("mission")
        table.rows = [(line, [*cells, "1"]) for line, cells in table.rows]
    tables = [table]
    if "mission" in header:
        tables.append(_chapters(table))
    read = assemble(tables, Path(name).stem, path=Path(name), shown=name)
    return finish(with_plan(read.tables, plan_of(name)), read.name, path=Path(name), shown=name)


def _chapters(objectives: RawTable) -> RawTable:
    """The Missions that the objectives name, by their numbers."""
    index = objectives.header.index("mission")
    numbers = {
        cells[index]: line for line, cells in reversed(objectives.rows) if index < len(cells)
    }
    whole = sorted((n for n in numbers if n.isascii() and n.isdigit() and len(n) < 10), key=int)
    rows = [(numbers[n], [n, f"Capitolo {n}", f"Chapter {n}"]) for n in whole]
    rows = rows or [(1, ["1", "Elenco di obiettivi", "List of objectives"])]
    return RawTable("missions.csv", objectives.place, ["number", "label_it", "label_en"], rows)


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
            raise SourceError(f"the archive holds more than {MAX_FILES} tables", path=name)
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
        raise SourceError("the archive holds no CSV table", path=name)
    if len(folders) > 1:
        raise SourceError("the archive holds tables in more than one folder", path=name)
    if problems and not tables:
        raise SourceProblems(problems)
    stem = Path(name).stem
    return assemble(tables, stem, path=Path(name), shown=name, text=text, problems=problems)


def _wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not member.is_dir() and not hidden and (path.suffix == ".csv" or path.name == TEXT_FILE)
