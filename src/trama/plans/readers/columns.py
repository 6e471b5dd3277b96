"""Which table a sheet holds and which column a heading stands for, whoever wrote the heading.

The template's headings count in both languages, with any case, accent, apostrophe, asterisk or spaces, and so do
the names that offices commonly use instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from trama.model import TABLES, element_of
from trama.model.element import columns
from trama.plans.form import HEADINGS, SHEETS, table_of
from trama.plans.readers.grid import Grid

HEADER_ROWS = 25
"""How many rows of titles may stand above the headings."""

_OTHERS: dict[str, dict[str, str]] = {
    "plan.csv": {
        "id": "id|codice piano|codice del piano|identifier|plan id|codice|identificativo del piano",
        "title_it": "titolo|titolo del piano|denominazione|nome del piano|title|piano|oggetto",
        "title_en": "titolo inglese|title in english|english title",
        "kind": "tipo|tipologia|tipo piano|tipologia di piano|kind|plan type|type|type of plan",
        "start": "inizio|data inizio|data di inizio|dal|inizio validita|anno inizio|anno di inizio|start|from|begin|start date",
        "end": "fine|data fine|data di fine|al|fine validita|anno fine|anno di fine|scadenza|end|to|end date",
        "publisher": "ente|ente titolare|amministrazione|comune|soggetto|publisher|body|organisation|organization|authority",
        "guided_by": "piano sovraordinato|piani sovraordinati|piano di riferimento|piano superiore|upper plan|guided by",
        "territory": "territorio|ambito territoriale|territory|area",
        "replaces": "sostituisce|piano precedente|edizione precedente|replaces",
        "adopted": "adottato il|data adozione|data di adozione|adopted|adopted on|adottato",
        "approved": "approvato il|data approvazione|data di approvazione|approved|approved on|approvato",
    },
    "missions.csv": {
        "number": "numero|n|nr|num|n indirizzo|numero indirizzo|codice|codice indirizzo|number|no",
        "label_it": "indirizzo strategico|indirizzo|nome|titolo|denominazione|missione|linea strategica|area strategica|asse|ambito strategico|name|title|chapter|strategic line|mission",
        "label_en": "indirizzo strategico inglese|english name|name in english|strategic line in english",
        "text_it": "testo|descrizione|descrizione indirizzo|text|description",
    },
    "objectives.csv": {
        "code": "codice|cod|cod obiettivo|codice obiettivo|cod ob|id|id obiettivo|n obiettivo|numero obiettivo|n|nr|num|codice ob|code|objective code|objective id|rif",
        "section": "sezione|sez|sezione dup|ses seo|section",
        "mission": "indirizzo|indirizzo strategico|linea strategica|area strategica|asse|asse strategico|ambito strategico|capitolo|n indirizzo|numero indirizzo|chapter|strategic line|mission|obiettivo strategico di riferimento",
        "dup_mission": "missione di bilancio|missione|miss|missione bilancio|cod missione|codice missione|missione dlgs 118 2011|budget mission",
        "dup_programme": "programma di bilancio|programma|prog|programma bilancio|cod programma|codice programma|missione programma|budget programme|programme",
        "label_it": "nome breve|nome|titolo|titolo obiettivo|nome obiettivo|denominazione|denominazione obiettivo|oggetto|short name|name|title|label",
        "text_it": "testo dell obiettivo|testo|descrizione|descrizione obiettivo|descrizione dell obiettivo|obiettivo|obiettivo operativo|obiettivo strategico|testo obiettivo|finalita|text|description|objective|text of the objective",
        "implements": "attua|attua del piano sovraordinato|obiettivo sovraordinato|obiettivi attuati|obiettivo psttm|obiettivi psttm|psttm|obiettivo del psttm|implements|implements of the upper plan",
        "contributes_to": "contribuisce a|contribuisce|concorre a|contributo a|contributes to|contributes",
        "local": "locale per scelta|locale|obiettivo locale|scelta locale|local by choice|local",
        "start": "inizio|data inizio|data di inizio|dal|anno inizio|avvio|start|start date|from",
        "end": "fine|data fine|data di fine|al|anno fine|scadenza|termine|entro|conclusione|end|end date|to|deadline|by",
        "responsible": "responsabile|responsabili|settore responsabile|ufficio responsabile|settore|direzione|dirigente|responsible|owner|ente responsabile",
        "instruments": "strumenti|strumento|strumenti di attuazione|instruments|tools",
        "actors": "attori coinvolti|attori|soggetti coinvolti|stakeholder|portatori di interesse|partner|actors|actors involved|stakeholders",
        "also_in": "altri indirizzi|altro indirizzo|anche in|other chapters|also in",
        "places": "comuni|comune|luogo|luoghi|territorio|comuni interessati|places|municipalities|where",
        "label_en": "nome breve inglese|titolo inglese|titolo in inglese|short name in english|english name|name in english",
        "text_en": "testo inglese|descrizione in inglese|text in english|english text",
        "order": "ordine|order",
    },
    "indicators.csv": {
        "id": "codice|cod|cod indicatore|codice indicatore|id|id indicatore|n|nr|code|indicator code",
        "label_it": "indicatore|nome|nome indicatore|denominazione|descrizione|descrizione indicatore|indicator|name|description",
        "unit": "unita|unita di misura|u m|um|misura|unit|unit of measurement|unit of measure",
        "direction": "direzione|verso|andamento|andamento atteso|tendenza|trend|polarita|direction",
        "objective": "obiettivo misurato|obiettivo|codice obiettivo|cod obiettivo|obiettivi|objective|objective measured|measures",
        "same_as": "uguale all indicatore|uguale a|same as|same indicator as",
        "label_en": "indicatore inglese|name in english|indicator in english",
    },
    "targets.csv": {
        "id": "codice|cod|codice valore|id|n|nr|code",
        "indicator": "indicatore|codice indicatore|cod indicatore|id indicatore|indicator|indicator code",
        "value": "valore|valore atteso|valore obiettivo|target|obiettivo|risultato atteso|value|expected value|target value",
        "year": "anno|data|entro|scadenza|anno di riferimento|anno target|periodo|year|by|date",
        "place": "luogo|territorio|comune|ambito|place|where",
        "words": "parole del piano|valore in parole|target descrittivo|words of the plan|value in words",
        "due": "data prevista|da raggiungere entro|due date|due",
    },
    "actors.csv": {
        "id": "identificativo|codice|id|identifier|code",
        "label_it": "nome|denominazione|attore|ente|soggetto|name|actor|organisation|body",
        "kind": "tipo|tipo di attore|tipologia|tipo attore|kind|type|actor type|type of actor",
        "label_en": "nome inglese|name in english|english name",
        "acronym": "sigla|acronimo|acronym",
    },
    "instruments.csv": {
        "id": "identificativo|codice|id|identifier|code",
        "label_it": "nome|denominazione|strumento|titolo|name|instrument|title",
        "kind": "tipo|tipo di strumento|tipologia|kind|type",
        "acronym": "sigla|acronimo|acronym",
    },
    "links.csv": {
        "source": "da|origine|obiettivo|from|source",
        "relation": "relazione|tipo di relazione|relation",
        "target": "a|verso|destinazione|to|target",
        "evidence": "parole che lo provano|evidenza|citazione|evidence|quote",
        "rationale_it": "perche|motivo|motivazione|rationale|why",
        "rationale_en": "perche in inglese|rationale in english",
    },
    "comuni.csv": {
        "istat": "codice istat|istat|cod istat|istat code",
        "label_it": "comune|nome|denominazione|nome del comune|municipality|name",
        "zone": "zona|zona omogenea|zone",
        "union": "unione|unione di comuni|union",
    },
}  # fmt: skip
_TELLING = {
    "plan.csv": {"title_it", "publisher", "start", "end"},
    "missions.csv": {"number", "label_it"},
    "objectives.csv": {"text_it", "label_it", "code"},
    "indicators.csv": {"label_it", "unit"},
    "targets.csv": {"indicator", "value"},
    "actors.csv": {"label_it", "kind"},
    "instruments.csv": {"label_it", "kind"},
    "comuni.csv": {"istat", "label_it"},
}
# A heading such as «Valore atteso 2027» is a value and its year.
_YEARED = re.compile(r"(?P<words>.*?)\s*(?P<year>20[0-9]{2})\s*(?P<after>.*)")


def folded(words: str) -> str:
    """Return words without case, accents, punctuation and extra spaces."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "'").replace("`", "'")).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9_]+", plain))


