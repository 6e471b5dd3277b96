"""The words around a coherence matrix: the document that is attached to a plan, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trama.check.coherence.matrix import (
    INCOHERENT,
    INDIFFERENT,
    LABELS,
    OPEN,
    VERDICTS,
    Cell,
    Entry,
    Group,
    Matrix,
)
from trama.office.blocks import Block, Bullets, Document, Heading, Paragraph, Table, Text
from trama.plans.text import place_of

SIGNS = {"coherent": "C", "partial": "P", "indifferent": "I", "incoherent": "N", "open": "–"}
SOURCES = {
    "declared": {"it": "dichiarato nel piano", "en": "declared in the plan"},
    "finding": {"it": "rilevato dai controlli", "en": "found by the checks"},
    "judgement": {"it": "valutato da", "en": "assessed by"},
    "several": {"it": "più fonti", "en": "several sources"},
    "nobody": {"it": "nessuno", "en": "nobody"},
}
T = {
    "it": {
        "title": "Matrice di coerenza esterna",
        "intro": "Confronta gli obiettivi di «{lower}» ({rows}) con quelli di «{upper}» ({columns}).",
        "rule": (
            "Ogni giudizio viene da ciò che il piano dichiara, da un contrasto che i controlli hanno "
            "rilevato o dal giudizio motivato di una persona. Ciò che nessuno ha valutato resta aperto "
            "(«non valutato»): la macchina non riempie alcuna casella da sola."
        ),
        "counts": "Coppie di obiettivi per giudizio",
        "verdict": "Giudizio",
        "sign": "Segno",
        "pairs": "Coppie",
        "share": "Quota",
        "missions": "Per Missione",
        "mission": "Missione",
        "driver": "Driver",
        "drivers": "Per Driver",
        "objectives": "Per obiettivo",
        "objective": "Obiettivo",
        "unserved": "Nessun obiettivo di questo gruppo.",
        "reasons": "Motivazioni e testi a confronto",
        "reason": "Motivazione",
        "source": "Da dove viene",
        "none": "Nessuna coppia è stata valutata.",
        "local_note": "Le righe degli obiettivi locali per scelta sono indifferenti per dichiarazione.",
        "statement": "Relazioni con il Piano strategico",
        "article": (
            "Statuto della Città metropolitana di Milano, art. 35, comma 1: gli atti di pianificazione "
            "danno conto, con specifica motivazione, delle loro relazioni con il Piano strategico."
        ),
        "of": "«{lower}» sta nelle seguenti relazioni con «{upper}».",
        "serves": "Obiettivi che rispondono a obiettivi del piano superiore",
        "conflicts": "Obiettivi in contrasto con obiettivi del piano superiore",
        "indifferent": "Obiettivi giudicati indifferenti",
        "local": "Obiettivi locali per scelta",
        "silent": "Obiettivi che non dichiarano alcuna relazione",
        "silent_note": "Su questi manca la motivazione che lo Statuto chiede: va scritta.",
        "missing": "Obiettivi del piano superiore a cui il piano non risponde",
        "nothing": "Nessuno.",
        "all": "tutti e {count}",
        "count_of": "{missing} di {count}: {codes}",
        "limits": "Limiti",
        "limit": (
            "La matrice riporta dichiarazioni, contrasti rilevati e giudizi di persone; non verifica se "
            "una dichiarazione sia fondata. «Contribuisce» vale «parzialmente coerente», «attua» vale "
            "«coerente», salvo diverso giudizio scritto. {open} coppie su {total} non sono valutate."
        ),
    },
    "en": {
        "title": "External coherence matrix",
        "intro": "Compares the objectives of “{lower}” ({rows}) with those of “{upper}” ({columns}).",
        "rule": (
            "Each verdict comes from what the plan declares, from a conflict that the checks found, or "
            "from a person's reasoned judgement. What nobody has assessed stays open (“not assessed”): "
            "the machine fills in no cell by itself."
        ),
        "counts": "Pairs of objectives by verdict",
        "verdict": "Verdict",
        "sign": "Sign",
        "pairs": "Pairs",
        "share": "Share",
        "missions": "By Mission",
        "mission": "Mission",
        "driver": "Driver",
        "drivers": "By Driver",
        "objectives": "By objective",
        "objective": "Objective",
        "unserved": "No objective of this group.",
        "reasons": "Reasons, and the texts compared",
        "reason": "Reason",
        "source": "Where it comes from",
        "none": "No pair has been assessed.",
        "local_note": "The rows of objectives that are local by choice are indifferent by declaration.",
        "statement": "Relations with the strategic plan",
        "article": (
            "Statute of the Metropolitan City of Milan, art. 35, paragraph 1: planning acts state, with "
            "specific motivation, their relations with the strategic plan."
        ),
        "of": "“{lower}” stands in these relations with “{upper}”.",
        "serves": "Objectives that serve objectives of the upper plan",
        "conflicts": "Objectives in conflict with objectives of the upper plan",
        "indifferent": "Objectives judged indifferent",
        "local": "Objectives local by choice",
        "silent": "Objectives that declare no relation",
        "silent_note": "For these the motivation that the Statute asks for is missing: it has to be written.",
        "missing": "Objectives of the upper plan that the plan does not serve",
        "nothing": "None.",
        "all": "all {count}",
        "count_of": "{missing} of {count}: {codes}",
        "limits": "Limits",
        "limit": (
            "The matrix holds declarations, conflicts found and people's judgements; it does not check "
            "whether a declaration is well founded. “Contributes” counts as “partly coherent”, “implements” "
            "as “coherent”, unless a written judgement says otherwise. {open} of {total} pairs are not "
            "assessed."
        ),
    },
}


def matrix_document(matrix: Matrix, lang: str = "it", by: str = "objective") -> Document:
    """Return the whole document of a matrix, with columns by `objective`, `mission` or `driver`."""
    text = T[lang]
    names = titles(matrix, lang)
    facts = {"rows": len(matrix.rows), "columns": len(matrix.columns), **names}
    blocks: list[Block] = [
        Paragraph(text["intro"].format(**facts), "lead"),
        Paragraph(text["rule"], "note"),
        counts_table(matrix, lang),
    ]
    if by != "objective":
        blocks += [Heading(2, text[f"{by}s"]), group_table(matrix, lang, by)]
    else:
        blocks += [Heading(2, text["missions"]), group_table(matrix, lang, "mission")]
        blocks.append(Heading(2, text["objectives"]))
        blocks += objective_tables(matrix, lang)
    blocks += [Heading(2, text["reasons"]), *reason_blocks(matrix, lang)]
    blocks += [Heading(2, text["statement"]), *statement(matrix, lang)]
    blocks += [Heading(2, text["limits"]), Paragraph(limit(matrix, lang))]
    return Document(text["title"], lang, blocks, subtitle=names["lower"])


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
        Text(f"{text[by][0]}{group.number}", title=f"{text[by]} {group.number}: {group.label}")
        for group in groups
    ]
    rows = tuple(
        (named(row), *(sign(matrix.grouped(row.code, group), lang) for group in groups))
        for row in matrix.rows
    )
    legend = "; ".join(f"{text[by][0]}{group.number} {group.label}" for group in groups)
    return Table(f"{text[by + 's']} ({legend})", tuple(header), rows, dense=True)


def objective_tables(matrix: Matrix, lang: str) -> Iterator[Block]:
    """Yield the matrix with a column an objective, a table for each Mission."""
    for group in matrix.missions or (Group("", "", "", tuple(c.code for c in matrix.columns)),):
        columns = [column for column in matrix.columns if column.code in group.codes]
        if not columns:
            continue
        name = f"{T[lang]['mission']} {group.number}. {group.label}" if group.number else ""
        header: list[Text | str] = [T[lang]["objective"]]
        header += [Text(column.code, title=column.label) for column in columns]
        rows = tuple(
            (named(row), *(sign(matrix.cell(row.code, column.code), lang) for column in columns))
            for row in matrix.rows
        )
        yield Table(name, tuple(header), rows, dense=True)


def named(entry: Entry) -> Text:
    """Return the code of an objective with its label."""
    return Text(f"{entry.code} {entry.label}".strip(), title=entry.quote)


def sign(cell: Cell, lang: str) -> Text:
    """Return the letter of a verdict, with the verdict and its reason behind it."""
    title = f"{LABELS[cell.verdict][lang]}: {cell.motivation[lang]}"
    return Text(SIGNS[cell.verdict], cell.verdict, title)


def source(cell: Cell, lang: str) -> str:
    """Return in words where a verdict comes from."""
    who = f" {cell.author}" if cell.author else ""
    when = f", {cell.date}" if cell.date else ""
    return f"{SOURCES[cell.source][lang]}{who}{when}"


def telling(matrix: Matrix) -> list[tuple[Entry, Entry, Cell]]:
    """Return the filled cells, without those that an objective's being local fills alike."""
    return [
        (row, column, cell)
        for row, column, cell in matrix.filled()
        if not (
            row.code in matrix.local and cell.verdict == INDIFFERENT and cell.source == "declared"
        )
    ]


