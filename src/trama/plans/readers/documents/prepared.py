"""A document made ready to be recognised: tables of contents dropped, bullets taken out, passages marked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from trama.plans.readers.documents.blocks import Block, Document, Dropped, Line, Table
from trama.plans.readers.documents.forms import INFINITIVE, form_of
from trama.plans.readers.documents.furniture import is_contents, is_page_number, without_leader
from trama.plans.readers.documents.kinds import announces
from trama.plans.readers.documents.labels import across, field_in
from trama.plans.readers.documents.unboxed import unboxed

_BULLET = re.compile(
    r"(?:[•▪▫■□●○◦·–\-*➢✓✔✅»►▶➤❑❒☐◇◆→⇒‣⁃]\s+|o(?:\s{2,}|\t))(?P<words>\S.*)", re.DOTALL
)


_ENUMERATED = re.compile(
    r"(?P<marker>\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}\))\s+(?P<words>[^\W\d_].*)", re.DOTALL
)


def drop_contents(document: Document) -> None:
    """Drop tables of contents: lines that lead to a page, when what they name stands further on too."""
    _spell_out(document)
    # A row of figures parted by tabs ends as a line of contents does.
    document.blocks = unboxed(document.blocks)
    known = Counter(_key(line.text) for line in document.lines() if not is_contents(line.text))
    for table in (block for block in document.blocks if isinstance(block, Table)):
        known.update({_key(cell.text) for row in table.rows for cell in row if not cell.spread})
    listed = [line for line in document.lines() if is_contents(line.text)]
    again = sum(1 for line in listed if known[_key(without_leader(line.text))])
    drop = bool(listed) and again >= 0.4 * len(listed)
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Line):
            if is_contents(block.text):
                if drop:
                    document.dropped.append(Dropped("contents", block.text, block.where))
                    continue
                block.text = without_leader(block.text)
                block.marker = "" if block.marker == "…" else block.marker
                if not block.text:
                    continue
            elif is_page_number(block.text) and block.text.lower().startswith("pag"):
                document.dropped.append(Dropped("page-number", block.text, block.where))
                continue
        blocks.append(block)
    document.blocks = blocks
    _drop_lists_of_headings(document)


_UNSEEN = str.maketrans({"\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": "", "\u2011": "-"})


def _spell_out(document: Document) -> None:
    """Take out of the words what is not seen in them, such as hyphens for the end of a line that is none."""
    for block in document.blocks:
        for one in [block] if isinstance(block, Line) else (c for row in block.rows for c in row):
            if not one.text.isascii():
                one.text = one.text.translate(_UNSEEN)
                if isinstance(one, Line):
                    one.lead = one.lead.translate(_UNSEEN)


def _drop_lists_of_headings(document: Document) -> None:
    """Drop lists whose items are headings of the document: what a page of the web has for contents."""
    headings = {_key(line.text) for line in document.lines() if line.level} - {""}
    run: list[Block] = []
    dropped: set[int] = set()
    for block in [*document.blocks, None]:
        if isinstance(block, Line) and not block.level and _key(block.text) in headings:
            run.append(block)
            continue
        if len(run) > 2:
            dropped |= {id(one) for one in run}
        run = []
    document.dropped += [
        Dropped("contents", line.text, line.where)
        for line in document.lines()
        if id(line) in dropped
    ]
    document.blocks = [block for block in document.blocks if id(block) not in dropped]


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())[:80]


def mark(document: Document) -> None:
    """Give each line and cell the mark of its passage, and take bullets out of the words."""
    used: Counter[str] = Counter()
    document.blocks = [part for block in document.blocks for part in _broken_up(block)]
    document.blocks = [part for block in document.blocks for part in _run_in(block)]
    for block in document.blocks:
        if isinstance(block, Line):
            _unbullet(block)
            if block.level and across(block.text):
                # A label with its value beside it heads nothing, whatever its letters are.
                block.level = 0
            block.mark = _next(block.where.mark(), used)
        else:
            for row in block.rows:
                for cell in row:
                    if not cell.spread and cell.text.strip():
                        cell.mark = _next(cell.where.mark(), used)
            owners = {(c.where, c.text): c.mark for row in block.rows for c in row if c.mark}
            for row in block.rows:
                for cell in row:
                    cell.mark = cell.mark or owners.get((cell.where, cell.text), "")


def _broken_up(block: Block) -> list[Block]:
    """Part a paragraph whose lines were broken by hand, if one of them begins with a label."""
    if not isinstance(block, Line) or "\n" not in block.text:
        return [block]
    lines = [line.strip() for line in block.text.split("\n") if line.strip()]
    if len(lines) < 2 or not any(field_in(line) for line in lines):
        return [block]
    return [
        replace(block, text=lines[0]),
        *(replace(block, text=line, marker="", depth=0) for line in lines[1:]),
    ]


_LETTERED = re.compile(
    r"(?:(?<=[:;,])|(?<=;\se)|(?<=:\s))\s*\(?(?P<sign>[a-z]|\d{1,2}|[ivx]{1,4})\)\s+"
)


_SEVERAL = re.compile(
    r"(?P<lead>(?:gli\s+)?obiettivi[^:;]{0,60})\s*:\s*(?P<words>[^:]{12,900})", re.IGNORECASE
)
_LONE = re.compile(
    r"(?P<lead>[^:]*\bobiettiv\w+[^:]{0,60}\b(?:seguent[ei]|consist\w+(?:\s+nel)?|è|è\s+di))\s*:\s*(?P<words>[a-zà-ù][^:;]{12,250}?)\.?",
    re.IGNORECASE,
)


def _run_in(block: Block) -> list[Block]:
    """Part a sentence that leads to a list from the items that follow in the same paragraph."""
    if (
        not isinstance(block, Line)
        or block.level
        or not announces(block.text.partition(":")[0] + ":")
    ):
        return [block]
    several = _SEVERAL.fullmatch(" ".join(block.text.split()))
    items = several["words"].rstrip(".").split(";") if several else []
    if len(items) > 1 and all(form_of(item) == INFINITIVE for item in items):
        lead = replace(block, text=f"{several['lead'] if several else ''}:")
        return [lead, *(replace(block, text=one.strip(), marker="•", depth=1) for one in items)]
    lone = _LONE.fullmatch(" ".join(block.text.split()))
    if lone and not _LETTERED.search(block.text) and form_of(lone["words"]) == INFINITIVE:
        lead = replace(block, text=f"{lone['lead']}:")
        return [lead, replace(block, text=lone["words"], marker="a)", depth=1)]
    signs = list(_LETTERED.finditer(block.text))
    if len(signs) < 2 or signs[0]["sign"] not in ("a", "1", "i"):
        return [block]
    if block.text[: signs[0].start()].rstrip()[-1:] != ":":
        return [block]
    lead = replace(block, text=block.text[: signs[0].start()].rstrip())
    parts: list[Block] = [lead]
    ends = [*(sign.start() for sign in signs[1:]), len(block.text)]
    rest = ""
    for sign, end in zip(signs, ends, strict=True):
        words = block.text[sign.end() : end].strip()
        if end == len(block.text):
            found = re.search(r"(?<=\w{3}\.)\s+(?=[A-ZÀ-Ù])", words)
            words, rest = (words[: found.start()], words[found.end() :]) if found else (words, "")
        parts.append(
            replace(
                block,
                text=words.rstrip(" ;,e") if words.endswith("; e") else words.rstrip(" ;,"),
                marker=f"{sign['sign']})",
                depth=1,
            )
        )
    if rest:
        parts.append(replace(block, text=rest))
    return parts


def _next(start: str, used: Counter[str]) -> str:
    used[start] += 1
    if start.startswith("pag-") or used[start] > 1:
        return f"{start}-{used[start]}"
    return start


def _unbullet(line: Line) -> None:
    found = _BULLET.fullmatch(line.text)
    if found and not line.marker:
        line.text, line.marker, line.depth = found["words"], "•", max(1, line.depth)
        return
    enumerated = _ENUMERATED.fullmatch(line.text)
    if enumerated and not line.marker and not line.level:
        line.text, line.marker = enumerated["words"], enumerated["marker"]
        line.depth = max(1, line.depth)
