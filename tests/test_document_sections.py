"""Kinds of parts of a plan: tables of bodies, sheets of a programme, trees, sections of an assessor, boxes beside actions."""

from __future__ import annotations

import pytest

from trama.plans.readers.documents.blocks import Cell, Where
from trama.plans.readers.documents.flattened import flattened, without_chart
from trama.plans.readers.documents.foreign import is_body, tells_of_others
from trama.plans.readers.documents.html import read_html
from trama.plans.readers.documents.joins import _both_count
from trama.plans.readers.documents.kinds import named_in
from trama.plans.readers.documents.offices import office_of
from trama.plans.readers.documents.page import Page, Rule, Word
from trama.plans.readers.documents.panels import panelled
from trama.plans.readers.documents.proposal import Row
from trama.plans.readers.documents.recognise import recognise
from trama.plans.readers.documents.text import read_text

AIMS = (
    "Aprire uno sportello per le imprese",
    "Riqualificare i giardini di via Roma",
    "Sostenere le famiglie con bambini piccoli",
)


def rows(page: str) -> list[Row]:
    return recognise(read_html(f"<html>{page}</html>".encode(), "piano.html"), "piano.html").rows


def table(*lines: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in line) for line in lines)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in cells)}</table>"


def aims(row: Row) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (m.label, [(aim.year, aim.goal.said or str(aim.goal.value)) for aim in m.aims])
        for m in row.measures
    ]


OBJECTIVES = table(
    ("Codice", "Obiettivo", "Responsabile", "Indicatore", "2026"),
    ("OO1", AIMS[0], "Area 1", "Utenti", "5"),
    ("OO2", AIMS[1], "Area 2", "Aree", "2"),
)


@pytest.mark.parametrize(
    "bodies",
    [
        table(
            ("Denominazione", "Servizio", "Quota %", "Risultato 2023", "Risultato 2024"),
            ("Acque Alte S.p.A.", "Idrico", "4,40", "265.033,00", "30.072,00"),
            ("GAL Colli", "Sviluppo locale", "8,6", "1.000,00", "2.000,00"),
        ),
        table(
            ("Denominazione", "Finalità", "Referente", "Quota di partecipazione"),
            ("Consorzio Forestale", "Gestire i boschi comuni", "Sindaco", "12%"),
            ("GAL Colli", "Promuovere il territorio rurale", "Assessore Verdi", "2%"),
        ),
        table(
            ("Servizio", "Modalità di gestione", "Soggetto gestore", "Scadenza"),
            ("Igiene urbana", "Appalto", "Raggruppamento di imprese", "30/06/2028"),
            ("Refezione scolastica", "Concessione", "Cooperativa", "31/08/2027"),
        ),
        table(
            ("Ente", "Indicatore", "Risultato 2024", "Target 2026"),
            ("ATO 3", "Perdite", "2", "3"),
            ("Consorzio di Bonifica", "Canali", "1", "4"),
        ),
        table(
            ("Denominazione", "Acque Alte S.p.A."),
            ("Oggetto sociale", "Gestire il servizio idrico"),
            ("Quota", "5%"),
            ("Responsabile", "Sindaco"),
            ("Durata", "2050"),
        ),
    ],
)
def test_tables_of_bodies_and_services_list_no_objectives(bodies: str) -> None:
    page = f"<h1>1.2 Organismi gestionali</h1>{bodies}<h1>Obiettivi operativi</h1>{OBJECTIVES}"
    assert [row.code for row in rows(page)] == ["OO1", "OO2"]


def test_headings_that_say_objective_outweigh_those_of_what_a_town_has() -> None:
    page = "<h1>Servizi</h1>" + table(
        ("Servizio", "Responsabile", "Personale in servizio", "Obiettivo assegnato"),
        ("Tributi", "Rossi", "4", "Recuperare l'evasione"),
        ("Anagrafe", "Bianchi", "3", "Attivare lo sportello digitale"),
    )
    assert [row.text for row in rows(page)] == [
        "Recuperare l'evasione",
        "Attivare lo sportello digitale",
    ]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Acque Alte S.p.A.", True),
        ("Trasporti Orobici S.c.a r.l.", True),
        ("Consorzio Ecologico Valle", True),
        ("Azienda speciale consortile Isola", True),
        ("Costituire la società per i rifiuti", False),
        ("Ampliare il canile", False),
    ],
)
def test_a_body_is_known_by_its_name(text: str, body: bool) -> None:
    assert is_body(text) is body


