"""What no list of words holds: labels that only one office uses, and objectives that nothing but their shape announces."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from trama.plans.readers.documents.blocks import Cell, Line, Where
from trama.plans.readers.documents.html import read_html
from trama.plans.readers.documents.joins import goes_on
from trama.plans.readers.documents.labels import label_of, labelled, learnt
from trama.plans.readers.documents.learnt import own_labels
from trama.plans.readers.documents.proposal import Proposal
from trama.plans.readers.documents.recognise import recognise
from trama.plans.readers.documents.repeated import announced

AIMS = (
    ("Aprire uno sportello per le imprese", "Settore Attività produttive", "Pratiche trattate", 40),
    ("Riqualificare i giardini di via Roma", "Area Tecnica", "Metri quadrati rifatti", 900),
    ("Sostegno alle famiglie con bambini piccoli", "Servizi sociali", "Famiglie seguite", 70),
    ("Potenziare le corse serali degli autobus", "Ing. Carla Motta", "Corse serali", 12),
)
WORKS = """<h2>Lavori pubblici</h2><table><tr><td>CUP</td><td>Descrizione</td><td>RUP</td></tr>
<tr><td>B31B22000010004</td><td>Adeguare la palestra alle norme sismiche</td><td>Geom. Pini</td></tr></table>"""


def read(page: str) -> Proposal:
    return recognise(read_html(f"<html>{page}</html>".encode(), "piano.html"), "piano.html")


def row(cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def told(proposal: Proposal) -> list[tuple[str, list[str], list[tuple[str, str, list[str]]]]]:
    return [
        (
            row.text,
            row.responsible,
            [(one.label, one.unit, [f"{t.value:f}" for t in one.targets]) for one in row.measures],
        )
        for row in proposal.rows
    ]


WHOLE = [
    (words, [who], [(measure, "numero", [str(value), str(value + 5)])])
    for words, who, measure, value in AIMS
]


def test_columns_are_known_by_what_stands_below_them() -> None:
    rows = [
        row(("Cosa si realizza", "Attuatore", "Grandezza", "Tgt 2026", "Tgt 2027")),
        *(row((words, who, measure, value, value + 5)) for words, who, measure, value in AIMS),
    ]
    assert told(read(f"<h1>Il piano</h1><table>{''.join(rows)}</table>{WORKS}")) == WHOLE


def test_labels_of_cards_are_known_by_what_stands_beside_them() -> None:
    cards = [
        "<h3>Scheda n. {}</h3><table>{}</table>".format(
            number,
            row(("Prog.", f"AM-{number}"))
            + row(("Attività da realizzare", words))
            + row(("Attuatore", who))
            + row(("Grandezza", measure))
            + row(("T1", value))
            + row(("T2", value + 5)),
        )
        for number, (words, who, measure, value) in enumerate(AIMS, start=1)
    ]
    proposal = read(f"<h1>Documento unico di programmazione 2026-2028</h1>{''.join(cards)}{WORKS}")
    assert told(proposal) == WHOLE
    assert [one.code for one in proposal.rows] == ["AM-1", "AM-2", "AM-3", "AM-4"]
    assert [t.year for one in proposal.rows for m in one.measures for t in m.targets][:2] == [
        "2026",
        "2027",
    ]


def test_labels_hold_for_one_document_only() -> None:
    lines = [Line(f"Attuatore: {who}", Where(paragraph=n)) for n, (_, who, *_) in enumerate(AIMS)]
    roles = own_labels(lines)
    assert roles == {"attuatore": "responsible"}
    with learnt(roles):
        assert label_of("Attuatore") == "responsible"
    assert label_of("Attuatore") == ""


def test_tables_of_money_works_and_people_teach_nothing() -> None:
    page = (
        "<table>"
        + row(("Capitolo di entrata", "Importo 2026"))
        + row(("Imposta municipale", "1.200.000"))
        + row(("Addizionale", "800.000"))
        + "</table><table>"
        + row(("Categoria", "Posti 2026"))
        + row(("Istruttori", "12"))
        + row(("Funzionari", "4"))
        + "</table>"
        + WORKS
    )
    assert own_labels(read_html(page.encode(), "piano.html").blocks) == {}


def test_plain_titles_are_known_by_the_labels_that_come_back_below_them() -> None:
    parts = [
        f"<p>{words} (B.{number})</p><p>Se ne parla da anni con chi abita qui.</p><p>Attuatore: {who}</p>"
        f"<p>Indicatore: {measure}</p><p>Target: 2026: {value}; 2027: {value + 5}</p>"
        for number, (words, who, measure, value) in enumerate(AIMS, start=1)
    ]
    proposal = read(f"<h1>Verso il 2028</h1>{''.join(parts)}")
    assert told(proposal) == WHOLE
    assert [one.code for one in proposal.rows] == ["B.1", "B.2", "B.3", "B.4"]


def test_a_word_that_counts_announces_objectives() -> None:
    parts = [f"<p>Traguardo {n}: {words}</p>" for n, (words, *_) in enumerate(AIMS, start=1)]
    proposal = read(f"<h1>Verso il 2028</h1>{''.join(parts)}")
    assert [(one.code, one.text) for one in proposal.rows] == [
        (str(number), words) for number, (words, *_) in enumerate(AIMS, start=1)
    ]


def test_parts_of_a_document_are_counted_too_and_are_no_objectives() -> None:
    assert announced("Traguardo 3: Aprire uno sportello") == ("3", "Aprire uno sportello")
    assert announced("n. 4) Aprire uno sportello") == ("4", "Aprire uno sportello")
    assert announced("Aprire uno sportello (B.2)") == ("B.2", "Aprire uno sportello")
    assert announced("Asse 3: Aprire la città al mondo") is None
    assert announced("Tabella 3: Aprire uno sportello, i costi") is None


def test_chapters_that_say_what_to_do_are_no_objectives_where_these_stand_below_them() -> None:
    parts = [
        f"<p><b>Sfida {n}. Invecchiare {words.lower()}</b></p><p>Obiettivo {n}.1 – {words}</p>"
        for n, (words, *_) in enumerate(AIMS, start=1)
    ]
    rows = read(f"<h1>Agenda</h1>{''.join(parts)}").rows
    assert [one.text for one in rows] == [words for words, *_ in AIMS]


def test_heads_of_two_rows_name_the_parts_of_an_objective() -> None:
    head = (
        "<tr><td colspan=2>Obiettivo operativo</td><td>Referente</td><td colspan=2>Target</td></tr>"
    )
    under = row(("Codice", "Descrizione", "Referente", 2026, 2027))
    body = [row((f"A.{n}", words, who, n, n + 1)) for n, (words, who, *_) in enumerate(AIMS)]
    rows = read(f"<table>{head}{under}{''.join(body)}</table>").rows
    assert [(one.code, one.text) for one in rows] == [
        (f"A.{n}", words) for n, (words, *_) in enumerate(AIMS)
    ]


def test_letters_that_count_chapters_are_no_results() -> None:
    rows = [row(("Cod. ob.", "Intervento", "Responsabile", "Scadenza"))]
    rows += [
        row((f"{letter}1", words, who, "31/12/2027"))
        for letter, (words, who, *_) in zip("ABFI", AIMS, strict=True)
    ]
    found = read(f"<h1>Obiettivi</h1><table>{''.join(rows)}</table>").rows
    assert [one.code for one in found] == ["A1", "B1", "F1", "I1"]


def test_an_item_that_is_but_a_budget_code_belongs_to_the_objective_above() -> None:
    page = """<h1>Indirizzi strategici e obiettivi</h1><h2>IS1 · Un paese che resta abitato</h2><p>Amministratore di riferimento: Sindaco Anna Riva</p>
    <ul><li>IS1.1 Aprire la scuola<ul><li>Miss. 04 – Progr. 02</li></ul></li>
    <li>IS1.2 Assegnare gli alloggi<ul><li>Miss. 08 – Progr. 02</li></ul></li></ul>"""
    below = [one for one in read(page).rows if one.code.startswith("IS1.")]
    assert [(one.text, one.programme) for one in below] == [
        ("Aprire la scuola", "0402"),
        ("Assegnare gli alloggi", "0802"),
    ]
    assert {who for one in below for who in one.responsible} == {"Sindaco Anna Riva"}


def test_cards_tell_the_title_below_its_label_and_the_rest_beside_theirs() -> None:
    cards = [
        "<table>"
        + row(("Cod.", "Titolo", "Attuatore", "Scadenza"))
        + row((f"A.{n}", words, who, "31/12/2028"))
        + f"<tr><td>Descrizione</td><td colspan=3>Si parte da {measure.lower()}.</td></tr>"
        + f"<tr><td>Indicatore</td><td colspan=3>{measure} – 2026: {value}; 2027: {value + 5}</td></tr></table><p></p>"
        for n, (words, who, measure, value) in enumerate(AIMS)
    ]
    assert told(read(f"<h1>Schede degli obiettivi</h1>{''.join(cards)}")) == WHOLE


def test_a_chapter_above_plain_titles_with_codes_is_none_of_them() -> None:
    parts = [
        f"<h2>{'ABCD'[n]}. Una città per tutti {n}</h2><p>OP{n} {words}</p><p>Attuatore\t{who}</p><p>Scadenza\t31/12/2028</p>"
        for n, (words, who, *_) in enumerate(AIMS)
    ]
    rows = read(f"<h1>Gli obiettivi operativi</h1>{''.join(parts)}").rows
    assert [one.text for one in rows] == [words for words, *_ in AIMS]


def test_letters_are_codes_below_a_heading_that_says_so_and_a_field_may_name_one() -> None:
    page = row(("Codice", "Obiettivo strategico", "Durata"))
    page += row(("A", "Un paese sicuro e curato", "2024-2029"))
    page += row(("B", "Servizi per chi vive e resta", "2024-2029"))
    cards = "".join(
        f"<h3>{code} – {words}</h3><p>Responsabile: {who}</p><p>Obiettivo strategico: {code[0]}</p>"
        f"<table>{row(('Indicatore', 'U.M.', '2026'))}{row((measure, 'n.', value))}</table>"
        for code, (words, who, measure, value) in zip(("A1", "A2", "B1", "B2"), AIMS, strict=True)
    )
    proposal = read(f"<h1>Obiettivi</h1><table>{page}</table>{cards}")
    assert [one.code for one in proposal.rows] == ["A", "B", "A1", "A2", "B1", "B2"]
    assert [len(one.measures) for one in proposal.rows] == [0, 0, 1, 1, 1, 1]


def test_a_page_s_number_is_no_objective_and_what_there_is_to_do_it_with_neither() -> None:
    staff = "".join(
        f"<h3>{title}</h3><table>{row(('Area', 'Posti coperti', 'Cessazioni 2026'))}{row(('Istruttori', 8, 4))}</table>"
        for title in ("Risorse umane dell'ente", "Risorse strumentali in uso")
    )
    items = "".join(f"<li>{words}</li>" for words, *_ in AIMS)
    proposal = read(
        f"<p>Obiettivi\t5</p><p>Obiettivi\t6</p>{staff}<h2>Obiettivi</h2><ul>{items}</ul>"
    )
    assert [one.text for one in proposal.rows] == [words for words, *_ in AIMS]


def test_who_answers_for_an_area_does_so_for_its_missions_until_the_next() -> None:
    def mission(number: str, *aims: str) -> str:
        items = "".join(f"<li>{words}</li>" for words in aims)
        return f"<h3>Missione {number} – Programma 01</h3><p>Obiettivi:</p><ul>{items}</ul>"

    words = [aim[0] for aim in AIMS]
    page = (
        "<h2>Servizi alla persona</h2><p>Responsabile dell'area: Dott.ssa Anna Repetto</p>"
        f"{mission('04', words[0])}{mission('12', words[2])}"
        f"<h2>Servizi tecnici</h2>{mission('09', words[1])}"
    )
    told = {one.text: one.responsible for one in read(page).rows}
    assert told == {
        words[0]: ["Dott.ssa Anna Repetto"],
        words[2]: ["Dott.ssa Anna Repetto"],
        words[1]: [],
    }


@pytest.mark.parametrize(
    ("above", "first", "joined"),
    [
        ("Aprire un nido.\nMotivazione: linee di", "mandato", True),
        ("Aprire un nido", "Finalità: dare posto a tutti", True),
        ("Aprire un nido", "Chiudere un varco", False),
        ("Aprire un nido.", "mandato", False),
    ],
)
def test_a_single_cell_at_the_top_of_a_page_goes_on_with_the_row_above(
    above: str, first: str, joined: bool
) -> None:
    cells = [Cell(text, Where()) for text in ("1.1", above, "Ufficio tecnico")]
    assert goes_on(cells, [Cell(text, Where()) for text in ("", first, "")]) is joined


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Finalità: dare posto", True),
        ("Finalità:", True),
        ("Nota: nessuna", False),
        ("finalità: in mezzo", False),
    ],
)
def test_a_part_of_a_cell_begins_with_its_label(text: str, is_one: bool) -> None:
    assert labelled(text) is is_one


def test_values_by_year_below_a_budget_mission_are_of_the_objective_above_it() -> None:
    page = "<h2>Gli obiettivi del triennio</h2>" + "".join(
        f"<h3>{part}</h3><p><b>{code} {words}</b></p><p>Missione 12 Diritti sociali, programma 0{number}</p>"
        f"<ul><li>{measure}, n.: {value} (2026) | {value + 5} (2027)</li></ul>"
        for number, (part, code, (words, _, measure, value)) in enumerate(
            zip(
                ("Persone", "Territorio", "Casa", "Scuola"),
                ("SP1", "SP2", "TA1", "TA2"),
                AIMS,
                strict=True,
            ),
            1,
        )
    )
    rows = read(page).rows
    assert [row.text for row in rows] == [words for words, *_ in AIMS]
    assert [row.programme for row in rows] == ["1201", "1202", "1203", "1204"]
    assert [[len(one.targets) for one in row.measures] for row in rows] == [[2]] * 4


def test_an_item_below_an_objective_names_its_programme() -> None:
    items = "".join(
        f"<li>OB0{number}: {words}.<ul><li>Programma 0{number} Altri servizi</li></ul></li>"
        for number, (words, *_) in enumerate(AIMS, 1)
    )
    page = f"<h2>Obiettivi per missione</h2><p>MISSIONE 12 - Diritti sociali</p><ul>{items}</ul>"
    assert [row.programme for row in read(page).rows] == ["1201", "1202", "1203", "1204"]
