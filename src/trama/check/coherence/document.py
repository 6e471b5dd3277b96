"""The document that is attached to a plan: every matrix with its reasons, and what the check changed."""

from __future__ import annotations

from collections.abc import Iterator

from trama.check.coherence.assessment import Assessment
from trama.check.coherence.changes import SAID, Change
from trama.check.coherence.internal import Internal
from trama.check.coherence.matrix import BESIDE, INTERNAL, VERTICAL, Matrix
from trama.check.coherence.text import (
    bullets,
    counts_table,
    group_table,
    limit,
    objective_tables,
    quoted,
    reason_blocks,
    statement,
    titles,
)
from trama.check.coherence.words import T
from trama.office.blocks import Block, Document, Heading, Paragraph, Table, Text

_INTRO = {VERTICAL: "intro", BESIDE: "beside_intro", INTERNAL: "internal_intro"}


def matrix_document(whole: Assessment, lang: str = "it", by: str = "objective") -> Document:
    """Return the whole document, with columns by `objective`, `mission` or `driver`."""
    text, first = T[lang], whole.vertical[0]
    one = len(whole.vertical) == 1 and not whole.beside
    blocks: list[Block] = [Paragraph(text["rule"], "note")]
    for matrix in (*whole.vertical, *whole.beside):
        blocks += _part(matrix, lang, by)
    if whole.internal:
        blocks += internal_blocks(whole.internal, lang)
    blocks += change_blocks(whole.changes, lang)
    blocks.append(Heading(2, text["limits"]))
    blocks += [Paragraph(limit(matrix, lang)) for matrix in whole.vertical]
    title = text["title" if one else "whole"]
    return Document(title, lang, blocks, subtitle=titles(first, lang)["lower"])


def intro(matrix: Matrix, lang: str) -> str:
    """Return the sentence that says what a matrix compares."""
    facts = {"rows": len(matrix.rows), "columns": len(matrix.columns), **titles(matrix, lang)}
    return T[lang][_INTRO[matrix.kind]].format(**facts)


def _part(matrix: Matrix, lang: str, by: str) -> Iterator[Block]:
    text = T[lang]
    yield Heading(2, text[matrix.kind].format(**titles(matrix, lang)))
    yield Paragraph(intro(matrix, lang), "lead")
    yield counts_table(matrix, lang)
    if by != "objective":
        yield from (Heading(3, text[f"{by}s"]), group_table(matrix, lang, by))
    else:
        if matrix.missions:
            yield from (Heading(3, text["missions"]), group_table(matrix, lang, "mission"))
        yield Heading(3, text["objectives"])
        yield from objective_tables(matrix, lang)
    yield Heading(3, text["reasons"])
    yield from reason_blocks(matrix, lang)
    yield Heading(3, text["statement" if matrix.kind == VERTICAL else "relations"])
    yield from statement(matrix, lang, 4)


def internal_blocks(internal: Internal, lang: str) -> Iterator[Block]:
    """Yield the coherence of a plan with itself: its matrix, the reasons, and what stands alone."""
    text, matrix = T[lang], internal.matrix
    yield Heading(2, text[INTERNAL])
    if matrix is None:
        yield Paragraph(text["internal_none"])
        return
    yield Paragraph(intro(matrix, lang), "lead")
    yield counts_table(matrix, lang)
    yield from objective_tables(matrix, lang)
    yield from reason_blocks(matrix, lang)
    for key, alone in (("idle", internal.idle), ("bare", internal.bare)):
        yield Heading(3, text[key])
        yield bullets([f"{one.code}: {quoted(one)}" for one in alone], lang)


def change_blocks(changes: tuple[Change, ...], lang: str) -> Iterator[Block]:
    """Yield what the recorded decisions changed in the plan, and what they left as it was."""
    if not changes:
        return
    text = T[lang]
    yield Heading(2, text["changes"])
    yield Paragraph(text["changes_intro"], "note")
    changed = [one for one in changes if one.changing]
    kept = [one for one in changes if not one.changing]
    if not changed:
        yield Paragraph(text["changes_none"])
    if changed:
        yield change_table(changed, "", lang)
    if kept:
        yield change_table(kept, text["kept"], lang)


def change_table(changes: list[Change], caption: str, lang: str) -> Table:
    """Return decisions as a table, one a row; without a caption it goes by what the chapter is called."""
    text = T[lang]
    header = ("", text["objective"], text["of_upper"], text["change"], text["reason"], text["who"])
    rows: list[tuple[Text | str, ...]] = [
        (
            f"{one.lower.code} × {one.upper.code}",
            quoted(one.lower),
            quoted(one.upper) if one.upper.quote else one.upper.code,
            SAID[one.did][lang],
            one.answer.reason or "–",
            ", ".join(filter(None, (one.answer.author, one.answer.date))) or "–",
        )
        for one in changes
    ]
    return Table(caption, header, tuple(rows), name=text["changes"])
