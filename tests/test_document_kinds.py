"""The ways in which offices lay objectives out, each by a small page of its own: how many there are, and their facts."""

from __future__ import annotations

import pytest

from small_pdf import Line, Rule, small_pdf
from trama.plans.readers.documents.blocks import Table
from trama.plans.readers.documents.html import read_html
from trama.plans.readers.documents.pdf import read_pdf
from trama.plans.readers.documents.proposal import STRATEGIC, Proposal
from trama.plans.readers.documents.recognise import recognise


def read(page: str) -> Proposal:
    return recognise(read_html(f"<html>{page}</html>".encode(), "piano.html"), "piano.html")


def told(page: str) -> list[tuple[str, str, str, list[str], list[dict[str, str]]]]:
    """Code, words, programme or mission, responsible and targets of each objective of a page."""
    return [
        (
            row.code,
            row.text,
            row.programme or row.mission,
            row.responsible,
            [{t.year: f"{t.value:f}" for t in measure.targets} for measure in row.measures],
        )
        for row in read(page).rows
    ]


PLAIN_WORDS = """<h2>Cosa faremo per l'ambiente</h2>
<h3>Curare gli argini del fiume</h3><p>Sono vecchi.</p><p>Chi: Settore Ambiente</p><p>Entro: 31/12/2027</p>
<p>Come lo misuriamo: km di argini curati – 2026: 3; 2027: 6</p>
<h3>Piantare siepi lungo le strade</h3><p>Chi: Settore Verde</p><p>Come lo misuriamo: siepi – 2026: 30; 2027: 60</p>"""
RUNNING = """<h2>Missione 9 - Sviluppo sostenibile e tutela del territorio e dell'ambiente</h2>
<p>Gli obiettivi operativi sono: a) riqualificare il parco; b) piantare duemila alberi; c) chiudere la discarica.
Il settore competente è Ambiente.</p>"""
PROGRAMME_SHEET = """<h2>MISSIONE 04 – Istruzione e diritto allo studio</h2><table>
<tr><td colspan=2>Programma 7 – Diritto allo studio</td></tr><tr><td>Responsabile</td><td>dott.ssa Rosa Neri</td></tr>
<tr><td>Finalità da conseguire</td><td>Rendere effettivo il diritto.</td></tr>
<tr><td>Obiettivi operativi</td><td>4.7.1 Assistere tutti gli alunni<br>4.7.2 Ripristinare la dote merito</td></tr>
<tr><td>Indicatori</td><td>4.7.2 – Borse (n.): 2026 = 20; 2027 = 25</td></tr>
<tr><td>Risorse umane</td><td>Due istruttori</td></tr></table>"""
STACKED = """<table><tr><td>N.</td><td>Titolo obiettivo</td><td>Peso</td></tr><tr><td>12</td><td>Rinnovare la segnaletica</td><td>20</td></tr>
<tr><td>Responsabile</td><td>Missione</td><td>Programma</td></tr><tr><td>Ing. Neri</td><td>10</td><td>05</td></tr>
<tr><td>Indicatore</td><td>Target 2026</td><td>Unità</td></tr><tr><td>Cartelli</td><td>140</td><td>n.</td></tr></table>"""
TURNED = """<table><tr><td>Codice obiettivo</td><td>OB1</td><td>OB2</td></tr>
<tr><td>Titolo</td><td>Rifare il sito</td><td>Riordinare gli archivi</td></tr>
<tr><td>Responsabile</td><td>Rossi</td><td>Verdi</td></tr>
<tr><td>Indicatore</td><td>Pagine (n.)</td><td>Metri (m)</td></tr><tr><td>Target 2026</td><td>100</td><td>40</td></tr></table>"""
LISTED_IN_CELLS = """<table><tr><td>Missione</td><td>Programma</td><td>Obiettivi</td><td>Responsabile</td></tr>
<tr><td>01</td><td>01.05</td><td>- Vendere i due appartamenti;<br>- Aggiornare l'inventario dei beni</td><td>Patrimonio – ing. Neri</td></tr>
<tr><td>04</td><td>04.01</td><td>• Rinnovare la convenzione con le scuole</td><td>Educazione</td></tr>
<tr><td>09</td><td>09.03</td><td>Ridurre i rifiuti<br>- con i sacchi<br>- con i cassonetti</td><td>Ambiente</td></tr></table>"""
QUESTIONS = """<table><tr><td>AG-01</td><td colspan=3>Come riportiamo un medico in paese?</td></tr>
<tr><td>Missione</td><td>12 – Diritti sociali</td><td>Programma</td><td>07</td></tr>
<tr><td>Se ne occupa</td><td>Segretario</td><td>Ci misuriamo con</td><td>Medici</td></tr>
<tr><td>Nel 2024</td><td>0</td><td>Traguardi</td><td>2026: 1; 2027: 2</td></tr></table>"""
HEADED = """<h2>Missione 9 - Sviluppo sostenibile e tutela del territorio e dell'ambiente</h2><h3>Programma 3 - Rifiuti</h3>
<h4>Obiettivi operativi</h4><h5>Introdurre la tariffa puntuale</h5><p>Dal 2027.</p><h5>Aprire il centro del riuso</h5>
<p>In via Po.</p><h4>Risorse umane</h4><p>Due operai.</p>"""
INTENTIONS = """<p><b>SCUOLA (Missione di bilancio 04)</b></p><p>Nel quinquennio trascorso il Comune ha:</p>
<ul><li>rifatto il tetto;</li><li>aperto la mensa.</li></ul><p>Per i prossimi cinque anni ci impegniamo a:</p>
<ul><li>sostituire gli infissi della primaria;</li><li>istituire il piedibus su tre linee.</li></ul>
<p>Competenza: Ufficio istruzione</p>"""
OFFICES = """<table><tr><td colspan=3>AREA TECNICA – Responsabile geom. Pini</td></tr>
<tr><td>Obiettivo</td><td>Indicatore</td><td>Valore atteso 2026</td></tr>
<tr><td>1. Ridurre le buche</td><td>Buche chiuse (n.)</td><td>600</td></tr>
<tr><td colspan=3>AREA AMMINISTRATIVA – Responsabile dott.ssa Lodi</td></tr>
<tr><td>2. Riordinare l'archivio</td><td>Faldoni (n.)</td><td>900</td></tr></table>"""
TITLED_SHEET = """<h3>MISSIONE 03 Ordine pubblico e sicurezza</h3><table><tr><td colspan=4>3.1.a – Riorganizzare i turni</td></tr>
<tr><td>Programma</td><td>01 Polizia locale e amministrativa</td><td>Responsabile</td><td>Polizia Locale</td></tr>
<tr><td>Indicatore</td><td>Cons. 2024</td><td>2026</td><td>2027</td></tr><tr><td>Quartieri</td><td>1</td><td>4</td><td>6</td></tr></table>
<table><tr><td colspan=4>3.1.b – Sostituire le telecamere</td></tr>
<tr><td>Programma</td><td>02 Sistema integrato di sicurezza urbana</td><td>Responsabile</td><td>Polizia Locale</td></tr>
<tr><td colspan=4>OBIETTIVO CONCLUSO – non riproposto nel triennio</td></tr></table>"""

