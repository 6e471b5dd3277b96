"""A coherence matrix block by block: its tables, the reasons, and the statement of a plan's relations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trama.check.coherence.declared import BARE, Wrong
from trama.check.coherence.entries import Entry, Group
from trama.check.coherence.matrix import VERTICAL, Cell, Matrix
from trama.check.coherence.words import (
    INCOHERENT,
    INDIFFERENT,
    LABELS,
    OPEN,
    SIGNS,
    SOURCES,
    VERDICTS,
    T,
)
from trama.office.blocks import Block, Bullets, Heading, Paragraph, Table, Text
from trama.plans.text import place_of

ACROSS = 7
"""So many columns with their words find room on a sheet laid flat; more are a table each."""
_HEAD = 72


def titles(matrix: Matrix, lang: str) -> dict[str, str]:
    """Return the titles of both plans in a language."""
    return {
        side: (plan.title_en if lang == "en" and plan.title_en else plan.title_it)
        for side, plan in (("lower", matrix.lower), ("upper", matrix.upper))
    }


def limit(matrix: Matrix, lang: str) -> str:
    """Return the sentence on what a matrix does not say."""
    total = len(matrix.rows) * len(matrix.columns)
    return T[lang]["limit"].format(open=matrix.counts()[OPEN], total=total)


def counts_table(matrix: Matrix, lang: str) -> Table:
    """Return how many pairs have each verdict; it is the legend too."""
    text, counts = T[lang], matrix.counts()
    total = sum(counts.values()) or 1
    comma = "," if lang == "it" else "."
    rows = [
        (
            Text(LABELS[verdict][lang], verdict),
            SIGNS[verdict],
            str(counts[verdict]),
            f"{counts[verdict] / total:.1%}".replace(".", comma),
        )
        for verdict in VERDICTS
    ]
    header = (text["verdict"], text["sign"], text["pairs"], text["share"])
    return Table(text["counts"], header, tuple(rows))


def group_table(matrix: Matrix, lang: str, by: str) -> Table:
    """Return the matrix with a column a Mission, or a Driver."""
    text = T[lang]
    groups = matrix.missions if by == "mission" else matrix.drivers
    header = [text["objective"]] + [
        _head(
            f"{text[by][0]}{group.number} {group.label}",
            f"{text[by]} {group.number}: {group.label}",
        )
        for group in groups
    ]
    rows = tuple(
        (
            named(row, matrix, lang),
            *(sign(matrix.grouped(row.code, group), lang) for group in groups),
        )
        for row in matrix.rows
    )
    return Table("", tuple(header), rows, dense=True, name=text[f"{by}s"])


def objective_tables(matrix: Matrix, lang: str) -> Iterator[Block]:
    """Yield the matrix with a column an objective, a table for each Mission, or more if it is wide."""
    text = T[lang]
    grouped = {code for group in matrix.missions for code in group.codes}
    rest = tuple(column.code for column in matrix.columns if column.code not in grouped)
    for group in (*matrix.missions, Group("", "", "", rest)):
        columns = [column for column in matrix.columns if column.code in group.codes]
        name = (
            f"{text['mission']} {group.number}. {group.label}"
            if group.number
            else text["objectives"]
        )
        parts = -(-len(columns) // ACROSS)
        # Tables of one Mission are as wide as one another.
        size = -(-len(columns) // parts) if parts else 0
        for part in range(parts):
            some = columns[part * size : (part + 1) * size]
            told = text["part"].format(name=name, part=part + 1, parts=parts) if parts > 1 else name
            yield _objective_table(matrix, some, told, lang)


def _objective_table(matrix: Matrix, columns: Sequence[Entry], name: str, lang: str) -> Table:
    header: list[Text | str] = [T[lang]["objective"]]
    header += [_head(f"{column.code} {column.label}", column.quote) for column in columns]
    rows = tuple(
        (
            named(row, matrix, lang),
            *(sign(matrix.cell(row.code, column.code), lang) for column in columns),
        )
        for row in matrix.rows
    )
    return Table(name, tuple(header), rows, dense=True)


def _head(words: str, title: str) -> Text:
    """The head of a column: its code and words, cut where they would be taller than the table."""
    if len(words) > _HEAD:
        words = words[:_HEAD].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return Text(words, title=title)


def named(entry: Entry, matrix: Matrix, lang: str) -> Text:
    """Return the code of an objective with its label, and whether it is local by choice."""
    local = f" ({T[lang]['local_mark']})" if entry.code in matrix.local else ""
    return Text(f"{entry.code} {entry.label}".strip() + local, title=entry.quote)


def sign(cell: Cell, lang: str) -> Text:
    """Return the letter of a verdict, with the verdict and its reason behind it."""
    title = f"{LABELS[cell.verdict][lang]}: {cell.motivation[lang]}"
    return Text(SIGNS[cell.verdict], cell.verdict, title)


def source(cell: Cell, lang: str) -> str:
    """Return in words where a verdict comes from."""
    who = f" {cell.author}" if cell.author else ""
    when = f", {cell.date}" if cell.date else ""
    return f"{SOURCES[cell.source][lang]}{who}{when}"


def reason_blocks(matrix: Matrix, lang: str) -> Iterator[Block]:
    """Yield the table of every filled cell, with its reason and both quotes."""
    text, filled, names = T[lang], list(matrix.filled()), titles(matrix, lang)
    if matrix.local and matrix.kind == VERTICAL:
        yield Paragraph(text["local_note"], "note")
    if not filled:
        yield Paragraph(text["none"])
        return
    rows = tuple(
        (
            f"{row.code} × {column.code}",
            Text(LABELS[cell.verdict][lang], cell.verdict),
            cell.motivation[lang],
            quoted(row),
            quoted(column),
            source(cell, lang),
        )
        for row, column, cell in filled
    )
    header = ("", text["verdict"], text["reason"], names["lower"], names["upper"], text["source"])
    yield Table("", header, rows, name=text["reasons"])


def quoted(entry: Entry) -> str:
    """Return the words of an objective between quotation marks, with the mark of their passage.

    A passage that is marked with the objective's own code needs no mark beside it.
    """
    mark = "" if entry.mark == entry.code else place_of(entry.mark) or entry.mark
    return f"«{entry.quote}»" + (f" [{mark}]" if mark else "")


def statement(matrix: Matrix, lang: str, level: int = 3) -> Iterator[Block]:
    """Yield the statement of a plan's relations with another, ready to be attached; headings have a level."""
    text, filled = T[lang], list(matrix.filled())
    above = matrix.kind == VERTICAL
    if above:
        yield Paragraph(text["article"], "note")
    yield Paragraph(text["of"].format(**titles(matrix, lang)))
    positive = [one for one in filled if one[2].verdict in ("coherent", "partial")]
    for key, chosen in (
        ("serves", positive),
        ("conflicts", [one for one in filled if one[2].verdict == INCOHERENT]),
    ):
        yield Heading(level, text[key])
        yield bullets([_relation(*one, lang) for one in chosen], lang)
    if matrix.wrong or above:
        yield Heading(level, text["wrong"])
        yield bullets([_wrong(one, lang) for one in matrix.wrong], lang, "wrong_none")
    if matrix.wrong:
        yield Paragraph(text["wrong_note"], "note")
    yield Heading(level, text["indifferent"])
    yield bullets(list(_indifferent(filled, lang)), lang)
    if not above:
        return
    yield Heading(level, text["local"])
    yield bullets(
        [f"{row.code}: {quoted(row)}" for row in matrix.rows if row.code in matrix.local], lang
    )
    # What is declared with a wrong code is not silent, nor is what a person judged.
    related = {row.code for row, _, _ in filled} | matrix.local
    related |= {one.row.code for one in matrix.wrong}
    silent = [f"{row.code}: {quoted(row)}" for row in matrix.rows if row.code not in related]
    yield Heading(level, text["silent"])
    yield bullets(silent, lang)
    if silent:
        yield Paragraph(text["silent_note"], "note")
    yield Heading(level, text["missing"])
    served = {column.code for _, column, _ in positive}
    yield bullets(list(_missing(matrix, served, lang)), lang)


