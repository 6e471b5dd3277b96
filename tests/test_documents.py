"""A plan handed in as it was adopted: Word, LibreOffice, PDF, a web page, or text copied from any of them."""

from __future__ import annotations

import contextlib
import io
import random
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import pytest

from layouts import BUILT_ON, CONTENT, HELD_APART, LAYOUTS, Score, converted, score, word_file
from needs import program
from small_pdf import dup_pdf, small_pdf
from trama.errors import SourceError, SourceProblems
from trama.model import Indicator, Mission, StrategicObjective, Target
from trama.plans.known import knowing
from trama.plans.package import check_references, read_package, read_packages
from trama.plans.readers import read_bytes
from trama.plans.readers.documents import package_of, propose, read_document
from trama.plans.readers.documents.assembly import number_rows
from trama.plans.readers.documents.fields import strategic_in
from trama.plans.readers.documents.kinds import coded_in, named_in, section_of, stated_in
from trama.plans.readers.documents.labels import label_of
from trama.plans.readers.documents.numbering import Counter, Level
from trama.plans.readers.documents.proposal import SHEET, STRATEGIC
from trama.plans.readers.documents.review import DROP, MERGE, Answer, answered, packed, unpacked
from trama.plans.readers.documents.values import number_of, period_of, targets_in
from trama.plans.readers.documents.words import Vocabulary, joined, lost_letters, mended
from trama.plans.text import place_of
from trama.plans.writers import write_plan


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """Every layout in every form, made by LibreOffice."""
    program("soffice", "libreoffice", what="LibreOffice")
    folder = tmp_path_factory.mktemp("layouts")
    files = []
    for name in LAYOUTS:
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(word_file(name))
    for form in ("odt", "pdf"):
        converted(files, form, folder)
    return {
        (name, form): (folder / f"{name}.{form}").read_bytes()
        for name in LAYOUTS
        for form in ("docx", "odt", "pdf")
    }


@pytest.mark.parametrize("form", ["docx", "odt", "pdf"])
@pytest.mark.parametrize("part", ["built", "apart"])
def test_the_same_content_is_read_out_of_every_layout(
    laid: dict[tuple[str, str], bytes], form: str, part: str
) -> None:
    total = Score()
    for name in BUILT_ON if part == "built" else HELD_APART:
        total.add(score(propose(laid[name, form], f"{name}.{form}"), name))
    least = 0.95 if form == "pdf" else 0.98
    assert total.recall >= least, total.wrong
    assert total.precision >= least, total.wrong
    assert total.error < 0.01, total.wrong
    assert total.all_facts >= 0.95, total.wrong


@pytest.mark.parametrize("layout", ["headings", "table", "sheets", "mandate", "inline"])
def test_a_word_file_needs_no_office_suite(layout: str) -> None:
    found = score(propose(word_file(layout), f"{layout}.docx"), layout)
    assert (found.recall, found.precision) == (1, 1), found.wrong


def test_a_pdf_is_read_with_pages_and_without_what_stands_on_each() -> None:
    proposal = propose(dup_pdf(), "dup.pdf")
    rows = {row.code: row for row in proposal.rows}
    assert list(rows) == ["1.1", "1.1.1", "1.1.2", "1.1.3"]
    assert rows["1.1"].kind == STRATEGIC
    assert rows["1.1.1"].text == "Mettere a dimora alberi nei viali e nei cortili delle scuole"
    assert {row.programme for row in proposal.rows if row.kind != STRATEGIC} == {"0902"}
    assert rows["1.1.1"].responsible == ["Settore Ambiente"]
    assert [str(t.value) for t in rows["1.1.1"].measures[0].targets] == ["100", "1200"]
    assert [rows[code].said.where.page for code in rows] == [1, 1, 1, 2]
    box = rows["1.1.3"].said.where.boxes[0]
    assert (box.page, 110 < box.left < 120, 130 < box.top < 165) == (2, True, True)
    assert {one.why for one in proposal.document.dropped} == {"running", "page-number"}
    words = " ".join(line.text for line in proposal.document.lines())
    assert "in raccordo con gli enti" in words
    assert "Pagina" not in words


def test_every_row_stands_word_for_word_in_its_passage(root: Path) -> None:
    plan = read_bytes(dup_pdf(), "dup.pdf")
    assert plan.proposed == 4
    assert plan.text is not None
    for row in plan.rows(StrategicObjective):
        assert row.text_it in plan.text.by_id[row.passages[0]].text
    for indicator in plan.rows(Indicator):
        assert indicator.label_it in plan.text.by_id[indicator.passages[0]].text
    assert len(plan.rows(Target)) == 6
    check_references([*read_packages(root / "graph", root=root), plan])


