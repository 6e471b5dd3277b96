"""Cards of objectives and lists under themes, in the forms that offices give them, each by a small page of its own."""

from __future__ import annotations

import pytest

from small_pdf import Line, small_pdf
from test_document_kinds import read, told
from trama.errors import SourceError
from trama.plans.readers.documents import propose
from trama.plans.readers.documents.pdf import read_pdf


def table(*rows: str) -> str:
    """A table of rows whose cells are parted by bars; `=` goes on with the cell before it, `"` with that above."""
    body: list[str] = []
    for place, row in enumerate(rows):
        cells = [cell.strip() for cell in row.split("|")]
        made = ""
        for at, cell in enumerate(cells):
            if cell in ("=", '"'):
                continue
            across = 1
            while at + across < len(cells) and cells[at + across] == "=":
                across += 1
            down = 1
            while place + down < len(rows) and rows[place + down].split("|")[at].strip() == '"':
                down += 1
            made += f'<td colspan="{across}" rowspan="{down}">{cell}</td>'
        body.append(f"<tr>{made}</tr>")
    return f"<table>{''.join(body)}</table>"


BANNERS = table(
    "SCHEDA OBIETTIVO N. 4 | Anno 2026",
    "Centro di responsabilità | Settore Anagrafe",
    "Missione / Programma | 01 Servizi istituzionali, generali e di gestione / 07 Elezioni e consultazioni popolari",
    "TITOLO DELL’OBIETTIVO | =",
    "Dimezzare le code allo sportello | =",
    "INDICATORI | =",
    "Indicatore | Valore atteso 2026",
    "Attesa media (minuti) | 8",
    "PERSONALE COINVOLTO | =",
    "Nominativo | % di impegno",
    "Rosa Neri | 40",
)
WITHIN = table(
    "Oggetto dell’obiettivo<br>Rifare gli asfalti | = | Codice<br>UT.1",
    "Dirigente/P.O.<br>geom. Pini | Referente politico<br>Ass. Conti | Peso<br>20",
    "Indicatore di efficacia<br>Km asfaltati | Valore iniziale<br>3 | Valore target 2026<br>7",
)
ASIDE = table(
    "Obiettivo operativo n. | 4.1 | = | =",
    "Titolo | Ampliare il tempo pieno | = | =",
    "Responsabile E.Q. | dott. Neri | = | =",
    "Azioni | Bando per gli educatori<br>Lavori in mensa | = | =",
    "Indicatori | Descrizione | 1° anno | 2° anno",
    '" | Classi | 6 | 8',
    '" | Iscritti | 120 | 160',
)
GROUPED = table(
    "Numero | 7",
    "Obiettivo da conseguire | Aprire la ciclovia",
    "Titolare di posizione organizzativa | ing. Riva",
    "INDICATORE DI RISULTATO | =",
    "Nome | Km percorribili",
    "Anno 2026 | 5",
    "Anno 2027 | 9",
)
STACKED = table(
    "Area strategica: Sicurezza | = | =",
    "Codice | Obiettivo gestionale | Responsabile",
    "PL-1 | Rinnovare il parco auto | Comandante",
    "Risultato atteso | Tre mezzi nuovi | =",
)
ONE_AFTER_THE_OTHER = table(
    "1.1 – Aprire il museo | =",
    "Responsabile | Cultura",
    "Indicatore | Visitatori – 2026: 10; 2027: 20",
    "1.2 – Rifare il molo | =",
    "Responsabile | Porto",
    "Indicatore | Metri – 2026: 30; 2027: 60",
)
UNTITLED = table(
    "Carta dei servizi del nido | =",
    "Responsabile | Scuola",
    "Descrizione | Si stampa.",
    "Indicatore | Copie",
    "Valore atteso | 2026: 500",
)
SERVED = table(
    "OBIETTIVO STRATEGICO B | Un paese accogliente",
    "Assessore | Verdi",
    "Obiettivi operativi | B.1 Realizzare l’area camper<br>B.2 Sostenere le botteghe",
)
BELOW_A_TITLE = "<p><b>Ob. 17.1 Costituire la comunità energetica</b></p>" + table(
    "Settore | Ambiente | Programma | 01",
    "Indicatore | Valore 2025 | 2026 | 2027",
    "Soci | 5 | 20 | 60",
)
YEARS = "<p>Documento unico di programmazione 2026-2028</p>"
BUDGET = "<h2>Missione 17 - Energia e diversificazione delle fonti energetiche</h2>"


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (BANNERS, [("4", "Dimezzare le code allo sportello", "0107", ["Settore Anagrafe"], [{"2026": "8"}])]),
        (WITHIN, [("UT.1", "Rifare gli asfalti", "", ["geom. Pini"], [{"2026": "7"}])]),
        (ASIDE, [("4.1", "Ampliare il tempo pieno", "", ["dott. Neri"], [{"2026": "6", "2027": "8"}, {"2026": "120", "2027": "160"}])]),
        (GROUPED, [("7", "Aprire la ciclovia", "", ["ing. Riva"], [{"2026": "5", "2027": "9"}])]),
        (STACKED, [("PL-1", "Rinnovare il parco auto", "", ["Comandante"], [])]),
        (
            ONE_AFTER_THE_OTHER,
            [
                ("1.1", "Aprire il museo", "", ["Cultura"], [{"2026": "10", "2027": "20"}]),
                ("1.2", "Rifare il molo", "", ["Porto"], [{"2026": "30", "2027": "60"}]),
            ],
        ),
        (UNTITLED, [("", "Carta dei servizi del nido", "", ["Scuola"], [{"2026": "500"}])]),
        (
            SERVED,
            [
                ("B.1", "Realizzare l’area camper", "", ["Verdi"], []),
                ("B.2", "Sostenere le botteghe", "", ["Verdi"], []),
                ("B", "Un paese accogliente", "", [], []),
            ],
        ),
        (BUDGET + BELOW_A_TITLE, [("Ob.17.1", "Costituire la comunità energetica", "1701", ["Ambiente"], [{"2026": "20", "2027": "60"}])]),
    ],
    ids=["banners", "within", "aside", "grouped", "stacked", "one after the other", "untitled", "served", "below a title"],
)  # fmt: skip
def test_a_card_is_read_wherever_its_labels_stand(page: str, wanted: list[object]) -> None:
    assert told(YEARS + page) == wanted


