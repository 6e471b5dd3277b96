"""One plan's content laid out in the ways in which DUPs and PEGs are written, as Word files.

LibreOffice turns each into ODT and PDF (`tests.layouts.converted`). The content is made up; what a layout
does not show, such as codes in a bare list, is not expected of a reader.
"""

from __future__ import annotations

import difflib
import io
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

from trama.plans.readers.documents.proposal import STRATEGIC, Proposal, Row

YEARS = ("2026", "2027", "2028")


@dataclass(frozen=True)
class Wanted:
    """An objective as it was written into a document."""

    code: str
    text: str
    mission: str
    programme: str
    above: str
    responsible: str
    indicator: str
    targets: tuple[str, str, str]
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Content:
    """A plan to lay out: mandate lines, strategic objectives below them, and objectives."""

    title: str
    body: str
    lines: tuple[tuple[str, str], ...]
    strategic: tuple[tuple[str, str, str], ...]
    objectives: tuple[Wanted, ...]


PROGRAMMES = {
    "0902": ("09", "Sviluppo sostenibile e tutela del territorio e dell'ambiente", "02", "Tutela, valorizzazione e recupero ambientale"),
    "1005": ("10", "Trasporti e diritto alla mobilità", "05", "Viabilità e infrastrutture stradali"),
    "1201": ("12", "Diritti sociali, politiche sociali e famiglia", "01", "Interventi per l'infanzia e i minori e per asili nido"),
    "0108": ("01", "Servizi istituzionali, generali e di gestione", "08", "Statistica e sistemi informativi"),
}  # fmt: skip
_FILLER = (
    "L'Amministrazione intende proseguire il percorso avviato nel mandato precedente, in raccordo con gli "
    "enti del territorio e con le forme di partecipazione previste dallo Statuto comunale."
)


def _wanted(code: str, text: str, programme: str, who: str, indicator: str, *values: str) -> Wanted:
    first, second, third = values
    return Wanted(
        code,
        text,
        programme[:2],
        programme,
        code.rpartition(".")[0],
        who,
        indicator,
        (first, second, third),
        "2026",
        "2028",
    )


CONTENT = Content(
    "Documento Unico di Programmazione 2026-2028",
    "Comune di Valfiorita",
    (("1", "Una città che respira"), ("2", "Una città che accoglie e si muove")),
    (
        ("1.1", "Estendere il verde e contenere il consumo di suolo", "1"),
        ("1.2", "Rendere sicuri e continui i percorsi per chi cammina e pedala", "1"),
        ("2.1", "Sostenere le famiglie nei primi anni di vita dei figli", "2"),
        ("2.2", "Semplificare il rapporto fra cittadini e uffici", "2"),
    ),
    (
        _wanted("1.1.1", "Mettere a dimora nuovi alberi nei viali e nei cortili delle scuole, con l'aiuto delle associazioni di quartiere", "0902", "Settore Ambiente", "Numero di alberi messi a dimora", "150", "300", "1.200"),
        _wanted("1.1.2", "Rendere permeabili i parcheggi pubblici di via Dante e di piazza Mercato", "0902", "Settore Ambiente", "Superficie resa permeabile (mq)", "800", "1.500", "2.400"),
        _wanted("1.1.3", "Restituire alla cittadinanza le sponde del torrente, con un sentiero naturalistico e punti di sosta", "0902", "Settore Ambiente", "Km di sentiero aperti", "1,5", "3", "4,5"),
        _wanted("1.1.4", "Ridurre i rifiuti indifferenziati con la tariffa puntuale e con controlli sui conferimenti", "0902", "Servizio Rifiuti", "Percentuale di raccolta differenziata", "72 %", "75 %", "78 %"),
        _wanted("1.2.1", "Completare la rete ciclabile fra il centro, le frazioni e la stazione ferroviaria", "1005", "Settore Lavori pubblici", "Km di piste ciclabili realizzati", "2", "5", "9"),
        _wanted("1.2.2", "Mettere in sicurezza gli attraversamenti davanti alle scuole primarie e dell'infanzia", "1005", "Settore Lavori pubblici", "Attraversamenti messi in sicurezza", "4", "8", "12"),
        _wanted("1.2.3", "Istituire zone a velocità moderata nei quartieri residenziali", "1005", "Polizia locale", "Zone a velocità moderata istituite", "1", "2", "4"),
        _wanted("2.1.1", "Ampliare i posti negli asili nido comunali e convenzionati, anche con orari più lunghi", "1201", "Settore Servizi educativi", "Posti nido disponibili", "180", "200", "230"),
        _wanted("2.1.2", "Aprire un centro per le famiglie con bambini piccoli negli spazi dell'ex biblioteca", "1201", "Settore Servizi educativi", "Famiglie accolte nell'anno", "60", "120", "160"),
        _wanted("2.1.3", "Attivare un servizio di sostegno psicologico ai neogenitori in collaborazione con il consultorio", "1201", "Settore Servizi sociali", "Percorsi di sostegno conclusi", "20", "35", "50"),
        _wanted("2.2.1", "Portare in rete tutte le istanze dei cittadini, con un solo accesso e una sola scrivania", "0108", "Settore Innovazione", "Percentuale di istanze presentate in rete", "60 %", "80 %", "95 %"),
        _wanted("2.2.2", "Pubblicare come dati aperti gli archivi del territorio e dei servizi comunali", "0108", "Settore Innovazione", "Insiemi di dati pubblicati", "10", "25", "40"),
    ),
)  # fmt: skip


