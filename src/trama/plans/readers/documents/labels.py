"""The labels beside which plans tell the facts of an objective, and as which they head columns."""

from __future__ import annotations

import re
from functools import lru_cache

_FLAGS = re.IGNORECASE

LABELS: dict[str, str] = {
    "period": r"quando|entro\s+quando|in\s+quanto\s+tempo|anni(?:\s+di\s+attuazione)?|annualità|calendario|temp[io](?:stica|stiche)?|durata|period[oi](?:\s+di\s+(?:attuazione|riferimento|realizzazione))?|arco\s+temporale|orizzonte\s+temporale|cronoprogramma|temp[io]\s+di\s+(?:attuazione|realizzazione)|dal\s*[-–—]\s*al|inizio\s*[-–—/]\s*fine",
    "start": r"(?:data\s+(?:di\s+)?)?(?:inizio|avvio)|dal",
    "end": r"(?:data\s+(?:di\s+)?)?(?:fine|conclusione|termine|scadenza)(?:\s+previst[oa])?|entro(?:\s+il)?|al|tempi\s+di\s+conclusione|data\s+prevista",
    "responsible": r"(?:chi\s+)?ne\s+rispond(?:e|ono)|se\s+ne\s+occupan?o?|chi\s+(?:guida|coordina|attua|realizza)|soggett[oi]\s+responsabil[ei]|chi(?:\s+(?:se\s+ne\s+occupa|lo\s+fa|fa\s+cosa|è\s+responsabile|risponde|lo\s+segue))?|a\s+cura\s+di|affidat[oi]\s+a|assegnat[oi]\s+a|incaricat[oi]|capofila|competenza|competente|in\s+carico\s+a|(?:area|settore|servizio|ufficio|struttura|unità|direzione|dirigente)\s+responsabile|responsabil[ei](?:\s+(?:politico[\s-]+(?:gestionale|amministrativo)|gestionale|tecnico|amministrativo|del\s+(?:programma|procedimento|servizio|progetto)|dell['’](?:obiettivo|azione|attuazione)|di\s+(?:servizio|settore|p\.?o\.?|e\.?q\.?)|attuazione))?|dirigente(?:\s+(?:responsabile|referente))?|referente|centro\s+di\s+responsabilità|c\.?d\.?r\.?|struttura\s+(?:responsabile|competente|organizzativa)|unità\s+organizzativa(?:\s+responsabile)?|ufficio\s+responsabile|settore\s+responsabile|servizio\s+responsabile|direzione\s+responsabile|resp\.?",
    "office": r"(?:responsabile|referente|riferimento)\s+politico|amministratore(?:\s+(?:responsabile|di\s+riferimento))?|settor[ei]|struttura|unità|corpo|comando|servizi[oi]|uffici[oi]?|direzione|area|dipartimento|settore\s*/\s*servizio|assessorat[oi]|assessor[ei]|delega|referente\s+politico",
    "actors": r"con\s+chi|insieme\s+a(?:\s+chi)?|in\s+collaborazione\s+con|attor[ei](?:\s+coinvolti)?|soggett[oi](?:\s+(?:coinvolt[oi]|attuator[ei]|partecipant[ei]|interessat[oi]))?|stakeholder(?:s)?(?:\s+(?:finali|coinvolti))?|portator[ei]\s+di?\s*['’]?\s*interess[ei]|partner|altri\s+(?:settori|enti|soggetti|servizi)(?:\s+coinvolti)?|destinatar[io]i?|enti\s+coinvolti|settori\s+coinvolti|servizi\s+coinvolti",
    "description": r"programmazione(?:\s+20\d\d\s*[-–/]\s*20\d\d)?|attività\s+programmat[ae]|perch[ée]|che\s+cosa|in\s+cosa\s+consiste|come|contesto|descrizion[ei](?:\s+(?:dell['’](?:obiettivo|azione|intervento)|estesa|sintetica|dettagliata))?|contenut[oi]|finalit(?:à|a['’])(?:\s+da\s+conseguire)?|motivazion[ei](?:\s+delle\s+scelte)?|sintesi|modalità\s+(?:di\s+)?(?:attuazione|realizzazione)|dettaglio",
    "results": r"risultat[oi](?:\s+attes[oi])?|output(?:\s+attes[oi])?|prodott[oi]|esit[oi](?:\s+attes[oi])?|impatt[oi](?:\s+attes[oi])?|valore\s+pubblico",
    "indicator": r"(?:il\s+)?risultat[oi]\s+(?:sarà|saranno|è|sono|viene)\s+misurat[oi]\s+(?:da|con|tramite|attraverso)|ci\s+misuriamo\s+con|indicator[ei]\s+di\s+(?:\w+\s+)?\w+|(?:lo\s+|la\s+)?misur(?:iamo|eremo|ato)(?:\s+con)?|come\s+(?:lo\s+|la\s+|si\s+)?misur\w+(?:\s+(?:i\s+risultati|il\s+risultato|i\s+progressi))?|misurazione|come\s+lo\s+verific\w+|si\s+misura\s+con|indicator[ei](?:\s+(?:di\s+(?:risultato|performance|outcome|output|efficacia|efficienza|impatto|misurazione)|scelt[oi]|n\.?\s*\d+|e\s+target))?|kpi|misurator[ei]|parametr[oi]",
    "unit": r"unità(?:\s+di\s+misura)?|u\.?\s*(?:d\.?)?\s*m\.?|misura",
    "target": r"traguard[oi]|(?:valor[ei]|risultat[oi]|target)(?:\s+\w+)?\s+(?:al|entro|nel)\s+(?:il\s+)?(?:31[./]12[./])?20\d\d|valor[ei]\s+(?:di\s+)?riferimento|target(?:\s+(?:attes[oi]|finale|triennale|(?:n\.?\s*)?\d{1,2}))?(?:\s+(?:anno\s+)?(?P<y1>20\d\d))?|valor[ei]\s+(?:attes[oi]|obiettivo|target|previst[oi]|programmat[oi])(?:\s+(?:al\s+|nel\s+|anno\s+)?(?P<y2>20\d\d))?|(?:anno|attes[oi]|prev(?:isione|\.)?|obiettivo|al\s+31[./]12[./])\s*(?P<y3>20\d\d)|(?:t\.?|v\.?\s?a\.?|valore|risultato\s+atteso)\s*20\d\d|(?P<y4>20\d\d)(?:\s+(?:target|attes[oi]|previsto))?",
    "baseline": r"nel\s+20(?:1\d|2[0-4])|(?:pre)?cons(?:untivo|\.)?\s*20\d\d|base(?:line)?\s+20\d\d|baseline|base\s*line|valor[ei]\s+(?:inizial[ei]|di\s+partenza|attual[ei]|storic[oi]|base)|situazione\s+(?:di\s+partenza|attuale)|dato\s+(?:storico|di\s+partenza)|consuntivo(?:\s+20\d\d)?",
    "direction": r"direzione\s+(?:attesa|dell['’]indicatore)|tendenza|trend|andamento(?:\s+attes[oi])?|verso",
    "title": r"titolo(?:\s+(?:dell['’]obiettivo|obiettivo|azione))?|denominazion[ei](?:\s+(?:dell['’])?obiettivo)?|oggetto(?:\s+dell['’]obiettivo)?|nome(?:\s+(?:dell['’])?obiettivo)?|obiettiv[oi](?:\s+(?:operativ[oi]|specific[oi]|gestional[ei]|esecutiv[oi]|annual[ei]|di\s+peg|di\s+performance))?|azion[ei](?:\s+(?:operativ[ae]|previst[ae]))?|intervent[oi]|linea\s+d['’]?\s*(?:i\s+)?azione|progett[oi]|impegn[oi]|priorità|misur[ae]|cosa\s+(?:faremo|vogliamo\s+fare|intendiamo\s+fare)|ob\.?\s*(?:op(?:erativ[oi]|\.)?|gest(?:ional[ei]|\.)?|spec(?:ific[oi]|\.)?)|descrizione\s+(?:sintetica\s+)?(?:dell['’]\s*)?obiettivo(?:\s+operativo)?",
    "code": r"scheda(?:\s+n\.?)?|cod(?:ice)?\.?(?:\s+(?:ob(?:iettivo|\.)?|azione|op(?:erativo|\.)?))?|n\.?|nr\.?|n[°º]|num(?:ero)?\.?(?:\s+obiettivo)?|id|#|rif\.?|obiettivo\s+n\.?",
    "strategic": r"os|obiettiv[oi]\s+strategic[oi](?:\s+(?:di\s+riferimento|collegat[oi]|(?:del\s+)?dup|ses))?|ob\.?\s*strat(?:egico|\.)?|ob\.?\s*s\.|rif(?:erimento|\.)\s+(?:all['’])?ob(?:iettivo|\.)\s+strategico",
    "mission": r"(?:riferimento|codice|collocazione)\s+(?:di|al|in)\s+bilancio|mission[ei](?:\s+(?:di\s+bilancio|e\s+programma|/\s*programma))?",
    "programme": r"miss(?:ion[ei]|\.)?\s*[/e–—-]\s*prog(?:r(?:amm[ai]|\.)?|\.)?|m\.?\s*[./-]?\s*p\.?|progr\.?|programm[ai](?:\s+(?:di\s+bilancio|operativo))?",
    "chapter": r"line[ae](?:\s+(?:di\s+mandato|programmatic[ah]e?|strategic[ah]e?|d['’]indirizzo|di\s+indirizzo))|indirizz[oi](?:\s+(?:strategic[oi]|di\s+mandato))?|tem[ai]|ambit[oi](?:\s+(?:strategic|tematic)[oi])?|area\s+strategica|ass[ei](?:\s+strategic[oi])?|politic[ah]e?",
    "section": r"sezione",
    "upper": r"coerenza\s+con\s+(?:altri\s+piani|gli\s+strumenti.{0,30}|la\s+programmazione.{0,30})|riferim(?:ento|enti|\.)|(?:riferiment[oi]|coerenza|collegament[oi]|raccordo|relazione)\s+(?:al|con|con\s+il|ai?|agli?)?\s*(?:il\s+)?(?:psttm|p\.s\.t\.t\.m\.|piano\s+strategico(?:\s+metropolitano)?|pian[oi]\s+sovraordinat[oi]|strumenti\s+sovraordinati)|obiettivo\s+(?:psttm|del\s+piano\s+strategico)|piano\s+sovraordinato",
    "phase": r"fas[ei](?:\s+(?:di\s+attuazione|operativ[ae]|e\s+tempi))?|attività(?:\s+previst[ae])?|step|milestone",
    "weight": r"peso(?:\s*%)?|pes\.?|%",
    "budget": r"risors[ae](?:\s+(?:finanziari[ae]|uman[ae]|strumental[ie]|stanziat[ae]))?|stanziament[oi]|budget|cost[oi](?:\s+previsti)?|import[oi]|spesa(?:\s+prevista)?|copertura\s+finanziaria|fonte\s+(?:di\s+)?finanziamento",
    "place": r"luog[oi]|comun[ei](?:\s+interessat[oi])?|localizzazione|ambito\s+territoriale|territori[oi]\s+interessat[oi]|sede",
    "kind": r"(?:termine|data|scadenza)\s+effettiv[oa]|stato\s+di\s+attuazione\s+al\s+.{4,20}|tipologia(?:\s+obiettivo)?|tipo(?:\s+obiettivo)?|categoria|stato(?:\s+di\s+attuazione)?|annotazion[ei]|note|osservazioni|priorità|rilevanza|avanzamento|formula(?:\s+di\s+calcolo)?|fonte(?:\s+(?:dei\s+)?dat[oi])?|frequenza|goal(?:\s+agenda\s+2030)?|agenda\s+2030|sdg",
}


