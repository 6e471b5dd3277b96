"""Which reader a file needs, told by what it holds more than by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trama.errors import SourceError
from trama.messages import Message
from trama.model import StrategicObjective
from trama.plans.form import sheet_of
from trama.plans.package import Package
from trama.plans.readers.csvfile import read_csv_file, read_csv_zip, read_folder
from trama.plans.readers.documents import package_of, read_document
from trama.plans.readers.documents.apart import propose_apart
from trama.plans.readers.documents.reading import packed_form
from trama.plans.readers.documents.text import copied
from trama.plans.readers.ods import read_ods
from trama.plans.readers.pasted import read_pasted
from trama.plans.readers.rdf import read_jsonld, read_turtle_plan
from trama.plans.readers.stratml import read_stratml
from trama.plans.readers.xls import MAGIC, ole_form, read_xls
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
        Form("xlsx", (".xlsx", ".xlsm"), read_xlsx),
        Form("xls", (".xls",), read_xls),
        Form("ods", (".ods",), read_ods),
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
    b"{\\rtf": "read.is-rtf",
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
        return with_objectives(read_folder(path))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError("file.too-large", bytes=MAX_BYTES, path=path)
        content = path.read_bytes()
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=path) from error
    if content.strip() and form_of(content, path.name) in DOCUMENTS:
        # What strangers wrote is read by a process that can be killed.
        return with_objectives(package_of(propose_apart(content, path.name), path.name))
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str) -> Package:
    """Read a plan from the bytes of a file and its name, as a web form hands them over.

    Raises SourceError or SourceProblems, as `read_plan` does.
    """
    if len(content) > MAX_BYTES:
        raise SourceError("file.too-large", bytes=MAX_BYTES, path=name)
    if not content.strip():
        raise SourceError("file.empty", path=name)
    return with_objectives(FORMS[form_of(content, name)].read(content, name))


def is_document(content: bytes, name: str) -> bool:
    """Whether the bytes of a file are a document, whose rows somebody should confirm."""
    form = form_of(content, name)
    if form == "pasted":
        return copied(content.decode("utf-8", "replace"))
    return form in DOCUMENTS


def with_objectives(package: Package) -> Package:
    """Return a package, which must have an objective if it is a plan: one without is refused, not passed over."""
    if package.is_plan and not package.rows(StrategicObjective):
        raise SourceError("package.no-objective", tables=_told(package), path=package.shown)
    return package


def _told(package: Package) -> list[object]:
    aside = [note.values["sheet"] for note in package.notes if "sheet" in note.values]
    held = [sheet_of(table) for table, rows in package.tables.items() if rows]
    return [*held, *aside] or [Message("nearest.none")]


def form_of(content: bytes, name: str) -> str:
    """Return the name of the form that the bytes of a file are in.

    Raises SourceError if they are in a form that no reader reads.
    """
    for magic, what in _OTHERS.items():
        if content.startswith(magic):
            raise SourceError(what, path=name)
    if content.startswith(MAGIC):
        held = ole_form(content)
        if held == "xls":
            return held
        raise SourceError(f"read.is-{held or 'ole'}", path=name)
    if content.startswith(b"PK"):
        packed = packed_form(content)
        if packed:
            return packed
        if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in content[:200]:
            return "ods"
        return "csv-zip" if name.lower().endswith(".zip") else "xlsx"
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
        raise SourceError("document.not-whole", form=suffix[1:].upper(), path=name)
    if suffix in (".xlsx", ".xlsm", ".xls", ".ods"):
        raise SourceError("read.not-zip", path=name)
    for form in FORMS.values():
        if suffix in form.suffixes and form.name not in ("xlsx", "xls", "ods", "csv-zip"):
            return form.name
    return "pasted"