def _new(content: Content, *, head: bool = False) -> Document:
    made = docx.Document()
    made.add_heading(content.title, 0)
    made.add_paragraph(content.body)
    if head:
        section = made.sections[0]
        section.header.paragraphs[0].text = f"{content.body} – DUP 2026-2028"
        foot = section.footer.paragraphs[0]
        foot.add_run("Pagina ")
        _field(foot, "PAGE")
        foot.add_run(" di ")
        _field(foot, "NUMPAGES")
    return made


def _field(paragraph, code: str) -> None:
    for kind, words in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def _strategic(made: Document, content: Content, *, level: int = 2) -> None:
    made.add_heading("Sezione Strategica (SeS)", 1)
    for number, name in content.lines:
        made.add_heading(f"Linea di mandato {number} – {name}", level)
        for code, text, line in content.strategic:
            if line == number:
                paragraph = made.add_paragraph()
                paragraph.add_run(f"Obiettivo strategico {code} – {text}").bold = True
                made.add_paragraph(_FILLER)


def _programmes(content: Content) -> Iterable[tuple[str, list[Wanted]]]:
    for code in dict.fromkeys(objective.programme for objective in content.objectives):
        yield code, [one for one in content.objectives if one.programme == code]


def _titles(made: Document, code: str, *, level: int = 2) -> None:
    mission, name, programme, called = PROGRAMMES[code]
    made.add_heading(f"Missione {mission} – {name}", level)
    made.add_heading(f"Programma {programme} – {called}", level + 1)


def headings(content: Content) -> Document:
    """Each objective is a heading, with labelled paragraphs below it."""
    made = _new(content, head=True)
    _strategic(made, content)
    made.add_heading("Sezione Operativa (SeO)", 1)
    for code, objectives in _programmes(content):
        _titles(made, code)
        for one in objectives:
            made.add_heading(f"Obiettivo operativo {one.code} – {one.text}", 4)
            made.add_paragraph(f"Obiettivo strategico di riferimento: {one.above}")
            made.add_paragraph(f"Responsabile: {one.responsible}")
            made.add_paragraph("Durata: 2026-2028")
            made.add_paragraph(f"Descrizione: {_FILLER}")
            made.add_paragraph(f"Indicatore: {one.indicator}")
            for year, value in zip(YEARS, one.targets, strict=True):
                made.add_paragraph(f"Target {year}: {value}")
    return made


def lists(content: Content) -> Document:
    """Objectives are items below «Obiettivi operativi», their facts items of a second level."""
    made = _new(content)
    _strategic(made, content)
    made.add_heading("Sezione Operativa (SeO)", 1)
    for code, objectives in _programmes(content):
        _titles(made, code)
        made.add_paragraph(_FILLER)
        made.add_heading("Obiettivi operativi", 4)
        for one in objectives:
            made.add_paragraph(f"{one.code} {one.text};", style="List Bullet")
            made.add_paragraph(f"Responsabile: {one.responsible}", style="List Bullet 2")
            values = "; ".join(f"{y}: {v}" for y, v in zip(YEARS, one.targets, strict=True))
            made.add_paragraph(f"Indicatore: {one.indicator}", style="List Bullet 2")
            made.add_paragraph(f"Target: {values}", style="List Bullet 2")
    return made