def test_a_document_becomes_a_folder_with_its_text(tmp_path: Path) -> None:
    plan = read_bytes(dup_pdf(), "dup.pdf")
    write_plan(plan, tmp_path / "dup")
    again = read_package(tmp_path / "dup")
    assert [o.code for o in again.rows(StrategicObjective)] == ["1.1", "1.1.1", "1.1.2", "1.1.3"]
    assert again.text is not None
    assert plan.text is not None
    assert again.text.passages == plan.text.passages


def strategic_plan(root: Path) -> bytes:
    """The PSTTM's own text as a Word file."""
    made = docx.Document()
    text = (root / "graph" / "psttm-2025-2027" / "text.md").read_text(encoding="utf-8")
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"[ ]*\{#[^}]*\}|\*\[[^\]]*\]\* *", "", text)
    for line in filter(None, map(str.strip, text.split("\n"))):
        heading = re.fullmatch(r"(#+) (.*)", line)
        if heading:
            made.add_heading(heading[2], min(len(heading[1]), 6))
        elif line.startswith("- "):
            made.add_paragraph(line[2:], style="List Bullet")
        else:
            made.add_paragraph(line)
    return _saved(made)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_strategic_plan_itself_has_75_objectives_under_six_missions(
    root: Path, tmp_path: Path, form: str
) -> None:
    content = strategic_plan(root)
    if form == "pdf":
        program("soffice", "libreoffice", what="LibreOffice")
        (tmp_path / "psttm.docx").write_bytes(content)
        converted([tmp_path / "psttm.docx"], "pdf", tmp_path)
        content = (tmp_path / "psttm.pdf").read_bytes()
    rows = propose(content, f"psttm.{form}").rows
    counts = [sum(row.chapters[0].number == str(number) for row in rows) for number in range(1, 7)]
    assert (len(rows), counts) == (75, [15, 17, 15, 11, 13, 4])


def test_places_are_told_in_words() -> None:
    assert place_of("pag-12-3") == "pag. 12"
    assert place_of("par-37", "en") == "paragraph 37"
    assert place_of("tab-2-r3-c4") == "tabella 2, riga 3, colonna 4"
    assert place_of("M2-15") == ""


COPIED = """Comune di Valfiorita - Ufficio programmazione

Sezione Operativa ........................................ 41
OP.1 Aprire la palestra di quartiere alle associazioni ........ 42
OP.2 Rivedere il piano della sosta e togliere le auto dai
marciapiedi davanti alle scuole ................................ 43
Pagina 41 di 180
Comune di Valfiorita - Ufficio programmazione
OP.3 Ridurre le bollette degli edifici comunali con lavori sugli im-
pianti .............................................. 45
"""


def test_text_copied_from_a_pdf_is_no_list_of_its_lines() -> None:
    plan = read_bytes(COPIED.encode(), "elenco.txt")
    assert [(o.code, o.text_it) for o in plan.rows(StrategicObjective)] == [
        ("OP.1", "Aprire la palestra di quartiere alle associazioni"),
        (
            "OP.2",
            "Rivedere il piano della sosta e togliere le auto dai marciapiedi davanti alle scuole",
        ),
        ("OP.3", "Ridurre le bollette degli edifici comunali con lavori sugli impianti"),
    ]


def test_a_web_page_is_read() -> None:
    page = """<!doctype html><title>x</title><h1>Piano strategico 2026-2028</h1><h2>Obiettivi strategici</h2>
    <ul><li>Favorire l'uso dei mezzi pubblici<li>Ridurre le isole di calore</ul>
    <table><tr><th>Codice<th>Obiettivo operativo<th>Responsabile</tr>
    <tr><td>A.1<td>Piantare alberi<td rowspan=2>Settore Verde</tr><tr><td>A.2<td>Togliere asfalto</tr></table>"""
    rows = propose(page.encode(), "piano.html").rows
    assert [row.text for row in rows] == [
        "Favorire l'uso dei mezzi pubblici",
        "Ridurre le isole di calore",
        "Piantare alberi",
        "Togliere asfalto",
    ]
    assert rows[3].responsible == ["Settore Verde"]


