"""What stands beside an objective under a label, put where it belongs in its row."""

from __future__ import annotations

import re

from trama.plans.readers.documents.flattened import flattened, without_chart
from trama.plans.readers.documents.kinds import (
    coded_in,
    mission_named,
    mission_of,
    named_in,
    programme_named,
    programme_of,
    stated_in,
    tidy_code,
)
from trama.plans.readers.documents.labels import year_in_label
from trama.plans.readers.documents.measured import (
    begun,
    bracketed,
    closed,
    dated,
    ended,
    listed,
    unit_word,
    valued,
    values_at,
)
from trama.plans.readers.documents.proposal import (
    Aim,
    Chapter,
    Measure,
    Phase,
    Row,
    Said,
)
from trama.plans.readers.documents.values import (
    direction_of,
    period_of,
    targets_in,
)
from trama.plans.readers.goals import goal_of, goals_in

MAX_VALUES = 60


def put(row: Row, role: str, label: str, said: Said) -> bool:
    """Put the words under a label into a row; False if the label says nothing that a plan keeps."""
    value = " ".join(said.text.split())
    if not value:
        return True
    if role == "unit" and re.fullmatch(r"misura", label.strip(" :"), re.IGNORECASE):
        # «Misura: serate svolte – 2027: 4» measures the objective, «Misura: numero» an indicator.
        last = row.measures[-1] if row.measures else None
        another = last is None or last.unit or last.aims or len(value.split()) > 2
        role = "indicator" if another or targets_in(value) or goals_in(value) else role
    if role in ("period", "start", "end"):
        _period(row, role, value)
    elif role in ("responsible", "office"):
        names = names_in(_NEXT_SENTENCE.split(value, maxsplit=1)[0])
        if role == "office" and row.measures and len(value) < 30 and direction_of(value, [])[1]:
            row.measures[-1].direction = direction_of(value, [])[0]
            return True
        if role == "responsible":
            # A named office comes before the department that it stands in.
            row.responsible = [*dict.fromkeys([*row.responsible, *names])][:MAX_VALUES]
        else:
            row.noted.append(("office", {"label": label, "words": value}))
    elif role == "actors":
        row.actors = [*dict.fromkeys([*row.actors, *names_in(value)])][:MAX_VALUES]
    elif role == "description":
        row.description.append(said)
    elif role == "results" and len(targets_in(valued(value)[1])) < 2:
        row.results.append(said)
    elif role in ("indicator", "results") and (table := flattened(value)):
        for listed_one in table:
            measure = Measure(listed_one.name, said, unit_word(listed_one.unit))
            row.measures.append(measure)
            for year, words in listed_one.values:
                add_target(row, measure, year, words, said)
    elif role in ("indicator", "results"):
        lines = said.text.split("\n")
        for line in lines:
            if _FROM.match(line.strip()) and row.measures:
                row.noted.append(("baseline", {"words": line.strip()}))
                continue
            several = listed(line)
            # Each indicator of a cell has the values of its own line.
            apart = len(several) > 1 or (len(lines) > 1 and bool(targets_in(line)))
            for words in several:
                one = Said(words, said.mark, said.where) if apart else said
                _indicator(row, words, one)
    elif role == "unit":
        if row.measures and not row.measures[-1].unit:
            row.measures[-1].unit = unit_word(value)
    elif role in ("target", "baseline"):
        _target(row, role, label, value, said)
    elif role == "direction":
        if row.measures:
            row.measures[-1].direction = direction_of(value, [])[0]
    elif role == "phase":
        value = without_chart(value)
        start, end = period_of(value)
        row.phases.append(Phase(value, start, end))
    elif role == "strategic":
        row.above = strategic_in(value)[0] or row.above
    elif role in ("mission", "programme"):
        mission, programme = budget_in(value, role, row.mission)
        row.mission, row.programme = mission or row.mission, programme or row.programme
    elif role == "chapter":
        named = named_in(value)
        coded = coded_in(value)
        number = named.number if named else coded[0] if coded else ""
        words = (named.name if named else coded[2] if coded else value) or value
        row.chapters = [Chapter(words, number, said.mark)]
    elif role == "code":
        found = re.fullmatch(r"(?:n\.?\s*)?([A-Za-z0-9][\w.\-/ ]{0,20})", value)
        if found and re.search(r"\d", value):
            row.code = tidy_code(found[1])
    elif role in ("upper", "place"):
        row.description.append(said)
    else:
        return False
    return True