M9 = "Missione 9 - Sviluppo sostenibile e tutela del territorio e dell'ambiente"
FUTURE = """<h1>Linee di mandato</h1><p>Degli impegni del 2019 abbiamo mantenuto questi:</p>
<p>1. Abbiamo ridotto il debito.</p><p>2. Abbiamo riaperto la piscina.</p><p>3. Abbiamo sostituito i lampioni.</p>
<h2>Una città che cura</h2><p>1. Apriremo una casa della comunità. I locali ci sono già e saranno dati in comodato.</p>
<p>2. Raddoppieremo i posti del nido. Oggi sono trentasei e non bastano.</p><h2>Verde e aria</h2>
<p>3. Pianteremo un albero per ogni nato. Ogni novembre, con una festa nel parco.</p><h2>Scuola</h2>
<p>4. Terremo aperte le palestre la sera. Con le società sportive ci sarà una convenzione.</p>"""
CAPTIONS = "".join(
    f"""<h2>{name}</h2><p><b>Finalità da conseguire</b></p><p>- Garantire la continuità dei servizi.</p>
<p>- Assicurare trasparenza agli utenti.</p><p><b>Obiettivi della gestione</b></p>{items}
<p><b>Risorse umane</b></p><p>- n. 2 istruttori direttivi</p><p>- n. 1 funzionario tecnico</p>"""
    for name, items in (
        ("MISSIONE 09 – Sviluppo sostenibile e tutela del territorio e dell'ambiente", "<p>- Rifare il parco di via Po;</p><p>- Chiudere la vecchia discarica.</p>"),
        ("MISSIONE 11 – Soccorso civile", "<p>Aggiornare il piano di protezione civile.</p>"),
    )
)  # fmt: skip
ANNEX = """<h2>Obiettivi</h2><p>OB 1.1 – Istituire il vigile di quartiere</p><p>OB 1.2 – Rinnovare i mezzi della polizia</p>
<h2>Allegato A – Indicatori</h2><table><tr><th>Codice</th><th>Indicatore</th><th>U.M.</th><th>2026</th><th>2027</th></tr>
<tr><td>1.1</td><td>Frazioni</td><td>n.</td><td>3</td><td>5</td></tr><tr><td>1.2</td><td>Mezzi</td><td>n.</td><td>2</td><td></td></tr></table>"""
BOX = """<table><tr><td>MISSIONE 03<br>Ordine pubblico e sicurezza<br>Referente politico:<br>Luigi Rognoni</td>
<td>La convenzione scade nel 2026.<br>Nel triennio il Comune intende:<br>Programma 01 – Polizia locale e amministrativa<br>
• rinnovare la convenzione di polizia locale:<br>• scelta del partner,<br>• firma dell'atto;<br>• assumere un vigile in più.</td></tr></table>"""
TITLES = "<h2>I nostri obiettivi</h2>" + "".join(
    f"""<h3>{title}</h3><p>È una scelta attesa.</p><p><b>Le azioni</b></p><ul><li>Stipulare la convenzione</li><li>Affidare i lavori</li></ul>
<p><b>Come misuriamo i risultati</b></p><table><tr><th>Indicatore</th><th>2026</th><th>2027</th></tr><tr><td>Metri</td><td>{n}</td><td>9</td></tr></table>"""
    for n, title in enumerate(("Restaurare la torre", "Rifare la pista di atletica", "Aprire il museo del riso"), 3)
)  # fmt: skip
OTHER_HEADS = """<table><tr><th>Ob. strategico</th><th>Ob. operativo</th><th>Indicatore</th><th>T 2026</th><th>T 2027</th><th>Settore competente</th></tr>
<tr><td>Una scuola sicura</td><td>Rifare il tetto della primaria</td><td>Metri</td><td>3</td><td>9</td><td>Lavori pubblici</td></tr></table>"""
LONE = f"<h2>{M9}</h2><p>L'obiettivo del triennio è il seguente: chiudere la vecchia discarica.</p>"


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            FUTURE,
            [
                ("1", "Apriremo una casa della comunità", "", [], []),
                ("2", "Raddoppieremo i posti del nido", "", [], []),
                ("3", "Pianteremo un albero per ogni nato", "", [], []),
                ("4", "Terremo aperte le palestre la sera", "", [], []),
            ],
        ),
        (
            CAPTIONS,
            [
                ("", "Rifare il parco di via Po", "09", [], []),
                ("", "Chiudere la vecchia discarica.", "09", [], []),
                ("", "Aggiornare il piano di protezione civile.", "11", [], []),
            ],
        ),
        (
            ANNEX,
            [
                ("OB-1.1", "Istituire il vigile di quartiere", "", [], [{"2026": "3", "2027": "5"}]),
                ("OB-1.2", "Rinnovare i mezzi della polizia", "", [], [{"2026": "2"}]),
            ],
        ),
        (
            BOX,
            [
                ("", "rinnovare la convenzione di polizia locale", "0301", ["Luigi Rognoni"], []),
                ("", "assumere un vigile in più.", "0301", ["Luigi Rognoni"], []),
            ],
        ),
        (
            TITLES,
            [
                ("", "Restaurare la torre", "", [], [{"2026": "3", "2027": "9"}]),
                ("", "Rifare la pista di atletica", "", [], [{"2026": "4", "2027": "9"}]),
                ("", "Aprire il museo del riso", "", [], [{"2026": "5", "2027": "9"}]),
            ],
        ),
        (
            OTHER_HEADS,
            [
                ("", "Rifare il tetto della primaria", "", ["Lavori pubblici"], [{"2026": "3", "2027": "9"}]),
                ("os-01", "Una scuola sicura", "", [], []),
            ],
        ),
        (LONE, [("", "chiudere la vecchia discarica", "09", [], [])]),
        (
            PLAIN_WORDS,
            [
                ("", "Curare gli argini del fiume", "", ["Settore Ambiente"], [{"2026": "3", "2027": "6"}]),
                ("", "Piantare siepi lungo le strade", "", ["Settore Verde"], [{"2026": "30", "2027": "60"}]),
            ],
        ),
        (
            RUNNING,
            [
                ("", "riqualificare il parco", "09", [], []),
                ("", "piantare duemila alberi", "09", [], []),
                ("", "chiudere la discarica.", "09", [], []),
            ],
        ),
        (
            PROGRAMME_SHEET,
            [
                ("4.7.1", "Assistere tutti gli alunni", "0407", ["dott.ssa Rosa Neri"], []),
                ("4.7.2", "Ripristinare la dote merito", "0407", ["dott.ssa Rosa Neri"], [{"2026": "20", "2027": "25"}]),
            ],
        ),
        (STACKED, [("12", "Rinnovare la segnaletica", "1005", ["Ing. Neri"], [{"2026": "140"}])]),
        (
            TURNED,
            [
                ("OB1", "Rifare il sito", "", ["Rossi"], [{"2026": "100"}]),
                ("OB2", "Riordinare gli archivi", "", ["Verdi"], [{"2026": "40"}]),
            ],
        ),
        (
            HEADED,
            [
                ("", "Introdurre la tariffa puntuale", "0903", [], []),
                ("", "Aprire il centro del riuso", "0903", [], []),
            ],
        ),
        (
            INTENTIONS,
            [
                ("", "sostituire gli infissi della primaria", "04", ["Ufficio istruzione"], []),
                ("", "istituire il piedibus su tre linee.", "04", ["Ufficio istruzione"], []),
            ],
        ),
        (
            OFFICES,
            [
                ("1", "Ridurre le buche", "", ["geom. Pini"], [{"2026": "600"}]),
                ("2", "Riordinare l'archivio", "", ["dott.ssa Lodi"], [{"2026": "900"}]),
            ],
        ),
        (
            LISTED_IN_CELLS,
            [
                ("", "Vendere i due appartamenti", "0105", ["Patrimonio – ing. Neri"], []),
                ("", "Aggiornare l'inventario dei beni", "0105", ["Patrimonio – ing. Neri"], []),
                ("", "Rinnovare la convenzione con le scuole", "0401", ["Educazione"], []),
                ("", "Ridurre i rifiuti", "0903", ["Ambiente"], []),
            ],
        ),
        (
            QUESTIONS,
            [("AG-01", "Come riportiamo un medico in paese?", "1207", ["Segretario"], [{"2026": "1", "2027": "2"}])],
        ),
        (
            TITLED_SHEET,
            [("3.1.a", "Riorganizzare i turni", "0301", ["Polizia Locale"], [{"2026": "4", "2027": "6"}])],
        ),
    ],
    ids=["future", "captions", "annex", "box", "titles", "other headings", "lone sentence", "plain words", "running text", "sheet of a programme", "stacked", "turned", "headed", "intentions", "offices", "listed in cells", "questions", "closed"],
)  # fmt: skip
def test_objectives_are_found_however_they_are_laid_out(page: str, wanted: list[object]) -> None:
    assert told(page) == wanted


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("<p>Obiettivo 13 – Adottare misure urgenti per combattere il cambiamento climatico</p>", "goal"),
        ("<h3>Obiettivi 2025 rendicontati</h3><p>AG9 - Rinnovo della carta dei servizi: raggiunto</p>", "past"),
    ],
)  # fmt: skip
def test_what_is_no_objective_of_the_plan_is_left_out_and_told(page: str, why: str) -> None:
    proposal = read(page)
    assert proposal.rows == []
    assert [left.why for left in proposal.left] == [why]


