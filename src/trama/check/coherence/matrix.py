"""The *matrice di coerenza esterna* between two plans, and the statement of their relations.

Each cell joins an objective of the lower plan to one of the upper. Its verdict comes from what the plan
declares, from contradictions that the checks found, or from a person's judgement; what nobody has judged
stays open, and says so. The machine fills in nothing by itself (`docs/coherence-matrix.md`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trama.check.coherence.judgements import Judgement, judged
from trama.check.findings import Finding, Side
from trama.model import Driver, Indicator, Link, Mission, Plan, StrategicObjective, Target
from trama.model.element import Element
from trama.namespaces import Names
from trama.plans.package import Package

COHERENT, PARTIAL, INDIFFERENT, INCOHERENT, OPEN = (
    "coherent",
    "partial",
    "indifferent",
    "incoherent",
    "open",
)
VERDICTS = (COHERENT, PARTIAL, INDIFFERENT, INCOHERENT, OPEN)
LABELS: dict[str, dict[str, str]] = {
    COHERENT: {"it": "coerente", "en": "coherent"},
    PARTIAL: {"it": "parzialmente coerente", "en": "partly coherent"},
    INDIFFERENT: {"it": "indifferente", "en": "indifferent"},
    INCOHERENT: {"it": "non coerente", "en": "not coherent"},
    OPEN: {"it": "non valutato", "en": "not assessed"},
}
# What a declaration says of coherence: who implements an objective serves it whole; who contributes, in part.
_DECLARED = {"implements": COHERENT, "alignsTo": COHERENT, "contributesTo": PARTIAL}
_SAYS = {
    "implements": ("Il piano dichiara di attuarlo.", "The plan declares that it implements it."),
    "alignsTo": ("Il piano dichiara di allinearvisi.", "The plan declares that it aligns to it."),
    "contributesTo": (
        "Il piano dichiara di contribuirvi.",
        "The plan declares that it contributes to it.",
    ),
    "conflictsWith": ("È dichiarato un contrasto.", "A conflict is declared."),
}
_DECLARED_CONFLICT = "CON-04"
_NOBODY = (
    "Nessuno ha ancora valutato questa coppia.",
    "Nobody has assessed this pair yet.",
)
_LOCAL = (
    "Il piano dichiara l'obiettivo locale per scelta: non risponde a obiettivi del piano superiore.",
    "The plan declares the objective local by choice: it serves no objective of the upper plan.",
)

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """An objective of either plan: what stands at the head of a row or a column."""

    code: str
    iri: str
    label: str
    quote: str
    mark: str = ""
    mission: str = ""
    drivers: tuple[str, ...] = ()


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
class Group:
    """A Mission or a Driver of the upper plan, with the codes of its objectives."""

    kind: str
    number: str
    label: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows, the columns and the cells by the codes of both; groups of columns; the plans."""

    lower: Plan
    upper: Plan
    rows: tuple[Entry, ...]
    columns: tuple[Entry, ...]
    cells: Mapping[tuple[str, str], Cell]
    missions: tuple[Group, ...] = ()
    drivers: tuple[Group, ...] = ()
    local: frozenset[str] = frozenset()

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
) -> Matrix:
    """Return the matrix of a lower plan against an upper one.

    A person's judgement outweighs a contradiction that a check found, and that a declaration; the
    motivation keeps what it outweighs. Raises SourceProblems if a judgement names no objective.
    """
    names = names or Names()
    rows, columns = _entries(lower, names), _entries(upper, names)
    reasons: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for pair, judgement in judged(judgements, [r.code for r in rows], [c.code for c in columns]):
        reasons[pair].append(Cell(*judgement))
    for key, cell in _found(findings, lower, upper, names):
        reasons[key].append(cell)
    own = {row.local(lower.plan): row.code for row in lower.rows(StrategicObjective)}
    theirs = {row.local(upper.plan): row.code for row in upper.rows(StrategicObjective)}
    for source, relation, target, words in _declared(lower, upper):
        if source in own and target in theirs:
            reasons[own[source], theirs[target]].append(_declaration(relation, words))
    local = frozenset(row.code for row in lower.rows(StrategicObjective) if row.by_choice)
    for row in rows:
        if row.code in local:
            for column in columns:
                cell = Cell(INDIFFERENT, _both(_LOCAL), "declared")
                reasons[row.code, column.code].append(cell)
    return Matrix(
        lower=lower.rows(Plan)[0],
        upper=upper.rows(Plan)[0],
        rows=tuple(rows),
        columns=tuple(columns),
        cells={key: _weighed(cells) for key, cells in reasons.items()},
        missions=tuple(_missions(upper, columns)),
        drivers=tuple(_drivers(upper, columns)),
        local=local,
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


def _declared(
    lower: Package, upper: Package
) -> Iterator[tuple[str, str, str, tuple[str, str] | None]]:
    """Yield what both plans declare of each other: source, relation, target, and why, if it is said."""
    explained = set()
    for package, backwards in ((lower, False), (upper, True)):
        for link in package.rows(Link):
            source, target = link.source[0], link.target[0]
            if link.relation == "conflictsWith" and backwards:
                source, target = target, source
            elif backwards or link.relation not in (*_DECLARED, "conflictsWith"):
                continue
            explained.add((source, link.relation, target))
            yield source, link.relation, target, (link.rationale_it, link.rationale_en)
    for row in lower.rows(StrategicObjective):
        for relation, codes in (
            ("implements", row.implements),
            ("contributesTo", row.contributes_to),
        ):
            for code in codes:
                owner, _, own = code.rpartition("#")
                target = f"{owner or lower.plan}/objective/{own}"
                if (row.local(lower.plan), relation, target) not in explained:
                    yield row.local(lower.plan), relation, target, None


def _declaration(relation: str, words: tuple[str, str] | None) -> Cell:
    verdict = _DECLARED.get(relation, INCOHERENT)
    it, en = _SAYS[relation]
    if words:
        it, en = f"{it} {words[0]}", f"{en} {words[1] or words[0]}"
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
        for row in _objectives(finding.lower, ours):
            for column in _objectives(finding.upper, theirs):
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


def _entries(package: Package, names: Names) -> list[Entry]:
    combined = defaultdict(list)
    for link in package.rows(Link):
        if link.relation == "combines":
            combined[link.target[0]].append(link.source[0].rpartition("/")[2])
    return [
        Entry(
            code=row.code,
            iri=names.thing(row.local(package.plan)).value,
            label=row.label_it,
            quote=row.text_it or row.label_it,
            mark=row.passages[0] if row.passages else "",
            mission=row.mission[0] if row.mission else "",
            drivers=tuple(combined[row.local(package.plan)]),
        )
        for row in package.rows(StrategicObjective)
    ]


def _missions(upper: Package, columns: Sequence[Entry]) -> Iterator[Group]:
    for mission in upper.rows(Mission):
        number = str(mission.number)
        codes = tuple(column.code for column in columns if column.mission == number)
        yield Group("mission", number, mission.label_it, codes)


def _drivers(upper: Package, columns: Sequence[Entry]) -> Iterator[Group]:
    for driver in upper.rows(Driver):
        number = str(driver.number)
        codes = tuple(column.code for column in columns if number in column.drivers)
        yield Group("driver", number, driver.label_it, codes)