@cache
def _known(table: str) -> dict[str, str]:
    """The columns of a table by folded heading."""
    element = element_of(table)
    found: dict[str, str] = {}
    for column, names in _OTHERS.get(table, {}).items():
        for name in names.split("|"):
            found.setdefault(name, column)
    for heading in HEADINGS.get(table, ()):
        found[folded(heading.title)] = heading.column
        bare = folded(heading.title.partition("(")[0])
        found.setdefault(bare, heading.column)
    for field in columns(element) if element else ():
        found[folded(field.name)] = field.name
    return found


def column_of(table: str, heading: str) -> str:
    """Return the column of a table that a heading stands for, or nothing."""
    plain = folded(heading)
    known = _known(table)
    found = known.get(plain) or known.get(folded(heading.partition("(")[0]))
    if not found and plain:
        # «Descrizione dell'obiettivo operativo» says a known name and more of the same.
        short = re.sub(r"\b(?:dell|del|della|di|d|dei|delle|il|la|lo|le|i|gli)\b", " ", plain)
        found = _shortened(table).get(" ".join(short.split()))
    return found or ""


@cache
def _shortened(table: str) -> dict[str, str]:
    short: dict[str, str] = {}
    for name, column in _known(table).items():
        plain = re.sub(r"\b(?:dell|del|della|di|d|dei|delle|il|la|lo|le|i|gli)\b", " ", name)
        short.setdefault(" ".join(plain.split()), column)
    return short


