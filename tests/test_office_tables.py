"""Plans as offices keep them: each kind is read as what it means, and a note says what was read otherwise."""

from __future__ import annotations

import datetime
import string
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import office
from office import OBJECTIVES, SHEETS, changed, ods, separated, xls, xlsx
from trama.errors import SourceError, SourceProblems
from trama.model import Indicator, StrategicObjective, Target
from trama.plans.known import knowing
from trama.plans.package import Package, read_packages
from trama.plans.readers import read_bytes
from trama.plans.writers.cells import row_of


@pytest.fixture(scope="module")
def registers(root: Path) -> list[Package]:
    return read_packages(root / "graph", root=root)


@pytest.fixture(scope="module")
def true() -> Package:
    return read_bytes(xlsx(SHEETS), "piano.xlsx")


def rows_of(package: Package) -> dict[str, list[dict[str, str]]]:
    """The plan's own words, without what a reader adds."""
    return {
        name: [{k: v for k, v in row_of(e).items() if k not in ("passages", "order")} for e in rows]
        for name, rows in sorted(package.tables.items())
    }


def keys(package: Package) -> list[str]:
    return [note.key.removeprefix("note.") for note in package.notes]


def one(package: Package, code: str) -> StrategicObjective:
    return next(o for o in package.rows(StrategicObjective) if o.code == code)


def test_what_is_in_our_form_is_read_without_a_note(true: Package) -> None:
    assert true.notes == ()
    assert [o.code for o in true.rows(StrategicObjective)] == ["OB-01", "OB-02", "OB-03"]


CSV_KINDS = {
    "semicolon": (";", "utf-8", "", ["separator"]),
    "semicolon, BOM": (";", "utf-8-sig", "", ["separator"]),
    "tab": ("\t", "utf-8", "", ["separator"]),
    "sep line": (";", "utf-8", "sep=;\r\n", ["separator"]),
    "Windows-1252": (";", "cp1252", "", ["encoding", "separator"]),
    "UTF-16": ("\t", "utf-16", "", ["encoding", "separator"]),
    "UTF-16 without mark": (";", "utf-16-le", "", ["encoding", "separator"]),
    "BOM": (",", "utf-8-sig", "", []),
}


@pytest.mark.parametrize("kind", CSV_KINDS)
def test_csv_is_read_with_any_separator_and_encoding(kind: str) -> None:
    separator, encoding, before, noted = CSV_KINDS[kind]
    plain = read_bytes(separated(OBJECTIVES), "piano.csv")
    read = read_bytes(separated(OBJECTIVES, separator, encoding, before), "piano.csv")
    assert rows_of(read) == rows_of(plain)
    assert keys(read) == noted
    assert "età" in one(read, "OB-01").text_it


def test_a_quoted_line_break_and_a_separator_in_quotes_are_words() -> None:
    rows = [["code", "text_it"], ["A-1", "Una strada;\ndue ponti, tre vie"], ["A-2", "Un parco"]]
    for separator in ",;\t":
        read = read_bytes(separated(rows, separator), "piano.csv")
        assert one(read, "A-1").text_it == "Una strada; due ponti, tre vie"
        assert len(read.rows(StrategicObjective)) == 2


def test_an_encoding_that_cannot_be_told_is_refused_with_advice() -> None:
    mixed = "code,text_it\nA-1,Età\n".encode() + "A-2,Città\n".encode("cp1252")
    with pytest.raises(SourceError, match="CSV UTF-8"):
        read_bytes(mixed, "piano.csv")


FORMS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "xlsx": (xlsx, "piano.xlsx"),
    "xlsm": (xlsx, "piano.xlsm"),
    "xls": (xls, "piano.xls"),
    "ods": (ods, "piano.ods"),
}


@pytest.mark.parametrize("form", FORMS)
def test_workbooks_of_every_form_hold_the_same_plan(true: Package, form: str) -> None:
    write, name = FORMS[form]
    read = read_bytes(write(SHEETS), name)
    assert rows_of(read) == rows_of(true)
    assert read.notes == ()


