"""Objectives that are paragraphs of prose, and marks beside their words, each by a small document of its own."""

from __future__ import annotations

import pytest

from trama.plans.readers.documents.blocks import Document, Line, Where
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.kinds import coded_in
from trama.plans.readers.documents.proposal import Proposal, Row, Said
from trama.plans.readers.documents.recognise import recognise


def recognised(*lines: tuple[str, bool, float]) -> Proposal:
    """What is recognised in lines, each with its words, whether it is bold, and the size of its letters."""
    blocks = [
        Line(text, Where(paragraph=place), bold=bold, size=size)
        for place, (text, bold, size) in enumerate(lines, 1)
    ]
    return recognise(Document("docx", [*blocks]), "piano.docx")


AREAS = (
    ("GLI OBIETTIVI PER L'ANNO 2026", True, 15.0),
    ("Si assegnano ai responsabili gli obiettivi che seguono.", False, 0.0),
    ("A) OBIETTIVI COMUNI", True, 0.0),
    ("1) Ridurre il consumo di carta del 20 per cento (Resp.: tutti);", False, 0.0),
    ("2) Formare il personale sui contratti (Resp.: tutti).", False, 0.0),
    ("B) AREA TECNICA", True, 0.0),
    ("1) Censimento degli alberi monumentali (Resp.: Ufficio ambiente);", False, 0.0),
    ("2) Aggiornare il piano di protezione civile (Responsabile: ing. Neri);", False, 0.0),
    ("3) Manutenzione programmata dei fossi (Resp.: ing. Neri).", False, 0.0),
    ("LAVORO AGILE", True, 15.0),
    ("Le attività che si svolgono da casa sono:", False, 0.0),
    ("1) protocollo e archivio;", False, 0.0),
    ("2) contabilità.", False, 0.0),
)


def test_a_bold_line_in_larger_letters_holds_over_the_areas_below_it() -> None:
    rows = recognised(*AREAS).rows
    assert [row.text[:10] for row in rows] == [
        "Ridurre il",
        "Formare il",
        "Censimento",
        "Aggiornare",
        "Manutenzio",
    ]
    assert [row.responsible for row in rows[2:]] == [
        ["Ufficio ambiente"],
        ["ing. Neri"],
        ["ing. Neri"],
    ]


def test_each_indicator_of_a_cell_has_the_values_of_its_own_line() -> None:
    row = Row("Aprire asili", Said("", "", Where()), "table", 0.9)
    told = "Posti (n.): 2026 = 412; 2027 = 430\nAttese (n.): 2026 = 60; 2027 = 40\nvalore iniziale 2024: 376"
    put(row, "indicator", "Indicatori", Said(told, "tab-1", Where()))
    assert [(one.label, [str(aim.value) for aim in one.targets]) for one in row.measures] == [
        ("Posti", ["412", "430"]),
        ("Attese", ["60", "40"]),
    ]
    assert row.noted == [("baseline", {"words": "valore iniziale 2024: 376"})]


def test_a_plan_of_one_year_by_its_title_wants_its_values_in_that_year() -> None:
    proposal = recognised(
        ("Piano esecutivo di gestione 2026", True, 15.0),
        ("Schede", False, 0.0),
        ("Il piano segue il bilancio di previsione 2026-2028.", False, 0.0),
        ("Obiettivo 1: Ridurre i residui attivi", True, 0.0),
        ("Durata: 2026-2027", False, 0.0),
        ("Indicatore: Ruoli emessi (n.) – Target: 3", False, 0.0),
    )
    (row,) = proposal.rows
    assert [(aim.year, str(aim.value)) for aim in row.measures[0].targets] == [("2026", "3")]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("A.2 bis Aprire un ambulatorio", "A.2-bis", "Aprire un ambulatorio"),
        ("4.1.b-bis Ridurre i tempi dei rimborsi", "4.1.b-bis", "Ridurre i tempi dei rimborsi"),
        ("7/bis – Curare le strade", "7.bis", "Curare le strade"),
    ],
)
def test_what_was_put_in_between_keeps_bis_in_its_code(line: str, code: str, words: str) -> None:
    found = coded_in(line)
    assert found is not None
    assert (found[0], found[2]) == (code, words)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Ob. 4) Rifare il ponte", "4"),
        ("Ob. unico) Rifare il ponte", "unico"),
        ("Obiettivo n.  1 – Rifare il ponte", "1"),
    ],
)
def test_a_number_after_the_word_is_all_of_its_code(line: str, code: str) -> None:
    (row,) = recognised((line, False, 0.0), ("Responsabile: ing. Neri", False, 0.0)).rows
    assert (row.code, row.text) == (code, "Rifare il ponte")


def test_a_mark_that_leads_to_a_note_is_no_part_of_an_objective() -> None:
    (row,) = recognised(("Obiettivo 3: Rifare il ponte (*)", False, 0.0)).rows
    assert row.text == "Rifare il ponte"


TOLD = (
    "Ob. 1) La biblioteca comunale è chiusa al pubblico il pomeriggio. Se ne prevede la riapertura in tre giorni.",
    "Ob. 2) Il servizio tributi cura l'allineamento fra anagrafe e catasto. Le anomalie si trattano per zona.",
    "Ob. 3) L'acquedotto interno perde oltre il quaranta per cento dell'acqua. Il settore ne assicura il rilievo.",
)
TITLED = (
    "Ob. 1) Riapertura pomeridiana della biblioteca comunale. Oggi è chiusa al pubblico dopo pranzo.",
    "Ob. 2) Allineamento fra anagrafe e catasto urbano. Le anomalie si trattano per zona, dal centro.",
    "Ob. 3) Rilievo delle reti dell'acquedotto interno. Il settore ne assicura le autorizzazioni.",
)


def test_a_paragraph_whose_first_sentence_names_nothing_is_an_objective_whole() -> None:
    rows = recognised(*((line, False, 0.0) for line in TOLD)).rows
    assert [row.text for row in rows] == [line[7:].rstrip(".") + "." for line in TOLD]
    assert not any(row.description for row in rows)


def test_a_first_sentence_that_names_an_objective_is_its_title() -> None:
    rows = recognised(*((line, False, 0.0) for line in TITLED)).rows
    assert [row.text for row in rows] == [line[7:].partition(". ")[0] for line in TITLED]
    assert [row.description[0].text for row in rows] == [
        line[7:].partition(". ")[2] for line in TITLED
    ]