def _grid(made: Document, titles: Sequence[str], widths: Sequence[float] = ()) -> Table:
    table = made.add_table(rows=1, cols=len(titles))
    table.style = "Table Grid"
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        _write(cell, title, bold=True)
    properties = table.rows[0]._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
    if widths:
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
    return table


def _write(cell: _Cell, text: str, *, bold: bool = False, size: float = 9) -> None:
    run = cell.paragraphs[0].add_run(text)
    run.bold = bold
    run.font.size = Pt(size)


def _row(table: Table, values: Sequence[str], widths: Sequence[float] = ()) -> list[_Cell]:
    cells = list(table.add_row().cells)
    for place, (cell, value) in enumerate(zip(cells, values, strict=True)):
        _write(cell, value)
        if widths:
            cell.width = Cm(widths[place])
    return cells


def table(content: Content) -> Document:
    """A table a programme, the cells of strategic objectives merged down."""
    made = _new(content, head=True)
    _strategic(made, content)
    made.add_heading("Sezione Operativa (SeO)", 1)
    for code, objectives in _programmes(content):
        _titles(made, code)
        grid = _grid(
            made,
            (
                "Obiettivo strategico",
                "Cod.",
                "Obiettivo operativo",
                "Responsabile",
                "Indicatore",
                *YEARS,
            ),
        )
        names = {number: text for number, text, _ in content.strategic}
        first: dict[str, _Cell] = {}
        for one in objectives:
            cells = _row(
                grid, ("", one.code, one.text, one.responsible, one.indicator, *one.targets)
            )
            if one.above in first:
                first[one.above].merge(cells[0])
            else:
                first[one.above] = cells[0]
                _write(cells[0], f"{one.above} {names[one.above]}")
    return made


def split_rows(content: Content) -> Document:
    """Each objective has two rows, one a further indicator; «Target» heads the three years."""
    made = _new(content)
    _strategic(made, content)
    made.add_heading("Sezione Operativa (SeO)", 1)
    for code, objectives in _programmes(content):
        mission, name, programme, called = PROGRAMMES[code]
        made.add_heading(f"Missione {int(mission)} {name} – Programma {int(programme)} {called}", 2)
        grid = made.add_table(rows=2, cols=7)
        grid.style = "Table Grid"
        for place, title in enumerate(
            ("Codice", "Descrizione obiettivo", "Referente", "Indicatore di risultato")
        ):
            grid.cell(0, place).merge(grid.cell(1, place))
            _write(grid.cell(0, place), title, bold=True)
        grid.cell(0, 4).merge(grid.cell(0, 6))
        _write(grid.cell(0, 4), "Target", bold=True)
        for place, year in enumerate(YEARS, start=4):
            _write(grid.cell(1, place), year, bold=True)
        for one in objectives:
            cells = _row(grid, (one.code, one.text, one.responsible, one.indicator, *one.targets))
            more = _row(grid, ("", "", "", "Soddisfazione degli utenti", "70 %", "75 %", "80 %"))
            for place in range(3):
                cells[place].merge(more[place])
    return made


def two_columns(content: Content) -> Document:
    """The text runs in two columns."""
    made = _new(content)
    section = made.add_section(WD_SECTION.CONTINUOUS)
    columns = OxmlElement("w:cols")
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "500")
    old = section._sectPr.find(qn("w:cols"))
    if old is not None:
        section._sectPr.remove(old)
    section._sectPr.append(columns)
    made.add_heading("Sezione Operativa (SeO)", 1)
    for code, objectives in _programmes(content):
        _titles(made, code)
        made.add_paragraph(_FILLER)
        for one in objectives:
            paragraph = made.add_paragraph()
            paragraph.add_run(f"Obiettivo operativo {one.code}: {one.text}").bold = True
            made.add_paragraph(f"Responsabile: {one.responsible}")
            made.add_paragraph(f"Indicatore: {one.indicator}")
            for year, value in zip(YEARS, one.targets, strict=True):
                made.add_paragraph(f"Target {year}: {value}")
            made.add_paragraph(_FILLER)
    return made


