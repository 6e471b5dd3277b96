"""What the words of a caption lead to, and the form in which an item says what it says."""

from __future__ import annotations

import re
from functools import lru_cache

_FLAGS = re.IGNORECASE

STRONG, WEAK, DOUBT, AGAINST = 3.0, 1.0, -1.5, -4.0

_PAST = re.compile(
    r"rendicont|\besit[oi]\b|consuntiv|stato\s+(?:di|dell['’])\s*attuazione|attuazione\s+(?:al|del\s+programma\s+20)|\bcosa\s+(?:è|abbiamo)\b|"
    r"\b(?:è|sono)\s+stat[oaie]\b|\babbiamo\b|\b(?:fatt|realizzat|raggiunt|conclus|chius|conseguit|svolt|archiviat|mantenut|soppress|superat)[oaie]\b|"
    r"bilancio\s+di\s+(?:fine\s+)?mandato|non\s+(?:più\s+)?(?:ripropost|accolt|prosegu)|(?:anno|anni)\s+(?:precedent|trascors|passat)|cinque\s+anni\s+fa",
    _FLAGS,
)
_STRONG = re.compile(
    r"\bobb?iettiv|\bimpegni\b|\bci\s+impegniamo|\bcosa\s+(?:faremo|vogliamo|intendiamo|ci\s+proponiamo|vi\s+proponiamo)|\bfaremo\b|\btraguard|(?:^|\b(?:nostre|principali|grandi|prossime)\s+)mete\b|\bambizion[ei]\b|\bcosa\s+cambierà|"
    r"\bpriorità\b|\bpropositi\b|\blinee?\s+(?:di\s+|d['’]\s?)azione|\bazioni\s+(?:strategiche|prioritarie|di\s+mandato)",
    _FLAGS,
)
_WEAK = re.compile(
    r"\bda\s+fare\b|\bazioni\b|\binterventi\b|\bprogett|\bindirizz|\bscelte\b|linee\s+(?:programmatiche|strategiche|guida)|\bmandato\b|\bstrategi|\bpropost|\bprossim|"
    r"\bda\s+qui\s+al\b|\b(?:entro|verso)\s+(?:il\s+|la\s+fine\s+del\s+)?20[2-6]\d\b|\bdove\s+(?:vogliamo|andiamo)|\bche\s+vogliamo|\borizzonte\s+20[2-6]\d|\bfuturo\b|\bsfide\b|\bvision|\bpromesse\b|\bvogliamo\b|\bproponiamo\b|\bsogni",
    _FLAGS,
)
# «Finalità da conseguire» is what small towns' plans call objectives, unless these stand beside it.
_AIMS = re.compile(
    r"^programmazione\s+(?:per\s+il\s+|del\s+|nel\s+)?(?:prossimo\s+)?(?:triennio|mandato|20\d\d)|^attività\s+(?:programmate|da\s+(?:realizzare|svolgere|avviare))|\b(?:finalità|risultati|scopi)\s+(?:da\s+(?:conseguire|perseguire|raggiungere|ottenere|realizzare)|perseguit[ei]|che\s+(?:si\s+intend|ci\s+si\s+prop|vogliamo))",
    _FLAGS,
)
_DOUBT = re.compile(
    r"\bfinalità\b|\bdescrizione\b|\bcontenut[oi]\b|\bsintesi\b|\bruol[oi]\b|\bvalor[ei]\b|\bprincip[ioî]|\bcriteri\b",
    _FLAGS,
)
_AGAINST = re.compile(
    r"\b(?:opere|lavori|interventi|cantieri|progetti)\s+(?:già\s+)?(?:in\s+corso|avviat|finanziat|appaltat|affidat|aggiudicat)|\bin\s+corso\s+di\s+|\bpremess|\bintroduzion|\bpresentazion|\bcontest|\bpopolazion|\bdemografi|\bpersonale\b|\brisors[ae]\b|\borganic|\borganigramm|\bdotazion|\bspes[ae]\b|"
    r"\bentrat[ae]\b|\btribut|\btariff|\bdebit|\bindebit|\bmutui|\bpartecipat[ae]|\borganismi|\bnormativ|\bglossari|\blegenda|\bmetodo|\bfas[ei]\b|\bindicator|"
    r"\bmotivazion|\bvincol|\bstruttura\b|\banalisi\b|\bscenari|\bswot\b|\bpunti\s+di\b|\bcriticità|\brisch|\bcompetenze\b|\bcompiti\b|\bfunzioni\b|"
    r"\bservizi\s+(?:erogati|associati|gestiti|affidati|esternalizzati)|gestit[oaie]\s+in\s+forma|\bpatrimonio\s+immobil|\balienazion|\bopere\s+pubbliche\b|\bcome\s+leggere|"
    r"\bstakeholder|\bportatori\b|\bdestinatar|\bbeneficiar|\bpartner|\battor[ei]\b|\brisultat|\bdati\s|\bstatistic|\beconomia\b|\ballegat|"
    r"\bpartecipazione\s+al\s+piano|\bpercorso\b|\bmonitoraggi|\bcontrollo\s+strategico|\bnote\b|\bavvertenz|\battività\s+(?:ordinari|corrent|svolt|istituzional)|"
    r"\bconsiderazioni\b|\bconclusion|\battuazione\s+del\s+pnrr|\bstrumentali?\b|\bbilanc[io]\b|\bequilibri|\bagenda\s+2030|\bobiettivi\s+di\s+(?:finanza|servizio|sviluppo\s+sostenibile)|\bquesta\s+pagina|"
    r"\bdoveri\b|\bobblighi\b|\bdivieti\b|\brequisiti\b|\bcome\s+(?:partecip|contatt|segnal|iscriv|present|acced|dir[ec]|scriv|contribu|aderi|invia|chied|richied|prenot)\w*|\bcontatti\b|\bindice\b|\bsommario\b|\bfabbisogn|\bacquist[io]\b|\bscadenz|\bcronoprogramm|^temp[io]$",
    _FLAGS,
)
# Objectives of laws and of the world, which are not the plan's own.
_OTHERS = re.compile(
    r"\bobiettivi\s+(?:generali\s+)?(?:di\s+(?:finanza|servizio|sviluppo\s+sostenibile|bilancio)|dell['’]agenda)",
    _FLAGS,
)
# «Il Governo intende:», «La riforma persegue i seguenti obiettivi:», «Obiettivi individuati dalla programmazione regionale»
_ABOVE = re.compile(
    r"(?:(?:gli\s+)?obiettivi\s+(?:\w+\s+)?(?:individuat|definit|fissat|indicat|post|previst|stabilit)i\s+(?:d\w{0,4}|nel\w{0,2})(?:\s+|['’])(?!ent[ei]\b))?"
    r"(?:(?:il|la|lo|l['’]|i|le)\s*)?(?:governo|stato\s+italiano|parlamento|(?:unione|commissione)\s+europea|europa|regione|riforma|legge|decreto|direttiva|"
    r"pnrr|piano\s+nazionale|strategia\s+(?:nazionale|europ\w+|regionale)|documento\s+di\s+(?:economia|finanza)|programmazione\s+(?:regionale|nazionale|europea|comunitaria))\b"
    r"(?!\s+(?:di\s+)?(?:attuazione|adesione))",
    _FLAGS,
)
_YEARS = re.compile(r"\b(20[1-6]\d)\b")


