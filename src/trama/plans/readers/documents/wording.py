"""The rules, reasons and remarks of a reading, said in Italian and English."""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[str, tuple[str, str]] = {
    "word": ("dice «Obiettivo»", "says “Obiettivo”"),
    "code": ("comincia con un codice", "begins with a code"),
    "list": ("voce di un elenco di obiettivi", "item of a list of objectives"),
    "announced": (
        "voce di un elenco annunciato da una frase",
        "item of a list that a sentence announces",
    ),
    "table": ("riga di una tabella", "row of a table"),
    "sheet": ("scheda", "sheet"),
    "label": ("segue l’etichetta «Obiettivo»", "follows the label “Obiettivo”"),
    "form": (
        "dice che cosa si farà, come le righe della stessa forma",
        "says what will be done, as the lines of its form do",
    ),
    "guess": (
        "nessuna regola lo dice: è la voce di un elenco di cose da fare, in un documento in cui altro non si è trovato",
        "no rule says so: an item of a list of things to do, in a document in which nothing else was found",
    ),
    "headed": ("titolo sotto «Obiettivi»", "heading below “Obiettivi”"),
    "facts": (
        "sotto ci sono indicatori, tempi o responsabili",
        "indicators, times or responsible bodies stand below it",
    ),
    "column": ("colonna «Obiettivo strategico»", "column “Obiettivo strategico”"),
    "person": ("scritto da chi ha riletto", "written by who reviewed"),
}
FACTS: Mapping[str, tuple[str, str]] = {"results": ("risultati attesi", "expected results")}
KINDS: Mapping[str, tuple[str, str]] = {
    "strategic": ("strategico", "strategic"),
    "operational": ("operativo", "operational"),
    "action": ("azione", "action"),
    "sheet": ("scheda", "sheet"),
}
LEFT: Mapping[str, tuple[str, str]] = {
    "again": ("ripete un obiettivo già letto", "repeats an objective read before"),
    "named": (
        "è solo nominato, mentre il documento riprende tutti gli altri",
        "is only named, while the document comes back to all the others",
    ),
    "result": (
        "è un risultato atteso, non un obiettivo",
        "is an expected result, not an objective",
    ),
    "below": ("sta sotto un obiettivo, come sua parte", "stands below an objective, as its part"),
    "announced": (
        "elenco annunciato da una frase, mentre gli obiettivi stanno altrove",
        "a list that a sentence announces, while the objectives stand elsewhere",
    ),
    "context": (
        "sta in una parte che non dà obiettivi, come premesse, personale o esiti",
        "stands in a part that gives no objectives, such as premises, staff or outcomes",
    ),
    "norm": ("è un riferimento normativo", "is a reference to a law"),
    "prose": (
        "parla di obiettivi senza enunciarne uno",
        "speaks of objectives without stating one",
    ),
    "past": ("rende conto di un anno passato", "gives account of a year that has passed"),
    "closed": ("il documento dice che è concluso", "the document says that it is closed"),
    "goal": (
        "è un obiettivo dell’Agenda 2030 e non del piano",
        "is a goal of Agenda 2030 and not of the plan",
    ),
    "unread": (
        "una tabella che dice di contenere obiettivi, e nella quale non ne è stato riconosciuto nessuno",
        "a table that says it holds objectives, and in which none was recognised",
    ),
    "no-title": ("scheda senza il titolo dell’obiettivo", "sheet without the objective’s title"),
}
DROPPED: Mapping[str, tuple[str, str]] = {
    "running": ("intestazione o piè di pagina", "running head or foot"),
    "page-number": ("numero di pagina", "page number"),
    "line-number": ("numeri di riga", "line numbers"),
    "contents": ("indice", "table of contents"),
}
NOTED: Mapping[str, tuple[str, str]] = {
    "office": ("{label}: {words}", "{label}: {words}"),
    "baseline": ("valore di partenza: {words}", "baseline: {words}"),
    "no-indicator": ("valori senza indicatore: {words}", "values without an indicator: {words}"),
    "no-owner": (
        "indicatori che non dicono di quale obiettivo sono: {words}",
        "indicators that do not say which objective they are of: {words}",
    ),
    "no-year": ("valore senza anno: {words}", "value without a year: {words}"),
    "no-goal": (
        "valore atteso che non dice che cosa raggiungere: {words}",
        "target that does not say what to reach: {words}",
    ),
    "other-unit": ("valore con un’altra unità: {words}", "value in another unit: {words}"),
    "code-twice": (
        "il codice {code} sta su due obiettivi diversi",
        "the code {code} stands on two different objectives",
    ),
    "other-words": ("altrove con altre parole: {words}", "elsewhere in other words: {words}"),
}
DOCUMENT: Mapping[str, tuple[str, str]] = {
    "lost": (
        "a pagina {page} il file ha perso delle lettere: «{words}»",
        "on page {page} the file has lost letters: “{words}”",
    ),
    "scanned": (
        "queste pagine sono immagini senza testo e non sono state lette: {pages}; per leggerle installa tesseract con l’italiano (tesseract-ocr-ita)",
        "these pages are pictures without text and were not read: {pages}; to read them install tesseract with Italian (tesseract-ocr-ita)",
    ),
    "recognised": (
        "la pagina {page} è un’immagine: le lettere sono state riconosciute con certezza {certainty}",
        "page {page} is a picture: its letters were recognised with certainty {certainty}",
    ),
}


def said(table: Mapping[str, tuple[str, str]], key: str, lang: str, **facts: str) -> str:
    """Return a sentence of one of the tables above in a language, with its values; the key if unknown."""
    pair = table.get(key)
    if pair is None:
        return key
    return (
        pair[0 if lang == "it" else 1].format_map(facts)
        if facts
        else pair[0 if lang == "it" else 1]
    )