VALUES: dict[str, tuple[str, int, str, object, str, object, str]] = {
    # what: sheet, row, heading, as written, attribute, as read, note
    "day with slashes": ("Obiettivi", 1, "Fine", "31/12/2027", "end", "2027-12-31", "date"),
    "short day with dots": ("Obiettivi", 1, "Fine", "31.12.27", "end", "2027-12-31", "date"),
    "month in words": ("Obiettivi", 1, "Fine", "dicembre 2027", "end", "2027-12", "date"),
    "month in English": ("Obiettivi", 1, "Fine", "December 2027", "end", "2027-12", "date"),
    "day in words": ("Obiettivi", 1, "Fine", "31 dicembre 2027", "end", "2027-12-31", "date"),
    "month and year": ("Obiettivi", 1, "Fine", "12/2027", "end", "2027-12", "date"),
    "day first when it must be": ("Obiettivi", 1, "Fine", "12/31/2027", "end", "2027-12-31", "date"),
    "Excel's own day": ("Obiettivi", 1, "Fine", datetime.date(2027, 12, 31), "end", "2027-12-31", ""),
    "yes": ("Obiettivi", 3, "Locale per scelta", "X", "by_choice", True, "word"),
    "vero": ("Obiettivi", 3, "Locale per scelta", "Vero", "by_choice", True, "word"),
    "section in words": ("Obiettivi", 1, "Sezione", "Sezione operativa", "section", "SeO", "word"),
    "programme under its mission": ("Obiettivi", 1, "Programma di bilancio", "08", "dup_programme", "0108", "word"),
    "programme by name": ("Obiettivi", 1, "Programma di bilancio", "Statistica e sistemi informativi", "dup_programme", "0108", "word"),
    "programme with its name": ("Obiettivi", 1, "Programma di bilancio", "0108 - Statistica", "dup_programme", "0108", "word"),
    "mission in words": ("Obiettivi", 1, "Missione di bilancio", "Missione 1", "dup_mission", "01", "word"),
    "chapter by name": ("Obiettivi", 1, "Indirizzo", "Un Comune vicino", "mission", ("1",), "reference"),
    "chapter with a word before": ("Obiettivi", 1, "Indirizzo", "Indirizzo 1", "mission", ("1",), "reference"),
    "chapter with its name": ("Obiettivi", 1, "Indirizzo", "1 - Un Comune vicino", "mission", ("1",), "reference"),
    "references by commas": ("Obiettivi", 1, "Contribuisce a", "M1-02, M2-16", "contributes_to", ("psttm-2025-2027#M1-02", "psttm-2025-2027#M2-16"), "reference"),
    "references by lines": ("Obiettivi", 1, "Contribuisce a", "M1-02\nM2-16", "contributes_to", ("psttm-2025-2027#M1-02", "psttm-2025-2027#M2-16"), "list"),
    "references by «e»": ("Obiettivi", 1, "Contribuisce a", "M1-02 e M2-16", "contributes_to", ("psttm-2025-2027#M1-02", "psttm-2025-2027#M2-16"), "reference"),
    "a dash of print": ("Obiettivi", 1, "Contribuisce a", "M2–15", "contributes_to", ("psttm-2025-2027#M2-15",), "reference"),
    "a dash with spaces": ("Obiettivi", 1, "Contribuisce a", "M2 - 15", "contributes_to", ("psttm-2025-2027#M2-15",), "reference"),
    "a word before a code": ("Obiettivi", 1, "Contribuisce a", "Obiettivo M2-15", "contributes_to", ("psttm-2025-2027#M2-15",), "reference"),
    "the plan before a code": ("Obiettivi", 1, "Contribuisce a", "PSTTM M2-15", "contributes_to", ("psttm-2025-2027#M2-15",), "reference"),
    "comune by name": ("Obiettivi", 1, "Comuni", "Mediglia", "places", ("015139",), "reference"),
    "comuni by name": ("Obiettivi", 1, "Comuni", "Mediglia, Noviglio e Comune di Opera", "places", ("015139", "015158", "015159"), "reference"),
    "a zero that was lost": ("Obiettivi", 1, "Comuni", 15158, "places", ("015158",), "zero"),
    "instrument by name": ("Obiettivi", 1, "Strumenti", "Piano Territoriale Metropolitano", "instruments", ("ptm",), "reference"),
    "instrument by acronym": ("Obiettivi", 1, "Strumenti", "PTM", "instruments", ("ptm",), "reference"),
    "actor by name": ("Obiettivi", 1, "Responsabile", "Comune di prova", "responsible", ("comune-prova",), "reference"),
    "code with a print dash": ("Obiettivi", 3, "Codice", "OB – 04", "code", "OB-04", "code"),
    "direction of the template": ("Indicatori", 1, "Direzione", "deve crescere", "direction", "increase", "word"),
    "direction in words": ("Indicatori", 1, "Direzione", "in diminuzione", "direction", "decrease", "word"),
    "direction to keep": ("Indicatori", 1, "Direzione", "Mantenere", "direction", "keep", "word"),
    "direction in English": ("Indicatori", 1, "Direzione", "must grow", "direction", "increase", "word"),
    "decimal comma": ("Valori obiettivo", 1, "Valore", "76,5", "value", Decimal("76.5"), "number"),
    "thousands and decimals": ("Valori obiettivo", 1, "Valore", "1.250,50", "value", Decimal("1250.50"), "number"),
    "thousands or decimals": ("Valori obiettivo", 1, "Valore", "6.000", "value", Decimal(6000), "thousands"),
    "euro": ("Valori obiettivo", 1, "Valore", "€ 1.250.000", "value", Decimal(1250000), "number"),
    "spaces between thousands": ("Valori obiettivo", 1, "Valore", "1 250", "value", Decimal(1250), "number"),
    "percent in words": ("Valori obiettivo", 1, "Valore", "76,5%", "value", Decimal("76.5"), "number"),
    "year as a date": ("Valori obiettivo", 1, "Anno", "31/12/2028", "year", "2028-12-31", "date"),
}  # fmt: skip


