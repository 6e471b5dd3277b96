"""A plan package: a folder with the tables of a plan, or of a register, and its source text.

Our own plan, the registers that plans share and any municipality's plan are read by the same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from trama.cells import Evidence, Passages, Quote, Reference
from trama.element import Element, columns
from trama.errors import SourceError, SourceProblems
from trama.model import TABLES, Plan, element_of
from trama.tables import nearest, read_table
from trama.text import SourceText, read_text

E = TypeVar("E", bound=Element)

TEXT_FILE = "text.md"


@dataclass(frozen=True, slots=True)
class Package:
    """What a folder holds, read and checked by itself but not yet against the others."""

    name: str
    path: Path
    shown: str
    tables: dict[str, list[Element]] = field(default_factory=dict)
    text: SourceText | None = None

    @property
    def plan(self) -> str:
        """The identifier of the plan; a register has none and goes by the folder's name."""
        plans = self.rows(Plan)
        return plans[0].id if plans else self.name

    @property
    def is_plan(self) -> bool:
        """Whether the folder holds a plan rather than a register."""
        return bool(self.rows(Plan))

    def rows(self, element: type[E]) -> list[E]:
        """Return the elements of exactly one kind, none if the package has no table of it."""
        return [row for row in self.elements() if type(row) is element]

    def elements(self) -> Iterator[Element]:
        """Yield every row of every table."""
        for rows in self.tables.values():
            yield from rows


def read_package(folder: Path, *, root: Path | None = None) -> Package:
    """Read the tables and the source text of one package folder.

    Paths in errors are relative to `root`. Raises SourceProblems with every error found.
    """
    shown = str(folder.relative_to(root)) if root else str(folder)
    if not folder.is_dir():
        raise SourceError("there is no such package folder", path=shown)
    problems: list[SourceError] = []
    tables: dict[str, list[Element]] = {}
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise SourceError("the package folder holds no CSV table", path=shown)
    for path in files:
        name = f"{shown}/{path.name}"
        element = element_of(path.name)
        if element is None:
            reason = f"unknown table{nearest(path.name, TABLES)}"
            problems.append(SourceError(reason, path=name))
            continue
        try:
            tables[path.name] = read_table(path, element, shown=name)
        except (SourceError, SourceProblems) as error:
            problems += getattr(error, "problems", [error])
    text = None
    if (folder / TEXT_FILE).exists():
        try:
            text = read_text(folder / TEXT_FILE, shown=f"{shown}/{TEXT_FILE}")
        except SourceError as error:
            problems.append(error)
    for extra in tables.get(Plan.table, [])[1:]:
        reason = "a package holds one plan, and this is a second one"
        problems.append(SourceError(reason, path=extra.file, line=extra.line))
    if problems:
        raise SourceProblems(problems)
    return Package(folder.name, folder, shown, tables, text)


def check_references(packages: Sequence[Package]) -> None:
    """Check that whatever the packages refer to exists among them, quotes included.

    Raises SourceProblems with one error for each dangling reference (naming the nearest known
    identifier), each identifier used by two packages, each quote or text not found in its passage.
    """
    problems: list[SourceError] = []
    known: dict[str, str] = {}
    for package in packages:
        for element in package.elements():
            if not element.rdf_class:
                continue
            name, place = element.local(package.plan), element.file
            if name in known and known[name] != place:
                reason = f"the identifier is already used in {known[name]}"
                problems.append(SourceError(reason, path=place, line=element.line, value=name))
            known.setdefault(name, place)
        for passage in package.text.passages if package.text else ():
            known[f"{package.plan}/passage/{passage.id}"] = f"{package.shown}/{TEXT_FILE}"
    texts = {package.plan: package.text for package in packages if package.text}
    for package in packages:
        for element in package.elements():
            problems += _dangling(element, package, known)
            problems += _misquoted(element, package, texts)
    if problems:
        raise SourceProblems(problems)


def _dangling(element: Element, package: Package, known: dict[str, str]) -> Iterator[SourceError]:
    for column in columns(type(element)):
        cell = column.column.cell
        value = getattr(element, column.name)
        if not value or not isinstance(cell, Reference | Passages | Evidence):
            continue
        if isinstance(cell, Evidence):
            value = tuple(dict.fromkeys(quote.mark for quote in value))
            cell = Passages()
        kind = cell.kind if isinstance(cell, Reference) else "passage"
        for part in value:
            local = cell.local(part, package.plan)
            if local in known:
                continue
            prefix = local[: len(local) - len(part.rpartition("#")[2])]
            others = (name.removeprefix(prefix) for name in known if name.startswith(prefix))
            reason = f"column {column.name} names an unknown {kind}{nearest(part, others)}"
            yield SourceError(reason, path=element.file, line=element.line, value=part)


def _misquoted(
    element: Element, package: Package, texts: dict[str, SourceText]
) -> Iterator[SourceError]:
    """The plan's own words must stand in its text; so must every quote of a link."""
    place = {"path": element.file, "line": element.line}
    words = getattr(element, "text_it", "") if element.in_plan else ""
    marks: Iterable[str] = getattr(element, "passages", ())
    if words and marks and package.text:
        passages = [package.text.by_id[mark] for mark in marks if mark in package.text.by_id]
        if passages and not any(words in passage.text for passage in passages):
            reason = f"column text_it is not word for word in {';'.join(marks)}"
            yield SourceError(reason, **place, value=_short(words))  # type: ignore[arg-type]
    quotes: Iterable[Quote] = getattr(element, "evidence", ())
    for quote in quotes:
        text = texts.get(quote.plan or package.plan)
        passage = text.by_id.get(quote.passage) if text else None
        if passage and quote.exact not in passage.text:
            reason = f"column evidence quotes words that {quote.mark} does not hold"
            yield SourceError(reason, **place, value=_short(quote.exact))  # type: ignore[arg-type]


def _short(words: str) -> str:
    return words if len(words) <= 80 else words[:79] + "…"
