"""What is asked of a check that somebody sends, what comes of it, and the files that come with it."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from trama.check import reports
from trama.check.coherence.files import FORMS as MATRICES
from trama.check.coherence.judgements import Judgement
from trama.errors import SourceError
from trama.messages import Message
from trama.plans.package import TEXT_FILE, Package
from trama.settings import Settings
from trama.suggest.decisions import Answer

EXAMPLES = ("esempio-dup-comune-piccolo", "esempio-dup-comune-grande", "esempio-dup-unione")
STEPS = ("read", "check", "suggest", "write")
TOP = 3
ASKED = 200
MOST_ABOVE = MOST_BESIDE = 8
"""How many plans above, instruments among them, and how many plans beside one check takes."""
MOST_LISTED = 12
"""Of how many published plans all are offered to be held against; of more, the strategic ones."""

JUDGED = 4
"""How many judgements of chapters a page takes at once."""

PAGE, RECHECK, TEMPLATE, PLAN, DECISIONS = "page", "recheck", "template", "plan", "decisions"
JUDGEMENTS = "judgements"
PICTURE, TOLD = "picture", "told"
OWN, ABOVE, BESIDE = "", "above", "beside"
FIELDS = {OWN: "file", ABOVE: "sopra", BESIDE: "accanto"}
"""The fields of the form that take the files of each role."""

CARRIED = {
    OWN: ("nome-portato", "portato"),
    ABOVE: ("nome-sopra", "portato-sopra"),
    BESIDE: ("nome-accanto", "portato-accanto"),
}
"""The fields in which a page carries them: their names, and what they hold."""

UNREAD = "unread"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MATRIX_TYPES = {
    "xlsx": XLSX,
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}
WANTED = (
    PAGE,
    RECHECK,
    TEMPLATE,
    PLAN,
    DECISIONS,
    JUDGEMENTS,
    PICTURE,
    *reports.FORMATS,
    *(f"matrix-{form}" for form in MATRICES),
)

Decision = tuple[str, str, str, str]
"""Lower code, upper code with its plan, what was decided, and why. Of a judgement the codes may mean chapters."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. One that a page carried is packed: DEFLATE (RFC 1950), then base64.

    `role` tells what it is to the check: the plan itself or a part of it (OWN), or another plan, ABOVE or BESIDE it.
    """

    name: str
    content: bytes
    packed: bool = False
    role: str = OWN


@dataclass(frozen=True, slots=True)
class CheckJob:
    """What is asked: the plan's files or the name of an example, and what is wanted of it.

    `upper` is the identifier of the plan to check against, that in force if empty and no plan above was sent; `settled` are the
    decisions that the plan is checked with, and `chosen` those that count from now on; `author` is who
    took them, and `today` the day; `judged` are judgements of whole chapters, and `above` are further plans above, which report and matrices hold
    too, and `also` instruments with aims, which the matrices alone do; `script_root` is where the site hangs from.
    `reading` is what was answered to the rows of a document (`readers.documents.review`), UNREAD if a report is
    wanted of what nobody confirmed, and `sheet` the page of a document that is wanted as a picture,
    with what is to be marked there (`submission.reading.boxes_of`).
    `size` is how many bytes the files may have. TOLD wants the report, or what is wrong, as JSON.
    """

    root: str
    build: str
    base: str
    size: int
    want: str = PAGE
    lang: str = "it"
    upper: str = ""
    example: str = ""
    files: tuple[Upload, ...] = ()
    settled: tuple[Decision, ...] = ()
    chosen: tuple[Decision, ...] = ()
    judged: tuple[Decision, ...] = ()
    above: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    script_root: str = ""
    author: str = ""
    today: str = ""
    reading: str = ""
    sheet: str = ""

    @property
    def settings(self) -> Settings:
        """The settings that a check needs."""
        return Settings(Path(self.root), Path(self.build), self.base)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a check: a page, or a file with its name."""

    status: int
    content_type: str
    body: bytes
    filename: str = ""


@dataclass(slots=True)
class Checked:
    """A plan that was read, what it was read from, and what was decided on its suggestions.

    `before` is the plan without the decisions, `judged` what a person judged of its chapters, and `above` and `beside` are the
    plans that were sent to hold it against. `kept` are the pairs of codes that the workbook itself has decisions on.
    """

    plan: Package
    files: tuple[Upload, ...]
    taken: dict[tuple[str, str], Answer] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    before: Package | None = None
    judged: tuple[Judgement, ...] = ()
    above: tuple[Package, ...] = ()
    beside: tuple[Package, ...] = ()
    kept: frozenset[tuple[str, str]] = frozenset()


def pack(content: bytes) -> str:
    """Return the bytes of a file as a page carries them."""
    return base64.b64encode(zlib.compress(content, 6)).decode()


def unpacked_files(job: CheckJob) -> Iterator[Upload]:
    """Yield the files as they were sent first; SourceError if they are too long together."""
    left = job.size
    for file in job.files:
        content = file.content
        if file.packed:
            try:
                reader = zlib.decompressobj()
                content = reader.decompress(base64.b64decode(content, validate=True), left + 1)
            except (binascii.Error, zlib.error) as error:
                reason = Message("submission.damaged")
                raise SourceError(reason, path=file.name) from error
        left -= len(content)
        if left < 0:
            raise SourceError("file.too-large", bytes=job.size, path=file.name)
        yield Upload(file.name, content, role=file.role)


def of_role(files: Iterable[Upload], role: str) -> list[Upload]:
    """Return the files that are this to the check."""
    return [file for file in files if file.role == role]


def carried(files: Iterable[Upload]) -> list[tuple[str, str, str, str]]:
    """Return the files as a page carries them: two fields of its form, with the name and the bytes, packed."""
    return [(*CARRIED[file.role], file.name, pack(file.content)) for file in files]


def one_file(files: Sequence[Upload]) -> tuple[bytes, str]:
    """Return the one file of a plan: several tables are put together in an archive, in memory."""
    if not files:
        raise SourceError("submission.no-file")
    if len(files) == 1:
        return files[0].content, files[0].name
    names = [file.name for file in files]
    for name in names:
        if PurePosixPath(name).suffix.lower() != ".csv" and name != TEXT_FILE:
            reason = Message("submission.several")
            raise SourceError(reason, path=name)
        if names.count(name) > 1:
            raise SourceError("submission.same-name", path=name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in files:
            archive.writestr(file.name, file.content)
    return packed.getvalue(), "piano.zip"
