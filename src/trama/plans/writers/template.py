"""The workbook that a planner fills in, empty: instructions in both languages, example, codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from trama.files import write_atomically
from trama.office.look import HEADER, PLAIN, SUBTITLE, TABS, TITLE, height, printed, style
from trama.office.workbook import book_bytes
from trama.plans.form import HEADINGS, SHEETS
from trama.plans.writers.codes import Codes
from trama.plans.writers.xlsx import add_codes, add_table, new_book

_INSTRUCTIONS = {
    "Istruzioni": (
        "Il tuo piano, in un foglio di calcolo",
        (
            ("Come si compila", ""),
            ("1.", "Nel foglio Piano descrivi il piano, su una riga sola."),
            ("2.", "Nel foglio Obiettivi metti un obiettivo per riga, con le parole del piano: sono quelle che i controlli citano."),
            ("3.", "Per ogni obiettivo scegli che cosa attua, o a che cosa contribuisce, del piano sovraordinato. Se non serve alcun obiettivo ed è una scelta, scrivi sì in «Locale per scelta»."),
            ("4.", "Indicatori e valori obiettivo sono facoltativi: servono a confrontare i traguardi fra piani."),
            ("5.", "Nei fogli Attori e Strumenti aggiungi solo chi e che cosa non è già nell'elenco del foglio Codici. Comuni e Collegamenti sono facoltativi: i comuni di cui il piano parla, e ciò che il piano dice di altri obiettivi (un contrasto, per esempio) con le parole che lo provano."),
            ("Che cosa sapere", ""),
            ("*", "Le colonne con l'asterisco e il fondo blu sono necessarie, le altre aiutano."),
            ("▾", "Dove c'è una tendina, scegli dall'elenco. Se servono più valori, separali con un punto e virgola."),
            ("04", "Le missioni e i programmi di bilancio sono quelli del D.Lgs. 118/2011. Se il foglio Missioni resta vuoto, gli obiettivi stanno sotto la loro missione di bilancio."),
            ("SeS", "La sezione dice se l'obiettivo è della Sezione Strategica (SeS) o della Sezione Operativa (SeO) del DUP."),
            ("2027", "Le date sono anni, mesi o giorni: 2027, 2027-10, 2027-10-31; anche 31/10/2027 e ottobre 2027 si leggono."),
            ("Esempio", "Il foglio Esempio mostra ogni colonna compilata; non viene letto."),
            ("Codici", "Il foglio Codici contiene gli elenchi; non va modificato e non viene letto."),
        ),
    ),
    "Instructions": (
        "Your plan, in a spreadsheet",
        (
            ("How to fill it in", ""),
            ("1.", "In the sheet Piano describe the plan, on one row."),
            ("2.", "In the sheet Obiettivi put one objective on a row, in the plan's own words: the checks quote them."),
            ("3.", "For each objective choose what it implements, or contributes to, of the upper plan. If it serves no objective and that is a choice, write sì in «Locale per scelta»."),
            ("4.", "Indicators and targets (Indicatori, Valori obiettivo) are optional: they serve to compare aims between plans."),
            ("5.", "In the sheets Attori and Strumenti add only those that are not in the list of the sheet Codici yet. Comuni and Collegamenti are optional: the comuni that the plan is about, and what it says of other objectives (a conflict, say) with the words that bear it out."),
            ("What to know", ""),
            ("*", "Columns with an asterisk on blue are needed, the others help."),
            ("▾", "Where there is a drop-down, choose from the list. Separate several values with a semicolon."),
            ("04", "Budget missions and programmes are those of D.Lgs. 118/2011. If the sheet Missioni stays empty, objectives stand under their budget mission."),
            ("SeS", "The section says whether an objective is of the strategic (SeS) or the operational section (SeO) of the DUP."),
            ("2027", "Dates are years, months or days: 2027, 2027-10, 2027-10-31; 31/10/2027 and October 2027 are read as well."),
            ("Esempio", "The sheet Esempio shows every column filled in; it is not read."),
            ("Codici", "The sheet Codici holds the lists; leave it as it is; it is not read."),
        ),
    ),
}  # fmt: skip


def write_template(path: Path, codes: Codes) -> None:
    """Write the empty workbook, with drop-downs of the codes that there are."""
    write_atomically(path, template(codes))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is only for reading: its name, headings, widths of columns and rows."""

    name: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


def template(
    codes: Codes,
    rows: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    beside: Sheet | None = None,
) -> bytes:
    """Return the bytes of the workbook: empty, or with `rows` by table and a sheet to read `beside`."""
    book = new_book()
    for name in _INSTRUCTIONS:
        _add_instructions(book, name)
    for table in SHEETS.values():
        sheet = add_table(book, table, list((rows or {}).get(table, ())), codes, [])
        sheet.sheet_properties.tabColor = "0066CC"
    if beside:
        _add_sheet(book, beside)
    _add_example(book)
    add_codes(book, codes)
    book.active = 0
    return book_bytes(book)


def _add_instructions(book: Workbook, name: str) -> None:
    title, lines = _INSTRUCTIONS[name]
    sheet = book.create_sheet(name)
    sheet.sheet_properties.tabColor = TABS[name]
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 100
    style(sheet.cell(1, 1, title), TITLE)
    sheet.row_dimensions[1].height = 34
    for line, (mark, words) in enumerate(lines, start=3):
        style(sheet.cell(line, 1, mark), PLAIN if words else SUBTITLE)
        style(sheet.cell(line, 2, words or None), PLAIN)
        sheet.row_dimensions[line].height = height([(words, 100)])
    printed(sheet, 112)


def _add_sheet(book: Workbook, beside: Sheet) -> None:
    sheet = book.create_sheet(beside.name)
    sheet.sheet_properties.tabColor = TABS["Esempio"]
    for place, (title, width) in enumerate(zip(beside.headings, beside.widths, strict=True), 1):
        style(sheet.cell(1, place, title), HEADER)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line, values in enumerate(beside.rows, start=2):
        for place, value in enumerate(values, start=1):
            cell = sheet.cell(line, place, value or None)
            if value:
                cell.data_type = "s"
            style(cell, PLAIN)
        sheet.row_dimensions[line].height = height(zip(values, beside.widths, strict=True))
    sheet.freeze_panes = "C2"
    printed(sheet, sum(beside.widths))


def _add_example(book: Workbook) -> None:
    """Every column of every sheet: its heading, an example and how to fill it."""
    sheet = book.create_sheet("Esempio")
    sheet.sheet_properties.tabColor = TABS["Esempio"]
    heads = ("Foglio", "Colonna", "Esempio", "Come si compila", "How to fill it in")
    widths = (18, 30, 40, 60, 60)
    for place, (title, width) in enumerate(zip(heads, widths, strict=True), start=1):
        style(sheet.cell(1, place, title), HEADER)
        sheet.column_dimensions["ABCDE"[place - 1]].width = width
    line = 2
    for name, table in SHEETS.items():
        for heading in HEADINGS[table]:
            values = (name, heading.title, heading.example, heading.it, heading.en)
            for place, value in enumerate(values, start=1):
                cell = sheet.cell(line, place, value or None)
                if value:
                    cell.data_type = "s"
                style(cell, PLAIN)
            sheet.row_dimensions[line].height = height(zip(values, widths, strict=True))
            line += 1
    sheet.freeze_panes = "A2"
    printed(sheet, sum(widths))
