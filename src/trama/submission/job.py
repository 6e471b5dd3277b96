"""One check that somebody asks for by sending a plan: what is asked, and how it is done.

All is done in memory, from bytes to bytes: nothing is read but the build and `graph/`, and nothing is
written. `trama.submission.worker` runs it in a process that can be killed.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from trama.check import reports
from trama.check.checks import read_checks
from trama.check.coherence.files import FORMS as MATRICES
from trama.check.coherence.files import write_matrix
from trama.check.coherence.matrix import coherence_matrix
from trama.check.comparison import check_plans
from trama.check.findings import CheckReport
from trama.check.reports.words import unconfirmed
from trama.errors import SourceError, SourceProblems, TramaError
from trama.messages import Message
from trama.model import Plan, StrategicObjective
from trama.model.element import Element
from trama.plans.form import HEADINGS, SHEETS
from trama.plans.known import knowing
from trama.plans.package import TEXT_FILE, Package, read_package, read_packages
from trama.plans.readers import form_of, read_bytes
from trama.plans.readers.documents import package_of
from trama.plans.readers.documents.review import answered, unpacked
from trama.plans.readers.plan import is_document
from trama.plans.writers.codes import Codes, codes_of
from trama.plans.writers.template import template
from trama.publish import rendering
from trama.publish.site import ServedSite
from trama.settings import Settings
from trama.submission import reading
from trama.submission import view as checkview
from trama.suggest.amendment import amended, decided_in, decided_workbook
from trama.suggest.decisions import ACCEPTED, REASONED, Answer, decisions_csv
from trama.suggest.decisions import DECISIONS as KINDS
from trama.suggest.suggester import Suggester, open_objectives, suggest, upper_objectives

EXAMPLES = ("esempio-dup-comune-piccolo", "esempio-dup-comune-grande", "esempio-dup-unione")
STEPS = ("read", "check", "suggest", "write")
TOP = 3
ASKED = 200
PAGE, RECHECK, TEMPLATE, PLAN, DECISIONS = "page", "recheck", "template", "plan", "decisions"
PICTURE, TOLD = "picture", "told"
UNREAD = "unread"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MATRIX_TYPES = {
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
    PICTURE,
    *reports.FORMATS,
    *(f"matrix-{form}" for form in MATRICES),
)

Decision = tuple[str, str, str, str]
"""Lower code, upper code with its plan, what was decided, and why."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. One that a page carried is packed: DEFLATE (RFC 1950), then base64."""

    name: str
    content: bytes
    packed: bool = False


