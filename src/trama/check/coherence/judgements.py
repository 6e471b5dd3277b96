"""What a person judged of the coherence of two objectives, kept in a CSV file.

    lower,upper,verdict,motivation_it,motivation_en,author,date
    OS-03,M3-06,parzialmente coerente,"Riguarda la sola pista lungo la provinciale",,ufficio di piano,2026-03-01
    OS-04,M3-*,indifferente,"Non tocca la mobilità",,ufficio di piano,2026-03-01

A `*` stands for any letters, on either side, and `missione 3`, `driver 4`, `programma 0902` or `missione di
bilancio 09` for all objectives of that chapter. What names one objective outweighs what names many. The upper code
may stand after its plan, `psttm-2025-2027#M3-*`, and has to where several upper plans have it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from trama.errors import SourceError, SourceProblems
from trama.language.nearest import nearest
from trama.messages import Message

REQUIRED = ("lower", "upper", "verdict", "motivation_it", "author")
COLUMNS = (*REQUIRED[:4], "motivation_en", "author", "date")
_VERDICTS = {
    "coerente": "coherent",
    "parzialmente coerente": "partial",
    "indifferente": "indifferent",
    "non coerente": "incoherent",
    "coherent": "coherent",
    "partly coherent": "partial",
    "indifferent": "indifferent",
    "not coherent": "incoherent",
}
_ENGLISH = ("coherent", "partly coherent", "indifferent", "not coherent")
MAX_BYTES = 20_000_000

Found = tuple[str, dict[str, str], str, str, str]


# What a chapter is called, and what it is called here.
_CHAPTERS = {
    "missione di bilancio": "budget-mission",
    "budget mission": "budget-mission",
    "missione": "mission",
    "mission": "mission",
    "programma": "programme",
    "programme": "programme",
    "driver": "driver",
}
_CHAPTER = re.compile(rf"({'|'.join(_CHAPTERS)})\s+(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Axis:
    """The codes of one side of a matrix, and of its chapters, by names such as `mission 3`."""

    codes: tuple[str, ...]
    chapters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def named(self, written: str) -> list[str]:
        """Return the codes that a judgement means: one, those that a `*` leaves open, or a chapter's."""
        chapter = _CHAPTER.fullmatch(written)
        if chapter:
            kind = _CHAPTERS[" ".join(chapter[1].lower().split())]
            return list(self.chapters.get(f"{kind} {chapter[2]}", ()))
        return [code for code in self.codes if fnmatchcase(code, _literal(written))]