def test_one_action_under_two_chapters_is_one_objective_of_both() -> None:
    made = docx.Document()
    for chapter in ("Infrastruttura", "Applicazioni"):
        made.add_heading(chapter, 1)
        made.add_heading("Linee di azione", 2)
        made.add_heading("LA01 - Migrazione al cloud", 3)
        made.add_paragraph("Tempi")
        made.add_paragraph("gennaio 2026 - dicembre 2027")
    [row] = propose(_saved(made), "agenda.docx").rows
    assert [chapter.label for chapter in row.chapters] == ["Infrastruttura", "Applicazioni"]
    assert (row.start, row.end) == ("2026-01", "2027-12")
    plan = read_document(_saved(made), "agenda.docx")
    [objective] = plan.rows(StrategicObjective)
    labels = {str(mission.number): mission.label_it for mission in plan.rows(Mission)}
    assert [labels[number] for number in (*objective.mission, *objective.also_in)] == [
        "Infrastruttura",
        "Applicazioni",
    ]


def test_numbers_that_word_counts_itself_are_known() -> None:
    counter = Counter({0: Level("decimal", "%1."), 1: Level("decimal", "%1.%2")})
    assert [counter.next(depth) for depth in (0, 1, 1, 0, 1)] == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_upper_plans_and_instruments_are_known_by_name(root: Path) -> None:
    made = docx.Document()
    made.add_heading("Documento Unico di Programmazione 2026-2028", 0)
    made.add_paragraph("Comune di Rho")
    made.add_heading("Obiettivi operativi", 1)
    made.add_paragraph(
        "OP.1 – Estendere i boschi urbani, in attuazione della Rete Verde Metropolitana"
    )
    made.add_paragraph("Coerenza con il PSTTM: Missione 2, obiettivo M2-15")
    with knowing(lambda: read_packages(root / "graph", root=root)):
        proposal = propose(_saved(made), "dup.docx")
        plan = package_of(proposal, "dup.docx")
    [row] = plan.rows(StrategicObjective)
    assert row.implements == ("psttm-2025-2027#M2-15",)
    assert "rete-verde-metropolitana" in row.instruments
    assert "M2-15" in proposal.rows[0].implements[0][1]


def test_a_person_keeps_corrects_merges_splits_and_drops() -> None:
    proposal = propose(dup_pdf(), "dup.pdf")
    number_rows(proposal)
    answers = [
        Answer(1, text="Mettere a dimora alberi\n\nCurare i cortili delle scuole"),
        Answer(2, MERGE),
        Answer(3, DROP),
    ]
    done = answered(proposal, unpacked(packed(answers)))
    assert done.confirmed
    assert [row.text for row in done.rows] == [
        "Una città che respira",
        "Mettere a dimora alberi",
        "Curare i cortili delle scuole Aprire al pubblico le sponde del torrente",
    ]
    plan = package_of(done, "dup.pdf")
    assert plan.proposed == 0
    with pytest.raises(SourceError, match="no row"):
        answered(propose(dup_pdf(), "dup.pdf"), [Answer(key, DROP) for key in range(4)])


def test_words_are_mended() -> None:
    vocabulary = Vocabulary(["una raccolta differenziata e un’analisi tecnico-economica"])
    assert joined("la raccolta diffe-", "renziata", vocabulary) == "la raccolta differenziata"
    assert joined("l’analisi tecnico-", "economica", vocabulary) == "l’analisi tecnico-economica"
    assert joined("Obiettiv", "o", vocabulary, full=True, spaced=False) == "Obiettivo"
    assert (
        joined("residenti", "e delle", vocabulary, full=True, spaced=False) == "residenti e delle"
    )
    assert mended("eﬃcienza") == "efficienza"
    assert mended("O B I E T T I V I") == "OBIETTIVI"
    assert lost_letters("Ef icienza dei servizi") == ["Ef icienza"]
    assert lost_letters("self assessment") == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("gennaio 2020 - dicembre 2023", ("2020-01", "2023-12")),
        ("gennaio - dicembre 2020", ("2020-01", "2020-12")),
        ("01/01/2026 – 31/07/2026", ("2026-01-01", "2026-07-31")),
        ("entro giugno 2026", ("", "2026-06")),
        ("2026-2028", ("2026", "2028")),
        ("Azione continua", ("", "")),
    ],
)
def test_periods_are_read(text: str, period: tuple[str, str]) -> None:
    assert period_of(text) == period


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.001", (Decimal(1001), "")),
        ("1,5 %", (Decimal("1.5"), "%")),
        ("≥ 90%", (Decimal(90), "%")),
        ("n. 3", (Decimal(3), "")),
        ("10.000,50 euro", (Decimal("10000.50"), "euro")),
        ("entro il 31/12/2026", None),
        ("approvazione", None),
    ],
)
def test_numbers_are_read(text: str, value: tuple[Decimal, str] | None) -> None:
    assert number_of(text) == value


