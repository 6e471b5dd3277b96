"""LibreOffice opens the workbooks, saves them in its own form and back, and nothing is lost on the way.

These tests run where `soffice` is on the PATH; `dev.py test` installs it where it may.
"""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from needs import program
from plans_in import TABLES, rows_of, write_tables
from trama.plans.form import HEADINGS, SHEETS
from trama.plans.package import Package, read_packages
from trama.plans.readers import read_bytes, read_plan
from trama.plans.writers.codes import Codes, codes_of
from trama.plans.writers.template import template
from trama.plans.writers.xlsx import workbook

PLAN = "psttm-2025-2027"


@pytest.fixture(scope="module")
def codes(root: Path) -> Codes:
    return codes_of(read_packages(root / "graph", root=root), root, PLAN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("libreoffice")


def converted(source: Path, form: str, filters: str = "") -> Path:
    """Have LibreOffice save a file in another form, beside it; its own settings stay out of it."""
    target = source.parent / form
    command = [
        program("soffice", what="LibreOffice"),
        f"-env:UserInstallation=file://{source.parent}/profile",
        "--headless",
        "--convert-to",
        f"{form}{filters}",
        "--outdir",
        str(target),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return target / f"{source.stem}.{form}"


def saved_by_libreoffice(content: bytes, folder: Path, name: str) -> bytes:
    """A workbook that went into LibreOffice's own form and came back."""
    source = folder / f"{name}.xlsx"
    source.write_bytes(content)
    return converted(converted(source, "ods"), "xlsx").read_bytes()


@pytest.fixture(scope="module")
def before(codes: Codes) -> bytes:
    return template(codes)


@pytest.fixture(scope="module")
def after(before: bytes, folder: Path) -> bytes:
    return saved_by_libreoffice(before, folder, "modello")


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def choices(book: Workbook) -> dict[tuple[str, int], tuple[list[str], bool]]:
    """For each column with a drop-down: what it offers, and whether another value is refused."""
    found: dict[tuple[str, int], tuple[list[str], bool]] = {}
    for sheet in book.worksheets:
        for validation in sheet.data_validations.dataValidation:
            if validation.type != "list" or not validation.formula1:
                continue
            name, _, cells = validation.formula1.lstrip("=").partition("!")
            left, top, right, bottom = range_boundaries(cells.replace("$", ""))
            rows = book[name.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
            values = [str(row[0]) for row in rows if row[0] is not None]
            for block in str(validation.sqref).split():
                first, _, last, _ = range_boundaries(block)
                for column in range(first, last + 1):
                    found[sheet.title, column] = (values, bool(validation.showErrorMessage))
    return found


def prompts(book: Workbook) -> dict[tuple[str, int], str]:
    """The help that shows when a cell is chosen, by column."""
    return {
        (sheet.title, column): str(validation.prompt)
        for sheet in book.worksheets
        for validation in sheet.data_validations.dataValidation
        if validation.prompt and validation.showInputMessage
        for block in str(validation.sqref).split()
        for column in range(range_boundaries(block)[0], range_boundaries(block)[2] + 1)
    }


def values(book: Workbook) -> dict[str, list[list[str]]]:
    """The filled cells of each sheet, without empty rows and columns after them."""
    found = {}
    for sheet in book.worksheets:
        rows = [
            ["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)
        ]
        while rows and not any(rows[-1]):
            rows.pop()
        wide = max((n + 1 for row in rows for n, v in enumerate(row) if v), default=0)
        found[sheet.title] = [row[:wide] for row in rows]
    return found


def test_the_template_keeps_its_sheets_and_every_word(before: bytes, after: bytes) -> None:
    old, new = opened(before), opened(after)
    assert new.sheetnames == old.sheetnames
    assert values(new) == values(old)


def test_the_template_keeps_its_drop_downs_and_what_they_refuse(
    before: bytes, after: bytes
) -> None:
    old = choices(opened(before))
    assert len(old) > 15
    assert choices(opened(after)) == old


def test_the_template_keeps_its_help_texts(before: bytes, after: bytes) -> None:
    old, new = opened(before), opened(after)
    assert prompts(new) == prompts(old)
    for name, table in SHEETS.items():
        for cell, heading in zip(new[name][1], HEADINGS[table], strict=False):
            assert heading.it in cell.comment.text
            assert heading.en in cell.comment.text


def test_the_template_stays_readable_in_print(after: bytes) -> None:
    for sheet in opened(after).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.page_setup.fitToWidth


@pytest.fixture(scope="module")
def plan(folder: Path) -> Package:
    return read_plan(write_tables(folder / "dup-valle"))


def test_a_filled_workbook_is_read_with_no_loss_after_libreoffice(
    plan: Package, codes: Codes, folder: Path
) -> None:
    content, lost = workbook(plan, codes)
    assert lost == []
    again = read_bytes(saved_by_libreoffice(content, folder, "valle"), "valle.xlsx")
    assert rows_of(again) == TABLES
    assert again.notes == ()


@pytest.mark.parametrize("name", ["esempio-dup-comune-grande", "esempio-dup-unione"])
def test_an_example_plan_is_read_with_no_loss_after_libreoffice(
    name: str, root: Path, codes: Codes, folder: Path
) -> None:
    package = read_plan(root / "examples" / name)
    content, lost = workbook(package, codes)
    assert lost == []
    again = read_bytes(saved_by_libreoffice(content, folder, name), f"{name}.xlsx")
    assert rows_of(again) == rows_of(package)
    assert again.text is not None
    assert package.text is not None
    assert again.text.content == package.text.content


def test_each_sheet_as_csv_holds_the_same_cells(plan: Package, codes: Codes, folder: Path) -> None:
    content, _ = workbook(plan, codes)
    source = folder / "fogli.xlsx"
    source.write_bytes(content)
    # Commas, double quotes, UTF-8, text cells quoted, every sheet in a file of its own.
    path = converted(source, "csv", ':Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1')  # fmt: skip
    for name in SHEETS:
        sheet = path.with_name(f"fogli-{name}.csv")
        with sheet.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        found = [row for row in values(opened(content))[name] if any(row)]
        assert [row[: len(found[0])] for row in rows if any(row)] == found