def test_tables_of_money_and_of_duties_hold_no_objective() -> None:
    spent = "".join(
        f"<tr><td>{name}</td><td>1.200,00</td><td>1.300,00</td></tr>"
        for name in ("Organi istituzionali", "Segreteria generale", "Ufficio tecnico")
    )
    duties = "<p>Il responsabile della prevenzione provvede a:</p><ul><li>pubblicare la relazione;</li><li>formare il personale.</li></ul>"
    page = f"<h2>Sezione operativa</h2><table><tr><th>Programma</th><th>2026</th><th>2027</th></tr>{spent}</table>{duties}"
    assert read(page).rows == []


def test_an_objective_whose_code_begins_others_is_strategic() -> None:
    page = "<h2>Obiettivi strategici</h2><h3>Linea 1. Una comunità solidale</h3><p><b>1.1 Nessuno resti solo</b></p><ul><li><b>1.1.1 Custode di quartiere</b> – figura che visita gli anziani. (M 12 P 03; resp. Servizi sociali)</li></ul>"
    rows = read(page).rows
    assert [(row.code, row.kind == STRATEGIC, row.above) for row in rows][-1] == (
        "1.1.1",
        False,
        "1.1",
    )


def test_a_list_of_the_headings_is_contents() -> None:
    titles = ("Come leggere gli obiettivi", "Obiettivi del 2026", "Altre informazioni")
    listed = "".join(f"<li>{title}</li>" for title in titles)
    parts = "".join(f"<h2>{title}</h2><p>Testo.</p>" for title in titles)
    proposal = read(f"<h2>Obiettivi operativi</h2><ul>{listed}</ul>{parts}")
    assert proposal.rows == []