def sheets(content: Content) -> Document:
    """A table an objective, as in a PEG."""
    made = _new(content, head=True)
    for one in content.objectives:
        mission, name, programme, called = PROGRAMMES[one.programme]
        made.add_heading(f"Scheda obiettivo n. {one.code}", 2)
        grid = made.add_table(rows=0, cols=4)
        grid.style = "Table Grid"
        for label, value in (
            ("Titolo", one.text),
            ("Missione", f"{mission} - {name}"),
            ("Programma", f"{programme} - {called}"),
            ("Responsabile", one.responsible),
            ("Periodo", "01/01/2026 - 31/12/2028"),
        ):
            cells = grid.add_row().cells
            _write(cells[0], label, bold=True)
            cells[1].merge(cells[3])
            _write(cells[1], value)
        heads = grid.add_row().cells
        for cell, label in zip(
            heads, ("Indicatore", "Target 2026", "Target 2027", "Target 2028"), strict=True
        ):
            _write(cell, label, bold=True)
        cells = grid.add_row().cells
        for cell, value in zip(cells, (one.indicator, *one.targets), strict=True):
            _write(cell, value)
        heads = grid.add_row().cells
        for cell, label in zip(
            heads, ("Fase", "Peso %", "Dal - al", "Risultato atteso"), strict=True
        ):
            _write(cell, label, bold=True)
        for number, (span, done) in enumerate(
            (("01/01/2026 - 30/06/2026", "Determina"), ("01/07/2026 - 31/12/2026", "Verbale")),
            start=1,
        ):
            cells = grid.add_row().cells
            for cell, value in zip(
                cells, (f"F{number:02} Avvio dei lavori", "50", span, done), strict=True
            ):
                _write(cell, value)
    return made


def narrow(content: Content) -> Document:
    """A table of many narrow columns, whose words wrap and break."""
    made = _new(content, head=True)
    made.add_heading("Sezione Operativa (SeO)", 1)
    widths = (1.4, 2.6, 2.2, 1.9, 2.0, 1.4, 1.4, 1.4, 2.0)
    grid = _grid(
        made,
        ("Cod.", "Obiettivo operativo", "Missione", "Progr.", "Responsabile", *YEARS, "Indicatore"),
        widths,
    )
    _retitle(grid, 3, "Programma")
    for one in content.objectives:
        mission, name, programme, called = PROGRAMMES[one.programme]
        _row(
            grid,
            (
                one.code,
                one.text,
                f"{mission} {name}",
                f"{programme} {called}",
                one.responsible,
                *one.targets,
                one.indicator,
            ),
            widths,
        )
    return made


def _retitle(grid: Table, place: int, title: str) -> None:
    cell = grid.rows[0].cells[place]
    for run in cell.paragraphs[0].runs:
        run.text = ""
    cell.paragraphs[0].runs[0].text = title


def mandate(content: Content) -> Document:
    """Mandate lines, below them strategic objectives, below them numbered ones with their programme."""
    made = _new(content, head=True)
    for number, name in content.lines:
        made.add_heading(f"LINEA PROGRAMMATICA {number}: {name.upper()}", 1)
        for code, text, line in content.strategic:
            if line != number:
                continue
            made.add_heading(f"Obiettivo strategico {code}: {text}", 2)
            made.add_paragraph(_FILLER)
            for one in content.objectives:
                if one.above != code:
                    continue
                mission, _, programme, _ = PROGRAMMES[one.programme]
                paragraph = made.add_paragraph()
                paragraph.add_run(f"Obiettivo operativo {one.code} - {one.text}").bold = True
                made.add_paragraph(f"Missione {mission} – Programma {programme}")
                made.add_paragraph("Responsabile")
                made.add_paragraph(one.responsible)
                made.add_paragraph("Indicatore")
                made.add_paragraph(one.indicator)
                made.add_paragraph("Target")
                made.add_paragraph(
                    "; ".join(f"{y}: {v}" for y, v in zip(YEARS, one.targets, strict=True))
                )
    return made