def test_a_table_of_works_begins_with_their_codes() -> None:
    cell = [
        Cell(text, Where(page=1, column=at))
        for at, text in enumerate(("N. 1", "CUP G35H", "Opera"))
    ]
    assert tells_of_others([cell])
    assert not tells_of_others([[Cell("Obiettivo", Where()), Cell("CUP", Where(column=2))]])


def test_parts_of_a_chapter_about_something_else_are_no_objectives() -> None:
    page = (
        "<p><b>SEZIONE STRATEGICA</b></p><p><b>1. ANALISI DELLE CONDIZIONI ESTERNE</b></p>"
        "<p><b>1.1 Situazione socio-economica</b></p><p>L'economia rallenta.</p>"
        "<p><b>1.2 Indebitamento</b></p><p>Il debito scende.</p>"
        f"<h1>Obiettivi operativi</h1>{OBJECTIVES}"
    )
    assert [row.code for row in rows(page)] == ["OO1", "OO2"]


_BUDGETS = [
    (
        table(
            ("MISSIONE", "09", "SVILUPPO SOSTENIBILE"), ("PROGRAMMA", "0902", "TUTELA AMBIENTALE")
        ),
        table(("MISSIONE", "12", "DIRITTI SOCIALI"), ("PROGRAMMA", "1201", "INFANZIA E MINORI")),
    ),
    (
        table(("Missione", "09 – Sviluppo sostenibile", "Programma", "02 – Tutela ambientale")),
        table(("Missione", "12 – Diritti sociali", "Programma", "01 – Interventi per l'infanzia")),
    ),
    (
        table(("MISSIONE 9",), ("PROGRAMMA 2",), ("Dirigente: Ing. Neri",)),
        table(("MISSIONE 12",), ("PROGRAMMA 1",), ("Dirigente: Dott. Poli",)),
    ),
]


@pytest.mark.parametrize("budgets", _BUDGETS)
def test_a_table_that_is_but_a_title_gives_its_budget_to_what_comes_next(
    budgets: tuple[str, str],
) -> None:
    listed = [
        table(("N.", "Descrizione obiettivo", "Durata"), ("1", one, "2026"), ("2", other, "2027"))
        for one, other in ((AIMS[0], AIMS[1]), ("Sostituire le lampade", "Ampliare il canile"))
    ]
    found = rows(
        "<h1>Sezione operativa</h1>"
        + "<p>Motivazione delle scelte</p>".join(
            f"{budget}<p>Finalità: migliorare i servizi.</p>{objectives}"
            for budget, objectives in zip(budgets, listed, strict=True)
        )
    )
    assert [(row.mission, row.programme) for row in found] == [("09", "0902")] * 2 + [
        ("12", "1201")
    ] * 2
    # A number that comes again is no part of the first.
    assert {row.kind for row in found} == {"operational"}
    if "Neri" in budgets[0]:
        assert [row.responsible for row in found[::2]] == [["Ing. Neri"], ["Dott. Poli"]]


@pytest.mark.parametrize(
    "budget",
    [
        "Missione 08 – Programma 0801 – Settore Urbanistica",
        "M. 8 P. 1 – Settore Urbanistica",
        "Missione 08 - Assetto del territorio ed edilizia abitativa, Programma 0801 - Urbanistica e assetto del territorio - Settore Urbanistica",
    ],
)
def test_a_tree_of_codes_has_facts_below_each_leaf(budget: str) -> None:
    page = (
        "<p><b>LINEA 1 – BORGO VIVO</b></p><p><b>1.1 Riportare residenti in centro</b></p>"
        + "".join(
            f"<p>1.1.{n} {words}</p><p>{budget}</p>"
            + (
                "<p>Indicatore: domande finanziate (n.) – atteso 2026: 10; 2027: 15</p>"
                if n < 3
                else ""
            )
            for n, words in enumerate(AIMS, 1)
        )
    )
    found = rows(page)
    assert [(row.code, row.kind) for row in found] == [
        ("1.1", "strategic"),
        *((f"1.1.{n}", "operational") for n in (1, 2, 3)),
    ]
    assert {(row.programme, *row.responsible) for row in found[1:]} == {
        ("0801", "Settore Urbanistica")
    }
    assert aims(found[1]) == [("domande finanziate", [("2026", "10"), ("2027", "15")])]
    assert not found[3].measures


