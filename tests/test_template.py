"""The workbook that planners fill in: headings, help, drop-downs of valid codes, and that it is read."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from plans_in import rows_of
from trama.cli import main
from trama.errors import SourceError
from trama.model import TABLES
from trama.model.dup import MISSIONS, PROGRAMMES
from trama.model.element import columns
from trama.plans.form import (
    ASKED_SHEET,
    DECISIONS_SHEET,
    HEADINGS,
    IGNORED,
    JUDGEMENTS_SHEET,
    NEEDED,
    SHEETS,
    code_of,
)
from trama.plans.package import check_references, read_packages
from trama.plans.readers import read_bytes
from trama.plans.writers.codes import Codes, codes_of
from trama.plans.writers.template import template

PLAN = "psttm-2025-2027"


@pytest.fixture(scope="module")
def codes(root: Path) -> Codes:
    return codes_of(read_packages(root / "graph", root=root), root, PLAN)


@pytest.fixture(scope="module")
def written(codes: Codes) -> bytes:
    return template(codes)


@pytest.fixture
def book(written: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written))


def choices(book: openpyxl.Workbook, sheet: str, heading: str) -> list[str] | None:
    """The values of the drop-down under a heading."""
    page = book[sheet]
    column = next(c.column_letter for c in page[1] if c.value.rstrip(" *") == heading)
    for validation in page.data_validations.dataValidation:
        if str(validation.sqref).startswith(f"{column}2:") and validation.type == "list":
            name, _, cells = validation.formula1.lstrip("=").partition("!")
            left, top, right, bottom = range_boundaries(cells.replace("$", ""))
            rows = book[name.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
            return [row[0] for row in rows]
    return None


def test_the_sheets_are_there_in_order(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Istruzioni", "Instructions", *SHEETS, "Esempio", "Codici"]


def test_every_heading_has_help_in_both_languages_and_a_prompt(book: openpyxl.Workbook) -> None:
    for name, table in SHEETS.items():
        sheet = book[name]
        assert [cell.value.rstrip(" *") for cell in sheet[1]] == [h.title for h in HEADINGS[table]]
        prompts = {
            str(v.sqref).partition("2:")[0]: v.prompt for v in sheet.data_validations.dataValidation
        }
        for cell, heading in zip(sheet[1], HEADINGS[table], strict=True):
            assert heading.it in cell.comment.text
            assert heading.en in cell.comment.text
            assert prompts[cell.column_letter] == heading.it


def test_headings_are_of_columns_that_exist_and_those_needed_are_marked(
    book: openpyxl.Workbook,
) -> None:
    for name, table in SHEETS.items():
        fields = {field.name for field in columns(TABLES[table])}
        # What nothing else can fill in is marked: a name is, for it can be the opening of a text.
        needed = {"label_it": table != "objectives.csv", "text_it": table == "objectives.csv"}
        assert set(NEEDED[table]) <= fields
        assert needed.get("text_it") == ("text_it" in NEEDED[table])
        for cell, heading in zip(book[name][1], HEADINGS[table], strict=True):
            assert heading.column in fields
            assert cell.value.endswith(" *") == (heading.column in NEEDED[table])


@pytest.mark.parametrize(
    ("sheet", "heading", "code"),
    [
        ("Obiettivi", "Attua (del piano sovraordinato)", f"{PLAN}#M2-15"),
        ("Obiettivi", "Contribuisce a", f"{PLAN}#M6-01"),
        ("Obiettivi", "Missione di bilancio", "04"),
        ("Obiettivi", "Programma di bilancio", "1005"),
        ("Obiettivi", "Strumenti", "ptm"),
        ("Obiettivi", "Responsabile", "citta-metropolitana-milano"),
        ("Obiettivi", "Comuni", "015146"),
        ("Obiettivi", "Sezione", "SeO"),
        ("Obiettivi", "Locale per scelta", "sì"),
        ("Piano", "Tipo di piano", "dup"),
        ("Piano", "Piano sovraordinato", PLAN),
        ("Piano", "Territorio", "zone/4"),
        ("Indicatori", "Direzione", "increase"),
        ("Attori", "Tipo di attore", "municipality"),
    ],
)
def test_drop_downs_offer_the_valid_codes(
    book: openpyxl.Workbook, sheet: str, heading: str, code: str
) -> None:
    offered = choices(book, sheet, heading)
    assert offered is not None
    assert None not in offered
    assert code in [code_of(value) for value in offered]


def test_drop_downs_offer_all_and_only_what_there_is(book: openpyxl.Workbook) -> None:
    def offered(heading: str) -> list[str]:
        return [code_of(value) for value in choices(book, "Obiettivi", heading) or []]

    assert offered("Missione di bilancio") == list(MISSIONS)
    assert offered("Programma di bilancio") == list(PROGRAMMES)
    assert len(offered("Attua (del piano sovraordinato)")) == 75
    assert len(offered("Comuni")) == 133


def test_an_empty_template_is_told_to_be_empty(written: bytes) -> None:
    with pytest.raises(SourceError, match="no sheet of the workbook holds a plan"):
        read_bytes(written, "piano.xlsx")


def test_a_template_filled_in_from_its_drop_downs_is_read(
    book: openpyxl.Workbook, root: Path
) -> None:
    def pick(sheet: str, heading: str, code: str) -> str:
        offered = choices(book, sheet, heading) or []
        return next(value for value in offered if code_of(value) == code)

    def put(sheet: str, **values: object) -> None:
        page = book[sheet]
        table = SHEETS[sheet]
        places = {h.column: i for i, h in enumerate(HEADINGS[table], start=1)}
        for column, value in values.items():
            page.cell(2, places[column], value)

    put(
        "Piano",
        id="dup-prova",
        title_it="DUP di prova",
        kind=pick("Piano", "Tipo di piano", "dup"),
        start=2026,
        end="2028",
        publisher="comune-di-prova",
        guided_by=pick("Piano", "Piano sovraordinato", PLAN),
    )
    put("Attori", id="comune-di-prova", label_it="Comune di Prova", kind="municipality")
    upper = pick("Obiettivi", "Attua (del piano sovraordinato)", f"{PLAN}#M3-06")
    other = pick("Obiettivi", "Attua (del piano sovraordinato)", f"{PLAN}#M2-15")
    put(
        "Obiettivi",
        code="A-1",
        dup_programme=pick("Obiettivi", "Programma di bilancio", "1005"),
        text_it="Una ciclabile per la stazione",
        implements=f"{upper}; {other}",
        places=pick("Obiettivi", "Comuni", "015146"),
        instruments=pick("Obiettivi", "Strumenti", "ptm"),
    )
    output = io.BytesIO()
    book.save(output)
    read = read_bytes(output.getvalue(), "prova.xlsx")
    (objective,) = rows_of(read)["objectives.csv"]
    assert objective["implements"] == f"{PLAN}#M3-06;{PLAN}#M2-15"
    assert objective["places"] == "015146"
    assert read.notes == ()
    check_references([*read_packages(root / "graph", root=root), read])


def test_instructions_name_the_sheets(book: openpyxl.Workbook) -> None:
    for name in ("Istruzioni", "Instructions"):
        words = " ".join(str(c.value) for row in book[name].iter_rows() for c in row if c.value)
        assert all(
            sheet in words or sheet == "Missioni" for sheet in ("Piano", "Obiettivi", "Attori")
        )
    # Decisions are written beside a plan that was checked, what is asked into one for a place.
    assert set(IGNORED) - {ASKED_SHEET, DECISIONS_SHEET, JUDGEMENTS_SHEET} <= set(book.sheetnames)


@pytest.mark.usefixtures("english")
def test_the_command_writes_once_and_convert_tells_what_is_lost(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(root))

    def trama(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["trama", *arguments])
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0)
        return 0

    out = tmp_path / "piano.xlsx"
    assert trama("template", str(out), "--against", PLAN) == 0
    assert trama("template", str(out)) == 2
    assert "there is such a file already" in capsys.readouterr().err.replace("\n", " ")
    small = root / "tests" / "small" / "graph" / "piano-esempio"
    assert trama("convert", str(small), str(tmp_path / "piano.xml")) == 0
    assert "lost: drivers.csv: 1 rows" in capsys.readouterr().err
    assert trama("convert", str(small), str(tmp_path / "piano.odt")) == 2
