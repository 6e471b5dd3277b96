"""What people write in a cell, read as what the model takes: dates, numbers, yes and no, codes.

Each function returns what the model takes, or None if the words are none that it knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from trama.model.dup import MISSIONS, PROGRAMMES, mission_code, programme_code
from trama.plans.readers.columns import folded

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "gennaio gen january jan", "febbraio feb february", "marzo mar march",
            "aprile apr april", "maggio mag may", "giugno giu june jun", "luglio lug july jul",
            "agosto ago august aug", "settembre set sett september sep sept",
            "ottobre ott october oct", "novembre nov november", "dicembre dic december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_DAY = re.compile(
    r"([0-9]{1,2})[/.\-\s]([0-9]{1,2})[/.\-\s]([0-9]{2}|[0-9]{4})(?:\s+0{1,2}[:.]00(?:[:.]00)?)?"
)
_YEAR_FIRST = re.compile(
    r"([0-9]{4})[/.]([0-9]{1,2})(?:[/.]([0-9]{1,2}))?|([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00:00"
)
_MONTH = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{4})")
_WORDS = re.compile(r"(?:([0-9]{1,2})[°º]?\s+)?([a-z]+)\.?\s+([0-9]{4}|[0-9]{2})")
_NUMBER = re.compile(r"[+\-−]?(?:[0-9]+(?:[.,' \u00a0\u202f][0-9]+)*)")
_LEAD = re.compile(r"^(?:€|euro|eur|circa|ca\.?|\+)\s*", re.IGNORECASE)
_TRAIL = re.compile(r"\s*(?:€|euro|eur|%|per cento|percento)\s*$", re.IGNORECASE)
_YES = {"si", "s", "yes", "y", "true", "vero", "x", "1", "ok"}
_NO = {"no", "n", "false", "falso", "0"}
_DIRECTIONS = {
    "increase": "increase|deve crescere|in aumento|aumento|aumentare|aumenta|crescere|cresce|crescente|in crescita|crescita|incremento|incrementare|su|up|rise|growing|to increase|must grow|increasing|piu|maggiore|migliorare in aumento",
    "decrease": "decrease|deve calare|deve diminuire|in diminuzione|diminuzione|diminuire|diminuisce|calare|cala|in calo|calo|ridurre|riduzione|decrescente|decremento|giu|down|to decrease|must fall|decreasing|fall|meno|minore",
    "reach": "reach|da raggiungere|raggiungere|raggiungimento|da realizzare|to reach|to be reached",
    "keep": "keep|deve restare com e|deve restare|mantenere|mantenimento|mantiene|stabile|costante|restare|invariato|invariata|stabilita|maintain|stable|to keep|keep as it is|steady",
}  # fmt: skip
_SIGNS = {"↑": "increase", "↗": "increase", "+": "increase", "↓": "decrease", "↘": "decrease", "-": "decrease", "−": "decrease", "=": "keep", "→": "keep", "↔": "keep"}  # fmt: skip
_SECTIONS = {
    "SeS": "ses|sezione strategica|strategica|strategico|strategic|strategic section|obiettivo strategico|sezione ses",
    "SeO": "seo|sezione operativa|operativa|operativo|operational|operational section|obiettivo operativo|sezione seo",
}
_DASHES = re.compile(r"\s*[‐‑‒–—−]\s*|\s+-\s*|\s*-\s+")


def day_of(raw: str) -> str | None:
    """Return a day, month or year as ISO 8601 writes it, of `31/12/2027`, `31.12.27` or `dicembre 2027`."""
    words = " ".join(raw.split())
    if _ISO.fullmatch(words):
        return words
    found = _DAY.fullmatch(words)
    if found:
        day, month, year = int(found[1]), int(found[2]), _year(found[3])
        if month > 12 >= day:
            day, month = month, day
        return _iso(year, month, day)
    found = _YEAR_FIRST.fullmatch(words)
    if found:
        if found[4]:
            return found[4]
        return _iso(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    found = _MONTH.fullmatch(words)
    if found:
        return _iso(int(found[2]), int(found[1]), None)
    plain = words.casefold().removeprefix("entro ").removeprefix("il ").removeprefix("fine ")
    found = _WORDS.fullmatch(plain.replace(" di ", " "))
    if found and found[2] in MONTHS:
        return _iso(_year(found[3]), MONTHS[found[2]], int(found[1]) if found[1] else None)
    bare = re.fullmatch(r"(?:anno |nel |in |year )?([0-9]{4})(?:[.,]0)?", plain)
    return bare[1] if bare else None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else f"{year:04d}-{month:02d}"


class Dots(Enum):
    """What a dot before three digits means in a column."""

    UNKNOWN = 0
    DECIMAL = 1
    THOUSANDS = 2


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that somebody wrote; `other` is its other reading, if it has one, `percent` that it has a sign."""

    value: str
    other: str = ""
    percent: bool = False
    changed: bool = False


def dots_of(column: Iterable[str]) -> Dots:
    """Return what a dot before three digits means, as far as the other cells of a column tell."""
    found = Dots.UNKNOWN
    for raw in column:
        text = _bare(raw)
        if "." in text and "," in text:
            return Dots.THOUSANDS if text.rindex(",") > text.rindex(".") else Dots.DECIMAL
        if text.count(".") > 1 or re.search(r",[0-9]{1,2}$|,[0-9]{4,}$", text):
            found = Dots.THOUSANDS
        elif re.search(r"\.[0-9]{1,2}$|\.[0-9]{4,}$|^0\.", text):
            found = found if found is Dots.THOUSANDS else Dots.DECIMAL
        elif text.count(",") > 1:
            found = Dots.DECIMAL
    return found