@pytest.mark.parametrize("code", ["", "{}.{} ", "1.{}.{} "])
def test_leaves_of_a_tree_are_plain_lines_with_facts_right_below(code: str) -> None:
    page = "<p><b>LINEA 1 – BORGO VIVO</b></p>" + "".join(
        f"<p><b>{title}</b></p><p>I residenti sono calati molto negli ultimi anni.</p>"
        + "".join(
            f"<p>{code.format('ABC'[place] if code[:1] == '{' else place, n)}{words}</p>"
            "<p>Settore Urbanistica – Missione 08, Programma 01</p><p>Si misura con: domande (n.): 3 nel 2026</p>"
            for n, words in enumerate(leaves, 1)
        )
        for place, (title, leaves) in enumerate(
            (("Una città abitata", AIMS[:2]), ("Una città attenta", AIMS[2:])), 1
        )
    )
    found = rows(page)
    assert [row.text for row in found] == list(AIMS)
    assert {(row.programme, *row.responsible) for row in found} == {("0801", "Settore Urbanistica")}
    assert {aims(row)[0][0] for row in found} == {"domande"}


def test_what_describes_an_objective_is_no_leaf() -> None:
    page = "<h1>Obiettivi</h1>" + "".join(
        f"<p><b>{words}</b></p><p>Favorire chi ne ha bisogno, con altri enti</p><p>Responsabile: Area {n}</p>"
        "<p>Indicatore: Utenti (n.) 2026: 5</p>"
        for n, words in enumerate(AIMS, 1)
    )
    assert [row.text for row in rows(page)] == list(AIMS)


def test_a_tree_may_be_pasted_with_its_indentation() -> None:
    page = "LINEA 1 – BORGO VIVO\n\n" + "\n".join(
        f"    1.1.{n}\t{words}\n        Missione 08 – Programma 0801 – Settore Urbanistica\n"
        "        Indicatore: domande (n.) – previsti 2026: 10; 2027: 15\n"
        for n, words in enumerate(AIMS, 1)
    )
    found = recognise(read_text(page), "piano.txt").rows
    assert [(row.code, row.programme, len(row.measures)) for row in found] == [
        (f"1.1.{n}", "0801", 1) for n in (1, 2, 3)
    ]


def test_a_programme_may_have_its_number_of_four_figures_behind_its_mission() -> None:
    named = named_in("Missione 08 – Programma 0801 – Settore Urbanistica")
    assert named is not None
    assert (named.mission, named.programme) == ("08", "0801")


