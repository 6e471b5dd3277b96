"""What a plan wants of an indicator without a bare number: days, bounds, a yes, words; kept from the document to the finding."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from office import INDICATORS, SHEETS, xlsx
from test_document_kinds import read as read_page
from test_document_measures import ABOVE, CAPTION, rows_of, table
from trama.check.aims import aim_changes
from trama.check.comparison import check_plans
from trama.check.editions import compare_editions, items_of
from trama.cli import assemble
from trama.errors import SourceError, SourceProblems
from trama.model import Indicator, Target
from trama.plans.package import Package, read_package
from trama.plans.readers import read_bytes
from trama.plans.readers.documents.assembly import number_rows
from trama.plans.readers.documents.proposal import Proposal
from trama.plans.readers.documents.review import answered, unpacked
from trama.plans.readers.goals import goal_of, goals_in
from trama.plans.statements import package_quads, texts_of
from trama.plans.writers.cells import row_of
from trama.plans.writers.codes import Codes
from trama.plans.writers.folder import folder_files, write_folder
from trama.plans.writers.stratml import stratml
from trama.plans.writers.xlsx import workbook
from trama.settings import Settings, load_settings
from trama.submission.reading import view
from trama.validate.shapes import read_shapes, validate
from trama.web.pages.answers import reading_of


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("76,5", {"value": "76.5"}),
        ("90 %", {"value": "90"}),
        ("10 nuove aule", {"value": "10"}),
        ("€ 1.000,50", {"value": "1000.50"}),
        ("circa 100", {"value": "100", "words": "circa 100"}),
        ("100% delle domande evase", {"value": "100", "words": "100% delle domande evase"}),
        ("≥ 90%", {"value": "90", "least": "90", "words": "≥ 90%"}),
        ("almeno 3 incontri", {"value": "3", "least": "3", "words": "almeno 3 incontri"}),
        ("entro 30 giorni", {"value": "30", "most": "30", "words": "entro 30 giorni"}),
        ("da 3 a 5", {"least": "3", "most": "5", "words": "da 3 a 5"}),
        ("31/12/2026", {"due": "2026-12-31", "words": "31/12/2026"}),
        ("2026-12-31", {"due": "2026-12-31", "words": "2026-12-31"}),
        ("entro il 30 giugno 2027", {"due": "2027-06-30", "words": "entro il 30 giugno 2027"}),
        ("entro il 31/12", {"due": "2026-12-31", "words": "entro il 31/12"}),
        ("II trimestre 2027", {"due": "2027-06", "words": "II trimestre 2027"}),
        ("100% entro maggio", {"value": "100", "due": "2026-05", "words": "100% entro maggio"}),
        ("Sì", {"answer": "sì", "words": "Sì"}),
        ("No", {"answer": "no", "words": "No"}),
        ("Sì, entro giugno", {"answer": "sì", "due": "2026-06", "words": "Sì, entro giugno"}),
        ("approvazione del piano", {"words": "approvazione del piano"}),
        ("in corso", {"words": "in corso"}),
    ],
)
def test_what_is_wanted_is_kept_in_its_words_and_as_what_can_be_compared(
    words: str, row: dict[str, str]
) -> None:
    goal = goal_of(words, "2026")
    assert goal is not None
    assert {name: cell for name, cell in goal.row.items() if cell} == row


@pytest.mark.parametrize("words", ["", "-", "n.d.", "da definire", "#REF!", "12..5", "31/02/2026"])
def test_signs_that_want_nothing_are_no_goal(words: str) -> None:
    assert goal_of(words) is None


@pytest.mark.parametrize(
    "words", ["il doppio rispetto al 2025", "più che al 2024", "rispetto al 31/12/2024"]
)
def test_a_year_that_is_compared_with_is_not_when_something_is_due(words: str) -> None:
    goal = goal_of(words, "2026")
    assert goal is not None
    assert (goal.words, goal.due) == (words, "")


def test_targets_below_an_expected_result_are_of_that_result() -> None:
    listed = "R.A.1 - Diffusione del riuso|Target 2026 - Avvio del catalogo|Target 2027 - Almeno altre 35 scuole aderenti"
    items = "".join(f"<li>{item}</li>" for item in [*listed.split("|"), "R.A.2 - Altro risultato"])
    (row,) = rows_of(f"<h2>Obiettivi e risultati attesi</h2><p>OB.1.1 - Estendere lo sportello</p><ul>{items}</ul>")  # fmt: skip
    found = [(m.label, [(a.year, a.goal.said) for a in m.aims]) for m in row.measures]
    assert found == [
        (
            "R.A.1 - Diffusione del riuso",
            [("2026", "Avvio del catalogo"), ("2027", "Almeno altre 35 scuole aderenti")],
        )
    ]
    assert len(row.results) == 2


def test_an_indicator_stays_though_its_target_has_no_year() -> None:
    (row,) = rows_of(ABOVE + "<p>Indicatore: Regolamento (sì/no)</p><p>Valore atteso: Sì</p>")
    assert [(m.label, m.unit, m.direction, m.aims) for m in row.measures] == [
        ("Regolamento", "sì/no", "reach", [])
    ]
    assert [note[0] for note in row.noted] == ["no-year"]


def test_a_day_without_a_year_is_of_no_year_that_nobody_said() -> None:
    goal = goal_of("entro maggio")
    assert goal is not None
    assert (goal.due, goal.words) == ("", "entro maggio")


def test_a_list_of_years_is_read_whatever_is_wanted_in_each() -> None:
    assert goals_in("2026: avvio; 2027: 30/06/2027") == [("2026", "avvio"), ("2027", "30/06/2027")]
    assert goals_in("Sì nel 2026, 40% nel 2027") == [("2026", "Sì"), ("2027", "40%")]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            table("Indicatore|U.M.|2026|2027", "Piano del verde||avvio|approvazione entro il 30/06"),
            [("testo", "2026", "avvio", ""), ("testo", "2027", "approvazione entro il 30/06", "2027-06-30")],
        ),
        (
            table("Indicatore|Target 2026|Target 2027", "Nuovo regolamento|Sì|-"),
            [("sì/no", "2026", "Sì", "")],
        ),
        (
            f"{CAPTION}<ul><li>Collaudo del lotto (data) – 2026: 31/10/2026</li></ul>",
            [("data", "2026", "31/10/2026", "2026-10-31")],
        ),
        (
            "<p>Indicatore: Piano del verde</p><p>Target 2026: approvazione del piano</p>",
            [("testo", "2026", "approvazione del piano", "")],
        ),
        (
            "<p>Indicatore: Approvazione del progetto: entro il 30 settembre 2026</p>",
            [("data", "2026", "entro il 30 settembre 2026", "2026-09-30")],
        ),
    ],
)  # fmt: skip
def test_a_document_gives_its_targets_that_are_no_numbers(
    words: str, wanted: list[tuple[str, str, str, str]]
) -> None:
    (row,) = rows_of(ABOVE + words)
    found = [(m.unit, a.year, a.goal.said, a.goal.due) for m in row.measures for a in m.aims]
    assert found == wanted
    assert [m.direction for m in row.measures] == ["reach"]


VALUES = (
    ["Indicatore", "Valore", "Anno"],
    ["IND-01", "≥ 76,5%", "2028"],
    ["IND-02", "entro il 30 giugno 2027", "2027"],
    ["IND-03", "Sì", "2026"],
    ["IND-04", "approvazione del piano", "2027"],
    ["IND-05", "da 3 a 5", "2028"],
)
MORE = (
    ["IND-02", "Piano del verde", "", "", "OB-02"],
    ["IND-03", "Regolamento adottato", "", "", "OB-01"],
    ["IND-04", "Piano delle rogge", "", "", "OB-03"],
    ["IND-05", "Incontri", "numero", "increase", "OB-01"],
)


def book(*values: list[str], **plan: str) -> dict[str, Any]:
    made: dict[str, Any] = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    used = {row[0] for row in values or VALUES[1:]}
    rows = [row for row in (*INDICATORS[1:], *MORE) if row[0] in used]
    made["Indicatori"] = [[*INDICATORS[0]], *map(list, rows)]
    made["Valori obiettivo"] = [VALUES[0], *(values or VALUES[1:])]
    made["Piano"][1][0] = plan.get("id", "dup-prova")
    return made


def read(made: dict[str, Any]) -> Package:
    return read_bytes(xlsx(made), "piano.xlsx")


@pytest.fixture(scope="module")
def plan() -> Package:
    return read(book())


def targets_of(package: Package) -> list[dict[str, str]]:
    return [row_of(target) for target in package.rows(Target)]


def test_an_office_writes_them_in_the_column_of_values(plan: Package) -> None:
    kept = [{k: v for k, v in row.items() if k not in ("id", "indicator", "year", "passages")} for row in targets_of(plan)]  # fmt: skip
    assert kept == [
        {"value": "76.5", "words": "≥ 76,5%", "least": "76.5"},
        {"words": "entro il 30 giugno 2027", "due": "2027-06-30"},
        {"words": "Sì", "answer": "sì"},
        {"words": "approvazione del piano"},
        {"words": "da 3 a 5", "least": "3", "most": "5"},
    ]
    filled = [(row.unit, row.direction) for row in plan.rows(Indicator)][1:4]
    assert filled == [("data", "reach"), ("sì/no", "reach"), ("testo", "reach")]
    assert any(note.key == "note.goal" for note in plan.notes)


@pytest.mark.parametrize("form", ["xlsx", "folder", "zip", "stratml"])
def test_they_come_back_the_same_from_every_form(plan: Package, form: str, tmp_path: Path) -> None:
    if form == "xlsx":
        back = read_bytes(workbook(plan, Codes())[0], "piano.xlsx")
    elif form == "stratml":
        back = read_bytes(stratml(plan)[0], "piano.xml")
    elif form == "folder":
        write_folder(plan, tmp_path / "piano")
        back = read_package(tmp_path / "piano")
    else:
        table_ = folder_files(plan)["targets.csv"].decode()
        (row,) = [r for r in csv.DictReader(io.StringIO(table_)) if r["answer"]]
        assert (row["value"], row["words"], row["answer"]) == ("", "Sì", "sì")
        return
    assert targets_of(back) == targets_of(plan)


def test_a_typed_value_that_a_person_corrected_comes_back_from_the_workbook(plan: Package) -> None:
    made = book(["IND-04", "", ""])
    made["Valori obiettivo"] = [["Indicatore", "words", "due", "Anno"], ["IND-04", "entro la primavera", "2027-06-20", "2027"]]  # fmt: skip
    package = read(made)
    back = read_bytes(workbook(package, Codes())[0], "piano.xlsx")
    assert targets_of(back) == targets_of(package)
    assert back.rows(Target)[0].due == "2027-06-20"


@pytest.mark.parametrize("value", ["12..5", "#RIF!", ""])
def test_a_value_that_is_neither_number_nor_words_is_an_error_with_its_place(value: str) -> None:
    with pytest.raises(SourceProblems, match="Valori obiettivo"):
        read(book(["IND-01", value, "2028"]))


def findings(built: Settings, upper: dict[str, Any], lower: dict[str, Any]) -> dict[str, Any]:
    lower["Indicatori"][0] += ["Uguale all'indicatore"]
    for row in lower["Indicatori"][1:]:
        row += [f"dup-sopra#{row[0]}"]
    above, below = read(upper), read(lower)
    report = check_plans([below], built, upper=above)
    return {f.code: f for f in report.findings if f.code in ("CON-01", "CON-24")}


@pytest.mark.parametrize(
    ("above", "below", "code"),
    [
        ("≥ 90%", "95", ""), ("≥ 90%", "85", "CON-01"), ("≥ 90%", "≥ 80%", "CON-01"), ("da 3 a 5", "4", ""),
        ("da 3 a 5", "7", "CON-01"), ("76,5", "76,5", ""), ("Sì", "No", "CON-01"), ("Sì", "sì", ""),
        ("31/12/2026", "entro il 30 giugno 2027", "CON-24"), ("30/06/2027", "entro il 31/12/2026", ""),
        ("approvazione", "in corso", ""),
    ],
)  # fmt: skip
def test_only_what_cannot_be_both_is_a_contradiction(
    built: Settings, above: str, below: str, code: str
) -> None:
    indicator = "IND-01" if any(c.isdigit() for c in above) and "/" not in above else "IND-02"
    upper = book([indicator, above, "2028"], id="dup-sopra")
    found = findings(built, upper, book([indicator, below, "2028"]))
    assert list(found) == [code] * bool(code)
    if code:
        assert above.split()[0] in found[code].message["it"]
        assert " ," not in found[code].message["it"]
        assert below.split()[0].replace(",", ".") in str(found[code].lower)


def test_the_next_edition_tells_which_targets_changed() -> None:
    before = read(
        book(["IND-02", "31/12/2026", "2026"], ["IND-01", "70", "2027"], ["IND-01", "76", "2028"])
    )
    after = read(
        book(["IND-02", "30/6/2027", "2027"], ["IND-01", "70", "2027"], ["IND-01", "≥ 80%", "2028"])
    )
    names = load_settings().names
    steps = compare_editions(items_of(before, names), items_of(after, names))
    told = [change.said() for step in steps for change in aim_changes(step, before, after)]
    assert told == [
        "«Raccolta differenziata»: 76 (2028) → ≥ 80% (2028)",
        "«Piano del verde»: 31/12/2026 (2026) → 30/6/2027 (2027)",
    ]


READ = ABOVE + table(
    "Indicatore|Target 2026|Target 2027", "Nuovo regolamento|Sì|-", "Pratiche (n.)|1.250|1.300"
)


def proposed(page: str) -> Proposal:
    proposal = read_page(page)
    number_rows(proposal)
    return proposal


def corrected(*values: str) -> list[tuple[str, str, str]]:
    """What a person's answers on the page make of a reading."""
    proposal = proposed(READ)
    (shown,) = view(proposal, b"", "it").rows
    assert [said for _, said in shown.aims] == ["2026: Sì", "2026: 1250; 2027: 1300"]
    form = {"righe": "1"} | {f"valori-0-{n}": value for n, value in enumerate(values)}
    done = answered(proposal, unpacked(reading_of(form)))
    return [(m.label, a.year, a.goal.said) for m in done.rows[0].measures for a in m.aims]