def _bare(raw: str) -> str:
    text = " ".join(raw.replace("\u00a0", " ").replace("\u202f", " ").split())
    return _TRAIL.sub("", _LEAD.sub("", text)).strip()


def number_of(raw: str, dots: Dots = Dots.UNKNOWN) -> Numeral | None:
    """Return the number in a cell such as `76,5`, `1.250,00`, `1 250`, `€ 6.000` or `76%`.

    A dot before three digits may be either; an Italian office means thousands by it.
    """
    percent = "%" in raw or bool(re.search(r"per\s?cento", raw, re.IGNORECASE))
    text = _bare(raw)
    if not _NUMBER.fullmatch(text):
        return None
    text = text.replace("−", "-").replace("'", "")
    plain = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?:[^0-9]|$))", "", text).lstrip("+")
    if " " in plain:
        return None
    other = ""
    if "." in plain and "," in plain:
        comma_last = plain.rindex(",") > plain.rindex(".")
        thousands, decimal = (".", ",") if comma_last else (",", ".")
        head, _, tail = plain.rpartition(decimal)
        if thousands in tail or not re.fullmatch(
            rf"-?[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+", head
        ):
            return None
        plain = head.replace(thousands, "") + "." + tail
    elif "," in plain:
        if plain.count(",") > 1:
            if not re.fullmatch(r"-?[0-9]{1,3}(?:,[0-9]{3})+", plain):
                return None
            plain = plain.replace(",", "")
        else:
            plain = plain.replace(",", ".")
    elif "." in plain:
        grouped = re.fullmatch(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+", plain)
        if plain.count(".") > 1:
            if not grouped:
                return None
            plain = plain.replace(".", "")
        elif grouped and dots is not Dots.DECIMAL:
            other = "" if dots is Dots.THOUSANDS else plain
            plain = plain.replace(".", "")
    return Numeral(plain, other, percent, plain != raw.strip())


def percent_of(value: str) -> str:
    """Return what a percent cell shows, of its value: 76 of 0.76."""
    shown = (Decimal(value) * 100).quantize(Decimal("1e-9")).normalize()
    return f"{shown:f}"


def flag_of(raw: str) -> str | None:
    """Return `sì` or `no`."""
    plain = folded(raw) or raw.strip()
    if plain in _YES or raw.strip() in ("✓", "✔", "☑", "☒"):
        return "sì"
    return "no" if plain in _NO or raw.strip() in ("☐",) else None


def direction_of(raw: str) -> str | None:
    """Return increase, decrease or keep."""
    if raw.strip() in _SIGNS:
        return _SIGNS[raw.strip()]
    return _listed(raw, _DIRECTIONS)


def section_of(raw: str) -> str | None:
    """Return SeS or SeO."""
    return _listed(raw, _SECTIONS)


def _listed(raw: str, words: dict[str, str]) -> str | None:
    plain = folded(raw)
    for value, names in words.items():
        if plain in names.split("|") or plain == folded(value):
            return value
    return None


def mission_of(raw: str) -> str | None:
    """Return the code of a budget mission, of `1`, `01`, `Missione 1` or its name."""
    code = mission_code(_leading(raw))
    if code in MISSIONS:
        return code
    return _named(raw, MISSIONS)


def programme_of(raw: str, mission: str = "") -> str | None:
    """Return the code of a budget programme, of `0108`, `1.8`, `08` under mission 01, or its name."""
    bare = _leading(raw)
    code = programme_code(bare)
    if code in PROGRAMMES:
        return code
    short = re.fullmatch(r"(?:p|pr|prog|programma)?\.?\s*([0-9]{1,2})", bare.casefold())
    if short and mission in MISSIONS:
        code = mission + short[1].zfill(2)
        return code if code in PROGRAMMES else None
    within = {c: n for c, n in PROGRAMMES.items() if not mission or c.startswith(mission)}
    return _named(raw, within)


def _leading(raw: str) -> str:
    """The code before a name, as in `01 - Servizi istituzionali`."""
    found = re.fullmatch(
        r"((?:(?:missione|programma|prog|miss|m|p)\.?\s*)?[0-9][0-9.]*)\s*(?:[-–—:.)]\s*|\s+)[^\W\d].*",
        raw.strip(),
        re.IGNORECASE | re.DOTALL,
    )
    return found[1] if found else raw.strip()


def _named(raw: str, codes: dict[str, tuple[str, str]]) -> str | None:
    plain = folded(raw)
    found = [code for code, names in codes.items() if plain in (folded(n) for n in names)]
    return found[0] if len(found) == 1 else None


def coded(raw: str) -> str:
    """Return an identifier of letters, digits and single `-`, `.` or `_`, nearest to what was written."""
    plain = _DASHES.sub("-", " ".join(raw.split()))
    if re.fullmatch(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*", plain):
        return plain
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain)
    return re.sub(r"([-._])[-._]+", r"\1", plain).strip("-._")


def parted(raw: str) -> list[str]:
    """Return the values that a cell lists, with `;` or lines between."""
    return [part.strip() for part in re.split(r"[;\n\r]+", raw) if part.strip()]


def parted_more(raw: str) -> list[str]:
    """Return the values that a cell lists with commas, slashes or «e» between."""
    parts = re.split(r"\s*,\s*|\s+(?:e|ed|and)\s+|\s+/\s+|\s*\+\s*", raw)
    return [part.strip() for part in parts if part.strip()]
