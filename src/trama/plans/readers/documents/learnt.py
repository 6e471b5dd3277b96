"""The labels that only this document uses, known by what stands beside or below them each time.

An office may call who answers «Attuatore» and what it counts «Grandezza»: no list of words holds them all. But a
label comes back, and its values are offices, days, budget codes, units or figures by year.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trama.model.dup import PROGRAMMES
from trama.plans.readers.documents.blocks import Block, Cell, Line, Table
from trama.plans.readers.documents.forms import INTENTION, form_of
from trama.plans.readers.documents.heads import distinct, worded
from trama.plans.readers.documents.kinds import named_in, stated_in
from trama.plans.readers.documents.labels import (
    field_in,
    label_of,
    loose_label,
    plain_label,
    year_in_label,
)
from trama.plans.readers.documents.offices import OFFICE
from trama.plans.readers.documents.values import targets_in

_FLAGS = re.IGNORECASE
LONGEST = 45
_LINE = re.compile(r"(?P<label>[^\W\d_][^:\t]{1,44}?)\s*(?::|\t|\s{2,})\s*(?P<value>\S.*)")
_TAIL = re.compile(
    r"(?:(?<=[(;.])\s*|(?<=\s[–—|-])\s)(?P<label>[^\W\d_][^:;.,()–—|]{1,40}\.?):\s+(?=(?P<value>\S[^:]{0,60}(?::.*)?))"
)
_NEXT = re.compile(r"\s*[;(|]|\s[–—-]\s|\.\s+(?=[A-Z][^:.]{2,40}:)|\)?[.;]?$")
_WHO = re.compile(
    r"(?:dott|ing|arch|geom|rag|avv|sig|prof|dr|d\.ssa)\w*\.|(?:dirigente|responsabile|segretari[oa]|comandante|direttor[ei]|direttrice|funzionari[oa]|istruttor[ei]|area|p\.o\.|e\.q\.)\b",
    _FLAGS,
)
_DAY = re.compile(
    r"(?:entro\s+)?(?:il\s+|fine\s+)?(?:\d{1,2}[./-]\d{1,2}[./-]20\d\d|\d{1,2}/20\d\d|20\d\d(?:\s*[-–/]\s*20\d\d)?|(?:I{1,3}V?|[1-4][°º])\s+\w*(?:semestre|trimestre)\b.*|(?:genn|febb|marz|apri|magg|giug|lugl|agos|sett|otto|nove|dice)\w+\s+20\d\d)",
    _FLAGS,
)
_NUMBER = re.compile(
    r"[<>≥≤=+±-]?\s*(?:n\.?\s*)?\d[\d.,]*\s*(?:%|[^\W\d_]{1,10}\.?)?|s[iì]|no|[-–—/]"
)
_UNIT = re.compile(
    r"n(?:\.|r\.?|um(?:ero)?\.?)?|%|percentuale|km|mq|m²|m2|ha|ore|giorni|gg\.?|mesi|anni|euro|€|t|ton\w*|kwh|mwh|data|s[iì]/no|on/off|valore|unità|importo|metri|m",
    _FLAGS,
)
_BUDGET = re.compile(
    r"(\d{1,2})\s*[./]\s*(\d{2})\b|m\w*\.?\s*(\d{1,2})\s*[-–—/,.;]?\s*p\w*\.?\s*(\d{1,2})\b",
    _FLAGS,
)
# Money, works, people, outcomes and risks have labels of their own, and tell nothing of objectives.
_FOREIGN = re.compile(
    r"import|spes[ae]|stanziam|\bcost|risors|\bcassa|entrat|€|\b(?:rup|cup|cui|cig|sdg|goal)\b|posti|dipendent|cognom|matricol|profil|categor|\besit|\bstato\b|\brisch|probab|\bfont[ei]\b|raggiunt|consegui|consuntiv|opera\b|lavor[io]\b|provvediment|delibera|abitant|popolazion|\btotal",
    _FLAGS,
)
_CODE = re.compile(r"(?=.*\d)[A-Za-z]{0,6}[.\-_ ]?\d{1,4}(?:[.\-_/]\w{1,4}){0,4}")


@dataclass(slots=True)
class _Label:
    """What was seen of a label: its values, the labels that follow it, and how many tables it is in."""

    text: str
    values: list[str] = field(default_factory=list)
    after: Counter[str] = field(default_factory=Counter)
    tables: set[int] = field(default_factory=set)
    column: bool = False


def own_labels(blocks: Sequence[Block]) -> dict[str, str]:
    """Return the roles of a document's own labels, by `plain_label` of their words."""
    seen: dict[str, _Label] = {}
    groups: list[list[str]] = []
    rows = Counter(_signature(row) for one in blocks if isinstance(one, Table) for row in one.rows)
    for block in blocks:
        if isinstance(block, Line):
            _line(block, seen)
        elif not any(_FOREIGN_TABLE.search(cell.text) for row in block.rows[:3] for cell in row):
            groups.append([*_columns(block, rows, seen), *_beside(block, seen)])
    roles = {key: role for key, one in seen.items() if (role := _role(one))}
    for keys in groups:
        _named(keys, seen, roles)
    return roles


