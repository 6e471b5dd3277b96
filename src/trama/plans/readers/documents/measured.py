"""The name of an indicator, and the unit and values that stand in the same line behind it."""

from __future__ import annotations

import re

from trama.language.months import MONTHS
from trama.plans.readers.documents.forms import INFINITIVE, INTENTION, form_of
from trama.plans.readers.documents.values import targets_in, undated, unit_of

_SINGLE = re.compile(
    r"(?P<name>[^\W\d_][^:=]{3,110}?)\s*[:=]\s*(?P<value>(?:almeno\s+|[≥≤<>]\s*|(?:€|n\.|nr\.)\s*)?\d[\d.,]*(?:\s*(?:%|€|[^\W\d_]{1,12}[²³.]?(?:/[^\W\d_]{1,10})?))?)"
)
_UNITS = (
    r"%|€|n\.?|nr\.?|numero|gg\.?|giorni|ore|minuti|mesi|anni|km|m|ml|mq|m²|m2|mc|m³|euro|EUR|€/anno|t|t/anno|"
    r"kWh|kWp|kW|MWh|MW|GWh|ha|ettari|litri|l|kg|tonnellate|punti|unità|[Ss][ìi]/[Nn]o|s/n|data"
)
_ENDING = re.compile(rf"(.{{4,}}?),\s+({_UNITS})\s+(\d[\d.,/]*|s[iì]|no)")


def ended(label: str) -> tuple[str, str]:
    """Return the name of an indicator and the value that it ends with, which may be none.

    «Dissesti ripristinati: 5» tells the one value that a plan of one year has, «Presenze, numero, 40» that with its unit.
    """
    single = _SINGLE.fullmatch(label)
    if single:
        return single["name"], single["value"]
    ending = _ENDING.fullmatch(label)
    return (f"{ending[1]} ({ending[2]})", ending[3]) if ending else (label, "")


_MONTH = "|".join(MONTHS["it"])
_DATED = re.compile(
    rf"(?P<name>(?!(?:{_MONTH}|entro|dal?|fino)\b)[^\W\d_].{{3,120}}?)\s*(?:[:–—]|\s-)\s*(?P<rest>(?:20[1-6]\d\s*[:=→]\s*)?"
    r"(?:(?:entro\s+(?:il\s+)?)?\d{1,2}[./]\d{1,2}[./]20\d\d|s[iì]|no"
    rf"|entro\s+(?:il\s+|fine\s+)?(?:\d{{1,2}}[°º]?\s+)?(?:{_MONTH})|(?:{_MONTH})\s+20\d\d)(?!\w).*)",
    re.IGNORECASE,
)


def dated(label: str) -> tuple[str, str] | None:
    """Return the name of an indicator and the days, or the yes or no, by year that it ends with; None if it does not.

    «Collaudo (data) – 2026: 31/10/2026» tells when, which is no number.
    """
    found = _DATED.fullmatch(label)
    return (found["name"], found["rest"]) if found else None


_BEGUN = re.compile(
    r"[\s(;,:–—-]*(?:\b(?:baseline|(?:valore|dato)\s+(?:inizial\w|di\s+partenza|attuale|base|storico)|consuntivo)\b"
    r"(?:\s+\(?20\d\d\)?)?\s*[:=]?\s*(?P<told>[\d.,]*\d\s*%?)(?=\s*(?:[;,)–—|-]|$))\)?"
    r"|[:–—]\s*\bda\s+(?P<since>[\d.,]*\d\s*%?)\s+(?=a\s+\d))",
    re.IGNORECASE,
)


def begun(words: str) -> tuple[str, str]:
    """Return the words of an indicator without the value that it starts from, and that value, which may be none."""
    found = _BEGUN.search(words)
    if not found or found.start() < 4:
        return words, ""
    rest = words[found.end() :].lstrip(" ;:,–—-") if found["told"] else words[found.end() + 1 :]
    return f"{words[: found.start()]}: {rest.strip()}", (found["told"] or found["since"]).strip()