def test_lists_in_parts_that_speak_against_objectives_give_none() -> None:
    page = """<h1>Premessa</h1><p>La Sezione operativa ha l'obiettivo di:</p><ul><li>definire gli obiettivi dei programmi;</li>
    <li>orientare le deliberazioni della Giunta.</li></ul><h1>Stato di attuazione al 31 dicembre 2024</h1><ul><li>Rifare piazza Dante: concluso</li>
    <li>Aprire lo sportello lavoro: rinviato</li></ul><h1>Obiettivi strategici</h1><ul><li>Piantare duemila alberi</li><li>Aprire un museo</li></ul>
    <h1>Come partecipare</h1><ul><li>Scrivere al sindaco in ogni momento</li><li>Iscriversi alla lettera mensile</li></ul>"""
    proposal = read(page)
    assert [row.text for row in proposal.rows] == ["Piantare duemila alberi", "Aprire un museo"]
    assert {left.why for left in proposal.left} <= {"context", "past", "below"}


def test_items_that_only_name_groups_are_chapters() -> None:
    page = """<h1>Indirizzi e obiettivi strategici</h1><ul><li><b>Servizi alla persona</b><ul><li>Aprire un emporio solidale</li>
    <li>Seguire gli anziani soli</li></ul></li><li><b>Cura del verde</b><ul><li>Piantare siepi lungo le strade</li></ul></li></ul>"""
    rows = read(page).rows
    assert [(row.text, row.chapters[0].label) for row in rows] == [
        ("Aprire un emporio solidale", "Servizi alla persona"),
        ("Seguire gli anziani soli", "Servizi alla persona"),
        ("Piantare siepi lungo le strade", "Cura del verde"),
    ]