def test_a_card_about_something_else_is_no_objective() -> None:
    office = table(
        "Denominazione | Comune di Pieve",
        "Codice fiscale | 01234",
        "Responsabile | Rossi",
        "Durata | 2026",
    )
    risk = table(
        "Titolo | Bandi su misura",
        "Processo | Appalti",
        "Responsabile | Rossi",
        "Indicatore | bandi",
    )
    one = table("Titolo | Rifare il molo", "Responsabile | Porto", "Durata | 2026")
    assert [row.text for row in read(office + risk + one).rows] == ["Rifare il molo"]


def test_accounts_of_a_past_year_and_duties_are_no_objectives() -> None:
    past = table(
        "Obiettivo | Rifare il tetto",
        "Responsabile | Tecnico",
        "Indicatore | Lavori",
        "Risultato conseguito | 100%",
    )
    duty = table(
        "Denominazione obbligo | Contenuto | Responsabile | Termine",
        "Bandi | Avvisi | Gare | tempestivo",
    )
    plan = table(
        "Obiettivo | Curare le siepi",
        "Responsabile | Verde",
        "Indicatore | Metri",
        "Target 2026 | 300",
    )
    page = f"<h1>Stato di attuazione 2025</h1>{past}<h1>Trasparenza</h1>{duty}<h1>Obiettivi 2026-2028</h1>{plan}"
    assert [row.text for row in read(YEARS + page).rows] == ["Curare le siepi"]


def test_a_card_that_a_page_cuts_goes_on_in_the_next_table() -> None:
    first = table(
        "Scheda n. 1 | =",
        "Titolo | Rifare il molo",
        "Responsabile | Porto",
        "Durata | 2026",
        "Scheda n. 2 | =",
        "Durata | 2027",
    )
    second = table("Titolo | Aprire il nido | =", "Responsabile | Scuola | =")
    assert [(row.code, row.text, row.end) for row in read(first + second).rows] == [
        ("1", "Rifare il molo", "2026"),
        ("2", "Aprire il nido", "2027"),
    ]