def share(rows: list[Row], role: str, label: str, said: Said) -> None:
    """Give indicators that are listed for several objectives to those whose code they begin with.

    Without codes they go one by one where they are as many as the objectives, or all to a single one.
    """
    codes = {row.code: row for row in rows if row.code}
    lines = [line.strip() for line in said.text.split("\n") if line.strip()]
    plain = []
    for line in lines:
        coded = coded_in(
            re.sub(r"^(?:[•▪–*-]|ob(?:iettivo|\.)(?:\s+n\.?)?)\s+", "", line, flags=re.IGNORECASE)
        )
        row = codes.get(coded[0]) if coded else None
        if row is None:
            plain.append(line)
            continue
        put(row, role, label, Said(coded[2] if coded else line, said.mark, said.where))
    if len(rows) == 1 or len(plain) == len(rows) == len(lines):
        for number, line in enumerate(plain):
            put(rows[min(number, len(rows) - 1)], role, label, Said(line, said.mark, said.where))
    elif plain and rows:
        rows[0].noted.append(("no-owner", {"words": "; ".join(plain)[:200]}))


def _period(row: Row, role: str, value: str) -> None:
    start, end = period_of(value)
    if role == "start":
        row.start = start or end or row.start
    elif role == "end":
        row.end = end or start or row.end
    else:
        row.start, row.end = start or row.start, end or row.end


# «Responsabile: dott.ssa Paola Vanini. Le azioni sono svolte con …»
_NEXT_SENTENCE = re.compile(
    r"(?<=[^\W\d_]{3}\.)(?<!\bdott\.)(?<!\bprof\.)(?<!\barch\.)(?<!\bgeom\.)(?<!\bresp\.)\s+(?=[A-Z][^\W\d_]*\s+[a-z]\S*\s+[a-z])"
)


def names_in(value: str) -> list[str]:
    """Return the bodies or persons that a value names, parted by commas, semicolons, «e» or lines.

    What stands between brackets belongs to the name before it.
    """
    parts: list[str] = []
    depth, piece = 0, ""
    for letter in value:
        depth += (letter == "(") - (letter == ")")
        if letter in ";,\n•" and depth <= 0:
            parts.append(piece)
            piece = ""
        else:
            piece += letter
    parts.append(piece)
    names = [re.sub(r"^(?:e|ed)\s+", "", part.strip(" .:–—-")).strip() for part in parts]
    return [name[:200] for name in names if len(name) > 1 and re.search(r"[^\W\d_]", name)]


def strategic_in(value: str) -> tuple[str, str]:
    """Return the code and the words of the strategic objective that a value names."""
    stated = stated_in(value)
    if stated and stated.code:
        return stated.code, stated.words
    coded = coded_in(value)
    if coded:
        return coded[0], coded[2]
    found = re.fullmatch(r"(?:n\.?\s*)?([A-Z]{0,4}[.\-]?\d[\w.\-]{0,12})", value.strip())
    return (tidy_code(found[1]), "") if found else ("", value.strip())


def budget_in(value: str, role: str, mission: str = "") -> tuple[str, str]:
    """Return the codes of the budget mission and programme that a value names."""
    named = named_in(value)
    if named and named.mission:
        return named.mission, named.programme
    if named and named.programme and named.programme.isdigit() is False:
        code = programme_of(named.programme, mission)
        return code[:2], code
    plain = " ".join(value.split())
    found = _NUMBERS.match(plain) or re.fullmatch(r"(\d{2})\s+(\d{2})", plain)
    if found and programme_of(f"{found[1]}.{found[2]}", ""):
        code = programme_of(f"{found[1]}.{found[2]}", "")
        return code[:2], code
    both = _NAMED_BOTH.fullmatch(plain)
    code = programme_of(both["p"], both["m"].zfill(2)) if both else ""
    if both and code and mission_of(both["m"], both["name"]):
        return code[:2], code
    found = re.match(
        r"(?:m\.?|missione|p\.?|programma|n\.?)?\s*:?\s*(\d{1,4})\b\W*(.*)", plain, re.IGNORECASE
    )
    if role == "mission":
        if found and not mission_of(found[1], found[2]):
            rest = re.search(r"programma\s*:?\s*(\d{1,2})", plain, re.IGNORECASE)
            code = programme_of(rest[1], found[1].zfill(2)) if rest else ""
            return (code[:2], code) if code else ("", "")
        if found:
            return mission_of(found[1], found[2]), ""
        return mission_named(plain), ""
    if found:
        code = programme_of(found[1], mission) or programme_named(found[2], mission)
        return (code[:2] if code else mission), code
    code = programme_named(plain, mission) or programme_named(plain)
    return (code[:2] if code else mission), code


# «valore iniziale 2024: 376» below an indicator
_FROM = re.compile(
    r"(?:(?:valore|dato)\s+(?:inizial\w|di\s+partenza|base|storico)|baseline)\b[^:=]{0,12}[:=]?\s*[\d.,]+\s*\S{0,8}",
    re.IGNORECASE,
)


