"""The workbook that planners fill in: its sheets, the headings of their columns and how to fill them.

Headings are words a planner knows; the names of the tables' columns do as well. `readers.xlsx` and
`writers.xlsx` both go by this, so that a sheet that was written is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from trama.model import TABLES

DECISIONS_SHEET = "Decisioni"
JUDGEMENTS_SHEET = "Giudizi"
ASKED_SHEET = "Che cosa chiede il Piano"
IGNORED = (
    "Istruzioni",
    "Instructions",
    "Esempio",
    "Codici",
    ASKED_SHEET,
    DECISIONS_SHEET,
    JUDGEMENTS_SHEET,
)
TEXT_SHEET = "Testo"
SEPARATOR = " — "


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as a planner sees it: its heading, how to fill it in both languages, an example."""

    column: str
    title: str
    it: str
    en: str
    example: str = ""
    width: int = 18


SHEETS: dict[str, str] = {
    "Piano": "plan.csv",
    "Missioni": "missions.csv",
    "Obiettivi": "objectives.csv",
    "Indicatori": "indicators.csv",
    "Valori obiettivo": "targets.csv",
    "Attori": "actors.csv",
    "Strumenti": "instruments.csv",
    "Comuni": "comuni.csv",
    "Collegamenti": "links.csv",
}
HEADINGS: dict[str, tuple[Heading, ...]] = {
    "plan.csv": (
        Heading("id", "Identificativo", "Lettere minuscole, cifre e trattini; non si cambia più. Se manca, viene dal titolo.", "Small letters, digits and hyphens; it never changes. If missing, it comes from the title.", "dup-borgo-esempio-2026-2028", 30),
        Heading("title_it", "Titolo", "Il titolo del piano, come nell'atto.", "The title of the plan, as in the act.", "Documento Unico di Programmazione 2026-2028 del Comune di Borgo Esempio", 48),
        Heading("title_en", "Titolo in inglese", "Facoltativo.", "Optional.", "", 36),
        Heading("kind", "Tipo di piano", "Si sceglie dall'elenco; se manca, è un DUP.", "Choose from the list; if missing, it is a DUP.", "dup", 22),
        Heading("start", "Inizio", "Anno, o giorno come 2026-01-01.", "A year, or a day such as 2026-01-01.", "2026-01-01", 13),
        Heading("end", "Fine", "Anno, o giorno come 2028-12-31, compreso.", "A year, or a day such as 2028-12-31, included.", "2028-12-31", 13),
        Heading("publisher", "Ente", "Chi approva il piano: un attore del registro o del foglio Attori.", "Who approves the plan: an actor of the register or of the sheet Attori.", "comune-di-borgo-esempio", 30),
        Heading("guided_by", "Piano sovraordinato", "Il piano a cui questo risponde; più d'uno separati da ;", "The plan that this one answers to; several separated by ;", "psttm-2025-2027", 24),
        Heading("territory", "Territorio", "Il comune, la zona o l'unione che il piano governa; più d'uno separati da ;", "The comune, zone or union that the plan governs; several separated by ;", "comune/015146", 28),
        Heading("replaces", "Sostituisce", "L'edizione precedente, se è tra i piani conosciuti.", "The edition before, if it is among the plans known.", "", 24),
        Heading("adopted", "Adottato il", "Giorno dell'adozione, se c'è stata.", "Day of adoption, if there was one.", "", 13),
        Heading("approved", "Approvato il", "Giorno dell'approvazione, se c'è stata.", "Day of approval, if there was one.", "2025-12-18", 13),
    ),
    "missions.csv": (
        Heading("number", "Numero", "1, 2, 3 …", "1, 2, 3 …", "1", 10),
        Heading("label_it", "Indirizzo strategico", "Il capitolo sotto cui stanno gli obiettivi. Se il foglio resta vuoto, si usano le missioni di bilancio indicate negli obiettivi.", "The chapter under which objectives stand. If the sheet stays empty, the budget missions named in the objectives are used.", "Una città che si muove bene", 44),
        Heading("label_en", "Indirizzo strategico in inglese", "Facoltativo.", "Optional.", "", 36),
        Heading("text_it", "Testo", "Il testo che lo introduce, facoltativo.", "The text that introduces it, optional.", "", 60),
    ),
    "objectives.csv": (
        Heading("code", "Codice", "Uno per obiettivo: lettere, cifre, trattini e punti.", "One for each objective: letters, digits, hyphens and dots.", "SeO-01", 12),
        Heading("section", "Sezione", "SeS (strategica) o SeO (operativa).", "SeS (strategic) or SeO (operational).", "SeO", 12),
        Heading("mission", "Indirizzo", "Numero dell'indirizzo strategico, dal foglio Missioni; se manca, vale la missione di bilancio.", "Number of the chapter, from the sheet Missioni; if it is missing, the budget mission counts.", "1", 12),
        Heading("also_in", "Altri indirizzi", "Gli altri indirizzi sotto cui il piano pone lo stesso obiettivo; più d'uno separati da ;", "The other chapters under which the plan puts the same objective; several separated by ;", "", 16),
        Heading("dup_mission", "Missione di bilancio", "La missione del D.Lgs. 118/2011.", "The mission of D.Lgs. 118/2011.", "10", 26),
        Heading("dup_programme", "Programma di bilancio", "Il programma del D.Lgs. 118/2011.", "The programme of D.Lgs. 118/2011.", "1005", 26),
        Heading("label_it", "Nome breve", "Le parole con cui l'obiettivo si nomina; se manca, sono le prime del testo.", "The words by which the objective is named; if missing, the first ones of the text.", "Ciclabile per la stazione", 34),
        Heading("text_it", "Testo dell'obiettivo", "Parola per parola come nel piano: è ciò che i controlli citano.", "Word for word as in the plan: it is what the checks quote.", "Realizzare la pista ciclabile che collega la scuola media alla stazione", 60),
        Heading("implements", "Attua (del piano sovraordinato)", "Gli obiettivi che questo traduce in azione; più d'uno separati da ;", "The objectives that this one puts into action; several separated by ;", "psttm-2025-2027#M3-06", 40),
        Heading("contributes_to", "Contribuisce a", "Gli obiettivi a cui questo dà un apporto; più d'uno separati da ;", "The objectives that this one adds to; several separated by ;", "psttm-2025-2027#M3-15", 40),
        Heading("local", "Locale per scelta", "sì, se l'obiettivo risponde a un bisogno proprio e non serve il piano sovraordinato.", "sì, if the objective answers a need of its own and does not serve the upper plan.", "no", 12),
        Heading("start", "Inizio", "Anno, mese (2026-03) o giorno (2026-03-01).", "A year, month (2026-03) or day (2026-03-01).", "2026-03", 12),
        Heading("end", "Fine", "Anno, mese o giorno, compreso; non oltre la fine del piano.", "A year, month or day, included; not beyond the end of the plan.", "2027-10", 12),
        Heading("responsible", "Responsabile", "Chi ne ha il compito in esclusiva; più d'uno separati da ;", "Who has the exclusive task; several separated by ;", "comune-di-borgo-esempio", 30),
        Heading("instruments", "Strumenti", "Piani, accordi e reti con cui si attua; più d'uno separati da ;", "Plans, agreements and networks by which it is carried out; several separated by ;", "biciplan", 30),
        Heading("actors", "Attori coinvolti", "Chi altro vi prende parte; più d'uno separati da ;", "Who else takes part; several separated by ;", "regione-lombardia", 30),
        Heading("places", "Comuni", "Dove si agisce, per codice ISTAT; più d'uno separati da ;", "Where it acts, by ISTAT code; several separated by ;", "015146", 26),
        Heading("label_en", "Nome breve in inglese", "Facoltativo.", "Optional.", "", 30),
        Heading("text_en", "Testo in inglese", "Facoltativo.", "Optional.", "", 40),
        Heading("order", "Ordine", "Facoltativo: se manca, è quello delle righe.", "Optional: if missing, it is that of the rows.", "", 10),
    ),
    "indicators.csv": (
        Heading("id", "Codice", "Uno per indicatore.", "One for each indicator.", "I-01", 12),
        Heading("label_it", "Indicatore", "Che cosa si misura.", "What is measured.", "Chilometri di piste ciclabili", 44),
        Heading("unit", "Unità", "Per esempio km, %, t/anno.", "Such as km, %, t/year.", "km", 12),
        Heading("direction", "Direzione", "increase: deve crescere; decrease: calare; keep: restare; reach: da raggiungere, per una data, un sì o parole.", "increase, decrease, keep, or reach for a day, a yes or words.", "increase", 24),
        Heading("objective", "Obiettivo misurato", "Codice dell'obiettivo; più d'uno separati da ;", "Code of the objective; several separated by ;", "SeO-01", 30),
        Heading("same_as", "Uguale all'indicatore", "L'indicatore di un altro piano che misura la stessa cosa, se è conosciuto.", "The indicator of another plan that measures the same thing, if known.", "", 36),
        Heading("label_en", "Indicatore in inglese", "Facoltativo.", "Optional.", "", 36),
    ),
    "targets.csv": (
        Heading("id", "Codice", "Uno per valore.", "One for each value.", "T-01", 12),
        Heading("indicator", "Indicatore", "Codice dell'indicatore.", "Code of the indicator.", "I-01", 30),
        Heading("value", "Valore", "Un numero; o come lo dice il piano: ≥ 90, da 3 a 5, entro il 30/06/2027, sì, approvazione del piano.", "A number; or as the plan says it: ≥ 90, da 3 a 5, entro il 30/06/2027, sì, approvazione del piano.", "12.5", 18),
        Heading("year", "Anno", "L'anno in cui va raggiunto.", "The year by which to reach it.", "2028", 10),
        Heading("place", "Luogo", "comune/…, zone/… o union/…, se il valore è di un luogo solo.", "comune/…, zone/… or union/…, if the value is of one place.", "comune/015146", 28),
    ),
    "actors.csv": (
        Heading("id", "Identificativo", "Lettere minuscole, cifre e trattini.", "Small letters, digits and hyphens.", "comune-di-borgo-esempio", 30),
        Heading("label_it", "Nome", "Il nome dell'ente o del soggetto. Solo chi non è già nel registro (foglio Codici).", "The name. Only those who are not in the register yet (sheet Codici).", "Comune di Borgo Esempio", 40),
        Heading("kind", "Tipo di attore", "Si sceglie dall'elenco.", "Choose from the list.", "municipality", 30),
        Heading("label_en", "Nome in inglese", "Facoltativo.", "Optional.", "", 36),
    ),
    "instruments.csv": (
        Heading("id", "Identificativo", "Lettere minuscole, cifre e trattini.", "Small letters, digits and hyphens.", "piano-del-verde", 30),
        Heading("label_it", "Nome", "Il piano, l'accordo o la rete. Solo chi non è già nel registro (foglio Codici).", "The plan, agreement or network. Only those that are not in the register yet (sheet Codici).", "Piano comunale del verde", 40),
        Heading("kind", "Tipo di strumento", "Si sceglie dall'elenco.", "Choose from the list.", "plan", 24),
        Heading("acronym", "Sigla", "Facoltativa.", "Optional.", "", 14),
        Heading("approved", "Approvato il", "Giorno dell'approvazione, se si sa.", "Day of approval, if known.", "2024-05-20", 13),
        Heading("in_force_from", "In vigore dal", "Il primo giorno in cui vale, se si sa.", "The first day on which it holds, if known.", "2024-06-15", 13),
        Heading("text_it", "Descrizione", "Facoltativa.", "Optional.", "", 48),
    ),
    "comuni.csv": (
        Heading("istat", "Codice ISTAT", "Sei cifre, come nel foglio Codici.", "Six digits, as in the sheet Codici.", "015139", 14),
        Heading("label_it", "Comune", "Solo se il piano parla di più comuni: quelli del suo territorio.", "Only if the plan is of several comuni: those of its territory.", "Mediglia", 30),
        Heading("zone", "Zona omogenea", "Il numero della zona, se il piano lo dice.", "The number of the zone, if the plan says it.", "5", 16),
        Heading("union", "Unione di comuni", "L'unione, se il piano lo dice.", "The union, if the plan says it.", "", 26),
    ),
    "links.csv": (
        Heading("source", "Da", "Ciò che è collegato, per esempio dup-borgo-esempio-2026-2028/objective/SeO-01.", "What is linked, such as dup-borgo-esempio-2026-2028/objective/SeO-01.", "dup-borgo-esempio-2026-2028/objective/SeO-01", 44),
        Heading("relation", "Relazione", "conflictsWith se è in contrasto, alignsTo se va nello stesso verso, …", "conflictsWith if it is in conflict, alignsTo if it goes the same way, …", "conflictsWith", 20),
        Heading("target", "A", "A che cosa, per esempio psttm-2025-2027/objective/M3-06.", "To what, such as psttm-2025-2027/objective/M3-06.", "psttm-2025-2027/objective/M3-06", 44),
        Heading("evidence", "Parole che lo provano", "Il segno del passo e le parole: SeO-01: «…».", "The passage's mark and the words: SeO-01: «…».", "SeO-01: «Realizzare la pista ciclabile»", 48),
        Heading("rationale_it", "Perché", "Una frase che dice il perché.", "A sentence that says why.", "La pista taglia il varco che il piano sovraordinato tutela.", 48),
        Heading("rationale_en", "Perché, in inglese", "Facoltativo.", "Optional.", "", 36),
        Heading("basis", "Come lo si sa", "stated se lo dice il piano, curated se lo giudica una persona.", "stated if the plan says it, curated if a person judges it.", "stated", 16),
        Heading("confidence", "Quanto è sicuro", "Da 0 a 1.", "From 0 to 1.", "1", 14),
        Heading("attributed_to", "Chi lo dice", "Se manca, l'ente del piano.", "If missing, the publisher.", "comune-di-borgo-esempio", 26),
        Heading("date", "Quando", "Il giorno; se manca, quello del piano.", "The day; if missing, the plan's.", "2025-12-18", 13),
    ),
}  # fmt: skip
NEEDED = {
    "plan.csv": ("title_it", "start", "end", "publisher"),
    "missions.csv": ("number", "label_it"),
    "objectives.csv": ("code", "text_it"),
    "indicators.csv": ("id", "label_it", "unit", "direction"),
    "targets.csv": ("indicator", "value", "year"),
    "actors.csv": ("id", "label_it", "kind"),
    "instruments.csv": ("id", "label_it", "kind"),
    "comuni.csv": ("istat",),
    "links.csv": ("source", "relation", "target", "evidence", "rationale_it"),
}
"""The columns of each sheet that nothing else can fill in."""
_TITLES: dict[str, dict[str, str]] = {
    table: {heading.title.casefold(): heading.column for heading in headings}
    for table, headings in HEADINGS.items()
}