def listed(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


THEMES = [
    ("Abitare", "<p><b>I nostri obiettivi</b></p>", ("riusare le case vuote", "aprire un laboratorio")),
    ("Muoversi", "<p><b>Da qui al 2035</b></p>", ("una rete di piste", "il nuovo terminal")),
    ("Imparare", "<p><b>I nostri obiettivi</b></p>", ("raddoppiare i nidi", "portare i libri ovunque")),
]  # fmt: skip


def chapters(themes: list[tuple[str, str, tuple[str, ...]]]) -> str:
    return "".join(
        f"<h1>{name}</h1><p>Serve.</p>{lead}{listed(*items)}" for name, lead, items in themes
    )


def test_chapters_laid_out_alike_are_read_alike() -> None:
    past = "<h1>Che cosa abbiamo fatto</h1>" + listed("aperta la biblioteca", "chiusa la cava")
    found = [row.text for row in read(chapters(THEMES) + past).rows]
    assert found == [item for _, _, items in THEMES for item in items]


def test_where_nothing_is_sure_a_list_of_things_to_do_is_told_as_a_guess() -> None:
    themes = [(name, "<p><b>Per chi verrà</b></p>", items) for name, _, items in THEMES]
    rows = read(chapters(themes)).rows
    assert len(rows) == 6
    assert {(row.rule, row.certainty) for row in rows} == {("guess", 0.5)}
    rule = listed("il pareggio di bilancio", "la relazione dei revisori")
    assert not read(f"<h1>Norme</h1><p>Servono.</p>{rule}").rows


M8, M9 = "Missione 08, programma 01", "Missione 09, programma 02"


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            f"<p><b>{M8}</b> – Urbanistica e assetto del territorio (Direzione Città)</p>{listed('Approvare il piano')}"
            f"<p><b>{M9}</b> – Tutela, valorizzazione e recupero ambientale (Direzione Verde)</p>{listed('Piantare siepi sui viali')}",
            [("", "Approvare il piano", "0801", ["Direzione Città"], []), ("", "Piantare siepi sui viali", "0902", ["Direzione Verde"], [])],
        ),
        (
            "<h2>Obiettivi operativi</h2><p><b>9.1</b> Ridurre le perdite</p><p>Perdite di rete (%) – 2026: 34; 2027: 31</p>"
            "<p><b>9.2</b> Curare il torrente</p><p>Metri di sponda: 200 (2026), 400 (2027)</p>",
            [("9.1", "Ridurre le perdite", "", [], [{"2026": "34", "2027": "31"}]), ("9.2", "Curare il torrente", "", [], [{"2026": "200", "2027": "400"}])],
        ),
        (
            f"{BUDGET}<p><b>Finalità.</b> Serve.</p><p><b>Obiettivo.</b> Aprire uno sportello. <b>Responsabile:</b> Ambiente.</p>",
            [("", "Aprire uno sportello.", "17", ["Ambiente"], [])],
        ),
        (
            "<h2>Obiettivi</h2>" + table("Obiettivo | Ufficio | 2026 | 2027", "1) Rifare il molo | Porto | X | X", "2) Aprire il nido | Scuola | X | "),
            [("1", "Rifare il molo", "", ["Porto"], []), ("2", "Aprire il nido", "", ["Scuola"], [])],
        ),
        (
            "<h2>Programma 02 – Trasporto pubblico locale – Responsabile: ing. Moro</h2><p>Obiettivi:</p>" + listed("Potenziare le linee serali"),
            [("", "Potenziare le linee serali", "1002", ["ing. Moro"], [])],
        ),
        (
            "<p>MISSIONE: 10</p><p>PROGRAMMA: 05 Viabilità e infrastrutture stradali</p><p>RESPONSABILE: Tecnico</p><p>OBIETTIVI:</p><p>1. Asfaltare via Verdi</p>"
            "<p>MISSIONE: 12</p><p>PROGRAMMA: 09 Servizio necroscopico e cimiteriale</p><p>RESPONSABILE: Anagrafe</p><p>OBIETTIVI:</p><p>1. Ampliare il cimitero</p>",
            [("", "Asfaltare via Verdi", "1005", ["Tecnico"], []), ("", "Ampliare il cimitero", "1209", ["Anagrafe"], [])],
        ),
        (
            BUDGET + "<h3>Obiettivi operativi</h3>" + listed("Bonificare il gasometro (cod. 9.1) – Settore Ambiente"),
            [("9.1", "Bonificare il gasometro", "17", ["Settore Ambiente"], [])],
        ),
    ],
    ids=["under a programme", "no label", "run in", "numbered cells", "in the title", "labels above a list", "behind the words"],
)  # fmt: skip
def test_facts_stand_in_further_places(page: str, wanted: list[object]) -> None:
    assert told(YEARS + page) == wanted


def test_whoever_gets_nothing_is_told_where_the_document_speaks_of_objectives() -> None:
    with pytest.raises(SourceError) as found:
        propose(b"<html><p>Gli obiettivi stanno altrove.</p></html>", "piano.html")
    assert "Gli obiettivi stanno altrove." in found.value.said("it")


def test_a_table_that_says_it_holds_objectives_is_told_if_none_is_recognised() -> None:
    unread = table("Obiettivo | Colore", "verde | giallo")
    proposal = read(f"<p>Obiettivo 1: Rifare il molo</p><h2>Colori</h2>{unread}")
    assert [(left.why, left.text) for left in proposal.left] == [("unread", "Obiettivo")]


def test_lines_of_a_page_go_on_or_begin_anew_by_what_they_say() -> None:
    texts = (
        "1) Rinnovare la convenzione con i",
        "Comuni dell'Unione.",
        "Programma 14.02 Commercio - reti distributive",
        "Servizio competente: Commercio",
        "Nuove botteghe (n.): 2027: 5 / 2028: 6",
    )
    lines: list[Line] = [(60.0, 60.0 + 12 * n, text, 10.0, n < 2) for n, text in enumerate(texts)]
    read_ = read_pdf(small_pdf([(lines, [])]), "piano.pdf")
    assert [line.text for line in read_.lines()] == [
        "Rinnovare la convenzione con i Comuni dell'Unione.",
        *texts[2:],
    ]
