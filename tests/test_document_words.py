"""What offices shorten, leave out or call otherwise in the documents of their plans, each by a small page of its own."""

from __future__ import annotations

import pytest

from test_document_kinds import read
from trama.plans.readers.documents.labels import across, label_of


def words(page: str) -> list[str]:
    return [row.text for row in read(page).rows]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Unità organizz.", "responsible"),
        ("Resp. gestionale", "responsible"),
        ("Titolare", "responsible"),
        ("Base-line 2025", "baseline"),
        ("Stake-holder", "actors"),
        ("N. ob.", "code"),
        ("Descr. obiettivo", "title"),
        ("Ind. di risultato", "indicator"),
        ("Collegamento al DUP", "upper"),
        ("Ob. operativo DUP", "upper"),
        ("Art. 3", ""),
        ("Via Roma", ""),
    ],
)
def test_narrow_columns_shorten_what_labels_say(label: str, role: str) -> None:
    assert label_of(label) == role


def test_a_label_and_its_value_may_stand_apart_by_the_room_of_a_tab() -> None:
    assert across("Responsabile\tarch. Neri") == ("Responsabile", "arch. Neri")
    assert across("Programma  04 Entrate tributarie") == ("Programma", "04 Entrate tributarie")
    assert across("Obiettivo  operativo C.1 – Rifare il ponte") is None


def test_values_below_labels_of_a_sheet_are_read_though_a_label_is_rare() -> None:
    rows = (
        ("Codice", "Titolo dell'obiettivo", "", ""),
        ("FT/1", "Ridurre i debiti commerciali", "", ""),
        ("Settore", "Titolare", "Missione / Programma", "Ob. operativo DUP"),
        ("Finanze", "rag. Neri", "01 / 03", "1.03.01"),
    )
    cells = "".join(
        "<tr>"
        + "".join(f"<td{' colspan=3' if n and not row[2] else ''}>{one}</td>" for n, one in enumerate(row) if one)
        + "</tr>"
        for row in rows
    )  # fmt: skip
    page = f"<table>{cells}<tr><td colspan=4>Risultato atteso</td></tr><tr><td colspan=4>Meno ritardi.</td></tr></table>"
    (row,) = read(page).rows
    assert (row.code, row.text, row.programme) == ("FT.1", "Ridurre i debiti commerciali", "0103")
    assert "rag. Neri" in row.responsible


def test_a_row_without_a_label_goes_on_with_the_one_above_it() -> None:
    page = """<h2>LM1 – UNA CITTÀ SOLIDALE</h2><h3>OS 1.1. Dare casa a tutti</h3><table>
    <tr><td>OO&nbsp;1.1.1</td><td>Ristrutturare il centro diurno</td></tr><tr><td>Discende da</td><td>OS 1.1</td></tr>
    <tr><td>Resp. gestionale</td><td>Settore Lavori pubblici</td></tr><tr><td>Indicatori</td><td>Posti [n.]: 2026 → 18 | 2027 → 25</td></tr>
    <tr><td></td><td>Avanzamento [%]: 2026 → 15 | 2027 → 80</td></tr></table>"""
    rows = {row.code: row for row in read(page).rows}
    # The line of the mandate is a chapter, in whatever words.
    assert sorted(rows) == ["OO-1.1.1", "OS-1.1"]
    assert [(one.label, len(one.targets)) for one in rows["OO-1.1.1"].measures] == [
        ("Posti", 2),
        ("Avanzamento", 2),
    ]


def test_a_sentence_that_ends_with_a_stop_leads_to_the_list_that_it_names() -> None:
    page = """<h2>Il lavoro</h2><p>Il distretto è antico. In questo ambito il piano si propone tre traguardi.</p>
    <ul><li>Far nascere un polo del riciclo</li><li>Distribuire le presenze su nove mesi</li><li>Ridurre i negozi sfitti</li></ul>
    <p>I fattori che potrebbero ostacolare questo percorso sono:</p><ul><li>il costo dell'energia</li><li>la carenza di manodopera</li></ul>
    <h2>Il lago</h2><p>Le nostre mete:</p><ul><li>Restituire quattro chilometri di sponda</li><li>Azzerare gli scarichi</li></ul>"""
    assert len(words(page)) == 5


AIMS = "<h2>MISSIONE 05 – Tutela e valorizzazione dei beni e attività culturali</h2><p><b>Programma 2 – Attività culturali</b></p>"


def test_aims_are_objectives_where_nothing_else_is_called_so() -> None:
    listed = "<p>Finalità da conseguire:</p><ul><li>aprire la biblioteca il sabato</li><li>segnare la via del sale</li></ul>"
    assert len(words(AIMS + listed)) == 2
    beside = listed + "<p>Obiettivi:</p><ul><li>rifare il museo</li><li>aprire il teatro</li></ul>"
    assert words(AIMS + beside) == ["rifare il museo", "aprire il teatro"]


def test_works_that_are_under_way_are_no_objectives() -> None:
    page = f"""{AIMS}<p>Obiettivi:</p><ul><li>rifare il museo</li><li>aprire il teatro</li></ul>
    <p>Opere in corso di esecuzione:</p><ul><li>mensa della scuola (SAL 2)</li><li>palestra nuova (collaudo in corso)</li></ul>"""
    assert words(page) == ["rifare il museo", "aprire il teatro"]


