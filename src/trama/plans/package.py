"""A plan package: a folder with the tables of a plan, or of a register, and its source text.

Our own plan, the registers that plans share and any municipality's plan are read by the same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from trama.errors import SourceError, SourceProblems
from trama.language.nearest import nearest
from trama.messages import Message
from trama.model import (
    TABLES,
    Municipality,
    MunicipalUnion,
    Plan,
    StrategicObjective,
    Zone,
    element_of,
)
from trama.model.cells import Quote
from trama.model.element import Element, references
from trama.plans.composed import compose
from trama.plans.defaults import fill
from trama.plans.place import place
from trama.plans.tables import RawTable, elements_of, read_csv
from trama.plans.text import SourceText, read_text

E = TypeVar("E", bound=Element)

TEXT_FILE = "text.md"
# A plan may say in which zone and union its comuni are; whether it is right is for the checks to say.
CLAIMED = (Municipality, MunicipalUnion, Zone)


@dataclass(frozen=True, slots=True)
class Package:
    """What a folder or file holds, read and checked by itself but not yet against the others.

    `language` is that of the plan's own words, which stand in the columns for Italian whatever it is. The text is
    `composed` if it was made of the tables' own words; `notes` say what the source holds and
    the package does not. `proposed` is how many rows were read from a document and confirmed by nobody.
    """

    name: str
    path: Path
    shown: str
    tables: dict[str, list[Element]] = field(default_factory=dict)
    text: SourceText | None = None
    composed: bool = False
    notes: tuple[Message, ...] = ()
    language: str = "it"
    proposed: int = 0
    _by_kind: dict[type[Element], list[Element]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for element in self.elements():
            self._by_kind.setdefault(type(element), []).append(element)

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
        return cast("list[E]", list(self._by_kind.get(element, ())))

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
        raise SourceError("package.no-folder", path=shown)
    problems: list[SourceError] = []
    tables: list[RawTable] = []
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise SourceError("package.no-table", path=shown)
    for path in files:
        try:
            tables.append(read_csv(path, shown=f"{shown}/{path.name}"))
        except SourceError as error:
            problems.append(error)
    text = None
    if (folder / TEXT_FILE).exists():
        try:
            text = read_text(folder / TEXT_FILE, shown=f"{shown}/{TEXT_FILE}")
        except SourceError as error:
            problems.append(error)
    return assemble(tables, folder.name, path=folder, shown=shown, text=text, problems=problems)


def assemble(
    tables: Sequence[RawTable],
    name: str,
    *,
    path: Path,
    shown: str,
    text: SourceText | None = None,
    notes: Sequence[Message] = (),
    problems: Sequence[SourceError] = (),
) -> Package:
    """Check the tables of a package, whatever they were read from, and put them together.

    `problems` are those found before; `notes` say what the source holds that a package cannot. Raises
    SourceProblems with every error found: nothing is half-imported.
    """
    found: dict[str, list[Element]] = {}
    problems = list(problems)
    for table in fill(tables):
        element = element_of(table.name)
        if element is None:
            problems.append(
                table.place.problem(Message("table.unknown", near=nearest(table.name, TABLES)))
            )
            continue
        try:
            found[table.name] = elements_of(table, element)
        except SourceProblems as error:
            problems += error.problems
    for extra in found.get(Plan.table, [])[1:]:
        reason = Message("table.second-plan")
        problems.append(place(extra.file).problem(reason, line=extra.line))
    if problems:
        raise SourceProblems(problems)
    return finish(found, name, path=path, shown=shown, text=text, notes=notes)


def finish(
    tables: dict[str, list[Element]],
    name: str,
    *,
    path: Path,
    shown: str,
    text: SourceText | None = None,
    notes: Sequence[Message] = (),
) -> Package:
    """Make a package of checked tables: a plan without a text gets one made of its own words."""
    composed = text is None and bool(tables.get(Plan.table))
    if composed:
        tables, text = compose(tables)
    if StrategicObjective.table in tables:
        tables = tables | {StrategicObjective.table: _resolved(tables)}
    return Package(name, path, shown, tables, text, composed, tuple(notes))


def _resolved(tables: dict[str, list[Element]]) -> list[Element]:
    """The objectives, with codes of the one upper plan named in full."""
    plans = [plan for plan in tables.get(Plan.table, ()) if isinstance(plan, Plan)]
    objectives = [o for o in tables[StrategicObjective.table] if isinstance(o, StrategicObjective)]
    if len(plans) != 1 or len(plans[0].guided_by) != 1:
        return list(objectives)
    upper, own = plans[0].guided_by[0], {objective.code for objective in objectives}

    def full(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(c if "#" in c or c in own else f"{upper}#{c}" for c in codes)

    return [
        replace(
            objective,
            implements=full(objective.implements),
            contributes_to=full(objective.contributes_to),
        )
        for objective in objectives
    ]


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
            name, here = element.local(package.plan), element.file
            if name in known and package.is_plan and isinstance(element, CLAIMED):
                continue
            if name in known and known[name] != here:
                reason = Message("package.used", where=known[name])
                problems.append(place(here).problem(reason, line=element.line, value=name))
            known.setdefault(name, here)
        for passage in package.text.passages if package.text else ():
            known[f"{package.plan}/passage/{passage.id}"] = f"{package.shown}/{TEXT_FILE}"
    texts = {package.plan: package.text for package in packages if package.text}
    for package in packages:
        for element in package.elements():
            problems += _dangling(element, package, known)
            problems += misquoted(element, package, texts)
    if problems:
        raise SourceProblems(problems)


def _dangling(element: Element, package: Package, known: dict[str, str]) -> Iterator[SourceError]:
    for reference in references(element, package.plan):
        local, part, column = reference.local, reference.words, reference.column
        if local in known:
            continue
        prefix = local[: len(local) - len(part.rpartition("#")[2])]
        others = (name.removeprefix(prefix) for name in known if name.startswith(prefix))
        reason = Message(
            "column.unknown-reference",
            column=column,
            kind=Message(f"kind.{reference.kind}"),
            near=nearest(part, others),
        )
        where = place(element.file)
        yield where.problem(reason, line=element.line, column=column, value=part)


def misquoted(
    element: Element, package: Package, texts: dict[str, SourceText]
) -> Iterator[SourceError]:
    """Yield what a row quotes otherwise than it stands: a plan's own words and every quote of a link."""
    where, line = place(element.file), element.line
    words = getattr(element, "text_it", "") if element.in_plan else ""
    marks: Iterable[str] = getattr(element, "passages", ())
    if words and marks and package.text:
        passages = [package.text.by_id[mark] for mark in marks if mark in package.text.by_id]
        if passages and not any(words in passage.text for passage in passages):
            reason = Message("column.not-word-for-word", column="text_it", passages=";".join(marks))
            yield where.problem(reason, line=line, column="text_it", value=_short(words))
    quotes: Iterable[Quote] = getattr(element, "evidence", ())
    for quote in quotes:
        text = texts.get(quote.plan or package.plan)
        passage = text.by_id.get(quote.passage) if text else None
        if passage and quote.exact not in passage.text:
            reason = Message("column.misquoted", column="evidence", passage=quote.mark)
            yield where.problem(reason, line=line, column="evidence", value=_short(quote.exact))


def _short(words: str) -> str:
    return words if len(words) <= 80 else words[:79] + "…"


def read_packages(folder: Path, *, root: Path) -> list[Package]:
    """Read and cross-check every package in a folder, in order of name.

    Raises SourceProblems with the errors of all packages.
    """
    packages: list[Package] = []
    problems: list[SourceError] = []
    for path in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            packages.append(read_package(path, root=root))
        except SourceProblems as error:
            problems += error.problems
    if problems:
        raise SourceProblems(problems)
    if not packages:
        raise SourceError("package.none", path=folder.relative_to(root))
    check_references(packages)
    return packages
