"""A document of any form, read into a proposal."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import cache

from trama.errors import SourceError
from trama.plans.readers.documents.blocks import Document, Line
from trama.plans.readers.documents.proposal import Proposal
from trama.plans.readers.documents.recognise import recognise
from trama.plans.readers.documents.registers import at_hand
from trama.plans.readers.documents.registers import name as name_rows

FORMS = ("docx", "odt", "pdf", "html", "text")


def propose(content: bytes, name: str) -> Proposal:
    """Return what a document was understood to say, held against the registers at hand.

    Raises SourceError if the file cannot be read, or no objective was recognised in it.
    """
    proposal = understand(content, name)
    name_rows(proposal, at_hand())
    return proposal


def understand(content: bytes, name: str) -> Proposal:
    """Return what a document was understood to say by its own words, as `propose` does."""
    form = form_of_document(content, name)
    try:
        document = _READERS[form](content, name)
    except RecursionError as error:
        raise SourceError("document.deep", path=name) from error
    proposal = recognise(document, name)
    if not proposal.rows:
        raise _nothing(document, name)
    return proposal


def _nothing(document: Document, name: str) -> SourceError:
    """Return that no objective was recognised, with the first place where the document speaks of objectives."""
    texts = (
        (cell.text, cell.where)
        for block in document.blocks
        for cell in ([block] if isinstance(block, Line) else [c for row in block.rows for c in row])
    )
    for text, where in texts:
        if re.search(r"\bobiettiv[oi]\b", text, re.IGNORECASE):
            words = " ".join(text.split())[:120]
            if where.page:
                return SourceError(
                    "document.no-objective-page", path=name, page=where.page, words=words
                )
            if where.table:
                number = where.table
                return SourceError(
                    "document.no-objective-table", path=name, number=number, words=words
                )
            return SourceError(
                "document.no-objective-line", path=name, number=where.paragraph, words=words
            )
    return SourceError("document.no-objective", path=name)


def form_of_document(content: bytes, name: str) -> str:
    """Return the form of a document by what it holds; `text` for anything else."""
    if b"%PDF" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK"):
        return packed_form(content)
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if head.startswith((b"<!doctype html", b"<html")) else "text"


def packed_form(content: bytes) -> str:
    """Return `docx` or `odt` for an archive that is one, otherwise nothing."""
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist()[:5_000])
            if "word/document.xml" in members or "/word/document.xml" in members:
                return "docx"
            if "content.xml" in members and "mimetype" in members:
                kind = archive.open("mimetype").read(100)
                return "odt" if kind.startswith(b"application/vnd.oasis.opendocument.text") else ""
    except Exception:  # noqa: S110 - a damaged archive is told by whoever opens it
        pass
    return ""


def _docx(content: bytes, name: str) -> Document:
    from trama.plans.readers.documents.docx import read_docx

    return read_docx(content, name)


def _odt(content: bytes, name: str) -> Document:
    from trama.plans.readers.documents.odt import read_odt

    return read_odt(content, name)


def _pdf(content: bytes, name: str) -> Document:
    # PDFium is loaded by who reads a PDF, and by nobody else.
    from trama.plans.readers.documents.pdf import read_pdf

    return read_pdf(content, name, _recogniser())


@cache
def _recogniser():  # type: ignore[no-untyped-def]
    from trama.plans.readers.documents.scan import installed

    return installed()


def _html(content: bytes, name: str) -> Document:
    from trama.plans.readers.documents.html import read_html

    return read_html(content, name)


def _text(content: bytes, name: str) -> Document:
    from trama.plans.readers.documents.text import read_text

    return read_text(content.decode("utf-8-sig", "replace"))


_READERS: dict[str, Callable[[bytes, str], Document]] = {
    "docx": _docx,
    "odt": _odt,
    "pdf": _pdf,
    "html": _html,
    "text": _text,
    "": _text,
}