def test_a_plan_of_one_year_gives_its_year_to_the_value_that_ends_a_name() -> None:
    page = """<p>Piano Esecutivo di Gestione 2026</p><table><tr><td colspan=2>Obiettivo gestionale T1</td></tr>
    <tr><td colspan=2>Ripristinare la viabilità collinare</td></tr><tr><td>Come si misura:</td><td>Dissesti ripristinati: 5</td></tr>
    <tr><td>Assegnato a:</td><td>arch. Neri</td></tr></table>"""
    (row,) = read(page).rows
    assert [(m.label, [(t.year, int(t.value)) for t in m.targets]) for m in row.measures] == [
        ("Dissesti ripristinati", [("2026", 5)])
    ]


def test_commas_of_numbers_part_no_name_from_its_values() -> None:
    page = """<h3>OP.1 – Istituire zone lente</h3><p>Indicatore: estensione delle zone (km), 6,5 nel 2026, 11 nel 2027, 15 nel 2028</p>"""
    (row,) = read(page).rows
    assert [(m.label, m.unit, len(m.targets)) for m in row.measures] == [
        ("estensione delle zone", "km", 3)
    ]


TOURISM = (
    "<h2>MISSIONE 07 – Turismo</h2><h3>Programma 01 – Sviluppo e valorizzazione del turismo</h3>"
)


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            "<p>Stato di attuazione:</p><ul><li>aperto l'infopoint</li></ul><p>Programmazione 2026-2028:</p>"
            "<ul><li>prolungare la stagione</li><li>formare gli operatori</li></ul><p>Criticità:</p><ul><li>poche camere</li><li>strade interrotte</li></ul>",
            ["prolungare la stagione", "formare gli operatori"],
        ),
        (
            "<p>Si punterà su:</p><ul><li>nuovi cartelli sui sentieri</li><li>un ostello nella vecchia scuola</li></ul>"
            "<p>L'ufficio cura inoltre:</p><ul><li>il rilascio dei tesserini</li><li>la tenuta dei registri</li></ul>",
            ["nuovi cartelli sui sentieri", "un ostello nella vecchia scuola"],
        ),
        (
            "<p>Obiettivo del programma è riaprire il rifugio e segnare i sentieri.</p><p>L'obiettivo è stato raggiunto da altri.</p>",
            ["riaprire il rifugio e segnare i sentieri"],
        ),
        (
            "<p><b>7.1.1 Riaprire il rifugio.</b> Programma 01. <i>Responsabile:</i> ing. Vela. <i>Indicatore:</i> letti – 2026: 2; 2027: 4.</p>",
            ["Riaprire il rifugio"],
        ),
        (
            "<h3>A1 – La valle accogliente</h3><h4>OST A1.1 – Allungare la stagione</h4><h5>OOP A1.1.a – Aprire il rifugio</h5><h5>OOP A1.1.b – Segnare i sentieri</h5>",
            ["Allungare la stagione", "Aprire il rifugio", "Segnare i sentieri"],
        ),
        (
            "<table><tr><td colspan=2>1. Riaprire il rifugio</td></tr><tr><td>La sfida</td><td>È chiuso.</td></tr><tr><td>Cosa faremo</td><td>I lavori</td></tr>"
            "<tr><td>Con chi</td><td>Pro loco</td></tr><tr><td>Come capiremo se funziona</td><td>Ospiti: 2027 = 40; 2028 = 90</td></tr></table>",
            ["Riaprire il rifugio"],
        ),
        (
            "<table><tr><td colspan=2>SCHEDA N. 1</td></tr><tr><td>AREA</td><td>Turismo</td></tr><tr><td>RESP.LE</td><td>dott. Bo</td></tr>"
            "<tr><td>OBIETTIVO N. 1</td><td>Riaprire il rifugio</td></tr><tr><td>PESO</td><td>10</td></tr></table>",
            ["Riaprire il rifugio"],
        ),
    ],
    ids=["programming", "leads", "told", "coded", "chapters", "card", "numbered-twice"],
)  # fmt: skip
def test_what_towns_write_in_other_words_is_found(page: str, wanted: list[str]) -> None:
    assert [one.rstrip(".") for one in words(TOURISM + page)] == wanted


def test_a_chapter_that_a_sentence_leads_is_read_as_those_beside_it() -> None:
    page = """<h2>Abitare</h2><p>Le case mancano.</p><p>Entro il 2035:</p><ul><li>mille alloggi recuperati dal patrimonio pubblico</li>
    <li>un fondo di garanzia per chi affitta</li></ul><p>Ci hanno detto anche:</p><ul><li>più parcheggi in centro</li><li>meno rumore la notte</li></ul>
    <h2>Muoversi</h2><p>Dove vogliamo arrivare</p><ul><li>Raddoppiare i passeggeri dei tram</li><li>Chiudere il centro al traffico</li></ul>
    <h2>Imparare</h2><p>La nostra ambizione è:</p><ul><li>aprire le scuole il pomeriggio</li><li>portare a zero l'abbandono</li></ul>"""
    rows = read(page).rows
    assert [row.text for row in rows][:2] == [
        "mille alloggi recuperati dal patrimonio pubblico",
        "un fondo di garanzia per chi affitta",
    ]
    assert len(rows) == 6
    assert rows[0].certainty < rows[-1].certainty