_FOREIGN_TABLE = re.compile(
    r"\b(?:cup|cui|cig|rup)\b|^(?:import[oi]|stanziament|finanziament)", _FLAGS
)


def _line(line: Line, seen: dict[str, _Label]) -> None:
    if line.level or len(line.text) > 400:
        return
    text = " ".join(line.text.split(" ")).strip()
    found = _LINE.fullmatch(text)
    if found and len(found["label"].split()) < 6:
        _see(found["label"], _value(found["value"]), seen, 0)
    for tail in _TAIL.finditer(text):
        _see(tail["label"], _value(tail["value"]), seen, 0)


def _value(text: str) -> str:
    """Return what stands behind a label up to the next one; years and their values belong together."""
    first = _NEXT.split(text, maxsplit=1)[0].rstrip(".;")
    if first.count(")") > first.count("("):
        first = first.rstrip(")")
    told = OFFICE.match(first) or _WHO.match(first) or _DAY.fullmatch(first)
    return text if not told and len(targets_in(text)) > 1 else first


def _see(label: str, value: str, seen: dict[str, _Label], table: int) -> str:
    key = plain_label(label)
    one = seen.setdefault(key, _Label(label))
    one.values.append(" ".join(value.split()))
    one.tables.add(table)
    return key


def _signature(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(" ".join(cell.text.split()).lower() for cell in distinct(row))


def _heads(row: Sequence[Cell]) -> bool:
    """Whether a row could be headings: several short texts, none of which is a value."""
    cells = [" ".join(cell.text.split()) for cell in distinct(row)]
    told = [text for text in cells if text]
    return len(told) > 2 and all(len(text) <= LONGEST and not _plainly_value(text) for text in told)


def _plainly_value(text: str) -> bool:
    if re.fullmatch(r"20\d\d", text):
        return False
    value = _NUMBER.fullmatch(text) or _DAY.fullmatch(text)
    return bool(
        value or _BUDGET.fullmatch(text) or (_CODE.fullmatch(text) and not year_in_label(text))
    )


def _columns(
    table: Table, rows: Counter[tuple[str, ...]], seen: dict[str, _Label]
) -> Iterator[str]:
    """Note the values below the headings of a table, and yield the keys of these from left to right."""
    head: Sequence[Cell] | None = None
    keys: list[str] = []
    for place, row in enumerate(table.rows[:300]):
        cells = distinct(row)
        if len([cell for cell in cells if cell.text.strip()]) < 2:
            continue
        first = not any(len(distinct(one)) > 2 for one in table.rows[:place])
        again = rows[_signature(row)] > 1
        under = head is not None and place and table.rows[place - 1] is head
        if _heads(row) and (first or again or (under and any(c.spread for c in row))):
            head = row
            for cell, after in zip(row, [*row[1:], None], strict=True):
                if cell.text.strip():
                    key = plain_label(cell.text)
                    one = seen.setdefault(key, _Label(cell.text))
                    one.column = True
                    keys.append(key)
                    if after is not None:
                        one.after[plain_label(after.text)] += 1
            continue
        if head is None or len(cells) != len(distinct(head)):
            continue
        for cell, over in zip(row, head, strict=False):
            if (
                cell.text.strip()
                and over.text.strip()
                and not (cell.spread and cell.where.row < place)
            ):
                _see(over.text, cell.text, seen, id(table))
    yield from dict.fromkeys(keys)


def _beside(table: Table, seen: dict[str, _Label]) -> Iterator[str]:
    """Note the values beside the labels of a card, and yield the keys of these from above."""
    keys: list[str] = []
    for row in table.rows[:60]:
        cells = worded(row)
        if len(cells) not in (2, 4) or any(len(cell.text) > LONGEST for cell in cells[::2]):
            continue
        if any(_plainly_value(" ".join(cell.text.split())) for cell in cells[::2]):
            continue
        if len(cells) == 4 and any(
            _known(cell.text) for cell in cells[1::2] if len(cell.text) < 45
        ):
            # A row of labels, whose values stand below them.
            continue
        keys += [
            _see(one.text, other.text, seen, id(table))
            for one, other in zip(cells[::2], cells[1::2], strict=True)
        ]
    for key, after in itertools.pairwise(keys):
        seen[key].after[after] += 1
    yield from dict.fromkeys(keys)


def _share(values: Sequence[str], pattern: re.Pattern[str], *, whole: bool = True) -> float:
    found = (pattern.fullmatch(one) if whole else pattern.match(one) for one in values)
    return sum(1 for one in found if one) / max(1, len(values))


def _known(label: str) -> str:
    given = field_in(f"{label}: x")
    return label_of(label) or (given[0] if given else "")


def _role(one: _Label) -> str:
    """Return the role of a label by its values; empty if it is known by its words, or if they do not tell."""
    values = one.values
    if len(values) < 2 or _FOREIGN.search(one.text) or named_in(one.text) or stated_in(one.text):
        return ""
    known = _known(one.text)
    if known == "programme" and not any(_programme(value) for value in values):
        # «Prog.» heads numbers that go on as well.
        return "code" if _counting(values) else ""
    if known:
        return ""
    if year_in_label(one.text) and _share(values, _NUMBER) > 0.7:
        return "target"
    if _share(values, _UNIT) > 0.9:
        return "unit"
    if _share(values, _DAY) > 0.8:
        return "end"
    if sum(_programme(value) for value in values) > 0.8 * len(values):
        return "programme"
    yearly = sum(len(targets_in(value)) > 1 for value in values)
    if yearly > 0.7 * len(values):
        return "indicator"
    office = sum(bool(len(v) < 90 and (OFFICE.match(v) or _WHO.match(v))) for v in values)
    if office > 0.7 * len(values) and loose_label(one.text) in ("", "responsible", "office"):
        return "responsible"
    return ""


def _counting(values: Sequence[str]) -> bool:
    """Whether values are codes of objectives, or count on from one: two figures may be a programme's number."""
    coded = all(_CODE.fullmatch(value) and not value.isdigit() for value in values)
    return coded or values == [str(number) for number in range(1, len(values) + 1)]


def _programme(value: str) -> bool:
    found = _BUDGET.match(value)
    code = "".join(part.zfill(2) for part in found.groups() if part) if found else ""
    if code in PROGRAMMES:
        return True
    named = named_in(value)
    return bool(named and (named.programme or named.mission))


def _named(keys: Sequence[str], seen: Mapping[str, _Label], roles: dict[str, str]) -> None:
    """Find the labels of the objective and of what is measured among those of one table."""
    told = {key: roles.get(key) or _known(seen[key].text) for key in keys}
    have = set(told.values())
    facts = have & {
        "responsible",
        "target",
        "unit",
        "indicator",
        "end",
        "period",
        "programme",
        "office",
    }
    unknown = [
        key
        for key in keys
        if told[key] in ("", "phase")
        and seen[key].values
        and not _FOREIGN.search(seen[key].text)
        and loose_label(seen[key].text)
        not in ("description", "upper", "actors", "budget", "results", "weight")
    ]
    if not {"title", "strategic"} & have and facts:
        wordy = [key for key in unknown if _wordy(seen[key].values)]
        aims = {key: _aiming(seen[key].values) for key in wordy}
        best = max(wordy, key=lambda key: aims[key], default="")
        if best and aims[best] > 0.4 and len(facts) > ("description" in have):
            roles[best] = "title"
            unknown.remove(best)
            have.add("title")
    if "indicator" not in have and ({"title", "strategic", "code"} & have or len(facts) > 1):
        for key in unknown:
            after = seen[key].after.most_common(1)
            follows = roles.get(after[0][0]) or told.get(after[0][0], "") if after else ""
            named = _share(seen[key].values, _NUMBER) < 0.3 and told[key] != "phase"
            if follows in ("unit", "target") and named:
                roles[key] = "indicator"
                return


def _wordy(values: Sequence[str]) -> bool:
    words = sum(len(value.split()) for value in values)
    several = len(set(values)) > max(1, 0.3 * len(values))
    return several and 3 < words / len(values) < 40


def _aiming(values: Sequence[str]) -> float:
    return sum(form_of(value) in INTENTION for value in values) / max(1, len(values))