def plain_labels() -> list[tuple[str, str]]:
    """Return the roles and the patterns of the labels, which take no groups of their own."""
    return [(role, re.sub(r"\(\?P<\w+>", "(?:", pattern)) for role, pattern in LABELS.items()]


_LABELS = {role: re.compile(rf"(?:{pattern})", _FLAGS) for role, pattern in LABELS.items()}


_FIELD = {
    role: re.compile(
        rf"(?P<label>{pattern})\s*(?::|[-–—]\s|\s{{2,}}|$)\s*(?P<value>.*)", _FLAGS | re.DOTALL
    )
    for role, pattern in LABELS.items()
}


_ORDER = (
    "strategic", "upper", "period", "responsible", "actors", "results", "indicator", "unit", "target",
    "baseline", "direction", "description", "phase", "start", "end", "budget", "place", "weight", "chapter",
    "mission", "programme", "section", "office", "title", "code", "kind",
)  # fmt: skip


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


_LOOSE = (
    ("upper", r"psttm|sovraordinat|piano\s+strategico"),
    ("strategic", r"(?:obiettiv[oi]|ob\.)\s+strat"),
    ("programme", r"\bprogramm[ai]\b"),
    ("mission", r"\bmission[ei]\b"),
    ("indicator", r"\bindicator|\bkpi\b|misurator|misurazione|parametr|elemento\s+di\s+(?:misura|verifica)|misura\s+del"),
    ("office", r"politic|assessor|\bdeleg|amministrator"),
    ("responsible", r"responsabil|competen[tz]|(?:uffici|struttura|settor|serviz|area|unità)\w*\s+di\s+riferimento|\brispond|in\s+capo|referent|dirigent|incaricat|capofila|\btitolare\b|\bp\.?\s?o\.?\b|chi\s+(?:risponde|attua)|in\s+carico"),
    ("baseline", r"partenza|baseline|attuale|consuntiv|storico"),
    ("target", r"\btarget\b|valor[ei]\s+(?:attes|obiettiv|previst|programmat)|(?:attes|previst|obiettiv|fine|anno)\w*\s+20\d\d|traguard"),
    ("period", r"\btemp[io]\b|tempistic|scadenz|durata|period|termin[ei]\b|cronoprogramma|annualit|calendari"),
    ("actors", r"stakeholder|portator|destinatar|soggett|\battori\b|partner|coinvolt|collaboraz"),
    ("results", r"risultat|output|\besit|impatt"),
    ("weight", r"\bpeso\b|ponderaz|pesatura"),
    ("budget", r"risors|stanziament|import|\bcost[oi]\b|finanziament|spesa"),
    ("unit", r"unità\s+di\s+misura|\bu\.?\s?m\b"),
    ("phase", r"\bfas[ei]\b|attivit"),
    ("description", r"descri|contenut|motivaz|finalit|spiegaz|\bcome\b|sintesi"),
    ("title", r"obiettiv|\bazion[ei]\b|interven"),
    ("code", r"codic|\bcod\b|\bid\b"),
)  # fmt: skip


@lru_cache(maxsize=4_000)
def loose_label(text: str) -> str:
    """Return the role of words that are known to be a label, by the one word that tells it; empty if none does."""
    plain = " ".join(text.split()).strip(" :*.")
    role = label_of(plain)
    if role or not plain or len(plain) > 70 or len(plain.split()) > 8:
        return role
    return next((one for one, found in _LOOSE if re.search(found, plain, _FLAGS)), "")


def year_in_label(text: str) -> str:
    """Return the year of a heading such as «Target 2026» or «2026»."""
    found = re.search(r"\b(20[1-6]\d)\b", text)
    return found[1] if found else ""


def field_in(text: str) -> tuple[str, str, str] | None:
    """Return the role, the label and the value of a line such as «Responsabile: Dirigente»."""
    plain = text.strip()
    head = re.split(r":|\s[-–—]\s|\s{2,}|\n|$", plain, maxsplit=1)[0]
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