@lru_cache(maxsize=4_000)
def is_past(text: str, start: str = "") -> bool:
    """Whether a caption is that of an account of years before a plan that begins in the year `start`."""
    years = _YEARS.findall(text)
    if (
        years
        and start
        and all(year < start[:4] for year in years)
        and not re.search(r"dal\s+20", text)
    ):
        return len(text) < 90
    return bool(_PAST.search(text))


@lru_cache(maxsize=4_000)
def leaning(text: str, start: str = "") -> float:
    """Return how far a caption speaks for objectives below it: from AGAINST to STRONG, 0 if it does not say."""
    if is_past(text, start):
        return AGAINST
    if of_others(text):
        return AGAINST
    strong = _STRONG.search(text)
    against = _AGAINST.search(text)
    if strong:
        # «Stakeholder e obiettivi» is about objectives, «Popolazione obiettivo» is not.
        aimed = re.search(r"\bobb?iettivi\b|\bimpegni\b|faremo|vogliamo|azion", text, _FLAGS)
        return STRONG if not against or aimed else AGAINST
    if against:
        return AGAINST
    if _DOUBT.search(text):
        return DOUBT
    return WEAK if _WEAK.search(text) else 0.0


def of_others(text: str) -> bool:
    """Whether a text speaks of objectives of laws, of the world, or of bodies above, which are not the plan's own."""
    return bool(_OTHERS.search(text) or _ABOVE.match(text))


