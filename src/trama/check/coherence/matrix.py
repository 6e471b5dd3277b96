"""The *matrice di coerenza* between two plans, or between the actions of a plan and its objectives.

Each cell joins an objective of one plan to one of the other. Its verdict comes from what the plans
declare, from contradictions that the checks found, or from a person's judgement; what nobody has judged
stays open, and says so. The machine fills in nothing by itself (`docs/coherence-matrix.md`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trama.check.coherence.declared import CONFLICT, Declared, Wrong, declared, wrong
from trama.check.coherence.entries import Entry, Group, axis, drivers, entries, missions
from trama.check.coherence.judgements import Judgement, judged
from trama.check.coherence.words import (
    COHERENT,
    INCOHERENT,
    INDIFFERENT,
    LABELS,
    OPEN,
    PARTIAL,
    VERDICTS,
)
from trama.check.findings import Finding, Side
from trama.model import Indicator, Plan, StrategicObjective, Target
from trama.model.element import Element
from trama.namespaces import Names
from trama.plans.package import Package

VERTICAL, BESIDE, INTERNAL = "vertical", "beside", "internal"
"""Against a plan above, against one beside, or of a plan's actions against its own objectives."""

# What a declaration says of coherence: who implements an objective serves it whole; who contributes, in part.
_DECLARED = {"implements": COHERENT, "alignsTo": COHERENT, "contributesTo": PARTIAL}
_SAYS = {
    "implements": ("Il piano dichiara di attuarlo.", "The plan declares that it implements it."),
    "alignsTo": ("Il piano dichiara di allinearvisi.", "The plan declares that it aligns to it."),
    "contributesTo": (
        "Il piano dichiara di contribuirvi.",
        "The plan declares that it contributes to it.",
    ),
    CONFLICT: ("È dichiarato un contrasto.", "A conflict is declared."),
}
_OTHER_SAYS = (
    "È l'altro piano a dichiarare la relazione.",
    "It is the other plan that declares the relation.",
)
_DECLARED_CONFLICT = "CON-04"
_NOBODY = (
    "Nessuno ha ancora valutato questa coppia.",
    "Nobody has assessed this pair yet.",
)

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """The verdict on a pair of objectives, why, and where it comes from.

    `source` is `declared`, `finding`, `judgement` or `nobody`; `author` and `date` are a judgement's.
    """

    verdict: str
    motivation: Words = field(hash=False)
    source: str
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows, the columns and the cells by the codes of both; groups of columns; the plans.

    `local` are the codes of rows that the plan calls local by choice, and `wrong` the relations that it declares
    with a code that is not there.
    """

    lower: Plan
    upper: Plan
    rows: tuple[Entry, ...]
    columns: tuple[Entry, ...]
    cells: Mapping[tuple[str, str], Cell]
    missions: tuple[Group, ...] = ()
    drivers: tuple[Group, ...] = ()
    local: frozenset[str] = frozenset()
    kind: str = VERTICAL
    wrong: tuple[Wrong, ...] = ()

    def cell(self, row: str, column: str) -> Cell:
        """Return the cell of two codes; an open one if nobody judged the pair."""
        return self.cells.get((row, column), _open())

    def filled(self) -> Iterator[tuple[Entry, Entry, Cell]]:
        """Yield every cell that somebody judged, row by row."""
        for row in self.rows:
            for column in self.columns:
                if (row.code, column.code) in self.cells:
                    yield row, column, self.cells[row.code, column.code]

    def counts(self) -> dict[str, int]:
        """Return how many cells have each verdict, the open ones included."""
        found = Counter(cell.verdict for cell in self.cells.values())
        total = len(self.rows) * len(self.columns)
        counts = {verdict: found[verdict] for verdict in VERDICTS}
        counts[OPEN] = total - sum(found.values())
        return counts

    def grouped(self, row: str, group: Group) -> Cell:
        """Return the cell of a row against a whole Mission or Driver.

        A conflict outweighs everything; then full and partial coherence; a group is indifferent only if
        every one of its objectives was judged so.
        """
        cells = [(code, self.cell(row, code)) for code in group.codes]
        verdicts = {cell.verdict for _, cell in cells}
        verdict = next((v for v in (INCOHERENT, COHERENT, PARTIAL, OPEN) if v in verdicts), "")
        verdict = verdict or (INDIFFERENT if cells else OPEN)
        of = [(code, cell) for code, cell in cells if cell.verdict == verdict]
        if verdict == OPEN:
            return _open()
        if verdict == INDIFFERENT:
            return of[0][1]
        motivation = {
            lang: " ".join(f"{code}: {cell.motivation[lang]}" for code, cell in of)
            for lang in ("it", "en")
        }
        sources = {cell.source for _, cell in of}
        return Cell(verdict, motivation, sources.pop() if len(sources) == 1 else "several")


def _open() -> Cell:
    return Cell(OPEN, _both(_NOBODY), "nobody")


def _both(pair: tuple[str, str]) -> dict[str, str]:
    return {"it": pair[0], "en": pair[1]}


def coherence_matrix(
    lower: Package,
    upper: Package,
    *,
    findings: Iterable[Finding] = (),
    judgements: Sequence[Judgement] = (),
    names: Names | None = None,
    kind: str = VERTICAL,
    others: Collection[str] = (),
) -> Matrix:
    """Return the matrix of a plan against one above it, or BESIDE it.

    A person's judgement outweighs a contradiction that a check found, and that a declaration; the
    motivation keeps what it outweighs. `others` are the identifiers of further plans, whose codes are not wrong
    ones of this. Raises SourceProblems if a judgement names no objective.
    """
    names = names or Names()
    rows, columns = entries(lower, names), entries(upper, names)
    matrix = matrix_of(
        lower,
        upper,
        rows,
        columns,
        findings=findings,
        judgements=judgements,
        names=names,
        kind=kind,
    )
    return replace(matrix, wrong=tuple(wrong(lower, upper, names, others)))


def matrix_of(
    lower: Package,
    upper: Package,
    rows: Sequence[Entry],
    columns: Sequence[Entry],
    *,
    findings: Iterable[Finding] = (),
    judgements: Sequence[Judgement] = (),
    names: Names,
    kind: str,
) -> Matrix:
    """Return the matrix of some objectives of a plan against some of another, or of the same."""
    reasons: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for pair, judgement in judged(judgements, axis(lower, rows), axis(upper, columns)):
        reasons[pair].append(Cell(*judgement))
    for key, cell in _found(findings, lower, upper, names):
        reasons[key].append(cell)
    own = {row.local(lower.plan): row.code for row in lower.rows(StrategicObjective)}
    theirs = {row.local(upper.plan): row.code for row in upper.rows(StrategicObjective)}
    for one in declared(lower, upper, beside=kind == BESIDE):
        if one.source in own and one.target in theirs:
            reasons[own[one.source], theirs[one.target]].append(_declaration(one))
    ours, heads = {row.code for row in rows}, {column.code for column in columns}
    return Matrix(
        lower=lower.rows(Plan)[0],
        upper=upper.rows(Plan)[0],
        rows=tuple(rows),
        columns=tuple(columns),
        cells={
            (row, column): _weighed(cells)
            for (row, column), cells in reasons.items()
            if row in ours and column in heads
        },
        missions=tuple(missions(upper, columns)),
        drivers=tuple(drivers(upper, columns)),
        local=frozenset(row.code for row in lower.rows(StrategicObjective) if row.by_choice),
        kind=kind,
    )


def _weighed(cells: Sequence[Cell]) -> Cell:
    """The first reason decides; those of another verdict are told beside it."""
    first, rest = cells[0], cells[1:]
    if first.source == "declared":
        # Of two declarations on one pair the stronger holds, and a conflict is stronger than both.
        first = min(
            cells, key=lambda cell: (INCOHERENT, COHERENT, PARTIAL, INDIFFERENT).index(cell.verdict)
        )
        rest = [cell for cell in cells if cell is not first]
    others = [cell for cell in rest if cell.verdict != first.verdict]
    if not others:
        return first
    motivation = {
        lang: f"{first.motivation[lang]} {but} "
        + " ".join(f"[{LABELS[cell.verdict][lang]}] {cell.motivation[lang]}" for cell in others)
        for lang, but in (("it", "Risulta anche:"), ("en", "Also on record:"))
    }
    return Cell(first.verdict, motivation, first.source, first.author, first.date)


def _declaration(one: Declared) -> Cell:
    verdict = _DECLARED.get(one.relation, INCOHERENT)
    it, en = _OTHER_SAYS if one.backwards else _SAYS[one.relation]
    if one.words:
        it, en = f"{it} {one.words[0]}", f"{en} {one.words[1] or one.words[0]}"
    return Cell(verdict, {"it": it.strip(), "en": en.strip()}, "declared")


def _found(
    findings: Iterable[Finding], lower: Package, upper: Package, names: Names
) -> Iterator[tuple[tuple[str, str], Cell]]:
    """Yield a cell for each contradiction between objectives, or what measures them."""
    ours, theirs = _owners(lower, names), _owners(upper, names)
    for finding in findings:
        # A question (CON-07, CON-08) judges nothing: its cell stays open until a person answers.
        # A declared conflict (CON-04) stands in the plan with its reason, and is read from there.
        if finding.category != "contradiction" or finding.severity == "info":
            continue
        if finding.code == _DECLARED_CONFLICT:
            continue
        # Between plans beside one another a contradiction is told once, from either side.
        pairs = {
            (row, column)
            for one, other in ((finding.lower, finding.upper), (finding.upper, finding.lower))
            for row in _objectives(one, ours)
            for column in _objectives(other, theirs)
        }
        for row, column in sorted(pairs):
            if lower is not upper:
                motivation = {
                    lang: f"[{finding.code}] {finding.message.get(lang, finding.message['it'])}"
                    for lang in ("it", "en")
                }
                yield (row, column), Cell(INCOHERENT, motivation, "finding")


def _objectives(side: Side | None, owners: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return owners.get(side.iri, ()) if side else ()


def _owners(package: Package, names: Names) -> dict[str, tuple[str, ...]]:
    """Return the codes of the objectives that each thing of a plan is about, by its IRI."""

    def iri(element: Element) -> str:
        return names.thing(element.local(package.plan)).value

    found: dict[str, tuple[str, ...]] = {
        iri(row): (row.code,) for row in package.rows(StrategicObjective)
    }
    measured = {row.id: row.objective for row in package.rows(Indicator)}
    found |= {iri(row): row.objective for row in package.rows(Indicator)}
    for target in package.rows(Target):
        found[iri(target)] = measured.get(target.indicator[0], ())
    return found