def one_only(written: str) -> bool:
    """Whether a judgement names one objective, and not many."""
    return "*" not in written and not _CHAPTER.fullmatch(written)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's verdict on one pair of objectives, or on several at once, with the reason.

    `plan` is the upper plan's identifier, if it was written.
    """

    lower: str
    upper: str
    verdict: str
    motivation: Mapping[str, str]
    author: str
    date: str
    line: int
    file: str
    plan: str = ""

    @property
    def rank(self) -> int:
        """How many of the two sides name one objective only: what is more exact outweighs."""
        return one_only(self.lower) + one_only(self.upper)


def read_judgements(path: Path) -> list[Judgement]:
    """Read a file of judgements. Raises SourceProblems with every row that cannot be used."""
    shown = str(path)
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise SourceError("file.too-large", bytes=MAX_BYTES, path=shown)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=shown) from error
    except UnicodeDecodeError as error:
        raise SourceError("file.not-utf8", path=shown) from error
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(rows, [])]
    problems = [
        SourceError("column.missing", path=shown, line=1, value=name)
        for name in REQUIRED
        if name not in header
    ]
    problems += [
        SourceError("column.unknown", near=nearest(name, COLUMNS), path=shown, line=1, value=name)
        for name in header
        if name not in COLUMNS
    ]
    found = []
    for row in rows if not problems else ():
        cells = dict.fromkeys(COLUMNS, "") | {
            name: value.strip() for name, value in zip(header, row, strict=False)
        }
        if not any(cells.values()):
            continue
        wrong = list(_wrong(cells, shown, rows.line_num))
        problems += wrong
        if not wrong:
            found.append(_judgement(cells, shown, rows.line_num))
    if problems:
        raise SourceProblems(problems)
    return found


def _wrong(cells: Mapping[str, str], shown: str, line: int) -> Iterator[SourceError]:
    for name in REQUIRED:
        if not cells[name]:
            yield SourceError("column.empty", column=name, path=shown, line=line)
    verdict = cells["verdict"].lower()
    if verdict and verdict not in _VERDICTS:
        # «coerente» and «coherent» are as near to a slip in either, and mean the same.
        italian = [name for name in _VERDICTS if name not in _ENGLISH]
        near = nearest(verdict, italian) or nearest(verdict, _ENGLISH)
        reason = Message("column.no-verdict", near=near)
        yield SourceError(reason, path=shown, line=line, value=cells["verdict"])
    if cells["date"] and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", cells["date"]):
        reason = Message("column.no-day")
        yield SourceError(reason, path=shown, line=line, value=cells["date"])


def _judgement(cells: Mapping[str, str], shown: str, line: int) -> Judgement:
    it = cells["motivation_it"]
    return Judgement(
        lower=cells["lower"].rpartition("#")[2],
        upper=cells["upper"].rpartition("#")[2],
        plan=cells["upper"].rpartition("#")[0],
        verdict=_VERDICTS[cells["verdict"].lower()],
        motivation={"it": it, "en": cells["motivation_en"] or it},
        author=cells["author"],
        date=cells["date"],
        line=line,
        file=shown,
    )


def verdict_of(written: str) -> str:
    """Return the verdict that a word in Italian or English means, empty if it means none."""
    return _VERDICTS.get(" ".join(written.lower().split()), "")


def shared_out(
    judgements: Sequence[Judgement], axes: Mapping[str, Axis]
) -> dict[str, list[Judgement]]:
    """Return for each upper plan, by identifier, the judgements that are about it.

    Raises SourceProblems for one that names no such plan, or none where several have the code.
    """
    shared: dict[str, list[Judgement]] = {plan: [] for plan in axes}
    problems: list[SourceError] = []
    for one in judgements:
        if one.plan:
            meant = [one.plan] if one.plan in axes else []
            reason = Message("check.judged-plan", near=nearest(one.plan, axes))
        else:
            meant = [plan for plan, axis in axes.items() if axis.named(one.upper)]
            # What no plan has is told with the nearest code, by the first.
            meant = meant or list(axes)[:1]
            reason = Message("check.judged-which", plans=", ".join(meant))
        if len(meant) == 1:
            shared[meant[0]].append(one)
        else:
            value = f"{one.plan}#{one.upper}" if one.plan else one.upper
            problems.append(SourceError(reason, path=one.file, line=one.line, value=value))
    if problems:
        raise SourceProblems(problems)
    return shared


def judged(
    judgements: Sequence[Judgement], rows: Axis, columns: Axis
) -> Iterator[tuple[tuple[str, str], Found]]:
    """Yield each judged pair of codes with its verdict, motivation, source, author and date.

    Raises SourceProblems for a judgement that names no objective, and for two that disagree on one pair.
    """
    problems: list[SourceError] = []
    taken: dict[tuple[str, str], Judgement] = {}
    for one in sorted(judgements, key=lambda judgement: -judgement.rank):
        ours, theirs = rows.named(one.lower), columns.named(one.upper)
        for name, value, codes, axis in (
            ("lower", one.lower, ours, rows),
            ("upper", one.upper, theirs, columns),
        ):
            if not codes:
                reason = Message(
                    "column.unknown-reference",
                    column=name,
                    kind=Message("kind.objective"),
                    near=nearest(value, axis.codes),
                )
                problems.append(SourceError(reason, path=one.file, line=one.line, value=value))
        for pair in ((row, column) for row in ours for column in theirs):
            before = taken.setdefault(pair, one)
            if before.rank == one.rank and before.verdict != one.verdict:
                reason = Message(
                    "check.other-verdict", lower=pair[0], upper=pair[1], line=before.line
                )
                problems.append(SourceError(reason, path=one.file, line=one.line))
    if problems:
        raise SourceProblems(problems)
    for pair, one in taken.items():
        yield pair, (one.verdict, dict(one.motivation), "judgement", one.author, one.date)


def _literal(pattern: str) -> str:
    """Leave `*` its meaning and take from `?` and `[` theirs."""
    return re.sub(r"([\[?])", r"[\1]", pattern)
