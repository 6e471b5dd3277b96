"""The ways in which offices write an indicator, its unit and its yearly values below an objective, each by a small page."""

from __future__ import annotations

import pytest

from test_document_kinds import read
from trama.plans.readers.documents.proposal import Row

ABOVE = """<h2>Missione 01 – Servizi istituzionali, generali e di gestione</h2>
<h3>Obiettivo operativo 1.1 – Estendere lo sportello telematico</h3>"""
CAPTION = "<p><b>Indicatori di risultato</b></p>"


def rows_of(page: str) -> list[Row]:
    return read(page).rows


def measured(row: Row) -> list[tuple[str, str, str]]:
    """Name, unit and values of each indicator of an objective."""
    return [
        (
            measure.label,
            measure.unit,
            " ".join(f"{target.year}={target.value:f}" for target in measure.targets),
        )
        for measure in row.measures
    ]


def table(*rows: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


PAGES = ("Pagine lette", "numero", "2026=45 2027=70 2028=96")


@pytest.mark.parametrize(
    "words",
    [
        f"{CAPTION}<ul><li>Pagine lette (n.) – 2026: 45; 2027: 70; 2028: 96</li></ul>",
        "<ul><li>Pagine lette [n.]: 2026 = 45, 2027 = 70, 2028 = 96</li></ul>",
        "<p>▪ Pagine lette [n.]: 2026 = 45, 2027 = 70, 2028 = 96</p>",
        "<p>- Pagine lette (n.): 45 (2026), 70 (2027), 96 (2028)</p>",
        f"{CAPTION}<ul><li>Pagine lette, n. – 2026: 45 / 2027: 70 / 2028: 96</li></ul>",
        "<p>Indicatore e valori attesi: Pagine lette (n.): 45 nel 2026, 70 nel 2027, 96 nel 2028</p>",
        "<p>Indicatore con valore atteso: Pagine lette (n.) 2026: 45; 2027: 70; 2028: 96</p>",
        "<p>Indicatore: Pagine lette (n.) – Valori attesi 2026/2027/2028: 45/70/96</p>",
        "<p>▪ Pagine lette [n.]:</p><p>2026 = 45, 2027 = 70, 2028 = 96</p>",
        "<table><tr><th>Indicatore</th><th>U.M.</th><th>Anno</th><th>Valore atteso</th></tr><tr><td rowspan=3>Pagine lette</td>"
        "<td rowspan=3>n.</td><td>2026</td><td>45</td></tr><tr><td>2027</td><td>70</td></tr><tr><td>2028</td><td>96</td></tr></table>",
        "<p>Indicatore 1: Pagine lette (n.) – valore iniziale: 12; 2026: 45; 2027: 70; 2028: 96</p>",
        "<p>Indicatore: Pagine lette (n.) – baseline 2024: 12 – 2026: 45 – 2027: 70 – 2028: 96</p>",
        "<p>Risultato atteso: Pagine lette (n.): 2026: 45; 2027: 70; 2028: 96</p>",
        "<p>KPI: Pagine lette [n.] 2026=45 | 2027=70 | 2028=96</p>",
        table(
            "Anno|Indicatore|Valore atteso",
            "2026|Pagine lette (n.)|45",
            "2027|Pagine lette (n.)|70",
            "2028|Pagine lette (n.)|96",
        ),
        CAPTION + table("Anno|Pagine lette (n.)", "2026|45", "2027|70", "2028|96"),
        table("|U.M.|2026|2027|2028", "Pagine lette|n.|45|70|96"),
    ],
)
def test_an_indicator_is_read_however_its_years_are_written(words: str) -> None:
    (row,) = rows_of(ABOVE + words)
    assert measured(row) == [PAGES]
    assert row.description == []


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            f"{CAPTION}<ul><li>Collaudo del lotto (data) – 2026: 31/10/2026</li>"
            "<li>Pagine lette (n.) – 2026: 45; 2027: 70; 2028: 96</li></ul>",
            [("Collaudo del lotto", "data", ""), PAGES],
        ),
        (
            f"{CAPTION}<ul><li>Atto sottoscritto (Sì/No) – 2026: Sì</li></ul>",
            [("Atto sottoscritto", "Sì/No", "")],
        ),
        (
            "<p>Indicatore e valori attesi: Voto del bilancio (data): 31/12/2026 nel 2026, 31/12/2027 nel 2027</p>",
            [("Voto del bilancio", "data", "")],
        ),
        (
            "<p>Indicatore: Tempo medio (giorni) – da 30 a 20 entro il 2028</p>",
            [("Tempo medio", "giorni", "2028=20")],
        ),
        (
            "<p>Indicatore: Approvazione del progetto: entro il 30 settembre 2026</p>",
            [("Approvazione del progetto", "data", "")],
        ),
        (
            "<p>▪ Adozione del piano [data]: 2026 = 31.10.2026</p>",
            [("Adozione del piano", "data", "")],
        ),
        (
            "<p>Indicatori: Pagine lette (n.) – 2026: 45; 2027: 70; 2028: 96. Atti firmati (%) – 2026: 55; 2027: 60</p>",
            [PAGES, ("Atti firmati", "%", "2026=55 2027=60")],
        ),
    ],
)
def test_a_day_is_no_number_and_several_indicators_are_parted(
    words: str, wanted: list[tuple[str, str, str]]
) -> None:
    (row,) = rows_of(ABOVE + words)
    assert measured(row) == wanted
    assert not [note for note in row.noted if note[0] == "no-goal"]


