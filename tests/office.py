"""A small plan laid out as offices lay them out: CSV, XLSX, XLS and ODS with their habits."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import openpyxl

Rows = Sequence[Sequence[object]]

PLAN = (
    ["Identificativo", "Titolo", "Tipo di piano", "Inizio", "Fine", "Ente", "Piano sovraordinato"],
    ["dup-prova", "DUP di prova", "dup", "2026", "2028", "comune-prova", "psttm-2025-2027"],
)
MISSIONS = (["Numero", "Indirizzo strategico"], ["1", "Un Comune vicino"], ["2", "Ambiente"])
OBJECTIVES = (
    ["Codice", "Sezione", "Indirizzo", "Missione di bilancio", "Programma di bilancio", "Nome breve", "Testo dell'obiettivo", "Contribuisce a", "Locale per scelta", "Inizio", "Fine", "Comuni"],
    ["OB-01", "SeO", "1", "01", "0108", "Sportello", "Sportello telematico per l'età avanzata", "psttm-2025-2027#M1-02", "", "2026-03-01", "2027-12-31", "015139"],
    ["OB-02", "SeO", "1", "09", "0902", "Alberi", "Alberi lungo le rogge", "psttm-2025-2027#M1-02;psttm-2025-2027#M2-16", "", "2026", "2028", "015158"],
    ["OB-03", "SeO", "2", "09", "0902", "Rogge", "Pulizia delle rogge", "", "sì", "2026", "2028", ""],
)  # fmt: skip
INDICATORS = (
    ["Codice", "Indicatore", "Unità", "Direzione", "Obiettivo misurato"],
    ["IND-01", "Raccolta differenziata", "%", "increase", "OB-02"],
)
TARGETS = (
    ["Codice", "Indicatore", "Valore", "Anno"],
    ["IND-01-2028", "IND-01", "76.5", "2028"],
)
ACTORS = (["Identificativo", "Nome", "Tipo di attore"], ["comune-prova", "Comune di prova", "municipality"])  # fmt: skip
SHEETS: dict[str, Rows] = {
    "Piano": PLAN,
    "Missioni": MISSIONS,
    "Obiettivi": OBJECTIVES,
    "Indicatori": INDICATORS,
    "Valori obiettivo": TARGETS,
    "Attori": ACTORS,
}


def changed(sheet: str, row: int, heading: str, value: object) -> dict[str, list[list[object]]]:
    """The sheets with one cell changed; row 1 is the first below the headings."""
    book = {name: [list(cells) for cells in rows] for name, rows in SHEETS.items()}
    book[sheet][row][list(book[sheet][0]).index(heading)] = value
    return book


def xlsx(sheets: Mapping[str, Rows], change: Any = None) -> bytes:
    """The sheets as a workbook; `change` is called with the open book."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([None if value == "" else value for value in row])
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(sheets: Mapping[str, Rows], style: str = "") -> bytes:
    """The sheets as a workbook of before 2007; numbers have the format `style`."""
    import xlwt

    book = xlwt.Workbook()
    for name, rows in sheets.items():
        page = book.add_sheet(name)
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if value == "":
                    continue
                if isinstance(value, int | float) and style:
                    page.write(line, place, value, xlwt.easyxf(num_format_str=style))
                else:
                    page.write(line, place, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(
    sheets: Mapping[str, Rows], spans: Mapping[tuple[str, int, int], int] | None = None
) -> bytes:
    """The sheets as OpenDocument; a value may be (type, value, shown). `spans` gives rows by sheet, row, column."""
    parts = []
    for name, rows in sheets.items():
        lines = []
        for line, row in enumerate(rows):
            cells = []
            for place, value in enumerate(row):
                span = (spans or {}).get((name, line, place), 1)
                more = (
                    f' table:number-rows-spanned="{span}" table:number-columns-spanned="1"'
                    if span > 1
                    else ""
                )
                if isinstance(value, tuple):
                    kind, held, shown = value
                    at = "date-value" if kind == "date" else "value"
                    cells.append(
                        f'<table:table-cell office:value-type="{kind}" office:{at}="{held}"{more}><text:p>{escape(shown)}</text:p></table:table-cell>'
                    )
                elif value == "":
                    cells.append("<table:table-cell/>")
                else:
                    cells.append(
                        f'<table:table-cell office:value-type="string"{more}><text:p>{escape(str(value))}</text:p></table:table-cell>'
                    )
            lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        parts.append(f'<table:table table:name="{escape(name)}">{"".join(lines)}</table:table>')
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{''.join(parts)}</office:spreadsheet></office:body></office:document-content>"
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def separated(rows: Rows, separator: str = ",", encoding: str = "utf-8", before: str = "") -> bytes:
    """Rows as CSV."""
    out = io.StringIO()
    out.write(before)
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)
