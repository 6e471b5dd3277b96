"""Tables within a cell whose words a page gives one after the other: the headings first, then each indicator's."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FLAGS = re.IGNORECASE
_NAME = r"(?:descrizione|denominazione|nome|indicator[ei]|parametro|misura|cosa\s+si\s+misura)(?:\s+(?:dell['’]\s*|dell[ao]\s+|di\s+)?(?:indicator[ei]|risultato|performance|misura))?"
_UNIT = r"(?:u\.?\s?m\.?|unità(?:\s+di\s+misura)?|unità\s+mis\.?|un\.\s?mis\.?)"
_OTHER = r"(?:peso(?:\s*%)?|baseline|(?:valore|dato)\s+(?:iniziale|di\s+partenza|storico|attuale)|partenza|consuntivo\s+20\d\d)"
_YEAR = r"(?:(?:target|atteso|attesi|previsto|(?:valore|risultato)\s+(?:atteso|obiettivo|target)|anno|traguardo)\s+)?(?P<year>20[1-6]\d)"
_COLUMN = re.compile(
    rf"(?:(?P<unit>{_UNIT})|(?P<other>{_OTHER})|{_YEAR})(?=\s|$)\s*",
    _FLAGS,
)
_FIRST = re.compile(rf"(?:n\.?\s+)?{_NAME}\s+(?=(?:{_UNIT}|{_OTHER}|target|\S+\s+20|20))", _FLAGS)
_VALUE = r"(?:[<>≥≤=+-]?\s?\d[\d.,]*(?:/\d[\d/]*)?\s?%?|[-–—/]|s[iì]|no|n\.?d\.?)"
_MEASURED = r"(?:n\.?[°º]?|nr\.?|num(?:ero|\.)?|%|percentuale|km|mq|m²|m2|mc|ha|ore|h|giorni|gg\.?|mesi|anni|minuti|euro|€|t|ton\w*|kg|kwh?|mwh|data|s[iì]/no|on/off|valore|unità|importo|metri|m|punti|indice|rapporto|litri|l)"


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator of such a table: its name, its unit, and its values by year."""

    name: str
    unit: str
    values: tuple[tuple[str, str], ...]


def flattened(words: str) -> list[Listed]:
    """Return the indicators that a text lists below the headings that it begins with; none if it does not."""
    plain = " ".join(words.split())
    first = _FIRST.match(plain)
    if not first:
        return []
    place = first.end()
    columns: list[str] = []
    while found := _COLUMN.match(plain, place):
        columns.append("unit" if found["unit"] else found["year"] or "")
        place = found.end()
    if not any(one.isdigit() for one in columns):
        return []
    parts = [_MEASURED if one == "unit" else _VALUE for one in columns]
    row = re.compile(
        r"(?P<name>\S.*?)\s+" + r"\s+".join(f"({one})" for one in parts) + r"(?=\s|$)", _FLAGS
    )
    made: list[Listed] = []
    rest = plain[place:]
    while found := row.match(rest):
        name, cells = found["name"], found.groups()[1:]
        # The last words of a name that its cell parts stand behind the values of the line before.
        wraps = re.match(r"((?:[a-zà-ù(][^\s]*\s+)+)(?=[A-ZÀ-Ù])", name) if made else None
        if wraps:
            made[-1] = _longer(made[-1], wraps[1])
            name = name[wraps.end() :]
        told = dict(zip(columns, cells, strict=True))
        years = tuple((one, cell) for one, cell in told.items() if one.isdigit())
        made.append(Listed(name.strip(" ;.–-"), told.get("unit", ""), years))
        rest = rest[found.end() :].lstrip()
    if made and rest and rest[0].islower() and len(rest.split()) < 8:
        made[-1], rest = _longer(made[-1], rest), ""
    return made if not rest else []


def _longer(one: Listed, words: str) -> Listed:
    return Listed(f"{one.name} {words.strip()}", one.unit, one.values)


_CHART = re.compile(
    r"(?:fas[ei]|attività|azion[ei])\s+(?:[GFMALSOND]\s+){11}[GFMALSOND]\s+", _FLAGS
)


def without_chart(words: str) -> str:
    """Return phases without the headings of a chart of twelve months that a page gives before them."""
    return _CHART.sub("", words, count=1)
