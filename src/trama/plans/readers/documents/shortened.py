"""Words that narrow columns shorten, spelled out: «Unità organizz.» is «Unità organizzativa»."""

from __future__ import annotations

import re
from functools import lru_cache

# What a shortened word begins with, and the word that labels know.
_WORDS = (
    (r"organizz(?:at)?", "organizzativa"),
    (r"resp(?:ons)?", "responsabile"),
    (r"refer|ref", "referente"),
    (r"compet", "competente"),
    (r"dirig", "dirigente"),
    (r"strat(?:eg)?", "strategico"),
    (r"operat?", "operativo"),
    (r"gest(?:ion)?", "gestionale"),
    (r"specif", "specifico"),
    (r"perf(?:orm)?", "performance"),
    (r"obb?(?:iett?)?", "obiettivo"),
    (r"ind(?:ic)?", "indicatore"),
    (r"descr(?:iz)?", "descrizione"),
    (r"denom(?:in)?", "denominazione"),
    (r"tit", "titolo"),
    (r"tipol", "tipologia"),
    (r"assoc|coll(?:eg)?", "collegato"),
    (r"miss", "missione"),
    (r"progr?", "programma"),
    (r"sett", "settore"),
    (r"serv", "servizio"),
    (r"uff", "ufficio"),
    (r"strutt", "struttura"),
    (r"rif(?:er)?", "riferimento"),
    (r"cod", "codice"),
    (r"val", "valore"),
    (r"att", "atteso"),
    (r"prev", "previsto"),
    (r"ris(?:ult)?", "risultato"),
    (r"mis", "misura"),
    (r"ass(?:ess)?", "assessore"),
    (r"attiv", "attività"),
    (r"num|nr", "numero"),
    (r"dir", "direzione"),
    (r"funz", "funzionario"),
    (r"realizz", "realizzazione"),
    (r"temp", "tempi"),
    (r"scad", "scadenza"),
    (r"iniz", "iniziale"),
    (r"cons", "consuntivo"),
    (r"sogg", "soggetti"),
    (r"coinv", "coinvolti"),
    (r"az", "azione"),
    (r"int(?:erv)?", "intervento"),
    (r"fin", "finanziarie"),
    (r"um", "umane"),
)
_ALL = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<w{number}>{short})" for number, (short, _) in enumerate(_WORDS))
    + r")\.",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_000)
def spelled(text: str) -> str:
    """Return a label with its shortened words spelled out and its words that a line breaks made whole.

    «Resp. gestionale» is «responsabile gestionale», «Stake-holder» is «Stakeholder».
    """
    # The last stop is often left out or was taken for the end of the label.
    whole = re.sub(r"(?<=[a-zà-ù]{2})-\s?(?=[a-zà-ù]{3})", "", text)
    whole = re.sub(r"\bresp(?:ons)?\.?\s?l[ei]\b", "responsabile", whole, flags=re.IGNORECASE)
    ended = whole if whole.endswith(".") or not re.search(r"[^\W\d_]$", whole) else f"{whole}."
    long = _ALL.sub(_word, ended)
    return " ".join(long.rstrip(".").split())


def _word(found: re.Match[str]) -> str:
    place = int((found.lastgroup or "w0")[1:])
    return f"{_WORDS[place][1]} "
