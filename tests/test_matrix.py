"""The coherence matrix: what fills a cell, what stays open, and the files it is written to."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from trama.check.coherence.assessment import alone, assess
from trama.check.coherence.document import matrix_document
from trama.check.coherence.files import form_of, write_matrix
from trama.check.coherence.judgements import Axis, Judgement, judged, read_judgements
from trama.check.coherence.matrix import BESIDE, Matrix, coherence_matrix
from trama.check.coherence.words import COHERENT, INCOHERENT, INDIFFERENT, OPEN, PARTIAL, SIGNS
from trama.check.findings import Finding, Side
from trama.cli import app
from trama.errors import SourceProblems, TramaError
from trama.namespaces import Names
from trama.office.blocks import Heading, Table
from trama.plans.package import Package, read_package
from trama.suggest.amendment import amended
from trama.suggest.decisions import Answer

PLAN = "id,title_it,kind,start,end,publisher\n{id},{title},dup,2025,2027,ente\n"
LOWER = """code,mission,order,label_it,text_it,implements,contributes_to,local
O1,1,1,Ciclabile,Completare la ciclabile,su#A1,su#A2,
O2,1,2,Sagra,Festa patronale,,,sì
O3,1,3,Fiera,=1+1 fiera,,,
O4,1,4,Logistica,Insediare un polo logistico,,su#B1,
"""
UPPER = """code,mission,order,label_it,text_it
A1,1,1,Bici,Rete ciclabile diffusa
A2,1,2,Piedi,Pedonalità
B1,2,1,Suolo,Contenere il consumo di suolo
"""
INDICATORS = "id,label_it,unit,direction,objective\nI-{n},Suolo,ha,{way},{objective}\n"
HEAD = "lower,upper,verdict,motivation_it,author,date\n"


def package(folder: Path, title: str, tables: dict[str, str]) -> Package:
    folder.mkdir()
    tables = {"plan": PLAN.format(id=folder.name, title=title)} | tables
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    return read_package(folder)


@pytest.fixture
def lower(tmp_path: Path) -> Package:
    indicators = INDICATORS.format(n=1, way="increase", objective="O4")
    tables = {
        "missions": "number,label_it\n1,Unica\n",
        "objectives": LOWER,
        "indicators": indicators,
    }
    return package(tmp_path / "giu", "DUP <di> prova", tables)


@pytest.fixture
def upper(tmp_path: Path) -> Package:
    indicators = INDICATORS.format(n=2, way="decrease", objective="B1")
    missions = "number,label_it\n1,Muoversi\n2,Suolo\n"
    tables = {"missions": missions, "objectives": UPPER, "indicators": indicators}
    return package(tmp_path / "su", "Piano di sopra", tables)


def judgements(tmp_path: Path, rows: str) -> list[Judgement]:
    path = tmp_path / "j.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return read_judgements(path)


def contradiction(lower: str, upper: str) -> Finding:
    names = Names()
    return Finding(
        "CON-03", "directions-opposite", "contradiction", "violation",
        Side(names.thing(lower).value), Side(names.thing(upper).value),
        {"it": "Direzioni opposte.", "en": "Opposite directions."}, {"it": "", "en": ""}, {}, "giu",
    )  # fmt: skip


def test_a_declaration_fills_its_cell_and_no_other(lower: Package, upper: Package) -> None:
    matrix = coherence_matrix(lower, upper)
    assert matrix.cell("O1", "A1").verdict == COHERENT
    assert matrix.cell("O1", "A2").verdict == PARTIAL
    assert matrix.cell("O4", "B1").verdict == PARTIAL
    assert matrix.cell("O1", "B1").verdict == OPEN
    assert {row.code for row, _, _ in matrix.filled()} == {"O1", "O4"}


def test_what_nobody_judged_stays_open_and_says_so(lower: Package, upper: Package) -> None:
    matrix = coherence_matrix(lower, upper)
    cell = matrix.cell("O3", "A1")
    assert (cell.verdict, cell.source) == (OPEN, "nobody")
    assert "Nessuno" in cell.motivation["it"]
    assert matrix.counts() == {COHERENT: 1, PARTIAL: 2, INDIFFERENT: 0, INCOHERENT: 0, OPEN: 9}


def test_local_by_choice_fills_no_cell_and_is_said(lower: Package, upper: Package) -> None:
    matrix = coherence_matrix(lower, upper)
    assert {matrix.cell("O2", code).verdict for code in ("A1", "A2", "B1")} == {OPEN}
    assert "O2 Sagra (locale per scelta)" in page(matrix)


def page(matrix: Matrix) -> str:
    return write_matrix(matrix, "html").decode()


def test_a_chapter_is_judged_at_once_and_one_pair_outweighs_it(
    lower: Package, upper: Package, tmp_path: Path
) -> None:
    given = judgements(
        tmp_path,
        "missione 1,missione 2,indifferente,Il capitolo non tocca il suolo,ufficio,2026-03-01\n"
        "O4,missione 2,non coerente,Consuma suolo,ufficio,\n"
        "O1,A2,coerente,Chiude la piazza,ufficio,\n",
    )
    matrix = coherence_matrix(lower, upper, judgements=given)
    assert {matrix.cell(code, "B1").verdict for code in ("O1", "O2", "O3")} == {INDIFFERENT}
    assert matrix.cell("O4", "B1").verdict == INCOHERENT
    assert matrix.cell("O1", "A2").verdict == COHERENT
    assert matrix.cell("O1", "A2").source == "judgement"
    with pytest.raises(SourceProblems, match="missione 9"):
        coherence_matrix(
            lower, upper, judgements=judgements(tmp_path, "O1,missione 9,coerente,x,u,\n")
        )


def test_a_chapter_of_the_budget_is_one_too(tmp_path: Path, upper: Package) -> None:
    table = (
        "code,mission,order,label_it,text_it,dup_mission,dup_programme\n"
        "O1,1,1,Verde,Alberi,09,0902\nO2,1,2,Bici,Piste,10,1005\n"
    )
    plan = package(
        tmp_path / "giu",
        "Giù",
        {"missions": "number,label_it\n1,Unica\n", "objectives": table},
    )
    given = judgements(
        tmp_path,
        "missione di bilancio 09,A*,indifferente,Non tocca la mobilità,u,\n"
        "programma 1005,A1,coerente,Le stesse piste,u,\n",
    )
    matrix = coherence_matrix(plan, upper, judgements=given)
    assert matrix.cell("O1", "A2").verdict == INDIFFERENT
    assert matrix.cell("O2", "A1").verdict == COHERENT
    assert matrix.cell("O2", "A2").verdict == OPEN


WRONG = """code,mission,order,label_it,text_it,implements,contributes_to
O1,1,1,Ciclabile,Completare la ciclabile,su#A01,su-vecchio#A1
O2,1,2,Verde,Piantare alberi,su#Z9,altro#A1
O3,1,3,Muto,Non dice nulla,,
"""


def test_a_relation_with_a_wrong_code_is_listed_and_is_not_called_absent(
    tmp_path: Path, upper: Package
) -> None:
    plan = package(
        tmp_path / "giu",
        "Giù",
        {"missions": "number,label_it\n1,Unica\n", "objectives": WRONG},
    )
    (upper.path / "plan.csv").write_text(
        "id,title_it,kind,start,end,publisher,replaces\nsu,Sopra,dup,2025,2027,ente,su-vecchio\n",
        encoding="utf-8",
    )
    matrix = coherence_matrix(plan, read_package(upper.path))
    told = {(one.written, one.why, one.near.code if one.near else "") for one in matrix.wrong}
    assert told == {
        ("su#A01", "no-code", "A1"),
        ("su-vecchio#A1", "edition", ""),
        ("su#Z9", "no-code", ""),
    }
    html = page(matrix)
    said = html[html.index("codice sbagliato") :]
    assert "«su#A01» non esiste nel piano sovraordinato; il più vicino è A1 «Bici»" in said
    silent = html[html.index("non dichiarano alcuna relazione") :]
    silent = silent[: silent.index("non risponde")]
    assert "O3: " in silent
    assert "O1: " not in silent


def test_several_upper_plans_stand_in_one_document(
    lower: Package, upper: Package, tmp_path: Path
) -> None:
    other = package(
        tmp_path / "ptm",
        "Piano territoriale",
        {
            "missions": "number,label_it\n1,Unica\n",
            "objectives": "code,mission,order,label_it\nT1,1,1,Suolo\nA1,1,2,Acqua\n",
        },
    )
    given = judgements(
        tmp_path, "O4,T1,non coerente,Consuma suolo,u,\nO1,ptm#A1,indifferente,Niente acqua,u,\n"
    )
    whole = assess(lower, [upper, other], judgements=given)
    assert [m.upper.id for m in whole.vertical] == ["su", "ptm"]
    assert whole.vertical[1].cell("O4", "T1").verdict == INCOHERENT
    assert whole.vertical[1].cell("O1", "A1").verdict == INDIFFERENT
    assert whole.vertical[0].cell("O1", "A1").verdict == COHERENT
    for form in ("xlsx", "odt", "docx", "html"):
        assert write_matrix(whole, form)
    html = write_matrix(whole, "html", "en").decode()
    assert html.index("Vertical external coherence: Piano di sopra") < html.index(
        "Vertical external coherence: Piano territoriale"
    )
    assert load_workbook(io.BytesIO(write_matrix(whole, "xlsx"))).sheetnames[4:6] == [
        "Matrice 2",
        "Per Missione 2",
    ]
    with pytest.raises(SourceProblems, match="su, ptm"):
        assess(lower, [upper, other], judgements=judgements(tmp_path, "O1,A1,coerente,x,u,\n"))


def test_a_plan_beside_is_held_against_this_one_from_either_side(
    lower: Package, upper: Package, tmp_path: Path
) -> None:
    beside = package(
        tmp_path / "accanto",
        "Piano del vicino",
        {
            "missions": "number,label_it\n1,Unica\n",
            "objectives": "code,mission,order,label_it,contributes_to\nV1,1,1,Ponte,giu#O1\nV2,1,2,Casa,\n",
        },
    )
    matrix = coherence_matrix(lower, beside, kind=BESIDE)
    assert matrix.cell("O1", "V1").verdict == PARTIAL
    assert "l'altro piano" in matrix.cell("O1", "V1").motivation["it"]
    found = contradiction("accanto/objective/V2", "giu/objective/O4")
    whole = assess(lower, [upper], beside=[beside], findings=[found])
    assert whole.beside[0].cell("O4", "V2").verdict == INCOHERENT
    html = write_matrix(whole, "html").decode()
    assert "Coerenza esterna orizzontale: Piano del vicino" in html


ACTIONS = """code,mission,order,label_it,section,implements,contributes_to
S1,1,1,Città verde,SeS,,
S2,1,2,Città quieta,SeS,,
A1,1,3,Mille alberi,SeO,S1,
A2,1,4,Sagra,SeO,,
"""


def test_actions_are_held_against_the_objectives_of_their_plan(
    tmp_path: Path, upper: Package, lower: Package
) -> None:
    missions = "number,label_it\n1,Unica\n"
    plan = package(tmp_path / "dup", "DUP", {"missions": missions, "objectives": ACTIONS})
    internal = assess(plan, [upper]).internal
    assert internal
    assert internal.matrix
    assert [row.code for row in internal.matrix.rows] == ["A1", "A2"]
    assert internal.matrix.cell("A1", "S1").verdict == COHERENT
    assert [one.code for one in internal.idle] == ["A2"]
    assert [one.code for one in internal.bare] == ["S2"]
    html = write_matrix(assess(plan, [upper]), "html").decode()
    assert "Obiettivi del piano senza azioni" in html
    # A plan that does not tell them apart is told so, and nothing is made up.
    none = assess(lower, [upper]).internal
    assert none
    assert none.matrix is None
    assert "non distingue le azioni" in write_matrix(assess(lower, [upper]), "html").decode()


def test_what_the_recorded_decisions_changed_is_told(lower: Package, upper: Package) -> None:
    taken = {
        ("O1", "su#A1"): Answer("partial", "Solo un tratto", "Rosa", "2026-03-01"),
        ("O3", "su#A2"): Answer("accepted", "", "Rosa", "2026-03-01"),
        ("O4", "su#B1"): Answer("conflict", "Consuma suolo", "Rosa", "2026-03-02"),
        ("O2", "su#A2"): Answer("refused"),
    }
    after = amended(lower, taken, [upper])
    whole = assess(after, [upper], taken=taken, before=lower)
    (matrix,) = whole.vertical
    # What serves in part is no longer declared to implement.
    assert matrix.cell("O1", "A1").verdict == PARTIAL
    assert "Solo un tratto" in matrix.cell("O1", "A1").motivation["it"]
    assert matrix.cell("O3", "A2").verdict == PARTIAL
    assert matrix.cell("O4", "B1").verdict == INCOHERENT
    assert [(one.did, one.changing) for one in whole.changes] == [
        ("narrowed", True),
        ("refused", False),
        ("accepted", True),
        ("conflict", True),
    ]
    for lang in ("it", "en"):
        blocks = matrix_document(whole, lang).blocks
        heads = {block.text for block in blocks if isinstance(block, Heading)}
        tables = [block for block in blocks if isinstance(block, Table)]
        # What a heading says is not said again over its table, which has a name all the same.
        assert heads.isdisjoint(table.caption for table in tables)
        assert all(table.caption or table.name for table in tables)
    for form in ("html", "xlsx"):
        content = write_matrix(whole, form)
        if form == "html":
            html = content.decode()
            assert "Che cosa è cambiato nel piano con la verifica" in html
            assert "da «attua» a «contribuisce a»" in html
            assert "Rosa, 2026-03-02" in html
        else:
            assert "Che cosa è cambiato" in load_workbook(io.BytesIO(content)).sheetnames


def test_the_heads_of_columns_have_words(lower: Package, upper: Package) -> None:
    matrix = coherence_matrix(lower, upper)
    document = docx.Document(io.BytesIO(write_matrix(matrix, "docx")))
    heads = {cell.text for table in document.tables for cell in table.rows[0].cells}
    assert {"A1 Bici", "A2 Piedi", "B1 Suolo", "M1 Muoversi", "M2 Suolo"} <= heads
    wide = replace(
        matrix, columns=tuple(replace(matrix.columns[0], code=f"C{n}") for n in range(9))
    )
    tables = [b for b in matrix_document(alone(wide)).blocks if isinstance(b, Table) and b.dense]
    assert max(len(table.header) for table in tables) <= 8


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("giu/objective/O4", "su/objective/B1"), ("giu/indicator/I-1", "su/indicator/I-2")],
)
def test_a_contradiction_outweighs_a_declaration_and_keeps_it(
    lower: Package, upper: Package, ours: str, theirs: str
) -> None:
    cell = coherence_matrix(lower, upper, findings=[contradiction(ours, theirs)]).cell("O4", "B1")
    assert (cell.verdict, cell.source) == (INCOHERENT, "finding")
    assert "CON-03" in cell.motivation["it"]
    assert "contribuirvi" in cell.motivation["it"]


def test_only_contradictions_make_a_cell_incoherent(lower: Package, upper: Package) -> None:
    one = contradiction("giu/objective/O3", "su/objective/A1")
    other = Finding(
        one.code, one.check, "time", one.severity, one.lower, one.upper, one.message, one.advice
    )
    assert coherence_matrix(lower, upper, findings=[other]).cell("O3", "A1").verdict == OPEN


def test_a_person_outweighs_all_and_is_named(
    lower: Package, upper: Package, tmp_path: Path
) -> None:
    given = judgements(
        tmp_path,
        "O4,B1,non coerente,Consuma suolo,ufficio,2026-03\n"
        "O3,A*,indifferente,Non tocca la mobilità,ufficio,\n"
        "O3,A2,parzialmente coerente,Chiude la piazza alle auto,ufficio,\n",
    )
    matrix = coherence_matrix(lower, upper, judgements=given)
    cell = matrix.cell("O4", "B1")
    assert (cell.verdict, cell.author, cell.date) == (INCOHERENT, "ufficio", "2026-03")
    assert "contribuirvi" in cell.motivation["it"]
    assert matrix.cell("O3", "A1").verdict == INDIFFERENT
    assert matrix.cell("O3", "A2").verdict == PARTIAL
    assert matrix.cell("O3", "B1").verdict == OPEN


def test_bad_judgements_are_told_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceProblems) as told:
        judgements(tmp_path, "O1,A1,coerent,x,u,\nO1,A1,coerente,,u,\nO1,A1,coerente,x,u,ieri\n")
    reasons = str(told.value)
    assert len(told.value.problems) == 3
    assert "column verdict is not a verdict; the nearest is" in reasons
    assert "motivation_it is empty" in reasons
    assert "ieri" in reasons


def test_a_judgement_of_no_objective_and_two_that_disagree_are_told(tmp_path: Path) -> None:
    given = judgements(
        tmp_path, "O9,A1,coerente,x,u,\nO1,A1,coerente,x,u,\nO1,A1,non coerente,y,u,\n"
    )
    with pytest.raises(SourceProblems) as told:
        list(judged(given, Axis(("O1",)), Axis(("A1",))))
    assert len(told.value.problems) == 2
    assert "another verdict" in str(told.value)


def test_a_question_mark_in_a_code_stands_for_itself(tmp_path: Path) -> None:
    given = judgements(tmp_path, "O?,A1,coerente,x,u,\n")
    with pytest.raises(SourceProblems):
        list(judged(given, Axis(("O1",)), Axis(("A1",))))


def test_a_mission_takes_the_gravest_of_its_objectives(lower: Package, upper: Package) -> None:
    matrix = coherence_matrix(
        lower, upper, findings=[contradiction("giu/objective/O1", "su/objective/A2")]
    )
    mobility, soil = matrix.missions
    assert matrix.grouped("O1", mobility).verdict == INCOHERENT
    assert matrix.grouped("O1", soil).verdict == OPEN
    assert matrix.grouped("O2", mobility).verdict == OPEN
    assert matrix.grouped("O4", soil).verdict == PARTIAL
    assert "B1" in matrix.grouped("O4", soil).motivation["it"]


def test_a_conflict_that_the_upper_plan_declares_counts(tmp_path: Path, lower: Package) -> None:
    link = (
        "source,relation,target,basis,confidence,evidence,rationale_it,rationale_en,attributed_to,date\n"
        "su/objective/A2,conflictsWith,giu/objective/O3,curated,0.8,A2: «Pedonalità»,"
        "Serve la piazza,It needs the square,lettore,2026-01-01\n"
    )
    text = "- Pedonalità {#A2}\n"
    folder = tmp_path / "su"
    tables = {
        "missions": "number,label_it\n1,Muoversi\n2,Suolo\n",
        "objectives": UPPER,
        "links": link,
    }
    package(folder, "Sopra", tables)
    (folder / "text.md").write_text(text, encoding="utf-8")
    cell = coherence_matrix(lower, read_package(folder)).cell("O3", "A2")
    assert cell.verdict == INCOHERENT
    assert "Serve la piazza" in cell.motivation["it"]


def workbook(matrix: Matrix, lang: str = "it") -> dict[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(write_matrix(matrix, "xlsx", lang)))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


def test_the_workbook_has_every_cell_with_reason_and_both_texts(
    lower: Package, upper: Package
) -> None:
    sheets = workbook(coherence_matrix(lower, upper))
    rows = {str(row[0]).split()[0]: row[1:] for row in sheets["Matrice"][4:]}
    assert rows["O1"] == ["C", "P", "–"]
    assert rows["O2"] == ["–", "–", "–"]
    assert rows["O3"] == ["–", "–", "–"]
    reasons = {row[0]: row for row in sheets["Motivazioni"]}
    told = reasons["O1 × A1"]
    assert told[1] == "coerente"
    assert "attuarlo" in str(told[2])
    assert "«Completare la ciclabile»" in str(told[3])
    assert "«Rete ciclabile diffusa»" in str(told[4])
    said = " ".join(str(row[0]) for row in sheets["Relazioni art. 35"])
    assert "art. 35" in said
    assert "O3: «=1+1 fiera»" in said
    assert "9 coppie su 12 non sono valutate" in str(sheets["Leggimi"])


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path, upper: Package) -> None:
    wicked = LOWER.replace("O3,1,3,Fiera,", 'O3,1,3,"=HYPERLINK(""http://x"")",')
    tables = {"missions": "number,label_it\n1,=1+1\n", "objectives": wicked}
    given = judgements(tmp_path, "O3,A1,indifferente,=2+2,@u,\n")
    matrix = coherence_matrix(package(tmp_path / "giu", "+1", tables), upper, judgements=given)
    content = write_matrix(matrix, "xlsx")
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=2+2") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


def test_the_office_document_holds_the_matrix_and_the_statement(
    lower: Package, upper: Package
) -> None:
    content = write_matrix(coherence_matrix(lower, upper), "docx", "en")
    document = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "External coherence matrix" in texts
    assert "Relations with the strategic plan" in texts
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"C", "P", "–", "partly coherent", "«Rete ciclabile diffusa»"} <= set(cells)


def test_the_open_document_is_well_formed_and_uses_only_its_own_styles(
    lower: Package, upper: Package
) -> None:
    with zipfile.ZipFile(io.BytesIO(write_matrix(coherence_matrix(lower, upper), "odt"))) as odt:
        first = odt.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        parts = {name: odt.read(name).decode() for name in odt.namelist()}
    for name, part in parts.items():
        if name.endswith(".xml"):
            ElementTree.fromstring(part)
    content = ElementTree.fromstring(parts["content.xml"])
    words = " ".join(content.itertext())
    for said in ("DUP <di> prova", "«Rete ciclabile diffusa»", "parzialmente coerente", "art. 35"):
        assert said in words
    used = set(re.findall(r'(?:text|table):style-name="([^"]+)"', parts["content.xml"]))
    made = set(re.findall(r'style:name="([^"]+)"', parts["content.xml"] + parts["styles.xml"]))
    assert used <= made


def test_the_page_says_each_verdict_in_words_too(lower: Package, upper: Package) -> None:
    page = write_matrix(coherence_matrix(lower, upper), "html").decode()
    assert '<span class="vh">parzialmente coerente</span>' in page
    assert '<span class="vh">non valutato</span>' in page
    assert "DUP &lt;di&gt; prova" in page
    assert "<script" not in page


@pytest.mark.parametrize("form", ["xlsx", "odt", "docx", "html"])
def test_the_same_matrix_gives_the_same_file(lower: Package, upper: Package, form: str) -> None:
    matrix = coherence_matrix(lower, upper)

    def parts(content: bytes) -> object:
        if form != "docx":
            return content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(write_matrix(matrix, form)) == parts(write_matrix(matrix, form))


@pytest.mark.parametrize("by", ["mission", "driver", "objective"])
@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_view_is_a_document(lower: Package, upper: Package, by: str, lang: str) -> None:
    document = matrix_document(alone(coherence_matrix(lower, upper)), lang, by)
    assert document.lang == lang
    assert len(document.blocks) > 10
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_a_form_that_there_is_none_of_is_told() -> None:
    assert form_of(Path("a/M.XLSX")) == "xlsx"
    with pytest.raises(TramaError, match=r"\.xlsx"):
        form_of(Path("m.pdf"))


def test_the_command_writes_a_matrix_and_says_how_much_is_open(
    lower: Package, upper: Package, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    monkeypatch.setenv("TRAMA_BUILD", str(tmp_path / "nothing"))
    monkeypatch.chdir(tmp_path)
    judgements(tmp_path, "O3,B1,indifferente,Non tocca il suolo,ufficio,\n")
    result = CliRunner().invoke(
        app, ["matrix", "giu", "--against", "su", "-o", "m.xlsx", "--judgements", "j.csv"]
    )
    assert result.exit_code == 0, result.output
    assert "non valutato 8" in result.stdout
    assert load_workbook(tmp_path / "m.xlsx").sheetnames[0] == "Matrice"


def test_conflicts_that_the_checks_find_reach_the_matrix(
    root: Path, built: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))  # type: ignore[attr-defined]
    out = tmp_path / "m.html"
    plan, upper = root / "examples/esempio-dup-comune-di-valle", "esempio-quadro-2026-2028"
    result = CliRunner().invoke(
        app, ["matrix", str(plan), "--against", str(root / "examples" / upper), "-o", str(out)]
    )
    assert result.exit_code == 0, result.output
    assert "non coerente 3" in result.stdout
    page = out.read_text(encoding="utf-8")
    assert "CON-01" in page
    assert "CON-03" in page