def test_a_dash_within_a_cell_is_no_bullet() -> None:
    page = """<table><tr><td>Obiettivi operativi</td><td>Responsabile</td></tr>
    <tr><td>- Collegare Rho - Pero con una ciclabile<br>- Rifare la tratta Milano - Lodi</td><td>Mobilità</td></tr></table>"""
    assert [row.text for row in read(page).rows] == [
        "Collegare Rho - Pero con una ciclabile",
        "Rifare la tratta Milano - Lodi",
    ]


def test_columns_without_rules_are_a_table_that_ends_where_letters_change() -> None:
    lines = [
        (60, 60, "OB-02 Ridurre i tempi di rilascio delle carte", 11, True),
        (60, 100, "Indicatore", 10, True), (260, 100, "Unità di misura", 10, True), (400, 100, "2026", 10, True), (460, 100, "2027", 10, True),
        (60, 114, "Giorni di attesa", 10, False), (260, 114, "giorni", 10, False), (405, 114, "15", 10, False), (465, 114, "10", 10, False),
        (60, 128, "Sportelli aperti", 10, False), (260, 128, "n.", 10, False), (405, 128, "2", 10, False), (465, 128, "4", 10, False),
        (60, 140, "Condividi | Torna su", 8, False),
    ]  # fmt: skip
    document = read_pdf(small_pdf([(lines, [])]), "piano.pdf")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in tables[0].rows] == [
        ["Indicatore", "Unità di misura", "2026", "2027"],
        ["Giorni di attesa", "giorni", "15", "10"],
        ["Sportelli aperti", "n.", "2", "4"],
    ]
    (row,) = recognise(document, "piano.pdf").rows
    assert [(m.label, m.unit, [f"{t.value:f}" for t in m.targets]) for m in row.measures] == [
        ("Giorni di attesa", "giorni", ["15", "10"]),
        ("Sportelli aperti", "numero", ["2", "4"]),
    ]