def aims(text: str) -> bool:
    """Whether a caption calls objectives by the word that others have for what these serve."""
    return len(text) < 90 and bool(_AIMS.search(text))


_AIMING = re.compile(
    r"\w{2,}remo\b|intend\w+|intenzion|volontà|impegn|propon|propos|prefigg|preved\w+\s+di\b|sono\s+previst|obiettiv|priorit|triennio|quinquennio|mandato|"
    r"prossim|\bpunt(?:a|iamo)\b|\btraguardi\b|\bmete\b|\bambizion|\brivolt[oaie]\b|\bprovveder|\bpunterà|\bprocederà|\blavorerà|\bimpegnerà|(?:entro|da\s+qui\s+al|verso)\s+(?:il\s+|la\s+fine\s+del\s+)?20[2-6]\d|\bmira\b|persegu|lavorer|occorr|bisogna|vogliamo|vuole|seguenti\s+(?:azioni|interventi|linee)",
    _FLAGS,
)
_DUTY = re.compile(
    r"\b(?:uffici[oi]?|settore|servizi[oi]?|personale)\s+(?:\w+\s+){0,2}(?:cura|curano|si\s+occupa|gestisc|svolg|assicura|provved[eo]|eroga)\w*|compet\w+|spett\w+|compit[oi]|possono|può\b|rientran|comprend|si\s+compon|si\s+articol|costituit|così\s+definit|glossario|"
    r"\b(?:documento|sezione|dup|principio|norma|legge|regolamento|organismo|revisore)\b[^.]{0,60}\bobiettiv|"
    r"\b(?:sono|risultano)\s+(?:gestiti|affidati|attivi|esternalizzati|presenti|emers)|invariat|aliquot|tariff",
    _FLAGS,
)
_DID = re.compile(
    r"\b(?:abbiamo|ha|hanno|aveva\w*)\s+(?:\w+\s+)?\w+(?:at|it|ut|st|tt|rs|ns)[oaie]\b|"
    r"\b(?:è|sono)\s+(?:\w+[aiu]t|stat|svolt|fatt|avut)[oaie]\b(?!\s+di\b)|\b(?:abbiamo|ha|hanno|aveva)\s*:?$|trascors|negli\s+(?:ultimi|scorsi)\s+anni|in\s+questi\s+anni|mantenut|realizzat",
    _FLAGS,
)


def leads(sentence: str) -> float:
    """Return how far a sentence that ends with a colon leads to objectives."""
    last = re.split(r"(?<=[.!?])\s+", sentence)[-1]
    if _DID.search(last) or of_others(last):
        return AGAINST
    if _DUTY.search(last):
        return AGAINST / 2
    return 2.0 if _AIMING.search(last) else 0.0


_NAMED = re.compile(
    r"\b(?:obb?iettivi|traguardi|mete|impegni|priorità|propositi|ambizioni|sfide|azioni|scelte|cose)\b",
    _FLAGS,
)