@dataclass(frozen=True, slots=True)
class Heads:
    """The headings of a table: the line they stand in, the column of each place, what is said of it.

    `others` are headings that stand for no column, `years` the years in headings of values.
    """

    table: str
    line: int
    columns: dict[int, str]
    titles: dict[str, str]
    others: dict[int, str]
    years: dict[int, str]
    doubled: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """How well the headings fit the table."""
        return 2 * len(set(self.columns.values())) - len(self.others)


def heads_of(grid: Grid, tables: Iterable[str]) -> Heads | None:
    """Return the headings of a sheet as those of the table that they fit best, or None if of none."""
    best: Heads | None = None
    for table in tables:
        telling = _TELLING.get(table)
        for line, cells in grid.rows[:HEADER_ROWS]:
            heads = _heads(table, line, {i: c.value for i, c in cells.items() if c.value.strip()})
            named = set(heads.columns.values())
            enough = len(named) >= 2 and (not telling or bool(named & telling))
            mostly = 2 * len(heads.columns) + len(heads.years) >= len(heads.others)
            if enough and mostly and (best is None or heads.score > best.score):
                best = heads
    return best


def heads_at_least(grid: Grid, table: str) -> Heads | None:
    """Return the headings of a sheet whose table is known by its name: the first row that is half headings."""
    for line, cells in grid.rows[:HEADER_ROWS]:
        heads = _heads(table, line, {i: c.value for i, c in cells.items() if c.value.strip()})
        found = len(heads.columns) + len(heads.years)
        if heads.columns and 2 * found >= found + len(heads.others):
            return heads
    return None


def _heads(table: str, line: int, cells: dict[int, str]) -> Heads:
    placed: dict[int, str] = {}
    titles: dict[str, str] = {}
    others: dict[int, str] = {}
    years: dict[int, str] = {}
    doubled: list[str] = []
    for index, heading in sorted(cells.items()):
        shown = " ".join(heading.rstrip(" *").split())
        column = column_of(table, heading)
        yeared = _YEARED.fullmatch(shown)
        if not column and table in ("targets.csv", "indicators.csv", "objectives.csv") and yeared:
            words = f"{yeared['words']} {yeared['after']}".strip()
            if not words or column_of("targets.csv", words) == "value":
                years[index] = yeared["year"]
                continue
        if column and column in titles:
            if folded(heading) == folded(titles[column]):
                doubled.append(column)
            else:
                others[index] = shown
        elif column:
            placed[index], titles[column] = column, shown
        else:
            others[index] = shown
    return Heads(table, line, placed, titles, others, years, tuple(doubled))


def table_named(sheet: str) -> str | None:
    """Return the table of a sheet by its name, in our form or nearly so: `Obiettivi SeS`, `OBIETTIVI 2026`."""
    exact = table_of(sheet)
    if exact:
        return exact
    plain = folded(sheet)
    names = {folded(name): table for name, table in SHEETS.items()} | {
        "plan": "plan.csv",
        "missions": "missions.csv",
        "objectives": "objectives.csv",
        "indicators": "indicators.csv",
        "targets": "targets.csv",
        "actors": "actors.csv",
        "indirizzi": "missions.csv",
        "indirizzi strategici": "missions.csv",
        "valori attesi": "targets.csv",
    }
    for name, table in sorted(names.items(), key=lambda one: -len(one[0])):
        if plain == name or plain.startswith(f"{name} "):
            return table
    return None


def known_tables() -> list[str]:
    """Return the tables whose headings a sheet may be known by."""
    return [table for table in _TELLING if table in TABLES]
