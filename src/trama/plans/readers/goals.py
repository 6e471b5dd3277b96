"""What a plan wants of an indicator, however it says so: a number, a bound, a day, a yes or no, or only words.

The words are kept as they stand wherever they say more than a number; what a machine can compare stands beside
them. What the words do not say is left out: «approvazione del piano» has neither a number nor a day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trama.plans.readers.amounts import UNITS, number_of
from trama.plans.readers.values import MONTHS, day_of

COLUMNS = ("words", "least", "most", "due", "answer")
"""The columns of a target's row that tell what a bare number does not."""

MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted: a `value` with its bounds, the day or month it is `due`, a yes or no as `answer`.

    `words` are the plan's own, empty where a number says it all; `unit` is that of the number.
    """

    words: str = ""
    value: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    due: str = ""
    answer: bool | None = None
    unit: str = ""

    @property
    def said(self) -> str:
        """What the plan says, or the bare number."""
        return self.words or (f"{self.value:f}" if self.value is not None else "")

    @property
    def row(self) -> dict[str, str]:
        """The cells of a target's row that it fills."""
        return {
            "value": _plain(self.value),
            "words": self.words,
            "least": _plain(self.least),
            "most": _plain(self.most),
            "due": self.due,
            "answer": "" if self.answer is None else "sì" if self.answer else "no",
        }


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def goal_of(text: str, year: str = "") -> Goal | None:
    """Return what words want of an indicator, or None if they want nothing: `-`, `n.d.`, signs without a word.

    `year` is that of the heading above them, by which «entro maggio» is the May of 2026.
    """
    words = " ".join(text.split()).strip(" ;,")
    if not words or _NOTHING.fullmatch(words) or len(words) > MOST_WORDS:
        return None
    rest, due = _due(words, year)
    plain = rest.strip(" .;:,()–—-") if due else words
    answer = _ANSWER.fullmatch(plain)
    if answer:
        return Goal(words, due=due, answer=answer["no"] is None)
    found = _number(plain) if plain else None
    if found:
        goal, bare = found
        return Goal(
            "" if bare and not due else words,
            goal.value,
            goal.least,
            goal.most,
            due,
            unit=goal.unit,
        )
    return Goal(words, due=due) if due or _WORD.search(words) or _OF.search(words) else None


def goals_in(text: str) -> list[tuple[str, str]]:
    """Return the years and the words of a text such as «2026: avvio; 2027: 30/06/2027»; none if it is no such list."""
    places = list(_YEARED.finditer(text))
    behind = [_BEHIND.fullmatch(part.strip()) for part in re.split(r"[;,\n|]", text)]
    if not places and all(behind):
        found = [(part["year"], part["words"]) for part in behind if part]
        return found if all(goal_of(words, year) for year, words in found) else []
    if not places or text[: places[0].start()].strip(" (;,–—-"):
        return []
    ends = [place.start() for place in places[1:]] + [len(text)]
    found = [
        (place["year"] or place["only"], text[place.end() : end].strip(" ;,|/•·–—\n"))
        for place, end in zip(places, ends, strict=True)
    ]
    return found if all(goal_of(words, year) for year, words in found) else []


def read_goals(row: Mapping[str, str]) -> dict[str, str]:
    """Return a target's row with what its value says put into the columns it belongs in.

    A value that is a number stays as it is, and so does one that says nothing known: it is told where cells are
    checked.
    """
    made = dict(row)
    value = made.get("value", "")
    if not value or _DECIMAL.fullmatch(value) or made.get("words"):
        return made
    goal = goal_of(value, made.get("year", "")[:4])
    if goal is None:
        return made
    told = {name: cell for name, cell in goal.row.items() if cell and not made.get(name)}
    made |= told | {"value": goal.row["value"]}
    if not made.get("year") and goal.due:
        made["year"] = goal.due[:4]
    return made


def written(row: Mapping[str, str]) -> dict[str, str]:
    """Return a target's row with its words as its value, where reading them gives the row again."""
    words = row.get("words", "")
    plain = {name: cell for name, cell in row.items() if name not in COLUMNS}
    plain["value"] = words
    again = {name: cell for name, cell in read_goals(plain).items() if cell}
    return plain if words and again == dict(row) else dict(row)


_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NOTHING = re.compile(
    r"[\s\-–—/.…_*]*|#[A-Z/0!?]+|n\.?\s?[dacp]\.?|tbd|da definire|da determinare|non (?:definit|disponibil|applicabil|previst|pertinent)\w+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3}")