# «10.05», «M10 P05», «Miss. 10, prog. 5»
_NUMBERS = re.compile(
    r"(?:m|miss?|mission[ei])?\.?\s*(\d{1,2})\s*"
    r"(?:[.\-/–,;]\s*(?:(?:p|pr|progr?|programma)\b\.?|p\.?)?|(?:e\s+)?p(?:r|rogr?|rogramma)?\.?)\s*(\d{1,2})\b",
    re.IGNORECASE,
)


# «01 Servizi istituzionali / 07 Elezioni»
_NAMED_BOTH = re.compile(
    r"(?:missione\s*)?(?P<m>\d{1,2})\b\W*(?P<name>[^\W\d][^/|;]*?)\s*(?:[/|;]|\s[-–—]|,)\s*(?:programma\s*)?(?P<p>\d{1,2}(?:\.\d{1,2})?)\b\W*\D*",
    re.IGNORECASE,
)


# «domande finanziate (n.) – atteso 2026: 10»
_WANTED = re.compile(
    r"\s*[,;:(–—|-]+\s*(?:valor[ei]\s+)?(?:attes[oiae]|previst[oiae]|programmat[oiae]|obiettivo|traguardo|da\s+raggiungere)$",
    re.IGNORECASE,
)


def _indicator(row: Row, words: str, said: Said) -> None:
    plain = re.sub(r"^(?:[•\-–▪■●*]|\d{1,2}[.)])\s+", "", words.strip())
    if not plain:
        return
    plain, since = begun(plain)
    if since:
        row.noted.append(("baseline", {"words": since}))
    label, values = plain, ""
    found = re.search(
        r"[\s(;,:–-]+(?:target|valor[ei] attes[oi])\b\s*:?\s*(?P<rest>.+)$", plain, re.IGNORECASE
    ) or values_at(plain)
    if found and len(found["rest"]) > 1:
        label, values = plain[: found.start()].strip(" ;,:–—-|"), closed(found["rest"])
    day = None if values else dated(plain)
    if day:
        label, values = day
    elif not values:
        label, values = ended(label)
    if values:
        label = _WANTED.sub("", label)
    label, unit = bracketed(re.sub(r"(?<=[)\]])[.;]$", "", label.strip()))
    measure = Measure(label.strip(" .;:|"), said)
    if re.fullmatch(r"(?:€|euro)?[\d.,%\s]+(?:€|euro)?", measure.label, re.IGNORECASE):
        return
    measure.unit = unit
    row.measures.append(measure)
    if values:
        told = Said(values, said.mark, said.where) if since else said
        _target(row, "target", "target", values, told)


def _target(row: Row, role: str, label: str, value: str, said: Said) -> None:
    if role == "baseline":
        row.noted.append(("baseline", {"words": value}))
        return
    _measured_result(row)
    if not row.measures:
        row.noted.append(("no-indicator", {"words": f"{label}: {value}"}))
        return
    measure = row.measures[-1]
    year = year_in_label(label)
    if year:
        several = targets_in(f"{year}: {value}")
        for one, words in several if len(several) > 1 else [(year, value)]:
            add_target(row, measure, one, words, said)
        return
    whole = said.text.strip() if value in " ".join(said.text.split()) else value
    pairs = max(targets_in(whole), targets_in(value), goals_in(value), goals_in(whole), key=len)
    for one, words in pairs:
        add_target(row, measure, one, words, said)
    if not pairs:
        found = re.match(r"(?:entro\s+)?(?:il\s+|fine\s+)?(20[1-6]\d)\s*[:–—-]\s*(.+)", value)
        if found:
            add_target(row, measure, found[1], found[2], said)
        else:
            add_target(row, measure, "", value, said)


def _measured_result(row: Row) -> None:
    """Make the last expected result of a row an indicator, where targets follow it and no indicator of its own does."""
    last = row.results[-1] if row.results else None
    measured = row.measures[-1].said if row.measures else None
    if last and (measured is None or (measured in row.results and measured != last)):
        row.measures.append(Measure(" ".join(last.text.split()).strip(" .;:"), last))


def add_target(row: Row, measure: Measure, year: str, value: str, said: Said) -> None:
    """Add what is wanted of an indicator for a year; what is understood to want nothing is told."""
    if value.strip(" -–—/.") in ("", "nd", "n.d", "n.a"):
        return
    goal = goal_of(value, year if year.isdigit() else "")
    if goal is None:
        row.noted.append(("no-goal", {"words": f"{year}: {value[:120]}".removeprefix(": ")}))
        return
    if any(target.year == year for target in measure.aims):
        return
    unit = goal.unit
    if (unit and measure.unit and unit != measure.unit) or (
        unit and measure.targets and not measure.unit
    ):
        row.noted.append(("other-unit", {"words": f"{year}: {value[:60]}"}))
    elif unit:
        measure.unit = unit
    measure.aims.append(Aim(year, goal, said))