def test_targets_of_several_years_are_read() -> None:
    assert targets_in("2026: 10; 2027: 1,5 %") == [("2026", "10"), ("2027", "1,5 %")]
    assert [year for year, _ in targets_in("50 nel 2026; 80 nel 2028")] == ["2026", "2028"]


def test_titles_and_codes_are_known_by_their_words() -> None:
    assert section_of("2. Sezione Operativa (SeO)") == "SeO"
    named = named_in("Missione 9 – Programma 4")
    assert named is not None
    assert (named.mission, named.programme) == ("09", "0904")
    own = named_in("MISSIONE 2. Rivoluzione verde e transizione ecologica")
    assert own is not None
    assert (own.mission, own.number) == ("", "2")
    assert named_in("Missione 08 - Istruzione e diritto allo studio").mission == ""  # type: ignore[union-attr]
    stated = stated_in("Obiettivo strategico n. 1.1 – Aumentare il verde")
    assert stated is not None
    assert (stated.code, stated.words) == ("1.1", "Aumentare il verde")
    assert stated_in("Obiettivo della misura è la riduzione dei consumi") is None
    assert coded_in("Il 46 per cento dei punti luce è vecchio") is None
    assert coded_in("LA01 - Migrazione al Cloud") == ("LA01", " - ", "Migrazione al Cloud")
    assert strategic_in("OS1 Amministrazione efficiente") == ("OS1", "Amministrazione efficiente")
    assert [
        label_of(one) for one in ("Cod.", "Target 2026", "Miss./Progr.", "Area responsabile")
    ] == [
        "code",
        "target",
        "programme",
        "responsible",
    ]


def test_a_sheet_of_a_peg_is_one_objective() -> None:
    rows = propose(word_file("sheets"), "peg.docx").rows
    assert len(rows) == len(CONTENT.objectives)
    assert {row.kind for row in rows} == {SHEET}
    assert [len(row.phases) for row in rows] == [2] * len(rows)


def test_what_cannot_be_read_is_told_in_one_sentence() -> None:
    cases = {
        "scan.pdf": small_pdf([([], [])]),
        "broken.pdf": dup_pdf()[:300],
        "empty.docx": _saved(docx.Document()),
        "no.odt": _zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
        ),
        "bomb.docx": _zipped({"word/document.xml": b"<w><body>" + b" " * 70_000_000}),
        "entity.docx": _zipped(
            {
                "word/document.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
            }
        ),
        "deep.docx": _zipped({"word/document.xml": b"<w>" * 5_000}),
        "old.doc": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "text.rtf": b"{\\rtf1 ciao}",
    }
    for name, content in cases.items():
        with pytest.raises(SourceError) as told:
            read_bytes(content, name)
        for lang in ("it", "en"):
            sentence = told.value.said(lang)
            assert sentence.startswith(name), sentence
            assert "\n" not in sentence


def test_an_encrypted_document_is_told(tmp_path: Path) -> None:
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(a) (a)]" % (
        b"a" * 32,
        b"b" * 32,
    )
    with pytest.raises(SourceError, match="password"):
        read_bytes(
            small_pdf([([(60, 90, "Obiettivo 1 - Segreto", 12, False)], [])], trailer=locked),
            "a.pdf",
        )
    manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    odt = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": manifest,
        "content.xml": b"x",
    }
    with pytest.raises(SourceError, match="password"):
        read_bytes(_zipped(odt), "a.odt")


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "txt"])
def test_mutated_documents_are_read_or_told(form: str) -> None:
    whole = {
        "docx": word_file("table"),
        "pdf": dup_pdf(),
        "html": b"<html><h1>Obiettivi</h1><ul><li>Aprire un parco<li>Curare le strade</ul>",
        "txt": COPIED.encode(),
    }[form]
    rng = random.Random(14)
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            place = rng.randrange(len(content))
            match rng.randrange(3):
                case 0:
                    content[place] = rng.randrange(256)
                case 1:
                    del content[place : place + rng.randrange(40)]
                case _:
                    content[place:place] = content[place : place + rng.randrange(60)]
        # Whatever else is raised is a defect.
        with contextlib.suppress(SourceError, SourceProblems):
            read_bytes(bytes(content), f"x.{form}")


def _saved(made: docx.document.Document) -> bytes:  # type: ignore[name-defined]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
