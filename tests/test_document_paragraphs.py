"""Objectives that are paragraphs of prose, and marks beside their words, each by a small document of its own."""

from __future__ import annotations

from trama.plans.readers.documents.blocks import Document, Line, Where
from trama.plans.readers.documents.proposal import Proposal
from trama.plans.readers.documents.recognise import recognise


def recognised(*lines: tuple[str, bool, float]) -> Proposal:
    """What is recognised in lines, each with its words, whether it is bold, and the size of its letters."""
    blocks = [
        Line(text, Where(paragraph=place), bold=bold, size=size)
        for place, (text, bold, size) in enumerate(lines, 1)
    ]
    return recognise(Document("docx", [*blocks]), "piano.docx")


AREAS = (
    ("GLI OBIETTIVI PER L'ANNO 2026", True, 15.0),
    ("Si assegnano ai responsabili gli obiettivi che seguono.", False, 0.0),
    ("A) OBIETTIVI COMUNI", True, 0.0),
    ("1) Ridurre il consumo di carta del 20 per cento (Resp.: tutti);", False, 0.0),
    ("2) Formare il personale sui contratti (Resp.: tutti).", False, 0.0),
    ("B) AREA TECNICA", True, 0.0),
    ("1) Censimento degli alberi monumentali (Resp.: Ufficio ambiente);", False, 0.0),
    ("2) Aggiornare il piano di protezione civile (Responsabile: ing. Neri);", False, 0.0),
    ("3) Manutenzione programmata dei fossi (Resp.: ing. Neri).", False, 0.0),
    ("LAVORO AGILE", True, 15.0),
    ("Le attività che si svolgono da casa sono:", False, 0.0),
    ("1) protocollo e archivio;", False, 0.0),
    ("2) contabilità.", False, 0.0),
)


def test_a_bold_line_in_larger_letters_holds_over_the_areas_below_it() -> None:
    rows = recognised(*AREAS).rows
    assert [row.text[:10] for row in rows] == [
        "Ridurre il",
        "Formare il",
        "Censimento",
        "Aggiornare",
        "Manutenzio",
    ]
    assert [row.responsible for row in rows[2:]] == [
        ["Ufficio ambiente"],
        ["ing. Neri"],
        ["ing. Neri"],
    ]