@pytest.mark.parametrize("what", VALUES)
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_values_are_read_as_people_write_them(
    registers: list[Package], what: str, form: str
) -> None:
    sheet, row, heading, written, attribute, read, note = VALUES[what]
    book: dict[str, Any] = {name: [list(cells) for cells in rows] for name, rows in SHEETS.items()}
    if heading not in book[sheet][0]:
        for number, cells in enumerate(book[sheet]):
            cells.append(heading if number == 0 else "")
    value: Any = written
    if form == "ods" and isinstance(written, datetime.date):
        value = ("date", written.isoformat(), f"{written:%d/%m/%Y}")
    if form == "ods" and isinstance(written, int):
        value = ("float", str(written), str(written))
    book[sheet][row][book[sheet][0].index(heading)] = value
    with knowing(lambda: registers):
        package = read_bytes(FORMS[form][0](book), FORMS[form][1])
    kind = {"Obiettivi": StrategicObjective, "Indicatori": Indicator}.get(sheet, Target)
    made = package.rows(kind)[row - 1]
    assert getattr(made, attribute) == read
    assert (note in keys(package)) == bool(note), list(map(str, package.notes))
    if note:
        told = " ".join(n.said("it") for n in package.notes)
        assert str(written).split("\n")[0][:20] in told


def test_an_ambiguous_number_is_told_with_both_readings() -> None:
    package = read_bytes(xlsx(changed("Valori obiettivo", 1, "Valore", "6.000")), "piano.xlsx")
    (note,) = [n.said("it") for n in package.notes if n.key == "note.thousands"]
    assert "6000" in note
    assert "6.000" in note


