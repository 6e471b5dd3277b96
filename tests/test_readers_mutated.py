"""Each reader, on a thousand damaged files: a clear error or a right result, in little memory and time.

The files are read in a process of its own, whose memory and time are limited; see `mutations/run.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mutations import LAUGHS, OUTSIDE, packed, replaced
from office import SHEETS, ods, xls
from plans_in import write_tables
from small_pdf import dup_odt
from trama.plans.readers import read_plan
from trama.plans.writers import write_plan
from trama.plans.writers.folder import folder_files

RUN = Path(__file__).parent / "mutations" / "run.py"
FILES = {
    "xlsx": "piano.xlsx",
    "csv-zip": "piano.zip",
    "stratml": "piano.xml",
    "turtle": "piano.ttl",
    "json-ld": "piano.jsonld",
    "csv": "piano.csv",
    "pasted": "piano.txt",
    "xls": "piano.xls",
    "ods": "piano.ods",
    "odt": "piano.odt",
}
COUNT, SEED = 1_000, 1
MEMORY = 600_000_000
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET3 = "xl/worksheets/sheet3.xml"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound plan in every form."""
    folder = tmp_path_factory.mktemp("sound")
    plan = read_plan(write_tables(folder / "tables"))
    for form in ("xlsx", "stratml", "turtle", "json-ld"):
        write_plan(plan, folder / FILES[form])
    tables = dict(folder_files(plan))
    (folder / FILES["csv-zip"]).write_bytes(packed(tables))
    (folder / FILES["csv"]).write_bytes(tables["objectives.csv"])
    lines = (f"OP-{n}  Obiettivo numero {n}, «bello»" for n in range(30))
    (folder / FILES["pasted"]).write_text("# Capitolo\n" + "\n".join(lines), encoding="utf-8")
    (folder / FILES["xls"]).write_bytes(xls(SHEETS))
    (folder / FILES["ods"]).write_bytes(ods(SHEETS))
    (folder / FILES["odt"]).write_bytes(dup_odt())
    return folder


def run(form: str, file: Path, count: str) -> dict[str, Any]:
    command = [sys.executable, str(RUN), form, str(file), count, str(SEED)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("form", FILES)
def test_a_thousand_damaged_files_are_told_or_read(form: str, files: Path) -> None:
    result = run(form, files / FILES[form], str(COUNT))
    assert result["failed"] == []
    assert result["read"] + result["told"] == COUNT
    # Neither does the mutation always destroy, nor does the reader take everything. An old workbook is not text and
    # has sectors at fixed places: three kinds of mutation in eight take it for UTF-8, four cut, add or move bytes and
    # so shift its sectors; few but those of the last kind, which change bytes in place, leave a file to be read.
    assert result["read"] > (20 if form == "xls" else 50)
    assert result["told"] > 50
    assert result["peak"] < MEMORY
    assert result["slowest"] < 20


def big_sheet(path: Path, sound: Path, piece: bytes, times: int) -> Path:
    """A workbook with one sheet of as much as is asked for, written as a stream."""
    with zipfile.ZipFile(sound) as archive, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for member in archive.namelist():
            if member != SHEET3:
                out.writestr(member, archive.read(member))
        with out.open(SHEET3, "w", force_zip64=True) as sheet:
            sheet.write(SHEET)
            for _ in range(times):
                sheet.write(piece)
    return path


@pytest.mark.parametrize(
    "piece",
    [
        b'<row><c t="inlineStr"><is><t>words</t></is></c></row>' * 20_000,
        b"<row><c/></row>" * 70_000,
        b" " * 1_000_000,
        b"<row><c t='inlineStr'><is><t>" + b"x" * 1_000_000,
        b"<!-- " + b"x" * 999_000 + b" -->",
    ],
    ids=["cells", "empty cells", "spaces", "one long text", "comments"],
)
def test_a_sheet_of_200_mb_is_told(piece: bytes, files: Path, tmp_path: Path) -> None:
    times = 200_000_000 // len(piece) + 1
    bomb = big_sheet(tmp_path / "piano.xlsx", files / FILES["xlsx"], piece, times)
    result = run("xlsx", bomb, "-")
    assert (result["told"], result["failed"]) == (1, [])
    assert result["peak"] < MEMORY


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("form", ["xlsx", "stratml"])
def test_entities_are_told(form: str, doctype: bytes, files: Path, tmp_path: Path) -> None:
    sound = (files / FILES[form]).read_bytes()
    path = tmp_path / FILES[form]
    if form == "xlsx":
        path.write_bytes(replaced(sound, "xl/workbook.xml", doctype + b"<workbook>&l;</workbook>"))
    else:
        path.write_bytes(doctype + b"<StrategicPlan>&l;&x;</StrategicPlan>")
    result = run(form, path, "-")
    assert (result["told"], result["failed"]) == (1, [])
    assert result["slowest"] < 2