MISSION = "<h2>Missione 01 – Servizi istituzionali, generali e di gestione</h2>"


def card(number: str, title: str) -> str:
    rows = [
        f"<tr><td colspan=4>SCHEDA OBIETTIVO N. {number}</td></tr>",
        "<tr><td>Centro di responsabilità</td><td>Tecnico</td><td>Responsabile</td><td>Ada Neri</td></tr>",
        "<tr><td>Missione</td><td colspan=3>10 Trasporti e diritto alla mobilità</td></tr>",
        "<tr><td>Programma</td><td colspan=3>05 Viabilità e infrastrutture stradali</td></tr>",
        f"<tr><td>Titolo obiettivo</td><td colspan=3>{title}</td></tr>",
        "<tr><td>Descrizione</td><td colspan=3>Con i fondi della Regione.</td></tr>",
        "<tr><td colspan=4>FASI</td></tr>",
        "<tr><td colspan=2>Fase</td><td>Termine previsto</td><td>Termine effettivo</td></tr>",
        *["<tr><td colspan=2>Gara</td><td>31/03/2027</td><td></td></tr>"] * 4,
        "<tr><td>Indicatore</td><td>Unità di misura</td><td>Atteso 2027</td><td>Atteso 2028</td></tr>",
        "<tr><td>Strade</td><td>km</td><td>2</td><td>3</td></tr>",
        "<tr><td colspan=4>RISORSE UMANE</td></tr>",
        *["<tr><td colspan=3>Bruni C.</td><td>30</td></tr>"] * 5,
    ]
    return "".join(rows)


def test_a_card_is_known_by_how_it_begins_and_parted_from_the_next_by_its_number() -> None:
    page = f"<table>{card('1.01', 'Asfaltare via Roma')}{card('1.02', 'Rifare il ponte')}</table>"
    facts = ("1005", [{"2027": "2", "2028": "3"}])
    found = [
        (code, text, *facts)
        for code, text in (("1.01", "Asfaltare via Roma"), ("1.02", "Rifare il ponte"))
    ]
    assert [(c, t, p, m) for c, t, p, _, m in told(page)] == found
    assert [phase.end for phase in read(page).rows[1].phases] == ["2027-03-31"] * 4


def test_lists_under_themes_are_of_objectives_where_the_part_says_so() -> None:
    themes = {
        "Ambiente": ["Piantare siepi;", "Percorso protetto fra i campi;"],
        "Scuola": ["Aprire la mensa;", "Biblioteca diffusa nei negozi;"],
        "Salute": ["Un infermiere nell'ambulatorio;", "Istituire il custode sociale."],
    }
    parts = "".join(
        f"<h2>{n}. {theme}</h2><p>Il paese conta tremila abitanti.</p><ul>{''.join(f'<li>{one}</li>' for one in items)}</ul>"
        for n, (theme, items) in enumerate(themes.items(), 1)
    )
    opening = "<p>Si elencano, tema per tema, gli obiettivi che la Giunta persegue.</p>"
    done = "<h1>Le opere realizzate</h1><ul><li>nuovo tetto del cimitero;</li><li>parco giochi.</li></ul>"
    rows = read(f"<h1>Il programma per temi</h1>{opening}{parts}{done}").rows
    assert [row.text for row in rows] == [
        one.rstrip(".;") if one.endswith(";") else one for items in themes.values() for one in items
    ]