_NEXT = re.compile(r"(?<=[\d%)])\s*[.;]\s+(?=[A-ZÀ-Ù][a-zà-ù])")


def listed(words: str) -> list[str]:
    """Return the indicators that one paragraph lists, each with its values by year; the paragraph if it is one."""
    parts = _NEXT.split(words)
    return parts if len(parts) > 1 and all(targets_in(part) for part in parts) else [words]


def valued(text: str) -> tuple[str, str]:
    """Return the name of an indicator and the values by year that follow it; no values if none are read."""
    found = values_at(text)
    values = closed(found["rest"].strip(" .;")) if found else ""
    return (
        (text[: found.start()].strip(" ;,:–—-("), values)
        if found and targets_in(values)
        else (text, "")
    )


def is_measure(text: str, *, below: bool = False) -> bool:
    """Whether a text is the name of an indicator and its values by year, or its day, and nothing else.

    «Turni serali, n.: 180 (2026) | 200 (2027)» is. What says what will be done is none, unless it stands `below` a title
    that is an objective and but names what is dated: «Adozione: dicembre 2026».
    """
    name, values = valued(text)
    if not values:
        name, values = dated(text) or ("", "")
    worded = re.sub(rf"\b(?:{_MONTH})\b", "", values, flags=re.IGNORECASE)
    if not 3 < len(name) < 100 or len(re.findall(r"[^\W\d_]{3,}", worded)) > 2:
        return False
    return not aims(name) or (below and len(name.split()) < 4 and form_of(name) != INFINITIVE)


def aims(name: str) -> bool:
    """Whether what stands before values says what will be done; a unit behind it tells that it is measured."""
    form = form_of(name)
    return form == INFINITIVE or (form in INTENTION and not bracketed(name)[1])


def closed(values: str) -> str:
    """Return values without a bracket behind them that was opened before them."""
    return values.rstrip(")") if values.count(")") > values.count("(") else values


def values_at(text: str) -> re.Match[str] | None:
    """Return where the values by year begin that an indicator ends with, such as «(60 nel 2026, 75 nel 2028)»."""
    most, best = 0, -1
    plain = undated(text)
    for place in re.finditer(
        r"(?!(?<=\d),\d)[\s(:;,=–—-]+(?=(?:da|almeno|fino a|[≥≤<>+])?\s*\d)", plain
    ):
        # The last place from which all values are read: a number before it is part of the name.
        count = len(targets_in(plain[place.end() :].strip(" ().;"))) if place.start() > 3 else 0
        if count and count >= most:
            most, best = count, place.start()
    if most:
        return re.compile(r"[\s(:;,=–—-]+(?P<rest>.+)$").match(text, best)
    return re.search(
        r"\s*[:–—-]\s*(?P<rest>(?:da\s+)?[\d≥≤<>+].*(?:nel |entro|20[1-6]\d).*)$", text
    )


_UNIT = re.compile(
    rf"(.{{4,}}?)(?:\s*[(\[]|,\s+)({_UNITS}|num\.?|g|(?<=[(\[])(?:[a-zà-ù]{{2,14}}|[^\W\d_]{{1,8}}[²³.]?/[^\W\d_]{{1,10}}[²³23.]?))(?:[)\]]|\s*$)\s*$"
)


_BARE = re.compile(r"(.{4,}?)\s+(%|€|n\.|nr\.|min\.|gg\.|mq\.?|km\.?)")


def bracketed(label: str) -> tuple[str, str]:
    """Return the name of an indicator and the unit that stands between brackets, or after a comma, behind it."""
    found = _UNIT.fullmatch(label.strip()) or _BARE.fullmatch(label.strip())
    return (found[1].strip(), unit_word(found[2])) if found else (label.strip(), "")


def unit_word(value: str) -> str:
    """Return the unit that a cell or a bracket names."""
    # «kWh/mq» is a ratio, and no kWh.
    found = "" if "/" in value else unit_of(value, [])
    low = value.strip().lower()
    if low in ("n", "n.", "nr", "nr.", "num.", "numero", "numerico", "n°"):
        return "numero"
    return found or value.strip()[:60]