def bare(content: Content) -> Document:
    """A bare list below each budget mission, without codes or facts, as the strategic plan itself has."""
    made = _new(content)
    for code, objectives in _programmes(content):
        mission, name, _, _ = PROGRAMMES[code]
        made.add_heading(f"MISSIONE {int(mission)}. {name}", 1)
        made.add_paragraph(_FILLER)
        for one in objectives:
            made.add_paragraph(one.text, style="List Bullet")
    return made


def mixed(content: Content) -> Document:
    """A table of contents with dots, then tables and headings by turns, notes and numbered chapters."""
    made = _new(content, head=True)
    made.add_paragraph("Indice")
    for place, one in enumerate(content.objectives, start=3):
        made.add_paragraph(f"{one.code} {one.text[:50]} {'.' * 40} {place}")
    made.add_page_break()
    _strategic(made, content)
    made.add_heading("Sezione Operativa (SeO)", 1)
    for turn, (code, objectives) in enumerate(_programmes(content)):
        _titles(made, code)
        if turn % 2:
            grid = _grid(
                made,
                (
                    "N.",
                    "Obiettivo",
                    "Responsabile",
                    "Indicatore",
                    "Valore atteso 2026",
                    "Valore atteso 2027",
                    "Valore atteso 2028",
                ),
            )
            for one in objectives:
                _row(grid, (one.code, one.text, one.responsible, one.indicator, *one.targets))
            continue
        for one in objectives:
            made.add_heading(f"OP.{one.code} - {one.text}", 4)
            made.add_paragraph(f"Responsabile: {one.responsible}")
            made.add_paragraph(f"Indicatore: {one.indicator}")
            made.add_paragraph(
                "Target " + "; ".join(f"{y}: {v}" for y, v in zip(YEARS, one.targets, strict=True))
            )
    return made


def landscape(content: Content) -> Document:
    """One table on pages laid flat, with rows that head the programmes."""
    made = _new(content, head=True)
    section = made.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    made.add_heading("Sezione Operativa (SeO)", 1)
    titles = (
        "Codice",
        "Azione",
        "Settore",
        "Inizio",
        "Fine",
        "Indicatore",
        "Unità di misura",
        *YEARS,
    )
    grid = _grid(made, titles)
    for code, objectives in _programmes(content):
        mission, name, programme, called = PROGRAMMES[code]
        cells = grid.add_row().cells
        cells[0].merge(cells[-1])
        _write(cells[0], f"Missione {mission} {name} - Programma {programme} {called}", bold=True)
        for one in objectives:
            unit = "%" if "%" in one.targets[0] else "numero"
            values = [value.replace(" %", "") for value in one.targets]
            _row(
                grid,
                (one.code, one.text, one.responsible, "2026", "2028", one.indicator, unit, *values),
            )
    return made


def inline(content: Content) -> Document:
    """Facts of an objective in one paragraph after it; sections without a heading style."""
    made = _new(content)
    for words in ("SEZIONE OPERATIVA",):
        made.add_paragraph().add_run(words).bold = True
    for code, objectives in _programmes(content):
        mission, name, programme, called = PROGRAMMES[code]
        made.add_paragraph().add_run(f"MISSIONE {mission} – {name.upper()}").bold = True
        made.add_paragraph().add_run(f"PROGRAMMA {mission}.{programme} – {called}").bold = True
        made.add_paragraph("Gli obiettivi operativi sono:")
        for one in objectives:
            made.add_paragraph(f"{one.code} – {one.text}")
            made.add_paragraph(f"Responsabile: {one.responsible} – Assessore: delega al bilancio")
            made.add_paragraph(f"Indicatore: {one.indicator}")
            made.add_paragraph(
                f"Valori attesi: {'; '.join(f'{y}: {v}' for y, v in zip(YEARS, one.targets, strict=True))}"
            )
    return made


BUILT_ON: dict[str, Callable[[Content], Document]] = {
    "headings": headings, "table": table, "sheets": sheets, "bare": bare, "narrow": narrow, "lists": lists,
}  # fmt: skip
HELD_APART: dict[str, Callable[[Content], Document]] = {
    "split-rows": split_rows, "two-columns": two_columns, "mandate": mandate, "mixed": mixed,
    "landscape": landscape, "inline": inline,
}  # fmt: skip
LAYOUTS = BUILT_ON | HELD_APART