@pytest.mark.parametrize(("other", "value"), [("12,5", 6000), ("1.250.000", 6000), ("12.5", 6)])
def test_other_cells_of_the_column_settle_what_a_dot_means(other: str, value: int) -> None:
    book = changed("Valori obiettivo", 1, "Valore", "6.000")
    book["Valori obiettivo"].append(["IND-01-2027", "IND-01", other, "2027"])
    package = read_bytes(xlsx(book), "piano.xlsx")
    assert package.rows(Target)[0].value == value
    assert "thousands" not in keys(package)


def test_a_percent_cell_is_read_as_it_is_shown() -> None:
    def shown(book: Any) -> None:
        book["Valori obiettivo"]["C2"] = 0.76
        book["Valori obiettivo"]["C2"].number_format = "0%"

    for content, name in (
        (xlsx(SHEETS, shown), "piano.xlsx"),
        (xls(changed("Valori obiettivo", 1, "Valore", 0.76), "0%"), "piano.xls"),
        (ods(changed("Valori obiettivo", 1, "Valore", ("percentage", "0.76", "76%"))), "piano.ods"),
    ):
        package = read_bytes(content, name)
        assert package.rows(Target)[0].value == 76, name
        assert keys(package) == ["percent"], name


def test_codes_are_kept_as_they_are_shown() -> None:
    def shown(book: Any) -> None:
        book["Obiettivi"]["A4"] = 1.3
        book["Obiettivi"]["A4"].number_format = "0.00"
        # An Italian Excel takes 4.2 for the fourth of February.
        book["Obiettivi"]["E4"] = datetime.date(2026, 2, 9)
        book["Obiettivi"]["E4"].number_format = "d-mmm"

    package = read_bytes(xlsx(SHEETS, shown), "piano.xlsx")
    last = package.rows(StrategicObjective)[2]
    assert (last.code, last.dup_programme) == ("1.30", "0902")


def test_merged_cells_give_their_value_to_every_row_and_that_is_told(true: Package) -> None:
    def merge(book: Any) -> None:
        book["Obiettivi"]["C3"] = None
        book["Obiettivi"].merge_cells("C2:C3")

    blank = changed("Obiettivi", 2, "Indirizzo", "")
    for content, name in (
        (xlsx(SHEETS, merge), "piano.xlsx"),
        (ods(blank, {("Obiettivi", 1, 2): 2}), "piano.ods"),
    ):
        package = read_bytes(content, name)
        assert rows_of(package) == rows_of(true), name
        assert keys(package) == ["merged"], name


def test_a_sheet_is_known_by_its_headings_and_titles_and_totals_are_left_aside(
    true: Package,
) -> None:
    book = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    objectives = book.pop("Obiettivi")
    titled = [["DUP 2026-2028"], ["Elenco degli obiettivi operativi"], *objectives]
    titled[4:4] = [[], objectives[0]]
    titled.append(["Totale obiettivi: 3"])
    package = read_bytes(xlsx({**book, "Foglio1": titled}), "piano.xlsx")
    assert rows_of(package) == rows_of(true)
    assert set(keys(package)) == {"sheet-known", "titles-aside", "heads-again", "total-row"}


def test_sheets_of_one_kind_are_taken_together() -> None:
    head, first, second, third = OBJECTIVES
    book = SHEETS | {"Obiettivi": (head, first), "Obiettivi SeS": (head, second, third)}
    package = read_bytes(xlsx(book), "piano.xlsx")
    assert [o.code for o in package.rows(StrategicObjective)] == ["OB-01", "OB-02", "OB-03"]
    assert any("Obiettivi SeS" in str(note) for note in package.notes)
    again = SHEETS | {"Obiettivi": (head, first), "Obiettivi SeS": (head, first)}
    with pytest.raises(SourceProblems) as caught:
        read_bytes(xlsx(again), "piano.xlsx")
    assert "Obiettivi SeS!A2" in str(caught.value)
    assert "Obiettivi!A2" in str(caught.value)