_OF = re.compile(r"\d\s+su\s+\d")
_YEARED = re.compile(
    r"(?:^|(?<=[\s;,|/(•·–—]))(?P<year>20[1-6]\d)\s*[:=→]\s*(?=\S)|^(?P<only>20[1-6]\d)\s+[–—-]\s+"
)
_BEHIND = re.compile(
    r"(?P<words>.+?)\s+(?:\(?(?:nel|per il|nell['’]anno)\s+|\((?=20[1-6]\d\)))(?P<year>20[1-6]\d)\)?"
)
_ANSWER = re.compile(
    r"(?:(?P<yes>s[iìí]['’`]?|yes)|(?P<no>no))(?:\s*[.!(,;:–—-].*)?", re.IGNORECASE
)

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = (
    r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:20)?\d\d(?!\d)|20\d\d-\d\d(?:-\d\d)?(?!\d)|(?<![\d/.])\d{1,2}/20\d\d"
    rf"|(?:\d{{1,2}}[°º]?\s+)?\b(?:{_MONTH})\b\.?(?:\s+(?:del\s+)?20\d\d)?"
)
_PART = (
    r"(?P<nth>\d[°º^]?|I{1,3}V?|IV|prim[oa]|second[oa]|terz[oa]|quart[oa])\s+"
    r"(?P<part>bimestre|trimestre|quadrimestre|semestre)(?:\s+(?:del\s+|dell['’]anno\s+)?(?P<of>20\d\d))?"
)
_BY = (
    r"(?:entro(?:\s+(?:e\s+non\s+oltre))?|non\s+oltre|by|(?<!rispetto )(?<!fino )al|scadenza|data|termine|entro\s+la\s+data\s+del)"
    r"\s*:?\s*(?:il\s+(?:mese\s+di\s+)?|la\s+|l['’]|the\s+)?(?:fine\s+(?:di\s+|del\s+|dell['’])?(?:mese\s+di\s+|anno\s+)?)?(?:end\s+of\s+)?(?:giorno\s+|mese\s+di\s+|anno\s+)?"
)
_DUE = re.compile(
    rf"(?P<by>\b{_BY})(?:{_PART}|(?P<day>{_DAY}|\d{{1,2}}[/.]\d{{1,2}}(?![\d/.%])|(?<!\bal )\b20[1-6]\d\b(?!\s*%)|anno\b))",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"\(?(?:il\s+|fine\s+|dal\s+)?(?:{_PART}|(?P<day>{_DAY}))\)?", re.IGNORECASE)
_NTH = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "prim": 1, "second": 2, "terz": 3, "quart": 4}
_MONTHS_OF = {"bimestre": 2, "trimestre": 3, "quadrimestre": 4, "semestre": 6}


def _due(words: str, year: str) -> tuple[str, str]:
    """Return words without the day by which something is wanted, and that day, month or year; empty if none."""
    whole = _WHOLE.fullmatch(words.rstrip("."))
    found = whole or _DUE.search(words)
    if not found:
        return words, ""
    due = _point(found, year)
    if not due:
        return words, ""
    if whole:
        return "", due
    return f"{words[: found.start()]} {words[found.end() :]}", due


def _point(found: re.Match[str], year: str) -> str:
    if found["part"]:
        nth = re.sub(r"[°º^oa]+$", "", found["nth"].lower())
        number = int(nth) if nth.isdigit() else _NTH.get(nth, 0)
        month = number * _MONTHS_OF[found["part"].lower()]
        of = found["of"] or year
        return f"{of}-{month:02}" if of and 0 < month <= 12 else ""
    day = " ".join(found["day"].replace(" del ", " ").split())
    if day.lower() == "anno":
        return year
    if not re.search(r"\d{4}|[/.\-]\d\d?[/.\-]\d\d$", day):
        # A day or month without a year is of the year of its column.
        if not year:
            return ""
        day = f"{day}/{year}" if re.fullmatch(r"\d{1,2}[/.]\d{1,2}", day) else f"{day} {year}"
    return day_of(day) or ""


_LEAST = r"≥|>\s*=|=\s*>|>|almeno|minimo|min\.?|non\s+(?:meno|inferiore)\s+(?:di|a|al|all['’])|oltre|pi[uù]\s+di|superiore\s+a|at\s+least|more\s+than"
_MOST = r"≤|<\s*=|=\s*<|<|al\s+massimo|massimo|max\.?|non\s+(?:pi[uù]|oltre|superiore)\s*(?:di|a|al|all['’])?|meno\s+di|inferiore\s+a|fino\s+a|entro|at\s+most|less\s+than|up\s+to"
_BOUND = re.compile(rf"(?:(?P<least>{_LEAST})|(?P<most>{_MOST}))\s*(?P<rest>.+)", re.IGNORECASE)
_RANGE = re.compile(
    r"(?P<lead>da|tra|fra|compres[oa] (?:tra|fra)|from|between)?\s*(?P<from>\d[\d.,]*)\s*(?P<sign>%|€)?\s*"
    r"(?P<to>a|ad|e|ed|to|and|÷|–|—|-)\s*(?P<until>\d[\d.,]*\s*(?:[^\W\d]|%|€).{0,40}|\d[\d.,]*)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^\s*[+−-]|(?:circa|ca\.|~|about)\s*\S|\S+\s+circa\b", re.IGNORECASE)
_TAIL = re.compile(r"\d\s*([^\d\s.,;()][^\d]*?)?[ .;()]*$")


def _number(plain: str) -> tuple[Goal, bool] | None:
    """Return the number of words, or the two ends of a range, and whether the number says it all."""
    ends = _RANGE.fullmatch(plain)
    if ends and (ends["lead"] or not ends["to"].isalpha()):
        low, high = number_of(ends["from"]), number_of(ends["until"])
        if low and high and low[0] < high[0] and not _years(low[0], high[0]):
            return Goal(least=low[0], most=high[0], unit=high[1]), False
        return None
    bound = _BOUND.fullmatch(plain)
    found = number_of(bound["rest"] if bound else plain)
    if found is None:
        return None
    value, unit = found
    if bound:
        least, most = (value if bound[name] else None for name in ("least", "most"))
        return Goal(value=value, least=least, most=most, unit=unit), False
    after = _TAIL.search(plain)
    bare = (
        after is None
        or not after[1]
        or after[1] == "€"
        or unit.lower() in (after[1].lower(), UNITS.get(after[1].lower()))
    )
    return Goal(value=value, unit=unit), bare and not _ABOUT.search(plain)


def _years(*numbers: Decimal) -> bool:
    return all(2010 <= number <= 2069 and number == int(number) for number in numbers)
