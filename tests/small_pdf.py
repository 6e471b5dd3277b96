"""A PDF written by hand, for tests that must not need an office suite: lines of text, and ruled tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx

Line = tuple[float, float, str, float, bool]
Rule = tuple[float, float, float, float]


def small_pdf(
    pages: Sequence[tuple[Sequence[Line], Sequence[Rule]]],
    *,
    trailer: bytes = b"",
    catalog: bytes = b"",
    page: bytes = b"",
    drawn: bytes = b"",
) -> bytes:
    """Return a PDF of pages, each lines (left, top, text, size, bold) and rules in points from the upper left.

    `catalog` and `page` are more entries of those dictionaries, `drawn` more operators of each page.
    """
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    fonts = b"<< /F1 3 0 R /F2 4 0 R >>"
    add(b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog)
    add(b"")
    for name in (b"Helvetica", b"Helvetica-Bold"):
        add(
            b"<< /Type /Font /Subtype /Type1 /BaseFont /" + name + b" /Encoding /WinAnsiEncoding >>"
        )
    kids: list[int] = []
    for lines, rules in pages:
        parts = [
            b"BT /F%d %g Tf %g %g Td (%s) Tj ET"
            % (2 if bold else 1, size, left, 842 - top, _escaped(text))
            for left, top, text, size, bold in lines
        ]
        parts += [b"%g %g m %g %g l S" % (x0, 842 - y0, x1, 842 - y1) for x0, y0, x1, y1 in rules]
        content = b"\n".join([*parts, drawn])
        stream = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(
            add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font %s >> "
                b"/Contents %d 0 R %s >>" % (fonts, stream, page)
            )
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def dup_pdf(**more: bytes) -> bytes:
    """A DUP of two pages with running heads, page numbers, a table that goes on and a hyphen."""
    across = (60, 110, 300, 430, 480, 530)

    def table(top: float, rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[Rule]]:
        lines: list[Line] = []
        rules: list[Rule] = [(across[0], top, across[-1], top)]
        for row in rows:
            for left, cell in zip(across, row, strict=False):
                for number, part in enumerate(cell.split("\n")):
                    lines.append((left + 4, top + 12 + 11 * number, part, 9, False))
            top += 8 + 11 * max(cell.count("\n") + 1 for cell in row)
            rules.append((across[0], top, across[-1], top))
        rules += [(left, rules[0][1], left, top) for left in across]
        return lines, rules

    head = ("Cod.", "Obiettivo operativo", "Indicatore", "2026", "2027")
    first, ruled = table(
        330,
        [
            head,
            (
                "1.1.1",
                "Mettere a dimora alberi nei viali e nei\ncortili delle scuole",
                "Numero di alberi",
                "100",
                "1.200",
            ),
            ("1.1.2", "Aprire al pubblico le sponde del torrente", "Km di sponda", "1,5", "3"),
        ],
    )
    second, also = table(
        120,
        [
            head,
            ("1.1.3", "Ridurre i consumi degli edifici comunali", "Consumi (MWh)", "900", "850"),
        ],
    )
    pages = [
        (
            [
                (60, 40, "Comune di Valfiorita - DUP", 8, False),
                (60, 90, "Documento Unico di Programmazione 2026-2027", 20, True),
                (60, 130, "Sezione Strategica (SeS)", 15, True),
                (60, 160, "Obiettivo strategico 1.1 - Una città che respira", 11, True),
                (
                    60,
                    180,
                    "L'Amministrazione intende proseguire il percorso avviato, in rac-",
                    11,
                    False,
                ),
                (60, 194, "cordo con gli enti del territorio.", 11, False),
                (60, 240, "Sezione Operativa (SeO)", 15, True),
                (
                    60,
                    270,
                    "Missione 09 - Sviluppo sostenibile e tutela del territorio e dell'ambiente",
                    13,
                    True,
                ),
                (60, 290, "Programma 02 - Tutela, valorizzazione e recupero ambientale", 12, True),
                (60, 312, "Responsabile: Settore Ambiente", 11, False),
                *first,
                (280, 810, "Pagina 1 di 2", 8, False),
            ],
            ruled,
        ),
        (
            [
                (60, 40, "Comune di Valfiorita - DUP", 8, False),
                *second,
                (280, 810, "Pagina 2 di 2", 8, False),
            ],
            also,
        ),
    ]
    return small_pdf(pages, **more)


def dup_docx() -> bytes:
    """The same DUP as a Word file."""
    made = docx.Document()
    made.add_heading("Documento Unico di Programmazione 2026-2027", 0)
    made.add_heading("Sezione Strategica (SeS)", 1)
    made.add_paragraph("Obiettivo strategico 1.1 - Una città che respira")
    made.add_heading("Sezione Operativa (SeO)", 1)
    made.add_heading("Missione 09 - Programma 02 Tutela, valorizzazione e recupero ambientale", 2)
    table = made.add_table(rows=0, cols=5)
    for row in (
        ("Cod.", "Obiettivo operativo", "Indicatore", "2026", "2027"),
        (
            "1.1.1",
            "Mettere a dimora alberi nei viali e nei cortili delle scuole",
            "Numero di alberi",
            "100",
            "1.200",
        ),
        ("1.1.2", "Aprire al pubblico le sponde del torrente", "Km di sponda", "1,5", "3"),
        ("1.1.3", "Ridurre i consumi degli edifici comunali", "Consumi (MWh)", "900", "850"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def dup_odt() -> bytes:
    """The same DUP as a LibreOffice file, written by hand."""
    spaces = " ".join(
        f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "text", "table")
    )
    body = "".join(
        f'<text:h text:outline-level="{level}">{words}</text:h>'
        for level, words in (
            (1, "Documento Unico di Programmazione 2026-2027"),
            (1, "Sezione Operativa (SeO)"),
            (2, "Missione 09 - Programma 02 Tutela, valorizzazione e recupero ambientale"),
        )
    )
    rows = (
        ("Cod.", "Obiettivo operativo", "Indicatore", "2026", "2027"),
        ("1.1.1", "Mettere a dimora alberi nei viali", "Numero di alberi", "100", "1.200"),
        ("1.1.2", "Aprire al pubblico le sponde del torrente", "Km di sponda", "1,5", "3"),
    )
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in rows
    )
    items = "".join(
        f"<text:list-item><text:p>{words}</text:p></text:list-item>"
        for words in ("Curare i sentieri", "Piantare siepi", "Ridurre i consumi")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces}><office:body>'
        f'<office:text>{body}<table:table><table:table-column table:number-columns-repeated="5"/>{cells}</table:table>'
        f"<text:p>Obiettivi:</text:p><text:list>{items}</text:list></office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content.encode())
        archive.writestr("styles.xml", f"<office:document-styles {spaces}/>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()
