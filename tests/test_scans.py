"""A page that is but a picture, read by the real tesseract with Italian; CI installs it (`.ci/run`)."""

from __future__ import annotations

import io

import pypdfium2
from pypdfium2 import raw

from needs import missing
from small_pdf import small_pdf
from trama.plans.readers.documents import propose
from trama.plans.readers.documents.reading import _recogniser
from trama.plans.readers.documents.scan import installed

LINES = [
    (60, 80, "Obiettivi operativi", 16, True),
    (60, 120, "OB.1.1 - Realizzare la pista ciclabile della stazione", 14, False),
    (60, 150, "OB.1.2 - Aprire la biblioteca comunale di sera", 14, False),
]


def scanned(pdf: bytes) -> bytes:
    """Return a PDF whose one page is the picture of the first page of another."""
    page = pypdfium2.PdfDocument(pdf)[0]
    bitmap = page.render(scale=200 / 72, grayscale=True)
    made = pypdfium2.PdfDocument.new()
    width, height = page.get_size()
    sheet = made.new_page(width, height)
    picture = pypdfium2.PdfImage.new(made)
    picture.set_bitmap(bitmap)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    sheet.insert_obj(picture)
    sheet.gen_content()
    out = io.BytesIO()
    made.save(out, flags=raw.FPDF_NO_INCREMENTAL)
    return out.getvalue()


def test_a_scan_is_read_by_tesseract_with_its_certainty() -> None:
    if installed() is None:
        missing("tesseract with Italian (tesseract-ocr-ita)")
    _recogniser.cache_clear()
    proposal = propose(scanned(small_pdf([(LINES, [])])), "scansione.pdf")
    assert [(row.code, row.text) for row in proposal.rows] == [
        ("OB.1.1", "Realizzare la pista ciclabile della stazione"),
        ("OB.1.2", "Aprire la biblioteca comunale di sera"),
    ]
    (note,) = [facts for key, facts in proposal.document.notes if key == "recognised"]
    assert note["page"] == "1"
    assert int(note["certainty"].rstrip("%")) > 60
    assert {row.said.where.page for row in proposal.rows} == {1}