def word_file(layout: str, content: Content = CONTENT) -> bytes:
    """Return a layout as the bytes of a Word file."""
    out = io.BytesIO()
    LAYOUTS[layout](content).save(out)
    return out.getvalue()


def converted(files: Sequence[Path], form: str, folder: Path) -> None:
    """Turn Word files into another form, by LibreOffice, in a folder."""
    command = shutil.which("soffice") or shutil.which("libreoffice")
    assert command
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    asked = [
        command,
        profile,
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    subprocess.run(asked, check=True, capture_output=True, timeout=300)


@dataclass
class Score:
    """How a reading of a layout agrees with what was written into it."""

    wanted: int = 0
    found: int = 0
    right: int = 0
    letters: int = 0
    wrong_letters: int = 0
    facts: dict[str, list[bool]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def error(self) -> float:
        return self.wrong_letters / self.letters if self.letters else 0.0

    @property
    def all_facts(self) -> float:
        every = [one for facts in self.facts.values() for one in facts]
        return sum(every) / len(every) if every else 1.0

    def add(self, other: Score) -> None:
        self.wanted += other.wanted
        self.found += other.found
        self.right += other.right
        self.letters += other.letters
        self.wrong_letters += other.wrong_letters
        self.wrong += other.wrong
        for name, facts in other.facts.items():
            self.facts.setdefault(name, []).extend(facts)


SHOWN = {
    "bare": {"mission"},
    "sheets": {"code", "mission", "programme", "responsible", "indicator", "target"},
}


def score(proposal: Proposal, layout: str, content: Content = CONTENT) -> Score:
    """Compare a proposal with the content that was laid out; strategic objectives are left aside."""
    shown = SHOWN.get(
        layout, {"code", "mission", "programme", "responsible", "indicator", "target"}
    )
    rows = [row for row in proposal.rows if row.kind != STRATEGIC]
    made = Score(wanted=len(content.objectives), found=len(rows))
    left = list(rows)
    for one in content.objectives:
        best = max(left, key=lambda row: _ratio(row.text, one.text), default=None)
        if best is None or _ratio(best.text, one.text) < 0.6:
            made.wrong.append(f"{layout}: missed {one.code} {one.text[:50]}")
            continue
        left.remove(best)
        made.right += 1
        made.letters += len(one.text)
        made.wrong_letters += distance(best.text, one.text)
        for name, right in _facts(best, one).items():
            if name in shown:
                made.facts.setdefault(name, []).append(right)
                if not right:
                    made.wrong.append(f"{layout}: {name} of {one.code}: {_shown(best, name)}")
        if distance(best.text, one.text):
            made.wrong.append(f"{layout}: text {one.code}: {best.text}")
    made.wrong += [f"{layout}: too many: {row.code} {row.text[:60]}" for row in left]
    return made


def _facts(row: Row, one: Wanted) -> dict[str, bool]:
    targets = tuple(
        next(
            (
                t.value
                for m in row.measures
                for t in m.targets
                if _named(m.label, one) and t.year == year
            ),
            None,
        )
        for year in YEARS
    )
    numbers = tuple(
        Decimal(v.replace(" %", "").replace(".", "").replace(",", ".")) for v in one.targets
    )
    return {
        "code": row.code.removeprefix("OP.") == one.code,
        "mission": row.mission == one.mission,
        "programme": row.programme == one.programme,
        "responsible": one.responsible in row.responsible,
        "indicator": any(_named(measure.label, one) for measure in row.measures),
        "target": targets == numbers,
    }


def _shown(row: Row, name: str) -> object:
    if name in ("indicator", "target"):
        return [(m.label, [(t.year, str(t.value)) for t in m.targets]) for m in row.measures]
    return getattr(row, name)


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def distance(one: str, other: str) -> int:
    """Return in how many letters two texts differ (Levenshtein)."""
    before = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        here = [i]
        for j, b in enumerate(other, start=1):
            here.append(min(before[j] + 1, here[-1] + 1, before[j - 1] + (a != b)))
        before = here
    return before[-1]


def _named(label: str, one: Wanted) -> bool:
    # A unit between brackets may stand in the name or be taken for the unit.
    return label in (one.indicator, one.indicator.removesuffix(" (mq)"))