def test_what_is_hidden_is_told() -> None:
    def hide(book: Any) -> None:
        book["Obiettivi"].row_dimensions[3].hidden = True
        page = book.create_sheet("Bozza")
        page.append(["Codice", "Testo"])
        page.append(["X-1", "Una bozza"])
        page.sheet_state = "hidden"

    package = read_bytes(xlsx(SHEETS, hide), "piano.xlsx")
    assert len(package.rows(StrategicObjective)) == 3
    assert set(keys(package)) == {"rows-hidden", "sheet-hidden"}


def test_extra_columns_and_cells_are_left_aside_and_told() -> None:
    book = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    book["Obiettivi"] = [
        [*row, extra, ""]
        for row, extra in zip(book["Obiettivi"], ["Note dell'ufficio", "a", "b", "c"], strict=True)
    ]
    book["Obiettivi"][1].append("un appunto")
    package = read_bytes(xlsx(book), "piano.xlsx")
    assert set(keys(package)) == {"column-aside", "stray"}


HEADINGS = {
    "Codice": ["CODICE *", "Cod. obiettivo", "code", "codice  obiettivo"],
    "Testo dell'obiettivo": ["Testo dell’obiettivo *", "DESCRIZIONE", "Descrizione dell´obiettivo", "text_it"],
    "Contribuisce a": ["Contribuisce  A", "contributes to", "Concorre a"],
    "Inizio": ["Data di inizio", "dal", "start"],
    "Fine": ["Scadenza", "Data fine", "Entro", "end"],
    "Locale per scelta": ["LOCALE PER SCELTA", "local by choice"],
}  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs"), [(o, t) for o, ts in HEADINGS.items() for t in ts])
def test_headings_are_known_by_other_names(true: Package, ours: str, theirs: str) -> None:
    book = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    book["Obiettivi"][0] = [theirs if title == ours else title for title in book["Obiettivi"][0]]
    assert rows_of(read_bytes(xlsx(book), "piano.xlsx")) == rows_of(true)


def test_expected_values_may_have_their_year_in_the_heading() -> None:
    book = SHEETS | {
        "Valori obiettivo": (
            ["Indicatore", "Valore atteso 2027", "Valore atteso 2028"],
            ["Raccolta differenziata", "70,5", "76,5"],
        )
    }
    found = read_bytes(xlsx(book), "piano.xlsx").rows(Target)
    assert [(t.indicator, t.value, t.year) for t in found] == [
        (("IND-01",), Decimal("70.5"), "2027"),
        (("IND-01",), Decimal("76.5"), "2028"),
    ]


def test_a_plan_without_objectives_is_refused_naming_its_sheets() -> None:
    book = {name: rows for name, rows in SHEETS.items() if name != "Obiettivi"}
    with pytest.raises(SourceError, match=r"no objective.*Piano.*Foglio9"):
        read_bytes(xlsx({**book, "Foglio9": [["a", "b"], ["c", "d"]]}), "piano.xlsx")


def test_a_password_is_called_a_password() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(SourceError, match="password"):
        read_bytes(locked, "piano.xlsx")


def test_two_plans_in_a_workbook_are_told() -> None:
    book = SHEETS | {"Piano": (*office.PLAN, ["dup-altro", *office.PLAN[1][1:]])}
    with pytest.raises(SourceProblems, match="one plan"):
        read_bytes(xlsx(book), "piano.xlsx")


# A plan, rewritten as any office would, is the same plan.

words = st.text(string.ascii_letters + "àèéìòù '", min_size=3, max_size=30).map(
    lambda w: " ".join(w.split()) or "obiettivo"
)
days = st.dates(datetime.date(2026, 1, 1), datetime.date(2028, 12, 31))
values = st.decimals(0, 99_999, places=2)


