"""Kinds that hands which had not seen the rules came with: heads of two rows, series of codes, days by year."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trama.plans.readers.documents.html import read_html
from trama.plans.readers.documents.measured import is_measure
from trama.plans.readers.documents.offices import office_of
from trama.plans.readers.documents.proposal import Row
from trama.plans.readers.documents.recognise import recognise
from trama.plans.readers.documents.values import targets_in
from trama.plans.readers.goals import goals_in

AIMS = (
    "Aprire uno sportello per le imprese",
    "Riqualificare i giardini di via Roma",
    "Sostenere le famiglie con bambini piccoli",
    "Potenziare le corse serali degli autobus",
)


def rows(page: str) -> list[Row]:
    return recognise(read_html(f"<html>{page}</html>".encode(), "piano.html"), "piano.html").rows


def test_a_strategic_objective_is_the_head_of_two_rows_and_who_answers_does_so_below() -> None:
    page = "<h1>Dalle linee agli obiettivi</h1>" + "".join(
        f"<table><tr><td>Obiettivo strategico {n}.1</td><td>Una città per {whom}</td></tr>"
        f"<tr><td>Responsabile</td><td>Area {n} – dott. {who}</td></tr></table>"
        f"<h3>Missione 12 – Diritti sociali, politiche sociali e famiglia</h3>"
        f"<p><b>Obiettivo operativo {n}.1.1: {words}</b></p>"
        for n, whom, who, words in (
            (1, "le imprese", "Neri", AIMS[0]),
            (2, "tutti", "Poli", AIMS[2]),
        )
    )
    told = [(row.kind, row.code, row.above, row.responsible) for row in rows(page)]
    assert told == [
        ("strategic", "1.1", "", ["Area 1 – dott. Neri"]),
        ("operational", "1.1.1", "1.1", ["Area 1 – dott. Neri"]),
        ("strategic", "2.1", "", ["Area 2 – dott. Poli"]),
        ("operational", "2.1.1", "2.1", ["Area 2 – dott. Poli"]),
    ]


def test_letters_that_count_items_announce_objectives_and_who_answers_does_so_for_a_chapter() -> (
    None
):
    page = (
        "<h1>2 Le scelte del triennio</h1><h2>A Agricoltura e foreste</h2>"
        "<p>Responsabile del servizio: dott. for. Giulia Ciapponi</p>"
        "<table><tr><td>Codice</td><td>Obiettivo</td><td>Indicatore</td><td>2026</td></tr>"
        "<tr><td>AF.1</td><td>Curare i boschi di protezione</td><td>Ettari</td><td>85</td></tr></table>"
        "<h2>B Turismo e cultura</h2>"
        + "".join(
            f"<h3>2.{n} {words}</h3><p>Sarà fatto con la Regione.</p><p>Referente: arch. Stefano Bongio</p>"
            "<p>Misura del risultato: Visitatori (n.) 5 nel 2026 – 6 nel 2027</p>"
            for n, words in enumerate(AIMS[:2], 1)
        )
        + "<h2>C Servizi alla persona</h2><p>Responsabile: dott.ssa Paola Vanini. Le azioni sono svolte con altri.</p><ul>"
        + "".join(
            f"<li><b>S-{n}</b> {words} (Missione 12, Programma 05)<ul><li>Famiglie, n.: 2026: {n}, 2027: 9</li></ul></li>"
            for n, words in enumerate(AIMS, 1)
        )
        + "</ul>"
    )
    found = rows(page)
    assert [row.code for row in found] == ["AF.1", "2.1", "2.2", "S-1", "S-2", "S-3", "S-4"]
    assert [row.responsible for row in found[1:4]] == [
        ["arch. Stefano Bongio"],
        ["arch. Stefano Bongio"],
        ["dott.ssa Paola Vanini"],
    ]
    assert [[t.value for t in m.targets] for row in found[3:5] for m in row.measures] == [
        [Decimal(1), Decimal(9)],
        [Decimal(2), Decimal(9)],
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Settore SUAP – dott. Luca Bonora", ("Settore SUAP", "dott. Luca Bonora")),
        ("Area Tecnica (geom. Ida Neri)", ("Area Tecnica", "geom. Ida Neri")),
        ("Settore Lavori pubblici", ("Settore Lavori pubblici", "")),
    ],
)
def test_an_office_is_headed_by_a_person_whom_a_title_tells(
    line: str, told: tuple[str, str]
) -> None:
    assert office_of(line) == told


def test_days_of_a_year_are_no_numbers_and_below_a_title_they_measure() -> None:
    assert targets_in("Piano approvato: 30/11/2026 (2026)") == []
    assert goals_in("30/11/2026 (2026) | dicembre 2027 (2027)") == [
        ("2026", "30/11/2026"),
        ("2027", "dicembre 2027"),
    ]
    assert is_measure("Adozione: dicembre 2026 (2026)", below=True)
    assert not is_measure("Adozione: dicembre 2026 (2026)")
    assert not is_measure("Adottare il piano: dicembre 2026 (2026)", below=True)
    assert is_measure("Avanzamento dei lavori, %: 30 (2026) | 90 (2027)")


def test_a_table_that_goes_on_tells_in_its_first_column_what_the_one_before_said_last() -> None:
    head = "<tr><td>Servizio e dirigente</td><td>Cod.</td><td>Obiettivo</td><td>Indicatore</td><td>Target 2026</td></tr>"
    page = (
        f"<table>{head}<tr><td>Servizio Viabilità, ing. Corsini</td><td>V.1</td><td>{AIMS[0]}</td><td>Ponti</td><td>70</td></tr></table>"
        f"<table>{head}<tr><td></td><td>V.2</td><td>{AIMS[1]}</td><td>Strade</td><td>7</td></tr></table>"
    )
    first, second = rows(page)
    assert first.responsible == second.responsible != []
