"""Tables of what a town has or takes part in, which are no objectives: bodies, shares, services, people, figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trama.plans.readers.documents.blocks import Cell
from trama.plans.readers.documents.forms import INFINITIVE, form_of
from trama.plans.readers.documents.heads import Head, distinct, words_of

_FLAGS = re.IGNORECASE

# What a body is called by the law that it is of, or by what it is.
_BODY = re.compile(
    r"(?:.{2,80}[\s,–-])?(?:s\.?\s?p\.?\s?a|s\.?\s?r\.?\s?l(?:\.?\s?s)?|s\.?\s?c\.?\s?(?:a\s?)?r\.?\s?l|s\.?\s?c\.?\s?p\.?\s?a|s\.?\s?n\.?\s?c|soc\.?\s*coop\w*|onlus|e\.?t\.?s)\b\.?.{0,40}|"
    r"(?:(?:g\.?a\.?[lc]|g\.?e\.?c\.?t|a\.?t\.?[oas]|a\.?s\.?p|b\.?i\.?m|e\.?g\.?a\.?t\.?o|i\.?p\.?a\.?b)\b\.?|consorzio|consorzi|fondazione|società|associazione|azienda\s+(?:speciale|servizi|sanitaria|usl|pubblica)|istituzione|"
    r"unione\s+(?:dei|di|montana)\b|comunità\s+montana|agenzia\s+(?:per|di|della|regionale|territoriale)\b|autorità\s+d\w*|ente\s+(?:parco|di|d['’]|regionale|gestore)|cooperativa|ambito\s+territoriale|assemblea\s+territoriale|distretto\b|anci|acer|lega\s+delle)(?:\s.{0,90})?",
    _FLAGS,
)
# Headings that only the tables of what a town has, or takes part in, have.
_HELD = re.compile(
    r"\b(?:quot[ae]|%)\s*(?:di\s+|della\s+)?(?:%|partecip|possess|capital|propriet|social|detenut|posseduta|comunal)|^quot[ae]\b|\bpartecipazion[ei]\b|\bcapitale\s+(?:social|versat)|\bpatrimonio\s+nett|\butil[ei]\b|\bperdit[ae]\b|\bfatturato\b|"
    r"risultat\w*\s+(?:d['’]\s*esercizio|di\s+(?:esercizio|bilancio)|economic\w+|20[0-3]\d)|\besercizio\s+20[0-3]\d|\bragione\s+sociale|\bforma\s+giuridica|\bcodice\s+fiscale|\bpartita\s+iva|\bp\.\s?iva|\bsede\s+legale|\bsito\b|"
    r"\b(?:consiglier|amministrator|rappresentant|component)[ei]\b|\bseggi\b|\boggetto\s+social|\bsoc[io]\b|\bmodalità\s+di\s+(?:gestion|affidament)|\bforma\s+di\s+gestion|\b(?:soggetto|ente|impresa|ditta)\s+(?:gestor|affidatari|aggiudicatari)|^gestore\b|"
    r"\bmacroeconomic|\bdemografic|\babitant|\bresident[ei]\b|\bpopolazion|\bnati\b|\bmorti\b|\bdeceduti\b|\bimmigrat|\bemigrat|\bmaschi\b|\bfemmine\b|\bposti\s+(?:previst|coperti|vacanti|in\s+organic)|\bin\s+servizio\b|\bvacanti\b|\baliquot|\brendita\b|\bparticella\b|\bfoglio\b",
    _FLAGS,
)
# The codes of public works and of what is bought, with which their tables begin.
_WORKS = re.compile(r"(?:cup|cui|cig)\b", _FLAGS)
_AIMS = re.compile(r"obiettiv|\bazion[ei]\b|linea\s+d|indirizz", _FLAGS)


def tells_of_others(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table tells of bodies, people or things that a town has, by its headings or by what it names.

    Where headings say that objectives are in it, only names of bodies in their column tell otherwise.
    """
    head = next((row for row in rows[:4] if len(distinct(row)) > 1), None)
    if head is None:
        return False
    labels = [words_of(cell.text) for cell in distinct(head)]
    card = len(labels) == 2 and len(rows) > 2 and all(len(distinct(row)) == 2 for row in rows)
    if card:
        # A card has its labels below each other.
        labels = [words_of(row[0].text) for row in rows]
    short = [label for label in labels if len(label) < 60]
    if any(_AIMS.search(label) for label in short):
        return False
    if any(_WORKS.match(label) for label in labels):
        return True
    held = sum(1 for label in short if _HELD.search(label))
    if card:
        return held > 1
    return held > 1 or (held == 1 and _names_bodies(rows)) or (held > 0 and not _says(rows))


def lists_bodies(rows: Sequence[Sequence[Cell]], head: Head) -> bool:
    """Whether where the objectives would stand most rows of a table name but companies and other bodies."""
    place = head.first("title", "strategic", "description")
    named = [row[place].text for row in rows if 0 <= place < len(row) and row[place].text.strip()]
    return bool(named) and sum(is_body(text) for text in named) > 0.5 * len(named)


def _says(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether any cell of a table says what will be done."""
    return any(
        form_of(words_of(cell.text)) == INFINITIVE
        for row in rows[:40]
        for cell in distinct(row)
        if len(cell.text.split()) > 2
    )


def _names_bodies(rows: Sequence[Sequence[Cell]]) -> bool:
    return any(is_body(cell.text) for row in rows for cell in distinct(row)[:2])


def is_body(text: str) -> bool:
    """Whether a text is but the name of a company or another body."""
    plain = words_of(text)
    return len(plain) < 120 and bool(_BODY.fullmatch(plain)) and form_of(plain) != INFINITIVE