@dataclass(frozen=True, slots=True)
class CheckJob:
    """What is asked: the plan's files or the name of an example, and what is wanted of it.

    `upper` is the identifier of the plan to check against, that in force if empty; `settled` are the
    decisions that the plan is checked with, and `chosen` those that count from now on; `author` is who
    took them, and `today` the day; `script_root` is where the site hangs from.
    `reading` is what was answered to the rows of a document (`readers.documents.review`), UNREAD if a report is
    wanted of what nobody confirmed, and `sheet` the page of a document that is wanted as a picture.
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
    script_root: str = ""
    author: str = ""
    today: str = ""
    reading: str = ""
    sheet: int = 0

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
    """A plan that was read, what it was read from, and what was decided on its suggestions."""

    plan: Package
    files: tuple[Upload, ...]
    taken: dict[tuple[str, str], Answer] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)


def perform(job: CheckJob, step: Callable[[str], None]) -> Outcome:
    """Do what is asked and return what comes of it; `step` is called with each of STEPS as it begins.

    What is wrong with the plan is told on a page, with status 422.
    """
    try:
        if job.want == TEMPLATE:
            codes = _codes(_packages(job), job, job.upper)
            return Outcome(200, XLSX, template(codes), "piano.xlsx")
        step("read")
        if job.want == PICTURE:
            return _picture(job)
        if job.want in (PAGE, RECHECK) and not job.reading and (asked := _asked(job)):
            step("write")
            return asked
        checked = _read(job)
        if job.want in (PAGE, RECHECK):
            return _page(job, checked, step)
        return _file(job, checked, step)
    except SourceProblems as error:
        return _problems(job, error.problems)
    except SourceError as error:
        return _problems(job, (error,))


def pack(content: bytes) -> str:
    """Return the bytes of a file as a page carries them."""
    return base64.b64encode(zlib.compress(content, 6)).decode()


def _read(job: CheckJob) -> Checked:
    if job.example:
        if job.example not in EXAMPLES:
            raise SourceError("submission.no-example", value=job.example)
        plan = read_package(Path(job.root) / "examples" / job.example, root=Path(job.root))
        checked = Checked(plan, ())
    else:
        files = tuple(_unpacked(job))
        content, name = _one(files)
        with knowing(lambda: _packages(job)):
            checked = Checked(_plan(job, content, name), files)
        if form_of(content, name) == "xlsx":
            checked.taken |= decided_in(content, name)
    codes = {row.code for row in checked.plan.rows(StrategicObjective)}
    for lower, upper, decision, reason in (*job.settled, *job.chosen):
        if lower not in codes or decision not in KINDS:
            continue
        # What says nothing without a reason waits for one.
        if decision in REASONED and not reason:
            checked.waiting.append(f"{lower} → {upper}")
            continue
        checked.taken[lower, upper] = Answer(decision, reason, job.author, job.today)
    checked.plan = amended(checked.plan, checked.taken, _packages(job) if checked.taken else ())
    return checked


def _plan(job: CheckJob, content: bytes, name: str) -> Package:
    """Return the plan of a file; a document as it was answered, if it was."""
    if job.reading and job.reading != UNREAD and is_document(content, name):
        proposal = reading.proposed(content, name)
        return package_of(answered(proposal, unpacked(job.reading)), name)
    return read_bytes(content, name)


def _asked(job: CheckJob) -> Outcome | None:
    """Return the page that asks about the rows of a document, if a document was sent."""
    if job.example or len(job.files) != 1:
        return None
    files = tuple(_unpacked(job))
    content, name = _one(files)
    if not is_document(content, name):
        return None
    with knowing(lambda: _packages(job)):
        proposal = reading.proposed(content, name)
    return _rendered(
        job,
        "check_reading.html",
        200,
        proposal=proposal,
        view=reading.view(proposal, content, job.lang),
        files=[(file.name, pack(file.content)) for file in files],
        upper=job.upper,
    )


def _picture(job: CheckJob) -> Outcome:
    content, name = _one(tuple(_unpacked(job)))
    body = reading.picture(content, name, job.sheet)
    return Outcome(200, "image/png", body)


def _unpacked(job: CheckJob) -> Iterator[Upload]:
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
        yield Upload(file.name, content)


def _one(files: tuple[Upload, ...]) -> tuple[bytes, str]:
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


def _page(job: CheckJob, checked: Checked, step: Callable[[str], None]) -> Outcome:
    step("check")
    report = check_plans(
        [checked.plan], job.settings, upper=job.upper, answered=checked.taken.keys()
    )
    step("suggest")
    packages = _packages(job)
    proposed = _proposals(job, checked, report, packages)
    known = {row.local(each.plan) for each in packages for row in each.elements() if row.rdf_class}
    step("write")
    checks = read_checks(Path(job.root) / "queries" / "checks")
    return _rendered(
        job,
        "check_report.html",
        200,
        report=report,
        plan=report.lower[0],
        counts=checkview.counts(report),
        view=checkview.view(report, checks, known, job.base, job.lang),
        proposals=proposed,
        tabled=any(each.plan == report.upper.id for each in packages),
        unasked=len(open_objectives(checked.plan)) - len(proposed) if proposed else 0,
        files=[(file.name, pack(file.content)) for file in checked.files],
        reading=job.reading,
        unconfirmed=list(unconfirmed(report, job.lang)),
        example=job.example,
        settled=[(*pair, one.decision, one.reason) for pair, one in checked.taken.items()],
        accepted=sum(one.decision == ACCEPTED for one in checked.taken.values()),
        answered=len(checked.taken),
        author=job.author,
        waiting=checked.waiting,
        questions=any(finding.code in checkview.QUESTIONS for finding in report.findings),
        nameless=not any(each.publisher for each in checked.plan.rows(Plan)),
        notes=[note.said(job.lang) for note in checked.plan.notes],
        rechecked=job.want == RECHECK,
    )


def _proposals(
    job: CheckJob, checked: Checked, report: CheckReport, packages: list[Package]
) -> tuple[checkview.Proposal, ...]:
    upper = next((each for each in packages if each.plan == report.upper.id), None)
    if upper is None:
        return ()
    registers = [each for each in packages if not each.is_plan]
    suggester = Suggester(upper_objectives(upper, registers, job.settings.names))
    refused = max(
        (sum(lower == code for lower, _ in checked.taken) for code, _ in checked.taken), default=0
    )
    # A page with more would be of use to nobody; what is decided now makes room for the others.
    rows: list[Element] = [*open_objectives(checked.plan)[:ASKED]]
    asked = replace(checked.plan, tables={StrategicObjective.table: rows})
    found = suggest(asked, suggester, TOP + refused)
    return checkview.proposals(found, checked.taken, upper.plan, job.base, TOP)


def _file(job: CheckJob, checked: Checked, step: Callable[[str], None]) -> Outcome:
    name = checked.plan.plan
    if job.want == DECISIONS:
        body = decisions_csv(checked.taken).encode()
        return Outcome(200, "text/csv; charset=utf-8", body, f"decisions-{name}.csv")
    if job.want == PLAN:
        step("write")
        codes = _codes(_packages(job), job)
        body = decided_workbook(checked.plan, checked.taken, codes)
        return Outcome(200, XLSX, body, f"{name}.xlsx")
    step("check")
    report = check_plans(
        [checked.plan], job.settings, upper=job.upper, answered=checked.taken.keys()
    )
    step("write")
    kind, _, form = job.want.partition("-")
    if kind == "matrix":
        upper = next((p for p in _packages(job) if p.plan == report.upper.id), None)
        if upper is None:
            raise TramaError("check.no-tables", plan=report.upper.id)
        matrix = coherence_matrix(
            checked.plan, upper, findings=report.findings, names=job.settings.names
        )
        body = write_matrix(matrix, form, job.lang)
        return Outcome(200, _MATRIX_TYPES[form], body, f"matrice-{name}.{form}")
    form = "json" if job.want == TOLD else job.want
    suffix, media_type, _ = reports.FORMATS[form]
    body = reports.write(report, form, job.lang).encode()
    return Outcome(200, f"{media_type}; charset=utf-8", body, f"verifica-{name}{suffix}")


def _problems(job: CheckJob, problems: tuple[SourceError, ...]) -> Outcome:
    rows = [
        (error.path or "", error.cell or (error.line or ""), *_said(error, job.lang))
        for error in problems
    ]
    if job.want == TOLD:
        body = json.dumps({"problems": rows[:1000], "total": len(rows)}).encode()
        return Outcome(422, "application/json", body)
    return _rendered(
        job, "check_problems.html", 422, rows=rows[:1000], total=len(rows), upper=job.upper
    )


def _said(error: SourceError, lang: str) -> tuple[str, str]:
    """Return what is wrong, a workbook's columns by the headings that stand over them, and the value."""
    table = SHEETS.get((error.cell or "").partition("!")[0], "")
    titles = {heading.column: heading.title for heading in HEADINGS.get(table, ())}

    values = dict(error.message.values)
    if values.get("column") in titles:
        values["column"] = f"«{titles[str(values['column'])]}»"
    return Message(error.message.key, **values).said(
        lang
    ), "" if error.value is None else error.value


def _rendered(job: CheckJob, template: str, status: int, **facts: Any) -> Outcome:
    site = ServedSite(job.lang, job.script_root, "/verifica")
    body = rendering.render(template, site, **facts).encode()
    return Outcome(status, "text/html; charset=utf-8", body)


def _packages(job: CheckJob) -> list[Package]:
    root = Path(job.root)
    return read_packages(root / "graph", root=root)


def _codes(packages: list[Package], job: CheckJob, upper: str = "") -> Codes:
    return codes_of(packages, Path(job.root), upper)
