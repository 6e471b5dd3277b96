"""Which reader a file needs, told by what it holds more than by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trama.errors import SourceError
from trama.plans.package import Package, read_package
from trama.plans.readers.csvfile import read_csv_file, read_csv_zip
from trama.plans.readers.documents import read_document
from trama.plans.readers.documents.reading import packed_form
from trama.plans.readers.pasted import read_pasted
from trama.plans.readers.rdf import read_jsonld, read_turtle_plan
from trama.plans.readers.stratml import read_stratml
from trama.plans.readers.xlsx import read_xlsx

MAX_BYTES = 60_000_000

Reader = Callable[[bytes, str], Package]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a plan may come in."""

    name: str
    suffixes: tuple[str, ...]
    read: Reader


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("xlsx", (".xlsx",), read_xlsx),
        Form("csv-zip", (".zip",), read_csv_zip),
        Form("stratml", (".xml", ".stratml"), read_stratml),
        Form("turtle", (".ttl",), read_turtle_plan),
        Form("json-ld", (".jsonld", ".json"), read_jsonld),
        Form("csv", (".csv",), read_csv_file),
        Form("pasted", (".txt", ".md"), read_pasted),
        Form("docx", (".docx",), read_document),
        Form("odt", (".odt",), read_document),
        Form("pdf", (".pdf",), read_document),
        Form("html", (".html", ".htm"), read_document),
    )
}
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Office file (.xls or .doc), or one with a password; save it as .xlsx or .docx",
    b"{\\rtf": "an RTF document; open it and save it as .docx or .odt",
}
DOCUMENTS = ("docx", "odt", "pdf", "html")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_TURTLE = re.compile(
    rb"(?:\s|#[^\n]*\n)*(?:@prefix|@base|PREFIX\s|BASE\s|<[^<>\s]*>\s)", re.IGNORECASE
)
_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.-]*(?::[\w.-]+)?[\s>/])"
)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\"{\]])")


def read_plan(path: Path) -> Package:
    """Read a plan from a package folder or a file, in any of the forms of `docs/plans-in.md`.

    The plan is checked by itself; `trama.plans.package.check_references` holds it against what it refers to.
    Raises SourceError or SourceProblems with everything wrong, each with its place.
    """
    if path.is_dir():
        return read_package(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(f"the file is larger than {MAX_BYTES:,} bytes", path=path)
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", path=path) from error
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str) -> Package:
    """Read a plan from the bytes of a file and its name, as a web form hands them over.

    Raises SourceError or SourceProblems, as `read_plan` does.
    """
    if len(content) > MAX_BYTES:
        raise SourceError(f"the file is larger than {MAX_BYTES:,} bytes", path=name)
    if not content.strip():
        raise SourceError("the file is empty", path=name)
    return FORMS[form_of(content, name)].read(content, name)


def form_of(content: bytes, name: str) -> str:
    """Return the name of the form that the bytes of a file are in.

    Raises SourceError if they are in a form that no reader reads.
    """
    for magic, what in _OTHERS.items():
        if content.startswith(magic):
            raise SourceError(f"this is {what}", path=name)
    if content.startswith(b"PK"):
        packed = packed_form(content)
        return packed or ("csv-zip" if name.lower().endswith(".zip") else "xlsx")
    head = content[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _HTML.match(head):
        return "html"
    if _XML.match(head) and not name.lower().endswith(".ttl"):
        return "stratml"
    if _JSON.match(head):
        return "json-ld"
    if _TURTLE.match(head):
        return "turtle"
    suffix = Path(name).suffix.lower()
    if suffix in (".pdf", ".docx", ".odt"):
        raise SourceError(f"the file is not a whole {suffix[1:].upper()} document", path=name)
    if suffix == ".xlsx":
        raise SourceError("the file is not a workbook: it does not start as a ZIP does", path=name)
    for form in FORMS.values():
        if suffix in form.suffixes and form.name not in ("xlsx", "csv-zip"):
            return form.name
    return "pasted"