@st.composite
def plans(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 5))
    return [
        {
            "code": f"OB-{n:02d}",
            "mission": draw(st.sampled_from("12")),
            "text": f"Obiettivo {draw(words)}",
            "end": draw(days),
            "value": draw(values),
        }
        for n in range(1, count + 1)
    ]


DAYS: dict[str, Callable[[datetime.date], object]] = {
    "iso": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d:%d/%m/%Y}",
    "dots": lambda d: f"{d:%d.%m.%y}",
    "cell": lambda d: d,
}
NUMBERS: dict[str, Callable[[Decimal], object]] = {
    "dot": lambda v: f"{v:.2f}",
    "comma": lambda v: f"{v:.2f}".replace(".", ","),
    "thousands": lambda v: f"{v:,.2f}".translate({44: ".", 46: ","}),
    "cell": float,
}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plan=plans(),
    day=st.sampled_from(sorted(DAYS)),
    number=st.sampled_from(sorted(NUMBERS)),
    merge=st.booleans(),
    reverse=st.booleans(),
    titles=st.integers(0, 2),
    form=st.sampled_from(["xlsx", "xls", "csv;1252", "csv,utf-8", "csv\tutf-16"]),
)
def test_a_plan_rewritten_as_an_office_would_is_the_same_plan(
    plan: list[dict[str, Any]],
    day: str,
    number: str,
    merge: bool,
    reverse: bool,
    titles: int,
    form: str,
) -> None:
    plain = form.startswith("csv")
    if day == "cell" and form != "xlsx":
        day = "slashes"
    if number == "cell" and plain:
        number = "comma"
    plan = sorted(plan, key=lambda o: o["mission"])
    columns = [
        ("Cod. obiettivo", [o["code"] for o in plan]),
        ("Linea strategica", [o["mission"] for o in plan]),
        ("DESCRIZIONE", [o["text"] for o in plan]),
        ("Scadenza", [DAYS[day](o["end"]) for o in plan]),
    ]
    if merge and form == "xlsx":
        seen: set[str] = set()
        columns[1] = (
            "Linea strategica",
            ["" if o["mission"] in seen else seen.add(o["mission"]) or o["mission"] for o in plan],
        )  # type: ignore[func-returns-value]
    if reverse:
        columns.reverse()
    rows: list[list[object]] = [[title for title, _ in columns]]
    rows += [list(values) for values in zip(*(values for _, values in columns), strict=True)]
    rows = [["Elenco degli obiettivi"] for _ in range(titles)] + rows
    targets = [["Codice", "Indicatore", "Valore", "Anno"]] + [
        [f"T-{n}", "IND-01", NUMBERS[number](o["value"]), "2028"] for n, o in enumerate(plan)
    ]
    if plain:
        content = separated(rows, form[3], {"1252": "cp1252"}.get(form[4:], form[4:]))
        read = read_bytes(content, "piano.csv")
    else:
        book: dict[str, Any] = SHEETS | {"Elenco": rows, "Valori obiettivo": targets}
        del book["Obiettivi"]
        book["Indicatori"] = (office.INDICATORS[0], [*office.INDICATORS[1][:4], "OB-01"])

        def merged(opened: Any) -> None:
            if not merge:
                return
            letter = "ABCD"[[title for title, _ in columns].index("Linea strategica")]
            for mission in {o["mission"] for o in plan}:
                lines = [n for n, o in enumerate(plan, start=titles + 2) if o["mission"] == mission]
                opened["Elenco"].merge_cells(f"{letter}{lines[0]}:{letter}{lines[-1]}")

        content = xlsx(book, merged) if form == "xlsx" else xls(book)
        read = read_bytes(content, f"piano.{form}")
        found = [t.value for t in read.rows(Target)]
        assert found == [o["value"] for o in plan]
    got = [(o.code, o.mission, o.text_it, o.end) for o in read.rows(StrategicObjective)]
    assert got == [
        (o["code"], (o["mission"],), " ".join(o["text"].split()), o["end"].isoformat())
        for o in plan
    ]