def test_an_item_that_says_what_will_be_done_is_no_indicator() -> None:
    items = "<ul><li>Ridurre le buche: 10 nel 2026, 20 nel 2027</li><li>Rifare il ponte</li></ul>"
    rows = rows_of(f"<h2>Missione 10 - Trasporti</h2><p>Obiettivi operativi:</p>{items}")
    assert [len(row.measures) for row in rows] == [0, 0]


def test_the_tables_below_a_card_are_of_the_card_and_its_staff_answers_for_nothing() -> None:
    card = table("Scheda obiettivo n.|01.02", "Responsabile|Neri Ada", "Titolo obiettivo|{}")
    below = (
        "<p><b>Tempi di realizzazione</b></p>"
        + table("N.|Descrizione fase|G|F|M|A", "1|Bonifica dei dati|X|X||")
        + CAPTION
        + table("Indicatore|Unità|Valore atteso 2026|Valore atteso 2027", "Pagine lette|N.|45|70")
        + "<p><b>Personale assegnato</b></p>"
        + table("Dipendente|Area|% di tempo", "Matricola 107|Istruttori|30")
    )
    titles = ("Revisione dello Statuto comunale", "Rilancio del mercato settimanale")
    rows = rows_of("".join(card.format(title) + below for title in titles))
    assert [row.text for row in rows] == list(titles)
    assert [measured(row) for row in rows] == [[("Pagine lette", "numero", "2026=45 2027=70")]] * 2
    assert [(row.responsible, len(row.phases)) for row in rows] == [(["Neri Ada"], 1)] * 2


@pytest.mark.parametrize("heading", ["Miss. Prog.", "Miss.ne/Progr.", "Cod. bilancio"])
@pytest.mark.parametrize("words", ["10.05", "M10 P05", "Miss. 10 – Prog. 5", "10 05"])
def test_mission_and_programme_stand_in_one_column(heading: str, words: str) -> None:
    head = f"{heading}|Obiettivo operativo|Indicatore|Traguardo 2026|Dirigente di riferimento"
    (row,) = rows_of(table(head, f"{words}|Rifare le strade|Strade (km)|7|Ing. Neri"))
    assert (row.mission, row.programme, row.responsible) == ("10", "1005", ["Ing. Neri"])
    assert measured(row) == [("Strade", "km", "2026=7")]


def test_a_list_is_of_the_office_that_its_heading_names() -> None:
    items = "<ul><li>OP 7 – Gestire i piani personali;</li><li>OP 8 – Aprire il centro per anziani</li></ul>"
    rows = rows_of(f"<h2>Obiettivi</h2><p>Obiettivi del Servizio Sociale – M. Loi:</p>{items}")
    assert [row.responsible for row in rows] == [["Servizio Sociale – M. Loi"]] * 2
