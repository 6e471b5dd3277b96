"""Plans in every form: the same plan, its bad cells told all at once and in their place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from pyoxigraph import Literal, NamedNode

from plans_in import TABLES, rows_of, write_tables
from trama.errors import SourceError, SourceProblems
from trama.namespaces import OA, TRAMA, Names
from trama.plans.package import Package, check_references, read_packages
from trama.plans.readers import form_of, read_bytes, read_plan
from trama.plans.statements import package_quads
from trama.plans.writers import write_plan

NAMES = Names()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tables(tmp_path_factory.mktemp("plans") / "dup-valle")


@pytest.fixture(scope="module")
def plan(folder: Path) -> Package:
    return read_plan(folder)


def workbook(sheets: dict[str, Iterable[Iterable[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def told(content: bytes, name: str) -> list[str]:
    with pytest.raises((SourceError, SourceProblems)) as caught:
        read_bytes(content, name)
    return str(caught.value).splitlines()


# The same plan in every form


@pytest.mark.parametrize("target", ["valle.xlsx", "valle.ttl", "valle.jsonld", "valle"])
def test_a_plan_is_the_same_after_a_round_trip(plan: Package, tmp_path: Path, target: str) -> None:
    assert rows_of(plan) == TABLES
    assert write_plan(plan, tmp_path / target) == []
    again = read_plan(tmp_path / target)
    assert rows_of(again) == TABLES
    assert again.text is not None
    assert plan.text is not None
    assert again.text.content == plan.text.content


def test_a_whole_real_plan_is_the_same_through_a_workbook(root: Path, tmp_path: Path) -> None:
    real = read_plan(root / "graph" / "psttm-2025-2027")
    assert write_plan(real, tmp_path / "real.xlsx") == []
    again = read_plan(tmp_path / "real.xlsx")
    assert rows_of(again) == rows_of(real)
    assert again.text == real.text


def test_a_folder_may_come_as_a_zip(folder: Path, plan: Package) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"valle/{path.name}")
    assert rows_of(read_bytes(output.getvalue(), "valle.zip")) == rows_of(plan)


def test_what_a_document_of_ours_holds_more_than_a_package_is_told(
    root: Path, tmp_path: Path
) -> None:
    small = read_plan(root / "tests" / "small" / "graph" / "piano-esempio")
    write_plan(small, tmp_path / "small.ttl")
    notes = " ".join(map(str, read_plan(tmp_path / "small.ttl").notes))
    assert "the reasons of 1 links are not read" in notes
    assert "1 statements of trama:combines are not read" in notes
    assert "source text" in notes


# What a plan declares becomes links with their reasons


def test_each_declared_statement_has_one_link_with_the_objectives_own_words(plan: Package) -> None:
    texts = {plan.plan: plan.text} if plan.text else {}
    quads = list(package_quads(plan, NAMES, texts=texts))
    said = {(q.subject, q.predicate, q.object) for q in quads}
    objective = NAMES.thing(f"{plan.plan}/objective/SeO-01")
    declared = {
        (TRAMA.implements, "psttm-2025-2027/objective/M3-06"),
        (TRAMA.implements, "psttm-2025-2027/objective/M3-15"),
        (TRAMA.contributesTo, "psttm-2025-2027/objective/M2-15"),
        (TRAMA.carriedBy, "instrument/ptm"),
        (TRAMA.carriedBy, "instrument/biciplan"),
    }
    for relation, target in declared:
        assert (objective, relation, NAMES.thing(target)) in said
        (link,) = (
            s
            for s, p, o in said
            if p == TRAMA.target
            and o == NAMES.thing(target)
            and (s, TRAMA.source, objective) in said
            and (s, TRAMA.relation, relation) in said
        )
        assert (link, TRAMA.basis, TRAMA.Stated) in said
        (evidence,) = (o for s, p, o in said if s == link and p == TRAMA.evidence)
        quote = NamedNode(f"{evidence.value}#quote")  # type: ignore[union-attr]
        words = TABLES["objectives.csv"][0]["text_it"]
        assert (quote, OA.exact, Literal(words)) in said
    assert sum(p == TRAMA.source for _, p, _ in said) == len(declared)


def test_choice_dates_place_and_budget_are_plain_statements(plan: Package) -> None:
    texts = {plan.plan: plan.text} if plan.text else {}
    said = {
        (q.subject.value.rpartition("/")[2], q.predicate.value.rpartition("#")[2], q.object.value)  # type: ignore[union-attr]
        for q in package_quads(plan, NAMES, texts=texts)
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode | Literal)
    }
    ns, thing = "https://w3id.org/trama/ns/dup-classification/", NAMES.thing("").value
    assert {
        ("SeS-1.a", "localByChoice", "true"),
        ("SeO-01", "dupSection", "SeO"),
        ("SeO-01", "dupMission", f"{ns}10"),
        ("SeO-01", "dupProgramme", f"{ns}1005"),
        ("SeO-01", "startDate", "2026-03"),
        ("SeO-01", "endDate", "2027-10-31"),
        ("SeO-01", "responsible", f"{thing}actor/comune-di-valle-esempio"),
        ("SeO-01", "place", f"{thing}comune/015146"),
        ("SeO-01", "place", f"{thing}comune/015002"),
    } <= said


def test_the_text_of_a_plan_without_one_holds_its_words_at_their_place(plan: Package) -> None:
    assert plan.composed
    assert plan.text is not None
    for passage in plan.text.passages:
        assert plan.text.content[passage.start : passage.end] == passage.text
    assert plan.text.by_id["SeO-01"].text == TABLES["objectives.csv"][0]["text_it"]
    assert "12.5 km nel 2028" in plan.text.by_id["valore-T-01"].text


def test_a_code_alone_means_the_one_upper_plan(tmp_path: Path) -> None:
    objectives = [
        TABLES["objectives.csv"][0] | {"implements": "M3-06;SeS-1.a"},
        TABLES["objectives.csv"][1],
    ]
    read = read_plan(write_tables(tmp_path / "dup", TABLES | {"objectives.csv": objectives}))
    first = rows_of(read)["objectives.csv"][0]
    assert first["implements"] == "psttm-2025-2027#M3-06;SeS-1.a"


# The structure of a DUP


def test_objectives_stand_under_their_budget_missions_if_there_are_no_others() -> None:
    rows = [
        ["Codice", "Sezione", "Programma di bilancio", "Testo dell'obiettivo *"],
        [
            "A-1",
            "SeO — Sezione Operativa",
            "1005 — Viabilità",
            "Una strada più sicura davanti a scuola",
        ],
        ["A-2", "SeO", "4.2", "Nuove aule"],
        ["A-3", "SeS", 402, "Una mensa per tutti"],
    ]
    plan_rows = [
        ["Identificativo", "Titolo", "Tipo di piano", "Inizio", "Fine", "Ente"],
        ["dup-x", "DUP", "dup", 2026, 2028, "comune-di-milano"],
    ]
    read = read_bytes(workbook({"Piano": plan_rows, "Obiettivi": rows}), "dup.xlsx")
    found = rows_of(read)
    assert [(m["number"], m["label_it"]) for m in found["missions.csv"]] == [
        ("4", "Istruzione e diritto allo studio"),
        ("10", "Trasporti e diritto alla mobilità"),
    ]
    assert [
        (o["code"], o["mission"], o["order"], o["dup_mission"], o["dup_programme"])
        for o in found["objectives.csv"]
    ] == [
        ("A-1", "10", "1", "10", "1005"),
        ("A-2", "4", "1", "04", "0402"),
        ("A-3", "4", "2", "04", "0402"),
    ]
    assert found["objectives.csv"][1]["label_it"] == "Nuove aule"


# Bad cells


def test_bad_cells_are_told_all_at_once_with_sheet_cell_value_and_the_nearest() -> None:
    sheets = {
        "Piano": [
            ["Identificativo", "Titolo", "Tipo di piano", "Inizio", "Fine", "Ente"],
            ["DUP X", "DUP", "dup", "2026", "fine del triennio", "comune-di-milano"],
        ],
        "Missioni": [["Numero", "Indirizzo strategico"], [1, "Muoversi"]],
        "Obiettivi": [
            [
                "Codice",
                "Indirizzo",
                "Sezione",
                "Missione di bilancio",
                "Testo dell'obiettivo",
                "Locale per scelta",
            ],
            ["A-1", 1, "SEX", "Trasporti e diritto a mobilità", "Una strada", "forse"],
            ["A-1", 1, "SeO", "10", "Un'altra strada", "no"],
        ],
        "Indicatori": [
            ["Codice", "Indicatore", "Unità", "Direzione"],
            ["I-1", "Chilometri", "km", "increases"],
        ],
    }
    lines = told(workbook(sheets), "dup.xlsx")
    assert [line.split(": ")[0] for line in lines] == [
        "dup.xlsx:Piano!E2",
        "dup.xlsx:Obiettivi!C2",
        "dup.xlsx:Obiettivi!D2",
        "dup.xlsx:Obiettivi!F2",
        "dup.xlsx:Indicatori!D2",
    ]
    assert "column «Sezione» is not one of SeS, SeO: 'SEX'" in lines[1]
    assert "the nearest is '10', Trasporti e diritto alla mobilità" in lines[2]
    assert "«Direzione»" in lines[4]
    assert "the nearest is 'increase': 'increases'" in lines[4]


def test_an_unknown_reference_is_told_with_its_cell_and_the_nearest(root: Path) -> None:
    sheets = {
        "Piano": [
            ["Identificativo", "Titolo", "Tipo di piano", "Inizio", "Fine", "Ente"],
            ["dup-x", "DUP", "dup", 2026, 2028, "citta-metropolitana-di-milano"],
        ],
        "Missioni": [["Numero", "Indirizzo strategico"], [1, "Muoversi"]],
        "Obiettivi": [
            [
                "Codice",
                "Indirizzo",
                "Testo dell'obiettivo",
                "Attua (del piano sovraordinato)",
                "Comuni",
            ],
            ["A-1", 1, "Una strada", "psttm-2025-2027#M3-99; psttm-2025-2027#M3-06 — Rete", 15146],
        ],
    }
    read = read_bytes(workbook(sheets), "dup.xlsx")
    assert rows_of(read)["objectives.csv"][0]["places"] == "015146"
    known = read_packages(root / "graph", root=root)
    with pytest.raises(SourceProblems) as caught:
        check_references([*known, read])
    lines = sorted(str(problem) for problem in caught.value.problems)
    assert [line.split(": ")[0] for line in lines] == ["dup.xlsx:Obiettivi!D2", "dup.xlsx:Piano!F2"]
    assert "unknown objective" in lines[0]
    assert "'psttm-2025-2027#M3-99'" in lines[0]
    assert "the nearest is 'citta-metropolitana-milano'" in lines[1]


@pytest.mark.parametrize(
    ("rows", "place", "reason"),
    [
        ([["Codice", "Testo dell'obbiettivo"], ["A", "b"]], "Obiettivi!B1", "unknown column"),
        ([["uno", "due"], ["tre", "quattro"]], "Obiettivi!A1", "no row at the top"),
        ([["Codice", "Testo", "codice *"], ["A", "b", "c"]], "Obiettivi!A1", "stands twice"),
        (
            [["Codice", "Testo dell'obiettivo"], ["A", "=1+1"]],
            "Obiettivi!B2",
            "formula whose value",
        ),
    ],
)
def test_what_is_wrong_with_a_sheet_is_told(rows: list[list[str]], place: str, reason: str) -> None:
    lines = told(workbook({"Obiettivi": rows}), "dup.xlsx")
    assert any(place in line and reason in line for line in lines), lines


def test_the_error_of_a_formula_is_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Obiettivi"
    sheet.append(["Codice", "Testo dell'obiettivo"])
    sheet.append(["A", None])
    sheet["B2"] = "#REF!"
    sheet["B2"].data_type = "e"
    output = io.BytesIO()
    book.save(output)
    lines = told(output.getvalue(), "dup.xlsx")
    assert any("Obiettivi!B2" in line and "error of a formula" in line for line in lines)


def test_dates_of_a_spreadsheet_are_dates() -> None:
    from datetime import date

    rows = [
        ["Codice", "Indirizzo", "Testo dell'obiettivo", "Inizio", "Fine"],
        ["A", 1, "Una strada", date(2026, 3, 1), 2027],
    ]
    plan_rows = [
        ["Identificativo", "Titolo", "Tipo di piano", "Inizio", "Fine", "Ente"],
        ["dup-x", "DUP", "dup", date(2026, 1, 1), 2028, "comune-di-milano"],
    ]
    missions = [["Numero", "Indirizzo strategico"], [1, "Muoversi"]]
    book = workbook({"Piano": plan_rows, "Missioni": missions, "Obiettivi": rows})
    found = rows_of(read_bytes(book, "dup.xlsx"))
    assert (found["objectives.csv"][0]["start"], found["objectives.csv"][0]["end"]) == (
        "2026-03-01",
        "2027",
    )
    assert found["plan.csv"][0]["start"] == "2026-01-01"


def test_a_sheet_of_somebodys_own_is_left_aside_and_told() -> None:
    plan_rows = [
        ["Identificativo", "Titolo", "Tipo di piano", "Inizio", "Fine", "Ente"],
        ["dup-x", "DUP", "dup", 2026, 2028, "comune-di-milano"],
    ]
    objectives = [["Codice", "Testo", "Indirizzo"], ["A-1", "Una strada", "Muoversi"]]
    sheets = {"Piano": plan_rows, "Obiettivi": objectives, "Obietivi": [["a"]]}
    read = read_bytes(workbook(sheets), "dup.xlsx")
    assert tuple(map(str, read.notes)) == (
        "sheet 'Obietivi' is none of the form's and was left aside; the nearest is 'Obiettivi'",
    )


# Lists and tables by themselves


def test_a_pasted_list_has_codes_chapters_and_order() -> None:
    content = """# Missione 3 - Mobilità
