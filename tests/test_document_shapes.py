"""Kinds that hands which had not seen the rules came with: heads of two rows, series of codes, days by year."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml

from trama.plans.readers.documents.columns import gutter_of, reading_order
from trama.plans.readers.documents.docx import read_docx
from trama.plans.readers.documents.html import read_html
from trama.plans.readers.documents.measured import is_measure
from trama.plans.readers.documents.odt import read_odt
from trama.plans.readers.documents.offices import office_of
from trama.plans.readers.documents.page import Page, Word
from trama.plans.readers.documents.page import Row as PrintedRow
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


def test_lists_of_properties_and_chapters_with_tables_are_no_objectives() -> None:
    page = (
        "<p><b>1. Dati del territorio</b></p><p>Il comune ha 3.400 abitanti.</p>"
        "<p><b>2. Modalità di gestione dei servizi pubblici locali</b></p><p>Tabella 2</p>"
        "<table><tr><td>Servizio</td><td>Gestore</td><td>Responsabile</td><td>Scadenza</td></tr>"
        "<tr><td>Mensa</td><td>Ristora S.r.l.</td><td>Neri</td><td>30/06/2026</td></tr></table>"
        "<p><b>3. Sostenibilità economico finanziaria</b></p>"
        "<table><tr><td>Indicatore di debito</td><td>2026</td><td>2027</td></tr><tr><td>Debito residuo</td><td>10</td><td>9</td></tr></table>"
        "<p><b>4. Organigramma dell’ente</b></p><p>Gli uffici sono tre.</p><p><b>5. Tributi e tariffe locali</b></p><p>Restano come sono.</p>"
        "<p><b>6. Gestione dei beni dell’ente</b></p><p>Segue l’elenco.</p>"
        "<table><tr><td>N.</td><td>Immobile</td><td>Dati catastali</td><td>Valore stimato</td></tr>"
        "<tr><td>1</td><td>Ex scuola elementare di frazione Colle</td><td>Fg. 12 part. 88</td><td>€ 84.000,00</td></tr>"
        "<tr><td>2</td><td>Relitto stradale via Vecchia</td><td>Fg. 4 part. 510</td><td>€ 3.200,00</td></tr></table>"
    )
    objectives = "<h2>Obiettivi</h2><ul>" + "".join(f"<li>{words}</li>" for words in AIMS) + "</ul>"
    assert [row.text for row in rows(page + objectives)] == list(AIMS)


def test_a_number_heads_objectives_only_where_theirs_follow() -> None:
    page = (
        "<p><b>3.1 Organizzazione</b></p><p>Gli uffici sono tre.</p><p><b>3.2 Popolazione</b></p><p>Cala.</p>"
        "<p><b>Linea di mandato 3 – Il comune</b></p><p><b>3.1 SEMPLIFICARE IL RAPPORTO CON I CITTADINI</b></p>"
        f"<p><b>3.1.1 {AIMS[0]}</b></p><p>Responsabile: Area I</p><p><b>3.1.2 {AIMS[1]}</b></p><p>Responsabile: Area II</p>"
    )
    assert [row.code for row in rows(page)] == ["3.1", "3.1.1", "3.1.2"]


def test_who_answers_stands_in_a_box_above_the_objectives() -> None:
    page = (
        "<h2>Missione 01 – Servizi istituzionali, generali e di gestione</h2><h3>Programma 01.06 – Ufficio tecnico</h3>"
        "<table><tr><td>Referente politico</td><td>Sindaco Tessari</td><td>Responsabile</td><td>Geom. Bonato</td></tr></table>"
        "<p><b>Motivazione delle scelte</b></p><p>Mancano tecnici.</p>"
        "<table><tr><td>Obiettivo operativo</td><td>Azioni</td><td>Periodo</td></tr>"
        f"<tr><td>{AIMS[0]}</td><td>gara</td><td>2026</td></tr><tr><td>{AIMS[1]}</td><td>lavori</td><td>2027</td></tr></table>"
    )
    assert [row.responsible for row in rows(page)] == [["Geom. Bonato"]] * 2


def test_cards_stand_beside_their_code_and_a_target_may_be_so_many_of_so_many() -> None:
    page = "<h1>La città del 2035</h1>" + "".join(
        f"<p><b>TRAGUARDO {letter} | UNA CITTÀ {verb}</b></p>"
        + "".join(
            f"<table><tr><td rowspan=3>{letter}{n}</td><td>{words}</td><td>Misura<br>Gradimento (punteggio)</td></tr>"
            "<tr><td>Partner: Università, ITS</td><td>Oggi<br>–</td></tr>"
            "<tr><td>Obiettivi Agenda 2030: 11</td><td>2035<br>≥ 4 su 5</td></tr></table>"
            "<p><b>Che cosa faremo.</b> Due linee nuove.</p>"
            for n, words in enumerate(aims, 1)
        )
        for letter, verb, aims in (("A", "CHE RESPIRA", AIMS[:2]), ("B", "CHE IMPARA", AIMS[2:]))
    )
    found = rows(page)
    assert [(row.code, row.kind == "strategic", row.above) for row in found] == [
        ("A", True, ""),
        ("A1", False, "A"),
        ("A2", False, "A"),
        ("B", True, ""),
        ("B1", False, "B"),
        ("B2", False, "B"),
    ]
    assert [row.text for row in found if row.above] == list(AIMS)
    assert {(m.label, t.year, t.goal.words) for r in found for m in r.measures for t in m.aims} == {
        ("Gradimento", "2035", "≥ 4 su 5")
    }


WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def paragraph(words: str, properties: str = "") -> str:
    return f'<w:p {WORD}>{properties}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def of_word(*parts: str, levels: tuple[str, ...] = ()) -> list[Row]:
    made = docx.Document()
    made.add_heading("DUP 2026-2028", 1)
    if levels:
        told = "".join(
            f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
            for place, text in enumerate(levels)
        )
        lists = made.part.numbering_part.element
        lists.insert(
            0, parse_xml(f'<w:abstractNum {WORD} w:abstractNumId="90">{told}</w:abstractNum>')
        )
        lists.append(parse_xml(f'<w:num {WORD} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for part in parts:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(part))
    content = BytesIO()
    made.save(content)
    return recognise(read_docx(content.getvalue(), "piano.docx"), "piano.docx").rows


def test_a_text_box_holds_tables_too_and_is_read_once() -> None:
    cells = "".join(
        f"<w:tr><w:tc>{paragraph(label)}</w:tc><w:tc>{paragraph(value)}</w:tc></w:tr>"
        for label, value in (("Responsabile", "Area II"), ("Indicatore", "Pratiche"))
    )
    inner = f"<w:txbxContent>{paragraph(f'Obiettivo 1: {AIMS[0]}')}<w:tbl>{cells}</w:tbl></w:txbxContent>"
    [row] = of_word(
        f"<w:p {WORD}><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{inner}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert (row.text, row.responsible, len(row.measures)) == (AIMS[0], ["Area II"], 1)
    assert not row.again


@pytest.mark.parametrize(
    ("levels", "codes"),
    [
        (("Obiettivo strategico %1", "Obiettivo operativo %1.%2"), ["1", "1.1", "1.2"]),
        (("OS%1", "OB.%1.%2"), ["OS1", "OB.1.1", "OB.1.2"]),
    ],
)
def test_what_word_counts_itself_says_what_an_item_is(
    levels: tuple[str, ...], codes: list[str]
) -> None:
    def item(words: str, level: int) -> str:
        list_ = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        return paragraph(words, f"<w:pPr>{list_}</w:pPr>")

    found = of_word(
        item("Una città per tutti", 0), item(AIMS[0], 1), item(AIMS[1], 1), levels=levels
    )
    assert [row.code for row in found] == codes
    assert [row.above for row in found] == ["", codes[0], codes[0]]


def test_hyphens_that_are_not_seen_are_no_letters() -> None:
    [row] = of_word(
        paragraph("OB.1\u00a0–\u00a0Ri\u00adqualificare i\u00a0giar\u00addini di via Roma")
    )
    assert row.text == AIMS[1]


def test_a_table_within_a_card_tells_of_its_objective() -> None:
    made = docx.Document()
    made.add_heading("PEG 2026", 1)
    for number, words in enumerate(AIMS[:2], 1):
        card = made.add_table(3, 2)
        cells = (f"Obiettivo n. {number}", words, "Responsabile", "Area I", "Indicatori", "")
        for place, text in enumerate(cells):
            card.cell(place // 2, place % 2).text = text
        inner = card.cell(2, 1).add_table(2, 3)
        for place, text in enumerate(
            ("Indicatore", "Unità", "Target 2026", "Pratiche", "n.", "10")
        ):
            inner.cell(place // 3, place % 3).text = text
        made.add_paragraph("")
    content = BytesIO()
    made.save(content)
    found = recognise(read_docx(content.getvalue(), "peg.docx"), "peg.docx").rows
    assert [row.text for row in found] == list(AIMS[:2])
    assert [[(m.label, m.targets[0].value) for m in row.measures] for row in found] == [
        [("Pratiche", Decimal(10))]
    ] * 2


def test_headings_of_politicians_are_chapters_and_answer_where_nobody_else_does() -> None:
    def page(below: str) -> str:
        return "<h1>Obiettivi di mandato</h1>" + "".join(
            f"<h2>Assessorato {what}</h2>{below}"
            + "".join(
                f"<p><b>{words}</b></p><p>Sarà avviata la progettazione.</p>" for words in aims
            )
            for what, aims in (("ai Lavori pubblici", AIMS[:2]), ("alla Famiglia", AIMS[2:]))
        )

    assert [row.text for row in rows(page(""))] == list(AIMS)
    assert rows(page(""))[0].responsible == ["Assessorato ai Lavori pubblici"]
    assert rows(page("<p>Dirigente: ing. Ugo Poli</p>"))[0].responsible == ["ing. Ugo Poli"]


@pytest.mark.parametrize(
    ("heading", "label", "year"),
    [
        ("Obiettivi operativi", "Target a fine triennio", "2028"),
        ("Obiettivi operativi", "Target a regime", "2028"),
        ("Obiettivi operativi", "Target al 31/12/2027", "2027"),
        ("Obiettivi operativi – valori attesi a fine 2027", "Target", "2027"),
        ("Obiettivi operativi", "Target", ""),
    ],
)
def test_a_target_is_of_the_year_that_the_document_says_or_is_told(
    heading: str, label: str, year: str
) -> None:
    lines = "".join(f"<tr><td>{words}</td><td>Pratiche</td><td>10</td></tr>" for words in AIMS)
    page = (
        f"<h1>DUP 2026-2028</h1><h2>{heading}</h2>"
        f"<table><tr><td>Obiettivo</td><td>Indicatore</td><td>{label}</td></tr>{lines}</table>"
    )
    for row in rows(page):
        assert [t.year for m in row.measures for t in m.aims] == ([year] if year else [])
        assert [note[0] for note in row.noted] == ([] if year else ["no-year"])


def test_a_box_that_is_ticked_says_when_and_money_is_no_indicator() -> None:
    page = (
        "<h1>DUP 2026-2028</h1><table><tr><td>Obiettivo operativo</td><td>Responsabile</td><td>2026</td><td>2027</td></tr>"
        f"<tr><td>{AIMS[0]}</td><td>Area I</td><td>☐</td><td>☒</td></tr>"
        f"<tr><td>{AIMS[1]}</td><td>Area I</td><td>✓</td><td>✓</td></tr></table>"
    )
    assert [(row.start, row.end) for row in rows(page)] == [("2027", "2027"), ("2026", "2027")]
    page = f"<h3>Azione 1 – {AIMS[0]}</h3><table><tr><td>Quando</td><td>2026</td></tr><tr><td>Quanto</td><td>€ 200.000</td></tr></table>"
    assert [row.measures for row in rows(page)] == [[]]


def tabled(*lines: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in line) for line in lines)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>"


@pytest.mark.parametrize(
    "other",
    [
        "<h2>Obiettivi di finanza pubblica</h2><p>Gli enti concorrono agli obiettivi di finanza pubblica:</p>"
        "<ul><li>conseguire un saldo non negativo</li><li>ridurre il debito commerciale</li></ul>",
        "<h2>Programma triennale delle forniture e dei servizi</h2>"
        + tabled(
            ("N.", "Oggetto", "Responsabile", "Durata", "Importo"),
            ("1", "Acquistare il carburante per i mezzi", "Neri", "24 mesi", "50.000"),
            ("2", "Affidare il servizio di pulizia", "Poli", "36 mesi", "120.000"),
        ),
        "<h2>Monitoraggio</h2>"
        + tabled(
            ("Fase", "Attività", "Responsabile", "Scadenza"),
            ("1", "Raccogliere i dati dagli uffici", "Segretario", "31/03/2026"),
            ("2", "Redigere la relazione sulla performance", "OIV", "30/06/2026"),
        ),
        "<h2>Come leggere le schede</h2><ul><li>OS 1.1: codice dell’obiettivo strategico</li>"
        "<li>OO 1.1.1: codice dell’obiettivo operativo</li></ul>",
    ],
)
def test_what_is_bought_watched_explained_or_of_laws_is_no_objective(other: str) -> None:
    listed = "".join(f"<li>{words}</li>" for words in AIMS)
    page = f"<h1>DUP 2026-2028</h1><h2>Obiettivi operativi</h2><ul>{listed}</ul>{other}"
    assert [row.text for row in rows(page)] == list(AIMS)


def test_what_a_page_hides_is_not_read() -> None:
    items = "".join(f"<li>{words}" for words in AIMS)
    page = (
        f"<h1>DUP 2026-2028</h1><h2>Obiettivi</h2><ul>{items}<li hidden>Nascondere una cosa"
        f"<li style='display: none'>Nasconderne un’altra</ul><h2>Obiettivi operativi</h2><ul><li>{AIMS[0]} e il lavoro</ul>"
        "<div hidden><p>Obiettivo 9: Tacere</p></div>"
    )
    assert [row.text for row in rows(page)] == [*AIMS, f"{AIMS[0]} e il lavoro"]


@pytest.mark.parametrize(
    "below",
    [
        "<dl><dt>Responsabile</dt><dd>Area I</dd><dt>Indicatore</dt><dd>Pratiche</dd><dt>Target 2026</dt><dd>7</dd></dl>",
        "<p>Responsabile: Area I</p><p>Indicatore: Pratiche</p><p>Target 2026: 7</p>",
    ],
)
@pytest.mark.parametrize("title", ["Obiettivo {}: {}", "Obiettivo n. {}</p><p>Titolo: {}"])
def test_a_value_stands_beside_or_below_its_label(title: str, below: str) -> None:
    found = rows(
        "<h1>DUP 2026-2028</h1>"
        + "".join(f"<p>{title.format(n, words)}</p>{below}" for n, words in enumerate(AIMS, 1))
    )
    assert [(row.text, row.responsible) for row in found] == [(one, ["Area I"]) for one in AIMS]
    assert [[t.value for m in row.measures for t in m.targets] for row in found] == [[7]] * 4


def test_objectives_stand_in_one_sentence_or_beside_what_is_told_of_them() -> None:
    words = [one[0].lower() + one[1:] for one in AIMS]
    page = f"<h1>DUP</h1><h2>Missione 07 – Turismo</h2><p>Obiettivi: {'; '.join(words)}.</p>"
    assert [row.text for row in rows(page)] == words
    page = "<h1>DUP 2026-2028</h1>" + tabled(
        *(
            (
                f"<b>Obiettivo {n}</b><br>{one}",
                f"Responsabile: Area I<br>Indicatore: Pratiche<br>Target 2026: {n}",
            )
            for n, one in enumerate(AIMS, 1)
        )
    )
    assert [(row.text, row.responsible) for row in rows(page)] == [
        (one, ["Area I"]) for one in AIMS
    ]


def test_words_in_hidden_styles_and_sections_are_not_read() -> None:
    made = docx.Document()
    made.styles.add_style("Nascosto", 1).font.hidden = True
    made.add_heading("Obiettivi", 1)
    made.add_paragraph(f"OB.1 – {AIMS[0]}")
    made.add_paragraph(f"OB.2 – {AIMS[1]}", style="Nascosto")
    content = BytesIO()
    made.save(content)
    assert [r.code for r in recognise(read_docx(content.getvalue(), "a.docx"), "a.docx").rows] == [
        "OB.1"
    ]
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(
        f'xmlns:{one}="{name}:{one}:1.0"' for one in ("office", "text", "style", "table")
    )
    hidden = '<style:style style:name="P9" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    body = (
        f'<text:h text:outline-level="1">Obiettivi</text:h><text:p>OB.1 – {AIMS[0]}</text:p>'
        f'<text:p text:style-name="P9">OB.2 – {AIMS[1]}</text:p>'
        f'<text:section text:name="s" text:display="none"><text:p>OB.3 – {AIMS[2]}</text:p></text:section>'
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{hidden}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    assert [r.code for r in recognise(read_odt(content.getvalue(), "a.odt"), "a.odt").rows] == [
        "OB.1"
    ]


@pytest.mark.parametrize(
    "other",
    [
        "<h2>Quadro normativo</h2><p>La riforma persegue i seguenti obiettivi:</p><ul><li>armonizzare i sistemi contabili</li><li>rendere chiari i bilanci</li></ul>",
        "<h2>Gli obiettivi individuati dalla programmazione regionale</h2><p>Il documento di economia e finanza regionale individua i seguenti obiettivi:</p>"
        "<ul><li>ridurre le liste di attesa</li><li>sostenere le imprese innovative</li></ul>",
        "<h2>Lo scenario nazionale</h2><p>Il Governo intende:</p><ul><li>ridurre il cuneo fiscale</li><li>rilanciare gli investimenti</li></ul>",
        "<h2>Investimenti previsti</h2>"
        + tabled(
            ("1", "Riqualificazione della piazza del mercato", "500.000,00", "0,00"),
            ("2", "Ampliamento del cimitero comunale", "0,00", "300.000,00"),
        ),
    ],
)
def test_what_bodies_above_want_and_what_has_its_price_is_no_objective(other: str) -> None:
    listed = "".join(f"<li>{words}</li>" for words in AIMS)
    page = f"<h1>DUP 2026-2028</h1><h2>Obiettivi operativi</h2><ul>{listed}</ul>{other}"
    assert [row.text for row in rows(page)] == list(AIMS)


def test_the_second_column_may_end_after_a_line() -> None:
    def line(left: float, top: float) -> PrintedRow:
        return PrintedRow(1, [Word("parole", left, top, left + 200, top + 10, 10)])

    page = Page(1, 600, 800)
    both = [line(left, 14.0 * n) for n in range(1, 8) for left in (50, 310)]
    gutter = gutter_of(both, page)
    assert 250 < gutter <= 310
    last = [*(line(50, 14.0 * n) for n in range(1, 8)), line(318, 14.0)]
    assert gutter_of(last, page) == 0
    assert gutter_of(last, page, gutter) == gutter
    order = [round(placed.row.left) for placed in reading_order(last, gutter)]
    assert order == [50] * 7 + [318]
    assert gutter_of([line(50, 14.0), line(318, 90.0)], page, gutter) == 0