def leads_on(sentence: str) -> float:
    """Return how far a sentence that ends with a stop leads to the list right below it.

    It names what it leads to: «il piano si propone tre traguardi.»
    """
    last = re.split(r"(?<=[.!?])\s+", sentence.strip())[-1]
    return leads(last) if len(last) < 160 and _NAMED.search(last) else 0.0


_OPENS = re.compile(
    r"\bs(?:i|ono)\s+(?:di\s+seguito\s+|qui\s+(?:di\s+seguito\s+)?)?(?:elenca|riporta|espong|espost|presenta|illustra|indica|descriv)\w*\b[^.;]{0,70}?\b(?:gli|i\s+seguenti|i\s+principali)?\s*(?:obb?iettivi|impegni)\b"
    r"|\b(?:obb?iettivi|impegni)\b[^.;]{0,80}\b(?:sono\s+(?:elencat|riportat|espost|indicat|raccolt|raggruppat|ordinat|presentat|organizzat|articolat|suddivis)i|di\s+seguito|che\s+seguono|per\s+(?:tem[ai]|ambit[oi]))\b"
    r"|\bdi\s+seguito\b[^.;]{0,60}\b(?:quanto|quello\s+che|ciò\s+che|cosa)\b[^.;]{0,50}\b(?:intend|vuole|vogliamo|propon)"
    r"|\b(?:seguono|ecco|di\s+seguito)\b[^.;]{0,40}\b(?:obb?iettivi|impegni)\b",
    _FLAGS,
)


def opens(sentence: str) -> bool:
    """Whether a sentence below a title says that the objectives of the plan follow under the titles below."""
    return len(sentence) < 260 and bool(_OPENS.search(sentence)) and not _DUTY.search(sentence)