def test_phases_beside_a_coloured_chart_are_none_of_the_objective() -> None:
    months = tuple("GFMAMGLASOND")
    empty = ("",) * 12
    page = "<h1>Schede obiettivo</h1>" + "".join(
        table(
            ("SCHEDA OBIETTIVO", code, *empty[:11]),
            ("Titolo obiettivo", words, *empty[:11]),
            ("Dirigente responsabile", "dott. Renato Ippoliti", *empty[:11]),
            ("Missione / Programma", "01 / 11", *empty[:11]),
            ("Peso", "30", *empty[:11]),
            ("Fasi e tempi", "", *empty[:11]),
            ("Fase", *months),
            ("1. Stesura della convenzione", *empty),
            ("2. Avvio delle gare", *empty),
            ("Indicatori di risultato", "", *empty[:11]),
            ("Descrizione", "U.M.", "Target 2026", "Target 2027", *empty[:9]),
            ("Comuni convenzionati", "n.", "18", "24", *empty[:9]),
        )
        for code, words in (("S1.01", AIMS[0]), ("S1.02", AIMS[1]))
    )
    found = rows(page)
    assert [(row.code, row.text) for row in found] == [("S1.01", AIMS[0]), ("S1.02", AIMS[1])]
    assert aims(found[0]) == [("Comuni convenzionati", [("2026", "18"), ("2027", "24")])]
    assert len(found[0].phases) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Descrizione U.M. Target 2026 Target 2027 Tempestività dei giorni -5 -6 pagamenti Ponti ispezionati n. 120 140",
            [("Tempestività dei pagamenti", "giorni", "-5"), ("Ponti ispezionati", "n.", "120")],
        ),
        (
            "Indicatore Unità di misura 2026 2027 Ore erogate ore 10 20\nUtenti soddisfatti % 80 -",
            [("Ore erogate", "ore", "10"), ("Utenti soddisfatti", "%", "80")],
        ),
        ("Nome indicatore Baseline Target 2026 Utenti 5 10", [("Utenti", "", "10")]),
        ("Indicatore di tempestività: giorni 5 nel 2026", []),
        (
            "Descrizione U.M. 2026 Utenti n. 5 e poi altro che non è di una tabella di questo tipo",
            [],
        ),
    ],
)
def test_a_table_within_a_cell_may_be_given_word_by_word(
    words: str, told: list[tuple[str, str, str]]
) -> None:
    assert [(one.name, one.unit, one.values[0][1]) for one in flattened(words)] == told


def test_the_months_of_a_chart_are_no_words_of_its_phases() -> None:
    assert without_chart("Fase G F M A M G L A S O N D 1. Analisi") == "1. Analisi"


def _section(
    name: str, who: str, office: str, mission: str, aim: str, items: tuple[str, ...]
) -> str:
    return (
        f"<h2>{name}</h2><p><b>Assessore:</b> {who}</p><p><b>Deleghe:</b> verde, sport, tempo libero</p>"
        f"<p><b>Struttura di riferimento:</b> {office}</p><p><b>Missione di bilancio:</b> {mission}</p>"
        "<h3>Che cosa è stato fatto</h3><ul><li>aperto il parco;</li><li>rifatti i viali.</li></ul>"
        f"<h3>Obiettivo strategico</h3><p><b>{aim}</b></p><h3>Obiettivi operativi</h3><ol>"
        + "".join(f"<li>{words}</li>" for words in items)
        + "</ol>"
        + table(
            ("Ob.", "Indicatore", "Unità", "2026"),
            ("1", "Parchi", "n.", "2"),
            ("2", "Utenti", "n.", "20"),
        )
    )


def test_a_section_of_an_assessor_says_who_answers_and_ties_indicators_by_number() -> None:
    parts = (
        (
            "Assessorato al Verde",
            "Anna Verdi",
            "Direzione Ambiente – ing. Neri",
            "09 – Sviluppo sostenibile",
        ),
        (
            "Assessorato allo Sport",
            "Ugo Rossi",
            "Direzione Sport – dott. Poli",
            "06 – Politiche giovanili, sport e tempo libero",
        ),
        (
            "Assessorato alla Scuola",
            "Ada Gialli",
            "Direzione Scuola – dott. Bai",
            "04 – Istruzione e diritto allo studio",
        ),
    )
    found = rows(
        "<h1>I programmi degli assessorati</h1>"
        + "".join(
            _section(*part, aim, items)
            for part, aim, items in zip(
                parts,
                (
                    "Rendere la città più verde",
                    "Portare lo sport ovunque",
                    "Accogliere ogni bambino",
                ),
                (
                    AIMS[:2],
                    ("Rifare la pista", "Aprire le palestre la sera"),
                    ("Ampliare i nidi", "Rinnovare le mense"),
                ),
                strict=True,
            )
        )
    )
    assert [row.kind for row in found] == ["strategic", "operational", "operational"] * 3
    assert [row.mission for row in found] == ["09"] * 3 + ["06"] * 3 + ["04"] * 3
    assert [row.responsible for row in found[:3]] == [
        ["Anna Verdi"],
        ["Direzione Ambiente – ing. Neri"],
        ["Direzione Ambiente – ing. Neri"],
    ]
    assert [[m.label for m in row.measures] for row in found] == [[], ["Parchi"], ["Utenti"]] * 3


