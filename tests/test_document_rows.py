"""Which rows of a document are objectives, and which but look so: a small page of our own for each kind."""

from __future__ import annotations

import pytest

from test_document_kinds import read
from trama.plans.readers.documents.proposal import OPERATIONAL, STRATEGIC


@pytest.mark.parametrize(
    "short",
    ["Ob. op.", "OB.OP.", "Obiett. oper.", "O.O.", "Obiettivo op.", "Ob. op.:", "Ob.vo operativo"],
)
def test_a_word_that_is_written_short_says_what_it_is(short: str) -> None:
    page = f"""<p><b>OB. STRAT. 1.1: Riscuotere con equità</b></p><p><b>MISSIONE 01 SERVIZI ISTITUZIONALI, GENERALI E DI GESTIONE</b></p>
    <p><b>Programma 04 Gestione delle entrate tributarie e servizi fiscali</b></p><p><b>{short} 1.1.a</b> Verificare le utenze.</p>
    <p>Azione di mandato: M1-03</p><p><b>{short} 1.1.b</b> Rateizzare i debiti.</p><p>Azioni di mandato: M1-04, M1-05</p>"""
    rows = read(page).rows
    assert [(row.kind, row.code, row.text, row.programme) for row in rows] == [
        (STRATEGIC, "1.1", "Riscuotere con equità", ""),
        (OPERATIONAL, "1.1.a", "Verificare le utenze.", "0104"),
        (OPERATIONAL, "1.1.b", "Rateizzare i debiti.", "0104"),
    ]


@pytest.mark.parametrize(
    "word", ["VP", "VP.", "Valore pubblico n. ", "Obiettivo di valore pubblico "]
)
def test_public_value_is_an_objective_by_its_code(word: str) -> None:
    page = f"""<h2>2.1 Valore pubblico</h2><p>Il valore pubblico è il benessere di chi vive qui.</p>
    <p><b>{word}1.</b> Una valle che resta viva.</p><p><b>{word}2.</b> Camminare sicuri: marciapiedi per tutti.</p>
    <h2>2.2 Performance</h2><p><b>Obiettivo 1 –</b> Rifare i marciapiedi della piazza.</p><p>Collegamento al valore pubblico: VP2</p>"""
    assert [(row.kind, row.text[:10]) for row in read(page).rows] == [
        (STRATEGIC, "Una valle "),
        (STRATEGIC, "Camminare "),
        (OPERATIONAL, "Rifare i m"),
    ]


def listed(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


AIMS = (
    ("Abitare: case, negozi, strade", "Riaprire le botteghe del borgo", "Affittare le case vuote."),
    ("Lavorare: boschi e nuove competenze", "Fondare un consorzio dei boschi", "Formare i malgari."),
    ("Custodire: acqua e prati", "Falciare i prati alti", "Ripulire le sorgenti."),
)  # fmt: skip
NO_AIMS = (
    ("Chi siamo", "Tre comuni: Alba Alta, Borgo Piano, Cima", "Due lingue: ladina e italiana"),
    ("Chi ci segue", "Sindaci dei comuni", "Scuola alberghiera", "Gestione dei boschi", "Ada Neri"),
)


@pytest.mark.parametrize("asked", ["Che cosa vogliamo", ""])
@pytest.mark.parametrize(
    ("high", "low"), [("<h1>{}</h1>", "<h2>{}</h2>"), ("<p><b>{}</b></p>", "<p><b>{}</b></p>")]
)
def test_names_of_bodies_and_of_chapters_are_no_objectives(high: str, low: str, asked: str) -> None:
    def part(title: str, told: str, *items: str) -> str:
        return f"{low.format(title)}<p>{told}</p>{listed(*items)}"

    (who, *towns), (watch, *bodies) = NO_AIMS
    page = "<p>Piano strategico della valle</p>" + part(who, "", *towns)
    page += high.format(asked) if asked else ""
    page += "".join(part(title, "Lo chiedono in tanti.", *items) for title, *items in AIMS)
    page += high.format("Con quali risorse") + "<p>Tre.</p>" + part(watch, "Un gruppo.", *bodies)
    assert [row.text for row in read(page).rows] == [item for _, *items in AIMS for item in items]


def tabled(*rows: str) -> str:
    """A table of rows whose cells are parted by a bar; «^2» at the end of a cell merges it with the row below."""

    def cell(text: str) -> str:
        words, _, down = text.strip().partition("^")
        return f"<td rowspan={down}>{words}</td>" if down else f"<td>{words}</td>"

    made = ("".join(map(cell, row.split("|"))) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in made)}</table>"