def reason_blocks(matrix: Matrix, lang: str) -> Iterator[Block]:
    """Yield the table of every filled cell, with its reason and both quotes."""
    text, filled, names = T[lang], telling(matrix), titles(matrix, lang)
    if matrix.local:
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
    yield Table(text["reasons"], header, rows)


def quoted(entry: Entry) -> str:
    """Return the words of an objective between quotation marks, with the mark of their passage.

    A passage that is marked with the objective's own code needs no mark beside it.
    """
    mark = "" if entry.mark == entry.code else place_of(entry.mark) or entry.mark
    return f"«{entry.quote}»" + (f" [{mark}]" if mark else "")


def statement(matrix: Matrix, lang: str) -> Iterator[Block]:
    """Yield the statement of a plan's relations with the strategic plan, ready to be attached."""
    text, filled = T[lang], telling(matrix)
    yield Paragraph(text["article"], "note")
    yield Paragraph(text["of"].format(**titles(matrix, lang)))
    positive = [one for one in filled if one[2].verdict in ("coherent", "partial")]
    for key, chosen in (
        ("serves", positive),
        ("conflicts", [one for one in filled if one[2].verdict == INCOHERENT]),
    ):
        yield Heading(3, text[key])
        yield _bullets([_relation(*one, lang) for one in chosen], lang)
    yield Heading(3, text["indifferent"])
    yield _bullets(list(_indifferent(filled, lang)), lang)
    yield Heading(3, text["local"])
    yield _bullets(
        [f"{row.code}: {quoted(row)}" for row in matrix.rows if row.code in matrix.local], lang
    )
    related = {row.code for row, _, _ in filled} | matrix.local
    silent = [f"{row.code}: {quoted(row)}" for row in matrix.rows if row.code not in related]
    yield Heading(3, text["silent"])
    yield _bullets(silent, lang)
    if silent:
        yield Paragraph(text["silent_note"], "note")
    yield Heading(3, text["missing"])
    served = {column.code for _, column, _ in positive}
    yield _bullets(list(_missing(matrix, served, lang)), lang)


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


def _bullets(items: Sequence[str], lang: str) -> Block:
    return Bullets(tuple(items)) if items else Paragraph(T[lang]["nothing"])