def test_a_label_with_an_office_behind_it_is_no_heading_of_one() -> None:
    assert office_of("Direzione di riferimento: Direzione Ambiente – ing. Neri") is None
    assert office_of("Direzione Ambiente – ing. Neri") == ("Direzione Ambiente", "ing. Neri")


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("opening", ["Azione {}<br>{}", "Intervento {} – {}"])
def test_a_box_of_facts_stands_at_either_side_of_its_action(opening: str, first: bool) -> None:
    facts = "Chi: Ufficio di piano<br>Entro: 2027<br>Risorse: € 10<br>Come si misura: Utenti (n.): 3 nel 2027; 5 nel 2030"
    page = "<h1>ASSE 1 – Abitare</h1><h2>Obiettivo 1.A. Riportare i servizi vicino a casa</h2>"
    for number, words in enumerate(AIMS, 1):
        told = f"{opening.format(f'1.A.{number}', words)}<br>Serve a tutti."
        page += table((told, facts) if first else (facts, told))
    found = rows(page)
    assert [(row.code, row.text) for row in found] == [
        ("1.A", "Riportare i servizi vicino a casa"),
        *((f"1.A.{number}", words) for number, words in enumerate(AIMS, 1)),
    ]
    assert {tuple(row.responsible) for row in found[1:]} == {("Ufficio di piano",)}
    assert aims(found[1]) == [("Utenti", [("2027", "3"), ("2030", "5")])]


def _line(text: str, left: float, top: float) -> list[Word]:
    words = []
    for word in text.split():
        words.append(Word(word, left, top, left + 5 * len(word), top + 9, 9.0, spaced=True))
        left += 5 * len(word) + 3
    return words


@pytest.mark.parametrize(("box", "text"), [(360, 60), (60, 300)])
def test_a_coloured_box_of_facts_is_a_cell_beside_the_words_level_with_it(
    box: int, text: int
) -> None:
    page = Page(1, 595, 842)
    page.panels = [Rule(box, 100, box + 180, 150)] * 2
    facts = [*_line("Chi: Ufficio di piano", box + 4, 104), *_line("Entro: 2027", box + 4, 118)]
    action = [*_line("Azione 1.A.1", text, 104), *_line("Aprire tre case", text, 118)]
    other = _line("Un capoverso che viene dopo", 60, 200)
    grids, left = panelled([*facts, *action, *other], page)
    assert len(grids) == 1
    cells = [grids[0].regions[0, at].words for at in (0, 1)]
    assert sorted(map(len, cells)) == sorted((len(facts), len(action)))
    assert (cells[0] == action) is (text < box)
    assert left == other


def test_a_coloured_box_without_labels_or_across_words_is_no_cell() -> None:
    page = Page(1, 595, 842)
    page.panels = [Rule(360, 100, 540, 150)]
    plain = [
        *_line("Una frase", 364, 104),
        *_line("in evidenza", 364, 118),
        *_line("Testo accanto qui", 60, 104),
    ]
    facts = [*_line("Chi: Ufficio", 364, 104), *_line("Entro: 2027", 364, 118)]
    across = _line("Parole che vanno oltre il margine del riquadro di certo", 200, 132)
    assert panelled(plain, page) == ([], plain)
    assert panelled([*facts, *across], page)[0] == []


def test_rows_that_a_page_parts_stay_two_if_each_has_a_code() -> None:
    def row(*texts: str) -> list[Cell]:
        return [Cell(text, Where(page=1, column=at)) for at, text in enumerate(texts)]

    assert _both_count(row("Comunità", "COM.3", "Ottenere"), row("", "COM.4", "Sostenere"))
    assert not _both_count(row("Comunità", "COM.3", "Ottenere il"), row("", "", "rinnovo"))


def test_a_sentence_that_one_word_heads_says_no_intention() -> None:
    page = (
        "<h1>Obiettivi</h1><ul>" + "".join(f"<li>{words}</li>" for words in AIMS) + "</ul>"
        "<h1>Considerazioni finali</h1><ol><li>Coerenza. Le previsioni sono coerenti con i piani.</li>"
        "<li>Verifica. Lo stato di attuazione sarà presentato al Consiglio.</li></ol>"
    )
    assert [row.text for row in rows(page)] == list(AIMS)