OP-01  Realizzare la ciclabile per la stazione
OP-02: Un pedibus per ogni scuola

Ambiente e verde:
- Cento alberi l'anno
• 2027 anno del verde
3.1) Un parco nuovo
""".encode()
    read = read_bytes(content, "Obiettivi 2026.txt")
    found = rows_of(read)
    assert [
        (o["code"], o["mission"], o["order"], o["text_it"]) for o in found["objectives.csv"]
    ] == [
        ("OP-01", "1", "1", "Realizzare la ciclabile per la stazione"),
        ("OP-02", "1", "2", "Un pedibus per ogni scuola"),
        ("ob-01", "2", "1", "Cento alberi l'anno"),
        ("ob-02", "2", "2", "• 2027 anno del verde"),
        ("3.1", "2", "3", "Un parco nuovo"),
    ]
    assert [m["label_it"] for m in found["missions.csv"]] == [
        "Missione 3 - Mobilità",
        "Ambiente e verde",
    ]
    assert (read.plan, read.is_plan) == ("obiettivi-2026", True)


def test_a_table_of_objectives_alone_is_a_plan_by_its_files_name() -> None:
    read = read_bytes(b"code,text_it\nA-1,Una strada\nA-2,Un parco\n", "dup.csv")
    assert [o["label_it"] for o in rows_of(read)["objectives.csv"]] == ["Una strada", "Un parco"]
    assert told(b"code,text_it\n!,Una strada\n", "dup.csv") == [
        "dup.csv:2: column «code» is not a code of letters, digits, '-', '.' and '_': '!'"
    ]


def test_a_remote_context_is_not_fetched_and_imports_are_not_followed(tmp_path: Path) -> None:
    remote = (
        b'{"@context": "https://example.org/context.jsonld", "@id": "https://example.org/id/p"}'
    )
    assert "not valid JSON-LD" in told(remote, "x.jsonld")[0]
    imports = (
        b"<https://example.org/o> <http://www.w3.org/2002/07/owl#imports> <file:///etc/passwd> ."
    )
    assert told(imports, "x.ttl") == ["x.ttl: there is no trama:Plan whose address has /id/ in it"]


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (b"PK\x03\x04", "a.bin", "xlsx"),
        (b"PK\x03\x04", "a.zip", "csv-zip"),
        (b"<?xml version='1.0'?><StrategicPlan/>", "a.txt", "stratml"),
        (b"@prefix x: <a:b> .", "a.txt", "turtle"),
        (b'{ "@context": {} }', "a.txt", "json-ld"),
        (b"code,text_it\n", "a.csv", "csv"),
        (b"# Ambiente\nUn parco", "a.txt", "pasted"),
        (b"<https://a.b/c> a <https://a.b/d> .", "a.ttl", "turtle"),
    ],
)
def test_a_form_is_known_by_what_a_file_holds(content: bytes, name: str, form: str) -> None:
    assert form_of(content, name) == form


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"%PDF-1.7", "a.pdf", "a.pdf: the file is no whole PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "a.xls: this is an old Office file"),
        (b"  \n", "a.txt", "a.txt: the file is empty"),
        (b"no workbook", "a.xlsx", "a.xlsx: the file is not a workbook"),
        (b"PK\x03\x04broken", "a.xlsx", "a.xlsx: the file is not a whole ZIP archive"),
    ],
)
def test_a_file_that_no_reader_reads_is_told(content: bytes, name: str, reason: str) -> None:
    assert told(content, name)[0].startswith(reason)