@pytest.mark.parametrize(
    ("page", "facts"),
    [
        (
            "<h3>Programma 1.11 Altri servizi generali</h3><p><b>Obiettivo 1. Scrivere chiaro.</b></p><p>Misura: lettere (n.) – 2027: 4, 2028: 6</p>"
            "<p>Misura: giudizio medio – 2027: 30%, 2028: 40%</p><p>Ne risponde: Ufficio stampa</p>",
            [("1", "0111", ["Ufficio stampa"], [{"2027": "4", "2028": "6"}, {"2027": "30", "2028": "40"}])],
        ),
        (
            "<table><tr><td>Obiettivo operativo</td><td>Indicatore</td><td>2027</td></tr><tr><td>A.1 Rifare il sito</td><td>Pagine</td><td>4</td></tr>"
            "<tr><td>A.2 Aprire gli archivi</td><td>Metri (g)</td><td>5</td></tr></table><p>Responsabile: Servizio Reti</p>"
            "<h3>Programma 06 Ufficio tecnico</h3><table><tr><td>Obiettivo operativo</td><td>Indicatore</td><td>2027</td></tr>"
            "<tr><td>B.1 Curare il municipio</td><td>Lavori</td><td>1</td></tr></table>",
            [("A.1", "01", ["Servizio Reti"], [{"2027": "4"}]), ("A.2", "01", ["Servizio Reti"], [{"2027": "5"}]), ("B.1", "0106", [], [{"2027": "1"}])],
        ),
        (
            "<table><tr><td>Missione e programma</td><td>Obiettivo operativo</td><td>Indicatore</td><td>2027</td></tr>"
            "<tr><td>Missione 01 Servizi istituzionali, generali e di gestione<br>Programma 06 Ufficio tecnico<br>Area Patrimonio (ing. Neri)</td>"
            "<td>OP.1 Vendere il macello</td><td>Atti</td><td>1</td></tr></table>",
            [("OP.1", "0106", ["Area Patrimonio (ing. Neri)"], [{"2027": "1"}])],
        ),
        (
            "<table><tr><td>Obiettivo operativo</td><td>Responsabile</td><td>Indicatore</td><td>2027</td></tr>"
            "<tr><td>Assumere due tecnici<br>Con un concorso.<br>Missione 01, Programma 10</td><td>Neri</td><td>Posti</td><td>2</td></tr></table>",
            [("", "0110", ["Neri"], [{"2027": "2"}])],
        ),
        (
            "<p><b>Obiettivi (Responsabile: Dirigente Reti)</b></p><ul><li>01.A Rifare il sito</li></ul><p>Programma 08 – Statistica e sistemi informativi</p>"
            "<ul><li>01.B Aprire gli archivi</li></ul><p>Programma 02 – Segreteria generale</p>",
            [("01.A", "0108", ["Dirigente Reti"], []), ("01.B", "0102", ["Dirigente Reti"], [])],
        ),
        (
            "<h3>OP.1 – Recuperare l'evasione</h3><p>Responsabile: Neri</p><p>Indicatore 1: Avvisi (n.)</p><p>Target 1: 2027: 42; 2028: 45</p>"
            "<p>Indicatore 2: Consumo (kWh/mq)</p><p>Target 2: 2027 = 18 - 2028 = 19</p>",
            [("OP.1", "01", ["Neri"], [{"2027": "42", "2028": "45"}, {"2027": "18", "2028": "19"}])],
        ),
    ],
    ids=["measure", "below-a-table", "merged", "within-a-cell", "led", "numbered"],
)  # fmt: skip
def test_facts_are_read_where_offices_put_them(page: str, facts: list[object]) -> None:
    found = [
        (code, budget, who, measures) for code, _, budget, who, measures in told(MISSION + page)
    ]
    assert found == facts


def test_units_stand_in_the_last_brackets_of_an_indicator() -> None:
    names = (
        "Gradimento (scala 1-10) (punti)",
        "Consumo termico (kWh/mq)",
        "Corse serali (n./giorno)",
    )
    rows = "".join(
        f"<tr><td>Curare il verde {n}</td><td>{name}</td><td>4</td></tr>"
        for n, name in enumerate(names)
    )
    page = f"<table><tr><td>Obiettivo</td><td>Indicatore</td><td>2027</td></tr>{rows}</table>"
    assert [(m.label, m.unit) for row in read(page).rows for m in row.measures] == [
        ("Gradimento (scala 1-10)", "punti"),
        ("Consumo termico", "kWh/mq"),
        ("Corse serali", "n./giorno"),
    ]


def test_a_table_of_outcomes_holds_no_objective() -> None:
    page = """<h2>Verifica del programma</h2><table><tr><td>Azione</td><td>Esito</td></tr>
    <tr><td>Linea 1: nuovi volontari coinvolti</td><td>raggiunto</td></tr><tr><td>Linea 2: nuovo sito</td><td>in corso</td></tr></table>"""
    assert read(page).rows == []


def test_a_title_alone_heads_a_card_and_its_tables_measure_by_their_first_column() -> None:
    page = """<table><tr><td colspan=4>Aprire lo sportello casa</td></tr><tr><td>Codice</td><td>OB-7</td><td>Tipo</td><td>Sviluppo</td></tr>
    <tr><td>Responsabile</td><td>Ada Neri</td><td>Peso</td><td>12</td></tr><tr><td>Descrizione</td><td colspan=3>Per chi cerca casa.</td></tr>
    <tr><td>Descrizione</td><td>U.M.</td><td>Valore atteso 2027</td><td>Valore atteso 2028</td></tr>
    <tr><td>Utenti</td><td>n.</td><td>10</td><td>20</td></tr></table>"""
    measured = [{"2027": "10", "2028": "20"}]
    assert told(page) == [("OB-7", "Aprire lo sportello casa", "", ["Ada Neri"], measured)]