_NOUNS = frozenset(
    [
        "mare",
        "gare",
        "tare",
        "rare",
        "fere",
        "cantiere",
        "quartiere",
        "opere",
        "camere",
        "mestiere",
        "potere",
        "genere",
        "essere",
        "barriere",
        "carriere",
        "bandiere",
        "frontiere",
        "rotonde",
        "mare",
        "altare",
        "scolare",
        "volontariare",
        "militare",
        "alimentare",
        "popolare",
        "particolare",
        "circolare",
        "pari",
        "annuale",
        "fiere",
        "lettere",
        "tessere",
        "panchine",
        "titolare",
        "esemplare",
        "collare",
        "ringhiere",
        "miniere",
        "patrimoniare",
        "benessere",
        "parere",
        "dovere",
        "piacere",
        "carcere",
        "nettare",
        "pilastro",
        "cellulare",
        "ospedaliere",
        "infermiere",
        "consigliere",
        "ingegnere",
        "cavaliere",
    ]
)
_INFINITIVE = re.compile(
    r"(?:(?:di|a|ad|per|non|continuare\s+a)\s+)?(?P<verb>[^\W\d_]+(?:are|ere|ire|rre|rsi|rvi|rne|rlo|rla|rli|rle))\b",
    _FLAGS,
)
# «Far viaggiare gratis», «Poter contare su»
_SHORT = re.compile(r"(?:far|dar|lasciar|poter|saper)(?:e|l[oaie]|si)?\s+[^\W\d_]", _FLAGS)
_FUTURE = re.compile(
    r"(?:(?:non|ci|vi|lo|la|li|le|ne|e|noi|nel\s+20\d\d|entro\s+il\s+20\d\d)\s+){0,2}(?:[^\W\d_]{2,}remo|vogliamo|puntiamo|intendiamo|realizziamo|proponiamo)\b|"
    r"(?:sarà|saranno|verrà|verranno|si\s+[^\W\d_]+r(?:à|anno))\b|(?:il\s+comune|l['’](?:amministrazione|ente|unione)|la\s+(?:giunta|città))\b[^.,;:]{0,30}?\b[^\W\d_]{2,}r(?:à|anno)\b",
    _FLAGS,
)
_DEVERBAL = re.compile(
    r"(?!mission[ei]\b|sezion[ei]\b|situazion[ei]\b|condizion[ei]\b|popolazion[ei]\b|associazion[ei]\b|documento\b|segmento\b|regolamento\b|direzion[ei]\b|istituzion[ei]\b|stazion[ei]\b|natura\b|cultura\b|struttur[ae]\b)"
    r"(?:nuov[oa]\s+|prim[oa]\s+|progressiv[oa]\s+|ulteriore\s+)?(?:[^\W\d_]{3,}(?:zione|sione|mento|tura|aggio|xione)|sviluppo|recupero|sostegno|tutela|avvio|restauro|rilancio|rinnovo|bonifica|"
    r"contrasto|acquisto|riuso|riordino|revisione|ricerca|lotta|impulso|difesa|salvaguardia|creazione|messa|presa|sblocco|aumento|incremento|impiego|"
    r"trasloco|ripristino|supporto|controllo|aiuto|accordo|restyling|verifica|modifica|riforma|nomina|consegna|gestione|cura|censimento|bando|affido|riapertura|studio|stesura)\b",
    _FLAGS,
)
_DONE = re.compile(
    r"[:(–—-]\s*(?:è\s+stat\w+\s+)?(?:già\s+)?(?:fatt|conclus|raggiunt|rinviat|complet|realizzat|in\s+corso|confluit|sospes|domanda\s+present|attivat|avviat|apert|chius|"
    r"non\s+(?:realizz|avvi|raggiun|conclus)|parzialmente|\d+\s*%)[^:]{0,60}$|"
    r"^(?:abbiamo|è\s+stat|sono\s+stat|ha\s|hanno\s|(?:conclus|approvat|realizzat|apert|completat|inaugurat|sostituit|riapert|attivat|avviat|affidat|ottenut|rifatt|assunt|adottat|installat)[oaie]\b)|"
    r"^[^\W\d_]{3,}(?:ato|ata|ati|ate|ito|ita|iti|ite|uto|uta)\s+(?:(?:il|lo|la|i|gli|le|un|uno|una|due|tre|quattro|cinque|oltre|\d[\d.,]*)\b|l['’]|un['’])",
    _FLAGS,
)
_COUNT = re.compile(
    r"(?:n\.?\s*)?\d[\d.,]*\s|(?:€|euro)\s*\d|.{0,60}[:–-]\s*(?:€\s*)?[\d.,]+\s*(?:%|€|euro|per\s+mille|abitanti)?$",
    _FLAGS,
)
_NORM = re.compile(
    r"(?:art(?:t|icol[oi])?\.?\s*\d|d\.\s?(?:lgs|l|m|p\.c\.m|p\.r)\b|l\.(?:r\.)?\s*(?:n\.\s*)?\d|legge\s|decreto|regolamento\s*\(|direttiva\s|circolare\s|"
    r"deliberazion|dgr\b|dpcm\b|raccomandazione\s|piano\s+nazionale)",
    _FLAGS,
)

FUTURE, INFINITIVE, DEVERBAL, QUESTION, DONE, COUNT, NORM, OTHER = (
    "future", "infinitive", "deverbal", "question", "done", "count", "norm", "other",
)  # fmt: skip
INTENTION = frozenset([FUTURE, INFINITIVE, DEVERBAL, QUESTION])


def form_of(text: str) -> str:
    """Return the form in which a text says what it says: an intention of some kind, a thing done, a figure, a name."""
    plain = text.strip(" «“\"'–—-•")
    if _DONE.search(plain):
        return DONE
    if _NORM.match(plain):
        return NORM
    if _COUNT.match(plain):
        return COUNT
    if _FUTURE.match(plain):
        return FUTURE
    if _SHORT.match(plain):
        return INFINITIVE
    found = _INFINITIVE.match(plain)
    if found and found["verb"].lower() not in _NOUNS:
        return INFINITIVE
    if plain.rstrip(". ").endswith("?"):
        return QUESTION
    return DEVERBAL if _DEVERBAL.match(plain) else OTHER