def table_of(sheet: str) -> str | None:
    """Return the table that a sheet holds, by its name, or None if it is none of the form's."""
    named = {name.casefold(): table for name, table in SHEETS.items()}
    plain = sheet.strip().casefold()
    if plain in named:
        return named[plain]
    stem = plain.removesuffix(".csv")
    for table in TABLES:
        if stem == table.removesuffix(".csv"):
            return table
    head = f"{stem.partition('-')[0]}.csv"
    return f"{stem}.csv" if head in TABLES and TABLES[head].several else None


def sheet_of(table: str) -> str:
    """Return the name of the sheet that holds a table."""
    for name, held in SHEETS.items():
        if held == table:
            return name
    return table.removesuffix(".csv")


def column_of(table: str, heading: str) -> str:
    """Return the column that a heading stands for; a column's own name does as well."""
    plain = " ".join(heading.rstrip(" *").split())
    return _TITLES.get(table, {}).get(plain.casefold(), plain)


def title_of(table: str, column: str) -> str:
    """Return the heading of a column in the form, or its own name if it has none."""
    found = (h.title for h in HEADINGS.get(table, ()) if h.column == column)
    return next(found, column)


def code_of(value: str) -> str:
    """Return the code of a value picked from a list, such as `04 — Istruzione`."""
    return value.partition(SEPARATOR)[0].strip()
