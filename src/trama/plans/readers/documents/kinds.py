"""What a line of an Italian plan is by its own words: a section, a Mission, an objective, a label, a code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from trama.model.dup import MISSIONS, PROGRAMMES

DASH = r"[-–—:.)]"
CODE = r"(?=[A-Za-z.\-_ ]{0,9}\d)(?:[A-Z][A-Za-z]{0,5}(?:[.\-_ ]?[A-Z]{1,4})?(?:[.\-_] ?| )?)?\d{1,4}(?:[.\-_/]\d{1,3}){0,5}[A-Za-z]?(?:[.\-_]\d{1,3})?"
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
    rf"m(?:iss(?:ion[ei]|\.)?|\.)?\s*:?\s*(?:n\.?\s*)?(?P<m>\d{{1,2}})\b(?P<mname>.*?)\s*(?:{DASH}|/|,|;|\|)*\s*\bp(?:rogr(?:amm[ai]|\.)?|\.)?\s*:?\s*(?:n\.?\s*)?(?P<p>\d{{1,2}}(?:[.\-/]\d{{1,2}})?)\b\s*{DASH}*\s*(?P<pname>.*)",
    _FLAGS,
)
_CHAPTER = re.compile(
    rf"(?P<word>capitolo|line[ae]\s+(?:programmatic[ah]e?|strategic[ah]e?|di mandato|d['’]indirizzo|di indirizzo|d['’]intervento)|"
    rf"line[ae]|indirizz[oi]\s+(?:strategic[oi]|di mandato|programmatic[oi])|indirizzo|area\s+(?:strategica|tematica|di intervento)|"
    rf"area|ass[ei](?:\s+(?:strategic[oi]|di intervento|prioritario))?|ambit[oi](?:\s+(?:strategic[oi]|di intervento|tematico))?|"
    rf"pilastro|politica|programma|tema|mission[ei]|priorità(?:\s+strategica)?)\s*(?:n\.?|nr\.?)?\s*[:.]?\s*"
    rf"(?P<n>[A-Z]?\d{{1,2}}(?:\.\d{{1,2}})?|[IVX]{{1,5}}\b|[A-Z]\b)\s*{DASH}*\s*(?P<name>.*)",
    _FLAGS,
)
_KIND = (
    r"strategic[oi]|operativ[oi]|specific[oi]|gestional[ei]|esecutiv[oi]|general[ei]|di mandato|"
    r"di performance|di peg|annual[ei]|triennal[ei]|trasversal[ei]|di sviluppo|dirigenzial[ei]"
)
_OBJECTIVE = re.compile(
    rf"(?P<word>obiettivo|azione|intervento|linea\s+d['’]?\s*(?:i\s+)?azione|scheda\s+(?:obiettivo|azione|progetto))"
    rf"(?:\s+(?P<kind>{_KIND}))?"
    rf"(?:\s*(?P<dash>{DASH})?\s*(?:(?:n|nr|cod|num)\.?[°º]?\s*|codice\s+|numero\s+)?(?P<code>{CODE}))?"
    rf"(?P<sep>\s*[-–—:.)]+\s*|\s+|$)(?P<words>.*)",
    _FLAGS | re.DOTALL,
)
_CODED = re.compile(
    rf"(?:\[|\()?(?P<code>{CODE})(?:\]|\))?(?P<sep>\s*[-–—:.)]+\s+|\s*\t\s*|\s+|\n)(?P<words>\S.*)",
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

LABELS: dict[str, str] = {
    "period": r"quando|entro\s+quando|in\s+quanto\s+tempo|anni(?:\s+di\s+attuazione)?|annualità|calendario|temp[io](?:stica|stiche)?|durata|period[oi](?:\s+di\s+(?:attuazione|riferimento|realizzazione))?|arco\s+temporale|orizzonte\s+temporale|cronoprogramma|temp[io]\s+di\s+(?:attuazione|realizzazione)|dal\s*[-–—]\s*al|inizio\s*[-–—/]\s*fine",
    "start": r"(?:data\s+(?:di\s+)?)?(?:inizio|avvio)|dal",
    "end": r"(?:data\s+(?:di\s+)?)?(?:fine|conclusione|termine|scadenza)|entro(?:\s+il)?|al|tempi\s+di\s+conclusione|data\s+prevista",
    "responsible": r"chi(?:\s+(?:se\s+ne\s+occupa|lo\s+fa|fa\s+cosa|è\s+responsabile|risponde|lo\s+segue))?|a\s+cura\s+di|affidat[oi]\s+a|assegnat[oi]\s+a|incaricat[oi]|capofila|competenza|competente|in\s+carico\s+a|(?:area|settore|servizio|ufficio|struttura|unità|direzione|dirigente)\s+responsabile|responsabil[ei](?:\s+(?:politico[\s-]+(?:gestionale|amministrativo)|politico|gestionale|tecnico|amministrativo|del\s+(?:programma|procedimento|servizio|progetto)|dell['’](?:obiettivo|azione|attuazione)|di\s+(?:servizio|settore|p\.?o\.?|e\.?q\.?)|attuazione))?|dirigente(?:\s+(?:responsabile|referente))?|referente|centro\s+di\s+responsabilità|c\.?d\.?r\.?|struttura\s+(?:responsabile|competente|organizzativa)|unità\s+organizzativa(?:\s+responsabile)?|ufficio\s+responsabile|settore\s+responsabile|servizio\s+responsabile|direzione\s+responsabile|resp\.?",
    "office": r"settor[ei]|struttura|unità|corpo|comando|servizi[oi]|uffici[oi]?|direzione|area|dipartimento|settore\s*/\s*servizio|assessorat[oi]|assessor[ei]|delega|referente\s+politico",
    "actors": r"con\s+chi|insieme\s+a(?:\s+chi)?|in\s+collaborazione\s+con|attor[ei](?:\s+coinvolti)?|soggett[oi](?:\s+(?:coinvolt[oi]|attuator[ei]|partecipant[ei]|interessat[oi]))?|stakeholder(?:s)?(?:\s+(?:finali|coinvolti))?|portator[ei]\s+di?\s*['’]?\s*interess[ei]|partner|altri\s+(?:settori|enti|soggetti|servizi)(?:\s+coinvolti)?|destinatar[io]i?|enti\s+coinvolti|settori\s+coinvolti|servizi\s+coinvolti",
    "description": r"perch[ée]|che\s+cosa|in\s+cosa\s+consiste|come|contesto|descrizion[ei](?:\s+(?:dell['’](?:obiettivo|azione|intervento)|estesa|sintetica|dettagliata))?|contenut[oi]|finalit(?:à|a['’])(?:\s+da\s+conseguire)?|motivazion[ei](?:\s+delle\s+scelte)?|sintesi|modalità\s+(?:di\s+)?(?:attuazione|realizzazione)|dettaglio",
    "results": r"risultat[oi](?:\s+attes[oi])?|output(?:\s+attes[oi])?|prodott[oi]|esit[oi](?:\s+attes[oi])?|impatt[oi](?:\s+attes[oi])?|valore\s+pubblico",
    "indicator": r"(?:lo\s+|la\s+)?misur(?:iamo|eremo|ato)(?:\s+con)?|come\s+(?:lo\s+|la\s+|si\s+)?misur\w+(?:\s+(?:i\s+risultati|il\s+risultato|i\s+progressi))?|misurazione|come\s+lo\s+verific\w+|si\s+misura\s+con|indicator[ei](?:\s+(?:di\s+(?:risultato|performance|outcome|output|efficacia|efficienza|impatto|misurazione)|scelt[oi]|n\.?\s*\d+|e\s+target))?|kpi|misurator[ei]|parametr[oi]",
    "unit": r"unità(?:\s+di\s+misura)?|u\.?\s*(?:d\.?)?\s*m\.?|misura",
    "target": r"target(?:\s+(?:attes[oi]|finale|triennale))?(?:\s+(?:anno\s+)?(?P<y1>20\d\d))?|valor[ei]\s+(?:attes[oi]|obiettivo|target|previst[oi]|programmat[oi])(?:\s+(?:al\s+|nel\s+|anno\s+)?(?P<y2>20\d\d))?|(?:anno|attes[oi]|previsione|obiettivo|al\s+31[./]12[./])\s*(?P<y3>20\d\d)|(?P<y4>20\d\d)(?:\s+(?:target|attes[oi]|previsto))?",
    "baseline": r"baseline|base\s*line|valor[ei]\s+(?:inizial[ei]|di\s+partenza|attual[ei]|storic[oi]|base)|situazione\s+(?:di\s+partenza|attuale)|dato\s+(?:storico|di\s+partenza)|consuntivo(?:\s+20\d\d)?",
    "direction": r"direzione\s+(?:attesa|dell['’]indicatore)|tendenza|trend|andamento(?:\s+attes[oi])?|verso",
    "title": r"titolo(?:\s+(?:dell['’]obiettivo|obiettivo|azione))?|denominazion[ei](?:\s+(?:dell['’])?obiettivo)?|oggetto|nome(?:\s+(?:dell['’])?obiettivo)?|obiettiv[oi](?:\s+(?:operativ[oi]|specific[oi]|gestional[ei]|esecutiv[oi]|annual[ei]|di\s+peg|di\s+performance))?|azion[ei](?:\s+(?:operativ[ae]|previst[ae]))?|intervent[oi]|linea\s+d['’]?\s*(?:i\s+)?azione|progett[oi]|impegn[oi]|traguard[oi]|priorità|misur[ae]|cosa\s+(?:faremo|vogliamo\s+fare|intendiamo\s+fare)|descrizione\s+(?:sintetica\s+)?(?:dell['’]\s*)?obiettivo(?:\s+operativo)?",
    "code": r"cod(?:ice)?\.?(?:\s+(?:ob(?:iettivo|\.)?|azione|op(?:erativo|\.)?))?|n\.?|nr\.?|n[°º]|num(?:ero)?\.?(?:\s+obiettivo)?|id|#|rif\.?|obiettivo\s+n\.?",
    "strategic": r"os|obiettiv[oi]\s+strategic[oi](?:\s+(?:di\s+riferimento|collegat[oi]|(?:del\s+)?dup|ses))?|ob\.?\s*strat(?:egico|\.)?|ob\.?\s*s\.|rif(?:erimento|\.)\s+(?:all['’])?ob(?:iettivo|\.)\s+strategico",
    "mission": r"mission[ei](?:\s+(?:di\s+bilancio|e\s+programma|/\s*programma))?",
    "programme": r"miss(?:ion[ei]|\.)?\s*[/e-]\s*progr(?:amm[ai]|\.)?|m\.?\s*[./-]?\s*p\.?|progr\.?|programm[ai](?:\s+(?:di\s+bilancio|operativo))?",
    "chapter": r"line[ae](?:\s+(?:di\s+mandato|programmatic[ah]e?|strategic[ah]e?|d['’]indirizzo|di\s+indirizzo))|indirizz[oi](?:\s+(?:strategic[oi]|di\s+mandato))?|ambit[oi]\s+strategic[oi]|area\s+strategica|ass[ei](?:\s+strategic[oi])?|politic[ah]e?",
    "section": r"sezione",
    "upper": r"riferim(?:ento|enti|\.)|(?:riferiment[oi]|coerenza|collegament[oi]|raccordo|relazione)\s+(?:al|con|con\s+il|ai?|agli?)?\s*(?:il\s+)?(?:psttm|p\.s\.t\.t\.m\.|piano\s+strategico(?:\s+metropolitano)?|pian[oi]\s+sovraordinat[oi]|strumenti\s+sovraordinati)|obiettivo\s+(?:psttm|del\s+piano\s+strategico)|piano\s+sovraordinato",
    "phase": r"fas[ei](?:\s+(?:di\s+attuazione|operativ[ae]|e\s+tempi))?|attività(?:\s+previst[ae])?|step|milestone",
    "weight": r"peso(?:\s*%)?|pes\.?|%",
    "budget": r"risors[ae](?:\s+(?:finanziari[ae]|uman[ae]|strumental[ie]|stanziat[ae]))?|stanziament[oi]|budget|cost[oi](?:\s+previsti)?|import[oi]|spesa(?:\s+prevista)?|copertura\s+finanziaria|fonte\s+(?:di\s+)?finanziamento",
    "place": r"luog[oi]|comun[ei](?:\s+interessat[oi])?|localizzazione|ambito\s+territoriale|territori[oi]\s+interessat[oi]|sede",
    "kind": r"tipologia(?:\s+obiettivo)?|tipo(?:\s+obiettivo)?|categoria|stato(?:\s+di\s+attuazione)?|annotazion[ei]|note|osservazioni|priorità|rilevanza|avanzamento|formula(?:\s+di\s+calcolo)?|fonte(?:\s+(?:dei\s+)?dat[oi])?|frequenza|goal(?:\s+agenda\s+2030)?|agenda\s+2030|sdg",
}


def plain_labels() -> list[tuple[str, str]]:
    """Return the roles and the patterns of the labels, which take no groups of their own."""
    return [(role, re.sub(r"\(\?P<\w+>", "(?:", pattern)) for role, pattern in LABELS.items()]


_LABELS = {role: re.compile(rf"(?:{pattern})", _FLAGS) for role, pattern in LABELS.items()}
_FIELD = {
    role: re.compile(rf"(?P<label>{pattern})\s*(?::|[-–—]\s|$)\s*(?P<value>.*)", _FLAGS | re.DOTALL)
    for role, pattern in LABELS.items()
}
_ORDER = (
    "strategic", "upper", "period", "responsible", "actors", "results", "indicator", "unit", "target",
    "baseline", "direction", "description", "phase", "start", "end", "budget", "place", "weight", "chapter",
    "mission", "programme", "section", "office", "title", "code", "kind",
)  # fmt: skip
_OBJECTIVE_PREFIX = re.compile(
    r"O(?:B|BJ|S|P|O|G|E|ST|SS|BS|BO|BOP|BST|ST|PE)?(?:\b|(?=[\d.\-_ ]))", _FLAGS
)
_ACTION_PREFIX = re.compile(r"(?:L\.?A|AZ|ACT|INT|PR|SC)[a-z]?(?=[\d.\-_ ])", _FLAGS)
# «F01» is a phase, «F.01» may be the sixth of a series that began with «A.01».
_RESULT_PREFIX = re.compile(r"(?:(?:R\.?A|RIS|IND|KPI|FASE)(?=[\d.\-_ ])|[RITF](?=\d))", _FLAGS)


OFFICE = re.compile(
    r"(?:settore|servizi[oi]?|uffici[oi]?|area|direzione|polizia|corpo|comando|segreteri[ao]|segretario|dipartimento|unità|"
    r"centro di responsabilità|dirigente|sportello|staff|ragioneria|avvocatura|biblioteca)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?:servizi|uffici|sportello|staff|biblioteca|ragioneria|area strategica|area tematica)\b",
    _FLAGS,
)
_HEADED = re.compile(
    r"(?P<office>.{4,90}?)\s*(?:[-–—:,(|]\s*)?\b(?P<label>responsabile|dirigente|resp\.|referente|direttore|comandante|p\.o\.|e\.q\.)\s*[:\-–]?\s*(?P<who>[^:]{4,80}?)\)?",
    _FLAGS,
)


def office_of(text: str) -> tuple[str, str] | None:
    """Return the office that a line is the heading of, and who answers for it if the line says so."""
    plain = " ".join(text.split())
    if len(plain) > 150 or plain.endswith((".", ";", ",")) or not OFFICE.match(plain):
        return None
    if _SEVERAL.match(plain):
        return None
    found = _HEADED.fullmatch(plain)
    if found:
        return found["office"].strip(" -–—:,(|"), found["who"].strip()
    return (plain, "") if ":" not in plain and len(plain) < 110 else None


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
    word = (found[1] or found[2]).lower()
    return "SeS" if word in ("strategica", "ses") else "SeO"


def mission_of(number: str, name: str) -> str:
    """Return the code of a budget mission if number and name agree with D.Lgs. 118/2011."""
    code = number.zfill(2)
    if code not in MISSIONS:
        return ""
    return code if not name.strip() or _alike(name, MISSIONS[code][0]) else ""


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


def named_in(text: str) -> Named | None:
    """Return the budget mission, programme or chapter that a line is the title of."""
    plain = " ".join(text.split())
    if len(plain) > 260:
        return None
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


def stated_in(text: str) -> Stated | None:
    """Return the objective that a line states with the word «obiettivo», «azione» or the like."""
    found = _OBJECTIVE.fullmatch(text.strip())
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
_SPACED_CODE = re.compile(r"(?:O[A-Z]{0,3}|[Oo]b[a-z]?|LA|AZ|[Aa]z|PEG|PDO|PIAO)\.?\s")


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
    if re.search(r"\s", code) and not _SPACED_CODE.match(code):
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


def shape_of(code: str) -> str:
    """Return the shape of a code, by which those of one kind are known: letters, and how many numbers."""
    return re.sub(r"\d+", "9", re.sub(r"[^A-Za-z\d]+", ".", code))


def tidy_code(code: str) -> str:
    """Return a code as an identifier may hold it: letters, digits, single dots, hyphens, underscores."""
    plain = re.sub(r"\s+", "-", code.strip()).strip(".-_/").replace("/", ".")
    return re.sub(r"([.\-_])[.\-_]+", r"\1", plain)


_ANNOUNCED = re.compile(
    r"(?:\bobiettiv[io]\b[^.:]{0,90}|\b(?:intende|si propone(?: di)?|sono previsti|prevede|si impegna a|perseguirà|provvederà a|mira a))\s*:$",
    _FLAGS,
)


_FOLLOWING = re.compile(
    r"\bobiettiv[io]\b[^.:]{0,60}\b(?:di seguito|seguenti|che seguono|sotto\s*elencati|qui elencati)\b[^.:]{0,40}[.:]$",
    _FLAGS,
)


def announces(text: str) -> bool:
    """Whether a sentence of the text leads to a list of objectives, by its last words."""
    plain = " ".join(text.split())
    return len(plain) < 900 and bool(_ANNOUNCED.search(plain) or _FOLLOWING.search(plain))


def heads_objectives(text: str) -> bool:
    """Whether a heading is that of a part in which lists are of objectives."""
    plain = " ".join(text.split()).lower()
    return len(plain) < 120 and bool(
        re.search(r"\bobiettivi\b|\blinee (?:d['’]|di )azione\b", plain)
    )


def is_lead(text: str) -> bool:
    """Whether a line but announces objectives, as the heading «Obiettivi» does."""
    plain = re.sub(r"^[\d.\s]*", "", " ".join(text.split()))
    return bool(_LEAD.fullmatch(plain)) or (
        len(plain) < 130 and bool(_LEAD_SENTENCE.fullmatch(plain))
    )


@lru_cache(maxsize=4_000)
def label_of(text: str) -> str:
    """Return the role of a heading of a table or of a label that stands alone; empty if it is none."""
    plain = " ".join(text.replace("\u00ad", "").split()).strip(" :*.")
    plain = re.sub(r"\s+(?=[.)])", "", plain)
    if not plain or len(plain) > 70:
        return ""
    plain = re.sub(r"\s*\([^)]*\)$", "", plain)
    for role in _ORDER:
        if _LABELS[role].fullmatch(plain):
            return role
    return ""


def year_in_label(text: str) -> str:
    """Return the year of a heading such as «Target 2026» or «2026»."""
    found = re.search(r"\b(20[1-6]\d)\b", text)
    return found[1] if found else ""


def field_in(text: str) -> tuple[str, str, str] | None:
    """Return the role, the label and the value of a line such as «Responsabile: Dirigente»."""
    plain = text.strip()
    head = re.split(r":|\s[-–—]\s|\n|$", plain, maxsplit=1)[0]
    if len(head) > 60:
        return None
    for role in _ORDER:
        found = _FIELD[role].fullmatch(plain)
        if found:
            label, value = found["label"], found["value"].strip()
            if not value and ":" not in plain and len(plain.split()) > 4:
                continue
            return role, label, value
    return None


def _alike(one: str, other: str) -> bool:
    left, right = _stems(one), _stems(other)
    return not left or len(left & right) >= max(1, min(len(left), len(right)) * 0.5)


def _same(one: str, other: str) -> bool:
    left, right = _stems(one), _stems(other)
    return bool(left) and len(left & right) >= 0.8 * max(len(left), len(right))


def _stems(text: str) -> set[str]:
    return {
        word[:6]
        for word in re.findall(r"[^\W\d_]{3,}", text.lower())
        if word not in ("dei", "del", "della", "delle", "per", "degli", "con")
    }