def test_a_person_corrects_what_is_wanted_and_the_rest_stays() -> None:
    assert corrected("2026: avvio; 2027: entro il 30/06", "2026: 1250; 2027: ≥ 1.400") == [
        ("Nuovo regolamento", "2026", "avvio"),
        ("Nuovo regolamento", "2027", "entro il 30/06"),
        ("Pratiche", "2026", "1250"),
        ("Pratiche", "2027", "≥ 1.400"),
    ]
    assert corrected("", "2026: 1250; 2027: 1300")[0] == ("Pratiche", "2026", "1250")
    with pytest.raises(SourceError, match="year by year"):
        corrected("approvato", "2026: 1250; 2027: 1300")


def test_the_command_line_asks_what_is_wanted_of_a_row_that_is_corrected(
    tmp_path: Path, root: Path, built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    source = tmp_path / "piano.html"
    source.write_text(f"<html><body>{READ}</body></html>", encoding="utf-8")
    told = "c\n\n\n2026\n2026: No\n\nAda Riva\n"
    words = ["read", str(source), str(tmp_path / "piano"), "--review", "--lang", "it"]
    run = CliRunner().invoke(assemble(("read",)), words, input=told)
    assert run.exit_code == 0, run.output
    assert "anno per anno" in run.output
    with (tmp_path / "piano" / "targets.csv").open(encoding="utf-8", newline="") as file:
        kept = [(row["words"] or row["value"], row["answer"]) for row in csv.DictReader(file)]
    assert kept == [("No", "no"), ("1250", ""), ("1300", "")]


def test_the_statements_are_typed_and_keep_to_the_shapes(plan: Package, root: Path) -> None:
    names = load_settings().names
    quads = list(package_quads(plan, names, texts=texts_of([plan])))
    said = {
        (quad.predicate.value.rpartition("#")[2], str(quad.object))
        for quad in quads
        if "/target/" in str(quad.subject)
    }
    assert said > {
        ("statedValue", '"entro il 30 giugno 2027"'),
        ("dueDate", '"2027-06-30"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("answer", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("leastValue", '"76.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
    }
    report = validate(quads, tuple(read_shapes(root / "shapes")))
    wrong = {result.shape.rpartition("#")[2] for result in report.results}
    assert not {
        shape for shape in wrong if shape.startswith(("Target", "IndicatorD", "IndicatorU"))
    }