HEAD = "Obiettivo strategico | Miss. Prog. | Cod. | Obiettivo operativo | Indicatore | Valore atteso 2026"


def test_an_objective_in_two_rows_of_a_table_is_one() -> None:
    page = tabled(
        HEAD,
        "S1 – Scuole sicure^4 | 04.02^2 | S1.1^2 | Rifare gli impianti delle scuole più vecchie, | Scuole (n.) | 4",
        "con precedenza ai licei | Licei (n.) | 2",
        "04.02 | S1.2^2 | Cambiare le caldaie e | Caldaie (n.) | 3",
        "04.02 | le pompe | Pompe (n.) | 3",
    )
    rows = [row for row in read(page).rows if row.kind == OPERATIONAL]
    assert [(row.code, row.text, row.programme, len(row.measures)) for row in rows] == [
        (
            "S1.1",
            "Rifare gli impianti delle scuole più vecchie, con precedenza ai licei",
            "0402",
            2,
        ),
        ("S1.2", "Cambiare le caldaie e le pompe", "0402", 2),
    ]
    assert [said.text for said in rows[0].again] == ["con precedenza ai licei"]


@pytest.mark.parametrize(
    "again", ["(segue) S1", "S1 (segue)", "(Segue) S1 – Scuole sicure", "Segue: S1"]
)
def test_what_goes_on_after_a_page_is_named_once(again: str) -> None:
    page = tabled(HEAD, "S1 – Scuole sicure | 04.02 | S1.1 | Rifare gli impianti | Scuole (n.) | 4")
    page += tabled(HEAD, f"{again} | 04.02 | S1.2 | Aprire le palestre | Palestre (n.) | 3")
    assert [(row.code, row.above) for row in read(page).rows] == [
        ("S1.1", "S1"),
        ("S1.2", "S1"),
        ("S1", ""),
    ]


def test_strategic_directions_with_a_code_are_objectives() -> None:
    page = "<h1>Sezione strategica</h1>" + tabled(
        "Cod. | Indirizzo strategico | Risultato atteso a fine mandato",
        "IS-01 | Un comune aperto, al servizio di chi vive e lavora | Tempi dimezzati",
        "IS-02 | Coste e colline: proteggere per valorizzare | Bandiera blu",
    )
    assert [(row.kind, row.code) for row in read(page).rows] == [
        (STRATEGIC, "IS-01"),
        (STRATEGIC, "IS-02"),
    ]


def test_lists_of_two_chapters_that_say_what_to_do_are_a_guess_and_those_of_one_are_none() -> None:
    page = "".join(
        f"<h2>{title}</h2>{listed(*items)}"
        for title, *items in [
            ("Da dove veniamo", "Meno abitanti", "Più bosco", "Case chiuse"),
            ("Vivere bene", "Riportare il medico in paese", "Tenere aperta la scuola"),
            ("Acqua", "Rifare le condotte più vecchie", "Pulire gli alvei"),
            ("Come dirci la tua", "Scrivere alla segreteria", "Compilare il modulo"),
        ]
    )
    rows = read(f"<h1>La montagna nel 2035</h1>{page}").rows
    assert [(row.rule, row.text.split()[0]) for row in rows] == [
        ("guess", "Riportare"),
        ("guess", "Tenere"),
        ("guess", "Rifare"),
        ("guess", "Pulire"),
    ]
    rules = listed("Restituire i libri entro trenta giorni", "Mantenere il silenzio in sala")
    hours = listed("Lunedì dalle 9 alle 13", "Martedì dalle 15 alle 19", "Libri", "Riviste")
    assert not read(f"<h1>Biblioteca</h1><h2>Orari</h2>{hours}<h2>In sala</h2>{rules}").rows


def test_a_code_may_stand_on_a_line_above_its_words() -> None:
    page = """<p><b>OS 1.1</b></p><p>Chiudere il ciclo dei rifiuti</p><p><b>OB 1.1.a</b></p><p>Aprire il centro di raccolta.</p>
    <p>Collegato a:</p><p>OS 1.1</p><p>Responsabile: ing. Neri</p>"""
    assert [(row.kind, row.text) for row in read(page).rows] == [
        (STRATEGIC, "Chiudere il ciclo dei rifiuti"),
        (OPERATIONAL, "Aprire il centro di raccolta."),
    ]