def test_what_is_written_once_in_a_column_holds_for_the_rows_below() -> None:
    page = """<table><tr><td>Settore</td><td>Obiettivo</td><td>Indicatore</td><td>Anno</td><td>Target</td></tr>
    <tr><td>Tecnico</td><td>Rifare il tetto</td><td>Metri</td><td>2027</td><td>10</td></tr><tr><td></td><td></td><td></td><td>2028</td><td>20</td></tr>
    <tr><td></td><td>Dipingere le aule</td><td>Aule</td><td>2027</td><td>4</td></tr></table>"""
    assert [(who, measures) for _, _, _, who, measures in told(page)] == [
        (["Tecnico"], [{"2027": "10", "2028": "20"}]),
        (["Tecnico"], [{"2027": "4"}]),
    ]


@pytest.mark.parametrize(
    "values", ["2027 4 2028 6", "2027: 4 / 2028: 6", "2027 = 4 - 2028 = 6", "2027 n. 4 – 2028 n. 6"]
)
def test_values_by_year_are_parted_by_any_sign(values: str) -> None:
    page = f"<h3>OP.1 – Curare il parco</h3><p>Indicatore: alberi (n.)</p><p>Valori attesi: {values}</p><p>Se ne occupa l'Ufficio verde.</p>"
    (row,) = read(page).rows
    assert [(t.year, int(t.value)) for t in row.measures[0].targets] == [("2027", 4), ("2028", 6)]
    assert row.responsible == ["Ufficio verde"]


def test_a_row_with_figures_of_its_own_is_no_rest_of_the_one_before_the_page_ended() -> None:
    across = (40, 140, 320, 400, 460, 520)

    def page(top: int, rows: list[tuple[str, ...]], merged: int) -> tuple[list[Line], list[Rule]]:
        down = [top + 30 * n for n in range(len(rows) + 1)]
        lines = [
            (across[place] + 4, down[n] + 10, text, 9, False)
            for n, row in enumerate(rows)
            for place, text in enumerate(row)
            if text
        ]
        rules = [(x, down[0], x, down[-1]) for x in across]
        rules += [
            (across[1 if n > merged and n < len(rows) else 0], y, 520, y)
            for n, y in enumerate(down)
        ]
        return lines, rules

    head = ("Obiettivo strategico", "Obiettivo operativo", "Indicatore", "2027", "2028")
    first = [
        head,
        ("Citta viva", "Rifare il teatro", "Posti", "10", "20"),
        ("", "Aprire la casa", "Utenti", "4", "6"),
    ]
    second = [
        ("", "Curare il parco", "Alberi", "30", "40"),
        ("Citta verde", "Piantare siepi", "Metri", "50", "60"),
    ]
    document = read_pdf(small_pdf([page(660, first, 1), page(60, second, 2)]), "piano.pdf")
    rows = [row for row in recognise(document, "piano.pdf").rows if row.kind != STRATEGIC]
    assert [(row.text, [int(t.value) for t in row.measures[0].targets]) for row in rows] == [
        ("Rifare il teatro", [10, 20]),
        ("Aprire la casa", [4, 6]),
        ("Curare il parco", [30, 40]),
        ("Piantare siepi", [50, 60]),
    ]


def test_indicators_may_stand_in_one_cell_with_their_values() -> None:
    page = """<table><tr><td>Tema</td><td>Obiettivo</td><td>Indicatori e target</td></tr>
    <tr><td>Scuola</td><td>Aprire la mensa</td><td>Pasti (n.): 2027: 4; 2028: 6<br>Menu (n.): 2027: 1; 2028: 2</td></tr>
    <tr><td></td><td>Dipingere le aule</td><td>Aule (n.): 2027: 8</td></tr></table>"""
    rows = read(page).rows
    assert [[(m.label, len(m.targets)) for m in row.measures] for row in rows] == [
        [("Pasti", 2), ("Menu", 2)],
        [("Aule", 1)],
    ]
    assert [row.chapters[0].label for row in rows] == ["Scuola", "Scuola"]