def _wrong(one: Wrong, lang: str) -> str:
    text = T[lang]
    near = text["near"].format(code=one.near.code, label=one.near.label) if one.near else ""
    why = text["bare-code" if one.why == BARE else one.why]
    return text["wrong_line"].format(
        row=one.row.code, label=one.row.label, written=one.written, why=why, near=near
    )


def _indifferent(filled: Sequence[tuple[Entry, Entry, Cell]], lang: str) -> Iterator[str]:
    """Yield one sentence for each objective and reason, with the codes that it holds for."""
    codes: dict[tuple[str, str], list[str]] = {}
    quotes: dict[str, str] = {}
    for row, column, cell in filled:
        if cell.verdict == INDIFFERENT:
            codes.setdefault((row.code, cell.motivation[lang]), []).append(column.code)
            quotes[row.code] = quoted(row)
    for (code, motivation), columns in codes.items():
        yield f"{code} {quotes[code]} — {', '.join(columns)}. {motivation}"


def _missing(matrix: Matrix, served: set[str], lang: str) -> Iterator[str]:
    text = T[lang]
    for group in matrix.missions:
        left = [code for code in group.codes if code not in served]
        if left:
            count = text["all"].format(count=len(left)) if len(left) == len(group.codes) else ""
            told = count or text["count_of"].format(
                missing=len(left), count=len(group.codes), codes=", ".join(left)
            )
            yield f"{text['mission']} {group.number}, {group.label}: {told}"


def _relation(row: Entry, column: Entry, cell: Cell, lang: str) -> str:
    return (
        f"{row.code} {quoted(row)} — {LABELS[cell.verdict][lang]} — {column.code} {quoted(column)}. "
        f"{cell.motivation[lang]}"
    )


def bullets(items: Sequence[str], lang: str, nothing: str = "nothing") -> Block:
    """Return a list, or the word that says that there is nothing."""
    return Bullets(tuple(items)) if items else Paragraph(T[lang][nothing])
