"""What a line of an Italian plan is by its own words: a section, a Mission, an objective, a label, a code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trama.model.dup import MISSIONS, PROGRAMMES
from trama.plans.readers.documents.forms import of_others

DASH = r"[-–—:.)]"
CODE = r"(?=[A-Za-z.\-_ ]{0,9}\d)(?:[A-Z][A-Za-z]{0,5}(?:[.\-_ ]?[A-Z]{1,4})?(?:[.\-_] ?| )?)?\d{1,4}(?:[.\-_/](?:\d{1,3}|[A-Za-z]\b)){0,5}[A-Za-z]?(?:[.\-_]\d{1,3})?(?:[ /.\-](?:bis|ter|quater)\b)?"
_FLAGS = re.IGNORECASE

_SECTION = re.compile(r"(?:(?:la\s+)?sezione\s+(strategica|operativa)|(se[so])\b)", _FLAGS)
_MISSION = re.compile(
    rf"mission[ei]\s*(?:n\.?|nr\.?|di bilancio)?\s*[:.]?\s*(?P<n>\d{{1,2}})\b\s*{DASH}*\s*(?P<name>.*)",
    _FLAGS,
)
_PROGRAMME = re.compile(
    rf"(?:.*?\b)?programm[ai]\s*(?:n\.?|nr\.?)?\s*[:.]?\s*(?P<n>\d{{1,2}}(?:[.\-/]\d{{1,2}})?|(?!20)\d{{4}})\b\s*{DASH}*\s*(?P<name>.*)",
    _FLAGS,
)
_BOTH = re.compile(
    rf"m(?:iss(?:ion[ei]|\.)?|\.)?\s*:?\s*(?:n\.?\s*)?(?P<m>\d{{1,2}})\b(?P<mname>.*?)\s*(?:{DASH}|/|,|;|\|)*\s*\bp(?:rogr(?:amm[ai]|\.)?|\.)?\s*:?\s*(?:n\.?\s*)?(?P<p>\d{{1,2}}(?:[.\-/]\d{{1,2}})?|\d{{4}})\b\s*{DASH}*\s*(?P<pname>.*)",
    _FLAGS,
)
_CHAPTER = re.compile(
    rf"(?P<word>l\.?\s?p?\.?\s?m\.?(?=\s?\d)|l\.?\s?p\.?(?=\s?\d)|capitolo|line[ae]\s+(?:programmatic[ah]e?|strategic[ah]e?|di mandato|d['’]indirizzo|di indirizzo|d['’]intervento)|"
    rf"line[ae]|indirizz[oi]\s+(?:strategic[oi]|di mandato|programmatic[oi])|indirizzo|area\s+(?:strategica|tematica|di intervento)|"
    rf"area|ass[ei](?:\s+(?:strategic[oi]|di intervento|prioritario))?|ambit[oi](?:\s+(?:strategic[oi]|di intervento|tematico))?|"
    rf"pilastro|politica|programma|tema|mission[ei]|priorità(?:\s+strategica)?)\s*(?:n\.?|nr\.?)?\s*[:.]?\s*"
    rf"(?P<n>[A-Z]?\d{{1,2}}(?:\.\d{{1,2}})?|[IVX]{{1,5}}\b|[A-Z]\b(?!['’]))\s*{DASH}*\s*(?P<name>.*)",
    _FLAGS,
)
_KIND = (
    r"strategic[oi]|operativ[oi]|specific[oi]|gestional[ei]|esecutiv[oi]|general[ei]|di mandato|"
    r"di valore pubblico|di performance|di peg|annual[ei]|triennal[ei]|trasversal[ei]|di sviluppo|dirigenzial[ei]"
)
_OBJECTIVE = re.compile(
    rf"(?P<word>obiettivo|traguardo(?=\s+(?:[A-Z]|[IVX]+|\d{{1,2}})\s*[-–—:.)|])|valore\s+pubblico(?=\s*(?:n\.?\s*)?\d)|impegno|azione|intervento|linea\s+d['’]?\s*(?:i\s+)?azione|scheda\s+(?:di\s+)?(?:obiettivo|azione|progetto))"
    rf"(?:\s+(?P<kind>{_KIND}))?"
    rf"(?:\s*(?P<dash>{DASH})?\s*(?:(?:n|nr|cod|num)\.?[°º]?\s*|codice\s+|numero\s+)?(?P<code>{CODE}|(?-i:[A-Z]{{2,4}}[.\-_][A-Z]{{1,3}})(?=\s*[-–—:])|(?:[IVX]{{1,5}}|[A-Z]|unico)(?=\s*[-–—:.)|])))?"
    rf"(?P<sep>\s*[-–—:.)|]+\s*|\s+|$)(?P<words>.*)",
    _FLAGS | re.DOTALL,
)
_CODED = re.compile(
    rf"(?:\[|\()?(?P<code>{CODE})(?:\]|\))?(?P<sep>\s*[-–—:.)·|]+\s+|\s*\t\s*|\s+|\n)(?P<words>\S.*)",
    re.DOTALL,
)
_LEAD = re.compile(
    rf"(?:gli\s+|i\s+)?(?:principali\s+|seguenti\s+)?(?:obiettivi|azioni|finalità\s+(?:e|ed)\s+obiettivi|linee\s+d['’]\s*azione|linee\s+di\s+azione|impegni|traguardi|priorità|cosa\s+(?:faremo|vogliamo\s+fare|intendiamo\s+fare)|"
    rf"obiettivi\s+(?:{_KIND}))(?:\s+(?:{_KIND}|attesi|principali|e\s+risultati\s+attesi|e\s+azioni|da\s+raggiungere|perseguiti|"
    rf"del\s+programma|della\s+missione|dell['’]ambito|e\s+finalità|sono|previst[ie]|individuati|per\s+il\s+(?:triennio|mandato)|del\s+triennio|20\d\d[-–/]20\d\d))*\s*:?",
    _FLAGS,
)
_LEAD_SENTENCE = re.compile(
    r"(?:.{0,60}\b)?(?:si\s+(?:pone|propone|perseguono|individuano)|persegue|sono|intende\s+(?:perseguire|raggiungere)|prevede)\b.{0,40}\b"
    r"(?:seguenti\s+)?obiettivi(?:\s+(?:" + _KIND + r"))?\s*:",
    _FLAGS,
)


_OBJECTIVE_PREFIX = re.compile(
    r"(?:O(?:B|BJ|S|P|O|OP|BOP|BSTR|STR|G|E|ST|SS|BS|BO|BOP|BST|ST|PE|VP)?|VP)(?:\b|(?=[\d.\-_ ]))",
    _FLAGS,
)
_ACTION_PREFIX = re.compile(r"(?:L\.?A|AZ|ACT|INT|PR|SC)[a-z]?(?=[\d.\-_ ])", _FLAGS)
# «F01» is a phase, «F.01» may be the sixth of a series that began with «A.01».
_RESULT_PREFIX = re.compile(r"(?:(?:R\.?A|RIS|IND|KPI|FASE)(?=[\d.\-_ ])|[RITF](?=\d))", _FLAGS)


@dataclass(frozen=True, slots=True)
class Named:
    """A section, Mission, programme or chapter that a line names: numbers and names as they stand."""

    section: str = ""
    mission: str = ""
    mission_name: str = ""
    programme: str = ""
    programme_name: str = ""
    word: str = ""
    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """An objective that a line states: the word it begins with, its kind, code and words."""

    word: str
    kind: str
    code: str
    words: str
    sure: bool


def section_of(text: str) -> str:
    """Return SeS or SeO if a line is the title of one of the two sections of a DUP."""
    plain = re.sub(r"^[\d.\s]*(?:parte\s+\w+\s*[-–—:.]*\s*)?", "", text.strip(), flags=_FLAGS)
    found = _SECTION.match(plain)
    if not found or len(plain) > 80 or plain.rstrip().endswith("."):
        return ""
    if plain.rstrip().endswith(":") and len(plain.split()) > 4:
        return ""
    word = (found[1] or found[2]).lower()
    return "SeS" if word in ("strategica", "ses") else "SeO"


def mission_of(number: str, name: str) -> str:
    """Return the code of a budget mission if number and name agree with D.Lgs. 118/2011."""
    code = number.zfill(2)
    if code not in MISSIONS:
        return ""
    return code if not name.strip() or _alike(name, MISSIONS[code][0]) else ""


@lru_cache(maxsize=4_000)
def mission_named(name: str) -> str:
    """Return the code of the budget mission of a name, empty if none has it."""
    return next((code for code, names in MISSIONS.items() if _same(name, names[0])), "")


# Programmes by the names that they had before, which plans still use.
_CALLED = (
    *((code, names[0]) for code, names in PROGRAMMES.items()),
    ("1201", "Interventi per l'infanzia e i minori e per asili nido"),
    ("0401", "Istruzione prescolastica e scuole dell'infanzia"),
    ("0407", "Diritto allo studio"),
)


@lru_cache(maxsize=4_000)
def programme_named(name: str, mission: str = "") -> str:
    """Return the code of the programme of a name within a mission, empty if none has it."""
    return next(
        (code for code, names in _CALLED if code.startswith(mission) and _same(name, names)),
        "",
    )


def programme_of(number: str, mission: str) -> str:
    """Return the code of a programme by its number, within a mission unless it has both."""
    parts = re.split(r"[.\-/]", number)
    code = (
        "".join(part.zfill(2) for part in parts[-2:])
        if len(parts) > 1
        else mission + parts[0].zfill(2)
    )
    if code not in PROGRAMMES and len(parts) == 1 and len(number) == 4:
        code = number
    return code if code in PROGRAMMES else ""


_WITHIN = re.compile(
    r"\s*[-–—,(]?\s*\bmissione\s*(?:n\.?\s*)?(?P<n>\d{1,2})\b[^()]*\)?\s*$", _FLAGS
)


def named_in(text: str) -> Named | None:
    """Return the budget mission, programme or chapter that a line is the title of."""
    plain = " ".join(text.split())
    if len(plain) > 260:
        return None
    coded = re.fullmatch(r"(\d{2})[.\-/]?(\d{2})\s*(?:[-–—:.]\s*)?(\D.*)", plain)
    code = coded[1] + coded[2] if coded else ""
    if coded and code in PROGRAMMES and programme_named(coded[3], coded[1]) == code:
        return Named(mission=coded[1], programme=code, programme_name=coded[3])
    plain = re.sub(r"^\d{1,2}(?:\.\d{1,2}){0,4}[.)]?\s+(?=[A-Za-z])", "", plain)
    both = _BOTH.fullmatch(plain)
    if both and mission_of(both["m"], re.sub(r"^\W+|\W+$", "", both["mname"])):
        mission = both["m"].zfill(2)
        programme = programme_of(both["p"], mission)
        if programme:
            return Named(
                mission=mission,
                mission_name=both["mname"].strip(" -–—:.,"),
                programme=programme,
                programme_name=both["pname"],
            )
    found = _MISSION.fullmatch(plain)
    if found:
        code = mission_of(found["n"], found["name"])
        if code:
            return Named(mission=code, mission_name=found["name"])
        if not plain.endswith(".") or len(found["name"]) < 90:
            return Named(word="missione", number=found["n"], name=found["name"])
    found = _PROGRAMME.fullmatch(plain)
    if found and plain.lower().startswith("programm"):
        within = _WITHIN.search(found["name"])
        mission = mission_of(within["n"], "") if within else ""
        programme = programme_of(found["n"], mission) if mission else ""
        if within and programme:
            return Named(
                mission=mission, programme=programme, programme_name=found["name"][: within.start()]
            )
        return Named(programme=found["n"], programme_name=found["name"])
    found = _CHAPTER.fullmatch(plain)
    if found and (
        not found["name"] or found["name"][0].isupper() or not found["name"][0].isalpha()
    ):
        number = found["n"]
        return Named(word=found["word"].lower(), number=number, name=found["name"])
    found = re.fullmatch(r"missione\s*[:\-–—]?\s*(?P<name>\D.+)", plain, _FLAGS)
    if found and mission_named(found["name"]):
        return Named(mission=mission_named(found["name"]), mission_name=found["name"])
    found = re.fullmatch(r"programma\s*[:\-–—]?\s*(?P<name>\D.+)", plain, _FLAGS)
    if found and programme_named(found["name"]):
        return Named(programme=programme_named(found["name"]), programme_name=found["name"])
    return None


_GOALS = re.compile(
    r"(?:porre fine|sconfiggere)\b.{0,40}\b(?:povertà|fame)|la salute e il benessere per tutti|istruzione (?:di qualità|equa)|"
    r"(?:uguaglianza|parità) di genere|acqua (?:pulita|e (?:delle )?strutture igienico)|energia (?:pulita e accessibile|economici)|"
    r"crescita economica|infrastruttur\w+ resilient|(?:ridurre le|l['’])\s?(?:in)?[eu]guaglianz\w+ (?:all['’]interno|fra|tra)|"
    r"città\b.{0,40}\b(?:inclusive, sicure|sostenibili$)|modelli sostenibili|consumo e produzione responsabili|"
    r"(?:combattere|contrastare|lotta contro) il cambiamento climatico|oceani|ecosistem\w+ terrestr|società pacifiche|"
    r"partenariato (?:mondiale|globale)|partnership per gli obiettivi",
    _FLAGS,
)


def is_goal(stated: Stated) -> bool:
    """Whether what a line states is one of the 17 goals of Agenda 2030."""
    number = stated.code.isdigit() and 1 <= int(stated.code) <= 17
    return number and not stated.kind and bool(_GOALS.search(stated.words))


# «Ob. op. 1.1.a», «Obiett. strat. 2», «O.S. 3»: what an office writes many times it writes short.
_SHORT = re.compile(
    r"^(?:ob(?:b|iett)?\.(?:vo\.?)?\s*|obiettivo\s+|o\.\s?(?=[os]\.))(?P<kind>o(?:p(?:er(?:ativo)?)?)?|s(?:tr(?:at(?:egico)?)?)?|g(?:est(?:ionale)?)?)\.?:?\s+(?=(?:n\.?\s*)?[A-Z]?\d)",
    _FLAGS,
)
# «Ob. O01 …»: before a code with letters of its own the word is but the word.
_OB = re.compile(r"^(?:ob(?:b|iett)?|obiettivo)\.\s+(?=(?-i:[A-Z]{1,3})[.\-_]?\d)", _FLAGS)
# «Ob. 4) Rifare …», «Ob. unico) …»: a number with a bracket behind it is all the code there is.
_BRACKETED = re.compile(
    r"^(?:ob(?:b|iett)?)\.\s*(?:n\.?\s*)?(?=(?:\d{1,2}|unico)\s?\))", re.IGNORECASE
)
_LONG = {"o": "Obiettivo operativo ", "s": "Obiettivo strategico ", "g": "Obiettivo gestionale "}


def stated_in(text: str) -> Stated | None:
    """Return the objective that a line states with the word «obiettivo», «azione» or the like."""
    text = _OB.sub("Obiettivo ", text.strip(), count=1)
    text = _BRACKETED.sub("Obiettivo ", text, count=1)
    plain = _SHORT.sub(lambda at: _LONG[at["kind"][0].lower()], text.strip(), count=1)
    found = _OBJECTIVE.fullmatch(plain)
    if not found:
        return None
    word, kind = found["word"].lower(), (found["kind"] or "").lower()
    code, words, sep = found["code"] or "", found["words"].strip(), found["sep"]
    # «Obiettivo operativo» alone is a label; «Obiettivo della misura è …» is prose.
    if not code and not sep.strip() and (words or not kind):
        return None
    if code and not words and word in ("azione", "intervento") and not kind:
        return None
    if code and re.fullmatch(r"20\d\d", code):
        return None
    if code and not sep.strip() and words[:1].islower() and not kind:
        return None
    return Stated(word, kind, tidy_code(code), words, bool(code) or bool(kind))


# «Il 46 per cento» and «Parte 2» begin with no code; «Ob. 2» and «PEG 2026/01» do.
_SPACED_CODE = re.compile(r"(?:O[A-Z]{0,3}|VP|[Oo]b[a-z]?|LA|AZ|[Aa]z|PEG|PDO|PIAO)\.?\s")


def coded_in(text: str) -> tuple[str, str, str] | None:
    """Return the code that a line begins with, what parts it from the words, and the words."""
    found = _CODED.fullmatch(text.strip())
    if not found:
        return None
    code, words = found["code"], found["words"].strip()
    if re.fullmatch(r"(?:19|20)\d\d", code) or (
        re.fullmatch(r"\d+", code) and not found["sep"].strip()
    ):
        return None
    if re.search(r"\s(?!(?:bis|ter|quater)\b)", code) and not _SPACED_CODE.match(code):
        return None
    if not re.search(r"[^\W\d_]{3,}", words):
        return None
    return tidy_code(code), found["sep"], words


def family_of(code: str) -> str:
    """Return `objective`, `action` or `result` by the letters of a code; empty if they do not tell."""
    if _RESULT_PREFIX.match(code) and not _ACTION_PREFIX.match(code):
        return "result"
    if _ACTION_PREFIX.match(code):
        return "action"
    return "objective" if _OBJECTIVE_PREFIX.match(code) else ""


def in_letters(code: str, codes: Iterable[str]) -> bool:
    """Whether the letter of a code is but one of many that count chapters: F1 comes after A1 and B2."""
    letters = {one[0] for one in codes if re.fullmatch(r"[A-Z][.\-_]?\d.*", one)}
    return bool(re.fullmatch(r"[A-Z][.\-_]?\d.*", code)) and {"A", "B"} <= letters


def shape_of(code: str) -> str:
    """Return the shape of a code, by which those of one kind are known: letters, and how many numbers."""
    plain = re.sub(r"\d+", "9", re.sub(r"[^A-Za-z\d]+", ".", code))
    return re.sub(r"(?<=\.)[a-z]$", "a", plain)


def tidy_code(code: str) -> str:
    """Return a code as an identifier may hold it: letters, digits, single dots, hyphens, underscores."""
    plain = re.sub(r"\s+", "-", code.strip()).strip(".-_/").replace("/", ".")
    return re.sub(r"([.\-_])[.\-_]+", r"\1", plain)


_ANNOUNCED = re.compile(
    r"(?:\bobiettiv[io]\b[^.:]{0,90}|\b(?:intende|si propone(?: di)?|sono previsti|prevede|si impegna a|perseguirà|provvederà a|mira a|punt(?:a|erà|iamo)(?: su| a)|(?:è|sarà|saranno|sono) (?:rivolt|volt|mirat|orientat|finalizzat|dirett)[oaie] a|ci si propone(?: di)?|si (?:intende|vuole)|intendiamo|vogliamo|lavorer(?:à|emo) (?:per|a|su)|si (?:procederà|lavorerà) (?:a|per|su|con)))\s*:$",
    _FLAGS,
)


_FOLLOWING = re.compile(
    r"\bobiettiv[io]\b[^.:]{0,60}\b(?:di seguito|seguenti|che seguono|sotto\s*elencati|qui elencati)\b[^.:]{0,40}[.:]$",
    _FLAGS,
)


def announces(text: str) -> bool:
    """Whether a sentence of the text leads to a list of objectives, by its last words."""
    plain = " ".join(text.split())
    if of_others(plain):
        return False
    return len(plain) < 900 and bool(_ANNOUNCED.search(plain) or _FOLLOWING.search(plain))


def heads_objectives(text: str) -> bool:
    """Whether a heading is that of a part in which lists are of objectives."""
    plain = " ".join(text.split()).lower()
    return (
        len(plain) < 120
        and not of_others(plain)
        and bool(re.search(r"\bobiettivi\b|\blinee (?:d['’]|di )azione\b", plain))
    )


def is_lead(text: str) -> bool:
    """Whether a line but announces objectives, as the heading «Obiettivi» does."""
    plain = re.sub(r"^[\d.\s]*", "", " ".join(text.split()))
    return bool(_LEAD.fullmatch(plain)) or (
        len(plain) < 130 and bool(_LEAD_SENTENCE.fullmatch(plain))
    )


def _alike(one: str, other: str) -> bool:
    left, right = _stems(one), _stems(other)
    return not left or len(left & right) >= max(1, min(len(left), len(right)) * 0.5)


def _same(one: str, other: str) -> bool:
    left, right = _stems(one), _stems(other)
    return bool(left) and len(left & right) >= 0.8 * max(len(left), len(right))


@lru_cache(maxsize=2_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(
        word[:6]
        for word in re.findall(r"[^\W\d_]{3,}", text.lower())
        if word not in ("dei", "del", "della", "delle", "per", "degli", "con")
    )
